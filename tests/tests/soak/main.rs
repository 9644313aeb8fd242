//! Every call of the consortium's pallets on a real node, and a new runtime under it: two independent clients go on
//! over the connections that they had, and read every block of it by the metadata alone.

mod alone;
mod deeds;
mod reader;
mod upgrade;

use alone::{Alone, PolkadotJs};
use anyhow::{ensure, Context, Result};
use salus_client::{chain::Call, Chain};
use salus_primitives::RecordId;

/// Events that wait for an hour, months, years, sixteen emergencies, a validator that signs two blocks, or a fifth one: they
/// are decoded from zeros alone.
const NOT_IN_A_SHORT_RUN: [&str; 13] = [
    "attributeAuthority.Discarded",
    "attributeAuthority.Skipped",
    "auditLog.TicketSkipped",
    "consent.ManyUnreviewed",
    "consent.PoliciesDiscarded",
    "consent.TicketsDiscarded",
    "consortium.ValidatorIsolated",
    "consortium.ValidatorReadmitted",
    "consortium.ValidatorRemoved",
    "ehrRegistry.AttestationSkipped",
    "ehrRegistry.Lapsed",
    "ehrRegistry.RecordsDiscarded",
    "ehrRegistry.RewrapDropped",
];

#[test]
fn clients_should_decode_everything_when_every_call_was_made_and_the_runtime_replaced() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("salus-soak-").tempdir()?;
    let mut node = Alone::start(folder.path())?;
    soak(&node).inspect_err(|_| eprintln!("{}", node.last_words()))?;
    node.stop();
    Ok(())
}

fn soak(node: &Alone) -> Result<()> {
    let mut polkadot_js = PolkadotJs::connect(node.url())?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let chain = Chain::connect(node.url()).await?;
        deeds::every_call(&chain).await.context("making every call")?;
        upgrade::replace_runtime(&chain).await.context("replacing the runtime")?;
        // Over the connection from before: it must have noticed.
        let gateway = deeds::account("//City-Hospital//gateway")?;
        // A record that nobody filed: the call is taken, and skips it.
        chain.submit(&gateway, Call::new("EhrRegistry", "endorse").with(vec![RecordId([0xee; 32])])).await?;
        reader::decode_everything(node.url()).await.context("reading with subxt")
    })?;

    let read = polkadot_js.read_everything()?;
    let versions = read.get("versions").context("no versions")?;
    ensure!(*versions == serde_json::json!([1, 2]), "blocks of other runtimes than the two: {versions}");
    let unseen: Vec<&str> = read
        .pointer("/vocabulary/events")
        .and_then(|events| events.as_array())
        .context("no events")?
        .iter()
        .filter_map(|event| event.as_str())
        .filter(|event| read.get("kinds").is_none_or(|kinds| kinds.get(event).is_none()))
        .collect();
    let unexpected: Vec<_> = unseen.iter().filter(|event| !NOT_IN_A_SHORT_RUN.contains(event)).collect();
    ensure!(unexpected.is_empty(), "events that never came: {unexpected:?}");
    println!("{read}");
    Ok(())
}
