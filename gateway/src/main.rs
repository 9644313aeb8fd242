//! `salus-gateway`: the EHR server of one organisation.

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use salus_gateway::{
    config::{Config, Overrides},
    server,
};
use std::{io::IsTerminal, path::PathBuf, process::ExitCode};
use tracing_subscriber::EnvFilter;

/// The EHR server of one organisation of a Salus network.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the gateway until SIGTERM or SIGINT.
    Run(Settings),
    /// Reads the configuration and the account, says what is wrong, and runs nothing.
    CheckConfig(Settings),
}

#[derive(Args)]
struct Settings {
    /// The configuration file.
    #[arg(long, env = "SALUS_GATEWAY_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// Replaces `listen`.
    #[arg(long, env = "SALUS_GATEWAY_LISTEN", value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Replaces `public_url`.
    #[arg(long, env = "SALUS_GATEWAY_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Replaces `node`.
    #[arg(long, env = "SALUS_GATEWAY_NODE", value_name = "URL")]
    node: Option<String>,
    /// Replaces `data_dir`.
    #[arg(long, env = "SALUS_GATEWAY_DATA_DIR", value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
}

impl Settings {
    fn load(self) -> anyhow::Result<Config> {
        let Self { config, listen, public_url, node, data_dir } = self;
        let overrides = Overrides { listen, public_url, node, data_dir };
        Config::load(&config, overrides).context("the configuration cannot be used")
    }
}

fn main() -> ExitCode {
    match start(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn start(arguments: Arguments) -> anyhow::Result<()> {
    match arguments.command {
        Command::CheckConfig(settings) => {
            let config = settings.load()?;
            let account = server::account(&config).context("the account cannot be used")?;
            let tls = server::tls(&config).context("the certificate cannot be used")?;
            for warning in &config.warnings {
                eprintln!("warning: {warning}");
            }
            println!("account     {}", account.address());
            println!("listen      {} ({})", config.listen, if tls.is_some() { "TLS" } else { "no TLS" });
            println!("public_url  {}", config.public_url);
            println!("node        {}", config.node);
            println!("data_dir    {}", config.data_dir.display());
            println!("replication {}", config.replication);
            println!("The configuration can be used.");
            Ok(())
        }
        Command::Run(settings) => {
            let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
            tracing_subscriber::fmt()
                .with_env_filter(filter)
                .with_writer(std::io::stderr)
                .with_ansi(std::io::stderr().is_terminal())
                .init();
            let config = settings.load()?;
            tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .context("the asynchronous runtime cannot be started")?
                .block_on(server::run(config))
        }
    }
}
