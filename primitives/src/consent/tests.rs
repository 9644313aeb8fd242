#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;

#[test]
fn window_should_contain_its_first_block_and_not_its_last_bound_when_asked() {
    let window = Window { from: 10, until: 12 };
    let inside: alloc::vec::Vec<_> = (8..14).filter(|now| window.contains(*now)).collect();
    assert_eq!(inside, [10, 11]);
    assert!(!Window { from: 10, until: 10 }.contains(10));
    assert!(!Window { from: 12, until: 10 }.contains(11));
}

#[test]
fn basis_should_keep_its_index_when_hashed_into_trails() {
    assert_eq!(Basis::OwnRecord.encode(), [0]);
    assert_eq!(Basis::Policy(PolicyRef { id: 0, version: 0 }).encode()[0], 2);
}
