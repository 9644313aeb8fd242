//! The node of the Salus consortium chain.
//!
//! | Where | What |
//! |---|---|
//! | `command` | what each command does |
//! | `service` | the running node: BABE makes blocks, GRANDPA makes them final |
//! | the library beside this program | command line, JSON-RPC, patients' trails |
//!
//! The node holds no health information: the chain has none, and nothing else is stored here.
// The SDK's own error is large; it is built once, when the node ends.
#![allow(clippy::result_large_err)]

mod command;
mod service;

fn main() -> sc_cli::Result<()> {
    command::run()
}
