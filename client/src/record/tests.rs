#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use crate::{content::DagBuilder, keystore::Cost, recipients::Recipients, Account};
use salus_abe::{encapsulate, transform, AuthoritySecretKey, EpochPolicy, Gid, KeyRing};
use salus_envelope::{seal, RecipientSuite, Suite, SEGMENT_PLAINTEXT};
use salus_primitives::{consent::PolicyRef, record::RecordStatus, Attribute};
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
    council: AuthoritySecretKey,
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

fn rescuer() -> Attribute {
    "rescuer@medical-council".parse().unwrap()
}

/// Whom an emergency admits.
fn rescue() -> EpochPolicy {
    EpochPolicy::new("rescuer@medical-council".parse().unwrap(), &BTreeMap::from([(rescuer(), 0)])).unwrap()
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
    let (policy, rescue) = (policy.unwrap(), rescue());
    let recipients = salus_envelope::Recipients {
        policy: &policy,
        emergency: Some(&rescue),
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
    let authorities = known(&[("medical-council", &[&council])]);
    Scene { _home: home, patient, reader, authorities, council, header, facts, pool, plaintext }
}

impl Scene {
    fn sealed(&self, transformed: Option<Vec<u8>>) -> SealedRecord {
        self.sealed_on(Basis::Policy(POLICY), transformed)
    }

    /// As a ticket issued on `basis` opens it.
    fn sealed_on(&self, basis: Basis, transformed: Option<Vec<u8>>) -> SealedRecord {
        SealedRecord::check(ID, basis, &self.facts, &self.header, self.facts.content, transformed).unwrap()
    }

    /// Somebody who holds what the rule for emergencies asks.
    fn nurse(&self) -> Keystore {
        let mut nurse = keystore(&self._home, "//Nurse");
        let gid = Gid(nurse.account().id().0);
        nurse.add_key(&self.council.issue(&gid, &rescuer().at(0), &mut rand::rng()));
        nurse
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
    let sealed = scene.sealed(None);
    let (key, means) = sealed.unlock(&scene.patient, &AuthorityKeys::default()).unwrap();
    assert_eq!(means, OpenedWith::OwnSecret);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
}

#[tokio::test]
async fn record_should_open_with_attribute_keys_when_it_spans_several_segments() {
    let scene = scene(2 * SEGMENT_PLAINTEXT + 7);
    let sealed = scene.sealed(None);
    let (key, means) = sealed.unlock(&scene.reader, &scene.authorities).unwrap();
    assert_eq!(means, OpenedWith::AttributeKeys);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
    // Three leaves and the node above them, each once.
    assert_eq!(*scene.pool.asked.lock().unwrap(), 4);
}

#[tokio::test]
async fn record_should_open_when_it_is_empty() {
    let scene = scene(0);
    let sealed = scene.sealed(None);
    let (key, _) = sealed.unlock(&scene.patient, &scene.authorities).unwrap();
    assert_eq!(scene.read(&sealed, key).await.unwrap(), b"");
}

#[tokio::test]
async fn record_should_open_with_the_transformed_capsule_when_the_gateway_made_one() {
    let mut scene = scene(10);
    let (transform_key, secret) = scene.reader.key_ring().unwrap().transform_key(&mut rand::rng());
    scene.reader.set_transform_secret(&secret);
    let header = Header::decode(&scene.header).unwrap();
    let transformed = transform(header.capsule(), &transform_key).unwrap().encode();
    let sealed = scene.sealed(Some(transformed));
    // No authority's key is needed: the capsule itself is checked.
    let (key, means) = sealed.unlock(&scene.reader, &AuthorityKeys::default()).unwrap();
    assert_eq!(means, OpenedWith::TransformedCapsule);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
}

#[tokio::test]
async fn record_should_open_with_attribute_keys_when_the_transformed_capsule_is_stale() {
    let mut scene = scene(10);
    let ring = scene.reader.key_ring().unwrap();
    let (old_key, _) = ring.transform_key(&mut rand::rng());
    let (_, new_secret) = ring.transform_key(&mut rand::rng());
    scene.reader.set_transform_secret(&new_secret);
    let header = Header::decode(&scene.header).unwrap();
    let stale = transform(header.capsule(), &old_key).unwrap().encode();
    for transformed in [stale, vec![0; 10]] {
        let sealed = scene.sealed(Some(transformed));
        let (_, means) = sealed.unlock(&scene.reader, &scene.authorities).unwrap();
        assert_eq!(means, OpenedWith::AttributeKeys);
    }
}

#[tokio::test]
async fn record_should_open_with_emergency_keys_when_the_ticket_is_for_an_emergency() {
    let scene = scene(10);
    let sealed = scene.sealed_on(Basis::Emergency(1), None);
    let (key, means) = sealed.unlock(&scene.nurse(), &scene.authorities).unwrap();
    assert_eq!(means, OpenedWith::EmergencyKeys);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
    // Whom the policy admits as well needs no emergency keys.
    let (_, means) = sealed.unlock(&scene.reader, &scene.authorities).unwrap();
    assert_eq!(means, OpenedWith::AttributeKeys);
}

#[tokio::test]
async fn record_should_open_with_the_transformed_emergency_capsule_when_the_gateway_made_one() {
    let scene = scene(10);
    let mut nurse = scene.nurse();
    let (transform_key, secret) = nurse.key_ring().unwrap().transform_key(&mut rand::rng());
    nurse.set_transform_secret(&secret);
    let header = Header::decode(&scene.header).unwrap();
    let transformed = transform(header.emergency_capsule().unwrap(), &transform_key).unwrap().encode();
    let sealed = scene.sealed_on(Basis::Emergency(1), Some(transformed.clone()));
    let (key, means) = sealed.unlock(&nurse, &AuthorityKeys::default()).unwrap();
    assert_eq!(means, OpenedWith::TransformedEmergencyCapsule);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
    let ordinary = scene.sealed(Some(transformed)).unlock(&nurse, &scene.authorities);
    assert!(matches!(ordinary, Err(RecordError::Keys(AbeError::PolicyNotSatisfied))));
}

#[tokio::test]
async fn emergency_capsule_should_stay_closed_when_the_ticket_is_an_ordinary_one() {
    let scene = scene(10);
    let refused = scene.sealed(None).unlock(&scene.nurse(), &scene.authorities);
    assert!(matches!(refused, Err(RecordError::Keys(AbeError::PolicyNotSatisfied))));
}

/// The same people at the attribute's next epoch, and nobody in an emergency.
fn at_next_epoch(scene: &Scene) -> Recipients {
    let doctor: Attribute = "doctor@medical-council".parse().unwrap();
    let authorities = BTreeMap::from([(doctor.authority.clone(), scene.council.public_key())]);
    let epochs = BTreeMap::from([(doctor, 1)]);
    let policy = EpochPolicy::new("doctor@medical-council".parse().unwrap(), &epochs).unwrap();
    Recipients { policy, emergency: None, authorities }
}

#[tokio::test]
async fn record_should_open_to_the_new_readers_alone_when_its_patient_made_a_new_header() {
    let mut scene = scene(10);
    let policy = PolicyRef { version: 2, ..POLICY };
    let to = at_next_epoch(&scene);
    let new = rewrap(&scene.patient, ID, &scene.facts, &scene.header, policy, &to).unwrap();
    assert!(new.continues(&Header::decode(&scene.header).unwrap()));
    scene.header = new.encode();
    scene.facts.header = content::raw_id(&scene.header);
    scene.facts.policy = policy;
    let (key, _) = scene.sealed(None).unlock(&scene.patient, &scene.authorities).unwrap();
    assert_eq!(scene.read(&scene.sealed(None), key).await.unwrap(), scene.plaintext);

    let refused = scene.sealed(None).unlock(&scene.reader, &scene.authorities);
    assert!(matches!(refused, Err(RecordError::Keys(AbeError::PolicyNotSatisfied))));
    let emergency = scene.sealed_on(Basis::Emergency(1), None).unlock(&scene.nurse(), &scene.authorities);
    assert!(matches!(emergency, Err(RecordError::Keys(AbeError::PolicyNotSatisfied))));
    let doctor: Attribute = "doctor@medical-council".parse().unwrap();
    let gid = Gid(scene.reader.account().id().0);
    let renewed = scene.council.issue(&gid, &doctor.at(1), &mut rand::rng());
    scene.reader.add_key(&renewed);
    let (key, _) = scene.sealed(None).unlock(&scene.reader, &scene.authorities).unwrap();
    assert_eq!(scene.read(&scene.sealed(None), key).await.unwrap(), scene.plaintext);
}

#[test]
fn new_header_should_not_be_made_when_the_old_one_is_not_the_chain_s_or_another_s() {
    let scene = scene(10);
    let to = at_next_epoch(&scene);
    let mut altered = scene.header.clone();
    altered[40] ^= 1;
    let refused = rewrap(&scene.patient, ID, &scene.facts, &altered, POLICY, &to);
    assert!(matches!(refused, Err(RecordError::NotTheRecord(_))));
    let refused = rewrap(&scene.reader, ID, &scene.facts, &scene.header, POLICY, &to);
    assert!(matches!(refused, Err(RecordError::Unlock(_))));
}

#[tokio::test]
async fn record_should_stay_closed_when_the_reader_has_no_fitting_key() {
    let scene = scene(10);
    let home = tempfile::tempdir().unwrap();
    let stranger = keystore(&home, "//Stranger");
    let refused = scene.sealed(None).unlock(&stranger, &scene.authorities);
    assert!(matches!(refused, Err(RecordError::Keys(AbeError::PolicyNotSatisfied))));
}

#[test]
fn answer_should_be_refused_when_it_is_not_the_chain_s_record() {
    let scene = scene(10);
    let refused = |id, facts: &Record<AccountId>, header: &[u8], content| {
        matches!(
            SealedRecord::check(id, Basis::OwnRecord, facts, header, content, None),
            Err(RecordError::NotTheRecord(_))
        )
    };
    let (facts, header, content) = (&scene.facts, &scene.header, scene.facts.content);
    assert!(!refused(ID, facts, header, content));
    assert!(refused(RecordId([6; 32]), facts, header, content));
    assert!(refused(ID, facts, header, content::raw_id(b"other")));
    let mut altered = header.clone();
    altered[40] ^= 1;
    assert!(refused(ID, facts, &altered, content));
    let mut other_policy = facts.clone();
    other_policy.policy.version = 2;
    assert!(refused(ID, &other_policy, header, content));
}

#[tokio::test]
async fn record_should_be_refused_when_a_block_was_exchanged() {
    let mut scene = scene(2 * SEGMENT_PLAINTEXT);
    let sealed = scene.sealed(None);
    let leaf = scene.pool.blocks.iter().find(|(_, block)| block.len() > 1000).map(|(id, _)| *id).unwrap();
    scene.pool.blocks.get_mut(&leaf).unwrap()[0] ^= 1;
    let (key, _) = sealed.unlock(&scene.patient, &scene.authorities).unwrap();
    let refused = scene.read(&sealed, key).await;
    assert!(matches!(refused, Err(RecordError::Gateway(GatewayError::WrongBlock(block))) if block == leaf));
}

#[tokio::test]
async fn record_should_open_with_attribute_keys_when_its_authority_has_rotated_since() {
    let scene = scene(10);
    let rng = &mut rand::rng();
    let (second, third) = (AuthoritySecretKey::generate(rng), AuthoritySecretKey::generate(rng));
    let current = known(&[("medical-council", &[&third])]);
    let refused = scene.sealed(None).unlock(&scene.reader, &current).unwrap_err();
    assert!(refused.needs_older_keys());

    let all = known(&[("medical-council", &[&third, &second, &scene.council])]);
    let sealed = scene.sealed(None);
    let (key, means) = sealed.unlock(&scene.reader, &all).unwrap();
    assert_eq!(means, OpenedWith::AttributeKeys);
    assert_eq!(scene.read(&sealed, key).await.unwrap(), scene.plaintext);
}

#[test]
fn capsule_should_open_with_any_combination_of_versions_when_all_are_known() {
    let rng = &mut rand::rng();
    let council: Vec<_> = (0..3).map(|_| AuthoritySecretKey::generate(rng)).collect();
    let hospital: Vec<_> = (0..2).map(|_| AuthoritySecretKey::generate(rng)).collect();
    let (doctor, icu): (Attribute, Attribute) =
        ("doctor@medical-council".parse().unwrap(), "icu@city-hospital".parse().unwrap());
    let epochs = BTreeMap::from([(doctor.clone(), 0), (icu.clone(), 0)]);
    let expression = "doctor@medical-council AND icu@city-hospital".parse().unwrap();
    let policy = EpochPolicy::new(expression, &epochs).unwrap();
    let all = known(&[
        ("medical-council", &council.iter().collect::<Vec<_>>()),
        ("city-hospital", &hospital.iter().collect::<Vec<_>>()),
    ]);
    let gid = Gid([7; 32]);
    for first in &council {
        for second in &hospital {
            let of_that_time = BTreeMap::from([
                (doctor.authority.clone(), first.public_key()),
                (icu.authority.clone(), second.public_key()),
            ]);
            let (capsule, key) = encapsulate(&policy, &of_that_time, b"context", rng).unwrap();
            let mut ring = KeyRing::new(gid);
            ring.insert(first.issue(&gid, &doctor.clone().at(0), rng));
            ring.insert(second.issue(&gid, &icu.clone().at(0), rng));
            assert_eq!(all.open(&capsule, b"context", &ring).unwrap().as_bytes(), key.as_bytes());
            let newest = known(&[("medical-council", &[&council[0]]), ("city-hospital", &[&hospital[1]])]);
            let fits =
                first.to_bytes() == council[0].to_bytes() && second.to_bytes() == hospital[1].to_bytes();
            let opened = newest.open(&capsule, b"context", &ring);
            assert_eq!(matches!(opened, Err(AbeError::AuthorityKeysDiffer)), !fits);
        }
    }
}

#[test]
fn capsule_should_stay_closed_when_an_authority_is_not_known() {
    let scene = scene(10);
    let keys = known(&[("city-hospital", &[&scene.council])]);
    let refused = scene.sealed(None).unlock(&scene.reader, &keys);
    assert!(matches!(refused, Err(RecordError::Keys(AbeError::MissingAuthority(_)))));
}
