//! The content in segments.
//!
//! STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015, eprint 2015/189) over XChaCha20-Poly1305:
//! the nonce of segment `i` is a 19-byte prefix, `i` in four big-endian bytes, and 1 for the last
//! segment or 0. So a segment opens at its own index only, and the content can be neither cut at a
//! segment's edge nor continued.
//!
//! Segments are opened in any order, because a reader fetches the parts it wants. `aead-stream`'s
//! `Encryptor` and `Decryptor` count positions themselves; its stateless `StreamPrimitive`, used here,
//! takes the position of every call.

use crate::{
    error::{EnvelopeError, Result},
    header::Header,
    key_schedule::DataKey,
};
use aead_stream::{NewStream, Nonce, StreamBE32, StreamPrimitive};
use alloc::vec::Vec;
use chacha20poly1305::{aead::Payload, KeyInit, XChaCha20Poly1305};

/// Bytes of a sealed segment, the last one excepted: one leaf of the data pool.
pub const SEGMENT_CIPHERTEXT: usize = 1 << 20;
/// Bytes of plaintext in a segment, the last one excepted.
pub const SEGMENT_PLAINTEXT: usize = SEGMENT_CIPHERTEXT - TAG;
/// Bytes of the longest content: 2^32 segments, 4 PiB.
pub const MAX_CONTENT: u64 = MAX_SEGMENTS * SEGMENT_PLAINTEXT as u64;

const TAG: usize = 16;
const MAX_SEGMENTS: u64 = 1 << 32;

type Stream = StreamBE32<XChaCha20Poly1305>;

/// How many segments a content of `content_length` bytes has. An empty one has one empty segment.
pub fn segments(content_length: u64) -> u64 {
    content_length.div_ceil(SEGMENT_PLAINTEXT as u64).max(1)
}

/// Bytes of all sealed segments of a content of `content_length` bytes.
pub fn ciphertext_length(content_length: u64) -> u64 {
    segments(content_length).saturating_mul(TAG as u64).saturating_add(content_length)
}

/// The content's cipher and shape.
struct Content {
    stream: Stream,
    length: u64,
    segments: u64,
}

/// Where a segment stands and how much it holds.
struct Place {
    position: u32,
    last: bool,
    plaintext: usize,
}

impl Content {
    fn new(header: &Header, key: &DataKey) -> Self {
        let context = header.content_context();
        let cipher = XChaCha20Poly1305::new((&*key.content_key(&context)).into());
        let prefix: Nonce<XChaCha20Poly1305, Stream> = key.nonce_prefix(&context).into();
        let length = header.content_length();
        Self { stream: Stream::from_aead(cipher, &prefix), length, segments: segments(length) }
    }

    fn place(&self, index: u64) -> Result<Place> {
        let none = EnvelopeError::NoSuchSegment { index, segments: self.segments };
        if index >= self.segments {
            return Err(none);
        }
        let before = index.saturating_mul(SEGMENT_PLAINTEXT as u64);
        let left = self.length.saturating_sub(before).min(SEGMENT_PLAINTEXT as u64);
        Ok(Place {
            position: u32::try_from(index).map_err(|_| none)?,
            last: index.saturating_add(1) == self.segments,
            plaintext: left as usize,
        })
    }
}

fn check_length(index: u64, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        Ok(())
    } else {
        Err(EnvelopeError::SegmentLength { index, expected, found })
    }
}

/// Seals a content's segments, in order.
pub struct SegmentSealer {
    content: Content,
    next: u64,
}

impl SegmentSealer {
    pub(crate) fn new(header: &Header, key: &DataKey) -> Self {
        Self { content: Content::new(header, key), next: 0 }
    }

    /// How many segments the content has.
    pub fn segments(&self) -> u64 {
        self.content.segments
    }

    /// Seals the next segment.
    ///
    /// Every segment has [`SEGMENT_PLAINTEXT`] bytes; the last has what is left of the length stated
    /// to [`crate::seal`]. An empty content has one empty segment.
    ///
    /// # Errors
    /// [`EnvelopeError::SegmentLength`] if the segment has another length,
    /// [`EnvelopeError::NoSuchSegment`] after the last one.
    pub fn seal(&mut self, plaintext: &[u8]) -> Result<Vec<u8>> {
        let index = self.next;
        let place = self.content.place(index)?;
        check_length(index, place.plaintext, plaintext.len())?;
        let sealed = self
            .content
            .stream
            .encrypt(place.position, place.last, Payload::from(plaintext))
            .map_err(|_| EnvelopeError::NotSealed)?;
        self.next = index.saturating_add(1);
        Ok(sealed)
    }

    /// Checks that the whole content was sealed.
    ///
    /// # Errors
    /// [`EnvelopeError::Unfinished`] if segments are missing.
    pub fn finish(self) -> Result<()> {
        let segments = self.content.segments;
        if self.next == segments {
            Ok(())
        } else {
            Err(EnvelopeError::Unfinished { sealed: self.next, segments })
        }
    }
}

/// Opens a content's segments, in any order.
pub struct SegmentOpener {
    content: Content,
}

impl SegmentOpener {
    /// Prepares to open the content of `header` with the data key that the header gave.
    pub fn new(header: &Header, key: DataKey) -> Self {
        Self { content: Content::new(header, &key) }
    }

    /// How many segments the content has. Who wants all of it opens every one of them.
    pub fn segments(&self) -> u64 {
        self.content.segments
    }

    /// Opens segment `index`, from 0.
    ///
    /// # Errors
    /// [`EnvelopeError::NoSuchSegment`] beyond the end, [`EnvelopeError::SegmentLength`] if the bytes
    /// are not as many as the segment's, [`EnvelopeError::SegmentAltered`] if they are not what was
    /// sealed for this record, patient, length and index.
    pub fn open(&self, index: u64, ciphertext: &[u8]) -> Result<Vec<u8>> {
        let place = self.content.place(index)?;
        check_length(index, place.plaintext.saturating_add(TAG), ciphertext.len())?;
        self.content
            .stream
            .decrypt(place.position, place.last, Payload::from(ciphertext))
            .map_err(|_| EnvelopeError::SegmentAltered { index })
    }
}
