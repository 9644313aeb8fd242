//! State that stays for ever, and who fills it.

use super::scene::{agreed, enrol, enrolment, gateway, next_block, refused, run, seat, Actor};
use crate::{quotas::StorageQuota, Consortium, Runtime, RuntimeCall};
use pallet_consortium::Deposits;
use salus_primitives::{
    consortium::Role,
    quota::{Purse, Quotas},
};
use salus_runtime_common::{access::Rules, CallRules, Refusal};

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
