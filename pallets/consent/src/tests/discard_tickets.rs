use crate::{mock::*, Call, Event, TicketBatch, Tickets, TicketsOf};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, pallet_prelude::Authorize};
use frame_system::RawOrigin;
use salus_primitives::{consent::PolicyRef, traits::RecordFacts, BlockNumber, Purpose, RecordId, TicketId};
use sp_runtime::{
    transaction_validity::{
        InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
    },
    DispatchError,
};

const RECORD: RecordId = RecordId([9; 32]);
/// The first block at which a ticket of block [`START`] may go.
const RETIRED: BlockNumber = START + TICKET_VALIDITY + TICKET_RETENTION + 1;

/// Issues so many tickets to the patient.
fn issue(count: usize) {
    let policy = PolicyRef { id: 0, version: 1 };
    FakeRecords::put(RECORD, RecordFacts { patient: PATIENT, policy, active: true, gone: false });
    for _ in 0..count {
        let origin = RuntimeOrigin::signed(PATIENT);
        assert_ok!(Consent::open_access(origin, RECORD, Purpose::PatientRequest, [0; 32]));
    }
}

/// What a transaction speaks as once it is authorised.
fn authorised() -> RuntimeOrigin {
    RawOrigin::<AccountId>::Authorized.into()
}

fn batch(tickets: &[TicketId]) -> TicketBatch {
    tickets.to_vec().try_into().unwrap()
}

/// What the pool says to a transaction that names `tickets`.
fn authorize(tickets: &[TicketId]) -> Result<ValidTransaction, TransactionValidityError> {
    let call = Call::<Test>::discard_tickets { tickets: batch(tickets) };
    call.authorize(TransactionSource::External).unwrap().map(|(validity, _)| validity)
}

#[test]
fn tickets_should_be_forgotten_when_authorised() {
    ExtBuilder.build_and_execute(|| {
        issue(3);
        let trail = FakeTrails::of(&PATIENT);
        go_to(RETIRED);
        assert_ok!(authorize(&[0, 2]));

        assert_ok!(Consent::discard_tickets(authorised(), batch(&[0, 2])));

        System::assert_last_event(Event::TicketsDiscarded { tickets: 2 }.into());
        let left: Vec<_> = Tickets::<Test>::iter_keys().collect();
        assert_eq!(left, [1]);
        assert_eq!(TicketsOf::<Test>::iter_key_prefix(PATIENT).collect::<Vec<_>>(), [1]);
        assert_eq!(FakeTrails::of(&PATIENT), trail);
    });
}

#[test]
fn transaction_should_provide_a_tag_for_each_ticket_when_authorised() {
    ExtBuilder.build_and_execute(|| {
        issue(2);
        go_to(RETIRED);
        let both = authorize(&[0, 1]).unwrap();
        assert_eq!(both.provides, [("salus/discard", 0u64).encode(), ("salus/discard", 1u64).encode()]);
        // So that no two in the pool name the same ticket.
        assert_eq!(authorize(&[1]).unwrap().provides, both.provides[1..]);
        assert_eq!((both.priority, both.longevity), (0, 64));
    });
}

#[test]
fn transaction_should_be_refused_when_a_ticket_is_too_young() {
    ExtBuilder.build_and_execute(|| {
        issue(1);
        go_to(START + 1);
        issue(1);
        go_to(RETIRED - 1);
        assert_eq!(authorize(&[0]), Err(InvalidTransaction::Future.into()));
        go_to(RETIRED);
        assert_ok!(authorize(&[0]));
        assert_eq!(authorize(&[0, 1]), Err(InvalidTransaction::Future.into()));
    });
}

#[test]
fn transaction_should_be_refused_when_a_ticket_is_gone() {
    ExtBuilder.build_and_execute(|| {
        issue(1);
        go_to(RETIRED);
        assert_eq!(authorize(&[0, 1]), Err(InvalidTransaction::Stale.into()));
        assert_ok!(Consent::discard_tickets(authorised(), batch(&[0])));
        assert_eq!(authorize(&[0]), Err(InvalidTransaction::Stale.into()));
    });
}

#[test]
fn transaction_should_be_refused_when_it_names_none_or_not_in_order() {
    ExtBuilder.build_and_execute(|| {
        issue(2);
        go_to(RETIRED);
        for tickets in [&[][..], &[0, 0], &[1, 0]] {
            assert_eq!(authorize(tickets), Err(InvalidTransaction::Call.into()));
        }
    });
}

#[test]
fn discard_tickets_should_fail_when_somebody_signed() {
    ExtBuilder.build_and_execute(|| {
        issue(1);
        go_to(RETIRED);
        let origins = [RuntimeOrigin::signed(PATIENT), RuntimeOrigin::none(), RuntimeOrigin::root()];
        for origin in origins {
            assert_noop!(Consent::discard_tickets(origin, batch(&[0])), DispatchError::BadOrigin);
        }
    });
}
