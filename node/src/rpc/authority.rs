//! `authority_*`: who certifies what of whom.

use salus_primitives::{
    authority::{AttributeHolder, AuthorityKeyBytes, HeldAttribute, NamedAuthority},
    Attribute, Label, Page,
};
use salus_runtime_common::AccountId;
use sp_core::Bytes;

/// A page of holders; `next` is the `cursor` for the page after.
pub type Holders = Page<AttributeHolder<AccountId>, AccountId>;

reads! {
    /// The methods. `limit` is 100 by default and 256 at most; `at` is a block's hash, by default the last
    /// final block.
    pub struct Authority: AuthorityApi, AuthorityApiServer {
        /// Every authority with what it declared.
        method "authority_list" = authorities() -> Vec<NamedAuthority<AccountId>>;
        /// The public key for encryption of the authority `name`, as hexadecimal digits.
        method "authority_publicKey" = authority(name: Label) -> Option<Bytes> = public_key;
        /// Every attribute granted to `holder`, with whether it counts.
        method "authority_holdings" = holdings(holder: AccountId) -> Vec<HeldAttribute>;
        /// The holders of `attribute`, and whether it counts for them.
        method "authority_holders" = holders_of(attribute: Attribute) [cursor: AccountId, limit] -> Holders;
        /// The public key that the authority `name` had after `version` rotations, as hexadecimal digits.
        method "authority_key" = key(name: Label, version: u32) -> Option<Bytes> = digits;
    }
}

fn public_key(named: Option<NamedAuthority<AccountId>>) -> Option<Bytes> {
    named.map(|named| Bytes(named.authority.public_key.into_inner()))
}

fn digits(key: Option<AuthorityKeyBytes>) -> Option<Bytes> {
    key.map(|key| Bytes(key.into_inner()))
}
