//! Mutations of valid inputs, and noise; the same every time.

use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

/// Bytes that parsers stumble over more often than over others.
const EDGES: [u8; 8] = [0, 1, 2, 0x7f, 0x80, 0xc0, 0xfe, 0xff];

/// An endless list of inputs.
pub struct Mutations<'a> {
    seeds: &'a [Vec<u8>],
    rng: ChaCha20Rng,
}

impl<'a> Mutations<'a> {
    pub fn of(seeds: &'a [Vec<u8>]) -> Self {
        Self { seeds, rng: ChaCha20Rng::seed_from_u64(1) }
    }

    /// A number below `bound`, which is not zero.
    fn below(&mut self, bound: usize) -> usize {
        self.rng.next_u32() as usize % bound
    }

    fn noise(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; self.below(most + 1)];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        let at = self.below(bytes.len() + 1);
        // Beginnings hold versions, kinds and counts, and are short.
        let near = self.below(bytes.len().min(8) + 1);
        match self.below(9) {
            0 => bytes.truncate(at),
            1 => bytes.truncate(near),
            2 => {
                let more = self.noise(20);
                bytes.splice(at..at, more);
            }
            3 => {
                let end = at + self.below(bytes.len() - at + 1);
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            4 => {
                let edge = EDGES[self.below(EDGES.len())];
                let end = bytes.len().min(at + 1 + self.below(4));
                bytes[at..end].fill(edge);
            }
            5 if near < bytes.len() => bytes[near] = EDGES[self.below(EDGES.len())],
            6 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
            7 if at < bytes.len() => bytes[at] = self.rng.next_u32() as u8,
            8 => {
                // The end of another seed.
                let other = self.below(self.seeds.len());
                let from = self.seeds[other].len().min(at);
                bytes.truncate(at);
                bytes.extend_from_slice(&self.seeds[other][from..]);
            }
            _ => {}
        }
    }
}

impl Iterator for Mutations<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let which = self.below(self.seeds.len() + 1);
        let mut bytes = match self.seeds.get(which) {
            Some(seed) => seed.clone(),
            None => {
                // Noise, mostly behind the beginning of something valid.
                let seed = &self.seeds[self.below(self.seeds.len())];
                let kept = self.below(seed.len().min(8) + 1);
                let mut bytes = seed[..kept].to_vec();
                bytes.extend(self.noise(300));
                bytes
            }
        };
        for _ in 0..=self.below(3) {
            self.mutate(&mut bytes);
        }
        Some(bytes)
    }
}
