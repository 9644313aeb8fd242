//! Numbers of things, as people say them.

/// `1 record has`, `2 records have`.
pub fn count(number: impl TryInto<u64>, one: &str, many: &str) -> String {
    match number.try_into() {
        Ok(1) => format!("1 {one}"),
        Ok(number) => format!("{number} {many}"),
        Err(_) => format!("many {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_should_fit_the_number_when_things_are_counted() {
        assert_eq!(count(1u64, "record has", "records have"), "1 record has");
        assert_eq!(count(0usize, "record has", "records have"), "0 records have");
        assert_eq!(count(2u32, "record has", "records have"), "2 records have");
    }
}
