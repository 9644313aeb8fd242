//! Every encoding of `salus-abe`: taken only if it is the one encoding of something, and whoever checks it
//! afterwards comes to an answer.

use salus_abe::{
    finish,
    threshold::{
        Ceremony, Dealing, DealtShare, OfficerIndex, OfficerKey, PartialKey, ProofCommitment, ProofShare,
        Quorum, RefreshDealing, ThresholdKey,
    },
    transform, AbeError, AttributeKey, AuthorityPublicKey, AuthoritySecretKey, Capsule, EpochPolicy, Gid,
    MediatedKey, MediationRequest, PossessionProof, TransformKey, TransformSecret, Transformed,
};
use salus_primitives::Label;
use std::sync::LazyLock;

const HOLDER: Gid = Gid([7; 32]);

/// An authority of known secrets, nobody's.
static AUTHORITY: LazyLock<AuthorityPublicKey> = LazyLock::new(|| {
    AuthoritySecretKey::from_bytes(&[1; 64]).expect("small scalars are scalars").public_key()
});
/// A capsule and a key that opens it, both seeds; the secret to it is another.
static CAPSULE: LazyLock<Capsule> = LazyLock::new(|| {
    Capsule::decode(include_bytes!("../../corpus/abe_capsule/leaf")).expect("a seed is valid")
});
static KEY: LazyLock<TransformKey> = LazyLock::new(|| {
    TransformKey::decode(include_bytes!("../../corpus/abe_transform_key/key")).expect("a seed is valid")
});
static SECRET: LazyLock<TransformSecret> =
    LazyLock::new(|| TransformSecret::from_bytes(&[1; 32]).expect("a small scalar is a scalar"));
static NAME: LazyLock<Label> = LazyLock::new(|| "medical-council".parse().expect("a label"));
static CEREMONY: LazyLock<Ceremony> = LazyLock::new(|| {
    let quorum = Quorum::new(2, 3).expect("two of three");
    Ceremony { authority: NAME.clone(), quorum, id: [9; 32] }
});

/// A divided authority, also a seed.
static DIVIDED: LazyLock<ThresholdKey> = LazyLock::new(|| {
    ThresholdKey::decode(include_bytes!("../../seeds/abe_threshold_key/two-of-three"))
        .expect("a seed is valid")
});

/// An authority's public key.
pub fn authority_key(bytes: &[u8]) -> bool {
    let Ok(key) = AuthorityPublicKey::decode(bytes) else { return false };
    assert_eq!(key.encode(), bytes);
    assert_ne!(key.digest(), [0; 32]);
    true
}

/// A proof of possession.
pub fn possession_proof(bytes: &[u8]) -> bool {
    let Ok(proof) = PossessionProof::decode(bytes) else { return false };
    assert_eq!(proof.encode(), bytes);
    // The seeds are other authorities'.
    assert!(AUTHORITY.verify_possession(&NAME, &proof).is_err());
    true
}

/// An attribute key.
pub fn attribute_key(bytes: &[u8]) -> bool {
    let Ok(key) = AttributeKey::decode(bytes) else { return false };
    assert_eq!(key.encode(), bytes);
    assert!(key.verify(&HOLDER, &key.attribute().attribute.authority, &AUTHORITY).is_err());
    true
}

/// A policy at its epochs.
pub fn policy(bytes: &[u8]) -> bool {
    let Ok(policy) = EpochPolicy::decode(bytes) else { return false };
    assert_eq!(policy.encode(), bytes);
    assert!(!policy.leaves().is_empty() && policy.authorities().len() <= policy.leaves().len());
    true
}

/// A capsule.
pub fn capsule(bytes: &[u8]) -> bool {
    let Ok(capsule) = Capsule::decode(bytes) else { return false };
    assert_eq!(capsule.encode(), bytes);
    if let Ok(transformed) = transform(&capsule, &KEY) {
        assert!(finish(&capsule, &transformed, &SECRET, b"fuzz").is_err());
    }
    true
}

/// A transform key.
pub fn transform_key(bytes: &[u8]) -> bool {
    let Ok(key) = TransformKey::decode(bytes) else { return false };
    assert_eq!(key.encode(), bytes);
    assert!(key.attributes().count() <= TransformKey::MAX_ATTRIBUTES);
    if let Ok(transformed) = transform(&CAPSULE, &key) {
        assert!(finish(&CAPSULE, &transformed, &SECRET, b"fuzz").is_err());
    }
    true
}

/// A transformed capsule.
pub fn transformed(bytes: &[u8]) -> bool {
    let Ok(transformed) = Transformed::decode(bytes) else { return false };
    assert_eq!(transformed.encode(), bytes);
    assert!(finish(&CAPSULE, &transformed, &SECRET, b"fuzz").is_err());
    true
}

/// A request for a mediated key.
pub fn mediation_request(bytes: &[u8]) -> bool {
    let Ok(request) = MediationRequest::decode(bytes) else { return false };
    assert_eq!(request.encode(), bytes);
    // Who asks may have what it proves; that nothing else has it is for the unit tests.
    assert_eq!(request.verify().is_ok(), TransformKey::mediated(&request).is_ok());
    true
}

/// A mediated key.
pub fn mediated_key(bytes: &[u8]) -> bool {
    let Ok(key) = MediatedKey::decode(bytes) else { return false };
    assert_eq!(key.encode(), bytes);
    assert!(key.verify(&key.attribute().attribute.authority, &AUTHORITY).is_err());
    true
}

/// What an officer publishes of its contribution.
pub fn dealing(bytes: &[u8]) -> bool {
    let Ok(dealing) = Dealing::decode(bytes) else { return false };
    assert_eq!(dealing.encode(), bytes);
    let _ = dealing.verify(&CEREMONY);
    let commitment = dealing.commitment(&CEREMONY);
    assert!(ThresholdKey::from_dealings(&CEREMONY, &[commitment], &[dealing]).is_err());
    true
}

/// What everybody knows of a divided authority.
pub fn threshold_key(bytes: &[u8]) -> bool {
    let Ok(key) = ThresholdKey::decode(bytes) else { return false };
    assert_eq!(key.encode(), bytes);
    for officer in key.quorum().indices() {
        assert!(key.officer_public_key(officer).is_ok());
    }
    true
}

/// An officer's part of a key.
pub fn partial_key(bytes: &[u8]) -> bool {
    let Ok(partial) = PartialKey::decode(bytes) else { return false };
    assert_eq!(partial.encode(), bytes);
    assert!(OfficerIndex::new(partial.officer().get()).is_ok());
    true
}

/// What an officer publishes in the first round of a proof of possession.
pub fn proof_commitment(bytes: &[u8]) -> bool {
    let Ok(commitment) = ProofCommitment::decode(bytes) else { return false };
    assert_eq!(commitment.encode(), bytes);
    assert!(OfficerIndex::new(commitment.officer().get()).is_ok());
    true
}

/// What an officer publishes in the second round.
pub fn proof_share(bytes: &[u8]) -> bool {
    let Ok(share) = ProofShare::decode(bytes) else { return false };
    assert_eq!(share.encode(), bytes);
    assert!(OfficerIndex::new(share.officer().get()).is_ok());
    true
}

/// What an officer publishes of its contribution to a refresh.
pub fn refresh_dealing(bytes: &[u8]) -> bool {
    let Ok(dealing) = RefreshDealing::decode(bytes) else { return false };
    assert_eq!(dealing.encode(), bytes);
    // The seed is of another refresh.
    assert!(dealing.verify(&DIVIDED, &[0; 32]).is_err());
    assert!(DIVIDED.refreshed(&[0; 32], &[dealing]).is_err());
    true
}

/// Secrets as they are kept: an authority's, a holder's, a share on its way, an officer's.
pub fn secrets(bytes: &[u8]) -> bool {
    stored(bytes, AuthoritySecretKey::from_bytes, |secret| secret.to_bytes().to_vec())
        || stored(bytes, TransformSecret::from_bytes, |secret| secret.to_bytes().to_vec())
        || stored(bytes, DealtShare::from_bytes, |share| share.to_bytes().to_vec())
        || stored(bytes, OfficerKey::from_bytes, |key| key.to_bytes().to_vec())
}

fn stored<const N: usize, T>(
    bytes: &[u8],
    read: fn(&[u8; N]) -> Result<T, AbeError>,
    write: fn(&T) -> Vec<u8>,
) -> bool {
    let Some(value) = bytes.try_into().ok().and_then(|bytes| read(bytes).ok()) else { return false };
    assert_eq!(write(&value), bytes);
    true
}
