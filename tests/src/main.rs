//! Starts four organisations on this machine and tells the story of one record.

use anyhow::{Context, Result};
use clap::Parser;
use salus_tests::{
    examples::Examples,
    network::{Network, MEMBERS},
    story::{Story, Teller},
};
use signal_hook::{
    consts::{SIGINT, SIGTERM},
    iterator::Signals,
};
use std::{path::PathBuf, process::ExitCode};

/// Starts four organisations on this machine and tells the story of one record.
#[derive(Parser)]
struct Options {
    /// Leave the network running until Ctrl-C.
    #[arg(long)]
    keep: bool,
    /// Keep all data in this folder instead of a temporary one.
    #[arg(long)]
    folder: Option<PathBuf>,
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            eprintln!(
                "  try: run it again; the logs of nodes and gateways are named above where they matter"
            );
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    // Ctrl-C ends this process only after the network was dropped, so nothing is left behind.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let examples = Examples::find()?;
    let temporary = tempfile::Builder::new().prefix("salus-").tempdir()?;
    let folder = options.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    println!("Data and logs: {}", folder.display());

    let teller = Teller::aloud();
    teller.chapter("Four organisations start: three hospitals and an insurer");
    let mut network = Network::start(&folder, |what| teller.waiting(what))?;
    println!("     blocks are final ({:.0} s)", teller.elapsed().as_secs_f64());
    let told = Story::new(&mut network, teller, examples).tell();
    if let Err(error) = &told {
        eprintln!("error: {error:#}");
    }
    if options.keep {
        print_endpoints(&network);
        println!("\nThe network is running. Ctrl-C stops it.");
        signals.forever().next();
        println!("Stopping …");
    }
    drop(network);
    println!("Everything is stopped.");
    told.map(drop).context("the story did not end well")
}

fn print_endpoints(network: &Network) {
    println!("\nEndpoints");
    for (index, member) in MEMBERS.iter().enumerate() {
        println!(
            "  {:<18} node {}  gateway {}  metrics {}",
            member.name,
            network.node_url(index),
            network.gateway_url(index),
            network.metrics_url(index)
        );
    }
    let node = network.node_url(0).replace(':', "%3A").replace('/', "%2F");
    println!("  polkadot.js apps   https://polkadot.js.org/apps/?rpc={node}#/explorer");
    println!("  people's keystores {}", network.folder().join("people").display());
}
