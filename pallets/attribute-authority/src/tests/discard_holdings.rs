use super::*;
use frame_support::{
    pallet_prelude::{InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction},
    traits::Authorize,
};
use frame_system::RawOrigin;

/// The block from which on a holding that expires at block 100 may be cleared away.
fn due() -> BlockNumber {
    100 + HoldingRetention::get()
}

fn discards(items: &[(AccountId, &str)]) -> Discards<Test> {
    let items = items.iter().map(|(holder, name)| (*holder, label("medical-council"), label(name)));
    items.collect::<Vec<_>>().try_into().unwrap()
}

fn discard(items: &[(AccountId, &str)]) -> sp_runtime::DispatchResult {
    AttributeAuthority::discard_holdings(RawOrigin::Authorized.into(), discards(items))
}

/// What the pool says.
fn validity(items: &[(AccountId, &str)]) -> Result<ValidTransaction, TransactionValidityError> {
    let call = Call::<Test>::discard_holdings { holdings: discards(items) };
    call.authorize(TransactionSource::External).unwrap().map(|(validity, unspent)| {
        assert_eq!(unspent, Default::default());
        validity
    })
}

#[test]
fn holding_should_be_cleared_away_when_it_expired_long_ago() {
    run(|| {
        let (doctor, nurse) = (granted(BO, "doctor"), declared("nurse"));
        grant_to(BO, "nurse", 500);
        go_to(due());
        assert!(validity(&[(BO, "doctor")]).is_ok());
        assert_ok!(discard(&[(BO, "doctor")]));

        assert_eq!(Holdings::<Test>::get(BO, &doctor), None);
        assert_eq!(HoldingCount::<Test>::get(BO), 1);
        assert!(holds(BO, &nurse));
        assert_eq!(epoch(&doctor), Some(0));
        System::assert_last_event(Event::Discarded { holder: BO, attribute: doctor }.into());
    });
}

#[test]
fn holding_should_be_cleared_away_when_its_authority_was_removed() {
    run(|| {
        granted(BO, "doctor");
        assert_ok!(AttributeAuthority::remove(by(COUNCIL_TWO_THIRDS), label("medical-council")));
        go_to(due());
        assert_ok!(discard(&[(BO, "doctor")]));
        assert!(!HoldingCount::<Test>::contains_key(BO));
    });
}

#[test]
fn clean_up_should_change_nothing_when_one_of_its_items_is_to_be_kept() {
    run(|| {
        let doctor = granted(BO, "doctor");
        declared("nurse");
        grant_to(BO, "nurse", 101);
        go_to(due());
        let items = [(BO, "doctor"), (BO, "nurse")];
        assert_eq!(validity(&items), Err(InvalidTransaction::Future.into()));
        let refused = frame_support::storage::with_storage_layer(|| discard(&items));
        assert_eq!(refused, Err(Error::<Test>::NotDiscardable.into()));
        assert!(Holdings::<Test>::contains_key(BO, &doctor));
    });
}

#[test]
fn clean_up_should_be_refused_one_block_before_the_retention_is_over() {
    run(|| {
        granted(BO, "doctor");
        go_to(due() - 1);
        assert_eq!(validity(&[(BO, "doctor")]), Err(InvalidTransaction::Future.into()));
        assert_noop!(discard(&[(BO, "doctor")]), Error::<Test>::NotDiscardable);
    });
}

#[test]
fn clean_up_should_be_refused_when_the_holding_was_renewed() {
    run(|| {
        granted(BO, "doctor");
        go_to(due());
        assert_ok!(AttributeAuthority::renew(by(COUNCIL_OFFICE), BO, label("doctor"), 500, package(2)));
        assert_eq!(validity(&[(BO, "doctor")]), Err(InvalidTransaction::Future.into()));
    });
}

#[test]
fn clean_up_should_be_refused_when_it_is_replayed() {
    run(|| {
        granted(BO, "doctor");
        go_to(due());
        assert_ok!(discard(&[(BO, "doctor")]));
        assert_eq!(validity(&[(BO, "doctor")]), Err(InvalidTransaction::Stale.into()));
        assert_noop!(discard(&[(BO, "doctor")]), Error::<Test>::NotHeld);
    });
}

#[test]
fn clean_up_should_not_enter_the_pool_when_it_is_empty_or_names_a_holding_twice() {
    run(|| {
        granted(BO, "doctor");
        go_to(due());
        assert_eq!(validity(&[]), Err(InvalidTransaction::Call.into()));
        assert_eq!(validity(&[(BO, "doctor"), (BO, "doctor")]), Err(InvalidTransaction::Call.into()));
    });
}

#[test]
fn clean_ups_should_exclude_one_another_when_they_share_a_holding() {
    run(|| {
        granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        go_to(due());
        let one = validity(&[(BO, "doctor")]).unwrap();
        let other = validity(&[(CY, "doctor")]).unwrap();
        let both = validity(&[(CY, "doctor"), (BO, "doctor")]).unwrap();
        assert_eq!(one.provides.len(), 1);
        assert_ne!(one.provides, other.provides);
        assert_eq!(both.provides, [other.provides, one.provides].concat());
        assert!(both.priority > one.priority && both.longevity == 64);
    });
}

#[test]
fn clean_up_should_be_refused_when_it_was_not_authorised_by_the_pool() {
    run(|| {
        granted(BO, "doctor");
        go_to(due());
        for origin in [by(BO), by(COUNCIL_OFFICE), RuntimeOrigin::root(), RuntimeOrigin::none()] {
            let holdings = discards(&[(BO, "doctor")]);
            assert_noop!(AttributeAuthority::discard_holdings(origin, holdings), BadOrigin);
        }
    });
}
