//! What each pallet's calls cost: one line per pallet.
//!
//! The SDK's pallets use what the SDK measured on its reference machine, Salus's own what
//! `scripts/weights.sh` measured: see [`salus_runtime_common::weights`].

use crate::Runtime;
use salus_runtime_common::weights;

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
/// Weights of `pallet_meta_tx`.
pub type MetaTx = pallet_meta_tx::weights::SubstrateWeight<Runtime>;
/// Weights of checking the signature of a relayed call.
pub type VerifySignature = pallet_verify_signature::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_collective`.
pub type Council = pallet_collective::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_sudo`.
pub type Sudo = pallet_sudo::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_safe_mode`.
pub type SafeMode = pallet_safe_mode::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_tx_pause`.
pub type TxPause = pallet_tx_pause::weights::SubstrateWeight<Runtime>;
/// Weights of `pallet_consortium`.
pub type Consortium = weights::pallet_consortium::WeightInfo<Runtime>;
/// Weights of `pallet_attribute_authority`.
pub type AttributeAuthority = weights::pallet_attribute_authority::WeightInfo<Runtime>;
/// Weights of `pallet_consent`.
pub type Consent = weights::pallet_consent::WeightInfo<Runtime>;
/// Weights of `pallet_ehr_registry`.
pub type EhrRegistry = weights::pallet_ehr_registry::WeightInfo<Runtime>;
/// Weights of `pallet_audit_log`.
pub type AuditLog = weights::pallet_audit_log::WeightInfo<Runtime>;
/// Weights of `enactment`.
pub type Enactment = weights::pallet_enactment::WeightInfo<Runtime>;
