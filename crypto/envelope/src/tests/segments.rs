use super::*;

#[test]
fn content_should_round_trip_when_its_length_lies_around_segment_edges() {
    for length in
        [0, 1, SEGMENT_PLAINTEXT - 1, SEGMENT_PLAINTEXT, SEGMENT_PLAINTEXT + 1, 2 * SEGMENT_PLAINTEXT]
    {
        let sealed = Sealed::by(FULL, binding(1), length, 2);
        let total: usize = sealed.segments.iter().map(Vec::len).sum();
        assert_eq!(sealed.header.content_length(), padded_length(length as u64));
        assert_eq!(sealed.opener().length(), length as u64);
        assert_eq!(sealed.header.ciphertext_length(), total as u64);
        assert_eq!(sealed.header.segments(), sealed.segments.len() as u64);
        let opener = sealed.opener();
        let opened: Vec<u8> = (0..opener.segments())
            .flat_map(|index| opener.open(index, &sealed.segments[index as usize]).unwrap())
            .collect();
        assert_eq!(opened, sealed.content, "{length} bytes");
    }
}

#[test]
fn open_should_give_each_segment_when_they_are_asked_for_in_any_order() {
    let sealed = Sealed::new(binding(1), 3 * SEGMENT_PLAINTEXT + 5, 3);
    let opener = sealed.opener();
    for index in [3, 0, 2, 1, 2] {
        let from = index * SEGMENT_PLAINTEXT;
        let until = sealed.content.len().min(from + SEGMENT_PLAINTEXT);
        assert_eq!(opener.open(index as u64, &sealed.segments[index]).unwrap(), &sealed.content[from..until]);
    }
}

#[test]
fn a_whole_sealed_segment_should_be_one_leaf_of_the_data_pool_when_it_is_not_the_last() {
    let sealed = Sealed::version_2(PLAIN, binding(1), SEGMENT_PLAINTEXT + 1, 4);
    assert_eq!(sealed.segments[0].len(), 1 << 20);
    assert_eq!(sealed.segments[1].len(), 17);
}

#[test]
fn segments_should_be_counted_without_overflow_when_the_content_is_the_longest() {
    assert_eq!(segments(0), 1);
    assert_eq!(segments(1), 1);
    assert_eq!(segments(SEGMENT_PLAINTEXT as u64), 1);
    assert_eq!(segments(SEGMENT_PLAINTEXT as u64 + 1), 2);
    assert_eq!(segments(MAX_CONTENT), 1 << 32);
    assert_eq!(ciphertext_length(MAX_CONTENT), 1 << 52);
    assert_eq!(ciphertext_length(0), 16);
    // No overflow where no header lets anybody go.
    assert!(segments(u64::MAX) > 1 << 32);
    assert_eq!(ciphertext_length(u64::MAX), u64::MAX);
}

#[test]
fn seal_should_refuse_when_the_content_is_too_long() {
    let make = |length| seal_by(PLAIN, binding(1), length, 5).map(drop);
    assert_eq!(make(MAX_CONTENT), Ok(()));
    assert_eq!(make(MAX_CONTENT + 1), Err(EnvelopeError::ContentTooLong { length: MAX_CONTENT + 1 }));
}

#[test]
fn sealer_should_refuse_when_a_segment_has_the_wrong_length() {
    let length = SEGMENT_PLAINTEXT as u64 + 7;
    let (_, mut sealer) = seal_by(PLAIN, binding(1), length, 6).unwrap();
    let short = sealer.seal(&vec![0; SEGMENT_PLAINTEXT - 1]).unwrap_err();
    let found = SEGMENT_PLAINTEXT - 1;
    assert_eq!(short, EnvelopeError::SegmentLength { index: 0, expected: SEGMENT_PLAINTEXT, found });
    sealer.seal(&vec![0; SEGMENT_PLAINTEXT]).unwrap();
    let long = sealer.seal(&[0; 8]).unwrap_err();
    assert_eq!(long, EnvelopeError::SegmentLength { index: 1, expected: 7, found: 8 });
    sealer.seal(&[0; 7]).unwrap();
    assert_eq!(sealer.seal(&[]), Err(EnvelopeError::NoSuchSegment { index: 2, segments: 2 }));
    sealer.finish().unwrap();
}

#[test]
fn finish_should_refuse_when_segments_are_missing() {
    let length = SEGMENT_PLAINTEXT as u64 + 7;
    let (_, mut sealer) = seal_by(PLAIN, binding(1), length, 7).unwrap();
    sealer.seal(&vec![0; SEGMENT_PLAINTEXT]).unwrap();
    assert_eq!(sealer.finish(), Err(EnvelopeError::Unfinished { sealed: 1, segments: 2 }));
}
