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

#[cfg(test)]
mod tests;

pub use salus_protocol::record::{
    capsule_for, AuthorityKeys, CapsuleKind, DataKey, Header, OpenedWith, OpeningError, ReaderKeys,
    ReadingKeys,
};

use crate::{
    account::AccountId,
    content::{self, Step, UnexpectedNode, Walk},
    gateway::{GatewayClient, GatewayError},
    keystore::{Keystore, KeystoreError},
    recipients::Recipients,
};
use futures::{stream, TryStreamExt};
use salus_abe::{KeyRing, TransformSecret};
use salus_envelope::{EnvelopeError, RecipientSecret, SegmentOpener};
use salus_primitives::{
    consent::{PolicyRef, Ticket},
    record::Record,
    ContentId, RecordId, TicketId,
};
use salus_protocol::record;
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
    /// What was handed out does not open.
    #[error(transparent)]
    Opening(#[from] OpeningError),
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
        matches!(self, Self::Opening(error) if error.needs_older_keys())
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        Some(match self {
            Self::Gateway(error) => return error.remedy(),
            Self::Keystore(error) => return error.remedy().map(Into::into),
            Self::Opening(error) => return remedy(error).map(Into::into),
            Self::Tree(_) | Self::Segment(_) => OTHER_GATEWAY.into(),
            Self::Output(_) => "check the disk's space and the directory's permissions".into(),
        })
    }
}

/// What to do about a gateway that hands out what the chain does not know.
const OTHER_GATEWAY: &str = "try another gateway with --gateway, and report this one to its operator";

fn remedy(error: &OpeningError) -> Option<&'static str> {
    Some(match error {
        OpeningError::NotTheRecord(_) | OpeningError::Header(_) => OTHER_GATEWAY,
        OpeningError::Keys(_) => {
            "fetch new keys with `salus keys sync`; if they were revoked, the record stays closed"
        }
        OpeningError::Unlock(_) => {
            "the record was sealed to another key of yours: use the keystore of that time"
        }
        OpeningError::Rewrap(_) => "try again; if it stays so, the record's author must file it again",
        OpeningError::Authority(..) => "ask the authority to register a usable key",
        _ => return None,
    })
}

impl ReaderKeys for Keystore {
    type Error = KeystoreError;

    fn account(&self) -> AccountId {
        Self::account(self).id()
    }

    fn reading_keys(&self) -> ReadingKeys<'_> {
        Self::reading_keys(self)
    }

    fn transform_secret(&self) -> Result<Option<TransformSecret>, KeystoreError> {
        Self::transform_secret(self)
    }

    fn key_ring(&self) -> Result<KeyRing, KeystoreError> {
        Self::key_ring(self)
    }
}

/// Makes a new header of record `id` under `policy` for the patient whose reading keys these are, see
/// [`salus_protocol::record::rewrap()`].
///
/// # Errors
/// As there, in [`RecordError::Opening`].
pub fn rewrap(
    keys: ReadingKeys<'_>,
    id: RecordId,
    facts: &Record<AccountId>,
    header: &[u8],
    policy: PolicyRef,
    to: &Recipients,
) -> Result<Header, RecordError> {
    Ok(record::rewrap(keys, id, facts, header, policy, to, &mut rand::rng())?)
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

/// A record as a gateway hands it out, held against the chain.
#[derive(Clone, Debug)]
pub struct SealedRecord(record::SealedRecord);

impl SealedRecord {
    /// Redeems ticket `id`, of whose record the chain says `facts`.
    ///
    /// # Errors
    /// [`RecordError::Gateway`], or [`OpeningError::NotTheRecord`] if the answer is not what the chain says.
    pub async fn redeem(
        gateway: &GatewayClient,
        id: TicketId,
        ticket: &Ticket<AccountId>,
        facts: &Record<AccountId>,
    ) -> Result<Self, RecordError> {
        let admitted = gateway.open(id).await?;
        let (header, content) = (&admitted.header, admitted.content);
        let transformed = admitted.transformed;
        let sealed =
            record::SealedRecord::check(ticket.record, ticket.basis, facts, header, content, transformed)?;
        Ok(Self(sealed))
    }

    /// The header.
    pub fn header(&self) -> &Header {
        self.0.header()
    }

    /// Takes the data key out of the header with what `keystore` has, see
    /// [`salus_protocol::record::SealedRecord::unlock`].
    ///
    /// # Errors
    /// As there, in [`RecordError::Opening`]; [`RecordError::Keystore`].
    pub fn unlock(
        &self,
        keystore: &Keystore,
        authorities: &AuthorityKeys,
    ) -> Result<(DataKey, OpenedWith), RecordError> {
        self.0.unlock(keystore, authorities)
    }

    /// Takes the data key out of the header with the reading key that the patient shared with the reader.
    ///
    /// # Errors
    /// [`OpeningError::Unlock`] if the header is sealed to another key of the patient's.
    pub fn unlock_for_delegate(
        &self,
        reading_key: &RecipientSecret,
    ) -> Result<(DataKey, OpenedWith), RecordError> {
        Ok(self.0.unlock_for_delegate(reading_key)?)
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
        let opener = SegmentOpener::new(self.header(), key);
        let walk = Walk::new(self.0.content(), self.header().ciphertext_length());
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
