//! What is true of the consortium's state after every block.

use crate::*;
use alloc::collections::BTreeSet;
use frame_support::{ensure, traits::Get};
use salus_primitives::{consortium::MemberStatus, traits::Membership};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant.
    ///
    /// # Errors
    /// The first that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_organisations()?;
        Self::check_seats_and_gateways()?;
        Self::check_suspensions()?;
        Self::check_validators()?;
        Self::check_participants_and_authorities()?;
        Self::check_capacities()?;
        Self::check_quotas()
    }

    /// Organisations are numbered without reuse, and the active ones are counted.
    fn check_organisations() -> Result<(), TryRuntimeError> {
        let next = NextOrganisation::<T>::get();
        ensure!(Organisations::<T>::count() == next, "an organisation vanished");
        ensure!(
            Organisations::<T>::iter_keys().all(|id| id < next),
            "an organisation has an id that was not given out"
        );
        let active = Organisations::<T>::iter_values().filter(|o| o.status == MemberStatus::Active).count();
        ensure!(Ok(ActiveOrganisations::<T>::get()) == active.try_into(), "ActiveOrganisations is wrong");
        ensure!(next == 0 || active > 0, "no organisation is active");
        Ok(())
    }

    /// Every organisation that is not removed has its seat and its gateway, and there are no others.
    fn check_seats_and_gateways() -> Result<(), TryRuntimeError> {
        let mut present: u32 = 0;
        for (id, organisation) in Organisations::<T>::iter() {
            if organisation.status == MemberStatus::Removed {
                continue;
            }
            present = present.saturating_add(1);
            ensure!(Seats::<T>::get(&organisation.seat) == Some(id), "an organisation lacks its seat");
            ensure!(
                Gateways::<T>::get(&organisation.gateway.account) == Some(id),
                "an organisation lacks its gateway"
            );
        }
        ensure!(present <= MAX_ORGANISATIONS, "more organisations than seats");
        ensure!(Seats::<T>::count() == present, "a seat has no organisation");
        ensure!(Ok(present) == Gateways::<T>::iter().count().try_into(), "a gateway has no organisation");
        Ok(())
    }

    /// Every suspension that ends by itself is one, and its end is written down once; predecessors are removed.
    fn check_suspensions() -> Result<(), TryRuntimeError> {
        let ends = SuspensionEnds::<T>::get();
        let mut whose = BTreeSet::new();
        for (_, id) in &ends {
            ensure!(whose.insert(*id), "a suspension ends twice");
            ensure!(Self::is_suspended_for_a_while(*id), "a suspension ends that is none");
        }
        for (id, organisation) in Organisations::<T>::iter() {
            let ending = organisation.status == MemberStatus::Suspended && Self::is_suspended_for_a_while(id);
            ensure!(!ending || whose.contains(&id), "a suspension never ends");
        }
        for (id, former) in Predecessors::<T>::iter() {
            ensure!(former < id && Organisations::<T>::contains_key(id), "a predecessor is no older one");
            let former = Organisations::<T>::get(former).ok_or("a predecessor is nobody")?;
            ensure!(former.status == MemberStatus::Removed, "a predecessor is not removed");
        }
        Ok(())
    }

    /// Validators keep to the bounds and belong to an organisation that is not removed.
    fn check_validators() -> Result<(), TryRuntimeError> {
        ensure!(Validators::<T>::count() <= T::MaxValidators::get(), "too many validators");
        for (_, owner) in Validators::<T>::iter() {
            let organisation = Organisations::<T>::get(owner).ok_or("a validator of nobody")?;
            ensure!(organisation.status != MemberStatus::Removed, "a validator of a removed organisation");
            let own = Validators::<T>::iter_values().filter(|other| *other == owner).count();
            ensure!(
                u32::try_from(own).is_ok_and(|own| own <= T::MaxValidatorsPerOrganisation::get()),
                "too many validators of one organisation"
            );
        }
        ensure!(
            Isolated::<T>::iter_keys().all(Validators::<T>::contains_key),
            "somebody is isolated who is no validator"
        );
        Ok(())
    }

    /// Participants and authorities belong to an organisation, and no participant is removed.
    fn check_participants_and_authorities() -> Result<(), TryRuntimeError> {
        for participant in Participants::<T>::iter_values() {
            ensure!(Organisations::<T>::contains_key(participant.organisation), "a participant of nobody");
            ensure!(participant.status != MemberStatus::Removed, "a participant is removed");
        }
        ensure!(
            Authorities::<T>::iter_values().all(Organisations::<T>::contains_key),
            "an authority of nobody"
        );
        Ok(())
    }

    /// No account has two capacities, and each that has one exists.
    fn check_capacities() -> Result<(), TryRuntimeError> {
        let mut seen = BTreeSet::new();
        let accounts = Seats::<T>::iter_keys()
            .chain(Gateways::<T>::iter_keys())
            .chain(Validators::<T>::iter_keys())
            .chain(Authorities::<T>::iter_keys())
            .chain(Participants::<T>::iter_keys());
        for account in accounts {
            ensure!(
                frame_system::Pallet::<T>::providers(&account) > 0,
                "an account with a capacity does not exist"
            );
            ensure!(seen.insert(account), "an account has two capacities");
        }
        Ok(())
    }

    /// Every organisation that is not removed has a bucket, and nobody else has; so far as accounts have
    /// their own, they are known.
    fn check_quotas() -> Result<(), TryRuntimeError> {
        for (id, organisation) in Organisations::<T>::iter() {
            let expected = organisation.status != MemberStatus::Removed;
            ensure!(Buckets::<T>::contains_key(id) == expected, "an organisation's bucket is wrong");
        }
        ensure!(
            Buckets::<T>::iter_keys().all(Organisations::<T>::contains_key),
            "a bucket has no organisation"
        );
        ensure!(
            Remedies::<T>::iter_keys().all(Organisations::<T>::contains_key),
            "a bucket of people has no organisation"
        );
        ensure!(
            Emergencies::<T>::iter_keys()
                .chain(Deposits::<T>::iter_keys())
                .all(Organisations::<T>::contains_key),
            "a bucket of emergencies or of storage has no organisation"
        );
        ensure!(
            Reserves::<T>::iter_keys().all(|account| Self::is_known(&account)),
            "an account without a capacity has a bucket"
        );
        Ok(())
    }
}
