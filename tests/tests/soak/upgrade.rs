//! The council authorises the next runtime, and somebody without an account hands it in.

use anyhow::{ensure, Context, Result};
use codec::Encode;
use salus_client::{
    blake2_256,
    chain::{council::Majority, Call},
    Chain,
};
use serde_json::{json, Value};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(60);

/// A transaction that nobody signed, of the version that knows of extensions.
const BARE: u8 = 5;

/// Replaces the runtime, and waits until a final block was made by the new one.
///
/// # Errors
/// When the chain does not take it.
pub async fn replace_runtime(chain: &Chain) -> Result<()> {
    let code = salus_runtime_next::WASM_BINARY.context("build without SKIP_WASM_BUILD")?;
    let seat = super::deeds::account("//City-Hospital//seat")?;
    let before = version(chain).await?;
    let authorise = Call::new("Governance", "authorize_upgrade").with(blake2_256(code));
    chain.propose(&seat, authorise, Majority::TwoThirds).await?;
    let apply = Call::new("System", "apply_authorized_upgrade").with(code.to_vec());
    let transaction = [vec![BARE], chain.encode(&apply).await?].concat().encode();
    let text = format!("0x{}", hex::encode(transaction));
    chain.request::<Value>("author_submitExtrinsic", &[text.into()]).await.context("handing the code in")?;
    let waiting = async {
        while version(chain).await? == before {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(LIMIT, waiting).await.context("the runtime was not replaced in time")??;
    let after = version(chain).await?;
    ensure!(after == before + 1, "version {after} came after {before}");
    Ok(())
}

/// The runtime's version at the last final block.
async fn version(chain: &Chain) -> Result<u64> {
    let head = format!("0x{}", hex::encode(chain.finalized_head().await?));
    let version: Value = chain.request("state_getRuntimeVersion", &[json!(head)]).await?;
    version.get("specVersion").and_then(Value::as_u64).context("no version")
}
