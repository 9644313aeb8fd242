//! Calls by name: encoded by hand, with the indices of one chain.
//!
//! The arguments are the `primitives` types themselves, so their encoding is the pallets' own. What differs between
//! versions, the indices, comes from the chain's metadata or from [`KnownCalls`](super::KnownCalls).

use super::CallError;
use codec::{Compact, Encode};

/// Where a chain keeps its calls.
pub trait CallIndices {
    /// The index of the pallet and that of the call in it, if there are such.
    fn indices(&self, pallet: &str, call: &str) -> Option<[u8; 2]>;
}

/// A call of a pallet with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pallet: &'static str,
    name: &'static str,
    arguments: Vec<Argument>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Argument {
    /// SCALE bytes.
    Encoded(Vec<u8>),
    /// A call inside the call.
    Call(Box<Call>),
    /// The encoded length of a call, compact.
    LengthOf(Box<Call>),
    /// A list of calls.
    Calls(Vec<Call>),
}

impl Call {
    /// A call without arguments yet. `pallet` and `name` are those of the metadata.
    pub fn new(pallet: &'static str, name: &'static str) -> Self {
        Self { pallet, name, arguments: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, argument: impl Encode) -> Self {
        self.arguments.push(Argument::Encoded(argument.encode()));
        self
    }

    /// Adds an argument that is encoded already.
    #[must_use]
    pub fn with_encoded(mut self, argument: Vec<u8>) -> Self {
        self.arguments.push(Argument::Encoded(argument));
        self
    }

    /// Adds a call as an argument.
    #[must_use]
    pub fn with_call(mut self, call: Call) -> Self {
        self.arguments.push(Argument::Call(Box::new(call)));
        self
    }

    /// Adds the length of a call's encoding as an argument.
    #[must_use]
    pub fn with_length_of(mut self, call: Call) -> Self {
        self.arguments.push(Argument::LengthOf(Box::new(call)));
        self
    }

    /// Adds a list of calls as an argument.
    #[must_use]
    pub fn with_calls(mut self, calls: Vec<Call>) -> Self {
        self.arguments.push(Argument::Calls(calls));
        self
    }

    /// The pallet's name.
    pub fn pallet(&self) -> &'static str {
        self.pallet
    }

    /// The call's name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The call as the runtime encodes it: pallet index, call index, arguments.
    ///
    /// # Errors
    /// [`CallError::NoSuchCall`] if the chain has no such pallet or call, [`CallError::TooLong`].
    pub fn encode(&self, chain: &impl CallIndices) -> Result<Vec<u8>, CallError> {
        let indices = chain
            .indices(self.pallet, self.name)
            .ok_or_else(|| CallError::NoSuchCall(format!("{}.{}", self.pallet, self.name)))?;
        let mut bytes = indices.to_vec();
        bytes.extend(self.encode_arguments(chain)?);
        Ok(bytes)
    }

    /// What follows the two indices.
    ///
    /// # Errors
    /// As [`Call::encode`], of a call inside this one.
    pub fn encode_arguments(&self, chain: &impl CallIndices) -> Result<Vec<u8>, CallError> {
        let mut bytes = Vec::new();
        for argument in &self.arguments {
            match argument {
                Argument::Encoded(encoded) => bytes.extend_from_slice(encoded),
                Argument::Call(call) => bytes.extend(call.encode(chain)?),
                Argument::LengthOf(call) => put_count(call.encode(chain)?.len(), &mut bytes)?,
                Argument::Calls(calls) => {
                    put_count(calls.len(), &mut bytes)?;
                    for call in calls {
                        bytes.extend(call.encode(chain)?);
                    }
                }
            }
        }
        Ok(bytes)
    }
}

fn put_count(count: usize, bytes: &mut Vec<u8>) -> Result<(), CallError> {
    let count = u32::try_from(count).map_err(|_| CallError::TooLong)?;
    Compact(count).encode_to(bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::calls::{consent, council, utility};

    /// A chain with two calls.
    struct Few;

    impl CallIndices for Few {
        fn indices(&self, pallet: &str, call: &str) -> Option<[u8; 2]> {
            match (pallet, call) {
                ("Consent", "revoke_policy") => Some([22, 1]),
                ("Utility", "batch_all") => Some([8, 2]),
                ("Council", "propose") => Some([9, 2]),
                _ => None,
            }
        }
    }

    #[test]
    fn call_should_begin_with_its_indices_when_encoded() {
        let encoded = consent::revoke_policy(5).encode(&Few).unwrap();
        assert_eq!(encoded, [[22, 1].as_slice(), &5u64.to_le_bytes()].concat());
    }

    #[test]
    fn call_should_hold_other_calls_when_it_carries_them() {
        let inner = consent::revoke_policy(5).encode(&Few).unwrap();
        let batch = utility::batch_all(vec![consent::revoke_policy(5), consent::revoke_policy(5)]);
        assert_eq!(batch.encode(&Few).unwrap(), [[8, 2, 2 << 2].as_slice(), &inner, &inner].concat());
        let motion = council::propose(3, consent::revoke_policy(5)).encode(&Few).unwrap();
        assert_eq!(motion, [[9, 2, 3 << 2].as_slice(), &inner, &[10 << 2]].concat());
    }

    #[test]
    fn call_should_be_named_when_the_chain_has_none_like_it() {
        let missing = CallError::NoSuchCall("Consent.revoke_contribution".into());
        assert_eq!(consent::revoke_contribution(1).encode(&Few), Err(missing.clone()));
        assert_eq!(utility::batch_all(vec![consent::revoke_contribution(1)]).encode(&Few), Err(missing));
    }
}
