//! The council authorises the next runtime, and somebody without an account hands it in.

use anyhow::{ensure, Context, Result};
use salus_client::{
    blake2_256,
    chain::{calls::governance, council::Majority},
    Chain,
};

/// Replaces the runtime, and waits until it is that of the last final block.
///
/// # Errors
/// When the chain does not take it.
pub async fn replace_runtime(chain: &Chain) -> Result<()> {
    let code = salus_runtime_next::WASM_BINARY.context("build without SKIP_WASM_BUILD")?;
    let seat = super::deeds::account("//City-Hospital//seat")?;
    let before = chain.runtime_version().await?;
    let code_hash = blake2_256(code);
    chain.propose(&seat, governance::authorize_upgrade(code_hash), Majority::TwoThirds).await?;
    let authorised = chain.authorized_upgrade().await?;
    ensure!(authorised == Some(code_hash), "authorised is {authorised:02x?}");
    chain.upgrade(code).await.context("handing the code in")?;
    let after = chain.runtime_version().await?;
    ensure!(after == before + 1, "version {after} came after {before}");
    Ok(())
}
