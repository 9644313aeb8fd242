//! What organisations and accounts have taken of the chain, in leaky buckets.

use crate::*;
use core::marker::PhantomData;
use frame_support::{pallet_prelude::Weight, traits::Get};
use salus_primitives::{
    quota::{Cost, Purse, Quotas},
    BlockNumber,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    pub(crate) fn quota_state(organisation: OrganisationId) -> Option<QuotaState> {
        let limits = T::OrganisationQuota::get();
        let used = Buckets::<T>::get(organisation)?.used_at(now::<T>(), &limits);
        Some(QuotaState { limits, used })
    }
}

fn now<T: Config>() -> BlockNumber {
    frame_system::Pallet::<T>::block_number().saturated_into()
}

/// The bucket behind `purse`; none for an organisation that is removed.
fn bucket<T: Config>(purse: &Purse<T::AccountId>) -> Option<Bucket> {
    match purse {
        Purse::Organisation(organisation) | Purse::People(organisation) => Buckets::<T>::get(organisation),
        Purse::Seat(account) | Purse::Validator(account) | Purse::Person(account, _) => {
            Some(Reserves::<T>::get(account))
        }
        Purse::Public => Some(PublicBucket::<T>::get()),
    }
}

fn put<T: Config>(purse: &Purse<T::AccountId>, bucket: Bucket) {
    match purse {
        Purse::Organisation(organisation) | Purse::People(organisation) => {
            Buckets::<T>::insert(organisation, bucket)
        }
        Purse::Seat(account) | Purse::Validator(account) | Purse::Person(account, _) => {
            Reserves::<T>::insert(account, bucket)
        }
        Purse::Public => PublicBucket::<T>::put(bucket),
    }
}

fn limits<T: Config>(purse: &Purse<T::AccountId>) -> Limits {
    match purse {
        Purse::Organisation(_) | Purse::People(_) => T::OrganisationQuota::get(),
        Purse::Seat(_) => T::SeatQuota::get(),
        Purse::Validator(_) => T::ValidatorQuota::get(),
        Purse::Person(..) => T::PersonQuota::get(),
        Purse::Public => T::PublicQuota::get(),
    }
}

/// The bucket of all that an organisation's people take by themselves, with `cost` poured into it.
fn together<T: Config>(organisation: OrganisationId, cost: Cost) -> Option<Bucket> {
    let limits = T::RemedyQuota::get();
    Remedies::<T>::get(organisation).charged(now::<T>(), &limits, limits.capacity, cost)
}

/// The bucket behind `purse` with `cost` poured into it, and the ceiling it kept to.
fn charged<T: Config>(purse: &Purse<T::AccountId>, cost: Cost) -> Option<(Bucket, Cost)> {
    let limits = limits::<T>(purse);
    let ceiling = purse.ceiling(limits.capacity);
    Some((bucket::<T>(purse)?.charged(now::<T>(), &limits, ceiling, cost)?, ceiling))
}

impl<T: Config> Quotas<T::AccountId> for Pallet<T> {
    fn left(purse: &Purse<T::AccountId>, cost: Cost) -> Option<u16> {
        if let Purse::Person(_, organisation) = purse {
            together::<T>(*organisation, cost)?;
        }
        charged::<T>(purse, cost).map(|(bucket, ceiling)| bucket.left(ceiling))
    }

    fn charge(purse: &Purse<T::AccountId>, cost: Cost) -> bool {
        let Some((bucket, _)) = charged::<T>(purse, cost) else { return false };
        if let Purse::Person(_, organisation) = purse {
            let Some(together) = together::<T>(*organisation, cost) else { return false };
            Remedies::<T>::insert(organisation, together);
        }
        put::<T>(purse, bucket);
        true
    }

    fn give_back(purse: &Purse<T::AccountId>, cost: Cost) {
        // The call may have ended what its sender's purse belongs to.
        let ended = match purse {
            Purse::Seat(account) | Purse::Validator(account) | Purse::Person(account, _) => {
                !Reserves::<T>::contains_key(account)
            }
            _ => false,
        };
        if let Some(bucket) = bucket::<T>(purse).filter(|_| !ended) {
            put::<T>(purse, bucket.returned(cost));
            if let Purse::Person(_, organisation) = purse {
                Remedies::<T>::mutate(organisation, |together| *together = together.returned(cost));
            }
        }
    }
}

/// What charging a quota and giving back what was not needed costs, for the transaction extension that does
/// it for every transaction.
pub struct QuotaWeight<T>(PhantomData<T>);

impl<T: Config> Get<Weight> for QuotaWeight<T> {
    fn get() -> Weight {
        <T as Config>::WeightInfo::charge_quota()
    }
}
