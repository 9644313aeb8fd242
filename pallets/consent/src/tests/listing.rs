use crate::{mock::*, Pallet, Unreviewed};
use frame_support::assert_ok;
use salus_primitives::{
    consent::{
        Barred, Delegation,
        DelegationScope::{Caretaker, Guardian},
        PolicyRef,
    },
    consortium::Role,
    emergency::ReviewOutcome,
    page::MAX_PAGE,
    traits::{Consents, RecordFacts},
    Page, Purpose, RecordId,
};

type View = Pallet<Test>;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

/// Every item, two a page.
fn all<Item, Cursor: Clone>(page: impl Fn(Option<Cursor>, u32) -> Page<Item, Cursor>) -> Vec<Item> {
    let (mut items, mut cursor) = (Vec::new(), None);
    loop {
        let Page { items: more, next } = page(cursor, 2);
        assert!(more.len() <= 2);
        items.extend(more);
        if next.is_none() {
            return items;
        }
        cursor = next;
    }
}

#[test]
fn delegations_should_be_listed_from_both_sides_when_asked() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        appoint(&CLERK, Caretaker);
        assert_ok!(Consent::delegate(RuntimeOrigin::signed(OTHER_PATIENT), DOCTOR, Caretaker, START + 9));

        let mut appointed = View::delegations_of(PATIENT);
        appointed.sort_by(|a, b| a.0.cmp(&b.0));
        let until = START + 1_000;
        let expected = [
            (DOCTOR, Delegation { scope: Guardian, until, key_package: None }),
            (CLERK, Delegation { scope: Caretaker, until, key_package: None }),
        ];
        assert_eq!(appointed, expected);

        let mut appointing = all(|cursor, limit| View::delegators_of(DOCTOR, cursor, limit.min(1)));
        appointing.sort_by(|a, b| a.0.cmp(&b.0));
        let expected = [
            (PATIENT, Delegation { scope: Guardian, until, key_package: None }),
            (OTHER_PATIENT, Delegation { scope: Caretaker, until: START + 9, key_package: None }),
        ];
        assert_eq!(appointing, expected);
    });
}

#[test]
fn restrictions_should_be_listed_when_asked() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::restrict(patient(), Barred::Account(DOCTOR)));
        assert_ok!(Consent::restrict(patient(), Barred::Organisation(LAKE)));
        let listed = View::restrictions_of(PATIENT);
        assert_eq!(listed.len(), 2);
        assert!(listed.contains(&Barred::Account(DOCTOR)));
        assert!(listed.contains(&Barred::Organisation(LAKE)));
        assert_eq!(View::restrictions_of(OTHER_PATIENT), []);
    });
}

#[test]
fn emergencies_should_be_listed_by_patient_when_there_are_several() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        for opening in 0..5 {
            go_to(START + opening * VALIDITY);
            break_glass(&DOCTOR, &PATIENT).unwrap();
        }
        break_glass(&DOCTOR, &OTHER_PATIENT).unwrap();

        let listed = all(|cursor, limit| View::emergencies_of(PATIENT, cursor, limit));
        let mut ids: Vec<_> = listed.iter().map(|named| named.id).collect();
        ids.sort_unstable();
        assert_eq!(ids, [0, 1, 2, 3, 4]);
        for named in listed {
            assert_eq!(View::emergency(named.id), Some(named.emergency));
        }
        assert_eq!(View::emergency(9), None);
    });
}

#[test]
fn overdue_reviews_should_be_listed_when_their_time_has_passed() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        let overdue = || {
            let listed = all(View::overdue_reviews);
            let mut ids: Vec<_> = listed.into_iter().map(|named| named.id).collect();
            ids.sort_unstable();
            ids
        };
        for number in 0..4u8 {
            let patient = AccountId::new([100 + number; 32]);
            FakeMembership::enrol(&patient, CITY, Role::Patient);
            go_to(START + u32::from(number));
            break_glass(&DOCTOR, &patient).unwrap();
        }
        go_to(START + REVIEW_WITHIN - 1);
        assert!(overdue().is_empty());
        go_to(START + REVIEW_WITHIN + 2);
        assert_eq!(overdue(), [0, 1, 2]);
        assert_ok!(Consent::review(RuntimeOrigin::signed(CLERK), 1, ReviewOutcome::Justified));
        assert_eq!(overdue(), [0, 2]);
    });
}

#[test]
fn page_should_never_be_longer_than_its_bound_when_asked_for_more() {
    ExtBuilder.build().execute_with(|| {
        // What is listed need not be there for the bound to hold.
        for id in 0..u64::from(MAX_PAGE) + 1 {
            Unreviewed::<Test>::insert(id, 0);
        }
        assert!(View::overdue_reviews(None, u32::MAX).next.is_some());
        assert!(View::overdue_reviews(None, 0).next.is_some());
    });
}

#[test]
fn tickets_should_be_listed_with_whether_they_were_served_when_asked() {
    ExtBuilder.build_and_execute(|| {
        let (record, policy) = (RecordId([9; 32]), PolicyRef { id: 0, version: 1 });
        FakeRecords::put(record, RecordFacts { patient: PATIENT, policy, active: true, gone: false });
        for _ in 0..3 {
            assert_ok!(Consent::open_access(patient(), record, Purpose::PatientRequest, [0; 32]));
        }
        assert!(Consent::mark_served(1, CITY, START + 1));
        let unserved = || {
            let mut listed: Vec<_> = all(|cursor, limit| View::tickets_of(PATIENT, cursor, limit))
                .into_iter()
                .map(|named| (named.id, named.unserved))
                .collect();
            listed.sort_unstable();
            listed
        };
        // A ticket that still counts may yet be served.
        assert_eq!(unserved(), [(0, false), (1, false), (2, false)]);
        go_to(START + TICKET_VALIDITY);
        assert_eq!(unserved(), [(0, true), (1, false), (2, true)]);
        assert_eq!(View::tickets_of(OTHER_PATIENT, None, 9).items, []);
    });
}
