use super::*;

fn key(number: u8) -> AuthorityKeyBytes {
    vec![100 + number; 96].try_into().unwrap()
}

fn proof() -> PossessionProofBytes {
    vec![8; 64].try_into().unwrap()
}

fn rotate(account: AccountId, key: AuthorityKeyBytes) -> sp_runtime::DispatchResult {
    AttributeAuthority::rotate_key(by(account), key, proof()).map(|_| ()).map_err(|e| e.error)
}

#[test]
fn rotation_should_put_the_new_key_in_place_and_keep_the_old_one() {
    run(|| {
        let name = label("medical-council");
        let first = Authorities::<Test>::get(&name).unwrap();
        assert_ok!(rotate(COUNCIL_OFFICE, key(1)));

        let expected =
            Authority { public_key: key(1), proof_of_possession: proof(), key_version: 1, ..first.clone() };
        assert_eq!(Authorities::<Test>::get(&name), Some(expected));
        assert_eq!(RetiredKeys::<Test>::get(&name, 0), Some(first.public_key));
        System::assert_last_event(Event::KeyRotated { authority: name, key_version: 1 }.into());
    });
}

#[test]
fn rotation_should_make_every_holding_stale_until_renewed() {
    run(|| {
        let (doctor, nurse) = (granted(BO, "doctor"), granted(CY, "nurse"));
        let info = AttributeAuthority::rotate_key(by(COUNCIL_OFFICE), key(1), proof()).unwrap();
        assert_eq!(info.actual_weight, Some(<() as WeightInfo>::rotate_key(2)));
        assert_eq!([epoch(&doctor), epoch(&nurse)], [Some(1), Some(1)]);
        assert!(!holds(BO, &doctor) && !holds(CY, &nurse));

        let items = batch([item(BO, "doctor", 100), item(CY, "nurse", 100)]);
        assert_ok!(AttributeAuthority::renew_batch(by(COUNCIL_OFFICE), items));
        assert!(holds(BO, &doctor) && holds(CY, &nurse));
    });
}

#[test]
fn rotation_should_leave_other_authorities_alone() {
    run(|| {
        assert_ok!(AttributeAuthority::declare(by(HOSPITAL_OFFICE), label("icu")));
        let before = Authorities::<Test>::get(label("city-hospital"));
        assert_ok!(rotate(COUNCIL_OFFICE, key(1)));
        assert_eq!(epoch(&attribute("icu@city-hospital")), Some(0));
        assert_eq!(Authorities::<Test>::get(label("city-hospital")), before);
    });
}

#[test]
fn rotation_should_move_suspended_attributes_too() {
    run(|| {
        let doctor = declared("doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        assert_ok!(rotate(COUNCIL_OFFICE, key(1)));
        let expected = AttributeState { epoch: 1, status: UseStatus::Suspended };
        assert_eq!(AttributeAuthority::attribute(doctor), Some(expected));
    });
}

#[test]
fn rotation_should_be_refused_when_the_key_was_used_before() {
    run(|| {
        let first = Authorities::<Test>::get(label("medical-council")).unwrap().public_key;
        assert_noop!(rotate(COUNCIL_OFFICE, first.clone()), Error::<Test>::KeyUsedBefore);
        assert_ok!(rotate(COUNCIL_OFFICE, key(1)));
        assert_noop!(rotate(COUNCIL_OFFICE, first), Error::<Test>::KeyUsedBefore);
    });
}

#[test]
fn rotation_should_be_refused_when_the_most_keys_were_given_up() {
    run(|| {
        for number in 0..MAX_RETIRED_KEYS {
            assert_ok!(rotate(COUNCIL_OFFICE, key(number as u8)));
        }
        assert_noop!(rotate(COUNCIL_OFFICE, key(MAX_RETIRED_KEYS as u8)), Error::<Test>::TooManyRetiredKeys);
        // None of the earlier ones is lost.
        let name = label("medical-council");
        assert!(
            (0..=MAX_RETIRED_KEYS).all(|version| AttributeAuthority::key(name.clone(), version).is_some())
        );
    });
}

#[test]
fn rotation_should_be_refused_when_an_attribute_has_no_further_epoch() {
    run(|| {
        let (doctor, worn) = (declared("doctor"), declared("worn"));
        Attributes::<Test>::insert(
            &worn.authority,
            &worn.name,
            AttributeState { epoch: u32::MAX, status: UseStatus::Active },
        );
        let refused = frame_support::storage::with_storage_layer(|| rotate(COUNCIL_OFFICE, key(1)));
        assert_eq!(refused, Err(Error::<Test>::EpochsExhausted.into()));
        assert_eq!(epoch(&doctor), Some(0));
    });
}

#[test]
fn rotation_should_be_refused_when_key_or_proof_is_empty() {
    run(|| {
        assert_noop!(rotate(COUNCIL_OFFICE, Default::default()), Error::<Test>::MissingPublicKey);
        assert_noop!(
            AttributeAuthority::rotate_key(by(COUNCIL_OFFICE), key(1), Default::default()),
            Error::<Test>::MissingProof
        );
    });
}

#[test]
fn rotation_should_be_refused_when_the_caller_may_not_act_for_an_authority() {
    for (account, obstacle, error) in not_allowed_to_act() {
        run(|| {
            obstacle();
            assert_noop!(rotate(account, key(1)), error);
            ActiveOrganisations::mutate(|active| active.insert(COUNCIL));
        });
    }
    run(|| {
        assert_noop!(AttributeAuthority::rotate_key(RuntimeOrigin::root(), key(1), proof()), BadOrigin);
    });
}
