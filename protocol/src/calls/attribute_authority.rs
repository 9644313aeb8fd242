//! Who certifies what of whom.

use super::Call;
use crate::account::AccountId;
use bounded_collections::{BoundedVec, ConstU32};
use salus_primitives::{
    authority::{AuthorityKeyBytes, Grant, PossessionProofBytes, MAX_GRANT_BATCH},
    BlockNumber, ContentId, Label, OrganisationId,
};

const PALLET: &str = "AttributeAuthority";

/// As many items as fit into one call.
pub type Batch<Item> = BoundedVec<Item, ConstU32<MAX_GRANT_BATCH>>;

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

/// Grants attributes of the signer's, each that can be granted. By an authority.
pub fn grant_batch(grants: &Batch<Grant<AccountId>>) -> Call {
    Call::new(PALLET, "grant_batch").with(grants)
}

/// Renews holdings at their attributes' current epochs, each that can be renewed. By their authority.
pub fn renew_batch(grants: &Batch<Grant<AccountId>>) -> Call {
    Call::new(PALLET, "renew_batch").with(grants)
}

/// Revokes holdings, holder and attribute of each, and begins one next epoch of every attribute that
/// somebody lost. By their authority.
pub fn revoke_batch(holdings: &Batch<(AccountId, Label)>) -> Call {
    Call::new(PALLET, "revoke_batch").with(holdings)
}

/// Gives the signer a new public key and begins the next epoch of all its attributes. By an authority.
pub fn rotate_key(public_key: &AuthorityKeyBytes, proof_of_possession: &PossessionProofBytes) -> Call {
    Call::new(PALLET, "rotate_key").with(public_key).with(proof_of_possession)
}

/// Suspends an attribute of the signer's. By an authority.
pub fn suspend_attribute(attribute: &Label) -> Call {
    Call::new(PALLET, "suspend_attribute").with(attribute)
}

/// Reinstates a suspended attribute of the signer's. By an authority.
pub fn reinstate_attribute(attribute: &Label) -> Call {
    Call::new(PALLET, "reinstate_attribute").with(attribute)
}

/// Clears away holdings that expired long ago, each named by its holder, attribute and authority. By anybody, as a
/// general transaction: who signs it is refused.
pub fn discard_holdings(holdings: &Batch<(AccountId, Label, Label)>) -> Call {
    Call::new(PALLET, "discard_holdings").with(holdings)
}

/// Removes an authority for ever. By the council, two thirds.
pub fn remove(name: &Label) -> Call {
    Call::new(PALLET, "remove").with(name)
}
