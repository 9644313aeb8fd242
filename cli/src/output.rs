//! What a command answers, as words and as JSON.

use crate::{failure::FAILED, terminal};
use salus_client::chain::Included;
use serde_json::{json, Map, Value};

/// The exit code of a command that was done and was told no.
pub const NOT_GRANTED: u8 = 3;

/// What a command answers.
#[derive(Debug)]
pub struct Outcome {
    fields: Map<String, Value>,
    text: String,
    code: u8,
    aside: bool,
}

impl Outcome {
    /// An answer in words.
    pub fn new(text: impl Into<String>) -> Self {
        Self { fields: Map::new(), text: text.into(), code: 0, aside: false }
    }

    /// Adds a field of the JSON object.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }

    /// Adds the fields of a transaction: `block`, `block_hash`, `tx`.
    #[must_use]
    pub fn included(self, included: &Included) -> Self {
        self.field("block", included.block_number)
            .field("block_hash", hex(&included.block_hash))
            .field("tx", hex(&included.tx_hash))
    }

    /// With other words.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    /// With more words after these.
    #[must_use]
    pub fn append(mut self, text: &str) -> Self {
        self.text.push_str(text);
        self
    }

    /// With another exit code than 0.
    #[must_use]
    pub fn exit(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// With exit code 1 if something that was wanted is not done.
    #[must_use]
    pub fn undone(self, undone: bool) -> Self {
        if undone {
            self.exit(FAILED)
        } else {
            self
        }
    }

    /// With the warning among what was noted, which an error tells as a field, too.
    #[must_use]
    pub fn noted(self, notes: &Map<String, Value>) -> Self {
        match notes.get("warning") {
            Some(warning) => self.field("warning", warning.clone()),
            None => self,
        }
    }

    /// For standard error, if standard output has data that words would spoil.
    #[must_use]
    pub fn aside(mut self, aside: bool) -> Self {
        self.aside = aside;
        self
    }

    /// True if it belongs on standard error.
    pub fn is_aside(&self) -> bool {
        self.aside
    }

    /// For standard output.
    pub fn render(&self, json: bool) -> String {
        if json {
            terminal::json(&json!(self.fields).to_string())
        } else {
            terminal::lines(self.text.trim_end())
        }
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        self.code
    }
}

/// Any of the vocabulary as JSON.
pub fn value(of: impl serde::Serialize) -> Value {
    serde_json::to_value(of).unwrap_or(Value::Null)
}

/// Bytes as `0x` and hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    format!("0x{}", ::hex::encode(bytes))
}

/// A value of the vocabulary as the word that its JSON form is.
pub fn word(of: impl serde::Serialize) -> String {
    match value(of) {
        Value::String(word) => word,
        other => other.to_string(),
    }
}

/// Names and values, one pair a line, values aligned.
pub fn pairs<const N: usize>(pairs: [(&str, String); N]) -> String {
    let width = pairs.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    pairs.iter().map(|(name, value)| format!("{name:width$}  {}\n", terminal::line(value))).collect()
}

/// Rows under a heading, columns aligned.
#[derive(Debug)]
pub struct Table<const N: usize> {
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    /// A table without rows yet.
    pub fn new(heading: [&str; N]) -> Self {
        Self { rows: vec![heading.map(Into::into)] }
    }

    /// Adds a row.
    pub fn row(&mut self, row: [String; N]) {
        // A cell may come from outside; broken into two lines it would pass for two.
        self.rows.push(row.map(|cell| terminal::line(&cell)));
    }

    /// The table, or `none` if it has no rows.
    pub fn or(self, none: &str) -> String {
        if self.rows.len() < 2 {
            return none.into();
        }
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        let line = |row: &[String; N]| {
            let cells: Vec<_> =
                row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            cells.join("  ").trim_end().to_owned()
        };
        self.rows.iter().map(|row| line(row) + "\n").collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_should_align_its_columns_when_cells_have_different_lengths() {
        let mut table = Table::new(["ID", "NAME"]);
        table.row(["1".into(), "Städtisches Klinikum".into()]);
        table.row(["1000".into(), "x".into()]);
        assert_eq!(table.or("none"), "ID    NAME\n1     Städtisches Klinikum\n1000  x\n");
        assert_eq!(Table::new(["ID"]).or("none"), "none");
    }

    #[test]
    fn answer_should_not_steer_the_terminal_when_a_name_would() {
        let mut table = Table::new(["NAME"]);
        table.row(["a\u{1b}[2J\nb".into()]);
        assert_eq!(table.or("none"), "NAME\na\\u{1b}[2J\\u{a}b\n");
        assert_eq!(pairs([("name", "a\nb".into())]), "name  a\\u{a}b\n");
        assert_eq!(Outcome::new("a\u{1b}\nb").render(false), "a\\u{1b}\nb");
    }

    #[test]
    fn outcome_should_be_one_json_object_when_asked_for() {
        let outcome = Outcome::new("done").field("id", 7).exit(NOT_GRANTED);
        assert_eq!(outcome.render(true), r#"{"id":7}"#);
        assert_eq!(outcome.render(false), "done");
        assert_eq!(outcome.code(), 3);
    }

    #[test]
    fn outcome_should_have_exit_code_1_when_something_is_not_done() {
        assert_eq!(Outcome::new("some").undone(true).code(), FAILED);
        assert_eq!(Outcome::new("all").undone(false).code(), 0);
    }
}
