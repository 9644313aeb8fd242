//! What goes over the wire between a gateway and its clients.

pub use salus_protocol::messages::*;
