//! When to try again what did not work out: after pauses that double, counted in blocks.

use salus_primitives::{BlockNumber, RecordId};
use std::collections::HashMap;

/// Longest pause between two attempts, in blocks.
pub const MAX_PAUSE: u32 = 64;

/// Records that are left alone for a while.
#[derive(Default)]
pub struct Pauses(HashMap<RecordId, Pause>);

#[derive(Clone, Copy, Default)]
struct Pause {
    attempts: u32,
    until: BlockNumber,
}

impl Pauses {
    /// True if `record` can be tried at block `now`.
    pub fn is_over(&self, record: &RecordId, now: BlockNumber) -> bool {
        self.0.get(record).is_none_or(|pause| now >= pause.until)
    }

    /// Begins the next pause of `record` at block `now`: a block at first, then twice as long as the one before.
    pub fn lengthen(&mut self, record: RecordId, now: BlockNumber) {
        let pause = self.0.entry(record).or_default();
        let blocks = 1u32.checked_shl(pause.attempts).unwrap_or(MAX_PAUSE).min(MAX_PAUSE);
        pause.attempts = pause.attempts.saturating_add(1);
        pause.until = now.saturating_add(blocks);
    }

    /// Leaves `record` alone until block `until`, however long its next pause will be.
    pub fn set(&mut self, record: RecordId, until: BlockNumber) {
        self.0.entry(record).or_default().until = until;
    }

    /// Begins with the shortest pause again, should `record` need one.
    pub fn forget(&mut self, record: &RecordId) {
        self.0.remove(record);
    }

    /// Forgets all records but those that `keep` names.
    pub fn retain(&mut self, keep: impl Fn(&RecordId) -> bool) {
        self.0.retain(|record, _| keep(record));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects)]

    use super::*;

    const ID: RecordId = RecordId([1; 32]);

    #[test]
    fn pause_should_double_up_to_its_bound_when_nothing_works_out() {
        let (mut pauses, mut now) = (Pauses::default(), 100);
        for expected in [1, 2, 4, 8, 16, 32, 64, 64].into_iter().chain([MAX_PAUSE; 60]) {
            assert!(pauses.is_over(&ID, now));
            pauses.lengthen(ID, now);
            assert!(!pauses.is_over(&ID, now + expected - 1));
            now += expected;
        }
        pauses.forget(&ID);
        pauses.lengthen(ID, now);
        assert!(pauses.is_over(&ID, now + 1), "it begins again");
    }

    #[test]
    fn pause_should_be_another_record_s_when_it_is_not_this_one_s() {
        let mut pauses = Pauses::default();
        pauses.set(ID, 200);
        assert!(!pauses.is_over(&ID, 199) && pauses.is_over(&ID, 200));
        assert!(pauses.is_over(&RecordId([2; 32]), 0));
        pauses.retain(|record| *record != ID);
        assert!(pauses.is_over(&ID, 0));
    }
}
