//! What an organisation checks before it endorses a record of another.

use crate::{
    config::Limits,
    database::DatabaseError,
    intake::authorities::AtHead,
    ledger::{Head, Ledger, LedgerError},
    pool::{
        discard::{discard, DiscardError},
        fetch::{keeps, sources, FetchError},
        peers::Peer,
        PoolError,
    },
    state::{Gateway, KeepError},
};
use bytes::Bytes;
use futures::{stream, StreamExt, TryStreamExt};
use salus_abe::{AuthorityPublicKey, EpochPolicy};
use salus_client::{
    account::AccountId,
    content::{Step, Walk},
    recipients::{authority_keys, in_emergencies},
};
use salus_envelope::{padded_length, Header};
use salus_primitives::{
    authority::{AttributeState, UseStatus},
    consent::{Policy, PolicyStatus},
    content::Codec,
    record::{NamedRecord, Record},
    Attribute, ContentId, Label, RecordId,
};
use std::{collections::BTreeMap, iter};

/// Leaves that are fetched at the same time: what bounds the memory of one check.
const LEAVES_AHEAD: usize = 4;

/// Why a record is not endorsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordRefusal {
    /// The header is longer than any header.
    #[error("the header is too large")]
    HeaderTooLarge,
    /// The header's bytes are not one.
    #[error("the header is malformed")]
    HeaderMalformed,
    /// The header was made for another record.
    #[error("the header belongs to another record")]
    OtherRecord,
    /// The header was made for another patient.
    #[error("the header belongs to another patient")]
    OtherPatient,
    /// The header was made under another policy, or another version of it.
    #[error("the header was made under another policy")]
    OtherPolicy,
    /// The patient changed or revoked the policy since, or it is somebody else's.
    #[error("the policy is not the patient's current one")]
    PolicyNotCurrent,
    /// The capsule admits others than the policy does.
    #[error("the header does not encrypt to the policy's expression")]
    OtherExpression,
    /// An attribute's keys were replaced since, or the attribute does not count.
    #[error("the header does not encrypt to the current epochs")]
    StaleEpoch,
    /// A capsule was made with another key of one of its authorities, or of one that has proven none.
    #[error("the header was not made with its authorities' current keys")]
    OtherAuthorityKeys,
    /// The header admits others in an emergency than the council's rule does, or the policy lets no emergency
    /// open the record.
    #[error("the header admits an emergency that the chain does not know")]
    UnknownEmergency,
    /// The header admits nobody in an emergency, and the policy lets an emergency open the record.
    #[error("the header does not admit an emergency, and the policy does")]
    MissingEmergency,
    /// The content is larger than any record may be.
    #[error("the record is too large")]
    RecordTooLarge,
    /// A new header is for other content than the one before it, or wraps another data key.
    #[error("the new header is not for the record's content")]
    OtherContent,
    /// The content's tree is not that of a file of the length that the header states.
    #[error("the content does not have the shape its header states")]
    ContentShape,
}

impl RecordRefusal {
    /// All that no later block changes: what is wrong is in the bytes themselves.
    const FINAL: [Self; 9] = [
        Self::HeaderTooLarge,
        Self::HeaderMalformed,
        Self::OtherRecord,
        Self::OtherPatient,
        Self::OtherPolicy,
        Self::OtherExpression,
        Self::RecordTooLarge,
        Self::OtherContent,
        Self::ContentShape,
    ];

    /// True if the same header can never pass. The others depend on the chain: a policy, an attribute or a key that
    /// is not current may be so again, and a record that is filed again has another header.
    pub fn is_final(self) -> bool {
        Self::FINAL.contains(&self)
    }

    /// True if `name` is that of a refusal that is final.
    pub fn is_name_of_final(name: &str) -> bool {
        Self::FINAL.iter().any(|refusal| refusal.name() == name)
    }

    /// Its name in the database and in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::HeaderTooLarge => "header-too-large",
            Self::HeaderMalformed => "header-malformed",
            Self::OtherRecord => "other-record",
            Self::OtherPatient => "other-patient",
            Self::OtherPolicy => "other-policy",
            Self::PolicyNotCurrent => "policy-not-current",
            Self::OtherExpression => "other-expression",
            Self::StaleEpoch => "stale-epoch",
            Self::OtherAuthorityKeys => "other-authority-keys",
            Self::UnknownEmergency => "unknown-emergency",
            Self::MissingEmergency => "missing-emergency",
            Self::RecordTooLarge => "record-too-large",
            Self::OtherContent => "other-content",
            Self::ContentShape => "content-shape",
        }
    }
}

/// Why a check did not complete.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// The record does not pass. It may later, unless the refusal is final.
    #[error(transparent)]
    Refused(#[from] RecordRefusal),
    /// One of its blocks is not to be had at present, or something failed on the way to it.
    #[error(transparent)]
    Fetch(#[from] FetchError),
}

impl From<LedgerError> for VerificationError {
    fn from(error: LedgerError) -> Self {
        Self::Fetch(error.into())
    }
}

impl From<DatabaseError> for VerificationError {
    fn from(error: DatabaseError) -> Self {
        Self::Fetch(error.into())
    }
}

impl From<PoolError> for VerificationError {
    fn from(error: PoolError) -> Self {
        Self::Fetch(error.into())
    }
}

impl From<DiscardError> for VerificationError {
    fn from(error: DiscardError) -> Self {
        match error {
            DiscardError::Database(error) => error.into(),
            DiscardError::Pool(error) => error.into(),
        }
    }
}

impl From<KeepError> for VerificationError {
    fn from(error: KeepError) -> Self {
        // One that was erased waits for no organisation any more by the next block.
        Self::Fetch(error.into())
    }
}

/// What the chain says about a record, at one block.
#[derive(Clone, Debug)]
pub struct ChainFacts {
    /// The record's name.
    pub id: RecordId,
    /// Its facts.
    pub record: Record<AccountId>,
    /// The policy it names, as it is now.
    pub policy: Option<Policy<AccountId>>,
    /// The attributes of that policy, as they are now.
    pub attributes: BTreeMap<Attribute, AttributeState>,
    /// Whom an emergency admits to what is encrypted under that policy now.
    pub emergency: Option<EpochPolicy>,
    /// The proven keys of the authorities of both, as they are now.
    pub authorities: BTreeMap<Label, AuthorityPublicKey>,
}

impl ChainFacts {
    /// Reads the facts at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn read(
        gateway: &Gateway,
        head: Head,
        id: RecordId,
        record: Record<AccountId>,
    ) -> Result<Self, LedgerError> {
        let ledger = gateway.ledger.as_ref();
        let mut facts = Self {
            id,
            record,
            policy: None,
            attributes: BTreeMap::new(),
            emergency: None,
            authorities: BTreeMap::new(),
        };
        if let Some(policy) = ledger.policy(head, facts.record.policy.id).await? {
            let at = AtHead { gateway, head };
            facts.attributes = attributes_of(ledger, head, &policy).await?;
            facts.authorities = authority_keys(&at, &policy.terms.expression).await?;
            if let Some((rule, keys)) = in_emergencies(&at, &policy).await? {
                facts.emergency = Some(rule);
                facts.authorities.extend(keys);
            }
            facts.policy = Some(policy);
        }
        Ok(facts)
    }
}

/// The state of every attribute of `policy` that its authority declared.
///
/// # Errors
/// [`LedgerError`] if the node does not answer.
async fn attributes_of(
    ledger: &dyn Ledger,
    head: Head,
    policy: &Policy<AccountId>,
) -> Result<BTreeMap<Attribute, AttributeState>, LedgerError> {
    let mut states = BTreeMap::new();
    for attribute in policy.terms.expression.leaves() {
        if states.contains_key(attribute) {
            continue;
        }
        if let Some(state) = ledger.attribute(head, attribute.clone()).await? {
            states.insert(attribute.clone(), state);
        }
    }
    Ok(states)
}

/// Holds a header's bytes against what the chain says.
///
/// # Errors
/// [`RecordRefusal`] names the first thing that does not fit.
pub fn check_header(bytes: &[u8], facts: &ChainFacts, limits: &Limits) -> Result<Header, RecordRefusal> {
    if bytes.len() > limits.header {
        return Err(RecordRefusal::HeaderTooLarge);
    }
    let header = Header::decode(bytes).map_err(|_| RecordRefusal::HeaderMalformed)?;
    let binding = header.binding();
    if binding.record != facts.id {
        return Err(RecordRefusal::OtherRecord);
    }
    if binding.patient != facts.record.patient.0 {
        return Err(RecordRefusal::OtherPatient);
    }
    if binding.policy != facts.record.policy {
        return Err(RecordRefusal::OtherPolicy);
    }
    let policy = facts
        .policy
        .as_ref()
        .filter(|policy| policy.owner == facts.record.patient)
        .filter(|policy| policy.status == PolicyStatus::Active)
        .filter(|policy| policy.version == facts.record.policy.version)
        .ok_or(RecordRefusal::PolicyNotCurrent)?;
    if header.policy().expression() != &policy.terms.expression {
        return Err(RecordRefusal::OtherExpression);
    }
    let current = header.policy().leaves().iter().all(|leaf| {
        facts
            .attributes
            .get(&leaf.attribute)
            .is_some_and(|state| state.status == UseStatus::Active && state.epoch == leaf.epoch)
    });
    if !current {
        return Err(RecordRefusal::StaleEpoch);
    }
    check_emergency(header.emergency_policy(), facts.emergency.as_ref())?;
    check_keys(&header, &facts.authorities)?;
    // The header states the length with its padding.
    if header.content_length() > padded_length(limits.record) {
        return Err(RecordRefusal::RecordTooLarge);
    }
    Ok(header)
}

/// Holds whom a header admits in an emergency against whom the chain does.
///
/// A second way in that nobody on the chain decided on would be a way around the patient's policy; and a
/// missing one would show only when somebody's life depends on it.
fn check_emergency(stated: Option<&EpochPolicy>, decided: Option<&EpochPolicy>) -> Result<(), RecordRefusal> {
    match (stated, decided) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(RecordRefusal::MissingEmergency),
        (Some(_), None) => Err(RecordRefusal::UnknownEmergency),
        (Some(stated), Some(decided)) if stated.expression() != decided.expression() => {
            Err(RecordRefusal::UnknownEmergency)
        }
        (Some(stated), Some(decided)) if stated != decided => Err(RecordRefusal::StaleEpoch),
        (Some(_), Some(_)) => Ok(()),
    }
}

/// Holds the keys that a header's capsules were made with against those on the chain.
///
/// Whoever made it on the word of a node that lied about the keys made it for the liar. A rotated key needs no
/// exception: it begins new epochs in the same block.
fn check_keys(header: &Header, keys: &BTreeMap<Label, AuthorityPublicKey>) -> Result<(), RecordRefusal> {
    let mut capsules = iter::once(header.capsule()).chain(header.emergency_capsule());
    if capsules.all(|capsule| capsule.is_made_for(keys)) {
        Ok(())
    } else {
        Err(RecordRefusal::OtherAuthorityKeys)
    }
}

/// Checks a record of another organisation: header, tree and every block, in bounded memory.
///
/// The header is kept; the blocks of the content are if this organisation is to keep them.
///
/// # Errors
/// [`VerificationError`]; what was kept of a record that can never pass is deleted again.
pub async fn verify(
    gateway: &Gateway,
    head: Head,
    named: &NamedRecord<AccountId>,
) -> Result<(), VerificationError> {
    let peers = sources(&gateway.roster, head, &named.record).await?;
    let keep = keeps(&gateway.roster, head, &named.record).await?;
    let check = Check { gateway, peers, id: named.id, record: &named.record, keep };
    let outcome = check.run(head).await;
    if matches!(outcome, Err(VerificationError::Refused(refusal)) if refusal.is_final()) {
        if let Err(error) = discard(&gateway.store, &named.id).await {
            tracing::warn!(%error, "blocks of a refused record could not be deleted");
        }
    }
    outcome
}

/// Holds the header of a record that passed [`verify`] against what the chain says by now.
///
/// # Errors
/// [`VerificationError`].
pub async fn verify_again(
    gateway: &Gateway,
    head: Head,
    named: &NamedRecord<AccountId>,
) -> Result<(), VerificationError> {
    let bytes = match gateway.store.local_block(&named.record.header).await? {
        Some(bytes) => bytes,
        None => {
            let peers = sources(&gateway.roster, head, &named.record).await?;
            fetch(gateway, &peers, &named.record.header).await?
        }
    };
    let facts = ChainFacts::read(gateway, head, named.id, named.record.clone()).await?;
    check_header(&bytes, &facts, &gateway.config.limits)?;
    Ok(())
}

struct Check<'a> {
    gateway: &'a Gateway,
    peers: Vec<Peer>,
    id: RecordId,
    record: &'a Record<AccountId>,
    keep: bool,
}

impl Check<'_> {
    async fn run(&self, head: Head) -> Result<(), VerificationError> {
        let gateway = self.gateway;
        // A header is one block, whatever its name says.
        if self.record.header.codec() != Codec::Raw {
            return Err(RecordRefusal::HeaderMalformed.into());
        }
        let bytes = self.fetch(&self.record.header).await?;
        let facts = ChainFacts::read(gateway, head, self.id, self.record.clone()).await?;
        let header = check_header(&bytes, &facts, &gateway.config.limits)?;

        let blocks = self.check_content(&header).await?;
        gateway.store.database.add_blocks(&self.id, &blocks).await?;
        gateway.store.database.note_header(&self.id, &self.record.header).await?;
        gateway.store.keep(&self.id, &self.record.header, bytes).await?;
        // The header's row among the blocks comes last: where it is, all the others are.
        gateway.store.database.add_blocks(&self.id, &[self.record.header]).await?;
        Ok(())
    }

    /// Goes through all blocks of the content; returns their names.
    async fn check_content(&self, header: &Header) -> Result<Vec<ContentId>, VerificationError> {
        let mut walk = Walk::new(self.record.content, header.ciphertext_length());
        let mut blocks = Vec::new();
        let mut leaves = Vec::new();
        loop {
            let step = walk.step().map_err(|_| RecordRefusal::ContentShape)?;
            match step {
                Some(Step::Leaf { id, size, .. }) => {
                    blocks.push(id);
                    leaves.push((id, size));
                    if leaves.len() < LEAVES_AHEAD {
                        continue;
                    }
                    self.check_leaves(&mut leaves).await?;
                }
                Some(Step::Node(id)) => {
                    self.check_leaves(&mut leaves).await?;
                    let node = self.fetch(&id).await?;
                    walk.enter(&node).map_err(|_| RecordRefusal::ContentShape)?;
                    blocks.push(id);
                    self.store(&id, node).await?;
                }
                None => {
                    self.check_leaves(&mut leaves).await?;
                    return Ok(blocks);
                }
            }
        }
    }

    async fn check_leaves(&self, leaves: &mut Vec<(ContentId, u64)>) -> Result<(), VerificationError> {
        stream::iter(leaves.drain(..))
            .map(|(id, size)| async move {
                let leaf = self.fetch(&id).await?;
                if leaf.len() as u64 != size {
                    return Err(RecordRefusal::ContentShape.into());
                }
                self.store(&id, leaf).await
            })
            .buffer_unordered(LEAVES_AHEAD)
            .try_collect()
            .await
    }

    async fn store(&self, id: &ContentId, block: Bytes) -> Result<(), VerificationError> {
        if self.keep {
            self.gateway.store.keep_listed(&self.id, id, block).await?;
        }
        Ok(())
    }

    async fn fetch(&self, id: &ContentId) -> Result<Bytes, VerificationError> {
        match self.gateway.store.local_block(id).await? {
            Some(block) => Ok(block),
            None => fetch(self.gateway, &self.peers, id).await,
        }
    }
}

pub(crate) async fn fetch(
    gateway: &Gateway,
    peers: &[Peer],
    id: &ContentId,
) -> Result<Bytes, VerificationError> {
    gateway.peers.block_from(peers, id).await.map_err(|_| FetchError::NotHere.into())
}

#[cfg(test)]
mod tests;
