//! Who certifies what of whom.

use crate::{account::AccountId, chain::Call};
use salus_primitives::{
    authority::{AuthorityKeyBytes, PossessionProofBytes},
    BlockNumber, ContentId, Label, OrganisationId,
};

const PALLET: &str = "AttributeAuthority";

/// Registers an authority. By the council, more than half.
pub fn register(
    name: &Label,
    organisation: OrganisationId,
    account: AccountId,
    public_key: &AuthorityKeyBytes,
    proof_of_possession: &PossessionProofBytes,
) -> Call {
    Call::new(PALLET, "register")
        .with(name)
        .with(organisation)
        .with(account)
        .with(public_key)
        .with(proof_of_possession)
}

/// Declares an attribute in the signer's name space. By an authority.
pub fn declare(attribute: &Label) -> Call {
    Call::new(PALLET, "declare").with(attribute)
}

/// Grants an attribute of the signer's to an active participant. By an authority.
pub fn grant(holder: AccountId, attribute: &Label, expires: BlockNumber, key_package: ContentId) -> Call {
    Call::new(PALLET, "grant").with(holder).with(attribute).with(expires).with(key_package)
}

/// Renews a holding at the attribute's current epoch. By its authority.
pub fn renew(holder: AccountId, attribute: &Label, expires: BlockNumber, key_package: ContentId) -> Call {
    Call::new(PALLET, "renew").with(holder).with(attribute).with(expires).with(key_package)
}

/// Revokes a holding and begins the attribute's next epoch. By its authority.
pub fn revoke(holder: AccountId, attribute: &Label) -> Call {
    Call::new(PALLET, "revoke").with(holder).with(attribute)
}

/// Suspends an authority. By the council, more than half.
pub fn suspend(name: &Label) -> Call {
    Call::new(PALLET, "suspend").with(name)
}

/// Reinstates a suspended authority. By the council, more than half.
pub fn reinstate(name: &Label) -> Call {
    Call::new(PALLET, "reinstate").with(name)
}
