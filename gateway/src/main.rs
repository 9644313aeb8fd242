//! The EHR server of one organisation
fn main() {}
