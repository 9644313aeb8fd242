//! One file for each call, and what holds across them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]
#![allow(missing_docs)]

mod add_validator;
mod admit;
mod enrol;
mod genesis;
mod invariants;
mod migrations;
mod quotas;
mod readmit_validator;
mod reinstate;
mod reinstate_participant;
mod remove;
mod remove_validator;
mod replace_key_card;
mod rosters;
mod rotate_seat;
mod sessions;
mod set_gateway;
mod standing;
mod suspend;
mod suspend_participant;
mod withdraw_enrolment;

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::Action,
    consortium::MemberStatus,
    traits::{Membership, Standings},
};
use sp_runtime::DispatchError::BadOrigin;

pub const PATIENT: AccountId = 1;
pub const DOCTOR: AccountId = 2;
pub const NEW: OrganisationId = 3;

/// Admits a fourth organisation.
pub fn admit_fourth() -> frame_support::dispatch::DispatchResult {
    Consortium::admit(
        whole_council(),
        name("Hill Research"),
        OrganisationKind::Research,
        seat(NEW),
        gateway(NEW),
        None,
    )
}

/// Enrols PATIENT with CITY.
pub fn enrol_patient() {
    assert_ok!(enrol(CITY, PATIENT, Role::Patient));
}

/// More than half of the council, but not all of it.
pub fn most_of_the_council() -> RuntimeOrigin {
    let members = council_members().len() as u32;
    council((members / 2 + 1).min(members.saturating_sub(1).max(1)))
}

pub fn exists(who: AccountId) -> bool {
    System::providers(&who) > 0
}
