//! What a ticket is worth: the answer, apart from how it is found.

use salus_client::account::AccountId;
use salus_primitives::{consent::Ticket, record::Record, TicketId};
use std::sync::Arc;

/// What a ticket is worth at one block.
#[derive(Clone, Debug)]
pub enum Admission {
    /// It opens its record.
    Granted(Arc<Grant>),
    /// Its time is over. A download that began in time goes on, since what it was issued for is still granted.
    Continued(Arc<Grant>),
    /// It opens nothing.
    Refused(NotAdmitted),
}

/// Why a ticket opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// There is no such ticket, or it is somebody else's: the asker cannot tell which.
    NoSuchTicket,
    /// Its time is over, and nothing was handed out under it in time, or too long ago.
    Expired,
    /// What it was issued for is not granted any more.
    NoLongerGranted,
}

/// A ticket that opens its record.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The ticket's number.
    pub id: TicketId,
    /// The ticket.
    pub ticket: Ticket<AccountId>,
    /// The record it opens.
    pub record: Record<AccountId>,
}
