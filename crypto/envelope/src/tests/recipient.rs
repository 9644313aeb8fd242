use super::*;

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

#[test]
fn open_from_should_open_the_vector_of_rfc_9180() {
    // Appendix A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode, sequence 0.
    let secret = RecipientSecret::from_bytes(&bytes(
        "8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb",
    ))
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
fn box_should_open_when_key_info_and_aad_are_the_same() {
    let secret = RecipientSecret::generate(&mut rng(60));
    for length in [0, 1, 1000] {
        let plaintext = vec![5; length];
        let sealed = seal_to(&secret.public(), b"info", b"aad", &plaintext, &mut rng(61)).unwrap();
        assert_eq!(sealed.len(), length + crate::recipient::OVERHEAD);
        assert_eq!(*open_from(&secret, b"info", b"aad", &sealed).unwrap(), plaintext);
    }
}

#[test]
fn box_should_not_open_when_key_info_or_aad_differs() {
    let (secret, stranger) =
        (RecipientSecret::generate(&mut rng(62)), RecipientSecret::generate(&mut rng(63)));
    let sealed = seal_to(&secret.public(), b"info", b"aad", b"plaintext", &mut rng(64)).unwrap();
    let refused = Err(EnvelopeError::NotOpened);
    assert_eq!(open_from(&stranger, b"info", b"aad", &sealed), refused);
    assert_eq!(open_from(&secret, b"other", b"aad", &sealed), refused);
    assert_eq!(open_from(&secret, b"info", b"other", &sealed), refused);
}

#[test]
fn box_should_not_open_when_any_byte_is_altered_or_missing() {
    let secret = RecipientSecret::generate(&mut rng(65));
    let sealed = seal_to(&secret.public(), b"info", b"aad", b"plaintext", &mut rng(66)).unwrap();
    for at in 0..sealed.len() {
        let mut altered = sealed.clone();
        // The top bit of an X25519 coordinate is masked off by the curve but not by HPKE's context.
        altered[at] ^= 0x80;
        assert_eq!(open_from(&secret, b"info", b"aad", &altered), Err(EnvelopeError::NotOpened), "byte {at}");
        assert_eq!(open_from(&secret, b"info", b"aad", &sealed[..at]), Err(EnvelopeError::NotOpened));
    }
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
        assert_eq!(RecipientPublic::from_bytes(&bytes(key)), Err(EnvelopeError::PublicKey), "{key}");
    }
}

#[test]
fn keys_should_be_refused_when_their_length_is_wrong() {
    for length in [0, 31, 33] {
        assert_eq!(RecipientPublic::from_bytes(&vec![9; length]), Err(EnvelopeError::PublicKey));
        assert_eq!(RecipientSecret::from_bytes(&vec![9; length]), Err(EnvelopeError::SecretKey));
    }
}

#[test]
fn keys_should_round_trip_when_encoded() {
    let secret = RecipientSecret::generate(&mut rng(67));
    assert_eq!(RecipientSecret::from_bytes(&*secret.to_bytes()).unwrap(), secret);
    assert_eq!(RecipientPublic::from_bytes(&secret.public().to_bytes()).unwrap(), secret.public());
}

#[test]
fn secrets_should_not_show_when_printed() {
    let secret = RecipientSecret::from_bytes(&[0xab; 32]).unwrap();
    assert_eq!(format!("{secret:?}"), "RecipientSecret(..)");
    assert_eq!(format!("{:?}", DataKey::new([0xab; 32])), "DataKey(..)");
}
