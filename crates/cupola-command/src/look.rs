//! What only looks: catalogue, scenarios, check, trace.

use crate::{Failure, Watch, warned};
use cupola_scenario::Source;
use cupola_scenario::catalogue::{Catalogue, Entry};
use cupola_scenario::studies::{COSTS, STOCKS};
use cupola_sim::warnings::Warning;
use cupola_sim::world::World;
use cupola_study::summarise::describe_inputs;
use cupola_study::summary::InputInfo;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// An entry of the catalogue.
///
/// # Errors
/// No entry has this id or alias; the nearest is named.
pub fn entry(id: &str) -> Result<&'static Entry, Failure> {
    let all = Catalogue::embedded();
    all.get(id).ok_or_else(|| {
        let hint = all.suggest(id).map_or(String::new(), |s| format!("; did you mean `{s}`?"));
        Failure::input(format!("catalogue: no entry `{id}`{hint} `cupola catalogue` lists all"))
    })
}

/// A scenario that ships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Name, as commands take it.
    pub name: &'static str,
    /// `scenario`; `stocks` or `cost`: a published study of those alone.
    pub kind: &'static str,
    /// What it shows.
    pub one_line: String,
    /// Its text.
    #[serde(skip)]
    pub text: &'static str,
}

/// Lists of studies that ship, by kind: head, and files by name.
pub const STUDIES: [(&str, &str); 2] =
    [("stocks", "Published stocks (cupola sustain NAME)"), ("cost", "Published bills (cupola cost NAME)")];

/// Everything that ships: scenarios, then studies by kind.
///
/// # Errors
/// A study that ships and cannot be read.
pub fn scenarios() -> Result<Vec<Listed>, Failure> {
    let scenario = |b: &cupola_scenario::Bundled| {
        let one_line = b.one_line.to_owned();
        Listed { name: b.name, kind: "scenario", one_line, text: b.text }
    };
    let mut all: Vec<Listed> = cupola_scenario::bundled().iter().map(scenario).collect();
    for (kind, list) in [("stocks", &STOCKS[..]), ("cost", &COSTS[..])] {
        for &(name, text) in list {
            let one_line = cupola_scenario::load(Source::Bundled(name), &[])?.world.title;
            all.push(Listed { name, kind, one_line, text });
        }
    }
    Ok(all)
}

/// A scenario to check.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Bundled name or file
    pub scenario: String,
    /// Change a value by its path
    #[cfg_attr(feature = "clap", arg(long = "set", value_name = "KEY=VALUE"))]
    pub sets: Vec<String>,
}

/// A sound scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// Name.
    pub name: String,
    /// Hash of its text, as 32 hexadecimal digits.
    pub hash: String,
    /// Number of inputs.
    pub values: usize,
    /// What was read.
    pub files: Vec<String>,
    /// What in it can never do anything.
    pub warnings: Vec<Told>,
    /// Number of batteries, radars, constellations, raids and arms.
    #[serde(skip)]
    pub num: [usize; 5],
}

/// A warning in print.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// What it is about.
    pub key: String,
    /// What is the matter.
    pub message: String,
}

/// Reads a scenario, with every step of its chain of costs.
///
/// # Errors
/// Every fault of it.
pub fn check(question: &Check, watch: &Watch) -> Result<Checked, Failure> {
    let source = cupola_scenario::resolve(&question.scenario);
    let loaded = cupola_scenario::load(source, &question.sets)?;
    let world = &loaded.world;
    if let Some(cost) = &world.cost {
        cupola_scenario::load_stepped(source, &question.sets, &cost.steps.iter().collect::<Vec<_>>())?;
    }
    let told = |w: &Warning| Told { key: w.key(), message: w.to_string() };
    Ok(Checked {
        name: world.name.clone(),
        hash: format!("{:032x}", loaded.hash),
        values: world.inputs.len(),
        warnings: warn(world, watch).iter().map(told).collect(),
        num: [
            world.batteries.len(),
            world.sensors.len(),
            world.constellations.len(),
            world.raids.len(),
            world.arms.len(),
        ],
        files: loaded.files,
    })
}

impl Checked {
    /// One line.
    #[must_use]
    pub fn to_text(&self) -> String {
        let [batteries, radars, constellations, raids, arms] = self.num;
        format!(
            "{}: sound. {} values, {batteries} batteries, {radars} radars, {constellations} constellations, {raids} raids, {arms} arms; hash {}\n",
            self.name, self.values, self.hash
        )
    }
}

/// What in a world can never do anything; noted, once for all that it is true of.
pub fn warn(world: &World, watch: &Watch) -> Vec<Warning> {
    let warned = warned(world);
    warned.lines.into_iter().for_each(|line| watch.note(line));
    warned.found
}

/// The inputs whose key holds `key`; `name` is a run folder, a bundled scenario or a file.
///
/// # Errors
/// A scenario or report that cannot be read, and a key that no input holds.
pub fn trace(name: &str, key: &str) -> Result<Vec<InputInfo>, Failure> {
    let report = Path::new(name).join("report.json");
    let mut inputs: Vec<InputInfo> = if report.exists() {
        let text = std::fs::read_to_string(&report).map_err(Failure::other)?;
        let mut value: serde_json::Value = serde_json::from_str(&text).map_err(Failure::other)?;
        serde_json::from_value(value["provenance"]["inputs"].take()).map_err(Failure::other)?
    } else {
        describe_inputs(&cupola_scenario::load(cupola_scenario::resolve(name), &[])?.world)
    };
    inputs.retain(|i| i.key.contains(key));
    if inputs.is_empty() {
        return Err(Failure::input(format!("trace: no input whose key holds `{key}` in {name}")));
    }
    Ok(inputs)
}
