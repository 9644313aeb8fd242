//! What can go wrong between a caller and the chain, in words that say what to do.

use std::fmt;
use subxt::error::{BackendError, DispatchError, ExtrinsicError, RpcError};
use subxt::rpcs;

/// JSON-RPC code of "the pool refused the transaction as invalid".
const POOL_INVALID: i32 = 1010;
const POOL_BANNED: i32 = 1012;
const POOL_ALREADY_THERE: i32 = 1013;
const POOL_LOW_PRIORITY: i32 = 1014;
const POOL_FULL: i32 = 1016;

/// Why an answer, or a transaction, did not come through.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// No connection, or no answer in time.
    #[error("the node at {url} does not answer: {reason}")]
    Unreachable {
        /// Where it was looked for.
        url: String,
        /// What happened.
        reason: String,
    },
    /// The transaction pool turned the transaction away.
    #[error("the chain does not accept the transaction: {0}")]
    Refused(PoolRefusal),
    /// The call was made and failed.
    #[error("the call failed: {0}")]
    Failed(CallFailure),
    /// The transaction left the pool without being included.
    #[error("the transaction left the pool: {0}")]
    Left(String),
    /// The transaction was in no block until it was no longer valid.
    #[error("the transaction was not included within {0} blocks and is void now")]
    Expired(u32),
    /// The node refused a request.
    #[error("the node refused {method}: {message} (code {code})")]
    Rpc {
        /// Which method.
        method: String,
        /// JSON-RPC error code.
        code: i32,
        /// The node's words.
        message: String,
    },
    /// The node answered with something else than expected.
    #[error("the node's answer to {method} cannot be understood: {reason}")]
    Answer {
        /// Which method.
        method: String,
        /// What was wrong.
        reason: String,
    },
    /// The node lacks entries of a trail.
    #[error("the node lacks {missing} entries of the trail")]
    TrailIncomplete {
        /// How many of those that were asked for.
        missing: u64,
    },
    /// The chain has no such pallet or call.
    #[error("the chain has no call {0}")]
    NoSuchCall(String),
    /// The transaction could not be put together.
    #[error("the transaction cannot be made: {0}")]
    Construction(String),
}

impl ChainError {
    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        Some(match self {
            Self::Unreachable { .. } => {
                "check that the node runs and that --node (or SALUS_NODE) names its WebSocket URL".into()
            }
            Self::Refused(refusal) => return refusal.remedy().map(Into::into),
            Self::Failed(failure) => return failure.remedy(),
            Self::Left(_) | Self::Expired(_) => {
                "look whether the change took effect after all; if not, try again".into()
            }
            Self::Rpc { code: -32601, .. } | Self::NoSuchCall(_) | Self::Answer { .. } => {
                "check that --node names a Salus node of the same version as this program".into()
            }
            Self::TrailIncomplete { .. } => {
                "try again in a minute, for the node fetches them from its peers; or use --node with another node".into()
            }
            Self::Rpc { .. } | Self::Construction(_) => return None,
        })
    }
}

/// Why the pool turned a transaction away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PoolRefusal {
    /// Code 101: the signer speaks in no capacity.
    UnknownSender,
    /// Code 102: the signer's capacity may not make this call.
    CallNotAllowed,
    /// Code 103: too many calls wrapped in one another.
    NestedTooDeep,
    /// Code 104: the signer's organisation, or the signer, has taken as much of the chain as it may for now.
    QuotaExhausted,
    /// Code 105: too many transactions of the signer wait already.
    TooManyWaiting,
    /// Code 106: the signer's organisation has stored as much as it may for now.
    StorageExhausted,
    /// Another code of the runtime's.
    Code(u8),
    /// Signed for a state of the account that has passed, or raced by another transaction of it.
    Outdated,
    /// The signature is not over what this chain expects.
    BadSignature,
    /// The node's pool is full, or the block is.
    Full,
    /// The same transaction was turned away a moment ago.
    Banned,
    /// Anything else, in the node's words.
    Other(String),
}

impl fmt::Display for PoolRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownSender => f.write_str(
                "this account is neither a seat, gateway, validator, authority nor an active participant",
            ),
            Self::CallNotAllowed => f.write_str("this account's capacity does not allow this call"),
            Self::NestedTooDeep => f.write_str("too many calls are wrapped in one another"),
            Self::QuotaExhausted => f.write_str(
                "this account's organisation has used up its share of the chain for now; the others go on",
            ),
            Self::TooManyWaiting => f.write_str("too many transactions of this account wait already"),
            Self::StorageExhausted => {
                f.write_str("this account's organisation has stored as much on the chain as it may for now")
            }
            Self::Code(code) => write!(f, "the runtime refused it with code {code}"),
            Self::Outdated => f.write_str("another transaction of this account came first"),
            Self::BadSignature => f.write_str("its signature does not hold on this chain"),
            Self::Full => f.write_str("the node has no room for more transactions now"),
            Self::Banned => f.write_str("the same transaction was refused a moment ago"),
            Self::Other(reason) => f.write_str(reason),
        }
    }
}

impl PoolRefusal {
    /// The refusal behind a code of `InvalidTransaction::Custom`.
    pub fn from_code(code: u8) -> Self {
        match code {
            101 => Self::UnknownSender,
            102 => Self::CallNotAllowed,
            103 => Self::NestedTooDeep,
            104 => Self::QuotaExhausted,
            105 => Self::TooManyWaiting,
            106 => Self::StorageExhausted,
            code => Self::Code(code),
        }
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> Option<&'static str> {
        Some(match self {
            Self::UnknownSender => {
                "ask your organisation to enrol this account, or to reinstate it if it is suspended"
            }
            Self::CallNotAllowed => {
                "use the keystore of the account that may: a patient sets policies, an authority grants, \
                 a seat proposes and votes"
            }
            Self::NestedTooDeep => "submit the inner calls on their own",
            Self::TooManyWaiting => "send this one when the earlier ones are in a block",
            Self::StorageExhausted => {
                "try again in an hour; if it lasts, ask the organisation which of its accounts fills the chain, \
                 and to suspend that"
            }
            Self::QuotaExhausted => {
                "try again in a minute; if it lasts, ask the organisation which of its accounts floods the \
                 chain, and to suspend that"
            }
            Self::Outdated | Self::Full | Self::Banned => "try again in a few seconds",
            Self::BadSignature => "check that the node runs the same version of Salus as this program",
            Self::Code(_) | Self::Other(_) => return None,
        })
    }

    /// True if the same call may pass when it is signed again.
    pub(super) fn is_race(&self) -> bool {
        matches!(self, Self::Outdated)
    }

    fn from_rpc(code: i32, message: &str, data: Option<&str>) -> Option<Self> {
        // `data` is a JSON string: "Custom error: 101", "Transaction is outdated", ...
        let data = data.unwrap_or_default().trim_matches('"');
        Some(match code {
            POOL_INVALID => match data.strip_prefix("Custom error: ").map(str::parse) {
                Some(Ok(code)) => Self::from_code(code),
                _ if data.contains("outdated") || data.contains("valid in the future") => Self::Outdated,
                _ if data.contains("bad signature") => Self::BadSignature,
                _ if data.contains("exhaust") => Self::Full,
                _ if data.is_empty() => Self::Other(message.into()),
                _ => Self::Other(data.into()),
            },
            POOL_BANNED => Self::Banned,
            POOL_ALREADY_THERE | POOL_LOW_PRIORITY => Self::Outdated,
            POOL_FULL => Self::Full,
            1011..=1021 => Self::Other(message.into()),
            _ => return None,
        })
    }
}

/// A call that was made and failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallFailure {
    /// `Pallet::Error`, or the kind of a failure outside the pallets.
    pub name: String,
    /// What the chain's metadata says about it; may be empty.
    pub documentation: String,
}

impl fmt::Display for CallFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.documentation.is_empty() {
            write!(f, " ({})", self.documentation.trim_end_matches('.'))?;
        }
        Ok(())
    }
}

impl CallFailure {
    fn remedy(&self) -> Option<String> {
        (self.name == "BadOrigin")
            .then(|| "use the keystore of the account that may make this call".to_owned())
    }
}

impl From<&DispatchError> for CallFailure {
    fn from(error: &DispatchError) -> Self {
        let DispatchError::Module(module) = error else {
            let name = match error {
                DispatchError::BadOrigin => "BadOrigin".into(),
                other => other.to_string(),
            };
            return Self { name, documentation: String::new() };
        };
        let documentation = module
            .details()
            .map(|details| details.variant.docs.join(" ").trim().to_owned())
            .unwrap_or_default();
        Self { name: module.details_string(), documentation }
    }
}

/// Tells a lost connection from an answer that is an error.
pub(super) fn from_rpc(url: &str, method: &str, error: rpcs::Error) -> ChainError {
    match error {
        rpcs::Error::User(user) => {
            let data = user.data.as_ref().map(|data| data.get());
            match PoolRefusal::from_rpc(user.code, &user.message, data) {
                Some(refusal) => ChainError::Refused(refusal),
                None => ChainError::Rpc {
                    method: method.into(),
                    code: user.code,
                    message: match data {
                        Some(data) => format!("{}: {}", user.message, data.trim_matches('"')),
                        None => user.message,
                    },
                },
            }
        }
        rpcs::Error::Deserialization(e) => {
            ChainError::Answer { method: method.into(), reason: e.to_string() }
        }
        rpcs::Error::Decode(e) => ChainError::Answer { method: method.into(), reason: e.to_string() },
        other => ChainError::Unreachable { url: url.into(), reason: other.to_string() },
    }
}

pub(super) fn from_backend(url: &str, method: &str, error: BackendError) -> ChainError {
    match error {
        BackendError::Rpc(RpcError::ClientError(error)) => from_rpc(url, method, error),
        other => ChainError::Unreachable { url: url.into(), reason: other.to_string() },
    }
}

pub(super) fn from_extrinsic(url: &str, error: ExtrinsicError) -> ChainError {
    match error {
        ExtrinsicError::ErrorSubmittingTransaction(error) => {
            from_backend(url, "author_submitAndWatchExtrinsic", error)
        }
        ExtrinsicError::PalletNameNotFound(name) => ChainError::NoSuchCall(name),
        ExtrinsicError::CallNameNotFound { pallet_name, call_name } => {
            ChainError::NoSuchCall(format!("{pallet_name}.{call_name}"))
        }
        other => ChainError::Construction(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusal_should_name_the_reason_when_the_pool_answers_with_a_code() {
        let refused = |data| PoolRefusal::from_rpc(1010, "Invalid Transaction", Some(data));
        assert_eq!(refused("\"Custom error: 101\""), Some(PoolRefusal::UnknownSender));
        assert_eq!(refused("\"Custom error: 102\""), Some(PoolRefusal::CallNotAllowed));
        assert_eq!(refused("\"Custom error: 103\""), Some(PoolRefusal::NestedTooDeep));
        assert_eq!(refused("\"Custom error: 104\""), Some(PoolRefusal::QuotaExhausted));
        assert_eq!(refused("\"Custom error: 105\""), Some(PoolRefusal::TooManyWaiting));
        assert_eq!(refused("\"Custom error: 106\""), Some(PoolRefusal::StorageExhausted));
        assert_eq!(refused("\"Custom error: 7\""), Some(PoolRefusal::Code(7)));
        assert_eq!(refused("\"Transaction is outdated\""), Some(PoolRefusal::Outdated));
        assert_eq!(refused("\"Transaction has a bad signature\""), Some(PoolRefusal::BadSignature));
    }

    #[test]
    fn refusal_should_not_be_seen_when_the_error_is_another_method_s() {
        assert_eq!(PoolRefusal::from_rpc(-32601, "Method not found", None), None);
    }

    #[test]
    fn refusal_should_come_with_a_remedy_when_the_sender_is_unknown() {
        let error = ChainError::Refused(PoolRefusal::UnknownSender);
        assert!(error.remedy().is_some_and(|remedy| remedy.contains("enrol")));
    }
}
