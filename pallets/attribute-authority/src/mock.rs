//! A runtime with this pallet alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use crate as pallet_attribute_authority;
use crate::GenesisAuthority;
use frame_support::{
    derive_impl, ord_parameter_types, parameter_types,
    traits::{ConstU32, Hooks},
};
use frame_system::{EnsureRoot, EnsureSignedBy};
use salus_primitives::{
    consortium::{MemberStatus, Participant, Role},
    content::Codec,
    traits::Membership,
    Attribute, BlockNumber, ContentId, Label, OrganisationId,
};
use sp_runtime::BuildStorage;
use std::collections::{BTreeMap, BTreeSet};

pub type AccountId = u64;

/// The organisation of the medical council.
pub const COUNCIL: OrganisationId = 0;
/// The organisation of the city hospital.
pub const HOSPITAL: OrganisationId = 1;
/// Accounts of the two offices.
pub const COUNCIL_OFFICE: AccountId = 10;
pub const HOSPITAL_OFFICE: AccountId = 11;
/// Active participants.
pub const BO: AccountId = 20;
pub const CY: AccountId = 21;
/// Speaks for two thirds of the council; root speaks for more than half.
pub const COUNCIL_TWO_THIRDS: AccountId = 1;
/// For how many blocks a suspension by more than half lasts.
pub const SUSPENSION: BlockNumber = 20;
/// Not a participant.
pub const STRANGER: AccountId = 99;

frame_support::construct_runtime!(
    pub enum Test {
        System: frame_system,
        AttributeAuthority: pallet_attribute_authority,
    }
);

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlockU32<Test>;
}

parameter_types! {
    /// The organisations that take part.
    pub static ActiveOrganisations: BTreeSet<OrganisationId> = [COUNCIL, HOSPITAL].into();
    /// The people who take part.
    pub static Participants: BTreeSet<AccountId> = [BO, CY].into();
    /// The offices that were added, as pallet-consortium would keep them.
    pub static Offices: BTreeMap<AccountId, OrganisationId> = BTreeMap::new();
    /// When organisations were suspended last, as pallet-consortium would keep it.
    pub static SuspendedAt: BTreeMap<OrganisationId, BlockNumber> = BTreeMap::new();
    pub static MaxAuthorities: u32 = 3;
    pub static MaxValidity: BlockNumber = 1_000;
    pub static HoldingRetention: BlockNumber = 50;
}

ord_parameter_types! {
    pub const TwoThirds: AccountId = COUNCIL_TWO_THIRDS;
}

/// Stands in for pallet-consortium.
pub struct FakeMembership;

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
        Participants::get().contains(who).then(|| Participant {
            organisation: HOSPITAL,
            role: Role::Practitioner,
            key_card: package(0),
            status: MemberStatus::Active,
        })
    }

    fn last_suspended(organisation: OrganisationId) -> Option<BlockNumber> {
        SuspendedAt::get().get(&organisation).copied()
    }

    fn is_known(who: &AccountId) -> bool {
        Participants::get().contains(who) || Offices::get().contains_key(who)
    }

    fn add_authority_account(who: &AccountId, organisation: OrganisationId) {
        Offices::mutate(|offices| offices.insert(*who, organisation));
    }

    fn remove_authority_account(who: &AccountId) {
        Offices::mutate(|offices| offices.remove(who));
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_organisation(_: &AccountId) -> OrganisationId {
        COUNCIL
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_participant(who: &AccountId, _: OrganisationId, _: Role) {
        Participants::mutate(|participants| participants.insert(*who));
    }
}

impl pallet_attribute_authority::Config for Test {
    type WeightInfo = ();
    type RegisterOrigin = EnsureRoot<AccountId>;
    type SuspendOrigin = EnsureRoot<AccountId>;
    type LastingOrigin = EnsureSignedBy<TwoThirds, AccountId>;
    type SuspensionPeriod = ConstU32<SUSPENSION>;
    type RemoveOrigin = EnsureSignedBy<TwoThirds, AccountId>;
    type Members = FakeMembership;
    type MaxAuthorities = MaxAuthorities;
    type MaxValidity = MaxValidity;
    type HoldingRetention = HoldingRetention;
}

pub fn label(text: &str) -> Label {
    text.parse().unwrap()
}

pub fn attribute(text: &str) -> Attribute {
    text.parse().unwrap()
}

/// A content id, different for each `number`.
pub fn package(number: u8) -> ContentId {
    ContentId::new(Codec::Raw, [number; 32])
}

/// The authority `name` as the genesis configuration states it.
pub fn office(name: &str, organisation: OrganisationId, account: AccountId) -> GenesisAuthority<AccountId> {
    (name.as_bytes().to_vec(), organisation, account, vec![1; 96], vec![2; 64])
}

/// Goes to block `number`.
pub fn go_to(number: BlockNumber) {
    System::set_block_number(number);
}

/// Begins `blocks` more blocks, one after the other.
pub fn pass_blocks(blocks: BlockNumber) {
    for _ in 0..blocks {
        System::set_block_number(System::block_number() + 1);
        AttributeAuthority::on_initialize(System::block_number());
    }
}

/// Builds the state in which a test begins: block 1, and two authorities unless it says otherwise.
pub struct ExtBuilder {
    authorities: Vec<GenesisAuthority<AccountId>>,
}

impl Default for ExtBuilder {
    fn default() -> Self {
        Self {
            authorities: vec![
                office("medical-council", COUNCIL, COUNCIL_OFFICE),
                office("city-hospital", HOSPITAL, HOSPITAL_OFFICE),
            ],
        }
    }
}

impl ExtBuilder {
    pub fn with_authorities(authorities: Vec<GenesisAuthority<AccountId>>) -> Self {
        Self { authorities }
    }

    pub fn build(self) -> sp_io::TestExternalities {
        Offices::set(BTreeMap::new());
        SuspendedAt::set(BTreeMap::new());
        let storage = RuntimeGenesisConfig {
            attribute_authority: pallet_attribute_authority::GenesisConfig { authorities: self.authorities },
            ..Default::default()
        }
        .build_storage()
        .unwrap();
        let mut ext = sp_io::TestExternalities::new(storage);
        ext.execute_with(|| System::set_block_number(1));
        ext
    }

    /// Runs `test` and checks every invariant of the state it leaves.
    pub fn run<R>(self, test: impl FnOnce() -> R) -> R {
        self.build().execute_with(|| {
            let result = test();
            AttributeAuthority::do_try_state().unwrap();
            result
        })
    }
}

/// Runs `test` with two authorities at block 1 and checks every invariant of the state it leaves.
pub fn run<R>(test: impl FnOnce() -> R) -> R {
    ExtBuilder::default().run(test)
}
