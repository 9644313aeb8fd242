//! Commands that are told to stop leave nothing behind.

use crate::{failure::Failure, output::Outcome};
use std::{future::Future, time::Duration};
use tokio::sync::oneshot;

/// The exit code of a command that was told to stop: as shells tell of one that Ctrl-C ended.
pub const INTERRUPTED: u8 = 130;
/// How long a command may take to stop.
const GRACE: Duration = Duration::from_secs(2);

/// Does `command`, unless Ctrl-C or SIGTERM comes first: then it is dropped, and with it what it has half
/// written.
pub async fn or_interrupted(
    command: impl Future<Output = Result<Outcome, Failure>>,
) -> Result<Outcome, Failure> {
    unless(command, told()).await
}

async fn unless<E>(
    command: impl Future<Output = Result<Outcome, Failure>>,
    told: impl Future<Output = Result<(), E>>,
) -> Result<Outcome, Failure> {
    tokio::select! {
        // The command first: until it waits for something, as it does after its passphrase was typed, signals
        // end the program as they end any other.
        biased;
        outcome = command => outcome,
        Ok(()) = told => Err(Failure::new("interrupted").exit(INTERRUPTED)),
    }
}

/// Waits until the command is told to stop; fails if that cannot be known.
async fn told() -> Result<(), oneshot::error::RecvError> {
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        if signal().await.is_ok() {
            let _ = tell.send(());
            // Whatever does not let itself be interrupted, such as a pipe that nobody reads, ends here.
            tokio::time::sleep(GRACE).await;
            std::process::exit(INTERRUPTED.into());
        }
    });
    told.await
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{signal, SignalKind};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => Ok(()),
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_client::atomic_file::PendingFile;
    use std::{
        future::{pending, ready},
        io::Write,
    };

    #[tokio::test]
    async fn half_written_file_should_be_gone_when_its_command_is_interrupted() {
        let home = tempfile::tempdir().unwrap();
        let files = || std::fs::read_dir(home.path()).unwrap().count();
        let command = async {
            let mut file = PendingFile::create(&home.path().join("record")).unwrap();
            file.write_all(b"plaintext").unwrap();
            pending::<()>().await;
            file.commit().unwrap();
            Ok(Outcome::new("written"))
        };
        let told = async {
            assert_eq!(files(), 1);
            Ok::<_, ()>(())
        };
        let interrupted = unless(command, told).await.unwrap_err();
        assert_eq!(interrupted.code(), INTERRUPTED);
        assert_eq!(interrupted.render(false), "error: interrupted");
        assert_eq!(files(), 0);
    }

    #[tokio::test]
    async fn command_should_be_done_when_no_signal_can_be_received() {
        let command = async {
            tokio::task::yield_now().await;
            Ok(Outcome::new("done"))
        };
        let done = unless(command, ready(Err(()))).await.unwrap();
        assert_eq!(done.render(false), "done");
    }
}
