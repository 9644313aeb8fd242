//! What a justification must be.

use super::*;

fn finalised(justification: &[u8], block: &BlockRef, set: &AuthoritySet) -> Result<(), ProofError> {
    set.finalised(justification, block)
}

fn four() -> AuthoritySet {
    set(0, &[1, 2, 3, 4])
}

#[test]
fn block_should_be_final_when_more_than_two_thirds_voted() {
    let block = name(&header(9, [1; 32], None));
    assert_eq!(finalised(&justified(&block, &[1, 2, 3], 0), &block, &four()), Ok(()));
    assert_eq!(finalised(&justified(&block, &[4, 1, 3, 2], 0), &block, &four()), Ok(()));
}

#[test]
fn block_should_not_be_final_when_one_signature_is_short() {
    let block = name(&header(9, [1; 32], None));
    for (seeds, need) in [(&[1, 2, 3, 4][..], 3), (&[1, 2, 3, 4, 5, 6, 7], 5), (&[1, 2], 2), (&[1], 1)] {
        let have = need - 1;
        let few = justified(&block, &seeds[..have as usize], 0);
        assert_eq!(finalised(&few, &block, &set(0, seeds)), Err(ProofError::TooFew { have, need }));
        let enough = justified(&block, &seeds[..need as usize], 0);
        assert_eq!(finalised(&enough, &block, &set(0, seeds)), Ok(()));
    }
}

#[test]
fn voter_should_count_once_when_its_vote_is_repeated() {
    let block = name(&header(9, [1; 32], None));
    let short = Err(ProofError::TooFew { have: 1, need: 3 });
    assert_eq!(finalised(&justified(&block, &[1, 1, 1], 0), &block, &four()), short);
    // Strangers count nothing.
    assert_eq!(finalised(&justified(&block, &[1, 8, 9, 10], 0), &block, &four()), short);
}

#[test]
fn weight_should_count_when_members_have_different_ones() {
    let block = name(&header(9, [1; 32], None));
    let mut heavy = set(0, &[1, 2, 3]);
    heavy.authorities[0].weight = 5;
    assert_eq!(finalised(&justified(&block, &[1], 0), &block, &heavy), Ok(()));
    let light = justified(&block, &[2, 3], 0);
    assert_eq!(finalised(&light, &block, &heavy), Err(ProofError::TooFew { have: 2, need: 5 }));
}

#[test]
fn set_should_be_refused_when_it_is_empty_too_large_or_names_one_twice() {
    let block = name(&header(9, [1; 32], None));
    let votes = justified(&block, &[1, 2, 3, 4], 0);
    let mut weightless = four();
    weightless.authorities[3].weight = 0;
    let mut heavy = four();
    heavy.authorities.iter_mut().for_each(|one| one.weight = u64::MAX / 2);
    let many = AuthoritySet {
        set_id: 0,
        authorities: (0..=256u32).map(|n| Authority { key: blake2_256(&n.encode()), weight: 1 }).collect(),
    };
    for bad in [set(0, &[]), set(0, &[1, 2, 3, 1]), weightless, heavy, many] {
        assert_eq!(finalised(&votes, &block, &bad), Err(ProofError::SetForm));
    }
}

#[test]
fn votes_should_count_when_they_are_for_descendants() {
    let first = header(9, [1; 32], None);
    let block = name(&first);
    let second = header(10, block.hash, None);
    let third = header(11, name(&second).hash, None);
    let votes = [vote(1, &block, 0), vote(2, &name(&second), 0), vote(3, &name(&third), 0)];
    let linked = justify(&block, &votes, &[third.clone(), second.clone()]);
    assert_eq!(finalised(&linked, &block, &four()), Ok(()));
    let unlinked = justify(&block, &votes, std::slice::from_ref(&third));
    assert_eq!(finalised(&unlinked, &block, &four()), Err(ProofError::Unlinked));

    // A vote for a block on another branch.
    let other = header(11, [9; 32], None);
    let votes = [vote(1, &block, 0), vote(2, &block, 0), vote(3, &name(&other), 0)];
    let foreign = justify(&block, &votes, &[other]);
    assert_eq!(finalised(&foreign, &block, &four()), Err(ProofError::Unlinked));
}

#[test]
fn justification_should_be_refused_when_it_carries_headers_that_no_vote_needs() {
    let first = header(9, [1; 32], None);
    let block = name(&first);
    let second = header(10, block.hash, None);
    let votes = [vote(1, &block, 0), vote(2, &block, 0), vote(3, &name(&second), 0)];
    let exact = justify(&block, &votes, std::slice::from_ref(&second));
    assert_eq!(finalised(&exact, &block, &four()), Ok(()));
    let third = header(11, name(&second).hash, None);
    for more in [&third, &second, &first] {
        let padded = justify(&block, &votes, &[second.clone(), more.clone()]);
        assert_eq!(finalised(&padded, &block, &four()), Err(ProofError::UnusedHeaders));
    }
}

#[test]
fn votes_should_not_count_when_they_are_for_a_block_before() {
    let before = header(8, [1; 32], None);
    let after = header(9, name(&before).hash, None);
    let block = name(&after);
    let early: Vec<_> = [1, 2, 3].map(|seed| vote(seed, &name(&before), 0)).into();
    let none = Err(ProofError::TooFew { have: 0, need: 3 });
    assert_eq!(finalised(&justify(&block, &early, &[]), &block, &four()), none);
    let unused = Err(ProofError::UnusedHeaders);
    assert_eq!(finalised(&justify(&block, &early, std::slice::from_ref(&before)), &block, &four()), unused);

    // One of three is behind: the others' votes are linked to its own, and are two.
    let mixed = [vote(1, &name(&before), 0), vote(2, &block, 0), vote(3, &block, 0)];
    let justification = justify(&block, &mixed, std::slice::from_ref(&after));
    let short = Err(ProofError::TooFew { have: 2, need: 3 });
    assert_eq!(finalised(&justification, &block, &four()), short);

    // Who voted for the block as well counts.
    let twice = [mixed[0].clone(), mixed[1].clone(), mixed[2].clone(), vote(1, &block, 0)];
    assert_eq!(finalised(&justify(&block, &twice, &[after]), &block, &four()), Ok(()));
}

#[test]
fn vote_should_not_count_when_its_number_is_not_the_blocks() {
    let first = header(9, [1; 32], None);
    let block = name(&first);
    let second = header(10, block.hash, None);
    let lie = BlockRef { number: 12, ..name(&second) };
    let votes = [vote(1, &block, 0), vote(2, &block, 0), vote(3, &lie, 0)];
    let justification = justify(&block, &votes, &[second]);
    assert_eq!(finalised(&justification, &block, &four()), Err(ProofError::Unlinked));
    let votes = [vote(1, &block, 0), vote(2, &block, 0), vote(3, &BlockRef { number: 10, ..block }, 0)];
    assert_eq!(finalised(&justify(&block, &votes, &[]), &block, &four()), Err(ProofError::Unlinked));
}

#[test]
fn justification_should_be_refused_when_it_is_of_another_block_set_or_round() {
    let block = name(&header(9, [1; 32], None));
    let good = justified(&block, &[1, 2, 3], 0);
    let other = BlockRef { number: 10, ..block };
    assert_eq!(finalised(&good, &other, &four()), Err(ProofError::VotesTarget));
    let foreign = justified(&block, &[1, 2, 3], 1);
    assert_eq!(finalised(&foreign, &block, &four()), Err(ProofError::Signature));
    let mut round = good.clone();
    round[0] ^= 1;
    assert_eq!(finalised(&round, &block, &four()), Err(ProofError::Signature));
    for length in [0, 7, 50, good.len() - 1] {
        assert_eq!(finalised(&good[..length], &block, &four()), Err(ProofError::VotesForm));
    }
    let longer = [good, vec![0]].concat();
    assert_eq!(finalised(&longer, &block, &four()), Err(ProofError::VotesForm));
}

#[test]
fn justification_should_be_refused_unread_when_it_is_too_large() {
    let block = name(&header(9, [1; 32], None));
    let large = vec![0; MAX_JUSTIFICATION + 1];
    assert_eq!(finalised(&large, &block, &four()), Err(ProofError::VotesTooLarge));
}
