// SPDX-License-Identifier: Apache-2.0

//! Measured weights of `pallet_enactment`: written by `scripts/weights.sh`, not by hand.
//!
//! Provisional: estimated from the reads, writes and bytes of each call, until they are measured.

#![allow(unused_variables)]

use crate::enactment as pallet_enactment;
use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions of `pallet_enactment`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_enactment::WeightInfo for WeightInfo<T> {
    /// Storage: `Enactment::Delay` (r:1 w:0)
    /// Proof: `Enactment::Delay` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Enactment::Waiting` (r:1 w:1)
    /// Proof: `Enactment::Waiting` (`max_values`: None, `max_size`: Some(16420), added: 18895, mode: `MaxEncodedLen`)
    /// Storage: `Enactment::Agenda` (r:1 w:1)
    /// Proof: `Enactment::Agenda` (`max_values`: Some(1), `max_size`: Some(2306), added: 2801, mode: `MaxEncodedLen`)
    fn schedule() -> Weight {
        Weight::from_parts(120_000_000, 19885)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `Enactment::Waiting` (r:1 w:1)
    /// Proof: `Enactment::Waiting` (`max_values`: None, `max_size`: Some(16420), added: 18895, mode: `MaxEncodedLen`)
    /// Storage: `Enactment::Agenda` (r:1 w:1)
    /// Proof: `Enactment::Agenda` (`max_values`: Some(1), `max_size`: Some(2306), added: 2801, mode: `MaxEncodedLen`)
    fn cancel() -> Weight {
        Weight::from_parts(50_000_000, 19885)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `Enactment::Delay` (r:1 w:1)
    /// Proof: `Enactment::Delay` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    fn set_delay() -> Weight {
        Weight::from_parts(15_000_000, 1489)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `Enactment::Agenda` (r:1 w:1)
    /// Proof: `Enactment::Agenda` (`max_values`: Some(1), `max_size`: Some(2306), added: 2801, mode: `MaxEncodedLen`)
    /// Storage: `Enactment::Waiting` (r:1 w:1)
    /// Proof: `Enactment::Waiting` (`max_values`: None, `max_size`: Some(16420), added: 18895, mode: `MaxEncodedLen`)
    fn enact() -> Weight {
        Weight::from_parts(120_000_000, 19885)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
}
