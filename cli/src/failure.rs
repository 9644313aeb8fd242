//! What went wrong and what to do about it.

use salus_client::{
    gateway::GatewayError, issuing::IssuingError, keystore::KeystoreError, record::RecordError, ChainError,
};
use serde_json::json;

/// A command that could not be done.
#[derive(Debug)]
pub struct Failure {
    what: String,
    excerpt: Option<String>,
    remedy: Option<String>,
}

impl Failure {
    /// A failure without advice.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), excerpt: None, remedy: None }
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

    /// Adds lines that show the place of the fault.
    #[must_use]
    pub fn excerpt(mut self, excerpt: impl Into<String>) -> Self {
        self.excerpt = Some(excerpt.into());
        self
    }

    /// What went wrong, without what to do about it.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// For standard error.
    pub fn render(&self, json: bool) -> String {
        if json {
            return json!({ "error": self.what, "try": self.remedy }).to_string();
        }
        let mut text = format!("error: {}", self.what);
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            text.push_str("\n  ");
            text.push_str(line);
        }
        if let Some(remedy) = &self.remedy {
            text.push_str("\n  try: ");
            text.push_str(remedy);
        }
        text
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        1
    }
}

fn with(what: String, remedy: Option<String>) -> Failure {
    Failure { what, excerpt: None, remedy }
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

impl From<IssuingError> for Failure {
    fn from(error: IssuingError) -> Self {
        Self::new(error.to_string()).remedy("ask the authority to issue the key anew (`authority renew`)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_should_be_two_lines_when_it_has_a_remedy() {
        let failure = Failure::new("no such thing").remedy("look elsewhere");
        assert_eq!(failure.render(false), "error: no such thing\n  try: look elsewhere");
        assert_eq!(failure.render(true), r#"{"error":"no such thing","try":"look elsewhere"}"#);
    }
}
