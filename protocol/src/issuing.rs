//! Decryption keys on their way from an authority to a holder.
//!
//! A key travels as a package: the key's encoding, HPKE-sealed to the holder's card under the card's suite,
//! with the holder's account and the attribute's epoch as associated data. The data pool keeps packages in the open;
//! only the holder opens one, and only as the key it was issued as.

use crate::{account::AccountId, card::InvalidCard, card::KeyCard, content};
use codec::Encode;
use rand_core::CryptoRng;
use salus_abe::{AttributeKey, AuthorityPublicKey, AuthoritySecretKey, Gid};
use salus_envelope::{open_from, seal_to, RecipientSecret};
use salus_primitives::{ContentId, EpochAttribute, Label};
use zeroize::Zeroizing;

/// HPKE info of key packages.
pub const PACKAGE_INFO: &[u8] = b"salus/key-package/v1";

/// A sealed key with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPackage {
    /// What goes on the chain.
    pub id: ContentId,
    /// What goes into the data pool.
    pub bytes: Vec<u8>,
}

/// Why a key could not be packed or unpacked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum IssuingError {
    /// The holder's card cannot be encrypted to.
    #[error(transparent)]
    Card(#[from] InvalidCard),
    /// Sealing failed.
    #[error("the key could not be sealed: {0}")]
    Sealing(String),
    /// The package does not open with the holder's secret, or was sealed as another key.
    #[error("the key package for {0} does not open: it was sealed for another card or another attribute")]
    Sealed(Box<EpochAttribute>),
    /// The package does not contain a key.
    #[error("the key package for {0} contains no key: {1}")]
    Malformed(Box<EpochAttribute>, String),
    /// The key is not what its authority's public key and the holder's account say it must be.
    #[error("the key for {0} does not fit its authority's public key and this account")]
    Wrong(Box<EpochAttribute>),
}

/// Issues the key of `attribute` to the owner of `card` and seals it to that card.
///
/// # Errors
/// [`IssuingError::Card`] or [`IssuingError::Sealing`].
pub fn issue(
    authority: &AuthoritySecretKey,
    card: &KeyCard,
    attribute: &EpochAttribute,
    rng: &mut impl CryptoRng,
) -> Result<KeyPackage, IssuingError> {
    let holder = card.account();
    let key = authority.issue(&Gid(holder.0), attribute, rng);
    let plaintext = Zeroizing::new(key.encode());
    let bytes = seal_to(&card.recipient()?, PACKAGE_INFO, &associated(&holder, attribute), &plaintext, rng)
        .map_err(|e| IssuingError::Sealing(e.to_string()))?;
    Ok(KeyPackage { id: content::raw_id(&bytes), bytes })
}

/// Opens the package of `attribute`'s key and checks the key against its `authority`, of this name and public key.
///
/// # Errors
/// [`IssuingError::Sealed`], [`IssuingError::Malformed`] or [`IssuingError::Wrong`].
pub fn open(
    package: &[u8],
    recipient: &RecipientSecret,
    holder: &AccountId,
    attribute: &EpochAttribute,
    authority: (&Label, &AuthorityPublicKey),
) -> Result<AttributeKey, IssuingError> {
    let (name, public) = authority;
    let plaintext = open_from(recipient, PACKAGE_INFO, &associated(holder, attribute), package)
        .map_err(|_| IssuingError::Sealed(Box::new(attribute.clone())))?;
    let key = AttributeKey::decode(&plaintext)
        .map_err(|e| IssuingError::Malformed(Box::new(attribute.clone()), e.to_string()))?;
    if key.attribute() != attribute || key.verify(&Gid(holder.0), name, public).is_err() {
        return Err(IssuingError::Wrong(Box::new(attribute.clone())));
    }
    Ok(key)
}

fn associated(holder: &AccountId, attribute: &EpochAttribute) -> Vec<u8> {
    (holder, attribute).encode()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::{signing::Account, Signer};
    use salus_envelope::RecipientSuite;

    struct Scene {
        authority: AuthoritySecretKey,
        holder: Account,
        recipient: RecipientSecret,
        attribute: EpochAttribute,
    }

    fn attribute() -> salus_primitives::Attribute {
        "doctor@medical-council".parse().unwrap()
    }

    fn scene_of(suite: RecipientSuite) -> Scene {
        Scene {
            authority: AuthoritySecretKey::generate(&mut rand::rng()),
            holder: Account::from_uri("//Alice").unwrap(),
            recipient: RecipientSecret::generate(suite, &mut rand::rng()),
            attribute: attribute().at(3),
        }
    }

    fn scene() -> Scene {
        scene_of(RecipientSuite::XWing)
    }

    impl Scene {
        fn package(&self) -> KeyPackage {
            let card = KeyCard::sign(&self.holder, &self.recipient);
            issue(&self.authority, &card, &self.attribute, &mut rand::rng()).unwrap()
        }

        /// A package of this scene's form with something else in it.
        fn package_of(&self, plaintext: &[u8]) -> Vec<u8> {
            let aad = associated(&self.holder.id(), &self.attribute);
            seal_to(&self.recipient.public(), PACKAGE_INFO, &aad, plaintext, &mut rand::rng()).unwrap()
        }

        fn open(&self, attribute: &EpochAttribute) -> Result<AttributeKey, IssuingError> {
            self.open_bytes(&self.package().bytes, attribute)
        }

        fn open_bytes(&self, bytes: &[u8], attribute: &EpochAttribute) -> Result<AttributeKey, IssuingError> {
            let public = self.authority.public_key();
            open(
                bytes,
                &self.recipient,
                &self.holder.id(),
                attribute,
                (&attribute.attribute.authority, &public),
            )
        }
    }

    #[test]
    fn key_should_open_when_it_reaches_its_holder() {
        for suite in RecipientSuite::ALL {
            let scene = scene_of(suite);
            assert_eq!(scene.open(&scene.attribute).unwrap().attribute(), &scene.attribute);
            assert_eq!(salus_envelope::suite_of(&scene.package().bytes), Ok(suite));
        }
    }

    #[test]
    fn key_should_be_refused_when_it_was_sealed_to_another_card() {
        let scene = scene();
        for suite in RecipientSuite::ALL {
            let stranger = RecipientSecret::generate(suite, &mut rand::rng());
            let public = scene.authority.public_key();
            let authority = (&scene.attribute.attribute.authority, &public);
            let opened =
                open(&scene.package().bytes, &stranger, &scene.holder.id(), &scene.attribute, authority);
            assert!(matches!(opened, Err(IssuingError::Sealed(_))));
        }
    }

    #[test]
    fn key_should_be_refused_when_a_byte_of_its_package_is_altered() {
        let scene = scene_of(RecipientSuite::X25519);
        let package = scene.package().bytes;
        for at in 0..package.len() {
            let mut altered = package.clone();
            altered[at] ^= 0x80;
            let opened = scene.open_bytes(&altered, &scene.attribute);
            assert!(matches!(opened, Err(IssuingError::Sealed(_))), "byte {at}");
        }
    }

    #[test]
    fn key_should_be_refused_when_it_is_another_holders() {
        // The authority, or whoever got hold of its channel, packs somebody else's key properly.
        let scene = scene();
        let other = scene.authority.issue(&Gid([9; 32]), &scene.attribute, &mut rand::rng());
        let opened = scene.open_bytes(&scene.package_of(&other.encode()), &scene.attribute);
        assert!(matches!(opened, Err(IssuingError::Wrong(_))));
    }

    #[test]
    fn key_should_be_refused_when_its_package_holds_another_attributes() {
        let scene = scene();
        let gid = Gid(scene.holder.id().0);
        let other = scene.authority.issue(&gid, &attribute().at(4), &mut rand::rng());
        let opened = scene.open_bytes(&scene.package_of(&other.encode()), &scene.attribute);
        assert!(matches!(opened, Err(IssuingError::Wrong(_))));
    }

    #[test]
    fn key_should_be_refused_when_its_package_holds_no_key() {
        let scene = scene();
        let opened = scene.open_bytes(&scene.package_of(b"no key"), &scene.attribute);
        assert!(matches!(opened, Err(IssuingError::Malformed(..))));
    }

    #[test]
    fn package_should_not_panic_when_its_bytes_are_hostile() {
        let scene = scene_of(RecipientSuite::X25519);
        let valid = scene.package().bytes;
        crate::hostile::attack(std::slice::from_ref(&valid), |bytes| {
            assert_eq!(scene.open_bytes(bytes, &scene.attribute).is_ok(), bytes == valid);
        });
    }

    #[test]
    fn key_should_be_refused_when_passed_off_as_another_epoch() {
        let scene = scene();
        let other = attribute().at(4);
        assert!(matches!(scene.open(&other), Err(IssuingError::Sealed(_))));
    }

    #[test]
    fn key_should_be_refused_when_another_authority_issued_it() {
        let scene = scene();
        let other = AuthoritySecretKey::generate(&mut rand::rng()).public_key();
        let authority = (&scene.attribute.attribute.authority, &other);
        let opened =
            open(&scene.package().bytes, &scene.recipient, &scene.holder.id(), &scene.attribute, authority);
        assert!(matches!(opened, Err(IssuingError::Wrong(_))));
    }

    #[test]
    fn key_should_be_refused_when_its_attribute_is_not_of_the_authority_named() {
        let scene = scene();
        let (name, public) = ("another-authority".parse().unwrap(), scene.authority.public_key());
        let opened = open(
            &scene.package().bytes,
            &scene.recipient,
            &scene.holder.id(),
            &scene.attribute,
            (&name, &public),
        );
        assert!(matches!(opened, Err(IssuingError::Wrong(_))));
    }
}
