//! One file per call, and one for what others read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod allow_contribution;
mod decisions;
mod open_access;
mod reading;
mod revoke_contribution;
mod revoke_policy;
mod set_policy;
mod state;
