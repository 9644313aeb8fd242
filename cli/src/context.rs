//! What commands work with, made when first needed.

use crate::{failure::Failure, options::Options};
use salus_client::{Chain, Keystore};
use tokio::sync::OnceCell;

/// The options and what they lead to.
#[derive(Debug)]
pub struct Context {
    /// The options of every command.
    pub options: Options,
    chain: OnceCell<Chain>,
}

impl Context {
    /// Nothing is opened or connected to yet.
    pub fn new(options: Options) -> Self {
        Self { options, chain: OnceCell::new() }
    }

    /// The node.
    pub async fn chain(&self) -> Result<&Chain, Failure> {
        Ok(self.chain.get_or_try_init(|| Chain::connect(&self.options.node)).await?)
    }

    /// The keystore, opened with its passphrase.
    pub fn keystore(&self) -> Result<Keystore, Failure> {
        let path = self.options.keystore()?;
        if !path.exists() {
            // Before a passphrase is asked for in vain.
            return Err(salus_client::KeystoreError::Missing(path).into());
        }
        Ok(Keystore::open(&path, &self.options.passphrase(false)?)?)
    }
}
