//! The chain: connection, reading, submitting, following.

mod blocks;
mod call;
mod clean_up;
mod copies;
pub mod council;
mod error;
pub mod events;
mod proof;
mod read;
mod submit;
mod time;
mod upgrade;

pub(crate) use call::InMetadata;
pub use clean_up::Due;
pub use error::{CallFailure, ChainError, PoolRefusal};
pub use proof::{TrailPage, TrailStatus};
pub use read::View;
pub use submit::Included;

pub use salus_protocol::calls::{self, Call, CallIndices};

use salus_primitives::{BlockNumber, Digest};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{sync::Arc, time::Duration};
use subxt::{
    backend::LegacyBackend,
    config::substrate::{SubstrateHeader, H256},
    rpcs::client::{
        reconnecting_rpc_client::{ExponentialBackoff, RpcClient as ReconnectingClient},
        RpcClient, RpcParams,
    },
    OnlineClient, OnlineClientAtBlock, SubstrateConfig,
};

/// How long to wait for the first connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait for one answer, reconnections included.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(60);
/// Longest pause between two attempts to reconnect.
const MOST_BACKOFF: Duration = Duration::from_secs(10);

/// A block's header.
pub type Header = SubstrateHeader<H256>;

/// A connection to a node. Cheap to clone; reconnects on its own.
#[derive(Clone)]
pub struct Chain {
    inner: Arc<Inner>,
    /// True if the newest block stands for the last final one.
    without_finality: bool,
}

struct Inner {
    url: String,
    rpc: RpcClient,
    client: OnlineClient<SubstrateConfig>,
    /// Held from asking for an account's next nonce until the pool has the transaction, so that two
    /// submissions of one process never take the same one.
    submitting: tokio::sync::Mutex<()>,
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chain").field("url", &self.inner.url).finish_non_exhaustive()
    }
}

impl Chain {
    /// Connects to the node at `url` (`ws://` or `wss://`).
    ///
    /// A connection that is lost later is made again; requests wait for it up to a minute.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] if there is no connection within 10 seconds.
    pub async fn connect(url: &str) -> Result<Self, ChainError> {
        let unreachable = |reason: String| ChainError::Unreachable { url: url.into(), reason };
        let parsed = url::Url::parse(url).map_err(|e| unreachable(format!("not a URL: {e}")))?;
        if !matches!(parsed.scheme(), "ws" | "wss") {
            return Err(unreachable("the URL must begin with ws:// or wss://".into()));
        }
        crate::gateway::install_tls();
        let connecting = ReconnectingClient::builder()
            .retry_policy(ExponentialBackoff::from_millis(100).max_delay(MOST_BACKOFF))
            .request_timeout(REQUEST_TIMEOUT)
            .build(url);
        let rpc = match tokio::time::timeout(CONNECT_TIMEOUT, connecting).await {
            Ok(connected) => connected.map_err(|e| unreachable(e.to_string()))?,
            Err(_) => return Err(unreachable(why_not(&parsed).await)),
        };
        let rpc = RpcClient::new(rpc);
        // The older JSON-RPC methods: every node has them, they survive reconnections, and the pool
        // answers a refusal with its code at once.
        let backend = LegacyBackend::builder().build(rpc.clone());
        let client = OnlineClient::from_backend_with_config(SubstrateConfig::new(), Arc::new(backend))
            .await
            .map_err(|e| unreachable(e.to_string()))?;
        let submitting = tokio::sync::Mutex::new(());
        let inner = Arc::new(Inner { url: url.into(), rpc, client, submitting });
        Ok(Self { inner, without_finality: false })
    }

    /// The same connection, to which the newest block is the last final one, and a transaction in it final.
    ///
    /// Only for repairing finality while that stands still: what is not final can be undone. What
    /// [`Chain::finalized`] tells stays final.
    #[must_use]
    pub fn without_finality(&self) -> Self {
        Self { without_finality: true, ..self.clone() }
    }

    /// Where the node was found.
    pub fn url(&self) -> &str {
        &self.inner.url
    }

    /// The hash of the chain's first block: which chain this is.
    pub fn genesis_hash(&self) -> Digest {
        self.inner.client.genesis_hash().0
    }

    /// The version of the chain's transactions: what was signed under another does not count.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn transaction_version(&self) -> Result<u32, ChainError> {
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Version {
            transaction_version: u32,
        }
        let version: Version = self.request("state_getRuntimeVersion", &[]).await?;
        Ok(version.transaction_version)
    }

    /// A call as this chain encodes it.
    ///
    /// # Errors
    /// [`ChainError::NoSuchCall`], or as [`Chain::request`].
    pub async fn encode(&self, call: &Call) -> Result<Vec<u8>, ChainError> {
        Ok(call.encode(&InMetadata(&*self.metadata().await?))?)
    }

    /// True if this chain has the call `call` of the pallet `pallet`, both named as in its metadata.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`]
    pub async fn has_call(&self, pallet: &str, call: &str) -> Result<bool, ChainError> {
        Ok(InMetadata(&*self.metadata().await?).indices(pallet, call).is_some())
    }

    /// Calls a JSON-RPC method and waits for its answer.
    ///
    /// # Errors
    /// [`ChainError::Rpc`] with the node's words, [`ChainError::Answer`], [`ChainError::Unreachable`].
    pub async fn request<T: DeserializeOwned>(
        &self,
        method: &str,
        arguments: &[Value],
    ) -> Result<T, ChainError> {
        let url = self.url();
        let asking = async {
            loop {
                match self.inner.rpc.request(method, parameters(url, method, arguments)?).await {
                    // The connection was lost while the answer was under way: reading is repeatable.
                    Err(e) if e.is_disconnected_will_reconnect() => continue,
                    answer => return answer.map_err(|e| error::from_rpc(url, method, e)),
                }
            }
        };
        tokio::time::timeout(REQUEST_TIMEOUT, asking).await.unwrap_or_else(|_| {
            let reason = format!("no answer to {method} within {} s", REQUEST_TIMEOUT.as_secs());
            Err(ChainError::Unreachable { url: url.into(), reason })
        })
    }

    /// The hash of the last finalised block.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn finalized_head(&self) -> Result<Digest, ChainError> {
        // Asked for no number, the former answers with the newest block.
        let method = if self.without_finality { "chain_getBlockHash" } else { "chain_getFinalizedHead" };
        let hash: H256 = self.request(method, &[]).await?;
        Ok(hash.0)
    }

    /// A block's header.
    ///
    /// # Errors
    /// [`ChainError::Answer`] if the node does not have the block, else as [`Chain::request`].
    pub async fn header(&self, block: Digest) -> Result<Header, ChainError> {
        let method = "chain_getHeader";
        let header: Option<Header> = self.request(method, &[hash(block)]).await?;
        header.ok_or_else(|| ChainError::Answer {
            method: method.into(),
            reason: format!("the node does not have block {}", hex::encode(block)),
        })
    }

    /// The number of the last finalised block.
    ///
    /// # Errors
    /// As [`Chain::header`].
    pub async fn finalized_number(&self) -> Result<BlockNumber, ChainError> {
        number(&self.header(self.finalized_head().await?).await?)
    }

    /// The hash of the block with a number on the node's best chain, if it has one.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn block_hash(&self, number: BlockNumber) -> Result<Option<Digest>, ChainError> {
        let hash: Option<H256> = self.request("chain_getBlockHash", &[number.into()]).await?;
        Ok(hash.map(|hash| hash.0))
    }

    /// subxt's own view of `block`.
    async fn client_at(&self, block: Digest) -> Result<OnlineClientAtBlock<SubstrateConfig>, ChainError> {
        let at = self.inner.client.at_block(H256(block)).await;
        at.map_err(|e| ChainError::Unreachable { url: self.url().into(), reason: e.to_string() })
    }
}

/// Why there is no connection: the retrying client does not tell.
async fn why_not(url: &url::Url) -> String {
    let address = (url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
    let trying = tokio::net::TcpStream::connect(address);
    match tokio::time::timeout(Duration::from_secs(1), trying).await {
        Ok(Ok(_)) => "what listens there is not a node".into(),
        Ok(Err(e)) => e.to_string(),
        Err(_) => format!("no connection within {} s", CONNECT_TIMEOUT.as_secs()),
    }
}

/// The block's number in the chain's own width.
pub(crate) fn number(header: &Header) -> Result<BlockNumber, ChainError> {
    header.number.try_into().map_err(|_| ChainError::Answer {
        method: "chain_getHeader".into(),
        reason: "the block number does not fit into 32 bits".into(),
    })
}

fn hash(hash: Digest) -> Value {
    hex_value(&hash)
}

fn hex_value(bytes: &[u8]) -> Value {
    format!("0x{}", hex::encode(bytes)).into()
}

fn parameters(url: &str, method: &str, arguments: &[Value]) -> Result<RpcParams, ChainError> {
    let mut parameters = RpcParams::new();
    for argument in arguments {
        parameters.push(argument).map_err(|e| error::from_rpc(url, method, e))?;
    }
    Ok(parameters)
}
