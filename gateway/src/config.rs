//! Configuration: a TOML file, overridden by flags and environment variables.

mod limits;
mod transport;

pub use limits::Limits;
pub use transport::{PeerUrls, Tls, MIN_TLS};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};
use subtle::ConstantTimeEq;
use url::Url;
use zeroize::Zeroizing;

/// Fewest characters of the intake token.
pub const MIN_INTAKE_TOKEN: usize = 32;
/// Largest record of any gateway, in bytes of plaintext: 5 GiB.
pub const MAX_RECORD: u64 = 5 << 30;
/// Largest header of any gateway, in bytes: 256 KiB.
pub const MAX_HEADER: usize = 256 << 10;

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file that the configuration names, or the configuration itself, cannot be read.
    #[error("{what}: cannot read {path}: {reason}")]
    Read {
        /// What the file is for.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system says.
        reason: std::io::Error,
    },
    /// The file is not TOML, or has a field that does not exist.
    #[error("{path}: {reason}")]
    Syntax {
        /// Which file.
        path: PathBuf,
        /// Where and what.
        reason: Box<toml::de::Error>,
    },
    /// A field that must be there is not.
    #[error("`{field}` is missing: {help}")]
    Missing {
        /// Which field.
        field: &'static str,
        /// What to write.
        help: &'static str,
    },
    /// A field has a value that cannot be used.
    #[error("`{field}`: {reason}")]
    Invalid {
        /// Which field.
        field: &'static str,
        /// What is wrong and what would be right. Never the content of a secret.
        reason: String,
    },
}

/// Where the account's secret comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountSource {
    /// A file with 64 hexadecimal digits, or a secret URI such as `//Gateway` for tests.
    SeedFile(PathBuf),
    /// An encrypted keystore and the file with its passphrase.
    Keystore {
        /// The keystore.
        file: PathBuf,
        /// Its passphrase, one line.
        passphrase_file: PathBuf,
    },
}

/// The secret that the hospital's own systems show. Only its hash is kept.
#[derive(Clone)]
pub struct IntakeToken([u8; 32]);

impl std::fmt::Debug for IntakeToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IntakeToken")
    }
}

impl IntakeToken {
    /// Takes the token's text.
    ///
    /// # Errors
    /// [`ConfigError::Invalid`] if it is shorter than [`MIN_INTAKE_TOKEN`] or has a character that no
    /// HTTP header can carry.
    pub fn new(text: &str) -> Result<Self, ConfigError> {
        let invalid = |reason: String| ConfigError::Invalid { field: "intake_token_file", reason };
        if text.len() < MIN_INTAKE_TOKEN {
            return Err(invalid(format!(
                "the token has {} characters, {MIN_INTAKE_TOKEN} are needed: make one with `openssl rand -hex 32`",
                text.len()
            )));
        }
        if !text.bytes().all(|c| c.is_ascii_graphic()) {
            return Err(invalid("the token may only have visible ASCII characters".into()));
        }
        Ok(Self(Sha256::digest(text.as_bytes()).into()))
    }

    /// True if `shown` is the token; takes the same time for any other text of its length.
    pub fn matches(&self, shown: &str) -> bool {
        let shown: [u8; 32] = Sha256::digest(shown.as_bytes()).into();
        self.0.ct_eq(&shown).into()
    }
}

/// A gateway's configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where the other organisations reach it; what the chain says of it.
    pub public_url: String,
    /// WebSocket URL of the organisation's own node.
    pub node: String,
    /// Where it keeps the data pool and the database.
    pub data_dir: PathBuf,
    /// Certificate and key, if it answers TLS itself.
    pub tls: Option<Tls>,
    /// True if records and tokens may cross networks in cleartext.
    pub allow_cleartext: bool,
    /// Where its account's secret comes from.
    pub account: AccountSource,
    /// What the hospital's own systems show.
    pub intake_token: IntakeToken,
    /// How many organisations keep a record's content, the submitter's included.
    pub replication: usize,
    /// What it takes on at most.
    pub limits: Limits,
    /// Things that work but should not stay so.
    pub warnings: Vec<String>,
}

/// Values that take precedence over the file's.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Replaces `listen`.
    pub listen: Option<String>,
    /// Replaces `public_url`.
    pub public_url: Option<String>,
    /// Replaces `node`.
    pub node: Option<String>,
    /// Replaces `data_dir`.
    pub data_dir: Option<PathBuf>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<String>,
    public_url: Option<String>,
    node: Option<String>,
    data_dir: Option<PathBuf>,
    tls_certificate_file: Option<PathBuf>,
    tls_key_file: Option<PathBuf>,
    #[serde(default)]
    allow_cleartext: bool,
    intake_token_file: Option<PathBuf>,
    replication: Option<usize>,
    seed_file: Option<PathBuf>,
    keystore_file: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    #[serde(default)]
    limits: limits::Fields,
}

impl Config {
    /// Reads `path`. Relative paths in it are relative to its folder.
    ///
    /// # Errors
    /// [`ConfigError`] names the field and says what would be right.
    pub fn load(path: &Path, overrides: Overrides) -> Result<Self, ConfigError> {
        let text = read("configuration", path)?;
        let file: File = toml::from_str(&text)
            .map_err(|error| ConfigError::Syntax { path: path.to_owned(), reason: Box::new(error) })?;
        let base = path.parent().unwrap_or(Path::new("."));
        let mut warnings = Vec::new();

        let token_file = base.join(file.intake_token_file.ok_or(ConfigError::Missing {
            field: "intake_token_file",
            help: "name a file with the token that the hospital's own systems show",
        })?);
        let token = Zeroizing::new(read("intake_token_file", &token_file)?);
        warnings.extend(exposed("intake_token_file", &token_file));

        let account = account_source(file.seed_file, file.keystore_file, file.passphrase_file, base)?;
        match &account {
            AccountSource::SeedFile(seed) => warnings.extend(exposed("seed_file", seed)),
            AccountSource::Keystore { passphrase_file, .. } => {
                warnings.extend(exposed("passphrase_file", passphrase_file));
            }
        }

        let tls = transport::tls(file.tls_certificate_file, file.tls_key_file, base)?;
        warnings.extend(tls.as_ref().and_then(|tls| exposed("tls_key_file", &tls.key)));
        let listen = listen(overrides.listen.or(file.listen))?;
        let public_url = public_url(overrides.public_url.or(file.public_url))?;
        warnings.extend(transport::cleartext(&listen, &public_url, tls.is_some(), file.allow_cleartext)?);

        Ok(Self {
            listen,
            public_url,
            tls,
            allow_cleartext: file.allow_cleartext,
            node: node(overrides.node.or(file.node))?,
            data_dir: overrides.data_dir.or_else(|| file.data_dir.map(|dir| base.join(dir))).ok_or(
                ConfigError::Missing {
                    field: "data_dir",
                    help: "name a folder on a disk with room for records",
                },
            )?,
            account,
            intake_token: IntakeToken::new(token.trim())?,
            replication: between("replication", file.replication, 3, 1, 64)?,
            limits: limits::read(file.limits)?,
            warnings,
        })
    }
}

fn between<T: PartialOrd + std::fmt::Display>(
    field: &'static str,
    given: Option<T>,
    default: T,
    least: T,
    most: T,
) -> Result<T, ConfigError> {
    let value = given.unwrap_or(default);
    if value < least || value > most {
        return Err(ConfigError::Invalid {
            field,
            reason: format!("{value} is not between {least} and {most}"),
        });
    }
    Ok(value)
}

fn listen(text: Option<String>) -> Result<SocketAddr, ConfigError> {
    let text = text.ok_or(ConfigError::Missing {
        field: "listen",
        help: "write an address and a port, for example \"127.0.0.1:8081\"",
    })?;
    text.parse().map_err(|_| ConfigError::Invalid {
        field: "listen",
        reason: format!("\"{text}\" is not an address and a port, for example \"127.0.0.1:8081\""),
    })
}

fn public_url(text: Option<String>) -> Result<String, ConfigError> {
    let field = "public_url";
    let text = text.ok_or(ConfigError::Missing {
        field,
        help: "write the URL that the consortium registered for this gateway",
    })?;
    check_url(field, &text, &["http", "https"])?;
    Ok(text.trim_end_matches('/').to_owned())
}

fn node(text: Option<String>) -> Result<String, ConfigError> {
    let field = "node";
    let text = text.ok_or(ConfigError::Missing {
        field,
        help: "write your own node's WebSocket URL, for example \"ws://127.0.0.1:9944\"",
    })?;
    check_url(field, &text, &["ws", "wss"])?;
    Ok(text)
}

fn check_url(field: &'static str, text: &str, schemes: &[&str]) -> Result<(), ConfigError> {
    let invalid = |reason| ConfigError::Invalid { field, reason };
    let url = Url::parse(text).map_err(|e| invalid(format!("\"{text}\" is not a URL: {e}")))?;
    if !schemes.contains(&url.scheme()) {
        let schemes = schemes.join(":// or ");
        return Err(invalid(format!("\"{text}\" must begin with {schemes}://")));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(invalid(format!("\"{text}\" names no host")));
    }
    Ok(())
}

fn account_source(
    seed: Option<PathBuf>,
    keystore: Option<PathBuf>,
    passphrase: Option<PathBuf>,
    base: &Path,
) -> Result<AccountSource, ConfigError> {
    match (seed, keystore, passphrase) {
        (Some(seed), None, None) => Ok(AccountSource::SeedFile(base.join(seed))),
        (None, Some(file), Some(passphrase)) => {
            Ok(AccountSource::Keystore { file: base.join(file), passphrase_file: base.join(passphrase) })
        }
        (None, None, None) => Err(ConfigError::Missing {
            field: "keystore_file",
            help: "name `keystore_file` and `passphrase_file`, or `seed_file`",
        }),
        (None, Some(_), None) => Err(ConfigError::Missing {
            field: "passphrase_file",
            help: "name the file with the keystore's passphrase",
        }),
        (None, None, Some(_)) => Err(ConfigError::Missing {
            field: "keystore_file",
            help: "name the keystore that the passphrase opens",
        }),
        (Some(_), _, _) => Err(ConfigError::Invalid {
            field: "seed_file",
            reason: "name either `seed_file` or a keystore, not both".into(),
        }),
    }
}

/// Reads a text file that the configuration names.
///
/// # Errors
/// [`ConfigError::Read`].
pub fn read(what: &'static str, path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|reason| ConfigError::Read { what, path: path.to_owned(), reason })
}

/// A warning if others than its owner can read a secret's file.
#[cfg(unix)]
fn exposed(what: &'static str, path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).ok()?.permissions().mode();
    (mode & 0o077 != 0).then(|| format!("`{what}`: others can read {0}: run `chmod 600 {0}`", path.display()))
}

#[cfg(not(unix))]
fn exposed(_: &'static str, _: &Path) -> Option<String> {
    None
}

#[cfg(test)]
mod tests;
