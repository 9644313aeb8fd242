//! What patients decide, and asking for access.

use crate::chain::Call;
use salus_primitives::{
    consent::PolicyTerms, BlockNumber, Digest, OrganisationId, PolicyId, Purpose, RecordId,
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
