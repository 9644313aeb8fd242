//! Listings, a page at a time.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;

/// Most items of a page, whatever limit was asked for.
pub const MAX_PAGE: u32 = 256;

/// One page of a listing.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Page<Item, Cursor> {
    /// The items of this page.
    pub items: Vec<Item>,
    /// Where the next page begins; absent on the last.
    pub next: Option<Cursor>,
}

impl<Item, Cursor: Clone> Page<Item, Cursor> {
    /// The items of the first `limit` keys, which is taken as 1 to [`MAX_PAGE`]. `next` is the last of them if there are
    /// more.
    ///
    /// A key without an item is passed over: a page may hold fewer items than `limit`, even none, and still have a next
    /// one. The cursor is a key, not a position: what comes and goes between two pages neither repeats nor hides anything
    /// else.
    pub fn of(
        mut keys: impl Iterator<Item = Cursor>,
        limit: u32,
        item: impl FnMut(Cursor) -> Option<Item>,
    ) -> Self {
        let limit = usize::try_from(limit.clamp(1, MAX_PAGE)).unwrap_or(usize::MAX);
        let seen: Vec<Cursor> = keys.by_ref().take(limit).collect();
        let next = keys.next().and(seen.last().cloned());
        Self { items: seen.into_iter().filter_map(item).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects)]

    use super::*;

    #[test]
    fn page_should_name_its_last_key_when_there_are_more() {
        let even = |key: u32| key.is_multiple_of(2).then_some(key * 10);
        let page = Page::of(0..5, 3, even);
        assert_eq!((page.items, page.next), (alloc::vec![0, 20], Some(2)));
        // Without items, too; and not when the listing ends with the page.
        let page = Page::of([1, 3, 5].into_iter(), 2, even);
        assert_eq!((page.items, page.next), (alloc::vec![], Some(3)));
        assert_eq!(Page::of(0..3, 3, even).next, None);
        assert_eq!(Page::of(0..0, 3, even).next, None);
    }

    #[test]
    fn limit_should_be_kept_within_bounds_when_it_is_none_or_too_many() {
        let all = |key: u32| Some(key);
        assert_eq!(Page::of(0..5, 0, all).items, [0]);
        assert_eq!(Page::of(0..1_000, u32::MAX, all).items.len(), 256);
    }
}
