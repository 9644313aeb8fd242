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
    net::TcpListener,
};

/// Answers each connection with the next of `answers` and hands back what was asked.
async fn serve(answers: Vec<(u16, Vec<u8>)>) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let serving = tokio::spawn(async move {
        let mut asked = Vec::new();
        for (status, body) in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = vec![0; 16 * 1024];
            let length = stream.read(&mut request).await.unwrap();
            asked.push(String::from_utf8_lossy(&request[..length]).into_owned());
            let head =
                format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(&body).await.unwrap();
        }
        asked
    });
    (url, serving)
}

fn challenge(audience: AccountId) -> (u16, Vec<u8>) {
    let challenge = Challenge { challenge: [7; 32], audience, expires_in: 60 };
    (200, serde_json::to_vec(&challenge).unwrap())
}

fn session() -> (u16, Vec<u8>) {
    (200, br#"{"token":"secret","expires_in":900}"#.to_vec())
}

#[tokio::test]
async fn block_should_be_refused_when_the_gateway_serves_other_bytes() {
    let wanted = content::raw_id(b"wanted");
    let audience = AccountId([9; 32]);
    let answers = vec![
        challenge(audience),
        session(),
        (200, b"wanted".to_vec()),
        challenge(audience),
        session(),
        (200, b"another".to_vec()),
    ];
    let (url, serving) = serve(answers).await;
    let account = Account::from_uri("//Alice").unwrap();
    for honest in [true, false] {
        let client = GatewayClient::new(&url).unwrap().for_audience(audience);
        client.sign_in(&account).await.unwrap();
        match client.block(&wanted, Some(5)).await {
            Ok(bytes) => assert!(honest && bytes == b"wanted"),
            Err(GatewayError::WrongBlock(block)) => assert!(!honest && block == wanted),
            Err(e) => panic!("{e}"),
        }
    }
    let asked = serving.await.unwrap();
    assert!(asked[2].starts_with(&format!("GET /ipfs/{wanted}?ticket=5 ")));
    assert!(asked[2].contains("Bearer secret"));
}

#[tokio::test]
async fn sign_in_should_stop_before_signing_when_the_challenge_is_another_gateway_s() {
    let (url, serving) = serve(vec![challenge(AccountId([8; 32]))]).await;
    let client = GatewayClient::new(&url).unwrap().for_audience(AccountId([9; 32]));
    let refused = client.sign_in(&Account::from_uri("//Alice").unwrap()).await;
    assert!(matches!(refused, Err(GatewayError::Audience { .. })));
    assert_eq!(serving.await.unwrap().len(), 1);
}

#[tokio::test]
async fn refusal_should_carry_the_gateway_s_words_when_it_gives_some() {
    let body = br#"{"error":"no-policy","message":"there is no such policy","help":"set one"}"#;
    let (url, _serving) = serve(vec![(422, body.to_vec()), (502, b"<html>".to_vec())]).await;
    let client = GatewayClient::new(&url).unwrap();
    let refused = client.record_status("token", RecordId([0; 32])).await.unwrap_err();
    assert_eq!(refused.to_string(), "there is no such policy");
    assert_eq!(refused.remedy().unwrap(), "set one");
    let refused = client.record_status("token", RecordId([0; 32])).await.unwrap_err();
    assert!(refused.to_string().contains("502"));
}

#[tokio::test]
async fn request_should_be_refused_when_nobody_is_signed_in() {
    let client = GatewayClient::new("http://127.0.0.1:1").unwrap();
    assert!(matches!(client.open(1).await, Err(GatewayError::NotSignedIn)));
}

#[test]
fn url_should_be_refused_when_it_is_not_a_gateway_s() {
    for url in ["", "gateway", "ftp://host", "http://host?x=1"] {
        assert!(matches!(GatewayClient::new(url), Err(GatewayError::Url { .. })), "{url}");
    }
    assert_eq!(GatewayClient::new("http://host:8080/").unwrap().url(), "http://host:8080");
}
