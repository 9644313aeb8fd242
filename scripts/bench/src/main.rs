//! Measures Salus's cryptography beside its opponents and its bound, and reports what it found.
//!
//! ```text
//! salus-bench measure RESULTS [--quick] [--only-salus]     appends "name <tab> nanoseconds" lines
//! salus-bench report  RESULTS [FOLDER]                     prints the table; writes document and figure
//! ```
//!
//! All times are processor time of the one thread that works, so that a busy machine lengthens none of them.

mod aw11;
mod blst_cost;
mod clock;
mod envelope;
mod figure;
mod measure;
mod report;
mod results;
mod salus;
mod textbook;

use std::{path::Path, process::ExitCode};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["measure", results, options @ ..] => measure::run(Path::new(results), options),
        ["report", results] => report::run(Path::new(results), None),
        ["report", results, folder] => report::run(Path::new(results), Some(Path::new(folder))),
        _ => Err("say: measure RESULTS [--quick] [--only-salus], or: report RESULTS [FOLDER]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
