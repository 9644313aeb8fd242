//! One leaf short, in every shape a policy can have. Broken schemes fell here: at an AND whose right
//! child carries the whole secret, at nested gates, at attributes that stand twice.

use super::*;
use ark_ec::AffineRepr;

/// Deep and unbalanced, to both sides.
const SHAPES: &[&str] = &[
    "((((a0@xx AND a1@xx) AND a2@xx) AND a3@xx) AND a4@xx)",
    "(a0@xx AND (a1@xx AND (a2@xx AND (a3@xx AND a4@xx))))",
    "(a0@xx AND a1@xx) AND (a2@xx AND (a3@xx AND a4@xx))",
    "((a0@xx OR a1@xx) AND a2@xx) OR (a3@xx AND (a4@xx OR a0@xx))",
    "3 of (a0@xx, a1@xx, a2@xx, a3@xx, a4@xx)",
    "2 of (a0@xx AND a1@xx, 2 of (a2@xx, a3@xx, a4@xx), a0@xx AND a4@xx)",
    "2 of (a0@xx, a0@xx, a1@xx) AND a2@xx",
];

/// A world of one authority: all rows have the same α and y, which leaves an attacker most to cancel.
fn world() -> World {
    let secret = AuthoritySecretKey::generate(&mut rng(1));
    let publics = BTreeMap::from([(label("xx"), secret.public_key())]);
    World { secrets: BTreeMap::from([(label("xx"), secret)]), publics }
}

/// Leaves that can be opened by somebody with the keys of `set`: all rows of an attribute or none.
fn closed(target: &Target, set: &[usize]) -> bool {
    let leaves = target.capsule.policy.leaves();
    (0..leaves.len()).all(|leaf| set.contains(&leaf) || !set.iter().any(|own| leaves[*own] == leaves[leaf]))
}

fn satisfied(target: &Target, set: &[usize]) -> bool {
    let mut leaf = 0..;
    target.capsule.policy.expression().is_satisfied(|_| set.contains(&leaf.next().unwrap()))
}

/// The keys of all attributes of a world, made once.
fn keys(world: &World, target: &Target) -> Vec<AttributeKey> {
    (0..target.capsule.policy.leaves().len()).map(|leaf| world.key(&ALICE, &target.leaf(leaf))).collect()
}

fn forced(target: &Target, keys: &[AttributeKey], set: &[usize]) -> bool {
    target.guesses(set).into_iter().any(|guess| {
        let parts: Vec<Part<'_>> = set
            .iter()
            .zip(guess)
            .map(|(leaf, coefficient)| target.part(*leaf, coefficient, &keys[*leaf]))
            .collect();
        opens(target, &parts, holder_point(&ALICE))
    })
}

#[test]
fn capsule_should_not_open_when_any_single_leaf_is_opened_by_force() {
    let world = world();
    for text in SHAPES {
        let target = world.target(&policy(text));
        let keys = keys(&world, &target);
        for leaf in 0..keys.len() {
            assert!(!forced(&target, &keys, &[leaf]), "{text} with leaf {leaf}");
            // Not even with any small factor on it, as an off-by-one in a share would give.
            for factor in 2u64..=5 {
                for factor in [Fr::from(factor), -Fr::from(factor), Fr::from(factor).inverse_or_one()] {
                    let parts = [target.part(leaf, factor, &keys[leaf])];
                    assert!(!opens(&target, &parts, holder_point(&ALICE)), "{text} with leaf {leaf}");
                }
            }
        }
    }
}

#[test]
fn capsule_should_open_by_force_exactly_when_one_more_attribute_completes_the_set() {
    let world = world();
    for text in SHAPES {
        let target = world.target(&policy(text));
        let keys = keys(&world, &target);
        let count = keys.len();
        let mut tried = 0;
        for set in subsets(count).filter(|set| closed(&target, set) && !satisfied(&target, set)) {
            // Only the largest such sets: one attribute more satisfies.
            let leaves = target.capsule.policy.leaves();
            let more: Vec<Vec<usize>> = (0..count)
                .filter(|leaf| !set.contains(leaf))
                .map(|new| {
                    (0..count).filter(|leaf| set.contains(leaf) || leaves[*leaf] == leaves[new]).collect()
                })
                .collect();
            if !more.iter().all(|more| satisfied(&target, more)) {
                continue;
            }
            tried += 1;
            assert!(!forced(&target, &keys, &set), "{text} with {set:?}");
            for more in more {
                assert!(forced(&target, &keys, &more), "{text} with {more:?}");
            }
        }
        assert!(tried > 0, "{text}");
    }
}

#[test]
fn capsule_should_not_open_when_a_row_is_read_as_another_of_its_attribute() {
    // The doctor's row of one branch in place of that of the other, with everything else right.
    let world = World::new();
    let target = world.target(&policy(
        "(doctor@medical-council AND icu@city-hospital) OR (doctor@medical-council AND ward@city-hospital)",
    ));
    let one = Fr::from(1u64);
    let doctor = world.key(&ALICE, "doctor@medical-council");
    let ward = world.key(&ALICE, "ward@city-hospital");
    let holder = holder_point(&ALICE);
    assert!(!opens(&target, &[target.part(0, one, &doctor), target.part(3, one, &ward)], holder));
    assert!(opens(&target, &[target.part(2, one, &doctor), target.part(3, one, &ward)], holder));
}

#[test]
fn capsule_should_not_open_when_key_halves_of_two_epochs_or_holders_are_joined() {
    let world = World::new();
    let target = world.target(&policy_at("doctor@medical-council", 5));
    let own = world.key(&ALICE, "doctor@medical-council#4");
    let halves = [
        world.key(&BOB, "doctor@medical-council#5"),
        world.key(&ALICE, "nurse@medical-council#5"),
        world.key(&ALICE, "doctor@medical-council#6"),
    ];
    for other in halves {
        for (k, k_prime) in [(own.k, other.k_prime), (other.k, own.k_prime)] {
            for holder in [holder_point(&ALICE), holder_point(&BOB)] {
                let part = Part {
                    coefficient: Fr::from(1u64),
                    row: &target.capsule.rows[0],
                    k: &k,
                    k_prime: KPrime::Point(&k_prime),
                };
                assert!(!opens(&target, &[part], holder));
            }
        }
    }
}

#[test]
fn capsule_should_not_open_when_neutral_points_stand_in_for_a_key() {
    // What a decoder that let the neutral element pass would hand to the pairings.
    let world = World::new();
    let target = world.target(&policy("doctor@medical-council AND icu@city-hospital"));
    let one = Fr::from(1u64);
    let doctor = world.key(&ALICE, "doctor@medical-council");
    let neutral = (G1Affine::zero(), crate::group::types::G2Affine::zero());
    for (k, k_prime) in [neutral, (doctor.k, neutral.1), (neutral.0, doctor.k_prime)] {
        for holder in [holder_point(&ALICE), G1Affine::zero()] {
            let missing = Part {
                coefficient: one,
                row: &target.capsule.rows[1],
                k: &k,
                k_prime: KPrime::Point(&k_prime),
            };
            assert!(!opens(&target, &[target.part(0, one, &doctor), missing], holder));
        }
    }
}
