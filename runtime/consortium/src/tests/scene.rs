//! The local network's first block, and people to act in it.

use crate::{
    genesis_config_presets, AccountId, Address, Block, Executive, Header, Runtime, RuntimeCall, RuntimeEvent,
    Signature, SignedPayload, System, TxExtension, UncheckedExtrinsic,
};
use codec::Encode;
use salus_primitives::{
    audit::{storage_key, Entry},
    consent::PolicyRef,
    consortium::Role,
    content::Codec,
    enrolment::{
        enrolment_statement, gateway_statement, seat_statement, Enrolment, GatewayAppointment, SeatRotation,
    },
    receipt::{receipt_statement, Receipt},
    record::rewrap_statement,
    trail::Reader,
    ContentId, OrganisationId, RecordId, TicketId,
};
use salus_runtime_common::{MemberAccess, Refusal, SLOT_DURATION};
use serde_json::Value;
use sp_consensus_babe::{
    digests::{PreDigest, SecondaryPlainPreDigest},
    BABE_ENGINE_ID,
};
use sp_core::{sr25519, Pair};
use sp_genesis_builder::{runtime_decl_for_genesis_builder::GenesisBuilder, LOCAL_TESTNET_RUNTIME_PRESET};
use sp_runtime::{
    generic::Era, traits::Header as _, transaction_validity::InvalidTransaction, ApplyExtrinsicResult,
    Digest, DigestItem,
};

/// 1 January 2026, in milliseconds.
const NOW: u64 = 1_767_225_600_000;

/// A person or office with a key.
#[derive(Clone)]
pub struct Actor(pub sr25519::Pair);

impl Actor {
    /// The holder of a development key, `//Alice`.
    pub fn new(path: &str) -> Self {
        Self(sr25519::Pair::from_string(path, None).unwrap())
    }

    /// Its account.
    pub fn account(&self) -> AccountId {
        self.0.public().into()
    }

    /// A signed transaction.
    pub fn sign(&self, call: RuntimeCall) -> UncheckedExtrinsic {
        self.sign_within(Era::Immortal, call)
    }

    /// A transaction that is signed for the blocks of `era` alone.
    pub fn sign_within(&self, era: Era, call: RuntimeCall) -> UncheckedExtrinsic {
        self.sign_as(era, System::account_nonce(self.account()), call)
    }

    /// A transaction that comes after `before` others of the same sender.
    pub fn sign_later(&self, call: RuntimeCall, before: u32) -> UncheckedExtrinsic {
        self.sign_as(Era::Immortal, System::account_nonce(self.account()) + before, call)
    }

    fn sign_as(&self, era: Era, nonce: u32, call: RuntimeCall) -> UncheckedExtrinsic {
        let extension = extension(era, nonce);
        let payload = SignedPayload::new(call.clone(), extension.clone()).unwrap();
        let signature = payload.using_encoded(|bytes| self.0.sign(bytes));
        UncheckedExtrinsic::new_signed(call, Address::Id(self.account()), signature.into(), extension)
    }

    /// Signs and applies a transaction.
    pub fn send(&self, call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
        Executive::apply_extrinsic(self.sign(call.into()))
    }

    /// What this patient signs over a new header.
    pub fn sign_header(&self, record: &RecordId, policy: &PolicyRef, header: &ContentId) -> Signature {
        let genesis = System::block_hash(0).to_fixed_bytes();
        let before = crate::EhrRegistry::record(*record).map_or(content(0), |record| record.header);
        self.0.sign(&rewrap_statement(&genesis, record, &before, policy, header)).into()
    }

    /// What this reader signs when it fetches under `ticket` from the gateway of `organisation`.
    pub fn sign_receipt(&self, ticket: TicketId, organisation: OrganisationId) -> Receipt<Signature> {
        let genesis = System::block_hash(0).to_fixed_bytes();
        let signature = self.0.sign(&receipt_statement(&genesis, ticket, organisation)).into();
        Receipt { ticket, signature }
    }

    /// What this account signs to become the seat of `organisation`.
    pub fn sign_seat(&self, organisation: OrganisationId) -> Signature {
        let genesis = System::block_hash(0).to_fixed_bytes();
        let (account, nonce) = (self.account(), System::account_nonce(self.account()));
        self.0.sign(&seat_statement(&genesis, &SeatRotation { account, nonce, organisation })).into()
    }

    /// What this account signs to become the gateway of `organisation`.
    pub fn sign_gateway(&self, organisation: OrganisationId) -> Signature {
        let genesis = System::block_hash(0).to_fixed_bytes();
        let (account, nonce) = (self.account(), System::account_nonce(self.account()));
        let appointment = GatewayAppointment { account, nonce, organisation };
        self.0.sign(&gateway_statement(&genesis, &appointment)).into()
    }

    /// Signs and applies a transaction that must succeed.
    #[track_caller]
    pub fn succeed(&self, call: impl Into<RuntimeCall>) {
        assert_eq!(self.send(call), Ok(Ok(())));
    }
}

/// What is said about a transaction besides its call: when it is valid, and that it is the sender's `nonce`th.
fn extension(era: Era, nonce: u32) -> TxExtension {
    (
        frame_system::AuthorizeCall::new(),
        frame_system::CheckNonZeroSender::new(),
        frame_system::CheckSpecVersion::new(),
        frame_system::CheckTxVersion::new(),
        frame_system::CheckGenesis::new(),
        frame_system::CheckMortality::from(era),
        MemberAccess::new(),
        frame_system::CheckNonce::from(nonce),
        frame_system::CheckWeight::new(),
        frame_system::WeightReclaim::new(),
    )
}

/// A transaction that nobody signed.
pub fn unsigned(call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
    UncheckedExtrinsic::new_transaction(call.into(), extension(Era::Immortal, 0))
}

/// The seat of a founder of the local network.
pub fn seat(organisation: usize) -> Actor {
    office(organisation, "seat")
}

/// The gateway of a founder of the local network.
pub fn gateway(organisation: usize) -> Actor {
    office(organisation, "gateway")
}

fn office(organisation: usize, office: &str) -> Actor {
    let name = genesis_config_presets::FOUNDERS[organisation].name.replace(' ', "-");
    Actor::new(&format!("//{name}//{office}"))
}

/// The call by which `organisation` enrols `who`, who agrees to it.
pub fn enrolment(organisation: usize, who: &Actor, role: Role) -> RuntimeCall {
    let until = System::block_number() + 100;
    agreed(organisation as OrganisationId, who, role, until)
}

/// The same, agreed to up to and in block `until`.
pub fn agreed(organisation: OrganisationId, who: &Actor, role: Role, until: u32) -> RuntimeCall {
    let (account, key_card) = (who.account(), content(1));
    let nonce = System::account_nonce(&account);
    let enrolment = Enrolment { account: account.clone(), nonce, organisation, role, key_card, until };
    let genesis = System::block_hash(0).to_fixed_bytes();
    let signature = who.0.sign(&enrolment_statement(&genesis, &enrolment)).into();
    pallet_consortium::Call::enrol { account, role, key_card, until, signature }.into()
}

/// The gateway of `organisation` enrols `who`.
#[track_caller]
pub fn enrol(organisation: usize, who: &Actor, role: Role) {
    gateway(organisation).succeed(enrolment(organisation, who, role));
}

/// A gateway's call that comes to nothing: it endorses a record that was never filed.
pub fn errand() -> RuntimeCall {
    let records = vec![RecordId([0xee; 32])].try_into().unwrap();
    pallet_ehr_registry::Call::endorse { records }.into()
}

/// A person's call that changes nothing.
pub fn same_card() -> RuntimeCall {
    pallet_consortium::Call::replace_key_card { key_card: content(1) }.into()
}

/// What the pool answers to a transaction that `refusal` stops.
pub fn refused(refusal: Refusal) -> ApplyExtrinsicResult {
    Err(InvalidTransaction::Custom(refusal.code()).into())
}

/// The name of some ciphertext.
pub fn content(byte: u8) -> ContentId {
    ContentId::new(Codec::Raw, [byte; 32])
}

/// The seats of the council, in ascending order.
pub fn council() -> Vec<AccountId> {
    pallet_collective::Members::<Runtime, pallet_collective::Instance1>::get()
}

/// What happened in this block.
pub fn events() -> Vec<RuntimeEvent> {
    System::events().into_iter().map(|record| record.event).collect()
}

/// The slot of the first block.
pub fn first_slot() -> u64 {
    NOW / SLOT_DURATION
}

/// Opens block `number`, made in its slot by the last validator that may make one.
///
/// That is Alice's: no test disables her, and who is disabled within a block must not be its author.
fn begin_block(number: u32) {
    let disabled = crate::Session::disabled_validators();
    let validators = crate::Session::validators().len() as u32;
    let author = (0..validators).rev().find(|index| !disabled.contains(index)).unwrap();
    open_block(number, first_slot() + u64::from(number) - 1, author);
}

/// The header with which validator `author` begins block `number` in `slot`.
pub fn opening(number: u32, slot: u64, author: u32) -> Header {
    let digest =
        PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: author, slot: slot.into() });
    Header::new(
        number,
        Default::default(),
        Default::default(),
        if number == 1 { Default::default() } else { last_hash() },
        Digest { logs: vec![DigestItem::PreRuntime(BABE_ENGINE_ID, digest.encode())] },
    )
}

/// Opens block `number`, made in `slot` by validator `author`, and states the time.
pub fn open_block(number: u32, slot: u64, author: u32) {
    Executive::initialize_block(&opening(number, slot, author));
    let time = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now: slot * SLOT_DURATION });
    assert_eq!(Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(time)), Ok(Ok(())));
}

std::thread_local! {
    static LAST: core::cell::RefCell<Option<Header>> = const { core::cell::RefCell::new(None) };
}

/// The header of the block that was closed last.
pub fn last_header() -> Header {
    LAST.with(|last| last.borrow().clone().unwrap())
}

fn last_hash() -> crate::Hash {
    last_header().hash()
}

/// Closes the open block.
pub fn end_block() -> Header {
    #[cfg(feature = "try-runtime")]
    {
        use frame_support::traits::{TryState, TryStateSelect};
        let number = System::block_number();
        crate::AllPalletsWithSystem::try_state(number, TryStateSelect::All).unwrap();
    }
    let header = Executive::finalize_block();
    LAST.with(|last| *last.borrow_mut() = Some(header.clone()));
    header
}

/// Closes the open block and opens the next.
pub fn next_block() {
    let header = end_block();
    begin_block(header.number + 1);
}

/// Goes on to the second block of the next session; changing the set fills the first.
pub fn next_session() {
    let session = crate::Session::current_index();
    while crate::Session::current_index() == session {
        next_block();
    }
    next_block();
}

/// Runs `test` in the first block of the chain that the preset `id` begins.
pub fn in_first_block_of(id: &str, test: impl FnOnce()) {
    in_first_block_on(&mut sp_io::TestExternalities::default(), id, test);
}

/// The same on `externalities`, which may offer more than a chain without a node does.
pub fn in_first_block_on(externalities: &mut sp_io::TestExternalities, id: &str, test: impl FnOnce()) {
    externalities.execute_with(|| {
        let mut genesis = preset(None);
        merge(&mut genesis, preset(Some(id.into())));
        <Runtime as GenesisBuilder<Block>>::build_state(serde_json::to_vec(&genesis).unwrap()).unwrap();
        begin_block(1);
        test();
        end_block();
    });
}

/// Runs `test` in the first block of the local network.
pub fn run(test: impl FnOnce()) {
    in_first_block_of(LOCAL_TESTNET_RUNTIME_PRESET, test);
}

/// The same, and reads the trail of the patient whom `test` names as a node does: every entry, the oldest first.
pub fn trail_after(test: impl FnOnce() -> AccountId) -> Vec<Entry<AccountId>> {
    let mut externalities = sp_io::TestExternalities::default();
    let mut patient = None;
    in_first_block_on(&mut externalities, LOCAL_TESTNET_RUNTIME_PRESET, || patient = Some(test()));
    let patient = patient.unwrap();
    let trail = externalities.execute_with(|| crate::AuditLog::trail(patient.clone()));
    externalities.persist_offchain_overlay();
    let stored = externalities.offchain_db();
    let load = |node: &salus_primitives::Digest| stored.get(&storage_key(node));
    let part = Reader::new(sp_io::hashing::blake2_256, load, &patient, &trail).part(None, u32::MAX);
    assert!(part.gaps.is_empty());
    part.entries.into_iter().rev().collect()
}

fn preset(id: Option<String>) -> Value {
    let json = <Runtime as GenesisBuilder<Block>>::get_preset(&id).unwrap();
    serde_json::from_slice(&json).unwrap()
}

fn merge(base: &mut Value, patch: Value) {
    match (base, patch) {
        (Value::Object(base), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, patch) => *base = patch,
    }
}

/// The weight of the heaviest motion that the council may pass.
pub fn motion_weight() -> frame_support::weights::Weight {
    <Runtime as pallet_collective::Config<pallet_collective::Instance1>>::MaxProposalWeight::get()
}
