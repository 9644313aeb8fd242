//! Who is to open a record.

use crate::{authority::Authorities, policy::Policy, recipient::RecipientPublic};
use salus_abe::{AuthorityPublicKey, EpochPolicy};
use salus_primitives::Label;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::wasm_bindgen;

/// Who is to open a record: whoever satisfies its policy, the patient, and in an emergency others.
#[wasm_bindgen]
pub struct Recipients {
    policy: EpochPolicy,
    emergency: Option<EpochPolicy>,
    authorities: BTreeMap<Label, AuthorityPublicKey>,
    patient: salus_envelope::RecipientPublic,
}

#[wasm_bindgen]
impl Recipients {
    /// Whoever satisfies `policy`, and the patient whose verified key card has the key `patient`. `authorities` has the keys
    /// of all authorities that are named.
    #[wasm_bindgen(constructor)]
    pub fn new(policy: &Policy, authorities: &Authorities, patient: &RecipientPublic) -> Recipients {
        Self {
            policy: policy.0.clone(),
            emergency: None,
            authorities: authorities.0.clone(),
            patient: patient.0.clone(),
        }
    }

    /// Admits whoever satisfies `policy` in an emergency.
    #[wasm_bindgen(js_name = admitInEmergency)]
    pub fn admit_in_emergency(&mut self, policy: &Policy) {
        self.emergency = Some(policy.0.clone());
    }
}

impl Recipients {
    /// As the envelope takes them.
    pub(crate) fn borrowed(&self) -> salus_envelope::Recipients<'_> {
        salus_envelope::Recipients {
            policy: &self.policy,
            emergency: self.emergency.as_ref(),
            authorities: &self.authorities,
            patient: &self.patient,
        }
    }
}
