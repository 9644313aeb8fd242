//! From a ticket to plaintext.
//!
//! 1. [`SealedRecord::redeem`] takes the header from a gateway and holds it against the chain: its
//!    hash, its record, its patient, its policy.
//! 2. [`SealedRecord::unlock`] takes the data key out of it: with the patient's own secret, with the
//!    gateway's transformed capsule, or with the reader's own attribute keys.
//! 3. [`SealedRecord::read_to`] fetches the content block by block, checks each against its name,
//!    decrypts it and writes it out. Memory stays at a few segments, whatever the record's size.
//!
//! And for its patient, from an old header to a new one: [`rewrap()`].

mod authorities;
mod door;
mod rewrap;
#[cfg(test)]
mod tests;

pub use authorities::AuthorityKeys;
pub use door::Door;
pub use rewrap::rewrap;

use crate::{
    account::AccountId,
    content::{self, Step, UnexpectedNode, Walk},
    gateway::{GatewayClient, GatewayError},
    keystore::{Keystore, KeystoreError},
};
use futures::{stream, TryStreamExt};
use salus_abe::{finish, AbeError, KeyRing, Transformed};
pub use salus_envelope::{DataKey, Header};

use salus_envelope::{Binding, EnvelopeError, SegmentOpener};
use salus_primitives::{
    consent::{Basis, Ticket},
    record::Record,
    ContentId, Label, RecordId, TicketId,
};
use std::future::Future;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use zeroize::Zeroizing;

/// How many blocks are under way at a time; each is at most 1 MiB.
const AHEAD: usize = 4;

/// Why a record could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The gateway's answer did not come through.
    #[error(transparent)]
    Gateway(#[from] GatewayError),
    /// The keystore holds something unusable.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// The gateway handed out another record, or altered this one.
    #[error("the gateway handed out something else than the chain's record: {0} differs")]
    NotTheRecord(&'static str),
    /// The header is not one.
    #[error("the record's header cannot be read: {0}")]
    Header(EnvelopeError),
    /// The reader's keys do not open it.
    #[error("your keys do not open this record: {0}")]
    Keys(AbeError),
    /// The header does not give its data key.
    #[error("the record's header does not open: {0}")]
    Unlock(EnvelopeError),
    /// A new header cannot be made.
    #[error("the new header cannot be made: {0}")]
    Rewrap(EnvelopeError),
    /// An authority's public key on the chain is not usable.
    #[error("the public key of authority {0} cannot be read: {1}")]
    Authority(Label, AbeError),
    /// A node of the content's tree is not what it must be.
    #[error("the record's content is not intact: {0}")]
    Tree(#[from] UnexpectedNode),
    /// A segment does not open.
    #[error("the record's content does not open: {0}")]
    Segment(EnvelopeError),
    /// The plaintext could not be written.
    #[error("the plaintext cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

impl RecordError {
    /// True if the record was sealed with public keys that an authority may have given up since.
    pub fn needs_older_keys(&self) -> bool {
        matches!(self, Self::Keys(AbeError::AuthorityKeysDiffer))
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        Some(match self {
            Self::Gateway(error) => return error.remedy(),
            Self::Keystore(error) => return error.remedy().map(Into::into),
            Self::NotTheRecord(_) | Self::Header(_) | Self::Tree(_) | Self::Segment(_) => {
                "try another gateway with --gateway, and report this one to its operator".into()
            }
            Self::Keys(_) => {
                "fetch new keys with `salus keys sync`; if they were revoked, the record stays closed".into()
            }
            Self::Unlock(_) => {
                "the record was sealed to another key of yours: use the keystore of that time".into()
            }
            Self::Rewrap(_) => "try again; if it stays so, the record's author must file it anew".into(),
            Self::Authority(..) => "ask the authority to register a usable key".into(),
            Self::Output(_) => "check the disk's space and the directory's permissions".into(),
        })
    }
}

/// Where blocks come from.
pub trait BlockSource {
    /// The block named `id`. Implementations may be wrong; who asks checks.
    fn block(&self, id: ContentId) -> impl Future<Output = Result<Vec<u8>, GatewayError>> + Send;
}

/// A gateway, asked under a ticket.
#[derive(Clone, Copy, Debug)]
pub struct UnderTicket<'gateway> {
    /// The gateway; somebody is signed in.
    pub gateway: &'gateway GatewayClient,
    /// The reader's ticket.
    pub ticket: TicketId,
}

impl BlockSource for UnderTicket<'_> {
    async fn block(&self, id: ContentId) -> Result<Vec<u8>, GatewayError> {
        self.gateway.block(&id, Some(self.ticket)).await
    }
}

/// With what a record was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenedWith {
    /// The patient's own secret.
    OwnSecret,
    /// The gateway's transformed capsule and the transform secret.
    TransformedCapsule,
    /// The reader's attribute keys alone.
    AttributeKeys,
    /// The gateway's transformed emergency capsule and the transform secret.
    TransformedEmergencyCapsule,
    /// The reader's attribute keys, which satisfy the rule for emergencies.
    EmergencyKeys,
}

/// A record as a gateway hands it out, held against the chain.
#[derive(Clone, Debug)]
pub struct SealedRecord {
    header: Header,
    content: ContentId,
    transformed: Option<Vec<u8>>,
    door: Door,
}

impl SealedRecord {
    /// Redeems ticket `id`, of whose record the chain says `facts`.
    ///
    /// # Errors
    /// [`RecordError::Gateway`], or [`RecordError::NotTheRecord`] if the answer is not what the chain says.
    pub async fn redeem(
        gateway: &GatewayClient,
        id: TicketId,
        ticket: &Ticket<AccountId>,
        facts: &Record<AccountId>,
    ) -> Result<Self, RecordError> {
        let admitted = gateway.open(id).await?;
        Self::check(
            ticket.record,
            ticket.basis,
            facts,
            &admitted.header,
            admitted.content,
            admitted.transformed,
        )
    }

    fn check(
        id: RecordId,
        basis: Basis,
        facts: &Record<AccountId>,
        header: &[u8],
        content: ContentId,
        transformed: Option<Vec<u8>>,
    ) -> Result<Self, RecordError> {
        if content != facts.content {
            return Err(RecordError::NotTheRecord("the content"));
        }
        let header = checked_header(id, facts, header)?;
        let door = Door::of(basis, &header);
        Ok(Self { header, content, transformed, door })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Takes the data key out of the header with what `keystore` has.
    ///
    /// The ticket's basis says which capsule is opened; the one for emergencies is for tickets of an emergency
    /// alone. A transformed capsule that does not lead to the key, because it was made with an older
    /// transform key or by a liar, is set aside and the attribute keys are used.
    ///
    /// `authorities` has the public keys of the policy's authorities: the current ones, and if that is
    /// not enough ([`RecordError::needs_older_keys`]) those before them.
    ///
    /// # Errors
    /// [`RecordError::Keys`] if the reader's keys do not satisfy the header's policy, or if it was made with
    /// other keys than `authorities`; [`RecordError::Unlock`] if the patient's secret does not open it.
    pub fn unlock(
        &self,
        keystore: &Keystore,
        authorities: &AuthorityKeys,
    ) -> Result<(DataKey, OpenedWith), RecordError> {
        if keystore.account().id().0 == self.header.binding().patient {
            let key = self.header.data_key_for_patient(keystore.recipient()).map_err(RecordError::Unlock)?;
            return Ok((key, OpenedWith::OwnSecret));
        }
        if let Some(key) = self.open_transformed(keystore)? {
            let means = match self.door {
                Door::Emergency => OpenedWith::TransformedEmergencyCapsule,
                Door::Patient | Door::Policy => OpenedWith::TransformedCapsule,
            };
            return Ok((key, means));
        }
        let ring = keystore.key_ring()?;
        if self.door == Door::Emergency {
            match self.open(Door::Emergency, authorities, &ring) {
                Ok(key) => return Ok((key, OpenedWith::EmergencyKeys)),
                // The policy may admit the reader as well.
                Err(RecordError::Keys(AbeError::PolicyNotSatisfied)) => {}
                Err(error) => return Err(error),
            }
        }
        self.open(Door::Policy, authorities, &ring).map(|key| (key, OpenedWith::AttributeKeys))
    }

    /// Opens a capsule with attribute keys alone.
    fn open(&self, door: Door, authorities: &AuthorityKeys, ring: &KeyRing) -> Result<DataKey, RecordError> {
        let header = &self.header;
        let capsule = door.capsule(header).ok_or(RecordError::Keys(AbeError::PolicyNotSatisfied))?;
        let shared = authorities.open(capsule, &door.context(header), ring).map_err(RecordError::Keys)?;
        door.data_key(header, &shared).map_err(RecordError::Unlock)
    }

    fn open_transformed(&self, keystore: &Keystore) -> Result<Option<DataKey>, RecordError> {
        let (Some(bytes), Some(capsule)) = (&self.transformed, self.door.capsule(&self.header)) else {
            return Ok(None);
        };
        let Some(secret) = keystore.transform_secret()? else {
            return Ok(None);
        };
        let key = Transformed::decode(bytes)
            .and_then(|transformed| finish(capsule, &transformed, &secret, &self.door.context(&self.header)))
            .ok()
            .and_then(|shared| self.door.data_key(&self.header, &shared).ok());
        Ok(key)
    }

    /// Fetches, checks and decrypts the content and writes it to `output`.
    ///
    /// `progress` is told how many bytes of plaintext are written after every segment. Whatever was
    /// written is authentic, but it is the whole content only once this returns.
    ///
    /// # Errors
    /// [`RecordError::Gateway`], [`RecordError::Tree`], [`RecordError::Segment`], [`RecordError::Output`].
    pub async fn read_to(
        &self,
        key: DataKey,
        source: &impl BlockSource,
        output: &mut (impl AsyncWrite + Unpin),
        mut progress: impl FnMut(u64),
    ) -> Result<u64, RecordError> {
        let opener = SegmentOpener::new(&self.header, key);
        let walk = Walk::new(self.content, self.header.ciphertext_length());
        let mut segments = std::pin::pin!(leaves(walk, source)
            .map_ok(|leaf| async move { Ok((leaf.index, fetch(source, leaf.id).await?)) })
            .try_buffered(AHEAD));
        let mut written = 0u64;
        while let Some((index, block)) = segments.try_next().await? {
            // It becomes the plaintext where it is, and is wiped.
            let mut segment = Zeroizing::new(block);
            opener.open_in_place(index, &mut segment).map_err(RecordError::Segment)?;
            output.write_all(&segment).await?;
            written = written.saturating_add(segment.len() as u64);
            progress(written);
        }
        output.flush().await?;
        Ok(written)
    }
}

/// Reads a header's bytes and holds them against what the chain says of record `id`.
fn checked_header(id: RecordId, facts: &Record<AccountId>, bytes: &[u8]) -> Result<Header, RecordError> {
    if content::verify(&facts.header, bytes).is_err() {
        return Err(RecordError::NotTheRecord("the header"));
    }
    let header = Header::decode(bytes).map_err(RecordError::Header)?;
    let bound = Binding { record: id, patient: facts.patient.0, policy: facts.policy };
    if *header.binding() != bound {
        return Err(RecordError::NotTheRecord("what the header belongs to"));
    }
    Ok(header)
}

struct Leaf {
    index: u64,
    id: ContentId,
}

/// The content's leaves in order; inner nodes are fetched when their turn comes.
fn leaves<'source>(
    walk: Walk,
    source: &'source impl BlockSource,
) -> impl stream::Stream<Item = Result<Leaf, RecordError>> + 'source {
    stream::try_unfold(walk, move |mut walk| async move {
        loop {
            match walk.step()? {
                None => return Ok(None),
                Some(Step::Leaf { index, id, .. }) => return Ok(Some((Leaf { index, id }, walk))),
                Some(Step::Node(id)) => walk.enter(&source.block(id).await?)?,
            }
        }
    })
}

async fn fetch(source: &impl BlockSource, id: ContentId) -> Result<Vec<u8>, RecordError> {
    let block = source.block(id).await?;
    content::verify(&id, &block).map_err(|_| GatewayError::WrongBlock(id))?;
    Ok(block)
}
