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
"$here/named-tests.sh"
"$here/prose.sh"
"$here/build.sh"

step "Building the end-to-end tests ($(clock $(($(date +%s) - start))) since the start)"
cargo test --quiet --release --workspace --test '*' --no-run
SALUS_EXAMPLES="$("$here/examples.sh")"
export SALUS_EXAMPLES
(cd tests/polkadot-js && npm ci --silent --no-audit --no-fund)

# With them go the other tests of whole crates: the committed vectors, which are made again and compared, and streams.
# Four organisations mostly wait for their chain's next block, so the other checks take the time in between; with less
# urgency, so that no deadline of the network's is missed for them. Job control makes them a group, which can be stopped.
step "Starting the end-to-end tests: four nodes and four gateways; their report comes last"
report="$(mktemp)"
set -m
SALUS_ANY_PORT=1 cargo test --release --workspace --test '*' -- --test-threads=1 >"$report" 2>&1 &
network=$!
set +m
trap 'kill -- -"$network" 2>/dev/null || true; rm -f "$report"' EXIT
# Until it runs, it needs the build folder for itself.
until grep -q Running "$report" || ! kill -0 "$network" 2>/dev/null; do sleep 1; done

"$here/deny.sh"
step "Building the other tests ($(clock $(($(date +%s) - start))) since the start)"
# The libraries as they are without tests, and the examples, too: `scripts/lint.sh` looks at all.
nice -n 19 cargo build --quiet --release --workspace --lib --examples
nice -n 19 cargo test --quiet --release --workspace --lib --bin salus --no-run
step "Running the unit and runtime tests ($(clock $(($(date +%s) - start))) since the start)"
# What the SDK says on the way hides what failed; it is about transactions that the tests want refused.
RUST_LOG=off nice -n 19 cargo test --quiet --release --workspace --lib --bin salus
step "Running clippy and rustdoc ($(clock $(($(date +%s) - start))) since the start)"
nice -n 19 "$here/lint.sh"
step "Building and testing the cryptography for browsers ($(clock $(($(date +%s) - start))) since the start)"
nice -n 19 "$here/web.sh"

step "Waiting for the end-to-end tests ($(clock $(($(date +%s) - start))) since the start)"
if ! wait "$network"; then
  cat "$report" >&2
  # Once more, where it is seen first: what the failed tests ended with.
  sed -n '/^Error: /,/^$/p; /panicked at/,/^$/p' "$report" >&2
  fail "the end-to-end tests failed" "read their report above"
fi
done_ "All checks passed after $(clock $(($(date +%s) - start)))"
cat "$report"
