//! A keystore leaves no secret behind in freed memory: not its passphrase, nor what derives from it, nor what it keeps.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use argon2::{Algorithm, Argon2, Block, Params, Version};
use salus_abe::{AuthoritySecretKey, Gid};
use salus_client::{
    keystore::{Cost, Keystore},
    Account, RecipientSuite,
};
use salus_freed::{Inspecting, Secret, Turn};
use salus_primitives::Attribute;
use std::{fs, path::Path};

#[global_allocator]
static ALLOCATOR: Inspecting = Inspecting;

const PASSPHRASE: &str = "correct horse battery staple";
const COST: Cost = Cost { memory: 64, passes: 2, lanes: 1 };

/// The passphrase, the file's key, and the blocks of Argon2's memory from which the key is the next step.
fn of_passphrase(file: &Path) -> Vec<Secret> {
    let bytes = fs::read(file).unwrap();
    // After magic, version and cost.
    let salt = &bytes[8 + 1 + 12..][..16];
    let params = Params::new(COST.memory, COST.passes, COST.lanes, Some(32)).unwrap();
    let mut memory = vec![Block::default(); params.block_count()];
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(PASSPHRASE.as_bytes(), salt, &mut key, memory.as_mut_slice())
        .unwrap();
    let block = |at: usize| -> Vec<u8> {
        memory[at].as_ref()[..8].iter().flat_map(|word: &u64| word.to_le_bytes()).collect()
    };
    vec![
        Secret::new("passphrase", PASSPHRASE),
        Secret::new("file's key", key),
        Secret::new("first block", block(0)),
        Secret::new("last block", block(memory.len() - 1)),
    ]
}

#[test]
fn keystore_should_leave_nothing_when_it_is_opened_changed_saved_and_dropped() {
    let turn = Turn::wait();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keystore");
    let account = Account::from_uri("//Alice").unwrap();
    let mut keystore =
        Keystore::create_at_cost(&path, PASSPHRASE, account, RecipientSuite::XWing, COST).unwrap();
    let authority = AuthoritySecretKey::generate(&mut rand::rng());
    let attribute = "doctor@medical-council".parse::<Attribute>().unwrap().at(3);
    let key = authority.issue(&Gid(keystore.account().id().0), &attribute, &mut rand::rng());
    keystore.add_key(&key);
    keystore.set_authority("medical-council".parse().unwrap(), &authority);
    keystore.save().unwrap();

    let mut secrets = of_passphrase(&path);
    let encoded = key.encode();
    secrets.push(Secret::new("attribute key", &encoded[encoded.len() - 96..]));
    secrets.push(Secret::new("authority's secret", &authority.to_bytes()[..32]));
    secrets.push(Secret::new("card's secret", *keystore.recipient().to_bytes()));
    let found = turn.found_in_freed(&secrets, || {
        let mut keystore = Keystore::open(&path, PASSPHRASE).unwrap();
        keystore.add_key(&key);
        keystore.save().unwrap();
        assert_eq!(keystore.key_ring().unwrap().len(), 1);
        assert!(keystore.authority().unwrap().is_some());
        assert!(Keystore::open(&path, "another passphrase").is_err());
    });
    assert_eq!(found, Vec::<String>::new());
}
