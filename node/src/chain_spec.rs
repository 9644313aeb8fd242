//! The chains this binary knows by name: two for development.
//!
//! A consortium's own chain comes as a file: export `local`, replace every account, key and address by
//! the founders' own, export it again with `--raw`, and give all nodes the same file.

use crate::types::HostFunctions;
use salus_runtime_consortium::WASM_BINARY;
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

/// A chain's specification.
pub type ChainSpec = GenericChainSpec<Extensions, HostFunctions>;

/// What a specification may carry beyond the SDK's own fields.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
    /// From where light clients begin; `sync_state_genSyncSpec` fills it in.
    #[serde(default)]
    pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// How wallets show accounts. The chain has no token, so an amount has neither unit nor fraction.
fn properties() -> Properties {
    let mut properties = Properties::new();
    properties.insert("ss58Format".into(), salus_runtime_common::SS58_PREFIX.into());
    properties.insert("tokenSymbol".into(), "-".into());
    properties.insert("tokenDecimals".into(), 0.into());
    properties
}

fn from_preset(
    name: &str,
    id: &str,
    chain_type: ChainType,
    preset: &str,
) -> Result<Box<dyn sc_service::ChainSpec>, String> {
    let code = WASM_BINARY.ok_or(
        "this binary was built without the runtime's WASM; build it again without SKIP_WASM_BUILD, or pass \
         the file of a raw chain specification with --chain",
    )?;
    let spec = ChainSpec::builder(code, Extensions::default())
        .with_name(name)
        .with_id(id)
        .with_protocol_id(id)
        .with_chain_type(chain_type)
        .with_properties(properties())
        .with_genesis_config_preset_name(preset)
        .build();
    Ok(Box::new(spec))
}

/// The specification called `id`: `dev`, `local`, or the path of a file.
///
/// # Errors
/// Says what `id` may be if it is neither.
pub fn load(id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
    match id {
        "" => Err(
            "no chain was named: pass --dev for a chain of one node, --chain local for the local network \
                   of four organisations, or --chain FILE with your consortium's chain specification"
                .into(),
        ),
        "dev" => from_preset("Salus Development", "salus-dev", ChainType::Development, DEV_RUNTIME_PRESET),
        "local" => from_preset("Salus Local", "salus-local", ChainType::Local, LOCAL_TESTNET_RUNTIME_PRESET),
        path => ChainSpec::from_json_file(path.into())
            .map(|spec| Box::new(spec) as Box<dyn sc_service::ChainSpec>)
            .map_err(|reason| {
                format!("--chain is neither 'dev' nor 'local' nor a readable chain specification: {reason}")
            }),
    }
}
