//! What patients decide, and asking for access.

use super::Call;
use crate::account::AccountId;
use bounded_collections::{BoundedVec, ConstU32};
use salus_primitives::{
    consent::{Barred, DelegationScope, GuardianDecision, PolicyTerms, MAX_DISCARDED},
    emergency::{EmergencyReason, ReviewOutcome},
    BlockNumber, ContentId, Digest, EmergencyId, Expression, OrganisationId, PolicyId, Purpose, RecordId,
    TicketId,
};

const PALLET: &str = "Consent";

/// Makes a policy, or changes the signer's policy `policy`. By a patient.
pub fn set_policy(policy: Option<PolicyId>, terms: &PolicyTerms) -> Call {
    Call::new(PALLET, "set_policy").with(policy).with(terms)
}

/// Revokes a policy: it admits nobody but its owner. By its owner.
pub fn revoke_policy(policy: PolicyId) -> Call {
    Call::new(PALLET, "revoke_policy").with(policy)
}

/// Lets an organisation add records until a block. By a patient.
pub fn allow_contribution(organisation: OrganisationId, until: BlockNumber) -> Call {
    Call::new(PALLET, "allow_contribution").with(organisation).with(until)
}

/// Ends what [`allow_contribution`] began. By the same patient.
pub fn revoke_contribution(organisation: OrganisationId) -> Call {
    Call::new(PALLET, "revoke_contribution").with(organisation)
}

/// Asks for access to a record. By an active participant. The outcome is in the event.
pub fn open_access(record: RecordId, purpose: Purpose, justification: Digest) -> Call {
    Call::new(PALLET, "open_access").with(record).with(purpose).with(justification)
}

/// Appoints somebody to read, or to decide too, until a block. By a patient.
pub fn delegate(delegate: AccountId, scope: DelegationScope, until: BlockNumber) -> Call {
    Call::new(PALLET, "delegate").with(delegate).with(scope).with(until)
}

/// Names the package in which the signer's reading key is sealed to a delegate. By the same patient.
pub fn share_key(delegate: AccountId, key_package: ContentId) -> Call {
    Call::new(PALLET, "share_key").with(delegate).with(key_package)
}

/// Ends what [`delegate()`] began. By the same patient.
pub fn end_delegation(delegate: AccountId) -> Call {
    Call::new(PALLET, "end_delegation").with(delegate)
}

/// Steps down from what a patient appointed the signer to. By the delegate.
pub fn decline_delegation(patient: AccountId) -> Call {
    Call::new(PALLET, "decline_delegation").with(patient)
}

/// Bars an account or an organisation from every record. By a patient.
pub fn restrict(barred: &Barred<AccountId>) -> Call {
    Call::new(PALLET, "restrict").with(barred)
}

/// Ends what [`restrict`] began. By the same patient.
pub fn lift_restriction(barred: &Barred<AccountId>) -> Call {
    Call::new(PALLET, "lift_restriction").with(barred)
}

/// Decides in a patient's name. By a guardian whom the patient appointed.
pub fn decide_for(patient: AccountId, decision: &GuardianDecision<AccountId>) -> Call {
    Call::new(PALLET, "decide_for").with(patient).with(decision)
}

/// Sets the rule for emergencies. By the council, more than half.
pub fn set_emergency_rule(
    accessors: &Expression,
    reviewers: &Expression,
    validity: BlockNumber,
    review_within: BlockNumber,
) -> Call {
    Call::new(PALLET, "set_emergency_rule").with(accessors).with(reviewers).with(validity).with(review_within)
}

/// Breaks a patient's glass. By an active participant. The outcome is in the event.
pub fn break_glass(patient: AccountId, reason: EmergencyReason, justification: Digest) -> Call {
    Call::new(PALLET, "break_glass").with(patient).with(reason).with(justification)
}

/// Closes an emergency. By a reviewer of another organisation than the accessor's.
pub fn review(emergency: EmergencyId, outcome: ReviewOutcome) -> Call {
    Call::new(PALLET, "review").with(emergency).with(outcome)
}

/// Forgets tickets, in ascending order, that ended long ago. By anybody, as a general transaction: who signs
/// it is refused.
pub fn discard_tickets(tickets: &BoundedVec<TicketId, ConstU32<MAX_DISCARDED>>) -> Call {
    Call::new(PALLET, "discard_tickets").with(tickets)
}

/// Forgets policies, in ascending order, that ended long ago and that no record is under. As [`discard_tickets`].
pub fn discard_policies(policies: &BoundedVec<PolicyId, ConstU32<MAX_DISCARDED>>) -> Call {
    Call::new(PALLET, "discard_policies").with(policies)
}
