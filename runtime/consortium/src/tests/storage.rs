//! State that stays for ever, and who fills it.

use super::scene::{
    agreed, content, enrol, enrolment, gateway, next_block, refused, run, seat, unsigned, Actor,
};
use crate::{
    quotas::StorageQuota, Consent, Consortium, EhrRegistry, Executive, Runtime, RuntimeCall, System,
};
use pallet_consortium::Deposits;
use salus_primitives::{
    consent::{EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::{Role, Standing},
    quota::{Purse, Quotas},
    BlockNumber, Purpose, RecordId,
};
use salus_runtime_common::{access::Rules, CallRules, Refusal};
use sp_runtime::{transaction_validity::InvalidTransaction, ApplyExtrinsicResult};

/// What organisation `organisation` has added to the state.
fn added(organisation: u32) -> u64 {
    Deposits::<Runtime>::get(organisation).used
}

/// Leaves the organisation room for `bytes`.
fn fill_but(organisation: u32, bytes: u64) {
    let purse = Purse::Organisation(organisation);
    let rest = StorageQuota::get().capacity - added(organisation) - bytes;
    assert!(<Consortium as Quotas<crate::AccountId>>::deposit(&purse, rest));
}

#[test]
fn organisation_cannot_fill_the_state_with_people_for_ever() {
    run(|| {
        let person = |number: u32| Actor::new(&format!("//Crowd//{number}"));
        gateway(0).succeed(enrolment(0, &person(0), Role::Patient));
        let each = added(0);
        assert!((200..1_000).contains(&each), "{each}");
        fill_but(0, 2 * each);
        gateway(0).succeed(enrolment(0, &person(1), Role::Patient));
        gateway(0).succeed(enrolment(0, &person(2), Role::Patient));
        let full = refused(Refusal::StorageExhausted);
        assert_eq!(gateway(0).send(enrolment(0, &person(3), Role::Patient)), full);
        // Hidden in a batch it is counted all the same, and others go on.
        let hidden = pallet_utility::Call::batch { calls: vec![enrolment(0, &person(3), Role::Patient)] };
        assert_eq!(gateway(0).send(hidden), full);
        gateway(1).succeed(enrolment(1, &person(3), Role::Patient));
        // Room comes back with every block, for a few.
        next_block();
        gateway(0).succeed(enrolment(0, &person(4), Role::Patient));
    });
}

#[test]
fn full_state_does_not_stop_a_revocation_or_a_suspension() {
    run(|| {
        let patient = Actor::new("//Paula");
        enrol(0, &patient, Role::Patient);
        patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 });
        fill_but(0, 0);
        let allow = pallet_consent::Call::allow_contribution { organisation: 1, until: 1_000 };
        assert_eq!(patient.send(allow), refused(Refusal::StorageExhausted));
        patient.succeed(pallet_consent::Call::revoke_contribution { organisation: 0 });
        gateway(0).succeed(pallet_consortium::Call::suspend_participant { account: patient.account() });
    });
}

#[test]
fn room_should_come_back_when_a_call_fails() {
    run(|| {
        let before = added(0);
        // Over: the agreement counted up to the block before.
        next_block();
        let late = agreed(0, &Actor::new("//Paula"), Role::Patient, crate::System::block_number() - 1);
        assert!(gateway(0).send(late).unwrap().is_err());
        assert_eq!(added(0), before);
    });
}

#[test]
fn blocks_carry_no_bytes_that_mean_nothing_to_the_chain() {
    run(|| {
        let patient = Actor::new("//Paula");
        enrol(0, &patient, Role::Patient);
        let remarks: [RuntimeCall; 2] = [
            frame_system::Call::remark { remark: b"a diagnosis".to_vec() }.into(),
            frame_system::Call::remark_with_event { remark: b"a diagnosis".to_vec() }.into(),
        ];
        for remark in remarks {
            let hidden: RuntimeCall = pallet_utility::Call::batch { calls: vec![remark.clone()] }.into();
            for member in [seat(0), gateway(0), patient.clone(), Actor::new("//Alice")] {
                assert_eq!(member.send(remark.clone()), refused(Refusal::CallNotAllowed));
                assert_eq!(member.send(hidden.clone()), refused(Refusal::CallNotAllowed));
            }
        }
    });
}

#[test]
fn deposits_should_be_counted_in_wrapped_calls_when_asked() {
    run(|| {
        let call = enrolment(0, &Actor::new("//Paula"), Role::Patient);
        assert!(Rules::<Runtime>::deposit(&call) >= 200);
        let grants = pallet_attribute_authority::Call::grant_batch { grants: Default::default() };
        assert!(Rules::<Runtime>::deposit(&grants.into()) > 0);
        let revoke = pallet_consent::Call::revoke_policy { policy: 0 };
        assert_eq!(Rules::<Runtime>::deposit(&revoke.into()), 0);
    });
}

const RECORD: RecordId = RecordId([9; 32]);

/// A general transaction: signed by nobody.
fn clean_up(call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(unsigned(call))
}

fn discard_records() -> pallet_ehr_registry::Call<Runtime> {
    pallet_ehr_registry::Call::discard_records { records: vec![RECORD].try_into().unwrap() }
}

fn discard_policies(policies: &[u64]) -> pallet_consent::Call<Runtime> {
    pallet_consent::Call::discard_policies { policies: policies.to_vec().try_into().unwrap() }
}

fn terms(until: BlockNumber) -> PolicyTerms {
    PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until },
        emergency: EmergencyAccess::Always,
    }
}

/// A patient of the first organisation, who lets it add records under a policy until block `until`.
fn patient(until: BlockNumber) -> Actor {
    let patient = Actor::new("//Paula");
    enrol(0, &patient, Role::Patient);
    patient.succeed(pallet_consent::Call::set_policy { policy: None, terms: terms(until) });
    patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 10_000_000 });
    patient
}

fn submission(patient: &Actor) -> pallet_ehr_registry::Call<Runtime> {
    pallet_ehr_registry::Call::submit {
        record: RECORD,
        patient: patient.account(),
        author: gateway(0).account(),
        policy: PolicyRef { id: 0, version: 1 },
        content: content(3),
        header: content(4),
        previous: None,
    }
}

/// Goes to block `block`, does `then`, and comes back: the chain's other parts do not like leaps.
fn at<R>(block: BlockNumber, then: impl FnOnce() -> R) -> R {
    let now = System::block_number();
    System::set_block_number(block);
    let done = then();
    System::set_block_number(now);
    done
}

#[test]
fn erased_record_does_not_come_back_when_its_certificate_was_discarded() {
    run(|| {
        let paula = patient(1_000);
        gateway(0).succeed(submission(&paula));
        paula.succeed(pallet_ehr_registry::Call::erase { record: RECORD });
        for organisation in 0..4 {
            let records = vec![RECORD].try_into().unwrap();
            gateway(organisation).succeed(pallet_ehr_registry::Call::attest_erasure { records });
        }
        assert_eq!(clean_up(discard_records()), Err(InvalidTransaction::Future.into()));
        let kept = <Runtime as pallet_ehr_registry::Config>::ErasureRetention::get();
        at(System::block_number() + kept + 1, || assert_eq!(clean_up(discard_records()), Ok(Ok(()))));
        assert_eq!(EhrRegistry::erasure(RECORD), None);
        // From a backup of before, with the same bytes.
        let taken = pallet_ehr_registry::Error::<Runtime>::AlreadyExists;
        assert_eq!(gateway(0).send(submission(&paula)), Ok(Err(taken.into())));
        assert!(EhrRegistry::was_erased(RECORD));
    });
}

#[test]
fn nobody_discards_what_is_still_needed_nor_signs_for_it() {
    run(|| {
        let paula = patient(1_000);
        gateway(0).succeed(submission(&paula));
        let long = 100_000_000;
        // A record that waits, and the policy that it is under, however long ago both ended.
        at(long, || {
            assert_eq!(clean_up(discard_records()), Err(InvalidTransaction::Future.into()));
            assert_eq!(clean_up(discard_policies(&[0])), Err(InvalidTransaction::Future.into()));
        });
        let deadline = EhrRegistry::record(RECORD).unwrap().deadline;
        at(deadline, || {
            assert_eq!(clean_up(pallet_ehr_registry::Call::lapse { record: RECORD }), Ok(Ok(())));
            assert_eq!(clean_up(discard_records()), Err(InvalidTransaction::Future.into()));
        });
        // A lapsed record may be filed again under its policy, which stays until it is gone.
        at(long, || {
            assert_eq!(clean_up(discard_policies(&[0])), Err(InvalidTransaction::Future.into()));
            assert_eq!(clean_up(discard_records()), Ok(Ok(())));
            assert_eq!(clean_up(discard_policies(&[0])), Ok(Ok(())));
        });
        assert_eq!((EhrRegistry::record(RECORD), Consent::policy(0)), (None, None));
        for member in [seat(0), gateway(0), paula] {
            for call in [RuntimeCall::from(discard_records()), discard_policies(&[0]).into()] {
                assert_eq!(member.send(call), refused(Refusal::CallNotAllowed));
            }
        }
    });
}

#[test]
fn enrolment_is_not_undone_when_the_person_used_it_or_was_given_something() {
    run(|| {
        let withdraw =
            |who: &Actor| pallet_consortium::Call::<Runtime>::withdraw_enrolment { account: who.account() };
        let used = Ok(Err(pallet_consortium::Error::<Runtime>::AccountUsed.into()));
        let paula = patient(1_000);
        assert_eq!(gateway(0).send(withdraw(&paula)), used);
        // Appointed by another, and barred from nothing by its own deed.
        let gina = Actor::new("//Gina");
        enrol(0, &gina, Role::DataUser);
        let scope = salus_primitives::consent::DelegationScope::Caretaker;
        paula.succeed(pallet_consent::Call::delegate { delegate: gina.account(), scope, until: 1_000 });
        assert_eq!(gateway(0).send(withdraw(&gina)), used);
        paula.succeed(pallet_consent::Call::end_delegation { delegate: gina.account() });
        gateway(0).succeed(withdraw(&gina));
        assert_eq!(Consortium::standing_of(gina.account()), None);
    });
}

#[test]
fn room_comes_back_and_no_agreement_counts_twice_when_an_enrolment_is_undone() {
    run(|| {
        let wrong = Actor::new("//Wrong");
        let signed = enrolment(0, &wrong, Role::Patient);
        gateway(0).succeed(signed.clone());
        assert_eq!(Consortium::standing_of(wrong.account()), Some(Standing::Participant(0, Role::Patient)));
        let before = added(0);
        let withdraw = || pallet_consortium::Call::withdraw_enrolment { account: wrong.account() };
        let other = pallet_consortium::Error::<Runtime>::OtherOrganisation;
        assert_eq!(gateway(1).send(withdraw()), Ok(Err(other.into())));
        gateway(0).succeed(withdraw());
        assert!(added(0) < before);
        let replayed = pallet_consortium::Error::<Runtime>::NotSignedByAccount;
        assert_eq!(gateway(0).send(signed), Ok(Err(replayed.into())));
        gateway(1).succeed(enrolment(1, &wrong, Role::Practitioner));
    });
}

#[test]
fn room_should_have_come_back_by_time_when_anything_that_is_kept_for_so_long_is_discarded() {
    let limits = StorageQuota::get();
    let emptied = BlockNumber::try_from(limits.capacity / limits.refill).unwrap();
    let tickets = <Runtime as pallet_consent::Config>::TicketRetention::get()
        + <Runtime as pallet_consent::Config>::TicketValidity::get();
    let lapsed = <Runtime as pallet_ehr_registry::Config>::LapsedRetention::get();
    for kept in [
        <Runtime as pallet_consent::Config>::PolicyRetention::get(),
        <Runtime as pallet_ehr_registry::Config>::ErasureRetention::get(),
        lapsed,
    ] {
        assert!(kept > emptied);
    }
    // No ticket outlives the record that its id names.
    assert!(lapsed > tickets);
}
