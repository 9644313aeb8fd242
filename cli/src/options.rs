//! Options of every command.

use crate::{context::Context, failure::Failure, input};
use clap::Args;
use salus_client::AccountId;
use std::{io::IsTerminal, path::PathBuf};
use zeroize::Zeroizing;

/// The variables that this program reads; one that is empty says as little as one that is not set.
const VARIABLES: [&str; 7] = [
    "SALUS_NODE",
    "SALUS_GATEWAY",
    "SALUS_GATEWAY_ACCOUNT",
    "SALUS_KEYSTORE",
    PASSPHRASE,
    INTAKE_TOKEN,
    SECRET_URI,
];
/// Holds the keystore's passphrase.
const PASSPHRASE: &str = "SALUS_PASSPHRASE";
/// Holds a gateway's intake token.
const INTAKE_TOKEN: &str = "SALUS_INTAKE_TOKEN";
/// Holds the secret URI of a new keystore's account.
pub const SECRET_URI: &str = "SALUS_SECRET_URI";

/// Forgets variables that are empty. Before anything else runs in this process.
pub fn forget_empty_variables() {
    for name in VARIABLES {
        if std::env::var_os(name).is_some_and(|value| value.is_empty()) {
            std::env::remove_var(name);
        }
    }
}

/// The secret in the variable `name`, which is called `what`.
pub fn secret_variable(name: &str, what: &str) -> Result<Option<Zeroizing<String>>, Failure> {
    let Some(value) = std::env::var_os(name) else { return Ok(None) };
    input::text(value.as_encoded_bytes(), &format!("{name}: the {what}")).map(Some)
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
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
    /// File whose first line is the keystore's passphrase, - for standard input; else SALUS_PASSPHRASE, else a
    /// prompt.
    #[arg(long, global = true, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Print one JSON object, also for errors.
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
            return input::secret_line(path, "passphrase");
        }
        if let Some(passphrase) = secret_variable(PASSPHRASE, "passphrase")? {
            return Ok(passphrase);
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

/// How a gateway's intake token is told.
#[derive(Debug, Args)]
pub struct IntakeToken {
    /// The gateway's intake token. Other users of this machine can read it here: rather use --intake-token-file.
    #[arg(long, value_name = "TOKEN", conflicts_with = "intake_token_file")]
    intake_token: Option<String>,
    /// File whose first line is the gateway's intake token, - for standard input; else SALUS_INTAKE_TOKEN.
    #[arg(long, value_name = "FILE")]
    intake_token_file: Option<PathBuf>,
}

impl IntakeToken {
    /// The token.
    pub fn read(&self, context: &Context) -> Result<Zeroizing<String>, Failure> {
        let token = match (&self.intake_token_file, &self.intake_token) {
            (Some(path), _) => input::secret_line(path, "intake token")?,
            (None, Some(token)) => {
                context.warn(
                    "other users of this machine can read --intake-token: use --intake-token-file or SALUS_INTAKE_TOKEN",
                );
                Zeroizing::new(token.clone())
            }
            (None, None) => secret_variable(INTAKE_TOKEN, "intake token")?.unwrap_or_default(),
        };
        if token.trim().is_empty() {
            return Err(Failure::new("the gateway's intake token is missing")
                .remedy("name a file with it after --intake-token-file, or set SALUS_INTAKE_TOKEN"));
        }
        Ok(Zeroizing::new(token.trim().to_owned()))
    }
}
