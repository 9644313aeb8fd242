//! What clients prove to themselves with the chain's specification alone: every fact in a real state.

use super::{
    governance::pass,
    scene::{content, enrol, gateway, in_first_block_on, last_header, next_block, run, Actor},
};
use crate::{AccountId, Consent, Grandpa, Header, Runtime};
use codec::{Decode, Encode};
use salus_primitives::{
    consent::{Barred, DelegationScope, EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    Attribute, Purpose, RecordId,
};
use salus_protocol::{
    proof::{
        items::{self, Item},
        AuthoritySet, Follower, Freshness, Handover, HeaderProof, ProofError, ProvenState, RecordFacts,
        MAX_AUTHORITIES, SLOT_MILLISECONDS,
    },
    AccountId as ProtocolAccount,
};
use sp_core::{ed25519, Blake2Hasher, Pair};
use sp_genesis_builder::LOCAL_TESTNET_RUNTIME_PRESET;
use sp_runtime::traits::Header as _;
use sp_state_machine::{prove_read_on_trie_backend, InMemoryBackend};

/// A record with a new header that waits.
const RECORD: RecordId = RecordId([9; 32]);
/// A record whose erasure was asked for.
const ERASED: RecordId = RecordId([8; 32]);
/// The voters of the local network, three of whom are enough.
const VOTERS: [&str; 4] = ["//Alice", "//Bob", "//Charlie", "//Dave"];
/// A day, in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

fn known(account: &AccountId) -> ProtocolAccount {
    ProtocolAccount(*account.as_ref())
}

/// What one place of the state has: its key by the pallet's own account of it, and the bytes.
struct Stored {
    item: &'static str,
    key: Vec<u8>,
    value: Option<Vec<u8>>,
}

macro_rules! stored {
    ($pallet:ident :: $item:ident $(, $key:expr)*) => {
        Stored {
            item: stringify!($item),
            key: $pallet::$item::<Runtime>::hashed_key_for($($key),*),
            value: frame_support::storage::unhashed::get_raw(
                &$pallet::$item::<Runtime>::hashed_key_for($($key),*),
            ),
        }
    };
}

fn bytes_at(item: &'static str, key: impl AsRef<[u8]>) -> Stored {
    let value = frame_support::storage::unhashed::get_raw(key.as_ref());
    Stored { item, key: key.as_ref().to_vec(), value }
}

/// The people of the scene.
struct People {
    patient: Actor,
    doctor: Actor,
    office: Actor,
}

fn people() -> People {
    People {
        patient: Actor::new("//Paula"),
        doctor: Actor::new("//Dora"),
        office: Actor::new("//Medical-Council//authority"),
    }
}

fn file(record: RecordId, patient: &Actor, policy: PolicyRef) {
    gateway(0).succeed(pallet_ehr_registry::Call::submit {
        record,
        patient: patient.account(),
        author: gateway(0).account(),
        policy,
        content: content(3),
        header: content(4),
        previous: None,
    });
    let endorse = pallet_ehr_registry::Call::endorse { records: vec![record].try_into().unwrap() };
    gateway(1).succeed(endorse.clone());
    gateway(2).succeed(endorse);
}

/// Makes everything happen that leaves a fact in the state.
fn happen() {
    let People { patient, doctor, office } = people();
    let registration = pallet_attribute_authority::Call::register {
        name: "medical-council".parse().unwrap(),
        organisation: 0,
        account: office.account(),
        public_key: vec![1; 674].try_into().unwrap(),
        proof_of_possession: vec![2; 98].try_into().unwrap(),
    };
    assert_eq!(pass(registration, &[0, 1, 2]), Ok(()));
    let rule = pallet_consent::Call::set_emergency_rule {
        accessors: "emergency@medical-council".parse().unwrap(),
        reviewers: "reviewer@medical-council".parse().unwrap(),
        validity: 100,
        review_within: 1_000,
    };
    assert_eq!(pass(rule, &[0, 1, 2]), Ok(()));
    for attribute in ["doctor", "emergency", "reviewer"] {
        office.succeed(pallet_attribute_authority::Call::declare { attribute: attribute.parse().unwrap() });
    }
    enrol(0, &patient, Role::Patient);
    enrol(1, &doctor, Role::Practitioner);
    office.succeed(pallet_attribute_authority::Call::rotate_key {
        public_key: vec![7; 674].try_into().unwrap(),
        proof_of_possession: vec![8; 98].try_into().unwrap(),
    });
    office.succeed(pallet_attribute_authority::Call::grant {
        holder: doctor.account(),
        attribute: "doctor".parse().unwrap(),
        expires: 1_000,
        key_package: content(2),
    });
    let terms = PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until: 1_000 },
        emergency: EmergencyAccess::Always,
    };
    patient.succeed(pallet_consent::Call::set_policy { policy: None, terms: terms.clone() });
    patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 });
    patient.succeed(pallet_consent::Call::delegate {
        delegate: doctor.account(),
        scope: DelegationScope::Caretaker,
        until: 1_000,
    });
    patient.succeed(pallet_consent::Call::restrict { barred: Barred::Organisation(3) });
    let (id, _) = Consent::policies_of(patient.account()).remove(0);
    file(RECORD, &patient, PolicyRef { id, version: 1 });
    file(ERASED, &patient, PolicyRef { id, version: 1 });
    patient.succeed(pallet_ehr_registry::Call::erase { record: ERASED });
    doctor.succeed(pallet_consent::Call::open_access {
        record: RECORD,
        purpose: Purpose::Treatment,
        justification: [3; 32],
    });
    // Another version of the policy, and the header for it.
    patient.succeed(pallet_consent::Call::set_policy { policy: Some(id), terms });
    let policy = PolicyRef { id, version: 2 };
    let signature = patient.sign_header(&RECORD, &policy, &content(5));
    gateway(0).succeed(pallet_ehr_registry::Call::rewrap {
        record: RECORD,
        policy,
        header: content(5),
        signature,
    });
}

/// What a client reads of a proven state, encoded again.
type Read = Box<dyn Fn(&ProvenState) -> Result<Option<Vec<u8>>, ProofError>>;

/// A place in the state as a client knows it.
struct Known {
    name: &'static str,
    key: Vec<u8>,
    read: Read,
}

/// Reads as a client does, and writes down again what was read.
fn place<T: Decode + Encode + 'static>(item: Item<T>) -> Known {
    let (name, key) = (item.name(), item.key().to_vec());
    Known { name, key, read: Box::new(move |state| Ok(state.read(&item)?.map(|value| value.encode()))) }
}

/// Every place in the state that clients know, with the same one by the pallet's own account of it.
fn places() -> Vec<(Known, Stored)> {
    use pallet_attribute_authority as authority;
    use pallet_audit_log as audit;
    use pallet_consent as consent;
    use pallet_consortium as consortium;
    use pallet_ehr_registry as registry;
    let People { patient, doctor, .. } = people();
    let (patient, doctor) = (patient.account(), doctor.account());
    let attribute: Attribute = "doctor@medical-council".parse().unwrap();
    let name = || attribute.authority.clone();
    let barred = || Barred::Organisation(3);
    vec![
        (place(items::record(&RECORD)), stored!(registry::Records, RECORD)),
        (place(items::rewrap(&RECORD)), stored!(registry::Rewraps, RECORD)),
        (place(items::erasure(&ERASED)), stored!(registry::Erasures, ERASED)),
        (place(items::policy(0)), stored!(consent::Policies, 0)),
        (
            place(items::contribution(&known(&patient), 0)),
            stored!(consent::Contributions, patient.clone(), 0),
        ),
        (
            place(items::delegation(&known(&patient), &known(&doctor))),
            stored!(consent::Delegations, patient.clone(), doctor.clone()),
        ),
        (
            place(items::restriction(&known(&patient), &Barred::Organisation(3))),
            stored!(consent::Restrictions, patient.clone(), barred()),
        ),
        (place(items::ticket(0)), stored!(consent::Tickets, 0)),
        (
            place(items::emergency_rule()),
            bytes_at("CurrentRule", consent::CurrentRule::<Runtime>::hashed_key()),
        ),
        (place(items::attribute(&attribute)), stored!(authority::Attributes, name(), attribute.name.clone())),
        (place(items::authority(&name())), stored!(authority::Authorities, name())),
        (place(items::retired_key(&name(), 0)), stored!(authority::RetiredKeys, name(), 0)),
        (
            place(items::holding(&known(&doctor), &attribute)),
            stored!(authority::Holdings, doctor.clone(), attribute.clone()),
        ),
        (place(items::trail(&known(&patient))), stored!(audit::Trails, patient.clone())),
        (place(items::participant(&known(&patient))), stored!(consortium::Participants, patient.clone())),
        (place(items::organisation(0)), stored!(consortium::Organisations, 0)),
        (
            place(items::validators()),
            bytes_at("Authorities", pallet_grandpa::Authorities::<Runtime>::hashed_key()),
        ),
        (
            place(items::validator_set_id()),
            bytes_at("CurrentSetId", pallet_grandpa::CurrentSetId::<Runtime>::hashed_key()),
        ),
        (place(items::time()), bytes_at("Now", pallet_timestamp::Now::<Runtime>::hashed_key())),
    ]
}

/// The nodes that a node hands out for `keys`.
fn nodes(backend: &InMemoryBackend<Blake2Hasher>, keys: &[Vec<u8>]) -> Vec<Vec<u8>> {
    prove_read_on_trie_backend(backend, keys).unwrap().into_iter_nodes().collect()
}

/// Three of the local network's validators finalise the block of `header`.
fn finalised(header: &Header, set_id: u64) -> HeaderProof {
    let block = (header.hash(), *header.number());
    let message = (1u8, block, 1u64, set_id).encode();
    let votes: Vec<_> = VOTERS[..3]
        .iter()
        .map(|seed| {
            let pair = ed25519::Pair::from_string(seed, None).unwrap();
            (block, pair.sign(&message).0, pair.public().0)
        })
        .collect();
    HeaderProof {
        header: header.encode(),
        descendants: Vec::new(),
        justification: (1u64, block, votes, Vec::<Header>::new()).encode(),
    }
}

/// The validators in office, as the chain's specification has those of the genesis.
fn in_office() -> AuthoritySet {
    let authorities = Grandpa::grandpa_authorities().encode();
    AuthoritySet {
        set_id: Grandpa::current_set_id(),
        authorities: Decode::decode(&mut authorities.as_slice()).unwrap(),
    }
}

#[test]
fn facts_are_proven_to_clients_as_this_runtime_keeps_them() {
    let mut externalities = sp_io::TestExternalities::default();
    in_first_block_on(&mut externalities, LOCAL_TESTNET_RUNTIME_PRESET, happen);
    let header = last_header();
    let (places, validators) = externalities.execute_with(|| (places(), in_office()));
    let backend = externalities.as_backend();
    assert_eq!(backend.root(), header.state_root());

    // From the specification to the state.
    let mut follower = Follower::new(validators).unwrap();
    let proof = finalised(&header, 0);
    let made = items::time();
    let time = proven(&header, &nodes(&backend, &[made.key().to_vec()])).read(&made).unwrap().unwrap();
    let verified = follower.verify(&proof, Freshness { now: time + 5_000, max_age: DAY }).unwrap();
    assert_eq!(verified.time(), time);
    let stale = follower.verify(&proof, Freshness { now: time + DAY + 1, max_age: DAY });
    assert_eq!(stale, Err(ProofError::Stale { age: DAY + 1, limit: DAY }));

    for (known, stored) in places {
        assert!(known.name.ends_with(&format!(".{}", stored.item)), "{}", known.name);
        assert_eq!(known.key, stored.key, "{}: the pallet keeps it under another key", known.name);
        assert!(stored.value.is_some(), "{}: the scene leaves nothing there", known.name);
        let state = verified.state(&nodes(&backend, std::slice::from_ref(&stored.key))).unwrap();
        assert_eq!((known.read)(&state), Ok(stored.value), "{}", known.name);
    }
}

fn proven(header: &Header, nodes: &[Vec<u8>]) -> ProvenState {
    ProvenState::new(header.state_root().to_fixed_bytes(), nodes).unwrap()
}

#[test]
fn facts_of_a_record_are_proven_to_clients_in_one_answer() {
    let mut externalities = sp_io::TestExternalities::default();
    in_first_block_on(&mut externalities, LOCAL_TESTNET_RUNTIME_PRESET, happen);
    let header = last_header();
    let read = |key: Vec<u8>| frame_support::storage::unhashed::get_raw(&key).unwrap();
    let keys = externalities.execute_with(|| {
        let record = read(items::record(&RECORD).into_key());
        let policy = read(items::policy(0).into_key());
        let rule = Consent::emergency_rule().unwrap();
        RecordFacts::keys(
            &RECORD,
            &Decode::decode(&mut record.as_slice()).unwrap(),
            &Decode::decode(&mut policy.as_slice()).unwrap(),
            Some(&rule),
        )
    });
    let backend = externalities.as_backend();
    let answer = nodes(&backend, &keys);
    println!("{} nodes, {} bytes", answer.len(), answer.iter().map(Vec::len).sum::<usize>());
    let facts = RecordFacts::read(&proven(&header, &answer), &RECORD).unwrap().unwrap();
    assert_eq!((facts.record.header, facts.policy.version), (content(4), 2));
    let epochs: Vec<_> = facts
        .attributes
        .iter()
        .map(|(attribute, state)| (attribute.to_string(), state.unwrap().epoch))
        .collect();
    // The key was rotated once.
    assert_eq!(epochs.len(), 2);
    assert!(epochs.contains(&("doctor@medical-council".into(), 1)));
    assert_eq!(facts.authorities.values().flatten().next().unwrap().key_version, 1);
    // Another record is proven absent.
    let absent = RecordId([7; 32]);
    let answer = nodes(&backend, &[items::record(&absent).into_key()]);
    assert_eq!(RecordFacts::read(&proven(&header, &answer), &absent), Ok(None));
}

#[test]
fn change_of_the_validators_is_followed_by_clients_as_this_runtime_announces_it() {
    run(|| {
        let mut follower = Follower::new(in_office()).unwrap();
        assert_eq!(pass(pallet_consortium::Call::remove { organisation: 3 }, &[0, 1, 2]), Ok(()));
        let set = Grandpa::current_set_id();
        while Grandpa::current_set_id() == set {
            next_block();
        }
        // The block that is open begins the session; closing it announces the change.
        next_block();
        let header = last_header();
        let HeaderProof { header, justification, .. } = finalised(&header, 0);
        follower.follow(&Handover { header, justification }).unwrap();
        assert_eq!(follower.set(), &in_office());
        assert_eq!((follower.set().set_id, follower.set().authorities.len()), (1, 3));

        // From here on the old set's votes count for nothing.
        next_block();
        let header = last_header();
        let (read, _) = salus_protocol::header::Header::read(&header.encode()).unwrap();
        let now = SLOT_MILLISECONDS * read.slot().unwrap();
        let fresh = Freshness { now, max_age: 0 };
        assert_eq!(follower.verify(&finalised(&header, 0), fresh).unwrap_err(), ProofError::Signature);
        assert!(follower.verify(&finalised(&header, 1), fresh).is_ok());
    });
}

#[test]
fn clients_take_for_granted_what_this_runtime_is_configured_with() {
    assert_eq!(SLOT_MILLISECONDS, salus_runtime_common::SLOT_DURATION);
    let most: u32 = <Runtime as pallet_grandpa::Config>::MaxAuthorities::get();
    assert!(most as usize <= MAX_AUTHORITIES);
}
