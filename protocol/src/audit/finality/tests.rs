#![allow(clippy::unwrap_used)]

use super::*;
use crate::proof::tests::{change, header, justified, name, set};

const GENESIS: [u8; 4] = [1, 2, 3, 4];
const SECOND: [u8; 4] = [5, 6, 7, 8];

fn proof(handovers: Vec<Handover>, block: &BlockRef) -> FinalityProof {
    FinalityProof { handovers, justification: justified(block, &[5, 6, 8], 1) }
}

#[test]
fn later_set_should_be_believed_when_the_ones_before_it_hand_over() {
    let handover = change(5, 0, &GENESIS[..3], &SECOND);
    let block = name(&header(9, [1; 32], None));
    let genesis = set(0, &GENESIS);
    assert_eq!(proof(vec![handover.clone()], &block).verify(&block, &genesis), Ok(1));
    // Who knows the later set needs no hand-over, and cannot speak of what was before it.
    assert_eq!(proof(vec![handover.clone()], &block).verify(&block, &set(1, &SECOND)), Ok(1));
    assert_eq!(
        proof(vec![handover.clone()], &block).verify(&block, &set(2, &SECOND)),
        Err(ProofError::TooEarly(2))
    );
    // Without it, the new set are strangers.
    assert!(matches!(proof(vec![], &block).verify(&block, &genesis), Err(ProofError::TooFew { .. })));
    // And it is shown once.
    let twice = proof(vec![handover.clone(), handover], &block);
    assert_eq!(twice.verify(&block, &genesis), Err(ProofError::ChangeOrder { block: 5, since: 5 }));
}

#[test]
fn block_should_be_refused_when_it_is_from_before_the_set_that_voted() {
    let handover = change(5, 0, &GENESIS[..3], &SECOND);
    let block = name(&header(5, [1; 32], None));
    assert_eq!(
        proof(vec![handover], &block).verify(&block, &set(0, &GENESIS)),
        Err(ProofError::BeforeSet { block: 5, since: 5 })
    );
}
