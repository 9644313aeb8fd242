//! Subscribers of trails: one task follows the chain for all of them.
//!
//! With each final block, the trail of each followed patient is read once, however many follow it. Subscribers are
//! bounded, for each connection and in all; each has a short queue and loses the subscription when it is full.

use super::{
    audit::{TrailNews, TrailSource},
    chain::BlockHash,
    Error,
};
use futures::{Stream, StreamExt};
use jsonrpsee::core::server::ConnectionId;
use salus_runtime_api::MAX_PAGE;
use salus_runtime_common::AccountId;
use serde::{Serialize, Serializer};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::broadcast;

/// Subscriptions to trails that one connection may have.
pub const MAX_PER_CONNECTION: usize = 16;
/// Subscriptions to trails that the node serves in all.
pub const MAX_IN_ALL: usize = 256;
/// Messages that wait for a subscriber at most; a slower one loses the subscription and subscribes again.
pub const QUEUE: usize = 16;

/// What is sent to everybody who follows one trail: one message in memory, however many follow.
#[derive(Clone, Debug)]
pub struct News(pub Arc<TrailNews>);

impl Serialize for News {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_ref().serialize(serializer)
    }
}

/// A followed trail.
struct Followed {
    news: broadcast::Sender<News>,
    /// The first entry that was not told.
    next: u64,
}

#[derive(Default)]
struct Subscribers {
    connections: HashMap<ConnectionId, usize>,
    in_all: usize,
    trails: HashMap<AccountId, Followed>,
}

/// Everybody who follows a trail.
#[derive(Clone, Default)]
pub struct Following(Arc<Mutex<Subscribers>>);

/// A place among the subscribers; dropping it gives it up.
pub struct Seat {
    following: Following,
    connection: ConnectionId,
    patient: AccountId,
}

impl Following {
    /// A place for `connection` among those who follow `patient`, and what is told from now on.
    ///
    /// # Errors
    /// [`Error::TooManySubscriptions`], or why the trail cannot be read.
    pub fn join(
        &self,
        source: &impl TrailSource,
        connection: ConnectionId,
        patient: AccountId,
    ) -> Result<(Seat, broadcast::Receiver<News>), Error> {
        // The place is taken first: a refused subscriber must cost nothing.
        let seat = self.seat(connection, patient.clone())?;
        let known = self.lock().trails.get(&patient).map(|followed| followed.news.subscribe());
        let news = match known {
            Some(news) => news,
            None => {
                let (_, trail) = source.trail_at(&patient, None)?;
                let begin = || Followed { news: broadcast::channel(QUEUE).0, next: trail.leaves };
                self.lock().trails.entry(patient).or_insert_with(begin).news.subscribe()
            }
        };
        Ok((seat, news))
    }

    fn seat(&self, connection: ConnectionId, patient: AccountId) -> Result<Seat, Error> {
        let mut subscribers = self.lock();
        let here = subscribers.connections.get(&connection).copied().unwrap_or_default();
        if subscribers.in_all >= MAX_IN_ALL || here >= MAX_PER_CONNECTION {
            return Err(Error::TooManySubscriptions);
        }
        subscribers.in_all = subscribers.in_all.saturating_add(1);
        subscribers.connections.insert(connection, here.saturating_add(1));
        Ok(Seat { following: self.clone(), connection, patient })
    }

    /// Tells of every entry that the final `blocks` bring, until there are no more blocks.
    pub async fn run(self, source: impl TrailSource, mut blocks: impl Stream<Item = BlockHash> + Unpin) {
        while let Some(block) = blocks.next().await {
            for patient in self.followed() {
                self.tell(&source, &patient, block);
            }
        }
    }

    fn followed(&self) -> Vec<AccountId> {
        self.lock().trails.keys().cloned().collect()
    }

    /// Reads the trail of `patient` at `block` once, and tells all who follow it what is new.
    fn tell(&self, source: &impl TrailSource, patient: &AccountId, block: BlockHash) {
        let Some(next) = self.lock().trails.get(patient).map(|followed| followed.next) else { return };
        match news_since(source, patient, block, next) {
            Ok((told, next)) => {
                if let Some(followed) = self.lock().trails.get_mut(patient) {
                    followed.next = next;
                    // An error means that nobody listens any more.
                    told.into_iter().for_each(|news| drop(followed.news.send(news)));
                }
            }
            // Without the sender every subscription to this trail ends; `audit_trail` says why.
            Err(_) => drop(self.lock().trails.remove(patient)),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Subscribers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The messages that tell every entry from `next` on that the trail has at `block`, and the first entry after them.
fn news_since(
    source: &impl TrailSource,
    patient: &AccountId,
    block: BlockHash,
    next: u64,
) -> Result<(Vec<News>, u64), Error> {
    let (block, trail) = source.trail_at(patient, Some(block))?;
    let (mut told, mut next) = (Vec::new(), next);
    while next < trail.leaves {
        let end = trail.leaves.min(next.saturating_add(MAX_PAGE.into()));
        let count = u32::try_from(end.saturating_sub(next)).unwrap_or(MAX_PAGE);
        let mut part = source.part(patient, &trail, Some(end), count)?;
        if !part.gaps.is_empty() {
            return Err(Error::EntryMissing);
        }
        part.entries.reverse();
        told.push(News(Arc::new(TrailNews { block, trail: trail.clone(), entries: part.entries })));
        next = end;
    }
    Ok((told, next))
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut subscribers = self.following.lock();
        subscribers.in_all = subscribers.in_all.saturating_sub(1);
        if let Some(here) = subscribers.connections.get_mut(&self.connection) {
            *here = here.saturating_sub(1);
            if *here == 0 {
                subscribers.connections.remove(&self.connection);
            }
        }
        let is_alone = subscribers.trails.get(&self.patient).is_some_and(|f| f.news.receiver_count() == 0);
        if is_alone {
            subscribers.trails.remove(&self.patient);
        }
    }
}

#[cfg(test)]
mod tests;
