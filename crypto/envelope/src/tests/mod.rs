#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod attacks;
mod commitment;
mod header;
mod hostile;
mod old;
mod padding;
mod recipient;
mod revoked;
mod rewrap;
mod schedule;
mod segments;
mod stream;
mod suites;

use crate::{
    header::{public_context, Preamble, Version},
    sealing::wrap,
    *,
};
use alloc::{collections::BTreeMap, format, vec, vec::Vec};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid, KeyRing, SharedKey};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, Label, RecordId};
use std::sync::LazyLock;

/// A fixed stream of random bytes: a test that fails once fails again.
fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

/// One authority, one doctor, one rescuer, one patient with a key of each suite.
struct World {
    authority: AuthoritySecretKey,
    authorities: BTreeMap<Label, AuthorityPublicKey>,
    policy: EpochPolicy,
    emergency: EpochPolicy,
    doctor: KeyRing,
    rescuer: KeyRing,
    patient: RecipientSecret,
    hybrid: RecipientSecret,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let rng = &mut rng(1);
    let authority = AuthoritySecretKey::generate(rng);
    World {
        authorities: BTreeMap::from([(label("medical-council"), authority.public_key())]),
        policy: policy("doctor@medical-council", 3),
        emergency: policy("rescuer@medical-council", 1),
        doctor: ring(&authority, [7; 32], "doctor@medical-council", 3),
        rescuer: ring(&authority, [8; 32], "rescuer@medical-council", 1),
        authority,
        patient: RecipientSecret::generate(RecipientSuite::X25519, rng),
        hybrid: RecipientSecret::generate(RecipientSuite::XWing, rng),
    }
});

/// A policy of one attribute at one epoch.
fn policy(attribute: &str, epoch: u32) -> EpochPolicy {
    let attribute: Attribute = attribute.parse().unwrap();
    EpochPolicy::new(Expression::leaf(attribute.clone()), &BTreeMap::from([(attribute, epoch)])).unwrap()
}

/// What a holder of one attribute has.
fn ring(authority: &AuthoritySecretKey, gid: [u8; 32], attribute: &str, epoch: u32) -> KeyRing {
    let attribute: Attribute = attribute.parse().unwrap();
    let mut ring = KeyRing::new(Gid(gid));
    ring.insert(authority.issue(&Gid(gid), &attribute.at(epoch), &mut rng(2)));
    ring
}

impl World {
    fn patient_of(&self, suite: RecipientSuite) -> &RecipientSecret {
        match suite {
            RecipientSuite::X25519 => &self.patient,
            RecipientSuite::XWing => &self.hybrid,
        }
    }
}

fn binding(record: u8) -> Binding {
    Binding { record: RecordId([record; 32]), patient: [9; 32], policy: PolicyRef { id: 5, version: 2 } }
}

/// A sealed record of `length` bytes.
struct Sealed {
    header: Header,
    segments: Vec<Vec<u8>>,
    content: Vec<u8>,
}

/// How to seal: content suite, recipient suite, with an emergency capsule or without.
type Manner = (Suite, RecipientSuite, bool);

const PLAIN: Manner = (Suite::XChaCha20Poly1305Stream, RecipientSuite::X25519, false);
const FULL: Manner = (Suite::Aes256GcmSivStream, RecipientSuite::XWing, true);

/// [`seal`] with the world's keys.
fn seal_by(
    manner: Manner,
    binding: Binding,
    length: u64,
    seed: u64,
) -> Result<(Header, SegmentSealer), EnvelopeError> {
    let (suite, recipient, emergency) = manner;
    let patient = WORLD.patient_of(recipient).public();
    let recipients = Recipients {
        policy: &WORLD.policy,
        emergency: emergency.then_some(&WORLD.emergency),
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    seal(binding, length, suite, &recipients, &mut rng(seed))
}

impl Sealed {
    fn new(binding: Binding, length: usize, seed: u64) -> Self {
        Self::by(PLAIN, binding, length, seed)
    }

    fn by(manner: Manner, binding: Binding, length: usize, seed: u64) -> Self {
        let (header, mut sealer) = seal_by(manner, binding, length as u64, seed).unwrap();
        let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let segments = segments_of(&mut sealer, &content);
        sealer.finish().unwrap();
        Self { header, segments, content }
    }

    /// As releases before version 3 sealed: to the byte.
    fn version_2(manner: Manner, binding: Binding, length: usize, seed: u64) -> Self {
        let (suite, recipient, emergency) = manner;
        let patient = WORLD.patient_of(recipient).public();
        let recipients = Recipients {
            policy: &WORLD.policy,
            emergency: emergency.then_some(&WORLD.emergency),
            authorities: &WORLD.authorities,
            patient: &patient,
        };
        let key = DataKey::new(rng(seed).get_seed());
        let public = public_context(suite, &binding, length as u64);
        let fields = Preamble {
            version: Version::Two,
            suite,
            binding,
            content_length: length as u64,
            key_commitment: Some(key.key_commitment(&public)),
            sealed_length: None,
        };
        let header = wrap(fields, &key, &recipients, &mut rng(seed)).unwrap();
        let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let mut sealer = SegmentSealer::new(&header, &key);
        let segments = segments_of(&mut sealer, &content);
        sealer.finish().unwrap();
        Self { header, segments, content }
    }

    /// What the doctor's keys take out of the policy's capsule.
    fn shared(&self) -> SharedKey {
        let context = self.header.kem_context();
        salus_abe::decapsulate(self.header.capsule(), &context, &WORLD.doctor, &WORLD.authorities).unwrap()
    }

    /// What the rescuer's keys take out of the emergency capsule.
    fn shared_in_emergency(&self) -> SharedKey {
        let capsule = self.header.emergency_capsule().unwrap();
        let context = self.header.emergency_context();
        salus_abe::decapsulate(capsule, &context, &WORLD.rescuer, &WORLD.authorities).unwrap()
    }

    /// The data key, as an authorised doctor obtains it.
    fn key(&self) -> DataKey {
        self.header.data_key_from_policy(&self.shared()).unwrap()
    }

    fn opener(&self) -> SegmentOpener {
        SegmentOpener::new(&self.header, self.key())
    }
}

/// The sealed segments of `content`, those of nothing but padding too.
fn segments_of(sealer: &mut SegmentSealer, content: &[u8]) -> Vec<Vec<u8>> {
    let (mut segments, mut rest) = (Vec::new(), content);
    while let Some(length) = sealer.next_length() {
        let part = rest.split_off(..length).unwrap();
        segments.push(sealer.seal(part).unwrap());
    }
    segments
}

/// What somebody who knows the data key can do: alter a header and make its commitments fit again.
fn forge(header: &Header, key: &DataKey, alter: impl FnOnce(&mut Vec<u8>)) -> Header {
    let mut bytes = header.encode();
    bytes.truncate(bytes.len() - 32);
    alter(&mut bytes);
    let mut context = [&bytes[1..at::POLICY], &bytes[at::LENGTH..at::KEY_COMMITMENT]].concat();
    if bytes[0] == 3 {
        // The exact length stays, or is the new one if it does not fit.
        let padded = u64::from_le_bytes(bytes[at::LENGTH..at::KEY_COMMITMENT].try_into().unwrap());
        let exact = header.preamble.exact_length(key);
        let exact = if padded_length(exact) == padded { exact } else { padded };
        let sealed = key.masked_length(&context, exact.to_le_bytes());
        bytes[at::SEALED_LENGTH..at::RECIPIENTS].copy_from_slice(&sealed);
        context.extend_from_slice(&exact.to_le_bytes());
    }
    bytes[at::KEY_COMMITMENT..at::SEALED_LENGTH].copy_from_slice(&key.key_commitment(&context));
    let commitment = key.commitment(&bytes);
    bytes.extend_from_slice(&commitment);
    Header::decode(&bytes).unwrap()
}

/// The data key by every way that `sealed` has, with the keys of those it was sealed to.
///
/// `header` is what they are shown, `sealed` what they took the capsules' keys out of before.
fn every_way(
    header: &Header,
    sealed: &Sealed,
    recipient: RecipientSuite,
) -> Vec<Result<DataKey, EnvelopeError>> {
    let mut ways = vec![
        header.data_key_from_policy(&sealed.shared()),
        header.data_key_for_patient(WORLD.patient_of(recipient)),
    ];
    if sealed.header.emergency_capsule().is_some() {
        ways.push(header.data_key_from_emergency(&sealed.shared_in_emergency()));
    }
    ways
}

/// Where the fields of a header begin.
mod at {
    pub const RECORD: usize = 2;
    pub const PATIENT: usize = 34;
    pub const POLICY: usize = 66;
    pub const LENGTH: usize = 78;
    pub const KEY_COMMITMENT: usize = 86;
    pub const SEALED_LENGTH: usize = 118;
    /// In version 2.
    pub const RECIPIENTS_2: usize = 118;
    pub const RECIPIENTS: usize = 126;
    pub const WRAPPED: usize = 132;
    pub const CAPSULE: usize = 180;
}
