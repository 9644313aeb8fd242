//! Spans of time as people say them.

use std::{str::FromStr, time::Duration};

/// A span of time. How many blocks it takes, the chain tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub Duration);

/// The text is not a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSpan;

/// Seconds of the longest span: 250 years of 365 days, which is less than the chain's blocks can be numbered for.
const LONGEST: u64 = 250 * 365 * 24 * 60 * 60;

impl std::fmt::Display for InvalidSpan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a span is a number with s, m, h, d, w or y, such as 90m or 30d, up to 250 years")
    }
}

impl std::error::Error for InvalidSpan {}

impl FromStr for Span {
    type Err = InvalidSpan;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let unit: u64 = match text.get(digits.len()..) {
            Some("s") => 1,
            Some("m") => 60,
            Some("h") => 60 * 60,
            Some("d") => 24 * 60 * 60,
            Some("w") => 7 * 24 * 60 * 60,
            Some("y") => 365 * 24 * 60 * 60,
            _ => return Err(InvalidSpan),
        };
        let number: u64 = digits.parse().map_err(|_| InvalidSpan)?;
        match number.checked_mul(unit) {
            Some(seconds @ 1..=LONGEST) => Ok(Self(Duration::from_secs(seconds))),
            _ => Err(InvalidSpan),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_should_be_of_its_unit_when_parsed() {
        let span = |seconds| Ok(Span(Duration::from_secs(seconds)));
        assert_eq!("30d".parse(), span(2_592_000));
        assert_eq!("90m".parse(), span(5_400));
        assert_eq!("3s".parse(), span(3));
        assert_eq!("250y".parse(), span(LONGEST));
    }

    #[test]
    fn span_should_be_refused_when_it_is_not_one() {
        for text in ["", "d", "30", "30x", "0d", "-1d", "1.5h", "99999999999y", "251y", "30 d", "30dd"] {
            assert_eq!(text.parse::<Span>(), Err(InvalidSpan), "{text}");
        }
    }
}
