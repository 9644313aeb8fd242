//! Decryption keys on their way from an authority to a holder, with this machine's randomness.

pub use salus_protocol::issuing::{open, IssuingError, KeyPackage, PACKAGE_INFO};

use crate::card::KeyCard;
use salus_abe::AuthoritySecretKey;
use salus_primitives::EpochAttribute;

/// Issues the key of `attribute` to the owner of `card` and seals it to that card.
///
/// # Errors
/// [`IssuingError::Card`] or [`IssuingError::Sealing`].
pub fn issue(
    authority: &AuthoritySecretKey,
    card: &KeyCard,
    attribute: &EpochAttribute,
) -> Result<KeyPackage, IssuingError> {
    salus_protocol::issuing::issue(authority, card, attribute, &mut rand::rng())
}
