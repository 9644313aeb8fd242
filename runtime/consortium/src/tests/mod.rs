//! The chain as a whole: real signed transactions through the whole pipeline.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod access;
mod attacks;
mod authorities;
mod clients;
mod decisions;
mod departures;
mod emergency;
mod enrolments;
mod equivocations;
mod fuzz;
mod genesis;
mod governance;
mod integrity;
mod journey;
mod mempool;
mod metadata;
mod pauses;
mod permissions;
mod proofs;
mod quotas;
mod refusals;
mod registry;
mod relayed;
mod scene;
mod storage;
mod throughput;
mod trails;
mod upgrade;
