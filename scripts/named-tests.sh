#!/usr/bin/env bash
# Checks that every test that the documentation names exists, in the module that it names.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
cd "$here/.."

# A test's name in backquotes, with its modules before it: `attacks::shapes::capsule_should_not_open_when_…`.
named() { grep -HoE '`([a-z0-9_]+::)*[a-z0-9_]+_should_[a-z0-9_]+`' "$@" | tr -d '`' | sort -u; }
mapfile -t documents < <(find . \( -name target -o -name node_modules -o -name .git \) -prune -o -name '*.md' -print)
# Of Rust, and methods of the browser's.
tests="$(grep -rnoE --include='*.rs' --exclude-dir=target --exclude-dir=node_modules 'fn [a-z0-9_]+_should_[a-z0-9_]+' .
  grep -HoE '^ *(async )?[a-z0-9_]+_should_[a-z0-9_]+\(' web/wasm/tests/*.mjs |
    sed -E 's/^([^:]+): *(async )?([a-z0-9_]+)\($/\1:0:fn \3/')"

missing=0 count=0
while IFS=: read -r document name; do
  count=$((count + 1))
  found="$(grep -E ":fn ${name##*::}\$" <<<"$tests" | cut -d: -f1 || true)"
  # The last module before the name is a file, a folder, or a module inside the file.
  if [[ "$name" == *::* ]]; then
    module="${name%::*}" module="${module##*::}" elsewhere="$found" found=''
    for file in $elsewhere; do
      if [[ "$file" == */"$module".rs || "$file" == */"$module".mjs || "$file" == */"$module"/* ]] || grep -q "mod $module\b" "$file"; then found="$file"; fi
    done
  fi
  if [ -z "$found" ]; then
    note "$document names the test $name, which does not exist" >&2
    missing=$((missing + 1))
  fi
done < <(named "${documents[@]}")
[ "$missing" -eq 0 ] || fail "$missing of $count tests that the documentation names do not exist" "correct the names, or write the tests"
[ "$count" -gt 0 ] || fail "the documentation names no tests at all" "look at the pattern in scripts/named-tests.sh"
done_ "All $count tests that the documentation names exist"
