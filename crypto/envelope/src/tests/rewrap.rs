use super::*;

/// A new policy: what the former doctor's keys no longer open.
fn later() -> EpochPolicy {
    policy("doctor@medical-council", 4)
}

fn rewrapped(sealed: &Sealed, policy: &EpochPolicy) -> Header {
    let patient = WORLD.hybrid.public();
    let recipients = Recipients {
        policy,
        emergency: Some(&WORLD.emergency),
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    let policy = PolicyRef { id: 5, version: 3 };
    sealed.header.rewrap(&sealed.key(), policy, &recipients, &mut rng(91)).unwrap()
}

#[test]
fn rewrap_should_open_the_old_content_when_new_readers_ask() {
    for manner in [PLAIN, (Suite::Aes256GcmSivStream, RecipientSuite::X25519, false)] {
        let sealed = Sealed::by(manner, binding(1), SEGMENT_PLAINTEXT + 5, 90);
        let header = rewrapped(&sealed, &later());
        let header = Header::decode(&header.encode()).unwrap();
        let doctor = ring(&WORLD.authority, [10; 32], "doctor@medical-council", 4);
        let decapsulate = salus_abe::decapsulate;
        let shared =
            decapsulate(header.capsule(), &header.kem_context(), &doctor, &WORLD.authorities).unwrap();
        let capsule = header.emergency_capsule().unwrap();
        let rescue =
            decapsulate(capsule, &header.emergency_context(), &WORLD.rescuer, &WORLD.authorities).unwrap();
        for key in [
            header.data_key_from_policy(&shared),
            header.data_key_from_emergency(&rescue),
            header.data_key_for_patient(&WORLD.hybrid),
        ] {
            let opener = SegmentOpener::new(&header, key.unwrap());
            let opened: Vec<u8> =
                (0..2).flat_map(|at| opener.open(at, &sealed.segments[at as usize]).unwrap()).collect();
            assert_eq!(opened, sealed.content);
        }
        assert_eq!(header.binding().policy, PolicyRef { id: 5, version: 3 });
        assert_eq!(header.suite(), sealed.header.suite());
    }
}

#[test]
fn rewrap_should_close_the_record_when_an_old_reader_asks_with_the_new_header() {
    let sealed = Sealed::new(binding(1), 20, 92);
    let header = rewrapped(&sealed, &later());
    let opened =
        salus_abe::decapsulate(header.capsule(), &header.kem_context(), &WORLD.doctor, &WORLD.authorities);
    assert_eq!(opened, Err(salus_abe::AbeError::PolicyNotSatisfied));
    // What the old capsule gave is no key of the new one.
    assert_eq!(header.data_key_from_policy(&sealed.shared()).unwrap_err(), EnvelopeError::NotOpened);
    assert!(matches!(header.data_key_for_patient(&WORLD.patient), Err(EnvelopeError::OtherSuite { .. })));
}

#[test]
fn rewrap_should_name_the_same_data_key_when_headers_are_compared() {
    let (sealed, other) = (Sealed::new(binding(1), 20, 93), Sealed::new(binding(1), 20, 94));
    let header = rewrapped(&sealed, &later());
    assert!(header.continues(&sealed.header));
    assert!(sealed.header.continues(&header));
    // The same record's facts, but another content: the key commitment tells.
    assert!(!header.continues(&other.header));
    // Another length, another record.
    assert!(!header.continues(&Sealed::new(binding(1), 21, 93).header));
    assert!(!header.continues(&Sealed::new(binding(2), 20, 93).header));
}

#[test]
fn rewrap_should_refuse_when_the_data_key_is_another_headers() {
    let (sealed, other) = (Sealed::new(binding(1), 20, 95), Sealed::new(binding(1), 20, 96));
    let patient = WORLD.patient.public();
    let recipients = Recipients {
        policy: &WORLD.policy,
        emergency: None,
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    let refused = sealed.header.rewrap(&other.key(), binding(1).policy, &recipients, &mut rng(97));
    assert_eq!(refused, Err(EnvelopeError::OtherDataKey));
}

#[test]
fn rewrapped_header_should_give_no_data_key_when_parts_of_the_old_one_are_put_into_it() {
    let sealed = Sealed::new(binding(1), 20, 98);
    // The same policy and the same patient, so that nothing but the binding to the header is in the way.
    let patient = WORLD.patient.public();
    let recipients = Recipients {
        policy: &WORLD.policy,
        emergency: None,
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    let policy = PolicyRef { id: 5, version: 3 };
    let header = sealed.header.rewrap(&sealed.key(), policy, &recipients, &mut rng(99)).unwrap();
    let (old, new) = (sealed.header.encode(), header.encode());
    assert_eq!(old.len(), new.len());
    for part in [
        at::POLICY..at::LENGTH,
        at::RECIPIENTS..new.len(),
        at::WRAPPED..at::CAPSULE,
        new.len() - 32 - 81..new.len() - 32,
        new.len() - 32..new.len(),
    ] {
        let mut mixed = new.clone();
        mixed[part.clone()].copy_from_slice(&old[part]);
        let mixed = Header::decode(&mixed).unwrap();
        assert!(every_way(&mixed, &sealed, RecipientSuite::X25519).iter().all(Result::is_err));
    }
}
