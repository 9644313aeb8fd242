//! Public keys of attribute authorities.

use crate::{
    error::{Refusal, Result},
    input::{bytes, output},
};
use js_sys::Uint8Array;
use salus_abe::{AuthorityPublicKey, PossessionProof};
use salus_primitives::Label;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::wasm_bindgen;

pub(crate) fn label(name: &str) -> Result<Label> {
    name.parse().map_err(|reason| Refusal::input(format!("authority name: {reason}")))
}

/// The public key of one attribute authority.
#[wasm_bindgen]
pub struct AuthorityKey(pub(crate) AuthorityPublicKey);

#[wasm_bindgen]
impl AuthorityKey {
    /// Reads a key as it stands on the chain.
    pub fn decode(encoded: &Uint8Array) -> Result<AuthorityKey> {
        Ok(Self(AuthorityPublicKey::decode(&bytes(encoded)?)?))
    }

    /// The key's bytes.
    pub fn encode(&self) -> Uint8Array {
        output(&self.0.encode())
    }

    /// Checks that the authority `name` knows the secrets of this key; throws `PossessionNotProven` otherwise.
    #[wasm_bindgen(js_name = verifyPossession)]
    pub fn verify_possession(&self, name: &str, proof: &Uint8Array) -> Result<()> {
        let proof = PossessionProof::decode(&bytes(proof)?)?;
        Ok(self.0.verify_possession(&label(name)?, &proof)?)
    }

    /// Makes tables of the key's powers: worth their 0.75 MB for whoever encrypts to the key more than a few times.
    /// Do it before the key is added to `Authorities`.
    pub fn prepare(&mut self) {
        self.0 = self.0.clone().prepared();
    }
}

/// The public keys to encrypt to or to open with, by their authorities' names.
#[wasm_bindgen]
#[derive(Default)]
pub struct Authorities(pub(crate) BTreeMap<Label, AuthorityPublicKey>);

#[wasm_bindgen]
impl Authorities {
    /// None yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Authorities {
        Self::default()
    }

    /// Adds the key of the authority `name`, if `proof` shows that it knows the secrets of it.
    pub fn add(&mut self, name: &str, key: &AuthorityKey, proof: &Uint8Array) -> Result<()> {
        key.verify_possession(name, proof)?;
        self.add_trusted(name, key)
    }

    /// Adds a key whose proof was verified before, by whoever keeps it for this program.
    #[wasm_bindgen(js_name = addTrusted)]
    pub fn add_trusted(&mut self, name: &str, key: &AuthorityKey) -> Result<()> {
        self.0.insert(label(name)?, key.0.clone());
        Ok(())
    }
}
