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
        // Estimated: measured again with the next release.
        Weight::from_parts(654_427_000, 176926)
            .saturating_add(T::DbWeight::get().reads(147))
            .saturating_add(T::DbWeight::get().writes(15))
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
        // Estimated: measured again with the next release.
        Weight::from_parts(597_600_000, 176926)
            .saturating_add(T::DbWeight::get().reads(134))
            .saturating_add(T::DbWeight::get().writes(7))
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
        // Estimated: measured again with the next release.
        Weight::from_parts(606_632_000, 176926)
            .saturating_add(T::DbWeight::get().reads(134))
            .saturating_add(T::DbWeight::get().writes(7))
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
    /// Storage: `System::Account` (r:4 w:4)
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
        // Estimated: measured again with the next release.
        Weight::from_parts(2_030_106_000, 286793)
            .saturating_add(T::DbWeight::get().reads(446))
            .saturating_add(T::DbWeight::get().writes(40))
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
    /// Storage: `System::Account` (r:1 w:1)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Reserves` (r:0 w:1)
    /// Proof: `Consortium::Reserves` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    /// Storage: `System::BlockHash` (r:1 w:0)
    /// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    fn set_gateway() -> Weight {
        // Estimated with `rotate_seat`'s signature: measured again with the next release.
        Weight::from_parts(180_000_000, 6044)
            .saturating_add(T::DbWeight::get().reads(9))
            .saturating_add(T::DbWeight::get().writes(5))
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
    /// Storage: `System::Account` (r:1 w:0)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    fn add_validator() -> Weight {
        // At least 406_766_000 picoseconds.
        Weight::from_parts(429_198_000, 256217)
            .saturating_add(T::DbWeight::get().reads(108))
            .saturating_add(T::DbWeight::get().writes(2))
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
        // At least 1_132_780_000 picoseconds.
        Weight::from_parts(1_198_006_000, 271752)
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
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn enrol() -> Weight {
        // Estimated: measured again with the next release.
        Weight::from_parts(138_000_000, 6044)
            .saturating_add(T::DbWeight::get().reads(11))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:1)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn suspend_participant() -> Weight {
        // At least 23_426_000 picoseconds.
        Weight::from_parts(50_000_000, 5571)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:1)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn reinstate_participant() -> Weight {
        // At least 23_308_000 picoseconds.
        Weight::from_parts(50_000_000, 5571)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `Consortium::Participants` (r:1 w:1)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn replace_key_card() -> Weight {
        // At least 21_254_000 picoseconds.
        Weight::from_parts(48_000_000, 5571)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(2))
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
        // At least 21_634_000 picoseconds.
        Weight::from_parts(24_374_000, 3739).saturating_add(T::DbWeight::get().reads(6))
    }
    /// Storage: `Consortium::Validators` (r:1 w:0)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Isolated` (r:1 w:1)
    /// Proof: `Consortium::Isolated` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    fn readmit_validator() -> Weight {
        // At least 49_653_000 picoseconds.
        Weight::from_parts(56_573_000, 3517)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    fn withdraw_enrolment() -> Weight {
        // Estimated from `suspend_participant`: measured again with the next release.
        Weight::from_parts(90_000_000, 32_000)
            .saturating_add(T::DbWeight::get().reads(15))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    fn rotate_seat() -> Weight {
        // Estimated from `reinstate` and `set_gateway`: measured again with the next release.
        Weight::from_parts(750_000_000, 176926)
            .saturating_add(T::DbWeight::get().reads(140))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    /// Storage: `Consortium::Reserves` (r:1 w:1)
    /// Proof: `Consortium::Reserves` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Remedies` (r:1 w:1)
    /// Proof: `Consortium::Remedies` (`max_values`: None, `max_size`: Some(32), added: 2507, mode: `MaxEncodedLen`)
    fn charge_quota() -> Weight {
        // Estimated: measured again with the next release.
        Weight::from_parts(26_166_000, 3533)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(3))
    }
}
