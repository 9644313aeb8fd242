//! Options of every command.

use crate::failure::Failure;
use clap::Args;
use salus_client::AccountId;
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Options of every command.
#[derive(Debug, Args)]
pub struct Options {
    /// WebSocket URL of a node.
    #[arg(
        long,
        global = true,
        env = "SALUS_NODE",
        default_value = "ws://127.0.0.1:9944",
        value_name = "URL"
    )]
    pub node: String,
    /// URL of a gateway; by default that of your own organisation.
    #[arg(long, global = true, env = "SALUS_GATEWAY", value_name = "URL")]
    gateway: Option<String>,
    /// Account of that gateway, if the chain knows it under another URL.
    #[arg(long, global = true, env = "SALUS_GATEWAY_ACCOUNT", value_name = "ADDRESS", requires = "gateway")]
    pub gateway_account: Option<AccountId>,
    /// File with your secrets.
    #[arg(long, global = true, env = "SALUS_KEYSTORE", value_name = "FILE")]
    keystore: Option<PathBuf>,
    /// File whose first line is the keystore's passphrase; else SALUS_PASSPHRASE, else a prompt.
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long, global = true)]
    pub json: bool,
    /// Take the node's newest block for final. For the council alone, while finality stands still.
    #[arg(long, global = true)]
    pub without_finality: bool,
}

impl Options {
    /// The gateway that was named; an empty variable names none.
    pub fn gateway(&self) -> Option<&str> {
        self.gateway.as_deref().filter(|url| !url.is_empty())
    }

    /// Where the keystore is: `--keystore`, or `salus/keystore` in the user's data directory.
    pub fn keystore(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.keystore {
            return Ok(path.clone());
        }
        let data = std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
            .or_else(|| std::env::home_dir().map(|home| home.join(".local/share")))
            .ok_or_else(|| {
                Failure::new("there is no home directory to look for the keystore in")
                    .remedy("name the keystore with --keystore or SALUS_KEYSTORE")
            })?;
        Ok(data.join("salus/keystore"))
    }

    /// The passphrase; asked for twice if it is a new one.
    pub fn passphrase(&self, new: bool) -> Result<Zeroizing<String>, Failure> {
        if let Some(path) = &self.passphrase_file {
            return from_file(path);
        }
        if let Ok(passphrase) = std::env::var("SALUS_PASSPHRASE") {
            return Ok(Zeroizing::new(passphrase));
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::new("the keystore needs a passphrase and there is no terminal to ask at")
                .remedy("give it with --passphrase-file or SALUS_PASSPHRASE"));
        }
        let passphrase = ask("Passphrase: ")?;
        if new && *ask("Again: ")? != *passphrase {
            return Err(Failure::new("the two passphrases differ").remedy("type the same one twice"));
        }
        Ok(passphrase)
    }
}

fn ask(prompt: &str) -> Result<Zeroizing<String>, Failure> {
    rpassword::prompt_password(prompt)
        .map(Zeroizing::new)
        .map_err(|e| Failure::new(format!("the passphrase cannot be read: {e}")))
}

fn from_file(path: &Path) -> Result<Zeroizing<String>, Failure> {
    let text = std::fs::read_to_string(path)
        .map(Zeroizing::new)
        .map_err(|e| Failure::new(format!("{}: {e}", path.display())).remedy("check --passphrase-file"))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn passphrase_should_be_the_first_line_when_read_from_a_file() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("passphrase");
        for text in ["with spaces ", "with spaces \n", "with spaces \r\nsecond line\n"] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(*from_file(&path).unwrap(), "with spaces ");
        }
        assert!(from_file(&home.path().join("missing")).is_err());
    }
}
