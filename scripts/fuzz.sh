#!/usr/bin/env bash
# Runs every fuzz target briefly: scripts/fuzz.sh [seconds for each, 20 if not given] [target ...]
#
# With rustup's nightly compiler the targets run under AddressSanitizer. With any other compiler they are
# built without a sanitizer: panics, failed assertions, overflows and endless loops still show.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
cd "$here/../fuzz"

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
command -v cargo-fuzz >/dev/null || fail "cargo-fuzz is missing" "cargo install cargo-fuzz --locked"

mapfile -t targets < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else "${with[@]}" cargo fuzz list; fi)
step "Building ${#targets[@]} fuzz targets, sanitizer: $sanitizer"
"${with[@]}" cargo fuzz build --sanitizer "$sanitizer"
for target in "${targets[@]}"; do
  step "Fuzzing $target for $seconds s"
  # New inputs go to a folder of their own: the seeds in corpus/ stay few. Anything above these bounds is a finding.
  found="$(mktemp -d)"
  status=0
  "${with[@]}" cargo fuzz run --sanitizer "$sanitizer" "$target" "$found" "corpus/$target" -- \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=8192 -print_final_stats=1 \
    >"$found.log" 2>&1 || status=$?
  if [ "$status" -ne 0 ]; then
    tail -40 "$found.log" >&2
    fail "$target failed" "scripts/fuzz.sh $seconds $target, with the input in fuzz/artifacts/$target"
  fi
  note "$(sed -n 's/^stat::number_of_executed_units: *//p' "$found.log") inputs, \
$(sed -n 's/^stat::peak_rss_mb: *//p' "$found.log") MiB at most"
  rm -rf "$found" "$found.log"
done
done_ "Nothing found"
