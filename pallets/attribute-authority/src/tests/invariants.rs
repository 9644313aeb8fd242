use super::*;
use proptest::prelude::*;
use salus_primitives::page::MAX_PAGE;

/// A call that an authority, the council or nobody in particular may make.
#[derive(Clone, Debug)]
enum Step {
    Declare(AccountId, u8),
    Grant(AccountId, AccountId, u8, BlockNumber),
    Renew(AccountId, AccountId, u8, BlockNumber),
    Revoke(AccountId, AccountId, u8),
    Suspend(bool, bool),
    Reinstate(bool),
    Remove(bool),
    GrantBatch(AccountId, Vec<(AccountId, u8, BlockNumber)>),
    RenewBatch(AccountId, Vec<(AccountId, u8, BlockNumber)>),
    RevokeBatch(AccountId, Vec<(AccountId, u8)>),
    RotateKey(AccountId, u8),
    SuspendAttribute(AccountId, u8),
    ReinstateAttribute(AccountId, u8),
    Discard(AccountId, bool, u8),
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
        any::<(bool, bool)>().prop_map(|(first, lasting)| Step::Suspend(first, lasting)),
        any::<bool>().prop_map(Step::Reinstate),
        (office(), prop::collection::vec((holder(), 0..4u8, 0..60u32), 0..8))
            .prop_map(|(by, items)| Step::GrantBatch(by, items)),
        (office(), prop::collection::vec((holder(), 0..4u8, 0..60u32), 0..8))
            .prop_map(|(by, items)| Step::RenewBatch(by, items)),
        (office(), prop::collection::vec((holder(), 0..4u8), 0..8))
            .prop_map(|(by, items)| Step::RevokeBatch(by, items)),
        (office(), 0..6u8).prop_map(|(by, key)| Step::RotateKey(by, key)),
        (office(), 0..4u8).prop_map(|(by, name)| Step::SuspendAttribute(by, name)),
        (office(), 0..4u8).prop_map(|(by, name)| Step::ReinstateAttribute(by, name)),
        (holder(), any::<bool>(), 0..4u8).prop_map(|(of, first, name)| Step::Discard(of, first, name)),
        // Rarely an end, because it is one.
        (0..30u8).prop_map(|n| if n < 2 { Step::Remove(n == 0) } else { Step::Wait(1) }),
        (1..25u32).prop_map(Step::Wait),
    ]
}

fn apply(step: Step) {
    let name = |number: u8| label(&format!("attribute-{number}"));
    let authority = |first: bool| label(if first { "medical-council" } else { "city-hospital" });
    let grants = |items: Vec<(AccountId, u8, BlockNumber)>| {
        batch(items.into_iter().map(|(holder, n, expires)| Grant {
            holder,
            attribute: name(n),
            expires,
            key_package: package(n),
        }))
    };
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
        Step::Suspend(first, lasting) => {
            let origin = if lasting { by(COUNCIL_TWO_THIRDS) } else { RuntimeOrigin::root() };
            AttributeAuthority::suspend(origin, authority(first))
        }
        Step::Reinstate(first) => AttributeAuthority::reinstate(RuntimeOrigin::root(), authority(first)),
        Step::Remove(first) => AttributeAuthority::remove(by(COUNCIL_TWO_THIRDS), authority(first)),
        Step::GrantBatch(who, items) => {
            AttributeAuthority::grant_batch(by(who), grants(items)).map(|_| ()).map_err(|e| e.error)
        }
        Step::RenewBatch(who, items) => AttributeAuthority::renew_batch(by(who), grants(items)),
        Step::RevokeBatch(who, items) => {
            let items: Vec<_> = items.into_iter().map(|(holder, n)| (holder, name(n))).collect();
            AttributeAuthority::revoke_batch(by(who), items.try_into().unwrap())
        }
        Step::RotateKey(who, n) => {
            let key = vec![n + 1; 96].try_into().unwrap();
            AttributeAuthority::rotate_key(by(who), key, vec![2; 64].try_into().unwrap())
                .map(|_| ())
                .map_err(|e| e.error)
        }
        Step::SuspendAttribute(who, n) => AttributeAuthority::suspend_attribute(by(who), name(n)),
        Step::ReinstateAttribute(who, n) => AttributeAuthority::reinstate_attribute(by(who), name(n)),
        Step::Discard(holder, first, n) => {
            let holdings = vec![(holder, authority(first), name(n))].try_into().unwrap();
            AttributeAuthority::discard_holdings(frame_system::RawOrigin::Authorized.into(), holdings)
        }
        Step::Wait(blocks) => {
            pass_blocks(blocks);
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
                    let listed = AttributeAuthority::holders_of(held.attribute, None, MAX_PAGE).items;
                    let place = listed.iter().find(|item| item.holder == holder).unwrap();
                    prop_assert_eq!((&place.holding, place.counts), (&held.holding, held.counts));
                }
            }
            Ok(())
        })?;
    }
}
