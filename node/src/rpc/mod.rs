//! JSON-RPC: the SDK's methods, and ours, one file per pallet.
//!
//! Ours are thin adapters over the runtime APIs: what they answer is decided in the runtime, at the block
//! given as the last parameter `at`, by default the last final one. Accounts are written as SS58
//! addresses with prefix 42; ids as in `salus-primitives`. Errors: see [`Error`].
//!
//! All of them show raw state to whoever reaches the listener. They are for the organisation's own
//! operators and gateway; people are served by the gateway, which knows who asks.

#[macro_use]
mod reads;

mod audit;
mod authority;
mod chain;
mod consent;
mod consortium;
mod ehr;
mod error;
mod following;

pub use audit::Trails;
pub use chain::Chain;
pub use error::Error;
pub use following::Following;

use crate::types::{Block, FullBackend, FullClient, FullPool, SelectChain};
use audit::{Audit, AuditApiServer};
use authority::{Authority, AuthorityApiServer};
use consent::{Consent, ConsentApiServer};
use consortium::{Consortium, ConsortiumApiServer};
use ehr::{Ehr, EhrApiServer};
use jsonrpsee::RpcModule;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_keystore::KeystorePtr;
use sp_runtime::traits::{Block as BlockT, NumberFor};
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the methods need of the node.
pub struct Deps {
    /// The client.
    pub client: Arc<FullClient>,
    /// The trails, and the chain that they are read on.
    pub trails: Trails,
    /// Everybody who follows a trail.
    pub following: Following,
    /// The pool of transactions.
    pub pool: Arc<FullPool>,
    /// How the best chain is chosen.
    pub select_chain: SelectChain,
    /// The chain's specification.
    pub chain_spec: Box<dyn sc_service::ChainSpec>,
    /// The node's keys.
    pub keystore: KeystorePtr,
    /// Knows BABE's epochs.
    pub babe_worker: BabeWorkerHandle<Block>,
    /// Knows GRANDPA's rounds.
    pub voter_state: SharedVoterState,
    /// Knows GRANDPA's voters.
    pub authority_set: SharedAuthoritySet<<Block as BlockT>::Hash, NumberFor<Block>>,
    /// New proofs of finality.
    pub justifications: GrandpaJustificationStream<Block>,
    /// Proves finality of a past block.
    pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
    /// Runs subscriptions.
    pub executor: SubscriptionTaskExecutor,
}

/// Every method beyond those that the SDK's service brings.
///
/// # Errors
/// If two have the same name, or the chain specification has no room for a light client's start.
pub fn create(deps: Deps) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
    let Deps {
        client,
        trails,
        following,
        pool,
        select_chain,
        chain_spec,
        keystore,
        babe_worker,
        voter_state,
        authority_set,
        justifications,
        finality_proofs,
        executor,
    } = deps;
    let chain = trails.chain.clone();

    let mut module = RpcModule::new(());
    module.merge(System::new(client.clone(), pool).into_rpc())?;
    module.merge(Babe::new(client.clone(), babe_worker.clone(), keystore, select_chain).into_rpc())?;
    module.merge(
        Grandpa::new(executor.clone(), authority_set.clone(), voter_state, justifications, finality_proofs)
            .into_rpc(),
    )?;
    module.merge(SyncState::new(chain_spec, client, authority_set, babe_worker)?.into_rpc())?;

    module.merge(Consortium(chain.clone()).into_rpc())?;
    module.merge(Authority(chain.clone()).into_rpc())?;
    module.merge(Consent(chain.clone()).into_rpc())?;
    module.merge(Ehr(chain).into_rpc())?;
    module.merge(Audit { trails, following, executor }.into_rpc())?;
    Ok(module)
}
