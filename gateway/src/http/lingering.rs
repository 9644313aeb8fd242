//! Request bodies that are read on after a refusal, so that the refusal arrives.
//!
//! A connection that is closed while its other end still sends is reset, and what was answered may be lost on the way.
//! So the rest of a refused body is taken off the line and thrown away, within bounds. A client that waits for leave to
//! send its body (`Expect: 100-continue`) gets the refusal instead of leave, and sends nothing.

use axum::{body::Body, extract::Request, http::header, middleware::Next, response::Response};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::Semaphore;

/// Most bytes of a refused body that are read on.
const MAX_BYTES: u64 = 256 << 20;
/// How long they are read in all, and how long the sender may pause.
const MAX_TIME: Duration = Duration::from_secs(30);
const MAX_PAUSE: Duration = Duration::from_secs(5);
/// Bodies that are read on at the same time.
static ROOM: Semaphore = Semaphore::const_new(32);

/// Has the body of every request read on if nobody reads it to its end.
pub async fn read_on(request: Request, next: Next) -> Response {
    let asked = request.headers().contains_key(header::EXPECT);
    next.run(request.map(|body| Body::new(Lingering { body: Some(body), waits: asked }))).await
}

struct Lingering {
    body: Option<Body>,
    /// True until somebody reads, of a body for which the sender waits for leave.
    waits: bool,
}

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.waits = false;
        let Some(body) = self.body.as_mut() else { return Poll::Ready(None) };
        let frame = Pin::new(body).poll_frame(cx);
        if matches!(frame, Poll::Ready(None | Some(Err(_)))) {
            self.body = None;
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) else { return };
        if self.waits {
            return;
        }
        // Outside a runtime nobody waits for an answer any more.
        let (Ok(runtime), Ok(room)) = (tokio::runtime::Handle::try_current(), ROOM.try_acquire()) else {
            return;
        };
        runtime.spawn(async move {
            let _room = room;
            let _ = tokio::time::timeout(MAX_TIME, throw_away(body)).await;
        });
    }
}

async fn throw_away(mut body: Body) {
    let mut left = MAX_BYTES;
    while let Ok(Some(Ok(frame))) = tokio::time::timeout(MAX_PAUSE, body.frame()).await {
        let count = frame.data_ref().map_or(0, Bytes::len) as u64;
        match left.checked_sub(count) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}
