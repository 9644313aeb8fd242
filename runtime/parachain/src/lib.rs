//! The consortium's chain as a parachain: the pallets, the rules and the transactions of the stand-alone
//! chain, with collators in place of validators and a relay chain's finality in place of its own.
//!
//! | Where | What |
//! |---|---|
//! | here | which pallets, at which indices; which transactions |
//! | [`configs`] | how each pallet is set up |
//! | [`salus_runtime_common::access`] | which calls an account may sign, by standing |
//! | [`governance`] | what the council decides in root's place |
//! | [`salus_runtime_common::pausing`] | what no pause ever stops |
//! | [`salus_runtime_common::migrations`] | how older states become this runtime's |
//! | [`quotas`] | what organisations and accounts may take of a block |
//! | [`apis`] | what nodes and clients read |
//! | [`genesis_config_presets`] | how the chains for development begin |
//! | [`limits`], [`time`] | how much fits into a block, and how many blocks are a minute |
//! | [`weights`] | what calls cost |

#![cfg_attr(not(feature = "std"), no_std)]
// What the runtime's macros generate is public and carries no documentation.
#![allow(missing_docs)]
// The runtime's macros nest deeply.
#![recursion_limit = "512"]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

extern crate alloc;

pub mod apis;
pub mod configs;
pub mod genesis_config_presets;
pub mod governance;
pub mod limits;
pub mod quotas;
#[cfg(test)]
mod tests;
pub mod time;
pub mod weights;

pub use salus_runtime_common::{AccountId, Address, Hash, Header, Nonce, Signature};

use alloc::borrow::Cow;
// The SDK's macros expect it in scope.
#[cfg(not(feature = "std"))]
use alloc::vec::Vec;
use apis::RUNTIME_API_VERSIONS;
use sp_runtime::{generic, impl_opaque_keys};
use sp_version::RuntimeVersion;

impl_opaque_keys! {
    /// A collator's key.
    pub struct SessionKeys {
        /// Makes blocks.
        pub aura: Aura,
    }
}

/// Which runtime this is.
#[sp_version::runtime_version]
pub const VERSION: RuntimeVersion = RuntimeVersion {
    spec_name: Cow::Borrowed("salus-parachain"),
    impl_name: Cow::Borrowed("salus-parachain"),
    authoring_version: 1,
    spec_version: 1,
    impl_version: 1,
    apis: RUNTIME_API_VERSIONS,
    transaction_version: 1,
    system_version: 1,
};

/// Which calls an account may sign: as on every chain of Salus.
pub mod access {
    /// The rules, of this chain.
    pub type Rules = salus_runtime_common::access::Rules<crate::Runtime>;
}

impl salus_runtime_common::access::Chain for Runtime {
    const MINUTES: salus_primitives::BlockNumber = time::MINUTES;
}

/// A block.
pub type Block = generic::Block<Header, UncheckedExtrinsic>;
/// A transaction as it comes.
pub type UncheckedExtrinsic = generic::UncheckedExtrinsic<Address, RuntimeCall, Signature, TxExtension>;
/// What is signed of a transaction.
pub type SignedPayload = generic::SignedPayload<RuntimeCall, TxExtension>;
/// What every transaction passes.
pub type TxExtension = salus_runtime_common::TxExtension<Runtime, access::Rules>;
/// Dispatches to the pallets.
pub type Executive = frame_executive::Executive<
    Runtime,
    Block,
    frame_system::ChainContext<Runtime>,
    Runtime,
    AllPalletsWithSystem,
>;

// In the order written here, not that of the indices: the consortium's founders must exist before the
// session pallet asks for their keys at genesis, the session before Aura's extension copies its
// authorities, and the relay chain's data come before anything that might ask for them.
//
// What both chains have stands at the same index on both. 2 and 7 are BABE and GRANDPA there; what only
// this chain has stands from 30 on.
#[frame_support::runtime(legacy_ordering)]
mod runtime {
    /// The chain.
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Runtime;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Runtime>;
    #[runtime::pallet_index(30)]
    pub type ParachainSystem = cumulus_pallet_parachain_system::Pallet<Runtime>;
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
    #[runtime::pallet_index(31)]
    pub type ParachainInfo = parachain_info::Pallet<Runtime>;
    #[runtime::pallet_index(3)]
    pub type Authorship = pallet_authorship::Pallet<Runtime>;
    #[runtime::pallet_index(9)]
    pub type Council = pallet_collective::Pallet<Runtime, Instance1>;
    #[runtime::pallet_index(20)]
    pub type Consortium = pallet_consortium::Pallet<Runtime>;
    #[runtime::pallet_index(6)]
    pub type Session = pallet_session::Pallet<Runtime>;
    #[runtime::pallet_index(32)]
    pub type Aura = pallet_aura::Pallet<Runtime>;
    #[runtime::pallet_index(33)]
    pub type AuraExt = cumulus_pallet_aura_ext::Pallet<Runtime>;
    #[runtime::pallet_index(8)]
    pub type Utility = pallet_utility::Pallet<Runtime>;
    #[runtime::pallet_index(10)]
    pub type Sudo = pallet_sudo::Pallet<Runtime>;
    #[runtime::pallet_index(11)]
    pub type Governance = governance::Pallet<Runtime>;
    #[runtime::pallet_index(14)]
    pub type SafeMode = pallet_safe_mode::Pallet<Runtime>;
    #[runtime::pallet_index(15)]
    pub type TxPause = pallet_tx_pause::Pallet<Runtime>;
    #[runtime::pallet_index(17)]
    pub type MetaTx = pallet_meta_tx::Pallet<Runtime>;
    #[runtime::pallet_index(18)]
    pub type Enactment = salus_runtime_common::enactment::Pallet<Runtime>;
    #[runtime::pallet_index(21)]
    pub type AttributeAuthority = pallet_attribute_authority::Pallet<Runtime>;
    #[runtime::pallet_index(22)]
    pub type Consent = pallet_consent::Pallet<Runtime>;
    #[runtime::pallet_index(23)]
    pub type EhrRegistry = pallet_ehr_registry::Pallet<Runtime>;
    #[runtime::pallet_index(24)]
    pub type AuditLog = pallet_audit_log::Pallet<Runtime>;
}

cumulus_pallet_parachain_system::register_validate_block! {
    Runtime = Runtime,
    BlockExecutor = cumulus_pallet_aura_ext::BlockExecutor::<Runtime, Executive>,
}
