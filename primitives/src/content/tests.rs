#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use alloc::string::ToString;
use proptest::prelude::*;

/// SHA2-256 of "foo", and the name of the raw block "foo" as the multiformats `cid` crate publishes it.
const FOO: &str = "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy";
const FOO_DIGEST: [u8; 32] = [
    0x2c, 0x26, 0xb4, 0x6b, 0x68, 0xff, 0xc6, 0x8f, 0xf9, 0x9b, 0x45, 0x3c, 0x1d, 0x30, 0x41, 0x34, 0x13,
    0x42, 0x2d, 0x70, 0x64, 0x83, 0xbf, 0xa0, 0xf9, 0x8a, 0x5e, 0x88, 0x62, 0x66, 0xe7, 0xae,
];

#[test]
fn content_id_should_equal_the_published_one_when_the_bytes_are_foo() {
    let id = ContentId::new(Codec::Raw, FOO_DIGEST);
    assert_eq!(id.to_string(), FOO);
    assert_eq!(FOO.parse(), Ok(id));
    assert_eq!(id.digest(), FOO_DIGEST);
    assert_eq!(id.codec(), Codec::Raw);
    assert_eq!(id.as_bytes()[..4], [0x01, 0x55, 0x12, 0x20]);
}

#[test]
fn content_id_should_tell_its_codec_when_it_names_a_node() {
    // A node of two leaves made by ipfs-unixfs-importer.
    let id: ContentId = "bafybeidjogjfwuhbzwopgd4bn3skcf5m6oz72xshywcndzxgqb623nfclu".parse().unwrap();
    assert_eq!(id.codec(), Codec::DagPb);
    assert_eq!(ContentId::new(Codec::DagPb, id.digest()), id);
}

#[test]
fn content_id_should_be_refused_when_it_is_not_of_the_profile() {
    for text in [
        "",
        "b",
        // CIDv0, upper-case base32, base58btc and hexadecimal multibases, dag-cbor, identity, blake2b.
        "QmdfTbBqBPQ7VNxZEYEj14VmRuZBkqFbiwReogJgS1zR1n",
        "BAFKREIBME22GW2H7Y2H7TG2FHQOTAQJUCNBC24DEQO72B6MKL2EGEZXHVY",
        "zb2rhe5P4gXftAwvA4eXQ5HJwsER2owDyS9sKaQRRVQPn93bA",
        "f015512202c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "bafyreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy",
        "bafkqaaa",
        "bafykbzacea6h5nvlblvak5jhj7m7ku5sp7u2roo3lbembab3a6tnvmuzgcqas",
        // One character short, one too many, an upper-case one, padding, space, another last bit.
        "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhv",
        "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvya",
        "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvY",
        "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy======",
        " bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvy",
        "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvz",
        "bafkreibme22gw2h7y2h7tg2fhqotaqjucnbc24deqo72b6mkl2egezxhvé",
    ] {
        assert_eq!(text.parse::<ContentId>(), Err(InvalidContentId), "{text}");
    }
}

/// The name of "foo" in base36 is a CIDv1, too: the message must not deny it.
#[test]
fn message_should_name_the_base_that_is_read_when_the_text_is_in_another() {
    let base36 = "k2cwue9r0p518otr4itz8hs8b4wjk4nmepaw4lgybiheoa4csgoe6my6";
    let told = base36.parse::<ContentId>().unwrap_err().to_string();
    assert!(told.contains("base32") && told.contains("59") && told.contains("'b'"), "{told}");
}

#[test]
fn bytes_should_be_refused_when_any_byte_of_the_prefix_is_another() {
    let bytes = *ContentId::new(Codec::Raw, FOO_DIGEST).as_bytes();
    for at in 0..4 {
        for value in 0..=u8::MAX {
            let mut other = bytes;
            other[at] = value;
            let expected = value == bytes[at] || (at == 1 && value == 0x70);
            assert_eq!(ContentId::from_bytes(&other).is_ok(), expected, "byte {at} as {value:#04x}");
            assert_eq!(ContentId::decode(&mut &other[..]).is_ok(), expected);
        }
    }
    assert!(ContentId::from_bytes(&bytes[..35]).is_err());
    assert!(ContentId::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
    assert!(ContentId::decode(&mut &bytes[..35]).is_err());
}

proptest! {
    #[test]
    fn content_id_should_be_itself_when_printed_or_encoded(digest: [u8; 32], node: bool) {
        let id = ContentId::new(if node { Codec::DagPb } else { Codec::Raw }, digest);
        prop_assert_eq!(id.to_string().parse(), Ok(id));
        prop_assert_eq!(id.to_string().len(), 59);
        prop_assert_eq!(ContentId::decode(&mut &id.encode()[..]).unwrap(), id);
        prop_assert_eq!(ContentId::from_bytes(id.as_bytes()), Ok(id));
        prop_assert_eq!(id.encode().len(), ContentId::max_encoded_len());
    }

    #[test]
    fn text_should_name_one_id_only_when_a_character_is_another(
        at in 0usize..59, other in prop::char::range('a', 'z'),
    ) {
        let mut text: String = FOO.into();
        text.replace_range(at..at + 1, other.encode_utf8(&mut [0; 4]));
        if let Ok(id) = text.parse::<ContentId>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }
}
