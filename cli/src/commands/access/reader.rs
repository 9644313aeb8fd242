//! Reading a record to its end: from another gateway when one fails, and under another ticket when one ends.

use crate::gateways::Gateways;
use salus_client::{
    chain::{calls::consent as calls, events, Included},
    record::BlockSource,
    Account, Chain, ChainError, GatewayClient, GatewayError,
};
use salus_primitives::{BlockNumber, ContentId, Digest, Purpose, RecordId, TicketId};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};
use tokio::sync::Mutex;

/// How often all gateways are asked for one block.
const MOST_ROUNDS: u32 = 10;
/// Pause between two rounds: a block.
const PAUSE: Duration = Duration::from_secs(2);
/// A gateway's code for a ticket that has ended.
const EXPIRED: &str = "ticket_expired";

/// What access is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// To which record.
    pub record: RecordId,
    /// For what.
    pub purpose: Purpose,
}

impl Asked {
    /// Asks for access, which is written into the patient's trail; the ticket, if it is granted.
    pub async fn ask(
        self,
        chain: &Chain,
        account: &Account,
        justification: Digest,
    ) -> Result<(Included, Option<TicketId>), ChainError> {
        let call = calls::open_access(self.record, self.purpose, justification);
        let included = chain.submit(account, call).await?;
        let decided: events::AccessDecided = included.require()?;
        Ok((included, decided.ticket))
    }
}

/// How to get another ticket for the same reading.
#[derive(Clone, Copy, Debug)]
pub struct Renewal {
    /// What was asked for.
    pub asked: Asked,
    /// Of the reason that was given.
    pub justification: Digest,
}

/// The ticket that counts, and since which block.
#[derive(Clone, Copy, Debug)]
struct Under {
    ticket: TicketId,
    seen: Option<BlockNumber>,
}

/// The blocks of one record, from whichever gateway hands them out.
pub struct Reader<'a> {
    chain: &'a Chain,
    account: &'a Account,
    gateways: Vec<&'a GatewayClient>,
    /// Which gateway handed out the last block: the others may not have the record.
    turn: AtomicUsize,
    under: Mutex<Under>,
    renewal: Option<Renewal>,
}

impl<'a> Reader<'a> {
    /// A reader that begins at the gateway `first`, where `account` is signed in.
    pub fn new(
        chain: &'a Chain,
        account: &'a Account,
        gateways: &'a Gateways,
        first: &GatewayClient,
        ticket: TicketId,
        renewal: Option<Renewal>,
    ) -> Self {
        let gateways: Vec<_> = gateways.clients().collect();
        let turn = gateways.iter().position(|client| client.url() == first.url()).unwrap_or_default();
        let under = Mutex::new(Under { ticket, seen: None });
        Self { chain, account, gateways, turn: AtomicUsize::new(turn), under, renewal }
    }

    /// The ticket under which the last block was read.
    pub async fn ticket(&self) -> TicketId {
        self.under.lock().await.ticket
    }

    /// Asks all gateways once, that of the last block first.
    async fn round(&self, id: &ContentId, under: Under) -> Result<Vec<u8>, GatewayError> {
        let first = self.turn.load(Ordering::Relaxed);
        let mut telling = GatewayError::NotSignedIn;
        for (place, client) in self.gateways.iter().enumerate().cycle().skip(first).take(self.gateways.len())
        {
            match self.ask(client, id, under).await {
                Ok(block) => {
                    self.turn.store(place, Ordering::Relaxed);
                    return Ok(block);
                }
                // The others would say the same.
                Err(ended) if has_expired(&ended) => return Err(ended),
                // That a gateway does not have the record tells less than what was wrong with one that has.
                Err(e) if matches!(telling, GatewayError::NotSignedIn) || !e.is_not_found() => telling = e,
                Err(_) => {}
            }
        }
        Err(telling)
    }

    async fn ask(
        &self,
        client: &GatewayClient,
        id: &ContentId,
        under: Under,
    ) -> Result<Vec<u8>, GatewayError> {
        let client = match under.seen {
            Some(seen) => client.clone().having_seen(seen),
            None => client.clone(),
        };
        match client.block(id, Some(under.ticket)).await {
            // A gateway that was started again has forgotten its sessions.
            Err(GatewayError::NotSignedIn | GatewayError::Refused { status: 401, .. }) => {
                client.sign_in(self.account).await?;
                client.block(id, Some(under.ticket)).await
            }
            outcome => outcome,
        }
    }

    /// Asks for access again in the place of the ticket `ended`, unless another block's reading has done so.
    async fn renew(&self, ended: TicketId, error: GatewayError) -> Result<(), GatewayError> {
        let mut under = self.under.lock().await;
        if under.ticket != ended {
            return Ok(());
        }
        let Some(renewal) = self.renewal else { return Err(error) };
        match renewal.asked.ask(self.chain, self.account, renewal.justification).await {
            Ok((included, Some(ticket))) => {
                *under = Under { ticket, seen: Some(included.block_number) };
                Ok(())
            }
            _ => Err(error),
        }
    }
}

impl BlockSource for Reader<'_> {
    async fn block(&self, id: ContentId) -> Result<Vec<u8>, GatewayError> {
        let mut rounds = 0u32;
        loop {
            let under = *self.under.lock().await;
            let error = match self.round(&id, under).await {
                Ok(block) => return Ok(block),
                Err(error) => error,
            };
            rounds = rounds.saturating_add(1);
            if rounds >= MOST_ROUNDS {
                return Err(error);
            }
            if has_expired(&error) {
                self.renew(under.ticket, error).await?;
            } else if may_pass(&error) {
                tokio::time::sleep(PAUSE).await;
            } else {
                return Err(error);
            }
        }
    }
}

fn has_expired(error: &GatewayError) -> bool {
    matches!(error, GatewayError::Refused { fault, .. } if fault.error == EXPIRED)
}

/// True if a gateway may hand the block out later: it does not answer, knows nothing of the ticket yet or has no room.
fn may_pass(error: &GatewayError) -> bool {
    error.may_pass_later() || error.is_not_found()
}

#[cfg(test)]
mod tests {
    use super::*;
    use salus_client::gateway::Fault;

    #[test]
    fn reading_should_go_on_when_the_gateway_may_hand_the_block_out_later() {
        let refused = |status, code: &str| GatewayError::Refused {
            status,
            fault: Fault { error: code.into(), message: String::new(), help: String::new() },
        };
        assert!(may_pass(&GatewayError::Unreachable { url: String::new(), reason: String::new() }));
        assert!(may_pass(&refused(404, "not_here")) && may_pass(&refused(503, "busy")));
        assert!(!may_pass(&refused(403, "not_granted")));
        assert!(has_expired(&refused(403, EXPIRED)) && !has_expired(&refused(403, "not_granted")));
    }
}
