//! Headers of sealed records.

use crate::{
    capsule::{Capsule, SharedKey},
    error::Result,
    input::{array, big, bytes, forgetting, output, random, whole, whole_u32},
    recipient::RecipientSecret,
    recipients::Recipients,
    stream::SealStream,
};
use js_sys::{Array, BigInt, Uint8Array};
use salus_envelope::MAX_CONTENT;
use salus_primitives::{consent::PolicyRef, RecordId};
use wasm_bindgen::{prelude::wasm_bindgen, JsValue};

/// How a content is encrypted.
#[wasm_bindgen]
#[derive(Clone, Copy)]
pub enum Suite {
    /// XChaCha20-Poly1305, the default: fast in browsers too.
    XChaCha20Poly1305 = 1,
    /// AES-256-GCM-SIV.
    Aes256GcmSiv = 2,
}

impl From<Suite> for salus_envelope::Suite {
    fn from(suite: Suite) -> Self {
        match suite {
            Suite::XChaCha20Poly1305 => Self::XChaCha20Poly1305Stream,
            Suite::Aes256GcmSiv => Self::Aes256GcmSivStream,
        }
    }
}

impl From<salus_envelope::Suite> for Suite {
    fn from(suite: salus_envelope::Suite) -> Self {
        match suite {
            salus_envelope::Suite::Aes256GcmSivStream => Self::Aes256GcmSiv,
            _ => Self::XChaCha20Poly1305,
        }
    }
}

/// What a header and its content belong to. Nothing of it is secret.
#[wasm_bindgen]
pub struct Binding(salus_envelope::Binding);

#[wasm_bindgen]
impl Binding {
    /// A record and its patient's account, 32 bytes each, and a version of one of the patient's policies.
    #[wasm_bindgen(constructor)]
    pub fn new(record: &Uint8Array, patient: &Uint8Array, policy: &BigInt, version: f64) -> Result<Binding> {
        let policy =
            PolicyRef { id: big(policy, "a policy's number")?, version: whole_u32(version, "a version")? };
        let record = RecordId(*array(record, "a record's id")?);
        Ok(Self(salus_envelope::Binding { record, patient: *array(patient, "a patient's account")?, policy }))
    }

    /// The record's id.
    #[wasm_bindgen(getter)]
    pub fn record(&self) -> Uint8Array {
        output(&self.0.record.0)
    }

    /// The patient's account.
    #[wasm_bindgen(getter)]
    pub fn patient(&self) -> Uint8Array {
        output(&self.0.patient)
    }

    /// The policy's number.
    #[wasm_bindgen(getter)]
    pub fn policy(&self) -> u64 {
        self.0.policy.id
    }

    /// The policy's version.
    #[wasm_bindgen(getter)]
    pub fn version(&self) -> u32 {
        self.0.policy.version
    }
}

/// The key of a record's content, which only a header gives. Secret.
#[wasm_bindgen]
pub struct DataKey(pub(crate) Box<salus_envelope::DataKey>);

/// The header of a sealed record: who can open it, and what it is.
#[wasm_bindgen]
pub struct Header(pub(crate) salus_envelope::Header);

#[wasm_bindgen]
impl Header {
    /// Reads a header's bytes. That they are what the author sealed shows when the data key is taken out of them.
    pub fn decode(encoded: &Uint8Array) -> Result<Header> {
        Ok(Self(salus_envelope::Header::decode(&bytes(encoded)?)?))
    }

    /// The header's bytes.
    pub fn encode(&self) -> Uint8Array {
        output(&self.0.encode())
    }

    /// How the content is encrypted.
    #[wasm_bindgen(getter)]
    pub fn suite(&self) -> Suite {
        self.0.suite().into()
    }

    /// What the header belongs to. Compare it with the record on the chain.
    #[wasm_bindgen(getter)]
    pub fn binding(&self) -> Binding {
        Binding(*self.0.binding())
    }

    /// Bytes of the content in plaintext, with its padding. `SegmentOpener` has the exact length.
    #[wasm_bindgen(getter, js_name = contentLength)]
    pub fn content_length(&self) -> f64 {
        self.0.content_length() as f64
    }

    /// Bytes of the content as it is stored.
    #[wasm_bindgen(getter, js_name = ciphertextLength)]
    pub fn ciphertext_length(&self) -> f64 {
        self.0.ciphertext_length() as f64
    }

    /// The capsule that carries the data key to whoever satisfies the policy.
    #[wasm_bindgen(getter)]
    pub fn capsule(&self) -> Capsule {
        Capsule(self.0.capsule().clone())
    }

    /// The capsule for emergencies, if there is one.
    #[wasm_bindgen(getter, js_name = emergencyCapsule)]
    pub fn emergency_capsule(&self) -> Option<Capsule> {
        self.0.emergency_capsule().cloned().map(Capsule)
    }

    /// The context in which the policy's capsule opens.
    #[wasm_bindgen(getter, js_name = kemContext)]
    pub fn kem_context(&self) -> Uint8Array {
        output(&self.0.kem_context())
    }

    /// The context in which the emergency's capsule opens.
    #[wasm_bindgen(getter, js_name = emergencyContext)]
    pub fn emergency_context(&self) -> Uint8Array {
        output(&self.0.emergency_context())
    }

    /// The data key, with the key out of the policy's capsule.
    #[wasm_bindgen(js_name = dataKeyFromPolicy)]
    pub fn data_key_from_policy(&self, shared: &SharedKey) -> Result<DataKey> {
        forgetting(|| Ok(DataKey(Box::new(self.0.data_key_from_policy(&shared.0)?))))
    }

    /// The data key, with the key out of the emergency's capsule.
    #[wasm_bindgen(js_name = dataKeyFromEmergency)]
    pub fn data_key_from_emergency(&self, shared: &SharedKey) -> Result<DataKey> {
        forgetting(|| Ok(DataKey(Box::new(self.0.data_key_from_emergency(&shared.0)?))))
    }

    /// The data key, with the patient's own secret.
    #[wasm_bindgen(js_name = dataKeyForPatient)]
    pub fn data_key_for_patient(&self, secret: &RecipientSecret) -> Result<DataKey> {
        forgetting(|| Ok(DataKey(Box::new(self.0.data_key_for_patient(&secret.0)?))))
    }

    /// True if this header is for the same content, under the same data key, as `earlier`.
    pub fn continues(&self, earlier: &Header) -> bool {
        self.0.continues(&earlier.0)
    }

    /// A new header for the same content, for other recipients, under the version of a policy that `binding` names; its
    /// other fields are not looked at.
    pub fn rewrap(&self, key: &DataKey, binding: &Binding, recipients: &Recipients) -> Result<Header> {
        forgetting(|| {
            let header = self.0.rewrap(&key.0, binding.0.policy, &recipients.borrowed(), &mut random()?)?;
            Ok(Self(header))
        })
    }
}

/// Makes the header of a new record and the stream that seals its content of `length` bytes.
#[wasm_bindgen(unchecked_return_type = "[header: Header, stream: SealStream]")]
pub fn seal(binding: &Binding, length: f64, suite: Suite, recipients: &Recipients) -> Result<JsValue> {
    let length = whole(length, MAX_CONTENT, "a content's length")?;
    forgetting(|| {
        let (header, sealer) =
            salus_envelope::seal(binding.0, length, suite.into(), &recipients.borrowed(), &mut random()?)?;
        Ok(Array::of2(&Header(header).into(), &SealStream::new(sealer).into()).into())
    })
}
