//! An authority divided among officers.

use super::*;
use salus_abe::{
    threshold::{
        deal, Ceremony, Dealing, DealingCommitment, DealtShare, OfficerIndex, OfficerKey, PartialKey,
        ProofCommitment, ProofShare, Quorum, RefreshDealing, ThresholdKey,
    },
    AttributeKey, PossessionProof,
};
use serde_json::json;

const NAME: &str = "medical-council";
const ATTRIBUTE: &str = "doctor@medical-council";
/// The id of the refresh.
const REFRESH: [u8; 32] = [7; 32];
/// The officers who issue and prove, counted from 0.
const ACTING: [usize; 2] = [0, 2];

fn ceremony() -> Ceremony {
    Ceremony { authority: label(NAME), quorum: Quorum::new(2, 3).unwrap(), id: [9; 32] }
}

/// What was dealt to one officer, by all.
fn dealt_to(recipient: OfficerIndex, dealt: &[Vec<DealtShare>]) -> Vec<DealtShare> {
    let all = dealt.iter().flatten().filter(|share| share.recipient() == recipient);
    all.map(|share| DealtShare::from_bytes(&share.to_bytes()).unwrap()).collect()
}

pub fn generate() -> Value {
    let rng = &mut rng(3);
    let ceremony = ceremony();
    let (dealings, dealt): (Vec<Dealing>, Vec<Vec<DealtShare>>) =
        ceremony.quorum.indices().map(|dealer| deal(&ceremony, dealer, rng).unwrap()).unzip();
    let commitments: Vec<DealingCommitment> =
        dealings.iter().map(|dealing| dealing.commitment(&ceremony)).collect();
    let (officers, keys): (Vec<OfficerKey>, Vec<ThresholdKey>) = ceremony
        .quorum
        .indices()
        .map(|officer| {
            let shares = dealt_to(officer, &dealt);
            OfficerKey::assemble(&ceremony, officer, &commitments, &dealings, &shares).unwrap()
        })
        .unzip();
    let key = &keys[0];
    let acting: Vec<&OfficerKey> = ACTING.iter().map(|at| &officers[*at]).collect();
    let partials: Vec<PartialKey> =
        acting.iter().map(|officer| officer.issue(&HOLDER, &attribute(ATTRIBUTE), rng)).collect();
    let combined = key.combine(&label(NAME), &HOLDER, &attribute(ATTRIBUTE), &partials).unwrap();
    let (nonces, proof_commitments): (Vec<_>, Vec<_>) =
        acting.iter().map(|officer| officer.commit_to_proof(rng)).unzip();
    let proofs: Vec<ProofShare> = acting
        .iter()
        .zip(nonces)
        .map(|(officer, nonces)| {
            officer.prove_possession(nonces, &label(NAME), key, &proof_commitments).unwrap()
        })
        .collect();
    let possession = key.combine_possession(&label(NAME), &proof_commitments, &proofs).unwrap();
    let (refreshing, refreshing_shares): (Vec<RefreshDealing>, Vec<Vec<DealtShare>>) =
        officers.iter().map(|officer| officer.deal_refresh(key, &REFRESH, rng).unwrap()).unzip();
    let (refreshed, refreshed_keys): (Vec<OfficerKey>, Vec<ThresholdKey>) = officers
        .iter()
        .map(|officer| {
            let shares = dealt_to(officer.index(), &refreshing_shares);
            officer.refreshed(key, &REFRESH, &refreshing, &shares).unwrap()
        })
        .unzip();
    json!({
        "authority": NAME,
        "ceremony": hex::encode(ceremony.id),
        "threshold": ceremony.quorum.threshold(),
        "officers": ceremony.quorum.officers(),
        "dealing_commitments":
            commitments.iter().map(|commitment| hex::encode(commitment.digest())).collect::<Vec<_>>(),
        "dealings": dealings.iter().map(|dealing| hex::encode(dealing.encode())).collect::<Vec<_>>(),
        "dealt_shares": dealt.iter().flatten().map(|share| hex::encode(*share.to_bytes())).collect::<Vec<_>>(),
        "officer_keys": officers.iter().map(|key| hex::encode(*key.to_bytes())).collect::<Vec<_>>(),
        "threshold_key": hex::encode(key.encode()),
        "authority_public": hex::encode(key.public_key().encode()),
        "gid": hex::encode(HOLDER.0),
        "attribute": ATTRIBUTE,
        "epoch": EPOCH,
        "partial_keys": partials.iter().map(|key| hex::encode(key.encode())).collect::<Vec<_>>(),
        "attribute_key": hex::encode(combined.encode()),
        "proof_commitments":
            proof_commitments.iter().map(|commitment| hex::encode(commitment.encode())).collect::<Vec<_>>(),
        "proof_shares": proofs.iter().map(|share| hex::encode(share.encode())).collect::<Vec<_>>(),
        "possession": hex::encode(possession.encode()),
        "refresh": hex::encode(REFRESH),
        "refresh_dealings": refreshing.iter().map(|dealing| hex::encode(dealing.encode())).collect::<Vec<_>>(),
        "refresh_shares":
            refreshing_shares.iter().flatten().map(|share| hex::encode(*share.to_bytes())).collect::<Vec<_>>(),
        "refreshed_officer_keys":
            refreshed.iter().map(|key| hex::encode(*key.to_bytes())).collect::<Vec<_>>(),
        "refreshed_threshold_key": hex::encode(refreshed_keys[0].encode()),
    })
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> T) -> Vec<T> {
    value.as_array().unwrap().iter().map(read).collect()
}

#[test]
fn threshold_vectors_should_make_one_authority_when_read_from_the_file_alone() {
    let file = read("threshold.json");
    let ceremony = ceremony();
    let dealings = list(&file["dealings"], |dealing| Dealing::decode(&bytes(dealing)).unwrap());
    let key = ThresholdKey::decode(&bytes(&file["threshold_key"])).unwrap();
    let digests = list(&file["dealing_commitments"], array);
    let commitments: Vec<DealingCommitment> = ceremony
        .quorum
        .indices()
        .zip(digests)
        .map(|(dealer, digest)| DealingCommitment::new(dealer, digest))
        .collect();
    assert_eq!(ThresholdKey::from_dealings(&ceremony, &commitments, &dealings), Ok(key.clone()));
    assert_eq!(key.public_key().encode(), bytes(&file["authority_public"]));
    for (officer, expected) in ceremony.quorum.indices().zip(file["officer_keys"].as_array().unwrap()) {
        let mut shares = list(&file["dealt_shares"], |share| DealtShare::from_bytes(&array(share)).unwrap());
        shares.retain(|share| share.recipient() == officer);
        let (own, same) = OfficerKey::assemble(&ceremony, officer, &commitments, &dealings, &shares).unwrap();
        assert_eq!(*own.to_bytes(), array::<65>(expected));
        assert_eq!(same, key);
    }
    let partials = list(&file["partial_keys"], |partial| PartialKey::decode(&bytes(partial)).unwrap());
    let combined = key.combine(&label(NAME), &HOLDER, &attribute(ATTRIBUTE), &partials).unwrap();
    assert_eq!(combined.encode(), bytes(&file["attribute_key"]));
    let attribute_key = AttributeKey::decode(&bytes(&file["attribute_key"])).unwrap();
    assert_eq!(attribute_key.verify(&HOLDER, &label(NAME), &key.public_key()), Ok(()));
    let commitments = list(&file["proof_commitments"], |part| ProofCommitment::decode(&bytes(part)).unwrap());
    let proofs = list(&file["proof_shares"], |part| ProofShare::decode(&bytes(part)).unwrap());
    let possession = key.combine_possession(&label(NAME), &commitments, &proofs).unwrap();
    assert_eq!(possession.encode(), bytes(&file["possession"]));
    let possession = PossessionProof::decode(&bytes(&file["possession"])).unwrap();
    assert_eq!(key.public_key().verify_possession(&label(NAME), &possession), Ok(()));
}

#[test]
fn refresh_vectors_should_make_new_shares_of_the_same_authority_when_read_from_the_file_alone() {
    let file = read("threshold.json");
    let key = ThresholdKey::decode(&bytes(&file["threshold_key"])).unwrap();
    let id = array(&file["refresh"]);
    let dealings =
        list(&file["refresh_dealings"], |dealing| RefreshDealing::decode(&bytes(dealing)).unwrap());
    let officers = list(&file["officer_keys"], |key| OfficerKey::from_bytes(&array(key)).unwrap());
    for (officer, expected) in officers.iter().zip(file["refreshed_officer_keys"].as_array().unwrap()) {
        let mut shares =
            list(&file["refresh_shares"], |share| DealtShare::from_bytes(&array(share)).unwrap());
        shares.retain(|share| share.recipient() == officer.index());
        let (refreshed, same) = officer.refreshed(&key, &id, &dealings, &shares).unwrap();
        assert_eq!(*refreshed.to_bytes(), array::<65>(expected));
        assert_eq!(same.encode(), bytes(&file["refreshed_threshold_key"]));
        assert_eq!(same.public_key(), key.public_key());
    }
}
