//! Block times as people read them.

use salus_primitives::Moment;

/// Milliseconds since the Unix epoch as `YYYY-MM-DD hh:mm:ss`, UTC.
pub fn utc(moment: Moment) -> String {
    let seconds = moment / 1000;
    let (days, clock) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// [`utc`] without seconds.
pub fn utc_minute(moment: Moment) -> String {
    let mut text = utc(moment);
    text.truncate(text.len().saturating_sub(3));
    text
}

/// Year, month and day of the day that lies `days` after 1970-01-01 in the Gregorian calendar.
///
/// Counts from 0000-03-01, so that the leap day ends a year, in eras of 400 years (H. Hinnant,
/// "chrono-compatible low-level date algorithms", civil_from_days).
fn date(days: u64) -> (u64, u64, u64) {
    let shifted = days.saturating_add(719_468);
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let leaps = (day_of_era / 1460).saturating_add(day_of_era / 146_096);
    let centuries = day_of_era / 36_524;
    let year_of_era = day_of_era.saturating_add(centuries).saturating_sub(leaps) / 365;
    let before =
        year_of_era.saturating_mul(365).saturating_add(year_of_era / 4).saturating_sub(year_of_era / 100);
    let day_of_year = day_of_era.saturating_sub(before);
    let shifted_month = day_of_year.saturating_mul(5).saturating_add(2) / 153;
    let month_start = shifted_month.saturating_mul(153).saturating_add(2) / 5;
    let day = day_of_year.saturating_sub(month_start).saturating_add(1);
    let month =
        if shifted_month < 10 { shifted_month.saturating_add(3) } else { shifted_month.saturating_sub(9) };
    let year = era.saturating_mul(400).saturating_add(year_of_era).saturating_add(u64::from(month <= 2));
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moment_should_be_written_in_utc_when_shown() {
        assert_eq!(utc(0), "1970-01-01 00:00:00");
        assert_eq!(utc(951_782_400_000), "2000-02-29 00:00:00");
        assert_eq!(utc(1_709_251_199_999), "2024-02-29 23:59:59");
        assert_eq!(utc(1_735_689_600_000), "2025-01-01 00:00:00");
        assert_eq!(utc(4_107_542_400_000), "2100-03-01 00:00:00");
    }
}
