#!/usr/bin/env bash
# Sets the machine up, builds, and runs every check and test. The last line is the test runner's.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
cd "$here/.."
start=$(date +%s)

"$here/setup.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"

step "Checking the format"
cargo fmt --all --check
"$here/build.sh"

# In the build's own profile: macros, build scripts and the C libraries under them are compiled once, not twice.
step "Running clippy ($(clock $(($(date +%s) - start))) since the start)"
cargo clippy --quiet --release --workspace --all-targets -- -D warnings
step "Checking the documentation ($(clock $(($(date +%s) - start))) since the start)"
RUSTDOCFLAGS="-D warnings" cargo doc --quiet --release --workspace --no-deps

step "Running the unit and runtime tests ($(clock $(($(date +%s) - start))) since the start)"
cargo test --quiet --release --workspace --lib --bins

step "Running the end-to-end tests: four nodes and four gateways ($(clock $(($(date +%s) - start))) since the start)"
SALUS_EXAMPLES="$("$here/examples.sh")"
export SALUS_EXAMPLES
(cd tests/polkadot-js && npm ci --silent --no-audit --no-fund)
done_ "Ready for the end-to-end tests after $(clock $(($(date +%s) - start)))"
SALUS_ANY_PORT=1 cargo test --release --workspace --test '*' -- --test-threads=1
