#!/usr/bin/env bash
# Measures the cryptography beside its opponents and its bound; writes docs/benchmarks.md and docs/benchmarks.svg.
#
#   scripts/bench.sh            everything, about five minutes once it is built
#   scripts/bench.sh --quick    two sizes, one minute; prints the table and leaves the documents alone
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$here/.."

options=() folder=docs
for argument in "$@"; do
  case "$argument" in
    --quick) options+=(--quick) folder='' ;;
    *) fail "unknown option '$argument'" "scripts/bench.sh [--quick]" ;;
  esac
done

target="${CARGO_TARGET_DIR:-$PWD/target/bench}"
work="$target/measured"
start=$(date +%s)
mkdir -p "$work"

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

"$work/plain" report "$work/results" ${folder:+"$folder"}
if [ -n "$folder" ]; then note "written to $folder/benchmarks.md and $folder/benchmarks.svg"; fi
done_ "Measured in $(clock $(($(date +%s) - start))) (load average now $(cut -d' ' -f1-3 /proc/loadavg))"
