//! Prepared authority keys: faster, otherwise the same.

use super::*;
use crate::{
    group::{curve_table::sums_of_multiples, types::Fr},
    hash::attribute_point,
};
use ark_ec::CurveGroup;

fn prepared(world: &World) -> BTreeMap<Label, AuthorityPublicKey> {
    world.publics.iter().map(|(name, key)| (name.clone(), key.clone().prepared())).collect()
}

#[test]
fn capsule_should_have_the_same_bytes_when_authorities_are_prepared() {
    let world = World::new();
    let prepared = prepared(&world);
    for text in [
        "doctor@medical-council",
        "doctor@medical-council AND doctor@medical-council",
        "doctor@medical-council AND (icu@city-hospital OR 2 of (aa@city-hospital, bb@city-hospital, cc@insurance-board))",
    ] {
        let policy = policy(text);
        let (capsule, key) = world.encapsulate(&policy);
        // Twice: attributes are hashed the first time and remembered the second.
        for _ in 0..2 {
            let (same, same_key) = encapsulate(&policy, &prepared, CONTEXT, &mut rng(2)).unwrap();
            assert_eq!(hex::encode(same.encode()), hex::encode(capsule.encode()), "{text}");
            assert_eq!(same_key, key);
        }
    }
}

#[test]
fn capsule_should_have_the_same_bytes_when_only_some_authorities_are_prepared() {
    let world = World::new();
    let policy = policy("doctor@medical-council AND icu@city-hospital AND claims@insurance-board");
    let (capsule, _) = world.encapsulate(&policy);
    for name in world.publics.keys() {
        let mut some = world.publics.clone();
        some.insert(name.clone(), world.publics[name].clone().prepared());
        let (same, _) = encapsulate(&policy, &some, CONTEXT, &mut rng(2)).unwrap();
        assert_eq!(same, capsule);
    }
}

#[test]
fn capsule_should_open_when_the_opener_s_authorities_are_prepared() {
    let world = World::new();
    let policy = policy("doctor@medical-council AND icu@city-hospital");
    let ring = world.ring(ALICE, &["doctor@medical-council", "icu@city-hospital"]);
    let (capsule, key) = world.encapsulate(&policy);
    assert_eq!(decapsulate(&capsule, CONTEXT, &ring, &prepared(&world)), Ok(key));
    assert_eq!(decapsulate(&capsule, b"another record", &ring, &prepared(&world)), Err(AbeError::NotOpened));
}

#[test]
fn prepared_key_should_be_the_same_key_when_compared_encoded_or_prepared_again() {
    let key = World::new().publics[&label("medical-council")].clone();
    let prepared = key.clone().prepared();
    assert_eq!(prepared, key);
    assert_eq!(prepared.encode(), key.encode());
    assert_eq!(prepared.digest(), key.digest());
    assert_eq!(prepared.clone().prepared(), key);
}

#[test]
fn attributes_should_be_multiplied_right_when_there_are_more_than_are_kept() {
    let key = World::new().publics[&label("medical-council")].clone().prepared();
    let k = Fr::from(1234567u64);
    let attributes: Vec<EpochAttribute> =
        (0..80).map(|epoch| attribute(&alloc::format!("doctor@medical-council#{epoch}"))).collect();
    for _ in 0..2 {
        for attribute in &attributes {
            let base = key.attribute_base(attribute);
            assert_eq!(
                **sums_of_multiples(&[base.times(&k)]),
                [(attribute_point(attribute) * k).into_affine()],
                "{attribute:?}"
            );
        }
    }
}
