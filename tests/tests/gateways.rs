//! What gateways do when something is wrong with what they are given or with what they stand on.

use anyhow::{ensure, Context, Result};
use salus_tests::{deadline::wait_for, network::Network};
use serde_json::Value;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(90);

#[test]
fn gateway_should_say_so_and_recover_when_its_node_is_away() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("salus-gateway-").tempdir()?;
    let mut network = Network::start(folder.path(), |what| eprintln!("… {what}"))?;
    let health = |network: &Network| -> Result<(u16, Value)> {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let mut answer = agent.get(format!("{}/health", network.gateway_url(1))).call()?;
        Ok((answer.status().as_u16(), answer.body_mut().read_json()?))
    };
    let (status, told) = health(&network)?;
    ensure!(status == 200 && told["node"] == "connected", "a healthy gateway says {status} {told}");

    network.stop_node(1);
    wait_for("the gateway to notice", LIMIT, || {
        let (status, told) = health(&network)?;
        Ok((status == 503 && told["node"] == "unreachable").then_some(()))
    })?;
    network.start_node(1)?;
    wait_for("the gateway to recover", LIMIT, || Ok((health(&network)?.0 == 200).then_some(())))
}

#[test]
fn network_should_finalise_when_one_node_of_four_is_away() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("salus-nodes-").tempdir()?;
    let mut network = Network::start(folder.path(), |what| eprintln!("… {what}"))?;
    network.stop_node(3);
    let before = network.finalised(0).context("node 0 does not answer")?;
    wait_for("ten more final blocks", LIMIT, || Ok((network.finalised(0)? >= before + 10).then_some(())))
}
