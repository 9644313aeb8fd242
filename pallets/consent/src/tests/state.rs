//! `do_try_state` must see what it is there to see.

use crate::{mock::*, NextPolicy, NextTicket, Policies, PoliciesOf, PolicyCount, Tickets};
use salus_primitives::{
    consent::{Basis, Ticket},
    Purpose, PurposeSet, RecordId,
};
use sp_runtime::TryRuntimeError;

fn assert_found(spoil: impl FnOnce(u64), complaint: &'static str) {
    ExtBuilder.build().execute_with(|| {
        let id = policy(&PATIENT, terms());
        Consent::do_try_state().unwrap();
        spoil(id);
        assert_eq!(Consent::do_try_state(), Err(TryRuntimeError::Other(complaint)));
    });
}

fn ticket() -> Ticket<AccountId> {
    Ticket {
        accessor: PATIENT,
        patient: PATIENT,
        record: RecordId([0; 32]),
        purpose: Purpose::Treatment,
        basis: Basis::OwnRecord,
        issued_at: START,
        until: START + 1,
        served: None,
    }
}

#[test]
fn try_state_should_complain_when_policies_are_unsound() {
    assert_found(|_| NextPolicy::<Test>::put(0), "a policy has an id that was never handed out");
    assert_found(
        |id| Policies::<Test>::mutate(id, |policy| policy.as_mut().unwrap().version = 0),
        "a policy has no version",
    );
    assert_found(
        |id| {
            Policies::<Test>::mutate(id, |policy| policy.as_mut().unwrap().terms.purposes = PurposeSet::EMPTY)
        },
        "a policy allows no purpose",
    );
    assert_found(
        |id| Policies::<Test>::mutate(id, |policy| policy.as_mut().unwrap().terms.valid.until = 0),
        "a policy has an empty window",
    );
    assert_found(
        |id| PoliciesOf::<Test>::remove(PATIENT, id),
        "a policy is missing from the index of its owner",
    );
}

#[test]
fn try_state_should_complain_when_the_index_of_policies_is_unsound() {
    assert_found(|_| PoliciesOf::<Test>::insert(PATIENT, 9, ()), "the index of policies leads nowhere");
    assert_found(
        |id| PoliciesOf::<Test>::insert(DOCTOR, id, ()),
        "the index of policies leads to another patient's",
    );
    assert_found(|_| PolicyCount::<Test>::insert(PATIENT, 2), "a patient's count of policies is wrong");
    assert_found(|_| PolicyCount::<Test>::insert(PATIENT, 65), "a patient has too many policies");
    assert_found(|_| PolicyCount::<Test>::remove(PATIENT), "a patient's policies are not counted");
}

#[test]
fn try_state_should_complain_when_tickets_are_unsound() {
    let with = |ticket: Ticket<AccountId>| {
        move |_| {
            NextTicket::<Test>::put(1);
            Tickets::<Test>::insert(0, ticket);
        }
    };
    assert_found(|_| Tickets::<Test>::insert(0, ticket()), "a ticket has an id that was never handed out");
    assert_found(
        with(Ticket { issued_at: START + 1, until: START + 9, ..ticket() }),
        "a ticket was issued in a later block",
    );
    assert_found(with(Ticket { until: START, ..ticket() }), "a ticket ends before it begins");
    assert_found(
        with(Ticket { accessor: DOCTOR, ..ticket() }),
        "somebody else's record passes for the accessor's own",
    );
}
