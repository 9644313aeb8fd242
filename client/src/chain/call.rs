//! Calls by name: encoded by hand, indices looked up in the chain's metadata.
//!
//! The arguments are the `primitives` types themselves, so their encoding is the pallets' own;
//! what could drift between versions, the indices, is asked of the chain at submission.

use super::ChainError;
use codec::{Compact, Encode};
use subxt::{
    ext::{
        scale_encode::{EncodeAsFields, Error as EncodeError, FieldIter},
        scale_type_resolver::TypeResolver,
    },
    metadata::Metadata,
    tx::Payload,
};

/// Where a chain keeps its calls.
pub trait CallIndices {
    /// The index of the pallet and that of the call in it, if there are such.
    fn indices(&self, pallet: &str, call: &str) -> Option<[u8; 2]>;
}

impl CallIndices for Metadata {
    fn indices(&self, pallet: &str, call: &str) -> Option<[u8; 2]> {
        let pallet = self.pallet_by_name(pallet)?;
        Some([pallet.call_index(), pallet.call_variant_by_name(call)?.index])
    }
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
    /// [`ChainError::NoSuchCall`] if the chain has no such pallet or call.
    pub fn encode(&self, chain: &impl CallIndices) -> Result<Vec<u8>, ChainError> {
        let indices = chain
            .indices(self.pallet, self.name)
            .ok_or_else(|| ChainError::NoSuchCall(format!("{}.{}", self.pallet, self.name)))?;
        let mut bytes = indices.to_vec();
        bytes.extend(self.encode_arguments(chain)?);
        Ok(bytes)
    }

    fn encode_arguments(&self, chain: &impl CallIndices) -> Result<Vec<u8>, ChainError> {
        let mut bytes = Vec::new();
        for argument in &self.arguments {
            match argument {
                Argument::Encoded(encoded) => bytes.extend_from_slice(encoded),
                Argument::Call(call) => bytes.extend(call.encode(chain)?),
                Argument::LengthOf(call) => {
                    let length = u32::try_from(call.encode(chain)?.len())
                        .map_err(|_| ChainError::Construction("the inner call is too long".into()))?;
                    Compact(length).encode_to(&mut bytes);
                }
                Argument::Calls(calls) => {
                    let count = u32::try_from(calls.len())
                        .map_err(|_| ChainError::Construction("too many inner calls".into()))?;
                    Compact(count).encode_to(&mut bytes);
                    for call in calls {
                        bytes.extend(call.encode(chain)?);
                    }
                }
            }
        }
        Ok(bytes)
    }

    pub(super) fn payload(&self, metadata: &Metadata) -> Result<EncodedCall, ChainError> {
        Ok(EncodedCall {
            pallet: self.pallet,
            name: self.name,
            arguments: EncodedArguments(self.encode_arguments(metadata)?),
        })
    }
}

/// A call whose arguments are encoded already, for subxt.
pub(super) struct EncodedCall {
    pallet: &'static str,
    name: &'static str,
    arguments: EncodedArguments,
}

pub(super) struct EncodedArguments(Vec<u8>);

impl EncodeAsFields for EncodedArguments {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _fields: &mut dyn FieldIter<'_, R::TypeId>,
        _types: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), EncodeError> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl Payload for EncodedCall {
    type CallData = EncodedArguments;

    fn pallet_name(&self) -> &str {
        self.pallet
    }

    fn call_name(&self) -> &str {
        self.name
    }

    fn call_data(&self) -> &Self::CallData {
        &self.arguments
    }
}
