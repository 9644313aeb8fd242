//! What the node of the Salus consortium chain adds to the SDK's: command line, JSON-RPC and patients' trails.
//!
//! | Where | What |
//! |---|---|
//! | `cli` | the command line |
//! | `chain_spec` | the chains this program knows by name |
//! | `types` | which block, database, client and pool this node has |
//! | `trail` | reads patients' trails from the node's off-chain database |
//! | `backfill` | fetches from peers what that database lacks, and answers peers |
//! | `rpc` | JSON-RPC, one file per pallet |
//!
//! The program itself is in `main.rs`: the running node and the operator's commands. It is apart, because it is where
//! the SDK's networking and consensus are compiled for this chain, which takes minutes: the unit tests of this library
//! need none of it.

pub mod backfill;
pub mod chain_spec;
pub mod cli;
pub mod rpc;
pub mod trail;
pub mod types;
