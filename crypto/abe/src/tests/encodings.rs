//! Encodings come back, and only whole.

use super::{threshold::Board, *};
use crate::threshold::{Dealing, PartialKey, ProofCommitment, ProofShare, RefreshDealing, ThresholdKey};

/// One valid encoding of every kind, with what decoding and encoding again makes of any bytes.
pub(super) type Recode = fn(&[u8]) -> Result<Vec<u8>, AbeError>;

pub(super) const KINDS: usize = 15;

/// In the order of the kinds' numbers, from 1.
pub(super) const DECODERS: [(&str, Recode); KINDS] = [
    ("authority public key", |bytes| AuthorityPublicKey::decode(bytes).map(|value| value.encode())),
    ("proof of possession", |bytes| PossessionProof::decode(bytes).map(|value| value.encode())),
    ("attribute key", |bytes| AttributeKey::decode(bytes).map(|value| value.encode())),
    ("policy", |bytes| EpochPolicy::decode(bytes).map(|value| value.encode())),
    ("capsule", |bytes| Capsule::decode(bytes).map(|value| value.encode())),
    ("transform key", |bytes| TransformKey::decode(bytes).map(|value| value.encode())),
    ("transformed capsule", |bytes| Transformed::decode(bytes).map(|value| value.encode())),
    ("mediation request", |bytes| MediationRequest::decode(bytes).map(|value| value.encode())),
    ("mediated key", |bytes| MediatedKey::decode(bytes).map(|value| value.encode())),
    ("dealing", |bytes| Dealing::decode(bytes).map(|value| value.encode())),
    ("threshold key", |bytes| ThresholdKey::decode(bytes).map(|value| value.encode())),
    ("partial key", |bytes| PartialKey::decode(bytes).map(|value| value.encode())),
    ("commitment to a proof of possession", |bytes| {
        ProofCommitment::decode(bytes).map(|value| value.encode())
    }),
    ("share of a proof of possession", |bytes| ProofShare::decode(bytes).map(|value| value.encode())),
    ("refresh dealing", |bytes| RefreshDealing::decode(bytes).map(|value| value.encode())),
];

/// A valid encoding of each kind, in the order of [`DECODERS`].
pub(super) fn samples() -> [Vec<u8>; KINDS] {
    let world = World::new();
    let ring = world.ring(ALICE, &["doctor@medical-council", "icu@city-hospital"]);
    let policy = policy("doctor@medical-council AND icu@city-hospital");
    let (capsule, _) = world.encapsulate(&policy);
    let (transform_key, _) = ring.transform_key(&mut rng(4));
    let name = label("medical-council");
    let attribute_key = world.key(&ALICE, "doctor@medical-council").encode();
    let request = TransformSecret::generate(&mut rng(6)).request(
        &ALICE,
        &attribute("doctor@medical-council"),
        &mut rng(7),
    );
    let mediated = world.secrets[&name].issue_mediated(&name, &request, &mut rng(8)).unwrap();
    let board = Board::new(2, 3);
    let partial = board.officers[0].issue(&ALICE, &attribute("doctor@medical-council"), &mut rng(9));
    let (commitments, shares) = board.proof_parts(&[0, 1]);
    let (refresh, _) = board.officers[0].deal_refresh(&board.key, &[7; 32], &mut rng(10)).unwrap();
    [
        world.publics[&name].encode(),
        world.secrets[&name].prove_possession(&name, &mut rng(5)).encode(),
        attribute_key,
        policy.encode(),
        capsule.encode(),
        transform_key.encode(),
        transform(&capsule, &transform_key).unwrap().encode(),
        request.encode(),
        mediated.encode(),
        board.dealings[0].encode(),
        board.key.encode(),
        partial.encode(),
        commitments[0].encode(),
        shares[0].encode(),
        refresh.encode(),
    ]
}

fn flaw(result: Result<Vec<u8>, AbeError>) -> Option<Flaw> {
    match result {
        Err(AbeError::Encoding { flaw, .. }) => Some(flaw),
        _ => None,
    }
}

#[test]
fn encodings_should_come_back_when_decoded() {
    for ((name, recode), sample) in DECODERS.iter().zip(samples()) {
        assert_eq!(recode(&sample).as_ref(), Ok(&sample), "{name}");
    }
}

#[test]
fn encodings_should_be_refused_when_of_another_kind() {
    let samples = samples();
    for (at, (name, recode)) in DECODERS.iter().enumerate() {
        for (other, sample) in samples.iter().enumerate().filter(|(other, _)| *other != at) {
            assert!(recode(sample).is_err(), "{name} from the bytes of {}", DECODERS[other].0);
        }
    }
}

#[test]
fn encodings_should_be_refused_when_of_another_version() {
    for ((name, recode), mut sample) in DECODERS.iter().zip(samples()) {
        sample[0] = 2;
        assert_eq!(flaw(recode(&sample)), Some(Flaw::Version(2)), "{name}");
    }
}

#[test]
fn encodings_should_be_refused_when_cut_anywhere() {
    for ((name, recode), sample) in DECODERS.iter().zip(samples()) {
        for length in 0..sample.len() {
            assert!(recode(&sample[..length]).is_err(), "{name} cut to {length}");
        }
    }
}

#[test]
fn encodings_should_be_refused_when_bytes_follow() {
    for ((name, recode), sample) in DECODERS.iter().zip(samples()) {
        for extra in [1usize, 32, 96, 816] {
            let mut bytes = sample.clone();
            bytes.resize(sample.len() + extra, 0);
            let flaw = flaw(recode(&bytes));
            assert!(matches!(flaw, Some(Flaw::Trailing | Flaw::TooLong)), "{name}: {flaw:?}");
        }
    }
}

#[test]
fn encodings_should_be_refused_when_longer_than_any_valid_one() {
    for ((name, recode), sample) in DECODERS.iter().zip(samples()) {
        let mut bytes = sample.clone();
        bytes.resize(4 * 1024 * 1024, 0);
        assert_eq!(flaw(recode(&bytes)), Some(Flaw::TooLong), "{name}");
    }
}

#[test]
fn authority_encodings_should_fit_the_chain_when_at_their_largest() {
    let [public_key, proof, ..] = samples();
    assert!(salus_primitives::authority::AuthorityKeyBytes::try_from(public_key).is_ok());
    assert!(salus_primitives::authority::PossessionProofBytes::try_from(proof).is_ok());
}

#[test]
fn policy_should_be_refused_when_an_attribute_has_two_epochs() {
    let mut bytes = policy("doctor@medical-council OR doctor@medical-council").encode();
    assert!(EpochPolicy::decode(&bytes).is_ok());
    *bytes.last_mut().unwrap() ^= 1;
    assert_eq!(
        EpochPolicy::decode(&bytes),
        Err(AbeError::Encoding { object: "policy", flaw: Flaw::Structure })
    );
}

#[test]
fn transform_key_should_be_refused_when_attributes_are_repeated_or_out_of_order() {
    let world = World::new();
    let ring = world.ring(ALICE, &["doctor@medical-council", "nurse@medical-council"]);
    let bytes = ring.transform_key(&mut rng(4)).0.encode();
    // 84 bytes come before the entries; both have the same length but one letter of difference.
    let (head, entries) = bytes.split_at(84);
    let longer = entries.len().div_ceil(2);
    let (first, second) = entries.split_at(longer);
    for entries in [[second, first], [first, first], [second, second]] {
        let bytes = [head, entries[0], entries[1]].concat();
        assert_eq!(
            TransformKey::decode(&bytes),
            Err(AbeError::Encoding { object: "transform key", flaw: Flaw::NotCanonical })
        );
    }
}

#[test]
fn transform_key_should_keep_the_newest_epochs_when_there_are_more_keys_than_fit() {
    let world = World::new();
    let key = world.key(&ALICE, "doctor@medical-council");
    let mut ring = KeyRing::new(ALICE);
    let count = u32::try_from(TransformKey::MAX_ATTRIBUTES).unwrap() + 2;
    for epoch in 0..count {
        let attribute = attribute("doctor@medical-council").attribute.at(epoch);
        ring.insert(AttributeKey { attribute, k: key.k, k_prime: key.k_prime });
    }
    let (transform_key, _) = ring.transform_key(&mut rng(4));
    let epochs: Vec<u32> = transform_key.attributes().map(|attribute| attribute.epoch).collect();
    assert_eq!(epochs, (2..count).collect::<Vec<_>>());
}
