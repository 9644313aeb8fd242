//! What the relay chain tells in every block, proved against a state root as real ones prove it.

use crate::genesis_config_presets::PARA_ID;
use cumulus_primitives_core::{relay_chain, PersistedValidationData};
use cumulus_primitives_parachain_inherent::{ParachainInherentData, INHERENT_IDENTIFIER};
use cumulus_test_relay_sproof_builder::RelayStateSproofBuilder;
use sp_inherents::InherentData;

/// One block of the relay chain as this chain sees it.
pub struct RelayParent {
    /// Its number.
    pub number: u32,
    /// Its slot.
    pub slot: u64,
    /// The newest block of this chain that it has included.
    pub included: Vec<u8>,
    /// What it decided about new code that this chain announced.
    pub upgrade: Option<relay_chain::UpgradeGoAhead>,
}

impl RelayParent {
    /// What a collator hands to the runtime, with the time `now` in milliseconds.
    pub fn inherents(self, now: u64) -> InherentData {
        let proof = RelayStateSproofBuilder {
            para_id: PARA_ID.into(),
            current_slot: self.slot.into(),
            included_para_head: Some(relay_chain::HeadData(self.included.clone())),
            upgrade_go_ahead: self.upgrade,
            ..Default::default()
        };
        let (relay_parent_storage_root, relay_chain_state) = proof.into_state_root_and_proof();
        let relay = ParachainInherentData {
            validation_data: PersistedValidationData {
                parent_head: relay_chain::HeadData(self.included),
                relay_parent_number: self.number,
                relay_parent_storage_root,
                max_pov_size: relay_chain::MAX_POV_SIZE,
            },
            relay_chain_state,
            downward_messages: Default::default(),
            horizontal_messages: Default::default(),
            relay_parent_descendants: Default::default(),
            collator_peer_id: None,
        };
        let mut data = InherentData::new();
        data.put_data(INHERENT_IDENTIFIER, &relay).unwrap();
        data.put_data(sp_timestamp::INHERENT_IDENTIFIER, &now).unwrap();
        data
    }
}
