//! Spans of time as people say them, in blocks.

use salus_primitives::BlockNumber;
use std::str::FromStr;

/// Seconds between two blocks.
const SECONDS_PER_BLOCK: u64 = 2;

/// A span of time, in blocks of two seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span(pub BlockNumber);

/// The text is not a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidSpan;

impl std::fmt::Display for InvalidSpan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a span is a number with s, m, h, d, w or y, such as 90m or 30d, up to about 270 years")
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
        let seconds = number.checked_mul(unit).ok_or(InvalidSpan)?;
        let blocks = seconds.div_ceil(SECONDS_PER_BLOCK);
        match BlockNumber::try_from(blocks) {
            Ok(blocks) if blocks > 0 => Ok(Self(blocks)),
            _ => Err(InvalidSpan),
        }
    }
}

impl Span {
    /// The block that lies this span after `now`.
    pub fn after(self, now: BlockNumber) -> BlockNumber {
        now.saturating_add(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_should_be_in_blocks_of_two_seconds_when_parsed() {
        assert_eq!("30d".parse(), Ok(Span(1_296_000)));
        assert_eq!("90m".parse(), Ok(Span(2700)));
        assert_eq!("3s".parse(), Ok(Span(2)));
        assert_eq!("1y".parse::<Span>().map(|span| span.after(5)), Ok(15_768_005));
    }

    #[test]
    fn span_should_be_refused_when_it_is_not_one() {
        for text in ["", "d", "30", "30x", "0d", "-1d", "1.5h", "99999999999y", "30 d", "30dd"] {
            assert_eq!(text.parse::<Span>(), Err(InvalidSpan), "{text}");
        }
    }
}
