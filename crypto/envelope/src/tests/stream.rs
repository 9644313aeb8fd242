use super::*;
use std::io::Cursor;

const LENGTH: usize = 2 * SEGMENT_PLAINTEXT + 9;

fn sealed_stream(
    manner: Manner,
    length: usize,
    source: &[u8],
) -> Result<(SegmentOpener, Vec<u8>), StreamError> {
    let (header, sealer) = seal_by(manner, binding(1), length as u64, 120).unwrap();
    let mut sink = Vec::new();
    seal_stream(sealer, source, &mut sink)?;
    let key = header.data_key_for_patient(WORLD.patient_of(manner.1)).unwrap();
    Ok((SegmentOpener::new(&header, key), sink))
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 253) as u8).collect()
}

#[test]
fn stream_should_come_back_unchanged_when_sealed_and_opened() {
    for manner in [PLAIN, FULL] {
        for length in [0, 1, SEGMENT_PLAINTEXT, LENGTH] {
            let content = content(length);
            let (opener, sealed) = sealed_stream(manner, length, &content).unwrap();
            assert_eq!(sealed.len() as u64, ciphertext_length(padded_length(length as u64)));
            let mut opened = Vec::new();
            assert_eq!(open_stream(&opener, sealed.as_slice(), &mut opened).unwrap(), length as u64);
            assert_eq!(opened, content);
        }
    }
}

#[test]
fn seal_stream_should_refuse_when_the_source_is_shorter_or_longer_than_announced() {
    let refused = sealed_stream(PLAIN, 100, &content(99)).map(drop);
    assert!(matches!(refused, Err(StreamError::Length(Fault::EndsBefore, 100))));
    let refused = sealed_stream(PLAIN, 100, &content(101)).map(drop);
    assert!(matches!(refused, Err(StreamError::Length(Fault::GoesOnAfter, 100))));
}

#[test]
fn open_stream_should_refuse_when_the_source_is_cut_continued_or_reordered() {
    let (opener, sealed) = sealed_stream(PLAIN, LENGTH, &content(LENGTH)).unwrap();
    let open = |source: &[u8]| open_stream(&opener, source, std::io::sink());
    for cut in [0, 1, SEGMENT_CIPHERTEXT, 2 * SEGMENT_CIPHERTEXT, sealed.len() - 1] {
        assert!(matches!(open(&sealed[..cut]), Err(StreamError::Length(Fault::EndsBefore, _))));
    }
    let longer = [&sealed[..], &[0]].concat();
    assert!(matches!(open(&longer), Err(StreamError::Length(Fault::GoesOnAfter, _))));
    let swapped = [
        &sealed[SEGMENT_CIPHERTEXT..2 * SEGMENT_CIPHERTEXT],
        &sealed[..SEGMENT_CIPHERTEXT],
        &sealed[2 * SEGMENT_CIPHERTEXT..],
    ]
    .concat();
    let altered = EnvelopeError::SegmentAltered { index: 0 };
    assert!(matches!(open(&swapped), Err(StreamError::Envelope(error)) if error == altered));
    let repeated =
        [&sealed[..SEGMENT_CIPHERTEXT], &sealed[..SEGMENT_CIPHERTEXT], &sealed[2 * SEGMENT_CIPHERTEXT..]]
            .concat();
    let altered = EnvelopeError::SegmentAltered { index: 1 };
    assert!(matches!(open(&repeated), Err(StreamError::Envelope(error)) if error == altered));
}

#[test]
fn open_range_should_give_exactly_the_bytes_asked_for_when_they_lie_anywhere() {
    let whole = SEGMENT_PLAINTEXT as u64;
    let content = content(LENGTH);
    let (opener, sealed) = sealed_stream(FULL, LENGTH, &content).unwrap();
    let end = LENGTH as u64;
    for range in [
        0..0,
        0..1,
        5..9,
        whole - 1..whole + 1,
        whole..whole,
        3..2 * whole + 2,
        end - 1..end,
        end..end,
        0..end,
    ] {
        let mut part = Vec::new();
        open_range(&opener, range.clone(), Cursor::new(&sealed), &mut part).unwrap();
        assert_eq!(part, content[range.start as usize..range.end as usize], "{range:?}");
    }
}

#[test]
fn open_range_should_read_only_the_segments_it_needs_when_the_others_are_altered() {
    let content = content(LENGTH);
    let (opener, mut sealed) = sealed_stream(PLAIN, LENGTH, &content).unwrap();
    sealed[0] ^= 1;
    sealed[2 * SEGMENT_CIPHERTEXT] ^= 1;
    let whole = SEGMENT_PLAINTEXT as u64;
    let mut part = Vec::new();
    open_range(&opener, whole..2 * whole, Cursor::new(&sealed), &mut part).unwrap();
    assert_eq!(part, content[SEGMENT_PLAINTEXT..2 * SEGMENT_PLAINTEXT]);
    let altered = open_range(&opener, whole - 1..whole + 1, Cursor::new(&sealed), std::io::sink());
    assert!(matches!(altered, Err(StreamError::Envelope(EnvelopeError::SegmentAltered { index: 0 }))));
}

#[test]
#[allow(clippy::reversed_empty_ranges)]
fn open_range_should_refuse_when_the_content_does_not_have_the_bytes() {
    let (opener, sealed) = sealed_stream(PLAIN, 100, &content(100)).unwrap();
    for range in [0..101, 101..101, 3..2, u64::MAX..u64::MAX] {
        let refused = open_range(&opener, range, Cursor::new(&sealed), std::io::sink());
        assert!(matches!(refused, Err(StreamError::Range { length: 100, .. })));
    }
}
