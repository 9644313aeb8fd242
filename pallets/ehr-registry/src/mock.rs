//! A small chain: organisations with a gateway each, two patients, a doctor, and what the other pallets
//! would say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use crate as pallet_ehr_registry;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame_support::{derive_impl, parameter_types, traits::ConstU32};
use salus_primitives::{
    audit::{Action, Entry, Note},
    consent::{PolicyRef, Ticket},
    consortium::{MemberStatus, Participant, Role},
    content::Codec,
    record::{rewrap_statement, RecordStatus, Rewrap},
    traits::{AuditTrail, Consents, Membership},
    BlockNumber, ContentId, OrganisationId, PolicyId, RecordId, TicketId,
};
use sp_runtime::{testing::TestSignature, BuildStorage, DispatchResult};

pub type AccountId = u64;

pub const PATIENT: AccountId = 1;
pub const OTHER_PATIENT: AccountId = 2;
/// A practitioner of [`CITY`].
pub const DOCTOR: AccountId = 3;
/// A practitioner of [`LAKE`].
pub const OTHER_DOCTOR: AccountId = 4;
/// A data user of [`CITY`].
pub const CLERK: AccountId = 5;
/// Decides for [`PATIENT`].
pub const GUARDIAN: AccountId = 6;

pub const CITY: OrganisationId = 0;
pub const LAKE: OrganisationId = 1;
pub const CARE: OrganisationId = 2;
pub const HILL: OrganisationId = 3;

/// The block every test begins at.
pub const START: BlockNumber = 100;
pub const WINDOW: u32 = 10;
pub const MAX_PENDING: u32 = 6;
pub const LAPSED_RETENTION: BlockNumber = 100;
pub const ERASURE_RETENTION: BlockNumber = 300;

/// The account of an organisation's gateway.
pub fn gateway(organisation: OrganisationId) -> AccountId {
    1_000 + u64::from(organisation)
}

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
    #[runtime::pallet_index(23)]
    pub type EhrRegistry = pallet_ehr_registry::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
}

impl pallet_ehr_registry::Config for Test {
    type WeightInfo = ();
    type Members = FakeMembership;
    type Consents = FakeConsents;
    type Signature = TestSignature;
    type Audit = FakeTrails;
    type EndorsementWindow = ConstU32<WINDOW>;
    type MaxPendingPerOrganisation = ConstU32<MAX_PENDING>;
    type LapsedRetention = ConstU32<LAPSED_RETENTION>;
    type ErasureRetention = ConstU32<ERASURE_RETENTION>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = FakeSigner;
}

#[cfg(feature = "runtime-benchmarks")]
pub struct FakeSigner;

#[cfg(feature = "runtime-benchmarks")]
impl crate::BenchmarkHelper<AccountId, TestSignature> for FakeSigner {
    fn signer() -> AccountId {
        PATIENT
    }

    fn sign(message: &[u8]) -> TestSignature {
        TestSignature(PATIENT, message.to_vec())
    }
}

parameter_types! {
    // In storage, so that `assert_noop` sees what a fake was told.
    pub storage Gateways: BTreeMap<AccountId, OrganisationId> = BTreeMap::new();
    pub storage ActiveOrganisations: BTreeSet<OrganisationId> = BTreeSet::new();
    /// Who was active in each roster; the first has number 1.
    pub storage Rosters: Vec<BTreeSet<OrganisationId>> = Vec::new();
    pub storage Participants: BTreeMap<AccountId, Participant> = BTreeMap::new();
    pub storage Guardians: BTreeSet<(AccountId, AccountId)> = BTreeSet::new();
    pub storage Contributors: BTreeSet<(AccountId, OrganisationId)> = BTreeSet::new();
    pub storage CurrentPolicies: BTreeMap<(AccountId, PolicyId), u32> = BTreeMap::new();
    pub storage Trails: Vec<(AccountId, Entry<AccountId>)> = Vec::new();
}

pub struct FakeMembership;

impl FakeMembership {
    pub fn admit(organisation: OrganisationId) {
        let mut gateways = Gateways::get();
        gateways.insert(gateway(organisation), organisation);
        Gateways::set(&gateways);
        Self::reinstate(organisation);
    }

    pub fn suspend(organisation: OrganisationId) {
        let mut active = ActiveOrganisations::get();
        active.remove(&organisation);
        Self::begin_roster(active);
    }

    pub fn reinstate(organisation: OrganisationId) {
        let mut active = ActiveOrganisations::get();
        active.insert(organisation);
        Self::begin_roster(active);
    }

    fn begin_roster(active: BTreeSet<OrganisationId>) {
        let mut rosters = Rosters::get();
        rosters.push(active.clone());
        Rosters::set(&rosters);
        ActiveOrganisations::set(&active);
    }

    pub fn enrol(who: AccountId, organisation: OrganisationId, role: Role) {
        let key_card = ContentId::new(Codec::Raw, [0; 32]);
        let participant = Participant { organisation, role, key_card, status: MemberStatus::Active };
        let mut participants = Participants::get();
        participants.insert(who, participant);
        Participants::set(&participants);
    }
}

impl Membership<AccountId> for FakeMembership {
    fn gateway_of(who: &AccountId) -> Option<OrganisationId> {
        Gateways::get().remove(who).filter(|organisation| Self::is_active(*organisation))
    }

    fn is_active(organisation: OrganisationId) -> bool {
        ActiveOrganisations::get().contains(&organisation)
    }

    fn active_count() -> u32 {
        ActiveOrganisations::get().len() as u32
    }

    fn roster() -> u32 {
        Rosters::get().len() as u32
    }

    fn is_active_since(organisation: OrganisationId, roster: u32) -> bool {
        let then = Rosters::get().swap_remove(roster as usize - 1);
        then.contains(&organisation) && Self::is_active(organisation)
    }

    fn participant(who: &AccountId) -> Option<Participant> {
        Participants::get().remove(who)
    }

    fn is_known(who: &AccountId) -> bool {
        Participants::get().contains_key(who) || Gateways::get().contains_key(who)
    }

    fn add_authority_account(_: &AccountId, _: OrganisationId) {}

    fn remove_authority_account(_: &AccountId) {}

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_organisation(account: &AccountId) -> OrganisationId {
        let mut gateways = Gateways::get();
        let organisation = 100 + gateways.len() as OrganisationId;
        gateways.insert(*account, organisation);
        Gateways::set(&gateways);
        Self::reinstate(organisation);
        organisation
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_participant(who: &AccountId, organisation: OrganisationId, role: Role) {
        Self::enrol(*who, organisation, role);
    }
}

pub struct FakeConsents;

impl FakeConsents {
    pub fn allow(patient: AccountId, organisation: OrganisationId) {
        let mut contributors = Contributors::get();
        contributors.insert((patient, organisation));
        Contributors::set(&contributors);
    }

    /// Gives the policy its next version, the first one if it is new.
    pub fn set_policy(patient: AccountId, id: PolicyId) -> PolicyRef {
        let mut policies = CurrentPolicies::get();
        let version = policies.entry((patient, id)).or_default();
        *version += 1;
        let reference = PolicyRef { id, version: *version };
        CurrentPolicies::set(&policies);
        reference
    }

    pub fn revoke_policy(patient: AccountId, id: PolicyId) {
        let mut policies = CurrentPolicies::get();
        policies.remove(&(patient, id));
        CurrentPolicies::set(&policies);
    }
}

impl Consents<AccountId> for FakeConsents {
    fn may_contribute(patient: &AccountId, organisation: OrganisationId, _: BlockNumber) -> bool {
        Contributors::get().contains(&(*patient, organisation))
    }

    fn decides_for(who: &AccountId, patient: &AccountId, _now: BlockNumber) -> bool {
        who == patient || Guardians::get().contains(&(*who, *patient))
    }

    fn current_policy(patient: &AccountId, id: PolicyId) -> Option<PolicyRef> {
        let version = CurrentPolicies::get().remove(&(*patient, id))?;
        Some(PolicyRef { id, version })
    }

    fn ticket(_: TicketId) -> Option<Ticket<AccountId>> {
        None
    }

    fn mark_served(_: TicketId, _: OrganisationId, _: BlockNumber) -> bool {
        false
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_consent(
        patient: &AccountId,
        organisation: OrganisationId,
        _: salus_primitives::Expression,
    ) -> PolicyRef {
        Self::allow(*patient, organisation);
        Self::set_policy(*patient, 0)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_guardian(patient: &AccountId, guardian: &AccountId) {
        let mut guardians = Guardians::get();
        guardians.insert((*guardian, *patient));
        Guardians::set(&guardians);
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_ticket(_: &AccountId, _: &AccountId) -> TicketId {
        0
    }
}

pub struct FakeTrails;

impl FakeTrails {
    /// What happened to `record` in the trail of `patient`, oldest first.
    pub fn actions(patient: AccountId, record: RecordId) -> Vec<Action> {
        Self::entries(patient)
            .into_iter()
            .filter(|entry| entry.record == Some(record))
            .map(|entry| entry.action)
            .collect()
    }

    pub fn entries(patient: AccountId) -> Vec<Entry<AccountId>> {
        Trails::get().into_iter().filter(|(whose, _)| *whose == patient).map(|(_, entry)| entry).collect()
    }
}

impl AuditTrail<AccountId> for FakeTrails {
    fn record(patient: &AccountId, note: Note<AccountId>) {
        let index = Self::entries(*patient).len() as u64;
        let mut trails = Trails::get();
        trails.push((*patient, note.at(index, now(), 0)));
        Trails::set(&trails);
    }
}

pub fn now() -> BlockNumber {
    System::block_number() as BlockNumber
}

pub fn go_to(block: BlockNumber) {
    System::set_block_number(block.into());
}

pub fn id(byte: u8) -> RecordId {
    RecordId([byte; 32])
}

pub fn content(byte: u8) -> ContentId {
    ContentId::new(Codec::DagPb, [byte; 32])
}

/// The policy that both patients have from the start.
pub const POLICY: PolicyRef = PolicyRef { id: 7, version: 1 };

/// [`CITY`]'s gateway files a record of the patient, as its author.
pub fn submit(record: RecordId, previous: Option<RecordId>) -> DispatchResult {
    submit_by(CITY, PATIENT, POLICY, record, previous)
}

pub fn submit_by(
    organisation: OrganisationId,
    patient: AccountId,
    policy: PolicyRef,
    record: RecordId,
    previous: Option<RecordId>,
) -> DispatchResult {
    let author = gateway(organisation);
    let origin = RuntimeOrigin::signed(author);
    EhrRegistry::submit(origin, record, patient, author, policy, content(1), content(2), previous)
        .map(|_| ())
        .map_err(|refused| refused.error)
}

pub fn endorse(organisation: OrganisationId, records: &[RecordId]) -> DispatchResult {
    let records = records.to_vec().try_into().unwrap();
    EhrRegistry::endorse(RuntimeOrigin::signed(gateway(organisation)), records)
}

pub fn lapse(organisation: OrganisationId, record: RecordId) -> DispatchResult {
    EhrRegistry::lapse(RuntimeOrigin::signed(gateway(organisation)), record)
}

/// What `who` signs over a new header in the place of the record's, or of [`content`]`(2)` if there is no record.
pub fn signed_by(who: AccountId, record: RecordId, policy: PolicyRef, header: ContentId) -> TestSignature {
    let before = EhrRegistry::record(record).map_or(content(2), |record| record.header);
    TestSignature(who, rewrap_statement(&EhrRegistry::genesis(), &record, &before, &policy, &header))
}

/// The gateway of `organisation` files a new header for a record of the patient, who signed it.
pub fn rewrap(
    organisation: OrganisationId,
    record: RecordId,
    policy: PolicyRef,
    header: ContentId,
) -> DispatchResult {
    let signature = signed_by(PATIENT, record, policy, header);
    EhrRegistry::rewrap(RuntimeOrigin::signed(gateway(organisation)), record, policy, header, signature)
        .map(|_| ())
        .map_err(|refused| refused.error)
}

pub fn endorse_rewraps(organisation: OrganisationId, rewraps: &[(RecordId, ContentId)]) -> DispatchResult {
    let rewraps = rewraps.to_vec().try_into().unwrap();
    EhrRegistry::endorse_rewraps(RuntimeOrigin::signed(gateway(organisation)), rewraps)
}

pub fn drop_rewrap(organisation: OrganisationId, record: RecordId) -> DispatchResult {
    EhrRegistry::drop_rewrap(RuntimeOrigin::signed(gateway(organisation)), record)
}

pub fn dispute(who: AccountId, record: RecordId) -> DispatchResult {
    EhrRegistry::dispute(RuntimeOrigin::signed(who), record, [9; 32])
}

pub fn withdraw_dispute(who: AccountId, record: RecordId) -> DispatchResult {
    EhrRegistry::withdraw_dispute(RuntimeOrigin::signed(who), record)
}

pub fn erase(who: AccountId, record: RecordId) -> DispatchResult {
    EhrRegistry::erase(RuntimeOrigin::signed(who), record)
}

pub fn attest(organisation: OrganisationId, records: &[RecordId]) -> DispatchResult {
    let records = records.to_vec().try_into().unwrap();
    EhrRegistry::attest_erasure(RuntimeOrigin::signed(gateway(organisation)), records)
}

/// The patient changed the policy, and [`CITY`] files a new header for an Active record.
pub fn rewrapped_record(record: RecordId) -> Rewrap {
    active_record(record, None);
    let policy = FakeConsents::set_policy(PATIENT, POLICY.id);
    rewrap(CITY, record, policy, content(3)).unwrap();
    EhrRegistry::rewrap_of(record).unwrap()
}

/// The patient asks for the erasure of an Active record.
pub fn erasing_record(record: RecordId) {
    active_record(record, None);
    erase(PATIENT, record).unwrap();
    assert_eq!(status(record), RecordStatus::Erasing);
}

/// What happened since the events were reset.
pub fn events() -> Vec<RuntimeEvent> {
    System::events().into_iter().map(|record| record.event).collect()
}

pub fn status(record: RecordId) -> RecordStatus {
    EhrRegistry::record(record).unwrap().status
}

/// A record of the patient that [`LAKE`] and [`CARE`] endorsed: Active.
pub fn active_record(record: RecordId, previous: Option<RecordId>) {
    submit(record, previous).unwrap();
    endorse(LAKE, &[record]).unwrap();
    endorse(CARE, &[record]).unwrap();
    assert_eq!(status(record), RecordStatus::Active);
}

pub struct ExtBuilder {
    organisations: u32,
}

impl Default for ExtBuilder {
    /// Four organisations: three are the majority.
    fn default() -> Self {
        Self { organisations: 4 }
    }
}

impl ExtBuilder {
    pub fn organisations(self, organisations: u32) -> Self {
        Self { organisations }
    }

    pub fn build(self) -> sp_io::TestExternalities {
        let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            go_to(START);
            for organisation in 0..self.organisations {
                FakeMembership::admit(organisation);
                FakeConsents::allow(PATIENT, organisation);
                FakeConsents::allow(OTHER_PATIENT, organisation);
            }
            FakeMembership::enrol(PATIENT, CITY, Role::Patient);
            FakeMembership::enrol(OTHER_PATIENT, LAKE, Role::Patient);
            FakeMembership::enrol(DOCTOR, CITY, Role::Practitioner);
            FakeMembership::enrol(OTHER_DOCTOR, LAKE, Role::Practitioner);
            FakeMembership::enrol(CLERK, CITY, Role::DataUser);
            Guardians::set(&[(GUARDIAN, PATIENT)].into_iter().collect());
            for patient in [PATIENT, OTHER_PATIENT] {
                assert_eq!(FakeConsents::set_policy(patient, POLICY.id), POLICY);
            }
        });
        ext
    }

    /// Runs a test and then checks that the pallet's storage is sound.
    pub fn build_and_execute<R>(self, test: impl FnOnce() -> R) -> R {
        self.build().execute_with(|| {
            let outcome = test();
            EhrRegistry::do_try_state().unwrap();
            outcome
        })
    }
}
