//! `salus clean-up`: what ended long ago need not be kept by everybody.

use crate::{context::Context, failure::Failure, output::Outcome, plural, progress::Progress, target};
use clap::Args;
use salus_client::{
    chain::{Due, PoolRefusal},
    ChainError,
};
use serde::{Deserialize, Serialize};
use std::{
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

/// How far a walk has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct State {
    /// On which chain: the hash of its first block, as hexadecimal digits.
    chain: String,
    /// The last key of the tickets that was looked at, as hexadecimal digits.
    tickets: Option<String>,
    /// True if the tickets were walked to the end.
    tickets_done: bool,
    /// The last key of the holdings that was looked at.
    holdings: Option<String>,
}

/// Clears away tickets and holdings that ended longer ago than the chain keeps them. Needs no account.
pub async fn run(context: &Context, arguments: Arguments) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let file = arguments.state.as_deref();
    let genesis = hex::encode(chain.genesis_hash());
    let mut state = match file {
        Some(file) => read(file, &genesis)?,
        None => State { chain: genesis.clone(), ..State::default() },
    };
    let waiting = Progress::waiting(context.options.json, "Clearing away what ended long ago");
    let (mut tickets, mut holdings) = (0usize, 0usize);
    while !state.tickets_done {
        let Due { items, next } = chain.retired_tickets(key(state.tickets.as_deref())?.as_deref()).await?;
        tickets =
            tickets.saturating_add(cleared(items.len(), chain.discard_tickets(&items).await.map(drop))?);
        state.tickets_done = next.is_none();
        state.tickets = next.map(hex::encode);
        keep(file, &state)?;
    }
    loop {
        let Due { items, next } = chain.expired_holdings(key(state.holdings.as_deref())?.as_deref()).await?;
        holdings =
            holdings.saturating_add(cleared(items.len(), chain.discard_holdings(&items).await.map(drop))?);
        let is_last = next.is_none();
        // The next run begins again once this one has come to the end.
        state = if is_last {
            State { chain: genesis.clone(), ..State::default() }
        } else {
            State { holdings: next.map(hex::encode), ..state }
        };
        keep(file, &state)?;
        if is_last {
            break;
        }
    }
    drop(waiting);
    Ok(Outcome::new(told(tickets, holdings)).field("tickets", tickets).field("holdings", holdings))
}

fn told(tickets: usize, holdings: usize) -> String {
    match tickets.saturating_add(holdings) {
        0 => "Nothing has been over for long enough.".to_owned(),
        _ => {
            let tickets = plural::count(tickets, "ticket", "tickets");
            let holdings = plural::count(holdings, "holding", "holdings");
            format!("Cleared away: {tickets} and {holdings}. The trails keep what happened.")
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
        let state =
            State { chain: "aa".into(), tickets: None, tickets_done: true, holdings: Some("0102".into()) };
        keep(Some(&file), &state).unwrap();
        assert_eq!(read(&file, "aa").unwrap(), state);
        assert_eq!(key(state.holdings.as_deref()).unwrap(), Some(vec![1, 2]));
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
