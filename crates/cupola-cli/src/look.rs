//! Commands that only look: catalogue, scenarios, check, schema, trace; and `init`, which writes a starter.

use crate::print;
use crate::watched::watched;
use cupola::command::{Failure, look};
use cupola::scenario::{self, catalogue};
use std::path::Path;

/// `cupola catalogue [ID]`.
pub fn catalogue(id: Option<&str>, json: bool) -> Result<(), Failure> {
    let Some(id) = id else {
        let all = catalogue::Catalogue::embedded();
        let text = if json { pretty(&all.entries())? } else { catalogue::render_index(all) };
        return print(&text);
    };
    let entry = look::entry(id)?;
    print(&if json { pretty(entry)? } else { catalogue::render_entry(entry) })
}

/// `cupola scenarios`.
pub fn scenarios(json: bool, show: Option<&str>) -> Result<(), Failure> {
    let all = look::scenarios()?;
    if let Some(name) = show {
        return match all.iter().find(|listed| listed.name == name) {
            Some(listed) => print(listed.text),
            None => {
                let names: Vec<&str> = all.iter().map(|listed| listed.name).collect();
                Err(Failure::input(format!("scenarios: no bundled scenario `{name}`; allowed: {}", names.join(", "))))
            }
        };
    }
    if json {
        return print(&pretty(&all)?);
    }
    let width = all.iter().map(|listed| listed.name.len()).max().unwrap_or(0);
    let lines = |kind: &str| -> String {
        let of_kind = all.iter().filter(|listed| listed.kind == kind);
        of_kind.map(|listed| format!("{:width$}  {}\n", listed.name, listed.one_line)).collect()
    };
    let mut text = lines("scenario");
    for (kind, head) in look::STUDIES {
        text += &format!("\n{head}\n{}", lines(kind));
    }
    print(&text)
}

/// `cupola init DIR`.
pub fn init(dir: &Path) -> Result<(), Failure> {
    let name = dir.file_name().and_then(|n| n.to_str()).unwrap_or("my-scenario").to_owned();
    let written = scenario::init(dir, &name).map_err(Failure::from)?;
    eprintln!("wrote {}; try: cupola run {}", written.display(), written.display());
    Ok(())
}

/// `cupola check SCENARIO`.
pub fn check(question: &look::Check, json: bool) -> Result<(), Failure> {
    let checked = watched(|watch| look::check(question, watch))?;
    print(&if json { pretty(&checked)? } else { checked.to_text() })
}

/// `cupola schema`.
pub fn schema() -> Result<(), Failure> {
    print(&pretty(&scenario::json_schema())?)
}

/// `cupola trace RUN KEY`: `name` is a run folder, a bundled scenario or a file.
pub fn trace(name: &str, key: &str) -> Result<(), Failure> {
    let mut text = String::new();
    for input in look::trace(name, key)? {
        let [low, likely, high] = [input.low, input.likely, input.high].map(short);
        text += &format!("{}\n  low {low}  likely {likely}  high {high}   {}\n", input.key, input.grade);
        for source in &input.sources {
            text += &format!("  source: {source}\n");
        }
        if !input.note.is_empty() {
            text += &format!("  note: {}\n", input.note);
        }
    }
    print(&text)
}

/// A number with at most six significant digits.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.5e}").parse().unwrap_or(value);
    format!("{rounded}")
}

fn pretty(value: &impl serde::Serialize) -> Result<String, Failure> {
    serde_json::to_string_pretty(value).map(|t| t + "\n").map_err(Failure::other)
}
