//! Measures the benchmarks of a runtime blob and writes weight files.
//!
//! The SDK's runner with the host functions of our node. `scripts/weights.sh` says how to call it.

use clap::Parser;
use frame_benchmarking_cli::PalletCmd;
use sp_runtime::traits::BlakeTwo256;

type HostFunctions = sp_crypto_ec_utils::bls12_381::host_calls::HostFunctions;

fn main() -> sc_cli::Result<()> {
    // Says how far it is, and why a benchmark could not be set up.
    sc_cli::LoggerBuilder::new("info").init()?;
    PalletCmd::parse().run_with_spec::<BlakeTwo256, HostFunctions>(None)
}
