//! Records that one task at a time is busy with.

use salus_primitives::RecordId;
use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

/// Records that are claimed.
#[derive(Clone, Default)]
pub struct Claims(Arc<Mutex<HashSet<RecordId>>>);

/// A record is claimed for as long as this lives.
pub struct Claim {
    claims: Claims,
    record: RecordId,
}

impl Claims {
    /// Claims `record`, unless another task did.
    pub fn claim(&self, record: RecordId) -> Option<Claim> {
        let mut claimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.insert(record).then(|| Claim { claims: self.clone(), record })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut claimed = self.claims.0.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.remove(&self.record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_should_be_claimed_by_one_at_a_time_when_two_want_it() {
        let claims = Claims::default();
        let first = claims.claim(RecordId([1; 32]));
        assert!(first.is_some());
        assert!(claims.claim(RecordId([1; 32])).is_none());
        assert!(claims.claim(RecordId([2; 32])).is_some());
        drop(first);
        assert!(claims.claim(RecordId([1; 32])).is_some());
    }
}
