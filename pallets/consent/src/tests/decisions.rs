//! The decision against a plain restatement of its rule, over random worlds.

use crate::{mock::*, Error, NextTicket, Policies, Tickets};
use frame_support::{assert_noop, assert_ok};
use proptest::prelude::*;
use salus_primitives::{
    audit::Action,
    consent::{Basis, Decision, PolicyRef, PolicyStatus, Window},
    purpose::PURPOSES,
    traits::RecordFacts,
    BlockNumber, RecordId,
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

#[derive(Clone, Debug)]
struct World {
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
    (
        (standing, rarely(), rarely(), rarely(), mostly()),
        (START - 4..START + 2, 3u32..8),
        (prop::collection::vec(mostly(), 7), 0usize..7, prop::array::uniform3(mostly())),
    )
        .prop_map(|(flags, (from, length), (allowed, asked, holds))| {
            let (standing, revoked, foreign_policy, asks_for_own, takes_part) = flags;
            World {
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
    if !world.takes_part {
        return None;
    }
    let exists = world.standing != Standing::Absent;
    if world.asks_for_own && exists && world.standing != Standing::Lapsed {
        return Some(Basis::OwnRecord);
    }
    let satisfied = world.holds[0] && (world.holds[1] || world.holds[2]);
    let open = world.from <= START && START < world.from + world.length;
    let by_policy = world.standing == Standing::Active
        && !world.revoked
        && !world.foreign_policy
        && open
        && world.allowed[world.asked]
        && satisfied;
    by_policy.then_some(Basis::Policy(PolicyRef { id: 0, version: 1 }))
}

fn build(world: &World) -> AccountId {
    let accessor = if world.asks_for_own { PATIENT } else { DOCTOR };
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

            let id = NextTicket::<Test>::get();
            let origin = RuntimeOrigin::signed(accessor);
            let call = || Consent::open_access(origin, RECORD, purpose, [0; 32]);
            if !world.takes_part {
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
