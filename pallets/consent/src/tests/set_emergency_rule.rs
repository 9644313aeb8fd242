use crate::{mock::*, CurrentRule, Error, Event, GenesisConfig};
use frame_support::{assert_noop, assert_ok, traits::BuildGenesisConfig};
use salus_primitives::{emergency::EmergencyRule, BlockNumber};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};

fn set_by(origin: RuntimeOrigin, validity: BlockNumber, review_within: BlockNumber) -> DispatchResult {
    let (accessors, reviewers) = (EMERGENCY.parse().unwrap(), REVIEWER.parse().unwrap());
    Consent::set_emergency_rule(origin, accessors, reviewers, validity, review_within)
}

fn set(validity: BlockNumber, review_within: BlockNumber) -> DispatchResult {
    set_by(RuntimeOrigin::root(), validity, review_within)
}

fn rule(validity: BlockNumber) -> EmergencyRule {
    EmergencyRule {
        accessors: EMERGENCY.parse().unwrap(),
        reviewers: REVIEWER.parse().unwrap(),
        validity,
        review_within: 7,
        version: 9,
    }
}

#[test]
fn rule_should_count_its_versions_when_set() {
    ExtBuilder.build_and_execute(|| {
        assert_eq!(Consent::emergency_rule(), None);
        for version in [1, 2] {
            assert_ok!(set(5, 7));
            assert_eq!(Consent::emergency_rule(), Some(EmergencyRule { version, ..rule(5) }));
            System::assert_last_event(Event::EmergencyRuleSet { version }.into());
        }
    });
}

#[test]
fn set_emergency_rule_should_fail_when_the_origin_is_another() {
    ExtBuilder.build_and_execute(|| {
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::signed(DOCTOR)] {
            assert_noop!(set_by(origin, 5, 7), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn set_emergency_rule_should_fail_when_the_validity_is_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        for validity in [0, MAX_EMERGENCY_VALIDITY + 1, BlockNumber::MAX] {
            assert_noop!(set(validity, 7), Error::<Test>::ValidityOutOfBounds);
        }
        assert_ok!(set(MAX_EMERGENCY_VALIDITY, 7));
    });
}

#[test]
fn set_emergency_rule_should_fail_when_the_time_for_reviews_is_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        for within in [0, MAX_REVIEW_TIME + 1, BlockNumber::MAX] {
            assert_noop!(set(5, within), Error::<Test>::ReviewTimeOutOfBounds);
        }
        assert_ok!(set(5, MAX_REVIEW_TIME));
    });
}

#[test]
fn set_emergency_rule_should_fail_when_versions_run_out() {
    ExtBuilder.build_and_execute(|| {
        CurrentRule::<Test>::put(EmergencyRule { version: u32::MAX, ..rule(5) });
        assert_noop!(set(5, 7), ArithmeticError::Overflow);
    });
}

#[test]
fn genesis_should_have_the_first_rule_when_it_names_one() {
    ExtBuilder.build_and_execute(|| {
        GenesisConfig::<Test> { emergency_rule: Some(rule(5)), ..Default::default() }.build();
        assert_eq!(Consent::emergency_rule(), Some(EmergencyRule { version: 1, ..rule(5) }));
    });
}

#[test]
#[should_panic = "the genesis of emergencies is wrong: ValidityOutOfBounds"]
fn genesis_should_be_refused_when_its_rule_is_out_of_bounds() {
    ExtBuilder.build_and_execute(|| {
        GenesisConfig::<Test> { emergency_rule: Some(rule(0)), ..Default::default() }.build();
    });
}
