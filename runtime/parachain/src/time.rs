//! How long a block takes. Spans of time are counted in blocks: those of the stand-alone chain, of two
//! seconds, are three times as many for the same span.

use salus_primitives::BlockNumber;

/// Milliseconds from one block to the next: a slot of the relay chain.
pub const MILLISECS_PER_BLOCK: u64 = 6_000;
/// Milliseconds of a collator's turn: one block.
pub const SLOT_DURATION: u64 = MILLISECS_PER_BLOCK;

/// Blocks in a minute.
pub const MINUTES: BlockNumber = 10;
/// Blocks in an hour.
pub const HOURS: BlockNumber = 60 * MINUTES;
/// Blocks in a day.
pub const DAYS: BlockNumber = 24 * HOURS;

/// Blocks in a session: two minutes, as on the stand-alone chain. A change of the collators takes effect
/// after two.
pub const SESSION: BlockNumber = 2 * MINUTES;
