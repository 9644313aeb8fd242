// SPDX-License-Identifier: Apache-2.0

//! Measured weights of `pallet_audit_log`: written by `scripts/weights.sh`, not by hand.
//!
//! 2026-11-21, Intel(R) Xeon(R) Processor, 20 steps, 10 repeats.

#![allow(unused_variables)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Weight functions of `pallet_audit_log`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_audit_log::WeightInfo for WeightInfo<T> {
    /// Storage: `Consortium::Gateways` (r:1 w:0)
    /// Proof: `Consortium::Gateways` (`max_values`: None, `max_size`: Some(52), added: 2527, mode: `MaxEncodedLen`)
    /// Storage: `Consortium::Organisations` (r:1 w:0)
    /// Proof: `Consortium::Organisations` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `System::BlockHash` (r:1 w:0)
    /// Proof: `System::BlockHash` (`max_values`: None, `max_size`: Some(44), added: 2519, mode: `MaxEncodedLen`)
    /// Storage: `Consent::Tickets` (r:64 w:64)
    /// Proof: `Consent::Tickets` (`max_values`: None, `max_size`: Some(143), added: 2618, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Servers` (r:64 w:64)
    /// Proof: `AuditLog::Servers` (`max_values`: None, `max_size`: Some(274), added: 2749, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:64 w:64)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn acknowledge(n: u32) -> Weight {
        Weight::from_parts(68_000_000, 3739)
            .saturating_add(Weight::from_parts(98_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(4))
            .saturating_add(T::DbWeight::get().reads((3_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes((3_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 4581).saturating_mul(n.into()))
    }
    /// Storage: `AuditLog::OldestPeriod` (r:1 w:1)
    /// Proof: `AuditLog::OldestPeriod` (`max_values`: Some(1), `max_size`: Some(4), added: 499, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Refusals` (r:65 w:64)
    /// Proof: `AuditLog::Refusals` (`max_values`: None, `max_size`: Some(96), added: 2571, mode: `MaxEncodedLen`)
    /// Storage: `AuditLog::Trails` (r:64 w:64)
    /// Proof: `AuditLog::Trails` (`max_values`: None, `max_size`: Some(2106), added: 4581, mode: `MaxEncodedLen`)
    /// Storage: `Timestamp::Now` (r:1 w:0)
    /// Proof: `Timestamp::Now` (`max_values`: Some(1), `max_size`: Some(8), added: 503, mode: `MaxEncodedLen`)
    fn close_refusals(n: u32) -> Weight {
        Weight::from_parts(20_000_000, 3561)
            .saturating_add(Weight::from_parts(42_000_000, 0).saturating_mul(n.into()))
            .saturating_add(T::DbWeight::get().reads(3))
            .saturating_add(T::DbWeight::get().reads((2_u64).saturating_mul(n.into())))
            .saturating_add(T::DbWeight::get().writes(1))
            .saturating_add(T::DbWeight::get().writes((2_u64).saturating_mul(n.into())))
            .saturating_add(Weight::from_parts(0, 4581).saturating_mul(n.into()))
    }
}
