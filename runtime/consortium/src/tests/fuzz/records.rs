//! Calls of gateways and patients on records, and acknowledgements, that make sense.

use super::world::{Plan, World};
use crate::{AccountId, Consent, Consortium, Runtime};
use pallet_consent::Tickets;
use pallet_ehr_registry::{Call, Config, Erasures, OpenErasures, Rewraps};
use salus_primitives::{
    consent::{DelegationScope, PolicyRef},
    consortium::Role,
    record::{Record, RecordStatus},
    traits::{Consents, Membership},
    OrganisationId, RecordId,
};

/// A call of the registry named `name`, if there is occasion for one.
pub fn plan(world: &mut World, name: &str) -> Option<Plan> {
    match name {
        "submit" => submit(world),
        "endorse" => {
            let (gateway, organisation) = world.gateway()?;
            let waiting = world.records(&[RecordStatus::Pending]);
            let waiting = waiting
                .into_iter()
                .filter(|(_, record)| !record.endorsements.contains(&organisation))
                .map(|(id, _)| id)
                .collect();
            let records = world.random.some(waiting, 16);
            sent_if(!records.is_empty(), gateway, || Call::endorse { records: records.try_into().unwrap() })
        }
        "lapse" => {
            let now = world.now();
            let overdue = world.records(&[RecordStatus::Pending]).into_iter();
            let overdue = overdue.filter(|(_, record)| now >= record.deadline).collect();
            let (record, _) = world.random.pick(overdue)?;
            clean_up(world, Call::lapse { record })
        }
        "rewrap" => rewrap(world),
        "rewrap_for" => rewrap_for(world),
        "endorse_rewraps" => {
            let (gateway, organisation) = world.gateway()?;
            let waiting = Rewraps::<Runtime>::iter()
                .filter(|(_, rewrap)| !rewrap.endorsements.contains(&organisation))
                .map(|(id, rewrap)| (id, rewrap.header))
                .collect();
            let rewraps = world.random.some(waiting, 8);
            let some = !rewraps.is_empty();
            sent_if(some, gateway, || Call::endorse_rewraps { rewraps: rewraps.try_into().unwrap() })
        }
        "dispute" => {
            let (record, decider) = decided(world, &[RecordStatus::Active, RecordStatus::Pending])?;
            Plan::signed(decider, Call::dispute { record, reason: world.random.digest() })
        }
        "withdraw_dispute" => {
            let here = [RecordStatus::Active, RecordStatus::Pending, RecordStatus::Superseded];
            let disputed = world.records(&here).into_iter();
            let disputed = disputed.filter(|(_, record)| record.disputed.is_some()).collect();
            let (record, facts) = world.random.pick(disputed)?;
            let decider = decider(world, &facts)?;
            Plan::signed(decider, Call::withdraw_dispute { record })
        }
        "erase" => {
            let (record, decider) =
                decided(world, &[RecordStatus::Active, RecordStatus::Superseded, RecordStatus::Lapsed])?;
            Plan::signed(decider, Call::erase { record })
        }
        "attest_erasure" => {
            let (gateway, _) = world.gateway()?;
            let records = world.random.some(OpenErasures::<Runtime>::iter_keys().collect(), 8);
            let some = !records.is_empty();
            sent_if(some, gateway, || Call::attest_erasure { records: records.try_into().unwrap() })
        }
        "drop_rewrap" => {
            let now = world.now();
            let overdue = Rewraps::<Runtime>::iter().filter(|(_, rewrap)| now >= rewrap.deadline);
            let (record, _) = world.random.pick(overdue.collect())?;
            clean_up(world, Call::drop_rewrap { record })
        }
        "discard_records" => {
            let (now, kept) = (world.now(), <Runtime as Config>::LapsedRetention::get());
            let lapsed = world.records(&[RecordStatus::Lapsed]).into_iter();
            let over = lapsed.filter(|(_, record)| now.saturating_sub(record.deadline) > kept);
            let kept = <Runtime as Config>::ErasureRetention::get();
            let erased = Erasures::<Runtime>::iter().filter(|(id, erasure)| {
                let over = erasure.erased_at.is_some_and(|at| now.saturating_sub(at) > kept);
                over && !OpenErasures::<Runtime>::contains_key(id)
            });
            let over = over.map(|(id, _)| id).chain(erased.map(|(id, _)| id)).collect();
            let mut records = world.random.some(over, 8);
            records.sort();
            let some = !records.is_empty();
            some.then(|| Call::discard_records { records: records.try_into().unwrap() })
                .and_then(Plan::unsigned)
        }
        _ => panic!("EhrRegistry.{name} is new: say here what a call of it that makes sense looks like"),
    }
}

/// An acknowledgement, if a ticket was issued.
pub fn acknowledgement(world: &mut World, name: &str) -> Option<Plan> {
    assert_eq!(name, "acknowledge", "AuditLog.{name} is new: say here what a call of it looks like");
    let (gateway, organisation) = world.gateway()?;
    let issued = Tickets::<Runtime>::iter().filter(|(_, ticket)| ticket.served.is_none());
    let tickets = world.random.some(issued.collect(), 8);
    let signed = tickets.into_iter().filter_map(|(id, ticket)| {
        world.actor(&ticket.accessor).map(|reader| reader.sign_receipt(id, organisation))
    });
    let receipts: Vec<_> = signed.collect();
    let some = !receipts.is_empty();
    let call = pallet_audit_log::Call::acknowledge { receipts: receipts.try_into().unwrap() };
    some.then_some(call).and_then(|call| Plan::signed(gateway, call))
}

fn sent_if(occasion: bool, who: AccountId, call: impl FnOnce() -> Call<Runtime>) -> Option<Plan> {
    occasion.then(call).and_then(|call| Plan::signed(who, call))
}

/// A gateway or anybody cleans up.
fn clean_up(world: &mut World, call: Call<Runtime>) -> Option<Plan> {
    match world.gateway() {
        Some((gateway, _)) if world.random.percent(30) => Plan::signed(gateway, call),
        _ => Plan::unsigned(call),
    }
}

/// A gateway that may add records of a patient now, and a policy for them.
fn contributor(world: &mut World) -> Option<(AccountId, OrganisationId, AccountId, PolicyRef)> {
    let now = world.now();
    let policies = world.policies();
    let mut possible = Vec::new();
    for (gateway, organisation) in world.gateways() {
        for (patient, policy) in &policies {
            if Consent::may_contribute(patient, organisation, now) {
                possible.push((gateway.clone(), organisation, patient.clone(), *policy));
            }
        }
    }
    world.random.pick(possible)
}

fn submit(world: &mut World) -> Option<Plan> {
    let (gateway, organisation, patient, policy) = contributor(world)?;
    let authors = world
        .people()
        .into_iter()
        .filter(|(_, person)| person.organisation == organisation && person.role == Role::Practitioner)
        .map(|(account, _)| account)
        .chain([gateway.clone()])
        .collect();
    let newest = world.records(&[RecordStatus::Active]).into_iter();
    let amendable =
        |record: &Record<AccountId>| record.patient == patient && record.organisation == organisation;
    let newest = newest.filter(|(_, record)| amendable(record)).map(|(id, _)| id).collect();
    let amends = world.random.percent(40);
    let call = Call::submit {
        record: RecordId(world.random.digest()),
        patient,
        author: world.random.pick(authors)?,
        policy,
        content: world.content(),
        header: world.content(),
        previous: world.random.pick(newest).filter(|_| amends),
    };
    Plan::signed(gateway, call)
}

/// A new header of an Active record, mostly under its own policy, else under another of its patient's.
fn new_header(world: &mut World) -> Option<(RecordId, PolicyRef, AccountId, AccountId)> {
    let policies = world.policies();
    let mut possible = Vec::new();
    for (id, record) in world.records(&[RecordStatus::Active]) {
        let own: Vec<_> = policies.iter().filter(|(owner, _)| *owner == record.patient).collect();
        let same: Vec<_> = own.iter().filter(|(_, policy)| policy.id == record.policy.id).copied().collect();
        let choice = if same.is_empty() || world.random.percent(20) { own } else { same };
        if let (Some((_, policy)), Some(gateway)) =
            (world.random.pick(choice), world.gateway_of(record.organisation))
        {
            possible.push((id, *policy, gateway, record.patient));
        }
    }
    world.random.pick(possible)
}

fn rewrap(world: &mut World) -> Option<Plan> {
    let (record, policy, gateway, patient) = new_header(world)?;
    let header = world.content();
    // Now and then somebody else's: the chain must refuse it.
    let signer = if world.random.percent(90) { patient } else { gateway.clone() };
    let signature = world.actor(&signer)?.sign_header(&record, &policy, &header);
    Plan::signed(gateway, Call::rewrap { record, policy, header, signature })
}

/// A guardian's, or of somebody whom the patient appointed to less.
fn rewrap_for(world: &mut World) -> Option<Plan> {
    let now = world.now();
    let mut possible = Vec::new();
    for (patient, guardian, given) in pallet_consent::Delegations::<Runtime>::iter() {
        let decides = given.scope == DelegationScope::Guardian && given.counts(now);
        if decides || world.random.percent(10) {
            possible.push((patient, guardian));
        }
    }
    let (record, policy, gateway, patient) = new_header(world)?;
    let guardians = possible.into_iter().filter(|(of, _)| *of == patient).map(|(_, who)| who).collect();
    let (guardian, header) = (world.random.pick(guardians)?, world.content());
    let signature = world.actor(&guardian)?.sign_header(&record, &policy, &header);
    Plan::signed(gateway, Call::rewrap_for { record, policy, header, guardian, signature })
}

/// A record with one of these statuses, and somebody who decides for its patient.
fn decided(world: &mut World, statuses: &[RecordStatus]) -> Option<(RecordId, AccountId)> {
    let records = world.records(statuses);
    let (id, record) = world.random.pick(records)?;
    Some((id, decider(world, &record)?))
}

/// The patient, or a guardian who may send transactions.
fn decider(world: &mut World, record: &Record<AccountId>) -> Option<AccountId> {
    let now = world.now();
    let deciders = world
        .people()
        .into_iter()
        .map(|(account, _)| account)
        .filter(|who| {
            Consortium::participant(who).is_some() && Consent::decides_for(who, &record.patient, now)
        })
        .collect();
    world.random.pick(deciders)
}
