//! Attacks by people who got hold of everything but the right keys.
//!
//! They do the algebra themselves, past every gateway: what stops them here is the encryption alone.

use anyhow::{ensure, Context, Result};
use salus_abe::{decapsulate, finish, transform, AuthorityPublicKey, TransformSecret};
use salus_client::Keystore;
use salus_envelope::Header;
use salus_primitives::Label;
use salus_tests::{
    network::Network,
    salus::{text, Person},
    story::{Filed, Told},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The clerk and the stranger have header and blocks, and even what a gateway makes of them with
/// the cardiologist's transform key.
pub fn insurer_and_stranger_should_read_nothing(network: &Network, told: &Told) -> Result<()> {
    let report = filed(told, "a diagnostic report")?;
    let header = header_of(network, &told.cast.patient, report)?;
    let colleague = keys_of(&told.cast.colleague)?;
    for thief in [&told.cast.clerk, &told.cast.stranger] {
        fails_with_own_keys(network, thief, &header)?;
        fails_with_transform_of(&header, &colleague, thief)?;
        ensure!(
            header.data_key_for_patient(keys_of(thief)?.recipient()).is_err(),
            "the {} opened what was sealed to the patient",
            thief.name()
        );
    }
    Ok(())
}

/// The former cardiologist kept every key, and gets header, blocks and the colleague's transform.
pub fn revoked_doctor_should_read_no_newer_record(network: &Network, told: &Told) -> Result<()> {
    let newer = filed(told, "a newer observation")?;
    let header = header_of(network, &told.cast.patient, newer)?;
    fails_with_own_keys(network, &told.cast.cardiologist, &header)?;
    let colleague = keys_of(&told.cast.colleague)?;
    fails_with_transform_of(&header, &colleague, &told.cast.cardiologist)
}

/// A ticket from before the revocation opens nothing at the gateway afterwards.
pub fn older_ticket_should_be_refused_after_revocation(told: &Told) -> Result<()> {
    let doctor = &told.cast.cardiologist;
    let copy = doctor.folder().join("stolen");
    let path = copy.to_str().context("a path that is not text")?;
    let answer = doctor.try_(&["access", "fetch", &told.older_ticket, "-o", path])?;
    ensure!(answer.code != 0 && !copy.exists(), "an older ticket still opened a record after the revocation");
    ensure!(
        answer.complaint.contains("not granted any more"),
        "the older ticket failed for another reason: {}",
        answer.complaint
    );
    Ok(())
}

fn fails_with_own_keys(network: &Network, thief: &Person, header: &Header) -> Result<()> {
    let keys = keys_of(thief)?.key_ring()?;
    let authorities = authorities(network)?;
    ensure!(
        decapsulate(header.capsule(), &header.kem_context(), &keys, &authorities).is_err(),
        "the {} decapsulated with own keys",
        thief.name()
    );
    let (own, secret) = keys.transform_key(&mut rand::rng());
    let outcome = transform(header.capsule(), &own)
        .and_then(|transformed| finish(header.capsule(), &transformed, &secret, &header.kem_context()));
    ensure!(outcome.is_err(), "the {} opened a capsule through a transform of own keys", thief.name());
    Ok(())
}

/// `owner`'s transform key is used as a gateway would; the thief finishes with every secret at hand.
fn fails_with_transform_of(header: &Header, owner: &Keystore, thief: &Person) -> Result<()> {
    let (key, secret) = owner.key_ring()?.transform_key(&mut rand::rng());
    let transformed = transform(header.capsule(), &key).context("the owner's own transform failed")?;
    let context = header.kem_context();
    // The control: without it the attack would fail for the wrong reason.
    let shared = finish(header.capsule(), &transformed, &secret, &context);
    ensure!(shared.is_ok(), "the rightful owner cannot finish: the attack below proves nothing");
    let (_, fresh) = keys_of(thief)?.key_ring()?.transform_key(&mut rand::rng());
    let mut one = [0; 32];
    one[0] = 1;
    let kept = keys_of(thief)?.transform_secret()?;
    for guess in [Some(fresh), Some(TransformSecret::from_bytes(&one)?), kept].into_iter().flatten() {
        ensure!(
            finish(header.capsule(), &transformed, &guess, &context).is_err(),
            "the {} finished a transform made for somebody else",
            thief.name()
        );
    }
    Ok(())
}

fn filed<'t>(told: &'t Told, title: &str) -> Result<&'t Filed> {
    told.filed.iter().find(|filed| filed.title == title).with_context(|| format!("{title} was not filed"))
}

fn keys_of(person: &Person) -> Result<Keystore> {
    Ok(Keystore::open(&person.keystore(), salus_tests::salus::PASSPHRASE)?)
}

/// The header as it lies in a gateway's data pool, taken from the disk.
fn header_of(network: &Network, asker: &Person, filed: &Filed) -> Result<Header> {
    let answer = asker.do_(&["record", "show", &filed.record])?;
    let name = text(answer.get("record").context("no record")?, "header")?;
    let block =
        find(network.folder(), &name).with_context(|| format!("no gateway keeps the block {name}"))?;
    Ok(Header::decode(&fs::read(block)?)?)
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if let Some(found) = find(&path, name) {
                return Some(found);
            }
        } else if path.file_name().is_some_and(|found| found == name) {
            return Some(path);
        }
    }
    None
}

fn authorities(network: &Network) -> Result<BTreeMap<Label, AuthorityPublicKey>> {
    let list = network.rpc(0, "authority_list", serde_json::json!([]))?;
    let list: Vec<Value> = list.as_array().context("no list of authorities")?.clone();
    list.iter()
        .map(|item| {
            let name: Label = text(item, "name")?.parse()?;
            let key = text(item.get("authority").context("no authority")?, "public_key")?;
            Ok((name, AuthorityPublicKey::decode(&hex::decode(key.trim_start_matches("0x"))?)?))
        })
        .collect()
}
