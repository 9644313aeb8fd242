//! `salus`: the command line of organisations, authorities, patients and practitioners
fn main() {}
