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
fn purpose_should_have_its_hl7_code_when_written() {
    for (purpose, code) in PURPOSES {
        assert_eq!(purpose.to_string(), code);
        assert_eq!(code.parse(), Ok(purpose));
        assert_eq!(code.to_ascii_lowercase().parse(), Ok(purpose));
    }
}

#[test]
fn purpose_should_be_refused_when_the_code_is_unknown() {
    for text in ["", "TREATMENT", "TREA", " TREAT", "TREAT ", "MARKETING"] {
        assert_eq!(text.parse::<Purpose>(), Err(UnknownPurpose), "{text}");
    }
    for (_, code) in PURPOSES {
        assert!(UnknownPurpose.to_string().contains(code));
    }
}

#[test]
fn purpose_should_keep_its_index_when_hashed_into_trails() {
    for (index, (purpose, _)) in PURPOSES.into_iter().enumerate() {
        assert_eq!(purpose.encode(), [index as u8]);
        // A set has the bit of the same number.
        assert_eq!(PurposeSet::EMPTY.with(purpose).encode(), [1 << index]);
    }
    assert!(Purpose::decode(&mut &[7][..]).is_err());
}

#[test]
fn set_should_be_refused_when_a_bit_stands_for_no_purpose() {
    for bits in 0..=u8::MAX {
        let decoded = PurposeSet::decode(&mut &[bits][..]);
        assert_eq!(decoded.is_ok(), bits < 0x80, "{bits:#010b}");
        if let Ok(set) = decoded {
            assert_eq!(set.encode(), [bits]);
            assert_eq!(set.iter().collect::<PurposeSet>(), set);
            assert_eq!(set.iter().count() as u32, bits.count_ones());
            assert_eq!(set.is_empty(), bits == 0);
        }
    }
}

proptest! {
    #[test]
    fn set_should_contain_exactly_what_was_put_in_when_in_any_order(chosen in prop::collection::vec(0usize..7, 0..12)) {
        let set: PurposeSet = chosen.iter().map(|index| PURPOSES[*index].0).collect();
        for (index, (purpose, _)) in PURPOSES.into_iter().enumerate() {
            prop_assert_eq!(set.contains(purpose), chosen.contains(&index));
        }
        let listed = Vec::from(set);
        prop_assert!(listed.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
