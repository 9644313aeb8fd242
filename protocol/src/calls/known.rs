//! The indices of the calls of released versions, compiled in: for who has no metadata at hand, such as a browser.

use super::{CallError, CallIndices};

/// The chains of Salus by their `spec_name`. What both have stands at the same indices on both.
const CHAINS: [&str; 2] = ["salus", "salus-parachain"];

/// The calls by `spec_version`: a line for each, with its two indices and its name. Tests of both runtimes compare the
/// last table with the runtime. An older one stays as it is for as long as chains of that version are served.
const VERSIONS: &[(u32, &str)] = &[(1, include_str!("known/1.txt"))];

/// The calls of one version of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownCalls {
    version: u32,
    table: &'static str,
}

impl KnownCalls {
    /// Those of the runtime with this name and this version, as `state_getRuntimeVersion` tells them.
    ///
    /// # Errors
    /// [`CallError::OtherChain`], or [`CallError::UnknownVersion`]: nothing is encoded by guess.
    pub fn of(spec_name: &str, spec_version: u32) -> Result<Self, CallError> {
        if !CHAINS.contains(&spec_name) {
            return Err(CallError::OtherChain(spec_name.chars().take(40).collect()));
        }
        let found = VERSIONS.iter().find(|(version, _)| *version == spec_version);
        let (version, table) = found.ok_or_else(|| CallError::UnknownVersion {
            found: spec_version,
            known: VERSIONS.iter().map(|(version, _)| version.to_string()).collect::<Vec<_>>().join(", "),
        })?;
        Ok(Self { version: *version, table })
    }

    /// Which `spec_version` it is.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// Every call: the names of pallet and call, and the two indices.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str, [u8; 2])> {
        self.table.lines().filter_map(|line| {
            let mut words = line.split(' ');
            let indices = [words.next()?.parse().ok()?, words.next()?.parse().ok()?];
            let (pallet, call) = words.next()?.split_once('.')?;
            Some((pallet, call, indices))
        })
    }
}

impl CallIndices for KnownCalls {
    fn indices(&self, pallet: &str, call: &str) -> Option<[u8; 2]> {
        self.iter().find(|known| (known.0, known.1) == (pallet, call)).map(|(_, _, indices)| indices)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::calls::consent;
    use std::collections::BTreeSet;

    #[test]
    fn call_should_be_encoded_without_metadata_when_its_version_is_known() {
        for chain in CHAINS {
            let known = KnownCalls::of(chain, 1).unwrap();
            let encoded = consent::revoke_policy(5).encode(&known).unwrap();
            assert_eq!(encoded, [[22, 1].as_slice(), &5u64.to_le_bytes()].concat());
        }
    }

    #[test]
    fn calls_should_be_refused_when_the_version_is_unknown() {
        for version in [0, 2, u32::MAX] {
            let refused = KnownCalls::of("salus", version).unwrap_err();
            assert_eq!(refused, CallError::UnknownVersion { found: version, known: "1".into() });
            assert!(refused.to_string().contains("use a release"));
        }
    }

    #[test]
    fn calls_should_be_refused_when_the_chain_is_another() {
        for chain in ["polkadot", "", "Salus", "salus-next"] {
            assert_eq!(KnownCalls::of(chain, 1), Err(CallError::OtherChain(chain.into())));
        }
    }

    #[test]
    fn table_should_have_every_line_read_and_no_call_or_place_twice_when_compiled_in() {
        for (version, table) in VERSIONS {
            let known = KnownCalls::of("salus", *version).unwrap();
            assert_eq!(known.iter().count(), table.lines().count());
            let names: BTreeSet<_> = known.iter().map(|(pallet, call, _)| (pallet, call)).collect();
            let places: BTreeSet<_> = known.iter().map(|(_, _, indices)| indices).collect();
            assert_eq!((names.len(), places.len()), (known.iter().count(), known.iter().count()));
        }
    }
}
