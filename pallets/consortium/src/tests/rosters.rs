use super::*;

fn counts(organisation: OrganisationId, roster: u32) -> bool {
    Consortium::is_active_since(organisation, roster)
}

#[test]
fn organisation_should_not_belong_to_a_roster_when_it_was_admitted_later() {
    run(|| {
        let before = Consortium::roster();
        assert_ok!(admit_fourth());
        assert!(counts(CITY, before) && !counts(NEW, before));
        assert!(counts(NEW, Consortium::roster()));
    });
}

#[test]
fn organisation_should_belong_to_the_rosters_in_which_it_was_active_when_it_is_reinstated() {
    run(|| {
        let before = Consortium::roster();
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        let meanwhile = Consortium::roster();
        // What is suspended votes in nothing.
        assert!(!counts(CITY, before) && !counts(CITY, meanwhile) && counts(LAKE, meanwhile));
        assert_ok!(Consortium::reinstate(whole_council(), CITY));
        assert!(counts(CITY, before) && !counts(CITY, meanwhile) && counts(CITY, Consortium::roster()));
    });
}

#[test]
fn organisation_should_belong_to_no_roster_when_it_was_removed() {
    run(|| {
        let before = Consortium::roster();
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert!(!counts(CITY, before) && !counts(CITY, Consortium::roster()));
    });
}

#[test]
fn organisation_should_belong_to_every_roster_when_it_is_from_before_rosters_were_kept() {
    run(|| {
        let _ = RosterChanges::<Test>::clear(u32::MAX, None);
        assert!(counts(CITY, 0));
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert!(!counts(CITY, 0));
        assert_ok!(Consortium::reinstate(whole_council(), CITY));
        assert!(counts(CITY, 0));
    });
}

#[test]
fn organisation_should_not_belong_to_a_roster_when_what_it_was_then_is_forgotten() {
    run(|| {
        let before = Consortium::roster();
        for _ in 0..MAX_ROSTER_CHANGES {
            Consortium::begin_roster(CITY);
        }
        assert_eq!(RosterChanges::<Test>::get(CITY).len() as u32, MAX_ROSTER_CHANGES);
        assert!(!counts(CITY, before), "an even number of changes is known, and not all of them");
        assert!(counts(CITY, Consortium::roster()));
    });
}
