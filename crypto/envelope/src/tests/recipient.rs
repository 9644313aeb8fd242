use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

#[test]
fn open_from_should_open_the_vector_of_rfc_9180() {
    // Appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode, sequence 0.
    let secret = RecipientSecret::from_bytes(
        RecipientSuite::X25519,
        &bytes("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"),
    )
    .unwrap();
    let sealed = bytes(concat!(
        "01",
        "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a",
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db",
        "21993c62ce81883d2dd1b51a28",
    ));
    let opened = open_from(&secret, b"Ode on a Grecian Urn", b"Count-0", &sealed).unwrap();
    assert_eq!(&**opened, b"Beauty is truth, truth beauty");
}

#[test]
fn open_from_should_open_the_hybrid_vector_that_was_computed_elsewhere() {
    let vector: serde_json::Value = serde_json::from_str(include_str!("../../vectors/x-wing.json")).unwrap();
    let field = |name: &str| bytes(vector[name].as_str().unwrap());
    let secret = RecipientSecret::from_bytes(RecipientSuite::XWing, &field("secret")).unwrap();
    assert_eq!(secret.public().to_bytes(), field("public"));
    let opened = open_from(&secret, &field("info"), &field("aad"), &field("sealed")).unwrap();
    assert_eq!(*opened, field("plaintext"));
}

fn generate(suite: RecipientSuite, seed: u64) -> RecipientSecret {
    RecipientSecret::generate(suite, &mut rng(seed))
}

#[test]
fn box_should_open_when_key_info_and_aad_are_the_same() {
    for suite in RecipientSuite::ALL {
        let secret = generate(suite, 60);
        for length in [0, 1, 1000] {
            let plaintext = vec![5; length];
            let sealed = seal_to(&secret.public(), b"info", b"aad", &plaintext, &mut rng(61)).unwrap();
            assert_eq!(sealed.len(), length + suite.overhead());
            assert_eq!(suite_of(&sealed), Ok(suite));
            assert_eq!(*open_from(&secret, b"info", b"aad", &sealed).unwrap(), plaintext);
        }
    }
}

#[test]
fn box_should_not_open_when_key_info_or_aad_differs() {
    for suite in RecipientSuite::ALL {
        let (secret, stranger) = (generate(suite, 62), generate(suite, 63));
        let sealed = seal_to(&secret.public(), b"info", b"aad", b"plaintext", &mut rng(64)).unwrap();
        let refused = Err(EnvelopeError::NotOpened);
        assert_eq!(open_from(&stranger, b"info", b"aad", &sealed), refused);
        assert_eq!(open_from(&secret, b"other", b"aad", &sealed), refused);
        assert_eq!(open_from(&secret, b"info", b"other", &sealed), refused);
    }
}

#[test]
fn box_should_not_open_when_any_byte_is_altered_or_missing() {
    for suite in RecipientSuite::ALL {
        let secret = generate(suite, 65);
        let sealed = seal_to(&secret.public(), b"info", b"aad", b"plaintext", &mut rng(66)).unwrap();
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            // The top bit of an X25519 coordinate is masked off by the curve but not by HPKE's context
            // nor by X-Wing's combiner.
            altered[at] ^= 0x80;
            let expected = match at {
                0 => EnvelopeError::RecipientSuite(altered[0]),
                _ => EnvelopeError::NotOpened,
            };
            assert_eq!(open_from(&secret, b"info", b"aad", &altered), Err(expected), "byte {at}");
            assert_eq!(open_from(&secret, b"info", b"aad", &sealed[..at]), Err(EnvelopeError::NotOpened));
        }
    }
}

#[test]
fn box_should_not_open_when_it_is_passed_off_as_another_suites() {
    // The hybrid box holds an X25519 share at the end of its encapsulated key: nothing of it, cut out
    // and relabelled, opens with the X25519 half's bytes as a key of its own.
    let hybrid = generate(RecipientSuite::XWing, 68);
    let sealed = seal_to(&hybrid.public(), b"info", b"aad", b"plaintext", &mut rng(69)).unwrap();
    let share = 1 + RecipientSuite::XWing.encapsulated_bytes() - 32;
    let relabelled = [&[1][..], &sealed[share..]].concat();
    let mismatch = EnvelopeError::OtherSuite { sealed: RecipientSuite::X25519, key: RecipientSuite::XWing };
    assert_eq!(open_from(&hybrid, b"info", b"aad", &relabelled), Err(mismatch));
    let same_bytes = RecipientSecret::from_bytes(RecipientSuite::X25519, &*hybrid.to_bytes()).unwrap();
    assert_eq!(open_from(&same_bytes, b"info", b"aad", &relabelled), Err(EnvelopeError::NotOpened));
    assert_ne!(same_bytes, hybrid);
}

#[test]
fn public_key_should_be_refused_when_its_order_is_low() {
    // The points of order 1, 2, 4 and 8, and their non-canonical encodings
    // (Cremers, Jackson, eprint 2019/526, section 2).
    let low = [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for key in low {
        for suite in RecipientSuite::ALL {
            // Alone, or as the half of a hybrid key that then would be none.
            let mut public = generate(suite, 59).public().to_bytes();
            let half = public.len() - 32;
            public[half..].copy_from_slice(&bytes(key));
            let refused = Err(EnvelopeError::PublicKey(suite));
            assert_eq!(RecipientPublic::from_bytes(suite, &public), refused, "{key}");
        }
    }
}

#[test]
fn public_key_should_be_refused_when_a_coefficient_of_its_lattice_half_is_not_reduced() {
    let mut public = generate(RecipientSuite::XWing, 59).public().to_bytes();
    // The first two of ML-KEM's 12-bit coefficients become 4095; the modulus is 3329.
    public[..3].fill(0xff);
    let refused = Err(EnvelopeError::PublicKey(RecipientSuite::XWing));
    assert_eq!(RecipientPublic::from_bytes(RecipientSuite::XWing, &public), refused);
}

#[test]
fn keys_should_be_refused_when_their_length_is_wrong() {
    for suite in RecipientSuite::ALL {
        let right = suite.public_key_bytes();
        for length in [0, 31, right - 1, right + 1] {
            let refused = Err(EnvelopeError::PublicKey(suite));
            assert_eq!(RecipientPublic::from_bytes(suite, &vec![9; length]), refused);
        }
        for length in [0, 31, 33] {
            let refused = Err(EnvelopeError::SecretKey(suite));
            assert_eq!(RecipientSecret::from_bytes(suite, &vec![9; length]), refused);
        }
    }
}

#[test]
fn keys_should_round_trip_when_encoded() {
    for suite in RecipientSuite::ALL {
        let secret = generate(suite, 67);
        assert_eq!(RecipientSecret::from_bytes(suite, &*secret.to_bytes()).unwrap(), secret);
        let public = secret.public();
        assert_eq!(public.suite(), suite);
        assert_eq!(public.to_bytes().len(), suite.public_key_bytes());
        assert_eq!(RecipientPublic::from_bytes(suite, &public.to_bytes()).unwrap(), public);
    }
}

#[test]
fn secrets_should_not_show_when_printed() {
    for suite in RecipientSuite::ALL {
        let secret = RecipientSecret::from_bytes(suite, &[0xab; 32]).unwrap();
        assert_eq!(format!("{secret:?}"), "RecipientSecret(..)");
    }
    assert_eq!(format!("{:?}", DataKey::new([0xab; 32])), "DataKey(..)");
}
