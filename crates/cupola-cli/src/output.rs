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

    /// Refuses files that cannot be written, before the work that they are for; by option.
    ///
    /// # Errors
    /// Every file without a folder, every folder given as a file; standard output asked for twice.
    pub fn check(is_json: bool, files: &[(&str, Option<&Path>)]) -> Result<(), Failure> {
        let given = || files.iter().filter_map(|(option, path)| Some((*option, (*path)?)));
        let is_out = |path: &Path| path.as_os_str() == "-";
        let mut faults: Vec<String> = given()
            .filter(|(_, path)| !is_out(path) && (path.is_dir() || !folder_of(path).is_dir()))
            .map(|(option, path)| {
                format!("{option} {}: allowed: `-`, or a file in a folder that is there", path.display())
            })
            .collect();
        let named = given().filter(|(_, path)| is_out(path)).map(|(option, _)| option);
        let takers: Vec<&str> = is_json.then_some("--json").into_iter().chain(named).collect();
        if let [first, second, ..] = takers[..] {
            faults.push(format!(
                "{second} -: standard output is for {first}; allowed: one of them, and a file for the other"
            ));
        }
        if faults.is_empty() { Ok(()) } else { Err(Failure::input(faults.join("\n"))) }
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

/// The folder that a file is or would be in.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
