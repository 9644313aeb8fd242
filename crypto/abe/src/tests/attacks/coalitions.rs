//! Two and three holders who have together what none has alone.

use super::*;

const HOLDERS: [Gid; 3] = [ALICE, BOB, CAROL];

/// Every way to give `count` leaves to three holders.
fn assignments(count: usize) -> impl Iterator<Item = Vec<usize>> {
    let total = 3usize.pow(u32::try_from(count).unwrap());
    (0..total).map(move |mut code| {
        (0..count)
            .map(|_| {
                let holder = code % 3;
                code /= 3;
                holder
            })
            .collect()
    })
}

/// The leaves of `coefficients` opened row by row, each under the name of the holder it is assigned to.
fn pooled(target: &Target, keys: &[Vec<AttributeKey>], coefficients: &[(usize, Fr)], owners: &[usize]) -> Gt {
    coefficients.iter().zip(owners).fold(Gt::ZERO, |product, ((leaf, coefficient), owner)| {
        let part = target.part(*leaf, *coefficient, &keys[*owner][*leaf]);
        let (t1, t2) = open_rows(&[part], holder_point(&HOLDERS[*owner])).unwrap();
        product + t1 + t2
    })
}

/// One multi-pairing with all their keys, under each name and under sums of names.
fn opens_under_any_name(
    target: &Target,
    keys: &[Vec<AttributeKey>],
    coefficients: &[(usize, Fr)],
    owners: &[usize],
) -> bool {
    let points = HOLDERS.map(|gid| holder_point(&gid));
    let all = (points[0] + points[1] + points[2]).into_affine();
    let average = (all * Fr::from(3u64).inverse_or_one()).into_affine();
    let weighted = coefficients
        .iter()
        .zip(owners)
        .fold(crate::group::types::G1Projective::ZERO, |sum, ((_, weight), owner)| {
            sum + points[*owner] * weight
        });
    points.into_iter().chain([all, average, weighted.into_affine()]).any(|holder| {
        let parts: Vec<Part<'_>> = coefficients
            .iter()
            .zip(owners)
            .map(|((leaf, coefficient), owner)| target.part(*leaf, *coefficient, &keys[*owner][*leaf]))
            .collect();
        opens(target, &parts, holder)
    })
}

fn keys(world: &World, target: &Target) -> Vec<Vec<AttributeKey>> {
    let leaves = target.capsule.policy.leaves().len();
    HOLDERS.iter().map(|gid| (0..leaves).map(|leaf| world.key(gid, &target.leaf(leaf))).collect()).collect()
}

const CASES: &[(&str, &[usize])] = &[
    ("doctor@medical-council AND icu@city-hospital AND claims@insurance-board", &[0, 1, 2]),
    ("doctor@medical-council AND (icu@city-hospital AND claims@insurance-board)", &[0, 1, 2]),
    ("(doctor@medical-council AND nurse@medical-council) AND head@medical-council", &[0, 1, 2]),
    ("2 of (doctor@medical-council, icu@city-hospital, claims@insurance-board)", &[0, 2]),
    (
        "3 of (doctor@medical-council, icu@city-hospital, ward@city-hospital, claims@insurance-board)",
        &[0, 1, 3],
    ),
    ("doctor@medical-council AND doctor@medical-council", &[0, 1]),
];

#[test]
fn coalition_should_open_only_when_one_holder_has_all_it_takes() {
    let world = World::new();
    for (text, leaves) in CASES {
        let target = world.target(&policy(text));
        let keys = keys(&world, &target);
        let held: Vec<bool> =
            (0..target.capsule.policy.leaves().len()).map(|leaf| leaves.contains(&leaf)).collect();
        let coefficients = recombine(target.capsule.policy.expression().nodes(), &held).unwrap();
        assert_eq!(coefficients.len(), leaves.len());
        let (mut opened, mut refused) = (0, 0);
        for owners in assignments(leaves.len()) {
            let alone = owners.iter().all(|owner| *owner == owners[0]);
            let together = pooled(&target, &keys, &coefficients, &owners) == target.e
                || opens_under_any_name(&target, &keys, &coefficients, &owners);
            assert_eq!(together, alone, "{text} by {owners:?}");
            opened += usize::from(alone);
            refused += usize::from(!alone);
        }
        assert!(opened == 3 && refused > 0);
    }
}

#[test]
fn coalition_of_three_should_succeed_when_the_zero_sharing_is_taken_out() {
    // The attack has teeth: it works on a capsule that does without ω.
    let world = World::new();
    for (text, leaves) in CASES {
        let policy = policy(text);
        let mut target = world.target(&policy);
        let keys = keys(&world, &target);
        let coins = Coins::derive(&target.seed, &policy, &target.capsule.authority_keys, CONTEXT);
        let mut draws = ChaCha20Rng::from_seed(*coins.rng_seed);
        let nodes = policy.expression().nodes();
        distribute(nodes, *coins.s, || random_scalar(&mut draws));
        let omega = distribute(nodes, Fr::ZERO, || random_scalar(&mut draws));
        for (row, omega) in target.capsule.rows.iter_mut().zip(omega.iter()) {
            row.c3 = (row.c3 + g2_multiple(&-*omega)).into_affine();
        }
        let held: Vec<bool> = (0..policy.leaves().len()).map(|leaf| leaves.contains(&leaf)).collect();
        let coefficients = recombine(nodes, &held).unwrap();
        for owners in assignments(leaves.len()) {
            assert_eq!(pooled(&target, &keys, &coefficients, &owners), target.e, "{text} by {owners:?}");
        }
    }
}

#[test]
fn coalition_should_not_open_when_keys_of_one_authority_are_added_up() {
    // Differences and sums of keys cancel α or y, but never both on every row.
    let world = World::new();
    let target = world.target(&policy("doctor@medical-council AND nurse@medical-council"));
    let one = Fr::from(1u64);
    let alice = world.key(&ALICE, "doctor@medical-council");
    let bob = world.key(&BOB, "nurse@medical-council");
    let carol = world.key(&CAROL, "nurse@medical-council");
    for (sign, holder) in [
        (one, (holder_point(&BOB) + holder_point(&CAROL)).into_affine()),
        (-one, (holder_point(&BOB) - holder_point(&CAROL)).into_affine()),
    ] {
        let joined = AttributeKey {
            attribute: bob.attribute.clone(),
            k: (bob.k + carol.k * sign).into_affine(),
            k_prime: (bob.k_prime + carol.k_prime * sign).into_affine(),
        };
        for name in [holder, holder_point(&ALICE), holder_point(&BOB)] {
            let parts = [target.part(0, one, &alice), target.part(1, one, &joined)];
            assert!(!opens(&target, &parts, name));
        }
    }
}

#[test]
fn coalition_should_not_open_when_a_third_holders_transform_key_is_added() {
    // Alice's transform key, Bob's key and Carol's; nobody has Alice's z.
    let world = World::new();
    let target =
        world.target(&policy("doctor@medical-council AND icu@city-hospital AND claims@insurance-board"));
    let one = Fr::from(1u64);
    let (alice, secret) =
        world.ring(ALICE, &["doctor@medical-council", "icu@city-hospital"]).transform_key(&mut rng(4));
    let carol = world.key(&CAROL, "claims@insurance-board");
    let blinded = |leaf: usize, text: &str| {
        let (k, k_prime) = &alice.keys[&attribute(text)];
        Part { coefficient: one, row: &target.capsule.rows[leaf], k, k_prime: KPrime::Point(k_prime) }
    };
    let parts =
        [blinded(0, "doctor@medical-council"), blinded(1, "icu@city-hospital"), target.part(2, one, &carol)];
    for holder in [alice.holder, holder_point(&ALICE), holder_point(&CAROL)] {
        assert!(!opens(&target, &parts, holder));
    }
    // Even with Alice's z she and Carol remain two holders.
    let (t1, t2) = open_rows(&parts[..2], alice.holder).unwrap();
    let (own_t1, own_t2) = open_rows(&parts[2..], holder_point(&CAROL)).unwrap();
    assert_ne!(t1 + t2 * secret.z + own_t1 + own_t2, target.e);
}
