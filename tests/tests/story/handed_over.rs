//! Attacks by people who got hold of everything but the right keys.
//!
//! They do the algebra themselves, past every gateway: what stops them here is the encryption alone.

use anyhow::{ensure, Context, Result};
use salus_abe::{decapsulate, finish, transform, AuthorityPublicKey, TransformSecret};
use salus_client::Keystore;
use salus_envelope::Header;
use salus_primitives::Label;
use salus_tests::{
    deadline::wait_for,
    network::Network,
    salus::{text, Person},
    story::{Filed, Told},
};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

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

/// The former cardiologist kept every key, a transform key and the old header of the report.
///
/// The copy itself still gives the data key away, as it must: what was handed out cannot be recalled. But no
/// gateway hands out a block of the record, no pool has the old header, and the new one opens to none of it.
pub fn revoked_doctor_should_open_no_older_record_when_it_has_a_new_header(
    network: &Network,
    told: &Told,
) -> Result<()> {
    let doctor = &told.cast.cardiologist;
    let report = filed(told, "a diagnostic report")?;
    let old = Header::decode(&fs::read(&told.header_copy)?)?;
    let new = header_of(network, &told.cast.patient, report)?;
    ensure!(new != old && new.continues(&old), "the report has no new header");
    // The control: it is the new header that stops the doctor.
    let keystore = keys_of(doctor)?;
    let keys = keystore.key_ring()?;
    let (key, secret) = keys.transform_key(&mut rand::rng());
    let transformed = transform(old.capsule(), &key).context("the doctor's keys never opened the report")?;
    let shared = finish(old.capsule(), &transformed, &secret, &old.kem_context())?;
    ensure!(old.data_key_from_policy(&shared).is_ok(), "the old header does not open to the doctor's keys");

    fails_with_own_keys(network, doctor, &new)?;
    let colleague = keys_of(&told.cast.colleague)?;
    fails_with_transform_of(&new, &colleague, doctor)?;
    ensure!(
        new.data_key_from_policy(&shared).is_err() && new.data_key_from_emergency(&shared).is_err(),
        "what the old capsule carried opens the new header"
    );
    ensure!(
        finish(new.capsule(), &transformed, &secret, &new.kem_context()).is_err(),
        "the transform of the old capsule opens the new one"
    );
    let name = told.header_copy.file_name().and_then(|name| name.to_str()).context("no name")?;
    let pools = || -> Result<Vec<PathBuf>> {
        let files = network.block_files(name)?;
        Ok(files.into_iter().filter(|file| *file != told.header_copy).collect())
    };
    wait_for("every gateway to delete the old header", Duration::from_secs(60), || {
        Ok(pools()?.is_empty().then_some(()))
    })
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
    let files = network.block_files(&name)?;
    let block = files.first().with_context(|| format!("no gateway keeps the block {name}"))?;
    Ok(Header::decode(&fs::read(block)?)?)
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
