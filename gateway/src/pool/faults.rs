//! What is remembered of peers that did not give a block as they should.

use super::peers::{Peer, PeerError};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long a peer that was slow is asked only after the others; twice as long with every further time.
const SLOW: Duration = Duration::from_secs(20);
const LONGEST_SLOW: Duration = Duration::from_secs(600);
/// How long a peer that gave other bytes is.
const LIED: Duration = Duration::from_secs(600);
const LONGEST_LIED: Duration = Duration::from_secs(86_400);
/// How long after that it counts how often it was.
const MEMORY: Duration = Duration::from_secs(86_400);
/// Most peers that are remembered: many times as many as there are organisations.
const CAPACITY: usize = 1024;

/// What a peer did wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It did not answer, or others were faster although they were asked later.
    Slow,
    /// It gave bytes that are not the block, or speaks for another account.
    Lied,
}

impl Fault {
    /// The fault that an answer shows. Not to have a block is none.
    pub(super) fn of(error: &PeerError) -> Option<Self> {
        match error {
            PeerError::Unreachable => Some(Self::Slow),
            PeerError::Mismatch | PeerError::Impostor => Some(Self::Lied),
            PeerError::NotAdmitted | PeerError::NotThere | PeerError::Place => None,
        }
    }

    /// Its name in metrics.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Lied => "wrong-bytes",
        }
    }

    fn rests(self, times: u32) -> Duration {
        let (first, longest) = match self {
            Self::Slow => (SLOW, LONGEST_SLOW),
            Self::Lied => (LIED, LONGEST_LIED),
        };
        let factor = 1u32.checked_shl(times.saturating_sub(1)).unwrap_or(u32::MAX);
        first.saturating_mul(factor).min(longest)
    }
}

#[derive(Clone, Copy)]
struct Known {
    fault: Fault,
    times: u32,
    since: Instant,
}

impl Known {
    fn rests(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) < self.fault.rests(self.times)
    }

    fn is_remembered(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) < self.fault.rests(self.times).saturating_add(MEMORY)
    }
}

/// Peers that are asked last for a while.
#[derive(Default)]
pub(super) struct Faults(Mutex<HashMap<Peer, Known>>);

impl Faults {
    /// `peers` in their order, but those that were slow lately after the others, and those that lied last.
    pub(super) fn best_first<'a>(&self, peers: &'a [Peer], now: Instant) -> Vec<&'a Peer> {
        let known = self.known();
        let rank = |peer: &&Peer| match known.get(*peer).filter(|known| known.rests(now)) {
            None => 0,
            Some(Known { fault: Fault::Slow, .. }) => 1,
            Some(Known { fault: Fault::Lied, .. }) => 2,
        };
        let mut ranked: Vec<&Peer> = peers.iter().collect();
        ranked.sort_by_key(rank);
        ranked
    }

    /// Remembers a fault. A lie is not forgotten for being slow afterwards.
    pub(super) fn note(&self, peer: &Peer, fault: Fault, now: Instant) {
        let mut known = self.known();
        known.retain(|_, known| known.is_remembered(now));
        if known.len() >= CAPACITY && !known.contains_key(peer) {
            return;
        }
        let entry = known.entry(peer.clone()).or_insert(Known { fault, times: 0, since: now });
        if entry.fault == Fault::Lied && fault == Fault::Slow {
            return;
        }
        let times = if entry.fault == fault { entry.times.saturating_add(1) } else { 1 };
        *entry = Known { fault, times, since: now };
    }

    /// Forgets that `peer` was slow: it was not now.
    pub(super) fn forgive(&self, peer: &Peer) {
        let mut known = self.known();
        if known.get(peer).is_some_and(|known| known.fault == Fault::Slow) {
            known.remove(peer);
        }
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Peer, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::arithmetic_side_effects)]

    use super::*;
    use salus_client::account::AccountId;

    fn peer(n: u32) -> Peer {
        Peer { organisation: n, account: AccountId([0; 32]), url: format!("http://peer{n}") }
    }

    #[test]
    fn peer_should_rest_longer_with_every_time_when_it_is_slow_again_until_it_is_not() {
        let (faults, start, all) = (Faults::default(), Instant::now(), [peer(0), peer(1)]);
        faults.note(&all[0], Fault::Slow, start);
        assert_eq!(faults.best_first(&all, start), [&all[1], &all[0]]);
        assert_eq!(faults.best_first(&all, start + SLOW), [&all[0], &all[1]]);
        faults.note(&all[0], Fault::Slow, start + SLOW);
        assert_eq!(faults.best_first(&all, start + SLOW * 2), [&all[1], &all[0]]);
        faults.forgive(&all[0]);
        assert_eq!(faults.best_first(&all, start + SLOW * 2), [&all[0], &all[1]]);
        for _ in 0..100 {
            faults.note(&all[0], Fault::Slow, start);
        }
        assert_eq!(faults.best_first(&all, start + LONGEST_SLOW), [&all[0], &all[1]], "never for ever");
    }

    #[test]
    fn liar_should_come_after_the_slow_and_not_be_forgiven_when_it_answers() {
        let (faults, start, all) = (Faults::default(), Instant::now(), [peer(0), peer(1), peer(2)]);
        faults.note(&all[0], Fault::Lied, start);
        faults.note(&all[1], Fault::Slow, start);
        faults.forgive(&all[0]);
        faults.note(&all[0], Fault::Slow, start);
        assert_eq!(faults.best_first(&all, start), [&all[2], &all[1], &all[0]]);
        assert_eq!(faults.best_first(&all, start + LIED), [&all[0], &all[1], &all[2]]);
    }

    #[test]
    fn faults_should_stay_bounded_when_peers_come_and_go() {
        let (faults, start) = (Faults::default(), Instant::now());
        for n in 0..2000 {
            faults.note(&peer(n), Fault::Lied, start);
        }
        assert_eq!(faults.known().len(), CAPACITY);
        faults.note(&peer(9999), Fault::Slow, start + LIED + MEMORY);
        assert_eq!(faults.known().len(), 1);
    }
}
