//! The attributes: what an authority certifies.

use crate::{AttributeCount, Attributes, Config, Error, Event, Pallet};
use frame_support::{dispatch::DispatchResult, ensure};
use salus_primitives::{
    authority::{AttributeState, UseStatus, MAX_ATTRIBUTES},
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

    /// The current epoch of an attribute that may be certified now.
    pub(crate) fn certifiable_epoch(attribute: &Attribute) -> Result<Epoch, Error<T>> {
        let state = Self::declared(attribute)?;
        ensure!(state.status == UseStatus::Active, Error::<T>::AttributeSuspended);
        Ok(state.epoch)
    }

    /// The state of a declared attribute.
    pub(crate) fn declared(attribute: &Attribute) -> Result<AttributeState, Error<T>> {
        Attributes::<T>::get(&attribute.authority, &attribute.name).ok_or(Error::<T>::UnknownAttribute)
    }
}
