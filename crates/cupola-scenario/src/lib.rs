//! The only crate that reads files: TOML and catalogue to checked SI inputs.
//!
//! [`load`] reads a scenario and what it extends, applies changes by id path, checks everything and builds the
//! [`World`] a run needs. Human units stop here. Every fault is found before it fails, each with its place in the file.

mod build;
pub mod catalogue;
mod check;
mod fault;
mod files;
mod merge;
pub mod oem;
pub mod orbits;
pub mod raw;
mod set;
mod starter;
pub mod studies;
mod threat;
mod tree;

use cupola_core::digest::hash_bytes;
use cupola_sim::world::{CostStep, World};
use std::path::Path;

pub use check::list_keys;
pub use fault::{Fault, Faults};
pub use merge::{entry_labels, naming_keys};
pub use set::{Change, LOAD_FIELDS};
pub use starter::init;
pub use threat::Threat;
pub use tree::number;

/// A scenario that has been read, checked and built.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What a run needs.
    pub world: World,
    /// The scenario with everything it extends merged in and every change applied, as TOML, keys in alphabetical order.
    pub text: String,
    /// XXH3-128 of `text`: the scenario's hash.
    pub hash: u128,
    /// What was read, the scenario itself first, as named by the user.
    pub files: Vec<String>,
}

/// Where a scenario comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// The name of a bundled scenario.
    Bundled(&'a str),
    /// A file.
    Path(&'a Path),
    /// A text that need not be in a file.
    Text {
        /// The text.
        text: &'a str,
        /// The file it would be: its faults name it, and what it extends is looked for beside it. Without a folder that
        /// exists it may extend bundled scenarios only.
        path: &'a Path,
    },
}

/// A scenario that comes with cupola.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundled {
    /// Name.
    pub name: &'static str,
    /// What it shows, in one line.
    pub one_line: &'static str,
    /// The file.
    pub text: &'static str,
}

/// The scenarios that come with cupola, the default first.
#[must_use]
pub fn bundled() -> &'static [Bundled] {
    &[
        Bundled {
            name: "japan-2028",
            one_line: "what changes if Japan joins Golden Dome on assumed terms, 2026 to 2032",
            text: include_str!("../../../scenarios/japan-2028.toml"),
        },
        Bundled {
            name: "gulf-2026",
            one_line: "a replay of the published series of the United Arab Emirates, 28 February to 11 March 2026",
            text: include_str!("../../../scenarios/gulf-2026.toml"),
        },
        Bundled {
            name: "homeland-cbo",
            one_line: "ten intercontinental missiles at once against a notional defence in four layers, one of them in orbit",
            text: include_str!("../../../scenarios/homeland-cbo.toml"),
        },
        Bundled {
            name: "midcourse-gmd",
            one_line: "five intercontinental missiles against 44 ground-based interceptors: the claim of 97 % with and without a common cause",
            text: include_str!("../../../scenarios/midcourse-gmd.toml"),
        },
        Bundled {
            name: "al-udeid-2025",
            one_line: "a consistency check on the raid on Al Udeid of 23 June 2025, by both accounts",
            text: include_str!("../../../scenarios/al-udeid-2025.toml"),
        },
        Bundled {
            name: "ukraine-monthly",
            one_line: "44 months of raids on Ukraine replayed month by month against scarce Patriots and a broad area defence",
            text: include_str!("../../../scenarios/ukraine-monthly.toml"),
        },
        Bundled {
            name: "replenish-2026",
            one_line: "stocks alone: when the United States have built back the Patriots and THAADs of the war of 2026",
            text: include_str!("../../../scenarios/replenish-2026.toml"),
        },
        Bundled {
            name: "theatres-2026",
            one_line: "stocks alone: four theatres draw on one US stock of Patriots; which goes short, and who got the rounds",
            text: include_str!("../../../scenarios/theatres-2026.toml"),
        },
        Bundled {
            name: "tutorial",
            one_line: "one battery, one radar, two neighbours on a made-up coast: every kind of table once",
            text: include_str!("../../../scenarios/tutorial.toml"),
        },
    ]
}

/// What a command's argument means: a bundled name where it is one, else a path.
#[must_use]
pub fn resolve(argument: &str) -> Source<'_> {
    let is_bundled = bundled().iter().any(|b| b.name == argument);
    let looks_like_name = !argument.contains(['/', '\\', '.']);
    if is_bundled || (looks_like_name && !Path::new(argument).exists()) {
        Source::Bundled(argument)
    } else {
        Source::Path(Path::new(argument))
    }
}

/// Reads, merges, changes, checks and builds a scenario.
///
/// `sets` are `KEY=VALUE`, applied in order after merging.
///
/// # Errors
/// Every fault found, in the order of files and lines.
pub fn load(source: Source<'_>, sets: &[String]) -> Result<Loaded, Faults> {
    load_changed(source, &set::given_by_set(sets))
}

/// The same with changes that come from other options than `--set` too, which their faults then name.
///
/// # Errors
/// As [`load`].
pub fn load_changed(source: Source<'_>, changes: &[Change<'_>]) -> Result<Loaded, Faults> {
    build_merged(files::read(source, None)?, changes)
}

/// As [`load`], with the changes of some of its steps of cost made, which the faults of those name.
///
/// # Errors
/// As [`load`].
pub fn load_stepped(source: Source<'_>, sets: &[String], steps: &[&CostStep]) -> Result<Loaded, Faults> {
    let names: Vec<String> = steps.iter().map(|step| format!("[[cost.step]] “{}”", step.what)).collect();
    let of_steps = steps.iter().zip(&names);
    let of_steps = of_steps.flat_map(|(step, option)| step.set.iter().map(move |text| Change { option, text }));
    let changes: Vec<Change<'_>> = set::given_by_set(sets).into_iter().chain(of_steps).collect();
    load_changed(source, &changes)
}

/// As [`load`], with the text of a scenario file on top, as if it extended the scenario: what it `extends` is not read.
///
/// # Errors
/// As [`load`].
pub fn load_under(source: Source<'_>, over: &str, sets: &[String]) -> Result<Loaded, Faults> {
    build_merged(files::read(source, Some(over))?, &set::given_by_set(sets))
}

fn build_merged(merged: files::Merged, changes: &[Change<'_>]) -> Result<Loaded, Faults> {
    let files::Merged { mut root, mut files, stem } = merged;
    let names = files.names().map(str::to_owned).collect();
    let mut faults = Vec::new();
    set::apply(&mut root, changes, &mut files, &mut faults);
    let text = toml::to_string(&root.to_toml()).unwrap_or_default();
    check::walk(&mut root, &mut faults);
    let raw: Result<raw::RawScenario, _> = serde_json::from_value(root.to_json());
    let world = match raw {
        Ok(raw) => build::build(&raw, &root, &stem, &mut faults),
        Err(error) => {
            if faults.is_empty() {
                faults.push(fault::Pending::new(root.origin, "", error.to_string()));
            }
            None
        }
    };
    match world {
        Some(world) if faults.is_empty() => Ok(Loaded { world, hash: hash_bytes(text.as_bytes()), text, files: names }),
        _ => Err(fault::settle(faults, &files)),
    }
}

/// The JSON Schema of scenario files, generated from the types they are read into.
#[must_use]
pub fn json_schema() -> serde_json::Value {
    let mut schema = check::schema().clone();
    let removal = serde_json::json!({
        "type": "boolean",
        "description": "In a file that extends another: takes this entry out."
    });
    let mut names: Vec<String> = Vec::new();
    list_items(&schema, &mut names);
    for name in names {
        if let Some(properties) = schema["$defs"][&name]["properties"].as_object_mut() {
            properties.insert("remove".to_owned(), removal.clone());
        }
    }
    schema["x-entry-names"] = merge::namings_told();
    schema
}

/// The names of the definitions that are entries of lists.
fn list_items(schema: &serde_json::Value, names: &mut Vec<String>) {
    match schema {
        serde_json::Value::Object(object) => {
            let item = object.get("items").and_then(|items| items["$ref"].as_str());
            names.extend(item.and_then(|r| r.strip_prefix("#/$defs/")).map(str::to_owned));
            object.values().for_each(|value| list_items(value, names));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|value| list_items(value, names)),
        _ => {}
    }
}
