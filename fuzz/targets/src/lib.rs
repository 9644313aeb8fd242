//! What the fuzzer does to every parser, as ordinary functions.
//!
//! Each takes any bytes, gives them to one parser, and panics if the parser or what uses its result does
//! anything but refuse or take them properly: what was taken encodes back to the same bytes, and what must
//! not open stays closed. `fuzz_targets/` runs them under libFuzzer, guided by coverage (`scripts/fuzz.sh`);
//! this crate's tests run the seeds and some thousands of mutations of them, the same every time.

#![allow(clippy::panic, clippy::expect_used, reason = "a panic is the finding")]

pub mod abe;
pub mod envelope;
pub mod policy;
#[cfg(feature = "protocol")]
pub mod protocol;
#[cfg(test)]
mod tests;

/// A parser under attack. The answer is whether it took the bytes.
pub type Target = fn(&[u8]) -> bool;

/// All targets by the names they have in `fuzz_targets/`.
pub const TARGETS: &[(&str, Target)] = &[
    ("policy_text", policy::text),
    ("policy_scale", policy::scale),
    ("abe_authority_key", abe::authority_key),
    ("abe_possession_proof", abe::possession_proof),
    ("abe_attribute_key", abe::attribute_key),
    ("abe_policy", abe::policy),
    ("abe_capsule", abe::capsule),
    ("abe_transform_key", abe::transform_key),
    ("abe_transformed", abe::transformed),
    ("abe_mediation_request", abe::mediation_request),
    ("abe_mediated_key", abe::mediated_key),
    ("abe_dealing", abe::dealing),
    ("abe_threshold_key", abe::threshold_key),
    ("abe_partial_key", abe::partial_key),
    ("abe_proof_commitment", abe::proof_commitment),
    ("abe_proof_share", abe::proof_share),
    ("abe_refresh_dealing", abe::refresh_dealing),
    ("abe_secrets", abe::secrets),
    ("envelope_header", envelope::header),
    ("sealed_box", envelope::sealed_box),
    ("recipient_key", envelope::recipient_key),
    #[cfg(feature = "protocol")]
    ("key_card", protocol::key_card),
    #[cfg(feature = "protocol")]
    ("dag_pb", protocol::dag_pb),
    #[cfg(feature = "protocol")]
    ("gateway_json", protocol::gateway_json),
    #[cfg(feature = "protocol")]
    ("audit_export", protocol::audit_export),
    #[cfg(feature = "protocol")]
    ("chain_proof", protocol::chain_proof),
];
