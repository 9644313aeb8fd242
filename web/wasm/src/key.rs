//! A holder's attribute keys.

use crate::{
    authority::{label, AuthorityKey},
    error::Result,
    input::{bytes, forgetting, gid, output, random},
    policy::Policy,
    transform::{TransformKey, TransformSecret},
};
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{prelude::wasm_bindgen, JsValue};
use zeroize::Zeroizing;

/// The key of one attribute at one epoch, issued to one holder. Secret.
#[wasm_bindgen]
pub struct AttributeKey(pub(crate) Box<salus_abe::AttributeKey>);

#[wasm_bindgen]
impl AttributeKey {
    /// Reads what `encode` wrote.
    pub fn decode(encoded: &Uint8Array) -> Result<AttributeKey> {
        forgetting(|| Ok(Self(Box::new(salus_abe::AttributeKey::decode(&bytes(encoded)?)?))))
    }

    /// The key's bytes. Secret: keep them encrypted.
    pub fn encode(&self) -> Uint8Array {
        forgetting(|| output(&Zeroizing::new(self.0.encode())))
    }

    /// What it is for: `name@authority`.
    #[wasm_bindgen(getter)]
    pub fn attribute(&self) -> String {
        self.0.attribute().attribute.to_string()
    }

    /// At which epoch.
    #[wasm_bindgen(getter)]
    pub fn epoch(&self) -> u32 {
        self.0.attribute().epoch
    }

    /// Checks that the authority `name`, whose key is `authority`, issued this key to `account`; throws `KeyNotGenuine`
    /// otherwise, and `OtherAuthority` if the attribute is another authority's.
    pub fn verify(&self, account: &Uint8Array, name: &str, authority: &AuthorityKey) -> Result<()> {
        forgetting(|| Ok(self.0.verify(&gid(account)?, &label(name)?, &authority.0)?))
    }
}

/// All attribute keys of one holder. Secret.
#[wasm_bindgen]
pub struct KeyRing(pub(crate) salus_abe::KeyRing);

#[wasm_bindgen]
impl KeyRing {
    /// An empty ring of the holder `account`, 32 bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(account: &Uint8Array) -> Result<KeyRing> {
        Ok(Self(salus_abe::KeyRing::new(gid(account)?)))
    }

    /// Adds a key, if the authority `name`, whose key is `authority`, issued it to this ring's holder.
    pub fn add(&mut self, key: &AttributeKey, name: &str, authority: &AuthorityKey) -> Result<()> {
        let name = label(name)?;
        forgetting(|| key.0.verify(self.0.gid(), &name, &authority.0))?;
        self.add_trusted(key);
        Ok(())
    }

    /// Adds a key that was verified before and kept since by this program. A wrong one opens nothing, and stands in the
    /// right one's place.
    #[wasm_bindgen(js_name = addTrusted)]
    pub fn add_trusted(&mut self, key: &AttributeKey) {
        forgetting(|| self.0.insert((*key.0).clone()));
    }

    /// How many keys there are.
    #[wasm_bindgen(getter)]
    pub fn size(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// True if these keys satisfy `policy`.
    pub fn satisfies(&self, policy: &Policy) -> bool {
        self.0.satisfies(&policy.0)
    }

    /// Blinds all keys with a fresh secret: the transform key is for a server, which learns nothing from what it makes
    /// with it; the secret stays here and never lies beside it.
    #[wasm_bindgen(js_name = transformKey, unchecked_return_type = "[key: TransformKey, secret: TransformSecret]")]
    pub fn transform_key(&self) -> Result<JsValue> {
        forgetting(|| {
            let (key, secret) = self.0.transform_key(&mut random()?);
            Ok(Array::of2(&TransformKey(key).into(), &TransformSecret(Box::new(secret)).into()).into())
        })
    }
}
