#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use crate::{
    card::KeyCard,
    content::{DagBuilder, Step, Walk},
    reading_key,
    recipients::Recipients,
    signing::Account,
    Signer,
};
use salus_abe::{
    encapsulate, transform, AttributeKey, AuthoritySecretKey, EpochPolicy, Gid, KeyRing, TransformSecret,
};
use salus_envelope::{seal, RecipientSecret, RecipientSuite, SegmentOpener, Suite, SEGMENT_PLAINTEXT};
use salus_primitives::{
    consent::{Basis, PolicyRef},
    record::RecordStatus,
    Attribute, ContentId,
};
use std::collections::{BTreeMap, HashMap};

const ID: RecordId = RecordId([5; 32]);
const POLICY: PolicyRef = PolicyRef { id: 3, version: 1 };

struct Scene {
    patient: Reader,
    reader: Reader,
    authorities: AuthorityKeys,
    council: AuthoritySecretKey,
    header: Vec<u8>,
    facts: Record<AccountId>,
    pool: HashMap<ContentId, Vec<u8>>,
    plaintext: Vec<u8>,
}

/// Somebody with keys in memory.
struct Reader {
    recipient: RecipientSecret,
    former: Vec<RecipientSecret>,
    ring: KeyRing,
    transform: Option<[u8; 32]>,
}

impl Reader {
    fn new(account: u8) -> Self {
        let recipient = RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng());
        Self { recipient, former: Vec::new(), ring: KeyRing::new(Gid([account; 32])), transform: None }
    }

    fn add_key(&mut self, key: &AttributeKey) {
        self.ring.insert(key.clone());
    }

    fn renew_recipient(&mut self) {
        let fresh = RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng());
        self.former.insert(0, std::mem::replace(&mut self.recipient, fresh));
    }

    fn set_transform_secret(&mut self, secret: &TransformSecret) {
        self.transform = Some(*secret.to_bytes());
    }
}

impl ReaderKeys for Reader {
    type Error = OpeningError;

    fn account(&self) -> AccountId {
        AccountId(self.ring.gid().0)
    }

    fn reading_keys(&self) -> ReadingKeys<'_> {
        ReadingKeys { current: &self.recipient, former: &self.former }
    }

    fn transform_secret(&self) -> Result<Option<TransformSecret>, OpeningError> {
        Ok(self.transform.map(|bytes| TransformSecret::from_bytes(&bytes).unwrap()))
    }

    fn key_ring(&self) -> Result<KeyRing, OpeningError> {
        Ok(self.ring.clone())
    }
}

/// A record as it was handed out.
struct Handed(SealedRecord);

impl Handed {
    fn unlock(
        &self,
        reader: &Reader,
        authorities: &AuthorityKeys,
    ) -> Result<(DataKey, OpenedWith), OpeningError> {
        self.0.unlock(reader, authorities)
    }
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
    let (patient, mut reader) = (Reader::new(1), Reader::new(2));
    let rng = &mut rand::rng();
    let doctor: Attribute = "doctor@medical-council".parse().unwrap();
    let council = AuthoritySecretKey::generate(rng);
    reader.add_key(&council.issue(&Gid(reader.account().0), &doctor.clone().at(0), rng));
    let authorities = BTreeMap::from([(doctor.authority.clone(), council.public_key())]);
    let policy = EpochPolicy::new("doctor@medical-council".parse().unwrap(), &BTreeMap::from([(doctor, 0)]));

    let binding = Binding { record: ID, patient: patient.account().0, policy: POLICY };
    let recipient = patient.recipient.public();
    let (policy, rescue) = (policy.unwrap(), rescue());
    let recipients = salus_envelope::Recipients {
        policy: &policy,
        emergency: Some(&rescue),
        authorities: &authorities,
        patient: &recipient,
    };
    let (header, mut sealer) = seal(binding, length as u64, Suite::default(), &recipients, rng).unwrap();
    let plaintext: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
    let (mut dag, mut pool) = (DagBuilder::new(), HashMap::new());
    let mut segments: Vec<&[u8]> = plaintext.chunks(SEGMENT_PLAINTEXT).collect();
    if segments.is_empty() {
        segments.push(&[]);
    }
    for segment in segments {
        let sealed = sealer.seal(segment).unwrap();
        pool.insert(dag.push_leaf(&sealed).unwrap(), sealed);
    }
    // Segments of nothing but padding.
    while sealer.next_length() == Some(0) {
        let sealed = sealer.seal(&[]).unwrap();
        pool.insert(dag.push_leaf(&sealed).unwrap(), sealed);
    }
    sealer.finish().unwrap();
    let (content, nodes) = dag.finish();
    pool.extend(nodes);

    let header = header.encode();
    let facts = Record {
        patient: patient.account(),
        organisation: 0,
        author: patient.account(),
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
    Scene { patient, reader, authorities, council, header, facts, pool, plaintext }
}

impl Scene {
    fn sealed(&self, transformed: Option<Vec<u8>>) -> Handed {
        self.sealed_on(Basis::Policy(POLICY), transformed)
    }

    /// As a ticket issued on `basis` opens it.
    fn sealed_on(&self, basis: Basis, transformed: Option<Vec<u8>>) -> Handed {
        let content = self.facts.content;
        Handed(SealedRecord::check(ID, basis, &self.facts, &self.header, content, transformed).unwrap())
    }

    /// Somebody who holds what the rule for emergencies asks.
    fn nurse(&self) -> Reader {
        let mut nurse = Reader::new(3);
        nurse.add_key(&self.council.issue(&Gid([3; 32]), &rescuer().at(0), &mut rand::rng()));
        nurse
    }

    /// The content that `key` opens.
    fn read(&self, handed: &Handed, key: DataKey) -> Vec<u8> {
        let header = handed.0.header();
        let opener = SegmentOpener::new(header, key);
        let mut walk = Walk::new(handed.0.content(), header.ciphertext_length());
        let mut output = Vec::new();
        while let Some(step) = walk.step().unwrap() {
            match step {
                Step::Node(id) => walk.enter(&self.pool[&id]).unwrap(),
                Step::Leaf { index, id, .. } => output.extend(opener.open(index, &self.pool[&id]).unwrap()),
            }
        }
        output
    }
}

#[test]
fn record_should_open_with_the_own_secret_when_the_patient_reads() {
    let scene = scene(10);
    let sealed = scene.sealed(None);
    let (key, means) = sealed.unlock(&scene.patient, &AuthorityKeys::default()).unwrap();
    assert_eq!(means, OpenedWith::OwnSecret);
    assert_eq!(scene.read(&sealed, key), scene.plaintext);
}

#[test]
fn record_should_open_with_the_transformed_capsule_when_the_gateway_made_one() {
    let mut scene = scene(10);
    let (transform_key, secret) = scene.reader.key_ring().unwrap().transform_key(&mut rand::rng());
    scene.reader.set_transform_secret(&secret);
    let header = Header::decode(&scene.header).unwrap();
    let transformed = transform(header.capsule(), &transform_key).unwrap().encode();
    let sealed = scene.sealed(Some(transformed));
    // No authority's key is needed: the capsule itself is checked.
    let (key, means) = sealed.unlock(&scene.reader, &AuthorityKeys::default()).unwrap();
    assert_eq!(means, OpenedWith::TransformedCapsule);
    assert_eq!(scene.read(&sealed, key), scene.plaintext);
}

#[test]
fn record_should_open_with_attribute_keys_when_the_transformed_capsule_is_stale() {
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

#[test]
fn record_should_open_with_emergency_keys_when_the_ticket_is_for_an_emergency() {
    let scene = scene(10);
    let sealed = scene.sealed_on(Basis::Emergency(1), None);
    let (key, means) = sealed.unlock(&scene.nurse(), &scene.authorities).unwrap();
    assert_eq!(means, OpenedWith::EmergencyKeys);
    assert_eq!(scene.read(&sealed, key), scene.plaintext);
    // Whom the policy admits as well needs no emergency keys.
    let (_, means) = sealed.unlock(&scene.reader, &scene.authorities).unwrap();
    assert_eq!(means, OpenedWith::AttributeKeys);
}

#[test]
fn record_should_open_with_the_transformed_emergency_capsule_when_the_gateway_made_one() {
    let scene = scene(10);
    let mut nurse = scene.nurse();
    let (transform_key, secret) = nurse.key_ring().unwrap().transform_key(&mut rand::rng());
    nurse.set_transform_secret(&secret);
    let header = Header::decode(&scene.header).unwrap();
    let transformed = transform(header.emergency_capsule().unwrap(), &transform_key).unwrap().encode();
    let sealed = scene.sealed_on(Basis::Emergency(1), Some(transformed.clone()));
    let (key, means) = sealed.unlock(&nurse, &AuthorityKeys::default()).unwrap();
    assert_eq!(means, OpenedWith::TransformedEmergencyCapsule);
    assert_eq!(scene.read(&sealed, key), scene.plaintext);
    let ordinary = scene.sealed(Some(transformed)).unlock(&nurse, &scene.authorities);
    assert!(matches!(ordinary, Err(OpeningError::Keys(AbeError::PolicyNotSatisfied))));
}

#[test]
fn emergency_capsule_should_stay_closed_when_the_ticket_is_an_ordinary_one() {
    let scene = scene(10);
    let refused = scene.sealed(None).unlock(&scene.nurse(), &scene.authorities);
    assert!(matches!(refused, Err(OpeningError::Keys(AbeError::PolicyNotSatisfied))));
}

/// The same people at the attribute's next epoch, and nobody in an emergency.
fn at_next_epoch(scene: &Scene) -> Recipients {
    let doctor: Attribute = "doctor@medical-council".parse().unwrap();
    let authorities = BTreeMap::from([(doctor.authority.clone(), scene.council.public_key())]);
    let epochs = BTreeMap::from([(doctor, 1)]);
    let policy = EpochPolicy::new("doctor@medical-council".parse().unwrap(), &epochs).unwrap();
    Recipients { policy, emergency: None, authorities }
}

#[test]
fn record_should_open_to_the_new_readers_alone_when_its_patient_made_a_new_header() {
    let mut scene = scene(10);
    let policy = PolicyRef { version: 2, ..POLICY };
    let to = at_next_epoch(&scene);
    let new =
        rewrap(scene.patient.reading_keys(), ID, &scene.facts, &scene.header, policy, &to, &mut rand::rng())
            .unwrap();
    assert!(new.continues(&Header::decode(&scene.header).unwrap()));
    scene.header = new.encode();
    scene.facts.header = content::raw_id(&scene.header);
    scene.facts.policy = policy;
    let (key, _) = scene.sealed(None).unlock(&scene.patient, &scene.authorities).unwrap();
    assert_eq!(scene.read(&scene.sealed(None), key), scene.plaintext);

    let refused = scene.sealed(None).unlock(&scene.reader, &scene.authorities);
    assert!(matches!(refused, Err(OpeningError::Keys(AbeError::PolicyNotSatisfied))));
    let emergency = scene.sealed_on(Basis::Emergency(1), None).unlock(&scene.nurse(), &scene.authorities);
    assert!(matches!(emergency, Err(OpeningError::Keys(AbeError::PolicyNotSatisfied))));
    let doctor: Attribute = "doctor@medical-council".parse().unwrap();
    let gid = Gid(scene.reader.account().0);
    let renewed = scene.council.issue(&gid, &doctor.at(1), &mut rand::rng());
    scene.reader.add_key(&renewed);
    let (key, _) = scene.sealed(None).unlock(&scene.reader, &scene.authorities).unwrap();
    assert_eq!(scene.read(&scene.sealed(None), key), scene.plaintext);
}

#[test]
fn new_header_should_not_be_made_when_the_old_one_is_not_the_chain_s_or_another_s() {
    let scene = scene(10);
    let to = at_next_epoch(&scene);
    let mut altered = scene.header.clone();
    altered[40] ^= 1;
    let rewrap = |reader: &Reader, header: &[u8]| {
        rewrap(reader.reading_keys(), ID, &scene.facts, header, POLICY, &to, &mut rand::rng())
    };
    let refused = rewrap(&scene.patient, &altered);
    assert!(matches!(refused, Err(OpeningError::NotTheRecord(_))));
    let refused = rewrap(&scene.reader, &scene.header);
    assert!(matches!(refused, Err(OpeningError::Unlock(_))));
}

#[test]
fn record_should_stay_closed_when_the_reader_has_no_fitting_key() {
    let scene = scene(10);
    let stranger = Reader::new(4);
    let refused = scene.sealed(None).unlock(&stranger, &scene.authorities);
    assert!(matches!(refused, Err(OpeningError::Keys(AbeError::PolicyNotSatisfied))));
}

#[test]
fn answer_should_be_refused_when_it_is_not_the_chain_s_record() {
    let scene = scene(10);
    let refused = |id, facts: &Record<AccountId>, header: &[u8], content| {
        matches!(
            SealedRecord::check(id, Basis::OwnRecord, facts, header, content, None),
            Err(OpeningError::NotTheRecord(_))
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

#[test]
fn record_should_open_with_attribute_keys_when_its_authority_has_rotated_since() {
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
    assert_eq!(scene.read(&sealed, key), scene.plaintext);
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
    assert!(matches!(refused, Err(OpeningError::Keys(AbeError::MissingAuthority(_)))));
}

/// The reading key of the scene's patient as a caretaker takes it out of the package.
fn shared(scene: &Scene) -> RecipientSecret {
    let (carla, rng) = (Account::from_uri("//Carla").unwrap(), &mut rand::rng());
    let secret = RecipientSecret::generate(RecipientSuite::XWing, rng);
    let (patient, delegate, card) = (scene.patient.account(), carla.id(), KeyCard::sign(&carla, &secret));
    let package = reading_key::share(&scene.patient.recipient, &patient, &delegate, &card, rng);
    reading_key::take(&package.unwrap().bytes, &secret, &patient, &delegate).unwrap()
}

#[test]
fn record_should_open_to_a_caretaker_without_attributes_when_the_patient_shared_the_key() {
    let scene = scene(10);
    let basis = Basis::Delegation(salus_primitives::consent::DelegationScope::Caretaker);
    let handed = scene.sealed_on(basis, None);
    let (key, means) = handed.0.unlock_for_delegate(&shared(&scene)).unwrap();
    assert_eq!(means, OpenedWith::SharedKey);
    assert_eq!(scene.read(&handed, key), scene.plaintext);
}

#[test]
fn new_header_should_stay_closed_to_a_former_caretaker_when_the_patient_renewed_the_key() {
    let mut scene = scene(10);
    let former = shared(&scene);
    scene.patient.renew_recipient();
    // The patient still opens what is sealed to the key before.
    let (key, _) = scene.sealed(None).unlock(&scene.patient, &AuthorityKeys::default()).unwrap();
    assert_eq!(scene.read(&scene.sealed(None), key), scene.plaintext);

    let (policy, to) = (PolicyRef { version: 2, ..POLICY }, at_next_epoch(&scene));
    let keys = scene.patient.reading_keys();
    let new = rewrap(keys, ID, &scene.facts, &scene.header, policy, &to, &mut rand::rng()).unwrap();
    scene.header = new.encode();
    scene.facts.header = content::raw_id(&scene.header);
    scene.facts.policy = policy;
    let refused = scene.sealed(None).0.unlock_for_delegate(&former);
    assert!(matches!(refused, Err(OpeningError::Unlock(_))));
    let (key, _) = scene.sealed(None).0.unlock_for_delegate(&shared(&scene)).unwrap();
    assert_eq!(scene.read(&scene.sealed(None), key), scene.plaintext);
}

#[test]
fn new_header_should_be_the_patient_s_when_a_guardian_made_it() {
    let mut scene = scene(10);
    let key = shared(&scene);
    let (policy, to) = (PolicyRef { id: POLICY.id + 1, version: 1 }, at_next_epoch(&scene));
    let keys = ReadingKeys { current: &key, former: &[] };
    // Under another policy: the record moves.
    let new = rewrap(keys, ID, &scene.facts, &scene.header, policy, &to, &mut rand::rng()).unwrap();
    assert_eq!(new.binding().policy, policy);
    scene.header = new.encode();
    scene.facts.header = content::raw_id(&scene.header);
    scene.facts.policy = policy;
    let (key, _) = scene.sealed(None).unlock(&scene.patient, &AuthorityKeys::default()).unwrap();
    assert_eq!(scene.read(&scene.sealed(None), key), scene.plaintext);
}
