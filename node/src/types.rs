//! The concrete types of this node: which block, which database, which client.

use salus_runtime_consortium::{apis::RuntimeApi, Header};
use sc_transaction_pool::TransactionPoolHandle;
use sp_runtime::{generic, OpaqueExtrinsic};

/// A block as the node handles it: what its transactions mean is the runtime's business.
pub type Block = generic::Block<Header, OpaqueExtrinsic>;

/// What the runtime may ask of the node: the SDK's functions, and the arithmetic of BLS12-381, on which
/// the records' encryption rests, so that a later runtime can check proofs about it at native speed.
pub type HostFunctions =
    (sp_io::SubstrateHostFunctions, sp_crypto_ec_utils::bls12_381::host_calls::HostFunctions);

/// What executes the runtime.
pub type Executor = sc_executor::WasmExecutor<HostFunctions>;
/// The client: database, executor and the notifications of both.
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = sc_service::TFullBackend<Block>;
/// The pool of transactions.
pub type FullPool = TransactionPoolHandle<Block, FullClient>;
/// How the best chain is chosen: the longest that builds on what is final.
pub type SelectChain = sc_consensus::LongestChain<FullBackend, Block>;
