//! In which capacity an account speaks, and what the other pallets ask of that.
//!
//! Whether somebody may act is decided again at every use, from the status of the organisation: so one
//! write suspends or removes an organisation with every account that it enrolled.

use crate::*;
use core::marker::PhantomData;
use frame_support::{defensive, pallet_prelude::Weight, traits::Get};
use salus_primitives::{
    consortium::MemberStatus,
    traits::{Membership, Standings},
};

impl<T: Config> Pallet<T> {
    /// Makes `who` an account of the chain, if it is not one yet: without tokens it exists by this reference
    /// alone.
    pub(crate) fn begin_capacity(who: &T::AccountId) {
        if frame_system::Pallet::<T>::providers(who) == 0 {
            frame_system::Pallet::<T>::inc_providers(who);
        }
    }

    /// Ends the capacity of `who`.
    ///
    /// The account stays, because its nonce is there. If it began again from nothing with the next capacity,
    /// whatever the account had signed before could be sent once more, by anybody.
    pub(crate) fn end_capacity(who: &T::AccountId) {
        Reserves::<T>::remove(who);
    }
}

impl<T: Config> Membership<T::AccountId> for Pallet<T> {
    fn gateway_of(who: &T::AccountId) -> Option<OrganisationId> {
        Gateways::<T>::get(who).filter(|organisation| Self::is_active(*organisation))
    }

    fn is_active(organisation: OrganisationId) -> bool {
        Organisations::<T>::get(organisation).is_some_and(|o| o.status == MemberStatus::Active)
    }

    fn active_count() -> u32 {
        ActiveOrganisations::<T>::get()
    }

    fn roster() -> u32 {
        Roster::<T>::get()
    }

    fn is_active_since(organisation: OrganisationId, roster: u32) -> bool {
        Self::is_elector(organisation, roster)
    }

    fn participant(who: &T::AccountId) -> Option<Participant> {
        Participants::<T>::get(who)
            .filter(|participant| participant.status == MemberStatus::Active)
            .filter(|participant| Self::is_active(participant.organisation))
    }

    fn is_patient(who: &T::AccountId) -> bool {
        Participants::<T>::get(who).is_some_and(|participant| participant.role == Role::Patient)
    }

    fn last_suspended(organisation: OrganisationId) -> Option<BlockNumber> {
        Suspensions::<T>::get(organisation).map(|last| last.since)
    }

    fn predecessor(organisation: OrganisationId) -> Option<OrganisationId> {
        Predecessors::<T>::get(organisation)
    }

    fn is_known(who: &T::AccountId) -> bool {
        Participants::<T>::contains_key(who)
            || Gateways::<T>::contains_key(who)
            || Validators::<T>::contains_key(who)
            || Authorities::<T>::contains_key(who)
            || Seats::<T>::contains_key(who)
    }

    fn add_authority_account(who: &T::AccountId, organisation: OrganisationId) {
        if Self::is_known(who) {
            defensive!("the caller checks that the account has no capacity yet");
            return;
        }
        Authorities::<T>::insert(who, organisation);
        Self::begin_capacity(who);
    }

    fn remove_authority_account(who: &T::AccountId) {
        if Authorities::<T>::take(who).is_some() {
            Self::end_capacity(who);
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_organisation(gateway: &T::AccountId) -> OrganisationId {
        benchmarking::organisation::<T>(gateway)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_participant(who: &T::AccountId, organisation: OrganisationId, role: Role) {
        benchmarking::participant::<T>(who, organisation, role);
    }
}

impl<T: Config> Standings<T::AccountId> for Pallet<T> {
    fn standing(who: &T::AccountId) -> Option<Standing> {
        // Participants first: they are the most, and who has one capacity has no other.
        if Participants::<T>::contains_key(who) {
            return Self::participant(who).map(|p| Standing::Participant(p.organisation, p.role));
        }
        let (organisation, standing) = if let Some(id) = Gateways::<T>::get(who) {
            (id, Standing::Gateway(id))
        } else if let Some(id) = Authorities::<T>::get(who) {
            (id, Standing::Authority(id))
        } else if let Some(id) = Validators::<T>::get(who) {
            (id, Standing::Validator(id))
        } else {
            let id = Seats::<T>::get(who)?;
            (id, Standing::Seat(id))
        };
        let speaks = match standing {
            // Who makes blocks must be able to change its keys.
            Standing::Validator(_) => Self::keeps_validators(organisation),
            _ => Self::is_active(organisation),
        };
        speaks.then_some(standing)
    }
}

/// What looking up a standing costs, for the transaction extension that asks for every transaction.
pub struct StandingWeight<T>(PhantomData<T>);

impl<T: Config> Get<Weight> for StandingWeight<T> {
    fn get() -> Weight {
        <T as Config>::WeightInfo::standing()
    }
}
