//! Thousands of random calls of random senders over random times, against the whole chain.
//!
//! Real signed transactions through the whole pipeline, most of them with arguments that make sense in the state
//! there is, the others garbled, wrapped or sent by somebody who may not. After every transaction: it cost no more
//! than it declares, and the pool had not refused it. After every block: every pallet's invariants and those between
//! them hold, the events decode, and no transaction that was included is valid again. Nothing panics.
//!
//! The same seed makes the same calls. To repeat a failure, or to search for longer:
//!
//! ```text
//! SALUS_FUZZ_SEED=7 SALUS_FUZZ_CALLS=100000 cargo test --release -p salus-runtime-consortium --lib fuzz
//! ```

mod authorities;
mod chain;
mod consent;
mod consortium;
mod hostile;
mod invariants;
mod kit;
mod random;
mod records;
mod world;

use super::scene::in_first_block_on;
use crate::{Runtime, RuntimeCall, SafeMode};
use chain::{Chain, Name};
use frame_support::traits::GetCallMetadata;
use pallet_collective::Instance1;
use sp_core::traits::{Externalities, ReadRuntimeVersion, ReadRuntimeVersionExt};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use world::{Plan, World};

/// How many transactions, if the environment does not say.
const CALLS: usize = 10_000;
/// At most how often as many are sent until every call has succeeded.
const PATIENCE: usize = 3;
/// What share of the transactions must succeed, in percent: what is refused at the door tests little.
const SHARE: usize = 40;
/// How many motions may wait before the council clears them away.
const MOTIONS: usize = 10;
/// What records come from: without them much else has no occasion.
const WAY_OF_A_RECORD: [Name; 6] = [
    ("Consent", "set_policy"),
    ("Consent", "allow_contribution"),
    ("EhrRegistry", "submit"),
    ("EhrRegistry", "endorse"),
    ("EhrRegistry", "endorse"),
    ("EhrRegistry", "rewrap"),
];
/// The pallets of this chain.
const DOMAIN: [&str; 5] = ["Consortium", "AttributeAuthority", "Consent", "EhrRegistry", "AuditLog"];

/// No bytes that are made here by chance are a runtime.
struct NoRuntime;

impl ReadRuntimeVersion for NoRuntime {
    fn read_runtime_version(&self, _: &[u8], _: &mut dyn Externalities) -> Result<Vec<u8>, String> {
        Err("no runtime".into())
    }
}

fn from_environment(variable: &str, otherwise: u64) -> u64 {
    let Ok(text) = std::env::var(variable) else { return otherwise };
    text.parse().unwrap_or_else(|_| panic!("{variable} must be a number, not {text}"))
}

/// Every call that somebody may make and that can succeed.
fn calls() -> Vec<Name> {
    let all = RuntimeCall::get_module_names()
        .iter()
        .flat_map(|pallet| RuntimeCall::get_call_names(pallet).iter().map(move |call| (*pallet, *call)));
    all.filter(|(pallet, call)| kit::never(pallet, call).is_none()).collect()
}

/// A call named so that makes sense now, if there is occasion for one.
fn plan(world: &mut World, (pallet, call): Name) -> Option<Plan> {
    match pallet {
        "Consortium" => consortium::plan(world, call),
        "AttributeAuthority" => authorities::plan(world, call),
        "Consent" => consent::plan(world, call),
        "EhrRegistry" => records::plan(world, call),
        "AuditLog" => records::acknowledgement(world, call),
        _ => kit::plan(world, pallet, call),
    }
}

/// Any call of this chain's own pallets that makes sense now.
fn of_the_domain(world: &mut World) -> Option<Plan> {
    let calls = calls().into_iter().filter(|(pallet, _)| DOMAIN.contains(pallet)).collect();
    let call = world.random.pick(calls)?;
    plan(world, call)
}

/// What to do next: rather what seldom succeeded so far, and often one of those that are `missing` in the end.
fn next(chain: &mut Chain, calls: &[Name], missing: &[Name]) -> Option<Plan> {
    let stopped = SafeMode::is_entered() && chain.world.random.percent(20);
    if stopped {
        return kit::leave_safe_mode();
    }
    let paused = pallet_tx_pause::PausedCalls::<Runtime>::iter_keys().count();
    if paused > 1 && chain.world.random.percent(20) {
        return kit::resume(&mut chain.world);
    }
    let motions = pallet_collective::Proposals::<Runtime, Instance1>::get().to_vec();
    if motions.len() > MOTIONS && chain.world.random.percent(20) {
        let (hash, seats) = (chain.world.random.pick(motions)?, chain.world.seats());
        chain.settle(hash, seats, false);
    }
    if !missing.is_empty() && chain.world.random.percent(30) {
        let call = chain.world.random.pick(missing.to_vec())?;
        return plan(&mut chain.world, call);
    }
    if chain.world.random.percent(20) {
        let step = chain.world.random.pick(WAY_OF_A_RECORD.to_vec())?;
        return plan(&mut chain.world, step);
    }
    let drawn = [0; 3].map(|_| calls[chain.world.random.below(calls.len())]);
    let rarest =
        drawn.into_iter().min_by_key(|call| chain.successes.get(call).copied().unwrap_or_default())?;
    plan(&mut chain.world, rarest)
}

fn missing(chain: &Chain, calls: &[Name]) -> Vec<Name> {
    calls.iter().filter(|call| !chain.successes.contains_key(*call)).copied().collect()
}

fn step(chain: &mut Chain, calls: &[Name], missing: &[Name]) {
    let Some(plan) = next(chain, calls, missing) else { return };
    if chain.world.random.percent(15) {
        let (sender, call) = hostile::disturbed(&mut chain.world, plan);
        let choice = chain.world.random.below(4);
        hostile::make_as_if(choice, &call, chain.author());
        chain.send(sender, call);
    } else {
        match plan {
            Plan::Send(sender, call) => chain.send(sender, call),
            Plan::Motion(call) => chain.decide(call),
        }
    }
    if chain.world.random.percent(12) {
        chain.next_block(false);
    }
}

#[test]
fn chain_should_stay_sound_when_anybody_does_anything() {
    let seed = from_environment("SALUS_FUZZ_SEED", 2_609);
    let count = from_environment("SALUS_FUZZ_CALLS", CALLS as u64) as usize;
    let mut externalities = sp_io::TestExternalities::default();
    externalities.register_extension(ReadRuntimeVersionExt::new(NoRuntime));
    in_first_block_on(&mut externalities, LOCAL_TESTNET_RUNTIME_PRESET, || {
        let calls = calls();
        let mut chain = Chain::new(seed);
        while chain.sent < count {
            step(&mut chain, &calls, &[]);
        }
        while chain.sent < PATIENCE * count && !missing(&chain, &calls).is_empty() {
            let missing = missing(&chain, &calls);
            step(&mut chain, &calls, &missing);
        }
        chain.next_block(false);
        let share = 100 * chain.succeeded / chain.sent;
        println!("{} transactions in {} blocks, {share} % succeeded", chain.sent, chain.blocks);
        for (call, times) in &chain.successes {
            println!("{times:6} {}.{}", call.0, call.1);
        }
        assert_eq!(missing(&chain, &calls), [], "calls that never succeeded, and are not listed as such");
        assert!(share >= SHARE, "only {share} % of the transactions succeeded");
    });
}

#[test]
fn exceptions_should_be_calls_that_there_are_when_compared_with_the_runtime() {
    for (pallet, calls, why) in kit::NEVER {
        assert!(!why.is_empty());
        let known = RuntimeCall::get_call_names(pallet);
        for call in *calls {
            assert!(*call == "*" || known.contains(call), "{pallet}.{call}");
        }
    }
}
