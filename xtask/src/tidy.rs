//! The rules that neither compiler nor clippy checks. All faults are found before any is printed.

mod code;
mod crates;
mod files;
mod lexer;
mod units;

use std::fmt;
use std::io;
use std::path::Path;

/// A broken rule and its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// File, relative to the root.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl Fault {
    /// A fault at a line (from 1).
    pub fn new(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Checks the whole tree; faults in the order of files and lines.
///
/// # Errors
/// When the tree cannot be read.
pub fn check(root: &Path) -> io::Result<Vec<Fault>> {
    let tree = files::Tree::read(root)?;
    let mut faults = files::check(&tree);
    faults.extend(crates::check(&tree));
    let keys = code::reference_keys(tree.text("docs/REFERENCES.md").unwrap_or_default());
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with(".rs")) {
        let source = lexer::Source::new(text);
        faults.extend(code::check(path, &source, &keys));
        faults.extend(units::check(path, &source));
    }
    faults.sort();
    faults.dedup();
    Ok(faults)
}
