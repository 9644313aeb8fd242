//! A doctor whose attribute was revoked, with everything that a doctor can have kept: attribute keys, a
//! transform key with its secret, headers, capsules' keys, data keys. The authority is at the next epoch.

use super::*;
use codec::Encode;
use salus_abe::{decapsulate, finish, transform, AbeError, AttributeKey, TransformKey};
use salus_primitives::EpochAttribute;

fn doctor_at(epoch: u32) -> EpochAttribute {
    "doctor@medical-council".parse::<Attribute>().unwrap().at(epoch)
}

/// A record of the next epoch, for its doctors and the same patient.
fn newer(seed: u64) -> Header {
    let patient = WORLD.patient.public();
    let policy = policy("doctor@medical-council", 4);
    let recipients =
        Recipients { policy: &policy, emergency: None, authorities: &WORLD.authorities, patient: &patient };
    seal(binding(2), 20, Suite::default(), &recipients, &mut rng(seed)).unwrap().0
}

/// An encoding that names the attribute at the old epoch, naming it at the new one.
fn relabelled(bytes: &[u8]) -> Vec<u8> {
    let (old, new) = (doctor_at(3).encode(), doctor_at(4).encode());
    let at = bytes.windows(old.len()).position(|window| window == old).unwrap();
    [&bytes[..at], &new, &bytes[at + old.len()..]].concat()
}

#[test]
fn newer_record_should_stay_closed_when_a_revoked_doctor_tries_cached_keys() {
    let header = newer(80);
    let (capsule, context) = (header.capsule(), header.kem_context());
    let open = |ring: &KeyRing| decapsulate(capsule, &context, ring, &WORLD.authorities);
    assert_eq!(open(&WORLD.doctor), Err(AbeError::PolicyNotSatisfied));
    let old = WORLD.doctor.get(&doctor_at(3)).unwrap();
    let mut ring = KeyRing::new(*WORLD.doctor.gid());
    ring.insert(AttributeKey::decode(&relabelled(&old.encode())).unwrap());
    assert!(ring.get(&doctor_at(4)).is_some());
    assert_eq!(open(&ring), Err(AbeError::NotOpened));
}

#[test]
fn newer_record_should_stay_closed_when_a_revoked_doctor_tries_transform_keys() {
    let header = newer(81);
    let (capsule, context) = (header.capsule(), header.kem_context());
    let (own, secret) = WORLD.doctor.transform_key(&mut rng(82));
    assert_eq!(transform(capsule, &own).err(), Some(AbeError::PolicyNotSatisfied));
    let forged = TransformKey::decode(&relabelled(&own.encode())).unwrap();
    // And a colleague's, with a server that answers whoever asks.
    let colleague = ring(&WORLD.authority, [11; 32], "doctor@medical-council", 4);
    let (colleagues, colleagues_secret) = colleague.transform_key(&mut rng(83));
    for key in [&forged, &colleagues] {
        let answer = transform(capsule, key).unwrap();
        assert_eq!(finish(capsule, &answer, &secret, &context), Err(AbeError::NotOpened));
    }
    let answer = transform(capsule, &colleagues).unwrap();
    assert!(finish(capsule, &answer, &colleagues_secret, &context).is_ok());
}

#[test]
fn newer_record_should_stay_closed_when_a_revoked_doctor_tries_copies_of_headers() {
    let (old, header) = (Sealed::new(binding(2), 20, 84), newer(85));
    assert_eq!(header.data_key_from_policy(&old.shared()).unwrap_err(), EnvelopeError::NotOpened);
    // The old record's data key on the new record's content.
    let patient = header.data_key_for_patient(&WORLD.patient).unwrap();
    let opener = SegmentOpener::new(&header, patient);
    assert!(opener.open(0, &old.segments[0]).is_err());
    assert!(old.opener().open(0, &Sealed::new(binding(2), 20, 86).segments[0]).is_err());
    // Its capsule in the new header's place.
    let mut mixed = header.encode();
    let bytes = old.header.encode();
    assert_eq!(mixed.len(), bytes.len());
    mixed[at::WRAPPED..].copy_from_slice(&bytes[at::WRAPPED..]);
    let mixed = Header::decode(&mixed).unwrap();
    assert!(every_way(&mixed, &old, RecipientSuite::X25519).iter().all(Result::is_err));
}

/// What cannot be recalled: `docs/security.md` says so.
#[test]
fn older_record_should_still_open_when_a_revoked_doctor_kept_header_key_and_content() {
    let old = Sealed::new(binding(1), 20, 87);
    assert_eq!(old.opener().open(0, &old.segments[0]).unwrap(), old.content);
}
