//! The EHR server of one organisation.
//!
//! It takes records in from the hospital's own systems and encrypts them, keeps the data pool, checks
//! and endorses what other organisations filed, and hands ciphertext out to whom the chain grants it.
//! It sees plaintext only of what its own hospital is just handing in, and never keeps it.
//!
//! From the outside in:
//!
//! - [`server`] starts and stops it as [`config`] says; [`state`] is what its parts share.
//! - [`http`] is its interface; [`session`] is how members sign in.
//! - [`intake`] files records; [`access`] opens them; [`revocation`] ends the help of a transform key.
//! - [`endorsement`] and [`verification`] check the records of others; [`placement`] says who keeps
//!   them; [`rewrapping`] checks their new headers; [`erasure`] deletes what patients had erased, and
//!   [`leftovers`] what never came in; [`acknowledgement`] tells the chain what was served.
//! - [`pool`] keeps the blocks, [`database`] everything else, [`peers`] has the rest.
//! - [`ledger`] is the chain as all of these see it, and [`node`] where they see it.

pub mod access;
pub mod acknowledgement;
pub mod config;
pub mod database;
pub mod endorsement;
pub mod erasure;
pub mod http;
pub mod intake;
pub mod ledger;
pub mod leftovers;
pub mod metrics;
pub mod node;
mod pauses;
pub mod peers;
mod per_head;
pub mod placement;
pub mod pool;
pub mod revocation;
pub mod rewrapping;
pub mod server;
pub mod session;
pub mod state;
pub mod tasks;
pub mod verification;

#[cfg(test)]
mod scene;
