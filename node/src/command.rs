//! What each command does.

use crate::{
    chain_spec,
    cli::{Cli, Subcommand},
    service::{self, Block},
};
use sc_cli::SubstrateCli;
use sc_network::config::NetworkBackendType;
use sc_service::PartialComponents;

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

/// Does what the command line says.
///
/// # Errors
/// Whatever stopped the command or the node, in words for its operator.
pub fn run() -> sc_cli::Result<()> {
    let cli = Cli::from_args();
    match &cli.subcommand {
        None => run_node(&cli),
        Some(subcommand) => run_subcommand(&cli, subcommand),
    }
}

fn run_node(cli: &Cli) -> sc_cli::Result<()> {
    cli.create_runner(&cli.run)?.run_node_until_exit(|config| async move {
        match config.network.network_backend {
            NetworkBackendType::Libp2p => service::run::<
                sc_network::NetworkWorker<Block, <Block as sp_runtime::traits::Block>::Hash>,
            >(config),
            NetworkBackendType::Litep2p => service::run::<sc_network::Litep2pNetworkBackend>(config),
        }
        .map_err(sc_cli::Error::Service)
    })
}

fn run_subcommand(cli: &Cli, subcommand: &Subcommand) -> sc_cli::Result<()> {
    match subcommand {
        Subcommand::Key(cmd) => cmd.run(cli),
        Subcommand::ExportChainSpec(cmd) => {
            let spec = cli.load_spec(&cmd.chain)?;
            cmd.run(spec)
        }
        Subcommand::CheckBlock(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let PartialComponents { client, task_manager, import_queue, .. } = service::new_partial(&config)?;
            Ok((cmd.run(client, import_queue), task_manager))
        }),
        Subcommand::ExportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let PartialComponents { client, task_manager, .. } = service::new_partial(&config)?;
            Ok((cmd.run(client, config.database), task_manager))
        }),
        Subcommand::ExportState(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let PartialComponents { client, task_manager, .. } = service::new_partial(&config)?;
            Ok((cmd.run(client, config.chain_spec), task_manager))
        }),
        Subcommand::ImportBlocks(cmd) => cli.create_runner(cmd)?.async_run(|mut config| {
            // The command has no flag for it, and blocks imported without it would leave holes in the trails.
            config.offchain_worker.indexing_enabled = true;
            let PartialComponents { client, task_manager, import_queue, .. } = service::new_partial(&config)?;
            Ok((cmd.run(client, import_queue), task_manager))
        }),
        Subcommand::PurgeChain(cmd) => cli.create_runner(cmd)?.sync_run(|config| cmd.run(config.database)),
        Subcommand::Revert(cmd) => cli.create_runner(cmd)?.async_run(|config| {
            let PartialComponents { client, task_manager, backend, .. } = service::new_partial(&config)?;
            Ok((cmd.run(client, backend, Some(Box::new(service::revert))), task_manager))
        }),
        Subcommand::ChainInfo(cmd) => cli.create_runner(cmd)?.sync_run(|config| cmd.run::<Block>(&config)),
    }
}
