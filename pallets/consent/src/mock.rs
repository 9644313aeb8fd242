//! A small chain: two patients, a doctor, a clerk, two organisations, and what the other pallets would say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use crate as pallet_consent;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use frame_support::{derive_impl, parameter_types, traits::ConstU32};
use frame_system::EnsureRoot;
use salus_primitives::{
    audit::{Action, Entry, Note},
    consent::{DelegationScope, EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::{MemberStatus, Participant, Role},
    content::Codec,
    emergency::EmergencyReason,
    traits::{AttributeHoldings, AuditTrail, Membership, RecordFacts, Records},
    Attribute, BlockNumber, ContentId, EmergencyId, Epoch, OrganisationId, PolicyId, Purpose, RecordId,
};
use sp_runtime::{traits::IdentityLookup, AccountId32, BuildStorage};

pub type AccountId = AccountId32;

pub const PATIENT: AccountId = AccountId32::new([1; 32]);
pub const OTHER_PATIENT: AccountId = AccountId32::new([2; 32]);
pub const DOCTOR: AccountId = AccountId32::new([3; 32]);
pub const CLERK: AccountId = AccountId32::new([4; 32]);
pub const STRANGER: AccountId = AccountId32::new([5; 32]);

pub const CITY: OrganisationId = 0;
pub const LAKE: OrganisationId = 1;
pub const SUSPENDED: OrganisationId = 2;

/// The block every test begins at.
pub const START: BlockNumber = 100;
pub const TICKET_VALIDITY: u32 = 300;
pub const MAX_WINDOW: u32 = 10_000;
pub const TICKET_RETENTION: u32 = 1_000;
pub const POLICY_RETENTION: u32 = 400;
pub const MAX_EMERGENCY_VALIDITY: u32 = 500;
pub const MAX_REVIEW_TIME: u32 = 2_000;

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
    #[runtime::pallet_index(22)]
    pub type Consent = pallet_consent::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
    type AccountId = AccountId;
    type Lookup = IdentityLookup<AccountId>;
}

impl pallet_consent::Config for Test {
    type WeightInfo = ();
    type RuleOrigin = EnsureRoot<AccountId>;
    type Members = FakeMembership;
    type Attributes = FakeHoldings;
    type Records = FakeRecords;
    type Audit = FakeTrails;
    type TicketValidity = ConstU32<TICKET_VALIDITY>;
    type MaxWindow = ConstU32<MAX_WINDOW>;
    type PolicyRetention = ConstU32<POLICY_RETENTION>;
    type TicketRetention = ConstU32<TICKET_RETENTION>;
    type MaxEmergencyValidity = ConstU32<MAX_EMERGENCY_VALIDITY>;
    type MaxReviewTime = ConstU32<MAX_REVIEW_TIME>;
}

/// Facts of a record, as storage can hold them: patient, policy, active, lapsed.
type StoredFacts = (AccountId, PolicyRef, bool, bool);

parameter_types! {
    // In storage, so that `assert_noop` sees what a fake was told.
    pub storage Participants: BTreeMap<AccountId, Participant> = BTreeMap::new();
    pub storage ActiveOrganisations: BTreeSet<OrganisationId> = BTreeSet::new();
    pub storage Held: BTreeSet<(AccountId, Attribute)> = BTreeSet::new();
    pub storage Known: BTreeMap<RecordId, StoredFacts> = BTreeMap::new();
    pub storage Trails: Vec<(AccountId, Entry<AccountId>)> = Vec::new();
}

pub struct FakeMembership;

impl FakeMembership {
    pub fn enrol(who: &AccountId, organisation: OrganisationId, role: Role) {
        let key_card = ContentId::new(Codec::Raw, [0; 32]);
        let participant = Participant { organisation, role, key_card, status: MemberStatus::Active };
        let mut participants = Participants::get();
        participants.insert(who.clone(), participant);
        Participants::set(&participants);
    }

    pub fn expel(who: &AccountId) {
        let mut participants = Participants::get();
        participants.remove(who);
        Participants::set(&participants);
    }
}

impl Membership<AccountId> for FakeMembership {
    fn gateway_of(_: &AccountId) -> Option<OrganisationId> {
        None
    }

    fn is_active(organisation: OrganisationId) -> bool {
        ActiveOrganisations::get().contains(&organisation)
    }

    fn active_count() -> u32 {
        ActiveOrganisations::get().len() as u32
    }

    fn roster() -> u32 {
        0
    }

    fn is_active_since(organisation: OrganisationId, _: u32) -> bool {
        Self::is_active(organisation)
    }

    fn participant(who: &AccountId) -> Option<Participant> {
        Participants::get().remove(who)
    }

    fn is_known(who: &AccountId) -> bool {
        Participants::get().contains_key(who)
    }

    fn add_authority_account(_: &AccountId, _: OrganisationId) {}

    fn remove_authority_account(_: &AccountId) {}

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_organisation(gateway: &AccountId) -> OrganisationId {
        // One for each gateway; the first byte of an account is its own.
        let organisation = OrganisationId::from(AsRef::<[u8; 32]>::as_ref(gateway)[0]);
        let mut active = ActiveOrganisations::get();
        active.insert(organisation);
        ActiveOrganisations::set(&active);
        organisation
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_participant(who: &AccountId, organisation: OrganisationId, role: Role) {
        Self::enrol(who, organisation, role);
    }
}

pub struct FakeHoldings;

impl FakeHoldings {
    pub fn grant(who: &AccountId, attribute: &str) {
        let mut held = Held::get();
        held.insert((who.clone(), attribute.parse().unwrap()));
        Held::set(&held);
    }

    pub fn revoke(who: &AccountId, attribute: &str) {
        let mut held = Held::get();
        held.remove(&(who.clone(), attribute.parse().unwrap()));
        Held::set(&held);
    }
}

impl AttributeHoldings<AccountId> for FakeHoldings {
    fn holds(who: &AccountId, attribute: &Attribute, _: BlockNumber) -> bool {
        Held::get().contains(&(who.clone(), attribute.clone()))
    }

    fn epoch(_: &Attribute) -> Option<Epoch> {
        Some(0)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_grant(who: &AccountId, attribute: &Attribute) {
        let mut held = Held::get();
        held.insert((who.clone(), attribute.clone()));
        Held::set(&held);
    }
}

pub struct FakeRecords;

impl FakeRecords {
    pub fn put(record: RecordId, facts: RecordFacts<AccountId>) {
        let mut known = Known::get();
        known.insert(record, (facts.patient, facts.policy, facts.active, facts.gone));
        Known::set(&known);
    }
}

impl Records<AccountId> for FakeRecords {
    fn is_any_under(policy: PolicyId) -> bool {
        Known::get().values().any(|(_, under, _, _)| under.id == policy)
    }

    fn facts(record: &RecordId) -> Option<RecordFacts<AccountId>> {
        let (patient, policy, active, gone) = Known::get().remove(record)?;
        Some(RecordFacts { patient, policy, active, gone })
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_record(patient: &AccountId, policy: PolicyRef) -> RecordId {
        let record = RecordId([1; 32]);
        Self::put(record, RecordFacts { patient: patient.clone(), policy, active: true, gone: false });
        record
    }
}

pub struct FakeTrails;

impl FakeTrails {
    /// The trail of `patient`, oldest entry first.
    pub fn of(patient: &AccountId) -> Vec<Entry<AccountId>> {
        Trails::get().into_iter().filter(|(whose, _)| whose == patient).map(|(_, entry)| entry).collect()
    }
}

impl AuditTrail<AccountId> for FakeTrails {
    fn record(patient: &AccountId, note: Note<AccountId>) {
        // As the real one, it tells the block of every entry but refusals.
        if note.action != Action::Refused {
            let hash = sp_io::hashing::blake2_256(patient.as_ref()).into();
            System::deposit_event(frame_system::Event::Remarked { sender: patient.clone(), hash });
        }
        let index = Self::of(patient).len() as u64;
        let mut trails = Trails::get();
        trails.push((patient.clone(), note.at(index, now(), 0)));
        Trails::set(&trails);
    }
}

pub fn now() -> BlockNumber {
    System::block_number() as BlockNumber
}

pub fn go_to(block: BlockNumber) {
    System::set_block_number(block.into());
}

/// Terms that doctors of the medical council satisfy, for treatment, from now for 1,000 blocks.
pub fn terms() -> PolicyTerms {
    PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: now(), until: now() + 1_000 },
        emergency: EmergencyAccess::Never,
    }
}

/// A new policy of `owner` with `terms`.
pub fn policy(owner: &AccountId, terms: PolicyTerms) -> PolicyId {
    let id = pallet_consent::NextPolicy::<Test>::get();
    Consent::set_policy(RuntimeOrigin::signed(owner.clone()), None, terms).unwrap();
    id
}

/// What the rule asks of those who break the glass, and of those who review it.
pub const EMERGENCY: &str = "emergency@medical-council";
pub const REVIEWER: &str = "reviewer@medical-council";
/// For how long the rule of the tests leaves the glass broken, and lets a review take.
pub const VALIDITY: BlockNumber = 50;
pub const REVIEW_WITHIN: BlockNumber = 200;

/// A rule, and the doctor and the clerk with the attributes that it asks for.
pub fn emergencies() {
    let (accessors, reviewers) = (EMERGENCY.parse().unwrap(), REVIEWER.parse().unwrap());
    let root = RuntimeOrigin::root();
    Consent::set_emergency_rule(root, accessors, reviewers, VALIDITY, REVIEW_WITHIN).unwrap();
    FakeHoldings::grant(&DOCTOR, EMERGENCY);
    FakeHoldings::grant(&CLERK, REVIEWER);
}

/// Breaks the glass of `patient`; the emergency if it was opened.
pub fn break_glass(accessor: &AccountId, patient: &AccountId) -> Option<EmergencyId> {
    let origin = RuntimeOrigin::signed(accessor.clone());
    Consent::break_glass(origin, patient.clone(), EmergencyReason::ImminentDanger, [3; 32]).unwrap();
    match System::events().pop().unwrap().event {
        RuntimeEvent::Consent(pallet_consent::Event::GlassBroken { emergency, .. }) => emergency,
        other => panic!("no glass was broken: {other:?}"),
    }
}

/// Makes `who` a delegate of the patient for 1,000 blocks.
pub fn appoint(who: &AccountId, scope: DelegationScope) {
    Consent::delegate(RuntimeOrigin::signed(PATIENT), who.clone(), scope, now() + 1_000).unwrap();
}

pub struct ExtBuilder;

impl ExtBuilder {
    pub fn build(self) -> sp_io::TestExternalities {
        let storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
        let mut ext = sp_io::TestExternalities::from(storage);
        ext.execute_with(|| {
            go_to(START);
            ActiveOrganisations::set(&[CITY, LAKE].into_iter().collect());
            FakeMembership::enrol(&PATIENT, CITY, Role::Patient);
            FakeMembership::enrol(&OTHER_PATIENT, LAKE, Role::Patient);
            FakeMembership::enrol(&DOCTOR, CITY, Role::Practitioner);
            FakeMembership::enrol(&CLERK, LAKE, Role::DataUser);
        });
        ext
    }

    /// Runs a test and then checks that the pallet's storage is sound.
    pub fn build_and_execute<R>(self, test: impl FnOnce() -> R) -> R {
        self.build().execute_with(|| {
            let outcome = test();
            Consent::do_try_state().unwrap();
            outcome
        })
    }
}
