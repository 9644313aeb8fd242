#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::{mock::*, *};
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::traits::DispatchTransaction;

type Extension = MemberAccess<Test, Rules>;

fn remark() -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark { remark: vec![] })
}

fn loud_remark() -> RuntimeCall {
    RuntimeCall::System(frame_system::Call::remark_with_event { remark: vec![] })
}

fn batch(calls: Vec<RuntimeCall>) -> RuntimeCall {
    RuntimeCall::Utility(pallet_utility::Call::batch_all { calls })
}

/// `call` within `wrappers` batches.
fn wrapped(call: RuntimeCall, wrappers: u32) -> RuntimeCall {
    (0..wrappers).fold(call, |call, _| batch(vec![call]))
}

fn validate(origin: RuntimeOrigin, call: &RuntimeCall) -> Result<ValidTransaction, TransactionValidityError> {
    let info = info(call);
    Extension::new()
        .validate_only(origin, call, &info, 0, TransactionSource::External, 0)
        .map(|(validity, ..)| validity)
}

/// What `call` declares, the extension's own weight included.
fn info(call: &RuntimeCall) -> DispatchInfo {
    DispatchInfo { extension_weight: Extension::new().weight(call), ..call.get_dispatch_info() }
}

/// Validates, prepares and dispatches.
fn dispatch(origin: RuntimeOrigin, call: RuntimeCall, length: usize) -> Result<(), TransactionValidityError> {
    let info = info(&call);
    Extension::new().dispatch_transaction(origin, call, &info, length, 0).map(|_| ())
}

fn send(who: u64, call: &RuntimeCall) -> Result<ValidTransaction, TransactionValidityError> {
    validate(RuntimeOrigin::signed(who), call)
}

#[track_caller]
fn assert_refused(outcome: Result<ValidTransaction, TransactionValidityError>, refusal: Refusal) {
    assert_eq!(outcome, Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(refusal.code()))));
}

#[test]
fn transaction_should_be_refused_when_its_sender_has_no_standing() {
    run(|| assert_refused(send(STRANGER, &remark()), Refusal::UnknownSender));
}

#[test]
fn transaction_should_pass_when_its_call_is_allowed() {
    run(|| {
        assert!(send(PATIENT, &remark()).is_ok());
        assert!(send(GATEWAY, &loud_remark()).is_ok());
    });
}

#[test]
fn transaction_should_be_refused_when_no_rule_allows_its_call() {
    run(|| {
        assert_refused(send(PATIENT, &loud_remark()), Refusal::CallNotAllowed);
        let heap = RuntimeCall::System(frame_system::Call::set_heap_pages { pages: 1 });
        assert_refused(send(GATEWAY, &heap), Refusal::CallNotAllowed);
    });
}

#[test]
fn batch_should_be_refused_when_one_of_its_calls_is_not_allowed() {
    run(|| {
        assert!(send(PATIENT, &batch(vec![remark(), remark()])).is_ok());
        let mixed = batch(vec![remark(), batch(vec![remark(), loud_remark()])]);
        assert_refused(send(PATIENT, &mixed), Refusal::CallNotAllowed);
    });
}

#[test]
fn batch_should_be_refused_when_it_is_empty() {
    run(|| {
        assert_refused(send(PATIENT, &batch(vec![])), Refusal::CallNotAllowed);
        assert_refused(send(PATIENT, &batch(vec![batch(vec![])])), Refusal::CallNotAllowed);
    });
}

#[test]
fn wrapper_should_be_refused_when_no_rule_knows_it_for_one() {
    run(|| {
        let call = pallet_utility::Call::as_derivative { index: 0, call: remark().into() };
        assert_refused(send(GATEWAY, &RuntimeCall::Utility(call)), Refusal::CallNotAllowed);
    });
}

#[test]
fn transaction_should_pass_when_it_is_wrapped_as_deep_as_is_allowed() {
    run(|| assert!(send(PATIENT, &wrapped(remark(), MAX_WRAPPERS)).is_ok()));
}

#[test]
fn transaction_should_be_refused_when_it_is_wrapped_too_deep() {
    run(|| {
        assert_refused(send(PATIENT, &wrapped(remark(), MAX_WRAPPERS + 1)), Refusal::NestedTooDeep);
        // Neither an allowed call beside it nor an empty end makes depth acceptable.
        let beside = batch(vec![remark(), wrapped(remark(), MAX_WRAPPERS)]);
        assert_refused(send(PATIENT, &beside), Refusal::NestedTooDeep);
        assert_refused(send(PATIENT, &wrapped(batch(vec![]), MAX_WRAPPERS + 1)), Refusal::NestedTooDeep);
    });
}

#[test]
fn stranger_should_be_refused_as_such_when_the_call_is_nested_too_deep() {
    run(|| assert_refused(send(STRANGER, &wrapped(remark(), 200)), Refusal::UnknownSender));
}

#[test]
fn former_patient_should_withdraw_and_do_nothing_else_when_it_speaks_in_no_capacity() {
    run(|| {
        let stop = RuntimeCall::System(frame_system::Call::remark { remark: b"stop".to_vec() });
        assert!(send(FORMER_PATIENT, &stop).is_ok());
        assert!(send(FORMER_PATIENT, &batch(vec![stop.clone(), stop.clone()])).is_ok());
        assert_refused(send(FORMER_PATIENT, &remark()), Refusal::UnknownSender);
        assert_refused(send(FORMER_PATIENT, &batch(vec![stop.clone(), remark()])), Refusal::UnknownSender);
        assert_refused(send(FORMER_PATIENT, &batch(vec![])), Refusal::CallNotAllowed);
        assert_refused(send(FORMER_PATIENT, &wrapped(stop.clone(), 200)), Refusal::NestedTooDeep);
        assert_refused(send(STRANGER, &stop), Refusal::UnknownSender);
        // Against its own quota, and that of the organisation's people.
        dispatch(RuntimeOrigin::signed(FORMER_PATIENT), stop, 3).unwrap();
        assert_eq!(taken(&Purse::Person(FORMER_PATIENT, 5)).length, 3);
    });
}

#[test]
fn transaction_should_be_refused_when_its_class_is_kept_for_governing() {
    run(|| {
        let call = remark();
        let info = DispatchInfo { class: DispatchClass::Operational, ..info(&call) };
        for who in [PATIENT, GATEWAY] {
            let origin = RuntimeOrigin::signed(who);
            let outcome =
                Extension::new().validate_only(origin, &call, &info, 0, TransactionSource::External, 0);
            assert_refused(outcome.map(|(validity, ..)| validity), Refusal::CallNotAllowed);
        }
    });
}

#[test]
fn proof_should_count_as_its_share_of_a_block_when_it_is_the_scarcer() {
    run(|| {
        let weights: frame_system::limits::BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
        let block = weights.max_block;
        let half = Weight::from_parts(1, block.proof_size() / 2);
        assert_eq!(time_of::<Test>(Weight::from_parts(77, 0)), 77);
        assert!(time_of::<Test>(half).abs_diff(block.ref_time() / 2) <= 1);
    });
}

#[test]
fn priority_and_longevity_should_be_the_least_when_calls_differ() {
    run(|| {
        let alone = send(GATEWAY, &loud_remark()).unwrap();
        assert_eq!(
            (alone.priority, alone.longevity),
            (GATEWAY_PRIORITY + u64::from(LEFT), TransactionLongevity::MAX)
        );
        let mixed = send(GATEWAY, &batch(vec![loud_remark(), remark()])).unwrap();
        assert_eq!((mixed.priority, mixed.longevity), (PATIENT_PRIORITY + u64::from(LEFT), REMARK_LONGEVITY));
    });
}

#[test]
fn general_transaction_should_pass_when_an_extension_authorised_it() {
    run(|| {
        let authorised: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
        assert!(validate(authorised, &loud_remark()).is_ok());
    });
}

#[test]
fn general_transaction_should_be_refused_when_nothing_authorised_it() {
    run(|| {
        let unknown = Err(TransactionValidityError::Invalid(InvalidTransaction::UnknownOrigin));
        // `validate_only` would stop such an origin after the pipeline; the extension itself must.
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            let call = remark();
            let info = call.get_dispatch_info();
            let implication = sp_runtime::traits::TxBaseImplication(());
            let outcome = Extension::new()
                .validate(origin, &call, &info, 0, (), &implication, TransactionSource::External)
                .map(|(validity, ..)| validity);
            assert_eq!(outcome, unknown);
        }
    });
}

#[test]
fn general_transactions_should_be_counted_together_when_they_are_authorised() {
    run(|| {
        Capacity::set(Cost { ref_time: u64::MAX, length: 10 });
        let authorised: RuntimeOrigin = frame_system::RawOrigin::Authorized.into();
        dispatch(authorised.clone(), remark(), 10).unwrap();
        assert_eq!(taken(&Purse::Public).length, 10);
        let refused = dispatch(authorised, remark(), 1).map(|_| ValidTransaction::default());
        assert_refused(refused, Refusal::QuotaExhausted);
    });
}

#[test]
fn transaction_should_be_charged_with_what_it_declares_when_it_is_made() {
    run(|| {
        let call = remark();
        let info = info(&call);
        dispatch(RuntimeOrigin::signed(GATEWAY), call, 12).unwrap();
        let taken = taken(&Purse::Organisation(0));
        let weights: frame_system::limits::BlockWeights = <Test as frame_system::Config>::BlockWeights::get();
        let base = weights.get(info.class).base_extrinsic;
        assert_eq!(taken.ref_time, info.total_weight().ref_time() + base.ref_time());
        assert_eq!(taken.length, 12);
    });
}

#[test]
fn weight_should_be_given_back_when_the_call_needed_less() {
    run(|| {
        let info = info(&batch(vec![remark(); 3]));
        let used = Weight::from_parts(1_000, 0);
        let post = PostDispatchInfo { actual_weight: Some(used), pays_fee: Default::default() };
        let purse = Purse::<u64>::Organisation(0);
        assert!(FakeQuotas::charge(&purse, cost::<Test>(&info, 5)));
        let before = taken(&purse);
        Extension::post_dispatch_details((purse.clone(), 0), &info, &post, 5, &Ok(())).unwrap();
        let back = info.total_weight().ref_time() - used.ref_time();
        assert_eq!(taken(&purse), Cost { ref_time: before.ref_time - back, length: 5 });
    });
}

#[test]
fn batch_cannot_hide_its_weight_from_the_quota() {
    run(|| {
        let single = info(&remark());
        let ten = batch(vec![batch(vec![remark(); 5]), batch(vec![remark(); 5])]);
        assert!(info(&ten).call_weight.ref_time() >= 10 * single.call_weight.ref_time());
        Capacity::set(Cost { ref_time: cost::<Test>(&info(&ten), 0).ref_time - 1, length: u64::MAX });
        assert!(send(PATIENT, &remark()).is_ok());
        assert_refused(send(PATIENT, &ten), Refusal::QuotaExhausted);
    });
}

#[test]
fn transaction_should_be_refused_when_the_quota_was_used_up_after_it_was_validated() {
    run(|| {
        let call = remark();
        let info = info(&call);
        let (_, val, origin) = Extension::new()
            .validate_only(RuntimeOrigin::signed(PATIENT), &call, &info, 1, TransactionSource::External, 0)
            .unwrap();
        Capacity::set(Cost::default());
        let outcome = Extension::new().prepare(val, &origin, &call, &info, 1);
        assert_refused(outcome.map(|_| ValidTransaction::default()), Refusal::QuotaExhausted);
        assert_eq!(taken(&Purse::People(0)), Cost::default());
    });
}

#[test]
fn exempt_call_should_count_against_its_sender_alone_when_nothing_else_is_with_it() {
    run(|| {
        let stop = || RuntimeCall::System(frame_system::Call::remark { remark: b"stop".to_vec() });
        dispatch(RuntimeOrigin::signed(PATIENT), batch(vec![stop(), stop()]), 3).unwrap();
        assert_eq!(taken(&Purse::Person(PATIENT, 0)).length, 3);
        assert_eq!(taken(&Purse::People(0)).length, 0);
        // A batch cannot carry another call past the quota.
        dispatch(RuntimeOrigin::signed(PATIENT), batch(vec![stop(), remark()]), 5).unwrap();
        assert_eq!(taken(&Purse::People(0)).length, 5);
    });
}

#[test]
fn emergency_should_have_its_own_share_when_nothing_else_is_with_it() {
    run(|| {
        let remark = |text: &[u8]| RuntimeCall::System(frame_system::Call::remark { remark: text.to_vec() });
        dispatch(RuntimeOrigin::signed(PATIENT), remark(b"help"), 3).unwrap();
        assert_eq!(taken(&Purse::Emergency(PATIENT, 0)).length, 3);
        dispatch(RuntimeOrigin::signed(PATIENT), batch(vec![remark(b"help"), remark(b"stop")]), 4).unwrap();
        assert_eq!(taken(&Purse::Person(PATIENT, 0)).length, 4);
        dispatch(RuntimeOrigin::signed(GATEWAY), remark(b"stop"), 5).unwrap();
        assert_eq!(taken(&Purse::Office(GATEWAY)).length, 5);
    });
}

#[test]
fn owner_should_make_its_calls_when_its_capacity_does_not_allow_them() {
    run(|| {
        let mine = RuntimeCall::System(frame_system::Call::remark { remark: b"mine".to_vec() });
        assert!(send(FORMER_PATIENT, &mine).is_ok());
        assert_refused(send(FORMER_PATIENT, &loud_remark()), Refusal::UnknownSender);
        assert_refused(send(PATIENT, &batch(vec![mine, loud_remark()])), Refusal::CallNotAllowed);
    });
}

/// What the pool says if the transaction's nonce is `nonce`.
fn send_as(who: u64, call: &RuntimeCall, nonce: u32) -> Result<ValidTransaction, TransactionValidityError> {
    let info = info(call);
    let implication = sp_runtime::traits::ImplicationParts {
        base: sp_runtime::traits::TxBaseImplication(()),
        explicit: (frame_system::CheckNonce::<Test>::from(nonce), ()),
        implicit: (),
    };
    let origin = RuntimeOrigin::signed(who);
    Extension::new()
        .validate(origin, call, &info, 1, (), &implication, TransactionSource::External)
        .map(|(validity, ..)| validity)
}

#[test]
fn transaction_should_be_refused_when_its_sender_cannot_pay_for_those_before_it() {
    run(|| {
        let one = cost::<Test>(&info(&remark()), 1);
        Capacity::set(one.saturating_mul(3));
        for nonce in 0..3 {
            assert!(send_as(PATIENT, &remark(), nonce).is_ok());
        }
        assert_refused(send_as(PATIENT, &remark(), 3), Refusal::QuotaExhausted);
        // Two are in a block: the next ones come nearer.
        frame_system::Pallet::<Test>::inc_account_nonce(PATIENT);
        frame_system::Pallet::<Test>::inc_account_nonce(PATIENT);
        assert!(send_as(PATIENT, &remark(), 4).is_ok());
        assert_refused(send_as(PATIENT, &remark(), 5), Refusal::QuotaExhausted);
        // One that is outdated is the nonce's to refuse.
        assert!(send_as(PATIENT, &remark(), 0).is_ok());
    });
}

#[test]
fn transaction_should_be_refused_when_too_many_come_before_it() {
    run(|| {
        assert!(send_as(PATIENT, &remark(), MAX_WAITING).is_ok());
        assert_refused(send_as(PATIENT, &remark(), MAX_WAITING + 1), Refusal::TooManyWaiting);
        assert_refused(send_as(PATIENT, &remark(), u32::MAX), Refusal::TooManyWaiting);
    });
}

#[test]
fn storage_should_be_counted_when_the_call_succeeds_and_given_back_when_it_fails() {
    run(|| {
        dispatch(RuntimeOrigin::signed(GATEWAY), loud_remark(), 1).unwrap();
        assert_eq!(Stored::get(), DEPOSIT);
        dispatch(RuntimeOrigin::signed(GATEWAY), batch(vec![loud_remark(), loud_remark()]), 1).unwrap();
        assert_eq!(Stored::get(), 3 * DEPOSIT);
        let purse = Purse::<u64>::Organisation(0);
        let failed = Err(sp_runtime::DispatchError::Other("no"));
        let (info, post) = (info(&remark()), PostDispatchInfo::default());
        Extension::post_dispatch_details((purse, DEPOSIT), &info, &post, 1, &failed).unwrap();
        assert_eq!(Stored::get(), 2 * DEPOSIT);
    });
}

#[test]
fn transaction_should_be_refused_when_there_is_no_room_for_what_it_stores() {
    run(|| {
        Room::set(2 * DEPOSIT - 1);
        assert!(send_as(GATEWAY, &loud_remark(), 0).is_ok());
        assert_refused(send_as(GATEWAY, &loud_remark(), 1), Refusal::StorageExhausted);
        let two = batch(vec![loud_remark(), loud_remark()]);
        assert_refused(send(GATEWAY, &two), Refusal::StorageExhausted);
        let refused = dispatch(RuntimeOrigin::signed(GATEWAY), two, 1).map(|_| ValidTransaction::default());
        assert_refused(refused, Refusal::StorageExhausted);
        assert_eq!(taken(&Purse::Organisation(0)), Cost::default());
        assert!(send(GATEWAY, &remark()).is_ok());
    });
}

#[test]
fn weight_should_count_the_lookup_and_every_call_when_they_are_wrapped() {
    let extension = Extension::new();
    let single = extension.weight(&remark());
    let once = LookupWeight::get() + CountingWeight::get();
    assert_eq!(single, once + WEIGHT_PER_CALL);
    let three = extension.weight(&batch(vec![remark(), batch(vec![remark(), remark()])]));
    assert_eq!(three, once + WEIGHT_PER_CALL * 3);
}

#[test]
fn extension_should_carry_no_data_when_encoded() {
    assert!(Extension::new().encode().is_empty());
    assert_eq!(<Extension as TransactionExtension<RuntimeCall>>::IDENTIFIER, "MemberAccess");
}
