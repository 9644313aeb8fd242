//! Attacks that go through several pallets at once: replays, floods of the council, credentials past their end,
//! votes of those who left, and keys that are somebody else's.
//!
//! Attacks on one gate are beside it: on the pool in `access.rs`, on quotas in `quotas.rs`, on authorities in
//! `authorities.rs`, after departures in `departures.rs`.

use super::{
    governance::pass,
    scene::{content, council, errand, gateway, motion_weight, next_block, refused, run, seat, Actor},
};
use crate::{Consent, EhrRegistry, Executive, Runtime, RuntimeCall, SessionKeys, System};
use codec::Encode;
use frame_support::storage::with_transaction;
use frame_system::RawOrigin;
use pallet_collective::{Instance1, Proposals};
use salus_primitives::{
    consent::{DelegationScope, EmergencyAccess, GuardianDecision, PolicyRef, PolicyTerms, Window},
    consortium::{Gateway, Role},
    record::RecordStatus,
    Purpose, RecordId,
};
use salus_runtime_common::Refusal;
use sp_core::{ed25519, sr25519, Pair, H256};
use sp_runtime::{
    generic::Era,
    traits::{BlakeTwo256, Hash},
    transaction_validity::InvalidTransaction,
    ApplyExtrinsicResult, DispatchError, TransactionOutcome,
};

const RECORD: RecordId = RecordId([7; 32]);
/// When what the patient agreed to ends.
const UNTIL: u32 = 1_000;

fn enrol(who: &Actor, role: Role) {
    super::scene::enrol(0, who, role);
}

fn terms() -> PolicyTerms {
    PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until: 10 * UNTIL },
        emergency: EmergencyAccess::Never,
    }
}

/// A patient with a policy, who lets organisation 0 add records until block [`UNTIL`].
fn patient() -> (Actor, PolicyRef) {
    let patient = Actor::new("//Paula");
    enrol(&patient, Role::Patient);
    patient.succeed(pallet_consent::Call::set_policy { policy: None, terms: terms() });
    patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: UNTIL });
    let (id, policy) = Consent::policies_of(patient.account()).remove(0);
    (patient, PolicyRef { id, version: policy.version })
}

fn submission(patient: &Actor, policy: PolicyRef) -> RuntimeCall {
    pallet_ehr_registry::Call::submit {
        record: RECORD,
        patient: patient.account(),
        author: gateway(0).account(),
        policy,
        content: content(3),
        header: content(4),
        previous: None,
    }
    .into()
}

fn endorse(organisation: usize) {
    let records = vec![RECORD].try_into().unwrap();
    gateway(organisation).succeed(pallet_ehr_registry::Call::endorse { records });
}

fn move_gateway(to: &Actor) {
    let url = b"https://moved.example".to_vec().try_into().unwrap();
    let gateway = Gateway { account: to.account(), url };
    let signature = Some(to.sign_gateway(0));
    seat(0).succeed(pallet_consortium::Call::set_gateway { gateway, signature });
}

fn failed(error: impl Into<DispatchError>) -> ApplyExtrinsicResult {
    Ok(Err(error.into()))
}

#[test]
fn transaction_is_not_replayed_when_its_sender_lost_its_capacity_and_got_it_back() {
    run(|| {
        let (old, new) = (gateway(0), Actor::new("//City-Hospital//second-gateway"));
        let sent = old.sign(errand());
        assert_eq!(Executive::apply_extrinsic(sent.clone()), Ok(Ok(())));
        move_gateway(&new);
        assert_eq!(Executive::apply_extrinsic(sent.clone()), refused(Refusal::UnknownSender));
        move_gateway(&old);
        assert_eq!(Executive::apply_extrinsic(sent), Err(InvalidTransaction::Stale.into()));
        old.succeed(errand());
    });
}

#[test]
fn transaction_is_not_replayed_when_it_was_signed_for_another_chain() {
    run(|| {
        let (here, elsewhere) = (System::block_hash(0), H256::repeat_byte(7));
        frame_system::BlockHash::<Runtime>::insert(0, elsewhere);
        let foreign = gateway(0).sign(errand());
        frame_system::BlockHash::<Runtime>::insert(0, here);
        assert_eq!(Executive::apply_extrinsic(foreign), Err(InvalidTransaction::BadProof.into()));
    });
}

#[test]
fn transaction_is_not_sent_after_the_last_block_of_its_era() {
    run(|| {
        next_block();
        next_block();
        let birth = System::block_number() - 1;
        let mortal = gateway(0).sign_within(Era::mortal(64, birth.into()), errand());
        let at = |number| {
            with_transaction(|| {
                System::set_block_number(number);
                let outcome = Executive::apply_extrinsic(mortal.clone());
                TransactionOutcome::Rollback(Ok::<_, DispatchError>(outcome))
            })
            .unwrap()
        };
        assert_eq!(at(birth + 63), Ok(Ok(())));
        assert_eq!(at(birth + 64), Err(InvalidTransaction::AncientBirthBlock.into()));
    });
}

#[test]
fn motion_does_not_become_root_by_wrapping() {
    run(|| {
        let root = || Box::new(crate::OriginCaller::system(RawOrigin::Root));
        let code: RuntimeCall = frame_system::Call::set_storage { items: vec![] }.into();
        let call = || Box::new(code.clone());
        let weight = Default::default();
        let wrappers: [RuntimeCall; 5] = [
            pallet_utility::Call::dispatch_as { as_origin: root(), call: call() }.into(),
            pallet_utility::Call::with_weight { call: call(), weight }.into(),
            pallet_utility::Call::batch_all { calls: vec![code.clone()] }.into(),
            pallet_utility::Call::if_else { main: call(), fallback: call() }.into(),
            pallet_utility::Call::as_derivative { index: 0, call: call() }.into(),
        ];
        for wrapper in wrappers {
            assert!(pass(wrapper.clone(), &[0, 1, 2, 3]).is_err(), "{wrapper:?}");
        }
    });
}

#[test]
fn flooded_council_still_suspends_the_flooder() {
    run(|| {
        // Each motion waits for a week, and a hundred are all that may wait.
        let motion =
            |number: u32| -> RuntimeCall { frame_system::Call::remark { remark: number.encode() }.into() };
        let propose = |proposal: RuntimeCall| -> RuntimeCall {
            let length_bound = proposal.encoded_size() as u32;
            pallet_collective::Call::propose { threshold: 3, proposal: Box::new(proposal), length_bound }
                .into()
        };
        for number in 0..100 {
            seat(3).succeed(propose(motion(number)));
        }
        assert_eq!(Proposals::<Runtime, Instance1>::get().len(), 100);
        let suspension: RuntimeCall = pallet_consortium::Call::suspend { organisation: 3 }.into();
        let full = pallet_collective::Error::<Runtime, Instance1>::TooManyProposals;
        assert_eq!(seat(0).send(propose(suspension.clone())), failed(full));

        // Two of the four say no to one of them; the seat that closes it replaces it in the same transaction.
        let victim = BlakeTwo256::hash_of(&motion(0));
        for organisation in [0, 1] {
            let no = pallet_collective::Call::vote { proposal: victim, index: 0, approve: false };
            seat(organisation).succeed(no);
        }
        let close = |proposal_hash, index, length_bound| -> RuntimeCall {
            let proposal_weight_bound = motion_weight();
            pallet_collective::Call::close { proposal_hash, index, proposal_weight_bound, length_bound }
                .into()
        };
        let length = motion(0).encoded_size() as u32;
        let calls = vec![close(victim, 0, length), propose(suspension.clone())];
        seat(0).succeed(pallet_utility::Call::batch_all { calls });
        let (hash, index) = (BlakeTwo256::hash_of(&suspension), 100);
        for organisation in [0, 1, 2] {
            let yes = pallet_collective::Call::vote { proposal: hash, index, approve: true };
            seat(organisation).succeed(yes);
        }
        seat(1).succeed(close(hash, index, suspension.encoded_size() as u32));
        assert!(!council().contains(&seat(3).account()));
        assert_eq!(seat(3).send(propose(motion(101))), refused(Refusal::UnknownSender));
    });
}

#[test]
fn expired_guardian_decides_nothing() {
    run(|| {
        let (patient, policy) = patient();
        let guardian = Actor::new("//Gina");
        enrol(&guardian, Role::Practitioner);
        let (delegate, scope) = (guardian.account(), DelegationScope::Guardian);
        patient.succeed(pallet_consent::Call::delegate { delegate, scope, until: UNTIL });
        gateway(0).succeed(submission(&patient, policy));
        let revoke = || pallet_consent::Call::decide_for {
            patient: patient.account(),
            decision: GuardianDecision::RevokePolicy { policy: policy.id },
        };
        System::set_block_number(UNTIL);
        assert_eq!(guardian.send(revoke()), failed(pallet_consent::Error::<Runtime>::NotGuardian));
        let erasure = guardian.send(pallet_ehr_registry::Call::erase { record: RECORD });
        assert_eq!(erasure, failed(pallet_ehr_registry::Error::<Runtime>::RecordNotFound));
        System::set_block_number(UNTIL - 1);
        guardian.succeed(revoke());
    });
}

#[test]
fn expired_contribution_files_nothing() {
    run(|| {
        let (patient, policy) = patient();
        System::set_block_number(UNTIL);
        let refusal = pallet_ehr_registry::Error::<Runtime>::ContributionNotAllowed;
        assert_eq!(gateway(0).send(submission(&patient, policy)), failed(refusal));
        System::set_block_number(UNTIL - 1);
        gateway(0).succeed(submission(&patient, policy));
    });
}

#[test]
fn expired_ticket_buys_no_second_one() {
    run(|| {
        let (patient, policy) = patient();
        gateway(0).succeed(submission(&patient, policy));
        patient.succeed(pallet_consent::Call::open_access {
            record: RECORD,
            purpose: Purpose::PatientRequest,
            justification: [0; 32],
        });
        let ticket = Consent::ticket(0).unwrap();
        System::set_block_number(ticket.until);
        // Served late is on record as late, once; it lends nobody more time.
        for _ in 0..2 {
            let receipts = vec![patient.sign_receipt(0, 1)].try_into().unwrap();
            gateway(1).succeed(pallet_audit_log::Call::acknowledge { receipts });
        }
        let served = Consent::ticket(0).unwrap();
        assert_eq!((served.until, served.served.unwrap().at), (ticket.until, ticket.until));
        assert_eq!(Consent::ticket(1), None);
    });
}

#[test]
fn endorsement_of_a_removed_organisation_counts_no_more() {
    run(|| {
        let (patient, policy) = patient();
        gateway(0).succeed(submission(&patient, policy));
        endorse(3);
        assert_eq!(EhrRegistry::record(RECORD).unwrap().required, 3);
        assert_eq!(pass(pallet_consortium::Call::remove { organisation: 3 }, &[0, 1, 2]), Ok(()));
        // With the removed one's it would be three.
        endorse(1);
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Pending);
        endorse(2);
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Active);
    });
}

#[test]
fn attestation_of_a_removed_organisation_erases_nothing() {
    run(|| {
        let (patient, policy) = patient();
        gateway(0).succeed(submission(&patient, policy));
        patient.succeed(pallet_ehr_registry::Call::erase { record: RECORD });
        let attest =
            || pallet_ehr_registry::Call::attest_erasure { records: vec![RECORD].try_into().unwrap() };
        for organisation in [2, 3] {
            gateway(organisation).succeed(attest());
        }
        assert_eq!(pass(pallet_consortium::Call::remove { organisation: 3 }, &[0, 1, 2]), Ok(()));
        assert_eq!(gateway(3).send(attest()), refused(Refusal::UnknownSender));
        gateway(1).succeed(attest());
        assert!(EhrRegistry::record(RECORD).is_some());
        gateway(0).succeed(attest());
        assert_eq!(EhrRegistry::record(RECORD), None);
    });
}

#[test]
fn session_keys_of_somebody_else_are_not_taken() {
    run(|| {
        let (alice, thief) = (Actor::new("//Alice"), Actor::new("//Mallory"));
        let keys = |seed| SessionKeys {
            babe: sr25519::Pair::from_string(seed, None).unwrap().public().into(),
            grandpa: ed25519::Pair::from_string(seed, None).unwrap().public().into(),
        };
        let proof = |seed, owner: &Actor| {
            let statement = sp_core::proof_of_possession::statement_of_ownership(&owner.account().encode());
            let babe = sr25519::Pair::from_string(seed, None).unwrap().sign(&statement);
            let grandpa = ed25519::Pair::from_string(seed, None).unwrap().sign(&statement);
            (babe, grandpa).encode()
        };
        let set = |who: &Actor, seed, proof| {
            // A validator may try this now and then only.
            System::set_block_number(System::block_number() + 1_000);
            who.send(pallet_session::Call::set_keys { keys: keys(seed), proof })
        };
        let invalid = || failed(pallet_session::Error::<Runtime>::InvalidProof);
        // Without their owner's signature, with one made for another account, and with none at all.
        assert_eq!(set(&alice, "//New", proof("//Mallory", &alice)), invalid());
        assert_eq!(set(&alice, "//New", proof("//New", &thief)), invalid());
        assert_eq!(set(&alice, "//New", vec![]), invalid());
        // Nor are those that another validator has, even if it signs for it.
        let taken = pallet_session::Error::<Runtime>::DuplicatedKey;
        assert_eq!(set(&alice, "//Bob", proof("//Bob", &alice)), failed(taken));
        assert_eq!(set(&thief, "//New", proof("//New", &thief)), refused(Refusal::UnknownSender));
    });
}
