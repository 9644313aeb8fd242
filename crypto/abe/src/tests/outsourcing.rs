use super::*;

#[test]
fn outsourced_decryption_should_give_the_same_key_when_the_server_is_honest() {
    let world = World::new();
    let ring = world.ring(ALICE, &["doctor@medical-council", "icu@city-hospital", "claims@insurance-board"]);
    let (transform_key, secret) = ring.transform_key(&mut rng(4));
    let transform_key = TransformKey::decode(&transform_key.encode()).unwrap();
    let secret = TransformSecret::from_bytes(&secret.to_bytes()).unwrap();
    assert_eq!(transform_key.gid(), &ALICE);
    assert!(transform_key.attributes().eq(ring.iter().map(|key| key.attribute())));
    for text in [
        "doctor@medical-council",
        "doctor@medical-council AND icu@city-hospital",
        "ward@city-hospital OR claims@insurance-board",
        "2 of (doctor@medical-council, ward@city-hospital, claims@insurance-board)",
        "doctor@medical-council AND doctor@medical-council",
    ] {
        let (capsule, key) = world.encapsulate(&policy(text));
        let transformed = transform(&capsule, &transform_key).unwrap();
        let transformed = Transformed::decode(&transformed.encode()).unwrap();
        assert_eq!(finish(&capsule, &transformed, &secret, CONTEXT), Ok(key), "{text}");
    }
}

#[test]
fn transform_should_refuse_when_the_attributes_do_not_satisfy_the_policy() {
    let world = World::new();
    let (transform_key, _) = world.ring(ALICE, &["doctor@medical-council"]).transform_key(&mut rng(4));
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council AND icu@city-hospital"));
    assert_eq!(transform(&capsule, &transform_key), Err(AbeError::PolicyNotSatisfied));
}

#[test]
fn finish_should_refuse_when_anything_is_not_the_right_one() {
    let world = World::new();
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    let (transform_key, secret) = ring.transform_key(&mut rng(4));
    let (other_key, other_secret) = ring.transform_key(&mut rng(5));
    let policy = policy("doctor@medical-council");
    let (capsule, key) = world.encapsulate(&policy);
    let (other_capsule, _) = encapsulate(&policy, &world.publics, CONTEXT, &mut rng(6)).unwrap();
    let honest = transform(&capsule, &transform_key).unwrap();
    let refused = Err(AbeError::NotOpened);

    assert_eq!(finish(&capsule, &honest, &secret, b"another record"), refused);
    assert_eq!(finish(&capsule, &honest, &other_secret, CONTEXT), refused);
    assert_eq!(finish(&other_capsule, &honest, &secret, CONTEXT), refused);
    assert_eq!(finish(&capsule, &transform(&capsule, &other_key).unwrap(), &secret, CONTEXT), refused);
    assert_eq!(
        finish(&capsule, &transform(&other_capsule, &transform_key).unwrap(), &secret, CONTEXT),
        refused
    );
    let swapped = Transformed { t1: honest.t2, t2: honest.t1 };
    assert_eq!(finish(&capsule, &swapped, &secret, CONTEXT), refused);
    let shifted =
        Transformed { t1: honest.t1 + crate::group::params::e0_multiple(&1u64.into()), t2: honest.t2 };
    assert_eq!(finish(&capsule, &shifted, &secret, CONTEXT), refused);
    assert_eq!(finish(&capsule, &honest, &secret, CONTEXT), Ok(key));
}

#[test]
fn transformed_capsule_should_not_open_by_itself_when_the_server_skips_the_secret() {
    // What the server knows: T1, T2 and their product. None of them is E.
    let world = World::new();
    let (transform_key, _) = world.ring(ALICE, &["doctor@medical-council"]).transform_key(&mut rng(4));
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council"));
    let honest = transform(&capsule, &transform_key).unwrap();
    let mut one = [0u8; 32];
    one[0] = 1;
    let one = TransformSecret::from_bytes(&one).unwrap();
    assert_eq!(finish(&capsule, &honest, &one, CONTEXT), Err(AbeError::NotOpened));
}

#[test]
fn transform_keys_should_not_be_linkable_by_equality_when_drawn_twice() {
    let world = World::new();
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    let mut rng = rng(4);
    let (first, first_secret) = ring.transform_key(&mut rng);
    let (second, second_secret) = ring.transform_key(&mut rng);
    assert_ne!(first.holder, second.holder);
    assert_ne!(first.keys, second.keys);
    assert_ne!(first_secret.to_bytes(), second_secret.to_bytes());
}

#[test]
fn transform_secret_should_be_refused_when_zero_or_not_reduced() {
    for bytes in [[0u8; 32], [0xff; 32]] {
        assert!(matches!(
            TransformSecret::from_bytes(&bytes),
            Err(AbeError::Encoding { flaw: Flaw::Scalar, .. })
        ));
    }
}
