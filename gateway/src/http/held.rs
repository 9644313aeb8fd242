//! Bodies that hold something until they are sent.
//!
//! A request keeps its place until its answer has left, not only until the answer is made: an unread answer stays in
//! memory. The bytes are handed on in small copies, so that what holds them all is gone when the last copy is.

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll},
};

/// Bytes that are handed on at a time. As many at most are still to be written when the place is free again.
const PIECE: usize = 64 << 10;

/// `body`, with something that is dropped when the body is sent or nobody wants it any more.
#[derive(Debug)]
pub struct Held<B, T> {
    body: B,
    rest: Bytes,
    _held: T,
}

impl<B, T> Held<B, T> {
    /// `body` that keeps `held`.
    pub fn new(body: B, held: T) -> Self {
        Self { body, rest: Bytes::new(), _held: held }
    }

    fn piece(&mut self) -> Option<Bytes> {
        if self.rest.is_empty() {
            return None;
        }
        let piece = self.rest.split_to(PIECE.min(self.rest.len()));
        if self.rest.is_empty() {
            // Nothing else keeps the whole any more.
            self.rest = Bytes::new();
        }
        Some(Bytes::copy_from_slice(&piece))
    }
}

impl<B: Body<Data = Bytes> + Unpin, T: Unpin> Body for Held<B, T> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Some(piece) = self.piece() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        let frame = match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => frame,
            other => return other,
        };
        Poll::Ready(Some(Ok(match frame.into_data() {
            Ok(data) if data.len() > PIECE => {
                self.rest = data;
                Frame::data(self.piece().unwrap_or_default())
            }
            Ok(data) => Frame::data(data),
            Err(frame) => frame,
        })))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let (body, mut all) = (self.body.size_hint(), SizeHint::new());
        if let Some(upper) = body.upper() {
            all.set_upper(upper.saturating_add(rest));
        }
        all.set_lower(body.lower().saturating_add(rest));
        all
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

    use super::*;
    use http_body_util::{BodyExt, Full};
    use std::sync::Arc;

    #[tokio::test]
    async fn body_should_be_the_same_and_held_to_its_end_when_it_is_sent_in_pieces() {
        let bytes: Vec<u8> = (0..3 * PIECE + 7).map(|n| n as u8).collect();
        let held = Arc::new(());
        let mut body = Held::new(Full::new(Bytes::from(bytes.clone())), Arc::clone(&held));
        assert_eq!(body.size_hint().exact(), Some(bytes.len() as u64));
        let mut sent = Vec::new();
        while let Some(frame) = body.frame().await {
            let data = frame.unwrap().into_data().unwrap();
            assert!(data.len() <= PIECE);
            sent.extend_from_slice(&data);
            assert_eq!(Arc::strong_count(&held), 2);
            assert_eq!(body.size_hint().exact(), Some((bytes.len() - sent.len()) as u64));
        }
        assert!(body.is_end_stream() && sent == bytes);
        drop(body);
        assert_eq!(Arc::strong_count(&held), 1);
    }
}
