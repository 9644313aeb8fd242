//! Runtimes: the file that is proposed by its hash, and handed in when the council has authorised that.

use crate::{
    commands::read_file,
    context::Context,
    failure::Failure,
    output::{hex, Outcome},
    progress::Progress,
};
use salus_client::blake2_256;
use salus_primitives::Digest;
use std::path::Path;

/// What the build's compressed runtimes begin with: the SDK's mark for zstd.
const COMPRESSED: [u8; 8] = [82, 188, 83, 118, 70, 219, 142, 5];

/// BLAKE2b-256 of the runtime in a file: what the council authorises.
pub fn code_hash(path: &Path) -> Result<Digest, Failure> {
    Ok(blake2_256(&read(path)?))
}

/// Reads a runtime as the build compresses it.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let code = read_file(path)?;
    if compressed(&code) {
        return Ok(code);
    }
    Err(Failure::new(format!("{} is not a compressed runtime", path.display()))
        .remedy("take the file of the build whose name ends in .compact.compressed.wasm"))
}

fn compressed(code: &[u8]) -> bool {
    code.starts_with(&COMPRESSED)
}

/// Hands in the runtime that the council authorised.
pub async fn hand_in(context: &Context, path: &Path) -> Result<Outcome, Failure> {
    let code = read(path)?;
    let code_hash = blake2_256(&code);
    let chain = context.chain().await?;
    match chain.authorized_upgrade().await? {
        Some(authorised) if authorised == code_hash => {}
        Some(authorised) => {
            let other =
                format!("the council authorised {}, and this file is {}", hex(&authorised), hex(&code_hash));
            return Err(Failure::new(other).remedy("hand in the very file that was proposed"));
        }
        None => {
            return Err(Failure::new("the council has authorised no runtime, or it was handed in already")
                .remedy("propose it with `salus organisation propose upgrade`"));
        }
    }
    let waiting = Progress::waiting(context.options.json, "Handing the runtime in");
    let included = chain.upgrade(&code).await?;
    let version = chain.runtime_version().await?;
    drop(waiting);
    let text = format!(
        "The runtime {} is handed in (block {}); the chain runs version {version}.",
        hex(&code_hash),
        included.block_number
    );
    Ok(Outcome::new(text)
        .included(&included)
        .field("code_hash", hex(&code_hash))
        .field("spec_version", version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runtime_should_be_taken_when_it_is_compressed() {
        assert!(compressed(&[COMPRESSED.as_slice(), &[0x28u8, 0xb5, 0x2f, 0xfd]].concat()));
    }

    #[test]
    fn runtime_should_be_refused_when_it_is_not_compressed() {
        assert!(!compressed(b"\0asm\x01\0\0\0"));
        assert!(!compressed(&[]));
    }
}
