//! The node of the Salus consortium chain.
//!
//! | Where | What |
//! |---|---|
//! | `cli`, `command` | the command line and what each command does |
//! | `chain_spec` | the chains this binary knows by name |
//! | `service` | the running node: BABE makes blocks, GRANDPA makes them final |
//! | `trail` | reads patients' trails from the node's off-chain database |
//! | `backfill` | fetches from peers what that database lacks, and answers peers |
//! | `rpc` | JSON-RPC, one file per pallet |
//!
//! The node holds no health information: the chain has none, and nothing else is stored here.
// The SDK's own error is large; it is built once, when the node ends.
#![allow(clippy::result_large_err)]

mod backfill;
mod chain_spec;
mod cli;
mod command;
mod rpc;
mod service;
mod trail;

fn main() -> sc_cli::Result<()> {
    command::run()
}
