#!/usr/bin/env bash
# Writes the committed test vectors of salus-abe, salus-envelope and salus-protocol again, from fixed random bytes.
#
#   scripts/vectors.sh            writes crypto/abe/vectors, crypto/envelope/vectors and protocol/vectors
#   scripts/vectors.sh --check    writes nothing; names every vector that differs and fails if one does
#
# The generators are the crates' tests `vectors`, and the comparison is one of them: scripts/test.sh makes it with all
# others. Not written again: header-v1.json, header-v2.json and x-wing.json, which come from elsewhere, and seeded.json, which has a test of
# its own (`--test seeded`). In key-card.json a signature stays
# while it is over the same statement: its scheme has randomness of its own.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
cd "$here/.."

# One crate's difference does not hide another's.
vectors() {
  local failed=0
  cargo test --quiet --release --no-fail-fast -p salus-abe -p salus-envelope --test vectors -- "$@" || failed=1
  # Key cards, packages and trails are the protocol's.
  for module in card::tests audit::vectors; do
    cargo test --quiet --release -p salus-protocol --lib -- "${@/#vectors_/${module}::vectors_}" || failed=1
  done
  return "$failed"
}
case "${1-}" in
  --check)
    step "Comparing the vectors with what this release writes"
    vectors vectors_should_be_written_again ||
      fail "vectors differ: they are named above" "scripts/vectors.sh, if the format was meant to change"
    done_ "All vectors are the same"
    ;;
  '')
    step "Writing the vectors"
    vectors --ignored --exact vectors_regenerate
    done_ "Written; git diff -- crypto protocol shows what changed"
    ;;
  *) fail "unknown option '$1'" "scripts/vectors.sh [--check]" ;;
esac
