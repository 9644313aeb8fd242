//! Secrets are wiped when they are dropped, and comparisons of them take the same time.

use super::{threshold::Board, *};
use crate::{
    capsule::Seed,
    encapsulate::Coins,
    group::types::Fr,
    threshold::{deal, Ceremony, DealtShare, OfficerIndex, OfficerKey, PartialKey, ProofNonces, Quorum},
};
use ark_ec::AffineRepr;
use ark_ff::Zero;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Compiles only for types that wipe themselves.
fn wipes_itself<T: ZeroizeOnDrop>() {}

#[test]
fn secret_types_should_wipe_themselves_when_dropped() {
    wipes_itself::<AuthoritySecretKey>();
    wipes_itself::<AttributeKey>();
    wipes_itself::<crate::group::pairing::Fixed>();
    wipes_itself::<TransformSecret>();
    wipes_itself::<SharedKey>();
    wipes_itself::<DealtShare>();
    wipes_itself::<OfficerKey>();
    wipes_itself::<PartialKey>();
    wipes_itself::<ProofNonces>();
    wipes_itself::<Seed>();
    // What a capsule's randomness is drawn from.
    wipes_itself::<chacha20::ChaCha20Rng>();
    // What they are written as.
    wipes_itself::<Zeroizing<[u8; 64]>>();
}

#[test]
fn written_secrets_should_wipe_themselves_when_dropped() {
    // The types of the return values, checked by the compiler.
    fn wiped<const N: usize>(bytes: Zeroizing<[u8; N]>) -> usize {
        bytes.len()
    }
    let secret = AuthoritySecretKey::generate(&mut rng(5));
    let board = Board::new(2, 2);
    let quorum = Quorum::new(2, 2).unwrap();
    let ceremony = Ceremony { authority: label("medical-council"), quorum, id: [1; 32] };
    let (_, shares) = deal(&ceremony, OfficerIndex::new(1).unwrap(), &mut rng(6)).unwrap();
    assert_eq!(wiped(secret.to_bytes()), 64);
    assert_eq!(wiped(TransformSecret::generate(&mut rng(5)).to_bytes()), 32);
    assert_eq!(wiped(board.officers[0].to_bytes()), 65);
    assert_eq!(wiped(shares[0].to_bytes()), 66);
}

#[test]
fn authority_secret_should_be_gone_when_wiped() {
    let mut secret = AuthoritySecretKey::generate(&mut rng(5));
    assert!(!secret.alpha.is_zero() && !secret.y.is_zero());
    secret.zeroize();
    assert!(secret.alpha.is_zero() && secret.y.is_zero());
    assert_eq!(*secret.to_bytes(), [0; 64]);
}

#[test]
fn attribute_key_should_be_gone_when_wiped() {
    let mut key = World::new().key(&ALICE, "doctor@medical-council");
    let before = (key.k, key.k_prime);
    key.zeroize();
    assert!(key.k != before.0 && key.k_prime != before.1);
    assert!(key.k.is_zero() && key.k_prime.is_zero());
}

#[test]
fn transform_secret_should_be_gone_when_wiped() {
    let mut secret = TransformSecret::generate(&mut rng(5));
    secret.zeroize();
    assert_eq!(*secret.to_bytes(), [0; 32]);
    // And what is left is not taken for a secret.
    assert!(TransformSecret::from_bytes(&secret.to_bytes()).is_err());
}

#[test]
fn shared_key_and_coins_should_be_gone_when_wiped() {
    let world = World::new();
    let policy = policy("doctor@medical-council");
    let (capsule, mut key) = world.encapsulate(&policy);
    assert_ne!(key.as_bytes(), &[0; 32]);
    key.zeroize();
    assert_eq!(key.as_bytes(), &[0; 32]);
    let mut coins = Coins::derive(&Seed::new([7; 32]), &policy, &capsule.authority_keys, CONTEXT);
    assert!(!coins.s.is_zero());
    coins.s.zeroize();
    coins.rng_seed.zeroize();
    assert!(coins.s.is_zero() && *coins.rng_seed == [0; 32]);
}

#[test]
fn shares_of_a_secret_should_be_gone_when_wiped() {
    let nodes = policy("aa@xx AND bb@xx AND cc@xx");
    let mut shares =
        crate::sharing::distribute(nodes.expression().nodes(), Fr::from(5u64), || Fr::from(9u64));
    assert_eq!(shares.len(), 3);
    shares.zeroize();
    assert!(shares.is_empty());
}

#[test]
fn shared_keys_should_compare_by_content_when_compared_in_constant_time() {
    let [one, same, other] = [[1; 32], [1; 32], [2; 32]].map(SharedKey::from);
    assert!(bool::from(one.ct_eq(&same)) && one == same);
    assert!(!bool::from(one.ct_eq(&other)) && one != other);
    let mut last = [1; 32];
    last[31] = 0;
    assert_ne!(one, SharedKey::from(last));
}

#[test]
fn blinded_operations_should_give_the_plain_results_when_the_masks_differ() {
    use crate::group::{blinding, params::g1};
    use ark_ff::{AdditiveGroup, Field};
    let mut rng = rng(7);
    for secret in [Fr::ZERO, Fr::ONE, -Fr::ONE, Fr::from(0xfeed_u64)] {
        for _ in 0..2 {
            assert_eq!(blinding::blinded_multiple(g1(), &secret, &mut rng), g1() * secret);
            let inverse = *blinding::inverse(&secret, &mut rng);
            assert_eq!(inverse, secret.inverse().unwrap_or_default());
        }
    }
}

#[test]
fn issued_key_should_depend_on_its_randomness_only_when_drawn_from_one_seed() {
    // t is drawn before the masks, which leave no trace in the result.
    let world = World::new();
    let secret = &world.secrets[&label("medical-council")];
    let attribute = attribute("doctor@medical-council");
    let [first, second] = [0, 1].map(|_| secret.issue(&ALICE, &attribute, &mut rng(8)));
    assert_eq!((first.k, first.k_prime), (second.k, second.k_prime));
    let t = crate::group::params::random_nonzero_scalar(&mut rng(8));
    let plain = crate::group::params::g1() * secret.alpha
        + crate::hash::holder_point(&ALICE) * secret.y
        + crate::hash::attribute_point(&attribute) * t;
    assert_eq!(plain, first.k);
}
