//! One file per call, one for what others read, and one for the majority over random histories.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod attest_erasure;
mod discard_records;
mod dispute;
mod drop_rewrap;
mod endorse;
mod endorse_rewraps;
mod erase;
mod facts;
mod histories;
mod lapse;
mod listing;
mod rewrap;
mod state;
mod submit;
mod withdraw_dispute;
