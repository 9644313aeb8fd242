use super::*;

const NEW_OFFICE: AccountId = 30;

fn key() -> AuthorityKeyBytes {
    vec![7; 96].try_into().unwrap()
}

fn proof() -> PossessionProofBytes {
    vec![8; 64].try_into().unwrap()
}

fn register(
    origin: RuntimeOrigin,
    name: &str,
    account: AccountId,
) -> frame_support::dispatch::DispatchResult {
    AttributeAuthority::register(origin, label(name), HOSPITAL, account, key(), proof())
}

#[test]
fn register_should_make_an_authority_when_the_council_decides_it() {
    run(|| {
        assert_ok!(register(RuntimeOrigin::root(), "insurance-board", NEW_OFFICE));

        let name = label("insurance-board");
        let expected = Authority {
            organisation: HOSPITAL,
            account: NEW_OFFICE,
            public_key: key(),
            proof_of_possession: proof(),
            key_version: 0,
            status: UseStatus::Active,
        };
        assert_eq!(Authorities::<Test>::get(&name), Some(expected));
        assert_eq!(AuthorityOf::<Test>::get(NEW_OFFICE), Some(name.clone()));
        assert_eq!(Authorities::<Test>::count(), 3);
        System::assert_last_event(Event::AuthorityRegistered { authority: name }.into());
    });
}

#[test]
fn register_should_make_the_account_known_when_it_succeeds() {
    run(|| {
        assert_ok!(register(RuntimeOrigin::root(), "insurance-board", NEW_OFFICE));
        assert_eq!(Offices::get().get(&NEW_OFFICE), Some(&HOSPITAL));
    });
}

#[test]
fn register_should_be_refused_when_the_council_did_not_decide_it() {
    run(|| {
        assert_noop!(register(by(COUNCIL_OFFICE), "insurance-board", NEW_OFFICE), BadOrigin);
        assert_noop!(register(RuntimeOrigin::none(), "insurance-board", NEW_OFFICE), BadOrigin);
    });
}

#[test]
fn register_should_be_refused_when_the_name_is_taken() {
    run(|| {
        assert_noop!(
            register(RuntimeOrigin::root(), "medical-council", NEW_OFFICE),
            Error::<Test>::NameTaken
        );
    });
}

#[test]
fn register_should_be_refused_when_the_account_is_an_authority_or_participant() {
    run(|| {
        for account in [COUNCIL_OFFICE, BO] {
            assert_noop!(
                register(RuntimeOrigin::root(), "insurance-board", account),
                Error::<Test>::AccountInUse
            );
        }
    });
}

#[test]
fn register_should_be_refused_when_the_organisation_takes_no_part() {
    run(|| {
        ActiveOrganisations::mutate(|active| active.remove(&HOSPITAL));
        assert_noop!(
            register(RuntimeOrigin::root(), "insurance-board", NEW_OFFICE),
            Error::<Test>::OrganisationNotActive
        );
    });
}

#[test]
fn register_should_be_refused_when_there_are_the_most_authorities() {
    run(|| {
        assert_ok!(register(RuntimeOrigin::root(), "insurance-board", NEW_OFFICE));
        assert_noop!(
            register(RuntimeOrigin::root(), "research-board", 31),
            Error::<Test>::TooManyAuthorities
        );
    });
}

#[test]
fn register_should_be_refused_when_the_public_key_is_empty() {
    run(|| {
        assert_noop!(
            AttributeAuthority::register(
                RuntimeOrigin::root(),
                label("insurance-board"),
                HOSPITAL,
                NEW_OFFICE,
                Default::default(),
                proof(),
            ),
            Error::<Test>::MissingPublicKey
        );
    });
}

#[test]
fn register_should_be_refused_when_the_proof_is_empty() {
    run(|| {
        assert_noop!(
            AttributeAuthority::register(
                RuntimeOrigin::root(),
                label("insurance-board"),
                HOSPITAL,
                NEW_OFFICE,
                key(),
                Default::default(),
            ),
            Error::<Test>::MissingProof
        );
    });
}

#[test]
fn register_should_be_refused_when_the_account_signs_for_an_authority_of_a_removed_organisation() {
    run(|| {
        // The organisation is gone and with it what its accounts were; the authority is still here.
        Offices::mutate(|offices| offices.remove(&COUNCIL_OFFICE));
        assert_noop!(
            register(RuntimeOrigin::root(), "insurance-board", COUNCIL_OFFICE),
            Error::<Test>::AccountInUse
        );
    });
}
