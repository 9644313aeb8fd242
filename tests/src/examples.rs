//! The FHIR examples of HL7, as the npm package `hl7.fhir.r4.examples` has them.

use anyhow::{ensure, Context, Result};
use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

/// Where `scripts/examples.sh` unpacked the package.
pub struct Examples(PathBuf);

/// Bytes of the made-up scan: more than the 20 MiB that one block, one DAG node and one buffer could hide in.
pub const SCAN_BYTES: u64 = 24 * 1024 * 1024 + 12_345;

impl Examples {
    /// The folder named by `SALUS_EXAMPLES`.
    ///
    /// # Errors
    /// When it is not set or holds no examples; the message says how to get them.
    pub fn find() -> Result<Self> {
        let folder = std::env::var_os("SALUS_EXAMPLES").context(
            "SALUS_EXAMPLES is not set: run scripts/examples.sh, it prints the folder to name there",
        )?;
        let examples = Self(folder.into());
        ensure!(
            examples.file("Patient-example.json").is_file(),
            "{} holds no FHIR examples: run scripts/examples.sh",
            examples.0.display()
        );
        Ok(examples)
    }

    /// One resource of the package.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// Makes a binary file of `bytes` random bytes, incompressible as a scan is.
///
/// # Errors
/// When the file cannot be written.
pub fn make_scan(path: &Path, bytes: u64) -> Result<()> {
    let mut random = File::open("/dev/urandom").context("opening /dev/urandom")?.take(bytes);
    let mut file = File::create(path).with_context(|| format!("creating {}", path.display()))?;
    std::io::copy(&mut random, &mut file)?;
    file.flush()?;
    Ok(())
}
