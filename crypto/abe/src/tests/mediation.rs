//! Mediated issuance: the holder asks, the authority blinds, the server keeps.

use super::*;
use crate::{
    group::{params::g1, types::Fr},
    hash::holder_point,
};
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::Field;

const HELD: [&str; 3] = ["doctor@medical-council", "icu@city-hospital", "claims@insurance-board"];

impl World {
    fn mediate(&self, request: &MediationRequest) -> Result<MediatedKey, AbeError> {
        let name = &request.attribute.attribute.authority;
        self.secrets[name].issue_mediated(name, request, &mut rng(21))
    }

    fn accept(&self, transform_key: &mut TransformKey, key: &MediatedKey) -> Result<(), AbeError> {
        let name = &key.attribute().attribute.authority;
        transform_key.accept(key, name, &self.publics[name])
    }

    /// A transform key that no holder's key ever was behind.
    fn mediated(&self, gid: &Gid, attributes: &[&str], secret: &TransformSecret) -> TransformKey {
        let requests: Vec<MediationRequest> =
            attributes.iter().map(|text| secret.request(gid, &attribute(text), &mut rng(22))).collect();
        let mut transform_key = TransformKey::mediated(&requests[0]).unwrap();
        for request in &requests {
            self.accept(&mut transform_key, &self.mediate(request).unwrap()).unwrap();
        }
        transform_key
    }
}

fn secret() -> TransformSecret {
    TransformSecret::generate(&mut rng(20))
}

fn request() -> MediationRequest {
    secret().request(&ALICE, &attribute("doctor@medical-council"), &mut rng(22))
}

#[test]
fn capsules_should_open_when_every_key_was_mediated_with_one_secret() {
    let world = World::new();
    let secret = secret();
    let transform_key = world.mediated(&ALICE, &HELD, &secret);
    let transform_key = TransformKey::decode(&transform_key.encode()).unwrap();
    for text in [
        "doctor@medical-council",
        "doctor@medical-council AND icu@city-hospital AND claims@insurance-board",
        "ward@city-hospital OR icu@city-hospital",
        "2 of (doctor@medical-council, ward@city-hospital, claims@insurance-board)",
    ] {
        let (capsule, key) = world.encapsulate(&policy(text));
        let transformed = transform(&capsule, &transform_key).unwrap();
        assert_eq!(finish(&capsule, &transformed, &secret, CONTEXT), Ok(key), "{text}");
    }
}

#[test]
fn mediated_key_should_be_the_blinding_of_a_genuine_key_when_the_holder_could_see_it() {
    // What the holder would have if the server showed it: this is why it must not.
    let world = World::new();
    let secret = secret();
    let key = world.mediate(&secret.request(&ALICE, &attribute(HELD[0]), &mut rng(22))).unwrap();
    let unblinded = AttributeKey {
        attribute: attribute(HELD[0]),
        k: (key.k * secret.z).into_affine(),
        k_prime: (key.k_prime * secret.z).into_affine(),
    };
    let council = &world.publics[&label("medical-council")];
    assert_eq!(unblinded.verify(&ALICE, &label("medical-council"), council), Ok(()));
    // Still blinded it is no key.
    let blinded = AttributeKey { attribute: attribute(HELD[0]), k: key.k, k_prime: key.k_prime };
    assert_eq!(blinded.verify(&ALICE, &label("medical-council"), council), Err(AbeError::KeyNotGenuine));
}

#[test]
fn mediation_should_survive_encoding_when_nothing_is_changed() {
    let world = World::new();
    let request = MediationRequest::decode(&request().encode()).unwrap();
    assert_eq!(request.verify(), Ok(()));
    let key = MediatedKey::decode(&world.mediate(&request).unwrap().encode()).unwrap();
    assert_eq!(key.verify(&label("medical-council"), &world.publics[&label("medical-council")]), Ok(()));
    assert_eq!((key.gid(), key.attribute()), (request.gid(), request.attribute()));
}

#[test]
fn authority_should_refuse_when_another_holder_is_smuggled_in() {
    let world = World::new();
    let w = secret().z.inverse().unwrap();
    let refused = Err(AbeError::RequestNotProven);
    // Bob's base under Alice's name, with Alice's proof, with Bob's, and with the name exchanged.
    let honest = request();
    let bobs = secret().request(&BOB, &attribute(HELD[0]), &mut rng(22));
    let smuggled = MediationRequest { holder: bobs.holder, ..honest.clone() };
    assert_eq!(world.mediate(&smuggled), refused);
    assert_eq!(world.mediate(&MediationRequest { gid: ALICE, ..bobs.clone() }), refused);
    assert_eq!(world.mediate(&MediationRequest { gid: BOB, ..honest.clone() }), refused);
    // A base of known logarithm, tied to nobody.
    let known = (g1() * w).into_affine();
    assert_eq!(world.mediate(&MediationRequest { holder: known, ..honest.clone() }), refused);
    // Alice's base times something: a sum of two holders.
    let sum = (honest.holder + bobs.holder).into_affine();
    assert_eq!(world.mediate(&MediationRequest { holder: sum, ..honest }), refused);
}

#[test]
fn authority_should_refuse_when_the_two_bases_have_different_exponents() {
    let world = World::new();
    let honest = request();
    let other = TransformSecret::generate(&mut rng(23)).request(&ALICE, &attribute(HELD[0]), &mut rng(22));
    for forged in [
        MediationRequest { generator: other.generator, ..honest.clone() },
        MediationRequest { holder: other.holder, ..honest.clone() },
        MediationRequest { holder: holder_point(&ALICE), ..honest.clone() },
        MediationRequest { generator: g1(), ..honest.clone() },
    ] {
        assert_eq!(world.mediate(&forged), Err(AbeError::RequestNotProven));
    }
    // The same with the exponent 1 on both sides is honest, if unwise: z is the holder's to choose.
    let mut one = [0u8; 32];
    one[0] = 1;
    let open = TransformSecret::from_bytes(&one).unwrap();
    assert!(world.mediate(&open.request(&ALICE, &attribute(HELD[0]), &mut rng(22))).is_ok());
}

#[test]
fn authority_should_refuse_when_a_proof_is_replayed_for_another_attribute_epoch_or_authority() {
    let world = World::new();
    let honest = request();
    for other in ["nurse@medical-council", "doctor@medical-council#1", "doctor@city-hospital"] {
        let replayed = MediationRequest { attribute: attribute(other), ..honest.clone() };
        assert_eq!(world.mediate(&replayed), Err(AbeError::RequestNotProven), "{other}");
    }
    // Unchanged, but at another authority.
    let name = label("city-hospital");
    assert_eq!(
        world.secrets[&name].issue_mediated(&name, &honest, &mut rng(21)),
        Err(AbeError::OtherAuthority(label("medical-council")))
    );
}

#[test]
fn request_should_be_refused_when_a_point_is_neutral() {
    let honest = request();
    let neutral = crate::group::types::G1Affine::zero();
    for forged in [
        MediationRequest { generator: neutral, ..honest.clone() },
        MediationRequest { holder: neutral, ..honest.clone() },
        // A valid proof for the exponent 0 exists: only the decoder stops it.
        MediationRequest { generator: neutral, holder: neutral, ..honest },
    ] {
        assert_eq!(
            MediationRequest::decode(&forged.encode()),
            Err(AbeError::Encoding { object: "mediation request", flaw: Flaw::Identity })
        );
    }
}

#[test]
fn request_should_be_useless_when_its_secret_was_wiped() {
    use zeroize::Zeroize;
    let mut secret = secret();
    secret.zeroize();
    let request = secret.request(&ALICE, &attribute(HELD[0]), &mut rng(22));
    assert!(MediationRequest::decode(&request.encode()).is_err());
}

#[test]
fn requests_should_not_repeat_their_nonce_when_the_generator_does() {
    // With one nonce for two challenges, z would follow: w = (p − p')/(c − c').
    let secret = secret();
    let [first, second] =
        [HELD[0], HELD[1]].map(|text| secret.request(&ALICE, &attribute(text), &mut rng(22)));
    let quotient =
        (first.response - second.response) * (first.challenge - second.challenge).inverse().unwrap();
    assert_ne!(quotient, secret.z.inverse().unwrap());
}

#[test]
fn server_should_refuse_when_the_authority_did_not_use_its_own_secrets() {
    let world = World::new();
    let honest = world.mediate(&request()).unwrap();
    let council = &world.publics[&label("medical-council")];
    let refused = Err(AbeError::KeyNotGenuine);
    assert_eq!(honest.verify(&label("medical-council"), &world.publics[&label("city-hospital")]), refused);
    let mut forged = honest.clone();
    forged.k = (forged.k + g1()).into_affine();
    assert_eq!(forged.verify(&label("medical-council"), council), refused);
    let mut forged = honest.clone();
    forged.k_prime = (forged.k_prime + crate::group::params::g2()).into_affine();
    assert_eq!(forged.verify(&label("medical-council"), council), refused);
    // Another authority's answer to a request for this one's attribute.
    let name = label("medical-council");
    let stranger = &world.secrets[&label("city-hospital")];
    let answer = stranger.issue_mediated(&name, &request(), &mut rng(21)).unwrap();
    assert_eq!(answer.verify(&label("medical-council"), council), refused);
    let half = AuthoritySecretKey { alpha: world.secrets[&name].alpha, y: Fr::from(7u64) };
    let answer = half.issue_mediated(&name, &request(), &mut rng(21)).unwrap();
    assert_eq!(answer.verify(&label("medical-council"), council), refused);
    assert_eq!(honest.verify(&label("medical-council"), council), Ok(()));
}

#[test]
fn mediated_key_should_not_verify_when_any_byte_is_changed() {
    let world = World::new();
    let council = &world.publics[&label("medical-council")];
    let bytes = world.mediate(&request()).unwrap().encode();
    let mut decoded = 0;
    for at in 0..bytes.len() {
        let mut mauled = bytes.clone();
        mauled[at] ^= 1 << (at % 8);
        if let Ok(key) = MediatedKey::decode(&mauled) {
            decoded += 1;
            assert!(key.verify(&label("medical-council"), council).is_err(), "byte {at}");
        }
    }
    assert!(decoded > 64);
}

#[test]
fn server_should_refuse_when_a_key_is_of_another_holder_or_another_secret() {
    let world = World::new();
    let mut transform_key = world.mediated(&ALICE, &HELD[..1], &secret());
    let icu = attribute(HELD[1]);
    let other_secret = TransformSecret::generate(&mut rng(23)).request(&ALICE, &icu, &mut rng(22));
    let other_holder = secret().request(&BOB, &icu, &mut rng(22));
    for request in [other_secret, other_holder] {
        let key = world.mediate(&request).unwrap();
        assert_eq!(world.accept(&mut transform_key, &key), Err(AbeError::BlindingDiffers));
    }
    assert_eq!(transform_key.attributes().count(), 1);
}

#[test]
fn finish_should_refuse_when_keys_of_different_secrets_are_mixed_by_force() {
    let world = World::new();
    let other_secret = TransformSecret::generate(&mut rng(23));
    let mut mixed = world.mediated(&ALICE, &HELD[..1], &secret());
    let other = world.mediated(&ALICE, &HELD[1..2], &other_secret);
    mixed.keys.extend(other.keys.clone());
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council AND icu@city-hospital"));
    for holder in [mixed.holder, other.holder, (mixed.holder + other.holder).into_affine()] {
        mixed.holder = holder;
        let transformed = transform(&capsule, &mixed).unwrap();
        for secret in [&secret(), &other_secret] {
            assert_eq!(finish(&capsule, &transformed, secret, CONTEXT), Err(AbeError::NotOpened));
        }
    }
}

#[test]
fn transform_key_should_refuse_more_when_it_is_full() {
    let world = World::new();
    let mut transform_key = world.mediated(&ALICE, &HELD[..1], &secret());
    let elements = *transform_key.keys.values().next().unwrap();
    for epoch in 1..u32::try_from(TransformKey::MAX_ATTRIBUTES).unwrap() {
        transform_key.keys.insert(attribute(HELD[0]).attribute.at(epoch), elements);
    }
    let new = world.mediate(&secret().request(&ALICE, &attribute(HELD[1]), &mut rng(22))).unwrap();
    assert_eq!(world.accept(&mut transform_key, &new), Err(AbeError::TransformKeyFull));
    // One in place of an earlier one still has room.
    let again = world.mediate(&secret().request(&ALICE, &attribute(HELD[0]), &mut rng(24))).unwrap();
    assert_eq!(world.accept(&mut transform_key, &again), Ok(()));
}
