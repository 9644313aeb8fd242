#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use std::path::PathBuf;

const CHEAP: Cost = Cost { memory: 64, passes: 1, lanes: 1 };
const PASSPHRASE: &str = "correct horse battery staple";

struct Home {
    _directory: tempfile::TempDir,
    path: PathBuf,
}

fn home() -> Home {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("keystore");
    Home { _directory: directory, path }
}

fn make(home: &Home) -> Keystore {
    let account = Account::from_uri("//Alice").unwrap();
    Keystore::create_at_cost(&home.path, PASSPHRASE, account, RecipientSuite::XWing, CHEAP).unwrap()
}

#[test]
fn keystore_should_come_back_with_everything_when_opened_again() {
    let home = home();
    let mut kept = make(&home);
    let authority = AuthoritySecretKey::generate(&mut rand::rng());
    let attribute: salus_primitives::Attribute = "doctor@medical-council".parse().unwrap();
    let gid = Gid(kept.account().id().0);
    kept.set_authority("medical-council".parse().unwrap(), &authority);
    for epoch in [0, 1] {
        kept.add_key(&authority.issue(&gid, &attribute.clone().at(epoch), &mut rand::rng()));
    }
    let (_, secret) = kept.key_ring().unwrap().transform_key(&mut rand::rng());
    kept.set_transform_secret(&secret);
    assert!(!kept.has_transform_key());
    kept.confirm_transform_key();
    kept.save().unwrap();

    let opened = Keystore::open(&home.path, PASSPHRASE).unwrap();
    assert_eq!(opened.account().id(), kept.account().id());
    assert_eq!(opened.recipient().to_bytes(), kept.recipient().to_bytes());
    assert_eq!(opened.attributes().cloned().collect::<Vec<_>>(), [attribute.clone().at(0), attribute.at(1)]);
    assert_eq!(opened.key_ring().unwrap().iter().count(), 2);
    assert_eq!(opened.transform_secret().unwrap().unwrap().to_bytes(), secret.to_bytes());
    assert!(opened.has_transform_key());
    assert_eq!(opened.card(), kept.card());
    let (name, found) = opened.authority().unwrap().unwrap();
    assert_eq!(name.as_str(), "medical-council");
    assert_eq!(found.to_bytes(), authority.to_bytes());
}

#[test]
fn keystore_should_have_both_keys_of_an_authority_when_its_rotation_was_cut_off() {
    let home = home();
    let mut kept = make(&home);
    let name: Label = "medical-council".parse().unwrap();
    let [first, abandoned, next] = [(); 3].map(|()| AuthoritySecretKey::generate(&mut rand::rng()));
    kept.set_authority(name.clone(), &first);
    assert!(kept.next_authority_key().unwrap().is_none());
    kept.begin_rotation(&abandoned);
    kept.begin_rotation(&next);
    kept.save().unwrap();

    let mut opened = Keystore::open(&home.path, PASSPHRASE).unwrap();
    assert_eq!(opened.authority().unwrap().unwrap().1.to_bytes(), first.to_bytes());
    assert_eq!(opened.next_authority_key().unwrap().unwrap().to_bytes(), next.to_bytes());
    opened.finish_rotation();
    opened.save().unwrap();
    let mut opened = Keystore::open(&home.path, PASSPHRASE).unwrap();
    let (found, secret) = opened.authority().unwrap().unwrap();
    assert_eq!((found, secret.to_bytes()), (name, next.to_bytes()));
    assert!(opened.next_authority_key().unwrap().is_none());
    // Nothing is lost when it is finished twice.
    opened.finish_rotation();
    assert_eq!(opened.authority().unwrap().unwrap().1.to_bytes(), next.to_bytes());
}

#[test]
fn keystore_should_say_so_when_the_passphrase_is_wrong() {
    let home = home();
    make(&home);
    assert!(matches!(Keystore::open(&home.path, "guess"), Err(KeystoreError::WrongPassphrase)));
    assert!(matches!(Keystore::open(&home.path, ""), Err(KeystoreError::WrongPassphrase)));
}

#[test]
fn keystore_should_be_refused_as_damaged_when_cut_off_anywhere() {
    let home = home();
    make(&home);
    let bytes = fs::read(&home.path).unwrap();
    for length in 0..bytes.len() {
        fs::write(&home.path, &bytes[..length]).unwrap();
        let error = Keystore::open(&home.path, PASSPHRASE).unwrap_err();
        let expected = matches!(error, KeystoreError::Damaged(_) | KeystoreError::NotAKeystore);
        assert!(expected, "cut to {length}: {error}");
    }
}

#[test]
fn keystore_should_be_refused_when_any_byte_is_flipped() {
    let home = home();
    make(&home);
    let bytes = fs::read(&home.path).unwrap();
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x01;
        fs::write(&home.path, &altered).unwrap();
        let error = Keystore::open(&home.path, PASSPHRASE).unwrap_err();
        let expected = matches!(error, KeystoreError::Damaged(_) | KeystoreError::NotAKeystore);
        assert!(expected, "byte {at}: {error}");
    }
}

#[test]
fn keystore_should_be_refused_when_altered_by_somebody_who_mends_the_checksum() {
    let home = home();
    make(&home);
    let bytes = fs::read(&home.path).unwrap();
    let end = bytes.len() - 32;
    // Every part that the cipher must protect: costs, salt, nonce, ciphertext, tag.
    for at in [14, 25, 45, 70, end - 1] {
        let mut altered = bytes[..end].to_vec();
        altered[at] ^= 0x01;
        let checksum = crate::blake2_256(&altered);
        altered.extend_from_slice(&checksum);
        fs::write(&home.path, &altered).unwrap();
        assert!(Keystore::open(&home.path, PASSPHRASE).is_err(), "byte {at}");
    }
}

#[test]
fn keystore_should_be_refused_when_it_asks_for_terabytes_of_memory() {
    let home = home();
    make(&home);
    let bytes = fs::read(&home.path).unwrap();
    let mut altered = bytes[..bytes.len() - 32].to_vec();
    altered[9..13].copy_from_slice(&u32::MAX.to_le_bytes());
    let checksum = crate::blake2_256(&altered);
    altered.extend_from_slice(&checksum);
    fs::write(&home.path, &altered).unwrap();
    assert!(matches!(Keystore::open(&home.path, PASSPHRASE), Err(KeystoreError::Damaged(_))));
}

#[test]
fn keystore_should_not_be_overwritten_when_one_exists() {
    let home = home();
    make(&home);
    let account = Account::generate().unwrap();
    let again = Keystore::create_at_cost(&home.path, PASSPHRASE, account, RecipientSuite::X25519, CHEAP);
    assert!(matches!(again, Err(KeystoreError::Exists(_))));
    assert!(matches!(
        Keystore::open(&home.path.join("x"), PASSPHRASE),
        Err(KeystoreError::Missing(_) | KeystoreError::Io { .. })
    ));
}

#[test]
fn keystore_should_come_back_with_its_suite_when_it_has_either() {
    for suite in RecipientSuite::ALL {
        let home = home();
        let account = Account::from_uri("//Alice").unwrap();
        let kept = Keystore::create_at_cost(&home.path, PASSPHRASE, account, suite, CHEAP).unwrap();
        let opened = Keystore::open(&home.path, PASSPHRASE).unwrap();
        assert_eq!(opened.recipient().suite(), suite);
        assert!(opened.recipient() == kept.recipient());
    }
}

#[test]
fn keystore_should_open_when_its_card_has_version_1() {
    let home = home();
    let account = Account::from_uri("//Alice").unwrap();
    let mut kept =
        Keystore::create_at_cost(&home.path, PASSPHRASE, account, RecipientSuite::X25519, CHEAP).unwrap();
    let public = kept.recipient.public().to_bytes();
    let account = kept.account.id();
    let signature = kept.account.sign(&[crate::card::DOMAIN_1, &account.0, &public].concat());
    kept.card = KeyCard::decode(&[&[1], account.0.as_slice(), &public, &signature].concat()).unwrap();
    kept.save().unwrap();
    let opened = Keystore::open(&home.path, PASSPHRASE).unwrap();
    assert_eq!(opened.card(), kept.card());
    assert!(opened.recipient() == kept.recipient());
}

#[test]
fn keystore_should_be_refused_as_damaged_when_card_and_secret_do_not_belong_together() {
    for suite in RecipientSuite::ALL {
        let home = home();
        let mut kept = make(&home);
        kept.card = KeyCard::sign(&kept.account, &RecipientSecret::generate(suite, &mut rand::rng()));
        kept.save().unwrap();
        assert!(matches!(Keystore::open(&home.path, PASSPHRASE), Err(KeystoreError::Damaged(_))));
    }
}

#[test]
fn keystore_should_open_when_its_passphrase_comes_in_another_unicode_form() {
    // The same words, composed and decomposed, with a ligature, in full width, after a byte order mark.
    let forms = ["caf\u{e9} au lait office", "cafe\u{301} au lait office"];
    let compatible = ["caf\u{e9} au lait o\u{fb03}ce", "\u{feff}caf\u{e9} au lait office"];
    for made in forms.into_iter().chain(compatible) {
        let home = home();
        let account = Account::from_uri("//Alice").unwrap();
        Keystore::create_at_cost(&home.path, made, account, RecipientSuite::X25519, CHEAP).unwrap();
        for typed in forms.into_iter().chain(compatible) {
            assert!(Keystore::open(&home.path, typed).is_ok(), "{made:?} {typed:?}");
        }
        assert!(matches!(
            Keystore::open(&home.path, "cafe au lait office"),
            Err(KeystoreError::WrongPassphrase)
        ));
    }
}

#[test]
fn keystore_should_open_when_it_was_made_before_passphrases_were_normalised() {
    let home = home();
    let decomposed = "cafe\u{301} au lait office";
    let mut kept = make(&home);
    kept.file_key = FileKey::new(decomposed.as_bytes(), CHEAP).unwrap();
    kept.save().unwrap();
    assert!(Keystore::open(&home.path, decomposed).is_ok());
}

#[test]
fn keystore_should_not_be_made_when_its_passphrase_is_empty_or_short() {
    let home = home();
    let make = |passphrase: &str| {
        let account = Account::from_uri("//Alice").unwrap();
        Keystore::create_at_cost(&home.path, passphrase, account, RecipientSuite::X25519, CHEAP)
    };
    for empty in ["", "\u{feff}"] {
        assert!(matches!(make(empty), Err(KeystoreError::EmptyPassphrase)));
    }
    // Seven characters, however many bytes they take.
    for short in ["x", "1234567", "\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}"] {
        assert!(matches!(make(short), Err(KeystoreError::ShortPassphrase)), "{short}");
    }
    assert!(!home.path.exists());
    assert!(make("12345678").is_ok());
}

#[cfg(unix)]
#[test]
fn linked_keystore_should_be_the_one_that_is_written_when_it_is_saved() {
    let home = home();
    let kept = make(&home);
    let link = home.path.with_file_name("link");
    std::os::unix::fs::symlink(&home.path, &link).unwrap();
    let mut opened = Keystore::open(&link, PASSPHRASE).unwrap();
    opened.set_authority("medical-council".parse().unwrap(), &AuthoritySecretKey::generate(&mut rand::rng()));
    opened.save().unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let there = Keystore::open(&home.path, PASSPHRASE).unwrap();
    assert_eq!(there.account().id(), kept.account().id());
    assert!(there.authority().unwrap().is_some());
}

#[test]
fn former_key_should_be_kept_when_the_key_is_renewed() {
    let home = home();
    let mut kept = make(&home);
    let first = kept.recipient().clone();
    let card = kept.card().clone();
    kept.renew_recipient(RecipientSuite::XWing);
    kept.save().unwrap();

    let opened = Keystore::open(&home.path, PASSPHRASE).unwrap();
    assert!(opened.recipient() == kept.recipient() && *opened.recipient() != first);
    assert!(opened.reading_keys().former == [first]);
    assert_eq!(opened.card(), kept.card());
    assert_ne!(*opened.card(), card);
    assert_eq!(opened.card().recipient().unwrap(), opened.recipient().public());
}
