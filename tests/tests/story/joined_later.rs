//! A node that joined by warp sync and executed none of the story's blocks.

use anyhow::{ensure, Result};
use salus_tests::{deadline::wait_for, network::Network, story::Told};
use serde_json::{json, Value};
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(240);
/// The node that loses its database.
const NEWCOMER: usize = 1;

/// It fetches the trails' entries from its peers, and serves the patient's whole trail as the others do.
pub fn node_should_serve_the_whole_trail_when_it_joined_by_warp_sync(
    network: &mut Network,
    told: &Told,
) -> Result<()> {
    let head = network.rpc(0, "chain_getFinalizedHead", json!([]))?;
    network.rejoin_by_warp_sync(NEWCOMER)?;
    let status = wait_for("the newcomer to have every trail", LIMIT, || {
        let status = network.rpc(NEWCOMER, "audit_status", json!([])).unwrap_or_default();
        Ok((status["complete"] == Value::Bool(true)).then_some(status))
    })?;
    ensure!(status["incomplete"] == json!(0), "a complete node says {status}");

    let patient = told.cast.patient.account()?;
    let trail = |node: usize, at: Value| network.rpc(node, "audit_trail", json!([patient, null, 256, at]));
    let (expected, served) = (trail(0, head)?, trail(NEWCOMER, Value::Null)?);
    ensure!(served["gaps"] == json!([]), "the newcomer lacks entries: {}", served["gaps"]);
    let first = |page: &Value| page["entries"].as_array().and_then(|entries| entries.last().cloned());
    ensure!(first(&expected).is_some() && first(&expected) == first(&served), "the trails differ");
    Ok(())
}
