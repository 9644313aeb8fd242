//! A patient's reading key on its way to a delegate.
//!
//! Every header of a patient's records has a box for the patient, sealed to the key on the patient's card. Whom the
//! patient appoints opens that box, too: the secret of the key is HPKE-sealed to the delegate's card, with both
//! accounts as associated data, and the data pool keeps the package. The chain names it and decides, with every
//! ticket, whether the delegate still reads. When an appointment ends, the patient takes another key: new headers are
//! sealed to that one.

use crate::{
    account::AccountId,
    card::{InvalidCard, KeyCard},
    content,
    issuing::KeyPackage,
};
use codec::Encode;
use rand_core::CryptoRng;
use salus_envelope::{open_from, seal_to, RecipientSecret, RecipientSuite};
use zeroize::Zeroizing;

/// HPKE info of packages with a reading key.
pub const READING_KEY_INFO: &[u8] = b"salus/reading-key/v1";

/// Why a reading key could not be shared or taken.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ReadingKeyError {
    /// The card is another account's.
    #[error("the key card is {0}'s, and not the delegate's")]
    OtherAccount(AccountId),
    /// The card cannot be encrypted to.
    #[error(transparent)]
    Card(#[from] InvalidCard),
    /// Sealing failed.
    #[error("the reading key could not be sealed: {0}")]
    Sealing(String),
    /// The package does not open with the delegate's secret.
    #[error("the package with the reading key does not open: it was sealed to another card or for another patient")]
    Sealed,
    /// The package does not contain a key.
    #[error("the package contains no reading key")]
    Malformed,
}

/// Seals `secret`, the reading key of `patient`, to the card of `delegate`.
///
/// # Errors
/// [`ReadingKeyError::OtherAccount`], [`ReadingKeyError::Card`] or [`ReadingKeyError::Sealing`].
pub fn share(
    secret: &RecipientSecret,
    patient: &AccountId,
    delegate: &AccountId,
    card: &KeyCard,
    rng: &mut impl CryptoRng,
) -> Result<KeyPackage, ReadingKeyError> {
    if card.account() != *delegate {
        return Err(ReadingKeyError::OtherAccount(card.account()));
    }
    let mut plaintext = Zeroizing::new(Vec::with_capacity(1 + salus_envelope::SECRET_BYTES));
    plaintext.push(secret.suite().id());
    plaintext.extend_from_slice(secret.to_bytes().as_slice());
    let bytes =
        seal_to(&card.recipient()?, READING_KEY_INFO, &associated(patient, delegate), &plaintext, rng)
            .map_err(|e| ReadingKeyError::Sealing(e.to_string()))?;
    Ok(KeyPackage { id: content::raw_id(&bytes), bytes })
}

/// Takes the reading key of `patient` out of a package, with the secret of `delegate`.
///
/// That it is the patient's key shows when it opens a header.
///
/// # Errors
/// [`ReadingKeyError::Sealed`] or [`ReadingKeyError::Malformed`].
pub fn take(
    package: &[u8],
    recipient: &RecipientSecret,
    patient: &AccountId,
    delegate: &AccountId,
) -> Result<RecipientSecret, ReadingKeyError> {
    let plaintext = open_from(recipient, READING_KEY_INFO, &associated(patient, delegate), package)
        .map_err(|_| ReadingKeyError::Sealed)?;
    let (suite, secret) = plaintext.split_first().ok_or(ReadingKeyError::Malformed)?;
    let suite = RecipientSuite::try_from(*suite).map_err(|_| ReadingKeyError::Malformed)?;
    RecipientSecret::from_bytes(suite, secret).map_err(|_| ReadingKeyError::Malformed)
}

fn associated(patient: &AccountId, delegate: &AccountId) -> Vec<u8> {
    (patient, delegate).encode()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::{signing::Account, Signer};

    struct Scene {
        patient: AccountId,
        secret: RecipientSecret,
        delegate: Account,
        recipient: RecipientSecret,
    }

    fn scene_of(suite: RecipientSuite) -> Scene {
        Scene {
            patient: Account::from_uri("//Paula").unwrap().id(),
            secret: RecipientSecret::generate(suite, &mut rand::rng()),
            delegate: Account::from_uri("//Gina").unwrap(),
            recipient: RecipientSecret::generate(suite, &mut rand::rng()),
        }
    }

    impl Scene {
        fn package(&self) -> Vec<u8> {
            let card = KeyCard::sign(&self.delegate, &self.recipient);
            share(&self.secret, &self.patient, &self.delegate.id(), &card, &mut rand::rng()).unwrap().bytes
        }

        fn take(&self, package: &[u8]) -> Result<RecipientSecret, ReadingKeyError> {
            take(package, &self.recipient, &self.patient, &self.delegate.id())
        }
    }

    #[test]
    fn reading_key_should_reach_the_delegate_when_it_is_sealed_to_the_card() {
        for suite in RecipientSuite::ALL {
            let scene = scene_of(suite);
            assert!(scene.take(&scene.package()).unwrap() == scene.secret);
        }
    }

    #[test]
    fn reading_key_should_stay_sealed_when_the_secret_or_an_account_is_another() {
        let scene = scene_of(RecipientSuite::XWing);
        let package = scene.package();
        let (own, other) = (scene.delegate.id(), AccountId([9; 32]));
        let stranger = RecipientSecret::generate(RecipientSuite::XWing, &mut rand::rng());
        for (secret, patient, delegate) in [
            (&stranger, &scene.patient, &own),
            (&scene.recipient, &other, &own),
            (&scene.recipient, &scene.patient, &other),
        ] {
            let taken = take(&package, secret, patient, delegate);
            assert!(matches!(taken, Err(ReadingKeyError::Sealed)));
        }
    }

    #[test]
    fn reading_key_should_not_be_shared_when_the_card_is_another_account_s() {
        let scene = scene_of(RecipientSuite::X25519);
        let card = KeyCard::sign(&Account::from_uri("//Mallory").unwrap(), &scene.recipient);
        let shared = share(&scene.secret, &scene.patient, &scene.delegate.id(), &card, &mut rand::rng());
        assert!(matches!(shared, Err(ReadingKeyError::OtherAccount(_))));
    }

    #[test]
    fn package_should_be_refused_when_it_holds_no_key() {
        let scene = scene_of(RecipientSuite::XWing);
        let aad = associated(&scene.patient, &scene.delegate.id());
        for plaintext in [&b""[..], &[2], &[9; 33], &[2; 5]] {
            let package =
                seal_to(&scene.recipient.public(), READING_KEY_INFO, &aad, plaintext, &mut rand::rng())
                    .unwrap();
            assert!(matches!(scene.take(&package), Err(ReadingKeyError::Malformed)));
        }
    }

    #[test]
    fn package_should_not_panic_when_its_bytes_are_hostile() {
        let scene = scene_of(RecipientSuite::X25519);
        let valid = scene.package();
        crate::hostile::attack(std::slice::from_ref(&valid), |bytes| {
            assert_eq!(scene.take(bytes).is_ok(), bytes == valid);
        });
    }
}
