//! `authority_*`: who certifies what of whom.

use super::{chain::BlockHash, Chain, Error};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::{
    authority::{HeldAttribute, NamedAuthority},
    Label,
};
use salus_runtime_api::AuthorityApi as RuntimeApi;
use salus_runtime_common::AccountId;
use sp_api::ProvideRuntimeApi;
use sp_core::Bytes;

/// The methods. `at` is a block's hash, by default the last final block.
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
}
