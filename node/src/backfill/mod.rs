//! Trail entries that this node did not write itself, fetched from its peers.
//!
//! A node writes a trail's entries while it executes blocks. One that joined by warp sync, or whose database
//! was damaged, lacks some. Every node of a trail's tree has the hash under which it is asked for, and the
//! hashes lead up to the peaks in the chain's state. So a peer can withhold an entry, but never forge one.
//!
//! | File | What it has |
//! |---|---|
//! | `protocol` | what is asked and answered |
//! | `serve` | answering peers, within bounds |
//! | `fill` | completing one trail |
//! | `peers` | asking peers over the network |
//! | `worker` | going over all trails |
//! | `status` | what the node knows of its completeness |

mod fill;
mod peers;
mod protocol;
mod serve;
mod status;
#[cfg(test)]
mod tests;
mod worker;

pub use peers::NetworkPeers;
pub use protocol::{config, protocol_name, QUEUE};
pub use serve::serve;
pub use status::{Status, TrailStatus};
pub use worker::Worker;
