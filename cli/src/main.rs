//! `salus`: the command line of organisations, authorities, patients and practitioners.
//!
//! Answers go to standard output, as aligned words or with `--json` as one JSON object, unless data goes there; everything
//! else (progress, warnings, errors) goes to standard error. Exit codes: 0 done, 1 failed or not all done,
//! 2 wrong arguments, 3 access not granted, 130 interrupted.

mod arguments;
mod caret;
mod clock;
mod commands;
mod context;
mod failure;
mod gateways;
mod input;
mod interrupt;
mod lock;
mod options;
mod output;
mod plural;
mod progress;
mod span;
mod target;
mod terminal;
mod time;

use clap::Parser;
use context::Context;
use options::Options;
use std::{io::Write, process::ExitCode, time::Duration};

/// How long the end of the program waits for its other threads.
const LINGER: Duration = Duration::from_secs(1);

/// Salus: a permissioned network of health records.
#[derive(Debug, Parser)]
#[command(name = "salus", version, about, propagate_version = true, arg_required_else_help = true)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    options::forget_empty_variables();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return arguments::refuse(&error),
    };
    start_log();
    let json = arguments.options.json;
    let outcome = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => {
            let context = Context::new(arguments.options);
            let command = interrupt::or_interrupted(commands::run(&context, arguments.command));
            let outcome = runtime.block_on(command).map_err(|failure| match context.resumption() {
                Some(advice) if failure.code() == interrupt::INTERRUPTED => failure.remedy(advice),
                _ => failure,
            });
            let noted = context.notes();
            drop(context);
            // Threads that still wait for something, such as a name server, are left to themselves.
            runtime.shutdown_timeout(LINGER);
            outcome.map(|outcome| outcome.noted(&noted)).map_err(|failure| failure.fields(noted))
        }
        Err(e) => Err(failure::Failure::new(format!("the program cannot start: {e}"))),
    };
    match outcome {
        Ok(outcome) => {
            let answer = outcome.render(json);
            let written = if outcome.is_aside() {
                writeln!(std::io::stderr(), "{answer}")
            } else {
                writeln!(std::io::stdout(), "{answer}")
            };
            // A reader that went away, as in `salus ... | head`, is not this program's failure.
            match written {
                Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
                _ => ExitCode::from(outcome.code()),
            }
        }
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "{}", failure.render(json));
            ExitCode::from(failure.code())
        }
    }
}

/// Errors to standard error; more with RUST_LOG.
fn start_log() {
    use tracing_subscriber::{fmt, EnvFilter};
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("error"));
    let _ = fmt().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
