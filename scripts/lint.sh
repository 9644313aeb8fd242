#!/usr/bin/env bash
# Runs clippy and rustdoc, and lets neither warn, on everything of Salus's that was compiled since they last passed.
#
# `cargo clippy` and `cargo doc` would check the thousand crates below Salus first, once more than the build. This takes
# what the build has made of them: `scripts/record-rustc.sh` kept how each crate was compiled.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"
# shellcheck source=scripts/env.sh
source "$here/env.sh"
root="$(cd "$here/.." && pwd)"
records="${CARGO_TARGET_DIR:-$root/target}/release/compiled"

# The arguments of the compiler without those that say what to make of the crate and how to tell it.
without_output() {
  local skip=''
  kept=()
  for argument in "${arguments[@]}"; do
    if [ -n "$skip" ]; then skip='' && continue; fi
    case "$argument" in
      --emit | --out-dir | --error-format | --json | --diagnostic-width) skip=yes ;;
      --emit=* | --error-format=* | --json=* | --diagnostic-width=*) ;;
      *) kept+=("$argument") ;;
    esac
  done
}

# look RECORD: both tools on one crate; prints what they say, and fails if they say anything.
look() {
  local record="$1" arguments=() kept=() scratch
  scratch="$(mktemp -d)"
  trap 'rm -rf "$scratch"' RETURN
  # shellcheck source=/dev/null
  source "$record"
  without_output
  # Of the build that is over.
  unset CARGO_MAKEFLAGS MAKEFLAGS MFLAGS
  export CLIPPY_ARGS='-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__' CARGO_PRIMARY_PACKAGE=1
  clippy-driver "${RUSTC:-rustc}" "${kept[@]}" --emit=metadata --out-dir "$scratch" || return 1
  case " ${kept[*]} " in *' --test '* | *' build.rs '* | *'/build.rs '*) return 0 ;; esac
  local private=()
  # A program's documentation is for who works on it.
  case " ${kept[*]} " in *' --crate-type bin '*) private=(--document-private-items) ;; esac
  "${RUSTDOC:-rustdoc}" "${kept[@]}" "${private[@]}" -D warnings --out-dir "$scratch/doc" >/dev/null
}

# crate RECORD: looks at it, and remembers that it passed.
crate() {
  local report
  report="$(mktemp)"
  if (look "$1") >"$report" 2>&1; then
    touch -r "$1" "$1.passed"
    rm -f "$report"
  else
    cat "$report" >&2
    rm -f "$report"
    return 1
  fi
}

if [ $# -eq 1 ]; then
  crate "$1"
  exit
fi
[ -d "$records" ] || fail "nothing was compiled yet" "scripts/build.sh"

# What there is to look at: each library, program and test, and what each is with its unit tests.
expected() {
  cargo metadata --no-deps --format-version 1 | jq -r --arg root "$root/" '
    .packages[].targets[] | (.src_path | ltrimstr($root) | gsub("/"; "+")) as $file |
    if any(.kind[]; . == "test") then "\($file).test"
    elif any(.kind[]; . == "lib" or . == "bin") then $file, (select(.test) | "\($file).test")
    else $file end'
}

due=()
while read -r key; do
  record="$records/$key"
  # One of another checkout that shares the build folder is none.
  if ! [ -e "$record" ] || [ "$(head -1 "$record")" != "cd $(printf %q "$root")" ]; then
    file="${key%.test}"
    fail "${file//+//} was compiled by something else, so nobody knows how" "touch ${file//+//}, then scripts/test.sh"
  fi
  if ! [ -e "$record.passed" ] || [ "$record" -nt "$record.passed" ]; then due+=("$record"); fi
done < <(expected)
[ "${#due[@]}" -eq 0 ] && done_ "Everything that was compiled has passed clippy and rustdoc already" && exit
printf '%s\0' "${due[@]}" | xargs -0 -n 1 -P "$(nproc)" "$here/lint.sh" ||
  fail "clippy or rustdoc has something to say" "see the lines above"
done_ "Clippy and rustdoc have nothing to say about ${#due[@]} crates, programs and tests"
