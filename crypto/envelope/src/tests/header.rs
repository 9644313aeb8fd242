use super::*;

#[test]
fn header_should_round_trip_when_decoded() {
    for manner in [PLAIN, FULL] {
        let sealed = Sealed::by(manner, binding(1), 20, 40);
        let decoded = Header::decode(&sealed.header.encode()).unwrap();
        assert_eq!(decoded, sealed.header);
        assert_eq!(*decoded.binding(), binding(1));
        assert_eq!(decoded.suite(), manner.0);
        assert_eq!(decoded.content_length(), 1024);
        assert_eq!(decoded.policy(), &WORLD.policy);
        assert_eq!(decoded.emergency_policy(), manner.2.then_some(&WORLD.emergency));
    }
}

#[test]
fn header_should_be_laid_out_as_documented_when_encoded() {
    let sealed = Sealed::by(FULL, binding(1), 20, 41);
    let capsule = sealed.header.capsule().encode();
    let emergency = sealed.header.emergency_capsule().unwrap().encode();
    let bytes = sealed.header.encode();
    assert_eq!(bytes[..2], [3, 2]);
    assert_eq!(bytes[at::RECORD..at::PATIENT], [1; 32]);
    assert_eq!(bytes[at::PATIENT..at::POLICY], [9; 32]);
    assert_eq!(bytes[at::POLICY..at::LENGTH], [5, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(bytes[at::LENGTH..at::KEY_COMMITMENT], 1024u64.to_le_bytes());
    assert_eq!(
        bytes[at::KEY_COMMITMENT..at::SEALED_LENGTH],
        sealed.key().key_commitment(&sealed.header.preamble.content_context(&sealed.key()))
    );
    let sealed_length =
        sealed.key().masked_length(&sealed.header.preamble.public_context(), 20u64.to_le_bytes());
    assert_eq!(bytes[at::SEALED_LENGTH..at::RECIPIENTS], sealed_length);
    assert_eq!(bytes[at::RECIPIENTS..at::RECIPIENTS + 2], [3, 1]);
    assert_eq!(bytes[at::RECIPIENTS + 2..at::WRAPPED], (48 + capsule.len() as u32).to_le_bytes());
    let patient = at::CAPSULE + capsule.len();
    assert_eq!(bytes[at::CAPSULE..patient], capsule);
    let length = 32 + RecipientSuite::XWing.overhead();
    assert_eq!(bytes[patient..patient + 5], [&[2][..], &(length as u32).to_le_bytes()].concat());
    assert_eq!(bytes[patient + 5], RecipientSuite::XWing.id());
    let rescue = patient + 5 + length;
    assert_eq!(bytes[rescue..rescue + 5], [&[3][..], &(48 + emergency.len() as u32).to_le_bytes()].concat());
    assert_eq!(bytes[rescue + 5 + 48..bytes.len() - 32], emergency);
    let preamble = &bytes[..at::RECIPIENTS];
    assert_eq!(sealed.header.kem_context(), [b"salus/envelope/v1/kem", preamble].concat());
    assert_eq!(sealed.header.emergency_context(), [b"salus/envelope/v1/kem/emergency", preamble].concat());
}

#[test]
fn header_should_open_to_the_same_content_when_rescuer_or_hybrid_patient_asks() {
    let sealed = Sealed::by(FULL, binding(1), 20, 40);
    for key in every_way(&sealed.header, &sealed, RecipientSuite::XWing) {
        let opener = SegmentOpener::new(&sealed.header, key.unwrap());
        assert_eq!(opener.open(0, &sealed.segments[0]).unwrap(), sealed.content);
    }
}

#[test]
fn emergency_should_open_nothing_when_the_header_has_none() {
    let (without, with) = (Sealed::new(binding(1), 20, 40), Sealed::by(FULL, binding(1), 20, 40));
    let shared = with.shared_in_emergency();
    assert_eq!(without.header.data_key_from_emergency(&shared).unwrap_err(), EnvelopeError::NotOpened);
}

#[test]
fn header_should_open_to_the_same_content_when_doctor_patient_or_server_aided_doctor_asks() {
    let sealed = Sealed::new(binding(1), 20, 42);
    let header = Header::decode(&sealed.header.encode()).unwrap();

    let (transform_key, secret) = WORLD.doctor.transform_key(&mut rng(43));
    let transformed = salus_abe::transform(header.capsule(), &transform_key).unwrap();
    let finished = salus_abe::finish(header.capsule(), &transformed, &secret, &header.kem_context()).unwrap();

    for key in [
        sealed.key(),
        header.data_key_from_policy(&finished).unwrap(),
        header.data_key_for_patient(&WORLD.patient).unwrap(),
    ] {
        assert_eq!(SegmentOpener::new(&header, key).open(0, &sealed.segments[0]).unwrap(), sealed.content);
    }
}

#[test]
fn header_should_differ_in_every_secret_part_when_the_same_record_is_sealed_twice() {
    let (one, two) = (Sealed::new(binding(1), 20, 44), Sealed::new(binding(1), 20, 45));
    assert_ne!(one.header.capsule(), two.header.capsule());
    assert_ne!(one.segments, two.segments);
}

#[test]
fn header_should_stay_within_its_bound_when_the_policy_is_the_largest() {
    let text: Vec<_> = (0..32).map(|leaf| format!("attribute-{leaf:022}@medical-council")).collect();
    let expression: Expression = text.join(" OR ").parse().unwrap();
    let epochs = expression.leaves().map(|leaf| (leaf.clone(), u32::MAX)).collect();
    let policy = EpochPolicy::new(expression, &epochs).unwrap();
    let patient = WORLD.hybrid.public();
    let recipients = Recipients {
        policy: &policy,
        emergency: Some(&policy),
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    let (header, _) = seal(binding(1), 1, Suite::default(), &recipients, &mut rng(46)).unwrap();
    let bytes = header.encode();
    assert!(bytes.len() < MAX_HEADER / 4, "{} bytes", bytes.len());
    assert_eq!(Header::decode(&bytes).unwrap(), header);
}

#[test]
fn seal_should_name_the_authority_when_its_key_is_missing() {
    let patient = WORLD.patient.public();
    let recipients = Recipients {
        policy: &WORLD.policy,
        emergency: None,
        authorities: &BTreeMap::new(),
        patient: &patient,
    };
    let error = seal(binding(1), 1, Suite::default(), &recipients, &mut rng(47)).map(drop);
    let missing = salus_abe::AbeError::MissingAuthority(label("medical-council"));
    assert_eq!(error, Err(EnvelopeError::Capsule(missing)));
}

#[test]
fn decode_should_refuse_when_the_header_is_cut_short_anywhere() {
    let bytes = Sealed::new(binding(1), 20, 48).header.encode();
    for length in 0..bytes.len() {
        assert!(Header::decode(&bytes[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn decode_should_name_the_flaw_when_the_header_is_malformed() {
    let bytes = Sealed::new(binding(1), 20, 49).header.encode();
    let patient = bytes.len() - 32 - 81 - 5;
    let with = |alter: &dyn Fn(&mut Vec<u8>)| {
        let mut altered = bytes.clone();
        alter(&mut altered);
        match Header::decode(&altered).unwrap_err() {
            EnvelopeError::Header(flaw) => flaw,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(with(&|b| b.clear()), Flaw::Truncated);
    assert_eq!(with(&|b| b.truncate(20)), Flaw::Truncated);
    assert_eq!(with(&|b| b.resize(MAX_HEADER + 1, 0)), Flaw::TooLong);
    assert_eq!(with(&|b| b[0] = 4), Flaw::Version(4));
    assert_eq!(with(&|b| b[1] = 0), Flaw::Suite(0));
    assert_eq!(with(&|b| b[1] = 3), Flaw::Suite(3));
    assert_eq!(with(&|b| b[at::LENGTH + 7] = 1), Flaw::ContentLength);
    // No padding gives this length.
    assert_eq!(with(&|b| b[at::LENGTH] = 1), Flaw::ContentLength);
    assert_eq!(with(&|b| b[at::RECIPIENTS] = 1), Flaw::Recipients);
    assert_eq!(with(&|b| b[at::RECIPIENTS] = 4), Flaw::Recipients);
    assert_eq!(with(&|b| b[at::RECIPIENTS] = 3), Flaw::Truncated);
    assert_eq!(with(&|b| b[at::RECIPIENTS + 1] = 2), Flaw::Recipients);
    assert_eq!(with(&|b| b[patient] = 1), Flaw::Recipients);
    // Lengths that a stranger made up: nothing is allocated for them.
    assert_eq!(with(&|b| b[at::RECIPIENTS + 2..at::WRAPPED].fill(0xff)), Flaw::Truncated);
    assert_eq!(with(&|b| b[patient + 1..patient + 5].fill(0xff)), Flaw::Truncated);
    assert_eq!(with(&|b| b.push(0)), Flaw::Trailing);
    let shorter_box = |b: &mut Vec<u8>| {
        b.remove(patient + 6);
        b[patient + 1] = 80;
    };
    assert_eq!(with(&shorter_box), Flaw::Recipient);
    // The suite's id says how long the box is.
    assert_eq!(with(&|b| b[patient + 5] = RecipientSuite::XWing.id()), Flaw::Recipient);
    let empty_box = |b: &mut Vec<u8>| {
        b.drain(patient + 5..patient + 5 + 81);
        b[patient + 1] = 0;
    };
    assert_eq!(with(&empty_box), Flaw::Recipient);
    let no_capsule = |b: &mut Vec<u8>| {
        b.drain(at::WRAPPED + 10..patient);
        b[at::RECIPIENTS + 2..at::WRAPPED].copy_from_slice(&10u32.to_le_bytes());
    };
    assert_eq!(with(&no_capsule), Flaw::Recipient);
}

#[test]
fn decode_should_refuse_when_the_capsule_is_malformed() {
    let mut bytes = Sealed::new(binding(1), 20, 50).header.encode();
    bytes[at::CAPSULE] = 99;
    assert!(matches!(Header::decode(&bytes), Err(EnvelopeError::Capsule(_))));
}

#[test]
fn decode_should_name_the_suite_when_the_patients_box_has_an_unknown_one() {
    let mut bytes = Sealed::new(binding(1), 20, 50).header.encode();
    let patient = bytes.len() - 32 - 81;
    bytes[patient] = 3;
    assert_eq!(Header::decode(&bytes), Err(EnvelopeError::RecipientSuite(3)));
}
