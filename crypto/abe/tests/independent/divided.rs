//! A divided authority.

use crate::{
    groups::{digest, e0, g2, of_holder, put, scalar_of, Gt, Parts},
    keys::{is_issued, key, two, Public},
    policy::{attribute, lagrange},
    *,
};
use ark_bls12_381::{Fr, G1Projective, G2Projective};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Field, Zero};
use std::collections::BTreeMap;

/// The commitments and the proof of a dealing, or of a refresh dealing.
fn dealing(kind: u8, bytes: &[u8]) -> (u8, Vec<Public>, Vec<u8>) {
    let mut parts = Parts::of(kind, bytes);
    let (dealer, count) = (parts.byte(), parts.byte());
    let commitments = (0..count).map(|_| Public { pk1: parts.gt(), pk2: parts.g2() }).collect();
    let proof = parts.prefixed().to_vec();
    parts.end();
    (dealer, commitments, proof)
}

/// Σ coefficient · j^(first + k), in the exponents.
fn at(commitments: &[Public], j: u8, first: u64) -> (Gt, G2Projective) {
    let mut sum = (Gt::zero(), G2Projective::zero());
    for (commitment, power) in commitments.iter().zip(first..) {
        let power = Fr::from(j).pow([power]);
        sum.0 += commitment.pk1 * power;
        sum.1 += commitment.pk2 * power;
    }
    sum
}

fn list<'a>(file: &'a Value, name: &str) -> impl Iterator<Item = Vec<u8>> + 'a {
    file[name].as_array().unwrap().iter().map(bytes)
}

/// What was dealt, by dealer and recipient.
fn shares(file: &Value, name: &str) -> BTreeMap<(u8, u8), (Fr, Fr)> {
    list(file, name).map(|share| ((share[0], share[1]), two(&share[2..]))).collect()
}

fn encode(public: &[Public]) -> Vec<u8> {
    public.iter().flat_map(|public| [put(&public.pk1), put(&public.pk2)].concat()).collect()
}

#[test]
fn ceremony_should_give_the_recorded_keys_when_its_dealings_are_added() {
    let file = read("threshold.json");
    let (name, id) = (file["authority"].as_str().unwrap(), bytes(&file["ceremony"]));
    let [threshold, officers] = ["threshold", "officers"].map(|field| file[field].as_u64().unwrap() as u8);
    let label = [&[name.len() as u8 * 4], name.as_bytes()].concat();
    let ceremony = [&label[..], &[threshold, officers], &id].concat();
    let dealt = shares(&file, "dealt_shares");
    let mut sums: Vec<(Gt, G2Projective)> = vec![Default::default(); threshold.into()];
    for (encoded, commitment) in list(&file, "dealings").zip(list(&file, "dealing_commitments")) {
        assert_eq!(digest("salus/abe/v1/dealing", &[&ceremony, &encoded]), commitment);
        let (dealer, commitments, proof) = dealing(10, &encoded);
        let listed: Vec<u8> = commitments.iter().flat_map(Public::encode).collect();
        let subject = [&ceremony[..], &[dealer], &listed].concat();
        assert!(commitments[0].proves("salus/abe/v1/dealer", &subject, &proof));
        for recipient in 1..=officers {
            let (f, g) = dealt[&(dealer, recipient)];
            assert_eq!(at(&commitments, recipient, 0), (e0() * f, g2() * g));
        }
        for (sum, commitment) in sums.iter_mut().zip(&commitments) {
            sum.0 += commitment.pk1;
            sum.1 += commitment.pk2;
        }
    }
    let key: Vec<Public> =
        sums.iter().map(|(pk1, pk2)| Public { pk1: *pk1, pk2: pk2.into_affine() }).collect();
    let expected = [vec![1, 11, officers, threshold], encode(&key)].concat();
    assert_eq!(expected, bytes(&file["threshold_key"]));
    assert_eq!(key[0].encode(), bytes(&file["authority_public"]));
    for (officer, recorded) in (1..=officers).zip(list(&file, "officer_keys")) {
        let own = dealt.iter().filter(|((_, recipient), _)| *recipient == officer);
        let sum = own.fold((Fr::ZERO, Fr::ZERO), |sum, (_, (f, g))| (sum.0 + f, sum.1 + g));
        assert_eq!([vec![officer], put(&sum.0), put(&sum.1)].concat(), recorded);
    }
}

#[test]
fn partial_keys_and_proofs_should_combine_when_weighed_by_lagrange() {
    let file = read("threshold.json");
    let public = Public::read(&bytes(&file["authority_public"]));
    let u = attribute(file["attribute"].as_str().unwrap(), file["epoch"].as_u64().unwrap() as u32);
    let parts: Vec<_> = list(&file, "partial_keys")
        .map(|encoded| {
            let mut parts = Parts::of(12, &encoded);
            let officer = u64::from(parts.byte());
            let (own, k, k_prime) = key(parts.prefixed());
            parts.end();
            assert_eq!(own, u);
            (officer, k, k_prime)
        })
        .collect();
    let points: Vec<u64> = parts.iter().map(|(officer, ..)| *officer).collect();
    let (mut k, mut k_prime) = (G1Projective::zero(), G2Projective::zero());
    for (officer, part, part_prime) in &parts {
        k += *part * lagrange(&points, *officer);
        k_prime += *part_prime * lagrange(&points, *officer);
    }
    let (k, k_prime) = (k.into_affine(), k_prime.into_affine());
    assert!(is_issued(&u, k, k_prime, of_holder(&bytes(&file["gid"])), &public));
    assert_eq!(key(&bytes(&file["attribute_key"])), (u, k, k_prime));

    // The proof of possession by the same officers.
    let name = file["authority"].as_str().unwrap().as_bytes();
    let all: Vec<u8> = list(&file, "proof_commitments").flatten().collect();
    let (mut a, mut b) = (Gt::zero(), G2Projective::zero());
    for encoded in list(&file, "proof_commitments") {
        let mut parts = Parts::of(13, &encoded);
        let officer = parts.byte();
        let (d, e) = ((parts.gt(), parts.g2()), (parts.gt(), parts.g2()));
        parts.end();
        let factor = scalar_of(
            "salus/abe/v1/threshold-possession-binding",
            &[name, &public.encode(), &all, &[officer]],
        );
        a += d.0 + e.0 * factor;
        b += d.1 + e.1 * factor;
    }
    let challenge =
        scalar_of("salus/abe/v1/possession", &[name, &public.encode(), &put(&a), &put(&b.into_affine())]);
    let (mut p, mut q) = (Fr::ZERO, Fr::ZERO);
    for encoded in list(&file, "proof_shares") {
        let mut parts = Parts::of(14, &encoded);
        let _officer = parts.byte();
        p += parts.scalar();
        q += parts.scalar();
        parts.end();
    }
    let proof = [vec![1, 2], put(&challenge), put(&p), put(&q)].concat();
    assert_eq!(proof, bytes(&file["possession"]));
    assert!(public.proves("salus/abe/v1/possession", name, &proof));
}

#[test]
fn refresh_should_give_the_recorded_shares_when_its_dealings_are_added() {
    let file = read("threshold.json");
    let id = bytes(&file["refresh"]);
    let before = bytes(&file["threshold_key"]);
    let officers = file["officers"].as_u64().unwrap() as u8;
    let dealt = shares(&file, "refresh_shares");
    let mut parts = Parts::of(11, &before);
    let (_officers, threshold) = (parts.byte(), parts.byte());
    let mut sums: Vec<(Gt, G2Projective)> = (0..threshold).map(|_| (parts.gt(), parts.g2().into())).collect();
    for encoded in list(&file, "refresh_dealings") {
        let (dealer, commitments, proof) = dealing(15, &encoded);
        let listed: Vec<u8> = commitments.iter().flat_map(Public::encode).collect();
        let subject = [&before[..], &id, &[dealer], &listed].concat();
        assert!(commitments[0].proves("salus/abe/v1/refresh", &subject, &proof));
        for recipient in 1..=officers {
            let (delta, epsilon) = dealt[&(dealer, recipient)];
            assert_eq!(at(&commitments, recipient, 1), (e0() * delta, g2() * epsilon));
        }
        for (sum, commitment) in sums.iter_mut().skip(1).zip(&commitments) {
            sum.0 += commitment.pk1;
            sum.1 += commitment.pk2;
        }
    }
    let key: Vec<Public> =
        sums.iter().map(|(pk1, pk2)| Public { pk1: *pk1, pk2: pk2.into_affine() }).collect();
    let expected = [vec![1, 11, officers, threshold], encode(&key)].concat();
    assert_eq!(expected, bytes(&file["refreshed_threshold_key"]));
    let old = list(&file, "officer_keys");
    for ((officer, old), new) in (1..=officers).zip(old).zip(list(&file, "refreshed_officer_keys")) {
        let (mut alpha, mut y) = two(&old[1..]);
        for (_, (delta, epsilon)) in dealt.iter().filter(|((_, recipient), _)| *recipient == officer) {
            alpha += delta;
            y += epsilon;
        }
        assert_eq!([vec![officer], put(&alpha), put(&y)].concat(), new);
    }
}
