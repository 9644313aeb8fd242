//! A large content through both directions, in a process of its own, so that the memory it takes can be
//! read from the system.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{AuthoritySecretKey, EpochPolicy};
use salus_envelope::{
    ciphertext_length, open_stream, seal, seal_stream, Binding, RecipientSecret, RecipientSuite, Recipients,
    SegmentOpener, SegmentSealer, Suite, SEGMENT_CIPHERTEXT,
};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, RecordId};
use std::{
    collections::BTreeMap,
    io::{self, Read, Write},
};

/// Not a multiple of anything.
const LENGTH: u64 = (256 << 20) + 12_345;
/// What sealing and opening may take besides what the process has already.
const ROOM: u64 = 16 << 20;

/// The content's byte at `position`.
fn byte(position: u64) -> u8 {
    (position / 8).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes()[(position % 8) as usize]
}

/// The content, made while it is read; counts what is asked for.
struct Content {
    position: u64,
    largest: usize,
}

impl Content {
    fn new() -> Self {
        Self { position: 0, largest: 0 }
    }
}

impl Read for &mut Content {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.largest = self.largest.max(buffer.len());
        let count = (LENGTH - self.position).min(buffer.len() as u64);
        for place in &mut buffer[..count as usize] {
            *place = byte(self.position);
            self.position += 1;
        }
        Ok(count as usize)
    }
}

/// Holds what is written against the content.
struct Compare(u64);

impl Write for &mut Compare {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for found in bytes {
            assert_eq!(*found, byte(self.0), "byte {}", self.0);
            self.0 += 1;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The sealed content, made while it is read.
struct SealedContent {
    sealer: SegmentSealer,
    content: Content,
    segment: Vec<u8>,
    given: usize,
}

impl Read for SealedContent {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.segment.len() {
            let Some(length) = self.sealer.next_length() else { return Ok(0) };
            self.segment.resize(length, 0);
            (&mut self.content).read_exact(&mut self.segment)?;
            self.sealer.seal_in_place(&mut self.segment).unwrap();
            self.given = 0;
        }
        let count = buffer.len().min(self.segment.len() - self.given);
        buffer[..count].copy_from_slice(&self.segment[self.given..self.given + count]);
        self.given += count;
        Ok(count)
    }
}

/// Counts what is written and keeps nothing.
struct Count(u64);

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

fn sealers(suite: Suite) -> (SegmentSealer, SegmentSealer, SegmentOpener) {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let authority = AuthoritySecretKey::generate(rng);
    let authorities = BTreeMap::from([("authority".parse().unwrap(), authority.public_key())]);
    let attribute: Attribute = "doctor@authority".parse().unwrap();
    let policy =
        EpochPolicy::new(Expression::leaf(attribute.clone()), &BTreeMap::from([(attribute, 1)])).unwrap();
    let secret = RecipientSecret::generate(RecipientSuite::XWing, rng);
    let patient = secret.public();
    let recipients =
        Recipients { policy: &policy, emergency: None, authorities: &authorities, patient: &patient };
    let binding =
        Binding { record: RecordId([1; 32]), patient: [2; 32], policy: PolicyRef { id: 1, version: 1 } };
    let (_, one) = seal(binding, LENGTH, suite, &recipients, rng).unwrap();
    let (header, two) = seal(binding, LENGTH, suite, &recipients, rng).unwrap();
    let opener = SegmentOpener::new(&header, header.data_key_for_patient(&secret).unwrap());
    (one, two, opener)
}

/// The most memory this process ever had, in bytes; `None` where the system does not tell.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kibibytes| kibibytes << 10)
}

#[test]
fn memory_should_stay_constant_when_a_large_content_is_sealed_and_opened() {
    for suite in Suite::ALL {
        let (one, two, opener) = sealers(suite);
        let before = peak_memory();

        let (mut content, mut sealed) = (Content::new(), Count(0));
        seal_stream(one, &mut content, &mut sealed).unwrap();
        assert_eq!((content.position, sealed.0), (LENGTH, ciphertext_length(LENGTH)));
        assert!(content.largest <= SEGMENT_CIPHERTEXT);

        let source = SealedContent { sealer: two, content: Content::new(), segment: Vec::new(), given: 0 };
        let mut opened = Compare(0);
        assert_eq!(open_stream(&opener, source, &mut opened).unwrap(), LENGTH);
        assert_eq!(opened.0, LENGTH);

        if let (Some(before), Some(after)) = (before, peak_memory()) {
            assert!(after - before < ROOM, "{suite:?} took {} KiB more", (after - before) >> 10);
        }
    }
}
