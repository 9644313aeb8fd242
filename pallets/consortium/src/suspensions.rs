//! Suspensions: how long they last, and what more than half of the council cannot make of them.
//!
//! More than half of the council stops an organisation at once, because a leaked key cannot wait. It must not be enough
//! to keep a rival out, nor to choose who makes blocks. So such a suspension ends by itself, cannot be repeated for as
//! long again, and leaves the validators as two thirds of the seats chose them.

use crate::*;
use frame_support::{
    ensure,
    pallet_prelude::{DispatchResult, Weight},
    traits::{EnsureOrigin, Get},
};
use salus_primitives::{consortium::MemberStatus, traits::Membership};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// True if two thirds of the seats agreed, false if more than half of the council did.
    pub(crate) fn ensure_may_suspend(origin: OriginFor<T>) -> Result<bool, DispatchError> {
        match T::LastingOrigin::try_origin(origin) {
            Ok(_) => Ok(true),
            Err(origin) => {
                T::SuspendOrigin::ensure_origin(origin)?;
                Ok(false)
            }
        }
    }

    /// True if `organisation` is suspended, and will be reinstated by itself. A suspension of before suspensions ended
    /// by themselves lasts.
    pub(crate) fn is_suspended_for_a_while(organisation: OrganisationId) -> bool {
        Organisations::<T>::get(organisation).is_some_and(|o| o.status == MemberStatus::Suspended)
            && Suspensions::<T>::get(organisation).is_some_and(|suspension| !suspension.lasting)
    }

    /// True if the validators of `organisation` make blocks: it is active, or more than half suspended it for a while.
    pub(crate) fn keeps_validators(organisation: OrganisationId) -> bool {
        Self::is_active(organisation) || Self::is_suspended_for_a_while(organisation)
    }

    /// Writes down that `id` is suspended from now on.
    pub(crate) fn begin_suspension(id: OrganisationId, lasting: bool) -> DispatchResult {
        let (now, period) = (now::<T>(), T::SuspensionPeriod::get());
        if !lasting {
            let pause = period.saturating_mul(2);
            let rested = Suspensions::<T>::get(id).is_none_or(|last| now >= last.since.saturating_add(pause));
            ensure!(rested, Error::<T>::SuspendedRecently);
            let ends = (now.saturating_add(period), id);
            // One entry for each organisation at most, so there is room.
            SuspensionEnds::<T>::try_mutate(|all| all.try_push(ends))
                .map_err(|_| Error::<T>::TooManyOrganisations)?;
        }
        Suspensions::<T>::insert(id, Suspension { since: now, lasting });
        Ok(())
    }

    /// Makes a suspension that would end by itself last.
    pub(crate) fn prolong_suspension(id: OrganisationId) {
        Suspensions::<T>::mutate_extant(id, |suspension| suspension.lasting = true);
        Self::cancel_end(id);
    }

    /// Forgets when the suspension of `id` would have ended by itself.
    pub(crate) fn cancel_end(id: OrganisationId) {
        SuspensionEnds::<T>::mutate(|all| all.retain(|(_, whose)| *whose != id));
    }

    /// Reinstates one organisation whose suspension is over. The others wait for the next blocks.
    pub(crate) fn end_one_suspension() -> Weight {
        let due = SuspensionEnds::<T>::get().iter().find(|(end, _)| *end <= now::<T>()).map(|(_, id)| *id);
        let Some(id) = due else { return T::DbWeight::get().reads(1) };
        // It is suspended, or the entry would be gone.
        if Self::do_reinstate(id).is_err() {
            Self::cancel_end(id);
        }
        <T as Config>::WeightInfo::reinstate()
            .saturating_add(T::SeatChangeWeight::get())
            .saturating_add(T::DbWeight::get().reads(1))
    }
}
