//! `salus` as its users run it: the program itself, without a network.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
#![cfg(target_os = "linux")]

mod arguments;
mod bench;
mod files;
mod secrets;
mod signals;
mod uploads;
