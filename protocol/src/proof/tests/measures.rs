//! What proofs cost. Prints, and asserts nothing of time.

use super::{
    states::{keys, values, RECORD},
    *,
};
use std::time::Instant;

/// Records and policies in the state.
const RECORDS: u32 = 100_000;
/// Changes of the validators.
const CHANGES: u32 = 1_000;

/// `count` keys of validators who hand over to themselves.
fn validators(count: u8) -> Vec<u8> {
    (1..=count).collect()
}

#[test]
#[ignore = "measures: cargo test -p salus-protocol --lib -- --ignored --nocapture proof_costs"]
fn proof_costs_should_be_told_when_asked_for() {
    let state = state_of(&values(RECORDS));
    let nodes = prove(&state, &keys());
    let bytes: usize = nodes.iter().map(Vec::len).sum();
    println!("facts of one record among {RECORDS}: {} nodes, {bytes} bytes", nodes.len());

    for count in [4u8, 20, 100] {
        let seeds = validators(count);
        let voters = &seeds[..usize::from(count) - usize::from(count - 1) / 3];
        let mut header = timed(20, [1; 32]);
        header.state_root = state.1 .0;
        let justification = justified(&name(&header), voters, 0);
        let size = header.encode().len() + justification.len();
        let proof = HeaderProof { header: header.encode(), descendants: Vec::new(), justification };
        let follower = Follower::new(set(0, &seeds)).unwrap();
        let start = Instant::now();
        let rounds = 20;
        for _ in 0..rounds {
            let verified = follower.verify_of_any_age(&proof).unwrap();
            RecordFacts::read(&verified.state(&nodes).unwrap(), &RECORD).unwrap().unwrap();
        }
        let each = start.elapsed() / rounds;
        println!("{count} validators: header and votes {size} bytes, verified with the facts in {each:?}");

        let changes: Vec<_> = (0..CHANGES).map(|at| change(at + 1, u64::from(at), voters, &seeds)).collect();
        let size: usize = changes.iter().map(|one| one.header.len() + one.justification.len()).sum();
        let mut follower = follower;
        let start = Instant::now();
        changes.iter().for_each(|change| follower.follow(change).unwrap());
        println!("{count} validators: {CHANGES} changes, {size} bytes, followed in {:?}", start.elapsed());
    }
}
