//! The public keys that authorities have had.
//!
//! Whoever opens a capsule with attribute keys alone makes the capsule again to check it, and for that
//! needs the authorities' keys of the time it was made. The capsule names them by one digest over all of
//! them, so the versions that fit are found by trying, the newest first.

use super::OpeningError;
use crate::account::AccountId;
use salus_abe::{decapsulate, AbeError, AuthorityPublicKey, Capsule, KeyRing, SharedKey};
use salus_primitives::{authority::NamedAuthority, Label};
use std::collections::BTreeMap;

/// Most combinations of versions that are tried; each costs a few hash computations.
const MOST_COMBINATIONS: u32 = 65_536;

/// The public keys of some authorities, in every version that is known, the newest first.
#[derive(Clone, Debug, Default)]
pub struct AuthorityKeys(BTreeMap<Label, Vec<AuthorityPublicKey>>);

impl AuthorityKeys {
    /// The current keys of authorities as the chain has them.
    ///
    /// # Errors
    /// [`OpeningError::Authority`] if a key cannot be read.
    pub fn current(
        authorities: impl IntoIterator<Item = NamedAuthority<AccountId>>,
    ) -> Result<Self, OpeningError> {
        let mut keys = Self::default();
        for named in authorities {
            keys.add(&named.name, &named.authority.public_key)?;
        }
        Ok(keys)
    }

    /// Adds an encoded key of `name` that is older than all that are known of it.
    ///
    /// # Errors
    /// [`OpeningError::Authority`] if it cannot be read.
    pub fn add(&mut self, name: &Label, key: &[u8]) -> Result<(), OpeningError> {
        let key =
            AuthorityPublicKey::decode(key).map_err(|error| OpeningError::Authority(name.clone(), error))?;
        self.0.entry(name.clone()).or_default().push(key);
        Ok(())
    }

    /// Opens `capsule` with those versions of the keys with which it was made.
    ///
    /// # Errors
    /// As [`decapsulate`]; [`AbeError::AuthorityKeysDiffer`] if no combination of versions fits.
    pub fn open(&self, capsule: &Capsule, context: &[u8], ring: &KeyRing) -> Result<SharedKey, AbeError> {
        if !ring.satisfies(capsule.policy()) {
            return Err(AbeError::PolicyNotSatisfied);
        }
        let mut histories = Vec::new();
        for name in capsule.policy().authorities() {
            let keys = self.0.get(name).ok_or_else(|| AbeError::MissingAuthority(name.clone()))?;
            histories.push((name, keys.as_slice()));
        }
        // How many keys of each authority at most are passed over: first none, then one, and so on, as the
        // newest are the likeliest.
        let oldest = histories.iter().map(|(_, keys)| keys.len()).max().unwrap_or(0);
        let mut tried = 0u32;
        for age in 0..oldest.max(1) {
            let mut choice = Some(vec![0usize; histories.len()]);
            while let Some(versions) = choice {
                // With a smaller greatest age it was tried before.
                if versions.iter().copied().max().unwrap_or(0) == age {
                    if tried == MOST_COMBINATIONS {
                        return Err(AbeError::AuthorityKeysDiffer);
                    }
                    tried = tried.saturating_add(1);
                    match decapsulate(capsule, context, ring, &chosen(&histories, &versions)) {
                        Err(AbeError::AuthorityKeysDiffer) => {}
                        // The digest fits: whatever this says is final.
                        outcome => return outcome,
                    }
                }
                choice = next(&histories, versions, age);
            }
        }
        Err(AbeError::AuthorityKeysDiffer)
    }
}

type History<'a> = (&'a Label, &'a [AuthorityPublicKey]);

fn chosen(histories: &[History<'_>], versions: &[usize]) -> BTreeMap<Label, AuthorityPublicKey> {
    histories
        .iter()
        .zip(versions)
        .filter_map(|((name, keys), version)| Some(((*name).clone(), keys.get(*version)?.clone())))
        .collect()
}

/// The choice after `versions` in which no version is older than `age`: they count like digits.
fn next(histories: &[History<'_>], mut versions: Vec<usize>, age: usize) -> Option<Vec<usize>> {
    for (version, (_, keys)) in versions.iter_mut().zip(histories) {
        let older = version.saturating_add(1);
        if older <= age && older < keys.len() {
            *version = older;
            return Some(versions);
        }
        *version = 0;
    }
    None
}
