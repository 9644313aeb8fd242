#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::*;
use crate::{http, scene::Scene};
use std::time::Instant;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

fn limits() -> Limits {
    Limits { connections: 32, connections_per_address: 32, ..Limits::default() }
}

struct Served {
    address: SocketAddr,
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

async fn serve(router: Router, limits: &Limits, tls: Option<TlsAcceptor>) -> Served {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let stop = CancellationToken::new();
    let task = tokio::spawn(Serving::new(limits, tls).run(listener, router, stop.clone()));
    Served { address, stop, task }
}

/// What is answered to `request`, until the connection ends.
async fn answer(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

const HEALTH: &str = "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

#[tokio::test]
async fn health_should_be_told_when_many_connections_are_idle() {
    let scene = Scene::new(1, 1).await;
    let router = http::router(Arc::clone(&scene.gateways[0]));
    let served = serve(router, &limits(), None).await;
    let mut idle = Vec::new();
    for n in 0..200 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        if n % 2 == 0 {
            // Some say half of a head.
            stream.write_all(b"GET /health HTTP/1.1\r\nHost: ").await.unwrap();
        }
        idle.push(stream);
    }
    for _ in 0..3 {
        let mut stream = TcpStream::connect(served.address).await.unwrap();
        let told = answer(&mut stream, HEALTH).await;
        assert!(told.starts_with("HTTP/1.1 200"), "{told}");
    }
    let mut oldest = idle.remove(0);
    let mut nothing = [0];
    assert_eq!(oldest.read(&mut nothing).await.unwrap_or(0), 0, "it made room for the others");
}

#[tokio::test]
async fn connection_should_end_when_no_head_comes_in_time() {
    let limits = Limits { head_timeout: Duration::from_millis(50), ..limits() };
    let served = serve(Router::new(), &limits, None).await;
    let began = Instant::now();
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    let mut half = TcpStream::connect(served.address).await.unwrap();
    half.write_all(b"GET / HTTP/1.1\r\n").await.unwrap();
    let mut rest = Vec::new();
    let _ = silent.read_to_end(&mut rest).await;
    let _ = half.read_to_end(&mut rest).await;
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn reader_should_be_cut_off_when_it_takes_nothing_and_its_place_should_be_free_again() {
    struct Telling(tokio::sync::mpsc::UnboundedSender<()>);
    impl Drop for Telling {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }
    let (gone, mut hears) = tokio::sync::mpsc::unbounded_channel();
    let router = Router::new().route(
        "/",
        axum::routing::get(move || {
            let gone = gone.clone();
            // More than all buffers on the way take.
            async move { Body::new(Held::new(Body::from(vec![7; 64 << 20]), Telling(gone))) }
        }),
    );
    let limits = Limits { idle_timeout: Duration::from_millis(100), ..limits() };
    let served = serve(router, &limits, None).await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    tokio::time::timeout(Duration::from_secs(30), hears.recv()).await.unwrap().unwrap();
}

#[tokio::test]
async fn request_should_be_answered_when_the_gateway_stops_meanwhile() {
    let (began, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let router = Router::new().route(
        "/",
        axum::routing::get(move || {
            let began = began.clone();
            async move {
                began.send(()).unwrap();
                tokio::time::sleep(Duration::from_millis(100)).await;
                "done"
            }
        }),
    );
    let served = serve(router, &limits(), None).await;
    let mut idle = TcpStream::connect(served.address).await.unwrap();
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    begins.recv().await.unwrap();
    served.stop.cancel();
    let told = answer(&mut stream, "").await;
    assert!(told.ends_with("done"), "{told}");
    let mut nothing = Vec::new();
    let _ = idle.read_to_end(&mut nothing).await;
    tokio::time::timeout(Duration::from_secs(10), served.task).await.unwrap().unwrap();
}

#[tokio::test]
async fn request_should_be_answered_when_it_comes_by_tls() {
    use tokio_rustls::rustls::{self, pki_types::ServerName};
    let own = rcgen::generate_simple_self_signed(["localhost".into()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let files = crate::config::Tls {
        certificate: folder.path().join("certificate.pem"),
        key: folder.path().join("key.pem"),
    };
    std::fs::write(&files.certificate, own.serialize_pem().unwrap()).unwrap();
    std::fs::write(&files.key, own.serialize_private_key_pem()).unwrap();
    let router = Router::new().route("/", axum::routing::get(|| async { "done" }));
    let limits = Limits { head_timeout: Duration::from_secs(5), ..limits() };
    let served = serve(router, &limits, Some(tls::acceptor(&files).unwrap())).await;

    let mut roots = rustls::RootCertStore::empty();
    roots.add(own.serialize_der().unwrap().into()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(served.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = tokio_rustls::TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let told = answer(&mut stream, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(told.ends_with("done"), "{told}");

    let mut plain = TcpStream::connect(served.address).await.unwrap();
    assert!(!answer(&mut plain, HEALTH).await.starts_with("HTTP"), "nothing is answered in cleartext");
}

#[test]
fn certificate_should_be_refused_by_its_field_when_it_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let refusal = |certificate: std::path::PathBuf, key: std::path::PathBuf| {
        let error = tls::acceptor(&crate::config::Tls { certificate, key }).map(drop).unwrap_err();
        format!("{error:#}")
    };
    let [own, other] = [(); 2].map(|()| rcgen::generate_simple_self_signed(["localhost".into()]).unwrap());
    let good = file("c", &own.serialize_pem().unwrap());
    let (key, empty) = (file("k", &own.serialize_private_key_pem()), file("e", ""));
    assert!(refusal(folder.path().join("none"), key.clone()).contains("tls_certificate_file"));
    assert!(refusal(empty.clone(), key).contains("has no certificate"));
    assert!(refusal(good.clone(), empty).contains("tls_key_file"));
    assert!(refusal(good, file("o", &other.serialize_private_key_pem())).contains("not the certificate's"));
}

#[test]
fn connections_should_leave_files_to_others_when_the_process_may_open_few() {
    assert_eq!(most_connections(1024, Some(65_536)), 1024);
    assert_eq!(most_connections(1024, Some(1024)), 768);
    assert_eq!(most_connections(1024, Some(64)), 32);
    assert_eq!(most_connections(1024, None), 1024);
}
