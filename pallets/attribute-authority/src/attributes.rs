//! The attributes: what an authority certifies.

use crate::{AttributeCount, Attributes, Config, Error, Event, Pallet};
use frame_support::{dispatch::DispatchResult, ensure};
use salus_primitives::{
    authority::{AttributeState, SkipReason, UseStatus, MAX_ATTRIBUTES},
    Attribute, Epoch, Label,
};

impl<T: Config> Pallet<T> {
    /// Adds an attribute to the namespace of the authority that `who` signs for.
    pub(crate) fn do_declare(who: &T::AccountId, name: Label) -> DispatchResult {
        let authority = Self::acting_authority(who)?;
        ensure!(!Attributes::<T>::contains_key(&authority, &name), Error::<T>::AlreadyDeclared);
        let declared = AttributeCount::<T>::get(&authority);
        ensure!(declared < MAX_ATTRIBUTES, Error::<T>::TooManyAttributes);

        let state = AttributeState { epoch: 0, status: UseStatus::Active };
        Attributes::<T>::insert(&authority, &name, state);
        AttributeCount::<T>::insert(&authority, declared.saturating_add(1));
        let attribute = Attribute { name, authority };
        Self::deposit_event(Event::AttributeDeclared { attribute, epoch: state.epoch });
        Ok(())
    }

    /// Puts an attribute of the authority that `who` signs for out of use.
    pub(crate) fn do_suspend_attribute(who: &T::AccountId, name: Label) -> DispatchResult {
        let attribute = Self::use_attribute(who, name, UseStatus::Suspended, Error::<T>::AlreadySuspended)?;
        Self::deposit_event(Event::AttributeSuspended { attribute });
        Ok(())
    }

    /// Puts an attribute of the authority that `who` signs for back into use.
    pub(crate) fn do_reinstate_attribute(who: &T::AccountId, name: Label) -> DispatchResult {
        let attribute = Self::use_attribute(who, name, UseStatus::Active, Error::<T>::NotSuspended)?;
        Self::deposit_event(Event::AttributeReinstated { attribute });
        Ok(())
    }

    /// The current epoch of an attribute that may be certified now.
    pub(crate) fn certifiable_epoch(attribute: &Attribute) -> Result<Epoch, SkipReason> {
        let state = Self::declared(attribute)?;
        ensure!(state.status == UseStatus::Active, SkipReason::AttributeSuspended);
        Ok(state.epoch)
    }

    /// The state of a declared attribute.
    pub(crate) fn declared(attribute: &Attribute) -> Result<AttributeState, SkipReason> {
        Attributes::<T>::get(&attribute.authority, &attribute.name).ok_or(SkipReason::UnknownAttribute)
    }

    /// Changes an attribute's status; `unchanged` is the error if it has that status already.
    fn use_attribute(
        who: &T::AccountId,
        name: Label,
        status: UseStatus,
        unchanged: Error<T>,
    ) -> Result<Attribute, Error<T>> {
        let attribute = Attribute { name, authority: Self::acting_authority(who)? };
        let mut state = Self::declared(&attribute)?;
        ensure!(state.status != status, unchanged);
        state.status = status;
        Attributes::<T>::insert(&attribute.authority, &attribute.name, state);
        Ok(attribute)
    }
}
