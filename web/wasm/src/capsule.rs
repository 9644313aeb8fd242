//! Keys encapsulated to a policy.

use crate::{
    authority::Authorities,
    error::Result,
    input::{array, bytes, forgetting, output, random},
    key::KeyRing,
    policy::Policy,
};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{prelude::wasm_bindgen, JsValue};

/// A key encapsulated to a policy. Public.
#[wasm_bindgen]
pub struct Capsule(pub(crate) salus_abe::Capsule);

#[wasm_bindgen]
impl Capsule {
    /// Reads what `encode` wrote.
    pub fn decode(encoded: &Uint8Array) -> Result<Capsule> {
        Ok(Self(salus_abe::Capsule::decode(&bytes(encoded)?)?))
    }

    /// The capsule's bytes.
    pub fn encode(&self) -> Uint8Array {
        output(&self.0.encode())
    }

    /// Who can open it.
    #[wasm_bindgen(getter)]
    pub fn policy(&self) -> Policy {
        Policy(self.0.policy().clone())
    }
}

/// The 32 bytes that a capsule carries. Secret.
#[wasm_bindgen]
pub struct SharedKey(pub(crate) Box<salus_abe::SharedKey>);

#[wasm_bindgen]
impl SharedKey {
    /// Takes 32 bytes that `bytes` gave.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(key: &Uint8Array) -> Result<SharedKey> {
        forgetting(|| {
            let key = array(key, "a shared key")?;
            Ok(Self(Box::new(salus_abe::SharedKey::from(*key))))
        })
    }

    /// The key's bytes.
    pub fn bytes(&self) -> Uint8Array {
        output(self.0.as_bytes())
    }
}

/// Makes a fresh key and a capsule that carries it to whoever satisfies `policy`, within `context` only.
#[wasm_bindgen(unchecked_return_type = "[capsule: Capsule, key: SharedKey]")]
pub fn encapsulate(policy: &Policy, authorities: &Authorities, context: &Uint8Array) -> Result<JsValue> {
    forgetting(|| {
        let (capsule, key) =
            salus_abe::encapsulate(&policy.0, &authorities.0, &bytes(context)?, &mut random()?)?;
        Ok(Array::of2(&Capsule(capsule).into(), &SharedKey(Box::new(key)).into()).into())
    })
}

/// Opens a capsule with the keys of one holder, and checks every byte of it by making it again.
#[wasm_bindgen]
pub fn decapsulate(
    capsule: &Capsule,
    context: &Uint8Array,
    ring: &KeyRing,
    authorities: &Authorities,
) -> Result<SharedKey> {
    forgetting(|| {
        let key = salus_abe::decapsulate(&capsule.0, &bytes(context)?, &ring.0, &authorities.0)?;
        Ok(SharedKey(Box::new(key)))
    })
}
