#!/usr/bin/env bash
# Measures the cryptography beside its opponents and its bound, and the chain's calls beside a template chain's;
# writes docs/benchmarks.md, docs/benchmarks.svg and docs/benchmarks-chain.md.
#
#   scripts/bench.sh            everything, about six minutes once it is built
#   scripts/bench.sh --chain    the chain alone, one minute
#   scripts/bench.sh --quick    two sizes, one minute; prints the table and leaves the documents alone
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$here/.."

options=() folder=docs cryptography=yes
for argument in "$@"; do
  case "$argument" in
    --quick) options+=(--quick) folder='' ;;
    --chain) cryptography='' ;;
    *) fail "unknown option '$argument'" "scripts/bench.sh [--quick] [--chain]" ;;
  esac
done

target="${CARGO_TARGET_DIR:-$PWD/target/bench}"
work="$target/measured"
start=$(date +%s)
mkdir -p "$work"

measure_cryptography() {
  # Two builds, because one program holds one version of salus-abe: with pairings by blst and without.
  build() {
    CARGO_TARGET_DIR="$target" cargo build --quiet --release --locked --manifest-path scripts/bench/Cargo.toml "${@:2}" ||
      fail "the benchmarks did not build" "read the compiler's message above"
    cp "$target/release/salus-bench" "$work/$1"
  }
  step "Building the benchmarks (a few minutes the first time)"
  build with-blst --features blst
  build plain

  measure() {
    "$work/$1" measure "$work/results" "${options[@]}" "${@:2}" >"$work/$1.log" 2>&1 || {
      tail -20 "$work/$1.log" >&2
      fail "a benchmark failed" "read its message above; all of its output is in $work/$1.log"
    }
  }
  rm -rf "$work/results" "$work/results.criterion"
  step "Measuring Salus, the opponents and the bound (load average $(cut -d' ' -f1-3 /proc/loadavg))"
  measure plain
  step "Measuring Salus with blst"
  measure with-blst --only-salus

  step "Sealing and opening whole streams in constant memory"
  "$work/plain" stream "$work/results" "${options[@]}" >"$work/stream.log" 2>&1 || {
    tail -20 "$work/stream.log" >&2
    fail "streaming failed" "read its message above"
  }

  "$work/plain" report "$work/results" ${folder:+"$folder"}
  if [ -n "$folder" ]; then note "written to $folder/benchmarks.md and $folder/benchmarks.svg"; fi
}

# The runtime as native code, in the build of the tests: see runtime/consortium/src/tests/throughput.
measure_chain() {
  step "Measuring the chain (load average $(cut -d' ' -f1-3 /proc/loadavg))"
  cargo test --quiet --release --workspace --lib -- --ignored --nocapture --test-threads=1 tests::throughput \
    >"$work/chain.log" 2>&1 || {
    tail -20 "$work/chain.log" >&2
    fail "a benchmark failed" "read its message above; all of its output is in $work/chain.log"
  }
  {
    printf '# The chain, measured\n\n'
    printf 'Written by `scripts/bench.sh`, not by hand. Signed transactions through `Executive::apply_extrinsic`,\n'
    printf 'signature and all transaction extensions included: native code on one core, state in memory, the median of\n'
    printf 'each. The opponent is a chain with `pallet-balances` as the SDK makes it, without fees, in the same run.\n\n'
    printf 'Machine: %s. Date: %s.\n\n' "$(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -1)" "$(date -u +%F)"
    # The rows, of which the runner puts its dots before the first, with an empty line between the tables.
    sed -n 's/^\.*|/|/p' "$work/chain.log" | awk '/^\| (What|Transaction) / && NR > 1 { print "" } { print }'
  } >"$work/chain.md"
  if [ -n "$folder" ]; then
    cp "$work/chain.md" "$folder/benchmarks-chain.md"
    note "written to $folder/benchmarks-chain.md"
  else
    cat "$work/chain.md"
  fi
}

[ -z "$cryptography" ] || measure_cryptography
measure_chain
done_ "Measured in $(clock $(($(date +%s) - start))) (load average now $(cut -d' ' -f1-3 /proc/loadavg))"
