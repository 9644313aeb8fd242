use crate::{mock::*, Call, Error, Event, Policies, PolicyBatch, PolicyCount};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, pallet_prelude::Authorize};
use frame_system::RawOrigin;
use salus_primitives::{consent::PolicyRef, traits::RecordFacts, BlockNumber, PolicyId, RecordId};
use sp_runtime::{
    transaction_validity::{
        InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
    },
    DispatchError,
};

/// The first block at which a policy of block [`START`] may go.
const OVER: BlockNumber = START + 1_000 + POLICY_RETENTION + 1;

fn authorised() -> RuntimeOrigin {
    RawOrigin::<AccountId>::Authorized.into()
}

fn batch(policies: &[PolicyId]) -> PolicyBatch {
    policies.to_vec().try_into().unwrap()
}

/// What the pool says to a transaction that names `policies`.
fn authorize(policies: &[PolicyId]) -> Result<ValidTransaction, TransactionValidityError> {
    let call = Call::<Test>::discard_policies { policies: batch(policies) };
    call.authorize(TransactionSource::External).unwrap().map(|(validity, _)| validity)
}

fn put_record_under(id: PolicyId) {
    let policy = PolicyRef { id, version: 1 };
    FakeRecords::put(RecordId([1; 32]), RecordFacts { patient: PATIENT, policy, active: true, gone: false });
}

#[test]
fn policies_should_be_forgotten_when_authorised() {
    ExtBuilder.build_and_execute(|| {
        for owner in [&PATIENT, &PATIENT, &OTHER_PATIENT] {
            policy(owner, terms());
        }
        let trail = FakeTrails::of(&PATIENT);
        go_to(OVER);
        assert_ok!(authorize(&[0, 2]));
        assert_ok!(Consent::discard_policies(authorised(), batch(&[0, 2])));
        System::assert_last_event(Event::PoliciesDiscarded { policies: 2 }.into());
        assert_eq!(Policies::<Test>::iter_keys().collect::<Vec<_>>(), [1]);
        assert_eq!(PolicyCount::<Test>::get(PATIENT), 1);
        assert!(!PolicyCount::<Test>::contains_key(OTHER_PATIENT));
        assert_eq!(FakeTrails::of(&PATIENT), trail);
        // Its number is nobody's any more.
        assert_eq!(policy(&OTHER_PATIENT, terms()), 3);
        let gone = Consent::set_policy(RuntimeOrigin::signed(PATIENT), Some(0), terms());
        assert_noop!(gone, Error::<Test>::PolicyNotFound);
    });
}

#[test]
fn policy_should_stay_when_a_record_is_under_it() {
    ExtBuilder.build_and_execute(|| {
        policy(&PATIENT, terms());
        policy(&PATIENT, terms());
        put_record_under(1);
        go_to(OVER);
        assert_ok!(authorize(&[0]));
        assert_eq!(authorize(&[1]), Err(InvalidTransaction::Future.into()));
        assert_eq!(authorize(&[0, 1]), Err(InvalidTransaction::Future.into()));
    });
}

#[test]
fn policy_should_stay_when_its_window_ended_a_short_while_ago() {
    ExtBuilder.build_and_execute(|| {
        policy(&PATIENT, terms());
        policy(&PATIENT, terms());
        // Revoked or not: its patient may still prolong it.
        assert_ok!(Consent::revoke_policy(RuntimeOrigin::signed(PATIENT), 0));
        go_to(OVER - 1);
        for id in [0, 1] {
            assert_eq!(authorize(&[id]), Err(InvalidTransaction::Future.into()));
        }
        go_to(OVER);
        assert_ok!(authorize(&[0, 1]));
    });
}

#[test]
fn transaction_should_be_refused_when_it_is_of_no_use() {
    ExtBuilder.build_and_execute(|| {
        policy(&PATIENT, terms());
        policy(&PATIENT, terms());
        go_to(OVER);
        for policies in [&[][..], &[0, 0], &[1, 0]] {
            assert_eq!(authorize(policies), Err(InvalidTransaction::Call.into()));
        }
        assert_eq!(authorize(&[0, 7]), Err(InvalidTransaction::Stale.into()));
        let both = authorize(&[0, 1]).unwrap();
        let tag = |id: PolicyId| ("salus/discard-policy", id).encode();
        assert_eq!(both.provides, [tag(0), tag(1)]);
        assert_eq!((both.priority, both.longevity), (0, 64));
    });
}

#[test]
fn discard_policies_should_fail_when_somebody_signed() {
    ExtBuilder.build_and_execute(|| {
        policy(&PATIENT, terms());
        go_to(OVER);
        let origins = [RuntimeOrigin::signed(PATIENT), RuntimeOrigin::none(), RuntimeOrigin::root()];
        for origin in origins {
            assert_noop!(Consent::discard_policies(origin, batch(&[0])), DispatchError::BadOrigin);
        }
    });
}
