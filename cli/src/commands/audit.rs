//! `salus audit`: who did what with a patient's records, provably.

use super::{organisation::digest, read_file};
use crate::{
    context::Context,
    failure::Failure,
    output::{hex, pairs, value, word, Outcome, Table},
    progress::Progress,
    time::utc,
};
use clap::Subcommand;
use salus_client::{
    atomic_file,
    audit::{collect, verify_export, Export, Fault, Report},
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
        /// Where to.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Verify an export without any network.
    Verify {
        /// The export.
        file: PathBuf,
        /// The hash of the block, if you know it from elsewhere.
        #[arg(long, value_name = "HASH", value_parser = digest)]
        block: Option<Digest>,
    },
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Show { patient, limit } => show(context, patient, limit).await,
        Command::Export { patient, output } => export(context, patient, &output).await,
        Command::Verify { file, block } => verify(&file, block),
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
    if page.next.is_some() {
        text.push_str(&format!("{} entries in all; the rest is in an export.\n", page.trail.leaves));
    }
    Ok(Outcome::new(text)
        .field("patient", patient.to_string())
        .field("total", page.trail.leaves)
        .field("entries", value(&page.entries)))
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
        },
    ]
}

async fn export(context: &Context, patient: Option<AccountId>, output: &Path) -> Result<Outcome, Failure> {
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
    atomic_file::replace(output, &json).map_err(|e| Failure::new(format!("{}: {e}", output.display())))?;
    let text = told(&report) + &format!("written to {}", output.display());
    Ok(outcome(text, &report).field("file", output.display().to_string()))
}

fn verify(path: &Path, known: Option<Digest>) -> Result<Outcome, Failure> {
    let export: Export = serde_json::from_slice(&read_file(path)?).map_err(|e| {
        Failure::new(format!("{} is not an export: {e}", path.display()))
            .remedy("make one with `salus audit export`")
    })?;
    let report = verify_export(&export).map_err(refuse)?;
    let text = match known {
        Some(hash) if hash != report.block.hash => {
            return Err(Failure::new(format!(
                "the export is of another block {}: {}",
                report.block.number,
                hex(&report.block.hash)
            ))
            .remedy("do not rely on it: no node that is final at that block has this state"));
        }
        Some(_) => {
            told(&report) + "The block is the one that you named: the trail is complete and unaltered."
        }
        None => told(&report)
            + "The trail is complete and unaltered if this block is final: compare its hash with any node\n\
                   that you trust, or name it with --block.",
    };
    Ok(outcome(text, &report).field("holds", true).field("block_checked", known.is_some()))
}

fn refuse(fault: Fault) -> Failure {
    Failure::new(format!("the export does not hold: {fault}"))
        .remedy("do not rely on it; export the trail anew, from another organisation's node")
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
