//! `salus-abe` and `salus-envelope` for browsers and Node.js.
//!
//! The same crates as on a server, compiled to WebAssembly and given to JavaScript as classes: keys and policies, capsules
//! (`encapsulate`, `decapsulate`; `transform`, `finish`), boxes to one person (`sealTo`, `openFrom`), and records
//! ([`Header`], [`SealStream`], [`OpenStream`], [`SegmentOpener`]). What this crate adds is the border:
//!
//! - bytes are copied in and out; every copy this crate makes in the module's memory is wiped when it is dropped;
//! - whatever is refused is a JavaScript `Error` with a `code` and a message that says what to do, never a trap;
//! - randomness is the platform's `crypto.getRandomValues`, 32 bytes for an operation, expanded with ChaCha20.
//!
//! Objects live in the module's memory until they are freed: those with secrets are wiped by `free()`, by `using` where
//! JavaScript has it, and at the latest when they are collected.

mod authority;
mod capsule;
mod error;
mod header;
mod input;
mod key;
mod policy;
mod recipient;
mod recipients;
mod segments;
mod stream;
mod transform;

pub use authority::{Authorities, AuthorityKey};
pub use capsule::{decapsulate, encapsulate, Capsule, SharedKey};
pub use header::{seal, Binding, DataKey, Header, Suite};
pub use key::{AttributeKey, KeyRing};
pub use policy::Policy;
pub use recipient::{open_from, seal_to, RecipientPublic, RecipientSecret, RecipientSuite};
pub use recipients::Recipients;
pub use segments::SegmentOpener;
pub use stream::{OpenStream, SealStream};
pub use transform::{finish, transform, TransformKey, TransformSecret, Transformed};
