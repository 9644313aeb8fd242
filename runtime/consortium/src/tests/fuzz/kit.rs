//! Calls of the SDK's pallets that somebody here may make, and that make sense; and which those are not.

use super::world::{Plan, Sender, World};
use crate::{
    tests::{
        equivocations::two_blocks_of,
        relayed::{relay, Draft},
    },
    AccountId, Babe, Historical, Runtime, RuntimeCall, SafeMode, Session, SessionKeys,
};
use codec::{Decode, Encode};
use frame_support::traits::{GetCallMetadata, KeyOwnerProofSystem};
use pallet_collective::{Instance1, ProposalOf, Proposals, Voting};
use salus_primitives::BlockNumber;
use salus_runtime_common::{enactment, pausing::is_never_paused};
use sp_core::{ed25519, sr25519, Pair};

/// For how many blocks decisions wait, if they do: long enough to be cancelled.
const SOME_DELAY: BlockNumber = 6;

/// Calls that never succeed here, and why. `*` is every call of the pallet.
pub const NEVER: &[(&str, &[&str], &str)] = &[
    (
        "System",
        &[
            "set_heap_pages",
            "set_code",
            "set_code_without_checks",
            "set_storage",
            "kill_storage",
            "kill_prefix",
            "authorize_upgrade",
            "authorize_upgrade_without_checks",
            "remark",
            "remark_with_event",
        ],
        "root's, and there is no root; or nobody's by the table of calls",
    ),
    ("System", &["apply_authorized_upgrade"], "needs a second runtime: `upgrade.rs` has one"),
    ("Babe", &["report_equivocation", "plan_config_change"], "nobody's by the table of calls; root's"),
    ("Grandpa", &["report_equivocation", "note_stalled"], "nobody's by the table of calls; root's"),
    ("Grandpa", &["report_equivocation_unsigned"], "needs forged votes: `equivocations.rs` has them"),
    ("Council", &["set_members", "disapprove_proposal", "kill"], "root's, and there is no root"),
    ("Council", &["execute", "release_proposal_cost"], "nobody's by the table of calls"),
    ("Session", &["purge_keys"], "the pallet of the consortium makes it when a validator ends"),
    (
        "Utility",
        &["as_derivative", "dispatch_as", "dispatch_as_fallible", "with_weight"],
        "speaks for somebody else, or is root's",
    ),
    ("Sudo", &["*"], "nobody holds a key but in development"),
    (
        "SafeMode",
        &["enter", "extend", "force_slash_deposit", "release_deposit", "force_release_deposit"],
        "there are no deposits",
    ),
];

/// Why `call` of `pallet` never succeeds, if it never does.
pub fn never(pallet: &str, call: &str) -> Option<&'static str> {
    let hit = |names: &[&str]| names.contains(&"*") || names.contains(&call);
    NEVER.iter().find(|(of, names, _)| *of == pallet && hit(names)).map(|(_, _, why)| *why)
}

/// A call of `pallet` named `name`, if there is occasion for one.
pub fn plan(world: &mut World, pallet: &str, name: &str) -> Option<Plan> {
    match (pallet, name) {
        // The first extrinsic of every block.
        ("Timestamp", "set") => None,
        ("Babe", "report_equivocation_unsigned") => report(world),
        ("Council", _) => council(world, name),
        ("Session", "set_keys") => set_keys(world),
        ("Utility", "batch" | "batch_all" | "force_batch") => batch(world, name),
        ("Utility", "if_else") => Plan::motion(pallet_utility::Call::if_else {
            main: Box::new(motion(world)?),
            fallback: Box::new(motion(world)?),
        }),
        ("MetaTx", "dispatch") => relayed(world),
        ("Governance", "authorize_upgrade") => Plan::motion(crate::governance::Call::authorize_upgrade {
            code_hash: world.random.digest().into(),
        }),
        ("Governance", "note_stalled") => {
            let delay = world.random.below(20) as BlockNumber;
            Plan::motion(crate::governance::Call::note_stalled { delay, best_finalized: world.now() - 1 })
        }
        ("Enactment", "schedule") => {
            Plan::motion(enactment::Call::schedule { call: Box::new(motion(world)?) })
        }
        ("Enactment", "cancel") => {
            let waiting: Vec<_> = enactment::Waiting::<Runtime>::iter_keys().collect();
            match world.random.pick(waiting) {
                Some(hash) => Plan::motion(enactment::Call::cancel { hash }),
                // Nothing waits: something shall, for which there must be a delay.
                None if enactment::Delay::<Runtime>::get() == 0 => set_delay(SOME_DELAY),
                None => Plan::motion(enactment::Call::schedule { call: Box::new(motion(world)?) }),
            }
        }
        ("Enactment", "set_delay") => {
            // None more often than one: what is decided without the call that schedules it fails while there is one.
            set_delay(world.random.pick(vec![0, 0, SOME_DELAY])?)
        }
        ("SafeMode", "force_enter") => {
            (!SafeMode::is_entered()).then_some(pallet_safe_mode::Call::force_enter {}).and_then(Plan::motion)
        }
        ("SafeMode", "force_extend") => {
            SafeMode::is_entered().then_some(pallet_safe_mode::Call::force_extend {}).and_then(Plan::motion)
        }
        ("SafeMode", "force_exit") => leave_safe_mode(),
        ("TxPause", "pause") => {
            let pallet = world.random.pick(RuntimeCall::get_module_names().to_vec())?;
            let call = world.random.pick(RuntimeCall::get_call_names(pallet).to_vec())?;
            let full_name =
                (pallet.as_bytes().to_vec().try_into().ok()?, call.as_bytes().to_vec().try_into().ok()?);
            // What is never paused is tried now and then all the same.
            let sensible = !is_never_paused(pallet, call) || world.random.percent(10);
            sensible.then_some(pallet_tx_pause::Call::pause { full_name }).and_then(Plan::motion)
        }
        ("TxPause", "unpause") => resume(world),
        _ => panic!("{pallet}.{name} is new: say here what a call of it that makes sense looks like"),
    }
}

/// The council has decisions wait for `blocks`.
fn set_delay(blocks: BlockNumber) -> Option<Plan> {
    let call = RuntimeCall::from(enactment::Call::set_delay { blocks });
    Plan::motion(enactment::Call::schedule { call: Box::new(call) })
}

/// The council ends a safe mode.
pub fn leave_safe_mode() -> Option<Plan> {
    SafeMode::is_entered().then_some(pallet_safe_mode::Call::force_exit {}).and_then(Plan::motion)
}

/// The council lets a paused call go on.
pub fn resume(world: &mut World) -> Option<Plan> {
    let paused = pallet_tx_pause::PausedCalls::<Runtime>::iter_keys().collect();
    Plan::motion(pallet_tx_pause::Call::unpause { ident: world.random.pick(paused)? })
}

/// The number of the motion called `hash`, and who has voted on it.
pub fn votes(hash: crate::Hash) -> Option<(u32, Vec<AccountId>)> {
    // Its fields are private, their order is not.
    type Fields = (u32, u32, Vec<AccountId>, Vec<AccountId>, BlockNumber);
    let votes = Voting::<Runtime, Instance1>::get(hash)?.encode();
    let (index, _threshold, ayes, nays, _end) = Fields::decode(&mut votes.as_slice()).unwrap();
    Some((index, [ayes, nays].concat()))
}

/// What a council might decide.
fn motion(world: &mut World) -> Option<RuntimeCall> {
    let calls = ["admit", "reinstate", "add_validator", "readmit_validator", "remove_validator"];
    let name = world.random.pick(calls.to_vec())?;
    match super::consortium::plan(world, name)? {
        Plan::Motion(call) => Some(call),
        Plan::Send(..) => None,
    }
}

/// One step of a decision, which need not be the next.
fn council(world: &mut World, name: &str) -> Option<Plan> {
    use pallet_collective::Call;
    let seats = world.seats();
    let count = seats.len();
    let seat = world.random.pick(seats)?;
    if name == "propose" {
        // Each waits for days: a hundred of them, and nobody proposes anything.
        if Proposals::<Runtime, Instance1>::get().len() > super::MOTIONS {
            return None;
        }
        let proposal = motion(world)?;
        let length_bound = proposal.encoded_size() as u32;
        let threshold = world.random.below(count) as u32 + 1;
        let call =
            Call::<Runtime, Instance1>::propose { threshold, proposal: Box::new(proposal), length_bound };
        return Plan::signed(seat, call);
    }
    let hash = world.random.pick(Proposals::<Runtime, Instance1>::get().to_vec())?;
    let (index, _) = votes(hash)?;
    match name {
        "vote" => {
            let approve = world.random.percent(70);
            Plan::signed(seat, Call::<Runtime, Instance1>::vote { proposal: hash, index, approve })
        }
        "close" => {
            let proposal_weight_bound = crate::tests::scene::motion_weight();
            let length_bound = ProposalOf::<Runtime, Instance1>::get(hash)?.encoded_size() as u32;
            let call = Call::<Runtime, Instance1>::close {
                proposal_hash: hash,
                index,
                proposal_weight_bound,
                length_bound,
            };
            Plan::signed(seat, call)
        }
        _ => panic!("Council.{name} is new: say here what a call of it that makes sense looks like"),
    }
}

/// A validator takes new keys, and proves that it holds them.
fn set_keys(world: &mut World) -> Option<Plan> {
    let validators = pallet_consortium::Validators::<Runtime>::iter_keys();
    let validators = validators.filter(|account| world.speaks(account)).collect();
    let validator: AccountId = world.random.pick(validators)?;
    let seed = world.random.digest();
    let (babe, grandpa) = (sr25519::Pair::from_seed(&seed), ed25519::Pair::from_seed(&seed));
    let statement = sp_core::proof_of_possession::statement_of_ownership(&validator.encode());
    let proof = (babe.sign(&statement), grandpa.sign(&statement)).encode();
    world.babe_keys.insert(babe.public().0, babe.clone());
    let keys = SessionKeys { babe: babe.public().into(), grandpa: grandpa.public().into() };
    Plan::signed(validator, pallet_session::Call::set_keys { keys, proof })
}

/// Several calls of one sender.
fn batch(world: &mut World, name: &str) -> Option<Plan> {
    let mut calls: Vec<RuntimeCall> = Vec::new();
    let mut sender = None;
    for _ in 0..6 {
        let Some(Plan::Send(Sender::Signed(who), call)) = super::of_the_domain(world) else { continue };
        if *sender.get_or_insert(who.clone()) == who {
            calls.push(call);
        }
    }
    let call = match name {
        "batch" => pallet_utility::Call::batch { calls },
        "batch_all" => pallet_utility::Call::batch_all { calls },
        _ => pallet_utility::Call::force_batch { calls },
    };
    Plan::signed(sender?, call)
}

/// A gateway sends what a patient decided without a connection.
fn relayed(world: &mut World) -> Option<Plan> {
    let decisions = ["set_policy", "allow_contribution", "delegate", "restrict", "revoke_policy"];
    let decision = world.random.pick(decisions.to_vec())?;
    let Plan::Send(Sender::Signed(patient), call) = super::consent::plan(world, decision)? else {
        return None;
    };
    let patient = world.actor(&patient)?;
    let (relayer, _) = world.gateway()?;
    Plan::signed(relayer, relay(Draft::new(&patient, call).sign(&patient)))
}

/// A validator made two blocks in this slot, and the block's author says so.
fn report(world: &mut World) -> Option<Plan> {
    let few = Session::validators().len() < 4 || pallet_consortium::Isolated::<Runtime>::iter().count() > 1;
    if few {
        return None;
    }
    let place = world.random.below(Babe::authorities().len());
    let key = Babe::authorities()[place].0.clone();
    let offender = world.babe_keys.get(&AsRef::<sr25519::Public>::as_ref(&key).0)?.clone();
    let slot = u64::from(Babe::current_slot());
    let ownership = Historical::prove((sp_consensus_babe::KEY_TYPE, key))?;
    let call = pallet_babe::Call::report_equivocation_unsigned {
        equivocation_proof: Box::new(two_blocks_of(&offender, &offender, place as u32, slot)),
        key_owner_proof: ownership,
    };
    Some(Plan::Send(Sender::Author, call.into()))
}
