//! How the chains for development begin.

use super::scene::{council, gateway, in_first_block_of, refused, run, seat, Actor};
use crate::{genesis_config_presets::FOUNDERS, Consortium, RuntimeCall, Session, SessionKeys};
use salus_primitives::consortium::{MemberStatus, OrganisationKind, Standing};
use salus_runtime_common::Refusal;
use sp_core::{ed25519, sr25519, Pair};
use sp_genesis_builder::{DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};

#[test]
fn founders_accounts_should_be_those_of_their_paths_when_derived_again() {
    for (place, founder) in FOUNDERS.iter().enumerate() {
        assert_eq!(seat(place).account(), founder.seat.into(), "the seat of {}", founder.name);
        assert_eq!(gateway(place).account(), founder.gateway.into(), "the gateway of {}", founder.name);
    }
}

#[test]
fn founders_validators_should_have_the_wellknown_keys_when_derived_again() {
    for (founder, name) in FOUNDERS.iter().zip(["Alice", "Bob", "Charlie", "Dave"]) {
        let path = format!("//{name}");
        let validator = sr25519::Pair::from_string(&path, None).unwrap();
        let voter = ed25519::Pair::from_string(&path, None).unwrap();
        assert_eq!(founder.validator.public(), validator.public());
        assert_eq!(founder.voter.public(), voter.public());
    }
}

#[test]
fn local_network_should_have_four_equal_organisations_when_it_begins() {
    run(|| {
        let organisations = Consortium::all_organisations();
        assert_eq!(organisations.len(), 4);
        for (id, organisation) in &organisations {
            let founder = &FOUNDERS[*id as usize];
            assert_eq!(organisation.name.as_slice(), founder.name.as_bytes());
            assert_eq!(organisation.status, MemberStatus::Active);
            assert_eq!(organisation.gateway.url.as_slice(), founder.url.as_bytes());
            assert_eq!(Consortium::standing_of(founder.seat.into()), Some(Standing::Seat(*id)));
            assert_eq!(Consortium::standing_of(founder.gateway.into()), Some(Standing::Gateway(*id)));
            let validator = founder.validator.to_account_id();
            assert_eq!(Consortium::standing_of(validator), Some(Standing::Validator(*id)));
        }
        assert_eq!(organisations[3].1.kind, OrganisationKind::Insurer);
        let mut seats: Vec<_> = (0..4).map(|place| seat(place).account()).collect();
        seats.sort();
        assert_eq!(council(), seats);
    });
}

#[test]
fn every_validator_should_make_blocks_and_vote_when_the_chain_begins() {
    run(|| {
        assert_eq!(Session::validators().len(), 4);
        assert_eq!(crate::Babe::authorities().len(), 4);
        assert_eq!(crate::Grandpa::grandpa_authorities().len(), 4);
        for founder in &FOUNDERS {
            let keys = SessionKeys {
                babe: founder.validator.public().into(),
                grandpa: founder.voter.public().into(),
            };
            let account = founder.validator.to_account_id();
            assert_eq!(pallet_session::NextKeys::<crate::Runtime>::get(account), Some(keys));
        }
    });
}

#[test]
fn sudo_should_be_nobodys_when_the_network_has_more_than_a_developer() {
    in_first_block_of(LOCAL_TESTNET_RUNTIME_PRESET, || {
        assert_eq!(pallet_sudo::Key::<crate::Runtime>::get(), None);
        let sudo = pallet_sudo::Call::sudo { call: Box::new(super::scene::errand()) };
        assert_eq!(Actor::new("//Alice").send(sudo), refused(Refusal::CallNotAllowed));
    });
}

#[test]
fn sudo_should_be_alices_when_the_chain_is_for_development() {
    in_first_block_of(DEV_RUNTIME_PRESET, || {
        assert_eq!(Consortium::all_organisations().len(), 1);
        assert_eq!(Session::validators().len(), 1);
        let suspend: RuntimeCall = frame_system::Call::set_heap_pages { pages: 64 }.into();
        let sudo = pallet_sudo::Call::sudo { call: Box::new(suspend) };
        Actor::new("//Alice").succeed(sudo.clone());
        assert_eq!(gateway(0).send(sudo), refused(Refusal::CallNotAllowed));
    });
}
