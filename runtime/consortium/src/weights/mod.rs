//! What each pallet's calls cost: one line per pallet.
//!
//! `scripts/weights.sh` measures the calls on this runtime and writes one file per pallet into this
//! folder; a pallet that has its file here is pointed at it below. Until then the SDK's pallets use what
//! the SDK measured on its reference machine, and Salus's own the storage operations counted in their
//! crates, which are estimates.

use crate::Runtime;

/// Weights of `frame_system`.
pub type System = frame_system::weights::SubstrateWeight<Runtime>;
/// Weights of the transaction extensions of `frame_system`.
pub type SystemExtensions = frame_system::SubstrateExtensionsWeight<Runtime>;
/// Weights of `pallet_timestamp`.
pub type Timestamp = pallet_timestamp::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_babe`.
pub type Babe = ();
/// Weights of `pallet_session`.
pub type Session = pallet_session::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_grandpa`.
pub type Grandpa = ();
/// Weights of `pallet_utility`.
pub type Utility = pallet_utility::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_collective`.
pub type Council = pallet_collective::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_sudo`.
pub type Sudo = pallet_sudo::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_safe_mode`.
pub type SafeMode = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_tx_pause`.
pub type TxPause = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_migrations`.
pub type Migrations = pallet_migrations::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_consortium`.
pub type Consortium = ();
/// Weights of `pallet_attribute_authority`.
pub type AttributeAuthority = ();
/// Weights of `pallet_consent`.
pub type Consent = ();
/// Weights of `pallet_ehr_registry`.
pub type EhrRegistry = ();
/// Weights of `pallet_audit_log`.
pub type AuditLog = ();
