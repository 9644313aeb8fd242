//! Boxes that one person opens.

use crate::{
    error::Result,
    input::{bytes, forgetting, output, random},
};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;

/// How something is sealed to one person.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum RecipientSuite {
    /// X25519 alone.
    X25519 = 1,
    /// ML-KEM-768 and X25519: holds as long as one of the two does. For new keys.
    XWing = 2,
}

impl From<RecipientSuite> for salus_envelope::RecipientSuite {
    fn from(suite: RecipientSuite) -> Self {
        match suite {
            RecipientSuite::X25519 => Self::X25519,
            RecipientSuite::XWing => Self::XWing,
        }
    }
}

impl From<salus_envelope::RecipientSuite> for RecipientSuite {
    fn from(suite: salus_envelope::RecipientSuite) -> Self {
        match suite {
            salus_envelope::RecipientSuite::X25519 => Self::X25519,
            // This release knows no third one.
            _ => Self::XWing,
        }
    }
}

/// What a person opens boxes with. Secret.
#[wasm_bindgen]
pub struct RecipientSecret(pub(crate) Box<salus_envelope::RecipientSecret>);

#[wasm_bindgen]
impl RecipientSecret {
    /// Draws a new one.
    pub fn generate(suite: RecipientSuite) -> Result<RecipientSecret> {
        forgetting(|| {
            let secret = salus_envelope::RecipientSecret::generate(suite.into(), &mut random()?);
            Ok(Self(Box::new(secret)))
        })
    }

    /// Takes the 32 bytes that `toBytes` gave of a key of `suite`.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(suite: RecipientSuite, secret: &Uint8Array) -> Result<RecipientSecret> {
        forgetting(|| {
            let secret = salus_envelope::RecipientSecret::from_bytes(suite.into(), &bytes(secret)?)?;
            Ok(Self(Box::new(secret)))
        })
    }

    /// The key's 32 bytes; the suite is not among them. Keep them encrypted.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Uint8Array {
        forgetting(|| output(self.0.to_bytes().as_slice()))
    }

    /// The matching public key.
    pub fn public(&self) -> RecipientPublic {
        forgetting(|| RecipientPublic(self.0.public()))
    }
}

/// What others seal to a person with.
#[wasm_bindgen]
pub struct RecipientPublic(pub(crate) salus_envelope::RecipientPublic);

#[wasm_bindgen]
impl RecipientPublic {
    /// Takes a public key of `suite`, from a verified key card.
    #[wasm_bindgen(js_name = fromBytes)]
    pub fn from_bytes(suite: RecipientSuite, key: &Uint8Array) -> Result<RecipientPublic> {
        Ok(Self(salus_envelope::RecipientPublic::from_bytes(suite.into(), &bytes(key)?)?))
    }

    /// The key's bytes.
    #[wasm_bindgen(js_name = toBytes)]
    pub fn to_bytes(&self) -> Uint8Array {
        output(&self.0.to_bytes())
    }
}

/// Seals `plaintext` to one person. `info` says what the box is for and `aad` what it belongs to; it opens with the same
/// two only.
#[wasm_bindgen(js_name = sealTo)]
pub fn seal_to(
    recipient: &RecipientPublic,
    info: &Uint8Array,
    aad: &Uint8Array,
    plaintext: &Uint8Array,
) -> Result<Uint8Array> {
    forgetting(|| {
        let (info, aad, plaintext) = (bytes(info)?, bytes(aad)?, bytes(plaintext)?);
        Ok(output(&salus_envelope::seal_to(&recipient.0, &info, &aad, &plaintext, &mut random()?)?))
    })
}

/// Opens what `sealTo` sealed.
#[wasm_bindgen(js_name = openFrom)]
pub fn open_from(
    secret: &RecipientSecret,
    info: &Uint8Array,
    aad: &Uint8Array,
    sealed: &Uint8Array,
) -> Result<Uint8Array> {
    forgetting(|| {
        Ok(output(&salus_envelope::open_from(&secret.0, &bytes(info)?, &bytes(aad)?, &bytes(sealed)?)?))
    })
}
