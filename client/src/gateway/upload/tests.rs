#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A pace that lets tests end soon.
const QUICK: Patience = Patience {
    connection: Duration::from_secs(5),
    go_ahead: Duration::from_secs(30),
    pause: Duration::from_secs(30),
};
const REFUSAL: &[u8] = b"HTTP/1.1 422 X\r\ncontent-length: 48\r\nconnection: close\r\n\r\n\
    {\"error\":\"not_fhir\",\"message\":\"it is no bundle\"}";
const TAKEN: &[u8] = b"HTTP/1.1 201 X\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
const GO_AHEAD: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// A gateway that does with its one connection what a test says.
async fn fake_gateway<F, T>(serve: impl FnOnce(TcpStream) -> F + Send + 'static) -> (Url, JoinHandle<T>)
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/records", listener.local_addr().unwrap()).parse().unwrap();
    let serving = tokio::spawn(async move { serve(listener.accept().await.unwrap().0).await });
    (url, serving)
}

/// The request's head, and what came behind it.
async fn head(stream: &mut TcpStream) -> (String, usize) {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            return (head, bytes.len() - end - 4);
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0);
    }
}

async fn read_all(stream: &mut TcpStream, length: usize) {
    let mut left = length;
    let mut buffer = vec![0; 64 * 1024];
    while left > 0 {
        let most = left.min(buffer.len());
        let read = stream.read(&mut buffer[..most]).await.unwrap();
        assert_ne!(read, 0, "{left} bytes are missing");
        left -= read;
    }
}

fn headers(length: usize) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_LENGTH, HeaderValue::from(length))])
}

fn content(length: usize) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    const CHUNK: usize = 64 * 1024;
    stream::iter(
        (0..length.div_ceil(CHUNK))
            .map(move |index| Ok(Bytes::from(vec![7; CHUNK.min(length - index * CHUNK)]))),
    )
}

#[tokio::test]
async fn content_should_stay_unsent_when_the_gateway_refuses_it_by_its_headers() {
    let (url, serving) = fake_gateway(|mut stream| async move {
        let (head, behind) = head(&mut stream).await;
        stream.write_all(REFUSAL).await.unwrap();
        (head, behind)
    })
    .await;
    let length = 20 << 20;
    let reply = post(&url, headers(length), content(length), QUICK).await.unwrap();
    assert_eq!(reply.status, 422);
    let (head, behind) = serving.await.unwrap();
    assert!(head.contains("expect: 100-continue"), "{head}");
    assert_eq!(behind, 0);
}

#[tokio::test]
async fn content_should_be_sent_when_the_gateway_asks_for_it() {
    const LENGTH: usize = 3 << 20;
    let (url, serving) = fake_gateway(|mut stream| async move {
        let (_, behind) = head(&mut stream).await;
        stream.write_all(GO_AHEAD).await.unwrap();
        read_all(&mut stream, LENGTH - behind).await;
        stream.write_all(TAKEN).await.unwrap();
    })
    .await;
    let reply = post(&url, headers(LENGTH), content(LENGTH), QUICK).await.unwrap();
    assert_eq!(reply.success().unwrap(), b"{}");
    serving.await.unwrap();
}

#[tokio::test]
async fn content_should_be_sent_when_nobody_asks_for_it_for_a_while() {
    const LENGTH: usize = 100_000;
    let (url, serving) = fake_gateway(|mut stream| async move {
        let (_, behind) = head(&mut stream).await;
        read_all(&mut stream, LENGTH - behind).await;
        stream.write_all(TAKEN).await.unwrap();
    })
    .await;
    let patience = Patience { go_ahead: Duration::from_millis(50), ..QUICK };
    assert_eq!(post(&url, headers(LENGTH), content(LENGTH), patience).await.unwrap().status, 201);
    serving.await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn refusal_should_be_heard_when_it_comes_in_the_middle_of_the_content() {
    let length = 64 << 20;
    for _ in 0..20 {
        let (url, serving) = fake_gateway(|mut stream| async move {
            head(&mut stream).await;
            stream.write_all(GO_AHEAD).await.unwrap();
            read_all(&mut stream, 1 << 20).await;
            // Closed with bytes unread: the system answers further ones with a reset.
            stream.write_all(REFUSAL).await.unwrap();
        })
        .await;
        let reply = post(&url, headers(length), content(length), QUICK).await.unwrap();
        let refused = reply.success().unwrap_err();
        assert_eq!(refused.to_string(), "it is no bundle");
        serving.await.unwrap();
    }
}

#[tokio::test]
async fn upload_should_go_on_when_it_is_slow_and_never_pauses() {
    const LENGTH: usize = 8 << 20;
    let pause = Duration::from_secs(2);
    let (url, serving) = fake_gateway(move |mut stream| async move {
        let (_, behind) = head(&mut stream).await;
        stream.write_all(GO_AHEAD).await.unwrap();
        let mut left = LENGTH - behind;
        let start = Instant::now();
        let mut tick = tokio::time::interval(pause / 20);
        while left > 0 {
            tick.tick().await;
            let part = left.min(LENGTH / 60);
            read_all(&mut stream, part).await;
            left -= part;
        }
        stream.write_all(TAKEN).await.unwrap();
        start.elapsed()
    })
    .await;
    let patience = Patience { pause, ..QUICK };
    assert_eq!(post(&url, headers(LENGTH), content(LENGTH), patience).await.unwrap().status, 201);
    assert!(serving.await.unwrap() > 2 * pause);
}

#[tokio::test]
async fn upload_should_be_cut_off_when_it_pauses() {
    let (url, serving) = fake_gateway(|mut stream| async move {
        head(&mut stream).await;
        stream.write_all(GO_AHEAD).await.unwrap();
        stream
    })
    .await;
    let length = 64 << 20;
    let patience = Patience { pause: Duration::from_secs(1), ..QUICK };
    let cut = post(&url, headers(length), content(length), patience).await;
    assert!(
        matches!(&cut, Err(GatewayError::Unreachable { reason, .. }) if reason.starts_with("nothing came"))
    );
    drop(serving.await.unwrap());
}

#[tokio::test]
async fn upload_should_fail_with_the_cause_when_its_content_cannot_be_read() {
    let (url, serving) = fake_gateway(|mut stream| async move {
        head(&mut stream).await;
        stream.write_all(GO_AHEAD).await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    })
    .await;
    let broken =
        stream::iter([Ok(Bytes::from_static(b"half")), Err(io::Error::other("the file became longer"))]);
    let failed = post(&url, headers(8), broken, QUICK).await;
    assert!(matches!(&failed, Err(GatewayError::Content(reason)) if reason == "the file became longer"));
    serving.await.unwrap();
}

#[tokio::test]
async fn upload_should_tell_why_when_the_connection_breaks_without_an_answer() {
    let (url, serving) = fake_gateway(|mut stream| async move {
        head(&mut stream).await;
        stream.write_all(GO_AHEAD).await.unwrap();
        read_all(&mut stream, 1 << 20).await;
    })
    .await;
    let length = 64 << 20;
    let broken = post(&url, headers(length), content(length), QUICK).await;
    assert!(matches!(broken, Err(GatewayError::Unreachable { .. })));
    serving.await.unwrap();
}
