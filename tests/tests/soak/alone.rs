//! One node that makes a chain by itself, and polkadot.js connected to it.

use anyhow::{ensure, Context, Result};
use salus_tests::{
    network::{free_port, programs, wait_until_well},
    process::Process,
};
use serde_json::Value;
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

/// A node of the chain for development.
pub struct Alone {
    process: Process,
    url: String,
}

impl Alone {
    /// Starts it with its data under `folder`, and waits until it answers.
    ///
    /// # Errors
    /// When it does not in time, with its last words.
    pub fn start(folder: &Path) -> Result<Self> {
        let rpc = free_port(0)?;
        let mut command = Command::new(programs()?.join("salus-node"));
        command
            .args(["--chain=dev", "--alice", "--no-mdns", "--no-telemetry", "--no-prometheus"])
            .arg(format!("--node-key={:064x}", 1))
            .arg(format!("--listen-addr=/ip4/127.0.0.1/tcp/{}", free_port(0)?))
            .arg(format!("--rpc-port={rpc}"))
            .arg("--base-path")
            .arg(folder.join("node"));
        let mut process = Process::start("the node", command, &folder.join("node.log"))?;
        wait_until_well(&mut process, "the node", &format!("http://127.0.0.1:{rpc}/health"))?;
        Ok(Self { process, url: format!("ws://127.0.0.1:{rpc}") })
    }

    /// Where it answers JSON-RPC.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it said last.
    pub fn last_words(&self) -> String {
        self.process.last_words()
    }

    /// Stops it as an operator would.
    pub fn stop(&mut self) {
        self.process.stop();
    }
}

/// `@polkadot/api` in a process of its own.
pub struct PolkadotJs {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl PolkadotJs {
    /// Connects it, and lets it read the whole state once.
    ///
    /// # Errors
    /// When it cannot be started or connected; the message is its own.
    pub fn connect(url: &str) -> Result<Self> {
        let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("polkadot-js/soak.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .arg(url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("running node: scripts/setup.sh installs it")?;
        let input = child.stdin.take().context("no input")?;
        let output = BufReader::new(child.stdout.take().context("no output")?);
        let mut this = Self { child, input, output };
        let said = this.line()?;
        ensure!(said == "connected", "@polkadot/api cannot read the chain: {said}");
        Ok(this)
    }

    /// Lets it sign a call over its connection and read everything that there is.
    ///
    /// # Errors
    /// With the first thing that it does not understand.
    pub fn read_everything(&mut self) -> Result<Value> {
        writeln!(self.input, "go on")?;
        let said = self.line()?;
        serde_json::from_str(&said).map_err(|_| anyhow::anyhow!("@polkadot/api: {said}"))
    }

    /// The next line that it means for this program; what it says of the connection is passed on.
    fn line(&mut self) -> Result<String> {
        loop {
            let mut line = String::new();
            ensure!(self.output.read_line(&mut line)? > 0, "@polkadot/api ended without a word");
            let line = line.trim();
            if line == "connected" || line.starts_with('{') || line.starts_with("error:") {
                return Ok(line.to_owned());
            }
            eprintln!("{line}");
        }
    }
}

impl Drop for PolkadotJs {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
