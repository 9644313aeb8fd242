// SPDX-License-Identifier: Apache-2.0

//! Measured weights of `pallet_consortium`: written by `scripts/weights.sh`, not by hand.
//!
//! 2026-11-21, Intel(R) Xeon(R) Processor, 20 steps, 10 repeats.

#![allow(unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions of `pallet_consortium`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_consortium::WeightInfo for WeightInfo<T> {
    /// Storage: `Consortium::CounterForSeats` (r:1 w:1)
    /// Proof: `Consortium::CounterForSeats` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:2 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Gateways` (r:2 w:1)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Validators` (r:2 w:0)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Authorities` (r:2 w:0)
    /// Proof: `Consortium::Authorities` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Seats` (r:66 w:1)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::NextOrganisation` (r:1 w:1)
    /// Proof: `Consortium::NextOrganisation` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `System::Account` (r:2 w:2)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:64 w:1)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::CounterForOrganisations` (r:1 w:1)
    /// Proof: `Consortium::CounterForOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:1)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Council::Proposals` (r:1 w:0)
    /// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Consortium::Buckets` (r:0 w:1)
    /// Proof: `Consortium::Buckets` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
    /// Storage: `Council::Members` (r:0 w:1)
    /// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Council::Prime` (r:0 w:1)
    /// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    fn admit() -> Weight {
        // At least 579_533_000 picoseconds.
        Weight::from_parts(598_581_000, 176926)
            .saturating_add(T::DbWeight::get().reads(145))
            .saturating_add(T::DbWeight::get().writes(12))
    }
    /// Storage: `Consortium::Organisations` (r:64 w:1)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:1)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Seats` (r:65 w:0)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Council::Proposals` (r:1 w:0)
    /// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Council::Members` (r:0 w:1)
    /// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Council::Prime` (r:0 w:1)
    /// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    fn suspend() -> Weight {
        // At least 511_975_000 picoseconds.
        Weight::from_parts(530_794_000, 176926)
            .saturating_add(T::DbWeight::get().reads(131))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Storage: `Consortium::Organisations` (r:64 w:1)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:1)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Seats` (r:65 w:0)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Council::Proposals` (r:1 w:0)
    /// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Council::Members` (r:0 w:1)
    /// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Council::Prime` (r:0 w:1)
    /// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    fn reinstate() -> Weight {
        // At least 509_375_000 picoseconds.
        Weight::from_parts(527_753_000, 176926)
            .saturating_add(T::DbWeight::get().reads(131))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Storage: `Consortium::Organisations` (r:64 w:1)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Validators` (r:101 w:4)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Session::NextKeys` (r:100 w:4)
    /// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// Storage: `Consortium::Isolated` (r:100 w:4)
    /// Proof: `Consortium::Isolated` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:1)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Session::ExternallySetKeys` (r:4 w:0)
    /// Proof: `Session::ExternallySetKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// Storage: `System::Account` (r:6 w:6)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::CounterForValidators` (r:1 w:1)
    /// Proof: `Consortium::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Session::DisabledValidators` (r:1 w:0)
    /// Proof: `Session::DisabledValidators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Session::Validators` (r:1 w:0)
    /// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Consortium::Seats` (r:65 w:1)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::CounterForSeats` (r:1 w:1)
    /// Proof: `Consortium::CounterForSeats` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Council::Proposals` (r:1 w:0)
    /// Proof: `Council::Proposals` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Consortium::Buckets` (r:0 w:1)
    /// Proof: `Consortium::Buckets` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Reserves` (r:0 w:6)
    /// Proof: `Consortium::Reserves` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Gateways` (r:0 w:1)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Council::Members` (r:0 w:1)
    /// Proof: `Council::Members` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Council::Prime` (r:0 w:1)
    /// Proof: `Council::Prime` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Session::KeyOwner` (r:0 w:5)
    /// Proof: `Session::KeyOwner` (`max_values`: None, `max_size`: None, mode: `Measured`)
    fn remove() -> Weight {
        // At least 1_824_430_000 picoseconds.
        Weight::from_parts(1_910_648_000, 287244)
            .saturating_add(T::DbWeight::get().reads(446))
            .saturating_add(T::DbWeight::get().writes(38))
    }
    /// Storage: `Consortium::Seats` (r:2 w:0)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:1)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Gateways` (r:1 w:2)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Validators` (r:1 w:0)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Authorities` (r:1 w:0)
    /// Proof: `Consortium::Authorities` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `System::Account` (r:2 w:2)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Reserves` (r:0 w:1)
    /// Proof: `Consortium::Reserves` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    fn set_gateway() -> Weight {
        // At least 94_574_000 picoseconds.
        Weight::from_parts(102_890_000, 6068)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Validators` (r:101 w:1)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Authorities` (r:1 w:0)
    /// Proof: `Consortium::Authorities` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Seats` (r:1 w:0)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::CounterForValidators` (r:1 w:1)
    /// Proof: `Consortium::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `System::Account` (r:1 w:1)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    fn add_validator() -> Weight {
        // At least 393_167_000 picoseconds.
        Weight::from_parts(414_527_000, 256217)
            .saturating_add(T::DbWeight::get().reads(108))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Storage: `Consortium::Validators` (r:101 w:1)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Session::NextKeys` (r:100 w:1)
    /// Proof: `Session::NextKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// Storage: `Consortium::Organisations` (r:25 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Isolated` (r:100 w:1)
    /// Proof: `Consortium::Isolated` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Session::ExternallySetKeys` (r:1 w:0)
    /// Proof: `Session::ExternallySetKeys` (`max_values`: None, `max_size`: None, mode: `Measured`)
    /// Storage: `System::Account` (r:1 w:1)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::CounterForValidators` (r:1 w:1)
    /// Proof: `Consortium::CounterForValidators` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `Session::DisabledValidators` (r:1 w:0)
    /// Proof: `Session::DisabledValidators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Session::Validators` (r:1 w:0)
    /// Proof: `Session::Validators` (`max_values`: Some(1), `max_size`: None, mode: `Measured`)
    /// Storage: `Consortium::Reserves` (r:0 w:1)
    /// Proof: `Consortium::Reserves` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    /// Storage: `Session::KeyOwner` (r:0 w:2)
    /// Proof: `Session::KeyOwner` (`max_values`: None, `max_size`: None, mode: `Measured`)
    fn remove_validator() -> Weight {
        // At least 1_101_360_000 picoseconds.
        Weight::from_parts(1_171_349_000, 271752)
            .saturating_add(T::DbWeight::get().reads(331))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    /// Storage: `Consortium::Gateways` (r:2 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:1)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Validators` (r:1 w:0)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Authorities` (r:1 w:0)
    /// Proof: `Consortium::Authorities` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Seats` (r:1 w:0)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `System::Account` (r:1 w:1)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    fn enrol() -> Weight {
        // At least 35_376_000 picoseconds.
        Weight::from_parts(37_603_000, 6044)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:1)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    fn suspend_participant() -> Weight {
        // At least 22_893_000 picoseconds.
        Weight::from_parts(24_494_000, 3739)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:1)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    fn reinstate_participant() -> Weight {
        // At least 22_928_000 picoseconds.
        Weight::from_parts(24_525_000, 3739)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `Consortium::Participants` (r:1 w:1)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    fn replace_key_card() -> Weight {
        // At least 20_707_000 picoseconds.
        Weight::from_parts(22_103_000, 3739)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Authorities` (r:1 w:0)
    /// Proof: `Consortium::Authorities` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Validators` (r:1 w:0)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Seats` (r:1 w:0)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    fn standing() -> Weight {
        // At least 20_708_000 picoseconds.
        Weight::from_parts(22_238_000, 3739).saturating_add(T::DbWeight::get().reads(6))
    }
    /// Storage: `Consortium::Validators` (r:1 w:0)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Isolated` (r:1 w:1)
    /// Proof: `Consortium::Isolated` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn readmit_validator() -> Weight {
        // At least 42_694_000 picoseconds.
        Weight::from_parts(49_719_000, 3517)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `Consortium::Buckets` (r:1 w:1)
    /// Proof: `Consortium::Buckets` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
    fn charge_quota() -> Weight {
        // At least 12_468_000 picoseconds.
        Weight::from_parts(13_668_000, 3497)
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().writes(1))
    }
}
