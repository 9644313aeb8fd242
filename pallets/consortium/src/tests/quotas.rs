use super::*;
use salus_primitives::quota::{Bucket, Cost, Purse, Quotas};

type Account = Purse<AccountId>;

fn cost(ref_time: u64, length: u64) -> Cost {
    Cost { ref_time, length }
}

fn used(organisation: OrganisationId) -> Cost {
    Consortium::quota(organisation).unwrap().used
}

#[test]
fn quota_should_be_refused_when_it_is_exhausted_and_come_back_with_time() {
    run(|| {
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(1_000, 0)));
        assert!(!Consortium::charge(&Account::Organisation(CITY), cost(1, 0)));
        assert_eq!(Consortium::left(&Account::Organisation(CITY), cost(1, 0)), None);
        pass_blocks(2);
        assert!(!Consortium::charge(&Account::Organisation(CITY), cost(21, 0)));
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(20, 0)));
    });
}

#[test]
fn quota_should_be_refused_when_the_bytes_are_exhausted() {
    run(|| {
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(0, 1_000)));
        assert!(!Consortium::charge(&Account::Organisation(CITY), cost(0, 1)));
    });
}

#[test]
fn other_organisations_should_keep_their_quota_when_one_has_none() {
    run(|| {
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(1_000, 1_000)));
        assert_eq!(Consortium::left(&Account::Organisation(LAKE), Cost::default()), Some(999));
        assert_eq!(used(LAKE), Cost::default());
    });
}

#[test]
fn gateway_should_keep_a_quarter_when_its_people_exhaust_the_rest() {
    run(|| {
        assert!(Consortium::charge(&Account::People(CITY), cost(750, 750)));
        assert!(!Consortium::charge(&Account::People(CITY), cost(1, 0)));
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(250, 250)));
        assert!(!Consortium::charge(&Account::Organisation(CITY), cost(1, 0)));
    });
}

#[test]
fn accounts_own_quotas_should_not_depend_on_their_organisations_when_that_is_exhausted() {
    run(|| {
        enrol_patient();
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(1_000, 1_000)));
        assert!(Consortium::charge(&Account::Seat(seat(CITY)), cost(500, 0)));
        assert!(Consortium::charge(&Account::Validator(validator(CITY)), cost(20, 0)));
        assert!(Consortium::charge(&Account::Person(PATIENT, CITY), cost(100, 0)));
        assert!(Consortium::charge(&Account::Public, cost(200, 0)));
        // And each is bounded all the same.
        for purse in [
            Account::Seat(seat(CITY)),
            Account::Validator(validator(CITY)),
            Account::Person(PATIENT, CITY),
            Account::Public,
        ] {
            assert!(!Consortium::charge(&purse, cost(1, 0)));
        }
        pass_blocks(1);
        assert!(Consortium::charge(&Account::Seat(seat(CITY)), cost(5, 0)));
        assert!(Consortium::charge(&Account::Validator(validator(CITY)), cost(1, 0)));
        assert!(Consortium::charge(&Account::Person(PATIENT, CITY), cost(2, 0)));
        assert!(Consortium::charge(&Account::Public, cost(3, 0)));
    });
}

#[test]
fn crowd_should_have_no_more_than_its_share_when_each_of_it_has_a_quota() {
    run(|| {
        enrol_patient();
        for (index, organisation) in [(1, CITY), (2, CITY), (3, CITY), (4, LAKE)] {
            assert_ok!(enrol(organisation, 1_000 + index, Role::Patient));
        }
        let person = |index: u64, organisation| Account::Person(1_000 + index, organisation);
        assert!(Consortium::charge(&person(1, CITY), cost(100, 0)));
        assert!(Consortium::charge(&person(2, CITY), cost(50, 0)));
        for refused in [person(2, CITY), person(3, CITY), Account::Person(PATIENT, CITY)] {
            assert_eq!(Consortium::left(&refused, cost(1, 0)), None);
            assert!(!Consortium::charge(&refused, cost(1, 0)));
        }
        assert!(!Reserves::<Test>::contains_key(1_003), "a refusal leaves nothing");
        // Others' people do not notice, and what was not needed is there again for all.
        assert!(Consortium::charge(&person(4, LAKE), cost(100, 0)));
        Consortium::give_back(&person(1, CITY), cost(40, 0));
        assert!(Consortium::charge(&person(3, CITY), cost(40, 0)));
        pass_blocks(1);
        assert!(Consortium::charge(&person(3, CITY), cost(4, 0)));
        assert!(!Consortium::charge(&person(3, CITY), cost(1, 0)));
    });
}

#[test]
fn rest_should_shrink_when_quota_is_taken() {
    run(|| {
        assert_eq!(Consortium::left(&Account::Organisation(CITY), cost(500, 0)), Some(499));
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(500, 0)));
        assert_eq!(Consortium::left(&Account::Organisation(CITY), cost(500, 0)), Some(0));
        // Asking takes nothing.
        assert_eq!(used(CITY), cost(500, 0));
    });
}

#[test]
fn quota_should_come_back_when_it_was_not_needed() {
    run(|| {
        assert!(Consortium::charge(&Account::Organisation(CITY), cost(800, 10)));
        Consortium::give_back(&Account::Organisation(CITY), cost(700, 0));
        assert_eq!(used(CITY), cost(100, 10));
    });
}

#[test]
fn quota_should_end_when_its_organisation_is_removed() {
    run(|| {
        assert!(Consortium::charge(&Account::Seat(seat(CITY)), cost(1, 0)));
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_eq!(Consortium::quota(CITY), None);
        assert!(!Consortium::charge(&Account::Organisation(CITY), Cost::default()));
        // What a call that ended its sender's capacity leaves over goes nowhere.
        Consortium::give_back(&Account::Organisation(CITY), cost(1, 0));
        Consortium::give_back(&Account::Seat(seat(CITY)), cost(1, 0));
        assert!(Buckets::<Test>::get(CITY).is_none() && !Reserves::<Test>::contains_key(seat(CITY)));
    });
}

#[test]
fn quota_should_be_untouched_when_an_organisation_joins() {
    run(|| {
        assert_ok!(admit_fourth());
        let state = Consortium::quota(NEW).unwrap();
        assert_eq!(state.used, Cost::default());
        assert_eq!(state.limits, OrganisationQuota::get());
        assert_eq!(Consortium::quota(9), None);
        assert_eq!(Buckets::<Test>::get(NEW), Some(Bucket::default()));
    });
}

#[test]
fn gateways_and_emergencies_should_keep_their_share_when_people_exhaust_the_remedies() {
    run(|| {
        enrol_patient();
        assert_ok!(enrol(CITY, DOCTOR, Role::Practitioner));
        for index in 0..2 {
            assert_ok!(enrol(CITY, 1_000 + index, Role::Patient));
            let _ = Consortium::charge(&Account::Person(1_000 + index, CITY), cost(75, 0));
        }
        assert!(!Consortium::charge(&Account::Person(PATIENT, CITY), cost(1, 0)));
        assert!(Consortium::charge(&Account::Office(gateway_account(CITY)), cost(100, 0)));
        assert!(Consortium::charge(&Account::Emergency(DOCTOR, CITY), cost(100, 0)));
        // They are bounded, too: each account, and those who break the glass all together.
        assert!(!Consortium::charge(&Account::Office(gateway_account(CITY)), cost(1, 0)));
        assert!(!Consortium::charge(&Account::Emergency(DOCTOR, CITY), cost(1, 0)));
        assert!(Consortium::charge(&Account::Emergency(1_005, CITY), cost(20, 0)));
        assert!(!Consortium::charge(&Account::Emergency(1_006, CITY), cost(1, 0)));
        assert!(Consortium::charge(&Account::Emergency(1_007, LAKE), cost(20, 0)));
        Reserves::<Test>::remove(1_005);
        Reserves::<Test>::remove(1_007);
    });
}

#[test]
fn rest_should_be_that_of_the_shared_bucket_when_it_is_the_scarcer() {
    run(|| {
        enrol_patient();
        assert_ok!(enrol(CITY, DOCTOR, Role::Patient));
        assert!(Consortium::charge(&Account::Person(DOCTOR, CITY), cost(75, 0)));
        assert_eq!(Consortium::left(&Account::Person(PATIENT, CITY), cost(0, 0)), Some(499));
    });
}

#[test]
fn storage_should_be_refused_when_an_organisation_has_added_what_it_may() {
    run(|| {
        for purse in [Account::Organisation(CITY), Account::People(CITY)] {
            assert!(Consortium::has_room(&purse, 500));
            assert!(Consortium::deposit(&purse, 500));
        }
        for purse in [Account::Organisation(CITY), Account::People(CITY)] {
            assert!(!Consortium::has_room(&purse, 1) && !Consortium::deposit(&purse, 1));
            assert!(Consortium::has_room(&purse, 0) && Consortium::deposit(&purse, 0));
        }
        assert!(Consortium::deposit(&Account::Organisation(LAKE), 1_000));
        // Remedies add little, and nothing refuses them.
        assert!(Consortium::deposit(&Account::Person(PATIENT, CITY), 1_000_000));
        Consortium::take_back(&Account::Organisation(CITY), 30);
        assert!(Consortium::deposit(&Account::Organisation(CITY), 30));
        pass_blocks(2);
        assert!(!Consortium::deposit(&Account::Organisation(CITY), 21));
        assert!(Consortium::deposit(&Account::Organisation(CITY), 20));
    });
}
