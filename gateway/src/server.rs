//! Starting and stopping a gateway.

use crate::tasks::Tasks;
use crate::{
    acknowledgement,
    config::{self, AccountSource, Config},
    database::Database,
    endorsement, erasure, http,
    intake::advance,
    ledger::Ledger,
    leftovers,
    node::Node,
    pool::Pool,
    revocation, rewrapping,
    state::{Gateway, Parts},
};
use anyhow::Context;
use salus_client::{account::Account, atomic_file, keystore::Keystore};
use std::{fs, path::Path, sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;

/// How long requests under way may take to end once the gateway stops.
const GRACE: Duration = Duration::from_secs(10);

/// The gateway's account.
///
/// # Errors
/// If the file cannot be read, or does not hold a usable secret. The secret is not part of the message.
pub fn account(config: &Config) -> anyhow::Result<Account> {
    match &config.account {
        AccountSource::SeedFile(file) => {
            let text = Zeroizing::new(config::read("seed_file", file)?);
            seed_account(text.trim()).with_context(|| format!("seed_file {}", file.display()))
        }
        AccountSource::Keystore { file, passphrase_file } => {
            let passphrase = Zeroizing::new(config::read("passphrase_file", passphrase_file)?);
            let keystore = Keystore::open(file, passphrase.trim_end_matches(['\r', '\n']))
                .with_context(|| format!("keystore_file {}", file.display()))?;
            Ok(keystore.account().clone())
        }
    }
}

fn seed_account(text: &str) -> anyhow::Result<Account> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    let mut seed = Zeroizing::new([0; 32]);
    if hex::decode_to_slice(digits, seed.as_mut_slice()).is_ok() {
        return Ok(Account::from_seed(*seed)?);
    }
    Account::from_uri(text).context("neither 64 hexadecimal digits nor a secret URI such as //Gateway")
}

/// Runs a gateway until SIGTERM or SIGINT.
///
/// # Errors
/// If it cannot start: the address is taken, say, or the data folder is not writable.
pub async fn run(config: Config) -> anyhow::Result<()> {
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let stop = CancellationToken::new();
    let signalled = stop.clone();
    tokio::spawn(async move {
        if let Err(error) = signal().await {
            tracing::error!(%error, "signals cannot be received");
        }
        signalled.cancel();
    });
    run_until(config, stop).await
}

/// Runs a gateway until `stop`.
///
/// # Errors
/// As [`run`].
pub async fn run_until(config: Config, stop: CancellationToken) -> anyhow::Result<()> {
    let account = account(&config)?;
    let node = Node::new(config.node.clone(), account.clone());
    let gateway = assemble(config, account, node.clone()).await?;
    let listener = TcpListener::bind(gateway.config.listen)
        .await
        .with_context(|| format!("listen: cannot use {}", gateway.config.listen))?;
    advance::clear_interrupted(&gateway).await.context("data_dir")?;

    let workers = Tasks::default();
    workers.spawn(node.follow(gateway.database.clone(), stop.clone()));
    workers.spawn(advance::run(Arc::clone(&gateway), stop.clone()));
    workers.spawn(endorsement::run(Arc::clone(&gateway), stop.clone()));
    workers.spawn(rewrapping::run(Arc::clone(&gateway), stop.clone()));
    workers.spawn(erasure::run(Arc::clone(&gateway), stop.clone()));
    workers.spawn(leftovers::run(Arc::clone(&gateway), stop.clone()));
    workers.spawn(acknowledgement::run(Arc::clone(&gateway), stop.clone()));
    workers.spawn(look_after(Arc::clone(&gateway), stop.clone()));
    tracing::info!(
        listen = %gateway.config.listen,
        account = %gateway.account.id(),
        "the gateway is up"
    );

    let requests = {
        let stop = stop.clone();
        let serve = axum::serve(listener, http::router(Arc::clone(&gateway)))
            .with_graceful_shutdown(async move { stop.cancelled().await });
        tokio::spawn(async move { serve.await })
    };
    let stopped = tokio::select! {
        ended = requests => ended.context("serving")?.context("serving"),
        () = async { stop.cancelled().await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("requests were still under way and are cut off");
            Ok(())
        }
    };
    stop.cancel();
    let ended = async {
        workers.wait().await;
        gateway.tasks.wait().await;
    };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("work was still under way; it goes on at the next start");
    }
    gateway.database.close().await;
    tracing::info!("the gateway has stopped");
    stopped
}

/// Opens what a gateway needs on its disk.
async fn assemble(config: Config, account: Account, ledger: Arc<dyn Ledger>) -> anyhow::Result<Arc<Gateway>> {
    let folder = &config.data_dir;
    create_private(folder).with_context(|| format!("data_dir: cannot make {}", folder.display()))?;
    let database = Database::open(&folder.join("gateway.sqlite")).await.context("data_dir: the database")?;
    let pool = Pool::open(&folder.join("pool")).context("data_dir: the data pool")?;
    let fingerprint_key =
        fingerprint_key(&folder.join("fingerprint.key")).context("data_dir: fingerprint.key")?;
    Ok(Arc::new(Gateway::new(Parts { config, account, ledger, database, pool, fingerprint_key })))
}

/// Makes a folder that its owner alone can look into; one that is there already stays as it is.
fn create_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// The key under which plaintexts are fingerprinted; drawn at the first start.
fn fingerprint_key(file: &Path) -> anyhow::Result<[u8; 64]> {
    if !file.exists() {
        let key: [u8; 64] = rand::random();
        atomic_file::replace(file, &key)?;
    }
    let key = fs::read(file)?;
    key.try_into().map_err(|_| anyhow::anyhow!("64 bytes were expected; restore the file from a backup"))
}

/// Keeps the metrics current and the round over transform keys going.
async fn look_after(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut heads = gateway.ledger.heads();
    let mut cursor = None;
    let mut told = false;
    loop {
        let head = *heads.borrow_and_update();
        gateway.metrics.node_connected.set(i64::from(head.is_some()));
        if let Some(head) = head {
            gateway.metrics.finalised_block.set(i64::from(head.number));
            match revocation::round(&gateway, head, cursor).await {
                Ok(next) => cursor = next,
                Err(error) => tracing::debug!(%error, "the round over transform keys waits"),
            }
            if !told {
                told = tell_standing(&gateway, head).await;
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.changed() => if changed.is_err() { return },
        }
    }
}

/// Says once, at the start, whether the chain knows this gateway as it is configured.
async fn tell_standing(gateway: &Gateway, head: crate::ledger::Head) -> bool {
    let (Ok(own), Ok(organisations)) =
        (gateway.organisation(head).await, gateway.active_organisations(head).await)
    else {
        return false;
    };
    let registered = organisations.iter().find(|(id, _)| Some(*id) == own);
    match registered {
        None => {
            tracing::warn!("the chain does not know this account as the gateway of an active organisation")
        }
        Some((id, organisation)) => {
            let url = String::from_utf8_lossy(&organisation.gateway.url);
            if url.trim_end_matches('/') != gateway.config.public_url {
                tracing::warn!(
                    registered = %url,
                    configured = %gateway.config.public_url,
                    "the chain names another address for this gateway: peers will look for it there"
                );
            }
            tracing::info!(organisation = id, "the gateway serves its organisation");
        }
    }
    true
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{signal, SignalKind};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
