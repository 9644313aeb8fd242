//! The chain under the calls: every transaction and every block with what must hold of them.

use super::{
    invariants, kit,
    world::{Sender, World},
};
use crate::{
    tests::scene::{end_block, first_slot, motion_weight, open_block, opening, unsigned},
    AccountId, Executive, Hash, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin, Session, System,
    UncheckedExtrinsic,
};
use codec::Encode;
use frame_support::{
    dispatch::{GetDispatchInfo, RawOrigin},
    storage::with_transaction,
    traits::GetCallMetadata,
};
use pallet_collective::Instance1;
use salus_primitives::BlockNumber;
use salus_runtime_common::enactment;
use sp_runtime::{
    traits::{BlakeTwo256, Dispatchable, Hash as _},
    transaction_validity::{TransactionSource, TransactionValidity},
    DispatchError, TransactionOutcome,
};
use std::collections::BTreeMap;

/// A call's pallet and name.
pub type Name = (&'static str, &'static str);

/// How many included transactions are remembered to be sent again.
const REMEMBERED: usize = 500;

/// Does `what` and undoes it.
fn undone<Outcome>(what: impl FnOnce() -> Outcome) -> Outcome {
    with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(what()))).unwrap()
}

fn name(call: &RuntimeCall) -> Name {
    let metadata = call.get_call_metadata();
    (metadata.pallet_name, metadata.function_name)
}

/// The chain, from its first block on, and what came of what was sent.
pub struct Chain {
    /// Who acts.
    pub world: World,
    /// How many transactions were sent.
    pub sent: usize,
    /// How many of them succeeded.
    pub succeeded: usize,
    /// How often each call succeeded: by itself, as a motion of the council, or when its time on the agenda came.
    pub successes: BTreeMap<Name, usize>,
    /// How many blocks were made.
    pub blocks: usize,
    seed: u64,
    last: Option<(Sender, RuntimeCall)>,
    slot: u64,
    author: AccountId,
    motions: BTreeMap<Hash, Name>,
    included: Vec<UncheckedExtrinsic>,
    recorded: u64,
    waited: Option<u32>,
}

impl Chain {
    /// Within the first block.
    pub fn new(seed: u64) -> Self {
        Self {
            world: World::new(seed),
            sent: 0,
            succeeded: 0,
            successes: BTreeMap::new(),
            blocks: 1,
            seed,
            last: None,
            slot: first_slot(),
            author: Session::validators().last().unwrap().clone(),
            motions: BTreeMap::new(),
            included: Vec::new(),
            recorded: 0,
            waited: None,
        }
    }

    /// Who makes the open block.
    pub fn author(&self) -> &AccountId {
        &self.author
    }

    /// Sends one transaction.
    pub fn send(&mut self, sender: Sender, call: RuntimeCall) {
        self.last = Some((sender.clone(), call.clone()));
        if self.would_end_its_block(&sender, &call) {
            // Whoever makes a block must not be disabled in it: the transaction waits for another's.
            self.next_block(true);
            if self.would_end_its_block(&sender, &call) {
                return;
            }
        }
        let extrinsic = match &sender {
            Sender::Signed(who) => self.world.actor(who).unwrap().sign(call.clone()),
            Sender::Nobody => unsigned(call.clone()),
            Sender::Author => UncheckedExtrinsic::new_bare(call.clone()),
        };
        if let RuntimeCall::Council(pallet_collective::Call::propose { proposal, .. }) = &call {
            self.motions.insert(BlakeTwo256::hash_of(proposal), name(proposal));
            if let RuntimeCall::Enactment(enactment::Call::schedule { call }) = proposal.as_ref() {
                self.motions.insert(BlakeTwo256::hash_of(call), name(call));
            }
        }
        let pooled = match sender {
            Sender::Author => None,
            Sender::Signed(_) | Sender::Nobody => Some(Self::pooled(&extrinsic)),
        };
        let outcome = Executive::apply_extrinsic(extrinsic.clone());
        if let Some(Err(refusal)) = pooled {
            assert!(outcome.is_err(), "in a block, but refused by the pool: {refusal:?}");
        }
        self.sent += 1;
        if let Ok(result) = outcome {
            if matches!(sender, Sender::Signed(_)) {
                self.remember(extrinsic);
            }
            if result.is_ok() {
                self.succeeded += 1;
                *self.successes.entry(name(&call)).or_default() += 1;
            }
        }
    }

    /// Makes `call` as `origin`, whoever may, asserts that it costs no more than it declares, and undoes it.
    ///
    /// True if `author` would be disabled by it.
    pub fn costs_no_more_than_declared(
        call: &RuntimeCall,
        origin: RuntimeOrigin,
        author: &AccountId,
    ) -> bool {
        let declared = call.get_dispatch_info().call_weight;
        undone(|| {
            let post = match call.clone().dispatch(origin) {
                Ok(post) => post,
                Err(error) => error.post_info,
            };
            // Of the SDK's calls that nobody can make some count one too many, when they refuse.
            let counts = kit::never(name(call).0, name(call).1).is_none();
            if let Some(actual) = post.actual_weight.filter(|_| counts) {
                assert!(actual.all_lte(declared), "{actual:?} of {declared:?} declared: {call:?}");
            }
            is_disabled(author)
        })
    }

    fn would_end_its_block(&self, sender: &Sender, call: &RuntimeCall) -> bool {
        let origin = match sender {
            Sender::Signed(who) => RawOrigin::Signed(who.clone()),
            Sender::Nobody => RawOrigin::Authorized,
            Sender::Author => RawOrigin::None,
        };
        Self::costs_no_more_than_declared(call, origin.into(), &self.author)
    }

    /// What the pool answers.
    fn pooled(extrinsic: &UncheckedExtrinsic) -> TransactionValidity {
        undone(|| {
            let source = TransactionSource::External;
            Executive::validate_transaction(source, extrinsic.clone(), System::parent_hash())
        })
    }

    fn remember(&mut self, extrinsic: UncheckedExtrinsic) {
        if self.included.len() < REMEMBERED {
            self.included.push(extrinsic);
        } else {
            let place = self.world.random.below(REMEMBERED);
            self.included[place] = extrinsic;
        }
    }

    /// Has the council, or part of it, decide.
    pub fn decide(&mut self, motion: RuntimeCall) {
        let seats = self.world.seats();
        let Some(proposer) = self.world.random.pick(seats.clone()) else { return };
        // Mostly as many as any decision takes, sometimes fewer, so that it fails.
        let enough = 2 * seats.len() / 3 + 1;
        let wanted = if self.world.random.percent(85) { enough } else { 1 + self.world.random.below(enough) };
        let mut ayes = seats;
        ayes.truncate(wanted);
        let hash = BlakeTwo256::hash_of(&motion);
        let length_bound = motion.encoded_size() as u32;
        let threshold = ayes.len() as u32;
        let propose = pallet_collective::Call::<Runtime, Instance1>::propose {
            threshold,
            proposal: Box::new(motion),
            length_bound,
        };
        self.send(Sender::Signed(proposer), propose.into());
        self.settle(hash, ayes, true);
    }

    /// Has `voters` agree or disagree with the motion called `hash`, and one of them close it.
    pub fn settle(&mut self, hash: Hash, voters: Vec<AccountId>, approve: bool) {
        use pallet_collective::{Call, ProposalOf};
        let (Some((index, voted)), Some(proposal)) =
            (kit::votes(hash), ProposalOf::<Runtime, Instance1>::get(hash))
        else {
            return;
        };
        for voter in voters.iter().filter(|voter| !approve || !voted.contains(voter)) {
            let vote = Call::<Runtime, Instance1>::vote { proposal: hash, index, approve };
            self.send(Sender::Signed(voter.clone()), vote.into());
        }
        let close = Call::<Runtime, Instance1>::close {
            proposal_hash: hash,
            index,
            proposal_weight_bound: motion_weight(),
            length_bound: proposal.encoded_size() as u32,
        };
        if let Some(closer) = self.world.random.pick(voters) {
            self.send(Sender::Signed(closer), close.into());
        }
    }

    /// Closes the block, checks what must hold then, and opens the next: perhaps one of another author, perhaps
    /// after empty slots, perhaps so much later that what was to last for weeks has ended.
    pub fn next_block(&mut self, by_another: bool) {
        self.close();
        // GRANDPA would miss the one block in which a change takes effect.
        let must_wait = pallet_grandpa::PendingChange::<Runtime>::exists();
        let number = System::block_number() + if must_wait { 1 } else { self.blocks_passing() };
        System::set_block_number(number - 1);
        self.slot += if self.world.random.percent(6) { 1 + self.world.random.below(80) as u64 } else { 1 };
        let slot = self.slot;
        // Who may make a block that begins a session is known once it has begun.
        let able: Vec<_> = undone(|| {
            Executive::initialize_block(&opening(number, slot, 0));
            let disabled = Session::disabled_validators();
            let validators = (0..).zip(Session::validators());
            validators.filter(|(place, _)| !disabled.contains(place)).collect()
        });
        let others = able.iter().filter(|(_, account)| *account != self.author).cloned().collect();
        let choice = self.world.random.pick(if by_another { others } else { able.clone() });
        let (place, account) = choice.or_else(|| able.first().cloned()).unwrap();
        self.author = account;
        open_block(number, slot, place);
        *self.successes.entry(("Timestamp", "set")).or_default() += 1;
        self.blocks += 1;
    }

    fn blocks_passing(&mut self) -> BlockNumber {
        let retention: BlockNumber = <Runtime as pallet_attribute_authority::Config>::HoldingRetention::get();
        match self.world.random.below(100) {
            0 => retention + 10_000,
            1..=4 => 2_000,
            _ => 1,
        }
    }

    /// Closes the block and checks what must hold after it.
    fn close(&mut self) {
        for event in invariants::events() {
            match event {
                RuntimeEvent::Council(pallet_collective::Event::Executed {
                    proposal_hash: hash,
                    result: Ok(()),
                })
                | RuntimeEvent::Enactment(enactment::Event::Enacted { hash, result: Ok(()) }) => {
                    if let Some(name) = self.motions.get(&hash) {
                        *self.successes.entry(*name).or_default() += 1;
                    }
                }
                RuntimeEvent::AuditLog(pallet_audit_log::Event::Recorded { .. }) => self.recorded += 1,
                _ => {}
            }
        }
        end_block();
        let session = Session::current_index();
        if pallet_grandpa::PendingChange::<Runtime>::exists() || pallet_grandpa::Stalled::<Runtime>::exists()
        {
            self.waited = Some(session);
        }
        // The session after the next one catches up at the latest.
        invariants::check(self.waited.is_some_and(|waited| session < waited + 2));
        let leaves: u64 = pallet_audit_log::Trails::<Runtime>::iter_values().map(|trail| trail.leaves).sum();
        // Refused attempts are in the trails, too, and deposit no event.
        assert!(leaves >= self.recorded, "the trails hold what the events told, no less");
        for _ in 0..3.min(self.included.len()) {
            let place = self.world.random.below(self.included.len());
            let again = &self.included[place];
            assert!(Self::pooled(again).is_err(), "replayed: {:?}", again.function);
        }
    }
}

fn is_disabled(account: &AccountId) -> bool {
    let place = Session::validators().iter().position(|validator| validator == account);
    place.is_some_and(|place| Session::disabled_validators().contains(&(place as u32)))
}

/// Says how to repeat a failure.
impl Drop for Chain {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!(
                "after {} transactions in {} blocks, the last: {:?}",
                self.sent, self.blocks, self.last
            );
            eprintln!("to repeat this: SALUS_FUZZ_SEED={} and the same SALUS_FUZZ_CALLS", self.seed);
        }
    }
}
