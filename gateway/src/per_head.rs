//! Answers of the chain that are remembered for as long as no further block is finalised.
//!
//! A gigabyte is a thousand blocks, each of which must be allowed; asking the node once every two
//! seconds decides the same as asking a thousand times.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, PoisonError},
};

/// Most answers that are remembered.
const CAPACITY: usize = 16_384;

/// Answers that hold at one finalised block.
#[derive(Debug)]
pub struct PerHead<K, V>(Mutex<(u32, HashMap<K, V>)>);

impl<K, V> Default for PerHead<K, V> {
    fn default() -> Self {
        Self(Mutex::new((0, HashMap::new())))
    }
}

impl<K: Eq + Hash, V: Clone> PerHead<K, V> {
    /// What was found for `key` at block `head`.
    pub fn get(&self, head: u32, key: &K) -> Option<V> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.0 == head {
            inner.1.get(key).cloned()
        } else {
            None
        }
    }

    /// Remembers `value` for `key` at block `head`, and forgets what was found at earlier blocks.
    pub fn insert(&self, head: u32, key: K, value: V) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.0 > head {
            return;
        }
        if inner.0 < head || inner.1.len() >= CAPACITY {
            inner.1.clear();
        }
        inner.0 = head;
        inner.1.insert(key, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_head_should_forget_when_a_further_block_is_finalised() {
        let cache = PerHead::default();
        cache.insert(5, "a", 1);
        assert_eq!(cache.get(5, &"a"), Some(1));
        assert_eq!(cache.get(6, &"a"), None);
        cache.insert(6, "b", 2);
        assert_eq!(cache.get(5, &"a"), None);
        cache.insert(5, "a", 1);
        assert_eq!(cache.get(6, &"a"), None, "an answer of the past is not an answer of now");
        assert_eq!(cache.get(6, &"b"), Some(2));
    }
}
