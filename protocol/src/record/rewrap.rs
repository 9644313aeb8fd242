//! A new header for a patient's record: the same content, for whom the chain admits now.

use super::{checked_header, OpeningError};
use crate::{account::AccountId, recipients::Recipients};
use rand_core::CryptoRng;
use salus_envelope::{DataKey, EnvelopeError, Header, RecipientSecret};
use salus_primitives::{consent::PolicyRef, record::Record, RecordId};

/// A patient's reading key, and those that it replaced.
#[derive(Clone, Copy, Debug)]
pub struct ReadingKeys<'a> {
    /// What new headers are sealed to.
    pub current: &'a RecipientSecret,
    /// What older headers may be sealed to.
    pub former: &'a [RecipientSecret],
}

impl ReadingKeys<'_> {
    /// The data key of `header`, with the first of the keys that opens it.
    ///
    /// # Errors
    /// As [`Header::data_key_for_patient`].
    pub fn data_key(&self, header: &Header) -> Result<DataKey, EnvelopeError> {
        let opened = header.data_key_for_patient(self.current);
        self.former.iter().fold(opened, |opened, secret| match opened {
            Err(EnvelopeError::NotOpened | EnvelopeError::OtherSuite { .. }) => {
                header.data_key_for_patient(secret)
            }
            done => done,
        })
    }
}

/// Makes a new header of record `id` under `policy`, for the recipients that the chain tells of it and for the
/// patient, whose reading keys these are.
///
/// `header` has the bytes of the header that the chain names in `facts`. The data key stays the same: whoever
/// opened the record before and kept it can still open the content. Another policy of the patient's moves the record.
///
/// # Errors
/// [`OpeningError::NotTheRecord`] if the bytes are not that header, [`OpeningError::Unlock`] if it is sealed to
/// another key, [`OpeningError::Rewrap`] if the new one cannot be made.
pub fn rewrap(
    keys: ReadingKeys<'_>,
    id: RecordId,
    facts: &Record<AccountId>,
    header: &[u8],
    policy: PolicyRef,
    to: &Recipients,
    rng: &mut impl CryptoRng,
) -> Result<Header, OpeningError> {
    let header = checked_header(id, facts, header)?;
    let key = keys.data_key(&header).map_err(OpeningError::Unlock)?;
    let recipients = salus_envelope::Recipients {
        policy: &to.policy,
        emergency: to.emergency.as_ref(),
        authorities: &to.authorities,
        patient: &keys.current.public(),
    };
    header.rewrap(&key, policy, &recipients, rng).map_err(OpeningError::Rewrap)
}
