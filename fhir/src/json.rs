//! JSON as RFC 8259 has it, read in pieces and strictly.
//!
//! Programs that read JSON differ in what they forgive: bytes that are no UTF-8, halves of surrogate pairs, a byte
//! order mark. A record that one program reads so and the next one otherwise is no record. Hence nothing is forgiven.
//! Memory is bounded whatever comes: of a long text only the beginning is kept.

use crate::refusal::{Place, Reason, Refusal};

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
    /// A [`Refusal`] ends the reading.
    fn take(&mut self, event: Event<'_>, place: Place) -> Result<(), Refusal>;
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

/// Where in a number the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    Minus,
    Zero,
    Whole,
    Point,
    Fraction,
    Exponent,
    ExponentSign,
    ExponentDigits,
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
    /// A [`Refusal`] of the reader or of `sink`. Nothing must be pushed after one.
    pub fn push(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<(), Refusal> {
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
    /// A [`Refusal`] if it ends in the middle.
    pub fn finish(mut self, sink: &mut impl Sink) -> Result<(), Refusal> {
        if let Token::Number(_) = self.token {
            self.end_number(sink)?;
        }
        if self.token == Token::Between && self.expect == Expect::End {
            return Ok(());
        }
        Err(self.place.refusal(Reason::Truncated))
    }

    /// Refuses the marks that editors put before a text, by their names.
    fn look_for_mark(&mut self, seen: u8, byte: u8) -> Result<(), Refusal> {
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

    fn byte(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), Refusal> {
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

    fn between(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), Refusal> {
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

    fn begin_value(&mut self, byte: u8, sink: &mut impl Sink) -> Result<(), Refusal> {
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

    fn begin_text(&mut self, name: bool) {
        self.text.clear();
        (self.whole, self.controls, self.base64) = (true, false, true);
        self.token = Token::Text { name };
    }

    fn begin_number(&mut self, byte: u8, state: Number) {
        self.text.clear();
        self.text.push(byte);
        self.token = Token::Number(state);
    }

    fn close(&mut self, object: bool, sink: &mut impl Sink) -> Result<(), Refusal> {
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

    fn in_text(&mut self, byte: u8, name: bool, sink: &mut impl Sink) -> Result<(), Refusal> {
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

    fn end_text(&mut self, name: bool, sink: &mut impl Sink) -> Result<(), Refusal> {
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

    fn escape(&mut self, byte: u8, name: bool) -> Result<(), Refusal> {
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

    fn unicode(&mut self, byte: u8, name: bool, digits: u8, value: u16) -> Result<(), Refusal> {
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

    fn pair(&mut self, byte: u8, name: bool, high: u16, backslash: bool) -> Result<(), Refusal> {
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

    fn keep_char(&mut self, value: u32, name: bool) -> Result<(), Refusal> {
        let Some(character) = char::from_u32(value) else {
            return Err(self.place.refusal(Reason::LoneSurrogate));
        };
        self.token = Token::Text { name };
        let mut buffer = [0; 4];
        self.keep(character.encode_utf8(&mut buffer).as_bytes(), name)
    }

    fn keep(&mut self, run: &[u8], name: bool) -> Result<(), Refusal> {
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

    fn number(&mut self, byte: u8, state: Number, sink: &mut impl Sink) -> Result<(), Refusal> {
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

    fn end_number(&mut self, sink: &mut impl Sink) -> Result<(), Refusal> {
        use Number::{ExponentDigits, Fraction, Whole, Zero};
        if !matches!(self.token, Token::Number(Zero | Whole | Fraction | ExponentDigits)) {
            return Err(self.syntax("a digit"));
        }
        let outcome =
            sink.take(Event::Number(std::str::from_utf8(&self.text).unwrap_or_default()), self.began);
        self.after_value();
        outcome
    }

    fn word(
        &mut self,
        byte: u8,
        word: &'static [u8],
        at: usize,
        sink: &mut impl Sink,
    ) -> Result<(), Refusal> {
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

    fn syntax(&self, wanted: &'static str) -> Refusal {
        self.place.refusal(Reason::Syntax(wanted))
    }
}

/// Bytes of a text that stand for themselves.
fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20 | 0x21 | 0x23..=0x5B | 0x5D..=0x7F)
}

/// Tells whether bytes are UTF-8, one after the other (Unicode 15, table 3-7).
#[derive(Debug, Default)]
struct Utf8 {
    left: u8,
    /// What the next byte may be, while `left` is not zero.
    from: u8,
    to: u8,
}

impl Utf8 {
    fn is_between(&self) -> bool {
        self.left == 0
    }

    fn take(&mut self, byte: u8) -> bool {
        if self.left > 0 {
            let fits = (self.from..=self.to).contains(&byte);
            *self = Self { left: self.left.saturating_sub(1), from: 0x80, to: 0xBF };
            return fits;
        }
        let (left, from, to) = match byte {
            0x00..=0x7F => (0, 0, 0),
            0xC2..=0xDF => (1, 0x80, 0xBF),
            0xE0 => (2, 0xA0, 0xBF),
            0xED => (2, 0x80, 0x9F),
            0xE1..=0xEF => (2, 0x80, 0xBF),
            0xF0 => (3, 0x90, 0xBF),
            0xF4 => (3, 0x80, 0x8F),
            0xF1..=0xF3 => (3, 0x80, 0xBF),
            _ => return false,
        };
        *self = Self { left, from, to };
        true
    }
}

#[cfg(test)]
mod tests;
