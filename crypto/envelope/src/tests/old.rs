//! What earlier releases wrote still opens.

use super::*;

/// A record that the release before version 2 of the header sealed. Never generated again.
struct Old {
    header: Header,
    segment: Vec<u8>,
    content: Vec<u8>,
    authorities: BTreeMap<Label, AuthorityPublicKey>,
    doctor: KeyRing,
    patient: RecipientSecret,
}

fn old() -> Old {
    let vector: serde_json::Value =
        serde_json::from_str(include_str!("../../vectors/header-v1.json")).unwrap();
    let text = |name: &str| vector[name].as_str().unwrap();
    let bytes = |name: &str| hex::decode(text(name)).unwrap();
    let mut doctor = KeyRing::new(Gid(bytes("gid").try_into().unwrap()));
    doctor.insert(salus_abe::AttributeKey::decode(&bytes("attribute_key")).unwrap());
    let key = AuthorityPublicKey::decode(&bytes("authority_public")).unwrap();
    Old {
        header: Header::decode(&bytes("header")).unwrap(),
        segment: hex::decode(vector["segments"][0].as_str().unwrap()).unwrap(),
        content: bytes("content"),
        authorities: BTreeMap::from([(label(text("authority")), key)]),
        doctor,
        patient: RecipientSecret::from_bytes(RecipientSuite::X25519, &bytes("patient_secret")).unwrap(),
    }
}

impl Old {
    fn key(&self) -> DataKey {
        let context = self.header.kem_context();
        let shared =
            salus_abe::decapsulate(self.header.capsule(), &context, &self.doctor, &self.authorities).unwrap();
        self.header.data_key_from_policy(&shared).unwrap()
    }
}

#[test]
fn version_1_should_open_when_policy_or_patient_asks() {
    let old = old();
    assert_eq!(*old.header.binding(), binding(1));
    assert_eq!(old.header.emergency_capsule(), None);
    for key in [old.key(), old.header.data_key_for_patient(&old.patient).unwrap()] {
        assert_eq!(SegmentOpener::new(&old.header, key).open(0, &old.segment).unwrap(), old.content);
    }
}

#[test]
fn version_1_should_encode_to_the_same_bytes_when_read() {
    let old = old();
    assert_eq!(Header::decode(&old.header.encode()).unwrap(), old.header);
}

#[test]
fn version_1_should_become_version_2_when_rewrapped() {
    let old = old();
    let patient = WORLD.hybrid.public();
    let recipients = Recipients {
        policy: &WORLD.policy,
        emergency: Some(&WORLD.emergency),
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    let policy = PolicyRef { id: 6, version: 1 };
    let new = old.header.rewrap(&old.key(), policy, &recipients, &mut rng(100)).unwrap();
    assert_eq!(new.encode()[0], 2);
    assert!(new.continues(&old.header));
    assert!(!old.header.continues(&new));
    let key = new.data_key_for_patient(&WORLD.hybrid).unwrap();
    assert_eq!(SegmentOpener::new(&new, key).open(0, &old.segment).unwrap(), old.content);
}

#[test]
fn version_1_should_give_no_data_key_when_any_byte_of_it_is_altered() {
    let old = old();
    let bytes = old.header.encode();
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 1 << (at % 8);
        if let Ok(header) = Header::decode(&altered) {
            assert!(header.data_key_for_patient(&old.patient).is_err(), "byte {at}");
        }
    }
}

#[test]
fn version_1_should_be_refused_when_it_names_what_only_version_2_has() {
    let mut bytes = old().header.encode();
    bytes[1] = Suite::Aes256GcmSivStream.id();
    assert_eq!(Header::decode(&bytes), Err(EnvelopeError::Header(Flaw::Suite(2))));
    let mut bytes = old().header.encode();
    bytes[86] = 3;
    assert_eq!(Header::decode(&bytes), Err(EnvelopeError::Header(Flaw::Recipients)));
}
