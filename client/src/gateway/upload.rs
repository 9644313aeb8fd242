//! Handing in what may take hours: only a pause cuts it off, and a refusal is heard whenever it comes.
//!
//! A request of its own connection. The content waits until the gateway asks for it (`Expect: 100-continue`), so what is
//! refused by its headers is never sent. What the kernel holds back is kept small: a byte that it takes is then close
//! to being sent, which shows a pause. And when the gateway closes its ear in the middle, its words are still read.

use super::{
    error::GatewayError,
    http::{self, Bound, Reply},
};
use ::http::{header, HeaderMap, HeaderValue, Request};
use bytes::Bytes;
use futures::{future::ready, stream, Stream, StreamExt};
use http_body_util::{BodyExt, StreamBody};
use hyper::{
    body::{Frame, Incoming},
    client::conn::http1,
};
use hyper_util::{client::proxy::matcher::Matcher, rt::TokioIo};
use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::{pin, Pin},
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpSocket, TcpStream},
    sync::Notify,
};
use url::Url;

/// Bytes that the kernel holds back at most, or less if the system says so.
const KERNEL_BUFFER: u32 = 512 * 1024;
/// Bytes that are held back before the kernel takes them.
const OWN_BUFFER: usize = 64 * 1024;
/// What a server answers with when it wants the content.
const CONTINUE: u16 = 100;

/// How long what is waited for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// For a connection.
    pub connection: Duration,
    /// For the gateway's asking for the content; some proxies never do.
    pub go_ahead: Duration,
    /// For the next byte, in whichever direction. Filing a record answers when its block is final.
    pub pause: Duration,
}

impl Patience {
    pub(super) const STANDARD: Self = Self {
        connection: super::CONNECT_TIMEOUT,
        go_ahead: Duration::from_secs(5),
        pause: super::READ_TIMEOUT,
    };
}

/// True if requests to `url` go through a proxy that the environment names.
pub(super) fn through_proxy(url: &Url) -> bool {
    let proxied = |uri: ::http::Uri| Matcher::from_env().intercept(&uri).is_some();
    !http::is_loopback(url) && url.as_str().parse().is_ok_and(proxied)
}

/// Posts `content` and gives the answer, whatever it is.
pub(super) async fn post<S>(
    url: &Url,
    headers: HeaderMap,
    content: S,
    patience: Patience,
) -> Result<Reply, GatewayError>
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    let pulse = Arc::new(Pulse::default());
    let go_ahead = Arc::new(Notify::new());
    let content = gated(watched(content, &pulse), Arc::clone(&go_ahead), patience.go_ahead);
    let request = request(url, headers, &go_ahead, content)?;
    let broken = |reason: String| http::unreachable_because(url, reason);
    let sending = async {
        let stream = tokio::time::timeout(patience.connection, connect(url))
            .await
            .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            .map_err(|e| broken(e.to_string()))?;
        pulse.beat();
        let stream = Steady { stream, pulse: Arc::clone(&pulse) };
        if url.scheme() == "https" {
            let stream = encrypted(url, stream).await.map_err(|e| broken(e.to_string()))?;
            send(stream, request).await.map_err(|e| broken(innermost(&e)))
        } else {
            send(stream, request).await.map_err(|e| broken(innermost(&e)))
        }
    };
    let answered = unless_idle(&pulse, patience.pause, sending).await;
    answered.unwrap_or_else(|| Err(broken(idle(patience)))).map_err(|e| pulse.told(e))
}

/// The answer to a request whose body goes through a proxy; `sent` gives its head.
pub(super) async fn post_through_proxy<S>(
    url: &Url,
    content: S,
    patience: Patience,
    send: impl AsyncFnOnce(reqwest::Body) -> Result<Reply, GatewayError>,
) -> Result<Reply, GatewayError>
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    let pulse = Arc::new(Pulse::default());
    let sending = send(reqwest::Body::wrap_stream(watched(content, &pulse)));
    let answered = unless_idle(&pulse, patience.pause, sending).await;
    answered.unwrap_or_else(|| Err(http::unreachable_because(url, idle(patience)))).map_err(|e| pulse.told(e))
}

fn idle(patience: Patience) -> String {
    format!("nothing came or went for {} s", patience.pause.as_secs())
}

/// When something moved last, and what stopped it.
struct Pulse {
    last: Mutex<Instant>,
    /// Why the content could not be read.
    unreadable: Mutex<Option<String>>,
    /// Why nothing can be sent any more.
    deaf: Mutex<Option<String>>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self { last: Mutex::new(Instant::now()), unreadable: Mutex::default(), deaf: Mutex::default() }
    }
}

impl Pulse {
    fn beat(&self) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn idle(&self) -> Duration {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }

    fn note(place: &Mutex<Option<String>>, reason: &io::Error) {
        place.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| reason.to_string());
    }

    /// What is behind a connection that broke.
    fn told(&self, error: GatewayError) -> GatewayError {
        let take =
            |place: &Mutex<Option<String>>| place.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (error, take(&self.unreadable), take(&self.deaf)) {
            (_, Some(reason), _) => GatewayError::Content(reason),
            (GatewayError::Unreachable { url, .. }, _, Some(reason)) => {
                GatewayError::Unreachable { url, reason }
            }
            (error, ..) => error,
        }
    }
}

/// `content`, of which every chunk is a beat.
fn watched<S>(content: S, pulse: &Arc<Pulse>) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    let pulse = Arc::clone(pulse);
    content.inspect(move |chunk| match chunk {
        Ok(_) => pulse.beat(),
        Err(e) => Pulse::note(&pulse.unreadable, e),
    })
}

/// `content`, once the gateway asked for it or did not for a while.
fn gated<S>(
    content: S,
    go_ahead: Arc<Notify>,
    patience: Duration,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    let gate = stream::once(async move {
        let _ = tokio::time::timeout(patience, go_ahead.notified()).await;
        None
    });
    gate.chain(content.map(Some)).filter_map(ready)
}

fn request<S>(
    url: &Url,
    mut headers: HeaderMap,
    go_ahead: &Arc<Notify>,
    content: S,
) -> Result<Request<impl hyper::body::Body<Data = Bytes, Error = io::Error> + Send + 'static>, GatewayError>
where
    S: Stream<Item = io::Result<Bytes>> + Send + 'static,
{
    let setup = |e: String| GatewayError::Setup(e);
    let host = match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (host, _) => host.unwrap_or_default().to_owned(),
    };
    headers.insert(header::HOST, HeaderValue::from_str(&host).map_err(|e| setup(e.to_string()))?);
    headers.insert(header::EXPECT, HeaderValue::from_static("100-continue"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let body = StreamBody::new(content.map(|chunk| chunk.map(Frame::data)));
    let mut request = Request::post(url.path()).body(Box::pin(body)).map_err(|e| setup(e.to_string()))?;
    *request.headers_mut() = headers;
    let go_ahead = Arc::clone(go_ahead);
    hyper::ext::on_informational(&mut request, move |answer| {
        if answer.status().as_u16() == CONTINUE {
            go_ahead.notify_one();
        }
    });
    Ok(request)
}

async fn connect(url: &Url) -> io::Result<TcpStream> {
    let nowhere = || io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    let host = url.host_str().ok_or_else(nowhere)?.trim_matches(['[', ']']);
    let port = url.port_or_known_default().ok_or_else(nowhere)?;
    let mut outcome = Err(nowhere());
    for address in tokio::net::lookup_host((host, port)).await? {
        outcome = connect_to(address).await;
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

async fn connect_to(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // Where the system refuses, a pause is noticed a little later.
    let _ = socket.set_send_buffer_size(KERNEL_BUFFER);
    socket.connect(address).await
}

/// The stream under TLS; the system says whom to trust, as for all other requests.
async fn encrypted(url: &Url, stream: Steady) -> io::Result<tokio_rustls::client::TlsStream<Steady>> {
    use rustls_platform_verifier::BuilderVerifierExt;
    let config = rustls::ClientConfig::builder().with_platform_verifier().map_err(io::Error::other)?;
    let connector = tokio_rustls::TlsConnector::from(Arc::new(config.with_no_client_auth()));
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let name = rustls::pki_types::ServerName::try_from(host).map_err(io::Error::other)?;
    connector.connect(name, stream).await
}

async fn send<T, B>(stream: T, request: Request<B>) -> Result<Reply, hyper::Error>
where
    T: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    B: hyper::body::Body<Data = Bytes, Error = io::Error> + Send + Unpin + 'static,
{
    let (mut sender, connection) =
        http1::Builder::new().max_buf_size(OWN_BUFFER).handshake(TokioIo::new(stream)).await?;
    let answer = async {
        let answer = sender.send_request(request).await?;
        let status = answer.status().as_u16();
        Ok(Reply { status, body: body(answer.into_body()).await? })
    };
    let (mut answer, mut connection) = (pin!(answer), pin!(connection));
    let mut open = true;
    loop {
        tokio::select! {
            biased;
            answer = &mut answer => return answer,
            // Its failure is also the answer's; without one, what it received is still to be taken.
            _ = &mut connection, if open => open = false,
        }
    }
}

/// The body of the answer, as far as messages go; more than that nobody reads.
async fn body(mut incoming: Incoming) -> Result<Vec<u8>, hyper::Error> {
    let mut bytes = Vec::new();
    while let Some(frame) = incoming.frame().await {
        match frame {
            Ok(frame) => bytes.extend_from_slice(frame.data_ref().map_or(&[][..], |data| data)),
            // The words may be whole, although the connection broke behind them.
            Err(_) if !bytes.is_empty() => break,
            Err(e) => return Err(e),
        }
        if bytes.len() > Bound::Message.bytes() {
            break;
        }
    }
    Ok(bytes)
}

fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// Does `work` until it is done or nothing moved for `pause`.
async fn unless_idle<T>(pulse: &Pulse, pause: Duration, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    loop {
        let left = pause.checked_sub(pulse.idle())?;
        if let Ok(done) = tokio::time::timeout(left, &mut work).await {
            return Some(done);
        }
    }
}

/// A connection that can still be read when nothing can be written to it any more.
///
/// Whoever refuses in the middle closes the connection: writing then fails, while the refusal is there to be read. A
/// failed write therefore only ends the writing; reading finds the refusal, or the same failure.
struct Steady {
    stream: TcpStream,
    pulse: Arc<Pulse>,
}

impl Steady {
    fn written(&self, outcome: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match outcome {
            Poll::Ready(Ok(length)) => {
                self.pulse.beat();
                Poll::Ready(Ok(length))
            }
            Poll::Ready(Err(e)) => {
                Pulse::note(&self.pulse.deaf, &e);
                Poll::Pending
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Steady {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.pulse.beat();
        }
        outcome
    }
}

impl AsyncWrite for Steady {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(outcome)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests;
