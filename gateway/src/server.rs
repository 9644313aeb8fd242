//! Starting and stopping a gateway.

use crate::{
    config::{self, AccountSource, Config},
    data_dir::DataDir,
    http,
    intake::advance,
    ledger::Ledger,
    node::Node,
    serving::{self, Serving},
    state::{Gateway, Parts},
    tasks::Tasks,
    workers,
};
use anyhow::Context;
use salus_client::{account::Account, keystore::Keystore};
use std::{sync::Arc, time::Duration};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
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

/// What answers TLS handshakes, if a certificate is configured.
///
/// # Errors
/// If certificate or key cannot be used. Nothing of the key is in the message.
pub fn tls(config: &Config) -> anyhow::Result<Option<TlsAcceptor>> {
    config.tls.as_ref().map(serving::tls::acceptor).transpose()
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
    let tls = tls(&config)?;
    let node = Node::new(config.node.clone(), account.clone());
    let DataDir { database, pool, fingerprint_key, keeper, lock: _lock } =
        DataDir::open(&config.data_dir).await?;
    let ledger: Arc<dyn Ledger> = node.clone();
    let parts = Parts { config, account, ledger, database, pool, fingerprint_key, keeper };
    let gateway = Arc::new(Gateway::new(parts));
    let listener = TcpListener::bind(gateway.config.listen)
        .await
        .with_context(|| format!("listen: cannot use {}", gateway.config.listen))?;
    advance::clear_interrupted(&gateway).await.context("data_dir")?;

    let tasks = Tasks::default();
    tasks.spawn(node.follow(gateway.store.database.clone(), stop.clone()));
    workers::spawn(&tasks, &gateway, &stop);
    tracing::info!(
        listen = %gateway.config.listen,
        account = %gateway.account.id(),
        "the gateway is up"
    );

    let serving = Serving::new(&gateway.config.limits, tls);
    let requests = tokio::spawn(serving.run(listener, http::router(Arc::clone(&gateway)), stop.clone()));
    let stopped = tokio::select! {
        ended = requests => ended.context("serving"),
        () = async { stop.cancelled().await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!("requests were still under way and are cut off");
            Ok(())
        }
    };
    stop.cancel();
    let ended = async {
        tasks.wait().await;
        gateway.tasks.wait().await;
    };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        tracing::warn!("work was still under way; it goes on at the next start");
    }
    gateway.store.database.close().await;
    tracing::info!("the gateway has stopped");
    stopped
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
