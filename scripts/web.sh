#!/usr/bin/env bash
# Builds the cryptography for browsers and runs its tests in Node.js and in headless Chromium.
#
#   scripts/web.sh            builds target/web/package and tests it
#   scripts/web.sh --bench    measures it beside the native build in one run; writes docs/benchmarks-web.md
#
# Installs Chromium from Debian's packages if there is none, which needs root (or sudo) the first time.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
root="$(cd "$here/.." && pwd)"
cd "$root/web/wasm"

bench=
for argument in "$@"; do
  case "$argument" in
    --bench) bench=1 ;;
    *) fail "unknown option '$argument'" "scripts/web.sh [--bench]" ;;
  esac
done

# A folder of its own below the build folder: other builds neither wait for this one nor it for them.
target="${CARGO_TARGET_DIR:-$root/target}/web"
export CARGO_TARGET_DIR="$target"
package="$target/package"
start=$(date +%s)
since() { clock $(($(date +%s) - start)); }

# --- what it takes ---------------------------------------------------------------------------

find_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome || true; }

chromium="$(find_chromium)"
if [ -z "$chromium" ] && command -v apt-get >/dev/null; then
  step "Installing Debian's chromium"
  as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
  { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } >/dev/null ||
    fail "Chromium could not be installed, and without it the browser's build is not tested" \
      "apt-get install chromium"
  chromium="$(find_chromium)"
fi
[ -n "$chromium" ] || fail "there is no Chromium, and without it the browser's build is not tested" \
  "install Chromium with this system's package manager"
command -v npm >/dev/null || fail "'npm' is missing" "scripts/setup.sh"

# The tests' one dependency, installed again only when the lock file changed.
if ! cmp -s tests/package-lock.json tests/node_modules/.salus-lock; then
  (cd tests && npm ci --silent --no-audit --no-fund) || fail "npm could not install playwright-core" "cd web/wasm/tests && npm ci"
  cp tests/package-lock.json tests/node_modules/.salus-lock
fi

# --- the package -----------------------------------------------------------------------------

step "Checking the browser's crates"
cargo fmt --check --package salus-web --package salus-web-bench --package salus-web-bind
cargo clippy --quiet --locked --workspace --all-targets -- -D warnings

wasm=wasm32-unknown-unknown
build=(cargo build --quiet --locked --profile web --target "$wasm" --package salus-web)
if ! [ -d "$(rustc --print sysroot)/lib/rustlib/$wasm/lib" ]; then
  if [ -z "${RUSTC:-}" ] && command -v rustup >/dev/null && rustup target add "$wasm" >/dev/null 2>&1; then
    note "rustup has the target $wasm"
  else
    # The standard library is compiled along, from the sources that match the compiler; stable compilers do that on this
    # word only. scripts/setup.sh has linked the linker.
    build=(env RUSTC_BOOTSTRAP=1 "${build[@]}" -Zbuild-std=std,panic_abort)
  fi
fi
step "Compiling to WebAssembly (two minutes the first time)"
"${build[@]}" || fail "the browser's build did not compile" "read the compiler's message above"
step "Making the package ($(since) since the start)"
cargo build --quiet --locked --profile tool --package salus-web-bind ||
  fail "the tool that makes the package did not build" "read the compiler's message above"
rm -rf "$package"
"$target/tool/salus-web-bind" "$target/$wasm/web/salus_web.wasm" "$package"
cp js/* "$package"
note "$package: $(($(stat -c %s "$package/salus_web_bg.wasm") / 1024)) KiB, \
$(($(gzip -9c "$package/salus_web_bg.wasm" | wc -c) / 1024)) KiB compressed"

# --- tests, or the table -----------------------------------------------------------------------

if [ -n "$bench" ]; then
  step "Building the native column"
  cargo build --quiet --locked --release --package salus-web-bench
  step "Measuring natively, in Node.js and in Chromium (load average $(cut -d' ' -f1-3 /proc/loadavg))"
  node tests/bench.mjs "$package" "$chromium" "$target/release/salus-web-bench" "$root/docs/benchmarks-web.md"
  done_ "Measured in $(since); written to docs/benchmarks-web.md"
  exit
fi

report="$(mktemp)"
trap 'rm -f "$report"' EXIT
run_tests() {
  step "Testing in $1 ($(since) since the start)"
  timeout 600 node tests/run.mjs "$package" "${@:2}" >"$report" 2>&1 || {
    cat "$report" >&2
    fail "the browser's build failed its tests in $1" "node web/wasm/tests/run.mjs $package ${*:2}"
  }
  note "$(tail -1 "$report")"
}
run_tests Node.js
in_node="$(grep -c '^test .* \.\.\. ok' "$report")"
run_tests Chromium "$chromium"
[ "$(grep -c '^test .* \.\.\. ok' "$report")" = "$in_node" ] ||
  fail "Chromium did not run the tests that Node.js ran" "compare the two reports of web/wasm/tests/run.mjs"
done_ "The browser's build passes in Node.js and in Chromium after $(since)"
