use super::*;

#[test]
fn authority_should_be_shown_with_what_it_declared() {
    run(|| {
        let doctor = granted(BO, "doctor");
        granted(BO, "nurse");
        assert_ok!(AttributeAuthority::revoke(by(COUNCIL_OFFICE), BO, label("nurse")));

        let shown = AttributeAuthority::authority(doctor.authority.clone()).unwrap();
        assert_eq!(shown.name, doctor.authority);
        assert_eq!(Some(shown.authority), Authorities::<Test>::get(&doctor.authority));
        let mut attributes = shown.attributes;
        attributes.sort_by(|a, b| a.0.cmp(&b.0));
        let active = |epoch| AttributeState { epoch, status: UseStatus::Active };
        assert_eq!(attributes, [(label("doctor"), active(0)), (label("nurse"), active(1))]);
        assert_eq!(AttributeAuthority::authority(label("nobody")), None);
    });
}

#[test]
fn authorities_should_all_be_shown_when_some_are_suspended() {
    run(|| {
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        let mut names: Vec<_> =
            AttributeAuthority::authorities().into_iter().map(|authority| authority.name).collect();
        names.sort();
        assert_eq!(names, [label("city-hospital"), label("medical-council")]);
    });
}

#[test]
fn attribute_should_be_shown_when_its_authority_is_suspended() {
    run(|| {
        let doctor = declared("doctor");
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        let expected = AttributeState { epoch: 0, status: UseStatus::Active };
        assert_eq!(AttributeAuthority::attribute(doctor), Some(expected));
        assert_eq!(AttributeAuthority::attribute(attribute("nurse@medical-council")), None);
    });
}

#[test]
fn holdings_should_tell_which_of_them_count() {
    run(|| {
        let doctor = granted(BO, "doctor");
        declared("nurse");
        grant_to(BO, "nurse", 10);
        go_to(10);

        let mut held = AttributeAuthority::holdings(BO);
        held.sort_by(|a, b| a.attribute.cmp(&b.attribute));
        let expected = |attribute, expires, counts| HeldAttribute {
            attribute,
            holding: Holding { epoch: 0, expires, key_package: package(1) },
            counts,
        };
        assert_eq!(
            held,
            [expected(doctor, 100, true), expected(attribute("nurse@medical-council"), 10, false)]
        );
        assert_eq!(AttributeAuthority::holdings(CY), []);
    });
}

#[test]
fn holders_should_be_listed_once_each_when_paged() {
    run(|| {
        let doctor = declared("doctor");
        declared("nurse");
        let people: Vec<AccountId> = (200..220).collect();
        Participants::mutate(|participants| participants.extend(&people));
        for person in &people {
            grant_to(*person, "doctor", 100);
        }
        grant_to(BO, "nurse", 100);

        let (mut seen, mut cursor, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = AttributeAuthority::holders_of(doctor.clone(), cursor, 8);
            assert!(page.items.len() <= 8);
            pages += 1;
            seen.extend(page.items.into_iter().map(|item| item.holder));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        seen.sort();
        assert_eq!((seen, pages), (people.clone(), 3));
        Participants::mutate(|participants| {
            people.iter().for_each(|person| assert!(participants.remove(person)))
        });
    });
}

#[test]
fn holders_should_tell_who_counts_when_some_are_stale() {
    run(|| {
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        Participants::mutate(|participants| participants.insert(22));
        grant_to(22, "doctor", 100);
        assert_ok!(AttributeAuthority::revoke(by(COUNCIL_OFFICE), 22, label("doctor")));
        Participants::mutate(|participants| participants.remove(&22));
        assert_ok!(AttributeAuthority::renew(by(COUNCIL_OFFICE), CY, label("doctor"), 90, package(3)));

        let mut items = AttributeAuthority::holders_of(doctor, None, 100).items;
        items.sort_by_key(|item| item.holder);
        let expected = |holder, epoch, expires, number, counts| AttributeHolder {
            holder,
            holding: Holding { epoch, expires, key_package: package(number) },
            counts,
        };
        assert_eq!(items, [expected(BO, 0, 100, 1, false), expected(CY, 1, 90, 3, true)]);
    });
}

#[test]
fn holders_should_come_one_at_a_time_when_the_limit_is_0_and_none_for_an_unknown_attribute() {
    run(|| {
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        let page = AttributeAuthority::holders_of(doctor, None, 0);
        assert_eq!((page.items.len(), page.next), (1, Some(page.items[0].holder)));
        let nobody = AttributeAuthority::holders_of(attribute("doctor@nobody"), None, 10);
        assert_eq!((nobody.items.len(), nobody.next), (0, None));
    });
}

#[test]
fn key_should_be_shown_in_each_version_when_it_was_rotated() {
    run(|| {
        let name = label("medical-council");
        let first = Authorities::<Test>::get(&name).unwrap().public_key;
        let second: AuthorityKeyBytes = vec![7; 96].try_into().unwrap();
        let proof: PossessionProofBytes = vec![8; 64].try_into().unwrap();
        assert_ok!(AttributeAuthority::rotate_key(by(COUNCIL_OFFICE), second.clone(), proof));
        assert_eq!(AttributeAuthority::key(name.clone(), 0), Some(first));
        assert_eq!(AttributeAuthority::key(name.clone(), 1), Some(second));
        assert_eq!(AttributeAuthority::key(name, 2), None);
        assert_eq!(AttributeAuthority::key(label("nobody"), 0), None);
    });
}
