use super::*;
use proptest::prelude::*;

/// A call that an authority, the council or nobody in particular may make.
#[derive(Clone, Debug)]
enum Step {
    Declare(AccountId, u8),
    Grant(AccountId, AccountId, u8, BlockNumber),
    Renew(AccountId, AccountId, u8, BlockNumber),
    Revoke(AccountId, AccountId, u8),
    Suspend(bool),
    Reinstate(bool),
    Wait(BlockNumber),
}

fn step() -> impl Strategy<Value = Step> {
    let office = || prop::sample::select(vec![COUNCIL_OFFICE, HOSPITAL_OFFICE, BO]);
    let holder = || prop::sample::select(vec![BO, CY, STRANGER]);
    prop_oneof![
        (office(), 0..4u8).prop_map(|(by, name)| Step::Declare(by, name)),
        (office(), holder(), 0..4u8, 0..60u32).prop_map(|(by, to, name, at)| Step::Grant(by, to, name, at)),
        (office(), holder(), 0..4u8, 0..60u32).prop_map(|(by, to, name, at)| Step::Renew(by, to, name, at)),
        (office(), holder(), 0..4u8).prop_map(|(by, from, name)| Step::Revoke(by, from, name)),
        any::<bool>().prop_map(Step::Suspend),
        any::<bool>().prop_map(Step::Reinstate),
        (1..5u32).prop_map(Step::Wait),
    ]
}

fn apply(step: Step) {
    let name = |number: u8| label(&format!("attribute-{number}"));
    let authority = |first: bool| label(if first { "medical-council" } else { "city-hospital" });
    // Some steps succeed and some are refused: the state must be sound after either.
    let _ = match step {
        Step::Declare(who, n) => AttributeAuthority::declare(by(who), name(n)),
        Step::Grant(who, to, n, expires) => {
            AttributeAuthority::grant(by(who), to, name(n), expires, package(n))
                .map(|_| ())
                .map_err(|e| e.error)
        }
        Step::Renew(who, to, n, expires) => {
            AttributeAuthority::renew(by(who), to, name(n), expires, package(n))
        }
        Step::Revoke(who, from, n) => AttributeAuthority::revoke(by(who), from, name(n)),
        Step::Suspend(first) => AttributeAuthority::suspend(RuntimeOrigin::root(), authority(first)),
        Step::Reinstate(first) => AttributeAuthority::reinstate(RuntimeOrigin::root(), authority(first)),
        Step::Wait(blocks) => {
            go_to(System::block_number() + blocks);
            Ok(())
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn state_should_be_sound_and_views_agree_when_any_calls_are_made(
        steps in prop::collection::vec(step(), 1..60)
    ) {
        run(|| {
            for step in steps {
                apply(step);
                AttributeAuthority::do_try_state().unwrap();
            }
            for holder in [BO, CY] {
                for held in AttributeAuthority::holdings(holder) {
                    prop_assert_eq!(held.counts, holds(holder, &held.attribute));
                }
            }
            Ok(())
        })?;
    }
}
