//! Signing in: audience-bound, expiring, single-use challenges, and the sessions they open.
//!
//! A challenge is not stored. It carries its expiry and a code that only this process could have
//! made for this account, so that asking for challenges costs no memory however often it is done.
//! Only challenges that a member answered are remembered, until they expire: keys that anybody can make up cost
//! no memory either, and cannot take the room that members need.

use hmac::{Hmac, KeyInit, Mac};
use salus_client::{account::AccountId, gateway::session_payload};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};
use subtle::ConstantTimeEq;

/// How long a challenge can be answered.
pub const CHALLENGE_LIFETIME: Duration = Duration::from_secs(60);
/// How long a session lasts.
pub const SESSION_LIFETIME: Duration = Duration::from_secs(900);
/// Most sessions of one account.
pub const MAX_SESSIONS_PER_ACCOUNT: usize = 16;
/// Most challenges of one account that are answered within their lifetime. A gateway that was just started signs in
/// for every block that it fetches at the same time.
pub const MAX_ANSWERS_PER_ACCOUNT: usize = 256;

/// Why somebody was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInError {
    /// The challenge was made for another account or by another gateway, or by nobody.
    #[error("this gateway gave no such challenge to this account")]
    UnknownChallenge,
    /// The challenge is older than a minute.
    #[error("the challenge has expired")]
    Expired,
    /// The challenge was answered before.
    #[error("the challenge was answered before")]
    Replayed,
    /// The signature is not the account's over the audience, the account and the challenge.
    #[error("the signature is not this account's over this challenge")]
    Signature,
    /// More challenges were answered within a minute than can be remembered, of all members or of this one.
    #[error("too many sign-ins at the moment")]
    Busy,
}

/// Challenges and sessions of one gateway.
pub struct Sessions {
    audience: AccountId,
    key: [u8; 64],
    began: Instant,
    capacity: usize,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    /// Answered challenges, by account, until they expire.
    used: BTreeMap<(AccountId, [u8; 32]), Instant>,
    /// Sessions by the hash of their token.
    sessions: HashMap<[u8; 32], Session>,
    /// The same in the order in which they end.
    ends: BTreeSet<(Instant, [u8; 32])>,
    by_account: HashMap<AccountId, BTreeSet<(Instant, [u8; 32])>>,
}

struct Session {
    account: AccountId,
    ends: Instant,
}

/// A challenge that its account answered with a valid signature, and that may have been used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    account: AccountId,
    challenge: [u8; 32],
    expires: u64,
}

impl Sessions {
    /// Sessions at the gateway with account `audience`, at most `capacity` at a time.
    pub fn new(audience: AccountId, capacity: usize) -> Self {
        Self {
            audience,
            key: rand::random(),
            began: Instant::now(),
            capacity: capacity.max(1),
            inner: Mutex::new(Inner::default()),
        }
    }

    /// A challenge for `account`: eight random bytes, eight of expiry, sixteen of authentication.
    pub fn challenge(&self, account: &AccountId, now: Instant) -> [u8; 32] {
        let expires = self.millis(now).saturating_add(CHALLENGE_LIFETIME.as_millis() as u64);
        let nonce: [u8; 8] = rand::random();
        self.build(account, nonce, expires)
    }

    /// Checks the answer to a challenge, which stays as it is: see [`Sessions::redeem`].
    ///
    /// # Errors
    /// [`SignInError`].
    pub fn verify(
        &self,
        account: &AccountId,
        challenge: &[u8; 32],
        signature: &[u8; 64],
        now: Instant,
    ) -> Result<Answered, SignInError> {
        let nonce: [u8; 8] = part(challenge, 0);
        let expires = u64::from_le_bytes(part(challenge, 8));
        let genuine = self.build(account, nonce, expires);
        if !bool::from(genuine.ct_eq(challenge)) {
            return Err(SignInError::UnknownChallenge);
        }
        if self.millis(now) >= expires {
            return Err(SignInError::Expired);
        }
        let message = session_payload(&self.audience, account, challenge);
        if !account.verifies(&message, signature) {
            return Err(SignInError::Signature);
        }
        Ok(Answered { account: *account, challenge: *challenge, expires })
    }

    /// Uses a challenge up that a member answered.
    ///
    /// # Errors
    /// [`SignInError::Replayed`], [`SignInError::Expired`], [`SignInError::Busy`].
    pub fn redeem(&self, answered: Answered, now: Instant) -> Result<(), SignInError> {
        let Answered { account, challenge, expires } = answered;
        // What is remembered is forgotten after this: it must not count any more then.
        if self.millis(now) >= expires {
            return Err(SignInError::Expired);
        }
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.used.contains_key(&(account, challenge)) {
            return Err(SignInError::Replayed);
        }
        if self.is_crowded(&inner, account) {
            inner.used.retain(|_, until| *until > now);
            if self.is_crowded(&inner, account) {
                return Err(SignInError::Busy);
            }
        }
        let until = now.checked_add(CHALLENGE_LIFETIME).unwrap_or(now);
        inner.used.insert((account, challenge), until);
        Ok(())
    }

    /// True if no further answer of `account` can be remembered. One account never takes more than half of the room.
    fn is_crowded(&self, inner: &Inner, account: AccountId) -> bool {
        let own = inner.used.range((account, [u8::MIN; 32])..=(account, [u8::MAX; 32])).count();
        let most = MAX_ANSWERS_PER_ACCOUNT.min(self.capacity.div_ceil(2));
        own >= most || inner.used.len() >= self.capacity
    }

    /// Opens a session for `account` and returns its token, 64 hexadecimal digits, kept nowhere.
    ///
    /// Room is made by ending the account's own session that ends soonest, then anybody's.
    pub fn open(&self, account: AccountId, now: Instant) -> String {
        let token: [u8; 32] = rand::random();
        let token = hex::encode(token);
        let ends = now.checked_add(SESSION_LIFETIME).unwrap_or(now);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.drop_ended(now);
        let own = inner.by_account.get(&account);
        let crowded = own.filter(|own| own.len() >= MAX_SESSIONS_PER_ACCOUNT);
        if let Some(oldest) = crowded.and_then(|own| own.first().copied()) {
            inner.end(&oldest.1);
        }
        while inner.sessions.len() >= self.capacity {
            let Some(soonest) = inner.ends.first().copied() else { break };
            inner.end(&soonest.1);
        }
        let key = hash(&token);
        inner.sessions.insert(key, Session { account, ends });
        inner.ends.insert((ends, key));
        inner.by_account.entry(account).or_default().insert((ends, key));
        token
    }

    /// Whose session `token` is, if it has not ended.
    pub fn find(&self, token: &str, now: Instant) -> Option<AccountId> {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.sessions.get(&hash(token)).filter(|session| session.ends > now).map(|session| session.account)
    }

    /// How many sessions there are, ended ones that were not yet cleared away included.
    pub fn count(&self) -> usize {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).sessions.len()
    }

    fn build(&self, account: &AccountId, nonce: [u8; 8], expires: u64) -> [u8; 32] {
        let mut challenge = [0; 32];
        let expires = expires.to_le_bytes();
        let code = Hmac::<Sha256>::new(&self.key.into())
            .chain_update(self.audience.0)
            .chain_update(account.0)
            .chain_update(nonce)
            .chain_update(expires)
            .finalize()
            .into_bytes();
        for (to, from) in challenge.iter_mut().zip(nonce.iter().chain(&expires).chain(code.iter())) {
            *to = *from;
        }
        challenge
    }

    fn millis(&self, now: Instant) -> u64 {
        u64::try_from(now.saturating_duration_since(self.began).as_millis()).unwrap_or(u64::MAX)
    }
}

impl Inner {
    fn end(&mut self, key: &[u8; 32]) {
        let Some(session) = self.sessions.remove(key) else { return };
        self.ends.remove(&(session.ends, *key));
        if let Some(own) = self.by_account.get_mut(&session.account) {
            own.remove(&(session.ends, *key));
            if own.is_empty() {
                self.by_account.remove(&session.account);
            }
        }
    }

    fn drop_ended(&mut self, now: Instant) {
        while let Some((_, key)) = self.ends.first().copied().filter(|(ends, _)| *ends <= now) {
            self.end(&key);
        }
    }
}

fn part(challenge: &[u8; 32], from: usize) -> [u8; 8] {
    let mut bytes = [0; 8];
    for (to, byte) in bytes.iter_mut().zip(challenge.iter().skip(from)) {
        *to = *byte;
    }
    bytes
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

    use super::*;
    use salus_client::account::Account;

    fn alice() -> Account {
        Account::from_uri("//Alice").unwrap()
    }

    fn gateway() -> AccountId {
        Account::from_uri("//Gateway").unwrap().id()
    }

    fn answer(account: &Account, audience: &AccountId, challenge: &[u8; 32]) -> [u8; 64] {
        account.sign(&session_payload(audience, &account.id(), challenge))
    }

    /// What a member's answer comes to.
    fn redeem(
        sessions: &Sessions,
        account: &AccountId,
        challenge: &[u8; 32],
        signature: &[u8; 64],
        now: Instant,
    ) -> Result<(), SignInError> {
        sessions.redeem(sessions.verify(account, challenge, signature, now)?, now)
    }

    /// What comes of it if `account` signs in now.
    fn sign_in(sessions: &Sessions, account: &Account, now: Instant) -> Result<(), SignInError> {
        let challenge = sessions.challenge(&account.id(), now);
        redeem(sessions, &account.id(), &challenge, &answer(account, &gateway(), &challenge), now)
    }

    #[test]
    fn challenge_should_be_accepted_once_when_the_account_signs_it() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let challenge = sessions.challenge(&alice.id(), now);
        let signature = answer(&alice, &gateway(), &challenge);
        assert_eq!(redeem(&sessions, &alice.id(), &challenge, &signature, now), Ok(()));
        // sr25519 signatures are randomised: another valid one is still the same answer.
        let again = answer(&alice, &gateway(), &challenge);
        for signature in [signature, again] {
            let replay = redeem(&sessions, &alice.id(), &challenge, &signature, now);
            assert_eq!(replay, Err(SignInError::Replayed));
        }
    }

    #[test]
    fn challenge_should_open_one_session_when_it_is_answered_twice_at_once() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let challenge = sessions.challenge(&alice.id(), now);
        let signature = answer(&alice, &gateway(), &challenge);
        let one = sessions.verify(&alice.id(), &challenge, &signature, now).unwrap();
        let two = sessions.verify(&alice.id(), &challenge, &signature, now).unwrap();
        assert_eq!(sessions.redeem(one, now), Ok(()));
        assert_eq!(sessions.redeem(two, now), Err(SignInError::Replayed));
    }

    #[test]
    fn challenge_should_be_refused_when_it_expires_before_it_is_redeemed() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let challenge = sessions.challenge(&alice.id(), now);
        let signature = answer(&alice, &gateway(), &challenge);
        let answered = sessions.verify(&alice.id(), &challenge, &signature, now).unwrap();
        assert_eq!(sessions.redeem(answered, now + CHALLENGE_LIFETIME), Err(SignInError::Expired));
    }

    #[test]
    fn member_should_be_let_in_when_accounts_that_nobody_knows_answered_many_challenges() {
        let (sessions, now) = (Sessions::new(gateway(), 4), Instant::now());
        for n in 0..20 {
            let stranger = Account::from_uri(&format!("//Stranger{n}")).unwrap();
            let challenge = sessions.challenge(&stranger.id(), now);
            let signature = answer(&stranger, &gateway(), &challenge);
            assert!(sessions.verify(&stranger.id(), &challenge, &signature, now).is_ok());
        }
        assert_eq!(sign_in(&sessions, &alice(), now), Ok(()));
    }

    #[test]
    fn member_should_wait_when_it_answers_more_challenges_than_one_may() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 10), alice(), Instant::now());
        for _ in 0..5 {
            assert_eq!(sign_in(&sessions, &alice, now), Ok(()));
        }
        assert_eq!(sign_in(&sessions, &alice, now), Err(SignInError::Busy));
        let bob = Account::from_uri("//Bob").unwrap();
        assert_eq!(sign_in(&sessions, &bob, now), Ok(()), "nobody else waits");
        assert_eq!(sign_in(&sessions, &alice, now + CHALLENGE_LIFETIME), Ok(()));
    }

    #[test]
    fn challenge_should_be_refused_when_it_has_expired() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let challenge = sessions.challenge(&alice.id(), now);
        let signature = answer(&alice, &gateway(), &challenge);
        let late = now + CHALLENGE_LIFETIME;
        assert_eq!(redeem(&sessions, &alice.id(), &challenge, &signature, late), Err(SignInError::Expired));
        let in_time = late - Duration::from_millis(5);
        assert_eq!(redeem(&sessions, &alice.id(), &challenge, &signature, in_time), Ok(()));
    }

    #[test]
    fn challenge_should_be_refused_when_it_was_given_to_another_account() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let bob = Account::from_uri("//Bob").unwrap();
        let challenge = sessions.challenge(&alice.id(), now);
        let signature = answer(&bob, &gateway(), &challenge);
        let refused = redeem(&sessions, &bob.id(), &challenge, &signature, now);
        assert_eq!(refused, Err(SignInError::UnknownChallenge));
    }

    #[test]
    fn challenge_should_be_refused_when_its_expiry_was_altered() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let mut challenge = sessions.challenge(&alice.id(), now);
        challenge[12] ^= 1;
        let signature = answer(&alice, &gateway(), &challenge);
        let refused = redeem(&sessions, &alice.id(), &challenge, &signature, now);
        assert_eq!(refused, Err(SignInError::UnknownChallenge));
    }

    #[test]
    fn signature_should_be_refused_when_it_was_made_for_another_audience() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let other = Account::from_uri("//OtherGateway").unwrap().id();
        let challenge = sessions.challenge(&alice.id(), now);
        let relayed = answer(&alice, &other, &challenge);
        let refused = redeem(&sessions, &alice.id(), &challenge, &relayed, now);
        assert_eq!(refused, Err(SignInError::Signature));
        let own = answer(&alice, &gateway(), &challenge);
        assert_eq!(
            redeem(&sessions, &alice.id(), &challenge, &own, now),
            Ok(()),
            "a wrong answer uses nothing up"
        );
    }

    #[test]
    fn challenge_should_be_refused_when_another_gateway_gave_it() {
        let (here, there) = (Sessions::new(gateway(), 100), Sessions::new(gateway(), 100));
        let (alice, now) = (alice(), Instant::now());
        let challenge = there.challenge(&alice.id(), now);
        let signature = answer(&alice, &gateway(), &challenge);
        let refused = redeem(&here, &alice.id(), &challenge, &signature, now);
        assert_eq!(refused, Err(SignInError::UnknownChallenge));
    }

    #[test]
    fn session_should_be_found_until_it_ends_when_it_was_opened() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let token = sessions.open(alice.id(), now);
        assert_eq!(sessions.find(&token, now), Some(alice.id()));
        assert_eq!(sessions.find(&token, now + SESSION_LIFETIME), None);
        assert_eq!(sessions.find("", now), None);
    }

    #[test]
    fn sessions_should_stay_bounded_when_one_account_opens_many() {
        let (sessions, alice, now) = (Sessions::new(gateway(), 100), alice(), Instant::now());
        let bob = sessions.open(Account::from_uri("//Bob").unwrap().id(), now);
        let tokens: Vec<_> =
            (0..40).map(|n| sessions.open(alice.id(), now + Duration::from_millis(n))).collect();
        assert_eq!(sessions.count(), MAX_SESSIONS_PER_ACCOUNT + 1);
        assert!(sessions.find(&tokens[0], now).is_none());
        assert!(sessions.find(&tokens[39], now).is_some());
        assert!(sessions.find(&bob, now).is_some(), "nobody else loses a session");
    }

    #[test]
    fn sessions_should_stay_bounded_when_many_accounts_open_them() {
        let (sessions, now) = (Sessions::new(gateway(), 10), Instant::now());
        for n in 0..50u8 {
            sessions.open(AccountId([n; 32]), now + Duration::from_millis(n.into()));
        }
        assert_eq!(sessions.count(), 10);
    }
}
