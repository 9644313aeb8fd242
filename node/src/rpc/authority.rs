//! `authority_*`: who certifies what of whom.

use super::{
    chain::{BlockHash, DEFAULT_LIMIT},
    Chain, Error,
};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::{
    authority::{AttributeHolder, HeldAttribute, NamedAuthority},
    record::Page,
    Attribute, Label,
};
use salus_runtime_api::AuthorityApi as RuntimeApi;
use salus_runtime_common::AccountId;
use sp_api::ProvideRuntimeApi;
use sp_core::Bytes;

/// A page of holders; `next` is the `cursor` for the page after.
pub type Holders = Page<AttributeHolder<AccountId>, AccountId>;

/// The methods. `limit` is 100 by default and 256 at most; `at` is a block's hash, by default the last final block.
#[rpc(server)]
pub trait AuthorityApi {
    /// Every authority with what it declared.
    #[method(name = "authority_list", blocking)]
    fn list(&self, at: Option<BlockHash>) -> Result<Vec<NamedAuthority<AccountId>>, Error>;

    /// The public key for encryption of the authority `name`, as hexadecimal digits.
    #[method(name = "authority_publicKey", blocking)]
    fn public_key(&self, name: Label, at: Option<BlockHash>) -> Result<Option<Bytes>, Error>;

    /// Every attribute granted to `holder`, and whether it counts.
    #[method(name = "authority_holdings", blocking)]
    fn holdings(&self, holder: AccountId, at: Option<BlockHash>) -> Result<Vec<HeldAttribute>, Error>;

    /// The holders of `attribute`, and whether it counts for them.
    #[method(name = "authority_holders", blocking)]
    fn holders(
        &self,
        attribute: Attribute,
        cursor: Option<AccountId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Holders, Error>;

    /// The public key that the authority `name` had after `version` rotations, as hexadecimal digits.
    #[method(name = "authority_key", blocking)]
    fn key(&self, name: Label, version: u32, at: Option<BlockHash>) -> Result<Option<Bytes>, Error>;
}

/// Answers from the chain.
pub struct Authority(pub Chain);

impl AuthorityApiServer for Authority {
    fn list(&self, at: Option<BlockHash>) -> Result<Vec<NamedAuthority<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().authorities(at)?)
    }

    fn public_key(&self, name: Label, at: Option<BlockHash>) -> Result<Option<Bytes>, Error> {
        let at = self.0.hash(at)?;
        let named = self.0.client.runtime_api().authority(at, name)?;
        Ok(named.map(|named| Bytes(named.authority.public_key.into_inner())))
    }

    fn holdings(&self, holder: AccountId, at: Option<BlockHash>) -> Result<Vec<HeldAttribute>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().holdings(at, holder)?)
    }

    fn holders(
        &self,
        attribute: Attribute,
        cursor: Option<AccountId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Holders, Error> {
        let at = self.0.hash(at)?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        Ok(self.0.client.runtime_api().holders_of(at, attribute, cursor, limit)?)
    }

    fn key(&self, name: Label, version: u32, at: Option<BlockHash>) -> Result<Option<Bytes>, Error> {
        let at = self.0.hash(at)?;
        let key = self.0.client.runtime_api().key(at, name, version)?;
        Ok(key.map(|key| Bytes(key.into_inner())))
    }
}
