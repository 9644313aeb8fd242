//! Places for requests: how many are answered at the same time, and how many of them for one asker.
//!
//! Those who come in large numbers, or take long, stand in the way of their own kind only: signing in, readers, the
//! gateways of others, what waits for finality and what the hospital asks have rooms of their own. In a room nobody takes
//! more than a part: an account, and an organisation's people together, have a number of places and a pace.

use super::error::Problem;
use crate::config::Limits;
use axum::http::{HeaderValue, StatusCode};
use governor::{
    clock::{Clock, DefaultClock},
    DefaultKeyedRateLimiter, Quota, RateLimiter,
};
use salus_client::account::AccountId;
use salus_primitives::{consortium::Standing, OrganisationId};
use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Sign-ins at the same time. Anybody may try: they have their own room, and take none of the members'.
pub const SIGN_INS: usize = 64;
/// Of these, those of one address.
const SIGN_INS_OF_ONE: usize = 32;
/// Questions of the hospital's own systems at the same time.
const QUESTIONS: usize = 64;
/// Keys of which the pace is remembered before those that have rested are forgotten.
const REMEMBERED: usize = 16_384;

/// What a request takes a place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Reads, or puts something small.
    Reading,
    /// Waits for a block to be final.
    Filing,
}

/// All rooms of one gateway.
pub struct Rooms {
    sign_in: Arc<Semaphore>,
    readers: Arc<Semaphore>,
    peers: Arc<Semaphore>,
    filing: Arc<Semaphore>,
    questions: Arc<Semaphore>,
    addresses: Shares<IpAddr>,
    accounts: Shares<AccountId>,
    organisations: Shares<OrganisationId>,
    gateways: Shares<OrganisationId>,
    of_account: usize,
    of_organisation: usize,
}

/// A request's places, for as long as this lives: to the end of the answer's body.
#[derive(Debug, Default)]
pub struct Place {
    _room: Option<OwnedSemaphorePermit>,
    _shares: Vec<Box<dyn std::fmt::Debug + Send + Sync>>,
}

impl Rooms {
    /// Rooms of the sizes that `limits` say.
    pub fn new(limits: &Limits) -> Self {
        let room = |places| Arc::new(Semaphore::new(places));
        Self {
            sign_in: room(SIGN_INS),
            readers: room(limits.requests),
            peers: room(limits.peer_requests),
            filing: room(limits.filings),
            questions: room(QUESTIONS),
            addresses: Shares::new(limits.rate_per_account),
            accounts: Shares::new(limits.rate_per_account),
            organisations: Shares::new(limits.rate_per_organisation),
            gateways: Shares::new(limits.rate_per_organisation),
            of_account: limits.requests_per_account,
            of_organisation: limits.requests_per_organisation,
        }
    }

    /// A place for a sign-in from `address`, if that is known.
    ///
    /// # Errors
    /// A [`Problem`] if there is none.
    pub fn sign_in(&self, address: Option<IpAddr>) -> Result<Place, Problem> {
        let share = address.map(|address| self.addresses.take(address, SIGN_INS_OF_ONE)).transpose()?;
        Ok(Place::in_room(&self.sign_in)?.with(share))
    }

    /// A share for a request of `account` that has no place yet: it may wait for a block, or for the node.
    ///
    /// # Errors
    /// A [`Problem`] if the account has too many requests under way already.
    pub fn at_the_door(&self, account: AccountId, standing: Option<Standing>) -> Result<Place, Problem> {
        let place = Place::default();
        // A gateway fetches for all of its organisation's people: it has an organisation's places and pace.
        if let Some(Standing::Gateway(organisation)) = standing {
            return Ok(place.with(Some(self.gateways.take(organisation, self.of_organisation)?)));
        }
        Ok(place.with(Some(self.accounts.take(account, self.of_account)?)))
    }

    /// A place for a request of a member, who came by the `door`.
    ///
    /// # Errors
    /// A [`Problem`] if there is none, or the member's organisation has too many.
    pub fn member(&self, door: Place, standing: Standing, purpose: Purpose) -> Result<Place, Problem> {
        let (organisation, peer) = match standing {
            Standing::Gateway(organisation) => (organisation, true),
            Standing::Seat(organisation)
            | Standing::Validator(organisation)
            | Standing::Authority(organisation)
            | Standing::Participant(organisation, _) => (organisation, false),
        };
        let room = match purpose {
            Purpose::Filing => &self.filing,
            Purpose::Reading if peer => &self.peers,
            Purpose::Reading => &self.readers,
        };
        let organisations = &self.organisations;
        let share = (!peer).then(|| organisations.take(organisation, self.of_organisation)).transpose()?;
        Ok(Place::in_room(room)?.with(share).with(Some(door)))
    }

    /// A place for the hospital's own systems.
    ///
    /// # Errors
    /// A [`Problem`] if there is none.
    pub fn intake(&self, purpose: Purpose) -> Result<Place, Problem> {
        Place::in_room(match purpose {
            Purpose::Filing => &self.filing,
            Purpose::Reading => &self.questions,
        })
    }
}

impl Place {
    fn in_room(room: &Arc<Semaphore>) -> Result<Self, Problem> {
        let room = Arc::clone(room).try_acquire_owned().map_err(|_| {
            Problem::unavailable("busy", "too many requests at the moment", "ask again in a few seconds")
        })?;
        Ok(Self { _room: Some(room), _shares: Vec::new() })
    }

    fn with<T: std::fmt::Debug + Send + Sync + 'static>(mut self, share: Option<T>) -> Self {
        self._shares.extend(share.map(|share| Box::new(share) as Box<_>));
        self
    }
}

/// How many places each of many has, and how fast they follow one another.
struct Shares<K: Hash + Eq + Clone> {
    /// Of those alone that have any: never more than there are requests.
    taken: Arc<Mutex<HashMap<K, usize>>>,
    pace: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
}

/// One of the places that `key` has, for as long as this lives.
#[derive(Debug)]
struct Share<K: Hash + Eq> {
    taken: Arc<Mutex<HashMap<K, usize>>>,
    key: K,
}

impl<K: Hash + Eq + Clone> Shares<K> {
    /// At most `pace` requests of one in a second, twice as many at once.
    fn new(pace: NonZeroU32) -> Self {
        let quota =
            Quota::per_second(pace).allow_burst(pace.saturating_mul(NonZeroU32::MIN.saturating_add(1)));
        Self { taken: Arc::default(), pace: RateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    fn take(&self, key: K, most: usize) -> Result<Share<K>, Problem> {
        if self.pace.len() > REMEMBERED {
            self.pace.retain_recent();
        }
        if let Err(early) = self.pace.check_key(&key) {
            let wait = early.wait_time_from(self.clock.now()).as_secs().saturating_add(1);
            return Err(too_many("too many requests in a short time", wait));
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(key.clone()).or_default();
        if *count >= most {
            return Err(too_many("too many requests of yours, or of your organisation, at the same time", 1));
        }
        *count = count.saturating_add(1);
        Ok(Share { taken: Arc::clone(&self.taken), key })
    }
}

impl<K: Hash + Eq> Drop for Share<K> {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&self.key) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}

fn too_many(message: &'static str, seconds: u64) -> Problem {
    Problem {
        retry_after: Some(HeaderValue::from(seconds)),
        ..Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            message,
            "wait for the seconds that Retry-After says, and send fewer at a time",
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_primitives::consortium::Role;

    fn rooms() -> Rooms {
        Rooms::new(&Limits {
            requests: 8,
            peer_requests: 4,
            filings: 2,
            requests_per_account: 2,
            requests_per_organisation: 3,
            ..Limits::default()
        })
    }

    fn doctor(of: OrganisationId) -> Standing {
        Standing::Participant(of, Role::Practitioner)
    }

    fn enter(
        rooms: &Rooms,
        account: u8,
        standing: Standing,
        purpose: Purpose,
    ) -> Result<Place, &'static str> {
        let door =
            rooms.at_the_door(AccountId([account; 32]), Some(standing)).map_err(|problem| problem.code)?;
        rooms.member(door, standing, purpose).map_err(|problem| problem.code)
    }

    #[test]
    fn account_should_be_refused_when_it_has_its_places_and_others_should_not() {
        let rooms = rooms();
        let [first, _second] = [(); 2].map(|()| enter(&rooms, 1, doctor(0), Purpose::Reading).unwrap());
        assert_eq!(enter(&rooms, 1, doctor(0), Purpose::Reading).unwrap_err(), "too_many_requests");
        let other = enter(&rooms, 2, doctor(0), Purpose::Reading).unwrap();
        drop(first);
        drop(other);
        assert!(enter(&rooms, 1, doctor(0), Purpose::Reading).is_ok());
        assert!(rooms.accounts.taken.lock().unwrap().len() <= 1, "nothing is kept of those who have left");
    }

    #[test]
    fn organisation_should_be_refused_when_its_people_have_its_places_and_others_should_not() {
        let rooms = rooms();
        let _taken: Vec<_> =
            (1..=3).map(|account| enter(&rooms, account, doctor(0), Purpose::Reading).unwrap()).collect();
        assert_eq!(enter(&rooms, 4, doctor(0), Purpose::Reading).unwrap_err(), "too_many_requests");
        assert!(enter(&rooms, 5, doctor(1), Purpose::Reading).is_ok());
        assert!(enter(&rooms, 9, Standing::Gateway(0), Purpose::Reading).is_ok(), "its gateway is apart");
    }

    #[test]
    fn room_should_be_left_to_others_when_another_is_full() {
        let rooms = rooms();
        let _filing = [1, 2].map(|account| enter(&rooms, account, doctor(0), Purpose::Filing).unwrap());
        assert_eq!(rooms.intake(Purpose::Filing).unwrap_err().code, "busy");
        assert!(rooms.intake(Purpose::Reading).is_ok());
        assert!(enter(&rooms, 3, doctor(1), Purpose::Reading).is_ok());
        assert!(enter(&rooms, 9, Standing::Gateway(2), Purpose::Reading).is_ok());
        assert!(rooms.sign_in(None).is_ok());
    }

    #[test]
    fn address_should_be_refused_when_it_signs_in_too_often_at_once_and_others_should_not() {
        let rooms = rooms();
        let of = |last: u8| Some(IpAddr::from([10, 0, 0, last]));
        let _taken: Vec<_> = (0..SIGN_INS_OF_ONE).map(|_| rooms.sign_in(of(1)).unwrap()).collect();
        assert_eq!(rooms.sign_in(of(1)).unwrap_err().code, "too_many_requests");
        assert!(rooms.sign_in(of(2)).is_ok());
    }

    #[test]
    fn gateway_should_have_more_places_than_an_account_and_no_more_than_an_organisation() {
        let rooms = rooms();
        let enter = || enter(&rooms, 9, Standing::Gateway(0), Purpose::Reading);
        let _taken: Vec<_> = (0..3).map(|_| enter().unwrap()).collect();
        assert_eq!(enter().unwrap_err(), "too_many_requests");
    }

    #[test]
    fn account_should_be_told_when_to_come_again_when_it_is_too_fast() {
        let limits = Limits { rate_per_account: NonZeroU32::new(5).unwrap(), ..Limits::default() };
        let rooms = Rooms::new(&limits);
        let enter = |account: u8| rooms.at_the_door(AccountId([account; 32]), None).map(drop);
        let refused = (0..20).find_map(|_| enter(1).err()).unwrap();
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.retry_after.is_some());
        assert!(enter(2).is_ok());
    }
}
