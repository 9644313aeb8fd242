#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod acknowledge;
mod record;
mod refusals;
mod trail;

pub use crate::{mock::*, *};
pub use frame_support::{assert_noop, assert_ok};
pub use salus_primitives::{
    audit::{Action, Detail, Entry, Note},
    consent::{Basis, PolicyRef, Served},
    mmr::Trail,
    purpose::Purpose,
    receipt::ReceiptFault,
    traits::AuditTrail,
    Digest, RecordId, TicketId,
};
pub use sp_io::hashing::blake2_256;

/// Appends to the trail of `patient` that `actor` filed record `number`.
pub fn note(patient: AccountId, actor: AccountId, number: u8) {
    let mut note = Note::new(actor, Action::Submitted);
    note.record = Some(RecordId([number; 32]));
    AuditLog::record(&patient, note);
}

/// The hash of every entry that an event told of, in order.
pub fn recorded() -> Vec<Digest> {
    System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::AuditLog(Event::Recorded { leaf }) => Some(leaf),
            _ => None,
        })
        .collect()
}

/// Every ticket that was skipped and why, in order.
pub fn skipped() -> Vec<(TicketId, ReceiptFault)> {
    System::events()
        .into_iter()
        .filter_map(|record| match record.event {
            RuntimeEvent::AuditLog(Event::TicketSkipped { ticket, reason }) => Some((ticket, reason)),
            _ => None,
        })
        .collect()
}
