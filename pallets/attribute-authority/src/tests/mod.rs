#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod declare;
mod discard_holdings;
mod genesis;
mod grant;
mod grant_batch;
mod holds;
mod invariants;
mod register;
mod reinstate;
mod reinstate_attribute;
mod remove;
mod renew;
mod renew_batch;
mod revoke;
mod revoke_batch;
mod rotate_key;
mod suspend;
mod suspend_attribute;
mod views;

pub use crate::{mock::*, *};
pub use frame_support::{assert_noop, assert_ok};
pub use salus_primitives::{
    authority::{
        AttributeHolder, AttributeState, Authority, AuthorityKeyBytes, Grant, HeldAttribute, Holding,
        PossessionProofBytes, SkipReason, UseStatus, MAX_ATTRIBUTES, MAX_HOLDINGS, MAX_RETIRED_KEYS,
    },
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

/// An item of a batch: the medical council's `name` for `holder`.
pub fn item(holder: AccountId, name: &str, expires: BlockNumber) -> Grant<AccountId> {
    Grant { holder, attribute: label(name), expires, key_package: package(2) }
}

/// A batch of grants or renewals.
pub fn batch(items: impl IntoIterator<Item = Grant<AccountId>>) -> GrantBatch<Test> {
    items.into_iter().collect::<Vec<_>>().try_into().unwrap()
}

/// A batch of revocations.
pub fn from(items: impl IntoIterator<Item = (AccountId, &'static str)>) -> RevocationBatch<Test> {
    items.into_iter().map(|(holder, name)| (holder, label(name))).collect::<Vec<_>>().try_into().unwrap()
}

/// Which items of the batches so far were skipped, and why.
pub fn skipped() -> Vec<(u32, SkipReason)> {
    System::read_events_for_pallet::<Event<Test>>()
        .into_iter()
        .filter_map(|event| match event {
            Event::Skipped { index, reason } => Some((index, reason)),
            _ => None,
        })
        .collect()
}

/// An account, what stands in the way of its acting for the medical council, and what it is told.
pub type Obstacle = (AccountId, fn(), Error<Test>);

/// Everything that keeps somebody from acting for the medical council.
pub fn not_allowed_to_act() -> Vec<Obstacle> {
    vec![
        (BO, || {}, Error::<Test>::NotAuthority),
        (STRANGER, || {}, Error::<Test>::NotAuthority),
        (
            COUNCIL_OFFICE,
            || AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")).unwrap(),
            Error::<Test>::AuthoritySuspended,
        ),
        (
            COUNCIL_OFFICE,
            || ActiveOrganisations::mutate(|active| assert!(active.remove(&COUNCIL))),
            Error::<Test>::OrganisationNotActive,
        ),
        (
            COUNCIL_OFFICE,
            || AttributeAuthority::remove(by(COUNCIL_TWO_THIRDS), label("medical-council")).unwrap(),
            Error::<Test>::NotAuthority,
        ),
    ]
}
