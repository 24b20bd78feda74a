//! Commands that only look: catalogue, scenarios, check, schema, trace; and `init`, which writes a starter.

use crate::print;
use crate::run::note;
use cupola::command::{Failure, Scenario};
use cupola::scenario::studies::{COSTS, STOCKS};
use cupola::scenario::{self, Source, catalogue};
use cupola::sim::warnings::Warning;
use cupola::sim::world::World;
use cupola::study::summarise::describe_inputs;
use cupola::study::summary::InputInfo;
use std::path::Path;

/// `cupola catalogue [ID]`.
pub fn catalogue(id: Option<&str>, json: bool) -> Result<(), Failure> {
    let all = catalogue::Catalogue::embedded();
    let Some(id) = id else {
        let text = if json { pretty(&all.entries())? } else { catalogue::render_index(all) };
        return print(&text);
    };
    let Some(entry) = all.get(id) else {
        let hint = all.suggest(id).map_or(String::new(), |s| format!("; did you mean `{s}`?"));
        return Err(Failure::input(format!("catalogue: no entry `{id}`{hint} `cupola catalogue` lists all")));
    };
    print(&if json { pretty(entry)? } else { catalogue::render_entry(entry) })
}

/// A list of studies that ship: its head, its word in JSON, and its files by name.
type Studies = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Studies that are plain scenarios.
const STUDIES: [Studies; 2] = [
    ("Published stocks (cupola sustain NAME)", "stocks", &STOCKS),
    ("Published bills (cupola cost NAME)", "cost", &COSTS),
];

/// `cupola scenarios`.
pub fn scenarios(json: bool, show: Option<&str>) -> Result<(), Failure> {
    let all = scenario::bundled();
    let studies = STUDIES.iter().flat_map(|(_, kind, list)| list.iter().map(move |(name, text)| (*name, *kind, *text)));
    if let Some(name) = show {
        let texts = all.iter().map(|b| (b.name, b.text)).chain(studies.clone().map(|(name, _, text)| (name, text)));
        return match texts.clone().find(|(known, _)| *known == name) {
            Some((_, text)) => print(text),
            None => {
                let names: Vec<&str> = texts.map(|(name, _)| name).collect();
                Err(Failure::input(format!("scenarios: no bundled scenario `{name}`; allowed: {}", names.join(", "))))
            }
        };
    }
    let mut titled = Vec::new();
    for (name, kind, _) in studies {
        titled.push((name, kind, scenario::load(Source::Bundled(name), &[])?.world.title));
    }
    if json {
        let entry = |name: &str, kind: &str, one_line: &str| serde_json::json!({ "name": name, "kind": kind, "one_line": one_line });
        let scenarios = all.iter().map(|b| entry(b.name, "scenario", b.one_line));
        let list: Vec<_> = scenarios.chain(titled.iter().map(|(n, kind, title)| entry(n, kind, title))).collect();
        return print(&pretty(&list)?);
    }
    let names = all.iter().map(|b| b.name).chain(titled.iter().map(|(name, ..)| *name));
    let width = names.map(str::len).max().unwrap_or(0);
    let mut text: String = all.iter().map(|b| format!("{:width$}  {}\n", b.name, b.one_line)).collect();
    for (head, of, _) in STUDIES {
        text += &format!("\n{head}\n");
        text.extend(
            titled
                .iter()
                .filter(|(_, kind, _)| *kind == of)
                .map(|(name, _, title)| format!("{name:width$}  {title}\n")),
        );
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
pub fn check(name: &str, sets: &[String], json: bool) -> Result<(), Failure> {
    let loaded = scenario::load(scenario::resolve(name), sets)?;
    let world = &loaded.world;
    if let Some(cost) = &world.cost {
        Scenario::named(name, sets).load_stepped(&cost.steps.iter().collect::<Vec<_>>())?;
    }
    let warnings = warned(world);
    if json {
        let listed: Vec<_> =
            warnings.iter().map(|w| serde_json::json!({ "key": w.key(), "message": w.to_string() })).collect();
        return print(&pretty(&serde_json::json!({
            "name": world.name,
            "hash": format!("{:032x}", loaded.hash),
            "values": world.inputs.len(),
            "files": loaded.files,
            "warnings": listed,
        }))?);
    }
    print(&format!(
        "{}: sound. {} values, {} batteries, {} radars, {} constellations, {} raids, {} arms; hash {:032x}\n",
        world.name,
        world.inputs.len(),
        world.batteries.len(),
        world.sensors.len(),
        world.constellations.len(),
        world.raids.len(),
        world.arms.len(),
        loaded.hash
    ))
}

/// What in a world can never do anything; said on standard error, once for all that it is true of.
pub fn warned(world: &World) -> Vec<Warning> {
    let warned = cupola::command::warned(world);
    note(&warned.lines);
    warned.found
}

/// `cupola schema`.
pub fn schema() -> Result<(), Failure> {
    print(&pretty(&scenario::json_schema())?)
}

/// `cupola trace RUN KEY`: `name` is a run folder, a bundled scenario or a file.
pub fn trace(name: &str, key: &str) -> Result<(), Failure> {
    let report = Path::new(name).join("report.json");
    let inputs: Vec<InputInfo> = if report.exists() {
        let text = std::fs::read_to_string(&report).map_err(Failure::other)?;
        let mut value: serde_json::Value = serde_json::from_str(&text).map_err(Failure::other)?;
        serde_json::from_value(value["provenance"]["inputs"].take()).map_err(Failure::other)?
    } else {
        describe_inputs(&scenario::load(scenario::resolve(name), &[])?.world)
    };
    let found: Vec<&InputInfo> = inputs.iter().filter(|i| i.key.contains(key)).collect();
    if found.is_empty() {
        return Err(Failure::input(format!("trace: no input whose key holds `{key}` in {name}")));
    }
    let mut text = String::new();
    for input in found {
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
