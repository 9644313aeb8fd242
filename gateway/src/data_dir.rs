//! The folder in which a gateway keeps everything, and that it alone uses.

use crate::{database::Database, intake::keeping::Keeper, pool::Pool};
use anyhow::Context;
use salus_client::atomic_file;
use std::{
    fs::{self, File, TryLockError},
    path::Path,
};
use zeroize::Zeroizing;

/// Everything in the folder. The folder is this process's for as long as this lives.
pub struct DataDir {
    /// The gateway's memory.
    pub database: Database,
    /// Its blocks.
    pub pool: Pool,
    /// The key under which plaintexts are fingerprinted.
    pub fingerprint_key: [u8; 64],
    /// What keeps data keys.
    pub keeper: Keeper,
    /// Held until the process ends.
    pub lock: Lock,
}

/// The folder is locked while this lives, and no longer than the process does, whatever ends it.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code)] File);

impl DataDir {
    /// Opens `folder`, making it if need be.
    ///
    /// # Errors
    /// If another process uses it, or if something in it cannot be used.
    pub async fn open(folder: &Path) -> anyhow::Result<Self> {
        create_private(folder).with_context(|| format!("data_dir: cannot make {}", folder.display()))?;
        // Before anything else is touched: the pool deletes what it finds half-written.
        let lock = lock(folder)?;
        let database =
            Database::open(&folder.join("gateway.sqlite")).await.context("data_dir: the database")?;
        let pool = Pool::open(&folder.join("pool")).context("data_dir: the data pool")?;
        let fingerprint_key = key(&folder.join("fingerprint.key"), || Zeroizing::new(rand::random()))
            .context("data_dir: fingerprint.key")?;
        let keeping = key(&folder.join("keeping.key"), Keeper::generate).context("data_dir: keeping.key")?;
        let keeper = Keeper::new(keeping.as_slice()).context("data_dir: keeping.key")?;
        Ok(Self { database, pool, fingerprint_key: *fingerprint_key, keeper, lock })
    }
}

/// Locks the folder against other gateways.
fn lock(folder: &Path) -> anyhow::Result<Lock> {
    let file = folder.join("lock");
    let mut options = File::options();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&file).with_context(|| format!("data_dir: cannot open {}", file.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => anyhow::bail!(
            "data_dir: another gateway uses {}: stop it, or give this one another data_dir",
            folder.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).context("data_dir: the folder cannot be locked"),
    }
}

/// Makes a folder that its owner alone can look into; one that is there already stays as it is.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The key in `file`; drawn at the first start.
fn key<const N: usize>(
    file: &Path,
    draw: impl FnOnce() -> Zeroizing<[u8; N]>,
) -> anyhow::Result<Zeroizing<[u8; N]>> {
    if !file.exists() {
        atomic_file::replace(file, draw().as_slice())?;
    }
    let bytes = Zeroizing::new(fs::read(file)?);
    let key = <[u8; N]>::try_from(bytes.as_slice());
    key.map(Zeroizing::new)
        .map_err(|_| anyhow::anyhow!("{N} bytes were expected; restore the file from a backup"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn folder_should_be_refused_when_another_gateway_uses_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataDir::open(folder.path()).await.unwrap();
        let second = DataDir::open(folder.path()).await.err().unwrap();
        assert!(second.to_string().contains("another gateway"), "{second:#}");
        drop(first);
        DataDir::open(folder.path()).await.unwrap();
    }

    #[tokio::test]
    async fn keys_should_stay_the_same_when_the_folder_is_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = DataDir::open(folder.path()).await.unwrap().fingerprint_key;
        let kept = fs::read(folder.path().join("keeping.key")).unwrap();
        assert_eq!(DataDir::open(folder.path()).await.unwrap().fingerprint_key, first);
        assert_eq!(fs::read(folder.path().join("keeping.key")).unwrap(), kept);
        fs::write(folder.path().join("keeping.key"), b"short").unwrap();
        assert!(DataDir::open(folder.path()).await.is_err());
    }
}
