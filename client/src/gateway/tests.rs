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
async fn request_under_a_ticket_should_carry_the_reader_s_receipt_for_this_organisation() {
    let wanted = content::raw_id(b"wanted");
    let answers = vec![challenge(AccountId([9; 32])), session(), (200, b"wanted".to_vec())];
    let (url, serving) = serve(answers).await;
    let account = Account::from_uri("//Alice").unwrap();
    let client = GatewayClient::new(&url).unwrap().with_receipts([4; 32], 3);
    client.sign_in(&account).await.unwrap();
    client.block(&wanted, Some(5)).await.unwrap();
    let asked = serving.await.unwrap().pop().unwrap();
    let header = asked.lines().find_map(|line| line.strip_prefix("x-salus-receipt: ")).unwrap();
    let receipt: [u8; 64] = hex::decode(header).unwrap().try_into().unwrap();
    assert!(account.id().verifies(&receipt_statement(&[4; 32], 5, 3), &receipt));
}

#[tokio::test]
async fn request_without_a_ticket_should_carry_no_receipt() {
    let wanted = content::raw_id(b"wanted");
    let answers = vec![challenge(AccountId([9; 32])), session(), (200, b"wanted".to_vec())];
    let (url, serving) = serve(answers).await;
    let client = GatewayClient::new(&url).unwrap().with_receipts([4; 32], 3);
    client.sign_in(&Account::from_uri("//Alice").unwrap()).await.unwrap();
    client.block(&wanted, None).await.unwrap();
    assert!(!serving.await.unwrap().pop().unwrap().contains("x-salus-receipt"));
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

#[tokio::test]
async fn request_should_say_what_was_seen_of_the_chain_when_its_sender_has_seen_some() {
    let audience = AccountId([9; 32]);
    let filed = Filed {
        record: RecordId([1; 32]),
        content: content::raw_id(b"content"),
        header: content::raw_id(b"header"),
        status: salus_primitives::record::RecordStatus::Pending,
        block: 8,
    };
    let missing = br#"{"error":"not_here","message":"nothing here","help":""}"#.to_vec();
    let answers = vec![
        challenge(audience),
        session(),
        (404, missing.clone()),
        (404, missing),
        (201, serde_json::to_vec(&filed).unwrap()),
    ];
    let (url, serving) = serve(answers).await;
    let client = GatewayClient::new(&url).unwrap().for_audience(audience).having_seen(77);
    client.sign_in(&Account::from_uri("//Alice").unwrap()).await.unwrap();
    assert!(client.open(1).await.unwrap_err().is_not_found());
    assert!(client.block(&content::raw_id(b"wanted"), Some(1)).await.unwrap_err().is_not_found());
    let submission = Submission {
        record: filed.record,
        patient: AccountId([2; 32]),
        policy: 3,
        author: None,
        previous: None,
        length: 0,
    };
    let nothing = futures::stream::empty();
    assert_eq!(client.submit_record("token", &submission, "text/plain", nothing).await.unwrap(), filed);
    let asked = serving.await.unwrap();
    assert!(!asked[0].to_lowercase().contains("x-salus-block"));
    for request in &asked[2..] {
        assert!(request.to_lowercase().contains("x-salus-block: 77"), "{request}");
    }
}

#[test]
fn failure_should_be_worth_repeating_when_nothing_that_was_asked_is_wrong() {
    let refused = |status, code: &str| GatewayError::Refused {
        status,
        fault: Fault { error: code.into(), message: "m".into(), help: String::new() },
    };
    let unreachable = GatewayError::Unreachable { url: "u".into(), reason: "r".into() };
    let passing = [
        unreachable,
        refused(503, "busy"),
        refused(408, "body_stopped"),
        refused(409, "in_progress"),
        refused(422, "outdated"),
    ];
    assert!(passing.iter().all(GatewayError::may_pass_later));
    let lasting = [
        refused(401, "not_signed_in"),
        refused(409, "conflict"),
        refused(413, "too_large"),
        refused(422, "not_fhir"),
        GatewayError::Content("it became longer".into()),
    ];
    assert!(!lasting.iter().any(GatewayError::may_pass_later));
}
