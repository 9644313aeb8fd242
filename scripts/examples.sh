#!/usr/bin/env bash
# Fetches HL7's FHIR R4 examples through npm and prints the folder they are in.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"

package=hl7.fhir.r4.examples
version=4.0.1
cache="${XDG_CACHE_HOME:-$HOME/.cache}/salus/$package-$version"

if [ ! -e "$cache/package/Patient-example.json" ]; then
  command -v npm >/dev/null || fail "npm is missing" "run scripts/setup.sh"
  step "Fetching the FHIR examples ($package@$version, 18 MB)" >&2
  mkdir -p "$cache"
  work="$(mktemp -d "$cache/unpack.XXXXXX")"
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && npm pack --silent "$package@$version" >/dev/null) ||
    fail "npm could not fetch $package@$version" "check the connection to the npm registry and run this again"
  tar -xzf "$work/$package-$version.tgz" -C "$work"
  rm -rf "$cache/package"
  mv "$work/package" "$cache/package"
fi
echo "$cache/package"
