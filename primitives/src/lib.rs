//! The vocabulary every part of Salus shares.
//!
//! Identifiers, policy expressions, purposes of use, content identifiers, the facts the chain keeps
//! and the traits through which its pallets meet. The same code runs in the pallets, the
//! encryption, the gateways and the browser, so that no two of them can disagree on what a policy
//! says or which bytes an audit entry hashes to.
//!
//! `no_std`; feature `serde` gives the facts a JSON form for JSON-RPC and for `--json`.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

pub mod attribute;
pub mod audit;
pub mod authority;
pub mod consent;
pub mod consortium;
pub mod content;
pub mod emergency;
pub mod enrolment;
pub mod erasure;
pub mod governance;
pub mod ids;
pub mod label;
pub mod mmr;
pub mod page;
pub mod policy;
pub mod purpose;
pub mod quota;
pub mod receipt;
pub mod record;
pub mod relayed;
#[cfg(feature = "serde")]
mod text_form;
pub mod trail;
pub mod traits;

pub use attribute::{Attribute, EpochAttribute};
pub use content::ContentId;
pub use ids::{
    BlockNumber, Digest, EmergencyId, Epoch, Moment, OrganisationId, PolicyId, RecordId, TicketId,
};
pub use label::Label;
pub use page::Page;
pub use policy::Expression;
pub use purpose::{Purpose, PurposeSet};
