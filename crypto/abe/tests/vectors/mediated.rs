//! Issuing to a server.

use super::*;
use salus_abe::{
    encapsulate, finish, transform, AuthorityPublicKey, AuthoritySecretKey, Capsule, MediatedKey,
    MediationRequest, TransformKey, TransformSecret, Transformed,
};
use serde_json::json;
use std::collections::BTreeMap;

const NAME: &str = "medical-council";
const ATTRIBUTE: &str = "doctor@medical-council";

pub fn generate() -> Value {
    let rng = &mut rng(2);
    let authority = AuthoritySecretKey::generate(rng);
    let secret = TransformSecret::generate(rng);
    let request = secret.request(&HOLDER, &attribute(ATTRIBUTE), rng);
    let mediated = authority.issue_mediated(&label(NAME), &request, rng).unwrap();
    let mut transform_key = TransformKey::mediated(&request).unwrap();
    transform_key.accept(&mediated, &label(NAME), &authority.public_key()).unwrap();
    let publics = BTreeMap::from([(label(NAME), authority.public_key())]);
    let (capsule, shared) = encapsulate(&policy(ATTRIBUTE), &publics, CONTEXT, rng).unwrap();
    json!({
        "gid": hex::encode(HOLDER.0),
        "authority": NAME,
        "authority_public": hex::encode(authority.public_key().encode()),
        "attribute": ATTRIBUTE,
        "epoch": EPOCH,
        "context": hex::encode(CONTEXT),
        "transform_secret": hex::encode(*secret.to_bytes()),
        "request": hex::encode(request.encode()),
        "mediated_key": hex::encode(mediated.encode()),
        "transform_key": hex::encode(transform_key.encode()),
        "capsule": hex::encode(capsule.encode()),
        "transformed": hex::encode(transform(&capsule, &transform_key).unwrap().encode()),
        "shared_key": hex::encode(shared.as_bytes()),
    })
}

#[test]
fn mediated_vectors_should_be_accepted_and_open_when_read_from_the_file_alone() {
    let file = read("mediated.json");
    let authority = AuthorityPublicKey::decode(&bytes(&file["authority_public"])).unwrap();
    let request = MediationRequest::decode(&bytes(&file["request"])).unwrap();
    assert_eq!(request.verify(), Ok(()));
    assert_eq!((request.gid(), request.attribute()), (&HOLDER, &attribute(ATTRIBUTE)));
    let mediated = MediatedKey::decode(&bytes(&file["mediated_key"])).unwrap();
    assert_eq!(mediated.verify(&label(NAME), &authority), Ok(()));
    let mut transform_key = TransformKey::mediated(&request).unwrap();
    transform_key.accept(&mediated, &label(NAME), &authority).unwrap();
    assert_eq!(transform_key.encode(), bytes(&file["transform_key"]));
    let capsule = Capsule::decode(&bytes(&file["capsule"])).unwrap();
    let transformed = Transformed::decode(&bytes(&file["transformed"])).unwrap();
    assert_eq!(transform(&capsule, &transform_key).unwrap().encode(), transformed.encode());
    let secret = TransformSecret::from_bytes(&array(&file["transform_secret"])).unwrap();
    let shared = finish(&capsule, &transformed, &secret, &bytes(&file["context"])).unwrap();
    assert_eq!(shared.as_bytes(), &array(&file["shared_key"]));
}
