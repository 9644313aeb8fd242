//! Where the secrets of one person or office rest: one encrypted file.

mod file;
mod passphrase;
mod secrets;
#[cfg(test)]
mod tests;

pub use file::Cost;
pub use passphrase::SHORTEST_PASSPHRASE;

use crate::{account::InvalidSecret, atomic_file, card::KeyCard, record::ReadingKeys, Account};
use file::FileKey;
use salus_abe::{AttributeKey, AuthoritySecretKey, Gid, KeyRing, TransformSecret};
use salus_envelope::{RecipientSecret, RecipientSuite};
use salus_primitives::{EpochAttribute, Label};
use secrets::{SecretBytes, Secrets};
use std::{
    collections::BTreeMap,
    fmt, fs,
    io::Read,
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// Most former keys that are kept: whoever changed the key so often has long had every header made again.
const MOST_FORMER: usize = 64;
/// Bytes of an authority's secret key.
const AUTHORITY_SECRET: usize = 64;

/// Why a keystore could not be made, opened or written.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
    /// There is no file.
    #[error("there is no keystore at {0}")]
    Missing(PathBuf),
    /// There is a file already.
    #[error("there is a keystore at {0} already")]
    Exists(PathBuf),
    /// The file is something else.
    #[error("the file is not a Salus keystore")]
    NotAKeystore,
    /// The file was made by a newer program.
    #[error("the keystore has version {0}, which this program does not know")]
    Version(u8),
    /// The file was cut off or altered.
    #[error("the keystore is damaged: {0}")]
    Damaged(&'static str),
    /// The passphrase is not the one the file was made with.
    #[error("wrong passphrase")]
    WrongPassphrase,
    /// The passphrase is empty.
    #[error("the passphrase is empty")]
    EmptyPassphrase,
    /// The passphrase of a new keystore is short enough to be guessed.
    #[error("the passphrase has fewer than {SHORTEST_PASSPHRASE} characters")]
    ShortPassphrase,
    /// The key could not be derived from the passphrase.
    #[error("the keystore's key could not be derived: {0}")]
    Derivation(String),
    /// A secret inside is not usable.
    #[error("a secret in the keystore is not usable: {0}")]
    Secret(String),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
}

impl KeystoreError {
    /// What the user can do about it.
    pub fn remedy(&self) -> Option<&'static str> {
        Some(match self {
            Self::Missing(_) => "make one with `salus keys new`, or name another with --keystore",
            Self::Exists(_) => "name another path with --keystore; a keystore is never overwritten",
            Self::NotAKeystore => "check the path given with --keystore",
            Self::Version(_) => "use the newer `salus` that made it",
            Self::Damaged(_) => "restore the file from a backup",
            Self::WrongPassphrase => "check SALUS_PASSPHRASE or --passphrase-file, or type it again",
            Self::EmptyPassphrase => {
                "give a passphrase with --passphrase-file, SALUS_PASSPHRASE or the prompt"
            }
            Self::ShortPassphrase => "choose a longer one: several words that nobody would guess together",
            Self::Derivation(_) => "free some memory: opening a keystore takes about 64 MiB",
            Self::Secret(_) => "restore the file from a backup",
            Self::Io { .. } => "check that the directory exists and is yours",
        })
    }
}

impl From<InvalidSecret> for KeystoreError {
    fn from(error: InvalidSecret) -> Self {
        Self::Secret(error.to_string())
    }
}

/// The opened keystore. `Debug` shows the account and how much is kept, no secret.
pub struct Keystore {
    path: PathBuf,
    file_key: FileKey,
    account: Account,
    recipient: RecipientSecret,
    /// The newest first.
    former: Vec<RecipientSecret>,
    card: KeyCard,
    attribute_keys: BTreeMap<EpochAttribute, SecretBytes>,
    transform: Option<(SecretBytes, bool)>,
    authority: Option<(Label, SecretBytes)>,
}

impl fmt::Debug for Keystore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keystore")
            .field("path", &self.path)
            .field("account", &self.account)
            .field("attribute_keys", &self.attribute_keys.len())
            .finish_non_exhaustive()
    }
}

impl Keystore {
    /// Makes the keystore of `account` at `path` with a fresh encryption key pair of `suite`, and writes it.
    ///
    /// A symbolic link at `path` is followed. The passphrase is the same in every Unicode form (NFKC).
    ///
    /// # Errors
    /// [`KeystoreError::Exists`] if there is a file at `path`; it is never overwritten.
    /// [`KeystoreError::EmptyPassphrase`] or [`KeystoreError::ShortPassphrase`] if the passphrase is no protection.
    pub fn create(
        path: &Path,
        passphrase: &str,
        account: Account,
        suite: RecipientSuite,
    ) -> Result<Self, KeystoreError> {
        Self::create_at_cost(path, passphrase, account, suite, Cost::STANDARD)
    }

    /// [`Keystore::create`] with another cost of deriving the key than [`Cost::STANDARD`].
    ///
    /// # Errors
    /// As [`Keystore::create`].
    pub fn create_at_cost(
        path: &Path,
        passphrase: &str,
        account: Account,
        suite: RecipientSuite,
        cost: Cost,
    ) -> Result<Self, KeystoreError> {
        let passphrase = passphrase::of_a_new_keystore(passphrase)?;
        // Before the costly derivation; what decides is `atomic_file::create`.
        if path.exists() {
            return Err(KeystoreError::Exists(path.into()));
        }
        let recipient = RecipientSecret::generate(suite, &mut rand::rng());
        let keystore = Self {
            path: path.into(),
            file_key: FileKey::new(&passphrase, cost)?,
            card: KeyCard::sign(&account, &recipient),
            account,
            recipient,
            former: Vec::new(),
            attribute_keys: BTreeMap::new(),
            transform: None,
            authority: None,
        };
        atomic_file::create(path, &keystore.seal()?).map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists => KeystoreError::Exists(path.into()),
            _ => KeystoreError::Io { path: path.into(), source },
        })?;
        Ok(keystore)
    }

    /// Opens the keystore at `path`.
    ///
    /// # Errors
    /// [`KeystoreError`] tells a missing, foreign or damaged file from a wrong passphrase.
    pub fn open(path: &Path, passphrase: &str) -> Result<Self, KeystoreError> {
        let bytes = read(path)?;
        let (file_key, plaintext) =
            passphrase::try_each(passphrase, |passphrase| FileKey::open(&bytes, passphrase))?;
        let secrets = Secrets::read(&plaintext)
            .map_err(|_| KeystoreError::Damaged("its contents are not what this version writes"))?;
        let former = secrets.former.iter().map(former_recipient).collect::<Result<_, _>>()?;
        let card = KeyCard::decode(&secrets.card).map_err(|e| KeystoreError::Secret(e.to_string()))?;
        let recipient = RecipientSecret::from_bytes(card.suite(), &secrets.recipient.0)
            .map_err(|e| KeystoreError::Secret(e.to_string()))?;
        if card.recipient().ok() != Some(recipient.public()) {
            return Err(KeystoreError::Damaged("the key card is not that of the secret beside it"));
        }
        Ok(Self {
            path: path.into(),
            file_key,
            account: Account::from_secret(&secrets.account)?,
            recipient,
            former,
            card,
            attribute_keys: secrets.attribute_keys,
            transform: secrets.transform,
            authority: secrets.authority,
        })
    }

    /// Writes the keystore in one step: after a crash the file is the old or the new one. Where the path is a
    /// symbolic link, the file that it leads to is replaced.
    ///
    /// # Errors
    /// [`KeystoreError::Io`] if the file system refuses; the old file is then still in place.
    pub fn save(&self) -> Result<(), KeystoreError> {
        atomic_file::replace(&self.path, &self.seal()?)
            .map_err(|source| KeystoreError::Io { path: self.path.clone(), source })
    }

    fn seal(&self) -> Result<Vec<u8>, KeystoreError> {
        let secrets = Secrets {
            account: self.account.secret().clone(),
            recipient: SecretBytes(self.recipient.to_bytes().to_vec()),
            card: self.card.encode(),
            attribute_keys: self.attribute_keys.clone(),
            transform: self.transform.clone(),
            authority: self.authority.clone(),
            former: self.former.iter().map(kept_recipient).collect(),
        };
        // Large enough from the start: a buffer that grows leaves its former contents behind.
        let mut plaintext = Zeroizing::new(Vec::<u8>::with_capacity(secrets.size()));
        secrets.write(&mut plaintext);
        self.file_key.seal(&plaintext)
    }

    /// Where it is kept.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Who signs.
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// What opens what was sealed to the key card.
    pub fn recipient(&self) -> &RecipientSecret {
        &self.recipient
    }

    /// What opens the boxes for the patient in headers: the present key, and those before it.
    pub fn reading_keys(&self) -> ReadingKeys<'_> {
        ReadingKeys { current: &self.recipient, former: &self.former }
    }

    /// Draws another key of `suite`, with a card of its own, and keeps the present one for what was sealed to it. Call
    /// [`Keystore::save`] before the chain is told: whenever that is cut off, both are here.
    pub fn renew_recipient(&mut self, suite: RecipientSuite) {
        let fresh = RecipientSecret::generate(suite, &mut rand::rng());
        self.former.insert(0, std::mem::replace(&mut self.recipient, fresh));
        self.former.truncate(MOST_FORMER);
        self.card = KeyCard::sign(&self.account, &self.recipient);
    }

    /// The signed key card, the same one every time until [`Keystore::renew_recipient`].
    pub fn card(&self) -> &KeyCard {
        &self.card
    }

    /// Which attribute keys are kept.
    pub fn attributes(&self) -> impl Iterator<Item = &EpochAttribute> {
        self.attribute_keys.keys()
    }

    /// True if the key of `attribute` is kept.
    pub fn has_key(&self, attribute: &EpochAttribute) -> bool {
        self.attribute_keys.contains_key(attribute)
    }

    /// Keeps an attribute key. Call [`Keystore::save`] afterwards.
    pub fn add_key(&mut self, key: &AttributeKey) {
        self.attribute_keys.insert(key.attribute().clone(), SecretBytes(key.encode()));
    }

    /// All attribute keys together, for decryption.
    ///
    /// # Errors
    /// [`KeystoreError::Secret`] if a kept key is not one.
    pub fn key_ring(&self) -> Result<KeyRing, KeystoreError> {
        let mut ring = KeyRing::new(Gid(self.account.id().0));
        for (attribute, bytes) in &self.attribute_keys {
            let fault = |e: salus_abe::AbeError| KeystoreError::Secret(format!("{attribute}: {e}"));
            ring.insert(AttributeKey::decode(&bytes.0).map_err(fault)?);
        }
        Ok(ring)
    }

    /// What turns a gateway's transformed capsules into keys, if a transform key was registered.
    ///
    /// # Errors
    /// [`KeystoreError::Secret`] if the kept secret is not one.
    pub fn transform_secret(&self) -> Result<Option<TransformSecret>, KeystoreError> {
        let Some((bytes, _)) = &self.transform else {
            return Ok(None);
        };
        let bytes: &[u8; 32] = bytes
            .0
            .as_slice()
            .try_into()
            .map_err(|_| KeystoreError::Damaged("the transform secret has a wrong length"))?;
        TransformSecret::from_bytes(bytes).map(Some).map_err(|e| KeystoreError::Secret(e.to_string()))
    }

    /// Keeps the secret of a transform key that is about to be registered. Call [`Keystore::save`]
    /// afterwards.
    pub fn set_transform_secret(&mut self, secret: &TransformSecret) {
        self.transform = Some((SecretBytes(secret.to_bytes().to_vec()), false));
    }

    /// Notes that the gateway has the transform key of the kept secret. Call [`Keystore::save`]
    /// afterwards.
    pub fn confirm_transform_key(&mut self) {
        if let Some((_, registered)) = &mut self.transform {
            *registered = true;
        }
    }

    /// True if the gateway has the transform key of the kept secret.
    pub fn has_transform_key(&self) -> bool {
        self.transform.as_ref().is_some_and(|(_, registered)| *registered)
    }

    /// The authority this keystore issues for, and its secret key.
    ///
    /// # Errors
    /// [`KeystoreError::Secret`] if the kept secret is not one.
    pub fn authority(&self) -> Result<Option<(Label, AuthoritySecretKey)>, KeystoreError> {
        let Some((name, bytes)) = &self.authority else {
            return Ok(None);
        };
        let (first, _) = authority_secrets(&bytes.0)?;
        Ok(Some((name.clone(), first)))
    }

    /// The secret key that is about to replace that of the authority's, while it is being rotated.
    ///
    /// # Errors
    /// [`KeystoreError::Secret`] if the kept secret is not one.
    pub fn next_authority_key(&self) -> Result<Option<AuthoritySecretKey>, KeystoreError> {
        match &self.authority {
            Some((_, bytes)) => authority_secrets(&bytes.0).map(|(_, next)| next),
            None => Ok(None),
        }
    }

    /// Keeps an authority's secret key. Call [`Keystore::save`] afterwards.
    pub fn set_authority(&mut self, name: Label, secret: &AuthoritySecretKey) {
        self.authority = Some((name, SecretBytes(secret.to_bytes().to_vec())));
    }

    /// Keeps the key that is about to replace that of the authority's, beside the present one. Call
    /// [`Keystore::save`] before the chain is told: whenever that is cut off, both are here.
    pub fn begin_rotation(&mut self, next: &AuthoritySecretKey) {
        if let Some((_, bytes)) = &mut self.authority {
            let mut both = Vec::with_capacity(2 * AUTHORITY_SECRET);
            both.extend(bytes.0.iter().take(AUTHORITY_SECRET));
            both.extend_from_slice(next.to_bytes().as_slice());
            *bytes = SecretBytes(both);
        }
    }

    /// Puts the key of [`Keystore::begin_rotation`] in the authority's place and wipes the former. Call
    /// [`Keystore::save`] afterwards.
    pub fn finish_rotation(&mut self) {
        if let Some((_, bytes)) = &mut self.authority {
            if let Some(next) = bytes.0.get(AUTHORITY_SECRET..).filter(|next| !next.is_empty()) {
                *bytes = SecretBytes(next.to_vec());
            }
        }
    }
}

/// A former key as the file keeps it: its suite before its secret.
fn kept_recipient(secret: &RecipientSecret) -> SecretBytes {
    let mut bytes = Vec::with_capacity(salus_envelope::SECRET_BYTES.saturating_add(1));
    bytes.push(secret.suite().id());
    bytes.extend_from_slice(secret.to_bytes().as_slice());
    SecretBytes(bytes)
}

fn former_recipient(kept: &SecretBytes) -> Result<RecipientSecret, KeystoreError> {
    let damaged = || KeystoreError::Damaged("a former key is not one");
    let (suite, secret) = kept.0.split_first().ok_or_else(damaged)?;
    let suite = RecipientSuite::try_from(*suite).map_err(|_| damaged())?;
    RecipientSecret::from_bytes(suite, secret).map_err(|_| damaged())
}

/// Reads an authority's secret key and, while it is being rotated, the next one behind it.
fn authority_secrets(
    bytes: &[u8],
) -> Result<(AuthoritySecretKey, Option<AuthoritySecretKey>), KeystoreError> {
    let damaged = KeystoreError::Damaged("the authority's secret has a wrong length");
    let secret = |bytes: &[u8; AUTHORITY_SECRET]| {
        AuthoritySecretKey::from_bytes(bytes).map_err(|e| KeystoreError::Secret(e.to_string()))
    };
    let Some((first, rest)) = bytes.split_first_chunk() else {
        return Err(damaged);
    };
    let next = match rest.try_into() {
        Ok(next) => Some(secret(next)?),
        Err(_) if rest.is_empty() => None,
        Err(_) => return Err(damaged),
    };
    Ok((secret(first)?, next))
}

fn read(path: &Path) -> Result<Vec<u8>, KeystoreError> {
    let io = |source: std::io::Error| match source.kind() {
        std::io::ErrorKind::NotFound => KeystoreError::Missing(path.into()),
        _ => KeystoreError::Io { path: path.into(), source },
    };
    let mut bytes = Vec::new();
    fs::File::open(path)
        .map_err(io)?
        .take(file::MAX_FILE.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > file::MAX_FILE {
        return Err(KeystoreError::NotAKeystore);
    }
    Ok(bytes)
}
