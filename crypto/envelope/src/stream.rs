//! Whole contents and parts of them, from a reader to a writer, in the memory of one segment.

use crate::{
    error::EnvelopeError,
    segment::{SegmentOpener, SegmentSealer, SEGMENT_CIPHERTEXT, SEGMENT_PLAINTEXT},
};
use alloc::vec::Vec;
use core::ops::Range;
use std::io::{self, Read, Seek, SeekFrom, Write};
use zeroize::Zeroizing;

/// Why a content did not go through.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StreamError {
    /// A segment could not be sealed or opened.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The source has other bytes than the content's length says.
    #[error("the source {0} the {1} bytes that were announced")]
    Length(Fault, u64),
    /// The part that was asked for is not in the content.
    #[error("bytes {start} to {end} are not in the content, which has {length}")]
    Range {
        /// The first byte that was asked for.
        start: u64,
        /// The first byte after it.
        end: u64,
        /// Bytes of the content.
        length: u64,
    },
    /// The source or the sink failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What is wrong with a source's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It ends too early.
    EndsBefore,
    /// It goes on too long.
    GoesOnAfter,
}

impl core::fmt::Display for Fault {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::EndsBefore => "ends before",
            Self::GoesOnAfter => "goes on after",
        })
    }
}

type Result<T> = core::result::Result<T, StreamError>;

/// A buffer for one segment, wiped when dropped. All that these functions allocate.
fn buffer() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(SEGMENT_CIPHERTEXT))
}

/// Reads exactly `length` bytes into `buffer`; false if the source ends before.
fn fill(source: &mut impl Read, buffer: &mut Vec<u8>, length: usize) -> io::Result<bool> {
    // What is in it is overwritten, so it is not cleared first.
    buffer.resize(length, 0);
    match source.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

fn at_end(source: &mut impl Read) -> io::Result<bool> {
    let mut byte = Zeroizing::new([0; 1]);
    match source.read_exact(byte.as_mut_slice()) {
        Ok(()) => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(true),
        Err(error) => Err(error),
    }
}

/// Seals the whole of `source` into `sink`, one segment in memory at a time.
///
/// # Errors
/// [`StreamError::Length`] if the source has more or fewer bytes than were stated to [`crate::seal`];
/// what was written is then not a content and opens as none. [`StreamError::Io`].
pub fn seal_stream(mut sealer: SegmentSealer, mut source: impl Read, mut sink: impl Write) -> Result<()> {
    let announced = sealer.length();
    let mut buffer = buffer();
    while let Some(length) = sealer.next_length() {
        if !fill(&mut source, &mut buffer, length)? {
            return Err(StreamError::Length(Fault::EndsBefore, announced));
        }
        sealer.seal_in_place(&mut buffer)?;
        sink.write_all(&buffer)?;
    }
    if !at_end(&mut source)? {
        return Err(StreamError::Length(Fault::GoesOnAfter, announced));
    }
    sealer.finish()?;
    sink.flush()?;
    Ok(())
}

/// Opens the whole of `source` into `sink`, one segment in memory at a time, and returns the bytes
/// written.
///
/// Whatever was written is authentic, but it is the whole content only once this returns.
///
/// # Errors
/// [`StreamError::Envelope`] names a segment that was altered or is out of place,
/// [`StreamError::Length`] a source that was cut or continued, [`StreamError::Io`].
pub fn open_stream(opener: &SegmentOpener, mut source: impl Read, mut sink: impl Write) -> Result<u64> {
    let announced = opener.ciphertext_length();
    let mut buffer = buffer();
    let mut index = 0u64;
    while let Some(length) = opener.sealed_length(index) {
        if !fill(&mut source, &mut buffer, length)? {
            return Err(StreamError::Length(Fault::EndsBefore, announced));
        }
        opener.open_in_place(index, &mut buffer)?;
        sink.write_all(&buffer)?;
        index = index.saturating_add(1);
    }
    if !at_end(&mut source)? {
        return Err(StreamError::Length(Fault::GoesOnAfter, announced));
    }
    sink.flush()?;
    Ok(opener.length())
}

/// Opens the bytes `range` of the content into `sink`, reading the segments they lie in and no others.
///
/// # Errors
/// [`StreamError::Range`] if the content does not have these bytes, and as [`open_stream`]; that the
/// source has the right length is not looked at.
pub fn open_range(
    opener: &SegmentOpener,
    range: Range<u64>,
    mut source: impl Read + Seek,
    mut sink: impl Write,
) -> Result<()> {
    let Range { start, end } = range;
    let length = opener.length();
    if start > end || end > length {
        return Err(StreamError::Range { start, end, length });
    }
    let whole = SEGMENT_PLAINTEXT as u64;
    let mut buffer = buffer();
    let mut at = start;
    while at < end {
        let (index, skipped) = (at.div_euclid(whole), at.rem_euclid(whole));
        let sealed = opener.sealed_length(index).ok_or(StreamError::Range { start, end, length })?;
        source.seek(SeekFrom::Start(index.saturating_mul(SEGMENT_CIPHERTEXT as u64)))?;
        if !fill(&mut source, &mut buffer, sealed)? {
            return Err(StreamError::Length(Fault::EndsBefore, opener.ciphertext_length()));
        }
        opener.open_in_place(index, &mut buffer)?;
        let wanted = end.saturating_sub(at).saturating_add(skipped).min(buffer.len() as u64);
        let part = buffer
            .get(skipped as usize..wanted as usize)
            .filter(|part| !part.is_empty())
            .ok_or(StreamError::Range { start, end, length })?;
        sink.write_all(part)?;
        at = at.saturating_add(part.len() as u64);
    }
    sink.flush()?;
    Ok(())
}
