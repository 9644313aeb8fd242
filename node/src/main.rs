//! The node of the Salus consortium chain
fn main() {}
