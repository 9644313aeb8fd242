//! What went wrong and what to do about it.

use crate::terminal;
use salus_client::{
    gateway::GatewayError, issuing::IssuingError, keystore::KeystoreError, reading_key::ReadingKeyError,
    record::RecordError, ChainError,
};
use serde_json::{Map, Value};

/// The exit code of a command that could not be done, or not all of it.
pub const FAILED: u8 = 1;

/// A command that could not be done.
#[derive(Debug)]
pub struct Failure {
    what: String,
    excerpt: Option<String>,
    remedy: Option<String>,
    fields: Map<String, Value>,
    code: u8,
}

impl Failure {
    /// A failure without advice.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), excerpt: None, remedy: None, fields: Map::new(), code: FAILED }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Adds a second thing to do about it.
    #[must_use]
    pub fn and_remedy(self, remedy: impl Into<String>) -> Self {
        let remedy = match &self.remedy {
            Some(first) => format!("{first}; then {}", remedy.into()),
            None => remedy.into(),
        };
        self.remedy(remedy)
    }

    /// With other words for what the user calls otherwise: pairs of what is said and what it is called.
    #[must_use]
    pub fn in_words_of(mut self, words: &[(&str, &str)]) -> Self {
        for (said, called) in words {
            self.what = self.what.replace(said, called);
            self.remedy = self.remedy.map(|remedy| remedy.replace(said, called));
        }
        self
    }

    /// Adds lines that show the place of the fault.
    #[must_use]
    pub fn excerpt(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = Some(excerpt.into());
        self
    }

    /// Adds fields of the JSON object, which tell what was done all the same.
    #[must_use]
    pub fn fields(mut self, fields: Map<String, Value>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// With another exit code than 1.
    #[must_use]
    pub fn exit(mut self, code: u8) -> Self {
        self.code = code;
        self
    }

    /// What went wrong, without what to do about it.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// For standard error.
    pub fn render(&self, json: bool) -> String {
        if json {
            let mut fields = self.fields.clone();
            fields.insert("error".into(), self.what.clone().into());
            fields.insert("try".into(), self.remedy.clone().into());
            if let Some(excerpt) = &self.excerpt {
                fields.insert("excerpt".into(), excerpt.clone().into());
            }
            return terminal::json(&Value::Object(fields).to_string());
        }
        // A gateway's or node's own words are among them.
        let mut text = format!("error: {}", terminal::line(&self.what));
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            text.push_str("\n  ");
            text.push_str(&terminal::line(line));
        }
        if let Some(remedy) = &self.remedy {
            text.push_str("\n  try: ");
            text.push_str(&terminal::line(remedy));
        }
        text
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        self.code
    }
}

fn with(what: String, remedy: Option<String>) -> Failure {
    Failure { remedy, ..Failure::new(what) }
}

impl From<ChainError> for Failure {
    fn from(error: ChainError) -> Self {
        with(error.to_string(), error.remedy())
    }
}

impl From<GatewayError> for Failure {
    fn from(error: GatewayError) -> Self {
        with(error.to_string(), error.remedy())
    }
}

impl From<KeystoreError> for Failure {
    fn from(error: KeystoreError) -> Self {
        with(error.to_string(), error.remedy().map(Into::into))
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        with(error.to_string(), error.remedy())
    }
}

impl From<ReadingKeyError> for Failure {
    fn from(error: ReadingKeyError) -> Self {
        Self::new(error.to_string())
            .remedy("have the patient share the key again with `salus delegation share`")
    }
}

impl From<IssuingError> for Failure {
    fn from(error: IssuingError) -> Self {
        Self::new(error.to_string()).remedy("ask the authority to issue the key again (`authority renew`)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn failure_should_be_two_lines_when_it_has_a_remedy() {
        let failure = Failure::new("no such thing").remedy("look elsewhere");
        assert_eq!(failure.render(false), "error: no such thing\n  try: look elsewhere");
        assert_eq!(failure.render(true), r#"{"error":"no such thing","try":"look elsewhere"}"#);
        assert_eq!(failure.code(), FAILED);
    }

    #[test]
    fn failure_should_not_steer_the_terminal_when_its_words_come_from_outside() {
        let failure = Failure::new("no\u{1b}[2J\nerror: forged").remedy("\u{202e}x").excerpt("\u{7}y");
        let shown = "error: no\\u{1b}[2J\\u{a}error: forged\n  \\u{7}y\n  try: \\u{202e}x";
        assert_eq!(failure.render(false), shown);
        assert!(!failure.render(true).chars().any(|c| c.is_control() || c == '\u{202e}'));
    }

    #[test]
    fn failure_should_tell_machines_the_place_and_what_was_done_when_it_has_them() {
        let noted = Map::from_iter([("ticket".to_owned(), Value::from(7))]);
        let failure = Failure::new("wrong").excerpt("a b\n  ^").fields(noted).exit(130);
        let told: Value = serde_json::from_str(&failure.render(true)).unwrap_or_default();
        let expected = json!({ "error": "wrong", "try": null, "excerpt": "a b\n  ^", "ticket": 7 });
        assert_eq!(told, expected);
        assert_eq!(failure.render(false), "error: wrong\n  a b\n    ^");
        assert_eq!(failure.code(), 130);
    }
}
