//! Multi-authority ciphertext-policy attribute-based encryption (MA-CP-ABE).
//!
//! Rouselakis–Waters 2015 (eprint 2015/016, "RW15") over the type-3 pairing of BLS12-381, with both
//! hashes into G1 ("variant B"), as a key encapsulation mechanism:
//!
//! - each authority has its own key pair ([`AuthoritySecretKey`], [`AuthorityPublicKey`]) and proves
//!   that it knows the secret ([`PossessionProof`]); no authority is trusted alone, there is no master key;
//! - it issues an [`AttributeKey`] for one attribute at one epoch to one holder ([`Gid`]); keys of
//!   different holders do not combine;
//! - [`encapsulate`] makes a [`Capsule`] and a [`SharedKey`] for whoever satisfies an [`EpochPolicy`];
//! - [`decapsulate`] opens it with a [`KeyRing`] and re-encrypts to check every byte;
//! - or a server does the pairings with a [`TransformKey`] ([`transform`]) and learns nothing, and
//!   [`finish`] costs the holder one exponentiation and one check;
//! - a [`MediationRequest`] has the keys issued blinded, to the server only ([`MediatedKey`]): the holder
//!   never has one that works without the server;
//! - an authority's secret can be divided among officers of whom any quorum issues ([`threshold`]).
//!
//! The capsule is derived from a random seed (Fujisaki–Okamoto), so a wrong key, a wrong context or
//! a lying server is noticed. Decoders accept hostile bytes: they return an error and never panic.
//!
//! arkworks' arithmetic is not constant-time: the README says where that matters and what is done.
//! Whoever encrypts to the same authorities again and again calls [`AuthorityPublicKey::prepared`] once.
//! The equations are in this crate's README and beside the code that computes them.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod authority;
mod capsule;
mod decapsulate;
mod encapsulate;
mod encoding;
mod error;
mod group;
mod hash;
mod holder;
mod issue;
mod key;
mod mediated;
mod opening;
mod policy;
mod possession;
mod prepared;
mod ring;
mod shared_key;
mod sharing;
#[cfg(test)]
mod tests;
pub mod threshold;
mod transform;

pub use authority::{AuthorityPublicKey, AuthoritySecretKey};
pub use capsule::Capsule;
pub use decapsulate::decapsulate;
pub use encapsulate::encapsulate;
pub use error::{AbeError, Flaw, OfficerFault};
pub use holder::Gid;
pub use key::AttributeKey;
pub use mediated::{MediatedKey, MediationRequest};
pub use policy::EpochPolicy;
pub use possession::PossessionProof;
pub use ring::KeyRing;
pub use shared_key::SharedKey;
pub use transform::{finish, transform, TransformKey, TransformSecret, Transformed};
