//! Hostile bytes: mutations of valid encodings and plain noise. Nothing panics, and what decodes
//! encodes back to the same bytes.

use super::*;
use proptest::{prelude::*, sample::Index};

static HEADERS: LazyLock<[Vec<u8>; 4]> = LazyLock::new(|| {
    let old: serde_json::Value = serde_json::from_str(include_str!("../../vectors/header-v1.json")).unwrap();
    [
        Sealed::by(PLAIN, binding(1), 20, 51).header.encode(),
        Sealed::by(FULL, binding(1), 20, 52).header.encode(),
        Sealed::version_2(FULL, binding(1), 20, 52).header.encode(),
        hex::decode(old["header"].as_str().unwrap()).unwrap(),
    ]
});

/// What is done to valid bytes.
#[derive(Clone, Debug)]
enum Mutation {
    Set(Index, u8),
    Cut(Index),
    Insert(Index, Vec<u8>),
    Repeat(Index, Index),
    Fill(Index, u8),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        any::<Index>().prop_map(Mutation::Cut),
        (any::<Index>(), prop::collection::vec(any::<u8>(), 1..40))
            .prop_map(|(at, b)| Mutation::Insert(at, b)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Mutation::Repeat(from, to)),
        (any::<Index>(), prop_oneof![Just(0u8), Just(0xff), any::<u8>()])
            .prop_map(|(at, b)| Mutation::Fill(at, b)),
    ]
}

fn mutate(bytes: &mut Vec<u8>, mutations: &[Mutation]) {
    for mutation in mutations {
        let place = |index: &Index, length: usize| index.index(length + 1);
        match mutation {
            Mutation::Set(at, byte) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Mutation::Set(..) => {}
            Mutation::Cut(at) => bytes.truncate(place(at, bytes.len())),
            Mutation::Insert(at, more) => {
                let at = place(at, bytes.len());
                bytes.splice(at..at, more.iter().copied());
            }
            Mutation::Repeat(from, to) => {
                let (a, b) = (place(from, bytes.len()), place(to, bytes.len()));
                let part = bytes[a.min(b)..a.max(b)].to_vec();
                bytes.splice(a..a, part);
            }
            Mutation::Fill(at, byte) => {
                let at = place(at, bytes.len());
                let until = bytes.len().min(at + 4);
                bytes[at..until].fill(*byte);
            }
        }
    }
}

fn check_header(bytes: &[u8]) {
    if let Ok(header) = Header::decode(bytes) {
        assert_eq!(header.encode(), bytes);
        let _ = (header.segments(), header.ciphertext_length(), header.kem_context());
        let _ = header.data_key_for_patient(&WORLD.patient);
        let _ = header.data_key_from_policy(&[7; 32].into());
        let _ = header.data_key_from_emergency(&[7; 32].into());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn header_should_not_panic_when_its_bytes_are_noise(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        check_header(&bytes);
        for version in [1, 2, 3] {
            check_header(&[&[version, 1], &bytes[..]].concat());
        }
    }

    #[test]
    fn header_should_not_panic_when_it_was_valid_and_is_mutated(
        which in 0usize..4, mutations in prop::collection::vec(mutation(), 1..5),
    ) {
        let mut bytes = HEADERS[which].clone();
        mutate(&mut bytes, &mutations);
        check_header(&bytes);
    }

    #[test]
    fn box_should_stay_closed_when_it_was_valid_and_is_mutated(
        hybrid in any::<bool>(), mutations in prop::collection::vec(mutation(), 1..5),
    ) {
        let secret = if hybrid { &WORLD.hybrid } else { &WORLD.patient };
        let valid = seal_to(&secret.public(), b"info", b"aad", b"plaintext", &mut rng(53)).unwrap();
        let mut bytes = valid.clone();
        mutate(&mut bytes, &mutations);
        prop_assert_eq!(open_from(secret, b"info", b"aad", &bytes).is_ok(), bytes == valid);
    }

    #[test]
    fn box_should_stay_closed_when_its_bytes_are_noise(
        suite in 0u8..4, bytes in prop::collection::vec(any::<u8>(), 0..1300),
    ) {
        let bytes = [&[suite], &bytes[..]].concat();
        prop_assert!(open_from(&WORLD.hybrid, b"info", b"aad", &bytes).is_err());
        prop_assert!(open_from(&WORLD.patient, b"info", b"aad", &bytes).is_err());
    }

    #[test]
    fn public_key_should_encode_back_to_the_same_bytes_when_it_is_taken(
        hybrid in any::<bool>(), mutations in prop::collection::vec(mutation(), 0..3),
    ) {
        let suite = if hybrid { RecipientSuite::XWing } else { RecipientSuite::X25519 };
        let mut bytes = WORLD.patient_of(suite).public().to_bytes();
        mutate(&mut bytes, &mutations);
        if let Ok(key) = RecipientPublic::from_bytes(suite, &bytes) {
            prop_assert_eq!(key.to_bytes(), bytes);
        }
    }
}
