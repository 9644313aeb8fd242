//! The content in segments.
//!
//! STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015, eprint 2015/189): the nonce of segment `i`
//! is a prefix, `i` in four big-endian bytes, and 1 for the last segment or 0. So a segment opens at its
//! own index only, and the content can be neither cut at a segment's edge nor continued. The prefix has
//! 19 bytes under XChaCha20-Poly1305 and 7 under AES-256-GCM-SIV.
//!
//! Segments are opened in any order, because a reader fetches the parts it wants. `aead-stream`'s
//! `Encryptor` and `Decryptor` count positions themselves; its stateless `StreamPrimitive`, used here,
//! takes the position of every call.

use crate::{
    error::{EnvelopeError, Result},
    header::Header,
    key_schedule::DataKey,
    suite::Suite,
};
use aead_stream::{NewStream, StreamBE32, StreamPrimitive};
use aes_gcm_siv::Aes256GcmSiv;
use alloc::{boxed::Box, vec::Vec};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};

/// Bytes of a sealed segment, the last one excepted: one leaf of the data pool.
pub const SEGMENT_CIPHERTEXT: usize = 1 << 20;
/// Bytes of plaintext in a segment, the last one excepted.
pub const SEGMENT_PLAINTEXT: usize = SEGMENT_CIPHERTEXT - TAG;
/// Bytes of the longest content: 2^32 segments, 4 PiB.
pub const MAX_CONTENT: u64 = MAX_SEGMENTS * SEGMENT_PLAINTEXT as u64;

pub(crate) const TAG: usize = 16;
const MAX_SEGMENTS: u64 = 1 << 32;

/// How many segments a content of `content_length` bytes has, padding included. An empty one has one empty segment.
pub fn segments(content_length: u64) -> u64 {
    content_length.div_ceil(SEGMENT_PLAINTEXT as u64).max(1)
}

/// Bytes of all sealed segments of a content of `content_length` bytes, padding included.
pub fn ciphertext_length(content_length: u64) -> u64 {
    segments(content_length).saturating_mul(TAG as u64).saturating_add(content_length)
}

/// The content's cipher, under the content's own key.
enum Cipher {
    XChaCha20Poly1305(StreamBE32<XChaCha20Poly1305>),
    /// Behind a pointer: a key schedule is long.
    Aes256GcmSiv(Box<StreamBE32<Aes256GcmSiv>>),
}

impl Cipher {
    fn new(suite: Suite, context: &[u8], key: &DataKey) -> Self {
        let content_key = key.content_key(context);
        match suite {
            Suite::XChaCha20Poly1305Stream => {
                let cipher = XChaCha20Poly1305::new((&*content_key).into());
                let prefix: [u8; 19] = key.nonce_prefix(context);
                Self::XChaCha20Poly1305(StreamBE32::from_aead(cipher, &prefix.into()))
            }
            Suite::Aes256GcmSivStream => {
                let cipher = Aes256GcmSiv::new((&*content_key).into());
                let prefix: [u8; 7] = key.nonce_prefix(context);
                Self::Aes256GcmSiv(Box::new(StreamBE32::from_aead(cipher, &prefix.into())))
            }
        }
    }

    fn encrypt(&self, place: &Place, buffer: &mut Vec<u8>) -> Result<()> {
        match self {
            Self::XChaCha20Poly1305(stream) => {
                stream.encrypt_in_place(place.position, place.last, &[], buffer)
            }
            Self::Aes256GcmSiv(stream) => stream.encrypt_in_place(place.position, place.last, &[], buffer),
        }
        .map_err(|_| EnvelopeError::NotSealed)
    }

    fn decrypt(&self, place: &Place, buffer: &mut Vec<u8>) -> Result<()> {
        match self {
            Self::XChaCha20Poly1305(stream) => {
                stream.decrypt_in_place(place.position, place.last, &[], buffer)
            }
            Self::Aes256GcmSiv(stream) => stream.decrypt_in_place(place.position, place.last, &[], buffer),
        }
        .map_err(|_| EnvelopeError::SegmentAltered { index: place.position.into() })
    }
}

/// The content's cipher and shape.
struct Content {
    cipher: Cipher,
    /// Without padding.
    length: u64,
    /// With padding.
    padded: u64,
    segments: u64,
}

/// Where a segment stands and how much it holds.
struct Place {
    position: u32,
    last: bool,
    /// Bytes of the content in it.
    plaintext: usize,
    /// The same with the padding.
    padded: usize,
}

impl Content {
    fn new(header: &Header, key: &DataKey) -> Self {
        let (length, padded) = (header.preamble.exact_length(key), header.content_length());
        let cipher = Cipher::new(header.suite(), &header.preamble.content_context(key), key);
        Self { cipher, length, padded, segments: segments(padded) }
    }

    fn place(&self, index: u64) -> Result<Place> {
        let none = EnvelopeError::NoSuchSegment { index, segments: self.segments };
        if index >= self.segments {
            return Err(none);
        }
        let before = index.saturating_mul(SEGMENT_PLAINTEXT as u64);
        let left = |length: u64| length.saturating_sub(before).min(SEGMENT_PLAINTEXT as u64) as usize;
        Ok(Place {
            position: u32::try_from(index).map_err(|_| none)?,
            last: index.saturating_add(1) == self.segments,
            plaintext: left(self.length),
            padded: left(self.padded),
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

    /// Bytes of the content in plaintext.
    pub fn length(&self) -> u64 {
        self.content.length
    }

    /// Bytes of plaintext that the next segment must have; nothing after the last one. A segment of nothing but padding
    /// has none, and is sealed all the same.
    pub fn next_length(&self) -> Option<usize> {
        self.content.place(self.next).ok().map(|place| place.plaintext)
    }

    /// Bytes that the next segment has once it is sealed; nothing after the last one.
    pub fn next_sealed_length(&self) -> Option<usize> {
        self.content.place(self.next).ok().map(|place| place.padded.saturating_add(TAG))
    }

    /// Seals the next segment.
    ///
    /// Every segment has [`SEGMENT_PLAINTEXT`] bytes; one has what is left of the length stated
    /// to [`crate::seal`], and is padded. Segments of no bytes may follow: call this until [`Self::next_length`] is none.
    ///
    /// # Errors
    /// [`EnvelopeError::SegmentLength`] if the segment has another length,
    /// [`EnvelopeError::NoSuchSegment`] after the last one.
    pub fn seal(&mut self, plaintext: &[u8]) -> Result<Vec<u8>> {
        let room = self.next_sealed_length().unwrap_or_default().max(plaintext.len());
        let mut buffer = Vec::with_capacity(room);
        buffer.extend_from_slice(plaintext);
        self.seal_in_place(&mut buffer)?;
        Ok(buffer)
    }

    /// [`Self::seal`] without a copy: the plaintext in `buffer` becomes the sealed segment. It grows to
    /// [`Self::next_sealed_length`], so a buffer with room for [`SEGMENT_CIPHERTEXT`] serves a whole content.
    ///
    /// # Errors
    /// As [`Self::seal`]; the buffer is then as it was.
    pub fn seal_in_place(&mut self, buffer: &mut Vec<u8>) -> Result<()> {
        let index = self.next;
        let place = self.content.place(index)?;
        check_length(index, place.plaintext, buffer.len())?;
        buffer.resize(place.padded, 0);
        self.content.cipher.encrypt(&place, buffer)?;
        self.next = index.saturating_add(1);
        Ok(())
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

    /// Bytes of the content in plaintext, without padding.
    pub fn length(&self) -> u64 {
        self.content.length
    }

    /// Bytes of all sealed segments together.
    pub fn ciphertext_length(&self) -> u64 {
        ciphertext_length(self.content.padded)
    }

    /// Bytes that sealed segment `index` has; nothing beyond the end.
    pub fn sealed_length(&self, index: u64) -> Option<usize> {
        self.content.place(index).ok().map(|place| place.padded.saturating_add(TAG))
    }

    /// Opens segment `index`, from 0, and takes the padding off. One of nothing but padding gives no bytes.
    ///
    /// # Errors
    /// [`EnvelopeError::NoSuchSegment`] beyond the end, [`EnvelopeError::SegmentLength`] if the bytes
    /// are not as many as the segment's, [`EnvelopeError::SegmentAltered`] if they are not what was
    /// sealed for this record, patient, length and index.
    pub fn open(&self, index: u64, ciphertext: &[u8]) -> Result<Vec<u8>> {
        let mut buffer = ciphertext.to_vec();
        self.open_in_place(index, &mut buffer)?;
        Ok(buffer)
    }

    /// [`Self::open`] without a copy: the sealed segment in `buffer` becomes the plaintext.
    ///
    /// # Errors
    /// As [`Self::open`]; the buffer then holds nothing that was decrypted.
    pub fn open_in_place(&self, index: u64, buffer: &mut Vec<u8>) -> Result<()> {
        let place = self.content.place(index)?;
        check_length(index, place.padded.saturating_add(TAG), buffer.len())?;
        let opened = self.content.cipher.decrypt(&place, buffer);
        if opened.is_err() {
            // Neither cipher leaves plaintext behind; this does not depend on it.
            buffer.clear();
        }
        buffer.truncate(place.plaintext);
        opened
    }
}
