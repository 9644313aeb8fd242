//! A runtime of remarks and batches, where patients may remark and gateways may also say so loudly.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
#![allow(missing_docs)]

use super::*;
use frame_support::derive_impl;
use salus_primitives::consortium::Role;
use sp_runtime::BuildStorage;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(RuntimeCall, RuntimeEvent, RuntimeError, RuntimeOrigin, RuntimeTask)]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(8)]
    pub type Utility = pallet_utility::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
}

impl pallet_utility::Config for Test {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = ();
}

pub const PATIENT: u64 = 1;
pub const GATEWAY: u64 = 2;
pub const STRANGER: u64 = 3;
/// Suspended, or of an organisation that is.
pub const FORMER_PATIENT: u64 = 4;

pub const GATEWAY_PRIORITY: TransactionPriority = 10_000;
pub const PATIENT_PRIORITY: TransactionPriority = 4_000;
/// What is left of every purse that has enough.
pub const LEFT: u16 = 7;
/// What a loud remark adds to the state.
pub const DEPOSIT: u64 = 100;
pub const REMARK_LONGEVITY: TransactionLongevity = 32;

/// Two accounts have a capacity.
pub struct FakeStandings;

impl Standings<u64> for FakeStandings {
    fn standing(who: &u64) -> Option<Standing> {
        match *who {
            PATIENT => Some(Standing::Participant(0, Role::Patient)),
            GATEWAY => Some(Standing::Gateway(0)),
            _ => None,
        }
    }
}

/// Both patients own something.
pub struct FakeOwners;

impl Owners<u64> for FakeOwners {
    fn organisation_of(who: &u64) -> Option<salus_primitives::OrganisationId> {
        match *who {
            PATIENT => Some(0),
            FORMER_PATIENT => Some(5),
            _ => None,
        }
    }
}

pub struct LookupWeight;

impl Get<Weight> for LookupWeight {
    fn get() -> Weight {
        Weight::from_parts(1_000_000_000, 77)
    }
}

pub struct CountingWeight;

impl Get<Weight> for CountingWeight {
    fn get() -> Weight {
        Weight::from_parts(500_000_000, 33)
    }
}

frame_support::parameter_types! {
    /// What has been taken, by purse.
    pub static Taken: Vec<(Purse<u64>, Cost)> = vec![];
    /// What every purse holds.
    pub static Capacity: Cost = Cost { ref_time: u64::MAX, length: u64::MAX };
    /// Bytes that were added for ever.
    pub static Stored: u64 = 0;
    /// Bytes that may be.
    pub static Room: u64 = u64::MAX;
}

/// Keeps the books in memory.
pub struct FakeQuotas;

pub fn taken(purse: &Purse<u64>) -> Cost {
    Taken::get().into_iter().find(|(of, _)| of == purse).map(|(_, cost)| cost).unwrap_or_default()
}

fn set_taken(purse: &Purse<u64>, cost: Cost) {
    let mut taken = Taken::get();
    taken.retain(|(of, _)| of != purse);
    taken.push((purse.clone(), cost));
    Taken::set(taken);
}

impl Quotas<u64> for FakeQuotas {
    fn left(purse: &Purse<u64>, cost: Cost) -> Option<u16> {
        let (taken, capacity) = (taken(purse), Capacity::get());
        let fits = taken.ref_time.saturating_add(cost.ref_time) <= capacity.ref_time
            && taken.length.saturating_add(cost.length) <= capacity.length;
        fits.then_some(LEFT)
    }

    fn charge(purse: &Purse<u64>, cost: Cost) -> bool {
        let fits = Self::left(purse, cost).is_some();
        if fits {
            let before = taken(purse);
            let ref_time = before.ref_time + cost.ref_time;
            set_taken(purse, Cost { ref_time, length: before.length + cost.length });
        }
        fits
    }

    fn give_back(purse: &Purse<u64>, cost: Cost) {
        let before = taken(purse);
        let ref_time = before.ref_time - cost.ref_time;
        set_taken(purse, Cost { ref_time, length: before.length - cost.length });
    }

    fn has_room(_purse: &Purse<u64>, bytes: u64) -> bool {
        Stored::get() + bytes <= Room::get()
    }

    fn deposit(purse: &Purse<u64>, bytes: u64) -> bool {
        let fits = Self::has_room(purse, bytes);
        if fits {
            Stored::set(Stored::get() + bytes);
        }
        fits
    }

    fn take_back(_purse: &Purse<u64>, bytes: u64) {
        Stored::set(Stored::get() - bytes);
    }
}

/// Remarks for all; `remark_with_event` for gateways; nothing else for anybody.
pub struct Rules;

impl CallRules<RuntimeCall> for Rules {
    type Standings = FakeStandings;
    type StandingWeight = LookupWeight;
    type Owners = FakeOwners;
    type Quotas = FakeQuotas;
    type QuotaWeight = CountingWeight;

    fn inspect(call: &RuntimeCall) -> Inspection<'_, RuntimeCall> {
        match call {
            RuntimeCall::Utility(
                pallet_utility::Call::batch { calls } | pallet_utility::Call::batch_all { calls },
            ) => Inspection::Wrapper(calls.iter().collect()),
            _ => Inspection::Leaf,
        }
    }

    fn allows(standing: &Standing, call: &RuntimeCall) -> bool {
        match call {
            RuntimeCall::System(frame_system::Call::remark { .. }) => true,
            RuntimeCall::System(frame_system::Call::remark_with_event { .. }) => {
                matches!(standing, Standing::Gateway(_))
            }
            _ => false,
        }
    }

    fn priority(call: &RuntimeCall) -> TransactionPriority {
        match call {
            RuntimeCall::System(frame_system::Call::remark { .. }) => PATIENT_PRIORITY,
            _ => GATEWAY_PRIORITY,
        }
    }

    fn longevity(call: &RuntimeCall) -> TransactionLongevity {
        match call {
            RuntimeCall::System(frame_system::Call::remark { .. }) => REMARK_LONGEVITY,
            _ => TransactionLongevity::MAX,
        }
    }

    fn share(call: &RuntimeCall) -> Share {
        match call {
            RuntimeCall::System(frame_system::Call::remark { remark }) if remark == b"stop" => {
                Share::Remedies
            }
            RuntimeCall::System(frame_system::Call::remark { remark }) if remark == b"help" => {
                Share::Emergencies
            }
            _ => Share::Ordinary,
        }
    }

    fn deposit(call: &RuntimeCall) -> u64 {
        match call {
            RuntimeCall::System(frame_system::Call::remark_with_event { .. }) => DEPOSIT,
            _ => 0,
        }
    }

    fn is_owners(call: &RuntimeCall) -> bool {
        let own: [&[u8]; 2] = [b"stop", b"mine"];
        matches!(call, RuntimeCall::System(frame_system::Call::remark { remark }) if own.contains(&remark.as_slice()))
    }
}

pub fn run(test: impl FnOnce()) {
    let genesis = RuntimeGenesisConfig::default();
    Taken::set(vec![]);
    Capacity::set(Cost { ref_time: u64::MAX, length: u64::MAX });
    Stored::set(0);
    Room::set(u64::MAX);
    sp_io::TestExternalities::new(genesis.build_storage().unwrap()).execute_with(test);
}
