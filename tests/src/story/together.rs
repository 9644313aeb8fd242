//! Deeds of several people at the same time.

use super::{block_of, Story};
use crate::salus::Person;
use anyhow::{anyhow, Context, Result};
use serde_json::Value;
use std::{
    thread,
    time::{Duration, Instant},
};

/// Something that somebody does with `salus`.
pub(super) struct Deed<'p> {
    what: String,
    person: &'p Person,
    arguments: Vec<String>,
}

impl<'p> Deed<'p> {
    /// `person` runs `salus` with `arguments`; told as `what`.
    pub(super) fn new(what: impl Into<String>, person: &'p Person, arguments: &[&str]) -> Self {
        Self { what: what.into(), person, arguments: arguments.iter().map(ToString::to_string).collect() }
    }

    fn run(&self) -> Result<(Value, Duration)> {
        let start = Instant::now();
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let answer = self.person.do_(&arguments).with_context(|| format!("while: {}", self.what))?;
        Ok((answer, start.elapsed()))
    }
}

impl Story<'_> {
    /// Does every row at the same time, the deeds of a row one after the other; all must succeed.
    ///
    /// Gives the answers in the same rows.
    pub(super) fn together(&mut self, rows: Vec<Vec<Deed<'_>>>) -> Result<Vec<Vec<Value>>> {
        let done: Vec<Result<Vec<(Value, Duration)>>> = thread::scope(|scope| {
            let workers: Vec<_> = rows
                .iter()
                .map(|row| scope.spawn(|| row.iter().map(Deed::run).collect::<Result<Vec<_>>>()))
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|_| Err(anyhow!("a step panicked"))))
                .collect()
        });
        let mut answers = Vec::new();
        for (row, done) in rows.iter().zip(done) {
            let done = done?;
            for (deed, (answer, took)) in row.iter().zip(&done) {
                self.teller.step(&deed.what, *took, block_of(answer));
            }
            answers.push(done.into_iter().map(|(answer, _)| answer).collect());
        }
        self.network.agree()?;
        Ok(answers)
    }
}
