//! The holders of an attribute, page by page.

use crate::{Config, HolderIndex, Holdings, Pallet, MAX_PAGE};
use alloc::vec::Vec;
use salus_primitives::{authority::AttributeHolder, record::Page, Attribute};

impl<T: Config> Pallet<T> {
    /// The holders of `attribute` after `cursor`.
    ///
    /// The cursor is a key, not a position: who comes and goes between two pages neither repeats nor hides
    /// anybody else.
    pub(crate) fn page_of_holders(
        attribute: &Attribute,
        cursor: Option<T::AccountId>,
        limit: u32,
    ) -> Page<AttributeHolder<T::AccountId>, T::AccountId> {
        let limit = limit.clamp(1, MAX_PAGE) as usize;
        let mut holders = match cursor {
            Some(last) => {
                let key = HolderIndex::<T>::hashed_key_for(attribute, last);
                HolderIndex::<T>::iter_key_prefix_from(attribute, key)
            }
            None => HolderIndex::<T>::iter_key_prefix(attribute),
        };
        let page: Vec<_> = holders.by_ref().take(limit).collect();
        let next = holders.next().and_then(|_| page.last().cloned());

        let now = Self::now();
        let items = page
            .into_iter()
            .filter_map(|holder| {
                let holding = Holdings::<T>::get(&holder, attribute)?;
                let counts = Self::counts(attribute, &holding, now);
                Some(AttributeHolder { holder, holding, counts })
            })
            .collect();
        Page { items, next }
    }
}
