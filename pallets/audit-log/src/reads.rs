//! What others read, through the runtime's API.

use crate::{pallet::*, Servers, Trails};
use salus_primitives::{mmr::Trail, TicketId};

impl<T: Config> Pallet<T> {
    /// The commitment to the trail of `patient`; an empty one if nothing has happened.
    pub fn trail(patient: T::AccountId) -> Trail {
        Trails::<T>::get(patient)
    }

    /// The organisations that acknowledged having served `ticket`, in order.
    pub fn served_by(ticket: TicketId) -> ServedBy {
        Servers::<T>::get(ticket)
    }
}
