//! One file per call, and one for what others read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod allow_contribution;
mod break_glass;
mod decide_for;
mod decisions;
mod decline_delegation;
mod delegate;
mod discard_policies;
mod discard_tickets;
mod end_delegation;
mod lift_restriction;
mod listing;
mod migrations;
mod open_access;
mod open_access_by_delegation;
mod open_access_in_emergency;
mod reading;
mod restrict;
mod review;
mod revoke_contribution;
mod revoke_policy;
mod sequences;
mod set_emergency_rule;
mod set_policy;
mod share_key;
mod state;
