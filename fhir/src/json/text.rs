//! Texts in JSON: their bytes, escapes and pairs of surrogates.

use super::{Event, Expect, Reader, Sink, Text, Token, MAX_NAME, SHOWN_TEXT};
use crate::refusal::{FhirRefusal, Place, Reason};

impl Reader {
    pub(super) fn begin_text(&mut self, name: bool) {
        self.text.clear();
        (self.whole, self.controls, self.base64) = (true, false, true);
        self.token = Token::Text { name };
    }

    pub(super) fn in_text(&mut self, byte: u8, name: bool, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        if !self.utf8.is_between() || byte >= 0x80 {
            if !self.utf8.take(byte) {
                return Err(self.place.refusal(Reason::NotUtf8));
            }
            return self.keep(&[byte], name);
        }
        match byte {
            b'"' => self.end_text(name, sink),
            b'\\' => {
                self.token = Token::Escape { name };
                Ok(())
            }
            // Whatever else is not plain is a control character.
            _ => Err(self.place.refusal(Reason::Control)),
        }
    }

    fn end_text(&mut self, name: bool, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        let whole = self.whole;
        let shown = match std::str::from_utf8(&self.text) {
            Ok(shown) => shown,
            // Cut in the middle of a character, which is not shown then.
            Err(error) => {
                let valid = self.text.get(..error.valid_up_to()).unwrap_or_default();
                std::str::from_utf8(valid).unwrap_or_default()
            }
        };
        if name {
            self.token = Token::Between;
            self.expect = Expect::Colon;
            return sink.take(Event::Name(shown), self.began);
        }
        let text = Text { shown, whole, controls: self.controls, base64: self.base64 };
        let outcome = sink.take(Event::Text(text), self.began);
        self.after_value();
        outcome
    }

    pub(super) fn escape(&mut self, byte: u8, name: bool) -> Result<(), FhirRefusal> {
        let plain = match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 0x08,
            b'f' => 0x0C,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                self.token = Token::Unicode { name, digits: 0, value: 0 };
                return Ok(());
            }
            _ => return Err(self.place.refusal(Reason::Escape)),
        };
        self.token = Token::Text { name };
        self.keep(&[plain], name)
    }

    pub(super) fn unicode(
        &mut self,
        byte: u8,
        name: bool,
        digits: u8,
        value: u16,
    ) -> Result<(), FhirRefusal> {
        let digit = char::from(byte).to_digit(16).and_then(|digit| u16::try_from(digit).ok());
        let Some(digit) = digit else { return Err(self.place.refusal(Reason::Escape)) };
        let (digits, value) = (digits.saturating_add(1), value.wrapping_shl(4) | digit);
        if digits < 4 {
            self.token = Token::Unicode { name, digits, value };
            return Ok(());
        }
        let high = std::mem::take(&mut self.high);
        let lone = || self.began_escape().refusal(Reason::LoneSurrogate);
        match (high, value) {
            (0, 0xD800..=0xDBFF) => {
                self.token = Token::Pair { name, high: value, backslash: false };
                Ok(())
            }
            (0, 0xDC00..=0xDFFF) => Err(lone()),
            (0, _) => self.keep_char(u32::from(value), name),
            (_, 0xDC00..=0xDFFF) => {
                let bits = |half: u16| u32::from(half & 0x3FF);
                self.keep_char((bits(high).wrapping_shl(10) | bits(value)).saturating_add(0x1_0000), name)
            }
            _ => Err(lone()),
        }
    }

    /// Where the escape began whose last digit is being read.
    fn began_escape(&self) -> Place {
        Place { column: self.place.column.saturating_sub(5), ..self.place }
    }

    pub(super) fn pair(
        &mut self,
        byte: u8,
        name: bool,
        high: u16,
        backslash: bool,
    ) -> Result<(), FhirRefusal> {
        match (backslash, byte) {
            (false, b'\\') => self.token = Token::Pair { name, high, backslash: true },
            (true, b'u') => {
                self.high = high;
                self.token = Token::Unicode { name, digits: 0, value: 0 };
            }
            _ => return Err(self.place.refusal(Reason::LoneSurrogate)),
        }
        Ok(())
    }

    fn keep_char(&mut self, value: u32, name: bool) -> Result<(), FhirRefusal> {
        let Some(character) = char::from_u32(value) else {
            return Err(self.place.refusal(Reason::LoneSurrogate));
        };
        self.token = Token::Text { name };
        let mut buffer = [0; 4];
        self.keep(character.encode_utf8(&mut buffer).as_bytes(), name)
    }

    pub(super) fn keep(&mut self, run: &[u8], name: bool) -> Result<(), FhirRefusal> {
        let most = if name { MAX_NAME } else { SHOWN_TEXT };
        if name && self.text.len().saturating_add(run.len()) > most {
            return Err(self.began.refusal(Reason::LongName));
        }
        let room = most.saturating_sub(self.text.len());
        // Once cut, the rest stays away: what is shown is a beginning.
        if self.whole {
            self.text.extend_from_slice(run.get(..room).unwrap_or(run));
            self.whole = run.len() <= room;
        }
        self.controls |= run.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r'));
        self.base64 &= run.iter().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b' ' | b'\t' | b'\n' | b'\r')
        });
        Ok(())
    }
}

/// Bytes of a text that stand for themselves.
pub(super) fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7F)
}
