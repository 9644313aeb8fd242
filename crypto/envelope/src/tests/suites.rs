//! Every combination of suites, and passing one off as another.

use super::*;

fn manners() -> impl Iterator<Item = Manner> {
    Suite::ALL.into_iter().flat_map(|suite| {
        RecipientSuite::ALL
            .into_iter()
            .flat_map(move |recipient| [false, true].map(move |emergency| (suite, recipient, emergency)))
    })
}

#[test]
fn record_should_open_by_every_way_when_sealed_in_any_manner() {
    for manner in manners() {
        let sealed = Sealed::by(manner, binding(1), SEGMENT_PLAINTEXT + 3, 80);
        let ways = every_way(&sealed.header, &sealed, manner.1);
        assert_eq!(ways.len(), if manner.2 { 3 } else { 2 });
        for key in ways {
            let opener = SegmentOpener::new(&sealed.header, key.unwrap());
            assert_eq!(opener.open(1, &sealed.segments[1]).unwrap(), sealed.content[SEGMENT_PLAINTEXT..]);
        }
    }
}

#[test]
fn header_should_give_no_data_key_when_its_content_suite_is_exchanged() {
    for manner in manners() {
        let sealed = Sealed::by(manner, binding(1), 20, 81);
        let mut bytes = sealed.header.encode();
        bytes[1] ^= 3;
        let exchanged = Header::decode(&bytes).unwrap();
        assert_ne!(exchanged.suite(), sealed.header.suite());
        assert!(every_way(&exchanged, &sealed, manner.1).iter().all(Result::is_err));
    }
}

#[test]
fn segment_should_not_open_when_even_a_key_holder_exchanges_the_content_suite() {
    for suite in Suite::ALL {
        let sealed = Sealed::by((suite, RecipientSuite::X25519, false), binding(1), 20, 82);
        let key = sealed.key();
        let forged = forge(&sealed.header, &key, |header| header[1] ^= 3);
        let opener = SegmentOpener::new(&forged, key);
        assert_eq!(opener.open(0, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
    }
}

#[test]
fn header_should_say_which_suite_it_wants_when_the_patient_comes_with_a_key_of_another() {
    let sealed = Sealed::by(FULL, binding(1), 20, 83);
    let mismatch = EnvelopeError::OtherSuite { sealed: RecipientSuite::XWing, key: RecipientSuite::X25519 };
    assert_eq!(sealed.header.data_key_for_patient(&WORLD.patient).unwrap_err(), mismatch);
}

#[test]
fn header_should_give_no_data_key_when_an_earlier_version_is_made_of_it() {
    // Without its key commitment the rest has the form of version 1, without its sealed length that of version 2.
    let sealed = Sealed::new(binding(1), 20, 84);
    for (version, from) in [(1, at::KEY_COMMITMENT), (2, at::SEALED_LENGTH)] {
        let mut bytes = sealed.header.encode();
        bytes.drain(from..at::RECIPIENTS);
        bytes[0] = version;
        let downgraded = Header::decode(&bytes).unwrap();
        assert!(every_way(&downgraded, &sealed, RecipientSuite::X25519).iter().all(Result::is_err));
        assert!(!downgraded.continues(&sealed.header) && !sealed.header.continues(&downgraded));
    }
}

#[test]
fn segments_should_be_refused_when_mauled_moved_or_cut_under_any_suite() {
    for suite in Suite::ALL {
        let manner = (suite, RecipientSuite::X25519, false);
        let sealed = Sealed::version_2(manner, binding(1), SEGMENT_PLAINTEXT + 20, 85);
        let other = Sealed::version_2(manner, binding(2), SEGMENT_PLAINTEXT + 20, 86);
        let opener = sealed.opener();
        for at in 0..36 {
            let mut segment = sealed.segments[1].clone();
            segment[at] ^= 1 << (at % 8);
            let altered = Err(EnvelopeError::SegmentAltered { index: 1 });
            assert_eq!(opener.open(1, &segment), altered, "byte {at}");
        }
        assert_eq!(opener.open(1, &other.segments[1]), Err(EnvelopeError::SegmentAltered { index: 1 }));
        assert_eq!(opener.open(0, &other.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
        let cut = forge(&sealed.header, &sealed.key(), |header| {
            let length = SEGMENT_PLAINTEXT as u64;
            header[at::LENGTH..at::KEY_COMMITMENT].copy_from_slice(&length.to_le_bytes());
        });
        let opener = SegmentOpener::new(&cut, sealed.key());
        assert_eq!(opener.open(0, &sealed.segments[0]), Err(EnvelopeError::SegmentAltered { index: 0 }));
    }
}

#[test]
fn buffer_should_hold_nothing_decrypted_when_a_segment_was_altered() {
    for suite in Suite::ALL {
        let sealed = Sealed::by((suite, RecipientSuite::X25519, false), binding(1), 20, 87);
        let mut buffer = sealed.segments[0].clone();
        buffer[35] ^= 1;
        assert!(sealed.opener().open_in_place(0, &mut buffer).is_err());
        assert!(buffer.is_empty());
    }
}
