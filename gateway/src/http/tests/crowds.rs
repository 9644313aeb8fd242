//! Whoever has no account, in large numbers or slowly, keeps no member out.

use super::{rooms::SIGN_INS, *};

#[tokio::test]
async fn session_should_open_when_accounts_that_take_no_part_answered_many_challenges() {
    let scene = Scene::new(1, 3).await;
    let room = scene.gateways[0].config.limits.sessions;
    let client = GatewayClient::new(&url(&scene, 0)).unwrap();
    for n in 0..=room {
        let stranger = account(&format!("//Stranger{n}"));
        assert_eq!(code(client.sign_in(&stranger).await), "not_a_member");
    }
    assert_eq!(code(client.sign_in(&scene.doctor).await), "ok");
}

/// A body of which nothing comes.
fn silent() -> Body {
    Body::from_stream(futures::stream::pending::<Result<Bytes, std::convert::Infallible>>())
}

#[tokio::test]
async fn members_should_be_served_when_sign_ins_trickle() {
    let scene = Scene::new(1, 3).await;
    let app = router(Arc::clone(&scene.gateways[0]));
    let sign_in = || {
        let request = Builder::new().method("POST").uri("/auth/challenge");
        request.header(header::CONTENT_TYPE, "application/json")
    };
    let mut trickling = tokio::task::JoinSet::new();
    for _ in 0..=SIGN_INS.max(scene.gateways[0].config.limits.requests) {
        trickling.spawn(app.clone().oneshot(sign_in().body(silent()).unwrap()));
    }
    // One thread: every time this gives way, those that can go on do.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let asked = serde_json::json!({ "account": scene.doctor.id() }).to_string();
    let answer = app.clone().oneshot(sign_in().body(Body::from(asked)).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let record = Builder::new().method("POST").uri("/records").body(Body::empty()).unwrap();
    assert_eq!(app.oneshot(record).await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn body_should_be_refused_when_it_does_not_come_or_is_too_large() {
    let late = gather(silent(), Duration::from_millis(10)).await.unwrap_err();
    assert_eq!((late.status, late.code), (StatusCode::REQUEST_TIMEOUT, "body_stopped"));
    let patience = Duration::from_secs(60);
    let large = gather(Body::from(vec![b'x'; MAX_JSON + 1]), patience).await.unwrap_err();
    assert_eq!((large.status, large.code), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    assert_eq!(gather(Body::from("{}"), patience).await.unwrap(), "{}");
}

fn get(token: &str, path: &str) -> axum::http::Request<Body> {
    let request = Builder::new().uri(path).header(header::AUTHORIZATION, format!("Bearer {token}"));
    request.body(Body::empty()).unwrap()
}

fn session(scene: &Scene, account: &Account) -> String {
    scene.gateways[0].sessions.open(account.id(), Instant::now())
}

/// A block of the pool that every gateway may fetch.
async fn block(scene: &Scene, bytes: &'static [u8]) -> String {
    let id = salus_client::content::raw_id(bytes);
    let kind = crate::database::blocks::Document::Card;
    crate::intake::card::keep(&scene.gateways[0], &id, Bytes::from_static(bytes), kind).await.unwrap();
    format!("/ipfs/{id}")
}

#[tokio::test]
async fn others_should_be_served_when_one_member_sends_very_many_requests() {
    let scene = Scene::new(2, 1).await;
    let app = router(Arc::clone(&scene.gateways[0]));
    let path = block(&scene, b"a card").await;
    let flooding = session(&scene, &scene.doctor);
    // Every one waits for a block that the node does not have yet.
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..512 {
        let mut request = get(&flooding, &path);
        request.headers_mut().insert("x-salus-block", 110.into());
        waiting.spawn(app.clone().oneshot(request));
    }
    let refused = waiting.join_next().await.unwrap().unwrap().unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    let peer = account("//Gateway1");
    for other in [&scene.nurse, &scene.patient, &peer] {
        let answer = app.clone().oneshot(get(&session(&scene, other), &path)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }
    let asked = serde_json::json!({ "account": scene.doctor.id() }).to_string();
    let sign_in =
        Builder::new().method("POST").uri("/auth/challenge").header(header::CONTENT_TYPE, "application/json");
    let answer = app.clone().oneshot(sign_in.body(Body::from(asked)).unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let state = get(INTAKE_TOKEN, &format!("/records/{}", RecordId([1; 32])));
    assert_eq!(app.oneshot(state).await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn readers_should_be_served_when_the_hospital_s_records_wait_for_finality() {
    let scene = Scene::new(1, 1).await;
    let app = router(Arc::clone(&scene.gateways[0]));
    let path = block(&scene, b"a card").await;
    let mut filings = tokio::task::JoinSet::new();
    for n in 0..scene.gateways[0].config.limits.filings {
        let request = Builder::new()
            .method("POST")
            .uri("/records")
            .header(header::AUTHORIZATION, format!("Bearer {INTAKE_TOKEN}"))
            .header("content-length", "4")
            .header("x-salus-record", format!("{n:064x}"))
            .header("x-salus-patient", scene.patient.address())
            .header("x-salus-policy", POLICY)
            .header("x-salus-block", "110");
        filings.spawn(app.clone().oneshot(request.body(silent()).unwrap()));
    }
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    let another = Builder::new().method("POST").uri("/enrol");
    let another = another.header(header::AUTHORIZATION, format!("Bearer {INTAKE_TOKEN}")).body(Body::empty());
    let full = app.clone().oneshot(another.unwrap()).await.unwrap();
    assert_eq!(full.status(), StatusCode::SERVICE_UNAVAILABLE);
    let read = app.clone().oneshot(get(&session(&scene, &scene.doctor), &path)).await.unwrap();
    assert_eq!(read.status(), StatusCode::OK);
    let state = get(INTAKE_TOKEN, &format!("/records/{}", RecordId([1; 32])));
    assert_eq!(app.oneshot(state).await.unwrap().status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn place_should_be_taken_until_the_answer_is_sent_or_nobody_wants_it() {
    let scene = Scene::new(1, 1).await;
    let app = router(Arc::clone(&scene.gateways[0]));
    let path = block(&scene, &[7; 200_000]).await;
    let token = session(&scene, &scene.doctor);
    let most = scene.gateways[0].config.limits.requests_per_account;
    let mut unread = Vec::new();
    for _ in 0..most {
        let answer = app.clone().oneshot(get(&token, &path)).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        unread.push(answer);
    }
    let refused = app.clone().oneshot(get(&token, &path)).await.unwrap();
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    drop(refused);
    let bytes = to_bytes(unread.pop().unwrap().into_body(), 1 << 20).await.unwrap();
    assert_eq!(bytes, vec![7; 200_000]);
    let served = app.clone().oneshot(get(&token, &path)).await.unwrap();
    assert_eq!(served.status(), StatusCode::OK);
    unread.clear();
    assert_eq!(app.oneshot(get(&token, &path)).await.unwrap().status(), StatusCode::OK);
}
