//! `salus clean-up`: what ended long ago need not be kept by everybody.

use crate::{context::Context, failure::Failure, output::Outcome, plural, progress::Progress, target};
use clap::Args;
use salus_client::{
    chain::{Chain, Due, PoolRefusal},
    ChainError,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// How to walk.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Keep in this file how far the walk has come. The next run with the same file goes on from there.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

/// What is walked over, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stage {
    #[default]
    Tickets,
    Holdings,
    LapsedRecords,
    ErasedRecords,
    /// After the records: only a policy without any goes.
    Policies,
}

impl Stage {
    const ALL: [Self; 5] =
        [Self::Tickets, Self::Holdings, Self::LapsedRecords, Self::ErasedRecords, Self::Policies];

    /// The one after it; none after the last.
    fn next(self) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| *stage > self)
    }

    /// Its name in what is told.
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Tickets => ("ticket", "tickets"),
            Self::Holdings => ("holding", "holdings"),
            Self::LapsedRecords => ("lapsed record", "lapsed records"),
            Self::ErasedRecords => ("certificate of an erasure", "certificates of erasures"),
            Self::Policies => ("policy", "policies"),
        }
    }

    /// Its field in the answer.
    fn field(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Holdings => "holdings",
            Self::LapsedRecords => "lapsed_records",
            Self::ErasedRecords => "erased_records",
            Self::Policies => "policies",
        }
    }
}

/// How far a walk has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    /// On which chain: the hash of its first block, as hexadecimal digits.
    chain: String,
    /// What is walked over now.
    stage: Stage,
    /// The last key of it that was looked at, as hexadecimal digits.
    after: Option<String>,
}

impl State {
    /// The walk's next step, if `next` is the key after which the present stage goes on; none after the last step.
    fn advanced(&self, next: Option<Vec<u8>>) -> Option<Self> {
        let stage = if next.is_some() { Some(self.stage) } else { self.stage.next() };
        Some(Self { chain: self.chain.clone(), stage: stage?, after: next.map(hex::encode) })
    }
}

/// Clears away what ended longer ago than the chain keeps it. Needs no account.
pub async fn run(context: &Context, arguments: Arguments) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let file = arguments.state.as_deref();
    let genesis = hex::encode(chain.genesis_hash());
    let fresh = State { chain: genesis.clone(), ..State::default() };
    let mut state = match file {
        Some(file) => read(file, &genesis)?,
        None => fresh.clone(),
    };
    let waiting = Progress::waiting(context.options.json, "Clearing away what ended long ago");
    let mut counts: BTreeMap<Stage, usize> = BTreeMap::new();
    loop {
        let (done, next) = page(chain, state.stage, key(state.after.as_deref())?.as_deref()).await?;
        let count = counts.entry(state.stage).or_default();
        *count = count.saturating_add(done);
        let advanced = state.advanced(next);
        let is_last = advanced.is_none();
        // The next run begins again once this one has come to the end.
        state = advanced.unwrap_or_else(|| fresh.clone());
        keep(file, &state)?;
        if is_last {
            break;
        }
    }
    drop(waiting);
    let outcome = Outcome::new(told(&counts));
    Ok(Stage::ALL.into_iter().fold(outcome, |outcome, stage| {
        outcome.field(stage.field(), counts.get(&stage).copied().unwrap_or_default())
    }))
}

/// Clears one page away: how many things went, and after which key the next page begins.
async fn page(
    chain: &Chain,
    stage: Stage,
    after: Option<&[u8]>,
) -> Result<(usize, Option<Vec<u8>>), Failure> {
    let (items, outcome, next) = match stage {
        Stage::Tickets => {
            let Due { items, next } = chain.retired_tickets(after).await?;
            (items.len(), chain.discard_tickets(&items).await, next)
        }
        Stage::Holdings => {
            let Due { items, next } = chain.expired_holdings(after).await?;
            (items.len(), chain.discard_holdings(&items).await, next)
        }
        Stage::LapsedRecords => {
            let Due { items, next } = chain.lapsed_records(after).await?;
            (items.len(), chain.discard_records(&items).await, next)
        }
        Stage::ErasedRecords => {
            let Due { items, next } = chain.erased_records(after).await?;
            (items.len(), chain.discard_records(&items).await, next)
        }
        Stage::Policies => {
            let Due { items, next } = chain.ended_policies(after).await?;
            (items.len(), chain.discard_policies(&items).await, next)
        }
    };
    Ok((cleared(items, outcome.map(drop))?, next))
}

fn told(counts: &BTreeMap<Stage, usize>) -> String {
    let some: Vec<String> = counts
        .iter()
        .filter(|(_, count)| **count > 0)
        .map(|(stage, count)| plural::count(*count, stage.name().0, stage.name().1))
        .collect();
    match some.split_last() {
        None => "Nothing has been over for long enough.".to_owned(),
        Some((only, [])) => format!("Cleared away: {only}. The trails keep what happened."),
        Some((last, others)) => {
            format!("Cleared away: {} and {last}. The trails keep what happened.", others.join(", "))
        }
    }
}

/// How many of `items` were cleared away. Another account that was faster is no failure.
fn cleared(items: usize, outcome: Result<(), ChainError>) -> Result<usize, Failure> {
    match outcome {
        Ok(()) => Ok(items),
        Err(ChainError::Refused(PoolRefusal::Outdated)) => Ok(0),
        Err(error) => Err(error.into()),
    }
}

/// A key that a state file names.
fn key(digits: Option<&str>) -> Result<Option<Vec<u8>>, Failure> {
    digits.map(hex::decode).transpose().map_err(|_| {
        Failure::new("the state file holds a key that is not hexadecimal digits")
            .remedy("delete the file; the walk then begins at the first key")
    })
}

/// The state in `file`, or that of a new walk if there is no such file.
fn read(file: &Path, genesis: &str) -> Result<State, Failure> {
    let fresh = State { chain: genesis.to_owned(), ..State::default() };
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(fresh),
        Err(error) => {
            return Err(
                Failure::new(format!("{}: {error}", file.display())).remedy("check the name after --state")
            )
        }
    };
    let state: State = serde_json::from_slice(&bytes).map_err(|error| {
        Failure::new(format!("{} is no state of a clean-up: {error}", file.display()))
            .remedy("delete it, or name another file after --state")
    })?;
    if state.chain != genesis {
        return Err(Failure::new(format!("{} belongs to another chain", file.display()))
            .remedy("name another file after --state, or another node with --node"));
    }
    Ok(state)
}

fn keep(file: Option<&Path>, state: &State) -> Result<(), Failure> {
    let Some(file) = file else { return Ok(()) };
    let bytes = serde_json::to_vec(state).map_err(|error| Failure::new(error.to_string()))?;
    target::replace(file, &bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn walk_should_go_on_where_it_stopped_when_the_state_was_kept() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("state.json");
        assert_eq!(read(&file, "aa").unwrap(), State { chain: "aa".into(), ..State::default() });
        let state = State { chain: "aa".into(), stage: Stage::Holdings, after: Some("0102".into()) };
        keep(Some(&file), &state).unwrap();
        assert_eq!(read(&file, "aa").unwrap(), state);
        assert_eq!(key(state.after.as_deref()).unwrap(), Some(vec![1, 2]));
    }

    #[test]
    fn walk_should_go_over_everything_once_when_every_page_is_the_last() {
        let mut state = State { chain: "aa".into(), ..State::default() };
        let mut seen = vec![state.stage];
        // A stage with another page is gone on with.
        let same = state.advanced(Some(vec![1])).unwrap();
        assert_eq!((same.stage, same.after.as_deref()), (Stage::Tickets, Some("01")));
        while let Some(next) = state.advanced(None) {
            assert_eq!(next.after, None);
            seen.push(next.stage);
            state = next;
        }
        assert_eq!(seen, Stage::ALL);
    }

    #[test]
    fn all_kinds_should_be_told_when_some_of_each_went() {
        assert_eq!(told(&BTreeMap::new()), "Nothing has been over for long enough.");
        let one = told(&[(Stage::Tickets, 1), (Stage::Policies, 0)].into());
        assert!(one.starts_with("Cleared away: 1 ticket. "));
        let three = [(Stage::Policies, 2), (Stage::Tickets, 1), (Stage::LapsedRecords, 3)].into();
        assert!(told(&three).starts_with("Cleared away: 1 ticket, 3 lapsed records and 2 policies. "));
    }

    #[test]
    fn state_should_be_refused_when_it_is_another_chain_s_or_none() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("state.json");
        keep(Some(&file), &State { chain: "aa".into(), ..State::default() }).unwrap();
        assert!(read(&file, "bb").is_err());
        std::fs::write(&file, b"{}").unwrap();
        assert!(read(&file, "aa").is_err());
        assert!(key(Some("no digits")).is_err());
    }

    #[test]
    fn faster_account_should_be_no_failure_when_it_cleared_the_same_away() {
        assert_eq!(cleared(7, Ok(())).unwrap(), 7);
        assert_eq!(cleared(7, Err(ChainError::Refused(PoolRefusal::Outdated))).unwrap(), 0);
        assert!(cleared(7, Err(ChainError::Refused(PoolRefusal::Full))).is_err());
    }
}
