//! What organisations and accounts have taken of the chain, in leaky buckets.

use crate::*;
use core::marker::PhantomData;
use frame_support::{pallet_prelude::Weight, traits::Get};
use salus_primitives::quota::{Cost, Purse, Quotas};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    pub(crate) fn quota_state(organisation: OrganisationId) -> Option<QuotaState> {
        let limits = T::OrganisationQuota::get();
        let used = Buckets::<T>::get(organisation)?.used_at(now::<T>(), &limits);
        Some(QuotaState { limits, used })
    }
}

impl<T: Config> Pallet<T> {
    /// Counts `bytes` of what `organisation` added to the state as not added: they are gone again.
    pub(crate) fn give_room_back(organisation: OrganisationId, bytes: u64) {
        Deposits::<T>::mutate_extant(organisation, |bucket| *bucket = bucket.returned(bytes));
    }
}

/// The number of this block.
pub(crate) fn now<T: Config>() -> BlockNumber {
    frame_system::Pallet::<T>::block_number().saturated_into()
}

/// The bucket behind `purse`; none for an organisation that is removed.
fn bucket<T: Config>(purse: &Purse<T::AccountId>) -> Option<Bucket> {
    match purse {
        Purse::Organisation(organisation) | Purse::People(organisation) => Buckets::<T>::get(organisation),
        Purse::Seat(account)
        | Purse::Validator(account)
        | Purse::Office(account)
        | Purse::Person(account, _)
        | Purse::Emergency(account, _) => Some(Reserves::<T>::get(account)),
        Purse::Public => Some(PublicBucket::<T>::get()),
    }
}

fn put<T: Config>(purse: &Purse<T::AccountId>, bucket: Bucket) {
    match purse {
        Purse::Organisation(organisation) | Purse::People(organisation) => {
            Buckets::<T>::insert(organisation, bucket)
        }
        Purse::Seat(account)
        | Purse::Validator(account)
        | Purse::Office(account)
        | Purse::Person(account, _)
        | Purse::Emergency(account, _) => Reserves::<T>::insert(account, bucket),
        Purse::Public => PublicBucket::<T>::put(bucket),
    }
}

fn limits<T: Config>(purse: &Purse<T::AccountId>) -> Limits {
    match purse {
        Purse::Organisation(_) | Purse::People(_) => T::OrganisationQuota::get(),
        Purse::Seat(_) => T::SeatQuota::get(),
        Purse::Validator(_) => T::ValidatorQuota::get(),
        Purse::Person(..) | Purse::Emergency(..) | Purse::Office(_) => T::PersonQuota::get(),
        Purse::Public => T::PublicQuota::get(),
    }
}

/// The bucket of all who take the same from the organisation behind `purse`, with `cost` poured into it, and its ceiling.
/// `None` inside if there is none; outside if it has not that much.
#[allow(clippy::type_complexity)]
fn together<T: Config>(purse: &Purse<T::AccountId>, cost: Cost) -> Option<Option<(Bucket, Cost)>> {
    let (before, limits) = match purse {
        Purse::Person(_, organisation) => (Remedies::<T>::get(organisation), T::RemedyQuota::get()),
        Purse::Emergency(_, organisation) => (Emergencies::<T>::get(organisation), T::EmergencyQuota::get()),
        _ => return Some(None),
    };
    let after = before.charged(now::<T>(), &limits, limits.capacity, cost)?;
    Some(Some((after, limits.capacity)))
}

fn put_together<T: Config>(purse: &Purse<T::AccountId>, bucket: Bucket) {
    match purse {
        Purse::Person(_, organisation) => Remedies::<T>::insert(organisation, bucket),
        Purse::Emergency(_, organisation) => Emergencies::<T>::insert(organisation, bucket),
        _ => {}
    }
}

/// The bucket behind `purse` with `cost` poured into it, and the ceiling it kept to.
fn charged<T: Config>(purse: &Purse<T::AccountId>, cost: Cost) -> Option<(Bucket, Cost)> {
    let limits = limits::<T>(purse);
    let ceiling = purse.ceiling(limits.capacity);
    Some((bucket::<T>(purse)?.charged(now::<T>(), &limits, ceiling, cost)?, ceiling))
}

impl<T: Config> Quotas<T::AccountId> for Pallet<T> {
    fn left(purse: &Purse<T::AccountId>, cost: Cost) -> Option<u16> {
        let together = together::<T>(purse, cost)?;
        let (own, ceiling) = charged::<T>(purse, cost)?;
        // Whoever shares a nearly empty bucket waits behind others, however full the own one is.
        let shared = together.map_or(u16::MAX, |(bucket, ceiling)| bucket.left(ceiling));
        Some(own.left(ceiling).min(shared))
    }

    fn charge(purse: &Purse<T::AccountId>, cost: Cost) -> bool {
        let (Some((own, _)), Some(together)) = (charged::<T>(purse, cost), together::<T>(purse, cost)) else {
            return false;
        };
        put::<T>(purse, own);
        if let Some((bucket, _)) = together {
            put_together::<T>(purse, bucket);
        }
        true
    }

    fn give_back(purse: &Purse<T::AccountId>, cost: Cost) {
        // The call may have ended what its sender's purse belongs to.
        let ended = match purse {
            Purse::Seat(account)
            | Purse::Validator(account)
            | Purse::Office(account)
            | Purse::Person(account, _)
            | Purse::Emergency(account, _) => !Reserves::<T>::contains_key(account),
            Purse::Organisation(_) | Purse::People(_) | Purse::Public => false,
        };
        if let Some(bucket) = bucket::<T>(purse).filter(|_| !ended) {
            put::<T>(purse, bucket.returned(cost));
            if let Some(Some((together, _))) = together::<T>(purse, Cost::default()) {
                put_together::<T>(purse, together.returned(cost));
            }
        }
    }

    fn has_room(purse: &Purse<T::AccountId>, bytes: u64) -> bool {
        bytes == 0
            || purse.depositor().is_none_or(|organisation| deposited::<T>(organisation, bytes).is_some())
    }

    fn deposit(purse: &Purse<T::AccountId>, bytes: u64) -> bool {
        let Some(organisation) = purse.depositor().filter(|_| bytes > 0) else { return true };
        let Some(bucket) = deposited::<T>(organisation, bytes) else { return false };
        Deposits::<T>::insert(organisation, bucket);
        true
    }

    fn take_back(purse: &Purse<T::AccountId>, bytes: u64) {
        if let Some(organisation) = purse.depositor() {
            // The call may have removed the organisation.
            Deposits::<T>::mutate_extant(organisation, |bucket| *bucket = bucket.returned(bytes));
        }
    }
}

/// What `organisation` has added to the state, with `bytes` more, if it may add them.
fn deposited<T: Config>(organisation: OrganisationId, bytes: u64) -> Option<StorageBucket> {
    Deposits::<T>::get(organisation).charged(now::<T>(), &T::StorageQuota::get(), bytes)
}

/// What charging a quota and giving back what was not needed costs, for the transaction extension that does
/// it for every transaction.
pub struct QuotaWeight<T>(PhantomData<T>);

impl<T: Config> Get<Weight> for QuotaWeight<T> {
    fn get() -> Weight {
        <T as Config>::WeightInfo::charge_quota()
    }
}
