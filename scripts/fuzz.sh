#!/usr/bin/env bash
# Runs every fuzz target briefly: scripts/fuzz.sh [seconds for each, 20 if not given] [target ...]
#
# With rustup's nightly compiler the targets run under AddressSanitizer. With any other compiler they are
# built without a sanitizer: panics, failed assertions, overflows and endless loops still show.
# What the targets do with their bytes is in fuzz/targets; scripts/test.sh runs the same on mutated seeds.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"

seconds="${1:-20}"
[[ "$seconds" =~ ^[1-9][0-9]*$ ]] || fail "'$seconds' is not a number of seconds" "scripts/fuzz.sh [seconds] [target ...]"
shift || true

nightly="$(rustup toolchain list 2>/dev/null | grep -o '^nightly[^ ]*' | head -1 || true)"
if [ -n "$nightly" ]; then
  # The compiler that scripts/env.sh chose is another one.
  unset RUSTC RUSTDOC CARGO
  with=(rustup run "$nightly")
  sanitizer=address
else
  # shellcheck source=scripts/env.sh
  source "$here/env.sh"
  # The coverage flags are the compiler's own, and stable compilers take them on this word only.
  export RUSTC_BOOTSTRAP=1
  with=()
  sanitizer=none
fi

tools="${XDG_CACHE_HOME:-$HOME/.cache}/salus/cargo-fuzz"
export PATH="$tools/bin:$PATH"
if ! command -v cargo-fuzz >/dev/null; then
  step "Installing cargo-fuzz (about a minute)"
  (cd / && CARGO_TARGET_DIR="$tools/target" "${with[@]}" cargo install --quiet --locked --root "$tools" cargo-fuzz) ||
    fail "cargo-fuzz could not be installed" "cargo install cargo-fuzz --locked"
  rm -rf "$tools/target"
fi

cd "$here/../fuzz"
mapfile -t known < <("${with[@]}" cargo fuzz list)
targets=("$@")
[ $# -gt 0 ] || targets=("${known[@]}")
for target in "${targets[@]}"; do
  printf '%s\n' "${known[@]}" | grep -qx -- "$target" || fail "there is no fuzz target '$target'" "one of: ${known[*]}"
done

start=$(date +%s)
step "Building the fuzz targets, sanitizer: $sanitizer (about ten minutes on two cores the first time)"
log="$(mktemp)"
trap 'rm -rf "$log" "${found-}"' EXIT
"${with[@]}" cargo fuzz build --sanitizer "$sanitizer" >"$log" 2>&1 || {
  tail -40 "$log" >&2
  fail "the fuzz targets did not build" "read the compiler's message above"
}
note "built in $(clock $(($(date +%s) - start)))"

number() { sed -n "s/^stat::$1: *//p" "$log"; }
for target in "${targets[@]}"; do
  # New inputs go to a folder of their own: the committed seeds stay few. Anything above these bounds is a finding.
  found="$(mktemp -d)"
  seeds=()
  for folder in corpus seeds; do [ ! -d "$folder/$target" ] || seeds+=("$folder/$target"); done
  status=0
  "${with[@]}" cargo fuzz run --sanitizer "$sanitizer" "$target" "$found" "${seeds[@]}" -- \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
    >"$log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    tail -40 "$log" >&2
    fail "$target failed" "scripts/fuzz.sh $seconds $target, with the input in fuzz/artifacts/$target"
  fi
  note "$target: $(number number_of_executed_units) inputs in $seconds s, $(number new_units_added) of them led \
somewhere new, $(number peak_rss_mb) MiB at most"
  rm -rf "$found"
done
done_ "Nothing found by ${#targets[@]} targets"
