use super::*;
use crate::hash::attribute_point;
use ark_ec::{AffineRepr, CurveGroup};

fn authority(seed: u64) -> AuthoritySecretKey {
    AuthoritySecretKey::generate(&mut rng(seed))
}

#[test]
fn possession_proof_should_verify_when_name_and_key_are_its_own() {
    let (secret, name) = (authority(5), label("medical-council"));
    let proof = secret.prove_possession(&name, &mut rng(6));
    let proof = PossessionProof::decode(&proof.encode()).unwrap();
    assert_eq!(secret.public_key().verify_possession(&name, &proof), Ok(()));
}

#[test]
fn possession_proof_should_not_verify_when_anything_else_is_put_in() {
    let (secret, name) = (authority(5), label("medical-council"));
    let proof = secret.prove_possession(&name, &mut rng(6));
    let refused = Err(AbeError::PossessionNotProven);
    let key = secret.public_key();
    assert_eq!(key.verify_possession(&label("medical-counci1"), &proof), refused);
    assert_eq!(authority(7).public_key().verify_possession(&name, &proof), refused);
    // Either half of another key.
    let other = authority(7).public_key();
    let mixed = AuthorityPublicKey::new(key.e0_alpha, other.g2_y);
    assert_eq!(mixed.verify_possession(&name, &proof), refused);
    let mixed = AuthorityPublicKey::new(other.e0_alpha, key.g2_y);
    assert_eq!(mixed.verify_possession(&name, &proof), refused);
    let bytes = proof.encode();
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        if let Ok(proof) = PossessionProof::decode(&bytes) {
            assert_eq!(key.verify_possession(&name, &proof), refused);
        }
    }
}

#[test]
fn possession_should_not_be_provable_when_the_key_is_computed_from_another() {
    // A rogue key that cancels the honest one: PK' = PK^-1 · (own key).
    let (honest, rogue) = (authority(5).public_key(), authority(6));
    let public = rogue.public_key();
    let cancelling = AuthorityPublicKey::new(
        public.e0_alpha - honest.e0_alpha,
        (public.g2_y - honest.g2_y.into_group()).into_affine(),
    );
    let name = label("rogue");
    let proof = rogue.prove_possession(&name, &mut rng(8));
    assert_eq!(cancelling.verify_possession(&name, &proof), Err(AbeError::PossessionNotProven));
}

#[test]
fn attribute_key_should_verify_when_genuine_and_only_for_its_holder_and_authority() {
    let world = World::new();
    let council = &world.publics[&label("medical-council")];
    let hospital = &world.publics[&label("city-hospital")];
    let key = world.key(&ALICE, "doctor@medical-council");
    let key = AttributeKey::decode(&key.encode()).unwrap();
    let name = label("medical-council");
    assert_eq!(key.verify(&ALICE, &name, council), Ok(()));
    assert_eq!(key.verify(&BOB, &name, council), Err(AbeError::KeyNotGenuine));
    assert_eq!(key.verify(&ALICE, &name, hospital), Err(AbeError::KeyNotGenuine));
    for other in ["nurse@medical-council", "doctor@medical-council#1", "doctor@city-hospital"] {
        let renamed = AttributeKey { attribute: attribute(other), k: key.k, k_prime: key.k_prime };
        let name = &renamed.attribute.attribute.authority;
        assert_eq!(renamed.verify(&ALICE, name, council), Err(AbeError::KeyNotGenuine), "{other}");
    }
}

#[test]
fn attribute_key_should_verify_when_rerandomised_for_the_same_attribute_only() {
    // K·F(u)^d with K'·g2^d is another key of the same attribute; F of another attribute is none.
    let world = World::new();
    let council = &world.publics[&label("medical-council")];
    let key = world.key(&ALICE, "doctor@medical-council");
    let shift = |point: crate::group::types::G1Affine| {
        let k = (key.k + point).into_affine();
        AttributeKey {
            attribute: key.attribute.clone(),
            k,
            k_prime: (key.k_prime + crate::group::params::g2()).into(),
        }
    };
    assert_eq!(
        shift(attribute_point(&key.attribute)).verify(&ALICE, &label("medical-council"), council),
        Ok(())
    );
    let other = attribute_point(&attribute("nurse@medical-council"));
    assert_eq!(shift(other).verify(&ALICE, &label("medical-council"), council), Err(AbeError::KeyNotGenuine));
}

#[test]
fn authority_secret_should_come_back_when_written_and_read() {
    let secret = authority(5);
    let read = AuthoritySecretKey::from_bytes(&secret.to_bytes()).unwrap();
    assert_eq!(read.public_key(), secret.public_key());
}

#[test]
fn authority_secret_should_be_refused_when_a_scalar_is_zero_or_not_reduced() {
    let good = authority(5).to_bytes();
    for bad in [[0u8; 32], [0xff; 32]] {
        for half in [0, 32] {
            let mut bytes = *good;
            bytes[half..half + 32].copy_from_slice(&bad);
            assert!(matches!(
                AuthoritySecretKey::from_bytes(&bytes),
                Err(AbeError::Encoding { flaw: Flaw::Scalar, .. })
            ));
        }
    }
}

#[test]
fn debug_output_should_have_no_digits_when_the_value_is_secret() {
    let world = World::new();
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    let (transform_key, secret) = ring.transform_key(&mut rng(4));
    let (_, shared) = world.encapsulate(&policy("doctor@medical-council"));
    let texts = [
        alloc::format!("{:?}", authority(5)),
        alloc::format!("{ring:?}"),
        alloc::format!("{:?}", ring.iter().next().unwrap()),
        alloc::format!("{transform_key:?}"),
        alloc::format!("{secret:?}"),
        alloc::format!("{shared:?}"),
    ];
    for text in texts {
        assert!(text.ends_with("(..)"), "{text}");
        assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
    }
}
