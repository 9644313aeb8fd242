use crate::mock::*;
use frame_support::assert_ok;
use salus_primitives::{page::MAX_PAGE, record::NamedRecord, Page, RecordId};
use std::collections::BTreeSet;

/// Files `count` records of the patient, by as many organisations as are needed, and gives their ids.
fn file(count: u32) -> BTreeSet<RecordId> {
    (0..count)
        .map(|index| {
            let mut bytes = [0; 32];
            bytes[..4].copy_from_slice(&index.to_be_bytes());
            assert_ok!(submit_by(index / MAX_PENDING, PATIENT, POLICY, RecordId(bytes), None));
            RecordId(bytes)
        })
        .collect()
}

/// Follows a listing to its end: the ids, and how many pages they took. No id may come twice.
fn walk(
    page: impl Fn(Option<RecordId>) -> Page<NamedRecord<AccountId>, RecordId>,
) -> (BTreeSet<RecordId>, u32) {
    let (mut ids, mut pages, mut cursor) = (BTreeSet::new(), 0, None);
    loop {
        let Page { items, next } = page(cursor);
        pages += 1;
        for item in items {
            assert_eq!(EhrRegistry::record(item.id), Some(item.record));
            assert!(ids.insert(item.id), "a record came twice");
        }
        match next {
            Some(_) => cursor = next,
            None => return (ids, pages),
        }
    }
}

#[test]
fn records_should_be_listed_once_each_when_read_page_by_page() {
    ExtBuilder::default().build_and_execute(|| {
        let filed = file(20);
        assert_ok!(submit_by(HILL, OTHER_PATIENT, POLICY, RecordId([255; 32]), None));
        for (limit, pages) in [(1, 20), (3, 7), (19, 2), (20, 1), (21, 1)] {
            assert_eq!(
                walk(|cursor| EhrRegistry::records_of(PATIENT, cursor, limit)),
                (filed.clone(), pages)
            );
        }
        assert_eq!(EhrRegistry::records_of(DOCTOR, None, 10), Page { items: vec![], next: None });
    });
}

#[test]
fn page_should_be_bounded_when_the_limit_is_not() {
    ExtBuilder::default().organisations(64).build_and_execute(|| {
        let filed = file(MAX_PAGE + 1);
        let page = EhrRegistry::records_of(PATIENT, None, u32::MAX);
        assert_eq!(page.items.len() as u32, MAX_PAGE);
        assert!(page.next.is_some());
        assert_eq!(EhrRegistry::records_of(PATIENT, None, 0).items.len(), 1);
        assert_eq!(walk(|cursor| EhrRegistry::pending_for(60, cursor, u32::MAX)), (filed, 2));
    });
}

#[test]
fn listing_should_go_on_when_the_cursor_is_gone_or_made_up() {
    ExtBuilder::default().build_and_execute(|| {
        file(12);
        let first = EhrRegistry::pending_for(HILL, None, 4);
        let rest = EhrRegistry::pending_for(HILL, first.next, 100);
        // The cursor's record leaves the list between two pages.
        let gone = first.next.unwrap();
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(endorse(organisation, &[gone]));
        }
        assert_eq!(EhrRegistry::pending_for(HILL, first.next, 100), rest);
        let made_up = EhrRegistry::records_of(PATIENT, Some(RecordId([77; 32])), 100);
        assert!(made_up.items.len() <= 12);
    });
}

#[test]
fn pending_should_leave_out_what_the_organisation_endorsed() {
    ExtBuilder::default().build_and_execute(|| {
        let filed = file(8);
        // The first six are CITY's own, the last two LAKE's.
        let lakes: BTreeSet<_> = filed.iter().copied().skip(6).collect();
        let all = |organisation| walk(|cursor| EhrRegistry::pending_for(organisation, cursor, 3)).0;
        assert_eq!(all(CITY), lakes);
        assert_eq!(all(HILL), filed);

        let endorsed = *filed.first().unwrap();
        assert_ok!(endorse(HILL, &[endorsed]));
        assert!(!all(HILL).contains(&endorsed) && all(CARE).contains(&endorsed));

        assert_ok!(endorse(CARE, &[endorsed]));
        assert!(!all(LAKE).contains(&endorsed), "it is in, and waits no longer");
    });
}

#[test]
fn pending_should_list_records_past_their_deadline_when_nobody_closed_them() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        go_to(START + WINDOW);
        assert_eq!(EhrRegistry::pending_for(LAKE, None, 10).items.len(), 1);
        assert_ok!(lapse(LAKE, id(1)));
        assert_eq!(EhrRegistry::pending_for(LAKE, None, 10).items.len(), 0);
    });
}

#[test]
fn rewraps_should_leave_out_what_the_organisation_endorsed() {
    ExtBuilder::default().build_and_execute(|| {
        for record in 1..4 {
            active_record(id(record), None);
            assert_ok!(rewrap(CITY, id(record), POLICY, content(3)));
        }
        assert_ok!(endorse_rewraps(LAKE, &[(id(2), content(3))]));
        let all = |organisation| {
            let (mut ids, mut cursor) = (BTreeSet::new(), None);
            loop {
                let Page { items, next } = EhrRegistry::rewraps_for(organisation, cursor, 1);
                ids.extend(items.into_iter().map(|item| item.id));
                match next {
                    Some(_) => cursor = next,
                    None => return ids,
                }
            }
        };
        assert_eq!(all(CITY), BTreeSet::new());
        assert_eq!(all(LAKE), BTreeSet::from([id(1), id(3)]));
        assert_eq!(all(HILL), BTreeSet::from([id(1), id(2), id(3)]));
    });
}

#[test]
fn erasures_should_be_listed_until_the_organisation_attested_when_others_have() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        erasing_record(id(2));
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        let all = |organisation| {
            let page = EhrRegistry::erasures_for(organisation, None, 10);
            assert_eq!(page.next, None);
            page.items.into_iter().map(|item| item.id).collect::<BTreeSet<_>>()
        };
        assert_eq!(all(CITY), BTreeSet::from([id(2)]));
        assert_eq!(all(HILL), BTreeSet::from([id(1), id(2)]), "the erased one is to be deleted, too");
        assert_ok!(attest(HILL, &[id(1)]));
        assert_eq!(all(HILL), BTreeSet::from([id(2)]));
    });
}
