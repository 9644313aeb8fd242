//! How the story is told: a line per step, with its time and its block.

use std::{
    io::{stdout, IsTerminal},
    time::{Duration, Instant},
};

/// Prints the steps, or keeps silent in tests.
pub struct Teller {
    aloud: bool,
    colour: bool,
    step: u32,
    start: Instant,
}

impl Teller {
    /// One who prints to standard output, in colour if that is a terminal.
    pub fn aloud() -> Self {
        Self { aloud: true, colour: stdout().is_terminal(), step: 0, start: Instant::now() }
    }

    /// One who tells nobody.
    pub fn silent() -> Self {
        Self { aloud: false, ..Self::aloud() }
    }

    /// A chapter's heading.
    pub fn chapter(&self, title: &str) {
        if self.aloud {
            println!("\n{}", self.paint("1", title));
        }
    }

    /// What is being waited for.
    pub fn waiting(&self, what: &str) {
        if self.aloud {
            println!("{}", self.paint("2", &format!("     … {what}")));
        }
    }

    /// Something that happened, how long it took and in which block it is.
    pub fn step(&mut self, what: &str, took: Duration, block: Option<u64>) {
        self.step += 1;
        if self.aloud {
            let block = block.map_or_else(String::new, |number| format!("  block {number}"));
            let facts = self.paint("2", &format!("{:6.1} s{block}", took.as_secs_f64()));
            println!("{}  {what}\n        {facts}", self.paint("32", &format!("{:>4}", self.step)));
        }
    }

    /// A detail of the last step.
    pub fn detail(&self, what: &str) {
        if self.aloud {
            println!("        {}", self.paint("2", what));
        }
    }

    /// How long the story has been told.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\x1b[{code}m{text}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}
