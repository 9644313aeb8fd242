//! The story of one record: what Salus is for, from the first key to the verified trail.
//!
//! `salus-story` tells it; the end-to-end test runs the same steps and looks at the outcome of each.

mod access;
mod emergency;
mod offline;
mod people;
mod records;
mod teller;
mod together;
mod trail;

pub use people::Cast;
pub use records::Filed;
pub use teller::Teller;
pub use trail::Exported;

use crate::{examples::Examples, network::Network, salus::Person};
use access::Withdrawn;
use anyhow::{Context, Result};
use serde_json::Value;
use std::{path::PathBuf, time::Instant};

/// A network, the people in it, and what they did so far.
pub struct Story<'n> {
    /// The four organisations.
    pub network: &'n mut Network,
    teller: Teller,
    examples: Examples,
}

/// What the story ended with.
pub struct Told {
    /// The people.
    pub cast: Cast,
    /// The records that were filed, in order.
    pub filed: Vec<Filed>,
    /// A ticket that the cardiologist got before the revocation and did not use.
    pub older_ticket: String,
    /// The cardiologist's copy of the diagnostic report's header from before the revocation.
    pub header_copy: PathBuf,
    /// The patient's exported trail.
    pub trail: Exported,
}

impl<'n> Story<'n> {
    /// A story about to be told on `network`.
    pub fn new(network: &'n mut Network, teller: Teller, examples: Examples) -> Self {
        Self { network, teller, examples }
    }

    /// Tells the whole story.
    ///
    /// # Errors
    /// At the first step that does not go as it must.
    pub fn tell(&mut self) -> Result<Told> {
        self.teller.chapter("The consortium certifies and enrols");
        let cast = self.gather()?;
        self.teller.chapter("The patient decides, the hospital files");
        let policies = self.decide(&cast)?;
        let mut filed = self.file(&cast, &policies)?;
        self.teller.chapter("Who may read, reads; who may not, does not");
        self.read(&cast, &filed)?;
        self.teller.chapter("A nurse breaks the glass");
        self.break_the_glass(&cast, &filed)?;
        self.teller.chapter("Two of four gateways are away");
        filed.push(self.file_without_majority(&cast, &policies)?);
        self.teller.chapter("The doctor's certificate is withdrawn");
        let Withdrawn { newer, older_ticket, header_copy } = self.withdraw(&cast, &policies, &filed)?;
        self.teller.chapter("The patient decides where there is no connection");
        self.decide_away(&cast, &newer)?;
        filed.push(newer);
        self.teller.chapter("The patient looks back");
        let trail = self.look_back(&cast)?;
        let told = format!("Told in {:.0} s.", self.teller.elapsed().as_secs_f64());
        self.teller.chapter(&told);
        Ok(Told { cast, filed, older_ticket, header_copy, trail })
    }

    /// Runs `salus` for `person` and tells `what` happened, when it went well.
    fn step(&mut self, what: &str, person: &Person, arguments: &[&str]) -> Result<Value> {
        let start = Instant::now();
        let answer = person.do_(arguments).with_context(|| format!("while: {what}"))?;
        self.teller.step(what, start.elapsed(), block_of(&answer));
        self.network.agree()?;
        Ok(answer)
    }

    /// Runs `salus` for `person`, who must be refused with `code`; tells `what` happened.
    fn refused_step(&mut self, what: &str, person: &Person, arguments: &[&str], code: i32) -> Result<String> {
        let start = Instant::now();
        let answer = person.try_(arguments)?;
        anyhow::ensure!(
            answer.code == code,
            "while: {what}: 'salus {}' ended with {} instead of {code}: {}",
            arguments.join(" "),
            answer.code,
            answer.complaint
        );
        self.teller.step(what, start.elapsed(), block_of(&answer.json));
        self.network.agree()?;
        Ok(answer.complaint)
    }
}

/// The block in which a step took effect.
fn block_of(answer: &Value) -> Option<u64> {
    answer.get("block").and_then(Value::as_u64)
}
