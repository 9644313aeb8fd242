//! Measures Salus's cryptography beside its opponents and its bound, and reports what it found.
//!
//! ```text
//! salus-bench measure RESULTS [--quick] [--only-salus]     appends "name <tab> nanoseconds" lines
//! salus-bench stream  RESULTS [--quick]                    the same of whole streams and their memory
//! salus-bench report  RESULTS [FOLDER]                     prints the table; writes document and figure
//! ```
//!
//! All times are processor time of the one thread that works, so that a busy machine lengthens none of them.

mod aw11;
mod blst_cost;
mod clock;
#[path = "../../../crypto/envelope/tests/streaming/content.rs"]
mod content;
mod envelope;
mod figure;
mod measure;
#[path = "../../../crypto/envelope/tests/streaming/memory.rs"]
mod memory;
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
        ["stream", results] => envelope::streams(Path::new(results), false),
        ["stream", results, "--quick"] => envelope::streams(Path::new(results), true),
        ["report", results] => report::run(Path::new(results), None),
        ["report", results, folder] => report::run(Path::new(results), Some(Path::new(folder))),
        _ => Err("say: measure RESULTS [--quick] [--only-salus], stream RESULTS [--quick], or: report RESULTS [FOLDER]".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}
