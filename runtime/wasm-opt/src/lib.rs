//! Stands in for the crate `wasm-opt` while the runtimes are built.
//!
//! `substrate-wasm-builder` asks that crate for two things alone: leave out the debugging sections, and replace the
//! instructions of WebAssembly's sign-extension proposal; it optimises nothing. For that, 220 files of C++ would be
//! compiled first, a fifth of the time that a build from nothing takes. The compiler makes no instruction of that
//! proposal for the target of the runtimes, `wasm32v1-none`. So this crate removes the sections, encodes the module
//! again, which leaves out the linker's padding, and refuses a module that needs more.
//!
//! The names and shapes are those of the crate that it stands in for, as far as they are used.

use parity_wasm::elements::{deserialize_file, serialize_to_file, Module, Section};
use std::path::Path;

/// What is done beside encoding the module again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Removes the sections for debuggers.
    StripDwarf,
    /// Replaces the instructions of the sign-extension proposal. There are none in a module that can be read here.
    SignextLowering,
}

/// Why a module was not written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It could not be read: it is broken, or has instructions that came after WebAssembly's first version.
    #[error("cannot read the module; it must be WebAssembly 1.0, as the target wasm32v1-none makes it: {0}")]
    Read(parity_wasm::elements::Error),
    /// It could not be written.
    #[error("cannot write the module: {0}")]
    Write(parity_wasm::elements::Error),
}

/// What is to be done with a module.
#[derive(Clone, Debug, Default)]
pub struct OptimizationOptions {
    passes: Vec<Pass>,
}

impl OptimizationOptions {
    /// Nothing but encoding it again.
    pub fn new_opt_level_0() -> Self {
        Self::default()
    }

    /// Reads modules of WebAssembly's first version alone. Always so here.
    pub fn mvp_features_only(&mut self) -> &mut Self {
        self
    }

    /// Keeps the functions' names. Always so here.
    pub fn debug_info(&mut self, _keep: bool) -> &mut Self {
        self
    }

    /// Does `pass`, too.
    pub fn add_pass(&mut self, pass: Pass) -> &mut Self {
        self.passes.push(pass);
        self
    }

    /// Reads the module at `from` and writes it to `to`.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn run(&self, from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), Error> {
        let mut module = deserialize_file(from).map_err(Error::Read)?;
        if self.passes.contains(&Pass::StripDwarf) {
            strip(&mut module);
        }
        serialize_to_file(to, module).map_err(Error::Write)
    }
}

/// Removes the sections for debuggers.
fn strip(module: &mut Module) {
    let debugging = |section: &Section| matches!(section, Section::Custom(custom) if custom.name().starts_with(".debug_"));
    module.sections_mut().retain(|section| !debugging(section));
}

#[cfg(test)]
mod tests;
