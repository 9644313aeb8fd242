//! Why a record is read: HL7 v3 PurposeOfUse.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;

/// A code of the HL7 v3 value set PurposeOfUse (code system v3-ActReason).
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
#[allow(clippy::upper_case_acronyms)]
pub enum Purpose {
    /// TREAT: treatment.
    #[codec(index = 0)]
    Treatment,
    /// ETREAT: emergency treatment.
    #[codec(index = 1)]
    EmergencyTreatment,
    /// HPAYMT: payment of health care.
    #[codec(index = 2)]
    Payment,
    /// HOPERAT: operation of health care.
    #[codec(index = 3)]
    Operations,
    /// HRESCH: research.
    #[codec(index = 4)]
    Research,
    /// PUBHLTH: public health.
    #[codec(index = 5)]
    PublicHealth,
    /// PATRQT: at the patient's request.
    #[codec(index = 6)]
    PatientRequest,
}

/// Every purpose with its HL7 code.
pub const PURPOSES: [(Purpose, &str); 7] = [
    (Purpose::Treatment, "TREAT"),
    (Purpose::EmergencyTreatment, "ETREAT"),
    (Purpose::Payment, "HPAYMT"),
    (Purpose::Operations, "HOPERAT"),
    (Purpose::Research, "HRESCH"),
    (Purpose::PublicHealth, "PUBHLTH"),
    (Purpose::PatientRequest, "PATRQT"),
];

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = PURPOSES.iter().find(|(purpose, _)| purpose == self).map_or("", |(_, code)| code);
        f.write_str(code)
    }
}

/// The text is none of the seven codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPurpose;

impl fmt::Display for UnknownPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a purpose is one of TREAT, ETREAT, HPAYMT, HOPERAT, HRESCH, PUBHLTH, PATRQT")
    }
}

impl core::error::Error for UnknownPurpose {}

impl FromStr for Purpose {
    type Err = UnknownPurpose;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        PURPOSES
            .iter()
            .find(|(_, code)| code.eq_ignore_ascii_case(text))
            .map(|(purpose, _)| *purpose)
            .ok_or(UnknownPurpose)
    }
}

/// A set of purposes, one bit each, in the order of [`PURPOSES`].
///
/// Decoding refuses bits that stand for no purpose.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct PurposeSet(u8);

const KNOWN: u8 = 0b0111_1111;

impl PurposeSet {
    /// The set with no purpose.
    pub const EMPTY: Self = Self(0);

    /// This set with `purpose` added.
    #[must_use]
    pub fn with(self, purpose: Purpose) -> Self {
        Self(self.0 | Self::bit(purpose))
    }

    /// True if `purpose` is in the set.
    pub fn contains(self, purpose: Purpose) -> bool {
        self.0 & Self::bit(purpose) != 0
    }

    /// True if no purpose is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The purposes of the set, in the order of [`PURPOSES`].
    pub fn iter(self) -> impl Iterator<Item = Purpose> {
        PURPOSES.into_iter().map(|(purpose, _)| purpose).filter(move |p| self.contains(*p))
    }

    fn bit(purpose: Purpose) -> u8 {
        match purpose {
            Purpose::Treatment => 1,
            Purpose::EmergencyTreatment => 1 << 1,
            Purpose::Payment => 1 << 2,
            Purpose::Operations => 1 << 3,
            Purpose::Research => 1 << 4,
            Purpose::PublicHealth => 1 << 5,
            Purpose::PatientRequest => 1 << 6,
        }
    }
}

impl FromIterator<Purpose> for PurposeSet {
    fn from_iter<I: IntoIterator<Item = Purpose>>(purposes: I) -> Self {
        purposes.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl From<PurposeSet> for Vec<Purpose> {
    fn from(set: PurposeSet) -> Self {
        set.iter().collect()
    }
}

impl Decode for PurposeSet {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let bits = u8::decode(input)?;
        if bits & !KNOWN != 0 {
            return Err(Error::from("a bit of the purpose set stands for no purpose"));
        }
        Ok(Self(bits))
    }
}

#[cfg(test)]
mod tests;
