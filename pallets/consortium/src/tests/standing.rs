use super::*;

#[test]
fn standing_should_name_the_capacity_when_the_organisation_is_active() {
    run(|| {
        enrol_patient();
        Consortium::add_authority_account(&50, LAKE);
        let expected = [
            (seat(CITY), Standing::Seat(CITY)),
            (gateway_account(LAKE), Standing::Gateway(LAKE)),
            (validator(CARE), Standing::Validator(CARE)),
            (50, Standing::Authority(LAKE)),
            (PATIENT, Standing::Participant(CITY, Role::Patient)),
        ];
        for (who, standing) in expected {
            assert_eq!(Consortium::standing(&who), Some(standing));
            assert_eq!(Consortium::standing_of(who), Some(standing));
            assert!(Consortium::is_known(&who));
        }
    });
}

#[test]
fn standing_should_be_none_when_the_account_is_unknown() {
    run(|| {
        assert_eq!(Consortium::standing(&999), None);
        assert!(!Consortium::is_known(&999));
    });
}

#[test]
fn authority_account_should_come_and_go_when_its_pallet_says_so() {
    run(|| {
        Consortium::add_authority_account(&50, LAKE);
        assert!(exists(50));
        Consortium::remove_authority_account(&50);
        assert!(!Consortium::is_known(&50));
        // Nothing to end: nothing happens, to a seat least of all.
        Consortium::remove_authority_account(&50);
        Consortium::remove_authority_account(&seat(CITY));
        assert!(exists(seat(CITY)));
    });
}

// `defensive!` panics where debug assertions are on, and logs elsewhere.
#[test]
#[cfg_attr(debug_assertions, should_panic(expected = "no capacity yet"))]
fn authority_account_should_be_refused_when_it_has_a_capacity() {
    run(|| {
        Consortium::add_authority_account(&seat(CITY), LAKE);
        assert_eq!(Consortium::standing(&seat(CITY)), Some(Standing::Seat(CITY)));
    });
}

#[test]
fn organisations_should_be_listed_by_id_when_asked_for() {
    run(|| {
        assert_ok!(Consortium::remove(whole_council(), LAKE));
        let listed: Vec<_> =
            Consortium::all_organisations().into_iter().map(|(id, o)| (id, o.status)).collect();
        let active = MemberStatus::Active;
        assert_eq!(listed, [(CITY, active), (LAKE, MemberStatus::Removed), (CARE, active)]);
    });
}

#[test]
fn account_should_keep_its_nonce_when_its_capacity_ends_and_begins_again() {
    run(|| {
        let at = |account| Gateway { account, url: url("https://new.example") };
        let before = gateway_account(CITY);
        System::inc_account_nonce(before);
        let agreed = |account| Some(super::set_gateway::appointment(account, CITY));
        assert_ok!(Consortium::set_gateway(signed(seat(CITY)), at(400), agreed(400)));
        assert_eq!(System::account_nonce(before), 1);
        assert_ok!(Consortium::set_gateway(signed(seat(CITY)), at(before), agreed(before)));
        // The agreement used one up.
        assert_eq!((System::account_nonce(before), System::providers(&before)), (2, 1));
    });
}
