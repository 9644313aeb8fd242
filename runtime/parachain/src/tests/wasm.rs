//! The WASM itself, run as those run it who have nothing else: nodes, and the relay chain's validators.

use super::{
    actors::{gateway, Actor},
    scene::{merge, preset, Candidate, Chain, NewerVersion, CODE_OF_TOMORROW},
};
use crate::{genesis_config_presets, VERSION, WASM_BINARY};
use codec::{Decode, Encode};
use cumulus_primitives_core::{
    relay_chain::{HeadData, ValidationCode},
    ParachainBlockData,
};
use salus_primitives::consortium::Role;
use sc_executor::{error::Error, HostFunctions, WasmExecutor};
use sp_core::traits::{CallContext, CodeExecutor, ReadRuntimeVersionExt, RuntimeCode, WrappedRuntimeCode};
use sp_runtime::traits::BlakeTwo256;
use sp_version::RuntimeVersion;
use std::sync::LazyLock;

/// What the relay chain's validators offer to a parachain's code: no storage, no keys, no time.
type RelayHost = (
    sp_io::misc::HostFunctions,
    sp_io::crypto::HostFunctions,
    sp_io::hashing::HostFunctions,
    sp_io::allocator::HostFunctions,
    sp_io::logging::HostFunctions,
    sp_io::trie::HostFunctions,
);

/// One for all tests: it compiles the code only once.
static RELAY: LazyLock<WasmExecutor<RelayHost>> = LazyLock::new(executor);

fn executor<Host: HostFunctions>() -> WasmExecutor<Host> {
    WasmExecutor::builder().with_allow_missing_host_functions(true).build()
}

/// Calls the WASM's `function` on a state of its own, which is empty.
fn call<Host: HostFunctions>(
    executor: &WasmExecutor<Host>,
    function: &str,
    arguments: &[u8],
) -> Result<Vec<u8>, Error> {
    let wasm = WASM_BINARY.expect("the WASM is wanted here; build without SKIP_WASM_BUILD");
    let fetcher = WrappedRuntimeCode(wasm.into());
    let code = RuntimeCode { code_fetcher: &fetcher, heap_pages: None, hash: vec![1] };
    let mut state = sp_io::TestExternalities::default();
    // Validators of the relay chain offer this, too: new code says of itself which version it is.
    state.register_extension(ReadRuntimeVersionExt::new(NewerVersion));
    executor.call(&mut state.ext(), &code, function, arguments, CallContext::Offchain).0
}

/// What a validator of the relay chain finds the newest head and the new code to be.
fn validate(candidate: Candidate) -> Result<(HeadData, Option<ValidationCode>), Error> {
    let proof = candidate.proof.into_compact_proof::<BlakeTwo256>(candidate.parent.state_root).unwrap();
    let data = ParachainBlockData::new(vec![candidate.block], proof, None);
    let relay = candidate.relay;
    let arguments = (
        candidate.parent.encode(),
        data.encode(),
        relay.relay_parent_number,
        relay.relay_parent_storage_root,
    );
    let result = call(&RELAY, "validate_block", &arguments.encode())?;
    Ok(Decode::decode(&mut &result[..]).unwrap())
}

fn enrolment(draft: &mut super::scene::Draft) {
    draft.succeed(&gateway(0), super::actors::enrolment(0, &Actor::new("//Paula"), Role::Patient));
}

#[test]
fn candidate_should_be_valid_when_a_collator_made_it() {
    let mut chain = Chain::local();
    for _ in 0..2 {
        let (candidate, ()) = chain.candidate(|_| ());
        let sealed = candidate.block.header.encode();
        assert_eq!(validate(candidate).unwrap(), (HeadData(sealed), None));
    }
    let (candidate, ()) = chain.candidate(enrolment);
    assert!(validate(candidate).is_ok());
}

#[test]
fn candidate_should_be_invalid_when_it_was_changed() {
    let changes: [fn(&mut Candidate); 4] = [
        |candidate| candidate.block.header.state_root = Default::default(),
        |candidate| {
            candidate.block.header.digest.pop();
        },
        |candidate| {
            candidate.block.extrinsics.pop();
        },
        |candidate| candidate.relay.relay_parent_number += 1,
    ];
    for change in changes {
        let (mut candidate, ()) = Chain::local().candidate(enrolment);
        change(&mut candidate);
        assert!(validate(candidate).is_err());
    }
}

#[test]
fn relay_chain_should_be_handed_the_code_when_the_council_authorised_it() {
    let (candidate, ()) = Chain::local().candidate(super::upgrade::announce);
    let (_, code) = validate(candidate).unwrap();
    assert_eq!(code.unwrap().0, CODE_OF_TOMORROW);
}

#[test]
fn node_should_read_version_and_genesis_when_it_runs_the_wasm() {
    let node = executor::<sp_io::SubstrateHostFunctions>();
    let ask = |function: &str, arguments: Vec<u8>| call(&node, function, &arguments).unwrap();
    let version = RuntimeVersion::decode(&mut &ask("Core_version", vec![])[..]).unwrap();
    assert_eq!(version, VERSION);
    let names = ask("GenesisBuilder_preset_names", vec![]);
    assert_eq!(names, genesis_config_presets::preset_names().encode());
    for name in genesis_config_presets::preset_names() {
        let json =
            Option::<Vec<u8>>::decode(&mut &ask("GenesisBuilder_get_preset", Some(&name).encode())[..]);
        assert_eq!(json.unwrap(), genesis_config_presets::get_preset(&name));
        let mut genesis = preset(None);
        merge(&mut genesis, preset(Some(name)));
        let built = ask("GenesisBuilder_build_state", serde_json::to_vec(&genesis).unwrap().encode());
        assert_eq!(Result::<(), String>::decode(&mut &built[..]).unwrap(), Ok(()));
    }
}
