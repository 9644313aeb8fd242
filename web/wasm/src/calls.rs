//! The chain's calls that people make, encoded without the chain's metadata.

use crate::{
    content::content_id,
    error::{Refusal, Result},
    input::{account, array, big, output, whole_u32},
};
use js_sys::{BigInt, Uint8Array};
use salus_primitives::{
    consent::{Barred, EmergencyAccess, PolicyTerms, Window},
    Expression, Purpose, PurposeSet, RecordId,
};
use salus_protocol::calls::{self, consent, consortium, ehr_registry, utility, CallIndices};
use serde::de::{value::StrDeserializer, DeserializeOwned, IntoDeserializer};
use wasm_bindgen::{prelude::wasm_bindgen, JsValue};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What a delegate is appointed to. */
export type DelegationScope = "caretaker" | "guardian";
/** Why the patient was not asked. */
export type EmergencyReason = "consent-impossible" | "imminent-danger" | "disaster" | "legal-duty";
/** What a reviewer found. */
export type ReviewOutcome = "justified" | "unjustified";
/** HL7 purposes of use. */
export type Purpose = "TREAT" | "ETREAT" | "HPAYMT" | "HOPERAT" | "HRESCH" | "PUBHLTH" | "PATRQT";
"#;

fn word<T: DeserializeOwned>(text: &str, name: &str) -> Result<T> {
    let from: StrDeserializer<'_, serde::de::value::Error> = text.into_deserializer();
    T::deserialize(from).map_err(|reason| Refusal::input(format!("{name}: {reason}")))
}

fn purpose(code: &str) -> Result<Purpose> {
    code.parse().map_err(|reason| Refusal::input(format!("{reason}")))
}

fn record(id: &Uint8Array) -> Result<RecordId> {
    Ok(RecordId(*array(id, "a record's id")?))
}

fn block(number: f64) -> Result<u32> {
    whole_u32(number, "a block's number")
}

fn organisation(number: f64) -> Result<u32> {
    whole_u32(number, "an organisation's number")
}

/// `false`, `true`, or the version of the rule that the patient agrees to.
fn emergency_access(value: &JsValue) -> Result<EmergencyAccess> {
    match (value.as_bool(), value.as_f64()) {
        (Some(false), _) => Ok(EmergencyAccess::Never),
        (Some(true), _) => Ok(EmergencyAccess::Always),
        (None, Some(version)) => whole_u32(version, "a rule's version").map(EmergencyAccess::UnderRule),
        (None, None) => Err(Refusal::input("emergency is false, true, or the version of a rule")),
    }
}

/// The calls of one version of the chain, by their indices.
#[wasm_bindgen]
pub struct KnownCalls(calls::KnownCalls);

#[wasm_bindgen]
impl KnownCalls {
    /// Those of the runtime with this name and version, as `state_getRuntimeVersion` answers them; throws `UnknownChain`
    /// if this release does not know them.
    #[wasm_bindgen(constructor)]
    pub fn new(spec_name: &str, spec_version: f64) -> Result<KnownCalls> {
        let version = whole_u32(spec_version, "a version")?;
        Ok(Self(calls::KnownCalls::of(spec_name, version)?))
    }

    /// The call as this chain encodes it.
    pub fn encode(&self, call: &Call) -> Result<Uint8Array> {
        Ok(output(&call.0.encode(&self.0)?))
    }

    /// `Pallet.call` of an encoded call, if this chain has it: what a wallet is about to sign.
    pub fn name(&self, encoded: &Uint8Array) -> Result<Option<String>> {
        let bytes = crate::input::bytes(encoded)?;
        let Some(first) = bytes.first_chunk::<2>() else { return Ok(None) };
        let named = self.0.iter().find(|(_, _, indices)| indices == first);
        Ok(named.map(|(pallet, call, _)| format!("{pallet}.{call}")))
    }

    /// True if this chain has the call.
    pub fn has(&self, pallet: &str, call: &str) -> bool {
        self.0.indices(pallet, call).is_some()
    }
}

/// A call with its arguments, not yet encoded for a chain.
#[wasm_bindgen]
pub struct Call(calls::Call);

#[wasm_bindgen]
impl Call {
    /// `Pallet.call`.
    #[wasm_bindgen(getter)]
    pub fn name(&self) -> String {
        format!("{}.{}", self.0.pallet(), self.0.name())
    }

    /// All of `calls` in order, or none of them.
    pub fn all(calls: Vec<Call>) -> Call {
        Self(utility::batch_all(calls.into_iter().map(|call| call.0).collect()))
    }

    /// Makes a policy, or changes the policy with the number `policy`. It admits whoever satisfies `expression` for one of
    /// `purposes`, from block `from` until before block `until`. An emergency opens it never (`false`), always (`true`), or
    /// while the rule for emergencies has the version `emergency`.
    #[wasm_bindgen(js_name = setPolicy)]
    pub fn set_policy(
        policy: Option<BigInt>,
        expression: &str,
        #[wasm_bindgen(unchecked_param_type = "Purpose[]")] purposes: Vec<String>,
        from: f64,
        until: f64,
        #[wasm_bindgen(unchecked_param_type = "boolean | number")] emergency: &JsValue,
    ) -> Result<Call> {
        let expression: Expression =
            expression.parse().map_err(|reason| Refusal::new("Policy", format!("the policy, {reason}")))?;
        let purposes: PurposeSet = purposes.iter().map(|code| purpose(code)).collect::<Result<_>>()?;
        let valid = Window { from: block(from)?, until: block(until)? };
        let emergency = emergency_access(emergency)?;
        let policy = policy.map(|policy| big(&policy, "a policy's number")).transpose()?;
        Ok(Self(consent::set_policy(policy, &PolicyTerms { expression, purposes, valid, emergency })))
    }

    /// Revokes a policy: it admits only its owner.
    #[wasm_bindgen(js_name = revokePolicy)]
    pub fn revoke_policy(policy: &BigInt) -> Result<Call> {
        Ok(Self(consent::revoke_policy(big(policy, "a policy's number")?)))
    }

    /// Lets an organisation add records until a block.
    #[wasm_bindgen(js_name = allowContribution)]
    pub fn allow_contribution(of: f64, until: f64) -> Result<Call> {
        Ok(Self(consent::allow_contribution(organisation(of)?, block(until)?)))
    }

    /// Ends what `allowContribution` began.
    #[wasm_bindgen(js_name = revokeContribution)]
    pub fn revoke_contribution(of: f64) -> Result<Call> {
        Ok(Self(consent::revoke_contribution(organisation(of)?)))
    }

    /// Asks for access to a record. `justification` is the hash of the salted reason.
    #[wasm_bindgen(js_name = openAccess)]
    pub fn open_access(
        id: &Uint8Array,
        #[wasm_bindgen(unchecked_param_type = "Purpose")] code: &str,
        justification: &Uint8Array,
    ) -> Result<Call> {
        let justification = array(justification, "a justification's hash")?;
        Ok(Self(consent::open_access(record(id)?, purpose(code)?, *justification)))
    }

    /// Appoints a delegate until a block.
    pub fn delegate(
        to: &Uint8Array,
        #[wasm_bindgen(unchecked_param_type = "DelegationScope")] scope: &str,
        until: f64,
    ) -> Result<Call> {
        Ok(Self(consent::delegate(account(to)?, word(scope, "a delegate's scope")?, block(until)?)))
    }

    /// Ends what `delegate` began.
    #[wasm_bindgen(js_name = endDelegation)]
    pub fn end_delegation(to: &Uint8Array) -> Result<Call> {
        Ok(Self(consent::end_delegation(account(to)?)))
    }

    /// Steps down from what `patient` appointed the signer to.
    #[wasm_bindgen(js_name = declineDelegation)]
    pub fn decline_delegation(patient: &Uint8Array) -> Result<Call> {
        Ok(Self(consent::decline_delegation(account(patient)?)))
    }

    /// Bars an account from every record.
    #[wasm_bindgen(js_name = restrictAccount)]
    pub fn restrict_account(barred: &Uint8Array) -> Result<Call> {
        Ok(Self(consent::restrict(&Barred::Account(account(barred)?))))
    }

    /// Bars an organisation from every record.
    #[wasm_bindgen(js_name = restrictOrganisation)]
    pub fn restrict_organisation(barred: f64) -> Result<Call> {
        Ok(Self(consent::restrict(&Barred::Organisation(organisation(barred)?))))
    }

    /// Ends what `restrictAccount` began.
    #[wasm_bindgen(js_name = liftAccount)]
    pub fn lift_account(barred: &Uint8Array) -> Result<Call> {
        Ok(Self(consent::lift_restriction(&Barred::Account(account(barred)?))))
    }

    /// Ends what `restrictOrganisation` began.
    #[wasm_bindgen(js_name = liftOrganisation)]
    pub fn lift_organisation(barred: f64) -> Result<Call> {
        Ok(Self(consent::lift_restriction(&Barred::Organisation(organisation(barred)?))))
    }

    /// Breaks a patient's glass. `justification` is the hash of the salted reason.
    #[wasm_bindgen(js_name = breakGlass)]
    pub fn break_glass(
        patient: &Uint8Array,
        #[wasm_bindgen(unchecked_param_type = "EmergencyReason")] reason: &str,
        justification: &Uint8Array,
    ) -> Result<Call> {
        let justification = array(justification, "a justification's hash")?;
        Ok(Self(consent::break_glass(
            account(patient)?,
            word(reason, "an emergency's reason")?,
            *justification,
        )))
    }

    /// Closes an emergency.
    pub fn review(
        emergency: &BigInt,
        #[wasm_bindgen(unchecked_param_type = "ReviewOutcome")] outcome: &str,
    ) -> Result<Call> {
        Ok(Self(consent::review(big(emergency, "an emergency's number")?, word(outcome, "an outcome")?)))
    }

    /// Says that a record is wrong; `reason` is the hash of the salted reason.
    pub fn dispute(id: &Uint8Array, reason: &Uint8Array) -> Result<Call> {
        Ok(Self(ehr_registry::dispute(record(id)?, *array(reason, "a reason's hash")?)))
    }

    /// Ends what `dispute` began.
    #[wasm_bindgen(js_name = withdrawDispute)]
    pub fn withdraw_dispute(id: &Uint8Array) -> Result<Call> {
        Ok(Self(ehr_registry::withdraw_dispute(record(id)?)))
    }

    /// Asks for a record's erasure.
    pub fn erase(id: &Uint8Array) -> Result<Call> {
        Ok(Self(ehr_registry::erase(record(id)?)))
    }

    /// Replaces the signer's key card by the one with this content identifier.
    #[wasm_bindgen(js_name = replaceKeyCard)]
    pub fn replace_key_card(card: &str) -> Result<Call> {
        Ok(Self(consortium::replace_key_card(content_id(card)?)))
    }
}
