//! People at their own machines, working with `salus`.

use crate::network::{Network, MEMBERS};
use anyhow::{bail, Context, Result};
use serde_json::Value;
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// The passphrase of every keystore that the story makes.
pub const PASSPHRASE: &str = "a passphrase of the story, not of a person";

/// Somebody with a keystore, who works through one organisation's node and gateway.
#[derive(Clone)]
pub struct Person {
    name: String,
    folder: PathBuf,
    programs: PathBuf,
    node: String,
    gateway: String,
    organisation: usize,
    intake_token: String,
}

/// What `salus` answered.
#[derive(Debug)]
pub struct Answer {
    /// Its exit code.
    pub code: i32,
    /// What it printed for machines.
    pub json: Value,
    /// What it printed for people about what went wrong.
    pub complaint: String,
}

impl Person {
    /// Somebody whose files are called after `name`, at organisation `organisation`.
    pub fn new(network: &Network, name: &str, organisation: usize) -> Result<Self> {
        let folder = network.folder().join("people").join(name);
        std::fs::create_dir_all(&folder)?;
        Ok(Self {
            name: name.into(),
            folder,
            programs: network.programs().into(),
            node: network.node_url(organisation),
            gateway: network.gateway_url(organisation),
            organisation,
            intake_token: network.intake_token(organisation),
        })
    }

    /// The seat of organisation `organisation`, which votes on the council.
    ///
    /// # Errors
    /// When its keystore cannot be made.
    pub fn seat(network: &Network, organisation: usize) -> Result<Self> {
        let seat = Self::new(network, &format!("seat-{organisation}"), organisation)?;
        seat.do_(&["keys", "new", "--uri", &format!("{}//seat", MEMBERS[organisation].uri)])?;
        Ok(seat)
    }

    /// A folder of this person's own.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The person's keystore.
    pub fn keystore(&self) -> PathBuf {
        self.folder.join("keystore")
    }

    /// What the person is called in the story.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The organisation through which the person works.
    pub fn organisation(&self) -> usize {
        self.organisation
    }

    /// The person's account, in SS58.
    ///
    /// # Errors
    /// When there is no keystore yet.
    pub fn account(&self) -> Result<String> {
        text(&self.do_(&["keys", "show"])?, "account")
    }

    /// The same person at another organisation's node and gateway.
    #[must_use]
    pub fn visiting(&self, network: &Network, organisation: usize) -> Self {
        Self {
            node: network.node_url(organisation),
            gateway: network.gateway_url(organisation),
            organisation,
            intake_token: network.intake_token(organisation),
            ..self.clone()
        }
    }

    /// The same person where no node and no gateway can be reached.
    #[must_use]
    pub fn away(&self) -> Self {
        // The discard service's port, on which nothing listens.
        Self { node: "ws://127.0.0.1:9".into(), gateway: "http://127.0.0.1:9".into(), ..self.clone() }
    }

    /// Runs `salus` with `arguments` and gives its answer, whatever it is.
    ///
    /// # Errors
    /// When it cannot be run, or ends without an exit code or prints no JSON on success.
    pub fn try_(&self, arguments: &[&str]) -> Result<Answer> {
        let Output { status, stdout, stderr } = self.command(arguments).output().context("running salus")?;
        let code = status.code().context("salus was ended by a signal")?;
        let json = serde_json::from_slice(&stdout).unwrap_or(Value::Null);
        let complaint = String::from_utf8_lossy(&stderr).trim().to_owned();
        Ok(Answer { code, json, complaint })
    }

    /// Runs `salus` with `arguments`, which must succeed, and gives what it printed for machines.
    ///
    /// # Errors
    /// When it does not succeed; the message is its own.
    pub fn do_(&self, arguments: &[&str]) -> Result<Value> {
        let answer = self.try_(arguments)?;
        if answer.code != 0 {
            bail!(
                "'salus {}' of {} ended with {}: {}",
                arguments.join(" "),
                self.name,
                answer.code,
                answer.complaint
            );
        }
        Ok(answer.json)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.programs.join("salus"));
        command
            .env("SALUS_NODE", &self.node)
            .env("SALUS_GATEWAY", &self.gateway)
            .env("SALUS_KEYSTORE", self.keystore())
            .env("SALUS_PASSPHRASE", PASSPHRASE)
            .env("SALUS_INTAKE_TOKEN", &self.intake_token)
            .arg("--json")
            .args(arguments.iter().map(OsString::from));
        command
    }
}

/// The text under `key`.
///
/// # Errors
/// When there is none.
pub fn text(value: &Value, key: &str) -> Result<String> {
    let found = value.get(key).with_context(|| format!("no '{key}' in {value}"))?;
    Ok(found.as_str().map_or_else(|| found.to_string(), ToOwned::to_owned))
}
