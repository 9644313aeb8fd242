//! The command line.

use crate::chain_spec;
use sc_cli::{RunCmd, SubstrateCli};

/// The flags of a running node, or a command of the operator's toolbox.
#[derive(Debug, clap::Parser)]
// Every node keeps the entries of the patients' trails, which pallets write through off-chain indexing:
// a node without them could answer no `audit_*` question, and would have to fetch all of them from its peers later.
#[command(mut_arg("indexing_enabled", |flag| flag.default_value("true")))]
pub struct Cli {
    /// What to do instead of running the node.
    #[command(subcommand)]
    pub subcommand: Option<Subcommand>,

    /// How to run the node.
    #[command(flatten)]
    pub run: RunCmd,
}

/// The operator's toolbox.
#[derive(Debug, clap::Subcommand)]
#[allow(clippy::large_enum_variant)]
pub enum Subcommand {
    /// Make, inspect and insert keys.
    #[command(subcommand)]
    Key(sc_cli::KeySubcommand),

    /// Write a chain's specification as JSON, for editing or, with --raw, for running.
    ExportChainSpec(sc_cli::ExportChainSpecCmd),

    /// Execute a block again and check it.
    CheckBlock(sc_cli::CheckBlockCmd),

    /// Write blocks to a file.
    ExportBlocks(sc_cli::ExportBlocksCmd),

    /// Write the state at a block into a chain specification.
    ExportState(sc_cli::ExportStateCmd),

    /// Import blocks from a file that export-blocks wrote.
    ImportBlocks(sc_cli::ImportBlocksCmd),

    /// Delete a chain's database. Deletes the trails' entries, too; others have them.
    PurgeChain(sc_cli::PurgeChainCmd),

    /// Take the last blocks back, never beyond the last final one.
    Revert(sc_cli::RevertCmd),

    /// Print what the database knows of the chain.
    ChainInfo(sc_cli::ChainInfoCmd),
}

impl SubstrateCli for Cli {
    fn impl_name() -> String {
        "Salus Node".into()
    }

    fn impl_version() -> String {
        env!("SUBSTRATE_CLI_IMPL_VERSION").into()
    }

    fn description() -> String {
        env!("CARGO_PKG_DESCRIPTION").into()
    }

    fn author() -> String {
        env!("CARGO_PKG_AUTHORS").into()
    }

    fn support_url() -> String {
        "docs/operations.md".into()
    }

    fn copyright_start_year() -> i32 {
        2025
    }

    fn load_spec(&self, id: &str) -> Result<Box<dyn sc_service::ChainSpec>, String> {
        chain_spec::load(id)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )]

    use super::*;
    use clap::Parser;

    #[test]
    fn offchain_indexing_should_be_on_when_nothing_is_said() {
        let cli = Cli::parse_from(["salus-node"]);
        assert!(cli.run.offchain_worker_params.indexing_enabled);
    }

    #[test]
    fn offchain_indexing_should_be_off_when_switched_off() {
        let cli = Cli::parse_from(["salus-node", "--enable-offchain-indexing", "false"]);
        assert!(!cli.run.offchain_worker_params.indexing_enabled);
    }

    #[test]
    fn command_line_should_be_consistent_when_built() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }
}
