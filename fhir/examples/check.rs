//! Says of each file that is named whether it is a FHIR R4 resource.
//!
//! `cargo run -p salus-fhir --example check -- FILE…`

use std::{fs::File, io::Read, process::ExitCode};

fn main() -> ExitCode {
    let mut outcome = ExitCode::SUCCESS;
    for file in std::env::args_os().skip(1) {
        if let Err(error) = check(&file) {
            println!("{}: {error}", file.display());
            outcome = ExitCode::FAILURE;
        }
    }
    outcome
}

fn check(file: &std::ffi::OsStr) -> Result<(), Box<dyn std::error::Error>> {
    let mut file = File::open(file)?;
    let mut validator = salus_fhir::Validator::default();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(validator.finish()?),
            count => validator.push(buffer.get(..count).unwrap_or_default())?,
        }
    }
}
