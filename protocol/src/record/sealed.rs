//! A record as a gateway hands it out, and the ways to its data key.

use super::{
    capsule_for, checked_header, AuthorityKeys, CapsuleKind, DataKey, Header, OpeningError, ReadingKeys,
};
use crate::account::AccountId;
use salus_abe::{finish, AbeError, KeyRing, TransformSecret, Transformed};
use salus_envelope::RecipientSecret;
use salus_primitives::{consent::Basis, record::Record, ContentId, RecordId};

/// What a reader has to open records with.
pub trait ReaderKeys {
    /// Why a key cannot be had.
    type Error;

    /// Who reads.
    fn account(&self) -> AccountId;

    /// What opens the boxes for the reader in the headers of the reader's own records.
    fn reading_keys(&self) -> ReadingKeys<'_>;

    /// What finishes a gateway's transformed capsule, if a transform key was registered.
    ///
    /// # Errors
    /// If the kept secret is not one.
    fn transform_secret(&self) -> Result<Option<TransformSecret>, Self::Error>;

    /// All attribute keys.
    ///
    /// # Errors
    /// If a kept key is not one.
    fn key_ring(&self) -> Result<KeyRing, Self::Error>;
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
    /// The reading key that the patient shared with the reader.
    SharedKey,
}

/// A record as a gateway hands it out, held against the chain.
#[derive(Clone, Debug)]
pub struct SealedRecord {
    header: Header,
    content: ContentId,
    transformed: Option<Vec<u8>>,
    capsule: Option<CapsuleKind>,
}

impl SealedRecord {
    /// Holds a gateway's answer to a ticket for record `id`, issued on `basis`, against the chain's `facts`.
    ///
    /// # Errors
    /// [`OpeningError::NotTheRecord`] if the answer is not what the chain says.
    pub fn check(
        id: RecordId,
        basis: Basis,
        facts: &Record<AccountId>,
        header: &[u8],
        content: ContentId,
        transformed: Option<Vec<u8>>,
    ) -> Result<Self, OpeningError> {
        if content != facts.content {
            return Err(OpeningError::NotTheRecord("the content"));
        }
        let header = checked_header(id, facts, header)?;
        let capsule = capsule_for(basis, &header);
        Ok(Self { header, content, transformed, capsule })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The root of the content.
    pub fn content(&self) -> ContentId {
        self.content
    }

    /// Takes the data key out of the header with what `reader` has.
    ///
    /// The ticket's basis says which capsule is opened; the one for emergencies is for tickets of an emergency
    /// alone. A transformed capsule that does not lead to the key, because it was made with an older
    /// transform key or by a liar, is set aside and the attribute keys are used.
    ///
    /// `authorities` has the public keys of the policy's authorities: the current ones, and if that is
    /// not enough ([`OpeningError::needs_older_keys`]) those before them.
    ///
    /// # Errors
    /// [`OpeningError::Keys`] if the reader's keys do not satisfy the header's policy, or if it was made with
    /// other keys than `authorities`; [`OpeningError::Unlock`] if the patient's secret does not open it.
    pub fn unlock<K, E>(&self, reader: &K, authorities: &AuthorityKeys) -> Result<(DataKey, OpenedWith), E>
    where
        K: ReaderKeys,
        E: From<OpeningError> + From<K::Error>,
    {
        if reader.account().0 == self.header.binding().patient {
            let key = reader.reading_keys().data_key(&self.header).map_err(OpeningError::Unlock)?;
            return Ok((key, OpenedWith::OwnSecret));
        }
        if let Some(key) = self.open_transformed(reader)? {
            let means = match self.capsule {
                Some(CapsuleKind::Emergency) => OpenedWith::TransformedEmergencyCapsule,
                Some(CapsuleKind::Policy) | None => OpenedWith::TransformedCapsule,
            };
            return Ok((key, means));
        }
        Ok(self.open_with_keys(authorities, &reader.key_ring()?)?)
    }

    /// Takes the data key out of the header with the reading key that the patient shared with the reader.
    ///
    /// # Errors
    /// [`OpeningError::Unlock`] if the header is sealed to another key of the patient's.
    pub fn unlock_for_delegate(
        &self,
        reading_key: &RecipientSecret,
    ) -> Result<(DataKey, OpenedWith), OpeningError> {
        let key = self.header.data_key_for_patient(reading_key).map_err(OpeningError::Unlock)?;
        Ok((key, OpenedWith::SharedKey))
    }

    /// Opens with attribute keys alone the capsule that the ticket is for.
    fn open_with_keys(
        &self,
        authorities: &AuthorityKeys,
        ring: &KeyRing,
    ) -> Result<(DataKey, OpenedWith), OpeningError> {
        if self.capsule == Some(CapsuleKind::Emergency) {
            match self.open(CapsuleKind::Emergency, authorities, ring) {
                Ok(key) => return Ok((key, OpenedWith::EmergencyKeys)),
                // The policy may admit the reader as well.
                Err(OpeningError::Keys(AbeError::PolicyNotSatisfied)) => {}
                Err(error) => return Err(error),
            }
        }
        self.open(CapsuleKind::Policy, authorities, ring).map(|key| (key, OpenedWith::AttributeKeys))
    }

    fn open(
        &self,
        kind: CapsuleKind,
        authorities: &AuthorityKeys,
        ring: &KeyRing,
    ) -> Result<DataKey, OpeningError> {
        let header = &self.header;
        let capsule = header.capsule_of(kind).ok_or(OpeningError::Keys(AbeError::PolicyNotSatisfied))?;
        let shared = authorities.open(capsule, &header.context_of(kind), ring).map_err(OpeningError::Keys)?;
        header.data_key_from(kind, &shared).map_err(OpeningError::Unlock)
    }

    fn open_transformed<K: ReaderKeys>(&self, reader: &K) -> Result<Option<DataKey>, K::Error> {
        let header = &self.header;
        let (Some(bytes), Some(kind)) = (&self.transformed, self.capsule) else { return Ok(None) };
        let Some(capsule) = header.capsule_of(kind) else { return Ok(None) };
        let Some(secret) = reader.transform_secret()? else {
            return Ok(None);
        };
        let key = Transformed::decode(bytes)
            .and_then(|transformed| finish(capsule, &transformed, &secret, &header.context_of(kind)))
            .ok()
            .and_then(|shared| header.data_key_from(kind, &shared).ok());
        Ok(key)
    }
}
