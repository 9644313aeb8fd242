//! Whole contents, in chunks of any size and the memory of one segment.

use crate::{
    error::{Refusal, Result},
    header::{DataKey, Header},
    input::{append, check, forgetting, joined, output},
};
use js_sys::Uint8Array;
use salus_envelope::{Fault, SegmentOpener, SegmentSealer, StreamError};
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroizing;

/// What makes a segment's output of its input.
trait Segments {
    /// Bytes of input that the next segment takes; nothing after the last one.
    fn next_length(&self) -> Option<usize>;
    /// Bytes of a segment before or after, whichever are more.
    fn room(&self) -> usize;
    /// Bytes of input that the content has.
    fn announced(&self) -> u64;
    /// Turns the next segment's input in `buffer` into its output.
    fn next(&mut self, buffer: &mut Vec<u8>) -> Result<()>;
}

struct Sealing(SegmentSealer);

impl Segments for Sealing {
    fn next_length(&self) -> Option<usize> {
        self.0.next_length()
    }

    fn room(&self) -> usize {
        self.0.next_sealed_length().unwrap_or_default()
    }

    fn announced(&self) -> u64 {
        self.0.length()
    }

    fn next(&mut self, buffer: &mut Vec<u8>) -> Result<()> {
        Ok(self.0.seal_in_place(buffer)?)
    }
}

struct Opening {
    opener: SegmentOpener,
    index: u64,
}

impl Segments for Opening {
    fn next_length(&self) -> Option<usize> {
        self.opener.sealed_length(self.index)
    }

    fn room(&self) -> usize {
        self.opener.sealed_length(self.index).unwrap_or_default()
    }

    fn announced(&self) -> u64 {
        self.opener.ciphertext_length()
    }

    fn next(&mut self, buffer: &mut Vec<u8>) -> Result<()> {
        self.opener.open_in_place(self.index, buffer)?;
        self.index = self.index.saturating_add(1);
        Ok(())
    }
}

/// A content on its way through.
struct Passage<S> {
    segments: S,
    /// The input of the next segment, as far as it has come.
    buffer: Zeroizing<Vec<u8>>,
}

fn length_error(fault: Fault, announced: u64) -> Refusal {
    Refusal::new("ContentLength", StreamError::Length(fault, announced).to_string())
}

impl<S: Segments> Passage<S> {
    fn new(segments: S) -> Self {
        // Never grown afterwards: growing would leave a copy behind.
        let room = segments.room();
        Self { segments, buffer: Zeroizing::new(Vec::with_capacity(room)) }
    }

    /// Takes `chunk` and returns the outputs of the segments that it completes.
    fn push(&mut self, chunk: &Uint8Array) -> Result<Vec<Uint8Array>> {
        let mut outputs = Vec::new();
        let mut at = 0;
        while at < chunk.length() {
            let missing = self.segments.next_length().unwrap_or_default().saturating_sub(self.buffer.len());
            if missing == 0 {
                return Err(length_error(Fault::GoesOnAfter, self.segments.announced()));
            }
            // A segment's length, so it has 32 bits.
            let until = at.saturating_add(missing as u32).min(chunk.length());
            append(&mut self.buffer, &chunk.subarray(at, until));
            at = until;
            if self.segments.next_length() == Some(self.buffer.len()) {
                outputs.push(self.complete()?);
            }
        }
        Ok(outputs)
    }

    /// Takes the end of the input.
    fn finish(&mut self) -> Result<Vec<Uint8Array>> {
        let mut outputs = Vec::new();
        // Segments of nothing but padding, which no chunk completes.
        while self.segments.next_length() == Some(0) {
            outputs.push(self.complete()?);
        }
        match self.segments.next_length() {
            None => Ok(outputs),
            Some(_) => Err(length_error(Fault::EndsBefore, self.segments.announced())),
        }
    }

    fn complete(&mut self) -> Result<Uint8Array> {
        self.segments.next(&mut self.buffer)?;
        let made = output(&self.buffer);
        self.buffer.clear();
        Ok(made)
    }
}

/// Pushes `chunk` through; whatever is refused ends the passage.
fn push<S: Segments>(passage: &mut Option<Box<Passage<S>>>, chunk: &Uint8Array) -> Result<Uint8Array> {
    check(chunk)?;
    let outcome = forgetting(|| passage.as_mut().ok_or_else(ended)?.push(chunk));
    if outcome.is_err() {
        *passage = None;
    }
    outcome.map(|made| joined(&made))
}

fn finish<S: Segments>(passage: &mut Option<Box<Passage<S>>>) -> Result<Uint8Array> {
    let outcome = forgetting(|| passage.as_mut().ok_or_else(ended)?.finish());
    *passage = None;
    outcome.map(|made| joined(&made))
}

fn ended() -> Refusal {
    Refusal::new("Ended", "this stream has ended, or was refused something before: start a new one")
}

/// Seals a content that comes in chunks. Secret.
#[wasm_bindgen]
pub struct SealStream(Option<Box<Passage<Sealing>>>);

impl SealStream {
    pub(crate) fn new(sealer: SegmentSealer) -> Self {
        Self(Some(Box::new(Passage::new(Sealing(sealer)))))
    }
}

#[wasm_bindgen]
impl SealStream {
    /// Takes the next chunk, of up to 16 MiB, and returns the sealed segments that it completes: perhaps no bytes.
    pub fn push(&mut self, chunk: &Uint8Array) -> Result<Uint8Array> {
        push(&mut self.0, chunk)
    }

    /// Takes the content's end. If it throws, what came out before is not a content, and opens as none.
    pub fn finish(&mut self) -> Result<Uint8Array> {
        finish(&mut self.0)
    }
}

/// Opens a content that comes in chunks. Secret.
#[wasm_bindgen]
pub struct OpenStream(Option<Box<Passage<Opening>>>);

#[wasm_bindgen]
impl OpenStream {
    /// For the content of `header`.
    #[wasm_bindgen(constructor)]
    pub fn new(header: &Header, key: &DataKey) -> OpenStream {
        forgetting(|| {
            let opener = SegmentOpener::new(&header.0, (*key.0).clone());
            Self(Some(Box::new(Passage::new(Opening { opener, index: 0 }))))
        })
    }

    /// Takes the next chunk, of up to 16 MiB, and returns the plaintext of the segments that it completes: perhaps no
    /// bytes. What comes out is authentic, but it is the whole content only once `finish` has returned.
    pub fn push(&mut self, chunk: &Uint8Array) -> Result<Uint8Array> {
        push(&mut self.0, chunk)
    }

    /// Takes the content's end, and throws if it came too early.
    pub fn finish(&mut self) -> Result<Uint8Array> {
        finish(&mut self.0)
    }
}
