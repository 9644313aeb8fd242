//! JSON as RFC 8259 has it, read in pieces and strictly.
//!
//! Programs that read JSON differ in what they forgive: bytes that are no UTF-8, halves of surrogate pairs, a byte
//! order mark. A record that one program reads so and the next one otherwise is no record. Hence nothing is forgiven.
//! Memory is bounded whatever comes: of a long text only the beginning is kept.

mod number;
mod text;
mod utf8;

use crate::refusal::{FhirRefusal, Place, Reason};
use number::Number;
use text::is_plain;
use utf8::Utf8;

/// Deepest nesting of arrays and objects.
pub const MAX_DEPTH: usize = 128;
/// Most bytes of a member's name.
pub const MAX_NAME: usize = 256;
/// Most characters of a number.
pub const MAX_NUMBER: usize = 256;
/// How much of a text is kept for whoever looks at it.
pub const SHOWN_TEXT: usize = 4096;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// An object begins.
    Object,
    /// The innermost object ends.
    ObjectEnd,
    /// An array begins.
    Array,
    /// The innermost array ends.
    ArrayEnd,
    /// The name of the member that follows.
    Name(&'a str),
    /// A text.
    Text(Text<'a>),
    /// A number, as it is written.
    Number(&'a str),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
}

/// A text in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<'a> {
    /// The text, or its beginning.
    pub shown: &'a str,
    /// True if `shown` is all of it.
    pub whole: bool,
    /// True if it has a control character other than tab, line feed and carriage return.
    pub controls: bool,
    /// True if all of it is characters of base64 and white space.
    pub base64: bool,
}

/// Takes what was read.
pub trait Sink {
    /// Takes one event and the place where it was.
    ///
    /// # Errors
    /// A [`FhirRefusal`] ends the reading.
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), FhirRefusal>;
}

/// What can come next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expect {
    /// A value.
    Value,
    /// A value, or the end of the array that has just begun.
    FirstItem,
    /// A name, or the end of the object that has just begun.
    FirstName,
    /// A name.
    Name,
    /// The colon after a name.
    Colon,
    /// A comma or the end of what is open.
    More,
    /// Nothing but white space.
    End,
}

/// Where in a token the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Between,
    Text {
        name: bool,
    },
    Escape {
        name: bool,
    },
    Unicode {
        name: bool,
        digits: u8,
        value: u16,
    },
    /// After the first half of a pair: the backslash, then the `u` of the second half.
    Pair {
        name: bool,
        high: u16,
        backslash: bool,
    },
    Number(Number),
    Word {
        word: &'static [u8],
        at: usize,
    },
}

/// Reads JSON in pieces.
#[derive(Debug)]
pub struct Reader {
    place: Place,
    /// Where the token began.
    began: Place,
    expect: Expect,
    token: Token,
    /// What is open: true for an object.
    open: Vec<bool>,
    text: Vec<u8>,
    whole: bool,
    controls: bool,
    base64: bool,
    /// The first half of a pair of surrogates.
    high: u16,
    utf8: Utf8,
    /// The first bytes, until it is clear that they are no byte order mark.
    mark: Option<u8>,
}

impl Default for Reader {
    fn default() -> Self {
        Self {
            place: Place::START,
            began: Place::START,
            expect: Expect::Value,
            token: Token::Between,
            open: Vec::new(),
            text: Vec::new(),
            whole: true,
            controls: false,
            base64: true,
            high: 0,
            utf8: Utf8::default(),
            mark: Some(0),
        }
    }
}

impl Reader {
    /// Reads the next bytes.
    ///
    /// # Errors
    /// A [`FhirRefusal`] of the reader or of `sink`. Nothing must be pushed after one.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if let Some(seen) = self.mark {
                self.look_for_mark(seen, byte)?;
            }
            if let (Token::Text { name }, true) = (self.token, self.utf8.is_between()) {
                let plain = rest.iter().take_while(|byte| is_plain(**byte)).count();
                if plain > 0 {
                    let (run, after) = rest.split_at(plain);
                    self.keep(run, name)?;
                    self.place.column = self.place.column.saturating_add(run.len() as u64);
                    rest = after;
                    continue;
                }
            }
            self.byte(byte, sink)?;
            self.place.pass(byte);
            rest = after;
        }
        Ok(())
    }

    /// Ends the text.
    ///
    /// # Errors
    /// A [`FhirRefusal`] if it ends in the middle.
    pub fn finish(mut self, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        if let Token::Number(_) = self.token {
            self.end_number(sink)?;
        }
        if self.token == Token::Between && self.expect == Expect::End {
            return Ok(());
        }
        Err(self.place.refusal(Reason::Truncated))
    }

    /// Refuses the marks that editors put before a text, by their names.
    fn look_for_mark(&mut self, seen: u8, byte: u8) -> Result<(), FhirRefusal> {
        let mark = match (seen, byte) {
            (0, 0xEF | 0xFE | 0xFF) => {
                self.mark = Some(byte);
                return Ok(());
            }
            (0xEF, 0xBB) => Some("a UTF-8 byte order mark"),
            (0xFE, 0xFF) | (0xFF, 0xFE) => Some("a UTF-16 byte order mark"),
            _ => None,
        };
        self.mark = None;
        match mark {
            Some(name) => Err(Place::START.refusal(Reason::ByteOrderMark(name))),
            None if seen != 0 => Err(Place::START.refusal(Reason::Syntax("a value"))),
            None => Ok(()),
        }
    }

    fn byte(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        match self.token {
            Token::Between if self.mark.is_some() => Ok(()),
            Token::Between => self.between(byte, sink),
            Token::Text { name } => self.in_text(byte, name, sink),
            Token::Escape { name } => self.escape(byte, name),
            Token::Unicode { name, digits, value } => self.unicode(byte, name, digits, value),
            Token::Pair { name, high, backslash } => self.pair(byte, name, high, backslash),
            Token::Number(state) => self.number(byte, state, sink),
            Token::Word { word, at } => self.word(byte, word, at, sink),
        }
    }

    fn between(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        if matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
            return Ok(());
        }
        self.began = self.place;
        match (self.expect, byte) {
            (Expect::FirstItem, b']') => self.close(false, sink),
            (Expect::FirstName, b'}') => self.close(true, sink),
            (Expect::Value | Expect::FirstItem, _) => self.begin_value(byte, sink),
            (Expect::FirstName | Expect::Name, b'"') => {
                self.begin_text(true);
                Ok(())
            }
            (Expect::FirstName | Expect::Name, _) => Err(self.syntax("a member's name in quotes")),
            (Expect::Colon, b':') => {
                self.expect = Expect::Value;
                Ok(())
            }
            (Expect::Colon, _) => Err(self.syntax("a colon")),
            (Expect::More, b',') => {
                let in_object = self.open.last().copied().unwrap_or_default();
                self.expect = if in_object { Expect::Name } else { Expect::Value };
                Ok(())
            }
            (Expect::More, b'}') => self.close(true, sink),
            (Expect::More, b']') => self.close(false, sink),
            (Expect::More, _) => Err(self.syntax("a comma or the end of the array or object")),
            (Expect::End, _) => Err(self.syntax("nothing more")),
        }
    }

    fn begin_value(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        match byte {
            b'{' | b'[' => {
                if self.open.len() >= MAX_DEPTH {
                    return Err(self.place.refusal(Reason::TooDeep));
                }
                let object = byte == b'{';
                self.open.push(object);
                self.expect = if object { Expect::FirstName } else { Expect::FirstItem };
                return sink.take(if object { Event::Object } else { Event::Array }, self.began);
            }
            b'"' => self.begin_text(false),
            b't' => self.token = Token::Word { word: b"true", at: 1 },
            b'f' => self.token = Token::Word { word: b"false", at: 1 },
            b'n' => self.token = Token::Word { word: b"null", at: 1 },
            b'-' => self.begin_number(byte, Number::Minus),
            b'0' => self.begin_number(byte, Number::Zero),
            b'1'..=b'9' => self.begin_number(byte, Number::Whole),
            _ => return Err(self.syntax("a value")),
        }
        Ok(())
    }

    fn close(&mut self, object: bool, sink: &mut impl Sink) -> Result<(), FhirRefusal> {
        if self.open.pop() != Some(object) {
            return Err(self.syntax("the end of the other kind"));
        }
        self.after_value();
        sink.take(if object { Event::ObjectEnd } else { Event::ArrayEnd }, self.began)
    }

    fn after_value(&mut self) {
        self.token = Token::Between;
        self.expect = if self.open.is_empty() { Expect::End } else { Expect::More };
    }

    fn word(
        &mut self,
        byte: u8,
        word: &'static [u8],
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<(), FhirRefusal> {
        if word.get(at) != Some(&byte) {
            return Err(self.syntax("a value"));
        }
        let next = at.saturating_add(1);
        if next < word.len() {
            self.token = Token::Word { word, at: next };
            return Ok(());
        }
        self.after_value();
        let event = match word {
            b"true" => Event::Bool(true),
            b"false" => Event::Bool(false),
            _ => Event::Null,
        };
        sink.take(event, self.began)
    }

    fn syntax(&self, wanted: &'static str) -> FhirRefusal {
        self.place.refusal(Reason::Syntax(wanted))
    }
}

#[cfg(test)]
mod tests;
