//! `do_try_state` must see what it is there to see.

use crate::{
    mock::*, CurrentRule, DelegationCount, Delegations, DelegatorsOf, Emergencies, EmergenciesOf,
    LastEmergency, NextEmergency, NextPolicy, NextTicket, Policies, PoliciesOf, PolicyCount,
    RestrictionCount, Restrictions, Tickets, TicketsOf, Unreviewed, UnreviewedCount,
};
use salus_primitives::{
    consent::{Barred, Basis, Delegation, DelegationScope::Caretaker, Ticket},
    emergency::{Emergency, Review, ReviewOutcome, MAX_UNREVIEWED},
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
            TicketsOf::<Test>::insert(PATIENT, 0, ());
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
    assert_found(
        with(Ticket { accessor: DOCTOR, basis: Basis::Emergency(0), ..ticket() }),
        "a ticket names an emergency of others",
    );
    assert_found(
        |_| {
            NextTicket::<Test>::put(1);
            Tickets::<Test>::insert(0, ticket());
        },
        "a ticket is missing from the index of its patient",
    );
    assert_found(|_| TicketsOf::<Test>::insert(PATIENT, 9, ()), "the index of tickets leads nowhere");
    assert_found(
        |_| {
            with(ticket())(0);
            TicketsOf::<Test>::insert(DOCTOR, 0, ());
        },
        "the index of tickets leads to another patient's",
    );
}

#[test]
fn try_state_should_complain_when_appointments_are_unsound() {
    let delegation = || Delegation { scope: Caretaker, until: START, key_package: None };
    assert_found(
        |_| Delegations::<Test>::insert(PATIENT, PATIENT, delegation()),
        "a patient is the delegate of the same patient",
    );
    assert_found(
        |_| Delegations::<Test>::insert(PATIENT, DOCTOR, delegation()),
        "a delegation is missing from the index of its delegate",
    );
    assert_found(
        |_| DelegatorsOf::<Test>::insert(DOCTOR, PATIENT, ()),
        "the index of delegations leads nowhere",
    );
    let stored = move || {
        Delegations::<Test>::insert(PATIENT, DOCTOR, delegation());
        DelegatorsOf::<Test>::insert(DOCTOR, PATIENT, ());
    };
    assert_found(move |_| stored(), "a patient's delegations are not counted");
    for count in [0, 17] {
        assert_found(
            move |_| DelegationCount::<Test>::insert(PATIENT, count),
            "a patient's count of delegations is out of bounds",
        );
    }
    assert_found(
        |_| DelegationCount::<Test>::insert(PATIENT, 1),
        "a patient's count of delegations is wrong",
    );
}

#[test]
fn try_state_should_complain_when_restrictions_are_unsound() {
    let bar = |who: AccountId| Restrictions::<Test>::insert(PATIENT, Barred::Account(who), ());
    assert_found(move |_| bar(PATIENT), "a patient is barred by the same patient");
    assert_found(move |_| bar(DOCTOR), "a patient's restrictions are not counted");
    for count in [0, 65] {
        assert_found(
            move |_| RestrictionCount::<Test>::insert(PATIENT, count),
            "a patient's count of restrictions is out of bounds",
        );
    }
    assert_found(
        |_| RestrictionCount::<Test>::insert(PATIENT, 1),
        "a patient's count of restrictions is wrong",
    );
}

/// Finds fault with a world in which the doctor has broken the patient's glass.
fn assert_found_in_emergency(spoil: impl FnOnce(), complaint: &'static str) {
    assert_found(
        |_| {
            emergencies();
            break_glass(&DOCTOR, &PATIENT).unwrap();
            Consent::do_try_state().unwrap();
            spoil();
        },
        complaint,
    );
}

fn change(with: impl FnOnce(&mut Emergency<AccountId>)) {
    Emergencies::<Test>::mutate(0, |emergency| with(emergency.as_mut().unwrap()));
}

#[test]
fn try_state_should_complain_when_the_rule_is_unsound() {
    let change = |version, validity| {
        move || {
            CurrentRule::<Test>::mutate(|rule| {
                let rule = rule.as_mut().unwrap();
                (rule.version, rule.validity) = (version, validity);
            })
        }
    };
    assert_found_in_emergency(change(0, 5), "the rule for emergencies has no version");
    assert_found_in_emergency(
        change(1, MAX_EMERGENCY_VALIDITY + 1),
        "the rule for emergencies is out of bounds",
    );
}

#[test]
fn try_state_should_complain_when_emergencies_are_unsound() {
    let review = |reviewer, at| Some(Review { reviewer, outcome: ReviewOutcome::Justified, at });
    assert_found_in_emergency(
        || NextEmergency::<Test>::put(0),
        "an emergency has an id that was never handed out",
    );
    assert_found_in_emergency(|| change(|it| it.accessor = PATIENT), "somebody broke the own glass");
    assert_found_in_emergency(
        || change(|it| it.opened_at = START + 1),
        "an emergency was opened in a later block",
    );
    assert_found_in_emergency(|| change(|it| it.until = START), "an emergency ends before it begins");
    assert_found_in_emergency(
        || change(|it| it.review_by = START),
        "a review is due before its emergency begins",
    );
    assert_found_in_emergency(
        || change(|it| it.review = review(DOCTOR, START)),
        "somebody reviewed the own emergency",
    );
    for at in [START - 1, START + 1] {
        assert_found_in_emergency(
            || change(|it| it.review = review(CLERK, at)),
            "an emergency was reviewed before it began, or in a later block",
        );
    }
    assert_found_in_emergency(
        || change(|it| it.review = review(CLERK, START)),
        "an emergency passes for reviewed or unreviewed wrongly",
    );
    assert_found_in_emergency(
        || Unreviewed::<Test>::remove(0),
        "an emergency passes for reviewed or unreviewed wrongly",
    );
    assert_found_in_emergency(
        || EmergenciesOf::<Test>::remove(PATIENT, 0),
        "an emergency is missing from the index of its patient",
    );
    assert_found_in_emergency(
        || LastEmergency::<Test>::remove(PATIENT, DOCTOR),
        "an open emergency is not the accessor's last",
    );
}

#[test]
fn try_state_should_complain_when_the_ways_to_emergencies_are_unsound() {
    assert_found_in_emergency(
        || EmergenciesOf::<Test>::insert(PATIENT, 9, ()),
        "the index of emergencies leads nowhere",
    );
    assert_found_in_emergency(
        || EmergenciesOf::<Test>::insert(OTHER_PATIENT, 0, ()),
        "the index of emergencies leads to another patient's",
    );
    assert_found_in_emergency(
        || LastEmergency::<Test>::insert(PATIENT, CLERK, 9),
        "an accessor's last emergency is none",
    );
    assert_found_in_emergency(
        || LastEmergency::<Test>::insert(PATIENT, CLERK, 0),
        "an accessor's last emergency is another's",
    );
    assert_found_in_emergency(
        || {
            let outcome = ReviewOutcome::Justified;
            Consent::review(RuntimeOrigin::signed(CLERK), 0, outcome).unwrap();
            LastEmergency::<Test>::insert(PATIENT, DOCTOR, 0);
        },
        "an accessor's last emergency is reviewed",
    );
    assert_found_in_emergency(|| Unreviewed::<Test>::insert(9, 0), "what is unreviewed is no emergency");
    assert_found_in_emergency(
        || UnreviewedCount::<Test>::insert(DOCTOR, 2),
        "an accessor's count of unreviewed emergencies is wrong",
    );
    assert_found_in_emergency(
        || UnreviewedCount::<Test>::insert(CLERK, 1),
        "an accessor's count of unreviewed emergencies is wrong",
    );
    assert_found_in_emergency(
        || {
            let like = Emergencies::<Test>::get(0).unwrap();
            for id in 1..=u64::from(MAX_UNREVIEWED) {
                let over = Emergency { until: START + 1, ..like.clone() };
                Unreviewed::<Test>::insert(id, over.review_by);
                EmergenciesOf::<Test>::insert(PATIENT, id, ());
                Emergencies::<Test>::insert(id, over);
            }
            NextEmergency::<Test>::put(u64::from(MAX_UNREVIEWED) + 1);
            UnreviewedCount::<Test>::insert(DOCTOR, MAX_UNREVIEWED + 1);
            go_to(START + VALIDITY);
        },
        "an accessor has too many unreviewed",
    );
}
