//! Motions before the council: proposed, voted on, closed.

use crate::{
    context::Context,
    failure::Failure,
    output::{hex, value, Outcome, Table},
    progress::Progress,
};
use salus_client::{
    chain::{
        calls::council,
        council::{Majority, Motion, MotionOutcome},
        events, Call, Chain, Included,
    },
    Account,
};
use salus_primitives::Digest;

/// Lists the motions.
pub async fn list(context: &Context) -> Result<Outcome, Failure> {
    let motions = context.chain().await?.motions().await?;
    let clock = context.clock().await;
    let mut table = Table::new(["MOTION", "CALL", "AYES", "NAYS", "NEEDS", "ENDS"]);
    for motion in &motions {
        table.row([
            hex(&motion.hash),
            motion.call.clone(),
            motion.ayes.len().to_string(),
            motion.nays.len().to_string(),
            motion.threshold.to_string(),
            clock.tell(motion.end),
        ]);
    }
    Ok(Outcome::new(table.or("No motions.")).field("motions", value(&motions)))
}

/// Moves `call` and votes for it.
pub async fn propose(context: &Context, call: Call, majority: Majority) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let (chain, seat) = (context.chain().await?, keystore.account());
    let waiting = Progress::waiting(context.options.json, "Proposing");
    let (included, hash) = chain.propose(seat, call, majority).await?;
    let Some(proposed) = included.find::<events::Proposed>() else {
        // One seat is the majority: it was done at once.
        let told = told(chain.motion_outcome(&included).await?, hash, None)?;
        return Ok(waits(context, told.included(&included), &included).await);
    };
    waiting.say("Voting for it");
    let voted = chain.submit(seat, council::vote(hash, proposed.index, true)).await?;
    let motion = chain.motion(hash).await?;
    told(MotionOutcome::Open, hash, motion.as_ref()).map(|told| told.included(&voted))
}

/// Votes on the motion `hash`.
pub async fn vote(context: &Context, hash: Digest, aye: bool) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let motion = find(chain, hash).await?;
    let waiting = Progress::waiting(context.options.json, "Voting");
    let included = chain.submit(keystore.account(), council::vote(hash, motion.index, aye)).await?;
    drop(waiting);
    let motion = chain.motion(hash).await?;
    told(MotionOutcome::Open, hash, motion.as_ref()).map(|told| told.included(&included))
}

/// Closes the motion `hash`.
pub async fn close(context: &Context, hash: Digest) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let motion = find(chain, hash).await?;
    let waiting = Progress::waiting(context.options.json, "Closing");
    let included = submit_close(chain, keystore.account(), &motion).await?;
    drop(waiting);
    let outcome = chain.motion_outcome(&included).await?;
    let told = told(outcome, hash, Some(&motion))?;
    Ok(waits(context, told.included(&included), &included).await)
}

/// Adds from which block on a decision takes effect, if it waits.
async fn waits(context: &Context, told: Outcome, included: &Included) -> Outcome {
    let scheduled = included.events.iter().find(|event| event.is("Enactment", "Scheduled"));
    // Fields: the call's hash, then the block.
    let at = scheduled.and_then(|event| event.fields.get(32..)?.first_chunk().copied());
    match at.map(u32::from_le_bytes) {
        Some(block) => {
            let when = context.clock().await.tell(block);
            told.append(&format!("\nIt takes effect about {when}.")).field("takes_effect", block)
        }
        None => told,
    }
}

async fn submit_close(chain: &Chain, account: &Account, motion: &Motion) -> Result<Included, Failure> {
    let call = council::close(motion.hash, motion.index, motion.length);
    Ok(chain.submit(account, call).await?)
}

async fn find(chain: &Chain, hash: Digest) -> Result<Motion, Failure> {
    chain.motion(hash).await?.ok_or_else(|| {
        Failure::new("there is no such motion").remedy("look with `salus organisation motions`")
    })
}

fn told(outcome: MotionOutcome, hash: Digest, motion: Option<&Motion>) -> Result<Outcome, Failure> {
    let state = match &outcome {
        MotionOutcome::Open => "open",
        MotionOutcome::Executed => "executed",
        MotionOutcome::Disapproved => "disapproved",
        MotionOutcome::Failed(failure) => {
            return Err(Failure::new(format!("the motion passed, but what it proposed failed: {failure}")));
        }
    };
    let mut text = format!("Motion {}: {state}.", hex(&hash));
    let mut told = Outcome::new("").field("motion", hex(&hash)).field("state", state);
    if let (MotionOutcome::Open, Some(motion)) = (outcome, motion) {
        let ayes = motion.ayes.len();
        text.push_str(&format!("\n{ayes} of {} ayes. ", motion.threshold));
        text.push_str(if ayes >= motion.threshold as usize {
            "It has its majority: close it with `salus organisation close`."
        } else {
            "The other seats vote with `salus organisation vote`."
        });
        told = told.field("ayes", ayes).field("threshold", motion.threshold);
    }
    Ok(told.text(text))
}
