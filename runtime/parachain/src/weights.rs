//! What each pallet's calls cost: one line per pallet.
//!
//! The SDK's pallets use what the SDK measured on its reference machine, and Salus's own the storage
//! operations counted in their crates: estimates of time that say nothing about the size of the proof
//! which validators of the relay chain need. Until they are measured, only the collator keeps a block's
//! proof within what the relay chain accepts.

use crate::Runtime;

/// Weights of `frame_system`.
pub type System = frame_system::weights::SubstrateWeight<Runtime>;
/// Weights of the transaction extensions of `frame_system`.
pub type SystemExtensions = frame_system::SubstrateExtensionsWeight<Runtime>;
/// Weights of `pallet_timestamp`.
pub type Timestamp = pallet_timestamp::weights::SubstrateWeight<Runtime>;
/// Weights of `cumulus_pallet_parachain_system`.
pub type ParachainSystem = cumulus_pallet_parachain_system::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_session`.
pub type Session = pallet_session::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_utility`.
pub type Utility = pallet_utility::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_collective`.
pub type Council = pallet_collective::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_sudo`.
pub type Sudo = pallet_sudo::weights::SubstrateWeight<Runtime>;
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
