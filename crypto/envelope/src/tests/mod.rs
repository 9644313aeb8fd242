#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod attacks;
mod header;
mod recipient;
mod schedule;
mod segments;

use crate::*;
use alloc::{collections::BTreeMap, format, vec, vec::Vec};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid, KeyRing};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, Label, RecordId};
use std::sync::LazyLock;

/// A fixed stream of random bytes: a test that fails once fails again.
fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

/// One authority, one doctor, one patient.
struct World {
    authorities: BTreeMap<Label, AuthorityPublicKey>,
    policy: EpochPolicy,
    doctor: KeyRing,
    patient: RecipientSecret,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let rng = &mut rng(1);
    let secret = AuthoritySecretKey::generate(rng);
    let attribute: Attribute = "doctor@medical-council".parse().unwrap();
    let gid = Gid([7; 32]);
    let mut doctor = KeyRing::new(gid);
    doctor.insert(secret.issue(&gid, &attribute.clone().at(3), rng));
    World {
        authorities: BTreeMap::from([(label("medical-council"), secret.public_key())]),
        policy: EpochPolicy::new(Expression::leaf(attribute.clone()), &BTreeMap::from([(attribute, 3)]))
            .unwrap(),
        doctor,
        patient: RecipientSecret::generate(rng),
    }
});

fn binding(record: u8) -> Binding {
    Binding { record: RecordId([record; 32]), patient: [9; 32], policy: PolicyRef { id: 5, version: 2 } }
}

/// A sealed record of `length` bytes: header, shared key of its capsule, sealed segments.
struct Sealed {
    header: Header,
    segments: Vec<Vec<u8>>,
    content: Vec<u8>,
}

impl Sealed {
    fn new(binding: Binding, length: usize, seed: u64) -> Self {
        let (header, mut sealer) = seal(
            binding,
            length as u64,
            &WORLD.policy,
            &WORLD.authorities,
            &WORLD.patient.public(),
            &mut rng(seed),
        )
        .unwrap();
        let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let mut segments: Vec<_> =
            content.chunks(SEGMENT_PLAINTEXT).map(|part| sealer.seal(part).unwrap()).collect();
        if content.is_empty() {
            segments.push(sealer.seal(&[]).unwrap());
        }
        sealer.finish().unwrap();
        Self { header, segments, content }
    }

    /// The data key, as an authorised doctor obtains it.
    fn key(&self) -> DataKey {
        let shared = salus_abe::decapsulate(
            self.header.capsule(),
            &self.header.kem_context(),
            &WORLD.doctor,
            &WORLD.authorities,
        );
        self.header.data_key_from_policy(&shared.unwrap()).unwrap()
    }

    fn opener(&self) -> SegmentOpener {
        SegmentOpener::new(&self.header, self.key())
    }
}

/// What somebody who knows the data key can do: alter a header and make its commitment fit again.
fn forge(header: &Header, key: &DataKey, alter: impl FnOnce(&mut Vec<u8>)) -> Header {
    let mut bytes = header.encode();
    bytes.truncate(bytes.len() - 32);
    alter(&mut bytes);
    let commitment = key.commitment(&bytes);
    bytes.extend_from_slice(&commitment);
    Header::decode(&bytes).unwrap()
}

/// Where the fields of a header begin.
mod at {
    pub const RECORD: usize = 2;
    pub const PATIENT: usize = 34;
    pub const POLICY: usize = 66;
    pub const LENGTH: usize = 78;
    pub const RECIPIENTS: usize = 86;
    pub const WRAPPED: usize = 92;
    pub const CAPSULE: usize = 140;
}
