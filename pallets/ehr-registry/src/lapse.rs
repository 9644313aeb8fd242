//! Lapse: a record missed its majority and was never in. Anybody may say so.

use crate::{pallet::*, Records};
use codec::Encode;
use frame_support::{ensure, pallet_prelude::*, PalletId};
use frame_system::{pallet_prelude::OriginFor, RawOrigin};
use salus_primitives::{
    audit::{Action, Note},
    record::{Record, RecordStatus},
    traits::{AuditTrail, Membership},
    OrganisationId, RecordId,
};
use sp_runtime::traits::AccountIdConversion;

/// Who is written down as having closed a record if nobody signed. Nobody has a key for the account
/// that follows from it.
pub const CLOCK: PalletId = PalletId(*b"ehr/time");

/// For how many blocks a clean-up that nobody signed may wait in the pool.
const LONGEVITY: u64 = 64;

/// Who cleans up.
pub(crate) enum Cleaner<AccountId> {
    /// An active gateway, who signed.
    Gateway(AccountId, OrganisationId),
    /// Anybody: the transaction was authorised because the deadline has passed.
    Anybody,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_lapse(cleaner: Cleaner<T::AccountId>, id: RecordId) -> DispatchResult {
        let mut record = Self::overdue_record(id)?;
        record.status = RecordStatus::Lapsed;
        Self::leave_pending(id, record.organisation);
        T::Audit::record(&record.patient, Self::cleaner_note(cleaner, Action::Lapsed, id));
        Records::<T>::insert(id, record);
        Self::deposit_event(Event::Lapsed { record: id });
        Ok(())
    }

    /// What is recorded of a clean-up: by the gateway, or by the clock if no account signed.
    pub(crate) fn cleaner_note(
        cleaner: Cleaner<T::AccountId>,
        action: Action,
        id: RecordId,
    ) -> Note<T::AccountId> {
        match cleaner {
            Cleaner::Gateway(gateway, organisation) => Self::note(&gateway, organisation, action, id),
            Cleaner::Anybody => Note { record: Some(id), ..Note::new(Self::clock(), action) },
        }
    }

    /// The record `id`, which missed its majority and is not closed yet.
    fn overdue_record(id: RecordId) -> Result<Record<T::AccountId>, Error<T>> {
        let record = Records::<T>::get(id).ok_or(Error::<T>::RecordNotFound)?;
        ensure!(record.status == RecordStatus::Pending, Error::<T>::NotPending);
        ensure!(Self::now() >= record.deadline, Error::<T>::DeadlineNotReached);
        Ok(record)
    }

    /// Whether `lapse` may be sent by nobody in particular: only while it would succeed.
    pub(crate) fn authorize_lapse(id: &RecordId) -> TransactionValidityWithRefund {
        Self::overdue_record(*id).map_err(not_now)?;
        Ok((once("EhrRegistry/lapse", id), Weight::zero()))
    }

    /// Whether `drop_rewrap` may be sent by nobody in particular: only while it would succeed.
    pub(crate) fn authorize_drop_rewrap(id: &RecordId) -> TransactionValidityWithRefund {
        Self::overdue_rewrap(*id).map_err(not_now)?;
        Ok((once("EhrRegistry/drop_rewrap", id), Weight::zero()))
    }

    /// The active gateway who signed, or anybody whom [`frame_system::AuthorizeCall`] let pass.
    pub(crate) fn ensure_cleaner(origin: OriginFor<T>) -> Result<Cleaner<T::AccountId>, DispatchError> {
        match origin.into() {
            Ok(RawOrigin::Authorized) => Ok(Cleaner::Anybody),
            Ok(RawOrigin::Signed(who)) => {
                let organisation = T::Members::gateway_of(&who).ok_or(Error::<T>::NotGateway)?;
                Ok(Cleaner::Gateway(who, organisation))
            }
            _ => Err(DispatchError::BadOrigin),
        }
    }

    /// Who is written down for what nobody signed.
    pub(crate) fn clock() -> T::AccountId {
        CLOCK.into_account_truncating()
    }
}

/// A clean-up that is in the pool once, however often it is sent.
fn once(what: &'static str, id: &RecordId) -> ValidTransaction {
    ValidTransaction::with_tag_prefix(what).and_provides(id.encode()).longevity(LONGEVITY).into()
}

/// Why a clean-up that nobody signed is not taken now.
fn not_now<T>(error: Error<T>) -> TransactionValidityError {
    match error {
        Error::DeadlineNotReached => InvalidTransaction::Future.into(),
        _ => InvalidTransaction::Stale.into(),
    }
}
