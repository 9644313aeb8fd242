//! What is asked and answered: a list of hashes, and for each the node with that hash, if it is there.

use crate::types::Block;
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{trail::MAX_NODE_BYTES, Digest};
use sc_network::{request_responses::IncomingRequest, NetworkBackend, ProtocolName};
use sp_core::{bounded::BoundedVec, ConstU32};
use sp_runtime::traits::Block as BlockT;
use std::time::Duration;

/// Most nodes in one request.
pub const MAX_NODES: u32 = 64;
/// Most bytes of a request: the list's length and 64 hashes.
const MAX_REQUEST: u64 = 2 + MAX_NODES as u64 * 32;
/// Most bytes of an answer: for each node its presence, its length and its bytes.
const MAX_ANSWER: u64 = 2 + MAX_NODES as u64 * (3 + MAX_NODE_BYTES as u64);
/// How long an answer may take: it is read from a local database.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Requests that wait to be answered; what comes beyond is dropped.
pub const QUEUE: usize = 64;

/// The hashes of the wanted nodes.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Request(pub BoundedVec<Digest, ConstU32<MAX_NODES>>);

/// The encoded node for each wanted hash, in the request's order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Answer(pub BoundedVec<Option<NodeBytes>, ConstU32<MAX_NODES>>);

/// An encoded node.
pub type NodeBytes = BoundedVec<u8, ConstU32<{ MAX_NODE_BYTES as u32 }>>;

impl Request {
    /// A request for the first [`MAX_NODES`] of `nodes`.
    pub fn of(nodes: impl IntoIterator<Item = Digest>) -> Self {
        Self(BoundedVec::truncate_from(nodes.into_iter().take(MAX_NODES as usize).collect()))
    }

    /// The request in `bytes`; none if they are no request.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::decode_all(&mut &*bytes).ok()
    }
}

impl Answer {
    /// The answer in `bytes`; none if they are no answer.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Self::decode_all(&mut &*bytes).ok()
    }
}

/// The protocol's name on the chain that begins with `genesis`.
pub fn protocol_name(genesis: <Block as BlockT>::Hash, fork_id: Option<&str>) -> ProtocolName {
    let genesis = hexadecimal(genesis.as_ref());
    match fork_id {
        Some(fork) => format!("/{genesis}/{fork}/salus-trails/1"),
        None => format!("/{genesis}/salus-trails/1"),
    }
    .into()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How the network is to carry it. Without a queue, this node asks and does not answer.
pub fn config<Network: NetworkBackend<Block, <Block as BlockT>::Hash>>(
    name: ProtocolName,
    queue: Option<async_channel::Sender<IncomingRequest>>,
) -> Network::RequestResponseProtocolConfig {
    Network::request_response_config(name, Vec::new(), MAX_REQUEST, MAX_ANSWER, TIMEOUT, queue)
}
