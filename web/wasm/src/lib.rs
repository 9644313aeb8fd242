//! `salus-protocol`, `salus-abe` and `salus-envelope` for browsers and Node.js.
//!
//! The same crates as on a server, compiled to WebAssembly and given to JavaScript as classes: keys and policies, capsules
//! (`encapsulate`, `decapsulate`; `transform`, `finish`), boxes to one person (`sealTo`, `openFrom`), and records
//! ([`Header`], [`SealStream`], [`OpenStream`], [`SegmentOpener`]). From the protocol: files of blocks ([`DagBuilder`],
//! [`DagWalk`]), key cards and key packages ([`KeyCard`], `openKeyPackage`), trails ([`TrailExport`], [`ValidatorSet`]) and
//! the chain's calls ([`Call`], [`KnownCalls`]). What this crate adds is the border:
//!
//! - bytes are copied in and out; every copy this crate makes in the module's memory is wiped when it is dropped;
//! - whatever is refused is a JavaScript `Error` with a `code` and a message that says what to do, never a trap;
//! - randomness is the platform's `crypto.getRandomValues`, 32 bytes for an operation, expanded with ChaCha20.
//!
//! Objects live in the module's memory until they are freed: those with secrets are wiped by `free()`, by `using` where
//! JavaScript has it, and at the latest when they are collected.

mod authority;
mod calls;
mod capsule;
mod card;
mod content;
mod error;
mod header;
mod input;
mod key;
mod policy;
mod recipient;
mod recipients;
mod segments;
mod stream;
mod trail;
mod transform;

pub use authority::{Authorities, AuthorityKey};
pub use calls::{Call, KnownCalls};
pub use capsule::{decapsulate, encapsulate, Capsule, SharedKey};
pub use card::{account_of, address_of, open_key_package, KeyCard};
pub use content::{raw_id, verify_block, DagBuilder, DagWalk};
pub use header::{seal, Binding, DataKey, Header, Suite};
pub use key::{AttributeKey, KeyRing};
pub use policy::Policy;
pub use recipient::{open_from, seal_to, RecipientPublic, RecipientSecret, RecipientSuite};
pub use recipients::Recipients;
pub use segments::SegmentOpener;
pub use stream::{OpenStream, SealStream};
pub use trail::{TrailExport, ValidatorSet, VerifiedTrail};
pub use transform::{finish, transform, TransformKey, TransformSecret, Transformed};
