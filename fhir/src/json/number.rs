//! Numbers in JSON, kept as they are written.

use super::{Event, Reader, Sink, Token, MAX_NUMBER};
use crate::refusal::{FhirRefusal, Reason};

/// Where in a number the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
}

impl Reader {
    pub(super) fn begin_number(&mut self, byte: u8, state: Number) {
        self.text.clear();
        self.text.push(byte);
        self.token = Token::Number(state);
    }

    pub(super) fn number(
        &mut self,
        byte: u8,
        state: Number,
        sink: &mut impl Sink,
    ) -> Result<(), FhirRefusal> {
        use Number::{Exponent, ExponentDigits, ExponentSign, Fraction, Minus, Point, Whole, Zero};
        let next = match (state, byte) {
            (Minus, b'0') => Zero,
            (Minus, b'1'..=b'9') | (Whole, b'0'..=b'9') => Whole,
            (Zero | Whole, b'.') => Point,
            (Point | Fraction, b'0'..=b'9') => Fraction,
            (Zero | Whole | Fraction, b'e' | b'E') => Exponent,
            (Exponent, b'+' | b'-') => ExponentSign,
            (Exponent | ExponentSign | ExponentDigits, b'0'..=b'9') => ExponentDigits,
            _ => {
                self.end_number(sink)?;
                return self.between(byte, sink);
            }
        };
        if self.text.len() >= MAX_NUMBER {
            return Err(self.began.refusal(Reason::LongNumber));
        }
        self.text.push(byte);
        self.token = Token::Number(next);
        Ok(())
    }

    pub(super) fn end_number(&mut self, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        use Number::{ExponentDigits, Fraction, Whole, Zero};
        if !matches!(self.token, Token::Number(Zero | Whole | Fraction | ExponentDigits)) {
            return Err(self.syntax("a digit"));
        }
        let outcome =
            sink.take(Event::Number(std::str::from_utf8(&self.text).unwrap_or_default()), self.began);
        self.after_value();
        outcome
    }
}
