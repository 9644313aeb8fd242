//! Authorities who use their secrets against the capsule: each strips its own rows, and no other.

use super::*;
use crate::group::params::g1;
use ark_bls12_381::Bls12_381;
use ark_ec::pairing::Pairing;

/// C1 · e(g1^α, C2) = E0^(λ + αr − αr): what an authority gets from its row without issuing anything.
fn stripped(world: &World, target: &Target, leaf: usize) -> Gt {
    let authority = &target.capsule.policy.leaves()[leaf].attribute.authority;
    let row = &target.capsule.rows[leaf];
    row.c1 + Bls12_381::pairing(g1() * world.secrets[authority].alpha, row.c2)
}

/// λ of every leaf, from the seed.
fn shares(target: &Target) -> Vec<Gt> {
    let policy = &target.capsule.policy;
    let coins = Coins::derive(&target.seed, policy, &target.capsule.authority_keys, CONTEXT);
    let mut draws = ChaCha20Rng::from_seed(*coins.rng_seed);
    let lambda = distribute(policy.expression().nodes(), *coins.s, || random_scalar(&mut draws));
    lambda.iter().map(e0_multiple).collect()
}

#[test]
fn corrupted_authorities_should_learn_exactly_their_own_shares_when_they_strip_their_rows() {
    let world = World::new();
    let target =
        world.target(&policy("doctor@medical-council AND icu@city-hospital AND claims@insurance-board"));
    let shares = shares(&target);
    for (leaf, share) in shares.iter().enumerate() {
        assert_eq!(stripped(&world, &target, leaf), *share);
        // Another's secret on this row gives something else.
        let row = &target.capsule.rows[leaf];
        let other = &target.capsule.policy.leaves()[(leaf + 1) % 3].attribute.authority;
        let foreign = row.c1 + Bls12_381::pairing(g1() * world.secrets[other].alpha, row.c2);
        assert_ne!(foreign, *share);
    }
    // Any two of three are one share short; all three are the policy.
    for set in subsets(3) {
        let sum = set.iter().fold(Gt::ZERO, |sum, leaf| sum + stripped(&world, &target, *leaf));
        assert_eq!(sum == target.e, set.len() == 3, "{set:?}");
    }
}

#[test]
fn corrupted_authority_should_open_when_its_own_attributes_satisfy_the_policy() {
    // Escrow, as the README says: why every policy needs two authorities.
    let world = World::new();
    let target = world.target(&policy("doctor@medical-council OR icu@city-hospital"));
    assert_eq!(stripped(&world, &target, 0), target.e);
    assert_eq!(stripped(&world, &target, 1), target.e);
}

#[test]
fn corrupted_authority_should_stand_in_for_its_rows_only_when_a_holder_has_the_rest() {
    let world = World::new();
    let target =
        world.target(&policy("doctor@medical-council AND icu@city-hospital AND claims@insurance-board"));
    let one = Fr::from(1u64);
    let board = &world.secrets[&label("insurance-board")];
    let row = &target.capsule.rows[2];
    // C3 · C2^y = g2^ω: with it the board completes any holder's sum, e(H(GID), g2^ω) included.
    let g2_omega = (row.c3 + row.c2 * board.y).into_affine();
    let complete = |gid: &Gid, leaves: &[(usize, &str)]| {
        let parts: Vec<AttributeKey> = leaves.iter().map(|(_, text)| world.key(gid, text)).collect();
        let parts: Vec<Part<'_>> =
            leaves.iter().zip(&parts).map(|((leaf, _), key)| target.part(*leaf, one, key)).collect();
        let (t1, t2) = open_rows(&parts, holder_point(gid)).unwrap();
        t1 + t2 + stripped(&world, &target, 2) + Bls12_381::pairing(holder_point(gid), g2_omega) == target.e
    };
    assert!(complete(&BOB, &[(0, "doctor@medical-council"), (1, "icu@city-hospital")]));
    assert!(!complete(&BOB, &[(0, "doctor@medical-council")]));
    assert!(!complete(&BOB, &[(1, "icu@city-hospital")]));
}

#[test]
fn corrupted_authority_should_not_open_when_it_is_outside_the_policy() {
    let world = World::new();
    let target = world.target(&policy("doctor@medical-council AND icu@city-hospital"));
    let board = &world.secrets[&label("insurance-board")];
    let one = Fr::from(1u64);
    // Stripping with its α, and keys that it issues for the policy's attributes, next to a genuine one.
    let stripped = target
        .capsule
        .rows
        .iter()
        .fold(Gt::ZERO, |sum, row| sum + row.c1 + Bls12_381::pairing(g1() * board.alpha, row.c2));
    assert_ne!(stripped, target.e);
    let genuine = world.key(&BOB, "doctor@medical-council");
    let forged = board.issue(&BOB, &attribute("icu@city-hospital"), &mut rng(3));
    let parts = [target.part(0, one, &genuine), target.part(1, one, &forged)];
    assert!(!opens(&target, &parts, holder_point(&BOB)));
}

#[test]
fn corrupted_officers_should_not_open_when_they_are_fewer_than_the_threshold() {
    use crate::tests::threshold::Board;
    let mut world = World::new();
    let board = Board::new(3, 5);
    world.publics.insert(label("medical-council"), board.key.public_key());
    let target = world.target(&policy("doctor@medical-council"));
    let row = &target.capsule.rows[0];
    let weight = |own: usize, set: &[usize]| {
        let point = |at: usize| Fr::from(at as u64 + 1);
        set.iter().filter(|other| **other != own).fold(Fr::from(1u64), |weight, other| {
            weight * point(*other) * (point(*other) - point(own)).inverse_or_one()
        })
    };
    for set in subsets(5).filter(|set| !set.is_empty()) {
        // Their shares' α, interpolated as far as it goes, used as the authority's.
        let alpha =
            set.iter().fold(Fr::ZERO, |sum, own| sum + weight(*own, &set) * board.officers[*own].share.alpha);
        let stripped = row.c1 + Bls12_381::pairing(g1() * alpha, row.c2);
        assert_eq!(stripped == target.e, set.len() >= 3, "{set:?}");
    }
}

#[test]
fn key_should_be_refused_when_an_authority_issues_an_attribute_of_another() {
    // Under its own key the equation holds for any attribute that the hospital puts in; in a ring the key would take the
    // place of the council's, and open nothing.
    let world = World::new();
    let (council, hospital) = (label("medical-council"), label("city-hospital"));
    let doctor = attribute("doctor@medical-council");
    let usurped = world.secrets[&hospital].issue(&ALICE, &doctor, &mut rng(60));
    let other = Err(AbeError::OtherAuthority(council.clone()));
    assert_eq!(usurped.verify(&ALICE, &hospital, &world.publics[&hospital]), other);
    assert_eq!(usurped.verify(&ALICE, &council, &world.publics[&council]), Err(AbeError::KeyNotGenuine));
}

#[test]
fn transform_key_should_keep_its_keys_when_an_authority_answers_for_an_attribute_of_another() {
    let world = World::new();
    let (council, hospital) = (label("medical-council"), label("city-hospital"));
    let secret = TransformSecret::generate(&mut rng(61));
    let request = secret.request(&ALICE, &attribute("doctor@medical-council"), &mut rng(62));
    let genuine = world.secrets[&council].issue_mediated(&council, &request, &mut rng(63)).unwrap();
    let mut transform_key = TransformKey::mediated(&request).unwrap();
    transform_key.accept(&genuine, &council, &world.publics[&council]).unwrap();
    let before = transform_key.encode();
    // The hospital says that it is the council, to itself.
    let usurped = world.secrets[&hospital].issue_mediated(&council, &request, &mut rng(64)).unwrap();
    let other = Err(AbeError::OtherAuthority(council.clone()));
    assert_eq!(usurped.verify(&hospital, &world.publics[&hospital]), other);
    assert_eq!(transform_key.accept(&usurped, &hospital, &world.publics[&hospital]), other);
    let refused = Err(AbeError::KeyNotGenuine);
    assert_eq!(transform_key.accept(&usurped, &council, &world.publics[&council]), refused);
    assert_eq!(transform_key.encode(), before);
}

#[test]
fn partial_keys_should_not_combine_when_the_divided_authority_has_another_name() {
    use crate::tests::threshold::Board;
    let board = Board::new(2, 3);
    let doctor = attribute("doctor@medical-council");
    let partials: Vec<_> =
        board.officers.iter().map(|officer| officer.issue(&ALICE, &doctor, &mut rng(65))).collect();
    let refused = board.key.combine(&label("city-hospital"), &ALICE, &doctor, &partials);
    assert_eq!(refused.err(), Some(AbeError::OtherAuthority(label("medical-council"))));
    assert!(board.key.verify_partial(&label("city-hospital"), &ALICE, &partials[0]).is_err());
}
