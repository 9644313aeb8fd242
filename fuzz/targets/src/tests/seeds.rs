//! The seeds in `seeds/`: taken from the committed vectors of `salus-abe`.
//! `cargo test -p salus-fuzz-targets -- --ignored seeds_regenerate` writes them.

use super::*;
use serde_json::Value;

/// Target, name of the seed, file of vectors, and where in it.
const SEEDS: [(&str, &str, &str, &str); 17] = [
    ("abe_policy", "leaf", "scheme", "/capsules/0/policy_bytes"),
    ("abe_policy", "gates", "scheme", "/capsules/1/policy_bytes"),
    ("abe_policy", "threshold", "scheme", "/capsules/2/policy_bytes"),
    ("abe_capsule", "threshold", "scheme", "/capsules/2/capsule"),
    ("abe_transform_key", "three", "scheme", "/transform_key"),
    ("abe_mediation_request", "request", "mediated", "/request"),
    ("abe_mediated_key", "key", "mediated", "/mediated_key"),
    ("abe_dealing", "two-of-three", "threshold", "/dealings/0"),
    ("abe_threshold_key", "two-of-three", "threshold", "/threshold_key"),
    ("abe_partial_key", "key", "threshold", "/partial_keys/0"),
    ("abe_proof_commitment", "commitment", "threshold", "/proof_commitments/0"),
    ("abe_proof_share", "share", "threshold", "/proof_shares/0"),
    ("abe_refresh_dealing", "two-of-three", "threshold", "/refresh_dealings/0"),
    ("abe_secrets", "authority", "scheme", "/authorities/0/secret"),
    ("abe_secrets", "transform", "scheme", "/transform_secret"),
    ("abe_secrets", "dealt-share", "threshold", "/dealt_shares/0"),
    ("abe_secrets", "officer", "threshold", "/officer_keys/0"),
];

#[test]
#[ignore = "writes the committed seeds"]
fn seeds_regenerate() {
    for (target, name, file, at) in SEEDS {
        let vectors = folder().join(format!("../crypto/abe/vectors/{file}.json"));
        let vectors: Value = serde_json::from_str(&fs::read_to_string(vectors).unwrap()).unwrap();
        let seed = hex::decode(vectors.pointer(at).and_then(Value::as_str).unwrap()).unwrap();
        let folder = folder().join("seeds").join(target);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), seed).unwrap();
    }
}
