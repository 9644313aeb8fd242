//! Connections: how many, how slow, and how they end.
//!
//! Everything here is before any request is understood, so everything is bounded: connections in all and of one
//! address, the time for a TLS handshake and for a request's head, and how long the other end may take nothing.

pub mod connections;
pub mod paced;
pub mod tls;

use crate::{config::Limits, http::held::Held, tasks::Tasks};
use axum::{body::Body, extract::ConnectInfo, http::Request, Router};
use connections::{Connections, Seat};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use paced::Paced;
use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tower::Service;

/// Most bytes that one connection holds of what is read, and of what is to be written.
const MAX_BUFFER: usize = 64 << 10;
/// Pause after the system could not hand a connection over.
const PAUSE: Duration = Duration::from_millis(100);
/// Files that the rest of the gateway needs: the database, the pool, the links to the node and to peers.
const OTHER_FILES: usize = 256;

/// How connections are taken.
#[derive(Clone)]
pub struct Serving {
    connections: Arc<Connections>,
    tls: Option<TlsAcceptor>,
    head_timeout: Duration,
    patience: Duration,
}

impl Serving {
    /// Takes connections as `limits` say, with TLS if there is an acceptor.
    pub fn new(limits: &Limits, tls: Option<TlsAcceptor>) -> Self {
        let most = most_connections(limits.connections, open_files());
        if most < limits.connections {
            tracing::warn!(
                connections = most,
                "the process may open too few files for limits.connections: raise LimitNOFILE or ulimit -n"
            );
        }
        Self {
            connections: Connections::new(most, limits.connections_per_address),
            tls,
            head_timeout: limits.head_timeout,
            patience: limits.idle_timeout,
        }
    }

    /// Answers requests from `listener` with `router` until `stop`, then ends those under way.
    pub async fn run(self, listener: TcpListener, router: Router, stop: CancellationToken) {
        let tasks = Tasks::default();
        loop {
            let accepted = tokio::select! {
                () = stop.cancelled() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, address)) => {
                    // Whoever finds no room learns it by the connection's end: writing anything would take its room.
                    let Some(seat) = self.connections.enter(address.ip(), Instant::now()) else { continue };
                    tasks.spawn(self.clone().connection(stream, address, seat, router.clone(), stop.clone()));
                }
                Err(error) => self.after_failure(&error).await,
            }
        }
        drop(listener);
        tasks.wait().await;
    }

    /// Waits a little if the system has no file left for a connection, and closes one that is idle.
    async fn after_failure(&self, error: &io::Error) {
        use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
            return;
        }
        tracing::warn!(%error, "a connection could not be taken");
        self.connections.close_oldest();
        tokio::time::sleep(PAUSE).await;
    }

    async fn connection(
        self,
        stream: TcpStream,
        address: SocketAddr,
        seat: Arc<Seat>,
        router: Router,
        stop: CancellationToken,
    ) {
        // An answer is written at once; what cannot be set is not worth the connection.
        let _ = stream.set_nodelay(true);
        let stream = Paced::new(stream, self.patience);
        let served = async {
            match &self.tls {
                None => self.requests(stream, address, &seat, router, stop).await,
                Some(tls) => match tokio::time::timeout(self.head_timeout, tls.accept(stream)).await {
                    Ok(Ok(stream)) => self.requests(stream, address, &seat, router, stop).await,
                    Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                },
            }
        };
        tokio::select! {
            () = served => {}
            () = seat.closed() => tracing::debug!("an idle connection made room for another"),
        }
    }

    async fn requests(
        &self,
        stream: impl AsyncRead + AsyncWrite + Unpin,
        address: SocketAddr,
        seat: &Arc<Seat>,
        router: Router,
        stop: CancellationToken,
    ) {
        let service = hyper::service::service_fn(|request: Request<hyper::body::Incoming>| {
            let busy = seat.busy();
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(address));
            let answer = router.clone().call(request);
            async move {
                let response = answer.await?;
                Ok::<_, Infallible>(response.map(|body| Held::new(body, busy)))
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            // From the end of one request to the end of the next one's head: idle connections end by it, too.
            .header_read_timeout(self.head_timeout)
            .max_buf_size(MAX_BUFFER)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}

/// `wanted`, or as many as fit into the files that the process may open.
fn most_connections(wanted: usize, files: Option<usize>) -> usize {
    match files {
        // Not below a few: with fewer the gateway serves nobody.
        Some(files) => wanted.min(files.saturating_sub(OTHER_FILES).max(files / 2)).max(1),
        None => wanted,
    }
}

/// How many files the process may open, if the system says.
fn open_files() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests;
