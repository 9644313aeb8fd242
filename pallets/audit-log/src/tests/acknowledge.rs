use super::*;
use frame_support::dispatch::GetDispatchInfo;
use sp_runtime::DispatchError::BadOrigin;

fn acknowledge(account: AccountId, tickets: &[TicketId]) -> frame_support::dispatch::DispatchResult {
    AuditLog::acknowledge(RuntimeOrigin::signed(account), tickets.to_vec().try_into().unwrap())
}

#[test]
fn acknowledge_should_write_what_was_served_into_the_patients_trail() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        System::set_block_number(9);
        assert_ok!(acknowledge(GATEWAY, &[ticket]));

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
        assert_eq!(recorded(), [(ANN, expected, expected.leaf(blake2_256, &ANN))]);
        assert_eq!(Tickets::get()[&ticket].served, Some(Served { organisation: HOSPITAL, at: 9 }));
        assert!(skipped().is_empty());
    });
}

#[test]
fn acknowledge_should_record_the_rest_when_some_tickets_are_unknown_or_served() {
    run(|| {
        let (first, second, third) = (issue(ANN, DOCTOR), issue(BEN, DOCTOR), issue(ANN, DOCTOR));
        assert_ok!(acknowledge(GATEWAY, &[first]));
        assert_ok!(acknowledge(GATEWAY, &[first, second, 999, third]));
        assert_eq!(skipped(), [first, 999]);
        assert_eq!(AuditLog::trail(ANN).leaves, 2);
        assert_eq!(AuditLog::trail(BEN).leaves, 1);
    });
}

#[test]
fn acknowledge_should_record_once_when_a_ticket_is_named_twice() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        assert_ok!(acknowledge(GATEWAY, &[ticket, ticket]));
        assert_eq!(AuditLog::trail(ANN).leaves, 1);
        assert_eq!(skipped(), [ticket]);
    });
}

#[test]
fn acknowledge_should_record_when_the_ticket_has_run_out() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        System::set_block_number(5_000);
        assert_ok!(acknowledge(GATEWAY, &[ticket]));
        assert_eq!(recorded()[0].1.block, 5_000);
    });
}

#[test]
fn acknowledge_should_take_the_largest_batch() {
    run(|| {
        let tickets: Vec<_> = (0..MAX_ACKNOWLEDGEMENTS).map(|_| issue(ANN, DOCTOR)).collect();
        assert_ok!(acknowledge(GATEWAY, &tickets));
        assert_eq!(AuditLog::trail(ANN).leaves, u64::from(MAX_ACKNOWLEDGEMENTS));
        assert!(TicketBatch::try_from(vec![0; MAX_ACKNOWLEDGEMENTS as usize + 1]).is_err());
    });
}

#[test]
fn acknowledge_should_weigh_more_when_it_names_more_tickets() {
    let weight = |tickets: usize| {
        let tickets = vec![0; tickets].try_into().unwrap();
        Call::<Test>::acknowledge { tickets }.get_dispatch_info().call_weight
    };
    assert!(weight(2).ref_time() > weight(1).ref_time());
}

#[test]
fn acknowledge_should_be_refused_when_the_caller_is_no_gateway() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        for account in [ANN, DOCTOR] {
            assert_noop!(acknowledge(account, &[ticket]), Error::<Test>::NotGateway);
        }
        assert_noop!(
            AuditLog::acknowledge(RuntimeOrigin::root(), vec![ticket].try_into().unwrap()),
            BadOrigin
        );
        assert_eq!(Tickets::get()[&ticket].served, None);
    });
}

#[test]
fn acknowledge_should_be_refused_when_the_gateways_organisation_is_suspended() {
    run(|| {
        let ticket = issue(ANN, DOCTOR);
        Gateways::set(Default::default());
        assert_noop!(acknowledge(GATEWAY, &[ticket]), Error::<Test>::NotGateway);
    });
}
