//! Bytes in JSON: hexadecimal digits in lower case, read with or without a leading `0x`.
//!
//! The modules are for `#[serde(with = …)]`.

use serde::{de::Error, Deserialize, Deserializer, Serializer};

/// Reads hexadecimal digits of either case, with or without a leading `0x`.
///
/// # Errors
/// If there are other characters, or an odd number of digits.
pub fn decode(text: &str) -> Result<Vec<u8>, hex::FromHexError> {
    hex::decode(text.strip_prefix("0x").unwrap_or(text))
}

/// Any number of bytes.
pub mod bytes {
    use super::*;

    /// Writes hexadecimal digits.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    /// Reads hexadecimal digits.
    ///
    /// # Errors
    /// If the text is not what it must be.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        decode(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Any number of bytes, or none.
pub mod optional_bytes {
    use super::*;

    /// Writes hexadecimal digits.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => serializer.serialize_some(&hex::encode(bytes)),
            None => serializer.serialize_none(),
        }
    }

    /// Reads hexadecimal digits.
    ///
    /// # Errors
    /// If the text is not what it must be.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        Option::<String>::deserialize(deserializer)?
            .map(|text| decode(&text).map_err(D::Error::custom))
            .transpose()
    }
}

/// Exactly `N` bytes.
pub mod array {
    use super::*;

    /// Writes hexadecimal digits.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    /// Reads hexadecimal digits.
    ///
    /// # Errors
    /// If the text is not what it must be.
    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        decode(&String::deserialize(deserializer)?)
            .map_err(D::Error::custom)?
            .try_into()
            .map_err(|_| D::Error::custom(format!("expected {N} bytes in hexadecimal digits")))
    }
}

/// A list of byte strings.
pub mod byte_strings {
    use super::*;

    /// Writes hexadecimal digits.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(list: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(hex::encode))
    }

    /// Reads hexadecimal digits.
    ///
    /// # Errors
    /// If the text is not what it must be.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u8>>, D::Error> {
        Vec::<String>::deserialize(deserializer)?
            .iter()
            .map(|text| decode(text).map_err(D::Error::custom))
            .collect()
    }
}

/// A list of 32-byte hashes.
pub mod digests {
    use super::*;

    /// Writes hexadecimal digits.
    ///
    /// # Errors
    /// The serializer's.
    pub fn serialize<S: Serializer>(list: &[[u8; 32]], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(hex::encode))
    }

    /// Reads hexadecimal digits.
    ///
    /// # Errors
    /// If the text is not what it must be.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<[u8; 32]>, D::Error> {
        byte_strings::deserialize(deserializer)?
            .into_iter()
            .map(|bytes| bytes.try_into().map_err(|_| D::Error::custom("a hash has 32 bytes")))
            .collect()
    }
}
