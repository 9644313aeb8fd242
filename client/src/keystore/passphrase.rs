//! Passphrases: the same text opens the keystore, however a keyboard or an editor encodes it.

use super::KeystoreError;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// Fewest characters of a new keystore's passphrase: what NIST SP 800-63B asks of any.
pub const SHORTEST_PASSPHRASE: usize = 8;
/// What some editors put before UTF-8, where it means nothing.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// The passphrase of a new keystore, in the form in which it is used.
pub(super) fn of_a_new_keystore(passphrase: &str) -> Result<Zeroizing<Vec<u8>>, KeystoreError> {
    let normal = normal(passphrase);
    match normal.chars().count() {
        0 => Err(KeystoreError::EmptyPassphrase),
        1..SHORTEST_PASSPHRASE => Err(KeystoreError::ShortPassphrase),
        _ => Ok(Zeroizing::new(normal.as_bytes().to_vec())),
    }
}

/// Opens with the passphrase in its normal form, then as it was given: older keystores were made with that.
pub(super) fn try_each<T>(
    passphrase: &str,
    open: impl Fn(&[u8]) -> Result<T, KeystoreError>,
) -> Result<T, KeystoreError> {
    let normal = normal(passphrase);
    match open(normal.as_bytes()) {
        Err(KeystoreError::WrongPassphrase) if *normal != passphrase => open(passphrase.as_bytes()),
        outcome => outcome,
    }
}

/// Without a byte order mark, in NFKC: a letter with an accent is one character or two, as the system likes.
fn normal(passphrase: &str) -> Zeroizing<String> {
    let text = passphrase.strip_prefix(BYTE_ORDER_MARK).unwrap_or(passphrase);
    // Large enough for any normal form, so that no part of it stays behind where a smaller buffer was.
    let mut normal = Zeroizing::new(String::with_capacity(text.len().saturating_mul(LONGEST_GROWTH)));
    normal.extend(text.nfkc());
    normal
}

/// How many times as long as a text its NFKC form can be, in UTF-8 (UAX #15, annex 3).
const LONGEST_GROWTH: usize = 11;
