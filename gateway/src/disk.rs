//! What a failure of the disk means: one that is full is not one that is broken.

use object_store::Error as StoreError;
use std::{error::Error, io};

/// SQLite's code for a database that cannot grow.
const SQLITE_FULL: u32 = 13;
/// The primary code is the low byte of SQLite's extended ones.
const PRIMARY: u32 = 0xff;

/// True if `error`, or what caused it, is that the disk or the account's share of it is full.
pub fn is_full(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let kind = error.downcast_ref::<io::Error>().map(io::Error::kind);
        if matches!(kind, Some(io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)) {
            return true;
        }
        // An error inside an `io::Error` is not its source but its content.
        cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    false
}

/// True if the database cannot grow.
pub fn is_database_full(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    let code = code.and_then(|code| code.parse::<u32>().ok());
    code.is_some_and(|code| code & PRIMARY == SQLITE_FULL) || is_full(error)
}

/// True if the data pool's disk is full.
pub fn is_store_full(error: &StoreError) -> bool {
    is_full(error)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn disk_should_count_as_full_when_the_cause_says_so_however_deep() {
        let full = || io::Error::from(io::ErrorKind::StorageFull);
        let generic = StoreError::Generic { store: "fake", source: Box::new(io::Error::other(full())) };
        assert!(is_full(&full()));
        assert!(is_store_full(&generic));
        let other = StoreError::Generic { store: "fake", source: "another reason".into() };
        assert!(!is_store_full(&other));
        assert!(!is_full(&io::Error::from(io::ErrorKind::PermissionDenied)));
    }
}
