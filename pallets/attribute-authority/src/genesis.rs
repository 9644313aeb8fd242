//! Authorities that exist from the first block on.

use crate::{Config, Pallet};
use alloc::{string::String, vec::Vec};
use salus_primitives::{
    authority::{Authority, UseStatus},
    Label, OrganisationId,
};

/// Name, organisation, account, public key and proof of possession of an authority, the last two in
/// the encodings of `salus-abe`.
pub type GenesisAuthority<AccountId> = (Vec<u8>, OrganisationId, AccountId, Vec<u8>, Vec<u8>);

/// Registers the authorities of the chain specification.
///
/// A chain must not start from a specification that it cannot follow, so that a mistake in it ends the
/// construction of the genesis block with a message that names the authority.
pub(crate) fn build<T: Config>(authorities: &[GenesisAuthority<T::AccountId>]) {
    for authority in authorities {
        let registered = register::<T>(authority);
        let name = String::from_utf8_lossy(&authority.0);
        assert!(registered.is_ok(), "genesis authority '{name}': {}", registered.err().unwrap_or_default());
    }
}

fn register<T: Config>(
    (name, organisation, account, public_key, proof): &GenesisAuthority<T::AccountId>,
) -> Result<(), &'static str> {
    let name =
        Label::new(name).map_err(|_| "its name must be 2 to 32 characters of a-z, 0-9 and inner '-'")?;
    let authority = Authority {
        organisation: *organisation,
        account: account.clone(),
        public_key: public_key.clone().try_into().map_err(|_| "its public key is too long")?,
        proof_of_possession: proof.clone().try_into().map_err(|_| "its proof of possession is too long")?,
        key_version: 0,
        status: UseStatus::Active,
    };
    Pallet::<T>::do_register(name, authority).map_err(|error| error.into())
}
