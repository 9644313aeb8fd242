//! The EHR server of one organisation.
//!
//! It takes records in from the hospital's own systems and encrypts them, keeps the data pool, checks
//! and endorses what other organisations filed, and hands ciphertext out to whom the chain grants it.
//! It sees plaintext only of what its own hospital is just handing in, and never keeps it.
//!
//! From the outside in:
//!
//! - [`server`] starts and stops it as [`config`] says; [`state`] is what its parts share.
//! - [`serving`] takes connections; [`http`] is its interface; [`session`] is how members sign in.
//! - [`intake`] files records; [`access`] opens them, and [`admission`] says what a ticket is worth;
//!   [`revocation`] ends the help of a transform key.
//! - [`verification`] checks the records of others; [`rewrapping`] checks their new headers.
//! - [`workers`] do what goes on by itself: endorse, erase, clear away, tell the chain what was served.
//! - [`pool`] keeps blocks, fetches them from other organisations and deletes them; [`database`] keeps
//!   everything else; both lie in [`data_dir`].
//! - [`ledger`] is the chain as all of these see it, and [`node`] where they see it.

pub mod access;
pub mod admission;
pub mod config;
pub mod data_dir;
pub mod database;
mod disk;
pub mod http;
pub mod intake;
pub mod ledger;
pub mod metrics;
pub mod node;
mod pauses;
mod per_head;
pub mod pool;
pub mod receipt;
pub mod revocation;
pub mod rewrapping;
pub mod server;
pub mod serving;
pub mod session;
pub mod state;
pub mod tasks;
pub mod verification;
pub mod workers;

#[cfg(test)]
mod scene;
