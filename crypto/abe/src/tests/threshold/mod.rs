//! Divided authorities.

mod dealing;
mod issuing;
mod possession;
mod refreshing;

use super::*;
use crate::threshold::{
    deal, Ceremony, Dealing, DealingCommitment, DealtShare, OfficerIndex, OfficerKey, ProofCommitment,
    ProofNonces, ProofShare, Quorum, ThresholdKey,
};

fn index(at: u8) -> OfficerIndex {
    OfficerIndex::new(at).unwrap()
}

fn ceremony(threshold: u8, officers: u8) -> Ceremony {
    let quorum = Quorum::new(threshold, officers).unwrap();
    Ceremony { authority: label("medical-council"), quorum, id: [9; 32] }
}

fn faulty(officer: u8, fault: OfficerFault) -> AbeError {
    AbeError::Officer { officer, fault }
}

/// Every officer's dealing, and for every officer in order the shares it was dealt.
fn dealt(ceremony: &Ceremony) -> (Vec<Dealing>, Vec<Vec<DealtShare>>) {
    let mut dealings = Vec::new();
    let mut received: Vec<Vec<DealtShare>> = ceremony.quorum.indices().map(|_| Vec::new()).collect();
    for dealer in ceremony.quorum.indices() {
        let (dealing, shares) = deal(ceremony, dealer, &mut rng(30 + u64::from(dealer.get()))).unwrap();
        dealings.push(dealing);
        for (mine, share) in received.iter_mut().zip(shares) {
            mine.push(share);
        }
    }
    (dealings, received)
}

/// What the dealers published before their dealings.
fn committed(ceremony: &Ceremony, dealings: &[Dealing]) -> Vec<DealingCommitment> {
    dealings.iter().map(|dealing| dealing.commitment(ceremony)).collect()
}

/// A divided medical council after an undisturbed ceremony.
pub(super) struct Board {
    pub(super) dealings: Vec<Dealing>,
    pub(super) officers: Vec<OfficerKey>,
    pub(super) key: ThresholdKey,
}

impl Board {
    pub(super) fn new(threshold: u8, officers: u8) -> Self {
        let ceremony = ceremony(threshold, officers);
        let (dealings, received) = dealt(&ceremony);
        let mut keys: Vec<ThresholdKey> = Vec::new();
        let mut holders = Vec::new();
        for (officer, shares) in ceremony.quorum.indices().zip(&received) {
            let (holder, key) =
                OfficerKey::assemble(&ceremony, officer, &committed(&ceremony, &dealings), &dealings, shares)
                    .unwrap();
            holders.push(holder);
            keys.push(key);
        }
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
        Self { dealings, officers: holders, key: keys.remove(0) }
    }

    fn commit(&self, officers: &[usize]) -> (Vec<ProofNonces>, Vec<ProofCommitment>) {
        officers.iter().map(|at| self.officers[*at].commit_to_proof(&mut rng(60 + *at as u64))).unzip()
    }

    /// Both rounds of a proof of possession by the officers at these positions.
    pub(super) fn proof_parts(&self, officers: &[usize]) -> (Vec<ProofCommitment>, Vec<ProofShare>) {
        let (nonces, commitments) = self.commit(officers);
        let name = label("medical-council");
        let shares = officers
            .iter()
            .zip(nonces)
            .map(|(at, nonces)| {
                self.officers[*at].prove_possession(nonces, &name, &self.key, &commitments).unwrap()
            })
            .collect();
        (commitments, shares)
    }
}
