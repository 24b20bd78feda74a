//! A first scenario of one's own.

use crate::{Faults, bundled};
use std::path::{Path, PathBuf};

/// Writes a commented starter scenario, `scenario.toml`, that extends the tutorial. It never overwrites a file.
///
/// # Errors
/// Where the folder cannot be made, or the file exists or cannot be written.
pub fn init(folder: &Path, name: &str) -> Result<PathBuf, Faults> {
    let path = folder.join("scenario.toml");
    let shown = path.display().to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(is_plain) {
        let mut faults = Faults::of_file(&shown, format!("\"{name}\" cannot be the name of a scenario"));
        faults.0.iter_mut().for_each(|f| f.allowed = Some("letters, digits, `-` and `_`".to_owned()));
        return Err(faults);
    }
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Faults::of_file(&shown, "exists already; nothing was written"),
        _ => Faults::of_file(&shown, format!("cannot be written: {error}")),
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create_new(true).open(&path).map_err(failed)?;
    std::io::Write::write_all(&mut file, starter(name).as_bytes()).map_err(failed)?;
    Ok(path)
}

fn starter(name: &str) -> String {
    let names: Vec<&str> = bundled().iter().map(|b| b.name).collect();
    format!(
        r#"# A scenario of your own. It begins as the tutorial and changes what is written here.
# Check it:  cupola check scenario.toml      Run it:  cupola run scenario.toml
# Keys and their meaning: cupola schema; what the catalogue knows: cupola catalogue
format = 1
extends = "tutorial"            # or another: {}; or a file beside this one

[study]
name = "{name}"
title = "My first scenario"
question = "What if the harbour had three times the guns?"
status = "hypothetical: a made-up coast"

# Entries of lists are found by their id: this changes one field of the tutorial's guns and leaves the rest.
[[area_defence]]
id = "harbour-guns"
# A number is plain, or a range with a grade and, unless it is assumed or unverified, its sources.
servers = {{ low = 6, likely = 9, high = 12, grade = "assumed", note = "three times the tutorial's" }}

# An entry may be taken out:
# [[battery]]
# id = "harbour-battery"
# remove = true
"#,
        names.join(", ")
    )
}
