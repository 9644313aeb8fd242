//! What commands work with, made when first needed.

use crate::{failure::Failure, lock::LockedKeystore, options::Options};
use salus_client::{Chain, ChainError, Keystore, KeystoreError};
use serde_json::{Map, Value};
use std::{
    path::PathBuf,
    sync::{Mutex, PoisonError},
};
use tokio::sync::OnceCell;

/// The options and what they lead to.
#[derive(Debug)]
pub struct Context {
    /// The options of every command.
    pub options: Options,
    chain: OnceCell<Chain>,
    notes: Mutex<Map<String, Value>>,
}

impl Context {
    /// Nothing is opened or connected to yet.
    pub fn new(options: Options) -> Self {
        Self { options, chain: OnceCell::new(), notes: Mutex::default() }
    }

    /// The node.
    pub async fn chain(&self) -> Result<&Chain, Failure> {
        let connect = || async {
            let chain = Chain::connect(&self.options.node).await?;
            let settled = if self.options.without_finality { chain.without_finality() } else { chain };
            Ok::<_, ChainError>(settled)
        };
        Ok(self.chain.get_or_try_init(connect).await?)
    }

    /// The keystore, opened with its passphrase.
    pub fn keystore(&self) -> Result<Keystore, Failure> {
        let path = self.present_keystore()?;
        Ok(Keystore::open(&path, &self.options.passphrase(false)?)?)
    }

    /// The keystore, to be changed and saved: no other command changes it until it is dropped.
    pub async fn keystore_to_change(&self) -> Result<LockedKeystore, Failure> {
        let path = self.present_keystore()?;
        let passphrase = self.options.passphrase(false)?;
        LockedKeystore::open(&path, &passphrase).await
    }

    fn present_keystore(&self) -> Result<PathBuf, Failure> {
        let path = self.options.keystore()?;
        if !path.exists() {
            // Before a passphrase is asked for in vain.
            return Err(KeystoreError::Missing(path).into());
        }
        Ok(path)
    }

    /// Notes what the user needs even if the command fails afterwards: a field of the error's JSON object.
    pub fn note(&self, name: &str, value: impl Into<Value>) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.insert(name.into(), value.into());
    }

    /// What was noted.
    pub fn notes(&self) -> Map<String, Value> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
