#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod declare;
mod genesis;
mod grant;
mod holds;
mod invariants;
mod register;
mod reinstate;
mod renew;
mod revoke;
mod suspend;
mod views;

pub use crate::{mock::*, *};
pub use frame_support::{assert_noop, assert_ok};
pub use salus_primitives::{
    authority::{AttributeState, Authority, HeldAttribute, Holding, UseStatus, MAX_ATTRIBUTES, MAX_HOLDINGS},
    traits::AttributeHoldings,
    Attribute, BlockNumber,
};
pub use sp_runtime::DispatchError::BadOrigin;

/// The pallet as its siblings see it.
pub fn holds(who: AccountId, attribute: &Attribute) -> bool {
    <AttributeAuthority as AttributeHoldings<_>>::holds(&who, attribute, System::block_number())
}

pub fn epoch(attribute: &Attribute) -> Option<u32> {
    <AttributeAuthority as AttributeHoldings<AccountId>>::epoch(attribute)
}

pub fn by(account: AccountId) -> RuntimeOrigin {
    RuntimeOrigin::signed(account)
}

/// Declares `name` as the medical council's and returns it.
pub fn declared(name: &str) -> Attribute {
    assert_ok!(AttributeAuthority::declare(by(COUNCIL_OFFICE), label(name)));
    attribute(&format!("{name}@medical-council"))
}

/// Declares `name` as the medical council's and grants it to `holder` until block 100.
pub fn granted(holder: AccountId, name: &str) -> Attribute {
    let attribute = declared(name);
    grant_to(holder, name, 100);
    attribute
}

/// Grants the medical council's `name` to `holder`.
pub fn grant_to(holder: AccountId, name: &str, expires: BlockNumber) {
    assert_ok!(AttributeAuthority::grant(by(COUNCIL_OFFICE), holder, label(name), expires, package(1)));
}

/// Gives `holder` as many attributes of the medical council as one may have, until block `expires`.
pub fn fill_places(holder: AccountId, expires: BlockNumber) {
    for number in 0..MAX_HOLDINGS {
        let name = format!("ward-{number}");
        declared(&name);
        grant_to(holder, &name, expires);
    }
}
