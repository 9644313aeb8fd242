//! A new header for one's own record: the same content, for whom the chain admits now.

use super::{checked_header, RecordError};
use crate::{account::AccountId, keystore::Keystore, recipients::Recipients};
use salus_envelope::Header;
use salus_primitives::{consent::PolicyRef, record::Record, RecordId};

/// Makes a new header of record `id` under `policy`, for the recipients that the chain tells of it and for the
/// patient, whose keystore this is.
///
/// `header` has the bytes of the header that the chain names in `facts`. The data key stays the same: whoever
/// opened the record before and kept it can still open the content.
///
/// # Errors
/// [`RecordError::NotTheRecord`] if the bytes are not that header, [`RecordError::Unlock`] if it is sealed to
/// another key, [`RecordError::Rewrap`] if the new one cannot be made.
pub fn rewrap(
    keystore: &Keystore,
    id: RecordId,
    facts: &Record<AccountId>,
    header: &[u8],
    policy: PolicyRef,
    to: &Recipients,
) -> Result<Header, RecordError> {
    let header = checked_header(id, facts, header)?;
    let key = header.data_key_for_patient(keystore.recipient()).map_err(RecordError::Unlock)?;
    let recipients = salus_envelope::Recipients {
        policy: &to.policy,
        emergency: to.emergency.as_ref(),
        authorities: &to.authorities,
        patient: &keystore.recipient().public(),
    };
    header.rewrap(&key, policy, &recipients, &mut rand::rng()).map_err(RecordError::Rewrap)
}
