//! What a keystore keeps.

use crate::account::AccountSecret;
use codec::{Decode, Encode};
use salus_primitives::{EpochAttribute, Label};
use std::collections::BTreeMap;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Secret bytes that are wiped when dropped.
#[derive(Clone, Encode, Decode, Zeroize, ZeroizeOnDrop)]
pub(super) struct SecretBytes(pub Vec<u8>);

/// The secrets of one person or office, in the order in which the file keeps them.
#[derive(Encode, Decode)]
pub(super) struct Secrets {
    /// What the account signs with.
    pub account: AccountSecret,
    /// The secret of the key card, 32 bytes; the card says of which suite.
    pub recipient: SecretBytes,
    /// The signed card of that secret. Kept, because signing anew gives another card with another name.
    pub card: Vec<u8>,
    /// Encoded attribute keys of every epoch: old records stay readable to whoever could read them.
    pub attribute_keys: BTreeMap<EpochAttribute, SecretBytes>,
    /// What turns a gateway's transformed capsules into keys, and whether the gateway confirmed that
    /// it has the matching transform key.
    pub transform: Option<(SecretBytes, bool)>,
    /// The authority this keystore issues for, and its secret key; while it is being rotated the next one
    /// behind it.
    pub authority: Option<(Label, SecretBytes)>,
}
