//! Replacing the runtime: the council authorises its hash, and anybody hands the code in.

use super::{calls, hash, Chain, ChainError, Included};
use codec::DecodeAll;
use salus_primitives::Digest;
use serde::Deserialize;
use sp_crypto_hashing::twox_128;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    spec_version: u32,
}

impl Chain {
    /// The version of the runtime at the last finalised block.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn runtime_version(&self) -> Result<u32, ChainError> {
        let at = hash(self.finalized_head().await?);
        let version: Version = self.request("state_getRuntimeVersion", &[at]).await?;
        Ok(version.spec_version)
    }

    /// BLAKE2b-256 of the runtime that the council authorised and nobody has handed in yet.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn authorized_upgrade(&self) -> Result<Option<Digest>, ChainError> {
        let key = [twox_128(b"System"), twox_128(b"AuthorizedUpgrade")].concat();
        let Some(bytes) = self.at_finalized().await?.storage(&key).await? else { return Ok(None) };
        authorized(&bytes).map(Some).map_err(|e| ChainError::Answer {
            method: "System.AuthorizedUpgrade".into(),
            reason: e.to_string(),
        })
    }

    /// Hands in the runtime that the council authorised, signed by nobody, and waits until that is final.
    ///
    /// # Errors
    /// [`ChainError::Failed`] if it is not a newer version of this chain's runtime, else as [`Chain::submit`].
    pub async fn upgrade(&self, code: &[u8]) -> Result<Included, ChainError> {
        let included = self.submit_bare(&calls::system::apply_authorized_upgrade(code)).await?;
        // The call succeeds all the same, and the council's word for this code is used up.
        let name = "RejectedInvalidAuthorizedUpgrade";
        let Some(rejected) = included.events.iter().find(|event| event.is("System", name)) else {
            return Ok(included);
        };
        // Fields: the code's hash, then why.
        let reason = rejected.fields.get(32..).unwrap_or_default();
        Err(ChainError::Failed(self.failure(included.block_hash, reason).await?))
    }
}

/// The hash of the code; after it stands whether versions are compared.
fn authorized(mut bytes: &[u8]) -> Result<Digest, codec::Error> {
    let (code_hash, _): (Digest, bool) = DecodeAll::decode_all(&mut bytes)?;
    Ok(code_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorized_code_should_be_named_by_its_hash_when_read_from_the_state() {
        let stored = [[7u8; 32].as_slice(), &[1u8]].concat();
        assert_eq!(authorized(&stored).ok(), Some([7; 32]));
        assert!(authorized(&[7; 32]).is_err());
    }
}
