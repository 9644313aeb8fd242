//! Whoever has no account, in large numbers or slowly, keeps no member out.

use super::*;

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
