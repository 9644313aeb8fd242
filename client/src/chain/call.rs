//! Calls for subxt: encoded already, with the indices of the chain's metadata.

use super::ChainError;
use salus_protocol::calls::{Call, CallError, CallIndices};
use subxt::{
    ext::{
        scale_encode::{EncodeAsFields, Error as EncodeError, FieldIter},
        scale_type_resolver::TypeResolver,
    },
    metadata::Metadata,
    tx::Payload,
};

/// The indices that a chain's metadata tell.
pub(crate) struct InMetadata<'chain>(pub(crate) &'chain Metadata);

impl CallIndices for InMetadata<'_> {
    fn indices(&self, pallet: &str, call: &str) -> Option<[u8; 2]> {
        let pallet = self.0.pallet_by_name(pallet)?;
        Some([pallet.call_index(), pallet.call_variant_by_name(call)?.index])
    }
}

impl From<CallError> for ChainError {
    fn from(error: CallError) -> Self {
        match error {
            CallError::NoSuchCall(call) => Self::NoSuchCall(call),
            other => Self::Construction(other.to_string()),
        }
    }
}

/// A call whose arguments are encoded already, for subxt.
pub(super) struct EncodedCall {
    pallet: &'static str,
    name: &'static str,
    arguments: EncodedArguments,
}

impl EncodedCall {
    pub(super) fn new(call: &Call, metadata: &Metadata) -> Result<Self, ChainError> {
        let arguments = EncodedArguments(call.encode_arguments(&InMetadata(metadata))?);
        Ok(Self { pallet: call.pallet(), name: call.name(), arguments })
    }
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
