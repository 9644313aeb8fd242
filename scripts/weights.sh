#!/usr/bin/env bash
# Measures every call of Salus's pallets on this machine and writes runtime/common/src/weights/ and docs/weights.md.
#
#   scripts/weights.sh [STEPS] [REPEATS]      (50 and 20 unless told; ten minutes with 20 and 10)
#
# Run it on the kind of machine that validators have, with nothing else running.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$here/.."
steps="${1:-50}" repeats="${2:-20}"
target="${CARGO_TARGET_DIR:-$PWD/target}"

# One of the runner's dependencies would build a test runtime of its own, which nobody runs here.
step "Building the benchmark runner"
SKIP_WASM_BUILD=1 CARGO_TARGET_DIR="$target" cargo build --quiet --release --manifest-path scripts/weights/Cargo.toml

# 'check' compiles no native code for the runtime's dependencies, but its build script makes the blob.
step "Building the runtime with benchmarks"
cargo check --quiet --package salus-runtime-consortium --features runtime-benchmarks
blob="$target/debug/wbuild/salus-runtime-consortium/salus_runtime_consortium.wasm"
[ -e "$blob" ] || fail "no runtime at $blob" "look at the messages above"

for pallet in consortium attribute_authority consent ehr_registry audit_log enactment; do
  step "Measuring pallet_$pallet"
  "$target/release/salus-weights" --runtime "$blob" --genesis-builder=runtime --genesis-builder-preset=development \
    --pallet "pallet_$pallet" --extrinsic '*' --steps "$steps" --repeat "$repeats" --wasm-execution compiled \
    --header scripts/weights/header.txt --template scripts/weights/template.hbs \
    --output "runtime/common/src/weights/pallet_$pallet.rs"
done
rustfmt --edition 2021 runtime/common/src/weights/*.rs
awk -f scripts/weights/table.awk runtime/common/src/weights/pallet_*.rs >docs/weights.md
done_ "Weights written; read the difference before committing it"
