//! The ground: accounts, blocks, time, batches, and the developer's sudo.

use crate::{
    limits::RuntimeBlockWeights, weights, AccountId, Block, Hash, Nonce, OriginCaller, PalletInfo, Runtime,
    RuntimeCall, RuntimeEvent, RuntimeOrigin, RuntimeTask, SafeMode, TxPause, VERSION,
};
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, InsideBoth},
    weights::{constants::RocksDbWeight, RuntimeDbWeight},
};
use salus_primitives::BlockNumber;
use salus_runtime_common::{
    migrations, AccountPublic, RelayedExtension, RuntimeBlockLength, Signature, BLOCK_HASH_COUNT, SS58_PREFIX,
};
use sp_runtime::traits::{AccountIdLookup, BlakeTwo256};
use sp_version::RuntimeVersion;

parameter_types! {
    /// How many hashes of past blocks the state keeps; a transaction is mortal within so many.
    pub const BlockHashCount: BlockNumber = BLOCK_HASH_COUNT;
    /// What a read and a write of RocksDB cost, the usual database of collators.
    pub const DbWeight: RuntimeDbWeight = RocksDbWeight::get();
    /// Which runtime this is.
    pub const Version: RuntimeVersion = VERSION;
    /// How addresses are written: 42, the generic form.
    pub const SS58Prefix: u16 = SS58_PREFIX;
}

#[derive_impl(frame_system::config_preludes::ParaChainDefaultConfig)]
impl frame_system::Config for Runtime {
    type AccountId = AccountId;
    // No balances: an account exists because a member gave it a role.
    type AccountData = ();
    // Of every call that is made, in whoever's name; only root's pass unasked, and there is no root.
    type BaseCallFilter = InsideBoth<SafeMode, TxPause>;
    type Block = Block;
    type BlockHashCount = BlockHashCount;
    type BlockLength = RuntimeBlockLength;
    type BlockWeights = RuntimeBlockWeights;
    type DbWeight = DbWeight;
    type ExtensionsWeightInfo = weights::SystemExtensions;
    type Hash = Hash;
    type Hashing = BlakeTwo256;
    type Lookup = AccountIdLookup<AccountId, ()>;
    type MaxConsumers = ConstU32<16>;
    type Nonce = Nonce;
    // The relay chain must have checked new code before it runs.
    type OnSetCode = cumulus_pallet_parachain_system::ParachainSetCode<Self>;
    type SS58Prefix = SS58Prefix;
    type SingleBlockMigrations = migrations::SingleBlock<Runtime>;
    type SystemWeightInfo = weights::System;
    type Version = Version;
}

impl pallet_timestamp::Config for Runtime {
    type Moment = u64;
    type OnTimestampSet = crate::Aura;
    // A collator that was late makes two blocks in one slot; Aura checks the time against the slot.
    type MinimumPeriod = ConstU64<0>;
    type WeightInfo = weights::Timestamp;
}

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = weights::Utility;
}

// A person's call that somebody else sends: see `salus_runtime_common::relayed`.
impl pallet_meta_tx::Config for Runtime {
    type WeightInfo = weights::MetaTx;
    type RuntimeEvent = RuntimeEvent;
    type Extension = RelayedExtension<Runtime>;
}

impl pallet_verify_signature::Config for Runtime {
    type Signature = Signature;
    type AccountIdentifier = AccountPublic;
    type WeightInfo = weights::VerifySignature;
}

// The key is set in the preset `development` alone; without a key every call of the pallet is refused.
impl pallet_sudo::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type WeightInfo = weights::Sudo;
}
