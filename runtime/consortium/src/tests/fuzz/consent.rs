//! Calls of patients, of whom they appointed, and of those who ask for records, that make sense.

use super::world::{Plan, World};
use crate::{AccountId, AttributeAuthority, Runtime};
use pallet_consent::{
    Call, Config, Contributions, CurrentRule, Delegations, Policies, Restrictions, Tickets,
};
use pallet_ehr_registry::RecordsUnder;
use salus_primitives::{
    consent::{Barred, DelegationScope, EmergencyAccess, GuardianDecision, PolicyTerms, Window},
    consortium::{MemberStatus, Role},
    emergency::{EmergencyReason, ReviewOutcome},
    purpose::PURPOSES,
    record::RecordStatus,
    traits::AttributeHoldings,
    BlockNumber, Expression, OrganisationId, Purpose, RecordId,
};

/// A call named `name`, if there is occasion for one.
pub fn plan(world: &mut World, name: &str) -> Option<Plan> {
    match name {
        "decide_for" => decide_for(world),
        "set_emergency_rule" => set_emergency_rule(world),
        "open_access" => {
            let all = [RecordStatus::Active, RecordStatus::Pending, RecordStatus::Superseded];
            let records = world.records(&all);
            let chosen = world.random.pick(records);
            let (own, stranger) = (world.random.percent(40), world.participant()?);
            let (record, accessor) = match chosen {
                Some((id, record)) if own && world.speaks(&record.patient) => (id, record.patient),
                Some((id, _)) => (id, stranger),
                None => (RecordId(world.random.digest()), stranger),
            };
            let (purpose, justification) = (purpose(world), world.random.digest());
            Plan::signed(accessor, Call::open_access { record, purpose, justification })
        }
        "break_glass" => break_glass(world),
        "review" => review(world),
        "decline_delegation" => {
            let appointed = Delegations::<Runtime>::iter_keys().filter(|(_, to)| world.speaks(to)).collect();
            let (patient, delegate) = world.random.pick(appointed)?;
            Plan::signed(delegate, Call::decline_delegation { patient })
        }
        "discard_tickets" => {
            let (now, retention) = (world.now(), <Runtime as Config>::TicketRetention::get());
            let old = Tickets::<Runtime>::iter()
                .filter(|(_, ticket)| now.saturating_sub(ticket.until) > retention)
                .map(|(id, _)| id)
                .collect();
            let mut tickets = world.random.some(old, 6);
            tickets.sort();
            let some = !tickets.is_empty();
            some.then(|| Call::discard_tickets { tickets: tickets.try_into().unwrap() })
                .and_then(Plan::unsigned)
        }
        "discard_policies" => {
            let (now, retention) = (world.now(), <Runtime as Config>::PolicyRetention::get());
            let old = Policies::<Runtime>::iter()
                .filter(|(_, policy)| now.saturating_sub(policy.terms.valid.until) > retention)
                .map(|(id, _)| id)
                .filter(|id| !RecordsUnder::<Runtime>::contains_key(id))
                .collect();
            let mut policies = world.random.some(old, 6);
            policies.sort();
            let some = !policies.is_empty();
            some.then(|| Call::discard_policies { policies: policies.try_into().unwrap() })
                .and_then(Plan::unsigned)
        }
        _ => by_patient(world, name),
    }
}

fn by_patient(world: &mut World, name: &str) -> Option<Plan> {
    let most = <Runtime as Config>::MaxWindow::get();
    let patient = world.person(Role::Patient)?;
    let call = match name {
        "set_policy" => {
            let own = world.policies_of(&patient);
            let policy = if world.random.percent(40) { world.random.pick(own) } else { None };
            Call::set_policy { policy, terms: terms(world) }
        }
        "revoke_policy" => {
            let policies = world.policies();
            let (owner, policy) =
                world.random.pick(policies.into_iter().filter(|(owner, _)| world.speaks(owner)).collect())?;
            return Plan::signed(owner, Call::revoke_policy { policy: policy.id });
        }
        "allow_contribution" => {
            let organisation = world.organisation();
            Call::allow_contribution { organisation, until: world.later(most) }
        }
        "revoke_contribution" => {
            let allowed =
                Contributions::<Runtime>::iter_keys().filter(|(who, _)| world.speaks(who)).collect();
            let (patient, organisation) = world.random.pick(allowed)?;
            return Plan::signed(patient, Call::revoke_contribution { organisation });
        }
        "delegate" => {
            let delegate = world.participant()?;
            let scope =
                if world.random.percent(70) { DelegationScope::Guardian } else { DelegationScope::Caretaker };
            Call::delegate { delegate, scope, until: world.later(most) }
        }
        "end_delegation" => {
            let appointed =
                Delegations::<Runtime>::iter_keys().filter(|(who, _)| world.speaks(who)).collect();
            let (patient, delegate) = world.random.pick(appointed)?;
            return Plan::signed(patient, Call::end_delegation { delegate });
        }
        "share_key" => {
            let now = world.now();
            let appointed = Delegations::<Runtime>::iter()
                .filter(|(who, _, given)| given.counts(now) && world.speaks(who))
                .map(|(patient, delegate, _)| (patient, delegate))
                .collect();
            let (patient, delegate) = world.random.pick(appointed)?;
            return Plan::signed(patient, Call::share_key { delegate, key_package: world.content() });
        }
        "restrict" => Call::restrict { barred: barred(world)? },
        "lift_restriction" => {
            let barring = Restrictions::<Runtime>::iter_keys().filter(|(who, _)| world.speaks(who)).collect();
            let (patient, barred) = world.random.pick(barring)?;
            return Plan::signed(patient, Call::lift_restriction { barred });
        }
        _ => panic!("Consent.{name} is new: say here what a call of it that makes sense looks like"),
    };
    Plan::signed(patient, call)
}

fn purpose(world: &mut World) -> Purpose {
    if world.random.percent(40) {
        return Purpose::Treatment;
    }
    world.random.pick(PURPOSES.to_vec()).unwrap().0
}

fn terms(world: &mut World) -> PolicyTerms {
    let most = <Runtime as Config>::MaxWindow::get();
    let until = world.later(most);
    let version = CurrentRule::<Runtime>::get().map_or(0, |rule| rule.version);
    let emergency = match world.random.below(10) {
        0..3 => EmergencyAccess::Never,
        3..7 => EmergencyAccess::Always,
        // Also version 0 and the next, which there are not.
        _ => EmergencyAccess::UnderRule(world.random.below(version as usize + 2) as u32),
    };
    let mut purposes = vec![Purpose::Treatment];
    purposes.push(purpose(world));
    PolicyTerms {
        expression: world.expression(),
        purposes: purposes.into_iter().collect(),
        valid: Window { from: world.random.below(until as usize) as BlockNumber, until },
        emergency,
    }
}

fn barred(world: &mut World) -> Option<Barred<AccountId>> {
    if world.random.percent(20) {
        let all: Vec<_> = [MemberStatus::Active, MemberStatus::Suspended, MemberStatus::Removed]
            .map(|status| world.organisations(status))
            .concat();
        return world.random.pick(all).map(Barred::Organisation);
    }
    world.participant().map(Barred::Account)
}

fn decide_for(world: &mut World) -> Option<Plan> {
    let now = world.now();
    let guardians = Delegations::<Runtime>::iter()
        .filter(|(_, guardian, given)| {
            given.scope == DelegationScope::Guardian && given.counts(now) && world.speaks(guardian)
        })
        .map(|(patient, guardian, _)| (patient, guardian))
        .collect();
    let (patient, guardian) = world.random.pick(guardians)?;
    let policies = world.policies_of(&patient);
    let most = <Runtime as Config>::MaxWindow::get();
    let decision = match world.random.below(6) {
        0 => GuardianDecision::SetPolicy { policy: world.random.pick(policies), terms: terms(world) },
        1 => GuardianDecision::RevokePolicy { policy: world.random.pick(policies)? },
        2 => {
            let organisation = world.organisation();
            GuardianDecision::AllowContribution { organisation, until: world.later(most) }
        }
        3 => {
            let allowed = Contributions::<Runtime>::iter_key_prefix(&patient).collect();
            GuardianDecision::RevokeContribution { organisation: world.random.pick(allowed)? }
        }
        4 => GuardianDecision::Restrict { barred: barred(world)? },
        _ => {
            let barring = Restrictions::<Runtime>::iter_key_prefix(&patient).collect();
            GuardianDecision::LiftRestriction { barred: world.random.pick(barring)? }
        }
    };
    Plan::signed(guardian, Call::decide_for { patient, decision })
}

fn set_emergency_rule(world: &mut World) -> Option<Plan> {
    Plan::motion(Call::set_emergency_rule {
        accessors: world.expression(),
        reviewers: world.expression(),
        validity: world.random.below(2_000) as BlockNumber + 1,
        review_within: world.random.below(20_000) as BlockNumber + 1,
    })
}

/// The people who hold now what `rule` asks for, each with the organisation.
fn qualified(world: &World, rule: &Expression, roles: &[Role]) -> Vec<(AccountId, OrganisationId)> {
    let now = world.now();
    let people = world.people().into_iter();
    people
        .filter(|(_, person)| roles.contains(&person.role))
        .filter(|(who, _)| rule.is_satisfied(|attribute| AttributeAuthority::holds(who, attribute, now)))
        .map(|(who, person)| (who, person.organisation))
        .collect()
}

/// A rule that somebody meets, or attributes with which somebody may: what an emergency takes when nobody meets the
/// rule that there is, as attributes end.
fn occasion_for_emergencies(world: &mut World) -> Option<Plan> {
    if world.random.percent(50) {
        return super::authorities::plan(world, "grant_batch");
    }
    set_emergency_rule(world)
}

/// Mostly a practitioner whom the rule lets break the glass does so; if there is none, there is one first.
fn break_glass(world: &mut World) -> Option<Plan> {
    let admitted =
        CurrentRule::<Runtime>::get().map(|rule| qualified(world, &rule.accessors, &[Role::Practitioner]));
    let accessor = match (world.random.pick(admitted.unwrap_or_default()), world.random.percent(70)) {
        (Some((accessor, _)), true) => accessor,
        (None, true) => return occasion_for_emergencies(world),
        (_, false) => world.person(Role::Practitioner)?,
    };
    let patient = world.person(Role::Patient)?;
    let (reason, justification) = (EmergencyReason::ImminentDanger, world.random.digest());
    Plan::signed(accessor, Call::break_glass { patient, reason, justification })
}

/// Somebody of another organisation, who has what the rule asks of reviewers, looks into an emergency; or there is
/// one first, or a rule that lets somebody.
fn review(world: &mut World) -> Option<Plan> {
    let Some(rule) = CurrentRule::<Runtime>::get() else { return set_emergency_rule(world) };
    let reviewers = qualified(world, &rule.reviewers, &[Role::Patient, Role::Practitioner, Role::DataUser]);
    let mut possible = Vec::new();
    for id in pallet_consent::Unreviewed::<Runtime>::iter_keys() {
        let involved = pallet_consent::Emergencies::<Runtime>::get(id)?.organisation;
        let others = reviewers.iter().filter(|(_, organisation)| *organisation != involved);
        possible.extend(others.map(|(reviewer, _)| (id, reviewer.clone())));
    }
    let Some((emergency, reviewer)) = world.random.pick(possible) else {
        let none = pallet_consent::UnreviewedCount::<Runtime>::iter_keys().next().is_none();
        return if none { break_glass(world) } else { occasion_for_emergencies(world) };
    };
    Plan::signed(reviewer, Call::review { emergency, outcome: ReviewOutcome::Justified })
}
