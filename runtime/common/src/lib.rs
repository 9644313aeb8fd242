//! What the runtimes of Salus share: their types, their limits, and who may send a transaction.
//!
//! - [`time`]: how long a block of the stand-alone chain takes and what that makes of a minute
//! - [`limits`]: how much fits into a block of it
//! - [`member_access`]: the transaction extension that refuses everything not expressly allowed
//! - [`quotas`]: how much of a block each may take
//! - [`calls`]: what is true of each call, in one table
//! - [`access`]: how the pool reads it
//! - `apis`: what nodes and clients read of the consortium's own pallets, see [`impl_apis`]
//! - [`pausing`]: how safe mode and pauses read it
//! - [`migrations`]: how older states become the present runtime's
//! - [`relayed`]: calls that a person signs without a connection and somebody else sends
//! - [`refusal`]: the codes with which it refuses
//! - [`no_currency`]: for pallets that insist on a currency where there is none
//! - [`council`]: how many of its seats a decision takes
//! - [`enactment`]: the delay between what two thirds of the seats decide and what comes of it
//! - [`founders`]: who founds the chains for development
//! - [`weights`]: what the calls cost

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(rustdoc::broken_intra_doc_links)]

extern crate alloc;

pub mod access;
mod apis;
#[cfg(feature = "runtime-benchmarks")]
mod benchmark_signer;
pub mod calls;
pub mod council;
pub mod enactment;
pub mod founders;
pub mod limits;
pub mod member_access;
pub mod migrations;
pub mod no_currency;
pub mod pausing;
pub mod quotas;
pub mod refusal;
pub mod relayed;
pub mod time;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmark_signer::BenchmarkSigner;
pub use limits::{RuntimeBlockLength, RuntimeBlockWeights, BLOCK_HASH_COUNT, NORMAL_DISPATCH_RATIO};
pub use member_access::{CallRules, Inspection, MemberAccess};
pub use no_currency::NoCurrency;
pub use refusal::Refusal;
pub use relayed::{CheckExpiry, RelayedExtension};
pub use salus_primitives::BlockNumber;
pub use time::{DAYS, EPOCH_DURATION_IN_BLOCKS, HOURS, MILLISECS_PER_BLOCK, MINUTES, SLOT_DURATION};

use sp_runtime::{
    generic,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiAddress, MultiSignature,
};

/// Prefix of addresses as text: the generic form of Substrate.
pub const SS58_PREFIX: u16 = 42;

/// A signature by sr25519, ed25519 or secp256k1.
pub type Signature = MultiSignature;
/// An account: 32 bytes, a public key or the hash of one.
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A Blake2b-256 hash.
pub type Hash = sp_core::H256;
/// How a transaction names its sender. Accounts have no index.
pub type Address = MultiAddress<AccountId, ()>;
/// A block's header.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// The public key that a signature is checked against.
pub type AccountPublic = <Signature as Verify>::Signer;

/// What is checked of every transaction, in this order; the same on every chain of Salus, so that a
/// client signs the same bytes for each.
///
/// [`MemberAccess`] stands before the nonce's check: an account that was never enrolled has no nonce,
/// and would otherwise be told that it cannot pay, on a chain where nobody pays.
pub type TxExtension<Runtime, Rules> = (
    frame_system::AuthorizeCall<Runtime>,
    frame_system::CheckNonZeroSender<Runtime>,
    frame_system::CheckSpecVersion<Runtime>,
    frame_system::CheckTxVersion<Runtime>,
    frame_system::CheckGenesis<Runtime>,
    frame_system::CheckMortality<Runtime>,
    MemberAccess<Runtime, Rules>,
    frame_system::CheckNonce<Runtime>,
    frame_system::CheckWeight<Runtime>,
    frame_system::WeightReclaim<Runtime>,
);
