//! How the chains for development begin.
//!
//! A consortium that treats patients makes its own chain specification; none of the accounts here may
//! appear in it, because everybody knows their keys.

use crate::{
    configs::EpochConfiguration, AccountId, BabeConfig, ConsortiumConfig, EnactmentConfig,
    RuntimeGenesisConfig, SessionConfig, SessionKeys, SudoConfig,
};
use alloc::{vec, vec::Vec};
use frame_support::build_struct_json_patch;
use salus_primitives::OrganisationId;
pub use salus_runtime_common::founders::{Founder, FOUNDERS};
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keyring::Sr25519Keyring;

fn genesis<'a>(founders: impl Iterator<Item = &'a Founder>, sudo: Option<AccountId>) -> Value {
    let mut organisations = Vec::new();
    let mut validators = Vec::new();
    let mut keys = Vec::new();
    for (id, founder) in (0 as OrganisationId..).zip(founders) {
        let validator = founder.validator.to_account_id();
        organisations.push((
            founder.name.as_bytes().to_vec(),
            founder.kind,
            AccountId::new(founder.seat),
            AccountId::new(founder.gateway),
            founder.url.as_bytes().to_vec(),
        ));
        validators.push((validator.clone(), id));
        let session_keys =
            SessionKeys { babe: founder.validator.public().into(), grandpa: founder.voter.public().into() };
        keys.push((validator.clone(), validator, session_keys));
    }
    build_struct_json_patch!(RuntimeGenesisConfig {
        babe: BabeConfig { epoch_config: EpochConfiguration::get() },
        consortium: ConsortiumConfig { organisations, validators },
        // Nobody is harmed by these chains, and nobody waits two days to try one.
        enactment: EnactmentConfig { delay: Some(0) },
        session: SessionConfig { keys },
        sudo: SudoConfig { key: sudo },
    })
}

/// One hospital and one validator, Alice, who also has sudo.
pub fn development() -> Value {
    genesis(FOUNDERS.iter().take(1), Some(Sr25519Keyring::Alice.to_account_id()))
}

/// Three hospitals and an insurer, a validator each, and nobody above them.
pub fn local() -> Value {
    genesis(FOUNDERS.iter(), None)
}

/// The genesis called `id`, as JSON.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
    let preset = match id.as_str() {
        DEV_RUNTIME_PRESET => development(),
        LOCAL_TESTNET_RUNTIME_PRESET => local(),
        _ => return None,
    };
    serde_json::to_vec(&preset).ok()
}

/// The names that [`get_preset`] knows.
pub fn preset_names() -> Vec<PresetId> {
    vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
