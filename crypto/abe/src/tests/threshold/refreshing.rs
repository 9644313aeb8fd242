use super::{dealing::interpolate, *};
use crate::{group::types::Fr, threshold::RefreshDealing};

const DOCTOR: &str = "doctor@medical-council";
const ID: [u8; 32] = [7; 32];

/// The dealings of these officers of `board`, and for every officer in order the shares it was dealt.
fn dealt(board: &Board, id: &[u8; 32], dealers: &[usize]) -> (Vec<RefreshDealing>, Vec<Vec<DealtShare>>) {
    let mut dealings = Vec::new();
    let mut received: Vec<Vec<DealtShare>> = board.officers.iter().map(|_| Vec::new()).collect();
    for at in dealers {
        let rng = &mut rng(80 + *at as u64 + u64::from(id[0]) * 100);
        let (dealing, shares) = board.officers[*at].deal_refresh(&board.key, id, rng).unwrap();
        dealings.push(dealing);
        for (mine, share) in received.iter_mut().zip(shares) {
            mine.push(share);
        }
    }
    (dealings, received)
}

impl Board {
    /// This board after an undisturbed refresh in which all officers deal.
    fn refreshed(&self, id: &[u8; 32]) -> Self {
        let all: Vec<usize> = (0..self.officers.len()).collect();
        let (dealings, received) = dealt(self, id, &all);
        let (officers, keys): (Vec<OfficerKey>, Vec<ThresholdKey>) = self
            .officers
            .iter()
            .zip(&received)
            .map(|(officer, shares)| officer.refreshed(&self.key, id, &dealings, shares).unwrap())
            .unzip();
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
        Self { dealings: self.dealings.clone(), officers, key: keys[0].clone() }
    }
}

#[test]
fn authority_should_stay_the_same_when_its_shares_are_refreshed_again_and_again() {
    let first = Board::new(2, 3);
    let mut board = first.refreshed(&[1; 32]);
    for id in 2..4 {
        board = board.refreshed(&[id; 32]);
    }
    assert_eq!(board.key.public_key(), first.key.public_key());
    for (old, new) in first.officers.iter().zip(&board.officers) {
        assert_eq!(board.key.officer_public_key(new.index()), Ok(new.share.public_key()));
        assert_ne!(old.share.public_key(), new.share.public_key());
    }
    // A capsule and a key from before, a key and a proof from afterwards.
    let mut world = World::new();
    world.publics.insert(label("medical-council"), first.key.public_key());
    let (capsule, shared) = world.encapsulate(&policy(DOCTOR));
    for issuing in [&first, &board] {
        let partials: Vec<_> =
            issuing.officers[1..].iter().map(|o| o.issue(&ALICE, &attribute(DOCTOR), &mut rng(5))).collect();
        let mut ring = KeyRing::new(ALICE);
        ring.insert(
            issuing.key.combine(&label("medical-council"), &ALICE, &attribute(DOCTOR), &partials).unwrap(),
        );
        assert_eq!(world.open(&capsule, &ring), Ok(shared.clone()));
    }
    let (commitments, shares) = board.proof_parts(&[0, 2]);
    let name = label("medical-council");
    let proof = board.key.combine_possession(&name, &commitments, &shares).unwrap();
    assert_eq!(first.key.public_key().verify_possession(&name, &proof), Ok(()));
}

#[test]
fn shares_should_determine_the_key_only_when_enough_are_of_one_period() {
    let old = Board::new(3, 5);
    let new = old.refreshed(&ID);
    // Of each officer no share, the old one or the new one.
    for choice in 0..3usize.pow(5) {
        let held: Vec<usize> = (0..5).map(|at| choice / 3usize.pow(at) % 3).collect();
        let shares: Vec<&OfficerKey> = held
            .iter()
            .enumerate()
            .filter_map(|(at, held)| [None, Some(&old.officers[at]), Some(&new.officers[at])][*held])
            .collect();
        if shares.is_empty() {
            continue;
        }
        let all_of = |period| held.iter().filter(|held| **held == period).count() == shares.len();
        let opens = interpolate(&shares).public_key() == old.key.public_key();
        assert_eq!(opens, shares.len() >= 3 && (all_of(1) || all_of(2)), "{held:?}");
    }
}

#[test]
fn key_should_not_open_when_partial_keys_of_two_periods_are_combined_by_force() {
    use ark_ec::CurveGroup;
    let old = Board::new(2, 3);
    let new = old.refreshed(&ID);
    let mut world = World::new();
    world.publics.insert(label("medical-council"), old.key.public_key());
    let (capsule, _) = world.encapsulate(&policy(DOCTOR));
    let issue = |board: &Board, at: usize| {
        board.officers[at].issue(&ALICE, &attribute(DOCTOR), &mut rng(50 + at as u64))
    };
    for (a, b) in [(0, 1), (1, 0), (0, 2), (2, 1)] {
        let partials = [issue(&old, a), issue(&new, b)];
        // Whoever looks refuses one of them, by whichever key.
        let name = |at: usize| u8::try_from(at).unwrap() + 1;
        let refused = |at| Some(faulty(name(at), OfficerFault::PartialKey));
        assert_eq!(
            new.key.combine(&label("medical-council"), &ALICE, &attribute(DOCTOR), &partials).err(),
            refused(a)
        );
        assert_eq!(
            old.key.combine(&label("medical-council"), &ALICE, &attribute(DOCTOR), &partials).err(),
            refused(b)
        );
        // And who does not look has a key that opens nothing.
        let [first, second] = [0, 1].map(|at| Fr::from(partials[at].officer().get()));
        let weights = [second, -first].map(|top| top * ark_ff::Field::inverse(&(second - first)).unwrap());
        let k = partials[0].key.k * weights[0] + partials[1].key.k * weights[1];
        let k_prime = partials[0].key.k_prime * weights[0] + partials[1].key.k_prime * weights[1];
        let forced =
            AttributeKey { attribute: attribute(DOCTOR), k: k.into_affine(), k_prime: k_prime.into_affine() };
        assert_eq!(
            forced.verify(&ALICE, &label("medical-council"), &old.key.public_key()),
            Err(AbeError::KeyNotGenuine)
        );
        let mut ring = KeyRing::new(ALICE);
        ring.insert(forced);
        assert_eq!(world.open(&capsule, &ring), Err(AbeError::NotOpened));
    }
}

#[test]
fn officer_who_left_should_be_worth_nothing_when_the_others_refreshed_without_it() {
    let board = Board::new(2, 4);
    let (dealings, received) = dealt(&board, &ID, &[0, 1, 2]);
    let stayed: Vec<(OfficerKey, ThresholdKey)> = (0..3)
        .map(|at| board.officers[at].refreshed(&board.key, &ID, &dealings, &received[at]).unwrap())
        .collect();
    let (left, key) = (&board.officers[3], &stayed[0].1);
    for (officer, _) in &stayed {
        assert_ne!(interpolate(&[officer, left]).public_key(), key.public_key());
    }
    assert_eq!(interpolate(&[&stayed[0].0, &stayed[2].0]).public_key(), key.public_key());
    let partials = [&stayed[0].0, left].map(|officer| officer.issue(&ALICE, &attribute(DOCTOR), &mut rng(5)));
    let refused = key.combine(&label("medical-council"), &ALICE, &attribute(DOCTOR), &partials);
    assert_eq!(refused.err(), Some(faulty(4, OfficerFault::PartialKey)));
}

#[test]
fn officer_should_be_told_when_it_missed_a_refresh() {
    let old = Board::new(2, 3);
    let new = old.refreshed(&ID);
    let late = &old.officers[1];
    let stale = Some(faulty(2, OfficerFault::Stale));
    assert_eq!(late.deal_refresh(&new.key, &[8; 32], &mut rng(1)).err(), stale);
    let (dealings, received) = dealt(&new, &[8; 32], &[0, 2]);
    assert_eq!(late.refreshed(&new.key, &[8; 32], &dealings, &received[1]).err(), stale);
    // With what it was dealt in its absence it catches up.
    let (dealings, received) = dealt(&old, &ID, &[0, 1, 2]);
    let (caught_up, key) = late.refreshed(&old.key, &ID, &dealings, &received[1]).unwrap();
    assert_eq!((key, caught_up.share.public_key()), (new.key.clone(), new.officers[1].share.public_key()));
}

#[test]
fn liar_should_be_named_when_one_refreshing_share_is_wrong() {
    let board = Board::new(2, 4);
    let (mut dealings, mut received) = dealt(&board, &ID, &[0, 1, 2, 3]);
    let named = faulty(3, OfficerFault::Share);
    for half in 0..2 {
        let mut bytes = *received[0][2].to_bytes();
        bytes[2 + 32 * half] ^= 1;
        let good = core::mem::replace(&mut received[0][2], DealtShare::from_bytes(&bytes).unwrap());
        assert_eq!(dealings[2].check_share(&received[0][2]), Err(named.clone()));
        let refused = board.officers[0].refreshed(&board.key, &ID, &dealings, &received[0]);
        assert_eq!(refused.err(), Some(named.clone()));
        received[0][2] = good;
    }
    // The others go on without it, and it keeps a share worth no more than any other.
    dealings.remove(2);
    let refreshed =
        |at: usize| board.officers[at].refreshed(&board.key, &ID, &dealings, &received[at]).unwrap();
    let ((one, key), (three, same)) = (refreshed(0), refreshed(2));
    assert_eq!(key, same);
    assert_eq!(interpolate(&[&one, &three]).public_key(), board.key.public_key());
}

#[test]
fn share_should_be_refused_when_its_dealer_changes_the_secret() {
    // Every share is raised by one: a polynomial with another constant, for which there is no commitment.
    let board = Board::new(3, 4);
    let (dealings, received) = dealt(&board, &ID, &[0, 1, 2, 3]);
    for shares in &received {
        let raised = DealtShare::from_bytes(&shares[1].to_bytes()).map(|mut share| {
            share.share.alpha += Fr::from(1u64);
            share
        });
        assert_eq!(dealings[1].check_share(&shares[1]), Ok(()));
        assert_eq!(dealings[1].check_share(&raised.unwrap()), Err(faulty(2, OfficerFault::Share)));
    }
    // Nor is there room for one: as many commitments as a first dealing has are refused.
    let officer = &board.officers[1];
    let coefficients = [(); 3].map(|()| AuthoritySecretKey::generate(&mut rng(3)));
    let dealing = RefreshDealing::of(&board.key, &ID, officer.index(), &coefficients, &mut rng(4)).unwrap();
    assert_eq!(dealing.verify(&board.key, &ID), Err(faulty(2, OfficerFault::Dealing)));
}

#[test]
fn refresh_dealing_should_be_refused_when_it_is_of_another_refresh_key_or_officer() {
    let board = Board::new(2, 3);
    let (dealings, _) = dealt(&board, &ID, &[0]);
    let refused = Err(faulty(1, OfficerFault::Dealing));
    assert_eq!(dealings[0].verify(&board.key, &ID), Ok(()));
    assert_eq!(dealings[0].verify(&board.key, &[8; 32]), refused);
    assert_eq!(dealings[0].verify(&board.refreshed(&ID).key, &ID), refused);
    assert_eq!(dealings[0].verify(&Board::new(2, 4).key, &ID), refused);
    assert_eq!(dealings[0].verify(&Board::new(3, 3).key, &ID), refused);
    let mut bytes = dealings[0].encode();
    bytes[2] = 2;
    let copied = RefreshDealing::decode(&bytes).unwrap();
    assert_eq!(copied.verify(&board.key, &ID), Err(faulty(2, OfficerFault::Dealing)));
    bytes[2] = 4;
    let beyond = RefreshDealing::decode(&bytes).unwrap();
    assert_eq!(beyond.verify(&board.key, &ID), Err(faulty(4, OfficerFault::Index)));
}

#[test]
fn refresh_should_be_refused_when_dealers_are_too_few_or_shares_missing_repeated_or_anothers() {
    let board = Board::new(2, 3);
    let (dealings, mut received) = dealt(&board, &ID, &[0, 1, 2]);
    let refresh = |dealings: &[RefreshDealing], shares: &[DealtShare]| {
        board.officers[0].refreshed(&board.key, &ID, dealings, shares).err()
    };
    assert_eq!(refresh(&dealings[..1], &received[0]), Some(AbeError::TooFewOfficers { needed: 2, given: 1 }));
    let twice = [dealings[0].clone(), dealings[0].clone()];
    assert_eq!(refresh(&twice, &received[0]), Some(faulty(1, OfficerFault::Repeated)));
    assert_eq!(refresh(&dealings, &received[1]), Some(faulty(1, OfficerFault::Share)));
    let third = received[0].pop().unwrap();
    assert_eq!(refresh(&dealings, &received[0]), Some(faulty(3, OfficerFault::Missing)));
    received[0].push(third);
    let again = DealtShare::from_bytes(&received[0][1].to_bytes()).unwrap();
    received[0].push(again);
    assert_eq!(refresh(&dealings, &received[0]), Some(faulty(2, OfficerFault::Repeated)));
}

#[test]
fn refresh_should_be_refused_when_dealings_cancel_what_guards_the_secret() {
    // Dealers who know all polynomials could take the line out of the sum: each share would be the secret.
    let ceremony = ceremony(2, 2);
    let secret = |at: u64| AuthoritySecretKey::generate(&mut rng(at));
    let dealing = |dealer: u8, seed: u64| {
        Dealing::of(&ceremony, index(dealer), &[secret(seed), secret(seed + 1)], &mut rng(43))
    };
    let dealings = [dealing(1, 40).unwrap(), dealing(2, 42).unwrap()];
    let key = ThresholdKey::from_dealings(&ceremony, &committed(&ceremony, &dealings), &dealings).unwrap();
    let minus = AuthoritySecretKey {
        alpha: -(secret(41).alpha + secret(43).alpha + secret(44).alpha),
        y: -(secret(41).y + secret(43).y + secret(44).y),
    };
    let refresh = |dealer: u8, linear: AuthoritySecretKey| {
        RefreshDealing::of(&key, &ID, index(dealer), &[linear], &mut rng(45)).unwrap()
    };
    let cancelling = [refresh(1, secret(44)), refresh(2, minus)];
    assert!(cancelling.iter().all(|dealing| dealing.verify(&key, &ID).is_ok()));
    assert_eq!(key.refreshed(&ID, &cancelling), Err(AbeError::DealingsCancel));
}

#[test]
fn refresh_dealing_should_be_refused_when_it_has_no_or_too_many_commitments() {
    let (dealings, _) = dealt(&Board::new(2, 2), &ID, &[0]);
    for count in [0, 32, 255] {
        let mut bytes = dealings[0].encode();
        bytes[3] = count;
        let refused = Err(AbeError::Encoding { object: "refresh dealing", flaw: Flaw::Structure });
        assert_eq!(RefreshDealing::decode(&bytes), refused);
    }
}
