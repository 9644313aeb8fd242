use super::*;
use frame_support::dispatch::GetDispatchInfo;
use salus_primitives::{consortium::MAX_ORGANISATIONS, receipt::Receipt, OrganisationId};
use sp_runtime::{testing::TestSignature, DispatchError::BadOrigin};

type Outcome = frame_support::dispatch::DispatchResult;

/// `account` files `receipts`.
fn file(account: AccountId, receipts: Vec<Receipt<TestSignature>>) -> Outcome {
    AuditLog::acknowledge(RuntimeOrigin::signed(account), receipts.try_into().unwrap())
}

/// The hospital files the doctor's receipts for `tickets`.
fn acknowledge(tickets: &[TicketId]) -> Outcome {
    file(GATEWAY, tickets.iter().map(|ticket| receipt(*ticket, DOCTOR, HOSPITAL)).collect())
}

#[test]
fn acknowledge_should_write_what_was_served_into_the_patients_trail() {
    let ((ticket, trail), db) = run(|| {
        let ticket = issue(ANN, DOCTOR);
        System::set_block_number(9);
        assert_ok!(acknowledge(&[ticket]));
        assert_eq!(Tickets::get()[&ticket].served, Some(Served { organisation: HOSPITAL, at: 9 }));
        assert_eq!(AuditLog::served_by(ticket).to_vec(), [HOSPITAL]);
        assert!(skipped().is_empty());
        (ticket, AuditLog::trail(ANN))
    });
    let expected = Entry {
        index: 0,
        block: 9,
        time: START.as_millis() as u64 + 18_000,
        actor: GATEWAY,
        organisation: Some(HOSPITAL),
        action: Action::Served,
        record: Some(RecordId([ticket as u8; 32])),
        purpose: Some(Purpose::Treatment),
        basis: Some(Basis::Policy(PolicyRef { id: 5, version: 2 })),
        detail: Detail::Served { ticket },
    };
    assert_eq!(entries(&db, ANN, &trail), [expected]);
}

#[test]
fn acknowledge_should_record_each_organisation_when_several_served_one_ticket() {
    let (trail, db) = run(|| {
        let ticket = issue(ANN, DOCTOR);
        assert_ok!(acknowledge(&[ticket]));
        assert_ok!(file(OTHER_GATEWAY, vec![receipt(ticket, DOCTOR, LABORATORY)]));
        assert!(skipped().is_empty());
        assert_eq!(AuditLog::served_by(ticket).to_vec(), [HOSPITAL, LABORATORY]);
        // The ticket itself names the first.
        assert_eq!(Tickets::get()[&ticket].served.unwrap().organisation, HOSPITAL);
        AuditLog::trail(ANN)
    });
    let organisations: Vec<_> = entries(&db, ANN, &trail).iter().map(|entry| entry.organisation).collect();
    assert_eq!(organisations, [Some(HOSPITAL), Some(LABORATORY)]);
}

#[test]
fn acknowledge_should_skip_when_the_reader_did_not_sign_for_this_organisation() {
    run(|| {
        let (ticket, other) = (issue(ANN, DOCTOR), issue(ANN, BEN));
        let forged = [
            // Signed by the gateway itself, by another reader, for another organisation, for another ticket.
            receipt(ticket, OTHER_GATEWAY, LABORATORY),
            receipt(ticket, BEN, LABORATORY),
            receipt(ticket, DOCTOR, HOSPITAL),
            Receipt { ticket, ..receipt(other, DOCTOR, LABORATORY) },
        ];
        for receipt in forged {
            assert_ok!(file(OTHER_GATEWAY, vec![receipt]));
        }
        assert_eq!(skipped(), vec![(ticket, ReceiptFault::NotSignedByReader); 4]);
        assert!(AuditLog::served_by(ticket).is_empty());
        assert_eq!(AuditLog::trail(ANN).leaves, 0);
        assert_eq!(Tickets::get()[&ticket].served, None);
    });
}

#[test]
fn acknowledge_should_record_the_rest_when_some_tickets_are_unknown_or_served() {
    run(|| {
        let (first, second, third) = (issue(ANN, DOCTOR), issue(BEN, DOCTOR), issue(ANN, DOCTOR));
        assert_ok!(acknowledge(&[first]));
        assert_ok!(acknowledge(&[first, second, 999, third]));
        let (again, unknown) = (ReceiptFault::AlreadyAcknowledged, ReceiptFault::UnknownTicket);
        assert_eq!(skipped(), [(first, again), (999, unknown)]);
        assert_eq!(AuditLog::trail(ANN).leaves, 2);
        assert_eq!(AuditLog::trail(BEN).leaves, 1);
    });
}

#[test]
fn acknowledge_should_record_once_when_a_ticket_is_named_twice() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        assert_ok!(acknowledge(&[ticket, ticket]));
        assert_eq!(AuditLog::trail(ANN).leaves, 1);
        assert_eq!(skipped(), [(ticket, ReceiptFault::AlreadyAcknowledged)]);
    });
}

#[test]
fn acknowledge_should_skip_when_the_ticket_names_the_organisation_from_before_there_were_receipts() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        Tickets::mutate(|tickets| {
            tickets.get_mut(&ticket).unwrap().served = Some(Served { organisation: HOSPITAL, at: 1 });
        });
        assert_ok!(acknowledge(&[ticket]));
        assert_eq!(skipped(), [(ticket, ReceiptFault::AlreadyAcknowledged)]);
        // Another organisation still has its say.
        assert_ok!(file(OTHER_GATEWAY, vec![receipt(ticket, DOCTOR, LABORATORY)]));
        assert_eq!(AuditLog::served_by(ticket).to_vec(), [LABORATORY]);
    });
}

#[test]
fn acknowledge_should_skip_when_as_many_organisations_as_there_can_be_served_the_ticket() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        Tickets::mutate(|tickets| {
            tickets.get_mut(&ticket).unwrap().served = Some(Served { organisation: 100, at: 1 });
        });
        let others: Vec<OrganisationId> = (100..100 + MAX_ORGANISATIONS).collect();
        Servers::<Test>::insert(ticket, ServedBy::try_from(others).unwrap());
        assert_ok!(acknowledge(&[ticket]));
        assert_eq!(skipped(), [(ticket, ReceiptFault::TooManyOrganisations)]);
        assert_eq!(AuditLog::trail(ANN).leaves, 0);
    });
}

#[test]
fn acknowledge_should_record_when_the_ticket_has_expired() {
    let (trail, db) = run(|| {
        let ticket = issue(ANN, DOCTOR);
        System::set_block_number(5_000);
        assert_ok!(acknowledge(&[ticket]));
        AuditLog::trail(ANN)
    });
    assert_eq!(entries(&db, ANN, &trail)[0].block, 5_000);
}

#[test]
fn acknowledge_should_take_the_largest_batch() {
    run(|| {
        let tickets: Vec<_> = (0..MAX_ACKNOWLEDGEMENTS).map(|_| issue(ANN, DOCTOR)).collect();
        assert_ok!(acknowledge(&tickets));
        assert_eq!(AuditLog::trail(ANN).leaves, u64::from(MAX_ACKNOWLEDGEMENTS));
        let more = vec![receipt(0, DOCTOR, HOSPITAL); MAX_ACKNOWLEDGEMENTS as usize + 1];
        assert!(ReceiptBatch::<Test>::try_from(more).is_err());
    });
}

#[test]
fn acknowledge_should_weigh_more_when_it_names_more_tickets() {
    run(|| {
        let weight = |tickets: usize| {
            let receipts = vec![receipt(0, DOCTOR, HOSPITAL); tickets].try_into().unwrap();
            Call::<Test>::acknowledge { receipts }.get_dispatch_info().call_weight
        };
        assert!(weight(2).ref_time() > weight(1).ref_time());
    });
}

#[test]
fn acknowledge_should_be_refused_when_the_caller_is_no_gateway() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        let receipts = vec![receipt(ticket, DOCTOR, HOSPITAL)];
        for account in [ANN, DOCTOR] {
            assert_noop!(file(account, receipts.clone()), Error::<Test>::NotGateway);
        }
        assert_noop!(AuditLog::acknowledge(RuntimeOrigin::root(), receipts.try_into().unwrap()), BadOrigin);
        assert_eq!(Tickets::get()[&ticket].served, None);
    });
}

#[test]
fn acknowledge_should_be_refused_when_the_gateways_organisation_is_suspended() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        Gateways::set(Default::default());
        assert_noop!(acknowledge(&[ticket]), Error::<Test>::NotGateway);
    });
}

#[test]
fn servers_should_be_forgotten_when_the_ticket_is_discarded() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        assert_ok!(acknowledge(&[ticket]));
        AuditLog::forget_ticket(ticket);
        Tickets::mutate(|tickets| tickets.remove(&ticket));
        assert!(!Servers::<Test>::contains_key(ticket));
        assert_eq!(AuditLog::trail(ANN).leaves, 1, "the trail keeps it");
    });
}
