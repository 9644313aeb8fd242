//! A runtime upgrade with a real second WASM, from the council's vote to the code that runs.

use super::{
    governance::pass,
    scene::{council, events, in_first_block_on, next_block},
};
use crate::{
    governance::Call, Executive, Runtime, RuntimeCall, RuntimeEvent, System, UncheckedExtrinsic, VERSION,
};
use codec::Decode;
use salus_primitives::{consortium::Organisation, OrganisationId};
use sc_executor::WasmExecutor;
use sp_core::traits::{
    CallContext, CodeExecutor, ReadRuntimeVersion, ReadRuntimeVersionExt, RuntimeCode, WrappedRuntimeCode,
};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_maybe_compressed_blob::{compress_weakly, decompress, CODE_BLOB_BOMB_LIMIT};
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    transaction_validity::InvalidTransaction,
    ApplyExtrinsicResult, DispatchError,
};
use sp_version::RuntimeVersion;

type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;

/// What nodes run runtimes with, but for the curves, which a test of governance does not need.
fn executor() -> Executor {
    Executor::builder().with_allow_missing_host_functions(true).build()
}

/// This runtime as nodes get it, with another version written into it.
fn wasm(version: u32) -> Vec<u8> {
    let blob = crate::WASM_BINARY.expect("this test needs the runtime's WASM: build without SKIP_WASM_BUILD");
    let plain = decompress(blob, CODE_BLOB_BOMB_LIMIT).unwrap();
    let version = RuntimeVersion { spec_version: version, ..VERSION };
    let renamed = sp_version::embed::embed_runtime_version(&plain, version).unwrap();
    compress_weakly(&renamed, CODE_BLOB_BOMB_LIMIT).unwrap()
}

fn apply(code: Vec<u8>) -> ApplyExtrinsicResult {
    let call: RuntimeCall = frame_system::Call::apply_authorized_upgrade { code }.into();
    Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call))
}

fn authorise(code: &[u8]) -> Result<(), DispatchError> {
    pass(Call::authorize_upgrade { code_hash: BlakeTwo256::hash(code) }, &[0, 1, 2])
}

fn code() -> Vec<u8> {
    frame_support::storage::unhashed::get_raw(sp_core::storage::well_known_keys::CODE).unwrap_or_default()
}

#[test]
fn newer_runtime_should_run_when_the_council_authorised_it_and_anybody_hands_it_in() {
    let mut externalities = sp_io::TestExternalities::default();
    externalities.register_extension(ReadRuntimeVersionExt::new(executor()));
    let second = wasm(VERSION.spec_version + 1);
    in_first_block_on(&mut externalities, LOCAL_TESTNET_RUNTIME_PRESET, || {
        assert_eq!(apply(second.clone()), Err(InvalidTransaction::Call.into()));
        assert_eq!(authorise(&second), Ok(()));
        next_block();
        // Not another, though its author be honest.
        assert_eq!(apply(wasm(VERSION.spec_version + 2)), Err(InvalidTransaction::Call.into()));
        assert_eq!(apply(second.clone()), Ok(Ok(())));
        assert_eq!(code(), second);
        assert!(System::authorized_upgrade().is_none());
        assert_eq!(council().len(), 4);
    });
    externalities.commit_all().unwrap();

    // The code is a runtime: nodes find its version, and it answers on this chain's state.
    let mut ext = externalities.ext();
    let version = executor().read_runtime_version(&second, &mut ext).unwrap();
    let version = RuntimeVersion::decode(&mut version.as_slice()).unwrap();
    assert_eq!(version.spec_version, VERSION.spec_version + 1);
    let runtime = RuntimeCode {
        code_fetcher: &WrappedRuntimeCode(second.as_slice().into()),
        heap_pages: None,
        hash: BlakeTwo256::hash(&second).as_bytes().to_vec(),
    };
    let (answer, _) =
        executor().call(&mut ext, &runtime, "ConsortiumApi_organisations", &[], CallContext::Offchain);
    let organisations =
        Vec::<(OrganisationId, Organisation<crate::AccountId>)>::decode(&mut answer.unwrap().as_slice());
    assert_eq!(organisations.unwrap().len(), 4);
}

#[test]
fn runtime_should_not_be_replaced_when_its_version_is_not_newer() {
    let mut externalities = sp_io::TestExternalities::default();
    externalities.register_extension(ReadRuntimeVersionExt::new(executor()));
    in_first_block_on(&mut externalities, LOCAL_TESTNET_RUNTIME_PRESET, || {
        let same = wasm(VERSION.spec_version);
        assert_eq!(authorise(&same), Ok(()));
        assert_eq!(apply(same.clone()), Ok(Ok(())));
        let refused = frame_system::Error::<Runtime>::SpecVersionNeedsToIncrease;
        assert!(events().contains(&RuntimeEvent::System(
            frame_system::Event::RejectedInvalidAuthorizedUpgrade {
                code_hash: BlakeTwo256::hash(&same),
                error: refused.into(),
            }
        )));
        assert_ne!(code(), same);
    });
}
