// SPDX-License-Identifier: Apache-2.0

//! Measured weights of `pallet_ehr_registry`: written by `scripts/weights.sh`, not by hand.
//!
//! 2026-11-21, Intel(R) Xeon(R) Processor, 20 steps, 10 repeats.

#![allow(unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions of `pallet_ehr_registry`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_ehr_registry::WeightInfo for WeightInfo<T> {
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Participants` (r:1 w:0)
    /// Proof: `Consortium::Participants` (`max_values`: None, `max_size`: Some(90), added: 2565, mode: `MaxEncodedLen`)
    /// Storage: `Consent::Contributions` (r:1 w:0)
    /// Proof: `Consent::Contributions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consent::Policies` (r:1 w:0)
    /// Proof: `Consent::Policies` (`max_values`: None, `max_size`: Some(4285), added: 6760, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Records` (r:2 w:1)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Erasures` (r:1 w:0)
    /// Proof: `EhrRegistry::Erasures` (`max_values`: None, `max_size`: Some(355), added: 2830, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::PendingCount` (r:1 w:1)
    /// Proof: `EhrRegistry::PendingCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:0)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Pending` (r:1 w:1)
    /// Proof: `EhrRegistry::Pending` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::CounterForPending` (r:1 w:1)
    /// Proof: `EhrRegistry::CounterForPending` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::CounterForRecords` (r:1 w:1)
    /// Proof: `EhrRegistry::CounterForRecords` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsOf` (r:0 w:1)
    /// Proof: `EhrRegistry::RecordsOf` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::ErasedIds` (r:1 w:0)
    /// Proof: `EhrRegistry::ErasedIds` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsUnder` (r:1 w:1)
    /// Proof: `EhrRegistry::RecordsUnder` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
    fn submit() -> Weight {
        // At least 80_095_000 picoseconds.
        Weight::from_parts(92_000_000, 7750)
            .saturating_add(T::DbWeight::get().reads(19))
            .saturating_add(T::DbWeight::get().writes(9))
    }
    /// Storage: `EhrRegistry::Records` (r:1 w:1)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn activate() -> Weight {
        // At least 25_881_000 picoseconds.
        Weight::from_parts(30_055_000, 5571)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:64 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Records` (r:512 w:512)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `Consent::Policies` (r:256 w:0)
    /// Proof: `Consent::Policies` (`max_values`: None, `max_size`: Some(4285), added: 6760, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:256 w:256)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Pending` (r:256 w:256)
    /// Proof: `EhrRegistry::Pending` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::CounterForPending` (r:1 w:1)
    /// Proof: `EhrRegistry::CounterForPending` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::PendingCount` (r:1 w:1)
    /// Proof: `EhrRegistry::PendingCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    fn endorse(n: u32) -> Weight {
        // At least 190_108_000 picoseconds.
        Weight::from_parts(330_000_000, 340000)
            .saturating_add(Weight::from_parts(80_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(132))
            .saturating_add(T::DbWeight::get().reads((6_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(2))
            .saturating_add(T::DbWeight::get().writes((5_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 6760).saturating_mul(n.into()))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Records` (r:1 w:1)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Pending` (r:1 w:1)
    /// Proof: `EhrRegistry::Pending` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::CounterForPending` (r:1 w:1)
    /// Proof: `EhrRegistry::CounterForPending` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::PendingCount` (r:1 w:1)
    /// Proof: `EhrRegistry::PendingCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn lapse() -> Weight {
        // At least 54_292_000 picoseconds.
        Weight::from_parts(62_000_000, 5571)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(6))
    }
    /// Storage: `EhrRegistry::Records` (r:1 w:0)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    fn authorize_lapse() -> Weight {
        // At least 10_064_000 picoseconds.
        Weight::from_parts(10_928_000, 4002).saturating_add(T::DbWeight::get().reads(1))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Records` (r:1 w:0)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `Consent::Contributions` (r:1 w:0)
    /// Proof: `Consent::Contributions` (`max_values`: None, `max_size`: Some(64), added: 2539, mode: `MaxEncodedLen`)
    /// Storage: `Consent::Policies` (r:1 w:0)
    /// Proof: `Consent::Policies` (`max_values`: None, `max_size`: Some(4285), added: 6760, mode: `MaxEncodedLen`)
    /// Storage: `System::BlockHash` (r:1 w:0)
    /// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Rewraps` (r:1 w:1)
    /// Proof: `EhrRegistry::Rewraps` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RewrapCount` (r:2 w:2)
    /// Proof: `EhrRegistry::RewrapCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:0)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn rewrap() -> Weight {
        // At least 116_354_000 picoseconds.
        Weight::from_parts(140_000_000, 7750)
            .saturating_add(T::DbWeight::get().reads(14))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    /// Provisional: `rewrap`, with a participant, an appointment and two restrictions besides.
    fn rewrap_for() -> Weight {
        // At least 135_000_000 picoseconds.
        Weight::from_parts(160_000_000, 7750)
            .saturating_add(T::DbWeight::get().reads(19))
            .saturating_add(T::DbWeight::get().writes(5))
    }
    /// Storage: `EhrRegistry::Records` (r:1 w:1)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsUnder` (r:2 w:2)
    /// Proof: `EhrRegistry::RecordsUnder` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
    fn apply_rewrap() -> Weight {
        // At least 24_535_000 picoseconds.
        Weight::from_parts(26_824_000, 5571)
            .saturating_add(T::DbWeight::get().reads(5))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:64 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Rewraps` (r:64 w:64)
    /// Proof: `EhrRegistry::Rewraps` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Records` (r:64 w:64)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `Consent::Policies` (r:64 w:0)
    /// Proof: `Consent::Policies` (`max_values`: None, `max_size`: Some(4285), added: 6760, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:64 w:64)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RewrapCount` (r:1 w:1)
    /// Proof: `EhrRegistry::RewrapCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsUnder` (r:128 w:128)
    /// Proof: `EhrRegistry::RecordsUnder` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
    fn endorse_rewraps(n: u32) -> Weight {
        // At least 175_378_000 picoseconds.
        Weight::from_parts(290_000_000, 340000)
            .saturating_add(Weight::from_parts(52_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(131))
            .saturating_add(T::DbWeight::get().reads((7_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 6760).saturating_mul(n.into()))
    }
    /// Storage: `EhrRegistry::Records` (r:1 w:1)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn dispute() -> Weight {
        // At least 31_556_000 picoseconds.
        Weight::from_parts(35_126_000, 5571)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `EhrRegistry::Records` (r:1 w:1)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn withdraw_dispute() -> Weight {
        // At least 34_253_000 picoseconds.
        Weight::from_parts(37_200_000, 5571)
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().writes(2))
    }
    /// Storage: `EhrRegistry::Records` (r:1 w:1)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Rewraps` (r:1 w:1)
    /// Proof: `EhrRegistry::Rewraps` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RewrapCount` (r:1 w:1)
    /// Proof: `EhrRegistry::RewrapCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:0)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::OpenErasures` (r:0 w:1)
    /// Proof: `EhrRegistry::OpenErasures` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Erasures` (r:0 w:1)
    /// Proof: `EhrRegistry::Erasures` (`max_values`: None, `max_size`: Some(355), added: 2830, mode: `MaxEncodedLen`)
    fn erase() -> Weight {
        // At least 50_772_000 picoseconds.
        Weight::from_parts(60_000_000, 5571)
            .saturating_add(T::DbWeight::get().reads(8))
            .saturating_add(T::DbWeight::get().writes(8))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:64 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::ActiveOrganisations` (r:1 w:0)
    /// Proof: `Consortium::ActiveOrganisations` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Erasures` (r:64 w:64)
    /// Proof: `EhrRegistry::Erasures` (`max_values`: None, `max_size`: Some(355), added: 2830, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:64 w:64)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Records` (r:64 w:64)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::CounterForRecords` (r:1 w:1)
    /// Proof: `EhrRegistry::CounterForRecords` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsOf` (r:0 w:64)
    /// Proof: `EhrRegistry::RecordsOf` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsUnder` (r:64 w:64)
    /// Proof: `EhrRegistry::RecordsUnder` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
    fn attest_erasure(n: u32) -> Weight {
        // At least 165_727_000 picoseconds.
        Weight::from_parts(290_000_000, 340000)
            .saturating_add(Weight::from_parts(46_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(132))
            .saturating_add(T::DbWeight::get().reads((5_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes((6_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 4581).saturating_mul(n.into()))
    }
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Rewraps` (r:1 w:1)
    /// Proof: `EhrRegistry::Rewraps` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RewrapCount` (r:1 w:1)
    /// Proof: `EhrRegistry::RewrapCount` (`max_values`: None, `max_size`: Some(16), added: 2491, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Records` (r:1 w:0)
    /// Storage: `AuditLog::Trails` (r:1 w:1)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    fn drop_rewrap() -> Weight {
        // At least 30_069_000 picoseconds.
        Weight::from_parts(62_000_000, 5571)
            .saturating_add(T::DbWeight::get().reads(7))
            .saturating_add(T::DbWeight::get().writes(4))
    }
    /// Storage: `EhrRegistry::Rewraps` (r:1 w:0)
    /// Proof: `EhrRegistry::Rewraps` (`max_values`: None, `max_size`: Some(366), added: 2841, mode: `MaxEncodedLen`)
    fn authorize_drop_rewrap() -> Weight {
        // At least 7_209_000 picoseconds.
        Weight::from_parts(7_951_000, 3831).saturating_add(T::DbWeight::get().reads(1))
    }
    /// Storage: `EhrRegistry::Records` (r:64 w:64)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::CounterForRecords` (r:1 w:1)
    /// Proof: `EhrRegistry::CounterForRecords` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsUnder` (r:64 w:64)
    /// Proof: `EhrRegistry::RecordsUnder` (`max_values`: None, `max_size`: Some(20), added: 2495, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::RecordsOf` (r:0 w:64)
    /// Proof: `EhrRegistry::RecordsOf` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
    fn discard_records(n: u32) -> Weight {
        // Estimated from `attest_erasure`: measured again with the next release.
        Weight::from_parts(15_000_000, 1489)
            .saturating_add(Weight::from_parts(16_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(1))
            .saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 5507).saturating_mul(n.into()))
    }
    /// Storage: `EhrRegistry::Records` (r:64 w:0)
    /// Proof: `EhrRegistry::Records` (`max_values`: None, `max_size`: Some(537), added: 3012, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::Erasures` (r:64 w:0)
    /// Proof: `EhrRegistry::Erasures` (`max_values`: None, `max_size`: Some(355), added: 2830, mode: `MaxEncodedLen`)
    /// Storage: `EhrRegistry::OpenErasures` (r:64 w:0)
    /// Proof: `EhrRegistry::OpenErasures` (`max_values`: None, `max_size`: Some(48), added: 2523, mode: `MaxEncodedLen`)
    fn authorize_discard_records(n: u32) -> Weight {
        // Estimated from `authorize_lapse`: measured again with the next release.
        Weight::from_parts(6_000_000, 990)
            .saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 8365).saturating_mul(n.into()))
    }
}
