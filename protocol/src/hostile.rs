//! Hostile bytes for the tests of parsers: noise, and valid encodings mutated, the same every time.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use rand::{rngs::StdRng, Rng, RngExt, SeedableRng};

/// How many inputs each attack makes.
const ROUNDS: u32 = 4000;

/// Calls `parse` with noise and with mutations of `valid`.
pub(crate) fn attack(valid: &[Vec<u8>], mut parse: impl FnMut(&[u8])) {
    let rng = &mut StdRng::seed_from_u64(1);
    for round in 0..ROUNDS {
        let mut bytes = match valid.get(round as usize % (valid.len() + 1)) {
            Some(valid) => valid.clone(),
            None => noise(rng, 300),
        };
        for _ in 0..rng.random_range(0..4) {
            mutate(rng, &mut bytes);
        }
        parse(&bytes);
    }
}

fn noise(rng: &mut StdRng, most: usize) -> Vec<u8> {
    let mut bytes = vec![0; rng.random_range(0..=most)];
    rng.fill_bytes(&mut bytes);
    bytes
}

fn mutate(rng: &mut StdRng, bytes: &mut Vec<u8>) {
    let at = rng.random_range(0..=bytes.len());
    match rng.random_range(0..5) {
        0 => bytes.truncate(at),
        1 => {
            let more = noise(rng, 20);
            bytes.splice(at..at, more);
        }
        2 => {
            let end = rng.random_range(at..=bytes.len());
            let part = bytes[at..end].to_vec();
            bytes.splice(at..at, part);
        }
        3 => {
            let end = bytes.len().min(at + 4);
            bytes[at..end].fill([0, 0x7f, 0x80, 0xff][rng.random_range(0..4)]);
        }
        _ if at < bytes.len() => bytes[at] = rng.random(),
        _ => {}
    }
}
