use super::*;

fn remove(name: &str) -> sp_runtime::DispatchResult {
    AttributeAuthority::remove(by(COUNCIL_TWO_THIRDS), label(name))
}

#[test]
fn removed_authority_should_satisfy_nothing_from_that_block_on() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(remove("medical-council"));

        assert!(!holds(BO, &doctor));
        assert_eq!(epoch(&doctor), None);
        assert!(!AttributeAuthority::holdings(BO)[0].counts);
        System::assert_last_event(Event::AuthorityRemoved { authority: doctor.authority }.into());
    });
}

#[test]
fn removed_authority_should_lose_its_account_when_it_was_suspended_before() {
    run(|| {
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        assert_ok!(remove("medical-council"));
        assert_eq!(AuthorityOf::<Test>::get(COUNCIL_OFFICE), None);
        assert!(!Offices::get().contains_key(&COUNCIL_OFFICE));
        let status = Authorities::<Test>::get(label("medical-council")).map(|authority| authority.status);
        assert_eq!(status, Some(UseStatus::Removed));
    });
}

#[test]
fn removed_authority_should_stay_readable() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(remove("medical-council"));
        let shown = AttributeAuthority::authority(doctor.authority.clone()).unwrap();
        assert_eq!(shown.attributes.len(), 1);
        assert!(AttributeAuthority::key(doctor.authority, 0).is_some());
    });
}

#[test]
fn name_should_never_be_used_again_when_its_authority_was_removed() {
    run(|| {
        assert_ok!(remove("medical-council"));
        let register = |name| {
            AttributeAuthority::register(
                RuntimeOrigin::root(),
                label(name),
                COUNCIL,
                COUNCIL_OFFICE,
                vec![1; 96].try_into().unwrap(),
                vec![2; 64].try_into().unwrap(),
            )
        };
        assert_noop!(register("medical-council"), Error::<Test>::NameTaken);
        // The account is free for another one, in which it has nothing of the former.
        let doctor = attribute("doctor@medical-council");
        assert_ok!(register("medical-chamber"));
        assert_noop!(
            AttributeAuthority::grant(by(COUNCIL_OFFICE), BO, doctor.name, 100, package(1)),
            Error::<Test>::UnknownAttribute
        );
    });
}

#[test]
fn authority_should_not_be_removed_when_fewer_than_two_thirds_decide_it() {
    run(|| {
        for origin in [RuntimeOrigin::root(), by(COUNCIL_OFFICE), RuntimeOrigin::none()] {
            assert_noop!(AttributeAuthority::remove(origin, label("medical-council")), BadOrigin);
        }
    });
}

#[test]
fn authority_should_not_be_removed_when_there_is_none_of_the_name() {
    run(|| {
        assert_noop!(remove("insurance-board"), Error::<Test>::UnknownAuthority);
    });
}

#[test]
fn authority_should_not_be_removed_when_it_was_before() {
    run(|| {
        assert_ok!(remove("medical-council"));
        assert_noop!(remove("medical-council"), Error::<Test>::AuthorityRemoved);
    });
}
