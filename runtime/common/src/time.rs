//! How long a block of the stand-alone chain takes. Spans of time are counted in blocks.

use salus_primitives::BlockNumber;

/// Milliseconds from one block to the next.
///
/// Whoever opens a record waits for a block and its finality, so blocks are as short as the
/// consensus of a few dozen known machines allows.
pub const MILLISECS_PER_BLOCK: u64 = 2_000;
/// Milliseconds of a slot of BABE: one block.
pub const SLOT_DURATION: u64 = MILLISECS_PER_BLOCK;

/// Blocks in a minute.
pub const MINUTES: BlockNumber = 30;
/// Blocks in an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * HOURS;

/// Blocks in a session: two minutes. A change of the validators takes effect after two.
pub const EPOCH_DURATION_IN_BLOCKS: BlockNumber = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_should_be_sixty_seconds_when_counted_in_blocks() {
        assert_eq!(u64::from(MINUTES) * MILLISECS_PER_BLOCK, 60_000);
    }
}
