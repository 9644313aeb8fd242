//! Looking for health information where none may be: in everything the chain keeps.

use crate::network::Network;
use anyhow::{Context, Result};
use serde_json::{json, Value};
use std::{collections::BTreeSet, path::Path};

/// Storage keys asked for at once.
const PAGE: usize = 512;
/// `twox128("System") ++ twox128("Events")`.
const EVENTS: &str = "0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7";
/// `:code`, the runtime: its text is the same for every chain and says nothing of any patient.
const CODE: &str = "0x3a636f6465";
/// Shorter words are found in random bytes by chance. Of these, five letters in either case still are, once in 2^35
/// bytes, and there are hundreds of words and half a million bytes: they are looked for as they stand.
const SHORTEST: usize = 5;

/// All bytes that the chain keeps or kept: the state at the finalised head, and the extrinsics and
/// events of every block up to it.
///
/// # Errors
/// When the node does not answer.
pub fn everything_on_chain(network: &Network) -> Result<Vec<u8>> {
    let mut everything = Vec::new();
    let head = network.rpc(0, "chain_getFinalizedHead", json!([]))?;
    let mut start = Value::Null;
    loop {
        let keys = network.rpc(0, "state_getKeysPaged", json!(["0x", PAGE, start, head]))?;
        let keys: Vec<Value> = keys.as_array().context("no list of keys")?.clone();
        let Some(last) = keys.last() else { break };
        start = last.clone();
        let wanted: Vec<&Value> = keys.iter().filter(|key| key.as_str() != Some(CODE)).collect();
        let changes = network.rpc(0, "state_queryStorageAt", json!([wanted, head]))?;
        everything.extend(hexadecimal_in(&changes));
    }
    let number = network.finalised(0)?;
    for block in 1..=number {
        let hash = network.rpc(0, "chain_getBlockHash", json!([block]))?;
        everything.extend(hexadecimal_in(&network.rpc(0, "chain_getBlock", json!([hash]))?));
        everything.extend(hexadecimal_in(&network.rpc(0, "state_getStorage", json!([EVENTS, hash]))?));
    }
    Ok(everything)
}

/// The words of a FHIR resource that must stay between patient and hospital: every text in it.
///
/// # Errors
/// When the file is not JSON.
pub fn words_of(file: &Path) -> Result<BTreeSet<String>> {
    let resource: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let mut words = BTreeSet::new();
    collect(&resource, &mut words);
    Ok(words)
}

/// The words that stand in `bytes`: in any case, the shortest as they are and in small letters.
pub fn found_in<'w>(bytes: &[u8], words: impl IntoIterator<Item = &'w String>) -> Vec<String> {
    let text: Vec<u8> = bytes.to_ascii_lowercase();
    words
        .into_iter()
        .filter(|word| {
            let small = word.to_ascii_lowercase();
            let stands = |bytes: &[u8], word: &str| memchr::memmem::find(bytes, word.as_bytes()).is_some();
            if word.len() > SHORTEST {
                stands(&text, &small)
            } else {
                stands(bytes, word) || stands(bytes, &small)
            }
        })
        .cloned()
        .collect()
}

fn collect(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            words.extend(
                text.split(|c: char| !c.is_alphanumeric() && c != '-')
                    .filter(|word| word.len() >= SHORTEST)
                    .map(ToOwned::to_owned),
            );
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, words)),
        _ => {}
    }
}

/// The bytes of every hexadecimal text in an answer.
fn hexadecimal_in(answer: &Value) -> Vec<u8> {
    match answer {
        Value::String(text) => {
            text.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok()).unwrap_or_default()
        }
        Value::Array(items) => items.iter().flat_map(hexadecimal_in).collect(),
        Value::Object(fields) => fields.values().flat_map(hexadecimal_in).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_should_find_a_word_when_it_stands_in_the_bytes_in_another_case() {
        let bytes = [b"\x00\xff".as_slice(), b"cHALMERs", b"\x01"].concat();
        let words = ["Chalmers".to_owned(), "Windsor".to_owned()];
        assert_eq!(found_in(&bytes, &words), ["Chalmers"]);
    }

    #[test]
    fn search_should_not_find_the_shortest_when_chance_alone_made_them() {
        let words = ["Peter".to_owned()];
        assert_eq!(found_in(b"\x00Peter\x01", &words), ["Peter"]);
        assert_eq!(found_in(b"\x00peter\x01", &words), ["Peter"]);
        assert!(found_in(b"\x00pEtEr\x01", &words).is_empty());
    }

    #[test]
    fn words_should_be_taken_from_every_depth_when_a_resource_is_nested() {
        let mut words = BTreeSet::new();
        collect(&json!({"name": [{"family": "Chalmers", "given": ["Peter", "Jim"]}]}), &mut words);
        assert_eq!(words.into_iter().collect::<Vec<_>>(), ["Chalmers", "Peter"]);
    }
}
