//! What is true of the whole chain after every block.

use super::kit::votes;
use crate::{
    quotas::OrganisationQuota, tests::scene::council, AttributeAuthority, AuditLog, Babe, Consent,
    Consortium, EhrRegistry, Grandpa, Runtime, RuntimeEvent, Session, System,
};
use codec::{DecodeAll, Encode};
use frame_support::{
    storage::{storage_prefix, unhashed},
    traits::Contains,
};
use pallet_collective::{Instance1, ProposalOf, Proposals, Voting};
use salus_primitives::{authority::UseStatus, traits::Membership};
use salus_runtime_common::pausing::NamesNeverPaused;

const GRANDPA: sp_core::crypto::KeyTypeId = sp_consensus_grandpa::KEY_TYPE;

type Event = frame_system::EventRecord<RuntimeEvent, crate::Hash>;

/// Every pallet's own invariants, and those between them.
///
/// With the feature `try-runtime` the scene asks the SDK's pallets, too, before it closes a block.
///
/// While `finality_waits` for a forced change, it may not know the validators of the present session yet.
pub fn check(finality_waits: bool) {
    Consortium::do_try_state().unwrap();
    AttributeAuthority::do_try_state().unwrap();
    Consent::do_try_state().unwrap();
    EhrRegistry::do_try_state().unwrap();
    AuditLog::do_try_state().unwrap();
    crate::Enactment::do_try_state().unwrap();
    council_follows_the_registry();
    motions_are_voted_on_by_members();
    authorities_are_known_to_the_consortium();
    sessions_have_validators_with_keys(finality_waits);
    pauses_spare_what_is_never_paused();
    quotas_are_kept_to();
}

/// What happened in this block, as it is in the state: it decodes to the last byte.
pub fn events() -> Vec<RuntimeEvent> {
    let raw = unhashed::get_raw(&storage_prefix(b"System", b"Events")).unwrap_or_default();
    let records = Vec::<Event>::decode_all(&mut raw.as_slice()).unwrap();
    assert_eq!(records.encode(), raw);
    assert_eq!(records.len() as u32, System::event_count());
    records.into_iter().map(|record| record.event).collect()
}

/// The seats of the active organisations are the council, nobody else is, and nobody leads it.
fn council_follows_the_registry() {
    let mut seats: Vec<_> = pallet_consortium::Seats::<Runtime>::iter()
        .filter(|(_, organisation)| Consortium::is_active(*organisation))
        .map(|(seat, _)| seat)
        .collect();
    seats.sort();
    assert_eq!(council(), seats);
    assert_eq!(pallet_collective::Prime::<Runtime, Instance1>::get(), None);
}

/// Every motion has its text and its votes, each of a member and only one of each.
fn motions_are_voted_on_by_members() {
    let (members, motions) = (council(), Proposals::<Runtime, Instance1>::get());
    assert_eq!(ProposalOf::<Runtime, Instance1>::iter_keys().count(), motions.len());
    assert_eq!(Voting::<Runtime, Instance1>::iter_keys().count(), motions.len());
    for motion in motions {
        assert!(ProposalOf::<Runtime, Instance1>::contains_key(motion));
        let (_, mut voters) = votes(motion).unwrap();
        assert!(voters.iter().all(|voter| members.contains(voter)));
        let cast = voters.len();
        voters.sort();
        voters.dedup();
        assert_eq!(voters.len(), cast);
    }
}

/// Whoever signs for an authority speaks in that capacity, and nobody else does.
fn authorities_are_known_to_the_consortium() {
    let mut known = 0;
    for authority in pallet_attribute_authority::Authorities::<Runtime>::iter_values() {
        if authority.status != UseStatus::Removed {
            let organisation = pallet_consortium::Authorities::<Runtime>::get(&authority.account);
            assert_eq!(organisation, Some(authority.organisation));
            known += 1;
        }
    }
    assert_eq!(pallet_consortium::Authorities::<Runtime>::iter_keys().count(), known);
}

/// A session has validators, and each makes blocks and votes on finality.
fn sessions_have_validators_with_keys(finality_waits: bool) {
    let validators = Session::validators();
    assert!(!validators.is_empty());
    assert_eq!(Babe::authorities().len(), validators.len());
    if !finality_waits {
        assert_eq!(Grandpa::grandpa_authorities().len(), validators.len());
    }
    for (account, keys) in pallet_session::NextKeys::<Runtime>::iter() {
        assert!(pallet_consortium::Validators::<Runtime>::contains_key(account));
        for (kind, key) in
            [(sp_consensus_babe::KEY_TYPE, keys.babe.encode()), (GRANDPA, keys.grandpa.encode())]
        {
            assert!(Session::key_owner(kind, &key).is_some());
        }
    }
}

/// Whatever the council decided, nothing is paused that never is.
fn pauses_spare_what_is_never_paused() {
    for name in pallet_tx_pause::PausedCalls::<Runtime>::iter_keys() {
        assert!(!NamesNeverPaused::<Runtime>::contains(&name), "{name:?}");
    }
}

/// No organisation has taken more than it may.
fn quotas_are_kept_to() {
    let most = OrganisationQuota::get().capacity;
    for bucket in pallet_consortium::Buckets::<Runtime>::iter_values() {
        assert!(bucket.used.ref_time <= most.ref_time && bucket.used.length <= most.length);
    }
}
