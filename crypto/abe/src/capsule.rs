//! The capsule: the encapsulated key and everything needed to open it but a holder's keys.

use crate::{
    authority::{digest_of_keys, AuthorityPublicKey},
    encoding::{put, put_bytes, Kind, Reader, G1_BYTES, G2_BYTES, GT_BYTES, PREAMBLE_BYTES},
    error::{AbeError, Result},
    group::types::{G1Affine, G2Affine, Gt},
    hash::digest,
    policy::{self, EpochPolicy},
    shared_key::SharedKey,
};
use alloc::{collections::BTreeMap, vec::Vec};
use salus_primitives::{policy::MAX_LEAVES, Label};
use zeroize::Zeroizing;

/// Bytes of an encoded row.
const ROW_BYTES: usize = GT_BYTES + 2 * G2_BYTES + G1_BYTES;

/// The seed m from which all of a capsule is derived.
pub(crate) type Seed = Zeroizing<[u8; 32]>;

fn kind() -> Kind {
    let rows = ROW_BYTES.saturating_mul(MAX_LEAVES as usize);
    let fixed = PREAMBLE_BYTES.saturating_add(2).saturating_add(64);
    let max_bytes = fixed.saturating_add(policy::kind().max_bytes).saturating_add(rows);
    Kind { tag: 5, name: "capsule", max_bytes }
}

/// A key encapsulated to a policy. Public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capsule {
    pub(crate) policy: EpochPolicy,
    /// Digest of the authorities' names and public keys it was made with.
    pub(crate) authority_keys: [u8; 32],
    /// C0 = m ⊕ mask(E).
    pub(crate) masked_seed: [u8; 32],
    /// One row for each leaf of the policy, in order.
    pub(crate) rows: Vec<Row>,
}

/// The part of a capsule that belongs to one leaf x of the policy (RW15 §4, "Encrypt").
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// C1 = E0^λ · PK1^r.
    pub(crate) c1: Gt,
    /// C2 = g2^-r.
    pub(crate) c2: G2Affine,
    /// C3 = PK2^r · g2^ω.
    pub(crate) c3: G2Affine,
    /// C4 = F(u)^r.
    pub(crate) c4: G1Affine,
}

impl Capsule {
    /// Who can open it.
    pub fn policy(&self) -> &EpochPolicy {
        &self.policy
    }

    /// True if whoever made it states that it was made with the keys of its policy's authorities in
    /// `authorities`, and under their names; false if one of them is missing there. Others are ignored.
    ///
    /// That its rows are encrypted to these keys shows only to whoever opens it.
    pub fn is_made_for(&self, authorities: &BTreeMap<Label, AuthorityPublicKey>) -> bool {
        authority_keys(&self.policy, authorities).is_ok_and(|digest| digest == self.authority_keys)
    }

    /// Version, kind, the policy's encoding after its length, digest of the authorities' keys, masked
    /// seed (32 bytes each), and for each leaf C1, C2, C3, C4 (816 bytes).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = kind().preamble();
        put_bytes(&mut output, &self.policy.encode());
        output.extend_from_slice(&self.authority_keys);
        output.extend_from_slice(&self.masked_seed);
        for row in &self.rows {
            put(&mut output, &row.c1);
            put(&mut output, &row.c2);
            put(&mut output, &row.c3);
            put(&mut output, &row.c4);
        }
        output
    }

    /// Reads what [`Self::encode`] wrote. Costs about a quarter of a millisecond for each leaf, for
    /// the subgroup checks.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(kind(), bytes)?;
        let policy = EpochPolicy::decode(reader.bytes()?)?;
        let authority_keys = reader.array()?;
        let masked_seed = reader.array()?;
        let rows = policy
            .leaves()
            .iter()
            .map(|_| Ok(Row { c1: reader.gt()?, c2: reader.g2()?, c3: reader.g2()?, c4: reader.g1()? }))
            .collect::<Result<_>>()?;
        reader.close()?;
        Ok(Self { policy, authority_keys, masked_seed, rows })
    }

    /// The key that seed `m` stands for in exactly this capsule: altered bytes mean another key.
    pub(crate) fn shared_key(&self, seed: &Seed) -> SharedKey {
        SharedKey::from(digest("salus/abe/v1/shared-key", &[seed.as_slice(), &self.encode()]))
    }
}

/// The public keys that `policy` needs, out of `keys`.
pub(crate) fn needed_keys<'a>(
    policy: &'a EpochPolicy,
    keys: &'a BTreeMap<Label, AuthorityPublicKey>,
) -> Result<BTreeMap<&'a Label, &'a AuthorityPublicKey>> {
    policy
        .authorities()
        .into_iter()
        .map(|name| match keys.get(name) {
            Some(key) => Ok((name, key)),
            None => Err(AbeError::MissingAuthority(name.clone())),
        })
        .collect()
}

/// The digest of the public keys that `policy` needs.
pub(crate) fn authority_keys(
    policy: &EpochPolicy,
    keys: &BTreeMap<Label, AuthorityPublicKey>,
) -> Result<[u8; 32]> {
    needed_keys(policy, keys).map(|keys| digest_of_keys(&keys))
}
