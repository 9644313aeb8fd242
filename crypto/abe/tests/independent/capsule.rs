//! Capsules: opened with keys and through a server, and made again byte by byte.

use crate::{
    groups::{digest, e0, g2, of_attribute, of_holder, pair, prefixed, put, wide, xof, Gt, Parts},
    keys::{authorities, key, transform_key, Public},
    policy::{names, Policy},
    *,
};
use ark_bls12_381::{Fr, G1Affine, G2Affine};
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, Zero};
use ark_serialize::CanonicalDeserialize;
use rand_chacha::{
    rand_core::{Rng, SeedableRng},
    ChaCha20Rng,
};
use std::collections::BTreeMap;

type Keys = BTreeMap<Vec<u8>, (G1Affine, G2Affine)>;

struct Capsule {
    policy_bytes: Vec<u8>,
    policy: Policy,
    keys: Vec<u8>,
    masked: Vec<u8>,
    rows: Vec<(Gt, G2Affine, G2Affine, G1Affine)>,
}

impl Capsule {
    fn read(bytes: &[u8]) -> Self {
        let mut parts = Parts::of(5, bytes);
        let policy_bytes = parts.prefixed().to_vec();
        let policy = Policy::read(&policy_bytes);
        let (keys, masked) = (parts.take(32).to_vec(), parts.take(32).to_vec());
        let rows = policy.leaves.iter().map(|_| (parts.gt(), parts.g2(), parts.g2(), parts.g1())).collect();
        parts.end();
        Self { policy_bytes, policy, keys, masked, rows }
    }

    /// T1 and T2.
    fn open(&self, holder: G1Affine, keys: &Keys) -> (Gt, Gt) {
        let (mut t1, mut t2) = (Gt::zero(), Gt::zero());
        for (leaf, c) in self.policy.take(&|u: &[u8]| keys.contains_key(u)).unwrap() {
            let (c1, c2, c3, c4) = &self.rows[leaf];
            let (k, k_prime) = keys[&self.policy.leaves[leaf]];
            t1 += *c1 * c;
            t2 += (pair(k, *c2) + pair(holder, *c3) + pair(*c4, k_prime)) * c;
        }
        (t1, t2)
    }

    /// m.
    fn seed(&self, e: &Gt) -> Vec<u8> {
        let mask = digest("salus/abe/v1/mask", &[&put(e)]);
        self.masked.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect()
    }

    /// s, and what the draws are taken from.
    fn coins(&self, m: &[u8], context: &[u8]) -> (Fr, ChaCha20Rng) {
        let coins = xof("salus/abe/v1/coins", &[m, &self.policy_bytes, &self.keys, context], 96);
        (wide(&coins[..64]), ChaCha20Rng::from_seed(coins[64..].try_into().unwrap()))
    }

    /// The bytes of the capsule that m stands for.
    fn made_again(&self, m: &[u8], context: &[u8], authorities: &BTreeMap<Vec<u8>, Public>) -> Vec<u8> {
        let (s, mut stream) = self.coins(m, context);
        let mut draw = || {
            let mut bytes = [0; 64];
            stream.fill_bytes(&mut bytes);
            wide(&bytes)
        };
        let lambda = self.policy.share(s, &mut draw);
        let omega = self.policy.share(Fr::ZERO, &mut draw);
        let mut output = [vec![1, 5], prefixed(&self.policy_bytes)].concat();
        let names: BTreeMap<Vec<u8>, Vec<u8>> = self
            .policy
            .leaves
            .iter()
            .map(|u| names(u).1)
            .map(|name| (name.clone(), authorities[&name].digest()))
            .collect();
        let parts: Vec<&[u8]> = names.iter().flat_map(|(name, digest)| [&name[..], &digest[..]]).collect();
        output.extend(digest("salus/abe/v1/authority-keys", &parts));
        let mask = digest("salus/abe/v1/mask", &[&put(&(e0() * s))]);
        output.extend(m.iter().zip(mask).map(|(byte, mask)| byte ^ mask));
        for (u, (lambda, omega)) in self.policy.leaves.iter().zip(lambda.into_iter().zip(omega)) {
            let r = draw();
            let public = &authorities[&crate::policy::names(u).1];
            output.extend(put(&(e0() * lambda + public.pk1 * r)));
            output.extend(put(&(g2() * -r).into_affine()));
            output.extend(put(&(public.pk2 * r + g2() * omega).into_affine()));
            output.extend(put(&(of_attribute(u) * r).into_affine()));
        }
        output
    }
}

#[test]
fn capsules_should_open_and_be_made_again_when_read_from_the_file_alone() {
    let file = read("scheme.json");
    let authorities = authorities(&file);
    let context = bytes(&file["context"]);
    let holder = of_holder(&bytes(&file["gid"]));
    let keys: Keys = file["attribute_keys"]
        .as_array()
        .unwrap()
        .iter()
        .map(|recorded| key(&bytes(&recorded["key"])))
        .map(|(u, k, k_prime)| (u, (k, k_prime)))
        .collect();
    let (blinded_holder, blinded) = transform_key(&bytes(&file["transform_key"]));
    let z = Fr::deserialize_compressed(bytes(&file["transform_secret"]).as_slice()).unwrap();
    for vector in file["capsules"].as_array().unwrap() {
        let encoded = bytes(&vector["capsule"]);
        let capsule = Capsule::read(&encoded);
        let (t1, t2) = capsule.open(holder, &keys);
        let e = t1 + t2;
        let m = capsule.seed(&e);
        assert_eq!(e0() * capsule.coins(&m, &context).0, e);
        assert_eq!(capsule.made_again(&m, &context, &authorities), encoded);
        assert_eq!(digest("salus/abe/v1/shared-key", &[&m, &encoded]), bytes(&vector["shared_key"]));

        let (t1, t2) = capsule.open(blinded_holder, &blinded);
        assert_eq!([vec![1, 7], put(&t1), put(&t2)].concat(), bytes(&vector["transformed"]));
        assert_eq!(t1 + t2 * z, e);
    }
}
