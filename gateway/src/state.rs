//! What the parts of a gateway share, grouped by what it is about: a function takes the group that it may touch.

mod claims;
mod intake;
mod roster;
mod store;

pub use claims::{Claim, Claims};
pub use intake::Intake;
pub use roster::{Entry, Organisations, Roster};
pub use store::{KeepError, Store};

use crate::{
    admission::Admission,
    config::{Config, PeerUrls},
    database::Database,
    intake::{authorities::AuthorityKeys, keeping::Keeper},
    ledger::Ledger,
    metrics::Metrics,
    per_head::PerHead,
    pool::{peers::Peers, Pool},
    session::Sessions,
    tasks::Tasks,
};
use salus_client::account::{Account, AccountId};
use salus_primitives::TicketId;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// One organisation's EHR server.
pub struct Gateway {
    /// How it is set up.
    pub config: Config,
    /// Its account on the chain.
    pub account: Account,
    /// The chain.
    pub ledger: Arc<dyn Ledger>,
    /// Members and organisations, as the chain says.
    pub roster: Roster,
    /// What lies on the disk.
    pub store: Store,
    /// What the hospital's records share on their way in.
    pub intake: Intake,
    /// What is known of tickets.
    pub(crate) tickets: Tickets,
    /// Room for computations that take long.
    pub(crate) computing: Computing,
    /// Accounts that are signed in.
    pub sessions: Sessions,
    /// The gateways of the other organisations.
    pub peers: Peers,
    /// Authorities whose proof of possession was checked.
    pub authority_keys: AuthorityKeys,
    /// Records whose headers are being filed or cleared away.
    pub(crate) renewing: Claims,
    /// What an operator watches.
    pub metrics: Metrics,
    /// Tasks that are not to be cut off by a client that hangs up.
    pub tasks: Arc<Tasks>,
}

/// What is known of tickets until the next block is finalised.
#[derive(Default)]
pub(crate) struct Tickets {
    /// What each ticket is worth in an account's hands.
    pub(crate) admissions: PerHead<(TicketId, AccountId), Admission>,
    /// Tickets of which the database knows that they were served.
    pub(crate) served: PerHead<TicketId, ()>,
}

/// Room for computations that take long.
pub(crate) struct Computing {
    /// For pairings: as many at a time as there are processors.
    pub(crate) pairings: Semaphore,
    /// Held while a transform key is checked: one at a time.
    pub(crate) key_checks: Semaphore,
}

/// What a gateway is put together from.
pub struct Parts {
    /// How it is set up.
    pub config: Config,
    /// Its account on the chain.
    pub account: Account,
    /// The chain.
    pub ledger: Arc<dyn Ledger>,
    /// Its memory.
    pub database: Database,
    /// Its blocks.
    pub pool: Pool,
    /// Key of the fingerprints.
    pub fingerprint_key: [u8; 64],
    /// What keeps data keys.
    pub keeper: Keeper,
}

impl Gateway {
    /// Puts a gateway together. Nothing runs yet.
    pub fn new(parts: Parts) -> Self {
        let Parts { config, account, ledger, database, pool, fingerprint_key, keeper } = parts;
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (metrics, tasks) = (Metrics::default(), Arc::<Tasks>::default());
        Self {
            roster: Roster::new(Arc::clone(&ledger), account.id()),
            store: Store::new(database, pool, Arc::clone(&tasks), metrics.blocks_corrupt.clone()),
            intake: Intake::new(fingerprint_key, keeper, config.limits.intakes),
            tickets: Tickets::default(),
            computing: Computing { pairings: Semaphore::new(processors), key_checks: Semaphore::new(1) },
            sessions: Sessions::new(account.id(), config.limits.sessions),
            peers: Peers::new(account.clone(), metrics.peer_faults.clone())
                .at(PeerUrls::of(&config.public_url, config.allow_cleartext)),
            authority_keys: AuthorityKeys::default(),
            renewing: Claims::default(),
            metrics,
            tasks,
            config,
            account,
            ledger,
        }
    }
}
