//! The decision against a plain restatement of its rule, over random worlds.

use crate::{mock::*, Error, NextTicket, Pallet, Policies, Tickets};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use salus_primitives::{
    audit::Action,
    consent::{Barred, Basis, Decision, DelegationScope, EmergencyAccess, PolicyRef, PolicyStatus, Window},
    emergency::ReviewOutcome,
    purpose::PURPOSES,
    traits::RecordFacts,
    BlockNumber, Purpose, RecordId,
};

const RECORD: RecordId = RecordId([9; 32]);

/// Where a record stands, as far as the decision asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Absent,
    NotActive,
    Active,
    Lapsed,
}

/// Whom the patient bars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bar {
    Nobody,
    Accessor,
    Organisation,
}

/// What became of the accessor's emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Glass {
    Whole,
    Broken,
    Over,
    Reviewed,
}

#[derive(Clone, Debug)]
struct World {
    barred: Bar,
    /// To what the accessor was appointed, and whether that still counts.
    appointed: Option<(DelegationScope, bool)>,
    emergencies: EmergencyAccess,
    glass: Glass,
    holds_emergency: bool,
    standing: Standing,
    revoked: bool,
    foreign_policy: bool,
    from: BlockNumber,
    length: BlockNumber,
    allowed: Vec<bool>,
    asked: usize,
    holds: [bool; 3],
    asks_for_own: bool,
    takes_part: bool,
}

fn world() -> impl Strategy<Value = World> {
    // Each condition mostly holds, so that often a single one decides.
    let standing = prop_oneof![
        1 => Just(Standing::Absent),
        2 => Just(Standing::NotActive),
        8 => Just(Standing::Active),
        1 => Just(Standing::Lapsed),
    ];
    let rarely = || prop::bool::weighted(0.12);
    let mostly = || prop::bool::weighted(0.85);
    let barred = prop_oneof![
        8 => Just(Bar::Nobody),
        1 => Just(Bar::Accessor),
        1 => Just(Bar::Organisation),
    ];
    let scope = prop_oneof![Just(DelegationScope::Caretaker), Just(DelegationScope::Guardian)];
    let appointed = prop::option::weighted(0.3, (scope, mostly()));
    let glass = prop_oneof![
        2 => Just(Glass::Whole),
        5 => Just(Glass::Broken),
        1 => Just(Glass::Over),
        1 => Just(Glass::Reviewed),
    ];
    // The rule's version is 1.
    let said = prop_oneof![
        1 => Just(EmergencyAccess::Never),
        5 => Just(EmergencyAccess::Always),
        3 => (0u32..3).prop_map(EmergencyAccess::UnderRule),
    ];
    // Emergency treatment more often than the others: it has a ground of its own.
    let asked = prop_oneof![2 => 0usize..7, 1 => Just(1usize)];
    (
        (standing, rarely(), rarely(), rarely(), mostly()),
        (START - 4..START + 2, 3u32..8),
        (prop::collection::vec(mostly(), 7), asked, prop::array::uniform3(mostly())),
        (barred, appointed, said, glass, mostly()),
    )
        .prop_map(|(flags, (from, length), (allowed, asked, holds), others)| {
            let (standing, revoked, foreign_policy, asks_for_own, takes_part) = flags;
            let (barred, appointed, emergencies, glass, holds_emergency) = others;
            World {
                barred,
                appointed,
                emergencies,
                glass,
                holds_emergency,
                standing,
                revoked,
                foreign_policy,
                from,
                length,
                allowed,
                asked,
                holds,
                asks_for_own,
                takes_part,
            }
        })
}

/// The attributes in the order of `holds`; the policy asks for the first and one of the others.
const ATTRIBUTES: [&str; 3] = ["doctor@medical-council", "nurse@city-hospital", "icu@city-hospital"];

fn expected(world: &World) -> Option<Basis> {
    let exists = world.standing != Standing::Absent;
    if world.asks_for_own && exists && world.standing != Standing::Lapsed {
        return Some(Basis::OwnRecord);
    }
    if !world.takes_part {
        return None;
    }
    // What follows is for others, who read nothing else and nothing if they are barred.
    if world.standing != Standing::Active || world.asks_for_own || world.barred != Bar::Nobody {
        return None;
    }
    let purpose = PURPOSES[world.asked].0;
    if let Some((scope, true)) = world.appointed {
        if purpose == Purpose::Treatment || purpose == Purpose::PatientRequest {
            return Some(Basis::Delegation(scope));
        }
    }
    if world.revoked || world.foreign_policy {
        return None;
    }
    let satisfied = world.holds[0] && (world.holds[1] || world.holds[2]);
    let open = world.from <= START && START < world.from + world.length;
    if open && world.allowed[world.asked] && satisfied {
        return Some(Basis::Policy(PolicyRef { id: 0, version: 1 }));
    }
    let by_emergency = purpose == Purpose::EmergencyTreatment
        && matches!(world.emergencies, EmergencyAccess::Always | EmergencyAccess::UnderRule(1))
        && world.glass == Glass::Broken
        && world.holds_emergency;
    by_emergency.then_some(Basis::Emergency(0))
}

/// What the patient and the accessor did before.
fn prepare(world: &World, accessor: &AccountId) {
    let patient = || RuntimeOrigin::signed(PATIENT);
    go_to(START - VALIDITY - 10);
    emergencies();
    // Nobody appoints oneself, or breaks one's own glass.
    if !world.asks_for_own {
        if let Some((scope, counts)) = world.appointed {
            let until = if counts { START + 1 } else { START };
            assert_ok!(Consent::delegate(patient(), accessor.clone(), scope, until));
        }
        if world.glass != Glass::Over {
            go_to(START - VALIDITY + 1);
        }
        if world.glass != Glass::Whole {
            assert_eq!(break_glass(accessor, &PATIENT), Some(0));
        }
        if world.glass == Glass::Reviewed {
            assert_ok!(Consent::review(RuntimeOrigin::signed(CLERK), 0, ReviewOutcome::Justified));
        }
        if !world.holds_emergency {
            FakeHoldings::revoke(accessor, EMERGENCY);
        }
    }
    match world.barred {
        Bar::Accessor if !world.asks_for_own => {
            assert_ok!(Consent::restrict(patient(), Barred::Account(accessor.clone())));
        }
        Bar::Organisation => {
            assert_ok!(Consent::restrict(patient(), Barred::Organisation(CITY)));
        }
        Bar::Accessor | Bar::Nobody => {}
    }
    go_to(START);
}

fn build(world: &World) -> AccountId {
    let accessor = if world.asks_for_own { PATIENT } else { DOCTOR };
    prepare(world, &accessor);
    let owner = if world.foreign_policy { OTHER_PATIENT } else { PATIENT };
    policy(&owner, terms());
    Policies::<Test>::mutate(0, |policy| {
        let policy = policy.as_mut().unwrap();
        policy.terms.expression =
            format!("{} AND ({} OR {})", ATTRIBUTES[0], ATTRIBUTES[1], ATTRIBUTES[2]).parse().unwrap();
        policy.terms.purposes = PURPOSES
            .iter()
            .zip(&world.allowed)
            .filter(|(_, allowed)| **allowed)
            .map(|((purpose, _), _)| *purpose)
            .collect();
        policy.terms.emergency = world.emergencies;
        policy.terms.valid = Window { from: world.from, until: world.from + world.length };
        if world.revoked {
            policy.status = PolicyStatus::Revoked;
        }
    });
    for (attribute, _) in ATTRIBUTES.iter().zip(world.holds).filter(|(_, held)| *held) {
        FakeHoldings::grant(&accessor, attribute);
    }
    if world.standing != Standing::Absent {
        let facts = RecordFacts {
            patient: PATIENT,
            policy: PolicyRef { id: 0, version: 1 },
            active: world.standing == Standing::Active,
            gone: world.standing == Standing::Lapsed,
        };
        FakeRecords::put(RECORD, facts);
    }
    if !world.takes_part {
        FakeMembership::expel(&accessor);
    }
    accessor
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn decision_should_follow_the_rule_when_the_world_is_arbitrary(world in world()) {
        // A policy without a purpose cannot be.
        prop_assume!(world.allowed.contains(&true));
        ExtBuilder.build_and_execute(|| {
            let accessor = build(&world);
            let purpose = PURPOSES[world.asked].0;
            let expected = expected(&world);

            let decided = Consent::decide(&accessor, &RECORD, purpose, START);
            assert_eq!(decided, expected.map_or(Decision::Refused, Decision::Granted));
            assert_eq!(Pallet::<Test>::decision(accessor.clone(), RECORD, purpose), decided);

            let id = NextTicket::<Test>::get();
            let origin = RuntimeOrigin::signed(accessor);
            let call = || Consent::open_access(origin, RECORD, purpose, [0; 32]);
            let own = world.asks_for_own && world.standing != Standing::Absent;
            if !world.takes_part && !own {
                assert_noop!(call(), Error::<Test>::NotParticipant);
                return;
            }
            assert_ok!(call());
            assert_eq!(Tickets::<Test>::get(id).map(|ticket| ticket.basis), expected);
            let trail = if world.standing == Standing::Absent { Consent::absent() } else { PATIENT };
            let action = if expected.is_some() { Action::Opened } else { Action::Refused };
            assert_eq!(FakeTrails::of(&trail).pop().unwrap().action, action);
        });
    }
}
