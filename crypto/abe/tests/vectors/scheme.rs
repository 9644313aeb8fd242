//! Authorities, keys, capsules and outsourced opening.

use super::*;
use salus_abe::{
    decapsulate, encapsulate, finish, transform, AttributeKey, AuthorityPublicKey, AuthoritySecretKey,
    Capsule, KeyRing, PossessionProof, TransformKey, TransformSecret, Transformed,
};
use serde_json::json;
use std::collections::BTreeMap;

const NAMES: [&str; 2] = ["medical-council", "city-hospital"];
const HELD: [&str; 3] = ["doctor@medical-council", "icu@city-hospital", "ward@city-hospital"];
/// All satisfied by [`HELD`]: one leaf, gates, a threshold with a repeated attribute.
const POLICIES: [&str; 4] = [
    "doctor@medical-council",
    "doctor@medical-council AND (icu@city-hospital OR nurse@city-hospital)",
    "2 of (nurse@city-hospital, doctor@medical-council, ward@city-hospital)",
    "doctor@medical-council AND 2 of (ward@city-hospital, doctor@medical-council, nurse@city-hospital)",
];

pub fn generate() -> Value {
    let rng = &mut rng(1);
    let secrets: BTreeMap<Label, AuthoritySecretKey> =
        NAMES.iter().map(|name| (label(name), AuthoritySecretKey::generate(rng))).collect();
    let publics: BTreeMap<Label, AuthorityPublicKey> =
        secrets.iter().map(|(name, secret)| (name.clone(), secret.public_key())).collect();
    let authorities: Vec<Value> = NAMES
        .iter()
        .map(|name| {
            let secret = &secrets[&label(name)];
            json!({
                "name": name,
                "secret": hex::encode(*secret.to_bytes()),
                "public": hex::encode(secret.public_key().encode()),
                "digest": hex::encode(secret.public_key().digest()),
                "possession": hex::encode(secret.prove_possession(&label(name), rng).encode()),
            })
        })
        .collect();
    let mut ring = KeyRing::new(HOLDER);
    let mut keys = Vec::new();
    for held in HELD {
        let attribute = attribute(held);
        let key = secrets[&attribute.attribute.authority].issue(&HOLDER, &attribute, rng);
        keys.push(json!({ "attribute": held, "key": hex::encode(key.encode()) }));
        ring.insert(key);
    }
    let (transform_key, transform_secret) = ring.transform_key(rng);
    let capsules: Vec<Value> = POLICIES
        .iter()
        .map(|text| {
            let policy = policy(text);
            let (capsule, shared) = encapsulate(&policy, &publics, CONTEXT, rng).unwrap();
            json!({
                "policy": text,
                "policy_bytes": hex::encode(policy.encode()),
                "capsule": hex::encode(capsule.encode()),
                "transformed": hex::encode(transform(&capsule, &transform_key).unwrap().encode()),
                "shared_key": hex::encode(shared.as_bytes()),
            })
        })
        .collect();
    json!({
        "gid": hex::encode(HOLDER.0),
        "epoch": EPOCH,
        "context": hex::encode(CONTEXT),
        "authorities": authorities,
        "attribute_keys": keys,
        "transform_key": hex::encode(transform_key.encode()),
        "transform_secret": hex::encode(*transform_secret.to_bytes()),
        "capsules": capsules,
    })
}

fn authorities(file: &Value) -> BTreeMap<Label, AuthorityPublicKey> {
    let list = file["authorities"].as_array().unwrap().iter();
    list.map(|authority| {
        let public = AuthorityPublicKey::decode(&bytes(&authority["public"])).unwrap();
        (label(authority["name"].as_str().unwrap()), public)
    })
    .collect()
}

#[test]
fn authority_vectors_should_prove_and_issue_when_read_from_the_file_alone() {
    let file = read("scheme.json");
    let publics = authorities(&file);
    for authority in file["authorities"].as_array().unwrap() {
        let name = label(authority["name"].as_str().unwrap());
        let secret = AuthoritySecretKey::from_bytes(&array(&authority["secret"])).unwrap();
        let public = &publics[&name];
        assert_eq!(&secret.public_key(), public);
        assert_eq!(public.digest(), array(&authority["digest"]));
        let proof = PossessionProof::decode(&bytes(&authority["possession"])).unwrap();
        assert_eq!(public.verify_possession(&name, &proof), Ok(()));
    }
    for key in file["attribute_keys"].as_array().unwrap() {
        let decoded = AttributeKey::decode(&bytes(&key["key"])).unwrap();
        assert_eq!(decoded.attribute(), &attribute(key["attribute"].as_str().unwrap()));
        let name = &decoded.attribute().attribute.authority;
        assert_eq!(decoded.verify(&Gid(array(&file["gid"])), name, &publics[name]), Ok(()));
    }
}

#[test]
fn capsule_vectors_should_open_with_keys_and_through_a_server_when_read_from_the_file_alone() {
    let file = read("scheme.json");
    let publics = authorities(&file);
    let context = bytes(&file["context"]);
    let mut ring = KeyRing::new(Gid(array(&file["gid"])));
    for key in file["attribute_keys"].as_array().unwrap() {
        ring.insert(AttributeKey::decode(&bytes(&key["key"])).unwrap());
    }
    let transform_key = TransformKey::decode(&bytes(&file["transform_key"])).unwrap();
    let secret = TransformSecret::from_bytes(&array(&file["transform_secret"])).unwrap();
    let capsules = file["capsules"].as_array().unwrap();
    assert_eq!(capsules.len(), POLICIES.len());
    for vector in capsules {
        let text = vector["policy"].as_str().unwrap();
        let policy = policy(text);
        assert_eq!(policy.encode(), bytes(&vector["policy_bytes"]), "{text}");
        assert_eq!(EpochPolicy::decode(&bytes(&vector["policy_bytes"])), Ok(policy));
        let capsule = Capsule::decode(&bytes(&vector["capsule"])).unwrap();
        assert_eq!(capsule.encode(), bytes(&vector["capsule"]));
        let shared: [u8; 32] = array(&vector["shared_key"]);
        assert_eq!(decapsulate(&capsule, &context, &ring, &publics).unwrap().as_bytes(), &shared, "{text}");
        let transformed = Transformed::decode(&bytes(&vector["transformed"])).unwrap();
        assert_eq!(transform(&capsule, &transform_key).unwrap().encode(), transformed.encode());
        assert_eq!(finish(&capsule, &transformed, &secret, &context).unwrap().as_bytes(), &shared, "{text}");
    }
}
