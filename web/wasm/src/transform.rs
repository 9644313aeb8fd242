//! Opening with the help of a server.

use crate::{
    capsule::{Capsule, SharedKey},
    error::{Refusal, Result},
    input::{array, bytes, forgetting, gid, output, random, whole_u32},
};
use js_sys::Uint8Array;
use salus_primitives::Attribute;
use wasm_bindgen::prelude::wasm_bindgen;

/// A holder's keys, blinded for a server. Opens nothing by itself.
#[wasm_bindgen]
pub struct TransformKey(pub(crate) salus_abe::TransformKey);

#[wasm_bindgen]
impl TransformKey {
    /// Reads what `encode` wrote.
    pub fn decode(encoded: &Uint8Array) -> Result<TransformKey> {
        Ok(Self(salus_abe::TransformKey::decode(&bytes(encoded)?)?))
    }

    /// The key's bytes, for the server.
    pub fn encode(&self) -> Uint8Array {
        output(&self.0.encode())
    }

    /// The attributes that it covers, as `name@authority#epoch`.
    #[wasm_bindgen(getter)]
    pub fn attributes(&self) -> Vec<String> {
        self.0.attributes().map(ToString::to_string).collect()
    }
}

/// What turns a server's answer into the key. Secret, and never beside the transform key.
#[wasm_bindgen]
pub struct TransformSecret(pub(crate) Box<salus_abe::TransformSecret>);

#[wasm_bindgen]
impl TransformSecret {
    /// Draws a new one, to request keys with.
    pub fn generate() -> Result<TransformSecret> {
        forgetting(|| Ok(Self(Box::new(salus_abe::TransformSecret::generate(&mut random()?)))))
    }

    /// Takes the 32 bytes that `toBytes` gave.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(secret: &Uint8Array) -> Result<TransformSecret> {
        forgetting(|| {
            let secret = array(secret, "a transform secret")?;
            Ok(Self(Box::new(salus_abe::TransformSecret::from_bytes(&secret)?)))
        })
    }

    /// The secret's 32 bytes. Keep them encrypted.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Uint8Array {
        forgetting(|| output(self.0.to_bytes().as_slice()))
    }

    /// The bytes of a request for the key of `attribute` at `epoch` for the holder `account`, to be issued blinded and to
    /// the server only. Use one secret for all keys of one transform key.
    pub fn request(&self, account: &Uint8Array, attribute: &str, epoch: f64) -> Result<Uint8Array> {
        let attribute: Attribute =
            attribute.parse().map_err(|reason| Refusal::input(format!("the attribute, {reason}")))?;
        let attribute = attribute.at(whole_u32(epoch, "an epoch")?);
        forgetting(|| Ok(output(&self.0.request(&gid(account)?, &attribute, &mut random()?).encode())))
    }
}

/// What a server makes of a capsule for one holder.
#[wasm_bindgen]
pub struct Transformed(salus_abe::Transformed);

#[wasm_bindgen]
impl Transformed {
    /// Reads a server's answer.
    pub fn decode(encoded: &Uint8Array) -> Result<Transformed> {
        Ok(Self(salus_abe::Transformed::decode(&bytes(encoded)?)?))
    }

    /// The answer's bytes.
    pub fn encode(&self) -> Uint8Array {
        output(&self.0.encode())
    }
}

/// The server's part: all pairings, nothing learned.
#[wasm_bindgen]
pub fn transform(capsule: &Capsule, key: &TransformKey) -> Result<Transformed> {
    Ok(Transformed(salus_abe::transform(&capsule.0, &key.0)?))
}

/// The holder's part: one power, and a check that the server told the truth.
#[wasm_bindgen]
pub fn finish(
    capsule: &Capsule,
    transformed: &Transformed,
    secret: &TransformSecret,
    context: &Uint8Array,
) -> Result<SharedKey> {
    forgetting(|| {
        let key = salus_abe::finish(&capsule.0, &transformed.0, &secret.0, &bytes(context)?)?;
        Ok(SharedKey(Box::new(key)))
    })
}
