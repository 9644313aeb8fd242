//! The chain as the gateway sees it: facts at a finalised block, and calls in the gateway's name.
//!
//! [`crate::node::Node`] answers from the organisation's own node. Everything that decides is written
//! against this trait, so that its rules can be tested block by block.

#[cfg(test)]
pub mod fake;

use futures::future::BoxFuture;
use salus_client::{account::AccountId, chain::TrailStatus, enrolment::Agreement};
use salus_primitives::{
    authority::{AttributeState, HeldAttribute, NamedAuthority},
    consent::{Barred, Decision, Delegation, Policy, PolicyRef, Ticket},
    consortium::{Organisation, Participant, Standing},
    emergency::EmergencyRule,
    erasure::NamedErasure,
    record::{NamedRecord, NamedRewrap, Record, Rewrap},
    Attribute, BlockNumber, ContentId, Digest, Label, OrganisationId, Page, PolicyId, Purpose, RecordId,
    TicketId,
};
use std::time::Duration;
use tokio::sync::watch;

/// Most blocks that a node is waited for.
const MOST_AHEAD: BlockNumber = 16;

/// A finalised block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub number: BlockNumber,
    /// Its hash.
    pub hash: [u8; 32],
}

/// Why the chain gave no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The node does not answer, or lags behind what it had finalised before.
    #[error("the organisation's node is unreachable")]
    Unreachable,
    /// The node has not finalised a block that somebody else has seen finalised.
    #[error("the organisation's node is at block {at} and has not seen block {wanted} yet")]
    Behind {
        /// The last block it finalised.
        at: BlockNumber,
        /// The block it should know.
        wanted: BlockNumber,
    },
    /// The call was included and refused.
    #[error("the chain refused the call: {reason}")]
    Refused {
        /// Why, as the chain names it: `Pallet::Error`.
        reason: String,
        /// The block in which it was, or one after it; the last that is known may be before it for a moment.
        block: BlockNumber,
    },
    /// The call was not even let into a block.
    #[error("the node did not take the call: {0}")]
    NotTaken(String),
    /// The node answered something that is not an answer.
    #[error("the node's answer cannot be read: {0}")]
    Malformed(String),
}

/// What a gateway says on the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// Enrols a person.
    Enrol {
        /// Who.
        account: AccountId,
        /// The person's card.
        key_card: ContentId,
        /// What the person signed.
        agreement: Agreement,
    },
    /// Files a record.
    Submit {
        /// Its name.
        record: RecordId,
        /// Whose it is.
        patient: AccountId,
        /// Who answers for it.
        author: AccountId,
        /// Under which policy it is encrypted.
        policy: PolicyRef,
        /// The ciphertext.
        content: ContentId,
        /// The header.
        header: ContentId,
        /// The version before it.
        previous: Option<RecordId>,
    },
    /// Endorses records of others, at most 256.
    Endorse(Vec<RecordId>),
    /// Closes a record that missed its majority.
    Lapse(RecordId),
    /// Files a new header of a record.
    Rewrap {
        /// Which record.
        record: RecordId,
        /// Under which policy the new header is.
        policy: PolicyRef,
        /// The new header.
        header: ContentId,
        /// The guardian who signed in the patient's name, if one did.
        guardian: Option<AccountId>,
        /// The patient's or the guardian's, over
        /// [`rewrap_statement`](salus_primitives::record::rewrap_statement).
        signature: [u8; 64],
    },
    /// Drops a new header that missed its majority.
    DropRewrap(RecordId),
    /// Endorses new headers of records, at most 64.
    EndorseRewraps(Vec<(RecordId, ContentId)>),
    /// Says that records are deleted, at most 64.
    AttestErasure(Vec<RecordId>),
    /// Says that tickets were served here, each with the reader's receipt, at most 64.
    Acknowledge(Vec<(TicketId, [u8; 64])>),
}

/// An answer under way.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, LedgerError>>;

/// The chain at finalised blocks.
///
/// Every reading fails with [`LedgerError::Unreachable`] while the node does not answer.
pub trait Ledger: Send + Sync + 'static {
    /// The last finalised block, and every one after it; nothing while the node does not answer.
    fn heads(&self) -> watch::Receiver<Option<Head>>;
    /// The hash of the chain's first block.
    fn genesis(&self) -> Answer<'_, Digest>;
    /// How many organisations keep a record's content.
    fn copies(&self) -> Answer<'_, u32>;
    /// How complete the patients' trails on the organisation's node are.
    fn trails(&self) -> Answer<'_, TrailStatus>;
    /// All organisations ever admitted.
    fn organisations(&self, at: Head) -> Answer<'_, Vec<(OrganisationId, Organisation<AccountId>)>>;
    /// The person `account`, enrolled and whatever the status.
    fn participant(&self, at: Head, account: AccountId) -> Answer<'_, Option<Participant>>;
    /// In which capacity `account` speaks.
    fn standing(&self, at: Head, account: AccountId) -> Answer<'_, Option<Standing>>;
    /// The authority `name`.
    fn authority(&self, at: Head, name: Label) -> Answer<'_, Option<NamedAuthority<AccountId>>>;
    /// The state of an attribute's keys.
    fn attribute(&self, at: Head, attribute: Attribute) -> Answer<'_, Option<AttributeState>>;
    /// What `account` holds.
    fn holdings(&self, at: Head, account: AccountId) -> Answer<'_, Vec<HeldAttribute>>;
    /// The policy `id`.
    fn policy(&self, at: Head, id: PolicyId) -> Answer<'_, Option<Policy<AccountId>>>;
    /// Which organisations may add records of `patient`, and until when.
    fn contributions(&self, at: Head, patient: AccountId) -> Answer<'_, Vec<(OrganisationId, BlockNumber)>>;
    /// Whom `patient` appointed.
    fn delegations(&self, at: Head, patient: AccountId) -> Answer<'_, Vec<(AccountId, Delegation)>>;
    /// Whom `patient` bars from every record.
    fn restrictions(&self, at: Head, patient: AccountId) -> Answer<'_, Vec<Barred<AccountId>>>;
    /// The council's rule for emergencies.
    fn emergency_rule(&self, at: Head) -> Answer<'_, Option<EmergencyRule>>;
    /// What asking for access would come to.
    fn decide(
        &self,
        at: Head,
        accessor: AccountId,
        record: RecordId,
        purpose: Purpose,
    ) -> Answer<'_, Decision>;
    /// The ticket `id`.
    fn ticket(&self, at: Head, id: TicketId) -> Answer<'_, Option<Ticket<AccountId>>>;
    /// The record `id`.
    fn record(&self, at: Head, id: RecordId) -> Answer<'_, Option<Record<AccountId>>>;
    /// Pending records that `organisation` has not endorsed.
    fn pending_for(
        &self,
        at: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRecord<AccountId>, RecordId>>;
    /// The records of `patient`.
    fn records_of(
        &self,
        at: Head,
        patient: AccountId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRecord<AccountId>, RecordId>>;
    /// The new header of `id` that waits.
    fn rewrap(&self, at: Head, id: RecordId) -> Answer<'_, Option<Rewrap>>;
    /// New headers that wait and that `organisation` has not endorsed.
    fn rewraps_for(
        &self,
        at: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRewrap, RecordId>>;
    /// True if the erasure of `id` was asked for, whether its certificate is still kept or not.
    fn was_erased(&self, at: Head, id: RecordId) -> Answer<'_, bool>;
    /// Erasures that `organisation` has not attested.
    fn erasures_for(
        &self,
        at: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedErasure<AccountId>, RecordId>>;
    /// Signs and submits `call`; answers with the finalised block that holds it.
    fn submit(&self, call: Call) -> Answer<'_, BlockNumber>;

    /// The last finalised block.
    ///
    /// # Errors
    /// [`LedgerError::Unreachable`] while the node does not answer.
    fn head(&self) -> Result<Head, LedgerError> {
        (*self.heads().borrow()).ok_or(LedgerError::Unreachable)
    }

    /// The last finalised block once it is `wanted` or a later one, waiting at most `patience`.
    fn head_from(&self, wanted: BlockNumber, patience: Duration) -> Answer<'_, Head> {
        let mut heads = self.heads();
        Box::pin(async move {
            let late = |at: BlockNumber| LedgerError::Behind { at, wanted };
            let head = (*heads.borrow()).ok_or(LedgerError::Unreachable)?;
            // Nobody waits for what is further away than a node lags.
            if wanted.saturating_sub(head.number) > MOST_AHEAD {
                return Err(late(head.number));
            }
            let arrived = heads.wait_for(|head| head.is_none_or(|head| head.number >= wanted));
            match tokio::time::timeout(patience, arrived).await {
                Ok(Ok(head)) => (*head).ok_or(LedgerError::Unreachable),
                Ok(Err(_)) => Err(LedgerError::Unreachable),
                Err(_) => Err(late(self.head()?.number)),
            }
        })
    }
}
