//! UTF-8, byte after byte.

/// Tells whether bytes are UTF-8, one after the other (Unicode 15, table 3-7).
#[derive(Debug, Default)]
pub(super) struct Utf8 {
    left: u8,
    /// What the next byte may be, while `left` is not zero.
    from: u8,
    to: u8,
}

impl Utf8 {
    /// True if no character is under way.
    pub(super) fn is_between(&self) -> bool {
        self.left == 0
    }

    /// Takes the next byte; false if it cannot follow those before it.
    pub(super) fn take(&mut self, byte: u8) -> bool {
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
