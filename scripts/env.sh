# Source this file: it puts the toolchain that can build the runtime first in PATH.
#
#   source scripts/env.sh
#
# Two toolchains are known to work:
#   - rustup's, named by rust-toolchain.toml, where rustup can download it;
#   - Debian's `rustc-web` packages under /usr/bin, with the wasm32v1-none target that
#     scripts/setup.sh builds from their sources, where only package registries are reachable.
# scripts/setup.sh prepares whichever is available and records its choice.

_salus_root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
_salus_choice="${XDG_CACHE_HOME:-$HOME/.cache}/salus/toolchain"

if [ -r "$_salus_choice" ] && [ "$(cat "$_salus_choice")" = debian ]; then
  export PATH="/usr/bin:$PATH"
  # The Debian compiler is chosen by PATH, so rust-toolchain.toml must not redirect it.
  export RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc CARGO=/usr/bin/cargo
  # LLD links what rustc hands to the C compiler. rustup's toolchain brings it and uses it by itself.
  if [ -x "${XDG_CACHE_HOME:-$HOME/.cache}/salus/linker/ld" ]; then
    export COMPILER_PATH="${XDG_CACHE_HOME:-$HOME/.cache}/salus/linker"
  fi
fi

# Keeps how Salus's own crates are compiled, for `scripts/lint.sh`.
export RUSTC_WORKSPACE_WRAPPER="$_salus_root/scripts/record-rustc.sh"

# substrate-wasm-builder compiles the runtime for this target on any Rust since 1.84.
export WASM_BUILD_WORKSPACE_HINT="$_salus_root"
export CARGO_TERM_COLOR="${CARGO_TERM_COLOR:-auto}"
unset _salus_root _salus_choice
