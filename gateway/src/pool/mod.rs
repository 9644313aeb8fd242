//! The data pool: which blocks are here, which organisations have the others, and how blocks come and go.

pub mod discard;
mod faults;
pub mod fetch;
#[cfg(test)]
pub(crate) mod full_disk;
pub mod peers;
pub mod placement;
mod staging;
mod store;

pub use store::{Pool, PoolError};
