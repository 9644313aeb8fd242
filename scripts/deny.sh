#!/usr/bin/env bash
# Checks the licences and sources of every crate that a program or runtime is built with, and that banned crates are in
# none: `deny.toml`, and `runtime/parachain/deny.toml` for what only that runtime may carry.
#
#   scripts/deny.sh                 licences, bans and sources
#   scripts/deny.sh --advisories    known vulnerabilities, too; fetches their database, which needs open internet
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$here/.."

checks=(licenses bans sources)
for argument in "$@"; do
  case "$argument" in
    --advisories) checks+=(advisories) ;;
    *) fail "unknown option '$argument'" "scripts/deny.sh [--advisories]" ;;
  esac
done

version=0.20.2
tools="${XDG_CACHE_HOME:-$HOME/.cache}/salus/tools"
deny="$tools/bin/cargo-deny"
if [ "$("$deny" --version 2>/dev/null)" != "cargo-deny $version" ]; then
  step "Installing cargo-deny $version (about two minutes)"
  # Unoptimised: it runs for seconds, and compiling it takes minutes.
  CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_STRIP=symbols \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_TARGET_DIR="$tools/target" nice -n 19 \
    cargo install --quiet --locked --root "$tools" --no-track --force "cargo-deny@$version" ||
    fail "cargo-deny could not be installed" "cargo install cargo-deny@$version"
  rm -rf "$tools/target"
fi

report="$(mktemp)"
trap 'rm -f "$report"' EXIT
check() {
  step "Checking licences, bans and sources of $1"
  "$deny" --locked --log-level error "${@:2}" check "${checks[@]}" >"$report" 2>&1 || {
    cat "$report" >&2
    fail "a crate of $1 is not allowed" "see the lines above; deny.toml says what is allowed and why"
  }
}
check "every program and the stand-alone runtime" --workspace --exclude salus-runtime-parachain
check "the parachain's runtime" --manifest-path runtime/parachain/Cargo.toml
done_ "Every crate is allowed"
