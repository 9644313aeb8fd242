//! From spans of time to numbers of blocks.

use salus_primitives::BlockNumber;
use std::time::Duration;

/// How many blocks of length `block` a span takes: rounded up, and at least one. More than can be counted is the
/// highest number.
pub fn blocks(span: Duration, block: Duration) -> BlockNumber {
    let blocks = span.as_millis().div_ceil(block.as_millis().max(1));
    BlockNumber::try_from(blocks.max(1)).unwrap_or(BlockNumber::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_should_be_in_the_chains_blocks_when_counted() {
        let (day, second) = (Duration::from_secs(24 * 60 * 60), Duration::from_secs(1));
        assert_eq!(blocks(day, 2 * second), 43_200);
        assert_eq!(blocks(day, 6 * second), 14_400);
    }

    #[test]
    fn span_should_not_be_cut_short_when_it_ends_within_a_block() {
        let second = Duration::from_secs(1);
        assert_eq!(blocks(3 * second, 2 * second), 2);
        assert_eq!(blocks(second, 6 * second), 1);
    }

    #[test]
    fn span_should_be_the_longest_there_is_when_it_cannot_be_counted() {
        assert_eq!(blocks(Duration::MAX, Duration::from_secs(2)), BlockNumber::MAX);
        assert_eq!(blocks(Duration::from_secs(1), Duration::ZERO), 1_000);
    }
}
