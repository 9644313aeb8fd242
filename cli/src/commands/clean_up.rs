//! `salus clean-up`: what ended long ago need not be kept by everybody.

use crate::{context::Context, failure::Failure, output::Outcome, progress::Progress};

/// Clears away tickets and holdings that ended longer ago than the chain keeps them. Needs no account.
pub async fn run(context: &Context) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let waiting = Progress::waiting(context.options.json, "Looking for what ended long ago");
    let (tickets, holdings) = (chain.retired_tickets().await?, chain.expired_holdings().await?);
    waiting.say("Clearing it away");
    chain.discard_tickets(&tickets).await?;
    chain.discard_holdings(&holdings).await?;
    drop(waiting);
    let (tickets, holdings) = (tickets.len(), holdings.len());
    let text = match tickets.saturating_add(holdings) {
        0 => "Nothing has been over for long enough.".to_owned(),
        _ => {
            format!("Cleared away: {tickets} tickets and {holdings} holdings. The trails keep what happened.")
        }
    };
    Ok(Outcome::new(text).field("tickets", tickets).field("holdings", holdings))
}
