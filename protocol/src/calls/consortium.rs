//! Who runs the consortium, and whom its members enrol.

use super::Call;
use crate::{account::AccountId, enrolment::Agreement};
use salus_primitives::{
    consortium::{Gateway, OrganisationKind, OrganisationName},
    ContentId, OrganisationId,
};

const PALLET: &str = "Consortium";

/// Admits an organisation, in the place of a removed one if it returns. By the council, two thirds.
pub fn admit(
    name: &OrganisationName,
    kind: OrganisationKind,
    seat: AccountId,
    gateway: &Gateway<AccountId>,
    predecessor: Option<OrganisationId>,
) -> Call {
    Call::new(PALLET, "admit").with(name).with(kind).with(seat).with(gateway).with(predecessor)
}

/// Suspends an organisation. By the council, more than half for a while, two thirds until further notice.
pub fn suspend(organisation: OrganisationId) -> Call {
    Call::new(PALLET, "suspend").with(organisation)
}

/// Reinstates a suspended organisation. By the council, more than half.
pub fn reinstate(organisation: OrganisationId) -> Call {
    Call::new(PALLET, "reinstate").with(organisation)
}

/// Removes an organisation for good. By the council, two thirds.
pub fn remove(organisation: OrganisationId) -> Call {
    Call::new(PALLET, "remove").with(organisation)
}

/// Replaces the gateway of the signer's organisation. By its seat.
///
/// A gateway with another account than before needs `signature`, that account's, as
/// [`multi_signature`](crate::enrolment::multi_signature) gives it.
pub fn set_gateway(gateway: &Gateway<AccountId>, signature: Option<Vec<u8>>) -> Call {
    let call = Call::new(PALLET, "set_gateway").with(gateway);
    match signature {
        Some(signature) => call.with_encoded([&[1], signature.as_slice()].concat()),
        None => call.with_encoded(vec![0]),
    }
}

/// Moves the seat of the signer's organisation to `account`, whose signature this carries. By its seat.
pub fn rotate_seat(account: AccountId, signature: Vec<u8>) -> Call {
    Call::new(PALLET, "rotate_seat").with(account).with_encoded(signature)
}

/// Makes `account` a validator of an organisation. By the council, two thirds.
pub fn add_validator(organisation: OrganisationId, account: AccountId) -> Call {
    Call::new(PALLET, "add_validator").with(organisation).with(account)
}

/// Ends a validator. By the council, two thirds.
pub fn remove_validator(account: AccountId) -> Call {
    Call::new(PALLET, "remove_validator").with(account)
}

/// Lets an isolated validator take part again. By the council, two thirds.
pub fn readmit_validator(account: AccountId) -> Call {
    Call::new(PALLET, "readmit_validator").with(account)
}

/// Enrols a person who agreed. By an active gateway.
pub fn enrol(account: AccountId, key_card: ContentId, agreement: &Agreement) -> Call {
    let call = Call::new(PALLET, "enrol").with(account).with(agreement.role).with(key_card);
    call.with(agreement.until).with_encoded(agreement.multi_signature())
}

/// Suspends a person. By the gateway of that person's organisation.
pub fn suspend_participant(account: AccountId) -> Call {
    Call::new(PALLET, "suspend_participant").with(account)
}

/// Reinstates a suspended person. By the gateway of that person's organisation.
pub fn reinstate_participant(account: AccountId) -> Call {
    Call::new(PALLET, "reinstate_participant").with(account)
}

/// Undoes an enrolment that was a mistake. By the gateway of that person's organisation.
pub fn withdraw_enrolment(account: AccountId) -> Call {
    Call::new(PALLET, "withdraw_enrolment").with(account)
}

/// Replaces the signer's key card. By a participant.
pub fn replace_key_card(key_card: ContentId) -> Call {
    Call::new(PALLET, "replace_key_card").with(key_card)
}
