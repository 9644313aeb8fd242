#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use crate::{content::DagBuilder, keystore::Cost, Account};
use salus_abe::{AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid};
use salus_envelope::{seal, Binding, RecipientSuite, Suite, SEGMENT_PLAINTEXT};
use salus_primitives::{consent::Basis, record::RecordStatus, Attribute, Label};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

const ID: RecordId = RecordId([5; 32]);
const POLICY: PolicyRef = PolicyRef { id: 3, version: 1 };

struct Scene {
    _home: tempfile::TempDir,
    patient: Keystore,
    reader: Keystore,
    authorities: AuthorityKeys,
    keys: BTreeMap<Label, AuthorityPublicKey>,
    header: Vec<u8>,
    facts: Record<AccountId>,
    pool: Pool,
    plaintext: Vec<u8>,
}

#[derive(Default)]
struct Pool {
    blocks: HashMap<ContentId, Vec<u8>>,
    asked: Mutex<u64>,
}

impl BlockSource for Pool {
    async fn block(&self, id: ContentId) -> Result<Vec<u8>, GatewayError> {
        *self.asked.lock().unwrap() += 1;
        Ok(self.blocks.get(&id).cloned().unwrap_or_default())
    }
}

fn keystore(home: &tempfile::TempDir, uri: &str) -> Keystore {
    let cost = Cost { memory: 64, passes: 1, lanes: 1 };
    let path = home.path().join(uri.trim_start_matches('/'));
    Keystore::create_at_cost(
        &path,
        "passphrase",
        Account::from_uri(uri).unwrap(),
        RecipientSuite::XWing,
        cost,
    )
    .unwrap()
}

/// The keys of authorities, the newest first.
fn known(authorities: &[(&str, &[&AuthoritySecretKey])]) -> AuthorityKeys {
    let mut keys = AuthorityKeys::default();
    for (name, secrets) in authorities {
        for secret in *secrets {
            keys.add(&name.parse().unwrap(), &secret.public_key().encode()).unwrap();
        }
    }
    keys
}

/// A record of `length` bytes that a doctor of the medical council may read.
fn scene(length: usize) -> Scene {
    let home = tempfile::tempdir().unwrap();
    let (patient, mut reader) = (keystore(&home, "//Patient"), keystore(&home, "//Doctor"));
    let rng = &mut rand::rng();
    let doctor: Attribute = "doctor@medical-council".parse().unwrap();
    let council = AuthoritySecretKey::generate(rng);
    reader.add_key(&council.issue(&Gid(reader.account().id().0), &doctor.clone().at(0), rng));
    let authorities = BTreeMap::from([(doctor.authority.clone(), council.public_key())]);
    let policy = EpochPolicy::new("doctor@medical-council".parse().unwrap(), &BTreeMap::from([(doctor, 0)]));

    let binding = Binding { record: ID, patient: patient.account().id().0, policy: POLICY };
    let recipient = patient.card().recipient().unwrap();
    let policy = policy.unwrap();
    let recipients = salus_envelope::Recipients {
        policy: &policy,
        emergency: None,
        authorities: &authorities,
        patient: &recipient,
    };
    let (header, mut sealer) = seal(binding, length as u64, Suite::default(), &recipients, rng).unwrap();
    let plaintext: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
    let (mut dag, mut pool) = (DagBuilder::new(), Pool::default());
    let mut segments: Vec<&[u8]> = plaintext.chunks(SEGMENT_PLAINTEXT).collect();
    if segments.is_empty() {
        segments.push(&[]);
    }
    for segment in segments {
        let sealed = sealer.seal(segment).unwrap();
        pool.blocks.insert(dag.push_leaf(&sealed).unwrap(), sealed);
    }
    // Segments of nothing but padding.
    while sealer.next_length() == Some(0) {
        let sealed = sealer.seal(&[]).unwrap();
        pool.blocks.insert(dag.push_leaf(&sealed).unwrap(), sealed);
    }
    sealer.finish().unwrap();
    let (content, nodes) = dag.finish();
    pool.blocks.extend(nodes);

    let header = header.encode();
    let facts = Record {
        patient: patient.account().id(),
        organisation: 0,
        author: patient.account().id(),
        policy: POLICY,
        content,
        header: content::raw_id(&header),
        previous: None,
        status: RecordStatus::Active,
        required: 1,
        endorsements: Default::default(),
        submitted_at: 1,
        deadline: 2,
        disputed: None,
    };
    let keys = authorities;
    let authorities = known(&[("medical-council", &[&council])]);
    Scene { _home: home, patient, reader, authorities, keys, header, facts, pool, plaintext }
}

impl Scene {
    fn sealed(&self) -> SealedRecord {
        let (basis, content) = (Basis::Policy(POLICY), self.facts.content);
        let sealed = record::SealedRecord::check(ID, basis, &self.facts, &self.header, content, None);
        SealedRecord(sealed.unwrap())
    }

    async fn read(&self, sealed: &SealedRecord, key: DataKey) -> Result<Vec<u8>, RecordError> {
        let mut output = Vec::new();
        let mut told = 0;
        let written = sealed.read_to(key, &self.pool, &mut output, |bytes| told = bytes).await?;
        assert_eq!((written, told.max(written)), (output.len() as u64, written));
        Ok(output)
    }
}

#[tokio::test]
async fn record_should_open_with_the_own_secret_when_the_patient_reads() {
    let scene = scene(10);
    let sealed = scene.sealed();
    let (key, means) = sealed.unlock(&scene.patient, &AuthorityKeys::default()).unwrap();
    assert_eq!(means, OpenedWith::OwnSecret);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
}

#[tokio::test]
async fn record_should_open_with_attribute_keys_when_it_spans_several_segments() {
    let scene = scene(2 * SEGMENT_PLAINTEXT + 7);
    let sealed = scene.sealed();
    let (key, means) = sealed.unlock(&scene.reader, &scene.authorities).unwrap();
    assert_eq!(means, OpenedWith::AttributeKeys);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
    // Three leaves and the node above them, each once.
    assert_eq!(*scene.pool.asked.lock().unwrap(), 4);
}

#[tokio::test]
async fn record_should_open_when_it_is_empty() {
    let scene = scene(0);
    let sealed = scene.sealed();
    let (key, _) = sealed.unlock(&scene.patient, &scene.authorities).unwrap();
    assert_eq!(scene.read(&sealed, key).await.unwrap(), b"");
}

#[tokio::test]
async fn record_should_be_refused_when_a_block_was_exchanged() {
    let mut scene = scene(2 * SEGMENT_PLAINTEXT);
    let sealed = scene.sealed();
    let leaf = scene.pool.blocks.iter().find(|(_, block)| block.len() > 1000).map(|(id, _)| *id).unwrap();
    scene.pool.blocks.get_mut(&leaf).unwrap()[0] ^= 1;
    let (key, _) = sealed.unlock(&scene.patient, &scene.authorities).unwrap();
    let refused = scene.read(&sealed, key).await;
    assert!(matches!(refused, Err(RecordError::Gateway(GatewayError::WrongBlock(block))) if block == leaf));
}

#[test]
fn record_should_stay_closed_when_the_reader_has_no_fitting_key() {
    let scene = scene(10);
    let stranger = keystore(&scene._home, "//Stranger");
    let refused = scene.sealed().unlock(&stranger, &scene.authorities).unwrap_err();
    assert!(matches!(refused, RecordError::Opening(OpeningError::Keys(_))));
    assert!(refused.remedy().unwrap().contains("salus keys sync"));
}

#[test]
fn new_header_should_open_to_its_patient_when_made_with_the_keystore() {
    let scene = scene(10);
    let policy = PolicyRef { version: 2, ..POLICY };
    let doctor: Attribute = "doctor@medical-council".parse().unwrap();
    let epochs = BTreeMap::from([(doctor, 1)]);
    let to = Recipients {
        policy: EpochPolicy::new("doctor@medical-council".parse().unwrap(), &epochs).unwrap(),
        emergency: None,
        authorities: scene.keys.clone(),
    };
    let new = rewrap(scene.patient.reading_keys(), ID, &scene.facts, &scene.header, policy, &to).unwrap();
    assert!(new.continues(&Header::decode(&scene.header).unwrap()));
    let refused = rewrap(scene.reader.reading_keys(), ID, &scene.facts, &scene.header, policy, &to);
    assert!(matches!(refused, Err(RecordError::Opening(OpeningError::Unlock(_)))));
}
