//! A patient's trail, verified where the patient is.

use crate::{
    error::{Refusal, Result},
    input::{bytes, output},
};
use js_sys::Uint8Array;
use salus_protocol::audit;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;

fn from_json<T: DeserializeOwned>(json: &Uint8Array, name: &str) -> Result<T> {
    serde_json::from_slice(&bytes(json)?).map_err(|e| Refusal::new("Encoding", format!("not {name}: {e}")))
}

/// A patient's whole trail after one block, with what proves it: the file that `salus audit export` writes.
#[wasm_bindgen]
pub struct TrailExport(audit::Export);

#[wasm_bindgen]
impl TrailExport {
    /// Reads the file's bytes. Nothing in it is checked yet.
    pub fn decode(json: &Uint8Array) -> Result<TrailExport> {
        from_json(json, "an audit export").map(Self)
    }

    /// Checks that the entries are the whole trail that the chain kept after the block, none altered, left out or
    /// added; throws `Trail` otherwise. What it does not show is that the block is final: see `verifyFinality`.
    pub fn verify(&self) -> Result<VerifiedTrail> {
        Ok(VerifiedTrail(audit::verify_export(&self.0)?))
    }

    /// Checks that the block is final if `known` were the validators of their set, and returns the set that finalised
    /// it; throws `Finality` otherwise.
    #[wasm_bindgen(js_name = verifyFinality)]
    pub fn verify_finality(&self, known: &ValidatorSet) -> Result<u64> {
        Ok(audit::verify_finality(&self.0, &known.0)?)
    }

    /// The entries as JSON, the first one first. Show none of them before `verify` has returned.
    pub fn entries(&self) -> Result<String> {
        serde_json::to_string(&self.0.entries).map_err(|e| Refusal::new("Encoding", e.to_string()))
    }
}

/// What was proven of a trail, provided that the block is final.
#[wasm_bindgen]
pub struct VerifiedTrail(audit::Report);

#[wasm_bindgen]
impl VerifiedTrail {
    /// Whose trail.
    #[wasm_bindgen(getter)]
    pub fn patient(&self) -> Uint8Array {
        output(&self.0.patient.0)
    }

    /// How many entries it has.
    #[wasm_bindgen(getter)]
    pub fn entries(&self) -> f64 {
        self.0.entries as f64
    }

    /// After which block: its number.
    #[wasm_bindgen(getter)]
    pub fn block(&self) -> u32 {
        self.0.block.number
    }

    /// The block's hash. Everything holds if the block with this hash is final.
    #[wasm_bindgen(getter, js_name = blockHash)]
    pub fn block_hash(&self) -> Uint8Array {
        output(&self.0.block.hash)
    }
}

/// The validators that the user trusts to have voted.
#[wasm_bindgen]
pub struct ValidatorSet(audit::AuthoritySet);

#[wasm_bindgen]
impl ValidatorSet {
    /// Those with which a chain begins, from its raw specification in JSON.
    #[wasm_bindgen(js_name = ofChainSpec)]
    pub fn of_chain_spec(json: &Uint8Array) -> Result<ValidatorSet> {
        let set = audit::AuthoritySet::of_chain_spec(&bytes(json)?)
            .map_err(|reason| Refusal::new("Encoding", format!("the chain's specification: {reason}")))?;
        Ok(Self(set))
    }

    /// Those of a file that `salus audit authorities` wrote.
    pub fn decode(json: &Uint8Array) -> Result<ValidatorSet> {
        from_json(json, "a set of validators").map(Self)
    }

    /// How many sets there were before it.
    #[wasm_bindgen(getter, js_name = setId)]
    pub fn set_id(&self) -> u64 {
        self.0.set_id
    }

    /// How many validators it has.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> u32 {
        u32::try_from(self.0.authorities.len()).unwrap_or(u32::MAX)
    }
}
