//! Chance that can be repeated.

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014): small, and the same
/// on every machine.
pub struct Random(u64);

impl Random {
    /// Always the same numbers for the same `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of the numbers below `bound`, which must not be none.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    /// True in `percent` of a hundred cases.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, unless there is none.
    pub fn pick<T>(&mut self, mut choices: Vec<T>) -> Option<T> {
        (!choices.is_empty()).then(|| choices.swap_remove(self.below(choices.len())))
    }

    /// At most `most` of `choices`, and none twice.
    pub fn some<T>(&mut self, mut choices: Vec<T>, most: usize) -> Vec<T> {
        let wanted = self.below(most) + 1;
        let mut chosen = Vec::new();
        while chosen.len() < wanted && !choices.is_empty() {
            chosen.push(choices.swap_remove(self.below(choices.len())));
        }
        chosen
    }

    /// 32 bytes.
    pub fn digest(&mut self) -> [u8; 32] {
        let mut digest = [0; 32];
        for part in digest.chunks_mut(8) {
            part.copy_from_slice(&self.next().to_le_bytes());
        }
        digest
    }
}
