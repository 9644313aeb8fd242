use super::*;
use proptest::prelude::*;

#[test]
fn header_should_round_trip_when_decoded() {
    let sealed = Sealed::new(binding(1), 20, 40);
    let decoded = Header::decode(&sealed.header.encode()).unwrap();
    assert_eq!(decoded, sealed.header);
    assert_eq!(*decoded.binding(), binding(1));
    assert_eq!(decoded.suite(), Suite::XChaCha20Poly1305Stream);
    assert_eq!(decoded.content_length(), 20);
    assert_eq!(decoded.policy(), &WORLD.policy);
}

#[test]
fn header_should_be_laid_out_as_documented_when_encoded() {
    let sealed = Sealed::new(binding(1), 20, 41);
    let capsule = sealed.header.capsule().encode();
    let bytes = sealed.header.encode();
    assert_eq!(bytes[..2], [1, 1]);
    assert_eq!(bytes[at::RECORD..at::PATIENT], [1; 32]);
    assert_eq!(bytes[at::PATIENT..at::POLICY], [9; 32]);
    assert_eq!(bytes[at::POLICY..at::LENGTH], [5, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
    assert_eq!(bytes[at::LENGTH..at::RECIPIENTS], 20u64.to_le_bytes());
    assert_eq!(bytes[at::RECIPIENTS..at::RECIPIENTS + 2], [2, 1]);
    assert_eq!(bytes[at::RECIPIENTS + 2..at::WRAPPED], (48 + capsule.len() as u32).to_le_bytes());
    let patient = at::CAPSULE + capsule.len();
    assert_eq!(bytes[at::CAPSULE..patient], capsule);
    assert_eq!(bytes[patient..patient + 6], [2, 81, 0, 0, 0, 1]);
    assert_eq!(bytes.len(), patient + 5 + 81 + 32);
    assert_eq!(sealed.header.kem_context(), [b"salus/envelope/v1/kem", &bytes[..at::RECIPIENTS]].concat());
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
    let (header, _) =
        seal(binding(1), 1, &policy, &WORLD.authorities, &WORLD.patient.public(), &mut rng(46)).unwrap();
    let bytes = header.encode();
    assert!(bytes.len() < MAX_HEADER / 4, "{} bytes", bytes.len());
    assert_eq!(Header::decode(&bytes).unwrap(), header);
}

#[test]
fn seal_should_name_the_authority_when_its_key_is_missing() {
    let error =
        seal(binding(1), 1, &WORLD.policy, &BTreeMap::new(), &WORLD.patient.public(), &mut rng(47)).map(drop);
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
    assert_eq!(with(&|b| b[0] = 2), Flaw::Version(2));
    assert_eq!(with(&|b| b[1] = 0), Flaw::Suite(0));
    assert_eq!(with(&|b| b[1] = 2), Flaw::Suite(2));
    assert_eq!(with(&|b| b[at::LENGTH + 7] = 1), Flaw::ContentLength);
    assert_eq!(with(&|b| b[at::RECIPIENTS] = 1), Flaw::Recipients);
    assert_eq!(with(&|b| b[at::RECIPIENTS] = 3), Flaw::Recipients);
    assert_eq!(with(&|b| b[at::RECIPIENTS + 1] = 2), Flaw::Recipients);
    assert_eq!(with(&|b| b[patient] = 1), Flaw::Recipients);
    // Lengths that a stranger made up: nothing is allocated for them.
    assert_eq!(with(&|b| b[at::RECIPIENTS + 2..at::WRAPPED].fill(0xff)), Flaw::Truncated);
    assert_eq!(with(&|b| b[patient + 1..patient + 5].fill(0xff)), Flaw::Truncated);
    assert_eq!(with(&|b| b.push(0)), Flaw::Trailing);
    let shorter_box = |b: &mut Vec<u8>| {
        b.remove(patient + 5);
        b[patient + 1] = 80;
    };
    assert_eq!(with(&shorter_box), Flaw::Recipient);
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn decode_should_not_panic_when_the_bytes_are_arbitrary(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = Header::decode(&bytes);
        let mut framed = vec![1, 1];
        framed.extend_from_slice(&bytes);
        let _ = Header::decode(&framed);
    }

    #[test]
    fn decode_should_encode_back_to_the_same_bytes_when_it_succeeds_on_a_mauled_header(
        at in 0usize..140, value in any::<u8>(),
    ) {
        static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| Sealed::new(binding(1), 20, 51).header.encode());
        let mut bytes = BYTES.clone();
        bytes[at] = value;
        if let Ok(header) = Header::decode(&bytes) {
            prop_assert_eq!(header.encode(), bytes);
            let _ = header.segments();
            let _ = header.ciphertext_length();
        }
    }
}
