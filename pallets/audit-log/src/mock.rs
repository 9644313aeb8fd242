//! A runtime with this pallet alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use crate as pallet_audit_log;
use core::time::Duration;
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU32, UnixTime},
};
use salus_primitives::{
    audit::{storage_key, Entry},
    consent::{Basis, PolicyRef, Served, Ticket},
    consortium::Participant,
    ids::{BlockNumber, Digest, OrganisationId, PolicyId, RecordId, TicketId},
    mmr::Trail,
    purpose::Purpose,
    receipt::{receipt_statement, Receipt},
    trail::Reader,
    traits::{Consents, Membership},
};
use sp_core::offchain::testing::TestPersistentOffchainDB;
use sp_io::hashing::blake2_256;
use sp_runtime::{testing::TestSignature, BuildStorage};
use std::collections::BTreeMap;

pub type AccountId = u64;

pub const ANN: AccountId = 1;
pub const BEN: AccountId = 2;
/// Reads Ann's and Ben's records.
pub const DOCTOR: AccountId = 3;
/// The gateway of the hospital.
pub const GATEWAY: AccountId = 4;
pub const HOSPITAL: OrganisationId = 7;
/// The gateway of the laboratory.
pub const OTHER_GATEWAY: AccountId = 5;
pub const LABORATORY: OrganisationId = 8;
/// Blocks in which refusals are counted together.
pub const PERIOD: u32 = 100;
/// The time of block 0.
pub const START: Duration = Duration::from_secs(1_780_000_000);

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        AuditLog: pallet_audit_log,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
}

parameter_types! {
    /// The gateways of active organisations.
    pub static Gateways: BTreeMap<AccountId, OrganisationId> = BTreeMap::new();
    /// The tickets, as pallet-consent would keep them.
    pub static Tickets: BTreeMap<TicketId, Ticket<AccountId>> = BTreeMap::new();
}

/// Stands in for pallet-consortium.
pub struct FakeMembership;

impl Membership<AccountId> for FakeMembership {
    fn gateway_of(who: &AccountId) -> Option<OrganisationId> {
        Gateways::get().get(who).copied()
    }

    fn is_active(organisation: OrganisationId) -> bool {
        Gateways::get().values().any(|active| *active == organisation)
    }

    fn active_count() -> u32 {
        Gateways::get().len() as u32
    }

    fn roster() -> u32 {
        0
    }

    fn is_active_since(organisation: OrganisationId, _: u32) -> bool {
        Self::is_active(organisation)
    }

    fn participant(_: &AccountId) -> Option<Participant> {
        None
    }

    fn is_known(who: &AccountId) -> bool {
        Gateways::get().contains_key(who)
    }

    fn add_authority_account(_: &AccountId, _: OrganisationId) {}

    fn remove_authority_account(_: &AccountId) {}

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_organisation(gateway: &AccountId) -> OrganisationId {
        Gateways::mutate(|gateways| gateways.insert(*gateway, HOSPITAL));
        HOSPITAL
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_participant(_: &AccountId, _: OrganisationId, _: salus_primitives::consortium::Role) {}
}

/// Stands in for pallet-consent.
pub struct FakeConsents;

impl Consents<AccountId> for FakeConsents {
    fn may_contribute(_: &AccountId, _: OrganisationId, _: BlockNumber) -> bool {
        false
    }

    fn decides_for(who: &AccountId, patient: &AccountId, _now: BlockNumber) -> bool {
        who == patient
    }

    fn current_policy(_: &AccountId, _: PolicyId) -> Option<PolicyRef> {
        None
    }

    fn ticket(id: TicketId) -> Option<Ticket<AccountId>> {
        Tickets::get().get(&id).cloned()
    }

    fn mark_served(id: TicketId, organisation: OrganisationId, now: BlockNumber) -> bool {
        Tickets::mutate(|tickets| match tickets.get_mut(&id) {
            Some(ticket) if ticket.served.is_none() => {
                ticket.served = Some(Served { organisation, at: now });
                true
            }
            _ => false,
        })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_consent(_: &AccountId, _: OrganisationId, _: salus_primitives::Expression) -> PolicyRef {
        PolicyRef { id: 0, version: 1 }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_guardian(_: &AccountId, _: &AccountId) {}

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_ticket(patient: &AccountId, accessor: &AccountId) -> TicketId {
        issue(*patient, *accessor)
    }
}

/// Stands in for pallet-timestamp: a block every two seconds.
pub struct FakeTime;

impl UnixTime for FakeTime {
    fn now() -> Duration {
        START + Duration::from_secs(2) * System::block_number()
    }
}

impl pallet_audit_log::Config for Test {
    type WeightInfo = ();
    type Members = FakeMembership;
    type Consents = FakeConsents;
    type Time = FakeTime;
    type Signature = TestSignature;
    type RefusalPeriod = ConstU32<PERIOD>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = FakeSigner;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct FakeSigner;

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId, TestSignature> for FakeSigner {
    fn signer() -> AccountId {
        DOCTOR
    }

    fn sign(message: &[u8]) -> TestSignature {
        TestSignature(DOCTOR, message.to_vec())
    }
}

/// The receipt that `reader` signs for `organisation`.
pub fn receipt(ticket: TicketId, reader: AccountId, organisation: OrganisationId) -> Receipt<TestSignature> {
    let statement = receipt_statement(&AuditLog::genesis(), ticket, organisation);
    Receipt { ticket, signature: TestSignature(reader, statement) }
}

/// Issues a ticket to `accessor` for a record of `patient`.
pub fn issue(patient: AccountId, accessor: AccountId) -> TicketId {
    Tickets::mutate(|tickets| {
        let id = tickets.len() as TicketId;
        let ticket = Ticket {
            accessor,
            patient,
            record: RecordId([id as u8; 32]),
            purpose: Purpose::Treatment,
            basis: Basis::Policy(PolicyRef { id: 5, version: 2 }),
            issued_at: 1,
            until: 301,
            served: None,
        };
        tickets.insert(id, ticket);
        id
    })
}

/// The off-chain database of a node, read as its RPC reads it.
pub fn load(db: &TestPersistentOffchainDB) -> impl Fn(&Digest) -> Option<Vec<u8>> + '_ {
    |hash| db.get(&storage_key(hash))
}

/// Every entry of the trail of `patient`, the oldest first.
pub fn entries(db: &TestPersistentOffchainDB, patient: AccountId, trail: &Trail) -> Vec<Entry<AccountId>> {
    let part = Reader::new(blake2_256, load(db), &patient, trail).part(None, u32::MAX);
    assert!(part.gaps.is_empty());
    part.entries.into_iter().rev().collect()
}

/// Builds the state in which a test begins: block 1, two gateways, no ticket, no trail.
#[derive(Default)]
pub struct ExtBuilder;

impl ExtBuilder {
    pub fn build(self) -> sp_io::TestExternalities {
        Gateways::set([(GATEWAY, HOSPITAL), (OTHER_GATEWAY, LABORATORY)].into());
        Tickets::set(BTreeMap::new());
        let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
        let mut ext = sp_io::TestExternalities::new(storage);
        ext.execute_with(|| System::set_block_number(1));
        ext
    }

    /// Runs `test`, checks every invariant of the state it leaves and returns the off-chain database as
    /// a node has it once the block is imported.
    pub fn run<R>(self, test: impl FnOnce() -> R) -> (R, TestPersistentOffchainDB) {
        let mut ext = self.build();
        let result = ext.execute_with(|| {
            let result = test();
            AuditLog::do_try_state().unwrap();
            result
        });
        ext.persist_offchain_overlay();
        (result, ext.offchain_db())
    }
}

/// Runs `test` at block 1, checks every invariant of the state it leaves and returns the off-chain
/// database as a node has it once the block is imported.
pub fn run<R>(test: impl FnOnce() -> R) -> (R, TestPersistentOffchainDB) {
    ExtBuilder.run(test)
}
