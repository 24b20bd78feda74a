//! The arm that is added to a study: the last one with agreements, less those that name one of some nations; that last one
//! becomes the base, so that the two are the pair.

use crate::told::FaultTold;
use cupola_scenario::{Faults, Loaded, Source, load};
use cupola_sim::world::World;
use std::path::Path;
use toml::{Table, Value};

/// Why the arm cannot be added.
pub enum WithoutError {
    /// What was asked for.
    Asked(FaultTold),
    /// The scenario with it.
    Scenario(Faults),
}

/// The scenario with an arm without these nations, as if its file had it.
///
/// # Errors
/// [`WithoutError`] where a nation is none of the scenario's, or no agreement of the last arm that has any names any of them.
pub fn without(loaded: &Loaded, nations: &[String]) -> Result<Loaded, WithoutError> {
    let asked = |message: String| WithoutError::Asked(FaultTold::of_request("without", message));
    let world = &loaded.world;
    let mut names = Vec::new();
    for id in nations {
        let Some(nation) = world.nations.iter().find(|nation| nation.id == *id) else {
            let ids: Vec<&str> = world.nations.iter().map(|nation| nation.id.as_str()).collect();
            return Err(asked(format!("there is no nation \"{id}\"; allowed: {}", ids.join(", "))));
        };
        names.push(nation.name.as_str());
    }
    let mut root: Table = loaded.text.parse().map_err(|error: toml::de::Error| asked(error.message().to_owned()))?;
    let whole = world.arms.iter().rev().find(|arm| !arm.agreements.is_empty());
    let last = whole.map_or(&[][..], |arm| &arm.agreements);
    let (gone, kept) = last.iter().map(|a| world.agreements[*a].id.as_str()).partition::<Vec<_>, _>(|id| {
        let list = root.get("agreement").and_then(Value::as_array).into_iter().flatten();
        list.filter(|agreement| agreement.get("id").and_then(Value::as_str) == Some(id)).any(|a| says(a, nations))
    });
    if gone.is_empty() {
        return Err(asked(format!("no agreement of the last arm names {}: nothing to take out", nations.join(", "))));
    }
    let id = free_id(world, &format!("without-{}", nations.join("-")));
    let agreements = kept.into_iter().map(|id| Value::String(id.to_owned())).collect();
    let arm = Table::from_iter([
        ("id".to_owned(), Value::String(id)),
        ("name".to_owned(), Value::String(format!("without {}", names.join(" and ")))),
        ("agreements".to_owned(), Value::Array(agreements)),
    ]);
    let compare = root.get_mut("compare").and_then(Value::as_table_mut);
    let Some(compare) = compare.filter(|compare| compare.get("arms").is_some_and(Value::is_array)) else {
        return Err(asked("the scenario compares no arms: nothing to take out".to_owned()));
    };
    if let Some(arms) = compare.get_mut("arms").and_then(Value::as_array_mut) {
        arms.push(Value::Table(arm));
    }
    if let Some(whole) = whole {
        compare.insert("base".to_owned(), Value::String(whole.id.clone()));
    }
    let text = toml::to_string(&root).map_err(|error| asked(error.to_string()))?;
    let file = format!("{}.toml", world.name);
    load(Source::Text { text: &text, path: Path::new(&file) }, &[]).map_err(WithoutError::Scenario)
}

/// Whether a value, or anything in it, is the id of one of these nations.
fn says(value: &Value, nations: &[String]) -> bool {
    match value {
        Value::String(text) => nations.contains(text),
        Value::Array(list) => list.iter().any(|item| says(item, nations)),
        Value::Table(table) => table.values().any(|item| says(item, nations)),
        _ => false,
    }
}

/// An id that no arm has.
fn free_id(world: &World, id: &str) -> String {
    let is_free = |id: &String| world.arms.iter().all(|arm| arm.id != *id);
    let more = (2..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.to_owned()).chain(more).find(is_free).unwrap_or_default()
}
