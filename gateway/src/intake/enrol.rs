//! Enrolling a person.

use super::{card, IntakeError};
use crate::{
    database::blocks::Document,
    ledger::{Call, LedgerError},
    state::Gateway,
};
use bytes::Bytes;
use salus_client::{account::AccountId, card::KeyCard, enrolment::Agreement};
use salus_primitives::{
    consortium::{MemberStatus, Role},
    BlockNumber,
};

/// What a person signed about being enrolled by this organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// As what.
    pub role: Role,
    /// The last block in which the signature counts.
    pub until: BlockNumber,
    /// The signature.
    pub signature: [u8; 64],
}

/// Enrols `account` with its card, or moves it here. Repeating it answers alike and enrols nobody twice.
///
/// Returns a finalised block in which the person is enrolled.
///
/// # Errors
/// [`IntakeError::Card`] if the card is not the account's, [`IntakeError::Enrolled`] if the account is
/// enrolled otherwise, [`IntakeError::Refused`] if the chain does
/// not take it: the person did not sign this, or the account speaks in another capacity already, say.
pub async fn enrol(
    gateway: &Gateway,
    account: AccountId,
    bytes: Bytes,
    agreement: Agreed,
) -> Result<BlockNumber, IntakeError> {
    let Agreed { role, until, signature } = agreement;
    let decoded = KeyCard::decode(&bytes).map_err(|error| IntakeError::Card(error.to_string()))?;
    if decoded.account() != account {
        return Err(IntakeError::Card("it names another account".into()));
    }
    decoded.recipient().map_err(|error| IntakeError::Card(error.to_string()))?;
    let head = gateway.ledger.head()?;
    let own = gateway.roster.organisation(head).await?.ok_or(IntakeError::NotGateway)?;
    let key_card = decoded.content_id();
    // First the card, then the chain: what the chain names must be there.
    card::keep(gateway, &key_card, bytes, Document::Card).await?;
    if let Some(known) = gateway.ledger.participant(head, account).await? {
        let same = known.organisation == own
            && known.role == role
            && known.key_card == key_card
            && known.status == MemberStatus::Active;
        if same {
            return Ok(head.number);
        }
        // Whoever is enrolled elsewhere moves here by the same signature.
        if known.organisation == own {
            return Err(IntakeError::Enrolled);
        }
    }
    let agreement = Agreement { organisation: own, role, until, signature };
    match gateway.ledger.submit(Call::Enrol { account, key_card, agreement }).await {
        Ok(block) => Ok(block),
        Err(LedgerError::Refused { reason, .. }) => Err(IntakeError::Refused(reason)),
        Err(error) => Err(error.into()),
    }
}
