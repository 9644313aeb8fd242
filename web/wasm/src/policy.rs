//! Policies.

use crate::{
    error::{Refusal, Result},
    input::{bytes, output, whole_u32},
};
use js_sys::{Map, Uint8Array};
use salus_abe::EpochPolicy;
use salus_primitives::Expression;
use std::collections::BTreeMap;
use wasm_bindgen::{prelude::wasm_bindgen, JsCast, JsValue};

/// Who can open something: a formula over attributes, each at one epoch.
#[wasm_bindgen]
pub struct Policy(pub(crate) EpochPolicy);

#[wasm_bindgen]
impl Policy {
    /// Reads a formula such as `doctor@council AND 2 of (icu@clinic, nurse@clinic, chief@clinic)`.
    ///
    /// `epochs` has the current epoch of every attribute in it, by `name@authority`; others are ignored.
    #[wasm_bindgen(constructor)]
    pub fn new(
        text: &str,
        #[wasm_bindgen(unchecked_param_type = "ReadonlyMap<string, number>")] epochs: &JsValue,
    ) -> Result<Policy> {
        let expression: Expression =
            text.parse().map_err(|reason| Refusal::new("Policy", format!("the policy, {reason}")))?;
        let given: &Map = epochs.dyn_ref().ok_or_else(|| Refusal::input("epochs are given as a Map"))?;
        let mut known = BTreeMap::new();
        for attribute in expression.leaves() {
            let name = attribute.to_string();
            let epoch = given.get(&name.as_str().into());
            if !epoch.is_undefined() {
                let name = format!("the epoch of {name}");
                let epoch = epoch.as_f64().ok_or_else(|| Refusal::input(format!("{name} is a number")))?;
                known.insert(attribute.clone(), whole_u32(epoch, &name)?);
            }
        }
        Ok(Self(EpochPolicy::new(expression, &known)?))
    }

    /// Reads what `encode` wrote.
    pub fn decode(encoded: &Uint8Array) -> Result<Policy> {
        Ok(Self(EpochPolicy::decode(&bytes(encoded)?)?))
    }

    /// The policy's bytes.
    pub fn encode(&self) -> Uint8Array {
        output(&self.0.encode())
    }

    /// The formula, without epochs.
    #[wasm_bindgen(getter)]
    pub fn text(&self) -> String {
        self.0.expression().to_string()
    }

    /// Its attributes as `name@authority#epoch`, in the order in which they stand, repetitions included.
    #[wasm_bindgen(getter)]
    pub fn attributes(&self) -> Vec<String> {
        self.0.leaves().iter().map(ToString::to_string).collect()
    }

    /// The names of the authorities whose public keys it takes.
    #[wasm_bindgen(getter)]
    pub fn authorities(&self) -> Vec<String> {
        self.0.authorities().into_iter().map(ToString::to_string).collect()
    }
}
