//! When blocks come, as far as can be foretold.

use crate::{plural::count, time::utc_minute};
use salus_client::{Chain, ChainError};
use salus_primitives::{BlockNumber, Moment};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells block numbers as times; knows nothing if the node told nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock(Option<Pace>);

#[derive(Clone, Copy, Debug)]
struct Pace {
    /// The last final block, which came about now.
    block: BlockNumber,
    now: Moment,
    /// Milliseconds from one block to the next.
    step: u64,
}

impl Clock {
    /// The clock of `chain`.
    pub async fn of(chain: &Chain) -> Self {
        let read = async {
            let step = u64::try_from(chain.block_time().await?.as_millis()).unwrap_or(u64::MAX);
            Ok::<_, ChainError>((chain.finalized_number().await?, step))
        };
        let Ok((block, step)) = read.await else { return Self(None) };
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(Some(Pace { block, now: u64::try_from(now.as_millis()).unwrap_or_default(), step }))
    }

    /// `2026-12-03 14:00 UTC, block 15768273`.
    pub fn tell(&self, block: BlockNumber) -> String {
        match &self.0 {
            Some(pace) => format!("{} UTC, block {block}", utc_minute(pace.moment(block))),
            None => format!("block {block}"),
        }
    }

    /// `900 blocks, about 30 minutes`.
    pub fn span(&self, blocks: BlockNumber) -> String {
        let told = count(blocks, "block", "blocks");
        match &self.0 {
            Some(pace) => format!("{told}, about {}", spoken(u64::from(blocks).saturating_mul(pace.step))),
            None => told,
        }
    }

    /// The last final block, if it is known.
    pub fn block(&self) -> Option<BlockNumber> {
        self.0.map(|pace| pace.block)
    }
}

impl Pace {
    fn moment(&self, block: BlockNumber) -> Moment {
        let span = u64::from(block.abs_diff(self.block)).saturating_mul(self.step);
        if block >= self.block {
            self.now.saturating_add(span)
        } else {
            self.now.saturating_sub(span)
        }
    }
}

/// A span of `millis` in the largest unit of which there are two at least.
fn spoken(millis: u64) -> String {
    const UNITS: [(u64, &str, &str); 3] =
        [(86_400_000, "day", "days"), (3_600_000, "hour", "hours"), (60_000, "minute", "minutes")];
    let fits = |unit: u64| millis >= unit.saturating_mul(2);
    let (unit, one, many) =
        UNITS.into_iter().find(|(unit, ..)| fits(*unit)).unwrap_or((1_000, "second", "seconds"));
    count(millis.checked_div(unit).unwrap_or_default(), one, many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn block_should_be_told_with_its_time_when_the_pace_is_known() {
        let clock = Clock(Some(Pace { block: 100, now: 1_735_689_600_000, step: 2_000 }));
        assert_eq!(clock.tell(100), "2025-01-01 00:00 UTC, block 100");
        assert_eq!(clock.tell(1_900), "2025-01-01 01:00 UTC, block 1900");
        assert_eq!(clock.tell(70), "2024-12-31 23:59 UTC, block 70");
    }

    #[test]
    fn span_should_be_told_in_the_largest_unit_that_fits_when_the_pace_is_known() {
        let clock = Clock(Some(Pace { block: 100, now: 0, step: 2_000 }));
        assert_eq!(clock.span(900), "900 blocks, about 30 minutes");
        assert_eq!(clock.span(43_200), "43200 blocks, about 24 hours");
        assert_eq!(clock.span(302_400), "302400 blocks, about 7 days");
        assert_eq!(clock.span(1), "1 block, about 2 seconds");
        assert_eq!(Clock::default().span(7), "7 blocks");
    }

    #[test]
    fn block_should_be_told_alone_when_the_pace_is_unknown() {
        assert_eq!(Clock::default().tell(7), "block 7");
    }
}
