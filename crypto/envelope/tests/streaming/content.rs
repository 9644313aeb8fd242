//! A content of any length that is nowhere as a whole: made while it is read, compared while it is written.

use rand_chacha::{
    rand_core::{Rng, SeedableRng},
    ChaCha20Rng,
};
use salus_envelope::{SegmentSealer, SEGMENT_CIPHERTEXT};
use std::{
    io::{self, Read, Write},
    sync::LazyLock,
};

/// The content repeats this. Its length is prime, so that no two segments are equal.
static PATTERN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut pattern = vec![0; 65_521];
    ChaCha20Rng::seed_from_u64(7).fill_bytes(&mut pattern);
    pattern
});

/// Calls `part` with the content's bytes from `position` on, piece by piece, until `count` of them are done.
fn pieces(position: u64, count: usize, mut part: impl FnMut(usize, &[u8])) {
    let mut done = 0;
    while done < count {
        let from = ((position + done as u64) % PATTERN.len() as u64) as usize;
        let until = PATTERN.len().min(from + count - done);
        part(done, &PATTERN[from..until]);
        done += until - from;
    }
}

/// The content, made while it is read; notices the longest piece that is asked for.
pub struct Content {
    length: u64,
    pub position: u64,
    pub largest: usize,
}

impl Content {
    pub fn new(length: u64) -> Self {
        Self { length, position: 0, largest: 0 }
    }
}

impl Read for &mut Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.largest = self.largest.max(buffer.len());
        let count = (self.length - self.position).min(buffer.len() as u64) as usize;
        pieces(self.position, count, |at, piece| buffer[at..at + piece.len()].copy_from_slice(piece));
        self.position += count as u64;
        Ok(count)
    }
}

/// Holds what is written against the content, and keeps nothing.
pub struct Compare(pub u64);

impl Write for &mut Compare {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let position = self.0;
        pieces(position, bytes.len(), |at, piece| {
            assert!(bytes[at..at + piece.len()] == *piece, "behind byte {}", position + at as u64);
        });
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The sealed content, made while it is read.
pub struct SealedContent {
    sealer: SegmentSealer,
    content: Content,
    segment: Vec<u8>,
    given: usize,
}

impl SealedContent {
    pub fn new(sealer: SegmentSealer, length: u64) -> Self {
        Self { sealer, content: Content::new(length), segment: Vec::new(), given: 0 }
    }
}

impl Read for SealedContent {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.segment.len() {
            let Some(length) = self.sealer.next_length() else { return Ok(0) };
            self.segment.resize(length, 0);
            (&mut self.content).read_exact(&mut self.segment)?;
            self.sealer.seal_in_place(&mut self.segment).map_err(io::Error::other)?;
            self.given = 0;
        }
        let count = buffer.len().min(self.segment.len() - self.given);
        buffer[..count].copy_from_slice(&self.segment[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// Counts what is written, in pieces of a segment at most, and keeps nothing.
pub struct Count(pub u64);

impl Write for &mut Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        assert!(bytes.len() <= SEGMENT_CIPHERTEXT);
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
