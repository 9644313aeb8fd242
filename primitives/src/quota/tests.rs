#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use crate::consortium::Role;
use proptest::prelude::*;

const LIMITS: Limits =
    Limits { capacity: Cost { ref_time: 100, length: 40 }, refill: Cost { ref_time: 10, length: 4 } };

fn cost(ref_time: u64, length: u64) -> Cost {
    Cost { ref_time, length }
}

fn pour(bucket: Bucket, now: BlockNumber, cost: Cost) -> Option<Bucket> {
    bucket.charged(now, &LIMITS, LIMITS.capacity, cost)
}

#[test]
fn bucket_should_refuse_when_either_measure_would_overflow() {
    let bucket = pour(Bucket::default(), 1, cost(90, 10)).unwrap();
    assert_eq!(pour(bucket, 1, cost(11, 0)), None);
    assert_eq!(pour(bucket, 1, cost(0, 31)), None);
    assert_eq!(pour(bucket, 1, cost(10, 30)).unwrap().used, LIMITS.capacity);
}

#[test]
fn bucket_should_leak_when_blocks_pass() {
    let full = pour(Bucket::default(), 1, LIMITS.capacity).unwrap();
    assert_eq!(full.used_at(3, &LIMITS), cost(80, 32));
    assert_eq!(full.used_at(11, &LIMITS), Cost::default());
    assert_eq!(full.used_at(BlockNumber::MAX, &LIMITS), Cost::default());
    assert_eq!(pour(full, 3, cost(21, 0)), None);
    assert!(pour(full, 3, cost(20, 8)).is_some());
}

#[test]
fn bucket_should_hold_less_when_what_was_not_needed_is_returned() {
    let bucket = pour(Bucket::default(), 7, cost(50, 5)).unwrap();
    assert_eq!(bucket.returned(cost(30, 0)).used, cost(20, 5));
    assert_eq!(bucket.returned(cost(80, 9)).used, Cost::default());
}

#[test]
fn rest_should_be_that_of_the_scarcer_measure_when_told() {
    let bucket = |ref_time, length| Bucket { used: cost(ref_time, length), at: 0 };
    assert_eq!(Bucket::default().left(LIMITS.capacity), 999);
    assert_eq!(bucket(50, 0).left(LIMITS.capacity), 499);
    assert_eq!(bucket(50, 30).left(LIMITS.capacity), 249);
    assert_eq!(bucket(100, 0).left(LIMITS.capacity), 0);
    assert_eq!(bucket(0, 0).left(Cost::default()), 0);
}

#[test]
fn purse_should_be_the_organisations_when_its_gateway_or_people_speak() {
    let of = |standing| Purse::of(1_u64, &standing, Share::Ordinary);
    assert_eq!(of(Standing::Gateway(3)), Purse::Organisation(3));
    assert_eq!(of(Standing::Authority(3)), Purse::People(3));
    assert_eq!(of(Standing::Participant(3, Role::Patient)), Purse::People(3));
}

#[test]
fn purse_should_be_the_accounts_own_when_it_governs_or_takes_something_back() {
    use Share::{Emergencies, Ordinary, Remedies};
    let of = |standing, share| Purse::of(1_u64, &standing, share);
    let doctor = Standing::Participant(3, Role::Practitioner);
    assert_eq!(of(doctor, Remedies), Purse::Person(1, 3));
    assert_eq!(of(doctor, Emergencies), Purse::Emergency(1, 3));
    for office in [Standing::Gateway(3), Standing::Authority(3), Standing::Validator(3)] {
        assert_eq!(of(office, Remedies), Purse::Office(1));
    }
    assert_eq!(of(Standing::Validator(3), Ordinary), Purse::Validator(1));
    for share in [Ordinary, Remedies, Emergencies] {
        assert_eq!(of(Standing::Seat(3), share), Purse::Seat(1));
    }
}

#[test]
fn share_should_be_the_most_ordinary_when_calls_of_several_are_made_at_once() {
    use Share::{Emergencies, Ordinary, Remedies};
    assert_eq!(Emergencies.with(Emergencies), Emergencies);
    assert_eq!(Emergencies.with(Remedies), Remedies);
    assert_eq!(Remedies.with(Ordinary), Ordinary);
    assert_eq!(Ordinary.with(Emergencies), Ordinary);
}

#[test]
fn room_should_be_refused_when_it_is_full_and_come_back_with_time() {
    let limits = StorageLimits { capacity: 100, refill: 10 };
    let full = StorageBucket::default().charged(5, &limits, 100).unwrap();
    assert_eq!(full.charged(5, &limits, 1), None);
    assert_eq!(full.charged(6, &limits, 11), None);
    assert_eq!(full.charged(6, &limits, 10), Some(StorageBucket { used: 100, at: 6 }));
    assert_eq!(full.returned(40).used, 60);
    assert_eq!(full.returned(1_000).used, 0);
}

#[test]
fn people_should_leave_a_quarter_to_the_gateway_when_they_fill_what_they_may() {
    let ceiling = Purse::<u64>::People(0).ceiling(LIMITS.capacity);
    assert_eq!(ceiling, cost(75, 30));
    assert_eq!(Purse::<u64>::Organisation(0).ceiling(LIMITS.capacity), LIMITS.capacity);
}

proptest! {
    #[test]
    fn bucket_should_never_give_more_than_burst_and_refill_when_anything_is_poured(
        pours in prop::collection::vec((0_u32..5, 0_u64..60, 0_u64..30), 1..80),
    ) {
        let (mut bucket, mut now, mut taken) = (Bucket::default(), 0_u32, cost(0, 0));
        for (blocks, ref_time, length) in pours {
            now += blocks;
            if let Some(next) = pour(bucket, now, cost(ref_time, length)) {
                bucket = next;
                taken = taken.saturating_add(cost(ref_time, length));
            }
            let most = LIMITS.capacity.saturating_add(LIMITS.refill.saturating_mul(now));
            prop_assert!(taken.ref_time <= most.ref_time && taken.length <= most.length);
        }
    }
}
