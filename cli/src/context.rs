//! What commands work with, made when first needed.

use crate::{clock::Clock, failure::Failure, lock::LockedKeystore, options::Options};
use salus_client::{Chain, ChainError, Keystore, KeystoreError};
use serde_json::{Map, Value};
use std::{
    io::Write,
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
    clock: OnceCell<Clock>,
    notes: Mutex<Map<String, Value>>,
    resumption: Mutex<Option<String>>,
}

impl Context {
    /// Nothing is opened or connected to yet.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            chain: OnceCell::new(),
            clock: OnceCell::new(),
            notes: Mutex::default(),
            resumption: Mutex::default(),
        }
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

    /// When blocks come. A node that does not tell is no reason to fail.
    pub async fn clock(&self) -> Clock {
        let read = || async {
            match self.chain().await {
                Ok(chain) => Clock::of(chain).await,
                Err(_) => Clock::default(),
            }
        };
        *self.clock.get_or_init(read).await
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

    /// Notes how to go on if the command is cut off from here on.
    pub fn resume_with(&self, advice: impl Into<String>) {
        *self.resumption.lock().unwrap_or_else(PoisonError::into_inner) = Some(advice.into());
    }

    /// How to go on after the command was cut off, if there is a way.
    pub fn resumption(&self) -> Option<String> {
        self.resumption.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Warns: to people at once, to machines in the answer.
    pub fn warn(&self, warning: &str) {
        if self.options.json {
            self.note("warning", warning);
        } else {
            let _ = writeln!(std::io::stderr(), "warning: {warning}");
        }
    }

    /// What was noted.
    pub fn notes(&self) -> Map<String, Value> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
