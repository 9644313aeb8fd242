//! The stand-alone chain of the consortium.
//!
//! | Where | What |
//! |---|---|
//! | here | which pallets, at which indices; which transactions |
//! | [`configs`] | how each pallet is set up |
//! | [`salus_runtime_common::access`] | which calls an account may sign, by standing |
//! | [`governance`] | what the council decides in root's place |
//! | [`finality`] | how GRANDPA learns who votes |
//! | [`salus_runtime_common::pausing`] | what no pause ever stops |
//! | [`salus_runtime_common::migrations`] | how older states become this runtime's |
//! | [`quotas`] | what organisations and accounts may take of a block |
//! | [`apis`] | what nodes and clients read |
//! | [`genesis_config_presets`] | how the chains for development begin |
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
#[cfg(feature = "runtime-benchmarks")]
mod benchmarks;
pub mod configs;
pub mod finality;
pub mod genesis_config_presets;
pub mod governance;
pub mod quotas;
#[cfg(test)]
mod tests;
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
    /// A validator's keys: BABE to make blocks, GRANDPA to vote on finality.
    pub struct SessionKeys {
        /// Makes blocks.
        pub babe: Babe,
        /// Votes on finality.
        pub grandpa: finality::Finality,
    }
}

/// The version macro takes nothing but literal numbers, and writes them into the blob.
macro_rules! version {
    ($spec_version:tt) => {
        /// Which runtime this is.
        #[sp_version::runtime_version]
        pub const VERSION: RuntimeVersion = RuntimeVersion {
            spec_name: Cow::Borrowed("salus"),
            impl_name: Cow::Borrowed("salus"),
            authoring_version: 1,
            spec_version: $spec_version,
            impl_version: 1,
            apis: RUNTIME_API_VERSIONS,
            transaction_version: 1,
            system_version: 1,
        };
    };
}

#[cfg(not(feature = "next-version"))]
version!(1);
// See runtime/next.
#[cfg(feature = "next-version")]
version!(2);

/// Which calls an account may sign: as on every chain of Salus.
pub mod access {
    /// The rules, of this chain.
    pub type Rules = salus_runtime_common::access::Rules<crate::Runtime>;
}

impl salus_runtime_common::access::Chain for Runtime {
    const MINUTES: salus_primitives::BlockNumber = salus_runtime_common::MINUTES;
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
// session pallet asks for their keys at genesis.
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
    #[runtime::pallet_index(1)]
    pub type Timestamp = pallet_timestamp::Pallet<Runtime>;
    #[runtime::pallet_index(2)]
    pub type Babe = pallet_babe::Pallet<Runtime>;
    #[runtime::pallet_index(3)]
    pub type Authorship = pallet_authorship::Pallet<Runtime>;
    #[runtime::pallet_index(9)]
    pub type Council = pallet_collective::Pallet<Runtime, Instance1>;
    #[runtime::pallet_index(20)]
    pub type Consortium = pallet_consortium::Pallet<Runtime>;
    #[runtime::pallet_index(12)]
    pub type Historical = pallet_session::historical::Pallet<Runtime>;
    #[runtime::pallet_index(13)]
    pub type Offences = pallet_offences::Pallet<Runtime>;
    #[runtime::pallet_index(6)]
    pub type Session = pallet_session::Pallet<Runtime>;
    #[runtime::pallet_index(7)]
    pub type Grandpa = pallet_grandpa::Pallet<Runtime>;
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
