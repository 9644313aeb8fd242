//! Which connections are open, and which one makes room when there are too many.
//!
//! Anybody can open connections and say nothing on them. So that those keep nobody out, the one that has been idle for
//! the longest is closed for each new one that there is no room for: of the same address if that has its fill, else of
//! any. A connection whose request is being answered is never closed for another.

use std::{
    collections::{BTreeMap, HashMap},
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

/// The connections of one gateway.
#[derive(Debug)]
pub struct Connections {
    most: usize,
    most_of_one: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    open: BTreeMap<u64, Open>,
    by_address: HashMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Open {
    address: IpAddr,
    /// Since when nothing is being answered on it.
    idle_since: Option<Instant>,
    close: CancellationToken,
}

/// A connection among the others, for as long as this lives.
#[derive(Debug)]
pub struct Seat {
    connections: Arc<Connections>,
    id: u64,
    close: CancellationToken,
}

/// A request that is being answered, for as long as this lives.
#[derive(Debug)]
pub struct Busy(Arc<Seat>);

impl Connections {
    /// Room for `most` connections, `most_of_one` of them from one address.
    pub fn new(most: usize, most_of_one: usize) -> Arc<Self> {
        Arc::new(Self { most, most_of_one, inner: Mutex::default() })
    }

    /// Takes a connection from `address` in; nothing if all that could make room are busy.
    pub fn enter(self: &Arc<Self>, address: IpAddr, now: Instant) -> Option<Arc<Seat>> {
        let address = site(address);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let of_one = inner.by_address.get(&address).copied().unwrap_or_default();
        if of_one >= self.most_of_one && !inner.close_oldest(Some(address)) {
            return None;
        }
        if inner.open.len() >= self.most && !inner.close_oldest(None) {
            return None;
        }
        let (id, close) = (inner.next, CancellationToken::new());
        inner.next = inner.next.wrapping_add(1);
        inner.open.insert(id, Open { address, idle_since: Some(now), close: close.clone() });
        let count = inner.by_address.entry(address).or_default();
        *count = count.saturating_add(1);
        Some(Arc::new(Seat { connections: Arc::clone(self), id, close }))
    }

    /// Closes the connection that has been idle for the longest. False if there is none.
    pub fn close_oldest(&self) -> bool {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).close_oldest(None)
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).open.len()
    }

    fn set_idle(&self, id: u64, since: Option<Instant>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = inner.open.get_mut(&id) {
            open.idle_since = since;
        }
    }
}

impl Inner {
    fn close_oldest(&mut self, of: Option<IpAddr>) -> bool {
        let idle = self.open.iter().filter(|(_, open)| of.is_none_or(|address| open.address == address));
        let oldest = idle.filter_map(|(id, open)| open.idle_since.map(|since| (since, *id))).min();
        let Some((_, id)) = oldest else { return false };
        self.leave(id);
        true
    }

    fn leave(&mut self, id: u64) {
        let Some(open) = self.open.remove(&id) else { return };
        open.close.cancel();
        if let Some(count) = self.by_address.get_mut(&open.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                self.by_address.remove(&open.address);
            }
        }
    }
}

impl Seat {
    /// Notes that a request is being answered.
    pub fn busy(self: &Arc<Self>) -> Busy {
        self.connections.set_idle(self.id, None);
        Busy(Arc::clone(self))
    }

    /// Completes when this connection is to make room for another.
    pub async fn closed(&self) {
        self.close.cancelled().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.connections.inner.lock().unwrap_or_else(PoisonError::into_inner).leave(self.id);
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.connections.set_idle(self.0.id, Some(Instant::now()));
    }
}

/// What is one address here: of IPv6 the first half, of which one site has as many as it likes.
pub fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

    use super::*;
    use std::time::Duration;

    fn address(last: u8) -> IpAddr {
        [10, 0, 0, last].into()
    }

    #[test]
    fn oldest_idle_connection_should_be_closed_when_there_is_no_room_for_a_new_one() {
        let (connections, now) = (Connections::new(2, 2), Instant::now());
        let old = connections.enter(address(1), now).unwrap();
        let young = connections.enter(address(2), now + Duration::from_secs(1)).unwrap();
        let new = connections.enter(address(3), now + Duration::from_secs(2));
        assert!(new.is_some() && old.close.is_cancelled() && !young.close.is_cancelled());
        assert_eq!(connections.count(), 2);
    }

    #[test]
    fn busy_connection_should_stay_when_there_is_no_room_for_a_new_one() {
        let (connections, now) = (Connections::new(2, 2), Instant::now());
        let [one, two] = [1, 2].map(|last| connections.enter(address(last), now).unwrap());
        let (first, _second) = (one.busy(), two.busy());
        assert!(connections.enter(address(3), now).is_none());
        drop(first);
        assert!(connections.enter(address(3), now).is_some());
        assert!(one.close.is_cancelled() && !two.close.is_cancelled());
    }

    #[test]
    fn address_should_only_push_its_own_connections_out_when_it_has_its_fill() {
        let (connections, now) = (Connections::new(10, 2), Instant::now());
        let other = connections.enter(address(9), now).unwrap();
        let seats: Vec<_> =
            (1..=5).map(|n| connections.enter(address(1), now + Duration::from_secs(n)).unwrap()).collect();
        let closed: Vec<_> = seats.iter().map(|seat| seat.close.is_cancelled()).collect();
        assert_eq!(closed, [true, true, true, false, false]);
        assert!(!other.close.is_cancelled());
        assert_eq!(connections.count(), 3);
    }

    #[test]
    fn room_should_be_free_again_when_a_connection_ends() {
        let (connections, now) = (Connections::new(1, 1), Instant::now());
        let seat = connections.enter(address(1), now).unwrap();
        let busy = seat.busy();
        assert!(connections.enter(address(1), now).is_none());
        drop((seat, busy));
        assert_eq!(connections.count(), 0);
        assert!(connections.enter(address(1), now).is_some());
        assert!(!connections.close_oldest());
    }

    #[test]
    fn addresses_of_one_site_should_be_one_when_they_are_ipv6() {
        let of = |text: &str| site(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
