//! Four organisations on loopback: a node and a gateway each.

use crate::{deadline::wait_for, process::Process};
use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// What an organisation of the `local` chain is called, and from where its keys derive.
pub struct Member {
    /// Its public name.
    pub name: &'static str,
    /// Its seat signs with `<uri>//seat`, its gateway with `<uri>//gateway`.
    pub uri: &'static str,
    /// The well-known validator whose session keys its node runs with.
    pub validator: &'static str,
}

/// The organisations of the `local` chain, in order of their ids.
pub const MEMBERS: [Member; 4] = [
    Member { name: "City Hospital", uri: "//City-Hospital", validator: "alice" },
    Member { name: "Harbour Hospital", uri: "//Harbour-Hospital", validator: "bob" },
    Member { name: "Valley Hospital", uri: "//Valley-Hospital", validator: "charlie" },
    Member { name: "Guardian Insurance", uri: "//Guardian-Insurance", validator: "dave" },
];

/// The first node's identity, so that the others find it. Its peer id is derived from this secret.
const FIRST_NODE_KEY: &str = "0000000000000000000000000000000000000000000000000000000000000001";
const FIRST_PEER_ID: &str = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

const START_LIMIT: Duration = Duration::from_secs(240);
const FINALITY_LIMIT: Duration = Duration::from_secs(240);

/// Who breaks the glass in an emergency. A rule for more than a test would ask for two authorities.
pub const RESCUERS: &str = "rescue@city-hospital";
/// Who looks into it afterwards.
pub const REVIEWERS: &str = "reviewer@insurance-board";

/// The consortium's rule for emergencies, from the first block on.
fn emergency_rule() -> Value {
    json!({
        "accessors": RESCUERS,
        "reviewers": REVIEWERS,
        "validity": 1800,
        "review_within": 1800,
        "version": 1,
    })
}

/// The ports of one organisation.
#[derive(Clone, Copy, Debug)]
pub struct Ports {
    /// The node's peer-to-peer port.
    pub p2p: u16,
    /// The node's JSON-RPC port, HTTP and WebSocket.
    pub rpc: u16,
    /// The node's Prometheus port.
    pub metrics: u16,
    /// The gateway's HTTP port.
    pub gateway: u16,
}

/// A running network. Dropping it stops every process.
pub struct Network {
    folder: PathBuf,
    programs: PathBuf,
    ports: Vec<Ports>,
    nodes: Vec<Option<Process>>,
    gateways: Vec<Option<Process>>,
}

impl Network {
    /// Starts four nodes and four gateways with their data under `folder`, and waits until all are
    /// ready and the chain finalises blocks.
    ///
    /// `progress` is told what is being waited for.
    ///
    /// # Errors
    /// When a program is missing or does not come up in time; the message ends with its last words.
    pub fn start(folder: &Path, mut progress: impl FnMut(&str)) -> Result<Self> {
        let mut network = Self::prepare(folder)?;
        progress("starting four nodes");
        // The first one introduces the others to each other: it must be there when they call.
        network.start_node(0)?;
        network.wait_for_node(0)?;
        for index in 1..MEMBERS.len() {
            network.start_node(index)?;
        }
        progress("waiting until the nodes finalise blocks");
        let finality = network.wait_for_finality();
        finality.with_context(|| network.last_words())?;
        progress("starting four gateways");
        for index in 0..MEMBERS.len() {
            network.start_gateway(index)?;
        }
        for index in 0..MEMBERS.len() {
            network.wait_for_gateway(index)?;
        }
        Ok(network)
    }

    fn prepare(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let programs = programs()?;
        for program in ["salus-node", "salus-gateway", "salus"] {
            ensure!(
                programs.join(program).is_file(),
                "{} is missing: run 'cargo build --release --workspace' first",
                programs.join(program).display()
            );
        }
        let ports = (0..MEMBERS.len()).map(choose_ports).collect::<Result<Vec<_>>>()?;
        let network = Self {
            folder,
            programs,
            ports,
            nodes: MEMBERS.iter().map(|_| None).collect(),
            gateways: MEMBERS.iter().map(|_| None).collect(),
        };
        network.write_chain_spec()?;
        Ok(network)
    }

    /// The `local` chain, with the gateways' addresses that this network has.
    fn write_chain_spec(&self) -> Result<()> {
        let output = Command::new(self.program("salus-node"))
            .args(["export-chain-spec", "--chain", "local"])
            .output()
            .context("running salus-node export-chain-spec")?;
        ensure!(
            output.status.success(),
            "salus-node export-chain-spec failed: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        let mut spec: Value =
            serde_json::from_slice(&output.stdout).context("reading the chain specification")?;
        let organisations = spec
            .pointer_mut("/genesis/runtimeGenesis/patch/consortium/organisations")
            .and_then(Value::as_array_mut)
            .context("the chain specification lists no organisations")?;
        for (index, organisation) in organisations.iter_mut().enumerate() {
            let url = organisation.get_mut(4).context("an organisation without a gateway address")?;
            *url = json!(self.gateway_url(index).into_bytes());
        }
        let genesis = spec
            .pointer_mut("/genesis/runtimeGenesis/patch")
            .and_then(Value::as_object_mut)
            .context("the chain specification has no genesis")?;
        genesis.insert("consent".into(), json!({ "emergencyRule": emergency_rule() }));
        fs::write(self.chain_spec(), serde_json::to_vec_pretty(&spec)?)?;
        Ok(())
    }

    /// Where gateways keep the block called `name`.
    ///
    /// # Errors
    /// When a data pool cannot be read.
    pub fn block_files(&self, name: &str) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(folder) {
                // A gateway cleaned it up meanwhile.
                Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => continue,
                entries => entries?,
            };
            for entry in entries.flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.file_name().is_some_and(|file| file == name) {
                    found.push(path);
                }
            }
        }
        Ok(found)
    }

    fn chain_spec(&self) -> PathBuf {
        self.folder.join("chain-spec.json")
    }

    fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    /// Starts the node of organisation `index`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_node(&mut self, index: usize) -> Result<()> {
        self.start_node_with(index, &[])
    }

    /// Stops the node of organisation `index`, deletes its database, and has it join again by warp sync: it then
    /// executes none of the blocks before.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn rejoin_by_warp_sync(&mut self, index: usize) -> Result<()> {
        self.stop_node(index);
        fs::remove_dir_all(self.folder.join(format!("node-{index}")))
            .context("deleting a node's database")?;
        self.start_node_with(index, &["--sync=warp"])
    }

    fn start_node_with(&mut self, index: usize, flags: &[&str]) -> Result<()> {
        let ports = self.ports[index];
        let mut command = Command::new(self.program("salus-node"));
        command
            .arg("--chain")
            .arg(self.chain_spec())
            .arg(format!("--{}", MEMBERS[index].validator))
            .arg("--base-path")
            .arg(self.folder.join(format!("node-{index}")))
            .arg(format!("--listen-addr=/ip4/127.0.0.1/tcp/{}", ports.p2p))
            .arg(format!("--rpc-port={}", ports.rpc))
            .arg(format!("--prometheus-port={}", ports.metrics))
            .args(["--rpc-cors=all", "--no-mdns", "--no-telemetry"])
            .args(flags)
            .arg("--allow-private-ip");
        if index == 0 {
            command.arg(format!("--node-key={FIRST_NODE_KEY}"));
        } else {
            command
                .arg(format!("--node-key={:064x}", index + 1))
                .arg(format!("--bootnodes=/ip4/127.0.0.1/tcp/{}/p2p/{FIRST_PEER_ID}", self.ports[0].p2p));
        }
        let log = self.folder.join(format!("node-{index}.log"));
        self.nodes[index] = Some(Process::start(&format!("node {index}"), command, &log)?);
        Ok(())
    }

    /// Starts the gateway of organisation `index`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start_gateway(&mut self, index: usize) -> Result<()> {
        let data = self.folder.join(format!("gateway-{index}"));
        fs::create_dir_all(&data)?;
        let seed = data.join("seed");
        fs::write(&seed, format!("{}//gateway\n", MEMBERS[index].uri))?;
        fs::write(data.join("intake-token"), format!("{}\n", self.intake_token(index)))?;
        let config = gateway_config(&GatewaySettings {
            listen: format!("127.0.0.1:{}", self.ports[index].gateway),
            node: self.node_url(index),
            public_url: self.gateway_url(index),
            data: &data,
        });
        let path = data.join("gateway.toml");
        fs::write(&path, toml::to_string_pretty(&config)?)?;
        let mut command = Command::new(self.program("salus-gateway"));
        command.arg("run").arg("--config").arg(&path);
        let log = self.folder.join(format!("gateway-{index}.log"));
        self.gateways[index] = Some(Process::start(&format!("gateway {index}"), command, &log)?);
        Ok(())
    }

    /// Waits until the gateway of organisation `index` says that it is well.
    ///
    /// # Errors
    /// When it does not in time, with its last words.
    pub fn wait_for_gateway(&mut self, index: usize) -> Result<()> {
        let url = format!("{}/health", self.gateway_url(index));
        let process = self.gateways[index].as_mut().context("that gateway was not started")?;
        wait_until_well(process, &format!("gateway {index}"), &url)
    }

    /// Waits until node `index` answers.
    ///
    /// # Errors
    /// When it does not in time, with its last words.
    fn wait_for_node(&mut self, index: usize) -> Result<()> {
        let url = format!("{}/health", self.http_url(index));
        let process = self.nodes[index].as_mut().context("that node was not started")?;
        wait_until_well(process, &format!("node {index}"), &url)
    }

    /// Waits until every running node has finalised a block after the genesis.
    ///
    /// # Errors
    /// When one does not in time, with its last words.
    pub fn wait_for_finality(&mut self) -> Result<()> {
        for index in 0..MEMBERS.len() {
            let url = self.http_url(index);
            let Some(process) = self.nodes[index].as_mut() else {
                continue;
            };
            wait_for(&format!("finality at node {index}"), FINALITY_LIMIT, || {
                if !process.is_running() {
                    bail!("it ended: {}", process.last_words());
                }
                Ok(finalised(&url).is_ok_and(|number| number > 0).then_some(()))
            })?;
        }
        Ok(())
    }

    /// Waits until every running node knows to be final what any of them does now.
    ///
    /// People take their time between one deed and the next; a story does not, and what one node calls final
    /// another learns a moment later.
    ///
    /// # Errors
    /// When one does not in time.
    pub fn agree(&self) -> Result<()> {
        let running = || self.nodes.iter().enumerate().filter(|(_, node)| node.is_some());
        let highest = running().filter_map(|(index, _)| self.finalised(index).ok()).max().unwrap_or_default();
        for (index, _) in running() {
            let what = format!("node {index} to finalise block {highest}");
            wait_for(&what, FINALITY_LIMIT, || {
                Ok(self.finalised(index).is_ok_and(|finalised| finalised >= highest).then_some(()))
            })?;
        }
        Ok(())
    }

    /// Number of the last block that node `index` has finalised.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn finalised(&self, index: usize) -> Result<u64> {
        finalised(&self.http_url(index))
    }

    /// Asks node `index`.
    ///
    /// # Errors
    /// When it does not answer, or answers with an error.
    pub fn rpc(&self, index: usize, method: &str, parameters: Value) -> Result<Value> {
        rpc(&self.http_url(index), method, parameters)
    }

    /// Stops the gateway of organisation `index` as an operator would.
    pub fn stop_gateway(&mut self, index: usize) {
        if let Some(mut process) = self.gateways[index].take() {
            process.stop();
        }
    }

    /// Stops the node of organisation `index` as an operator would.
    pub fn stop_node(&mut self, index: usize) {
        if let Some(mut process) = self.nodes[index].take() {
            process.stop();
        }
    }

    /// What every process said last, for an error message.
    pub fn last_words(&self) -> String {
        let processes = self.nodes.iter().chain(&self.gateways).flatten();
        processes.map(Process::last_words).collect::<Vec<_>>().join("\n")
    }

    /// Where the node of organisation `index` answers JSON-RPC over WebSocket.
    pub fn node_url(&self, index: usize) -> String {
        format!("ws://127.0.0.1:{}", self.ports[index].rpc)
    }

    fn http_url(&self, index: usize) -> String {
        format!("http://127.0.0.1:{}", self.ports[index].rpc)
    }

    /// Where the gateway of organisation `index` answers.
    pub fn gateway_url(&self, index: usize) -> String {
        format!("http://127.0.0.1:{}", self.ports[index].gateway)
    }

    /// Where the node of organisation `index` serves its metrics.
    pub fn metrics_url(&self, index: usize) -> String {
        format!("http://127.0.0.1:{}/metrics", self.ports[index].metrics)
    }

    /// The secret that the hospital's own systems show to the gateway of organisation `index`.
    pub fn intake_token(&self, index: usize) -> String {
        format!("the-intake-token-of-organisation-{index}")
    }

    /// Where everything is kept: data, logs, keystores.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where the programs are.
    pub fn programs(&self) -> &Path {
        &self.programs
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Gateways first: they complain when their node leaves before them.
        self.gateways.clear();
        self.nodes.clear();
    }
}

struct GatewaySettings<'a> {
    listen: String,
    node: String,
    public_url: String,
    data: &'a Path,
}

fn gateway_config(settings: &GatewaySettings) -> toml::Table {
    let mut config = toml::Table::new();
    let text = |path: PathBuf| toml::Value::String(path.display().to_string());
    config.insert("listen".into(), settings.listen.clone().into());
    config.insert("node".into(), settings.node.clone().into());
    config.insert("public_url".into(), settings.public_url.clone().into());
    config.insert("data_dir".into(), text(settings.data.join("data")));
    config.insert("seed_file".into(), text(settings.data.join("seed")));
    config.insert("intake_token_file".into(), text(settings.data.join("intake-token")));
    config
}

fn finalised(url: &str) -> Result<u64> {
    let hash = rpc(url, "chain_getFinalizedHead", json!([]))?;
    let header = rpc(url, "chain_getHeader", json!([hash]))?;
    let number = header.get("number").and_then(Value::as_str).context("a header without a number")?;
    Ok(u64::from_str_radix(number.trim_start_matches("0x"), 16)?)
}

fn rpc(url: &str, method: &str, parameters: Value) -> Result<Value> {
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters});
    let mut answer: Value = ureq::post(url).send_json(&request)?.body_mut().read_json()?;
    if let Some(error) = answer.get("error") {
        bail!("{method}: {error}");
    }
    Ok(answer.get_mut("result").map(Value::take).unwrap_or(Value::Null))
}

/// Waits until what `process` serves at `url` says that it is well.
///
/// # Errors
/// When it does not in time, and at once when it ends; with its last words.
pub fn wait_until_well(process: &mut Process, what: &str, url: &str) -> Result<()> {
    wait_for(what, START_LIMIT, || {
        if !process.is_running() {
            bail!("it ended: {}", process.last_words());
        }
        Ok(ureq::get(url).call().ok().map(drop))
    })
    .with_context(|| process.last_words())
}

/// The folder in which cargo put the programs, next to this one.
///
/// # Errors
/// When this program's own place is unknown.
pub fn programs() -> Result<PathBuf> {
    if let Some(folder) = std::env::var_os("SALUS_PROGRAMS") {
        return Ok(folder.into());
    }
    let this = std::env::current_exe()?;
    let folder = this.parent().context("this program has no folder")?;
    // Tests live one folder deeper than programs.
    let folder = if folder.ends_with("deps") { folder.parent().context("no target folder")? } else { folder };
    Ok(folder.into())
}

/// The well-known ports if they are free, others if not: a second network can run beside the first.
fn choose_ports(index: usize) -> Result<Ports> {
    let offset = u16::try_from(index)?;
    Ok(Ports {
        p2p: free_port(30333 + offset)?,
        rpc: free_port(9944 + offset)?,
        metrics: free_port(9615 + offset)?,
        gateway: free_port(8081 + offset)?,
    })
}

/// The port `wanted` if it is free, another if not.
///
/// # Errors
/// When there is none.
pub fn free_port(wanted: u16) -> Result<u16> {
    // Tests take any port, so that they neither meet each other nor a network someone keeps running.
    let any = std::env::var_os("SALUS_ANY_PORT").is_some();
    if !any && is_free(wanted) {
        return Ok(wanted);
    }
    // Below those that the system hands out itself: until the program that the port is for listens there, another's
    // connection could take it.
    (0..1_000)
        .map(|_| rand::random_range(10_000..30_000))
        .find(|port| is_free(*port))
        .context("a thousand ports below 30000 are in use")
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}
