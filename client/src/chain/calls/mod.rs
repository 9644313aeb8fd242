//! The chain's calls, one module for each pallet.
//!
//! Every function returns a [`super::Call`]; who may submit it is said with it. Arguments stand in
//! the pallets' order.

pub mod attribute_authority;
pub mod audit_log;
pub mod consent;
pub mod consortium;
pub mod council;
pub mod ehr_registry;
pub mod governance;
pub mod safe_mode;
pub mod system;
pub mod tx_pause;
pub mod utility;
