//! Suspensions of authorities: how long they last, and what more than half of the council cannot make of them.
//!
//! More than half of the council stops an authority at once, because a key that leaked cannot wait. Whose attributes
//! satisfy nothing opens nothing, so it must not be enough to switch an authority off for good. Such a suspension ends by
//! itself and cannot be repeated for as long again, neither as one of the authority nor, in turns, as one of its
//! organisation. This is the same as for organisations, in `pallet_consortium`.

use crate::{pallet::*, WeightInfo};
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    traits::{EnsureOrigin, Get},
    weights::Weight,
};
use frame_system::pallet_prelude::OriginFor;
use salus_primitives::{
    authority::UseStatus, consortium::Suspension, traits::Membership, BlockNumber, Label, OrganisationId,
};
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

    /// Puts an authority out of use; `lasting` if two thirds of the seats decided on it.
    pub(crate) fn do_suspend(name: Label, lasting: bool) -> DispatchResult {
        let authority = Authorities::<T>::get(&name).ok_or(Error::<T>::UnknownAuthority)?;
        if lasting && authority.status == UseStatus::Suspended && Self::ends_by_itself(&name) {
            Suspensions::<T>::mutate_extant(&name, |suspension| suspension.lasting = true);
            Self::cancel_end(&name);
        } else {
            Self::set_status(&name, UseStatus::Suspended, Error::<T>::AlreadySuspended)?;
            Self::begin_suspension(&name, authority.organisation, lasting)?;
        }
        Self::deposit_event(Event::AuthoritySuspended { authority: name });
        Ok(())
    }

    /// Puts an authority back into use.
    pub(crate) fn do_reinstate(name: Label) -> DispatchResult {
        Self::set_status(&name, UseStatus::Active, Error::<T>::NotSuspended)?;
        Self::cancel_end(&name);
        Self::deposit_event(Event::AuthorityReinstated { authority: name });
        Ok(())
    }

    /// Writes down that `name` of `organisation` is suspended from now on.
    fn begin_suspension(name: &Label, organisation: OrganisationId, lasting: bool) -> DispatchResult {
        let (now, period) = (Self::now(), T::SuspensionPeriod::get());
        if !lasting {
            let rested = |last: Option<BlockNumber>| {
                last.is_none_or(|since| now >= since.saturating_add(period.saturating_mul(2)))
            };
            let own = Suspensions::<T>::get(name).map(|last| last.since);
            let all = rested(own) && rested(T::Members::last_suspended(organisation));
            ensure!(all, Error::<T>::SuspendedRecently);
            // One entry for each authority at most, so there is room.
            SuspensionEnds::<T>::try_mutate(|ends| ends.try_push((now.saturating_add(period), name.clone())))
                .map_err(|_| Error::<T>::TooManyAuthorities)?;
        }
        Suspensions::<T>::insert(name, Suspension { since: now, lasting });
        Ok(())
    }

    /// True if the last suspension of `name` was by more than half. One of before suspensions ended by themselves lasts.
    pub(crate) fn ends_by_itself(name: &Label) -> bool {
        Suspensions::<T>::get(name).is_some_and(|suspension| !suspension.lasting)
    }

    /// Forgets when the suspension of `name` would have ended by itself.
    pub(crate) fn cancel_end(name: &Label) {
        SuspensionEnds::<T>::mutate(|ends| ends.retain(|(_, whose)| whose != name));
    }

    /// Reinstates one authority whose suspension is over. The others wait for the next blocks.
    pub(crate) fn end_one_suspension() -> Weight {
        let now = Self::now();
        let due = SuspensionEnds::<T>::get().into_iter().find(|(end, _)| *end <= now);
        let Some((_, name)) = due else { return T::DbWeight::get().reads(1) };
        // It is suspended, or the entry would be gone.
        if Self::do_reinstate(name.clone()).is_err() {
            Self::cancel_end(&name);
        }
        T::WeightInfo::reinstate().saturating_add(T::DbWeight::get().reads(1))
    }
}
