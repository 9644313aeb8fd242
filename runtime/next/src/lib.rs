//! The stand-alone runtime under the next version's number, and nothing else about it changed.
//!
//! What an upgrade does to nodes and clients is rehearsed with it: a blob with another number written into it is not
//! enough, because the code goes on to expect signatures for the old one. It is part of no node and no chain
//! specification.

#![cfg_attr(not(feature = "std"), no_std)]
// What is included carries no documentation.
#![allow(missing_docs)]

#[cfg(feature = "std")]
include!(concat!(env!("OUT_DIR"), "/wasm_binary.rs"));

#[cfg(target_family = "wasm")]
pub use salus_runtime_consortium::*;
