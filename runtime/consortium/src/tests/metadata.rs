//! Whoever compiled against the chain's metadata must be told when it changes.

use crate::{Runtime, VERSION};
use sp_io::hashing::blake2_256;
use std::path::Path;

/// The versions and the hash of the metadata that goes with them, on one line.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/metadata.hash");

/// Set to write the file again.
const REFRESH: &str = "SALUS_REFRESH_METADATA";

fn of_this_runtime() -> String {
    let metadata = Runtime::metadata_at_version(15).unwrap();
    let hash = blake2_256(&metadata);
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("spec {} transaction {} metadata 0x{digits}\n", VERSION.spec_version, VERSION.transaction_version)
}

// Measuring and trying add to the metadata what no chain has.
#[cfg(not(any(feature = "runtime-benchmarks", feature = "try-runtime")))]
#[test]
fn metadata_should_be_that_of_its_version_when_compared_with_what_was_written_down() {
    let now = of_this_runtime();
    if std::env::var_os(REFRESH).is_some() {
        std::fs::write(Path::new(FILE), &now).unwrap();
    }
    let before = std::fs::read_to_string(Path::new(FILE)).unwrap_or_default();
    assert_eq!(
        before, now,
        "the metadata changed: if a chain runs this spec_version already, bump spec_version in \
         runtime/consortium/src/lib.rs, and transaction_version too if a call's index or arguments or what is \
         signed changed; then run `{REFRESH}=1 cargo test --release -p salus-runtime-consortium --lib metadata` \
         and commit runtime/consortium/metadata.hash"
    );
}

#[test]
fn metadata_should_be_the_same_when_it_is_made_again() {
    assert_eq!(of_this_runtime(), of_this_runtime());
}
