//! The project's own tasks: ci, test, tidy.
fn main() {}
