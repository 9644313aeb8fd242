//! The parachain as a whole: blocks made as a collator makes them, on what a relay chain would say, and
//! checked as a validator of the relay chain checks them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod access;
mod actors;
mod blocks;
mod clients;
mod collators;
mod genesis;
mod pauses;
mod relay;
mod scene;
mod spans;
mod twins;
mod upgrade;
mod wasm;
