//! Why a transaction is refused before it reaches a block.

use core::fmt;
use sp_runtime::transaction_validity::{InvalidTransaction, TransactionValidityError};

/// Why [`MemberAccess`](crate::MemberAccess) refused a transaction: the code of
/// [`InvalidTransaction::Custom`], and so part of the interface that clients rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Refusal {
    /// The sender speaks in no capacity: never had one, is suspended, or its organisation is suspended
    /// or removed.
    UnknownSender = 101,
    /// The sender's capacity may not make this call.
    CallNotAllowed = 102,
    /// Calls are wrapped in one another more than
    /// [`MAX_WRAPPERS`](crate::member_access::MAX_WRAPPERS) deep.
    NestedTooDeep = 103,
    /// The sender's organisation, or the sender for what is counted by account, has taken as much of the
    /// chain as it may for now.
    QuotaExhausted = 104,
    /// More transactions of the sender than [`MAX_WAITING`](crate::member_access::MAX_WAITING) must come first.
    TooManyWaiting = 105,
    /// The sender's organisation has added as many bytes to the state as it may for now.
    StorageExhausted = 106,
}

impl Refusal {
    /// Every refusal.
    pub const ALL: [Self; 6] = [
        Self::UnknownSender,
        Self::CallNotAllowed,
        Self::NestedTooDeep,
        Self::QuotaExhausted,
        Self::TooManyWaiting,
        Self::StorageExhausted,
    ];

    /// The code that the pool reports.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The refusal with this code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnknownSender => {
                "the account takes no part in the consortium; ask an organisation's gateway to enrol it, or \
                 wait until it and its organisation are reinstated"
            }
            Self::CallNotAllowed => "accounts of this capacity may not make this call",
            Self::NestedTooDeep => "calls are nested more than eight deep; send them flat",
            Self::QuotaExhausted => {
                "the quota is used up; it comes back with every block, so wait a little, or have the \
                 organisation suspend whoever floods it"
            }
            Self::TooManyWaiting => {
                "too many transactions of this account wait already; send this one when they are in a block"
            }
            Self::StorageExhausted => {
                "the organisation has stored as much as it may for now; room comes back with every block, so send \
                 this again later"
            }
        })
    }
}

impl From<Refusal> for TransactionValidityError {
    fn from(refusal: Refusal) -> Self {
        InvalidTransaction::Custom(refusal.code()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_should_name_its_refusal_when_read_back() {
        for refusal in Refusal::ALL {
            assert_eq!(Refusal::from_code(refusal.code()), Some(refusal));
        }
        assert_eq!(Refusal::from_code(0), None);
    }
}
