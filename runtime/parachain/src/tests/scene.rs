//! The chain, block by block.

use super::{
    actors::{seat, Actor},
    relay::RelayParent,
};
use crate::{
    time::SLOT_DURATION, Block, Executive, Header, Runtime, RuntimeCall, RuntimeEvent, System,
    UncheckedExtrinsic,
};
use codec::Encode;
use cumulus_pallet_parachain_system::ValidationData;
use cumulus_primitives_core::{relay_chain::UpgradeGoAhead, PersistedValidationData};
use frame_support::traits::ExecuteBlock;
use serde_json::Value;
use sp_block_builder::runtime_decl_for_block_builder::BlockBuilder;
use sp_consensus_aura::{digests::CompatibleDigestItem, sr25519::AuthoritySignature};
use sp_core::{
    storage::StateVersion,
    traits::{Externalities, ReadRuntimeVersion, ReadRuntimeVersionExt},
    Pair,
};
use sp_genesis_builder::{runtime_decl_for_genesis_builder::GenesisBuilder, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use sp_runtime::{
    generic::LazyBlock,
    traits::{BlakeTwo256, Block as _, ExtrinsicLike, Hash, Header as _},
    ApplyExtrinsicResult, Digest, DigestItem, DispatchError,
};
use sp_trie::StorageProof;

/// 1 January 2026, in milliseconds: the beginning of a slot.
const GENESIS: u64 = 1_767_225_600_000;

/// Stands for a newer runtime.
pub const CODE_OF_TOMORROW: &[u8] = b"a newer runtime";

/// The executor that the relay chain's validators run: it checks the seal first.
type Validator = cumulus_pallet_aura_ext::BlockExecutor<Runtime, Executive>;

/// A parachain and the relay chain under it, which includes every block at once.
pub struct Chain {
    state: sp_io::TestExternalities,
    /// Its newest block's header, without the seal.
    pub head: Header,
    /// What the relay chain says of new code in the next block.
    pub upgrade: Option<UpgradeGoAhead>,
}

/// A block as a collator hands it to the relay chain.
pub struct Candidate {
    /// The header of the block before.
    pub parent: Header,
    /// With its seal.
    pub block: Block,
    /// The part of the state before that executing it reads.
    pub proof: StorageProof,
    /// The block of the relay chain on which it stands.
    pub relay: PersistedValidationData,
}

/// A block that is being made.
pub struct Draft(Vec<UncheckedExtrinsic>);

impl Draft {
    /// Puts a transaction into the block, if it is valid; otherwise it leaves no trace.
    pub fn apply(&mut self, transaction: UncheckedExtrinsic) -> ApplyExtrinsicResult {
        sp_io::storage::start_transaction();
        let outcome = Executive::apply_extrinsic(transaction.clone());
        if outcome.is_ok() {
            sp_io::storage::commit_transaction();
            self.0.push(transaction);
        } else {
            sp_io::storage::rollback_transaction();
        }
        outcome
    }

    /// The calls that the collator itself put into the block.
    pub fn inherents(&self) -> Vec<RuntimeCall> {
        self.0.iter().filter(|extrinsic| extrinsic.is_bare()).map(|bare| bare.function.clone()).collect()
    }

    /// Signs a transaction and puts it into the block, if it is valid.
    pub fn send(&mut self, sender: &Actor, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
        self.apply(sender.sign(call))
    }

    /// Puts in a transaction that must succeed.
    #[track_caller]
    pub fn succeed(&mut self, sender: &Actor, call: impl Into<RuntimeCall>) {
        assert_eq!(self.send(sender, call), Ok(Ok(())));
    }

    /// Lets the seats `ayes` pass `motion`; what came of it.
    pub fn pass(&mut self, motion: impl Into<RuntimeCall>, ayes: &[usize]) -> Result<(), DispatchError> {
        use pallet_collective::{Call, Event, Instance1};
        let motion = motion.into();
        let proposal = BlakeTwo256::hash_of(&motion);
        let length_bound = motion.encoded_size() as u32;
        let index = pallet_collective::ProposalCount::<Runtime, Instance1>::get();
        let first = seat(ayes[0]);
        let threshold = ayes.len() as u32;
        self.succeed(&first, Call::propose { threshold, proposal: Box::new(motion), length_bound });
        for aye in ayes {
            self.succeed(&seat(*aye), Call::vote { proposal, index, approve: true });
        }
        let proposal_weight_bound =
            <Runtime as pallet_collective::Config<Instance1>>::MaxProposalWeight::get();
        self.succeed(
            &first,
            Call::close { proposal_hash: proposal, index, proposal_weight_bound, length_bound },
        );
        events()
            .into_iter()
            .rev()
            .find_map(|event| match event {
                RuntimeEvent::Council(Event::Executed { proposal_hash, result })
                    if proposal_hash == proposal =>
                {
                    Some(result)
                }
                _ => None,
            })
            .unwrap()
    }
}

impl Chain {
    /// The chain that the preset `id` begins, before its first block.
    pub fn new(id: &str) -> Self {
        let mut state = sp_io::TestExternalities::default();
        state.register_extension(KeystoreExt::new(MemoryKeystore::new()));
        state.register_extension(ReadRuntimeVersionExt::new(NewerVersion));
        let root = state.execute_with(|| {
            let mut genesis = preset(None);
            merge(&mut genesis, preset(Some(id.into())));
            <Runtime as GenesisBuilder<Block>>::build_state(serde_json::to_vec(&genesis).unwrap()).unwrap();
            sp_io::storage::root(StateVersion::V1)
        });
        state.commit_all().unwrap();
        let root = sp_core::H256::from_slice(&root);
        let head = Header::new(
            0,
            BlakeTwo256::ordered_trie_root(vec![], StateVersion::V0),
            root,
            Default::default(),
            Default::default(),
        );
        Self { state, head, upgrade: None }
    }

    /// The local network's.
    pub fn local() -> Self {
        Self::new(LOCAL_TESTNET_RUNTIME_PRESET)
    }

    /// The slot of the next block, on this chain and on the relay chain.
    pub fn slot(&self) -> u64 {
        GENESIS / SLOT_DURATION + u64::from(self.head.number) + 1
    }

    /// Reads the state after the newest block.
    pub fn read<R>(&mut self, read: impl FnOnce() -> R) -> R {
        self.state.execute_with(read)
    }

    /// Writes into the state after the newest block what no transaction would, such as what an older runtime
    /// left.
    pub fn change(&mut self, change: impl FnOnce()) {
        self.state.execute_with(change);
        let root = self.state.execute_with(|| sp_io::storage::root(StateVersion::V1));
        self.state.commit_all().unwrap();
        self.head.state_root = sp_core::H256::from_slice(&root);
    }

    /// Makes a block of what `fill` puts into it, on the relay chain's slot `relay_slot`, without
    /// executing it.
    pub fn author<R>(&mut self, relay_slot: u64, fill: impl FnOnce(&mut Draft) -> R) -> (Block, R) {
        let (slot, parent) = (self.slot(), self.head.clone());
        let relay = RelayParent {
            number: parent.number + 1,
            slot: relay_slot,
            included: parent.encode(),
            upgrade: self.upgrade.take(),
        };
        self.state.execute_with(|| {
            // The host's own transaction: the SDK's leaves a key in the state while it is open.
            sp_io::storage::start_transaction();
            let pre_digest =
                <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_pre_digest(slot.into());
            Executive::initialize_block(&Header::new(
                parent.number + 1,
                Default::default(),
                Default::default(),
                parent.hash(),
                Digest { logs: vec![pre_digest] },
            ));
            let mut draft = Draft(Vec::new());
            let data = relay.inherents(slot * SLOT_DURATION);
            for inherent in <Runtime as BlockBuilder<Block>>::inherent_extrinsics(data) {
                assert_eq!(draft.apply(inherent), Ok(Ok(())));
            }
            let result = fill(&mut draft);
            let header = Executive::finalize_block();
            sp_io::storage::rollback_transaction();
            (Block::new(header, draft.0), result)
        })
    }

    /// Executes `block` with the seal of `collator`, as the relay chain's validators do; what they get to
    /// do so.
    ///
    /// Panics where they would refuse it.
    pub fn import(&mut self, mut block: Block, collator: &Actor) -> Candidate {
        let header = block.header.clone();
        let seal = collator.0.sign(header.hash().as_bytes());
        let seal = <DigestItem as CompatibleDigestItem<AuthoritySignature>>::aura_seal(seal.into());
        block.header.digest.push(seal);
        let lazy = LazyBlock::new(block.header.clone(), block.extrinsics.clone());
        let (relay, proof) = self.state.execute_and_prove(|| {
            <Validator as ExecuteBlock<Block>>::execute_block(lazy);
            ValidationData::<Runtime>::get().unwrap()
        });
        #[cfg(feature = "try-runtime")]
        self.state.execute_with(|| {
            use frame_support::traits::{TryState, TryStateSelect};
            crate::AllPalletsWithSystem::try_state(header.number, TryStateSelect::All).unwrap();
        });
        self.state.commit_all().unwrap();
        let parent = core::mem::replace(&mut self.head, header);
        Candidate { parent, block, proof, relay }
    }

    /// The collator whose turn the next block is.
    pub fn collator(&mut self) -> Actor {
        let slot = self.slot();
        let authorities = self.read(pallet_aura::Authorities::<Runtime>::get);
        let turn = &authorities[(slot % authorities.len() as u64) as usize];
        ["//Alice", "//Bob", "//Charlie", "//Dave"]
            .into_iter()
            .map(Actor::new)
            .find(|actor| actor.0.public() == turn.clone().into_inner())
            .unwrap()
    }

    /// Makes a block of what `fill` puts into it and executes it.
    pub fn block<R>(&mut self, fill: impl FnOnce(&mut Draft) -> R) -> R {
        self.candidate(fill).1
    }

    /// As [`Self::block`], with what the relay chain's validators get.
    pub fn candidate<R>(&mut self, fill: impl FnOnce(&mut Draft) -> R) -> (Candidate, R) {
        let collator = self.collator();
        let (block, result) = self.author(self.slot(), fill);
        (self.import(block, &collator), result)
    }
}

/// Runs `test` in the first block of the local network, then executes the block.
pub fn run(test: impl FnOnce(&mut Draft)) {
    Chain::local().block(test);
}

/// What happened in this block.
pub fn events() -> Vec<RuntimeEvent> {
    System::events().into_iter().map(|record| record.event).collect()
}

/// The genesis of the preset `id`, or what stands in its place where it says nothing.
pub fn preset(id: Option<String>) -> Value {
    let json = <Runtime as GenesisBuilder<Block>>::get_preset(&id).unwrap();
    serde_json::from_slice(&json).unwrap()
}

/// Replaces in `base` what `patch` says.
pub fn merge(base: &mut Value, patch: Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, patch) => *base = patch,
    }
}

/// Says of any code that it is this runtime's next version.
pub struct NewerVersion;

impl ReadRuntimeVersion for NewerVersion {
    fn read_runtime_version(&self, _code: &[u8], _state: &mut dyn Externalities) -> Result<Vec<u8>, String> {
        let mut version = crate::VERSION;
        version.spec_version += 1;
        Ok(version.encode())
    }
}
