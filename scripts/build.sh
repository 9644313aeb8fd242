#!/usr/bin/env bash
# Builds every program in the one profile that tests and networks use, and says how far it is.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$here/.."

start=$(date +%s)
step "Building (about 40 minutes on two cores the first time, a few minutes later)"
if [ -t 2 ]; then
  cargo build --release --workspace --bins
else
  # Without a terminal cargo shows no progress bar: a line now and then stands in for it.
  log="$(mktemp)"
  cargo build --release --workspace --bins >"$log" 2>&1 &
  builder=$!
  trap 'kill "$builder" 2>/dev/null || true; rm -f "$log"' EXIT
  waited=0
  while kill -0 "$builder" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    if [ $((waited % 60)) -eq 0 ]; then
      note "$(clock "$waited"): $(grep -c Compiling "$log" || true) crates begun, now at: $(grep Compiling "$log" | tail -1 | sed 's/^ *Compiling //; s/ (.*//')"
    fi
  done
  if ! wait "$builder"; then
    tail -60 "$log" >&2
    fail "the build failed" "read the compiler's message above"
  fi
fi
done_ "Built in $(clock $(($(date +%s) - start)))"
