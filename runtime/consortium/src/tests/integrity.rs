//! What clients encode by hand, and must therefore never change unnoticed.

use crate::{RuntimeCall, VERSION};
use codec::Encode;
use frame_support::traits::{GetCallMetadata, PalletInfo as _};
use salus_runtime_common::calls::TABLE;

#[test]
fn pallets_should_keep_their_indices_when_the_runtime_changes() {
    use crate::*;
    let indices = [
        PalletInfo::index::<System>(),
        PalletInfo::index::<Timestamp>(),
        PalletInfo::index::<Babe>(),
        PalletInfo::index::<Authorship>(),
        PalletInfo::index::<Session>(),
        PalletInfo::index::<Grandpa>(),
        PalletInfo::index::<Utility>(),
        PalletInfo::index::<Council>(),
        PalletInfo::index::<Sudo>(),
        PalletInfo::index::<Governance>(),
        PalletInfo::index::<Historical>(),
        PalletInfo::index::<Offences>(),
        PalletInfo::index::<SafeMode>(),
        PalletInfo::index::<TxPause>(),
        PalletInfo::index::<Enactment>(),
        PalletInfo::index::<Consortium>(),
        PalletInfo::index::<AttributeAuthority>(),
        PalletInfo::index::<Consent>(),
        PalletInfo::index::<EhrRegistry>(),
        PalletInfo::index::<AuditLog>(),
    ];
    let expected = [0, 1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 18, 20, 21, 22, 23, 24];
    assert_eq!(indices.map(Option::unwrap), expected);
}

#[test]
fn calls_should_keep_their_bytes_when_the_runtime_changes() {
    let lapse: RuntimeCall =
        pallet_ehr_registry::Call::lapse { record: salus_primitives::RecordId([7; 32]) }.into();
    assert_eq!(lapse.encode()[..3], [23, 2, 7]);
    let suspend: RuntimeCall = pallet_consortium::Call::suspend { organisation: 5 }.into();
    assert_eq!(suspend.encode(), [20, 1, 5, 0, 0, 0]);
}

#[test]
fn every_call_should_have_one_row_when_the_table_is_compared_with_the_metadata() {
    let mut missing = Vec::new();
    for pallet in RuntimeCall::get_module_names() {
        let known = TABLE.iter().find(|(name, _)| name == pallet).map(|(_, rows)| *rows).unwrap_or_default();
        let calls = RuntimeCall::get_call_names(pallet);
        missing.extend(
            calls
                .iter()
                .filter(|call| !known.iter().any(|row| row.name == **call))
                .map(|call| format!("{pallet}.{call} has no row")),
        );
        missing.extend(
            known
                .iter()
                .filter(|row| !calls.contains(&row.name))
                .map(|row| format!("{pallet}.{} is no call", row.name)),
        );
    }
    assert!(missing.is_empty(), "say in `runtime/common/src/calls.rs` what is true of these: {missing:#?}");
}

#[test]
fn metadata_should_be_told_in_all_current_versions_when_asked() {
    assert_eq!(crate::Runtime::metadata_versions(), [14, 15, 16]);
    for version in [14, 15, 16] {
        assert!(crate::Runtime::metadata_at_version(version).is_some());
    }
}

#[test]
fn version_should_offer_the_apis_that_clients_read_when_asked() {
    use sp_api::RuntimeApiInfo;
    type Block = crate::Block;
    type Account = crate::AccountId;
    let ids = [
        <dyn salus_runtime_api::ConsortiumApi<Block, Account>>::ID,
        <dyn salus_runtime_api::AuthorityApi<Block, Account>>::ID,
        <dyn salus_runtime_api::ConsentApi<Block, Account>>::ID,
        <dyn salus_runtime_api::EhrApi<Block, Account>>::ID,
        <dyn salus_runtime_api::AuditApi<Block, Account>>::ID,
    ];
    for id in ids {
        assert_eq!(VERSION.api_version(&id), Some(1));
    }
    assert_eq!(VERSION.spec_name, "salus");
}

#[test]
fn largest_call_should_stay_small_when_it_is_kept_in_memory() {
    // A batch of a thousand calls is decoded at once; the SDK's own bound for a call is 1 KiB.
    assert!(core::mem::size_of::<RuntimeCall>() <= 1_024, "{}", core::mem::size_of::<RuntimeCall>());
}
