//! Everything that says to whom a record's header is to be encrypted, and who may open it.

use super::{items, ProofError, ProvenState};
use crate::account::AccountId;
use salus_primitives::{
    authority::{AttributeState, Authority},
    consent::Policy,
    emergency::EmergencyRule,
    record::Record,
    Attribute, Label, RecordId,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the chain says of a record, of its policy, and of the keys that the policy names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFacts {
    /// The record.
    pub record: Record<AccountId>,
    /// Its policy.
    pub policy: Policy<AccountId>,
    /// The rule for emergencies, if there is one.
    pub emergency_rule: Option<EmergencyRule>,
    /// Epoch and status of every attribute in the policy and in the rule's accessors; none of an attribute that was
    /// never declared.
    pub attributes: BTreeMap<Attribute, Option<AttributeState>>,
    /// Keys and status of their authorities; none of an authority that was never registered.
    pub authorities: BTreeMap<Label, Option<Authority<AccountId>>>,
}

impl RecordFacts {
    /// Reads them; none if the proof shows that there is no such record.
    ///
    /// # Errors
    /// [`ProofError::StateNodes`] if the proof does not tell one of them, [`ProofError::StateValue`].
    pub fn read(state: &ProvenState, id: &RecordId) -> Result<Option<Self>, ProofError> {
        let Some(record) = state.read(&items::record(id))? else { return Ok(None) };
        let policy = items::policy(record.policy.id);
        // A policy stays as long as the chain does.
        let policy = state.read(&policy)?.ok_or(ProofError::StateValue(policy.name()))?;
        let emergency_rule = state.read(&items::emergency_rule())?;
        let (attributes, authorities) = named(&policy, emergency_rule.as_ref());
        let attributes = attributes
            .into_iter()
            .map(|attribute| Ok((attribute.clone(), state.read(&items::attribute(&attribute))?)))
            .collect::<Result<_, ProofError>>()?;
        let authorities = authorities
            .into_iter()
            .map(|name| Ok((name.clone(), state.read(&items::authority(&name))?)))
            .collect::<Result<_, ProofError>>()?;
        Ok(Some(Self { record, policy, emergency_rule, attributes, authorities }))
    }

    /// The keys that a proof of these facts covers: what a node is asked for.
    ///
    /// The caller has the facts from a runtime API, unproven; if they are false, [`Self::read`] will miss a node.
    pub fn keys(
        id: &RecordId,
        record: &Record<AccountId>,
        policy: &Policy<AccountId>,
        emergency_rule: Option<&EmergencyRule>,
    ) -> Vec<Vec<u8>> {
        let (attributes, authorities) = named(policy, emergency_rule);
        let mut keys = vec![
            items::record(id).into_key(),
            items::policy(record.policy.id).into_key(),
            items::emergency_rule().into_key(),
        ];
        keys.extend(attributes.iter().map(|attribute| items::attribute(attribute).into_key()));
        keys.extend(authorities.iter().map(|name| items::authority(name).into_key()));
        keys
    }
}

/// The attributes in a policy and in the rule for emergencies, and their authorities.
fn named(policy: &Policy<AccountId>, rule: Option<&EmergencyRule>) -> (BTreeSet<Attribute>, BTreeSet<Label>) {
    let accessors = rule.into_iter().flat_map(|rule| rule.accessors.leaves());
    let attributes: BTreeSet<_> = policy.terms.expression.leaves().chain(accessors).cloned().collect();
    let authorities = attributes.iter().map(|attribute| attribute.authority.clone()).collect();
    (attributes, authorities)
}
