//! Where the documents of one command go: files, and at most one to standard output.

use crate::print;
use cupola::command::Failure;
use cupola::record::folder;
use std::path::Path;

/// The documents of one command.
pub struct Output {
    /// The option whose document standard output is for, if it is for one.
    taken_by: Option<&'static str>,
    printed: Option<String>,
}

impl Output {
    /// For a command that prints one JSON document, or not.
    pub fn new(is_json: bool) -> Self {
        Self { taken_by: is_json.then_some("--json"), printed: None }
    }

    /// Writes the document of an option to its file; keeps it for standard output where the file is `-`.
    ///
    /// # Errors
    /// Bad input where standard output is for another document already; a file that cannot be written.
    pub fn write(
        &mut self,
        option: &'static str,
        path: Option<&Path>,
        text: impl FnOnce() -> String,
    ) -> Result<(), Failure> {
        let Some(path) = path else { return Ok(()) };
        if path.as_os_str() != "-" {
            return folder::write_text(path, &text()).map_err(Failure::other);
        }
        if let Some(other) = self.taken_by {
            let message =
                format!("{option} -: standard output is for {other}; allowed: one of them, and a file for the other");
            return Err(Failure::input(message));
        }
        self.taken_by = Some(option);
        self.printed = Some(text());
        Ok(())
    }

    /// Prints what standard output is for: the document kept, else what the command prints.
    ///
    /// # Errors
    /// Where nothing can be printed.
    pub fn finish(self, text: impl FnOnce() -> String) -> Result<(), Failure> {
        print(&self.printed.unwrap_or_else(text))
    }
}
