//! Who founds the chains for development, the same on each.
//!
//! Everybody knows these keys: none may appear in a chain that treats patients.

use salus_primitives::consortium::OrganisationKind;
use sp_core::hex2array;
use sp_keyring::{Ed25519Keyring, Sr25519Keyring};

/// A founding organisation of a development chain.
///
/// Its accounts are sr25519 keys derived from the well-known development phrase, `//City-Hospital//seat`
/// and `//City-Hospital//gateway`. They are written out because the runtime has no code to derive
/// them; a test derives them again.
pub struct Founder {
    /// As the public knows it. With `-` for blanks, the first step of its accounts' derivation paths.
    pub name: &'static str,
    /// What it does.
    pub kind: OrganisationKind,
    /// The account of its council seat.
    pub seat: [u8; 32],
    /// The account of its gateway.
    pub gateway: [u8; 32],
    /// Where its gateway listens.
    pub url: &'static str,
    /// Who validates for it.
    pub validator: Sr25519Keyring,
    /// The same person's key for finality votes, on a chain that has them.
    pub voter: Ed25519Keyring,
}

/// The founders of the local networks; organisation ids are their places.
pub const FOUNDERS: [Founder; 4] = [
    Founder {
        name: "City Hospital",
        kind: OrganisationKind::Hospital,
        seat: hex2array!("38e69742708afcc572e19a990c2400602ab07a38fd3940dec2b9fa5f94e3415e"),
        gateway: hex2array!("546523330c7dcb2de99705f24d9a6c2e525a65e6630339eae489c126f9729702"),
        url: "http://127.0.0.1:8081",
        validator: Sr25519Keyring::Alice,
        voter: Ed25519Keyring::Alice,
    },
    Founder {
        name: "Harbour Hospital",
        kind: OrganisationKind::Hospital,
        seat: hex2array!("ae89adcf468c022ec2955c488537aec56b4a866c612ccb859960230faf61141b"),
        gateway: hex2array!("8ec9598e2151c0d9e2d1554eef1545c28458cde30632db73806f2c4bcd198b05"),
        url: "http://127.0.0.1:8082",
        validator: Sr25519Keyring::Bob,
        voter: Ed25519Keyring::Bob,
    },
    Founder {
        name: "Valley Hospital",
        kind: OrganisationKind::Hospital,
        seat: hex2array!("280ca355dc139db418e903c0929405022e3eb480cc34b492d745d5288d0a2405"),
        gateway: hex2array!("ccbf89804f1da6320dc7b98ae6b69d8378d170af17510bab63b26c8ba1bb146c"),
        url: "http://127.0.0.1:8083",
        validator: Sr25519Keyring::Charlie,
        voter: Ed25519Keyring::Charlie,
    },
    Founder {
        name: "Guardian Insurance",
        kind: OrganisationKind::Insurer,
        seat: hex2array!("5699e6eaef0c831a756cc993bc0fe9e1b6f659a502aaa08acaade9e30feb7c1d"),
        gateway: hex2array!("b03dbf0d26740a5747ee4e614fc22309457ec07991e18b3f9a4038a6b7e58d0f"),
        url: "http://127.0.0.1:8084",
        validator: Sr25519Keyring::Dave,
        voter: Ed25519Keyring::Dave,
    },
];
