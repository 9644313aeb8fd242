//! Suspended and removed organisations, and everything that ends with them in the same call.

use super::{
    governance::pass,
    relayed::{relay, Draft},
    scene::{content, council, errand, events, gateway, next_session, refused, run, same_card, seat, Actor},
};
use crate::{AccountId, Consent, Consortium, EhrRegistry, Runtime, RuntimeCall, RuntimeEvent, Session};
use salus_primitives::{
    consent::{Decision, EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    record::RecordStatus,
    Purpose, RecordId,
};
use salus_runtime_common::Refusal;
use sp_runtime::DispatchError;

const RECORD: RecordId = RecordId([7; 32]);

fn suspend(organisation: u32) {
    assert_eq!(pass(pallet_consortium::Call::suspend { organisation }, &[0, 1, 2]), Ok(()));
}

fn remove(organisation: u32) {
    assert_eq!(pass(pallet_consortium::Call::remove { organisation }, &[0, 1, 2]), Ok(()));
}

fn validating() -> Vec<AccountId> {
    Session::validators()
}

fn enrol(who: &Actor, role: Role, organisation: usize) {
    super::scene::enrol(organisation, who, role);
}

fn endorse() -> RuntimeCall {
    pallet_ehr_registry::Call::endorse { records: vec![RECORD].try_into().unwrap() }.into()
}

fn open() -> RuntimeCall {
    pallet_consent::Call::open_access { record: RECORD, purpose: Purpose::Treatment, justification: [3; 32] }
        .into()
}

/// The authority's office, the patient and the doctor: a council of organisation 3's, a patient of 0's and a
/// doctor of 1's, who may read the record that organisation 0 filed.
fn file_a_record() -> (Actor, Actor, Actor) {
    let (office, patient, doctor) =
        (Actor::new("//Medical-Council//authority"), Actor::new("//Paula"), Actor::new("//Dora"));
    let registration = pallet_attribute_authority::Call::register {
        name: "medical-council".parse().unwrap(),
        organisation: 3,
        account: office.account(),
        public_key: vec![1; 144].try_into().unwrap(),
        proof_of_possession: vec![2; 96].try_into().unwrap(),
    };
    assert_eq!(pass(registration, &[0, 1, 2]), Ok(()));
    office.succeed(pallet_attribute_authority::Call::declare { attribute: "doctor".parse().unwrap() });
    enrol(&patient, Role::Patient, 0);
    enrol(&doctor, Role::Practitioner, 1);
    office.succeed(grant(&doctor));
    let terms = PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until: 1_000 },
        emergency: EmergencyAccess::Never,
    };
    patient.succeed(pallet_consent::Call::set_policy { policy: None, terms });
    let (id, policy) = Consent::policies_of(patient.account()).remove(0);
    patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 });
    gateway(0).succeed(pallet_ehr_registry::Call::submit {
        record: RECORD,
        patient: patient.account(),
        author: gateway(0).account(),
        policy: PolicyRef { id, version: policy.version },
        content: content(3),
        header: content(4),
        previous: None,
    });
    (office, patient, doctor)
}

fn grant(doctor: &Actor) -> RuntimeCall {
    pallet_attribute_authority::Call::grant {
        holder: doctor.account(),
        attribute: "doctor".parse().unwrap(),
        expires: 1_000,
        key_package: content(2),
    }
    .into()
}

fn activate() {
    gateway(1).succeed(endorse());
    gateway(2).succeed(endorse());
    assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Active);
}

#[test]
fn removed_organisation_cannot_endorse() {
    run(|| {
        file_a_record();
        remove(3);
        assert_eq!(gateway(3).send(endorse()), refused(Refusal::UnknownSender));
        let record = EhrRegistry::record(RECORD).unwrap();
        assert_eq!(record.status, RecordStatus::Pending);
        assert!(!record.endorsements.contains(&3));
    });
}

#[test]
fn patient_takes_consent_back_whatever_became_of_the_own_hospital() {
    run(|| {
        let (_, patient, doctor) = file_a_record();
        activate();
        let granted = || {
            let decision = Consent::decision(doctor.account(), RECORD, Purpose::Treatment);
            matches!(decision, Decision::Granted(_))
        };
        let revoke = |organisation| -> RuntimeCall {
            pallet_consent::Call::revoke_contribution { organisation }.into()
        };
        let policy = Consent::policies_of(patient.account()).remove(0).0;
        let other = same_card();
        patient.succeed(pallet_consent::Call::allow_contribution { organisation: 2, until: 1_000 });
        gateway(0).succeed(pallet_consortium::Call::suspend_participant { account: patient.account() });
        assert!(granted());
        patient.succeed(revoke(0));
        assert_eq!(patient.send(other.clone()), refused(Refusal::UnknownSender));
        gateway(0).succeed(pallet_consortium::Call::reinstate_participant { account: patient.account() });
        suspend(0);
        assert!(granted());
        // Without a connection as well, and no more than that.
        gateway(2).succeed(relay(Draft::new(&patient, revoke(2)).sign(&patient)));
        assert_eq!(Consent::contributions_of(patient.account()), []);
        patient.succeed(pallet_consent::Call::revoke_policy { policy });
        assert!(!granted());
        assert_eq!(patient.send(other), refused(Refusal::UnknownSender));
        let again = pallet_consent::Call::allow_contribution { organisation: 2, until: 1_000 };
        assert_eq!(patient.send(again), refused(Refusal::UnknownSender));
    });
}

#[test]
fn suspended_organisations_doctor_cannot_open() {
    run(|| {
        let (_, _, doctor) = file_a_record();
        activate();
        let decide = || Consent::decision(doctor.account(), RECORD, Purpose::Treatment);
        assert!(matches!(decide(), Decision::Granted(_)));
        suspend(1);
        assert_eq!(doctor.send(open()), refused(Refusal::UnknownSender));
        assert_eq!(decide(), Decision::Refused);
    });
}

#[test]
fn removed_organisations_authority_issues_nothing_and_opens_nothing() {
    run(|| {
        let (office, _, doctor) = file_a_record();
        activate();
        remove(3);
        assert_eq!(office.send(grant(&doctor)), refused(Refusal::UnknownSender));
        // What it certified while it was a member counts no more, wherever the holder works.
        let decision = Consent::decision(doctor.account(), RECORD, Purpose::Treatment);
        assert_eq!(decision, Decision::Refused);
        doctor.succeed(open());
        assert!(events().iter().any(|event| matches!(
            event,
            RuntimeEvent::Consent(pallet_consent::Event::AccessDecided { ticket: None, .. })
        )));
    });
}

#[test]
fn removed_organisation_is_silent_everywhere_in_the_same_block() {
    run(|| {
        let call = errand();
        let clerk = Actor::new("//Carl");
        enrol(&clerk, Role::DataUser, 3);
        remove(3);
        for member in [seat(3), gateway(3), Actor::new("//Dave"), clerk] {
            assert_eq!(member.send(call.clone()), refused(Refusal::UnknownSender));
        }
        assert!(!council().contains(&seat(3).account()));
        assert_eq!(Consortium::quota(3), None);
    });
}

#[test]
fn removed_organisations_votes_count_no_more() {
    run(|| {
        use codec::Encode;
        use sp_runtime::traits::{BlakeTwo256, Hash};
        let motion: RuntimeCall = pallet_consortium::Call::suspend { organisation: 2 }.into();
        let proposal = Box::new(motion.clone());
        let length_bound = motion.encoded_size() as u32;
        seat(3).succeed(pallet_collective::Call::propose { threshold: 3, proposal, length_bound });
        let index = pallet_collective::ProposalCount::<Runtime, pallet_collective::Instance1>::get() - 1;
        let vote =
            pallet_collective::Call::vote { proposal: BlakeTwo256::hash_of(&motion), index, approve: true };
        seat(3).succeed(vote.clone());
        remove(3);
        seat(0).succeed(vote.clone());
        seat(1).succeed(vote);
        let close = seat(0).send(pallet_collective::Call::close {
            proposal_hash: BlakeTwo256::hash_of(&motion),
            index,
            proposal_weight_bound: super::scene::motion_weight(),
            length_bound,
        });
        let early = pallet_collective::Error::<Runtime, pallet_collective::Instance1>::TooEarly;
        assert_eq!(close, Ok(Err(DispatchError::from(early))));
    });
}

#[test]
fn removed_organisations_validators_leave_the_next_session() {
    run(|| {
        let dave = Actor::new("//Dave").account();
        assert!(validating().contains(&dave));
        let place = validating().iter().position(|account| *account == dave).unwrap() as u32;
        remove(3);
        // At once it makes no more blocks, nor in the session whose set was fixed before.
        assert_eq!(Session::disabled_validators(), [place]);
        next_session();
        assert_eq!(Session::disabled_validators(), [place]);
        // Four is the minimum, but not for those who must go.
        next_session();
        assert_eq!(validating().len(), 3);
        assert!(!validating().contains(&dave));
        assert!(Session::disabled_validators().is_empty());
        assert_eq!(crate::Babe::authorities().len(), 3);
        assert_eq!(crate::Grandpa::grandpa_authorities().len(), 3);
    });
}

#[test]
fn suspended_organisations_validators_leave_and_return() {
    run(|| {
        suspend(3);
        next_session();
        next_session();
        assert_eq!(validating().len(), 3);
        assert_eq!(pass(pallet_consortium::Call::reinstate { organisation: 3 }, &[0, 1]), Ok(()));
        next_session();
        next_session();
        assert_eq!(validating().len(), 4);
    });
}

#[test]
fn council_cannot_go_below_the_minimum_by_choice() {
    run(|| {
        let account = Actor::new("//Dave").account();
        let motion = pallet_consortium::Call::remove_validator { account };
        let refused = pallet_consortium::Error::<Runtime>::TooFewValidators;
        assert_eq!(pass(motion, &[0, 1, 2]), Err(refused.into()));
    });
}

#[test]
fn validator_set_without_keys_is_never_handed_out() {
    run(|| {
        for name in ["//Eve", "//Ferdie"] {
            let account = Actor::new(name).account();
            let motion = pallet_consortium::Call::add_validator { organisation: 1, account };
            assert_eq!(pass(motion, &[0, 1, 2]), Ok(()));
        }
        next_session();
        next_session();
        assert_eq!(validating().len(), 4);
        // Everybody with keys goes but one: the two without hold no place.
        for organisation in [3, 2] {
            let motion = pallet_consortium::Call::suspend { organisation };
            // Fewer than two thirds of all seats would leave the validators in the set.
            assert_eq!(pass(motion, &[0, 1, 2]), Ok(()));
        }
        next_session();
        next_session();
        assert_eq!(validating().len(), 2);
        for (account, keys) in pallet_session::QueuedKeys::<Runtime>::get() {
            assert_eq!(pallet_session::NextKeys::<Runtime>::get(account), Some(keys));
        }
    });
}
