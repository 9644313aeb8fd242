//! The calls whose cost is measured: `scripts/weights.sh` runs these on the compiled runtime.

use crate::{AllPalletsWithSystem, Runtime};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};

use frame_system_benchmarking::{extensions::Pallet as SystemExtensionsBench, Pallet as SystemBench};

impl frame_system_benchmarking::Config for Runtime {}

frame_benchmarking::define_benchmarks!(
    [frame_system, SystemBench::<Runtime>]
    [frame_system_extensions, SystemExtensionsBench::<Runtime>]
    [pallet_timestamp, crate::Timestamp]
    [pallet_utility, crate::Utility]
    [pallet_collective, crate::Council]
    [pallet_sudo, crate::Sudo]
    [pallet_safe_mode, crate::SafeMode]
    [pallet_tx_pause, crate::TxPause]
    [pallet_consortium, crate::Consortium]
    [pallet_attribute_authority, crate::AttributeAuthority]
    [pallet_consent, crate::Consent]
    [pallet_ehr_registry, crate::EhrRegistry]
    [pallet_audit_log, crate::AuditLog]
    [pallet_enactment, crate::Enactment]
);

/// What can be measured, and the storage it touches.
pub fn metadata(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
    let mut list = Vec::new();
    list_benchmarks!(list, extra);
    (list, AllPalletsWithSystem::storage_info())
}

/// Measures what `config` names.
///
/// # Errors
/// Says which benchmark failed and why.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
    let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
    let mut batches = Vec::new();
    let params = (&config, &whitelist);
    add_benchmarks!(params, batches);
    Ok(batches)
}
