#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use alloc::{string::ToString, vec, vec::Vec};
use proptest::prelude::*;

#[test]
fn label_should_be_taken_when_it_keeps_the_rules() {
    let longest = "a".repeat(32);
    for text in ["aa", "00", "a-b", "a--b", "medical-council", "ward-3", &longest] {
        let label: Label = text.parse().unwrap();
        assert_eq!(label.as_str(), text);
        assert_eq!(label.as_bytes(), text.as_bytes());
        assert_eq!(label.to_string(), text);
        assert_eq!(String::from(label), text);
    }
}

#[test]
fn label_should_be_refused_when_it_breaks_a_rule() {
    let long = "a".repeat(33);
    let table = [
        ("", InvalidLabel::Length),
        ("a", InvalidLabel::Length),
        (long.as_str(), InvalidLabel::Length),
        ("-", InvalidLabel::Character(0)),
        ("-a", InvalidLabel::Character(0)),
        ("a-", InvalidLabel::Character(1)),
        ("aB", InvalidLabel::Character(1)),
        ("a b", InvalidLabel::Character(1)),
        ("a_b", InvalidLabel::Character(1)),
        ("aa\0", InvalidLabel::Character(2)),
        ("aé", InvalidLabel::Character(1)),
        // A letter that only looks like one of ours.
        ("doct\u{43e}r", InvalidLabel::Character(4)),
    ];
    for (text, reason) in table {
        assert_eq!(text.parse::<Label>(), Err(reason), "{text}");
        assert!(Label::decode(&mut &text.as_bytes().to_vec().encode()[..]).is_err(), "{text}");
    }
}

#[test]
fn error_should_count_from_one_when_shown() {
    assert_eq!(
        InvalidLabel::Character(0).to_string(),
        "character 1 is not allowed: a name has only a-z, 0-9 and inner '-'"
    );
}

#[test]
fn decode_should_not_allocate_when_a_length_is_made_up() {
    // A compact length of 2^30 - 1 with nothing behind it.
    assert!(Label::decode(&mut &[0xfe, 0xff, 0xff, 0xff][..]).is_err());
}

proptest! {
    #[test]
    fn label_should_be_taken_exactly_when_the_definition_says(bytes in prop::collection::vec(
        prop_oneof![b'a'..=b'c', Just(b'-'), b'0'..=b'2', any::<u8>()], 0..36,
    )) {
        let allowed = |c: &u8| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == b'-';
        let expected = (2..=32).contains(&bytes.len())
            && bytes.iter().all(allowed)
            && bytes.first() != Some(&b'-')
            && bytes.last() != Some(&b'-');
        let label = Label::new(&bytes);
        prop_assert_eq!(label.is_ok(), expected);
        let decoded = Label::decode(&mut &bytes.encode()[..]);
        prop_assert_eq!(decoded.ok(), label.clone().ok());
        if let Ok(label) = label {
            prop_assert_eq!(label.as_bytes(), &bytes[..]);
            prop_assert_eq!(label.encode(), bytes.encode());
            let text: Vec<u8> = label.to_string().into_bytes();
            prop_assert_eq!(text, bytes);
        }
    }
}

#[test]
fn labels_should_be_ordered_as_their_bytes_when_sorted() {
    let sorted = |texts: &[&str]| {
        let mut labels: Vec<Label> = texts.iter().map(|text| text.parse().unwrap()).collect();
        labels.sort();
        labels.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(sorted(&["bb", "ab", "aaa", "aa"]), vec!["aa", "aaa", "ab", "bb"]);
}
