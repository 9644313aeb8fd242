//! Client library of Salus: the chain, the gateways, keys and cards.
//!
//! What the command line and the gateways have in common lives here once. What of it needs neither a connection nor a
//! file is [`salus_protocol`], under whose names it can be found here too:
//!
//! - [`account`]: who signs; [`keystore`]: the encrypted file with an account's secrets; [`card`]: what others encrypt to.
//! - [`enrolment`]: a person's agreement that an organisation enrols the person.
//! - [`chain`]: reading the chain, submitting calls and waiting until they are final.
//! - [`gateway`]: the HTTP interface of an organisation's EHR server.
//! - [`content`]: content identifiers and the blocks behind them.
//! - [`issuing`]: decryption keys on their way from an authority to a holder; [`reading_key`]: a patient's own on its
//!   way to a delegate.
//! - [`record`]: from a ticket to plaintext; [`recipients`]: whom a record is encrypted to.
//! - [`offline`]: decisions signed without a connection and sent by somebody else.
//! - [`audit`]: a patient's trail as a file that anybody can verify without a node.
//!
//! Nothing a gateway or a node answers is taken on trust where it can be checked: blocks against
//! their identifiers, headers and contents against the chain, trails against their commitment.

pub mod account;
pub mod atomic_file;
pub mod audit;
pub mod chain;
pub mod gateway;
pub mod issuing;
pub mod keystore;
pub mod offline;
pub mod recipients;
pub mod record;

pub use salus_protocol::{card, content, enrolment, justification, reading_key, seat};

pub(crate) use salus_protocol::hex_text;

pub use account::{Account, AccountId};
pub use chain::{Chain, ChainError};
pub use gateway::{GatewayClient, GatewayError};
pub use keystore::{Keystore, KeystoreError};

pub use salus_envelope::{RecipientSecret, RecipientSuite};
pub use sp_crypto_hashing::blake2_256;
