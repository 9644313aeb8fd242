//! One command at a time changes a keystore.
//!
//! A keystore is read, changed and written as a whole: of two commands that do so at the same time, the later
//! would write an old copy back, and what the earlier kept would be lost.

use crate::failure::Failure;
use salus_client::{atomic_file, Keystore};
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{ErrorKind, Read, Write},
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How long another command is waited for.
const PATIENCE: Duration = Duration::from_secs(5);
/// Pause between two tries.
const PAUSE: Duration = Duration::from_millis(100);

/// A keystore that no other command changes until this one is dropped.
#[derive(Debug)]
pub struct LockedKeystore {
    keystore: Keystore,
    _lock: Lock,
}

impl LockedKeystore {
    /// Opens the keystore at `path` when no other command is changing it.
    pub async fn open(path: &Path, passphrase: &str) -> Result<Self, Failure> {
        // The lock first: what is read before may be old by the time it is written.
        let lock = Lock::take(path, PATIENCE).await?;
        Ok(Self { keystore: Keystore::open(path, passphrase)?, _lock: lock })
    }
}

impl Deref for LockedKeystore {
    type Target = Keystore;

    fn deref(&self) -> &Keystore {
        &self.keystore
    }
}

impl DerefMut for LockedKeystore {
    fn deref_mut(&mut self) -> &mut Keystore {
        &mut self.keystore
    }
}

/// An advisory lock on a file beside the keystore, which itself is another file after each saving.
///
/// The file stays when the lock is given back: whoever waits has it open already.
#[derive(Debug)]
struct Lock(File);

impl Lock {
    async fn take(keystore: &Path, patience: Duration) -> Result<Self, Failure> {
        let path = beside(keystore);
        let fault = |e: std::io::Error| {
            Failure::new(format!("{}: {e}", path.display())).remedy("check that the directory is yours")
        };
        let mut file = open(&path).map_err(fault)?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if start.elapsed() < patience => {
                    tokio::time::sleep(PAUSE).await;
                }
                Err(TryLockError::WouldBlock) => return Err(busy(keystore, &mut file)),
                // Where the file system has no locks, nobody can be kept away.
                Err(TryLockError::Error(e)) if e.kind() == ErrorKind::Unsupported => break,
                Err(TryLockError::Error(e)) => return Err(fault(e)),
            }
        }
        // Only for the message to whoever waits in vain.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        Ok(Self(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.0.set_len(0);
    }
}

/// The lock's file: beside the keystore itself, whichever link leads there.
fn beside(keystore: &Path) -> PathBuf {
    let there = atomic_file::destination(keystore).unwrap_or_else(|_| keystore.to_path_buf());
    let mut name = there.into_os_string();
    name.push(".lock");
    name.into()
}

fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

fn busy(keystore: &Path, lock: &mut File) -> Failure {
    let mut holder = String::new();
    let _ = lock.read_to_string(&mut holder);
    let who = match holder.parse::<u32>() {
        Ok(process) => format!("process {process}"),
        Err(_) => "another process".to_owned(),
    };
    Failure::new(format!("{who} is changing the keystore at {}", keystore.display()))
        .remedy("wait until it has ended, and repeat this")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn lock_should_name_its_holder_when_it_is_taken() {
        let home = tempfile::tempdir().unwrap();
        let keystore = home.path().join("keystore");
        let held = Lock::take(&keystore, Duration::ZERO).await.unwrap();
        let refused = Lock::take(&keystore, PAUSE).await.unwrap_err();
        let holder = format!("process {} is changing", std::process::id());
        assert!(refused.what().starts_with(&holder), "{}", refused.what());
        drop(held);
        assert!(Lock::take(&keystore, Duration::ZERO).await.is_ok());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn lock_should_be_the_same_one_when_two_paths_lead_to_one_keystore() {
        let home = tempfile::tempdir().unwrap();
        let (keystore, link) = (home.path().join("keystore"), home.path().join("link"));
        std::fs::write(&keystore, b"").unwrap();
        std::os::unix::fs::symlink(&keystore, &link).unwrap();
        let _held = Lock::take(&keystore, Duration::ZERO).await.unwrap();
        assert!(Lock::take(&link, Duration::ZERO).await.is_err());
    }

    #[tokio::test]
    async fn lock_should_be_waited_for_when_its_holder_is_about_to_end() {
        let home = tempfile::tempdir().unwrap();
        let keystore = home.path().join("keystore");
        let held = Lock::take(&keystore, Duration::ZERO).await.unwrap();
        let release = async {
            tokio::time::sleep(PAUSE).await;
            drop(held);
        };
        let (waited, ()) = tokio::join!(Lock::take(&keystore, PATIENCE), release);
        assert!(waited.is_ok());
    }

    #[tokio::test]
    async fn keystore_should_keep_both_changes_when_two_commands_make_one_each() {
        use salus_client::{keystore::Cost, Account, RecipientSuite};

        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("keystore");
        let account = Account::from_uri("//Alice").unwrap();
        let cost = Cost { memory: 64, passes: 1, lanes: 1 };
        Keystore::create_at_cost(&path, "passphrase", account, RecipientSuite::X25519, cost).unwrap();
        let secret = || salus_abe::AuthoritySecretKey::generate(&mut rand::rng());
        let first = async {
            let mut keystore = LockedKeystore::open(&path, "passphrase").await.unwrap();
            tokio::time::sleep(PAUSE).await;
            keystore.set_authority("medical-council".parse().unwrap(), &secret());
            keystore.save().unwrap();
        };
        let second = async {
            tokio::task::yield_now().await;
            let mut keystore = LockedKeystore::open(&path, "passphrase").await.unwrap();
            keystore.begin_rotation(&secret());
            keystore.save().unwrap();
        };
        tokio::join!(first, second);
        let kept = Keystore::open(&path, "passphrase").unwrap();
        assert!(kept.authority().unwrap().is_some());
        assert!(kept.next_authority_key().unwrap().is_some());
    }
}
