//! What a client of one chain takes for granted on the other.

use crate::{self as parachain, RuntimeCall};
use codec::Encode;
use frame_support::traits::{GetCallIndex, GetCallMetadata, PalletInfo as _, PalletInfoAccess};
use salus_runtime_common::calls::TABLE;
use salus_runtime_consortium as standalone;
use scale_info::TypeInfo;
use std::collections::BTreeSet;

/// Checks of each pallet, named alike in both runtimes, that name and index agree.
macro_rules! same_places {
    ($($pallet:ident),+ $(,)?) => {
        $(
            assert_eq!(parachain::$pallet::index(), standalone::$pallet::index(), stringify!($pallet));
            assert_eq!(parachain::$pallet::name(), standalone::$pallet::name());
        )+
    };
}

/// Checks of each pallet that its calls, events and errors are the same, to the types of their fields.
macro_rules! same_interfaces {
    ($($pallet:ident),+ $(,)?) => {
        $({
            use $pallet::{Call, Error, Event};
            type Here = parachain::Runtime;
            type There = standalone::Runtime;
            assert!(!Call::<Here>::get_call_indices().is_empty());
            assert_eq!(Call::<Here>::type_info().type_def, Call::<There>::type_info().type_def);
            assert_eq!(Event::<Here>::type_info().type_def, Event::<There>::type_info().type_def);
            assert_eq!(Error::<Here>::type_info().type_def, Error::<There>::type_info().type_def);
        })+
    };
}

#[test]
fn pallets_should_stand_at_the_same_indices_when_both_chains_have_them() {
    same_places!(
        System,
        Timestamp,
        Authorship,
        Session,
        Utility,
        Council,
        Sudo,
        Governance,
        SafeMode,
        TxPause,
        MetaTx,
        Enactment,
        Consortium,
        AttributeAuthority,
        Consent,
        EhrRegistry,
        AuditLog,
    );
}

#[test]
fn pallets_should_keep_their_indices_when_only_this_chain_has_them() {
    use parachain::{Aura, AuraExt, PalletInfo, ParachainInfo, ParachainSystem};
    let indices = [
        PalletInfo::index::<ParachainSystem>(),
        PalletInfo::index::<ParachainInfo>(),
        PalletInfo::index::<Aura>(),
        PalletInfo::index::<AuraExt>(),
    ];
    assert_eq!(indices.map(Option::unwrap), [30, 31, 32, 33]);
}

#[test]
fn interfaces_should_be_the_same_when_clients_read_the_metadata() {
    same_interfaces!(
        pallet_attribute_authority,
        pallet_audit_log,
        pallet_consent,
        pallet_consortium,
        pallet_ehr_registry,
    );
}

#[test]
fn call_should_have_the_same_bytes_when_encoded_for_either_chain() {
    let record = salus_primitives::RecordId([7; 32]);
    let here: RuntimeCall = pallet_ehr_registry::Call::lapse { record }.into();
    let there: standalone::RuntimeCall = pallet_ehr_registry::Call::lapse { record }.into();
    assert_eq!(here.encode(), there.encode());
    let here: RuntimeCall = pallet_utility::Call::batch_all { calls: vec![here] }.into();
    let there: standalone::RuntimeCall = pallet_utility::Call::batch_all { calls: vec![there] }.into();
    assert_eq!(here.encode(), there.encode());
}

#[test]
fn every_call_should_have_one_row_when_the_table_is_compared_with_both_chains() {
    let here: BTreeSet<_> = RuntimeCall::get_module_names().iter().copied().collect();
    let there: BTreeSet<_> = standalone::RuntimeCall::get_module_names().iter().copied().collect();
    for pallet in &here {
        let rows = TABLE.iter().find(|(name, _)| name == pallet).map(|(_, rows)| *rows).unwrap_or_default();
        let mut listed: Vec<_> = rows.iter().map(|row| row.name).collect();
        let mut calls = RuntimeCall::get_call_names(pallet).to_vec();
        listed.sort();
        calls.sort();
        // A call that only one of the chains has still has its row.
        if there.contains(pallet) {
            listed.retain(|call| calls.contains(call));
        }
        assert_eq!(listed, calls, "{pallet}");
    }
    for (pallet, _) in TABLE {
        assert!(here.contains(pallet) || there.contains(pallet), "{pallet} is on neither chain");
    }
}

#[test]
fn runtimes_should_be_told_apart_when_asked_for_their_names() {
    assert_eq!(parachain::VERSION.spec_name, "salus-parachain");
    assert_ne!(parachain::VERSION.spec_name, standalone::VERSION.spec_name);
}

#[test]
fn apis_should_be_offered_in_the_same_versions_when_clients_read_either_chain() {
    use sp_api::RuntimeApiInfo;
    type Account = parachain::AccountId;
    type Block = parachain::Block;
    let ids = [
        <dyn salus_runtime_api::ConsortiumApi<Block, Account>>::ID,
        <dyn salus_runtime_api::AuthorityApi<Block, Account>>::ID,
        <dyn salus_runtime_api::ConsentApi<Block, Account>>::ID,
        <dyn salus_runtime_api::EhrApi<Block, Account>>::ID,
        <dyn salus_runtime_api::AuditApi<Block, Account>>::ID,
    ];
    for id in ids {
        assert!(parachain::VERSION.api_version(&id).is_some());
        assert_eq!(parachain::VERSION.api_version(&id), standalone::VERSION.api_version(&id));
    }
}
