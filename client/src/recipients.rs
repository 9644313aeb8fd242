//! Whom a record is encrypted to, by what a node says at one block.

pub use salus_protocol::recipients::{
    authority_keys, in_emergencies, proven_key, recipients, Facts, Recipients, RecipientsError, Unusable,
    WithKeys,
};

use crate::{
    account::AccountId,
    chain::{ChainError, View},
};
use salus_primitives::{
    authority::{AttributeState, NamedAuthority},
    emergency::EmergencyRule,
    Attribute, Label,
};

impl Facts for View<'_> {
    type Error = ChainError;

    async fn emergency_rule(&self) -> Result<Option<EmergencyRule>, ChainError> {
        Self::emergency_rule(self).await
    }

    async fn attribute(&self, attribute: &Attribute) -> Result<Option<AttributeState>, ChainError> {
        Self::attribute(self, attribute).await
    }

    async fn authority(&self, name: &Label) -> Result<Option<NamedAuthority<AccountId>>, ChainError> {
        Self::authority(self, name).await
    }
}
