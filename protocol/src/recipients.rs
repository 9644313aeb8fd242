//! Whom a record is encrypted to, by what the chain says at one block.
//!
//! The maker of a header and its endorsers must come to the same answer, so both ask here: the
//! policy's attributes at their current epochs, and beside them the council's rule for emergencies where the
//! patient's policy lets an emergency open the record.

use crate::account::AccountId;
use salus_abe::{AbeError, AuthorityPublicKey, EpochPolicy, PossessionProof};
use salus_primitives::{
    authority::{AttributeState, Authority, NamedAuthority, UseStatus},
    consent::{EmergencyAccess, Policy},
    emergency::EmergencyRule,
    Attribute, Epoch, Expression, Label,
};
use std::{collections::BTreeMap, future::Future};

/// What the chain says at one block.
pub trait Facts: Sync {
    /// Why it cannot be asked.
    type Error: Send;

    /// The council's rule for emergencies.
    fn emergency_rule(&self) -> impl Future<Output = Result<Option<EmergencyRule>, Self::Error>> + Send;

    /// The state of an attribute's keys.
    fn attribute(
        &self,
        attribute: &Attribute,
    ) -> impl Future<Output = Result<Option<AttributeState>, Self::Error>> + Send;

    /// The authority `name`.
    fn authority(
        &self,
        name: &Label,
    ) -> impl Future<Output = Result<Option<NamedAuthority<AccountId>>, Self::Error>> + Send;

    /// The key of the authority `name`, if its proof of possession holds. Who asks often remembers it.
    fn proven_key(
        &self,
        name: &Label,
        authority: &Authority<AccountId>,
    ) -> impl Future<Output = Option<AuthorityPublicKey>> + Send {
        let key = proven_key(name, authority);
        async move { key }
    }
}

/// Why nothing is encrypted to an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// The attribute is suspended, or was never declared.
    #[error("attribute {0} of the policy is not in use")]
    Attribute(Attribute),
    /// The authority is suspended or removed, or its key is not proven.
    #[error("authority {0} of the policy is not in use, or its key is not proven")]
    Authority(Label),
    /// There is no such policy to encrypt to.
    #[error("nothing can be encrypted to the policy: {0}")]
    Policy(AbeError),
}

/// Why the recipients cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum RecipientsError<E> {
    /// The chain cannot be asked.
    #[error(transparent)]
    Facts(E),
    /// The policy names somebody to whom nothing is encrypted.
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

/// Everybody to whom a record is encrypted beside its patient.
#[derive(Clone, Debug)]
pub struct Recipients {
    /// The policy at its current epochs.
    pub policy: EpochPolicy,
    /// Whom an emergency admits, if it admits anybody.
    pub emergency: Option<EpochPolicy>,
    /// The keys of all authorities of both.
    pub authorities: BTreeMap<Label, AuthorityPublicKey>,
}

impl Recipients {
    /// The same with tables of the authorities' keys, for whoever encrypts to them more than a few times.
    #[must_use]
    pub fn prepared(mut self) -> Self {
        self.authorities = self.authorities.into_iter().map(|(name, key)| (name, key.prepared())).collect();
        self
    }
}

/// The key of the authority `name`, if the proof of possession beside it holds.
///
/// An authority that registers a key it has no secret for could choose it as a function of another's and so
/// make an AND of both satisfiable by itself; the proof rules that out.
pub fn proven_key(name: &Label, authority: &Authority<AccountId>) -> Option<AuthorityPublicKey> {
    let key = AuthorityPublicKey::decode(&authority.public_key).ok()?;
    let proof = PossessionProof::decode(&authority.proof_of_possession).ok()?;
    key.verify_possession(name, &proof).ok()?;
    Some(key)
}

/// Whom a record under `policy` is encrypted to.
///
/// # Errors
/// [`RecipientsError::Unusable`] names what of the policy is not in use. What of the rule for emergencies is
/// not only leaves the emergency out: no council decision keeps a hospital from filing.
pub async fn recipients<F: Facts>(
    facts: &F,
    policy: &Policy<AccountId>,
) -> Result<Recipients, RecipientsError<F::Error>> {
    let (own, mut authorities) =
        usable(facts, &policy.terms.expression).await.map_err(RecipientsError::Facts)??;
    let emergency = in_emergencies(facts, policy).await.map_err(RecipientsError::Facts)?;
    let emergency = emergency.map(|(rule, keys)| {
        authorities.extend(keys);
        rule
    });
    Ok(Recipients { policy: own, emergency, authorities })
}

/// The keys of the authorities that `expression` names; those without a proven one are left out.
///
/// Whether they are in use is not asked: a header stays what it is while one of its authorities is suspended.
///
/// # Errors
/// If the chain cannot be asked.
pub async fn authority_keys<F: Facts>(
    facts: &F,
    expression: &Expression,
) -> Result<BTreeMap<Label, AuthorityPublicKey>, F::Error> {
    let mut keys = BTreeMap::new();
    for attribute in expression.leaves() {
        let name = &attribute.authority;
        if keys.contains_key(name) {
            continue;
        }
        let Some(named) = facts.authority(name).await? else { continue };
        if let Some(key) = facts.proven_key(name, &named.authority).await {
            keys.insert(name.clone(), key);
        }
    }
    Ok(keys)
}

/// A policy at its current epochs, and the keys of its authorities.
pub type WithKeys = (EpochPolicy, BTreeMap<Label, AuthorityPublicKey>);

/// Whom an emergency admits to a record under `policy`: those whom the council's rule names, if there is one, the
/// policy allows it under this version of the rule, and all of its attributes and authorities are in use.
///
/// # Errors
/// If the chain cannot be asked.
pub async fn in_emergencies<F: Facts>(
    facts: &F,
    policy: &Policy<AccountId>,
) -> Result<Option<WithKeys>, F::Error> {
    if policy.terms.emergency == EmergencyAccess::Never {
        return Ok(None);
    }
    match facts.emergency_rule().await? {
        Some(rule) if policy.terms.emergency.opens_under(rule.version) => {
            Ok(usable(facts, &rule.accessors).await?.ok())
        }
        _ => Ok(None),
    }
}

/// `expression` at its current epochs and its authorities' keys, if all of them are in use.
async fn usable<F: Facts>(
    facts: &F,
    expression: &Expression,
) -> Result<Result<WithKeys, Unusable>, F::Error> {
    let mut epochs: BTreeMap<Attribute, Epoch> = BTreeMap::new();
    for attribute in expression.leaves() {
        if epochs.contains_key(attribute) {
            continue;
        }
        match facts.attribute(attribute).await? {
            Some(state) if state.status == UseStatus::Active => {
                epochs.insert(attribute.clone(), state.epoch);
            }
            _ => return Ok(Err(Unusable::Attribute(attribute.clone()))),
        }
    }
    let mut keys = BTreeMap::new();
    for name in epochs.keys().map(|attribute| &attribute.authority) {
        if keys.contains_key(name) {
            continue;
        }
        let named = facts.authority(name).await?.filter(|named| named.authority.status == UseStatus::Active);
        let key = match named {
            Some(named) => facts.proven_key(name, &named.authority).await,
            None => None,
        };
        match key {
            Some(key) => keys.insert(name.clone(), key),
            None => return Ok(Err(Unusable::Authority(name.clone()))),
        };
    }
    Ok(EpochPolicy::new(expression.clone(), &epochs).map(|policy| (policy, keys)).map_err(Unusable::Policy))
}

#[cfg(test)]
mod tests;
