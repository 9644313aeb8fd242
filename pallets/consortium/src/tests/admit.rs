use super::*;

fn admit_with(name_text: &str, url_text: &str) -> frame_support::dispatch::DispatchResult {
    let gateway = Gateway { account: gateway_account(NEW), url: url(url_text) };
    Consortium::admit(whole_council(), name(name_text), OrganisationKind::Research, seat(NEW), gateway, None)
}

#[test]
fn organisation_should_take_part_when_admitted() {
    run(|| {
        assert_ok!(admit_fourth());
        assert!(Consortium::is_active(NEW));
        assert_eq!(Consortium::active_count(), 4);
        assert_eq!(Consortium::gateway_of(&gateway_account(NEW)), Some(NEW));
        assert_eq!(Consortium::standing(&seat(NEW)), Some(Standing::Seat(NEW)));
        assert!(exists(seat(NEW)) && exists(gateway_account(NEW)));
        assert_eq!(events(), [Event::OrganisationAdmitted { organisation: NEW }]);
    });
}

#[test]
fn council_should_get_the_seat_when_an_organisation_is_admitted() {
    run(|| {
        assert_ok!(admit_fourth());
        assert_eq!(council_members(), [seat(CITY), seat(LAKE), seat(CARE), seat(NEW)]);
    });
}

#[test]
fn admission_should_be_refused_when_half_of_the_council_or_less_agrees() {
    run(|| {
        assert_ok!(admit_fourth());
        let admit = |origin| {
            Consortium::admit(origin, name("Fifth"), OrganisationKind::Hospital, seat(4), gateway(4), None)
        };
        assert_noop!(admit(council(2)), BadOrigin);
        assert_noop!(admit(signed(seat(CITY))), BadOrigin);
        assert_noop!(admit(RuntimeOrigin::root()), BadOrigin);
        assert_ok!(admit(council(3)));
    });
}

#[test]
fn admission_should_be_refused_when_the_name_cannot_be_shown() {
    run(|| {
        for bad in ["", " ", " Hill", "Hill ", "Hill\nResearch", "\u{0}"] {
            assert_noop!(admit_with(bad, "https://hill.example"), Error::<Test>::InvalidName);
        }
        let gateway = gateway(NEW);
        let not_utf8 = vec![0xff, 0xfe].try_into().unwrap();
        assert_noop!(
            Consortium::admit(
                whole_council(),
                not_utf8,
                OrganisationKind::Research,
                seat(NEW),
                gateway,
                None
            ),
            Error::<Test>::InvalidName
        );
        assert_ok!(admit_with("Ärztehaus Zürich", "https://hill.example"));
    });
}

#[test]
fn admission_should_be_refused_when_the_url_is_not_a_base() {
    run(|| {
        for bad in [
            "",
            "hill.example",
            "ftp://hill.example",
            "https://",
            "https:///x",
            "http://hill.example/",
            "http://a b",
        ] {
            assert_noop!(admit_with("Hill", bad), Error::<Test>::InvalidUrl);
        }
        assert_ok!(admit_with("Hill", "http://127.0.0.1:8080"));
    });
}

#[test]
fn admission_should_be_refused_when_an_account_has_a_capacity() {
    run(|| {
        enrol_patient();
        let admit = |seat, account| {
            let gateway = Gateway { account, url: url("https://hill.example") };
            Consortium::admit(whole_council(), name("Hill"), OrganisationKind::Research, seat, gateway, None)
        };
        for used in [PATIENT, seat(CITY), gateway_account(CITY), validator(CITY)] {
            assert_noop!(admit(used, gateway_account(NEW)), Error::<Test>::AccountInUse);
            assert_noop!(admit(seat(NEW), used), Error::<Test>::AccountInUse);
        }
        assert_noop!(admit(seat(NEW), seat(NEW)), Error::<Test>::AccountInUse);
    });
}

#[test]
fn admission_should_be_refused_when_the_council_is_full() {
    run(|| {
        let admit = |id| {
            Consortium::admit(
                whole_council(),
                name("Next"),
                OrganisationKind::Hospital,
                seat(id),
                gateway(id),
                None,
            )
        };
        for id in 3..MAX_ORGANISATIONS {
            assert_ok!(admit(id));
        }
        assert_noop!(admit(MAX_ORGANISATIONS), Error::<Test>::TooManyOrganisations);
        // A removed organisation makes room, a suspended one does not.
        assert_ok!(Consortium::suspend(whole_council(), 3));
        assert_noop!(admit(MAX_ORGANISATIONS), Error::<Test>::TooManyOrganisations);
        assert_ok!(Consortium::remove(whole_council(), 3));
        assert_ok!(admit(MAX_ORGANISATIONS));
        assert!(Consortium::is_active(MAX_ORGANISATIONS));
    });
}

#[test]
fn admission_should_be_refused_when_ids_are_exhausted() {
    run(|| {
        NextOrganisation::<Test>::put(OrganisationId::MAX);
        assert_noop!(admit_fourth(), Error::<Test>::TooManyOrganisations);
        NextOrganisation::<Test>::put(3);
    });
}

#[test]
fn predecessor_should_be_remembered_when_a_removed_organisation_returns() {
    run(|| {
        let admit = |predecessor| {
            let kind = OrganisationKind::Research;
            Consortium::admit(whole_council(), name("Hill"), kind, seat(NEW), gateway(NEW), predecessor)
        };
        assert_noop!(admit(Some(9)), Error::<Test>::UnknownOrganisation);
        assert_noop!(admit(Some(CITY)), Error::<Test>::PredecessorNotRemoved);
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(admit(Some(CITY)), Error::<Test>::PredecessorNotRemoved);
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_ok!(admit(Some(CITY)));
        assert_eq!(<Consortium as Membership<AccountId>>::predecessor(NEW), Some(CITY));
        assert_eq!(<Consortium as Membership<AccountId>>::predecessor(LAKE), None);
    });
}
