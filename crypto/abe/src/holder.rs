//! Holders of keys.

/// A holder: its 32-byte account id on the chain (GID of RW15).
///
/// Collusion resistance rests on it: no two people may share one, and it is proven by the account's
/// signature before a key is issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gid(pub [u8; 32]);
