//! What can go wrong between a client and a gateway.

use super::messages::Fault;
use crate::account::AccountId;
use salus_primitives::ContentId;

/// Why a gateway's answer did not come through.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GatewayError {
    /// The URL is not one.
    #[error("'{url}' is not a gateway's URL: {reason}")]
    Url {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The local HTTP client could not be set up.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(String),
    /// No connection, or it broke.
    #[error("the gateway at {url} does not answer: {reason}")]
    Unreachable {
        /// Where it was looked for.
        url: String,
        /// What happened.
        reason: String,
    },
    /// What was to be handed in could not be read, or changed meanwhile.
    #[error("the content cannot be handed in: {0}")]
    Content(String),
    /// The gateway said no.
    #[error("{}", .fault.message)]
    Refused {
        /// HTTP status.
        status: u16,
        /// Code, words and advice.
        fault: Fault,
    },
    /// The gateway answered with something else than expected.
    #[error("the gateway's answer to {request} cannot be understood: {reason}")]
    Answer {
        /// Which request.
        request: String,
        /// What was wrong.
        reason: String,
    },
    /// The gateway asked for a signature that would count at another.
    #[error("the gateway asks to sign in at {asked}, the chain says it is {expected}")]
    Audience {
        /// For whom the signature would have been.
        asked: AccountId,
        /// Whose gateway this should be.
        expected: AccountId,
    },
    /// The request needs a session and there is none.
    #[error("not signed in to the gateway")]
    NotSignedIn,
    /// The gateway served other bytes than were asked for.
    #[error("the gateway served other bytes than block {0}")]
    WrongBlock(ContentId),
}

impl GatewayError {
    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        Some(match self {
            Self::Url { .. } => "give it as http://host:port or https://host with --gateway".into(),
            Self::Unreachable { .. } => {
                "check that the gateway runs and that --gateway (or SALUS_GATEWAY) names it".into()
            }
            Self::Content(_) => "hand it in when nothing writes to it any more".into(),
            Self::Refused { fault, .. } if !fault.help.is_empty() => fault.help.clone(),
            Self::Refused { .. } | Self::Setup(_) => return None,
            Self::Answer { .. } => {
                "check that --gateway names a Salus gateway of the same version as this program".into()
            }
            Self::Audience { .. } => {
                "do not use this gateway before its operator has explained the difference".into()
            }
            Self::NotSignedIn => "sign in first".into(),
            Self::WrongBlock(_) => "report it to the gateway's operator and use another gateway".into(),
        })
    }

    /// True if the same request may succeed later: nothing that it says is wrong.
    pub fn may_pass_later(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::NotSignedIn => true,
            // The time ran out, another request is at it, the policy changed meanwhile, or the server has a fault.
            Self::Refused { status: 408 | 425 | 429 | 500.., .. } => true,
            Self::Refused { fault, .. } => matches!(fault.error.as_str(), "in_progress" | "outdated"),
            _ => false,
        }
    }

    /// True if the gateway has no such thing, or will not say so.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}
