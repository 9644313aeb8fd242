//! What an authority answers, to the server.
//!
//! An ordinary key is checked against the public key; a blinded one cannot be, because nobody but the
//! holder can raise PK1 to 1/z. So the authority proves that it used the α of its public key, again
//! with Chaum and Pedersen's proof, now in GT:
//!
//! ```text
//! V = e(W, g2)        X = e(K^w, g2) · e(U, PK2)^-1 · e(F(u), K'^w)^-1        X = V^α if K^w is genuine
//! prove:   a ← Z_r    A = E0^a    B = V^a    c = SHAKE256(request, K^w, K'^w, PK, A, B) mod r    p = a + c·α
//! verify:  A = E0^p · PK1^-c      B = V^p · X^-c = e(W^p · K^-c, g2) · e(U^c, PK2) · e(F(u)^c, K'^w)
//! ```
//!
//! X has the right y by construction: it divides by the pairing with PK2 itself.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::request::{self, MediationRequest};
use crate::{
    authority::{AuthorityPublicKey, AuthoritySecretKey},
    encoding::{bytes_of, put, put_bytes, Kind, Reader, G1_BYTES, G2_BYTES, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{AbeError, Result},
    group::{
        blinding,
        gt_power::power,
        multiple::multiple,
        params::{e0_multiple, g2, g2_multiple, random_nonzero_scalar},
        types::{Fr, G1Affine, G2Affine, Gt},
    },
    hash::{attribute_point, xof},
    key::OfAuthority,
    transform::TransformKey,
};
use alloc::{collections::BTreeMap, vec::Vec};
use ark_bls12_381::Bls12_381;
use ark_ec::{pairing::Pairing, CurveGroup};
use ark_ff::PrimeField;
use core::fmt;
use rand_core::CryptoRng;
use salus_primitives::{EpochAttribute, Label};
use zeroize::Zeroizing;

fn kind() -> Kind {
    let fixed = PREAMBLE_BYTES + 2 + G1_BYTES + G2_BYTES + 2 * SCALAR_BYTES;
    Kind { tag: 9, name: "mediated key", max_bytes: request::kind().max_bytes.saturating_add(fixed) }
}

/// An attribute key that left its authority blinded, for the server. Useless without the holder's z;
/// together with it, an ordinary key: send it to the server and to nobody else.
#[derive(Clone, PartialEq, Eq)]
pub struct MediatedKey {
    pub(crate) request: MediationRequest,
    /// K^w = W^α · U^y · F(u)^t.
    pub(crate) k: G1Affine,
    /// K'^w = g2^t.
    pub(crate) k_prime: G2Affine,
    /// c.
    challenge: Fr,
    /// p = a + c·α.
    response: Fr,
}

impl AuthoritySecretKey {
    /// Issues what `request` asks for, blinded. `name` is this authority's own.
    ///
    /// Make sure first that the request comes from the holder it names, and send the answer to the
    /// server only.
    ///
    /// # Errors
    /// [`AbeError::OtherAuthority`] if the attribute is not one of `name`,
    /// [`AbeError::RequestNotProven`] if the request's proof does not hold.
    pub fn issue_mediated(
        &self,
        name: &Label,
        request: &MediationRequest,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<MediatedKey> {
        request.attribute.must_be_of(name)?;
        request.verify()?;
        let t = Zeroizing::new(random_nonzero_scalar(rng));
        let k = blinding::blinded_multiple(request.generator, &self.alpha, rng)
            + blinding::blinded_multiple(request.holder, &self.y, rng)
            + multiple(&attribute_point(&request.attribute), &t);
        let mut key = MediatedKey {
            request: request.clone(),
            k: k.into_affine(),
            k_prime: g2_multiple(&t),
            challenge: Fr::default(),
            response: Fr::default(),
        };
        let a = nonce(self, &key, rng);
        let commitments = [e0_multiple(&a), power(&Bls12_381::pairing(request.generator, g2()), &a)];
        key.challenge = key.challenge(&self.public_key(), commitments);
        key.response = *a + key.challenge * self.alpha;
        Ok(key)
    }
}

impl MediatedKey {
    /// Whom it is for.
    pub fn gid(&self) -> &crate::Gid {
        &self.request.gid
    }

    /// The attribute and epoch it is for.
    pub fn attribute(&self) -> &EpochAttribute {
        &self.request.attribute
    }

    /// Checks that the authority `name`, whose key is `authority`, issued it, for the request in it, and that
    /// request's proof.
    ///
    /// # Errors
    /// [`AbeError::OtherAuthority`] if the attribute is not one of `name`, [`AbeError::RequestNotProven`],
    /// [`AbeError::KeyNotGenuine`].
    pub fn verify(&self, name: &Label, authority: &AuthorityPublicKey) -> Result<()> {
        self.attribute().must_be_of(name)?;
        self.request.verify()?;
        let (c, p) = (self.challenge, self.response);
        let points = [
            self.request.generator * p - self.k * c,
            self.request.holder * c,
            attribute_point(&self.request.attribute) * c,
        ];
        let b = Bls12_381::final_exponentiation(Bls12_381::multi_miller_loop(
            points.map(CurveGroup::into_affine),
            [g2(), authority.g2_y, self.k_prime],
        ));
        let a = e0_multiple(&p) - authority.e0_alpha * c;
        match b {
            Some(b) if self.challenge(authority, [a, b]) == c => Ok(()),
            _ => Err(AbeError::KeyNotGenuine),
        }
    }

    /// Version, kind, the request's encoding after its length, K^w (48 bytes), K'^w (96 bytes), c, p
    /// (32 little-endian bytes each). For the server only.
    pub fn encode(&self) -> Vec<u8> {
        let mut output = kind().preamble();
        put_bytes(&mut output, &self.request.encode());
        put(&mut output, &self.k);
        put(&mut output, &self.k_prime);
        put(&mut output, &self.challenge);
        put(&mut output, &self.response);
        output
    }

    /// Reads what [`Self::encode`] wrote. Call [`Self::verify`] before relying on it;
    /// [`TransformKey::accept`] does.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(kind(), bytes)?;
        let key = Self {
            request: MediationRequest::decode(reader.bytes()?)?,
            k: reader.g1()?,
            k_prime: reader.g2()?,
            challenge: reader.scalar()?,
            response: reader.scalar()?,
        };
        reader.close()?;
        Ok(key)
    }

    fn challenge(&self, authority: &AuthorityPublicKey, [a, b]: [Gt; 2]) -> Fr {
        let mut wide = [0u8; 64];
        xof(
            "salus/abe/v1/mediated-key",
            &[
                &self.request.encode(),
                &bytes_of(&self.k),
                &bytes_of(&self.k_prime),
                &authority.encode(),
                &bytes_of(&a),
                &bytes_of(&b),
            ],
            &mut wide,
        );
        Fr::from_le_bytes_mod_order(&wide)
    }
}

impl fmt::Debug for MediatedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MediatedKey(..)")
    }
}

impl TransformKey {
    /// The transform key of mediated issuance, still without attributes, for the holder and blinding
    /// of `request`.
    ///
    /// # Errors
    /// [`AbeError::RequestNotProven`].
    pub fn mediated(request: &MediationRequest) -> Result<Self> {
        request.verify()?;
        Ok(Self { gid: request.gid, holder: request.holder, keys: BTreeMap::new() })
    }

    /// Adds what the authority `name`, whose key is `authority`, issued, in place of an earlier key for the same attribute
    /// and epoch.
    ///
    /// # Errors
    /// [`AbeError::OtherAuthority`] if the attribute is not one of `name`: no authority replaces another's key.
    /// [`AbeError::BlindingDiffers`] if it is for another holder or of another z than this transform
    /// key, [`AbeError::TransformKeyFull`], [`AbeError::RequestNotProven`], [`AbeError::KeyNotGenuine`].
    pub fn accept(&mut self, key: &MediatedKey, name: &Label, authority: &AuthorityPublicKey) -> Result<()> {
        self.admits(&key.request)?;
        key.verify(name, authority)?;
        self.keys.insert(key.request.attribute.clone(), (key.k, key.k_prime));
        Ok(())
    }

    /// Checks that a key for `request` belongs here and has room.
    pub(crate) fn admits(&self, request: &MediationRequest) -> Result<()> {
        // H(GID) generates G1, so equal U of one GID means equal z.
        if request.gid != self.gid || request.holder != self.holder {
            return Err(AbeError::BlindingDiffers);
        }
        if self.keys.len() >= Self::MAX_ATTRIBUTES && !self.keys.contains_key(&request.attribute) {
            return Err(AbeError::TransformKeyFull);
        }
        Ok(())
    }
}

/// a from the secret, the statement and fresh randomness, as for the proof of possession.
fn nonce(
    secret: &AuthoritySecretKey,
    key: &MediatedKey,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Zeroizing<Fr> {
    let mut fresh = Zeroizing::new([0u8; 32]);
    rng.fill_bytes(fresh.as_mut_slice());
    let mut wide = Zeroizing::new([0u8; 64]);
    xof(
        "salus/abe/v1/mediated-key-nonce",
        &[
            secret.to_bytes().as_slice(),
            fresh.as_slice(),
            &key.request.encode(),
            &bytes_of(&key.k),
            &bytes_of(&key.k_prime),
        ],
        wide.as_mut_slice(),
    );
    Zeroizing::new(Fr::from_le_bytes_mod_order(wide.as_slice()))
}
