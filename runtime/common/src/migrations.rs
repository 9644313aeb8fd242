//! How the states that older runtimes left become this one's, on every chain of Salus.
//!
//! | Kind | When | Where |
//! |---|---|---|
//! | one block | in the first block of the new runtime, before anything else | [`SingleBlock`] |
//! | several | a part in each of the next blocks, which take no transactions meanwhile | [`MultiBlock`] |
//!
//! Every step is versioned, so one that has run, or was never needed, does nothing. A step stays listed until
//! every chain has taken it. `pallet_consortium::migrations` is the model: the step, its weight, what must hold
//! before and after under `try-runtime`, and a test from the old state.

use core::marker::PhantomData;
use frame_support::{
    migrations::{FailedMigrationHandler, FailedMigrationHandling},
    traits,
};
use frame_system::pallet_prelude::BlockNumberFor;
use pallet_safe_mode::Pallet as SafeMode;
use sp_runtime::traits::Bounded;

/// Steps that fit into one block, in order.
pub type SingleBlock<T> = (pallet_consortium::migrations::AddBuckets<T>,);

/// Steps that do not.
pub type MultiBlock = ();

/// What becomes of the chain `T` when a step that takes several blocks fails.
///
/// It takes transactions again, but those alone that no pause stops: the council must be able to authorise a
/// runtime that repairs the state, and there is nobody above it who could do so otherwise. Everything else
/// waits until the council ends the safe mode.
pub struct SafeModeOnFailure<T>(PhantomData<T>);

impl<T: pallet_safe_mode::Config> FailedMigrationHandler for SafeModeOnFailure<T> {
    fn failed(_migration: Option<u32>) -> FailedMigrationHandling {
        let entered = if SafeMode::<T>::is_entered() {
            <SafeMode<T> as traits::SafeMode>::extend(BlockNumberFor::<T>::max_value())
        } else {
            <SafeMode<T> as traits::SafeMode>::enter(BlockNumberFor::<T>::max_value())
        };
        match entered {
            Ok(()) => FailedMigrationHandling::ForceUnstuck,
            // Half a migrated state must not be written to.
            Err(_) => FailedMigrationHandling::KeepStuck,
        }
    }
}
