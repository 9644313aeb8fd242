//! `salus audit`: who did what with a patient's records, provably.

use super::{organisation::digest, read_file};
use crate::{
    context::Context,
    failure::Failure,
    output::{hex, pairs, value, word, Outcome, Table},
    plural,
    progress::Progress,
    target::{IfThere, Target},
    time::utc,
};
use clap::{Args, Subcommand};
use salus_client::{
    audit::{collect, verify_export, verify_finality, AuthoritySet, Export, Fault, Report},
    AccountId,
};
use salus_primitives::{
    audit::{Detail, Entry},
    consent::{Basis, DelegationScope},
    Digest,
};
use std::path::{Path, PathBuf};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the newest entries of a trail, as the node tells them.
    Show {
        /// Whose trail; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
        /// How many entries, at most 256.
        #[arg(long, default_value_t = 20, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=256))]
        limit: u32,
    },
    /// Write a whole trail with its proof into a file, after verifying it.
    Export {
        /// Whose trail; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
        #[command(flatten)]
        output: Output,
    },
    /// Verify an export without any network.
    Verify {
        /// The export, - for standard input.
        file: PathBuf,
        /// The hash of the block, if you know it from elsewhere.
        #[arg(long, value_name = "HASH", value_parser = digest)]
        block: Option<Digest>,
        /// The chain's raw specification: whose votes make a block final, from the genesis on.
        #[arg(long, value_name = "FILE", conflicts_with = "authorities")]
        chain_spec: Option<PathBuf>,
        /// The validators of a later set, as `salus audit authorities` writes them.
        #[arg(long, value_name = "FILE")]
        authorities: Option<PathBuf>,
    },
    /// Write the validators that vote now into a file, as a node of your trust tells them.
    Authorities {
        #[command(flatten)]
        output: Output,
    },
}

/// Where it goes.
#[derive(Debug, Args)]
pub struct Output {
    /// Where to, - for standard output.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if there is one.
    #[arg(long)]
    force: bool,
}

impl Output {
    fn open(&self) -> Result<Target, Failure> {
        Target::open(&self.output, IfThere::forced(self.force))
    }
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Show { patient, limit } => show(context, patient, limit).await,
        Command::Export { patient, output } => export(context, patient, output.open()?).await,
        Command::Verify { file, block, chain_spec, authorities } => {
            let known = known(chain_spec.as_deref(), authorities.as_deref())?;
            verify(&file, block, known.as_ref())
        }
        Command::Authorities { output } => authorities(context, output.open()?).await,
    }
}

fn whose(context: &Context, patient: Option<AccountId>) -> Result<AccountId, Failure> {
    match patient {
        Some(patient) => Ok(patient),
        None => Ok(context.keystore()?.account().id()),
    }
}

async fn show(context: &Context, patient: Option<AccountId>, limit: u32) -> Result<Outcome, Failure> {
    let patient = whose(context, patient)?;
    let chain = context.chain().await?;
    let page = chain.trail_page(patient, None, limit, chain.finalized_head().await?).await?;
    let mut table =
        Table::new(["#", "TIME (UTC)", "ACTION", "BY", "ORG", "PURPOSE", "GROUND", "RECORD", "DETAIL"]);
    for entry in &page.entries {
        table.row(row(entry));
    }
    let mut text = table.or("The trail is empty.");
    for gap in &page.gaps {
        text.push_str(&format!(
            "Entries {} to {} are not on this node yet: try again in a minute, or use another with --node.\n",
            gap.first, gap.last
        ));
    }
    if page.next.is_some() {
        text.push_str(&format!("{} entries in all; the rest is in an export.\n", page.trail.leaves));
    }
    Ok(Outcome::new(text)
        .field("patient", patient.to_string())
        .field("total", page.trail.leaves)
        .field("entries", value(&page.entries))
        .field("gaps", value(&page.gaps)))
}

fn row(entry: &Entry<AccountId>) -> [String; 9] {
    let absent = || "-".to_owned();
    [
        entry.index.to_string(),
        utc(entry.time),
        word(entry.action),
        entry.actor.to_string(),
        entry.organisation.map_or_else(absent, |organisation| organisation.to_string()),
        entry.purpose.map_or_else(absent, |purpose| purpose.to_string()),
        match entry.basis {
            None => absent(),
            Some(Basis::OwnRecord) => "own record".into(),
            Some(Basis::Delegation(DelegationScope::Caretaker)) => "caretaker".into(),
            Some(Basis::Delegation(DelegationScope::Guardian)) => "guardian".into(),
            Some(Basis::Policy(policy)) => format!("policy {} v{}", policy.id, policy.version),
            Some(Basis::Emergency(emergency)) => format!("emergency {emergency}"),
        },
        entry.record.map_or_else(absent, |record| record.to_string()),
        match entry.detail {
            Detail::Nothing | Detail::Justification { .. } => absent(),
            Detail::Ticket { ticket, .. } | Detail::Served { ticket } => format!("ticket {ticket}"),
            Detail::Policy(policy) => format!("policy {} v{}", policy.id, policy.version),
            Detail::Organisation { organisation } => format!("organisation {organisation}"),
            Detail::Account { account } => AccountId(account).to_string(),
            Detail::Emergency { emergency, reason, .. } => format!("emergency {emergency}: {}", word(reason)),
            Detail::Review { emergency, outcome } => format!("emergency {emergency}: {}", word(outcome)),
            Detail::Refusals { unlisted } => format!("{unlisted} more attempts"),
        },
    ]
}

async fn export(context: &Context, patient: Option<AccountId>, target: Target) -> Result<Outcome, Failure> {
    let patient = whose(context, patient)?;
    let chain = context.chain().await?;
    let progress = Progress::items(context.options.json, 0, "Reading the trail");
    let export = collect(chain, patient, |done, total| {
        progress.set_total(total);
        progress.set(done);
    })
    .await?;
    drop(progress);
    // What does not hold here would not hold anywhere.
    let report = verify_export(&export).map_err(|fault| {
        Failure::new(format!("the node's answer does not hold: {fault}"))
            .remedy("ask another organisation's node with --node, and report this one to its operator")
    })?;
    let mut json = serde_json::to_vec(&export).map_err(|e| Failure::new(e.to_string()))?;
    json.push(b'\n');
    let (name, aside) = (target.to_string(), target.is_standard_output());
    target.write(&json)?;
    let text = told(&report) + &format!("written to {name}");
    Ok(outcome(text, &report).field("file", name).aside(aside))
}

/// The validators that the user trusts to have voted.
fn known(spec: Option<&Path>, authorities: Option<&Path>) -> Result<Option<AuthoritySet>, Failure> {
    if let Some(path) = spec {
        let known = AuthoritySet::of_chain_spec(&read_file(path)?).map_err(|e| {
            Failure::new(format!("{}: {e}", path.display()))
                .remedy("make a raw one with `salus-node export-chain-spec --raw`")
        })?;
        return Ok(Some(known));
    }
    let Some(path) = authorities else { return Ok(None) };
    let known = serde_json::from_slice(&read_file(path)?).map_err(|e| {
        Failure::new(format!("{} names no validators: {e}", path.display()))
            .remedy("make one with `salus audit authorities`")
    })?;
    Ok(Some(known))
}

async fn authorities(context: &Context, target: Target) -> Result<Outcome, Failure> {
    let set = context.chain().await?.authority_set().await?;
    let mut json = serde_json::to_vec_pretty(&set).map_err(|e| Failure::new(e.to_string()))?;
    json.push(b'\n');
    let (name, aside) = (target.to_string(), target.is_standard_output());
    target.write(&json)?;
    let who = plural::count(set.authorities.len(), "validator", "validators");
    let text = format!("{who} of set {}: written to {name}.", set.set_id);
    Ok(Outcome::new(text).aside(aside).field("set", set.set_id).field("authorities", value(&set.authorities)))
}

fn verify(path: &Path, hash: Option<Digest>, known: Option<&AuthoritySet>) -> Result<Outcome, Failure> {
    let export: Export = serde_json::from_slice(&read_file(path)?).map_err(|e| {
        Failure::new(format!("{} is not an export: {e}", path.display()))
            .remedy("make one with `salus audit export`")
    })?;
    let report = verify_export(&export).map_err(refuse)?;
    if let Some(hash) = hash.filter(|hash| *hash != report.block.hash) {
        return Err(Failure::new(format!(
            "the export is of another block {}: {}, not {}",
            report.block.number,
            hex(&report.block.hash),
            hex(&hash)
        ))
        .remedy("do not rely on it: no node that is final at that block has this state"));
    }
    let set = known.map(|known| verify_finality(&export, known)).transpose().map_err(refuse)?;
    let text = told(&report)
        + &match (set, hash) {
            (Some(set), _) => format!(
                "The validators of set {set} finalised the block: the trail is complete and unaltered."
            ),
            (None, Some(_)) => {
                "The block is the one that you named: the trail is complete and unaltered.".into()
            }
            (None, None) => "The trail is complete and unaltered if this block is final: name the chain's \
                             specification\nwith --chain-spec to check the validators' votes, or compare \
                             its hash with any node that you trust."
                .to_owned(),
        };
    Ok(outcome(text, &report)
        .field("holds", true)
        .field("block_checked", hash.is_some() || set.is_some())
        .field("finalised_by_set", set))
}

fn refuse(fault: Fault) -> Failure {
    Failure::new(format!("the export does not hold: {fault}"))
        .remedy("do not rely on it; export the trail again, from another organisation's node")
}

fn told(report: &Report) -> String {
    pairs([
        ("patient", report.patient.to_string()),
        ("entries", report.entries.to_string()),
        ("block", report.block.number.to_string()),
        ("block hash", hex(&report.block.hash)),
    ])
}

fn outcome(text: String, report: &Report) -> Outcome {
    Outcome::new(text)
        .field("patient", report.patient.to_string())
        .field("entries", report.entries)
        .field("block", report.block.number)
        .field("block_hash", hex(&report.block.hash))
}
