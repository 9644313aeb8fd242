#!/usr/bin/env bash
# Starts four organisations on this machine and tells the story of one record.
#
#   scripts/run.sh           sets up, builds, tells the story, stops everything
#   scripts/run.sh --keep    leaves the network running until Ctrl-C
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
cd "$here/.."

for argument in "$@"; do
  case "$argument" in
    --keep) ;;
    *) fail "unknown option '$argument'" "scripts/run.sh [--keep]" ;;
  esac
done

"$here/setup.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
"$here/build.sh"
SALUS_EXAMPLES="$("$here/examples.sh")"
export SALUS_EXAMPLES
exec "${CARGO_TARGET_DIR:-target}/release/salus-story" "$@"
