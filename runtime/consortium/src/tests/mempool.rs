//! Floods of the pool, whose transactions no block has charged yet.

use super::scene::{enrol, enrolment, gateway, refused, run, Actor};
use crate::{Consortium, Executive, RuntimeCall, System};
use frame_support::storage::with_transaction;
use salus_primitives::{
    consortium::Role,
    quota::{Cost, Purse, Quotas},
    RecordId,
};
use salus_runtime_common::{member_access::MAX_WAITING, Refusal};
use sp_runtime::{
    transaction_validity::{TransactionSource, TransactionValidity},
    DispatchError, TransactionOutcome,
};

/// What the pool says to `call` as the transaction of `who` that comes after `before` others.
fn pooled(who: &Actor, call: impl Into<RuntimeCall>, before: u32) -> TransactionValidity {
    let transaction = who.sign_later(call.into(), before);
    // The pool asks on top of a finished block; here that must leave the open one untouched.
    with_transaction(|| {
        let parent = System::parent_hash();
        let validity = Executive::validate_transaction(TransactionSource::External, transaction, parent);
        TransactionOutcome::Rollback(Ok::<_, DispatchError>(validity))
    })
    .unwrap()
}

fn erase(number: u8) -> pallet_ehr_registry::Call<crate::Runtime> {
    pallet_ehr_registry::Call::erase { record: RecordId([number; 32]) }
}

fn flooder() -> Actor {
    let flooder = Actor::new("//Mallory");
    enrol(0, &flooder, Role::Patient);
    flooder
}

#[test]
fn member_without_quota_cannot_fill_the_pool_with_what_it_cannot_pay_for() {
    run(|| {
        let flooder = flooder();
        let purse = Purse::Person(flooder.account(), 0);
        // About a millisecond is left.
        let most = crate::quotas::PersonQuota::get().capacity.ref_time;
        let rest = 1_000_000_000;
        assert!(Consortium::charge(&purse, Cost { ref_time: most - rest, length: 0 }));
        let accepted = (0..8_192).take_while(|before| pooled(&flooder, erase(1), *before).is_ok()).count();
        assert!((1..64).contains(&accepted), "{accepted} of 8,192");
        let exhausted = Err(refused(Refusal::QuotaExhausted).unwrap_err());
        assert_eq!(pooled(&flooder, erase(1), accepted as u32), exhausted);
    });
}

#[test]
fn member_with_a_full_quota_has_a_bounded_number_in_the_pool() {
    run(|| {
        let flooder = flooder();
        assert!(pooled(&flooder, erase(1), MAX_WAITING).is_ok());
        let too_many = Err(refused(Refusal::TooManyWaiting).unwrap_err());
        assert_eq!(pooled(&flooder, erase(1), MAX_WAITING + 1), too_many);
        // It is the distance from what is in a block that counts, not how many there were.
        for _ in 0..3 {
            let _ = flooder.send(erase(1));
        }
        assert!(pooled(&flooder, erase(1), MAX_WAITING).is_ok());
    });
}

#[test]
fn later_transactions_of_a_flood_wait_behind_the_first_of_others() {
    run(|| {
        let flooder = flooder();
        let first = pooled(&flooder, erase(1), 0).unwrap().priority;
        let later = pooled(&flooder, erase(1), 200).unwrap().priority;
        assert!(later < first, "{later} and {first}");
        let crowded = Actor::new("//Paula");
        enrol(1, &crowded, Role::Patient);
        assert!(pooled(&crowded, erase(1), 0).unwrap().priority > later);
    });
}

#[test]
fn crowd_of_a_hospital_waits_behind_other_hospitals_patients() {
    run(|| {
        let (member, patient) = (flooder(), Actor::new("//Paula"));
        enrol(1, &patient, Role::Patient);
        let before = pooled(&member, erase(1), 0).unwrap().priority;
        assert!(Consortium::charge(
            &Purse::Person(Actor::new("//Mallory//1").account(), 0),
            Cost { ref_time: 400_000_000_000, length: 0 }
        ));
        let after = pooled(&member, erase(1), 0).unwrap().priority;
        assert!(after < before && after < pooled(&patient, erase(1), 0).unwrap().priority);
    });
}

#[test]
fn gateway_should_have_many_submissions_wait_when_it_has_rested() {
    run(|| {
        let busy = gateway(0);
        let newcomer = |number: u32| Actor::new(&format!("//Newcomer//{number}"));
        for before in [0, 50, 200] {
            assert!(pooled(&busy, enrolment(0, &newcomer(before), Role::Patient), before).is_ok());
        }
    });
}
