//! The opponent: a chain with balances as the SDK's templates make it, without their fees.

use codec::Encode;
use frame_support::{
    derive_impl,
    traits::{ConstU64, Everything},
};
use sp_core::{sr25519, Pair};
use sp_runtime::{
    generic::{self, Era},
    traits::{BlakeTwo256, Header as _, IdentityLookup},
    AccountId32, ApplyExtrinsicResult, BuildStorage, MultiSignature,
};

type Header = generic::Header<u32, BlakeTwo256>;
type Extension = (
    frame_system::CheckNonZeroSender<Template>,
    frame_system::CheckSpecVersion<Template>,
    frame_system::CheckTxVersion<Template>,
    frame_system::CheckGenesis<Template>,
    frame_system::CheckMortality<Template>,
    frame_system::CheckNonce<Template>,
    frame_system::CheckWeight<Template>,
);
pub type Extrinsic = generic::UncheckedExtrinsic<AccountId32, RuntimeCall, MultiSignature, Extension>;
type Block = generic::Block<Header, Extrinsic>;
type Executive = frame_executive::Executive<
    Template,
    Block,
    frame_system::ChainContext<Template>,
    Template,
    AllPalletsWithSystem,
>;

frame_support::construct_runtime!(
    pub enum Template {
        System: frame_system,
        Balances: pallet_balances,
    }
);

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Template {
    type AccountData = pallet_balances::AccountData<u64>;
    type AccountId = AccountId32;
    type BaseCallFilter = Everything;
    type Block = Block;
    type Lookup = IdentityLookup<AccountId32>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Template {
    type AccountStore = System;
    type Balance = u64;
    type ExistentialDeposit = ConstU64<1>;
}

fn payer() -> sr25519::Pair {
    sr25519::Pair::from_string("//Payer", None).unwrap()
}

/// Opens the chain's first block, in which the payer has much to give away, and runs `measure` in it.
pub fn run(measure: impl FnOnce()) {
    let balances = vec![(AccountId32::from(payer().public()), u64::MAX / 2)];
    let genesis = RuntimeGenesisConfig {
        balances: pallet_balances::GenesisConfig { balances, ..Default::default() },
        ..Default::default()
    };
    let mut state = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
    state.execute_with(|| {
        next_block();
        measure();
    });
}

/// Opens the next block.
pub fn next_block() {
    let number = System::block_number() + 1;
    Executive::initialize_block(&Header::new(
        number,
        Default::default(),
        Default::default(),
        Default::default(),
        Default::default(),
    ));
}

/// A signed transfer to the account number `to`.
pub fn transfer(to: u32) -> Extrinsic {
    let mut account = [7; 32];
    account[..4].copy_from_slice(&to.to_le_bytes());
    let dest = AccountId32::from(account);
    sign(pallet_balances::Call::transfer_keep_alive { dest, value: 10 }.into())
}

/// A signed remark of one byte.
pub fn remark() -> Extrinsic {
    sign(frame_system::Call::remark { remark: vec![1] }.into())
}

fn sign(call: RuntimeCall) -> Extrinsic {
    let account = AccountId32::from(payer().public());
    let extension: Extension = (
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(Era::Immortal),
        frame_system::CheckNonce::from(System::account_nonce(account.clone())),
        frame_system::CheckWeight::new(),
    );
    let payload = generic::SignedPayload::new(call.clone(), extension.clone()).unwrap();
    let signature = payload.using_encoded(|bytes| payer().sign(bytes));
    Extrinsic::new_signed(call, account, signature.into(), extension)
}

/// Applies a transaction.
pub fn apply(extrinsic: Extrinsic) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(extrinsic)
}
