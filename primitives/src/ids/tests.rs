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
fn record_id_should_be_refused_when_it_is_not_64_digits() {
    let digits = "ab".repeat(32);
    for text in [
        "",
        "0x",
        &digits[1..],
        &digits[2..],
        "0x0",
        &"zz".repeat(32),
        &alloc::format!("0x0x{digits}"),
        &alloc::format!("{digits}00"),
        &alloc::format!(" {digits}"),
    ] {
        assert_eq!(text.parse::<RecordId>(), Err(InvalidRecordId), "{text}");
    }
}

#[test]
fn record_id_should_be_taken_when_digits_are_of_any_case_with_or_without_prefix() {
    let id = RecordId([0xab; 32]);
    let digits = "ab".repeat(32);
    for text in [digits.clone(), digits.to_uppercase(), alloc::format!("0x{digits}")] {
        assert_eq!(text.parse(), Ok(id));
    }
    assert_eq!(id.to_string(), alloc::format!("0x{digits}"));
}

proptest! {
    #[test]
    fn record_id_should_be_itself_when_printed(bytes: [u8; 32]) {
        prop_assert_eq!(RecordId(bytes).to_string().parse(), Ok(RecordId(bytes)));
    }
}
