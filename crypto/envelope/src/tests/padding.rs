//! How long a content is, only its readers learn.

use super::*;

#[test]
fn length_should_be_padded_by_less_than_a_sixteenth_when_it_is_above_a_kibibyte() {
    let mut lengths: Vec<u64> = (0..3000).collect();
    for exponent in 11..52 {
        for offset in [0, 1, 2, 1 << (exponent - 1), (1 << exponent) - 1] {
            lengths.extend([(1 << exponent) + offset, (1 << exponent) - 1]);
        }
    }
    lengths.retain(|length| *length <= MAX_CONTENT);
    lengths.extend([MAX_CONTENT - 1, MAX_CONTENT]);
    for length in lengths {
        let padded = padded_length(length);
        assert!((length.max(1024)..=MAX_CONTENT).contains(&padded), "{length}");
        assert!(length <= 1024 || (padded - length) * 16 < length, "{length}");
        // A padded length is its own padding, and a longer content has no shorter one.
        assert_eq!(padded_length(padded), padded, "{length}");
        assert!(padded_length(length + 1) >= padded || length == MAX_CONTENT, "{length}");
    }
}

#[test]
fn length_should_have_the_published_padding_when_it_is_long() {
    // Padmé: the mantissa keeps as many bits as the exponent has.
    for (length, padded) in [(1025, 1088), (1 << 20, 1 << 20), ((1 << 20) + 1, (1 << 20) + (1 << 15))] {
        assert_eq!(padded_length(length), padded);
    }
}

#[test]
fn headers_should_say_the_same_when_contents_have_the_same_padding() {
    // The same randomness, so that nothing but the length differs.
    let (one, other) = (Sealed::new(binding(1), 20, 130), Sealed::new(binding(1), 900, 130));
    assert_eq!(one.header.content_length(), other.header.content_length());
    assert_eq!(one.header.encode().len(), other.header.encode().len());
    assert_eq!(one.segments[0].len(), other.segments[0].len());
    for sealed in [one, other] {
        assert_eq!(sealed.opener().length(), sealed.content.len() as u64);
        assert_eq!(sealed.opener().open(0, &sealed.segments[0]).unwrap(), sealed.content);
    }
}

#[test]
fn content_should_come_back_to_the_byte_when_segments_of_nothing_but_padding_follow() {
    // Above 32 MiB a step of the padding is longer than a segment.
    let length = (32 << 20) + 1;
    let (header, sealer) = seal_by(PLAIN, binding(1), length as u64, 131).unwrap();
    let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
    let mut sealed = Vec::new();
    seal_stream(sealer, content.as_slice(), &mut sealed).unwrap();
    assert_eq!(sealed.len() as u64, header.ciphertext_length());
    let opener = SegmentOpener::new(&header, header.data_key_for_patient(&WORLD.patient).unwrap());
    assert_eq!(opener.segments(), 34);
    assert_eq!(
        opener.open(33, &sealed[33 * SEGMENT_CIPHERTEXT..][..opener.sealed_length(33).unwrap()]),
        Ok(vec![])
    );
    let mut opened = Vec::new();
    assert_eq!(open_stream(&opener, sealed.as_slice(), &mut opened).unwrap(), length as u64);
    assert!(opened == content);
    let end = length as u64;
    let mut part = Vec::new();
    open_range(&opener, end - 7..end, std::io::Cursor::new(&sealed), &mut part).unwrap();
    assert_eq!(part, content[length - 7..]);
    let beyond = open_range(&opener, end..end + 1, std::io::Cursor::new(&sealed), std::io::sink());
    assert!(matches!(beyond, Err(StreamError::Range { .. })));
}

#[test]
fn header_should_give_no_data_key_when_its_author_states_a_length_of_another_padding() {
    let sealed = Sealed::new(binding(1), 20, 132);
    let key = sealed.key();
    let mut bytes = sealed.header.encode();
    bytes.truncate(bytes.len() - 32);
    let public = sealed.header.preamble.public_context();
    let length = key.masked_length(&public, 2000u64.to_le_bytes());
    bytes[at::SEALED_LENGTH..at::RECIPIENTS].copy_from_slice(&length);
    let commitment = key.commitment(&bytes);
    bytes.extend_from_slice(&commitment);
    let header = Header::decode(&bytes).unwrap();
    assert!(!header.is_made_with(&key));
    assert!(every_way(&header, &sealed, RecipientSuite::X25519).iter().all(Result::is_err));
}

#[test]
fn segment_should_not_open_when_a_holder_of_the_data_key_states_another_length_of_the_same_padding() {
    let sealed = Sealed::new(binding(1), 20, 133);
    let key = sealed.key();
    let mut forged = sealed.header.clone();
    let public = forged.preamble.public_context();
    forged.preamble.sealed_length = Some(key.masked_length(&public, 21u64.to_le_bytes()));
    let opener = SegmentOpener::new(&forged, key);
    assert_eq!(opener.length(), 21);
    assert_eq!(opener.open(0, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
}

#[test]
fn segment_should_not_open_when_a_holder_of_the_data_key_cuts_or_continues_a_padded_content() {
    let sealed = Sealed::new(binding(1), 2 * SEGMENT_PLAINTEXT + 20, 134);
    let key = sealed.key();
    for length in [SEGMENT_PLAINTEXT as u64 + 20, 3 * SEGMENT_PLAINTEXT as u64 + 20] {
        let forged = forge(&sealed.header, &key, |header| {
            header[at::LENGTH..at::KEY_COMMITMENT].copy_from_slice(&padded_length(length).to_le_bytes());
        });
        let opener = SegmentOpener::new(&forged, key.clone());
        assert_eq!(opener.open(0, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
    }
}

#[test]
fn rewrapped_header_should_keep_both_lengths_when_the_policy_is_another() {
    let patient = WORLD.hybrid.public();
    let recipients = Recipients {
        policy: &WORLD.policy,
        emergency: None,
        authorities: &WORLD.authorities,
        patient: &patient,
    };
    let policy = PolicyRef { id: 6, version: 1 };
    for (sealed, version) in
        [(Sealed::new(binding(1), 20, 135), 3), (Sealed::version_2(PLAIN, binding(1), 20, 135), 2)]
    {
        let new = sealed.header.rewrap(&sealed.key(), policy, &recipients, &mut rng(136)).unwrap();
        assert_eq!(new.encode()[0], version);
        assert!(new.continues(&sealed.header) && sealed.header.continues(&new));
        assert!(new.is_made_with(&sealed.key()));
        let opener = SegmentOpener::new(&new, new.data_key_for_patient(&WORLD.hybrid).unwrap());
        assert_eq!(opener.open(0, &sealed.segments[0]).unwrap(), sealed.content);
    }
}

#[test]
fn header_should_not_continue_another_when_only_the_exact_length_or_the_version_differs() {
    let (one, other) = (Sealed::new(binding(1), 20, 137), Sealed::new(binding(1), 21, 137));
    assert!(!one.header.continues(&other.header));
    let before = Sealed::version_2(PLAIN, binding(1), 1024, 137);
    let after = Sealed::new(binding(1), 1024, 137);
    assert!(!after.header.continues(&before.header) && !before.header.continues(&after.header));
}

#[test]
fn header_of_version_1_should_be_told_from_another_when_the_data_key_is_at_hand() {
    // Without the key nothing shows that a later header is for another: a holder of the key asks.
    let sealed = Sealed::version_2(PLAIN, binding(1), 20, 138);
    let (key, other) = (sealed.key(), Sealed::version_2(PLAIN, binding(1), 20, 139).key());
    assert!(sealed.header.is_made_with(&key) && !sealed.header.is_made_with(&other));
}
