//! How the states that older runtimes left become this one's.
//!
//! | Kind | When | Where |
//! |---|---|---|
//! | one block | in the first block of the new runtime, before anything else | [`SingleBlock`] |
//! | several | a part in each of the next blocks, which take no transactions meanwhile | [`MultiBlock`] |
//!
//! Every step is versioned, so one that has run, or was never needed, does nothing. A step stays listed until
//! every chain has taken it. `pallet_consortium::migrations` is the model: the step, its weight, what must hold
//! before and after under `try-runtime`, and a test from the old state.

use crate::{Runtime, SafeMode};
use frame_support::{
    migrations::{FailedMigrationHandler, FailedMigrationHandling},
    traits,
};
use salus_primitives::BlockNumber;

/// Steps that fit into one block, in order.
pub type SingleBlock = (pallet_consortium::migrations::AddBuckets<Runtime>,);

/// Steps that do not.
pub type MultiBlock = ();

/// What becomes of the chain when a step that takes several blocks fails.
///
/// It takes transactions again, but those alone that no pause stops: the council must be able to authorise a
/// runtime that repairs the state, and there is nobody above it who could do so otherwise. Everything else
/// waits until the council ends the safe mode.
pub struct SafeModeOnFailure;

impl FailedMigrationHandler for SafeModeOnFailure {
    fn failed(_migration: Option<u32>) -> FailedMigrationHandling {
        let entered = if SafeMode::is_entered() {
            <SafeMode as traits::SafeMode>::extend(BlockNumber::MAX)
        } else {
            <SafeMode as traits::SafeMode>::enter(BlockNumber::MAX)
        };
        match entered {
            Ok(()) => FailedMigrationHandling::ForceUnstuck,
            // Half a migrated state must not be written to.
            Err(_) => FailedMigrationHandling::KeepStuck,
        }
    }
}
