//! The command line, binary cupola.
fn main() {}
