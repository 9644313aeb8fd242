use super::*;

#[test]
fn capsule_should_open_with_every_satisfying_set_and_with_no_other() {
    let world = World::new();
    let held =
        ["doctor@medical-council", "icu@city-hospital", "ward@city-hospital", "claims@insurance-board"];
    for text in [
        "doctor@medical-council",
        "doctor@medical-council AND icu@city-hospital",
        "doctor@medical-council OR icu@city-hospital",
        "doctor@medical-council AND (icu@city-hospital OR ward@city-hospital)",
        "2 of (doctor@medical-council, icu@city-hospital, ward@city-hospital)",
        "3 of (doctor@medical-council, icu@city-hospital, ward@city-hospital, claims@insurance-board)",
        "claims@insurance-board OR 2 of (doctor@medical-council AND icu@city-hospital, ward@city-hospital, icu@city-hospital)",
    ] {
        let policy = policy(text);
        let (capsule, key) = world.encapsulate(&policy);
        for set in subsets(held.len()) {
            let attributes: Vec<&str> = set.iter().map(|member| held[*member]).collect();
            let ring = world.ring(ALICE, &attributes);
            let satisfied = policy.expression().is_satisfied(|leaf| {
                attributes.iter().any(|text| attribute(text).attribute == *leaf)
            });
            assert_eq!(ring.satisfies(&policy), satisfied);
            let expected = if satisfied { Ok(key.clone()) } else { Err(AbeError::PolicyNotSatisfied) };
            assert_eq!(world.open(&capsule, &ring), expected, "{text} with {attributes:?}");
        }
    }
}

#[test]
fn capsule_should_open_when_an_attribute_is_repeated() {
    let world = World::new();
    let repeated = policy(
        "2 of (doctor@medical-council, doctor@medical-council, icu@city-hospital) AND (icu@city-hospital OR doctor@medical-council)",
    );
    let (capsule, key) = world.encapsulate(&repeated);
    assert_eq!(world.open(&capsule, &world.ring(ALICE, &["doctor@medical-council"])), Ok(key));
    // The rows of one attribute must be independent: equal randomness would tell equal shares.
    assert_ne!(capsule.rows[0].c2, capsule.rows[1].c2);
    assert_ne!(capsule.rows[0].c4, capsule.rows[1].c4);
}

#[test]
fn capsule_should_open_when_the_policy_has_the_most_leaves() {
    let world = World::new();
    let list: Vec<alloc::string::String> =
        (0..32).map(|n| alloc::format!("a{n}@{}", AUTHORITIES[n % 3])).collect();
    let (capsule, key) = world.encapsulate(&policy(&list.join(" AND ")));
    let held: Vec<&str> = list.iter().map(|text| text.as_str()).collect();
    let ring = world.ring(ALICE, &held);
    let capsule = Capsule::decode(&capsule.encode()).unwrap();
    assert_eq!(world.open(&capsule, &ring), Ok(key));
    assert_eq!(world.open(&capsule, &world.ring(ALICE, &held[..31])), Err(AbeError::PolicyNotSatisfied));
}

#[test]
fn capsule_should_not_open_when_the_context_differs() {
    let world = World::new();
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council"));
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    for context in [&b"record 18"[..], b"record 1", b"record 177", b""] {
        assert_eq!(decapsulate(&capsule, context, &ring, &world.publics), Err(AbeError::NotOpened));
    }
}

#[test]
fn capsule_should_not_open_when_the_public_keys_are_not_those_it_was_made_with() {
    let mut world = World::new();
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council"));
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    let other = AuthoritySecretKey::generate(&mut rng(9)).public_key();
    world.publics.insert(label("medical-council"), other);
    assert_eq!(world.open(&capsule, &ring), Err(AbeError::AuthorityKeysDiffer));
    world.publics.remove(&label("medical-council"));
    assert_eq!(world.open(&capsule, &ring), Err(AbeError::MissingAuthority(label("medical-council"))));
}

#[test]
fn capsule_should_name_the_keys_it_was_made_with_when_asked() {
    let world = World::new();
    let (council, hospital) = (label("medical-council"), label("city-hospital"));
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council AND icu@city-hospital"));
    let decoded = Capsule::decode(&capsule.encode()).unwrap();
    assert!(capsule.is_made_for(&world.publics) && decoded.is_made_for(&world.publics));
    let changed = |change: &dyn Fn(&mut BTreeMap<Label, AuthorityPublicKey>)| {
        let mut keys = world.publics.clone();
        change(&mut keys);
        capsule.is_made_for(&keys)
    };
    let other = AuthoritySecretKey::generate(&mut rng(9)).public_key();
    assert!(!changed(&|keys| drop(keys.insert(council.clone(), other.clone()))));
    assert!(!changed(&|keys| drop(keys.remove(&hospital))));
    // The same keys, each under the other's name.
    assert!(!changed(&|keys| {
        keys.insert(council.clone(), world.publics[&hospital].clone());
        keys.insert(hospital.clone(), world.publics[&council].clone());
    }));
    // An authority that the policy does not name.
    assert!(changed(&|keys| drop(keys.remove(&label("insurance-board")))));
}

#[test]
fn capsule_should_open_when_unrelated_authorities_change() {
    let mut world = World::new();
    let (capsule, key) = world.encapsulate(&policy("doctor@medical-council"));
    world.publics.remove(&label("insurance-board"));
    assert_eq!(world.open(&capsule, &world.ring(ALICE, &["doctor@medical-council"])), Ok(key));
}

#[test]
fn encapsulation_should_name_the_authority_when_its_key_is_missing() {
    let mut world = World::new();
    world.publics.remove(&label("city-hospital"));
    let refused = encapsulate(
        &policy("doctor@medical-council OR icu@city-hospital"),
        &world.publics,
        CONTEXT,
        &mut rng(2),
    );
    assert_eq!(refused.err(), Some(AbeError::MissingAuthority(label("city-hospital"))));
}

#[test]
fn policy_should_name_the_attribute_when_its_epoch_is_missing() {
    let expression: Expression = "aa@xx AND bb@xx".parse().unwrap();
    let epochs = BTreeMap::from([("aa@xx".parse().unwrap(), 3)]);
    assert_eq!(EpochPolicy::new(expression, &epochs), Err(AbeError::MissingEpoch("bb@xx".parse().unwrap())));
}

#[test]
fn keys_should_be_fresh_when_encapsulating_twice() {
    let world = World::new();
    let policy = policy("doctor@medical-council");
    let mut rng = rng(3);
    let (first, first_key) = encapsulate(&policy, &world.publics, CONTEXT, &mut rng).unwrap();
    let (second, second_key) = encapsulate(&policy, &world.publics, CONTEXT, &mut rng).unwrap();
    assert_ne!(first, second);
    assert_ne!(first_key, second_key);
}

#[test]
fn ring_should_open_old_capsules_when_a_newer_epoch_is_added() {
    let world = World::new();
    let (old, old_key) = world.encapsulate(&policy_at("doctor@medical-council", 0));
    let (new, new_key) = world.encapsulate(&policy_at("doctor@medical-council", 1));
    let ring = world.ring(ALICE, &["doctor@medical-council#0", "doctor@medical-council#1"]);
    assert_eq!(world.open(&old, &ring), Ok(old_key));
    assert_eq!(world.open(&new, &ring), Ok(new_key));
}
