//! A small chain: three organisations, one validator each, and the real council and sessions.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
#![allow(missing_docs)]

use crate as pallet_consortium;
use crate::*;
use codec::Encode;
use frame_support::{
    derive_impl, parameter_types,
    traits::{ConstU32, ConstU64, Hooks},
};
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan};
use pallet_session::{
    disabling::UpToLimitDisablingStrategy, historical, PeriodicSessions, TestSessionHandler,
};
use salus_primitives::{
    audit::{Action, Note},
    content::Codec,
    enrolment::{enrolment_statement, Enrolment},
    quota::Cost,
    traits::{AuditTrail, Belongings},
};
use sp_runtime::{
    impl_opaque_keys,
    testing::{TestSignature, UintAuthorityId},
    BuildStorage, RuntimeAppPublic,
};

pub type AccountId = u64;

/// Ids of the founding organisations.
pub const CITY: OrganisationId = 0;
pub const LAKE: OrganisationId = 1;
pub const CARE: OrganisationId = 2;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(
        RuntimeCall,
        RuntimeEvent,
        RuntimeError,
        RuntimeOrigin,
        RuntimeFreezeReason,
        RuntimeHoldReason,
        RuntimeSlashReason,
        RuntimeLockId,
        RuntimeTask,
        RuntimeViewFunction
    )]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(5)]
    pub type Balances = pallet_balances::Pallet<Test>;
    #[runtime::pallet_index(6)]
    pub type Session = pallet_session::Pallet<Test>;
    #[runtime::pallet_index(12)]
    pub type Historical = historical::Pallet<Test>;
    #[runtime::pallet_index(9)]
    pub type Council = pallet_collective::Pallet<Test, Instance1>;
    #[runtime::pallet_index(20)]
    pub type Consortium = pallet_consortium::Pallet<Test>;
}

pub type Seats1 = pallet_collective::Instance1;

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountData = pallet_balances::AccountData<u64>;
    type DbWeight = frame_support::weights::constants::RocksDbWeight;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
    type AccountStore = System;
}

impl_opaque_keys! {
    pub struct SessionKeys {
        pub dummy: UintAuthorityId,
    }
}

impl From<UintAuthorityId> for SessionKeys {
    fn from(dummy: UintAuthorityId) -> Self {
        Self { dummy }
    }
}

pub const SESSION: u64 = 5;

impl pallet_session::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    type ValidatorIdOf = RegisteredValidator<Test>;
    type ShouldEndSession = PeriodicSessions<ConstU64<SESSION>, ConstU64<0>>;
    type NextSessionRotation = PeriodicSessions<ConstU64<SESSION>, ConstU64<0>>;
    type SessionManager = historical::NoteHistoricalRoot<Test, Consortium>;
    type SessionHandler = TestSessionHandler;
    type Keys = SessionKeys;
    type DisablingStrategy = UpToLimitDisablingStrategy;
    type WeightInfo = ();
    type Currency = Balances;
    type KeyDeposit = ();
}

impl historical::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = NoIdentification;
}

const fn limits(capacity: u64, refill: u64) -> Limits {
    Limits {
        capacity: Cost { ref_time: capacity, length: capacity },
        refill: Cost { ref_time: refill, length: refill },
    }
}

parameter_types! {
    /// What was recorded in whose trail, by whom.
    pub static Trails: Vec<(AccountId, AccountId, Action)> = Vec::new();
}

parameter_types! {
    /// Accounts to which something belongs.
    pub static Owners: Vec<AccountId> = Vec::new();
}

/// Stands in for the pallets that keep what belongs to accounts.
pub struct FakeBelongings;

impl Belongings<AccountId> for FakeBelongings {
    fn has_any(who: &AccountId) -> bool {
        Owners::get().contains(who)
    }
}

/// Stands in for pallet-audit-log.
pub struct FakeTrails;

impl AuditTrail<AccountId> for FakeTrails {
    fn record(patient: &AccountId, note: Note<AccountId>) {
        Trails::mutate(|trails| trails.push((*patient, note.actor, note.action)));
    }
}

parameter_types! {
    pub const OrganisationQuota: Limits = limits(1_000, 10);
    pub const SeatQuota: Limits = limits(500, 5);
    pub const ValidatorQuota: Limits = limits(20, 1);
    pub const PersonQuota: Limits = limits(100, 2);
    pub const RemedyQuota: Limits = limits(150, 4);
    pub const EmergencyQuota: Limits = limits(120, 4);
    pub const PublicQuota: Limits = limits(200, 3);
    pub const StorageQuota: StorageLimits = StorageLimits { capacity: 1_000, refill: 10 };
    pub const SeatChangeWeight: frame_support::weights::Weight =
        frame_support::weights::Weight::from_parts(7, 0);
    pub MaxProposalWeight: frame_support::weights::Weight = frame_support::weights::Weight::MAX;
}

impl pallet_collective::Config<Seats1> for Test {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = ConstU64<20>;
    type MaxProposals = ConstU32<16>;
    type MaxMembers = ConstU32<{ MAX_ORGANISATIONS }>;
    type DefaultVote = pallet_collective::PrimeDefaultVote;
    type WeightInfo = ();
    type SetMembersOrigin = frame_system::EnsureNever<()>;
    type MaxProposalWeight = MaxProposalWeight;
    type DisapproveOrigin = frame_system::EnsureNever<()>;
    type KillOrigin = frame_system::EnsureNever<()>;
    type Consideration = ();
}

/// Signs for whoever asks, in benchmarks.
#[cfg(feature = "runtime-benchmarks")]
pub struct FakeSigner;

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId, TestSignature> for FakeSigner {
    fn signer() -> AccountId {
        7_777
    }

    fn sign(message: &[u8]) -> TestSignature {
        TestSignature(7_777, message.to_vec())
    }
}

/// How long more than half of the council can suspend an organisation.
pub const SUSPENSION: u64 = 20;
/// How far ahead a person agrees to be enrolled.
pub const LONGEST_AGREEMENT: u64 = 50;

impl Config for Test {
    type AdmitOrigin = EnsureProportionAtLeast<AccountId, Seats1, 2, 3>;
    type SuspendOrigin = EnsureProportionMoreThan<AccountId, Seats1, 1, 2>;
    // The mock has three seats, of which two are both more than half and two thirds: only all of them agree for good.
    type LastingOrigin = EnsureProportionAtLeast<AccountId, Seats1, 1, 1>;
    type SuspensionPeriod = ConstU32<{ SUSPENSION as u32 }>;
    type Signature = TestSignature;
    type LongestAgreement = ConstU32<{ LONGEST_AGREEMENT as u32 }>;
    type RemoveOrigin = EnsureProportionAtLeast<AccountId, Seats1, 2, 3>;
    type ValidatorOrigin = EnsureProportionAtLeast<AccountId, Seats1, 2, 3>;
    type SeatChanges = Council;
    type SeatChangeWeight = SeatChangeWeight;
    type MaxValidators = ConstU32<6>;
    type MinValidators = ConstU32<2>;
    type MaxValidatorsPerOrganisation = ConstU32<2>;
    type ReportableSessions = ConstU32<3>;
    type OrganisationQuota = OrganisationQuota;
    type SeatQuota = SeatQuota;
    type ValidatorQuota = ValidatorQuota;
    type PersonQuota = PersonQuota;
    type RemedyQuota = RemedyQuota;
    type EmergencyQuota = EmergencyQuota;
    type PublicQuota = PublicQuota;
    type StorageQuota = StorageQuota;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = FakeSigner;
    type Belongings = FakeBelongings;
    type Audit = FakeTrails;
    type WeightInfo = ();
}

pub const fn seat(id: OrganisationId) -> AccountId {
    100 + id as u64
}

pub const fn gateway_account(id: OrganisationId) -> AccountId {
    200 + id as u64
}

pub const fn validator(id: OrganisationId) -> AccountId {
    300 + id as u64
}

pub fn gateway(id: OrganisationId) -> Gateway<AccountId> {
    Gateway { account: gateway_account(id), url: url("https://ehr.example") }
}

pub fn url(text: &str) -> salus_primitives::consortium::GatewayUrl {
    text.as_bytes().to_vec().try_into().unwrap()
}

pub fn name(text: &str) -> OrganisationName {
    text.as_bytes().to_vec().try_into().unwrap()
}

pub fn card(byte: u8) -> ContentId {
    ContentId::new(Codec::Raw, [byte; 32])
}

pub fn signed(who: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(who)
}

/// The council's origin with `ayes` of its members agreeing.
pub fn council(ayes: u32) -> RuntimeOrigin {
    let members = pallet_collective::Members::<Test, Seats1>::get().len() as u32;
    pallet_collective::RawOrigin::Members(ayes, members).into()
}

/// The council's origin with all of its members agreeing.
pub fn whole_council() -> RuntimeOrigin {
    council(pallet_collective::Members::<Test, Seats1>::get().len() as u32)
}

pub fn council_members() -> Vec<AccountId> {
    pallet_collective::Members::<Test, Seats1>::get()
}

/// Sets session keys of `who` as its node would.
pub fn set_session_keys(who: AccountId) -> frame_support::dispatch::DispatchResult {
    let key = UintAuthorityId(who);
    let proof = key.sign(&who.encode()).unwrap().encode();
    Session::set_keys(signed(who), key.into(), proof)
}

/// What `who` signs to be enrolled by `organisation` up to and in block `until`.
pub fn agreement(
    who: AccountId,
    organisation: OrganisationId,
    role: Role,
    key_card: ContentId,
    until: u32,
) -> TestSignature {
    let nonce = System::account_nonce(who);
    let enrolment = Enrolment { account: who, nonce, organisation, role, key_card, until };
    TestSignature(who, enrolment_statement(&Consortium::genesis(), &enrolment))
}

/// The gateway of `organisation` enrols `who`, who has agreed.
pub fn enrol(
    organisation: OrganisationId,
    who: AccountId,
    role: Role,
) -> frame_support::dispatch::DispatchResult {
    let until = System::block_number() as u32 + 10;
    let signature = agreement(who, organisation, role, card(1), until);
    Consortium::enrol(signed(gateway_account(organisation)), who, role, card(1), until, signature)
}

/// Runs to the first block of the session after next, in which every change has taken effect.
pub fn pass_two_sessions() {
    for _ in 0..2 * SESSION {
        let next = System::block_number() + 1;
        System::set_block_number(next);
        Session::on_initialize(next);
        Consortium::on_initialize(next);
    }
}

/// Runs `blocks` blocks.
pub fn pass_blocks(blocks: u64) {
    for _ in 0..blocks {
        let next = System::block_number() + 1;
        System::set_block_number(next);
        Consortium::on_initialize(next);
    }
}

/// The events of this pallet so far.
pub fn events() -> Vec<Event<Test>> {
    System::read_events_for_pallet::<Event<Test>>()
}

pub struct ExtBuilder {
    organisations: Vec<GenesisOrganisation<AccountId>>,
    validators: Vec<(AccountId, OrganisationId)>,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        let founder = |id, name: &str, kind| {
            let url = b"https://ehr.example".to_vec();
            (name.as_bytes().to_vec(), kind, seat(id), gateway_account(id), url)
        };
        Self {
            organisations: vec![
                founder(CITY, "City Hospital", OrganisationKind::Hospital),
                founder(LAKE, "Lake Laboratory", OrganisationKind::Laboratory),
                founder(CARE, "Care Insurance", OrganisationKind::Insurer),
            ],
            validators: [CITY, LAKE, CARE].map(|id| (validator(id), id)).to_vec(),
        }
    }
}

impl ExtBuilder {
    pub fn with_validators(mut self, validators: Vec<(AccountId, OrganisationId)>) -> Self {
        self.validators = validators;
        self
    }

    pub fn with_organisations(mut self, organisations: Vec<GenesisOrganisation<AccountId>>) -> Self {
        self.organisations = organisations;
        self
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let keys =
            self.validators.iter().map(|(who, _)| (*who, *who, UintAuthorityId(*who).into())).collect();
        let genesis = RuntimeGenesisConfig {
            session: pallet_session::GenesisConfig { keys, ..Default::default() },
            consortium: GenesisConfig { organisations: self.organisations, validators: self.validators },
            ..Default::default()
        };
        let mut ext = sp_io::TestExternalities::new(genesis.build_storage().unwrap());
        ext.execute_with(|| System::set_block_number(1));
        ext
    }

    /// Runs `test` and then checks every invariant.
    pub fn run(self, test: impl FnOnce()) {
        self.build().execute_with(|| {
            test();
            Consortium::do_try_state().unwrap();
        });
    }
}

/// Runs `test` on the default chain and then checks every invariant.
pub fn run(test: impl FnOnce()) {
    ExtBuilder::default().run(test);
}
