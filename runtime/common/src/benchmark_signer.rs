//! Who signs in benchmarks as a patient would: a key that the benchmark's keystore makes.

use crate::{AccountId, Signature};
use sp_core::crypto::KeyTypeId;

const KEY_TYPE: KeyTypeId = KeyTypeId(*b"test");
const SEED: &[u8] = b"//Paula";

/// The holder of one key.
pub struct BenchmarkSigner;

fn key() -> sp_core::sr25519::Public {
    sp_io::crypto::sr25519_generate(KEY_TYPE, Some(SEED.to_vec()))
}

// Only benchmarks call it, and they must not go on without.
#[allow(clippy::expect_used)]
impl pallet_ehr_registry::BenchmarkHelper<AccountId, Signature> for BenchmarkSigner {
    fn signer() -> AccountId {
        key().0.into()
    }

    fn sign(message: &[u8]) -> Signature {
        sp_io::crypto::sr25519_sign(KEY_TYPE, &key(), message)
            .expect("the keystore has just made the key")
            .into()
    }
}

impl pallet_consortium::BenchmarkHelper<AccountId, Signature> for BenchmarkSigner {
    fn signer() -> AccountId {
        <Self as pallet_ehr_registry::BenchmarkHelper<AccountId, Signature>>::signer()
    }

    fn sign(message: &[u8]) -> Signature {
        <Self as pallet_ehr_registry::BenchmarkHelper<AccountId, Signature>>::sign(message)
    }
}

impl pallet_audit_log::BenchmarkHelper<AccountId, Signature> for BenchmarkSigner {
    fn signer() -> AccountId {
        <Self as pallet_ehr_registry::BenchmarkHelper<AccountId, Signature>>::signer()
    }

    fn sign(message: &[u8]) -> Signature {
        <Self as pallet_ehr_registry::BenchmarkHelper<AccountId, Signature>>::sign(message)
    }
}
