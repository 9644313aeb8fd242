//! The holders of an attribute, page by page.

use crate::{Config, HolderIndex, Holdings, Pallet};
use salus_primitives::{authority::AttributeHolder, Attribute, Page};

impl<T: Config> Pallet<T> {
    /// The holders of `attribute` after `cursor`.
    pub(crate) fn page_of_holders(
        attribute: &Attribute,
        cursor: Option<T::AccountId>,
        limit: u32,
    ) -> Page<AttributeHolder<T::AccountId>, T::AccountId> {
        let holders = match cursor {
            Some(last) => {
                let key = HolderIndex::<T>::hashed_key_for(attribute, last);
                HolderIndex::<T>::iter_key_prefix_from(attribute, key)
            }
            None => HolderIndex::<T>::iter_key_prefix(attribute),
        };
        let now = Self::now();
        Page::of(holders, limit, |holder| {
            let holding = Holdings::<T>::get(&holder, attribute)?;
            let counts = Self::counts(attribute, &holding, now);
            Some(AttributeHolder { holder, holding, counts })
        })
    }
}
