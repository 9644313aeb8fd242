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
