#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;

const ROUND: u64 = 7;

fn pair(seed: u8) -> ed25519::Pair {
    ed25519::Pair::from_seed_slice(&[seed; 32]).unwrap()
}

fn authorities(seeds: &[u8]) -> Vec<Authority> {
    seeds.iter().map(|seed| Authority { key: pair(*seed).public().0, weight: 1 }).collect()
}

pub(in crate::audit) fn set(set_id: u64, seeds: &[u8]) -> AuthoritySet {
    AuthoritySet { set_id, authorities: authorities(seeds) }
}

/// A header on `parent`, announcing `next` if there is one.
pub(in crate::audit) fn header(number: u32, parent: Digest, next: Option<(&[u8], u32)>) -> Header {
    let message = next.map(|(seeds, delay)| {
        let message = (SCHEDULED_CHANGE, authorities(seeds), delay).encode();
        LogItem::Consensus(ENGINE, message)
    });
    Header {
        parent_hash: parent,
        number,
        state_root: [2; 32],
        extrinsics_root: [3; 32],
        logs: message.into_iter().collect(),
    }
}

pub(in crate::audit) fn name(header: &Header) -> BlockRef {
    BlockRef { number: header.number, hash: blake2_256(&header.encode()) }
}

/// A signed vote, as it stands in a justification.
fn vote(seed: u8, block: &BlockRef, set_id: u64) -> Vec<u8> {
    let message = (PRECOMMIT, block.hash, block.number, ROUND, set_id).encode();
    let pair = pair(seed);
    (block.hash, block.number, pair.sign(&message).0, pair.public().0).encode()
}

fn justify(target: &BlockRef, votes: &[Vec<u8>], ancestries: &[Header]) -> Vec<u8> {
    let mut bytes = (ROUND, target.hash, target.number).encode();
    codec::Compact(votes.len() as u32).encode_to(&mut bytes);
    votes.iter().for_each(|vote| bytes.extend_from_slice(vote));
    ancestries.to_vec().encode_to(&mut bytes);
    bytes
}

/// All of `seeds` vote for the block itself.
pub(in crate::audit) fn justified(block: &BlockRef, seeds: &[u8], set_id: u64) -> Vec<u8> {
    let votes: Vec<_> = seeds.iter().map(|seed| vote(*seed, block, set_id)).collect();
    justify(block, &votes, &[])
}

fn proof(justification: Vec<u8>) -> FinalityProof {
    FinalityProof { handovers: Vec::new(), justification }
}

#[test]
fn block_should_be_final_when_more_than_two_thirds_voted() {
    let block = name(&header(9, [1; 32], None));
    let four = set(0, &[1, 2, 3, 4]);
    assert_eq!(proof(justified(&block, &[1, 2, 3], 0)).verify(&block, &four), Ok(0));
    let few = proof(justified(&block, &[1, 2], 0));
    assert_eq!(few.verify(&block, &four), Err(FinalityFault::TooFew { have: 2, need: 3 }));
    // The same one thrice is one, and strangers are none.
    let again = proof(justified(&block, &[1, 1, 1, 8, 9], 0));
    assert_eq!(again.verify(&block, &four), Err(FinalityFault::TooFew { have: 1, need: 3 }));
}

#[test]
fn block_should_not_be_final_when_nobody_is_known_to_vote() {
    let block = name(&header(9, [1; 32], None));
    let nobody = set(0, &[]);
    let fault = Err(FinalityFault::TooFew { have: 0, need: 0 });
    assert_eq!(proof(justified(&block, &[1, 2, 3], 0)).verify(&block, &nobody), fault);
}

#[test]
fn votes_should_count_when_they_are_for_descendants() {
    let first = header(9, [1; 32], None);
    let block = name(&first);
    let second = header(10, block.hash, None);
    let third = header(11, name(&second).hash, None);
    let votes = [vote(1, &block, 0), vote(2, &name(&second), 0), vote(3, &name(&third), 0)];
    let four = set(0, &[1, 2, 3, 4]);
    let linked = proof(justify(&block, &votes, &[third.clone(), second]));
    assert_eq!(linked.verify(&block, &four), Ok(0));
    let unlinked = proof(justify(&block, &votes, &[third]));
    assert_eq!(unlinked.verify(&block, &four), Err(FinalityFault::Unlinked));
}

#[test]
fn votes_should_not_count_when_they_are_for_a_block_before() {
    let before = header(8, [1; 32], None);
    let block = name(&header(9, name(&before).hash, None));
    let votes: Vec<_> = [1, 2, 3].map(|seed| vote(seed, &name(&before), 0)).into();
    let proof = proof(justify(&block, &votes, &[before]));
    assert_eq!(proof.verify(&block, &set(0, &[1, 2, 3, 4])), Err(FinalityFault::Unlinked));
}

#[test]
fn proof_should_be_refused_when_it_is_of_another_block_set_or_round() {
    let block = name(&header(9, [1; 32], None));
    let four = set(0, &[1, 2, 3, 4]);
    let good = justified(&block, &[1, 2, 3], 0);
    let other = BlockRef { number: 10, ..block };
    assert_eq!(proof(good.clone()).verify(&other, &four), Err(FinalityFault::Target));
    let foreign = justified(&block, &[1, 2, 3], 1);
    assert_eq!(proof(foreign).verify(&block, &four), Err(FinalityFault::Signature));
    let mut round = good.clone();
    round[0] ^= 1;
    assert_eq!(proof(round).verify(&block, &four), Err(FinalityFault::Signature));
    for length in [0, 7, 50, good.len() - 1] {
        assert_eq!(proof(good[..length].to_vec()).verify(&block, &four), Err(FinalityFault::Form));
    }
}

#[test]
fn later_set_should_be_believed_when_the_ones_before_it_hand_over() {
    let last = header(5, [1; 32], Some((&[5, 6, 7, 8], 0)));
    let handover = Handover { header: last.encode(), justification: justified(&name(&last), &[1, 2, 3], 0) };
    let block = name(&header(9, [1; 32], None));
    let proof = |handovers| FinalityProof { handovers, justification: justified(&block, &[5, 6, 8], 1) };

    let genesis = set(0, &[1, 2, 3, 4]);
    assert_eq!(proof(vec![handover.clone()]).verify(&block, &genesis), Ok(1));
    // Who knows the later set needs no hand-over, and cannot speak of what was before it.
    assert_eq!(proof(vec![handover.clone()]).verify(&block, &set(1, &[5, 6, 7, 8])), Ok(1));
    assert_eq!(
        proof(vec![handover.clone()]).verify(&block, &set(2, &[5, 6, 7, 8])),
        Err(FinalityFault::TooEarly(2))
    );
    // Without it, the new set are strangers.
    assert!(matches!(proof(vec![]).verify(&block, &genesis), Err(FinalityFault::TooFew { .. })));

    // A usurper's header is not what the old set voted for.
    let usurped = header(5, [1; 32], Some((&[9], 0)));
    let forged = Handover { header: usurped.encode(), ..handover };
    assert_eq!(proof(vec![forged]).verify(&block, &genesis), Err(FinalityFault::Target));
}

#[test]
fn handover_should_be_refused_when_it_names_no_successors_for_the_next_block() {
    for next in [None, Some((&[5, 6, 7, 8][..], 3))] {
        let last = header(5, [1; 32], next);
        let handover =
            Handover { header: last.encode(), justification: justified(&name(&last), &[1, 2, 3], 0) };
        let block = name(&header(9, [1; 32], None));
        let proof =
            FinalityProof { handovers: vec![handover], justification: justified(&block, &[5, 6, 7], 1) };
        assert_eq!(proof.verify(&block, &set(0, &[1, 2, 3, 4])), Err(FinalityFault::Handover(0)));
    }
}

#[test]
fn genesis_set_should_be_read_when_the_specification_is_raw() {
    let key = "0x5f9cc45b7a00c5899361e1c6099678dc5e0621c4869aa60c02be9adcc98a0d1d";
    let value = format!("0x{}", hex::encode(authorities(&[1, 2]).encode()));
    let spec = serde_json::json!({ "genesis": { "raw": { "top": { key: value } } } });
    let found = AuthoritySet::of_chain_spec(spec.to_string().as_bytes());
    assert_eq!(found, Ok(set(0, &[1, 2])));
    for bad in [r#"{}"#, r#"{"genesis":{"runtimeGenesis":{}}}"#, r#"{"genesis":{"raw":{"top":{}}}}"#, "x"] {
        assert!(AuthoritySet::of_chain_spec(bad.as_bytes()).is_err());
    }
}
