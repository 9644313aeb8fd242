use super::*;
use crate::group::types::Fr;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::AdditiveGroup;

/// The secret that `officers` can put together from their shares.
pub(super) fn interpolate(officers: &[&OfficerKey]) -> AuthoritySecretKey {
    let points: Vec<Fr> = officers.iter().map(|officer| Fr::from(officer.index().get())).collect();
    let mut secret = AuthoritySecretKey { alpha: Fr::ZERO, y: Fr::ZERO };
    for (own, officer) in points.iter().zip(officers) {
        let weight = points.iter().filter(|other| *other != own).fold(Fr::from(1u64), |weight, other| {
            weight * other * ark_ff::Field::inverse(&(*other - own)).unwrap()
        });
        secret.alpha += weight * officer.share.alpha;
        secret.y += weight * officer.share.y;
    }
    secret
}

#[test]
fn shares_should_determine_the_key_when_as_many_as_the_threshold_meet_and_not_when_fewer() {
    let board = Board::new(3, 5);
    for set in subsets(5).filter(|set| !set.is_empty()) {
        let officers: Vec<&OfficerKey> = set.iter().map(|at| &board.officers[*at]).collect();
        let found = interpolate(&officers).public_key();
        assert_eq!(found == board.key.public_key(), set.len() >= 3, "{set:?}");
    }
}

#[test]
fn secret_should_be_the_sum_of_all_dealers_parts_when_the_ceremony_ends() {
    // No officer's dealing and no sum of all but one is the key.
    let board = Board::new(2, 3);
    let parts: Vec<AuthorityPublicKey> =
        board.dealings.iter().map(|dealing| dealing.commitments[0].clone()).collect();
    let sum = |set: &[usize]| {
        set.iter().fold((AdditiveGroup::ZERO, crate::group::types::G2Projective::ZERO), |(gt, g2), at| {
            (gt + parts[*at].e0_alpha, g2 + parts[*at].g2_y)
        })
    };
    for set in subsets(3) {
        let (e0_alpha, g2_y) = sum(&set);
        let found = AuthorityPublicKey::new(e0_alpha, g2_y.into_affine());
        assert_eq!(found == board.key.public_key(), set.len() == 3);
    }
}

#[test]
fn officers_public_key_should_be_that_of_its_share_when_computed_from_the_dealings() {
    let board = Board::new(3, 4);
    for officer in &board.officers {
        assert_eq!(board.key.officer_public_key(officer.index()), Ok(officer.share.public_key()));
    }
    assert_eq!(board.key.officer_public_key(index(5)), Err(faulty(5, OfficerFault::Index)));
}

#[test]
fn dealing_should_be_refused_when_it_is_of_another_ceremony() {
    let own = ceremony(2, 3);
    let (dealing, _) = deal(&own, index(1), &mut rng(31)).unwrap();
    assert_eq!(dealing.verify(&own), Ok(()));
    let refused = Err(faulty(1, OfficerFault::Dealing));
    let others = [
        Ceremony { authority: label("city-hospital"), ..own.clone() },
        Ceremony { quorum: Quorum::new(2, 4).unwrap(), ..own.clone() },
        Ceremony { quorum: Quorum::new(3, 3).unwrap(), ..own.clone() },
        Ceremony { id: [8; 32], ..own },
    ];
    for other in others {
        assert_eq!(dealing.verify(&other), refused);
    }
}

#[test]
fn dealing_should_be_refused_when_another_officer_copies_it() {
    let ceremony = ceremony(2, 3);
    let (dealing, _) = deal(&ceremony, index(1), &mut rng(31)).unwrap();
    let mut bytes = dealing.encode();
    bytes[2] = 2;
    let copied = Dealing::decode(&bytes).unwrap();
    assert_eq!(copied.verify(&ceremony), Err(faulty(2, OfficerFault::Dealing)));
}

#[test]
fn dealing_should_be_refused_when_it_is_computed_to_cancel_the_others() {
    // The last dealer publishes its own part divided by the others': it cannot prove that it knows it.
    let ceremony = ceremony(2, 2);
    let (honest, _) = deal(&ceremony, index(1), &mut rng(31)).unwrap();
    let (mut rogue, shares) = deal(&ceremony, index(2), &mut rng(32)).unwrap();
    for (own, other) in rogue.commitments.iter_mut().zip(&honest.commitments) {
        own.e0_alpha -= other.e0_alpha;
        own.g2_y = (own.g2_y - other.g2_y.into_group()).into_affine();
    }
    assert_eq!(rogue.verify(&ceremony), Err(faulty(2, OfficerFault::Dealing)));
    assert_eq!(rogue.check_share(&shares[0]), Err(faulty(2, OfficerFault::Share)));
    assert_eq!(
        ThresholdKey::from_dealings(
            &ceremony,
            &committed(&ceremony, &[honest.clone(), rogue.clone()]),
            &[honest, rogue]
        ),
        Err(faulty(2, OfficerFault::Dealing))
    );
}

#[test]
fn liar_should_be_named_when_one_dealt_share_is_wrong() {
    let ceremony = ceremony(2, 4);
    let (dealings, mut received) = dealt(&ceremony);
    // Officer 3 deals officer 1 a share that is off by one, in either half.
    for half in 0..2 {
        let mut bytes = *received[0][2].to_bytes();
        bytes[2 + 32 * half] ^= 1;
        let good = core::mem::replace(&mut received[0][2], DealtShare::from_bytes(&bytes).unwrap());
        assert_eq!(dealings[2].check_share(&received[0][2]), Err(faulty(3, OfficerFault::Share)));
        let refused = OfficerKey::assemble(
            &ceremony,
            index(1),
            &committed(&ceremony, &dealings),
            &dealings,
            &received[0],
        );
        assert_eq!(refused.err(), Some(faulty(3, OfficerFault::Share)));
        received[0][2] = good;
    }
}

#[test]
fn ceremony_should_end_well_when_a_lying_dealer_is_left_out() {
    let ceremony = ceremony(2, 4);
    let (mut dealings, received) = dealt(&ceremony);
    dealings.remove(2);
    let (one, key) =
        OfficerKey::assemble(&ceremony, index(1), &committed(&ceremony, &dealings), &dealings, &received[0])
            .unwrap();
    // The excluded dealer remains an officer with a share, which is worth no more than any other.
    let (three, same) =
        OfficerKey::assemble(&ceremony, index(3), &committed(&ceremony, &dealings), &dealings, &received[2])
            .unwrap();
    assert_eq!(key, same);
    assert_eq!(interpolate(&[&one, &three]).public_key(), key.public_key());
}

#[test]
fn published_share_should_settle_a_complaint_when_it_is_checked_by_everybody() {
    let ceremony = ceremony(2, 3);
    let (dealings, received) = dealt(&ceremony);
    let published = received[0][1].to_bytes();
    assert_eq!(dealings[1].check_share(&DealtShare::from_bytes(&published).unwrap()), Ok(()));
    // It settles nothing about another dealer or another officer's share.
    let foreign = Err(faulty(2, OfficerFault::Share));
    assert_eq!(dealings[0].check_share(&DealtShare::from_bytes(&published).unwrap()), foreign);
    let mut renamed = *published;
    renamed[1] = 3;
    assert_eq!(dealings[1].check_share(&DealtShare::from_bytes(&renamed).unwrap()), foreign);
}

#[test]
fn officer_should_be_refused_a_key_when_shares_are_missing_repeated_or_anothers() {
    let ceremony = ceremony(2, 3);
    let assemble = |dealings: &[Dealing], shares: &[DealtShare]| {
        OfficerKey::assemble(&ceremony, index(1), &committed(&ceremony, dealings), dealings, shares).err()
    };
    let (dealings, mut received) = dealt(&ceremony);
    let third = received[0].pop().unwrap();
    assert_eq!(assemble(&dealings, &received[0]), Some(faulty(3, OfficerFault::Missing)));
    received[0].push(third);
    let again = DealtShare::from_bytes(&received[0][1].to_bytes()).unwrap();
    received[0].push(again);
    assert_eq!(assemble(&dealings, &received[0]), Some(faulty(2, OfficerFault::Repeated)));
    assert_eq!(assemble(&dealings, &received[1]), Some(faulty(1, OfficerFault::Share)));
    assert_eq!(
        assemble(&dealings[..1], &received[0]),
        Some(AbeError::TooFewOfficers { needed: 2, given: 1 })
    );
    let twice = [dealings[0].clone(), dealings[0].clone()];
    assert_eq!(assemble(&twice, &received[0]), Some(faulty(1, OfficerFault::Repeated)));
}

#[test]
fn index_should_be_refused_when_zero_or_beyond_the_officers() {
    for at in [0, Quorum::MAX_OFFICERS + 1, u8::MAX] {
        assert_eq!(OfficerIndex::new(at), Err(faulty(at, OfficerFault::Index)));
    }
    let ceremony = ceremony(2, 3);
    assert_eq!(deal(&ceremony, index(4), &mut rng(31)).err(), Some(faulty(4, OfficerFault::Index)));
    let (dealings, received) = dealt(&ceremony);
    let beyond =
        OfficerKey::assemble(&ceremony, index(4), &committed(&ceremony, &dealings), &dealings, &received[0]);
    assert_eq!(beyond.err(), Some(faulty(4, OfficerFault::Index)));
    // The secret itself lies at 0: no encoding may name it.
    let mut share = *received[0][0].to_bytes();
    for at in 0..2 {
        let mut zero = share;
        zero[at] = 0;
        assert_eq!(DealtShare::from_bytes(&zero).err(), Some(faulty(0, OfficerFault::Index)));
    }
    share[2..34].fill(0xff);
    assert!(matches!(DealtShare::from_bytes(&share), Err(AbeError::Encoding { flaw: Flaw::Scalar, .. })));
    let mut bytes = dealings[0].encode();
    bytes[2] = 0;
    assert_eq!(Dealing::decode(&bytes), Err(AbeError::Encoding { object: "dealing", flaw: Flaw::Structure }));
}

#[test]
fn quorum_should_be_refused_when_one_could_act_alone_or_not_all_exist() {
    for (threshold, officers) in [(0, 0), (0, 3), (1, 1), (1, 3), (4, 3), (2, 33), (33, 33)] {
        assert_eq!(Quorum::new(threshold, officers), Err(AbeError::Quorum));
    }
    for (threshold, officers) in [(2, 2), (2, 32), (32, 32)] {
        assert!(Quorum::new(threshold, officers).is_ok());
    }
}

#[test]
fn officer_key_should_come_back_when_written_and_read() {
    let board = Board::new(2, 3);
    let read = OfficerKey::from_bytes(&board.officers[1].to_bytes()).unwrap();
    assert_eq!(read.index(), index(2));
    assert_eq!(read.share.public_key(), board.officers[1].share.public_key());
    let mut bytes = *read.to_bytes();
    bytes[0] = 0;
    assert_eq!(OfficerKey::from_bytes(&bytes).err(), Some(faulty(0, OfficerFault::Index)));
    bytes[1..33].fill(0);
    assert!(matches!(OfficerKey::from_bytes(&bytes), Err(AbeError::Encoding { flaw: Flaw::Scalar, .. })));
}

#[test]
fn threshold_key_should_be_refused_when_its_numbers_do_not_fit() {
    let board = Board::new(2, 3);
    let refused = Err(AbeError::Encoding { object: "threshold key", flaw: Flaw::Structure });
    for officers in [0, 1, 33] {
        let mut bytes = board.key.encode();
        bytes[2] = officers;
        assert_eq!(ThresholdKey::decode(&bytes), refused);
    }
    for threshold in [0, 1, 33] {
        let mut bytes = board.key.encode();
        bytes[3] = threshold;
        assert_eq!(ThresholdKey::decode(&bytes), refused);
    }
}

#[test]
fn debug_output_should_have_no_digits_when_the_value_is_an_officers_secret() {
    let board = Board::new(2, 2);
    let (_, received) = dealt(&ceremony(2, 2));
    let (nonces, _) = board.commit(&[0]);
    let partial = board.officers[0].issue(&ALICE, &attribute("doctor@medical-council"), &mut rng(1));
    for text in [
        alloc::format!("{:?}", board.officers[0]),
        alloc::format!("{:?}", received[0][0]),
        alloc::format!("{:?}", nonces[0]),
        alloc::format!("{partial:?}"),
    ] {
        assert!(text.ends_with("(..)") && !text.contains(|c: char| c.is_ascii_digit()), "{text}");
    }
}

#[test]
fn sum_should_be_refused_when_dealings_cancel() {
    // Two dealers who know each other's polynomials can do it; then there is no secret at all.
    let ceremony = ceremony(2, 2);
    let secret = |at: u64| AuthoritySecretKey::generate(&mut rng(at));
    let minus = |at: u64| AuthoritySecretKey { alpha: -secret(at).alpha, y: -secret(at).y };
    let dealing = |dealer: u8, coefficients: [AuthoritySecretKey; 2]| {
        Dealing::of(&ceremony, index(dealer), &coefficients, &mut rng(43)).unwrap()
    };
    let one = dealing(1, [secret(40), secret(41)]);
    let top = dealing(2, [secret(42), minus(41)]);
    let all = dealing(2, [minus(40), secret(42)]);
    for cancelling in [top, all] {
        assert_eq!(cancelling.verify(&ceremony), Ok(()));
        let dealings = [one.clone(), cancelling];
        assert_eq!(
            ThresholdKey::from_dealings(&ceremony, &committed(&ceremony, &dealings), &dealings),
            Err(AbeError::DealingsCancel)
        );
    }
}

#[test]
fn last_dealer_should_be_refused_when_it_deals_again_after_it_saw_the_others() {
    let ceremony = ceremony(2, 3);
    let (mut dealings, received) = dealt(&ceremony);
    let commitments = committed(&ceremony, &dealings);
    // A dealing in good order, chosen out of many for the key that it makes.
    dealings[2] = deal(&ceremony, index(3), &mut rng(70)).unwrap().0;
    assert_eq!(dealings[2].verify(&ceremony), Ok(()));
    let refused = Err(faulty(3, OfficerFault::Uncommitted));
    assert_eq!(ThresholdKey::from_dealings(&ceremony, &commitments, &dealings), refused);
    let assembled = OfficerKey::assemble(&ceremony, index(1), &commitments, &dealings, &received[0]);
    assert_eq!(assembled.err(), Some(faulty(3, OfficerFault::Uncommitted)));
    // Nor does it help to have committed oneself to both, or to nothing.
    let both = [commitments.clone(), committed(&ceremony, &dealings[2..])].concat();
    assert_eq!(ThresholdKey::from_dealings(&ceremony, &both, &dealings), refused);
    assert_eq!(ThresholdKey::from_dealings(&ceremony, &commitments[..2], &dealings), refused);
    // The others go on without it.
    assert!(ThresholdKey::from_dealings(&ceremony, &commitments, &dealings[..2]).is_ok());
}

#[test]
fn commitment_should_be_of_one_dealing_and_ceremony_when_compared() {
    let first = ceremony(2, 3);
    let (dealings, _) = dealt(&first);
    let commitment = dealings[0].commitment(&first);
    assert_eq!(DealingCommitment::new(commitment.dealer(), commitment.digest()), commitment);
    assert_ne!(dealings[1].commitment(&first).digest(), commitment.digest());
    assert_ne!(dealings[0].commitment(&Ceremony { id: [8; 32], ..first }).digest(), commitment.digest());
}
