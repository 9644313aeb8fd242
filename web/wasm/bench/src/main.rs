//! The native column beside the browser's, and what all columns are measured with.
//!
//! ```text
//! salus-web-bench fixtures     authorities, policies and keys, as JSON
//! salus-web-bench measure      nanoseconds by name, as JSON
//! ```
//!
//! Measured as `web/wasm/tests/measure.mjs` does: after two runs to warm up, the fastest of as many runs as half a second holds,
//! by the clock on the wall, because a browser has no other.

use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use salus_abe::{
    decapsulate, encapsulate, finish, transform, AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid,
    KeyRing,
};
use salus_envelope::{
    seal, Binding, RecipientSecret, RecipientSuite, Recipients, SegmentOpener, Suite, MAX_CONTENT,
    SEGMENT_PLAINTEXT,
};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, Label, RecordId};
use serde_json::{json, Map, Value};
use std::{
    collections::BTreeMap,
    hint::black_box,
    process::ExitCode,
    time::{Duration, Instant},
};

type Failure = Box<dyn std::error::Error>;

/// Leaves of the policies, all joined by AND, so that every leaf is needed to open.
const LEAVES: [usize; 4] = [1, 3, 10, 32];
/// Most authorities that the leaves are spread over.
const MOST_AUTHORITIES: usize = 4;
const ACCOUNT: Gid = Gid([7; 32]);
const CONTEXT: &[u8] = b"benchmark";
/// How long runs of one operation are repeated.
const BUDGET: Duration = Duration::from_millis(500);

/// A holder who satisfies a policy of so many leaves.
struct World {
    publics: BTreeMap<Label, AuthorityPublicKey>,
    policy: EpochPolicy,
    ring: KeyRing,
}

impl World {
    fn new(leaves: usize) -> Result<Self, Failure> {
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let text: Vec<String> = (0..leaves)
            .zip((0..leaves.clamp(1, MOST_AUTHORITIES)).cycle())
            .map(|(leaf, authority)| format!("attribute-{leaf}@authority-{authority}"))
            .collect();
        let expression: Expression = text.join(" AND ").parse()?;
        let epochs: BTreeMap<Attribute, u32> =
            expression.leaves().map(|attribute| (attribute.clone(), 1)).collect();
        let policy = EpochPolicy::new(expression, &epochs)?;
        let secrets: BTreeMap<Label, AuthoritySecretKey> = policy
            .authorities()
            .into_iter()
            .map(|name| (name.clone(), AuthoritySecretKey::generate(&mut rng)))
            .collect();
        let mut ring = KeyRing::new(ACCOUNT);
        for leaf in policy.leaves() {
            let secret = secrets.get(&leaf.attribute.authority).ok_or("an authority without a key")?;
            ring.insert(secret.issue(&ACCOUNT, leaf, &mut rng));
        }
        let publics = secrets.iter().map(|(name, secret)| (name.clone(), secret.public_key())).collect();
        Ok(Self { publics, policy, ring })
    }
}

fn fixtures() -> Result<Value, Failure> {
    let one = |leaves: usize| {
        let world = World::new(leaves)?;
        let authority = |(name, key): (&Label, &AuthorityPublicKey)| json!({ "name": name.as_str(), "public": hex::encode(key.encode()) });
        Ok::<_, Failure>(json!({
            "leaves": leaves,
            "account": hex::encode(ACCOUNT.0),
            "context": hex::encode(CONTEXT),
            "policy": hex::encode(world.policy.encode()),
            "authorities": world.publics.iter().map(authority).collect::<Vec<_>>(),
            "attribute_keys": world.ring.iter().map(|key| hex::encode(key.encode())).collect::<Vec<_>>(),
        }))
    };
    Ok(json!({ "worlds": LEAVES.into_iter().map(one).collect::<Result<Vec<_>, _>>()? }))
}

/// The nanoseconds of the fastest run.
fn fastest<T>(mut work: impl FnMut() -> T) -> Value {
    for _ in 0..2 {
        black_box(work());
    }
    let (begin, mut best) = (Instant::now(), Duration::MAX);
    while begin.elapsed() < BUDGET {
        let start = Instant::now();
        black_box(work());
        best = best.min(start.elapsed());
    }
    json!(best.as_nanos() as f64)
}

fn measure() -> Result<Value, Failure> {
    let mut times = Map::new();
    let mut rng = ChaCha20Rng::seed_from_u64(8);
    for leaves in LEAVES {
        let World { publics, policy, ring } = World::new(leaves)?;
        let prepared = publics.into_iter().map(|(name, key)| (name, key.prepared())).collect();
        let (capsule, key) = encapsulate(&policy, &prepared, CONTEXT, &mut rng)?;
        let (transform_key, secret) = ring.transform_key(&mut rng);
        let transformed = transform(&capsule, &transform_key)?;
        if decapsulate(&capsule, CONTEXT, &ring, &prepared)? != key
            || finish(&capsule, &transformed, &secret, CONTEXT)? != key
        {
            return Err("the capsule opened to another key".into());
        }
        let mut put = |name: &str, time| times.insert(format!("{name}-{leaves}"), time);
        put("encapsulate", fastest(|| encapsulate(&policy, &prepared, CONTEXT, &mut rng)));
        put("decapsulate", fastest(|| decapsulate(&capsule, CONTEXT, &ring, &prepared)));
        put("transform", fastest(|| transform(&capsule, &transform_key)));
        put("finish", fastest(|| finish(&capsule, &transformed, &secret, CONTEXT)));
        put("blind", fastest(|| ring.transform_key(&mut rng)));
    }
    let World { publics, policy, .. } = World::new(1)?;
    let key = publics.values().next().ok_or("no authority")?;
    times.insert("prepare".into(), fastest(|| key.clone().prepared()));

    let plaintext = vec![0x5a; SEGMENT_PLAINTEXT];
    let patient = RecipientSecret::generate(RecipientSuite::X25519, &mut rng);
    let recipients =
        Recipients { policy: &policy, emergency: None, authorities: &publics, patient: &patient.public() };
    let binding =
        Binding { record: RecordId([1; 32]), patient: [2; 32], policy: PolicyRef { id: 1, version: 1 } };
    for suite in Suite::ALL {
        // The longest content there is, so that the sealer does not come to its end.
        let (header, mut sealer) = seal(binding, MAX_CONTENT, suite, &recipients, &mut rng)?;
        let segment = sealer.seal(&plaintext)?;
        times.insert(format!("seal-{}", suite.id()), fastest(|| sealer.seal(&plaintext)));
        let opener = SegmentOpener::new(&header, header.data_key_for_patient(&patient)?);
        if opener.open(0, &segment)? != plaintext {
            return Err("the segment opened to something else".into());
        }
        times.insert(format!("open-{}", suite.id()), fastest(|| opener.open(0, &segment)));
    }
    Ok(Value::Object(times))
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["fixtures"] => fixtures(),
        ["measure"] => measure(),
        _ => Err("say: fixtures, or: measure".into()),
    };
    match outcome {
        Ok(value) => {
            println!("{value}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
