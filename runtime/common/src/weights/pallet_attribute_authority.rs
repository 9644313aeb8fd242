// SPDX-License-Identifier: Apache-2.0

//! Measured weights of `pallet_attribute_authority`: written by `scripts/weights.sh`, not by hand.
//!
//! 2026-11-21, Intel(R) Xeon(R) Processor, 20 steps, 10 repeats.

#![allow(unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions of `pallet_attribute_authority`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_attribute_authority::WeightInfo for WeightInfo<T> {
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:1)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Validators` (r:1 w:0)
    /// Proof: `Consortium::Validators` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Authorities` (r:1 w:1)
    /// Proof: `Consortium::Authorities` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Seats` (r:1 w:0)
    /// Proof: `Consortium::Seats` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:1)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::CounterForAuthorities` (r:1 w:1)
    /// Proof: `AttributeAuthority::CounterForAuthorities` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `System::Account` (r:1 w:1)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    fn register() -> Weight {
        // At least 48_486_000 picoseconds.
        Weight::from_parts(51_148_000, 5607)
            .saturating_add(T::DbWeight::get().reads(10))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:1)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::AttributeCount` (r:1 w:1)
    /// Proof: `AttributeAuthority::AttributeCount` (`max_values`: None, `max_size`: Some(53), added: 2528, mode: `MaxEncodedLen`)
    fn declare() -> Weight {
        // At least 33_523_000 picoseconds.
        Weight::from_parts(35_641_000, 5607)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:0)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:1 w:1)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HoldingCount` (r:1 w:1)
    /// Proof: `AttributeAuthority::HoldingCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HolderIndex` (r:0 w:1)
    /// Proof: `AttributeAuthority::HolderIndex` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
    fn grant() -> Weight {
        // At least 47_010_000 picoseconds.
        Weight::from_parts(49_455_000, 5607)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:0)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:66 w:2)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HoldingCount` (r:1 w:0)
    /// Proof: `AttributeAuthority::HoldingCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HolderIndex` (r:0 w:2)
    /// Proof: `AttributeAuthority::HolderIndex` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
    fn grant_making_room() -> Weight {
        // At least 348_687_000 picoseconds.
        Weight::from_parts(366_312_000, 175824)
            .saturating_add(T::DbWeight::get().reads(72))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:0)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:1 w:1)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    fn renew() -> Weight {
        // At least 44_007_000 picoseconds.
        Weight::from_parts(46_516_000, 5607)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:1)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:1 w:1)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HoldingCount` (r:1 w:1)
    /// Proof: `AttributeAuthority::HoldingCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HolderIndex` (r:0 w:1)
    /// Proof: `AttributeAuthority::HolderIndex` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
    fn revoke() -> Weight {
        // At least 46_746_000 picoseconds.
        Weight::from_parts(49_363_000, 5607)
            .saturating_add(T::DbWeight::get().reads(6))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:1)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Suspensions` (r:1 w:1)
    /// Proof: `AttributeAuthority::Suspensions` (`max_values`: None, `max_size`: Some(54), added: 2529, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Suspensions` (r:1 w:0)
    /// Proof: `Consortium::Suspensions` (`max_values`: None, `max_size`: Some(17), added: 2492, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::SuspensionEnds` (r:1 w:1)
    /// Proof: `AttributeAuthority::SuspensionEnds` (`max_values`: Some(1), `max_size`: Some(9474), added: 9969, mode: `MaxEncodedLen`)
    fn suspend() -> Weight {
        // At least 16_184_000 picoseconds.
        Weight::from_parts(60_000_000, 10959)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(3))
    }
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:1)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::SuspensionEnds` (r:1 w:1)
    /// Proof: `AttributeAuthority::SuspensionEnds` (`max_values`: Some(1), `max_size`: Some(9474), added: 9969, mode: `MaxEncodedLen`)
    fn reinstate() -> Weight {
        // At least 16_040_000 picoseconds.
        Weight::from_parts(60_000_000, 10959)
            .saturating_add(T::DbWeight::get().reads(2))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:0)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:64 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:64 w:64)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HoldingCount` (r:64 w:64)
    /// Proof: `AttributeAuthority::HoldingCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HolderIndex` (r:0 w:64)
    /// Proof: `AttributeAuthority::HolderIndex` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
    fn grant_batch(n: u32) -> Weight {
        // At least 48_272_000 picoseconds.
        Weight::from_parts(32_497_686, 5607)
            .saturating_add(Weight::from_parts(20_417_214, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2649).saturating_mul(n.into()))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:0)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:64 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:4224 w:128)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HoldingCount` (r:64 w:0)
    /// Proof: `AttributeAuthority::HoldingCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HolderIndex` (r:0 w:128)
    /// Proof: `AttributeAuthority::HolderIndex` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
    fn grant_batch_making_room(n: u32) -> Weight {
        // At least 351_414_000 picoseconds.
        Weight::from_parts(359_542_000, 5607)
            .saturating_add(Weight::from_parts(278_253_138, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads((68_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 174834).saturating_mul(n.into()))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:0)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:64 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:64 w:64)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    fn renew_batch(n: u32) -> Weight {
        // At least 45_755_000 picoseconds.
        Weight::from_parts(34_472_885, 5607)
            .saturating_add(Weight::from_parts(17_031_697, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2649).saturating_mul(n.into()))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:64 w:64)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Holdings` (r:64 w:64)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HoldingCount` (r:64 w:64)
    /// Proof: `AttributeAuthority::HoldingCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HolderIndex` (r:0 w:64)
    /// Proof: `AttributeAuthority::HolderIndex` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
    fn revoke_batch(n: u32) -> Weight {
        // At least 47_805_000 picoseconds.
        Weight::from_parts(22_052_645, 5607)
            .saturating_add(Weight::from_parts(24_952_863, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes((4_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2649).saturating_mul(n.into()))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:1)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::RetiredKeys` (r:64 w:1)
    /// Proof: `AttributeAuthority::RetiredKeys` (`max_values`: None, `max_size`: Some(1087), added: 3562, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:257 w:256)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    fn rotate_key(a: u32) -> Weight {
        // At least 299_492_000 picoseconds.
        Weight::from_parts(300_092_146, 228958)
            .saturating_add(Weight::from_parts(6_583_663, 0).saturating_mul(a.into()))
            .saturating_add(T::DbWeight::get().reads(68))
            .saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(a.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes((1_u64).saturating_mul(a.into())))
            .saturating_add(Weight::from_parts(0, 2578).saturating_mul(a.into()))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:1)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    fn suspend_attribute() -> Weight {
        // At least 32_240_000 picoseconds.
        Weight::from_parts(34_364_000, 5607)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `AttributeAuthority::AuthorityOf` (r:1 w:0)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:0)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Attributes` (r:1 w:1)
    /// Proof: `AttributeAuthority::Attributes` (`max_values`: None, `max_size`: Some(103), added: 2578, mode: `MaxEncodedLen`)
    fn reinstate_attribute() -> Weight {
        // At least 32_465_000 picoseconds.
        Weight::from_parts(34_258_000, 5607)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(1))
    }
    /// Storage: `AttributeAuthority::Authorities` (r:1 w:1)
    /// Proof: `AttributeAuthority::Authorities` (`max_values`: None, `max_size`: Some(2142), added: 4617, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Authorities` (r:1 w:1)
    /// Proof: `Consortium::Authorities` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `System::Account` (r:1 w:1)
    /// Proof: `System::Account` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Reserves` (r:0 w:1)
    /// Proof: `Consortium::Reserves` (`max_values`: None, `max_size`: Some(68), added: 2543, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::AuthorityOf` (r:0 w:1)
    /// Proof: `AttributeAuthority::AuthorityOf` (`max_values`: None, `max_size`: Some(81), added: 2556, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::Suspensions` (r:0 w:1)
    /// Proof: `AttributeAuthority::Suspensions` (`max_values`: None, `max_size`: Some(54), added: 2529, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::SuspensionEnds` (r:1 w:1)
    /// Proof: `AttributeAuthority::SuspensionEnds` (`max_values`: Some(1), `max_size`: Some(9474), added: 9969, mode: `MaxEncodedLen`)
    fn remove() -> Weight {
        // At least 33_405_000 picoseconds.
        Weight::from_parts(80_000_000, 10959)
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().writes(7))
    }
    /// Storage: `AttributeAuthority::Holdings` (r:64 w:64)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HoldingCount` (r:64 w:64)
    /// Proof: `AttributeAuthority::HoldingCount` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `AttributeAuthority::HolderIndex` (r:0 w:64)
    /// Proof: `AttributeAuthority::HolderIndex` (`max_values`: None, `max_size`: Some(130), added: 2605, mode: `MaxEncodedLen`)
    fn discard_holdings(n: u32) -> Weight {
        // At least 24_343_000 picoseconds.
        Weight::from_parts(10_167_251, 990)
            .saturating_add(Weight::from_parts(17_436_326, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2649).saturating_mul(n.into()))
    }
    /// Storage: `AttributeAuthority::Holdings` (r:64 w:0)
    /// Proof: `AttributeAuthority::Holdings` (`max_values`: None, `max_size`: Some(174), added: 2649, mode: `MaxEncodedLen`)
    fn authorize_discard_holdings(n: u32) -> Weight {
        // At least 8_394_000 picoseconds.
        Weight::from_parts(6_722_307, 990)
            .saturating_add(Weight::from_parts(5_524_173, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads((1_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 2649).saturating_mul(n.into()))
    }
}
