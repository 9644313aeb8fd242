//! What an attacker tries, named for what must stop it.

use super::*;

const TWO: usize = 2 * SEGMENT_PLAINTEXT;

#[test]
fn open_should_refuse_when_two_segments_are_swapped() {
    let sealed = Sealed::new(binding(1), TWO + 1, 10);
    let opener = sealed.opener();
    assert_eq!(opener.open(0, &sealed.segments[1]), Err(EnvelopeError::SegmentAltered { index: 0 }));
    assert_eq!(opener.open(1, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index: 1 }));
}

#[test]
fn open_should_refuse_when_any_byte_of_a_segment_is_altered() {
    let sealed = Sealed::new(binding(1), 20, 11);
    let opener = sealed.opener();
    for at in 0..36 {
        let mut segment = sealed.segments[0].clone();
        segment[at] ^= 1 << (at % 8);
        assert_eq!(opener.open(0, &segment), Err(EnvelopeError::SegmentAltered { index: 0 }), "byte {at}");
    }
}

#[test]
fn open_should_refuse_when_a_segment_is_shortened_or_lengthened() {
    let sealed = Sealed::version_2(PLAIN, binding(1), 20, 12);
    let opener = sealed.opener();
    for length in (0..36).chain([37, SEGMENT_CIPHERTEXT, SEGMENT_CIPHERTEXT + 1]) {
        let mut segment = sealed.segments[0].clone();
        segment.resize(length, 0);
        let error = EnvelopeError::SegmentLength { index: 0, expected: 36, found: length };
        assert_eq!(opener.open(0, &segment), Err(error));
    }
}

#[test]
fn open_should_refuse_when_the_content_is_cut_at_a_segments_edge() {
    // Both segments are whole, so no length gives the cut away.
    let sealed = Sealed::version_2(PLAIN, binding(1), TWO, 13);
    let key = sealed.key();
    let shorter = forge(&sealed.header, &key, |header| {
        header[at::LENGTH..at::KEY_COMMITMENT].copy_from_slice(&(SEGMENT_PLAINTEXT as u64).to_le_bytes());
    });
    assert_eq!(shorter.segments(), 1);
    let opener = SegmentOpener::new(&shorter, key);
    assert_eq!(opener.open(0, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
}

#[test]
fn open_should_refuse_when_the_content_is_continued() {
    let sealed = Sealed::version_2(PLAIN, binding(1), SEGMENT_PLAINTEXT, 14);
    let more = EnvelopeError::NoSuchSegment { index: 1, segments: 1 };
    assert_eq!(sealed.opener().open(1, &sealed.segments[0]), Err(more));
    let most = EnvelopeError::NoSuchSegment { index: u64::MAX, segments: 1 };
    assert_eq!(sealed.opener().open(u64::MAX, &sealed.segments[0]), Err(most));

    let key = sealed.key();
    let longer = forge(&sealed.header, &key, |header| {
        header[at::LENGTH..at::KEY_COMMITMENT].copy_from_slice(&(TWO as u64).to_le_bytes());
    });
    let opener = SegmentOpener::new(&longer, key);
    for index in 0..2 {
        assert_eq!(opener.open(index, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index }));
    }
}

#[test]
fn open_should_refuse_when_a_segment_comes_from_another_record() {
    let (one, other) = (Sealed::new(binding(1), 20, 15), Sealed::new(binding(2), 20, 16));
    assert_eq!(one.opener().open(0, &other.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
}

#[test]
fn open_should_refuse_when_record_or_patient_is_exchanged_under_the_same_data_key() {
    let sealed = Sealed::new(binding(1), 20, 17);
    let key = sealed.key();
    for field in [at::RECORD, at::PATIENT] {
        let other = forge(&sealed.header, &key, |header| header[field] ^= 1);
        let opener = SegmentOpener::new(&other, key.clone());
        assert_eq!(opener.open(0, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
    }
}

#[test]
fn open_should_succeed_when_only_the_policy_is_exchanged_under_the_same_data_key() {
    // What lets a new header serve the old content.
    let sealed = Sealed::new(binding(1), 20, 18);
    let key = sealed.key();
    let rewrapped = forge(&sealed.header, &key, |header| header[at::POLICY] ^= 1);
    assert_eq!(SegmentOpener::new(&rewrapped, key).open(0, &sealed.segments[0]).unwrap(), sealed.content);
}

#[test]
fn header_should_give_no_data_key_when_any_byte_of_it_is_altered() {
    for manner in [PLAIN, FULL] {
        let sealed = Sealed::by(manner, binding(1), 20, 19);
        let shared = sealed.shared();
        let emergency = manner.2.then(|| sealed.shared_in_emergency());
        let bytes = sealed.header.encode();
        let mut decoded = 0;
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            let Ok(header) = Header::decode(&altered) else {
                continue;
            };
            decoded += 1;
            assert!(header.data_key_from_policy(&shared).is_err(), "byte {at}, by policy");
            assert!(header.data_key_for_patient(WORLD.patient_of(manner.1)).is_err(), "byte {at}, patient");
            if let Some(shared) = &emergency {
                assert!(header.data_key_from_emergency(shared).is_err(), "byte {at}, in an emergency");
            }
        }
        // The form alone cannot give an altered field away, or this would have tested nothing.
        assert!(decoded > 200, "{decoded} altered headers could be decoded");
    }
}

#[test]
fn header_should_give_no_data_key_when_recipients_come_from_another_record() {
    let (one, other) = (Sealed::new(binding(1), 20, 20), Sealed::new(binding(2), 20, 21));
    let shared = one.shared();
    // The other record's fields before this one's recipients.
    let mut spliced = one.header.encode();
    spliced[..at::RECIPIENTS].copy_from_slice(&other.header.encode()[..at::RECIPIENTS]);
    let spliced = Header::decode(&spliced).unwrap();
    assert_eq!(spliced.data_key_from_policy(&shared).unwrap_err(), EnvelopeError::NotOpened);
    assert_eq!(spliced.data_key_for_patient(&WORLD.patient).unwrap_err(), EnvelopeError::NotOpened);
    // The capsule itself notices, too.
    let opened =
        salus_abe::decapsulate(spliced.capsule(), &spliced.kem_context(), &WORLD.doctor, &WORLD.authorities);
    assert_eq!(opened, Err(salus_abe::AbeError::NotOpened));
}

#[test]
fn header_should_give_no_data_key_when_the_capsule_is_exchanged_for_one_with_the_same_context() {
    // Two headers of the same record: one's capsule with the other's wrapped key.
    let (one, other) = (Sealed::new(binding(1), 20, 22), Sealed::new(binding(1), 20, 23));
    let mut mixed = one.header.encode();
    let wrapped = at::WRAPPED..at::CAPSULE;
    mixed[wrapped.clone()].copy_from_slice(&other.header.encode()[wrapped]);
    let mixed = Header::decode(&mixed).unwrap();
    let shared =
        salus_abe::decapsulate(mixed.capsule(), &mixed.kem_context(), &WORLD.doctor, &WORLD.authorities)
            .unwrap();
    assert_eq!(mixed.data_key_from_policy(&shared).unwrap_err(), EnvelopeError::NotOpened);
}

#[test]
fn header_should_give_no_data_key_when_the_shared_key_is_wrong() {
    let (one, other) = (Sealed::new(binding(1), 20, 24), Sealed::new(binding(1), 20, 25));
    let shared = |sealed: &Sealed| sealed.shared();
    assert_eq!(one.header.data_key_from_policy(&shared(&other)).unwrap_err(), EnvelopeError::NotOpened);
    for bit in 0..256 {
        let mut near = *shared(&one).as_bytes();
        near[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(one.header.data_key_from_policy(&near.into()).unwrap_err(), EnvelopeError::NotOpened);
    }
}

#[test]
fn header_should_give_no_data_key_when_another_patient_asks() {
    let sealed = Sealed::new(binding(1), 20, 26);
    let stranger = RecipientSecret::generate(RecipientSuite::X25519, &mut rng(27));
    assert_eq!(sealed.header.data_key_for_patient(&stranger).unwrap_err(), EnvelopeError::NotOpened);
}

#[test]
fn capsule_should_not_open_when_the_holder_lacks_the_attribute() {
    let sealed = Sealed::new(binding(1), 20, 28);
    let nobody = KeyRing::new(Gid([8; 32]));
    let context = sealed.header.kem_context();
    let opened = salus_abe::decapsulate(sealed.header.capsule(), &context, &nobody, &WORLD.authorities);
    assert_eq!(opened, Err(salus_abe::AbeError::PolicyNotSatisfied));
}

#[test]
fn header_should_give_no_data_key_when_policy_and_emergency_capsules_are_exchanged() {
    // Both locks of the doctor's policy, so that nothing but the way itself tells them apart.
    let patient = WORLD.hybrid.public();
    let recipients = Recipients {
        policy: &WORLD.policy,
        emergency: Some(&WORLD.policy),
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    let (header, _) = seal(binding(1), 20, Suite::default(), &recipients, &mut rng(31)).unwrap();
    let mut exchanged = header.clone();
    exchanged.emergency = Some(core::mem::replace(&mut exchanged.policy, header.emergency.clone().unwrap()));
    let opened = |context: &[u8]| {
        salus_abe::decapsulate(exchanged.capsule(), context, &WORLD.doctor, &WORLD.authorities)
    };
    assert_eq!(opened(&exchanged.kem_context()), Err(salus_abe::AbeError::NotOpened));
    let shared = opened(&exchanged.emergency_context()).unwrap();
    assert_eq!(exchanged.data_key_from_policy(&shared).unwrap_err(), EnvelopeError::NotOpened);
}

#[test]
fn capsule_should_not_open_when_the_rescuer_tries_the_policy_or_the_doctor_the_emergency() {
    let sealed = Sealed::by(FULL, binding(1), 20, 32);
    let refused = Err(salus_abe::AbeError::PolicyNotSatisfied);
    let context = sealed.header.kem_context();
    let capsule = sealed.header.capsule();
    assert_eq!(salus_abe::decapsulate(capsule, &context, &WORLD.rescuer, &WORLD.authorities), refused);
    let context = sealed.header.emergency_context();
    let capsule = sealed.header.emergency_capsule().unwrap();
    assert_eq!(salus_abe::decapsulate(capsule, &context, &WORLD.doctor, &WORLD.authorities), refused);
}
