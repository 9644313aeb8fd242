//! Bodies: what is taken, what is refused, and that a refusal arrives.

use super::*;
use crate::{config::Limits, serving::Serving};
use salus_primitives::consent::PolicyStatus;
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const FHIR: &str = "application/fhir+json";

/// A request to file a record, without its body and what is said of it.
fn filing(scene: &Scene, record: u8, length: usize) -> Builder {
    Builder::new()
        .method("POST")
        .uri("/records")
        .header(header::AUTHORIZATION, format!("Bearer {INTAKE_TOKEN}"))
        .header(header::CONTENT_LENGTH, length)
        .header("x-salus-record", hex::encode([record; 32]))
        .header("x-salus-patient", scene.patient.address())
        .header("x-salus-policy", POLICY)
}

async fn file_as(scene: &Scene, types: &[&str], body: &[u8]) -> (u16, String, String) {
    let request = types
        .iter()
        .fold(filing(scene, 1, body.len()), |request, media| request.header(header::CONTENT_TYPE, *media));
    let (status, answer) = send(scene, request, Body::from(body.to_vec())).await;
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    (status.as_u16(), text("error"), text("message"))
}

#[tokio::test]
async fn fhir_should_be_refused_with_path_and_line_when_programs_would_read_it_differently() {
    let scene = Scene::new(1, 1).await;
    let cases: [(&[u8], &str); 9] = [
        (b"{\"resourceType\":\"Patient\",\n\"active\":true,\"active\":false}", "Patient.active"),
        (b"{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"M\xFCller\"}]}", "UTF-8"),
        (b"{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"\xC1\x81\"}]}", "UTF-8"),
        (b"\xEF\xBB\xBF{\"resourceType\":\"Patient\"}", "byte order mark"),
        (br#"{"resourceType":"Patient","name":[{"family":"\ud800"}]}"#, "surrogate"),
        (br#"{"resourceType":"Banana"}"#, "resourceType"),
        (br#"{"resourceType":"Observation","code":{"text":"x"}}"#, "Observation.status"),
        (br#"{"resourceType":"Patient","gender":"m"}"#, "Patient.gender"),
        (b"\x1f\x8b\x08\x00", "JSON"),
    ];
    for (body, named) in cases {
        let (status, code, message) = file_as(&scene, &[FHIR], body).await;
        assert_eq!((status, code.as_str()), (422, "not_fhir"), "{message}");
        assert!(message.contains(named) && message.contains("line"), "{message}");
    }
    assert!(scene.chain.world().calls.is_empty(), "nothing was filed");
}

#[tokio::test]
async fn fhir_should_be_filed_as_it_came_when_it_is_sound() {
    let scene = Scene::new(1, 1).await;
    let body =
        "{ \"resourceType\" : \"Observation\",\r\n \"status\":\"final\", \"code\":{\"text\":\"Größe\"},\
                \"valueQuantity\":{\"value\":1.750,\"unit\":\"m\"} }\r\n";
    let (status, ..) = file_as(&scene, &[FHIR], body.as_bytes()).await;
    assert_eq!(status, 201);
    scene.ticket(5, scene.patient.id(), 1);
    let patient = client(&scene, 0, &scene.patient).await;
    let admitted = patient.open(5).await.unwrap();
    let header = Header::decode(&admitted.header).unwrap();
    let key = header.data_key_for_patient(&scene.patient_secret).unwrap();
    let block = patient.block(&admitted.content, Some(5)).await.unwrap();
    assert_eq!(SegmentOpener::new(&header, key).open(0, &block).unwrap(), body.as_bytes());
}

#[tokio::test]
async fn body_should_be_refused_when_what_it_is_cannot_be_told_from_its_bytes() {
    let scene = Scene::new(1, 1).await;
    let patient = br#"{"resourceType":"Patient"}"#;
    for (types, status) in [
        (&["multipart/form-data; boundary=x"][..], 415),
        (&["application/fhir+json; charset=iso-8859-1"][..], 415),
        (&["application/octet-stream", "application/fhir+json"][..], 400),
    ] {
        assert_eq!(file_as(&scene, types, patient).await.0, status, "{types:?}");
    }
    for media in ["application/octet-stream", FHIR] {
        let request = filing(&scene, 1, patient.len()).header(header::CONTENT_TYPE, media);
        let packed = request.header(header::CONTENT_ENCODING, "gzip");
        let (status, answer) = send(&scene, packed, Body::from(patient.to_vec())).await;
        assert_eq!((status.as_u16(), answer["error"].as_str()), (415, Some("encoded_body")));
        assert!(answer["message"].as_str().unwrap().contains("gzip"));
    }
    assert!(scene.chain.world().calls.is_empty());
}

#[tokio::test]
async fn request_should_be_refused_when_a_header_that_decides_is_there_twice() {
    let scene = Scene::new(1, 1).await;
    let twice = filing(&scene, 1, 4).header(header::AUTHORIZATION, "Bearer another");
    assert_eq!(send(&scene, twice, Body::from("data")).await.0, StatusCode::BAD_REQUEST);
    let twice = filing(&scene, 1, 4).header("x-salus-block", "1").header("x-salus-block", "2");
    assert_eq!(send(&scene, twice, Body::from("data")).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn json_request_should_be_refused_when_a_field_is_there_twice() {
    let scene = Scene::new(1, 1).await;
    let account = scene.doctor.address();
    for body in [
        format!(r#"{{"account":"{account}","account":"{account}"}}"#),
        format!(r#"{{"account":"{account}","more":1,"more":2}}"#),
        format!("{{\"account\":\"{account}\",\"more\":\"\\ud800\"}}"),
    ] {
        let request = Builder::new().method("POST").uri("/auth/challenge");
        let request = request.header(header::CONTENT_TYPE, "application/json");
        assert_eq!(send(&scene, request, Body::from(body)).await.0, StatusCode::BAD_REQUEST);
    }
}

#[tokio::test]
async fn record_should_be_refused_by_name_when_its_policy_is_not_in_force() {
    let scene = Scene::new(1, 1).await;
    let change = |status, from, until| {
        let mut world = scene.chain.world();
        let policy = world.policies.get_mut(&POLICY).unwrap();
        policy.status = status;
        policy.terms.valid = salus_primitives::consent::Window { from, until };
    };
    let refusal = async || {
        let (status, code, message) = file_as(&scene, &[], b"data").await;
        (status, code, message)
    };
    change(PolicyStatus::Active, 0, 100);
    let (status, code, message) = refusal().await;
    assert_eq!((status, code.as_str()), (422, "policy_expired"));
    assert!(message.contains("block 100"), "{message}");
    change(PolicyStatus::Active, 101, 200);
    let (status, code, message) = refusal().await;
    assert_eq!((status, code.as_str()), (422, "policy_not_yet_valid"));
    assert!(message.contains("block 101"), "{message}");
    change(PolicyStatus::Revoked, 0, 200);
    assert_eq!(refusal().await.1, "policy_revoked");
    change(PolicyStatus::Active, 100, 200);
    assert_eq!(refusal().await.0, 201);
}

#[tokio::test]
async fn record_should_be_filed_when_the_gateway_s_node_catches_up_with_its_sender() {
    let scene = Scene::new(1, 1).await;
    let policy = scene.chain.world().policies.remove(&POLICY).unwrap();
    let request = filing(&scene, 1, 4).header("x-salus-block", "102");
    let filed = send(&scene, request, Body::from("data"));
    let arrives = async {
        scene.chain.next_block();
        tokio::time::sleep(Duration::from_millis(50)).await;
        scene.chain.world().policies.insert(POLICY, policy);
        scene.chain.next_block();
    };
    let ((status, answer), ()) = tokio::join!(filed, arrives);
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let ahead = filing(&scene, 2, 4).header("x-salus-block", u32::MAX);
    let (status, answer) = send(&scene, ahead, Body::from("data")).await;
    assert_eq!((status.as_u16(), answer["error"].as_str()), (503, Some("node_behind")));
}

/// The first gateway on a socket of its own.
async fn listening(scene: &Scene, limits: &Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = router(Arc::clone(&scene.gateways[0]));
    tokio::spawn(Serving::new(limits, None).run(listener, router, CancellationToken::new()));
    address
}

fn head(token: &str, length: usize, more: &str) -> String {
    format!(
        "POST /records HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n{more}\r\n"
    )
}

/// Sends everything before it reads anything, as simple programs do.
async fn send_all_then_read(address: SocketAddr, head: &str, length: usize) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let piece = vec![b'x'; 1 << 20];
    let mut left = length;
    while left > 0 {
        let count = left.min(piece.len());
        stream.write_all(&piece[..count]).await.unwrap();
        left -= count;
    }
    let mut answer = vec![0; 4096];
    let count = stream.read(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer[..count]).into_owned()
}

#[tokio::test]
async fn refusal_should_arrive_when_the_sender_sends_all_of_a_large_body_first() {
    let scene = Scene::new(1, 1).await;
    let address = listening(&scene, &Limits::default()).await;
    let length = 20 << 20;
    let wrong = send_all_then_read(address, &head("wrong", length, ""), length).await;
    assert!(wrong.starts_with("HTTP/1.1 401"), "{wrong}");
    let more = format!(
        "X-Salus-Record: {}\r\nX-Salus-Patient: {}\r\nX-Salus-Policy: 99\r\n",
        "01".repeat(32),
        scene.patient.address()
    );
    let unknown = send_all_then_read(address, &head(INTAKE_TOKEN, length, &more), length).await;
    assert!(unknown.starts_with("HTTP/1.1 422") && unknown.contains("no_policy"), "{unknown}");
}

#[tokio::test]
async fn refusal_should_come_instead_of_leave_when_the_sender_waits_for_it() {
    let scene = Scene::new(1, 1).await;
    let address = listening(&scene, &Limits::default()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = head("wrong", 5 << 30, "Expect: 100-continue\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401") && !answer.contains("100 Continue"), "{answer}");
}
