//! What neither safe mode nor a pause of single calls ever stops: a column of [`crate::calls`].
//!
//! In an emergency the council may stop everything, or one call that turned out to be dangerous. It may not
//! stop patients from taking their consent back, nor a physician from saving a life, nor what was served from being
//! written down, nor itself from governing.

use crate::calls;
use core::marker::PhantomData;
use frame_support::traits::{Contains, GetCallMetadata};
use pallet_tx_pause::RuntimeCallNameOf;

/// True if no pause ever stops `call` of `pallet`, both named as in the metadata.
///
/// A call that the table does not know may be paused: nobody can make it anyway.
pub fn is_never_paused(pallet: &str, call: &str) -> bool {
    calls::find(pallet, call).is_some_and(|row| row.never_paused)
}

/// Tells safe mode which calls it cannot stop.
pub struct CallsNeverPaused;

impl<Call: GetCallMetadata> Contains<Call> for CallsNeverPaused {
    fn contains(call: &Call) -> bool {
        let metadata = call.get_call_metadata();
        is_never_paused(metadata.pallet_name, metadata.function_name)
    }
}

/// Tells the pauses of single calls which names they cannot stop, on the chain `T`.
pub struct NamesNeverPaused<T>(PhantomData<T>);

impl<T: pallet_tx_pause::Config> Contains<RuntimeCallNameOf<T>> for NamesNeverPaused<T> {
    fn contains((pallet, call): &RuntimeCallNameOf<T>) -> bool {
        // A name that is no text is nobody's.
        matches!(
            (core::str::from_utf8(pallet), core::str::from_utf8(call)),
            (Ok(pallet), Ok(call)) if is_never_paused(pallet, call)
        )
    }
}
