//! How the chains for development begin.

use super::{
    actors::{gateway, refused, seat, Actor},
    scene::{run, Chain},
};
use crate::{
    genesis_config_presets::{self, FOUNDERS, PARA_ID},
    Consortium, ParachainInfo, Runtime, RuntimeCall, Session, SessionKeys,
};
use salus_primitives::consortium::Standing;
use salus_runtime_common::Refusal;
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

#[test]
fn presets_should_be_those_of_the_standalone_chain_when_listed() {
    let names = genesis_config_presets::preset_names();
    assert_eq!(names, [DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET]);
    assert_eq!(names, salus_runtime_consortium::genesis_config_presets::preset_names());
    for name in &names {
        assert!(genesis_config_presets::get_preset(name).is_some());
    }
    assert!(genesis_config_presets::get_preset(&"staging".into()).is_none());
}

#[test]
fn local_network_should_have_four_equal_organisations_when_it_begins() {
    let mut chain = Chain::local();
    chain.read(|| {
        assert_eq!(Consortium::all_organisations().len(), 4);
        for (id, founder) in (0..).zip(&FOUNDERS) {
            assert_eq!(Consortium::standing_of(founder.seat.into()), Some(Standing::Seat(id)));
            assert_eq!(Consortium::standing_of(founder.gateway.into()), Some(Standing::Gateway(id)));
            let validator = founder.validator.to_account_id();
            assert_eq!(Consortium::standing_of(validator), Some(Standing::Validator(id)));
        }
        let mut seats: Vec<_> = (0..4).map(|place| seat(place).account()).collect();
        seats.sort();
        assert_eq!(pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get(), seats);
        assert_eq!(ParachainInfo::parachain_id(), PARA_ID.into());
        assert_eq!(pallet_sudo::Key::<Runtime>::get(), None);
    });
}

#[test]
fn every_validator_should_collate_when_the_chain_begins() {
    let mut chain = Chain::local();
    chain.read(|| {
        assert_eq!(Session::validators().len(), 4);
        assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), 4);
        for founder in &FOUNDERS {
            let keys = SessionKeys { aura: founder.validator.public().into() };
            let account = founder.validator.to_account_id();
            assert_eq!(pallet_session::NextKeys::<Runtime>::get(account), Some(keys));
        }
    });
}

#[test]
fn sudo_should_be_alices_when_the_chain_is_for_development() {
    let sudo = || {
        let call: RuntimeCall = frame_system::Call::set_heap_pages { pages: 64 }.into();
        pallet_sudo::Call::sudo { call: Box::new(call) }
    };
    Chain::new(DEV_RUNTIME_PRESET).block(|draft| {
        assert_eq!(Consortium::all_organisations().len(), 1);
        draft.succeed(&Actor::new("//Alice"), sudo());
        assert_eq!(draft.send(&gateway(0), sudo()), refused(Refusal::CallNotAllowed));
    });
    run(|draft| {
        assert_eq!(draft.send(&Actor::new("//Alice"), sudo()), refused(Refusal::CallNotAllowed));
    });
}
