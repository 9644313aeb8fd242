//! Commands that are told to stop leave nothing behind.

use crate::{failure::Failure, output::Outcome};
use salus_client::atomic_file::discard_unfinished;
use std::{future::Future, time::Duration};
use tokio::sync::oneshot;

/// The exit code of a command that was told to stop: as shells tell of one that Ctrl-C ended.
pub const INTERRUPTED: u8 = 130;
/// How long a command may take to stop.
const GRACE: Duration = Duration::from_secs(2);

/// Does `command`, unless a signal comes first that asks the program to end: then it is dropped, and with it what it
/// has half written.
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
            discard_unfinished();
            std::process::exit(INTERRUPTED.into());
        }
    });
    told.await
}

/// Waits for Ctrl-C, a polite end, a closed terminal or Ctrl-\\.
#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use futures::future::select_all;
    use tokio::signal::unix::{signal, SignalKind};
    let asking = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup(), SignalKind::quit()];
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut signals = Vec::new();
    for kind in asking {
        // Whoever started the program with a signal ignored, as `nohup` does, wants it to go on.
        if !is_ignored(&status, kind.as_raw_value()) {
            signals.push(signal(kind)?);
        }
    }
    if signals.is_empty() {
        return std::future::pending().await;
    }
    select_all(signals.iter_mut().map(|signal| Box::pin(signal.recv()))).await;
    Ok(())
}

/// True if a process with this `/proc/PID/status` ignores the signal with this number.
#[cfg(unix)]
fn is_ignored(status: &str, signal: i32) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|digits| u64::from_str_radix(digits.trim(), 16).ok()).unwrap_or(0);
    let bit = u32::try_from(signal).ok().and_then(|signal| signal.checked_sub(1));
    bit.and_then(|bit| mask.checked_shr(bit)).is_some_and(|shifted| shifted & 1 == 1)
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
        let path = home.path().join("record");
        let files = || std::fs::read_dir(home.path()).unwrap().count();
        let command = async {
            let mut file = PendingFile::create(&path).unwrap();
            file.write_all(b"plaintext").unwrap();
            pending::<()>().await;
            file.commit().unwrap();
            Ok(Outcome::new("written"))
        };
        let told = async { Ok::<_, ()>(()) };
        let interrupted = unless(command, told).await.unwrap_err();
        assert_eq!(interrupted.code(), INTERRUPTED);
        assert_eq!(interrupted.render(false), "error: interrupted");
        assert_eq!(files(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn signal_should_be_ignored_when_the_process_was_started_so() {
        // SIGHUP is 1, SIGQUIT is 3.
        let status = "Name:\tsalus\nSigIgn:\t0000000000001005\nSigCgt:\t0000000000000000\n";
        assert!(is_ignored(status, 1) && is_ignored(status, 3));
        assert!(!is_ignored(status, 2) && !is_ignored(status, 15) && !is_ignored("", 1));
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
