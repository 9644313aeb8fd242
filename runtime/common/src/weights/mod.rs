//! What the calls of Salus's own pallets cost, measured: one file per pallet, one measurement for every
//! chain of Salus.
//!
//! `scripts/weights.sh` measures the calls on the runtime of the consortium's chain, with full maps and
//! batches, and writes the files of this folder and the table in `docs/weights.md`. Each weight is the time
//! of the computation plus that of the reads and writes, which the runtime's `DbWeight` prices, and the size
//! of the proof that a parachain sends with them to the relay chain.

pub mod pallet_attribute_authority;
pub mod pallet_audit_log;
pub mod pallet_consent;
pub mod pallet_consortium;
pub mod pallet_ehr_registry;
pub mod pallet_enactment;
