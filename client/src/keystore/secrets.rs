//! What a keystore keeps.

use crate::account::AccountSecret;
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{EpochAttribute, Label};
use std::collections::BTreeMap;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Secret bytes that are wiped when dropped.
#[derive(Clone, Encode, Decode, Zeroize, ZeroizeOnDrop)]
pub(super) struct SecretBytes(pub Vec<u8>);

/// The secrets of one person or office, in the order in which the file keeps them.
pub(super) struct Secrets {
    /// What the account signs with.
    pub account: AccountSecret,
    /// The secret of the key card, 32 bytes; the card says of which suite.
    pub recipient: SecretBytes,
    /// The signed card of that secret. Kept, because signing again gives another card with another name.
    pub card: Vec<u8>,
    /// Encoded attribute keys of every epoch: old records stay readable to whoever could read them.
    pub attribute_keys: BTreeMap<EpochAttribute, SecretBytes>,
    /// What turns a gateway's transformed capsules into keys, and whether the gateway confirmed that
    /// it has the matching transform key.
    pub transform: Option<(SecretBytes, bool)>,
    /// The authority this keystore issues for, and its secret key; while it is being rotated the next one
    /// behind it.
    pub authority: Option<(Label, SecretBytes)>,
    /// The secrets of former key cards, the newest first, each after its suite. Files from before there were any end
    /// without them.
    pub former: Vec<SecretBytes>,
}

impl Secrets {
    /// How many bytes [`Secrets::write`] writes.
    pub fn size(&self) -> usize {
        let Self { account, recipient, card, attribute_keys, transform, authority, former } = self;
        let kept = (account, recipient, card, attribute_keys, transform, authority).encoded_size();
        let former = if former.is_empty() { 0 } else { former.encoded_size() };
        kept.saturating_add(former)
    }

    /// Writes them; former keys only if there are any, so that older programs read the file of whoever has none.
    pub fn write(&self, to: &mut Vec<u8>) {
        let Self { account, recipient, card, attribute_keys, transform, authority, former } = self;
        (account, recipient, card, attribute_keys, transform, authority).encode_to(to);
        if !former.is_empty() {
            former.encode_to(to);
        }
    }

    /// Reads what [`Secrets::write`] wrote, of this release or an earlier one.
    ///
    /// # Errors
    /// If it is anything else.
    pub fn read(mut bytes: &[u8]) -> Result<Self, codec::Error> {
        let input = &mut bytes;
        let (account, recipient, card, attribute_keys, transform, authority) = Decode::decode(input)?;
        let former = if input.is_empty() { Vec::new() } else { Vec::decode_all(input)? };
        Ok(Self { account, recipient, card, attribute_keys, transform, authority, former })
    }
}
