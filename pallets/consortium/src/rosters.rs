//! Rosters: which organisations were active when.
//!
//! A vote on a record belongs to the organisations that were active when the vote began. A list of them in each record
//! would cost more than the record, so the vote keeps a number: each change of the active organisations begins a new
//! roster, and each organisation keeps the rosters in which it came or went.

use crate::*;
use salus_primitives::{traits::Membership, OrganisationId};

impl<T: Config> Pallet<T> {
    /// Begins a new roster: `organisation` has become active, or has ceased to be.
    pub(crate) fn begin_roster(organisation: OrganisationId) {
        let roster = Roster::<T>::get().saturating_add(1);
        Roster::<T>::put(roster);
        RosterChanges::<T>::mutate(organisation, |changes| {
            if changes.is_full() {
                changes.remove(0);
            }
            // There is room for one.
            changes.force_push(roster);
        });
    }

    /// True if `organisation` is active now and was active in `roster`.
    ///
    /// Each change turns active into inactive or back, so that an even number of later ones means: as it is now.
    /// Where changes are forgotten nothing is certain, and the answer is no.
    pub(crate) fn is_elector(organisation: OrganisationId, roster: u32) -> bool {
        let changes = RosterChanges::<T>::get(organisation);
        let forgotten = changes.is_full() && changes.first().is_some_and(|oldest| roster < *oldest);
        let later = changes.iter().filter(|change| **change > roster).count();
        !forgotten && later % 2 == 0 && Self::is_active(organisation)
    }
}
