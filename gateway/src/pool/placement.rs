//! Which organisations keep a record's content: rendezvous hashing.
//!
//! Every organisation computes the same order from the content's name alone. When one leaves, only
//! what it kept moves; nothing else changes its place (Thaler and Ravishankar, 1998).

use salus_primitives::{ContentId, OrganisationId};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;

const DOMAIN: &[u8] = b"salus/placement/v1";

/// `organisations` in the order in which they are to keep `content`.
pub fn order(
    content: &ContentId,
    organisations: impl IntoIterator<Item = OrganisationId>,
) -> Vec<OrganisationId> {
    let mut ranked: Vec<_> = organisations.into_iter().map(|id| (Reverse(score(content, id)), id)).collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().map(|(_, id)| id).collect()
}

/// The organisations that keep `content`: the one that filed it while it is active, and the first of the others up
/// to `replication` copies in all.
pub fn keepers(
    content: &ContentId,
    submitter: OrganisationId,
    active: impl IntoIterator<Item = OrganisationId>,
    replication: usize,
) -> Vec<OrganisationId> {
    let (first, others): (Vec<_>, Vec<_>) = active.into_iter().partition(|id| *id == submitter);
    first.into_iter().take(1).chain(order(content, others)).take(replication.max(1)).collect()
}

fn score(content: &ContentId, organisation: OrganisationId) -> [u8; 32] {
    Sha256::new()
        .chain_update(DOMAIN)
        .chain_update(organisation.to_le_bytes())
        .chain_update(content.as_bytes())
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

    use super::*;
    use salus_client::content::raw_id;

    fn contents() -> impl Iterator<Item = ContentId> {
        (0u32..2000).map(|n| raw_id(&n.to_le_bytes()))
    }

    #[test]
    fn order_should_be_the_same_when_organisations_are_listed_differently() {
        for content in contents().take(50) {
            assert_eq!(order(&content, [1, 2, 3, 4]), order(&content, [4, 2, 3, 1]));
        }
    }

    #[test]
    fn order_should_move_nothing_else_when_an_organisation_leaves() {
        for content in contents().take(200) {
            let before: Vec<_> = order(&content, 0..6).into_iter().filter(|id| *id != 3).collect();
            assert_eq!(before, order(&content, (0..6).filter(|id| *id != 3)));
        }
    }

    #[test]
    fn order_should_spread_evenly_when_there_are_many_contents() {
        let mut first = [0u32; 5];
        for content in contents() {
            first[order(&content, 0..5)[0] as usize] += 1;
        }
        // 400 each on average, standard deviation below 18: five of them either way.
        assert!(first.iter().all(|count| (310..490).contains(count)), "{first:?}");
    }

    #[test]
    fn keepers_should_include_the_submitter_once_when_it_is_active_too() {
        for content in contents().take(50) {
            let keepers = keepers(&content, 2, 0..6, 3);
            assert_eq!(keepers.len(), 3);
            assert_eq!(keepers[0], 2);
            assert_eq!(keepers.iter().filter(|id| **id == 2).count(), 1);
        }
    }

    #[test]
    fn keepers_should_be_everybody_when_there_are_fewer_than_copies() {
        assert_eq!(keepers(&raw_id(b"x"), 0, [0, 1], 3).len(), 2);
        assert!(keepers(&raw_id(b"x"), 0, [], 3).is_empty());
    }

    #[test]
    fn keepers_should_be_as_many_when_the_submitter_is_not_active_any_more() {
        for content in contents().take(50) {
            assert_eq!(keepers(&content, 9, 0..6, 3), order(&content, 0..6)[..3]);
        }
    }
}
