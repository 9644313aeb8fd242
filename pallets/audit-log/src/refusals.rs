//! Refused attempts: listed up to a limit, counted beyond it.
//!
//! Asking costs an accessor nothing but quota. Without a limit, one account could bury what matters in a
//! patient's trail under thousands of refusals. So the trail lists the first [`MAX_LISTED`] of one account in
//! one period, and gets one entry with the number of the others once the period is over.

use crate::{Config, OldestPeriod, Pallet, Refusals, WeightInfo};
use alloc::vec::Vec;
use frame_support::{traits::Get, weights::Weight};
use salus_primitives::audit::{Action, Detail, Note};

/// Refusals of one account that one patient's trail lists one by one in a period.
pub const MAX_LISTED: u32 = 8;
/// Most counts that one block removes.
pub const MAX_CLOSED: u32 = 64;

impl<T: Config> Pallet<T> {
    /// Counts a refusal of `accessor` at `patient`; true if the trail lists it.
    pub(crate) fn count_refusal(patient: &T::AccountId, accessor: &T::AccountId) -> bool {
        let count = Refusals::<T>::mutate(Self::period(), (patient, accessor), |count| {
            *count = count.saturating_add(1);
            *count
        });
        count <= MAX_LISTED
    }

    /// The current period.
    fn period() -> u32 {
        Self::block().checked_div(T::RefusalPeriod::get()).unwrap_or_default()
    }

    /// Removes counts of the oldest period if it is over, and summarises in the trails what they do not list.
    ///
    /// Takes no more than `remaining` and returns what it took. What is left is done in later blocks.
    pub(crate) fn close_refusals(remaining: Weight) -> Weight {
        let look = T::DbWeight::get().reads(1);
        if !look.all_lte(remaining) {
            return Weight::zero();
        }
        let oldest = OldestPeriod::<T>::get();
        if oldest >= Self::period() {
            return look;
        }
        let most = (1..=MAX_CLOSED).rev().find(|n| T::WeightInfo::close_refusals(*n).all_lte(remaining));
        let Some(most) = most else { return look };
        let counts: Vec<_> = Refusals::<T>::iter_prefix(oldest).take(most as usize).collect();
        let closed = counts.len() as u32;
        for (pair, count) in counts {
            Refusals::<T>::remove(oldest, &pair);
            Self::summarise(pair, count);
        }
        if closed < most {
            OldestPeriod::<T>::put(oldest.saturating_add(1));
        }
        T::WeightInfo::close_refusals(closed)
    }

    /// Records how many of `count` refusals the trail does not list, if there are any.
    fn summarise((patient, accessor): (T::AccountId, T::AccountId), count: u32) {
        let unlisted = count.saturating_sub(MAX_LISTED);
        if unlisted > 0 {
            let detail = Detail::Refusals { unlisted };
            Self::append(&patient, Note { detail, ..Note::new(accessor, Action::Refused) });
        }
    }
}
