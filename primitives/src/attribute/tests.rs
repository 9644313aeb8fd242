#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use alloc::string::ToString;
use proptest::prelude::*;

#[test]
fn attribute_should_round_trip_when_written_as_text() {
    let attribute: Attribute = "doctor@medical-council".parse().unwrap();
    assert_eq!(attribute.name.as_str(), "doctor");
    assert_eq!(attribute.authority.as_str(), "medical-council");
    assert_eq!(attribute.to_string(), "doctor@medical-council");
    assert_eq!(attribute.at(3).to_string(), "doctor@medical-council#3");
}

#[test]
fn attribute_should_be_refused_when_a_part_is_wrong() {
    let table = [
        ("", InvalidAttribute::NoAuthority),
        ("doctor", InvalidAttribute::NoAuthority),
        ("@", InvalidAttribute::Name(InvalidLabel::Length)),
        ("@council", InvalidAttribute::Name(InvalidLabel::Length)),
        ("doctor@", InvalidAttribute::Authority(InvalidLabel::Length)),
        ("Doctor@council", InvalidAttribute::Name(InvalidLabel::Character(0))),
        (" doctor@council", InvalidAttribute::Name(InvalidLabel::Character(0))),
        ("doctor@council ", InvalidAttribute::Authority(InvalidLabel::Character(7))),
        ("doctor@council@city", InvalidAttribute::Authority(InvalidLabel::Character(7))),
        ("doctor@council#3", InvalidAttribute::Authority(InvalidLabel::Character(7))),
    ];
    for (text, reason) in table {
        assert_eq!(text.parse::<Attribute>(), Err(reason), "{text}");
    }
}

#[test]
fn hash_input_should_differ_when_the_boundary_between_the_names_moves() {
    let input = |text: &str, epoch| text.parse::<Attribute>().unwrap().at(epoch).hash_input();
    assert_ne!(input("aabb@cc", 0), input("aa@bbcc", 0));
    assert_ne!(input("aa@bb", 0), input("bb@aa", 0));
    assert_ne!(input("aa@bb", 0), input("aa@bb", 1));
}

#[test]
fn hash_input_should_stay_as_it_is_when_keys_have_been_issued() {
    let input = "doctor@council".parse::<Attribute>().unwrap().at(0x0102).hash_input();
    assert_eq!(input, [&[6 << 2][..], b"doctor", &[7 << 2], b"council", &[2, 1, 0, 0]].concat());
}

proptest! {
    #[test]
    fn attribute_should_be_itself_when_printed_or_encoded(
        name in "[a-z0-9][a-z0-9-]{0,30}[a-z0-9]", authority in "[a-z0-9][a-z0-9-]{0,30}[a-z0-9]", epoch: u32,
    ) {
        let attribute: Attribute = alloc::format!("{name}@{authority}").parse().unwrap();
        prop_assert_eq!(&attribute.to_string().parse::<Attribute>().unwrap(), &attribute);
        let at = attribute.at(epoch);
        prop_assert_eq!(EpochAttribute::decode(&mut &at.encode()[..]).unwrap(), at.clone());
        prop_assert!(at.encode().len() <= EpochAttribute::max_encoded_len());
    }
}
