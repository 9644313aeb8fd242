#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::issuing;
use salus_abe::AuthorityPublicKey;
use salus_primitives::EpochAttribute;
use serde_json::{json, Value};
use std::path::PathBuf;

fn generate(suite: RecipientSuite) -> RecipientSecret {
    RecipientSecret::generate(suite, &mut rand::rng())
}

fn card(suite: RecipientSuite) -> KeyCard {
    KeyCard::sign(&Account::from_uri("//Alice").unwrap(), &generate(suite))
}

/// A card as the release before version 2 wrote it.
fn old_card() -> Vec<u8> {
    let account = Account::from_uri("//Alice").unwrap();
    let public = generate(RecipientSuite::X25519).public().to_bytes();
    let signature = account.sign(&[DOMAIN_1, &account.id().0, &public].concat());
    [&[1], account.id().0.as_slice(), &public, &signature].concat()
}

#[test]
fn card_should_come_back_unchanged_when_encoded_and_decoded() {
    for (suite, length) in [(RecipientSuite::X25519, 130), (RecipientSuite::XWing, 1314)] {
        let card = card(suite);
        let bytes = card.encode();
        assert_eq!(bytes.len(), length);
        assert_eq!(KeyCard::decode(&bytes).unwrap(), card);
        assert_eq!(card.recipient().unwrap().suite(), suite);
    }
}

#[test]
fn card_should_be_read_when_it_has_version_1() {
    let bytes = old_card();
    assert_eq!(bytes.len(), 129);
    let card = KeyCard::decode(&bytes).unwrap();
    assert_eq!(card.encode(), bytes);
    assert_eq!(card.suite(), RecipientSuite::X25519);
    assert_eq!(card.recipient().unwrap().to_bytes(), bytes[33..65]);
}

#[test]
fn card_should_be_refused_when_any_byte_is_flipped() {
    for bytes in [old_card(), card(RecipientSuite::X25519).encode(), card(RecipientSuite::XWing).encode()] {
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1 << (at % 8);
            assert!(KeyCard::decode(&altered).is_err(), "byte {at} of {}", bytes.len());
        }
    }
}

#[test]
fn card_should_be_refused_when_it_is_passed_off_as_another_version_or_suite() {
    let two = card(RecipientSuite::X25519).encode();
    let as_one = [&[1], &two[1..33], &two[34..]].concat();
    assert_eq!(KeyCard::decode(&as_one), Err(InvalidCard::Signature));
    let one = old_card();
    let as_two = [&[2], &one[1..33], &[1], &one[33..]].concat();
    assert_eq!(KeyCard::decode(&as_two), Err(InvalidCard::Signature));
    let mut other_suite = card(RecipientSuite::XWing).encode();
    other_suite[33] = RecipientSuite::X25519.id();
    assert_eq!(KeyCard::decode(&other_suite), Err(InvalidCard::Length { expected: 130, found: 1314 }));
    // The X25519 half of a hybrid key, alone under the same signature.
    let hybrid = card(RecipientSuite::XWing).encode();
    let half = [&hybrid[..33], &[1], &hybrid[hybrid.len() - 96..]].concat();
    assert_eq!(KeyCard::decode(&half), Err(InvalidCard::Signature));
}

#[test]
fn card_should_be_refused_when_signed_by_another_account() {
    let mallory = Account::from_uri("//Mallory").unwrap();
    let mut bytes = KeyCard::sign(&mallory, &generate(RecipientSuite::XWing)).encode();
    bytes[1..33].copy_from_slice(&Account::from_uri("//Alice").unwrap().id().0);
    assert_eq!(KeyCard::decode(&bytes), Err(InvalidCard::Signature));
}

#[test]
fn card_should_be_refused_when_cut_off_continued_or_of_another_version_or_suite() {
    for (bytes, expected) in [(old_card(), 129), (card(RecipientSuite::XWing).encode(), 1314)] {
        let found = expected - 1;
        assert_eq!(KeyCard::decode(&bytes[..found]), Err(InvalidCard::Length { expected, found }));
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(KeyCard::decode(&longer), Err(InvalidCard::Length { expected, found: expected + 1 }));
        for length in 0..expected {
            assert!(KeyCard::decode(&bytes[..length]).is_err());
        }
    }
    assert_eq!(KeyCard::decode(&[]), Err(InvalidCard::Empty));
    let mut bytes = old_card();
    bytes[0] = 3;
    assert_eq!(KeyCard::decode(&bytes), Err(InvalidCard::Version(3)));
    let mut bytes = card(RecipientSuite::XWing).encode();
    bytes[33] = 3;
    assert_eq!(KeyCard::decode(&bytes), Err(InvalidCard::Suite(3)));
}

#[test]
fn card_should_give_no_recipient_when_its_owner_signed_an_unusable_key() {
    let account = Account::from_uri("//Alice").unwrap();
    let statement = statement(Version::Two, &account.id(), RecipientSuite::X25519, &[0; 32]);
    let signature = account.sign(&statement);
    let bytes = [&[2], account.id().0.as_slice(), &[1], &[0; 32], &signature].concat();
    assert_eq!(KeyCard::decode(&bytes).unwrap().recipient(), Err(InvalidCard::Key));
}

#[test]
fn card_should_not_panic_when_its_bytes_are_hostile() {
    crate::hostile::attack(&[old_card(), card(RecipientSuite::XWing).encode()], |bytes| {
        if let Ok(card) = KeyCard::decode(bytes) {
            assert_eq!(card.encode(), bytes);
        }
    });
}

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crypto/envelope/vectors/key-card.json")
}

fn vectors() -> Value {
    serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

/// Cards of every version and suite, and a package for each: `cargo test -p salus-client --lib -- --ignored
/// vectors_regenerate`. Signatures and packages have randomness of their own, so they are never the same
/// bytes twice; what counts is that the committed ones stay readable.
#[test]
#[ignore = "writes the committed vectors"]
fn vectors_regenerate() {
    let account = Account::from_uri("//Alice").unwrap();
    let authority = salus_abe::AuthoritySecretKey::generate(&mut rand::rng());
    let attribute: salus_primitives::Attribute = "doctor@medical-council".parse().unwrap();
    let cases: Vec<Value> =
        [(1, RecipientSuite::X25519), (2, RecipientSuite::X25519), (2, RecipientSuite::XWing)]
            .into_iter()
            .map(|(version, suite)| {
                let secret = generate(suite);
                let mut card = KeyCard::sign(&account, &secret);
                if version == 1 {
                    card.version = Version::One;
                    card.signature =
                        account.sign(&statement(Version::One, &account.id(), suite, &card.encryption));
                }
                let package = issuing::issue(&authority, &card, &attribute.clone().at(3)).unwrap();
                json!({
                    "version": version,
                    "suite": suite.id(),
                    "secret": hex::encode(*secret.to_bytes()),
                    "card": hex::encode(card.encode()),
                    "cid": card.content_id().to_string(),
                    "package": hex::encode(&package.bytes),
                    "package_cid": package.id.to_string(),
                })
            })
            .collect();
    let value = json!({
        "account": hex::encode(account.id().0),
        "attribute": attribute.to_string(),
        "epoch": 3,
        "authority_public": hex::encode(authority.public_key().encode()),
        "cases": cases,
    });
    std::fs::write(file(), serde_json::to_string_pretty(&value).unwrap() + "\n").unwrap();
}

#[test]
fn vectors_should_be_read_and_their_packages_opened_when_taken_from_the_file_alone() {
    let file = vectors();
    let account = AccountId(bytes(&file["account"]).try_into().unwrap());
    let attribute: salus_primitives::Attribute = file["attribute"].as_str().unwrap().parse().unwrap();
    let attribute: EpochAttribute = attribute.at(3);
    let authority = AuthorityPublicKey::decode(&bytes(&file["authority_public"])).unwrap();
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        let encoded = bytes(&case["card"]);
        let card = KeyCard::decode(&encoded).unwrap();
        assert_eq!(
            (u64::from(encoded[0]), u64::from(card.suite().id())),
            (case["version"].as_u64().unwrap(), case["suite"].as_u64().unwrap(),)
        );
        assert_eq!(card.account(), account);
        assert_eq!(card.encode(), encoded);
        assert_eq!(card.content_id().to_string(), case["cid"].as_str().unwrap());
        let secret = RecipientSecret::from_bytes(card.suite(), &bytes(&case["secret"])).unwrap();
        assert_eq!(card.recipient().unwrap(), secret.public());
        let package = bytes(&case["package"]);
        assert_eq!(content::raw_id(&package).to_string(), case["package_cid"].as_str().unwrap());
        let key = issuing::open(&package, &secret, &account, &attribute, &authority).unwrap();
        assert_eq!(key.attribute(), &attribute);
    }
}
