#!/usr/bin/env bash
# Compiles what cargo asks for and keeps how it was asked, so that `scripts/lint.sh` can look at the same code with the same
# dependencies. Cargo calls it as RUSTC_WORKSPACE_WRAPPER (`scripts/env.sh`), for Salus's own crates alone.
#
#   scripts/record-rustc.sh RUSTC ARGUMENTS...
set -euo pipefail
"$@"

# What makes a file for this machine; cargo's questions about the compiler make none, and WebAssembly is the same code.
source='' out='' tested='' arguments=("${@:2}")
for place in "${!arguments[@]}"; do
  case "${arguments[place]}" in
    *.rs) source="${arguments[place]}" ;;
    --out-dir) out="${arguments[place + 1]:-}" ;;
    --test) tested=.test ;;
    --target) exit 0 ;;
  esac
done
case "$out" in
  */deps) records="${out%/deps}/compiled" ;;
  */examples) records="${out%/examples}/compiled" ;;
  */build/*) records="${out%/build/*}/compiled" ;;
  *) exit 0 ;;
esac
[ -n "$source" ] || exit 0
mkdir -p "$records"
record="$(mktemp "$records/.XXXXXX")"
{
  printf 'cd %q\n' "$PWD"
  # What cargo and build scripts tell the crate, and nothing else of the environment: there may be secrets in it.
  for name in $(compgen -e); do
    case "$name" in CARGO* | OUT_DIR | SUBSTRATE_*) declare -p "$name" ;; esac
  done
  printf 'arguments=('
  printf '%q ' "${arguments[@]}"
  printf ')\n'
} >"$record"
# One crate has one record: the last.
key="${source#"$PWD"/}"
mv "$record" "$records/${key//\//+}$tested"
