//! The whole story, and what must hold after it.

mod handed_over;
mod joined_later;

use anyhow::{ensure, Context, Result};
use salus_tests::{
    chain_search::{everything_on_chain, found_in, words_of},
    examples::Examples,
    network::{Network, MEMBERS, RESCUERS, REVIEWERS},
    story::{Story, Teller, Told},
};
use std::{collections::BTreeSet, path::Path, process::Command};

#[test]
fn story_should_keep_every_promise_when_told_on_four_organisations() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("salus-story-").tempdir()?;
    let mut network = Network::start(folder.path(), |what| eprintln!("… {what}"))?;
    tell(&mut network).inspect_err(|_| eprintln!("{}", network.last_words()))
}

fn tell(network: &mut Network) -> Result<()> {
    let told = Story::new(network, Teller::aloud(), Examples::find()?).tell()?;

    the_trail_should_name_every_deed(&told)?;
    handed_over::insurer_and_stranger_should_read_nothing(network, &told)?;
    handed_over::revoked_doctor_should_read_no_newer_record(network, &told)?;
    handed_over::revoked_doctor_should_open_no_older_record_when_it_has_a_new_header(network, &told)?;
    handed_over::older_ticket_should_be_refused_after_revocation(&told)?;
    chain_should_hold_no_word_of_the_input(network, &told)?;
    polkadot_js_should_decode_everything(network)?;
    joined_later::node_should_serve_the_whole_trail_when_it_joined_by_warp_sync(network, &told)
}

fn the_trail_should_name_every_deed(told: &Told) -> Result<()> {
    let actions: BTreeSet<&str> =
        told.trail.entries.iter().filter_map(|entry| entry.get("action")?.as_str()).collect();
    for action in [
        "policy-set",
        "contribution-allowed",
        "submitted",
        "endorsed",
        "activated",
        "opened",
        "refused",
        "served",
        "broke-glass",
        "reviewed",
        "rewrap-filed",
        "rewrapped",
        "restricted",
    ] {
        ensure!(actions.contains(action), "the trail has no entry '{action}', only {actions:?}");
    }
    Ok(())
}

fn chain_should_hold_no_word_of_the_input(network: &Network, told: &Told) -> Result<()> {
    let mut words = BTreeSet::new();
    for filed in told.filed.iter().filter(|filed| filed.file.extension().is_some_and(|end| end == "json")) {
        words.extend(words_of(&filed.file)?);
    }
    ensure!(words.len() > 100, "only {} words to look for: the search proves nothing", words.len());
    // What the consortium says of itself is public, and so is what stands in the chain's own names.
    let names = MEMBERS.iter().map(|member| member.name);
    let attributes =
        ["doctor@medical-council", "cardiology@city-hospital", "claims@insurance-board", RESCUERS, REVIEWERS];
    let public: String = names.chain(attributes).map(|name| name.to_lowercase() + " ").collect();
    words.retain(|word| !public.contains(&word.to_lowercase()));

    let everything = everything_on_chain(network)?;
    ensure!(everything.len() > 50_000, "only {} bytes on the chain: nothing was searched", everything.len());
    ensure!(
        found_in(&everything, [&"medical-council".to_owned()]).len() == 1,
        "the search does not even find an authority's name"
    );
    let found = found_in(&everything, &words);
    ensure!(found.is_empty(), "the chain holds words of the input: {found:?}");
    Ok(())
}

fn polkadot_js_should_decode_everything(network: &Network) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("polkadot-js");
    let output = Command::new("node")
        .arg(folder.join("compatibility.mjs"))
        .arg(network.node_url(0))
        .output()
        .context("running node: scripts/setup.sh installs it")?;
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "@polkadot/api does not understand the chain:\n{said}");
    println!("{said}");
    Ok(())
}
