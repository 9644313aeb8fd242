//! Which headers are believed, and for how long.

use super::*;

const GENESIS: [u8; 4] = [1, 2, 3, 4];

fn follower() -> Follower {
    Follower::new(set(0, &GENESIS)).unwrap()
}

/// The header of block `number`, which its validators finalised.
fn proof(number: u32) -> HeaderProof {
    let header = timed(number, [1; 32]);
    let justification = justified(&name(&header), &GENESIS[..3], 0);
    HeaderProof { header: header.encode(), descendants: Vec::new(), justification }
}

/// As it is seen `later` milliseconds after block 20, by someone who accepts a minute.
fn seen(later: u64) -> Freshness {
    Freshness { now: time(20) + later, max_age: 60_000 }
}

#[test]
fn header_should_be_verified_when_it_is_final_and_recent() {
    let mut follower = follower();
    let verified = follower.verify(&proof(20), seen(5_000)).unwrap();
    assert_eq!((verified.block().number, verified.time(), verified.set_id()), (20, time(20), 0));
    assert_eq!((verified.header().state_root, follower.latest()), ([2; 32], 20));
    // Again, and a later one.
    assert!(follower.verify(&proof(20), seen(5_000)).is_ok());
    assert!(follower.verify(&proof(21), seen(5_000)).is_ok());
}

#[test]
fn header_should_be_refused_when_it_is_older_than_the_caller_accepts() {
    let refused = follower().verify(&proof(20), seen(60_001)).unwrap_err();
    assert_eq!(refused, ProofError::Stale { age: 60_001, limit: 60_000 });
    assert_eq!(refused.to_string(), "the block is 60001 ms old, and no older than 60000 ms is accepted");
    assert!(follower().verify(&proof(20), seen(60_000)).is_ok());
    // For what once was, any age will do.
    assert!(follower().verify_of_any_age(&proof(20)).is_ok());
}

#[test]
fn header_should_be_refused_when_its_block_is_not_made_yet() {
    let early = Freshness { now: time(20) - MAX_AHEAD - 1, max_age: 60_000 };
    assert_eq!(follower().verify(&proof(20), early).unwrap_err(), ProofError::Early(MAX_AHEAD + 1));
    let fast = Freshness { now: time(20) - MAX_AHEAD, max_age: 0 };
    assert!(follower().verify(&proof(20), fast).is_ok());
}

#[test]
fn header_should_be_refused_when_a_later_one_was_verified_before() {
    let mut follower = follower();
    follower.verify(&proof(20), seen(0)).unwrap();
    let older = Err(ProofError::Older { block: 19, latest: 20 });
    assert_eq!(follower.verify(&proof(19), seen(0)), older);
    // Also after the bytes were kept.
    let mut resumed = Follower::resume(&follower.to_bytes(), &set(0, &GENESIS)).unwrap();
    assert_eq!(resumed.verify(&proof(19), seen(0)), older);
    assert!(resumed.verify_of_any_age(&proof(19)).is_ok());
}

#[test]
fn header_should_be_refused_when_it_tells_no_time() {
    let header = header(20, [1; 32], None);
    let justification = justified(&name(&header), &GENESIS, 0);
    let timeless = HeaderProof { header: header.encode(), descendants: Vec::new(), justification };
    assert_eq!(follower().verify(&timeless, seen(0)), Err(ProofError::NoTime));
}

#[test]
fn header_should_be_verified_when_votes_are_for_a_descendant() {
    let first = timed(20, [1; 32]);
    let second = timed(21, name(&first).hash);
    let third = timed(22, name(&second).hash);
    let proof = |descendants: &[&Header]| HeaderProof {
        header: first.encode(),
        descendants: descendants.iter().map(|header| header.encode()).collect(),
        justification: justified(&name(&third), &GENESIS[..3], 0),
    };
    let verified = follower().verify(&proof(&[&second, &third]), seen(0)).unwrap();
    assert_eq!(verified.block(), name(&first));

    let stranger = timed(21, [9; 32]);
    let skipping = timed(23, name(&first).hash);
    for (descendants, number) in
        [(&[&third][..], 22), (&[&stranger, &third], 21), (&[&skipping], 23), (&[&second, &second], 21)]
    {
        let refused = follower().verify(&proof(descendants), seen(0));
        assert_eq!(refused, Err(ProofError::NotDescending(number)));
    }
    assert_eq!(follower().verify(&proof(&[&second]), seen(0)), Err(ProofError::VotesTarget));
}

#[test]
fn header_should_be_refused_when_its_votes_are_of_a_set_that_is_not_in_office() {
    let mut follower = follower();
    let after = change(30, 0, &GENESIS[..3], &[5, 6, 7, 8]);
    follower.follow(&after).unwrap();
    // Old votes for an old block, and old votes for a new one.
    let before = Err(ProofError::BeforeSet { block: 20, since: 30 });
    assert_eq!(follower.verify(&proof(20), seen(0)), before);
    assert_eq!(follower.verify_of_any_age(&proof(20)), before);
    let retired = Err(ProofError::TooFew { have: 0, need: 3 });
    assert_eq!(follower.verify(&proof(40), seen(60_000)), retired);
    // A change that was withheld: the new set is not known.
    let header = timed(40, [1; 32]);
    let justification = justified(&name(&header), &[5, 6, 7], 1);
    let new = HeaderProof { header: header.encode(), descendants: Vec::new(), justification };
    assert_eq!(self::follower().verify(&new, seen(60_000)), Err(ProofError::TooFew { have: 0, need: 3 }));
    assert!(follower.verify(&new, seen(60_000)).is_ok());
}

#[test]
fn header_should_be_refused_when_it_is_written_in_another_way() {
    let good = proof(20);
    let mut longer = good.clone();
    longer.header.push(0);
    assert_eq!(follower().verify(&longer, seen(0)), Err(ProofError::HeaderForm));
    let mut large = timed(20, [1; 32]);
    large.logs.push(LogItem::Other(vec![0; crate::header::MAX_HEADER]));
    let large = HeaderProof { header: large.encode(), ..good.clone() };
    assert_eq!(follower().verify(&large, seen(0)), Err(ProofError::HeaderForm));
    let other = HeaderProof { header: proof(21).header, ..good };
    assert_eq!(follower().verify(&other, seen(0)), Err(ProofError::VotesTarget));
}
