use super::*;

fn name() -> Label {
    label("medical-council")
}

#[test]
fn proof_should_be_an_ordinary_one_when_any_quorum_makes_it() {
    let board = Board::new(2, 4);
    for set in subsets(4).filter(|set| set.len() >= 2) {
        let (commitments, shares) = board.proof_parts(&set);
        let proof = board.key.combine_possession(&name(), &commitments, &shares).unwrap();
        let proof = PossessionProof::decode(&proof.encode()).unwrap();
        assert_eq!(board.key.public_key().verify_possession(&name(), &proof), Ok(()), "{set:?}");
        assert_eq!(
            board.key.public_key().verify_possession(&label("city-hospital"), &proof),
            Err(AbeError::PossessionNotProven)
        );
    }
}

#[test]
fn proof_should_be_refused_when_too_few_take_part() {
    let board = Board::new(3, 4);
    let (nonces, commitments) = board.commit(&[0, 1]);
    let few = AbeError::TooFewOfficers { needed: 3, given: 2 };
    let refused: Vec<Option<AbeError>> = board
        .officers
        .iter()
        .zip(nonces)
        .map(|(officer, nonces)| officer.prove_possession(nonces, &name(), &board.key, &commitments).err())
        .collect();
    assert_eq!(refused, [Some(few.clone()), Some(few)]);
}

#[test]
fn proof_should_name_the_officer_when_its_part_is_wrong_missing_or_repeated() {
    let board = Board::new(2, 4);
    let (commitments, shares) = board.proof_parts(&[0, 2, 3]);
    let combine = |shares: &[ProofShare]| board.key.combine_possession(&name(), &commitments, shares).err();
    for byte in [3, 35] {
        let mut lying = shares.clone();
        let mut bytes = lying[1].encode();
        bytes[byte] ^= 1;
        lying[1] = ProofShare::decode(&bytes).unwrap();
        assert_eq!(combine(&lying), Some(faulty(3, OfficerFault::ProofShare)));
    }
    assert_eq!(combine(&shares[..2]), Some(faulty(4, OfficerFault::Missing)));
    let repeated = [shares[0].clone(), shares[0].clone(), shares[1].clone()];
    assert_eq!(combine(&repeated), Some(faulty(1, OfficerFault::Repeated)));
    // A share of somebody who did not commit.
    let (_, others) = board.proof_parts(&[1, 2]);
    let stranger = [shares[0].clone(), others[0].clone(), shares[1].clone(), shares[2].clone()];
    assert_eq!(combine(&stranger), Some(faulty(2, OfficerFault::Missing)));
    assert_eq!(combine(&shares), None);
}

#[test]
fn officer_should_not_answer_when_its_commitment_was_exchanged_or_left_out() {
    let board = Board::new(2, 3);
    let answer = |nonces: ProofNonces, commitments: &[ProofCommitment]| {
        board.officers[0].prove_possession(nonces, &name(), &board.key, commitments).err()
    };
    let (mut nonces, mut commitments) = board.commit(&[0, 1, 2]);
    let (_, other) = board.officers[0].commit_to_proof(&mut rng(99));
    commitments[0] = other;
    assert_eq!(answer(nonces.remove(0), &commitments), Some(faulty(1, OfficerFault::ProofShare)));
    let (mut nonces, commitments) = board.commit(&[0, 1, 2]);
    assert_eq!(answer(nonces.remove(0), &commitments[1..]), Some(faulty(1, OfficerFault::Missing)));
}

#[test]
fn responses_should_not_combine_when_the_commitments_differ_between_officers() {
    // A coordinator who shows each officer another list gets parts that fit no list.
    let board = Board::new(2, 3);
    let (mut nonces, commitments) = board.commit(&[0, 1]);
    let (_, mut other) = board.commit(&[0, 1]);
    other[1] = board.officers[1].commit_to_proof(&mut rng(99)).1;
    let second = nonces.remove(1);
    let first = nonces.remove(0);
    let first = board.officers[0].prove_possession(first, &name(), &board.key, &other).unwrap();
    let second = board.officers[1].prove_possession(second, &name(), &board.key, &commitments).unwrap();
    assert_eq!(
        board.key.combine_possession(&name(), &commitments, &[first, second]).err(),
        Some(faulty(1, OfficerFault::ProofShare))
    );
}
