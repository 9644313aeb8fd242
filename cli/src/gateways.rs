//! Which gateways to ask, in which order.

use crate::{context::Context, failure::Failure};
use salus_client::{record::RecordError, Account, AccountId, GatewayClient, GatewayError};
use salus_primitives::{
    consortium::{MemberStatus, Organisation},
    ContentId, Digest, OrganisationId,
};
use std::time::Duration;

/// How often gateways are asked that may not know yet.
const MOST_ROUNDS: u32 = 6;
/// Pause between two rounds: a block.
const PAUSE: Duration = Duration::from_secs(2);

type Organisations = Vec<(OrganisationId, Organisation<AccountId>)>;

/// Gateways in the order in which they are asked.
#[derive(Debug)]
pub struct Gateways {
    clients: Vec<GatewayClient>,
}

/// What a failure says about asking again and asking others.
pub trait Telling {
    /// True if the same request may succeed a few blocks later.
    fn may_pass(&self) -> bool;
    /// How much it tells: of several gateways' failures the user sees the most telling one.
    fn weight(&self) -> u8;
}

impl Telling for GatewayError {
    fn may_pass(&self) -> bool {
        match self {
            Self::Refused { status: 404 | 503, .. } => true,
            Self::Refused { fault, .. } => fault.error == "not_a_member",
            _ => false,
        }
    }

    fn weight(&self) -> u8 {
        match self {
            Self::NotSignedIn => 0,
            Self::Unreachable { .. } => 1,
            Self::Refused { status: 404 | 503, .. } => 2,
            Self::Refused { .. } => 3,
            _ => 4,
        }
    }
}

impl Telling for RecordError {
    fn may_pass(&self) -> bool {
        matches!(self, Self::Gateway(e) if e.may_pass())
    }

    fn weight(&self) -> u8 {
        match self {
            Self::Gateway(e) => e.weight(),
            _ => 4,
        }
    }
}

/// URL of an organisation's gateway.
fn url(organisation: &Organisation<AccountId>) -> String {
    String::from_utf8_lossy(&organisation.gateway.url).trim_end_matches('/').to_owned()
}

/// Whose gateway the chain says is at `wanted`.
fn account_at(organisations: &Organisations, wanted: &str) -> Option<AccountId> {
    organisations
        .iter()
        .find(|(_, organisation)| url(organisation) == wanted)
        .map(|(_, organisation)| organisation.gateway.account)
}

impl Gateways {
    /// The gateway given with `--gateway`, if any, then those of `preferred` organisations.
    ///
    /// Every client signs in only where the chain says that the gateway is.
    pub async fn new(
        context: &Context,
        preferred: impl IntoIterator<Item = OrganisationId>,
    ) -> Result<Self, Failure> {
        let chain = context.chain().await?;
        let (organisations, genesis) = (chain.organisations().await?, chain.genesis_hash());
        // What is asked builds on what this program's node knows; a gateway's own may be a block behind.
        let seen = chain.finalized_number().await?;
        let mut clients: Vec<GatewayClient> = Vec::new();
        if let Some(given) = context.options.gateway() {
            clients.push(named(context, &organisations, genesis, given)?.having_seen(seen));
        }
        for id in preferred {
            let found = organisations.iter().find(|(other, _)| *other == id);
            let Some((id, organisation)) = found else { continue };
            let url = url(organisation);
            let known = clients.iter().any(|client| client.url() == url);
            if organisation.status == MemberStatus::Active && !known {
                // An organisation with an unusable URL must not keep the others from being asked.
                if let Ok(client) = GatewayClient::new(&url) {
                    let client = client.for_audience(organisation.gateway.account);
                    clients.push(client.with_receipts(genesis, *id).having_seen(seen));
                }
            }
        }
        if clients.is_empty() {
            return Err(
                Failure::new("there is no gateway to ask").remedy("name one with --gateway or SALUS_GATEWAY")
            );
        }
        Ok(Self { clients })
    }

    /// Signs in at one gateway after the other until `ask` succeeds, or fails with what tells most.
    ///
    /// A gateway whose node is a block behind does not know yet what was just written: it is asked
    /// again for a while.
    pub async fn first<T, E: From<GatewayError> + Telling>(
        &self,
        account: &Account,
        ask: impl AsyncFn(&GatewayClient) -> Result<T, E>,
    ) -> Result<(T, &GatewayClient), E> {
        let mut rounds = 0u32;
        loop {
            rounds = rounds.saturating_add(1);
            let (mut worst, mut passing) = (E::from(GatewayError::NotSignedIn), false);
            for client in &self.clients {
                let answer = match client.sign_in(account).await {
                    Ok(()) => ask(client).await,
                    Err(e) => Err(e.into()),
                };
                match answer {
                    Ok(answer) => return Ok((answer, client)),
                    Err(e) => {
                        passing |= e.may_pass();
                        if e.weight() > worst.weight() {
                            worst = e;
                        }
                    }
                }
            }
            if !passing || rounds >= MOST_ROUNDS {
                return Err(worst);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// All of them, in their order.
    pub fn clients(&self) -> impl Iterator<Item = &GatewayClient> {
        self.clients.iter()
    }

    /// A block of the open part of the data pool: a card or a key package.
    pub async fn block(&self, account: &Account, block: &ContentId) -> Result<Vec<u8>, GatewayError> {
        let (bytes, _) = self.first(account, async |client| client.block(block, None).await).await?;
        Ok(bytes)
    }

    /// Does something at every gateway; fails only if it failed at all of them.
    ///
    /// Asks again as [`Gateways::first`] does while none succeeded.
    pub async fn every(
        &self,
        account: &Account,
        ask: impl AsyncFn(&GatewayClient) -> Result<(), GatewayError>,
    ) -> Result<(), GatewayError> {
        let (_, done) = self.first(account, &ask).await?;
        for client in self.clients.iter().filter(|client| client.url() != done.url()) {
            if client.sign_in(account).await.is_ok() {
                // One has it; what the others say is theirs to mend.
                let _ = ask(client).await;
            }
        }
        Ok(())
    }
}

fn named(
    context: &Context,
    organisations: &Organisations,
    genesis: Digest,
    given: &str,
) -> Result<GatewayClient, Failure> {
    let client = GatewayClient::new(given)?;
    let account = context.options.gateway_account.or_else(|| account_at(organisations, client.url()));
    let account = account.ok_or_else(|| {
        Failure::new(format!("no organisation's gateway is registered at {}", client.url())).remedy(
            "use the URL shown by `salus organisation list`, or name its account with --gateway-account ADDRESS",
        )
    })?;
    let of_account = organisations.iter().find(|(_, organisation)| organisation.gateway.account == account);
    let client = client.for_audience(account);
    Ok(match of_account {
        Some((id, _)) => client.with_receipts(genesis, *id),
        None => client,
    })
}

/// The gateway given with `--gateway`, for what a hospital hands in.
pub fn intake(context: &Context) -> Result<GatewayClient, Failure> {
    let given = context.options.gateway().ok_or_else(|| {
        Failure::new("this command needs your organisation's own gateway")
            .remedy("name it with --gateway or SALUS_GATEWAY")
    })?;
    Ok(GatewayClient::new(given)?)
}
