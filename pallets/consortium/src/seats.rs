//! Seats that move to another account, because a key leaked or its holder left.

use crate::*;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::ChangeMembers};
use salus_primitives::{
    enrolment::{seat_statement, SeatRotation},
    traits::Membership,
    Digest,
};
use sp_runtime::{traits::Zero, SaturatedConversion};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_rotate_seat(
        seat: &T::AccountId,
        account: T::AccountId,
        signature: &T::Signature,
    ) -> DispatchResult {
        let organisation = Seats::<T>::get(seat).ok_or(Error::<T>::NotSeat)?;
        let mut facts = Self::active_organisation(organisation).map_err(|_| Error::<T>::NotSeat)?;
        ensure!(!Self::is_known(&account), Error::<T>::AccountInUse);
        let rotation =
            SeatRotation { account: account.clone(), nonce: Self::nonce_of(&account), organisation };
        let statement = seat_statement(&Self::genesis(), &rotation);
        ensure!(signature.verify(statement.as_slice(), &account), Error::<T>::NotSignedByAccount);

        Seats::<T>::remove(seat);
        Self::end_capacity(seat);
        Seats::<T>::insert(&account, organisation);
        Self::begin_capacity(&account);
        // Uses the signature up.
        frame_system::Pallet::<T>::inc_account_nonce(&account);
        facts.seat = account.clone();
        Organisations::<T>::insert(organisation, facts);
        T::SeatChanges::change_members(&[account], core::slice::from_ref(seat), Self::council());
        Self::deposit_event(Event::SeatRotated { organisation });
        Ok(())
    }

    /// How many transactions `account` has sent, as it signs it.
    pub(crate) fn nonce_of(account: &T::AccountId) -> u32 {
        frame_system::Pallet::<T>::account_nonce(account).saturated_into()
    }

    /// The hash of the chain's first block, which is never forgotten.
    pub(crate) fn genesis() -> Digest {
        let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
        let mut genesis = Digest::default();
        genesis.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        genesis
    }
}
