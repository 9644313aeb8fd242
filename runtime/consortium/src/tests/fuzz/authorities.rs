//! Calls of attribute authorities that make sense.

use super::world::{Plan, World};
use crate::{AccountId, Runtime};
use pallet_attribute_authority::{Authorities, Call, Config, Holdings};
use salus_primitives::{
    authority::{Grant, UseStatus},
    Attribute, BlockNumber, Label,
};

/// What is declared.
const ATTRIBUTES: [&str; 6] = ["doctor", "nurse", "emergency", "reviewer", "surgeon", "clerk"];
/// The most authorities in use.
const ENOUGH: usize = 6;

/// A call named `name`, if there is occasion for one.
pub fn plan(world: &mut World, name: &str) -> Option<Plan> {
    match name {
        "register" => register(world),
        "suspend" => Plan::motion(Call::suspend { name: named(world, &[UseStatus::Active])? }),
        "reinstate" => Plan::motion(Call::reinstate { name: named(world, &[UseStatus::Suspended])? }),
        "remove" => {
            let in_use = [UseStatus::Active, UseStatus::Suspended];
            let name = named(world, &in_use).filter(|_| authorities(&in_use).len() > 3)?;
            Plan::motion(Call::remove { name })
        }
        "discard_holdings" => discard(world),
        _ => by_authority(world, name),
    }
}

fn by_authority(world: &mut World, name: &str) -> Option<Plan> {
    let (authority, office) = world.authority()?;
    let in_use = world.attributes(&authority, UseStatus::Active);
    let mut holdings = held_of(&authority);
    if name.starts_with("renew") {
        holdings.retain(|(_, attribute)| in_use.contains(attribute));
    }
    let call = match name {
        "declare" => {
            let declared: Vec<_> = [UseStatus::Active, UseStatus::Suspended]
                .map(|status| world.attributes(&authority, status))
                .concat();
            let free = ATTRIBUTES.map(label).into_iter().filter(|name| !declared.contains(name)).collect();
            Call::declare { attribute: world.random.pick(free)? }
        }
        "grant" => {
            let Grant { holder, attribute, expires, key_package } = grants(world, &authority, 1).pop()?;
            Call::grant { holder, attribute, expires, key_package }
        }
        "grant_batch" => Call::grant_batch { grants: grants(world, &authority, 6).try_into().unwrap() },
        "renew" => {
            let (holder, attribute) = world.random.pick(holdings)?;
            let (expires, key_package) = terms(world);
            Call::renew { holder, attribute, expires, key_package }
        }
        "renew_batch" => {
            let mut grants = Vec::new();
            for (holder, attribute) in world.random.some(holdings, 6) {
                let (expires, key_package) = terms(world);
                grants.push(Grant { holder, attribute, expires, key_package });
            }
            Call::renew_batch { grants: grants.try_into().unwrap() }
        }
        "revoke" => {
            let (holder, attribute) = world.random.pick(holdings)?;
            Call::revoke { holder, attribute }
        }
        "revoke_batch" => Call::revoke_batch { holdings: world.random.some(holdings, 4).try_into().unwrap() },
        "rotate_key" => Call::rotate_key {
            public_key: world.random.digest().to_vec().try_into().unwrap(),
            proof_of_possession: world.random.digest().to_vec().try_into().unwrap(),
        },
        "suspend_attribute" => {
            let names = world.attributes(&authority, UseStatus::Active);
            Call::suspend_attribute { attribute: world.random.pick(names)? }
        }
        "reinstate_attribute" => {
            let names = world.attributes(&authority, UseStatus::Suspended);
            Call::reinstate_attribute { attribute: world.random.pick(names)? }
        }
        _ => {
            panic!("AttributeAuthority.{name} is new: say here what a call of it that makes sense looks like")
        }
    };
    Plan::signed(office, call)
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn authorities(statuses: &[UseStatus]) -> Vec<Label> {
    Authorities::<Runtime>::iter()
        .filter(|(_, authority)| statuses.contains(&authority.status))
        .map(|(name, _)| name)
        .collect()
}

fn named(world: &mut World, statuses: &[UseStatus]) -> Option<Label> {
    world.random.pick(authorities(statuses))
}

fn register(world: &mut World) -> Option<Plan> {
    if authorities(&[UseStatus::Active, UseStatus::Suspended]).len() >= ENOUGH {
        return None;
    }
    Plan::motion(Call::register {
        name: label(&format!("office-{}", Authorities::<Runtime>::count())),
        organisation: world.organisation(),
        account: world.outsider(),
        public_key: world.random.digest().to_vec().try_into().unwrap(),
        proof_of_possession: world.random.digest().to_vec().try_into().unwrap(),
    })
}

/// Who holds what of `authority`.
fn held_of(authority: &Label) -> Vec<(AccountId, Label)> {
    Holdings::<Runtime>::iter_keys()
        .filter(|(_, attribute)| attribute.authority == *authority)
        .map(|(holder, Attribute { name, .. })| (holder, name))
        .collect()
}

fn grants(world: &mut World, authority: &Label, most: usize) -> Vec<Grant<AccountId>> {
    let names = world.attributes(authority, UseStatus::Active);
    let mut grants = Vec::new();
    for _ in 0..=world.random.below(most) {
        let (Some(holder), Some(attribute)) = (world.participant(), world.random.pick(names.clone())) else {
            continue;
        };
        let (expires, key_package) = terms(world);
        grants.push(Grant { holder, attribute, expires, key_package });
    }
    grants
}

fn terms(world: &mut World) -> (BlockNumber, salus_primitives::ContentId) {
    let most = <Runtime as Config>::MaxValidity::get();
    (world.later(most), world.content())
}

fn discard(world: &mut World) -> Option<Plan> {
    let retention: BlockNumber = <Runtime as Config>::HoldingRetention::get();
    let now = world.now();
    let old: Vec<_> = Holdings::<Runtime>::iter()
        .filter(|(_, _, holding)| holding.expires.saturating_add(retention) <= now)
        .map(|(holder, attribute, _)| (holder, attribute.authority, attribute.name))
        .collect();
    let holdings = world.random.some(old, 6);
    let some = !holdings.is_empty();
    some.then(|| Call::discard_holdings { holdings: holdings.try_into().unwrap() }).and_then(Plan::unsigned)
}
