//! What to encrypt to: a policy at its current epochs, and its authorities' proven keys.

use super::IntakeError;
use crate::{
    ledger::{Head, Ledger},
    verification,
};
use salus_abe::{AuthorityPublicKey, EpochPolicy, PossessionProof};
use salus_client::account::AccountId;
use salus_primitives::{
    authority::{Authority, UseStatus},
    consent::Policy,
    Attribute, Epoch, Label,
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

/// Keys whose proof of possession was checked.
///
/// An authority that registers a key it has no secret for could choose it as a function of another's
/// and so make an AND of both satisfiable by itself; the proof rules that out. Checking costs two
/// pairings, so it is done once for each name, key and proof.
#[derive(Default)]
pub struct AuthorityKeys(Mutex<HashMap<Label, ([u8; 32], AuthorityPublicKey)>>);

impl AuthorityKeys {
    /// The key of `name`, if the proof beside it holds.
    pub fn proven(&self, name: &Label, authority: &Authority<AccountId>) -> Option<AuthorityPublicKey> {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(authority.public_key.len().to_le_bytes())
            .chain_update(&authority.public_key)
            .chain_update(&authority.proof_of_possession)
            .finalize()
            .into();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = known.get(name).filter(|(of, _)| *of == digest) {
            return Some(key.clone());
        }
        let key = AuthorityPublicKey::decode(&authority.public_key).ok()?;
        let proof = PossessionProof::decode(&authority.proof_of_possession).ok()?;
        key.verify_possession(name, &proof).ok()?;
        known.insert(name.clone(), (digest, key.clone()));
        Some(key)
    }
}

/// A policy at its current epochs with its authorities' keys.
pub struct Recipients {
    /// The policy.
    pub policy: EpochPolicy,
    /// The keys of all its authorities.
    pub keys: BTreeMap<Label, AuthorityPublicKey>,
}

/// Reads at `head` what a record under `policy` is encrypted to.
///
/// # Errors
/// [`IntakeError::Attribute`] or [`IntakeError::Authority`] names what is not in use.
pub async fn recipients(
    ledger: &dyn Ledger,
    proven: &AuthorityKeys,
    head: Head,
    policy: &Policy<AccountId>,
) -> Result<Recipients, IntakeError> {
    let expression = &policy.terms.expression;
    let states = verification::attributes_of(ledger, head, policy).await?;
    let mut epochs: BTreeMap<Attribute, Epoch> = BTreeMap::new();
    for attribute in expression.leaves() {
        let state = states
            .get(attribute)
            .filter(|state| state.status == UseStatus::Active)
            .ok_or_else(|| IntakeError::Attribute(attribute.clone()))?;
        epochs.insert(attribute.clone(), state.epoch);
    }
    let policy =
        EpochPolicy::new(expression.clone(), &epochs).map_err(|error| IntakeError::Envelope(error.into()))?;
    let mut keys = BTreeMap::new();
    for name in policy.authorities() {
        let unusable = || IntakeError::Authority(name.clone());
        let named = ledger.authority(head, name.clone()).await?.ok_or_else(unusable)?;
        if named.authority.status != UseStatus::Active {
            return Err(unusable());
        }
        let key = proven.proven(name, &named.authority).ok_or_else(unusable)?;
        keys.insert(name.clone(), key);
    }
    Ok(Recipients { policy, keys })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_abe::AuthoritySecretKey;

    #[test]
    fn authority_key_should_be_refused_when_its_proof_is_for_another_name() {
        let mut rng = rand::rng();
        let secret = AuthoritySecretKey::generate(&mut rng);
        let (name, other): (Label, Label) =
            ("medical-council".parse().unwrap(), "city-hospital".parse().unwrap());
        let authority = |proof_for: &Label| Authority {
            organisation: 0,
            account: AccountId([1; 32]),
            public_key: secret.public_key().encode().try_into().unwrap(),
            proof_of_possession: secret
                .prove_possession(proof_for, &mut rand::rng())
                .encode()
                .try_into()
                .unwrap(),
            key_version: 0,
            status: UseStatus::Active,
        };
        let keys = AuthorityKeys::default();
        assert!(keys.proven(&name, &authority(&other)).is_none());
        assert!(keys.proven(&name, &authority(&name)).is_some());
        assert!(keys.proven(&name, &authority(&other)).is_none(), "a known key does not excuse a bad proof");
    }
}
