//! Attacks that do the algebra themselves, without asking if a policy is satisfied: what a holder, a
//! server or a coalition could compute from the elements they have, whatever the code would refuse.

mod coalitions;
mod corruption;
mod shapes;
mod wire;

use super::*;
use crate::{
    capsule::Seed,
    encapsulate::{derive, Coins},
    group::{
        params::{e0_multiple, g2_multiple, random_scalar},
        types::{Fr, G1Affine, Gt},
    },
    hash::holder_point,
    opening::{open_rows, KPrime, Part},
    sharing::{distribute, recombine},
};
use ark_ec::CurveGroup;
use ark_ff::AdditiveGroup;

/// A capsule with the E inside it.
struct Target {
    capsule: Capsule,
    seed: Seed,
    e: Gt,
}

impl World {
    fn target(&self, policy: &EpochPolicy) -> Target {
        let seed = Seed::new([7; 32]);
        let capsule = derive(policy, &self.publics, CONTEXT, &seed).unwrap();
        let coins = Coins::derive(&seed, policy, &capsule.authority_keys, CONTEXT);
        Target { e: e0_multiple(&coins.s), capsule, seed }
    }
}

impl Target {
    fn leaf(&self, leaf: usize) -> alloc::string::String {
        alloc::format!("{}", self.capsule.policy.leaves()[leaf])
    }

    fn part<'a>(&'a self, leaf: usize, coefficient: Fr, key: &'a AttributeKey) -> Part<'a> {
        Part { coefficient, row: &self.capsule.rows[leaf], k: &key.k, k_prime: KPrime::Point(&key.k_prime) }
    }

    /// Coefficients worth trying on the leaves of `set`: all 1, and those the whole policy would use.
    fn guesses(&self, set: &[usize]) -> Vec<Vec<Fr>> {
        let nodes = self.capsule.policy.expression().nodes();
        let count = self.capsule.policy.leaves().len();
        let mut guesses = alloc::vec![alloc::vec![Fr::from(1u64); set.len()]];
        for other in subsets(count) {
            let held: Vec<bool> = (0..count).map(|leaf| other.contains(&leaf)).collect();
            let Some(coefficients) = recombine(nodes, &held) else {
                continue;
            };
            let weight = |leaf: &usize| {
                coefficients.iter().find(|(at, _)| at == leaf).map_or(Fr::ZERO, |(_, weight)| *weight)
            };
            let guess = set.iter().map(weight).collect();
            if !guesses.contains(&guess) {
                guesses.push(guess);
            }
        }
        guesses
    }
}

fn opens(target: &Target, parts: &[Part<'_>], holder: G1Affine) -> bool {
    let (t1, t2) = open_rows(parts, holder).unwrap();
    t1 + t2 == target.e
}

const POLICIES: &[&str] = &[
    "doctor@medical-council",
    "doctor@medical-council AND icu@city-hospital",
    "(doctor@medical-council AND icu@city-hospital) AND ward@city-hospital",
    "doctor@medical-council AND (icu@city-hospital AND claims@insurance-board)",
    "doctor@medical-council AND (icu@city-hospital OR ward@city-hospital)",
    "(doctor@medical-council AND icu@city-hospital) OR (ward@city-hospital AND claims@insurance-board)",
    "2 of (doctor@medical-council, icu@city-hospital, claims@insurance-board)",
    "2 of (doctor@medical-council AND icu@city-hospital, ward@city-hospital, claims@insurance-board)",
];

#[test]
fn capsule_should_not_open_when_unsatisfied_leaves_are_combined_by_force() {
    let world = World::new();
    for text in POLICIES {
        let target = world.target(&policy(text));
        let count = target.capsule.policy.leaves().len();
        let holder = holder_point(&ALICE);
        let mut opened = 0;
        for set in subsets(count) {
            let keys: Vec<AttributeKey> =
                set.iter().map(|leaf| world.key(&ALICE, &target.leaf(*leaf))).collect();
            let held: Vec<bool> = (0..count).map(|leaf| set.contains(&leaf)).collect();
            let mut answers = held.iter();
            let authorised = target.capsule.policy.expression().is_satisfied(|_| *answers.next().unwrap());
            let success = target.guesses(&set).into_iter().any(|guess| {
                let parts: Vec<Part<'_>> = set
                    .iter()
                    .zip(guess)
                    .zip(&keys)
                    .map(|((leaf, coefficient), key)| target.part(*leaf, coefficient, key))
                    .collect();
                opens(&target, &parts, holder)
            });
            // The attack is the honest algebra: it must succeed exactly for those entitled.
            assert_eq!(success, authorised, "{text} with leaves {set:?}");
            opened += usize::from(success);
        }
        assert!(opened > 0);
    }
}

#[test]
fn capsule_should_not_open_when_a_key_is_used_on_another_attributes_row() {
    let world = World::new();
    let target = world.target(&policy("doctor@medical-council AND icu@city-hospital"));
    let one = Fr::from(1u64);
    let right = world.key(&ALICE, "doctor@medical-council");
    for wrong in [
        "doctor@medical-council",
        "nurse@medical-council",
        "ward@city-hospital",
        "icu@medical-council",
        "doctor@city-hospital",
    ] {
        let wrong = world.key(&ALICE, wrong);
        let parts = [target.part(0, one, &right), target.part(1, one, &wrong)];
        assert!(!opens(&target, &parts, holder_point(&ALICE)));
    }
    let missing = world.key(&ALICE, "icu@city-hospital");
    let parts = [target.part(0, one, &right), target.part(1, one, &missing)];
    assert!(opens(&target, &parts, holder_point(&ALICE)));
}

#[test]
fn capsule_should_not_open_when_the_key_is_of_another_epoch() {
    let world = World::new();
    let target = world.target(&policy_at("doctor@medical-council", 5));
    for epoch in [0, 4, 6] {
        let key = world.key(&ALICE, &alloc::format!("doctor@medical-council#{epoch}"));
        assert!(!opens(&target, &[target.part(0, Fr::from(1u64), &key)], holder_point(&ALICE)));
        // The same through the public interface, the key relabelled to the capsule's epoch.
        let mut ring = KeyRing::new(ALICE);
        let attribute = attribute("doctor@medical-council#5");
        ring.insert(AttributeKey { attribute, k: key.k, k_prime: key.k_prime });
        assert_eq!(world.open(&target.capsule, &ring), Err(AbeError::NotOpened));
    }
    let key = world.key(&ALICE, "doctor@medical-council#5");
    assert!(opens(&target, &[target.part(0, Fr::from(1u64), &key)], holder_point(&ALICE)));
}

#[test]
fn capsule_should_not_open_when_a_key_is_used_under_another_holders_name() {
    let world = World::new();
    let target = world.target(&policy("doctor@medical-council"));
    let key = world.key(&ALICE, "doctor@medical-council");
    let parts = [target.part(0, Fr::from(1u64), &key)];
    assert!(!opens(&target, &parts, holder_point(&BOB)));
    let mut ring = KeyRing::new(BOB);
    ring.insert(key);
    assert_eq!(world.open(&target.capsule, &ring), Err(AbeError::NotOpened));
}

/// Each row opened under its own holder's name: the best a coalition can do row by row.
fn open_together(target: &Target, shares: &[(usize, &AttributeKey, &Gid)]) -> Gt {
    shares.iter().fold(Gt::ZERO, |product, (leaf, key, gid)| {
        let (t1, t2) = open_rows(&[target.part(*leaf, Fr::from(1u64), key)], holder_point(gid)).unwrap();
        product + t1 + t2
    })
}

#[test]
fn capsule_should_not_open_when_two_holders_pool_their_keys() {
    let world = World::new();
    let one = Fr::from(1u64);
    for text in [
        "doctor@medical-council AND icu@city-hospital",
        // Both attributes of one authority: the same α and y on both rows.
        "doctor@medical-council AND nurse@medical-council",
    ] {
        let target = world.target(&policy(text));
        let alice = world.key(&ALICE, &target.leaf(0));
        let bob = world.key(&BOB, &target.leaf(1));
        let parts = [target.part(0, one, &alice), target.part(1, one, &bob)];
        let average =
            ((holder_point(&ALICE) + holder_point(&BOB)) * (one + one).inverse_or_one()).into_affine();
        let sum = (holder_point(&ALICE) + holder_point(&BOB)).into_affine();
        for holder in [holder_point(&ALICE), holder_point(&BOB), average, sum] {
            assert!(!opens(&target, &parts, holder), "{text}");
        }
        let together = open_together(&target, &[(0, &alice, &ALICE), (1, &bob, &BOB)]);
        assert_ne!(together, target.e, "{text}");
        for gid in [ALICE, BOB] {
            let mut ring = KeyRing::new(gid);
            ring.insert(alice.clone());
            ring.insert(bob.clone());
            assert_eq!(world.open(&target.capsule, &ring), Err(AbeError::NotOpened));
        }
        let own = world.key(&ALICE, &target.leaf(1));
        assert_eq!(open_together(&target, &[(0, &alice, &ALICE), (1, &own, &ALICE)]), target.e);
    }
}

trait InverseOrOne {
    fn inverse_or_one(&self) -> Self;
}

impl InverseOrOne for Fr {
    fn inverse_or_one(&self) -> Self {
        ark_ff::Field::inverse(self).unwrap_or(Fr::from(1u64))
    }
}

#[test]
fn coalition_should_succeed_when_the_zero_sharing_is_taken_out() {
    // The attack above has teeth: it works on a capsule whose ω were left out.
    let world = World::new();
    let policy = policy("doctor@medical-council AND icu@city-hospital");
    let mut target = world.target(&policy);
    let coins = Coins::derive(&target.seed, &policy, &target.capsule.authority_keys, CONTEXT);
    let mut draws = ChaCha20Rng::from_seed(*coins.rng_seed);
    let nodes = policy.expression().nodes();
    distribute(nodes, *coins.s, || random_scalar(&mut draws));
    let omega = distribute(nodes, Fr::ZERO, || random_scalar(&mut draws));
    for (row, omega) in target.capsule.rows.iter_mut().zip(omega.iter()) {
        row.c3 = (row.c3 + g2_multiple(&-*omega)).into_affine();
    }
    let alice = world.key(&ALICE, &target.leaf(0));
    let bob = world.key(&BOB, &target.leaf(1));
    assert_eq!(open_together(&target, &[(0, &alice, &ALICE), (1, &bob, &BOB)]), target.e);
}

#[test]
fn capsule_should_not_open_when_rows_of_a_repeated_attribute_are_mixed() {
    // One attribute on both sides of an AND with another: its two rows must not stand in for each other.
    let world = World::new();
    let target = world.target(&policy(
        "(doctor@medical-council AND icu@city-hospital) OR (doctor@medical-council AND ward@city-hospital)",
    ));
    let one = Fr::from(1u64);
    let key = world.key(&ALICE, "doctor@medical-council");
    for coefficients in [[one, one], [one, -one], [one + one, -one], [one, Fr::ZERO]] {
        let parts = [target.part(0, coefficients[0], &key), target.part(2, coefficients[1], &key)];
        assert!(!opens(&target, &parts, holder_point(&ALICE)));
    }
}

#[test]
fn server_and_outsider_should_not_open_when_they_pool_a_transform_key_and_a_key() {
    // Alice (doctor) gave a transform key away; Bob (icu) colludes with the server that has it.
    let world = World::new();
    let target = world.target(&policy("doctor@medical-council AND icu@city-hospital"));
    let one = Fr::from(1u64);
    let (alice, _) = world.ring(ALICE, &["doctor@medical-council"]).transform_key(&mut rng(4));
    let (k, k_prime) = &alice.keys[&attribute("doctor@medical-council")];
    let bob = world.key(&BOB, "icu@city-hospital");
    let blinded = Part { coefficient: one, row: &target.capsule.rows[0], k, k_prime: KPrime::Point(k_prime) };
    let parts = [blinded, target.part(1, one, &bob)];
    for holder in [alice.holder, holder_point(&ALICE), holder_point(&BOB)] {
        assert!(!opens(&target, &parts, holder));
    }
}

#[test]
fn finish_should_refuse_when_authorities_keys_were_blinded_with_different_z() {
    let world = World::new();
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council AND icu@city-hospital"));
    let mut rng = rng(4);
    let (mut mixed, first) = world.ring(ALICE, &["doctor@medical-council"]).transform_key(&mut rng);
    let (other, second) = world.ring(ALICE, &["icu@city-hospital"]).transform_key(&mut rng);
    mixed.keys.extend(other.keys);
    let transformed = transform(&capsule, &mixed).unwrap();
    for secret in [&first, &second] {
        assert_eq!(finish(&capsule, &transformed, secret, CONTEXT), Err(AbeError::NotOpened));
    }
}

#[test]
fn finish_should_refuse_when_two_holders_mix_their_transform_keys() {
    let world = World::new();
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council AND icu@city-hospital"));
    // The same z for both, as colluding holders would choose.
    let (mut mixed, secret) = world.ring(ALICE, &["doctor@medical-council"]).transform_key(&mut rng(4));
    let (other, same) = world.ring(BOB, &["icu@city-hospital"]).transform_key(&mut rng(4));
    assert_eq!(secret.to_bytes(), same.to_bytes());
    mixed.keys.extend(other.keys);
    let transformed = transform(&capsule, &mixed).unwrap();
    assert_eq!(finish(&capsule, &transformed, &secret, CONTEXT), Err(AbeError::NotOpened));
}

#[test]
fn corrupted_authority_should_not_open_when_its_attributes_do_not_satisfy_the_policy() {
    // The insurance board knows its own α and y: it can strip its row completely, and no more.
    let world = World::new();
    let text = "doctor@medical-council AND claims@insurance-board";
    let target = world.target(&policy(text));
    let own = world.key(&BOB, "claims@insurance-board");
    let one = Fr::from(1u64);
    assert!(!opens(&target, &[target.part(1, one, &own)], holder_point(&BOB)));
    // Issuing the other authority's attribute with its own secrets does not help.
    let forged = world.secrets[&label("insurance-board")].issue(
        &BOB,
        &attribute("doctor@medical-council"),
        &mut rng(3),
    );
    let parts = [target.part(0, one, &forged), target.part(1, one, &own)];
    assert!(!opens(&target, &parts, holder_point(&BOB)));
    let mut ring = KeyRing::new(BOB);
    ring.insert(forged);
    ring.insert(own);
    assert_eq!(world.open(&target.capsule, &ring), Err(AbeError::NotOpened));
}
