//! JSON forms: names and expressions as text, bytes as `0x` and hexadecimal digits.

use crate::{Attribute, ContentId, Expression, Label, Purpose, PurposeSet, RecordId};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};

macro_rules! as_text {
    ($($type:ty),+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )+};
}

as_text!(Attribute, ContentId, Expression, Label, Purpose, RecordId);

impl Serialize for PurposeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for PurposeSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Purpose>::deserialize(deserializer)?.into_iter().collect())
    }
}

fn to_hex(bytes: &[u8]) -> String {
    format!("0x{}", data_encoding::HEXLOWER.encode(bytes))
}

fn from_hex<E: Error>(text: &str) -> Result<Vec<u8>, E> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|e| E::custom(e.to_string()))
}

/// A bounded list of bytes as UTF-8 text.
pub mod utf8 {
    use super::*;
    use bounded_collections::{BoundedVec, Get};

    pub fn serialize<S: Serializer, L>(bytes: &BoundedVec<u8, L>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, L: Get<u32>>(
        deserializer: D,
    ) -> Result<BoundedVec<u8, L>, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.into_bytes().try_into().map_err(|_| D::Error::custom("the text is too long"))
    }
}

/// A bounded list of bytes as hexadecimal digits.
pub mod hex {
    use super::*;
    use bounded_collections::{BoundedVec, Get};

    pub fn serialize<S: Serializer, L>(bytes: &BoundedVec<u8, L>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>, L: Get<u32>>(
        deserializer: D,
    ) -> Result<BoundedVec<u8, L>, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_hex::<D::Error>(&text)?.try_into().map_err(|_| D::Error::custom("too many bytes"))
    }
}

/// A 32-byte hash as hexadecimal digits.
pub mod digest {
    use super::*;

    pub fn serialize<S: Serializer>(digest: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&to_hex(digest))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        from_hex::<D::Error>(&text)?.try_into().map_err(|_| D::Error::custom("a hash has 32 bytes"))
    }
}

/// A hash, or none.
pub mod optional_digest {
    use super::*;

    pub fn serialize<S: Serializer>(digest: &Option<[u8; 32]>, serializer: S) -> Result<S::Ok, S::Error> {
        digest.map(|digest| to_hex(&digest)).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<[u8; 32]>, D::Error> {
        let Some(text) = Option::<String>::deserialize(deserializer)? else { return Ok(None) };
        let bytes = from_hex::<D::Error>(&text)?;
        bytes.try_into().map(Some).map_err(|_| D::Error::custom("a hash has 32 bytes"))
    }
}

/// A list of hashes.
pub mod digest_list {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Hex(#[serde(with = "super::digest")] [u8; 32]);

    pub fn serialize<S: Serializer>(digests: &[[u8; 32]], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(digests.iter().map(|digest| Hex(*digest)))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<[u8; 32]>, D::Error> {
        Ok(Vec::<Hex>::deserialize(deserializer)?.into_iter().map(|hex| hex.0).collect())
    }
}

/// The peaks of a trail.
pub mod digests {
    use super::*;
    use crate::mmr::Peaks;

    pub fn serialize<S: Serializer>(peaks: &Peaks, serializer: S) -> Result<S::Ok, S::Error> {
        super::digest_list::serialize(peaks, serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Peaks, D::Error> {
        super::digest_list::deserialize(deserializer)?
            .try_into()
            .map_err(|_| D::Error::custom("a trail has at most 64 peaks"))
    }
}

#[cfg(test)]
mod tests;
