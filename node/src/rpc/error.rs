//! Why a question could not be answered, with codes that never change their meaning.
//!
//! | Code | Name | Meaning and remedy |
//! |---|---|---|
//! | 20001 | `UnknownBlock` | this node has no block with the hash given as `at`; leave it out, or wait for the node to sync |
//! | 20002 | `StatePruned` | this node no longer has that block's state; ask one that runs with `--state-pruning archive` |
//! | 20003 | `RuntimeFailed` | the chain's runtime did not answer; `data` has the reason |
//! | 20010 | `NoSuchEntry` | the trail has no entry with this index at this block |
//! | 20011 | `EntryMissing` | this node lacks the entry and fetches it from its peers; ask again in a minute, or another node |
//! | 20012 | `EntryDamaged` | this node's copy of the trail is damaged; ask another, and restore this one |
//! | 20013 | `NotIndexed` | this node keeps no entries; ask one without `--enable-offchain-indexing false` |
//! | 20014 | `TooManySubscriptions` | this connection, or all of them, follow as many trails as this node serves; end one first |
//!
//! Parameters that cannot be read are refused with JSON-RPC's own -32602, whose `data` says which
//! form was expected. What does not exist is not an error: the answer is `null` or an empty list.

use jsonrpsee::types::{ErrorObject, ErrorObjectOwned};
use salus_primitives::trail::Unreadable;
use std::fmt;

/// A question that was not answered.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    /// There is no such block.
    UnknownBlock,
    /// The block's state is gone.
    StatePruned,
    /// The runtime's call failed, for this reason.
    RuntimeFailed(String),
    /// The trail has no such entry.
    NoSuchEntry,
    /// The entry is not in this node's database.
    EntryMissing,
    /// The entry in this node's database is not the one the chain committed to.
    EntryDamaged,
    /// The node has no database for entries.
    NotIndexed,
    /// There is no room for another subscription.
    TooManySubscriptions,
}

impl Error {
    /// The code of the error object.
    pub fn code(&self) -> i32 {
        match self {
            Self::UnknownBlock => 20_001,
            Self::StatePruned => 20_002,
            Self::RuntimeFailed(_) => 20_003,
            Self::NoSuchEntry => 20_010,
            Self::EntryMissing => 20_011,
            Self::EntryDamaged => 20_012,
            Self::NotIndexed => 20_013,
            Self::TooManySubscriptions => 20_014,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownBlock => {
                "this node has no block with that hash; leave the parameter 'at' out for the last final block"
            }
            Self::StatePruned => {
                "this node no longer has the state of that block; ask one that runs with --state-pruning archive"
            }
            Self::RuntimeFailed(_) => "the chain's runtime did not answer; see 'data' for the reason",
            Self::NoSuchEntry => "the trail has no entry with this index at this block",
            Self::EntryMissing => {
                "this node lacks the entry and fetches it from its peers; ask again in a minute, or another node"
            }
            Self::EntryDamaged => "this node's copy of the trail is damaged; ask another node",
            Self::NotIndexed => {
                "this node keeps no entries; ask one that runs without --enable-offchain-indexing false"
            }
            Self::TooManySubscriptions => {
                "this connection, or all of them, follow as many trails as this node serves; end one first"
            }
        })
    }
}

impl std::error::Error for Error {}

impl From<Unreadable> for Error {
    fn from(unreadable: Unreadable) -> Self {
        match unreadable {
            Unreadable::NoSuchEntry => Self::NoSuchEntry,
            Unreadable::Missing => Self::EntryMissing,
            Unreadable::Damaged => Self::EntryDamaged,
        }
    }
}

impl From<sp_api::ApiError> for Error {
    fn from(reason: sp_api::ApiError) -> Self {
        Self::RuntimeFailed(reason.to_string())
    }
}

impl From<Error> for ErrorObjectOwned {
    fn from(error: Error) -> Self {
        let reason = match &error {
            Error::RuntimeFailed(reason) => Some(reason.clone()),
            _ => None,
        };
        ErrorObject::owned(error.code(), error.to_string(), reason)
    }
}
