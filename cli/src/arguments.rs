//! Wrong arguments, told as everything else is: in words, or with `--json` as one JSON object.

use crate::{failure::Failure, terminal};
use clap::error::ErrorKind;
use std::{ffi::OsStr, io::Write, process::ExitCode};

/// The exit code for wrong arguments.
const WRONG_ARGUMENTS: u8 = 2;

/// Tells what is wrong with the arguments, or gives the help that they ask for.
pub fn refuse(error: &clap::Error) -> ExitCode {
    let wrong = error.use_stderr();
    if wrong && wants_json(std::env::args_os().skip(1)) {
        let _ = writeln!(std::io::stderr(), "{}", failure(error).render(true));
    } else {
        show(error);
    }
    if wrong {
        ExitCode::from(WRONG_ARGUMENTS)
    } else {
        ExitCode::SUCCESS
    }
}

/// In colours, unless an argument would steer the terminal.
fn show(error: &clap::Error) {
    let steering = |argument: &OsStr| {
        let text = argument.to_string_lossy();
        terminal::line(&text) != *text
    };
    if std::env::args_os().any(|argument| steering(&argument)) {
        let _ = write!(std::io::stderr(), "{}", terminal::lines(&error.render().to_string()));
    } else {
        let _ = error.print();
    }
}

/// The arguments could not be read, so they are looked through for the option itself.
fn wants_json(arguments: impl Iterator<Item = impl AsRef<OsStr>>) -> bool {
    for argument in arguments {
        match argument.as_ref() {
            argument if argument == "--json" => return true,
            argument if argument == "--" => return false,
            _ => {}
        }
    }
    false
}

fn failure(error: &clap::Error) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return Failure::new("a command is missing").remedy("see --help").exit(WRONG_ARGUMENTS);
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let (what, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let rest = rest.trim();
    let remedy = if rest.is_empty() { "see --help".to_owned() } else { joined(rest) };
    Failure::new(joined(what)).remedy(remedy).exit(WRONG_ARGUMENTS)
}

/// Lines as one.
fn joined(lines: &str) -> String {
    let lines: Vec<_> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_should_be_wanted_when_the_option_is_among_the_arguments() {
        assert!(wants_json(["record", "show", "x", "--json"].into_iter()));
        assert!(!wants_json(["record", "show", "--", "--json"].into_iter()));
        assert!(!wants_json(["record", "--json-lines"].into_iter()));
    }
}
