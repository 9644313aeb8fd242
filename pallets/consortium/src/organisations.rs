//! The organisations: admission, suspension, removal, and the council's seats that follow them.

use crate::*;
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::ChangeMembers};
use salus_primitives::{
    consortium::MemberStatus,
    enrolment::{gateway_statement, GatewayAppointment},
    traits::Membership,
};
use sp_runtime::{traits::Verify, DispatchError};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_admit(
        name: OrganisationName,
        kind: OrganisationKind,
        seat: T::AccountId,
        gateway: GatewayOf<T>,
        predecessor: Option<OrganisationId>,
    ) -> DispatchResult {
        if let Some(former) = predecessor {
            let former = Organisations::<T>::get(former).ok_or(Error::<T>::UnknownOrganisation)?;
            ensure!(former.status == MemberStatus::Removed, Error::<T>::PredecessorNotRemoved);
        }
        let organisation = Self::insert_organisation(name, kind, seat.clone(), gateway)?;
        if let Some(former) = predecessor {
            Predecessors::<T>::insert(organisation, former);
        }
        T::SeatChanges::change_members(&[seat], &[], Self::council());
        Self::deposit_event(Event::OrganisationAdmitted { organisation });
        Ok(())
    }

    /// Everything an admission does but the council's seat, which genesis gives to all at once.
    pub(crate) fn insert_organisation(
        name: OrganisationName,
        kind: OrganisationKind,
        seat: T::AccountId,
        gateway: GatewayOf<T>,
    ) -> Result<OrganisationId, DispatchError> {
        ensure!(is_public_name(&name), Error::<T>::InvalidName);
        ensure!(is_base_url(&gateway.url), Error::<T>::InvalidUrl);
        ensure!(Seats::<T>::count() < MAX_ORGANISATIONS, Error::<T>::TooManyOrganisations);
        ensure!(seat != gateway.account, Error::<T>::AccountInUse);
        ensure!(!Self::is_known(&seat) && !Self::is_known(&gateway.account), Error::<T>::AccountInUse);

        let id = NextOrganisation::<T>::get();
        NextOrganisation::<T>::put(id.checked_add(1).ok_or(Error::<T>::TooManyOrganisations)?);
        Seats::<T>::insert(&seat, id);
        Self::begin_capacity(&seat);
        Gateways::<T>::insert(&gateway.account, id);
        Self::begin_capacity(&gateway.account);
        Organisations::<T>::insert(
            id,
            Organisation { name, kind, seat, gateway, status: MemberStatus::Active },
        );
        Buckets::<T>::insert(id, Bucket::default());
        ActiveOrganisations::<T>::mutate(|active| *active = active.saturating_add(1));
        Self::begin_roster(id);
        Ok(id)
    }

    /// `lasting`: two thirds of the seats decided on it.
    pub(crate) fn do_suspend(id: OrganisationId, lasting: bool) -> DispatchResult {
        if lasting && Self::is_suspended_for_a_while(id) {
            Self::prolong_suspension(id);
            Self::deposit_event(Event::OrganisationSuspended { organisation: id });
            return Ok(());
        }
        let mut organisation = Self::active_organisation(id)?;
        Self::leave_the_active()?;
        Self::begin_suspension(id, lasting)?;
        organisation.status = MemberStatus::Suspended;
        Organisations::<T>::insert(id, &organisation);
        Self::begin_roster(id);
        T::SeatChanges::change_members(&[], &[organisation.seat], Self::council());
        Self::deposit_event(Event::OrganisationSuspended { organisation: id });
        Ok(())
    }

    pub(crate) fn do_reinstate(id: OrganisationId) -> DispatchResult {
        let mut organisation = Organisations::<T>::get(id).ok_or(Error::<T>::UnknownOrganisation)?;
        ensure!(organisation.status == MemberStatus::Suspended, Error::<T>::OrganisationNotSuspended);
        organisation.status = MemberStatus::Active;
        Organisations::<T>::insert(id, &organisation);
        Self::cancel_end(id);
        ActiveOrganisations::<T>::mutate(|active| *active = active.saturating_add(1));
        Self::begin_roster(id);
        T::SeatChanges::change_members(&[organisation.seat], &[], Self::council());
        Self::deposit_event(Event::OrganisationReinstated { organisation: id });
        Ok(())
    }

    pub(crate) fn do_remove(id: OrganisationId) -> DispatchResult {
        let mut organisation = Organisations::<T>::get(id).ok_or(Error::<T>::UnknownOrganisation)?;
        let was_active = match organisation.status {
            MemberStatus::Active => true,
            MemberStatus::Suspended => false,
            MemberStatus::Removed => return Err(Error::<T>::OrganisationRemoved.into()),
        };
        let leaving = Self::validators_of(id);
        Self::ensure_somebody_stays(&leaving)?;
        if was_active {
            Self::leave_the_active()?;
        }
        organisation.status = MemberStatus::Removed;
        Organisations::<T>::insert(id, &organisation);
        for account in leaving {
            Self::end_validator(id, account)?;
        }
        Seats::<T>::remove(&organisation.seat);
        Self::end_capacity(&organisation.seat);
        Gateways::<T>::remove(&organisation.gateway.account);
        Self::end_capacity(&organisation.gateway.account);
        Buckets::<T>::remove(id);
        Deposits::<T>::remove(id);
        Suspensions::<T>::remove(id);
        Self::cancel_end(id);
        if was_active {
            Self::begin_roster(id);
            T::SeatChanges::change_members(&[], &[organisation.seat], Self::council());
        }
        Self::deposit_event(Event::OrganisationRemoved { organisation: id });
        Ok(())
    }

    /// `signature` is the new account's, which a gateway that keeps its account does not need.
    pub(crate) fn do_set_gateway(
        seat: &T::AccountId,
        gateway: GatewayOf<T>,
        signature: Option<&T::Signature>,
    ) -> DispatchResult {
        let id = Seats::<T>::get(seat).ok_or(Error::<T>::NotSeat)?;
        let mut organisation = Self::active_organisation(id).map_err(|_| Error::<T>::NotSeat)?;
        ensure!(is_base_url(&gateway.url), Error::<T>::InvalidUrl);
        if gateway.account != organisation.gateway.account {
            ensure!(!Self::is_known(&gateway.account), Error::<T>::AccountInUse);
            Self::ensure_gateway_agreed(id, &gateway.account, signature)?;
            Gateways::<T>::remove(&organisation.gateway.account);
            Self::end_capacity(&organisation.gateway.account);
            Gateways::<T>::insert(&gateway.account, id);
            Self::begin_capacity(&gateway.account);
            // Uses the signature up.
            frame_system::Pallet::<T>::inc_account_nonce(&gateway.account);
        }
        organisation.gateway = gateway;
        Organisations::<T>::insert(id, organisation);
        Self::deposit_event(Event::GatewaySet { organisation: id });
        Ok(())
    }

    /// The account signed that it becomes the gateway of `organisation`: no seat takes another's account, and none
    /// leaves its organisation with a gateway that has no key.
    fn ensure_gateway_agreed(
        organisation: OrganisationId,
        account: &T::AccountId,
        signature: Option<&T::Signature>,
    ) -> DispatchResult {
        let nonce = Self::nonce_of(account);
        let appointment = GatewayAppointment { account: account.clone(), nonce, organisation };
        let statement = gateway_statement(&Self::genesis(), &appointment);
        let agreed = signature.is_some_and(|signature| signature.verify(statement.as_slice(), account));
        ensure!(agreed, Error::<T>::NotSignedByAccount);
        Ok(())
    }

    /// The organisation `id`, if it is active.
    pub(crate) fn active_organisation(id: OrganisationId) -> Result<OrganisationOf<T>, Error<T>> {
        let organisation = Organisations::<T>::get(id).ok_or(Error::<T>::UnknownOrganisation)?;
        ensure!(organisation.status == MemberStatus::Active, Error::<T>::OrganisationNotActive);
        Ok(organisation)
    }

    /// The seats of the active organisations: whom the council must consist of. At most
    /// [`MAX_ORGANISATIONS`].
    pub(crate) fn council() -> Vec<T::AccountId> {
        let mut seats: Vec<_> =
            Seats::<T>::iter().filter(|(_, id)| Self::is_active(*id)).map(|(seat, _)| seat).collect();
        seats.sort();
        seats
    }

    /// Counts one active organisation less, but never none: an empty council could admit nobody.
    fn leave_the_active() -> DispatchResult {
        let rest = ActiveOrganisations::<T>::get().saturating_sub(1);
        ensure!(rest > 0, Error::<T>::LastOrganisation);
        ActiveOrganisations::<T>::put(rest);
        Ok(())
    }
}

/// True for a name that a reader can see and that cannot break a line or pose as a padded other.
fn is_public_name(name: &[u8]) -> bool {
    core::str::from_utf8(name)
        .is_ok_and(|name| !name.is_empty() && name.trim() == name && !name.chars().any(char::is_control))
}

/// True for `http` or `https`, something after it in printable ASCII, and no `/` at the end.
fn is_base_url(url: &[u8]) -> bool {
    let rest = url.strip_prefix(b"https://").or_else(|| url.strip_prefix(b"http://"));
    rest.is_some_and(|rest| {
        rest.first().is_some_and(|first| *first != b'/')
            && rest.last() != Some(&b'/')
            && rest.iter().all(u8::is_ascii_graphic)
    })
}
