//! How many organisations keep a record's ciphertext: the chain tells, so that all of them agree.

use super::{Chain, ChainError};

impl Chain {
    /// How many organisations keep a record's ciphertext, who filed it included.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`]; [`ChainError::Answer`] if the chain's metadata do not tell.
    pub async fn copies(&self) -> Result<u32, ChainError> {
        self.constant("EhrRegistry", "Copies").await
    }
}
