//! What to encrypt to: a policy at its current epochs, and its authorities' proven keys.

use super::IntakeError;
use crate::{
    ledger::{Head, LedgerError},
    state::Gateway,
};
use salus_abe::AuthorityPublicKey;
use salus_client::{
    account::AccountId,
    recipients::{proven_key, Facts, Recipients, RecipientsError, Unusable},
};
use salus_primitives::{
    authority::{AttributeState, Authority, NamedAuthority},
    consent::Policy,
    emergency::EmergencyRule,
    Attribute, Label,
};
use sha2::{Digest, Sha256};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Most keys that are remembered; with their tables a key takes 2.4 MB at most.
const MOST_KEYS: usize = 32;

/// Keys whose proof of possession was checked, with the tables that make encrypting to them fast.
///
/// Checking a proof costs two pairings, and the tables as much as an encryption; so both are done once for
/// each name, key and proof.
#[derive(Clone, Default)]
pub struct AuthorityKeys(Arc<Mutex<VecDeque<Known>>>);

/// A proven key. The one that was used last is at the end of the queue.
struct Known {
    name: Label,
    /// Of key and proof.
    digest: [u8; 32],
    key: AuthorityPublicKey,
}

impl AuthorityKeys {
    /// The key of `name`, if the proof beside it holds.
    pub async fn proven(&self, name: &Label, authority: &Authority<AccountId>) -> Option<AuthorityPublicKey> {
        let digest: [u8; 32] = Sha256::new()
            .chain_update(authority.public_key.len().to_le_bytes())
            .chain_update(&authority.public_key)
            .chain_update(&authority.proof_of_possession)
            .finalize()
            .into();
        if let Some(key) = self.find(name, &digest) {
            return Some(key);
        }
        let (of, authority) = (name.clone(), authority.clone());
        let key = tokio::task::spawn_blocking(move || {
            proven_key(&of, &authority).map(AuthorityPublicKey::prepared)
        })
        .await
        .ok()??;
        let known = Known { name: name.clone(), digest, key: key.clone() };
        let mut all = self.all();
        // A new key of the same name takes the old one's place.
        all.retain(|other| other.name != *name);
        while all.len() >= MOST_KEYS {
            all.pop_front();
        }
        all.push_back(known);
        Some(key)
    }

    fn find(&self, name: &Label, digest: &[u8; 32]) -> Option<AuthorityPublicKey> {
        let mut all = self.all();
        let at = all.iter().position(|known| known.name == *name && known.digest == *digest)?;
        let known = all.remove(at)?;
        let key = known.key.clone();
        all.push_back(known);
        Some(key)
    }

    fn all(&self) -> MutexGuard<'_, VecDeque<Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the chain says at a block, with the keys that this gateway has proven before.
#[derive(Clone, Copy)]
pub struct AtHead<'a> {
    /// Who asks.
    pub gateway: &'a Gateway,
    /// At which block.
    pub head: Head,
}

impl Facts for AtHead<'_> {
    type Error = LedgerError;

    async fn emergency_rule(&self) -> Result<Option<EmergencyRule>, LedgerError> {
        self.gateway.ledger.emergency_rule(self.head).await
    }

    async fn attribute(&self, attribute: &Attribute) -> Result<Option<AttributeState>, LedgerError> {
        self.gateway.ledger.attribute(self.head, attribute.clone()).await
    }

    async fn authority(&self, name: &Label) -> Result<Option<NamedAuthority<AccountId>>, LedgerError> {
        self.gateway.ledger.authority(self.head, name.clone()).await
    }

    async fn proven_key(&self, name: &Label, authority: &Authority<AccountId>) -> Option<AuthorityPublicKey> {
        self.gateway.authority_keys.proven(name, authority).await
    }
}

/// Reads at `head` what a record under `policy` is encrypted to.
///
/// # Errors
/// [`IntakeError::Attribute`] or [`IntakeError::Authority`] names what is not in use.
pub async fn recipients(
    gateway: &Gateway,
    head: Head,
    policy: &Policy<AccountId>,
) -> Result<Recipients, IntakeError> {
    let found = salus_client::recipients::recipients(&AtHead { gateway, head }, policy).await;
    found.map_err(|error| match error {
        RecipientsError::Facts(error) => error.into(),
        RecipientsError::Unusable(Unusable::Attribute(attribute)) => IntakeError::Attribute(attribute),
        RecipientsError::Unusable(Unusable::Authority(name)) => IntakeError::Authority(name),
        RecipientsError::Unusable(Unusable::Policy(error)) => IntakeError::Envelope(error.into()),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_abe::AuthoritySecretKey;
    use salus_primitives::authority::UseStatus;

    /// What the chain has of an authority with `secret` that proved it under the name `proof_for`.
    fn authority(secret: &AuthoritySecretKey, proof_for: &Label) -> Authority<AccountId> {
        let proof = secret.prove_possession(proof_for, &mut rand::rng());
        Authority {
            organisation: 0,
            account: AccountId([1; 32]),
            public_key: secret.public_key().encode().try_into().unwrap(),
            proof_of_possession: proof.encode().try_into().unwrap(),
            key_version: 0,
            status: UseStatus::Active,
        }
    }

    #[tokio::test]
    async fn authority_key_should_be_refused_when_its_proof_is_for_another_name() {
        let secret = AuthoritySecretKey::generate(&mut rand::rng());
        let (name, other): (Label, Label) =
            ("medical-council".parse().unwrap(), "city-hospital".parse().unwrap());
        let keys = AuthorityKeys::default();
        assert!(keys.proven(&name, &authority(&secret, &other)).await.is_none());
        assert!(keys.proven(&name, &authority(&secret, &name)).await.is_some());
        let again = keys.proven(&name, &authority(&secret, &other)).await;
        assert!(again.is_none(), "a known key does not excuse a bad proof");
    }

    #[tokio::test]
    async fn authority_keys_should_forget_the_one_longest_unused_when_there_are_many() {
        let secret = AuthoritySecretKey::generate(&mut rand::rng());
        let keys = AuthorityKeys::default();
        let names: Vec<Label> = (0..=MOST_KEYS).map(|n| format!("office-{n}").parse().unwrap()).collect();
        let (first, second) = (names.first().unwrap(), names.get(1).unwrap());
        let key = proven_key(first, &authority(&secret, first)).unwrap();
        let known = |name: &Label| Known { name: name.clone(), digest: [1; 32], key: key.clone() };
        keys.all().extend(names.iter().take(MOST_KEYS).map(known));
        assert!(keys.find(first, &[1; 32]).is_some(), "used again, it is not the oldest any more");
        keys.proven(names.last().unwrap(), &authority(&secret, names.last().unwrap())).await.unwrap();
        assert_eq!(keys.all().len(), MOST_KEYS);
        assert!(keys.find(first, &[1; 32]).is_some());
        assert!(keys.find(second, &[1; 32]).is_none());
    }
}
