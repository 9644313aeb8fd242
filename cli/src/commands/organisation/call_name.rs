//! Names of the chain's calls, as `Pallet.call`.

use crate::{context::Context, failure::Failure};
use salus_client::chain::calls::tx_pause::MAX_NAME;
use std::str::FromStr;

/// A call by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallName {
    /// The pallet's name, as in the chain's metadata.
    pub pallet: String,
    /// The call's name in the pallet.
    pub call: String,
}

/// The text is not a call's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCallName;

impl std::fmt::Display for InvalidCallName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a call is named as Pallet.call, such as EhrRegistry.submit, with {MAX_NAME} bytes a name at most")
    }
}

impl std::error::Error for InvalidCallName {}

impl FromStr for CallName {
    type Err = InvalidCallName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (pallet, call) = text.split_once('.').ok_or(InvalidCallName)?;
        let named = |part: &str| (1..=MAX_NAME).contains(&part.len()) && !part.contains('.');
        if named(pallet) && named(call) {
            Ok(Self { pallet: pallet.into(), call: call.into() })
        } else {
            Err(InvalidCallName)
        }
    }
}

impl std::fmt::Display for CallName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.pallet, self.call)
    }
}

impl CallName {
    /// Fails if the chain has no such call: it would stop nothing, and look as if it did.
    pub async fn known(&self, context: &Context) -> Result<(), Failure> {
        if context.chain().await?.has_call(&self.pallet, &self.call).await? {
            return Ok(());
        }
        Err(Failure::new(format!("the chain has no call {self}"))
            .remedy("name it as polkadot.js apps do in the chain's metadata: EhrRegistry.submit"))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn call_name_should_have_two_parts_when_parsed() {
        let name: CallName = "EhrRegistry.submit".parse().unwrap();
        assert_eq!((name.pallet.as_str(), name.call.as_str()), ("EhrRegistry", "submit"));
        assert_eq!(name.to_string(), "EhrRegistry.submit");
        let longest = "x".repeat(64);
        assert!(format!("{longest}.{longest}").parse::<CallName>().is_ok());
    }

    #[test]
    fn call_name_should_be_refused_when_a_part_is_missing_or_too_long() {
        let long = "x".repeat(65);
        let (pallet, call) = (format!("{long}.submit"), format!("EhrRegistry.{long}"));
        for text in ["", ".", "EhrRegistry", "EhrRegistry.", ".submit", "a.b.c", &pallet, &call] {
            assert_eq!(text.parse::<CallName>(), Err(InvalidCallName), "{text}");
        }
    }
}
