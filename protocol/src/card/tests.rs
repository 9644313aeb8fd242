#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{comparison, issuing, signing::Account};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::AuthorityPublicKey;
use salus_primitives::EpochAttribute;
use serde_json::{json, Value};
use std::{fs, path::PathBuf};

/// Where the vectors are kept.
const FILE: &str = "key-card.json";

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
fn card_should_be_the_same_when_a_wallet_signs_the_statement() {
    let (alice, secret) = (Account::from_uri("//Alice").unwrap(), generate(RecipientSuite::XWing));
    let signature = alice.sign(&KeyCard::statement(&alice.id(), &secret.public()));
    let card = KeyCard::signed(alice.id(), &secret.public(), signature).unwrap();
    assert_eq!(KeyCard::decode(&card.encode()).unwrap(), card);
    assert_eq!(card.recipient().unwrap(), secret.public());
}

#[test]
fn card_should_not_be_made_when_the_signature_is_anothers_or_over_another_key() {
    let (alice, bob) = (Account::from_uri("//Alice").unwrap(), Account::from_uri("//Bob").unwrap());
    let (public, other) =
        (generate(RecipientSuite::XWing).public(), generate(RecipientSuite::XWing).public());
    let signature = alice.sign(&KeyCard::statement(&alice.id(), &public));
    assert_eq!(KeyCard::signed(bob.id(), &public, signature), Err(InvalidCard::Signature));
    assert_eq!(KeyCard::signed(alice.id(), &other, signature), Err(InvalidCard::Signature));
}

#[test]
fn card_should_not_panic_when_its_bytes_are_hostile() {
    crate::hostile::attack(&[old_card(), card(RecipientSuite::XWing).encode()], |bytes| {
        if let Ok(card) = KeyCard::decode(bytes) {
            assert_eq!(card.encode(), bytes);
        }
    });
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../crypto/envelope/vectors")
}

fn vectors() -> Value {
    comparison::read(&folder(), FILE)
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

/// Cards of every version and suite, and a package for each.
///
/// The account's scheme signs with randomness that nobody can fix from outside. So a committed signature stays as
/// long as it is over what the card says now; another one is made where it is not.
fn made() -> Value {
    let rng = &mut ChaCha20Rng::seed_from_u64(4);
    let committed = fs::read_to_string(folder().join(FILE))
        .map_or(Value::Null, |text| serde_json::from_str(&text).unwrap());
    let account = Account::from_uri("//Alice").unwrap();
    let authority = salus_abe::AuthoritySecretKey::generate(rng);
    let attribute: salus_primitives::Attribute = "doctor@medical-council".parse().unwrap();
    let versions = [
        (Version::One, RecipientSuite::X25519),
        (Version::Two, RecipientSuite::X25519),
        (Version::Two, RecipientSuite::XWing),
    ];
    let mut cases = Vec::new();
    for (at, (version, suite)) in versions.into_iter().enumerate() {
        let secret = RecipientSecret::generate(suite, rng);
        let encryption = secret.public().to_bytes();
        let statement = statement(version, &account.id(), suite, &encryption);
        let kept = committed["cases"][at]["card"].as_str().and_then(|card| {
            let card = hex::decode(card).unwrap();
            let signature: [u8; SIGNATURE] = *card.last_chunk().unwrap();
            account.id().verifies(&statement, &signature).then_some(signature)
        });
        let signature = kept.unwrap_or_else(|| account.sign(&statement));
        let card = KeyCard { version, account: account.id(), suite, encryption, signature };
        let package = issuing::issue(&authority, &card, &attribute.clone().at(3), rng).unwrap();
        cases.push(json!({
            "version": version as u8,
            "suite": suite.id(),
            "secret": hex::encode(*secret.to_bytes()),
            "card": hex::encode(card.encode()),
            "cid": card.content_id().to_string(),
            "package": hex::encode(&package.bytes),
            "package_cid": package.id.to_string(),
        }));
    }
    json!({
        "account": hex::encode(account.id().0),
        "attribute": attribute.to_string(),
        "epoch": 3,
        "authority_public": hex::encode(authority.public_key().encode()),
        "cases": cases,
    })
}

#[test]
#[ignore = "writes the committed vectors"]
fn vectors_regenerate() {
    comparison::write(&folder(), FILE, &made());
}

#[test]
fn vectors_should_be_written_again_when_the_random_bytes_are_the_same() {
    comparison::check(&folder(), FILE, &made());
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
        let key = issuing::open(
            &package,
            &secret,
            &account,
            &attribute,
            (&attribute.attribute.authority, &authority),
        )
        .unwrap();
        assert_eq!(key.attribute(), &attribute);
    }
}
