#!/usr/bin/env bash
# Makes a machine ready to build Salus. Safe to run again: it does only what is missing.
#
# Needs root (or sudo) the first time on Debian, to install packages.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
# shellcheck source=scripts/say.sh
source "$here/say.sh"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/salus"
mkdir -p "$cache"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "installing packages needs root" "run '$*' as root, then run this script again"; fi
}

# --- system packages -------------------------------------------------------------------------

packages=(clang libclang-dev protobuf-compiler cmake pkg-config make gcc g++ perl libssl-dev git curl ca-certificates jq)

missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || echo "$package"
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ "${#missing[@]}" -eq 0 ] && return 0
  step "Installing Debian packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

if command -v apt-get >/dev/null; then
  install_packages "${packages[@]}"
else
  for tool in clang protoc cmake pkg-config git curl jq; do
    command -v "$tool" >/dev/null || fail "'$tool' is missing" "install it with this system's package manager"
  done
fi

# The FHIR examples and the polkadot.js test come through npm.
if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  if command -v apt-get >/dev/null; then install_packages nodejs npm
  else fail "'node' and 'npm' are missing" "install Node.js 18 or newer with this system's package manager"; fi
fi
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] ||
  fail "Node.js $(node --version) is too old" "install Node.js 18 or newer"

# --- Rust ------------------------------------------------------------------------------------

# True if rustup has, or can fetch, the toolchain and the wasm target named in rust-toolchain.toml.
rustup_works() {
  command -v rustup >/dev/null || return 1
  local channel
  channel="$(sed -n 's/^channel = "\(.*\)"/\1/p' "$here/../rust-toolchain.toml")"
  timeout 600 rustup toolchain install "$channel" --profile minimal \
    --component rustfmt --component clippy --component rust-src --target wasm32v1-none >/dev/null 2>&1
}

# The wasm32v1-none libraries for Debian's compiler, built from the sources that match it.
build_debian_wasm_target() {
  local sysroot rustlib work major
  sysroot="$(/usr/bin/rustc --print sysroot)"
  rustlib="$sysroot/lib/rustlib"
  major="$(/usr/bin/rustc -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')"
  install_packages "lld-$major"

  local stamp="$rustlib/wasm32v1-none/.salus" version
  version="$(/usr/bin/rustc -vV | sed -n 's/^commit-hash: //p')"
  if [ "$(cat "$stamp" 2>/dev/null)" != "$version" ]; then
    step "Building the wasm32v1-none standard library (about 20 seconds)"
    work="$(mktemp -d)"
    mkdir -p "$work/src"
    printf '[package]\nname = "sysroot"\nversion = "0.0.0"\nedition = "2021"\n' >"$work/Cargo.toml"
    printf '#![no_std]\n' >"$work/src/lib.rs"
    # embed-bitcode: without it the runtime's link-time optimisation finds no bitcode in libcore.
    (cd "$work" && env -u RUSTUP_TOOLCHAIN PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
      RUSTFLAGS="-Cembed-bitcode=yes" CARGO_TARGET_DIR="$work/target" \
      /usr/bin/cargo build --quiet --release -Zbuild-std=core,alloc --target wasm32v1-none)
    as_root mkdir -p "$rustlib/wasm32v1-none/lib"
    as_root find "$rustlib/wasm32v1-none/lib" -name '*.rlib' -delete
    as_root find "$work/target/wasm32v1-none/release/deps" \
      \( -name 'libcore-*.rlib' -o -name 'liballoc-*.rlib' -o -name 'libcompiler_builtins-*.rlib' \) \
      -exec cp {} "$rustlib/wasm32v1-none/lib/" \;
    echo "$version" | as_root tee "$stamp" >/dev/null
    rm -rf "$work"
    # A runtime compiled against the old libraries must not be reused.
    rm -rf "${CARGO_TARGET_DIR:-$here/../target}"/*/wbuild
  fi

  local linker="$rustlib/x86_64-unknown-linux-gnu/bin/rust-lld"
  if [ "$(readlink -f "$linker" 2>/dev/null)" != "$(readlink -f "/usr/bin/lld-$major")" ]; then
    as_root mkdir -p "$(dirname "$linker")"
    as_root ln -sf "/usr/bin/lld-$major" "$linker"
  fi

  # The same linker for programs and tests: GNU's takes several times as long. `scripts/env.sh` names this folder to the
  # C compiler that links them. Compiler flags would do it, too, but they would be another reason to compile everything.
  mkdir -p "$cache/linker"
  ln -sf "/usr/bin/ld.lld-$major" "$cache/linker/ld"
}

choice="$cache/toolchain"
if [ ! -e "$choice" ]; then
  step "Looking for a Rust toolchain that can build the runtime"
  if rustup_works; then echo rustup >"$choice"; else echo debian >"$choice"; fi
fi
if [ "$(cat "$choice")" = debian ]; then
  command -v apt-get >/dev/null || fail "no Rust toolchain with the wasm32v1-none target" \
    "install rustup, then run: rustup toolchain install"
  install_packages rustc-web cargo-web rust-web-src rust-web-clippy rustfmt-web rust-web-llvm
  build_debian_wasm_target
fi

# shellcheck source=scripts/env.sh
source "$here/env.sh"
done_ "Toolchain ready: $(cd "$here/.." && rustc --version)"
