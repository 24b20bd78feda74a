//! A scenario's values by their key paths, as `--set` takes them, and its elements as plain records.

use crate::Failure;
use crate::look::Check;
use cupola_scenario::{LOAD_FIELDS, entry_labels, load, resolve};
use cupola_sim::world::{Site, World};
use cupola_study::summarise::describe_inputs;
use cupola_study::summary::InputInfo;
use serde::Serialize;
use serde_json::{Map, Value};

/// A sound scenario, laid open.
#[derive(Debug, Clone, Serialize)]
pub struct Described {
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// The question asked.
    pub question: String,
    /// What kind of claim it is.
    pub status: String,
    /// What a reader must know.
    pub caveats: Vec<String>,
    /// Hash of its text, as 32 hexadecimal digits.
    pub hash: String,
    /// Its text: everything it extends merged in, every change applied.
    pub toml: String,
    /// What was read.
    pub files: Vec<String>,
    /// Every number that a result rests on, in the unit its key names.
    pub inputs: Vec<InputInfo>,
    /// Every value of the text by its key path.
    pub values: Map<String, Value>,
    /// Nations.
    pub nations: Vec<Nation>,
    /// Defended places.
    pub assets: Vec<Asset>,
    /// Batteries, fire units and ships.
    pub batteries: Vec<Battery>,
    /// Arms of the comparison, the base first.
    pub arms: Vec<Arm>,
}

/// A nation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nation {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A defended place.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Asset {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Owner's id.
    pub nation: String,
    /// Latitude, north positive.
    pub lat_deg: f64,
    /// Longitude, east positive.
    pub lon_deg: f64,
    /// Abstract value.
    pub value: f64,
}

/// A battery, fire unit or ship.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Battery {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Owner's id.
    pub nation: String,
    /// Latitude, north positive.
    pub lat_deg: f64,
    /// Longitude, east positive.
    pub lon_deg: f64,
    /// Engagements at once, likely.
    pub channels: u32,
    /// What it fires.
    pub loads: Vec<Load>,
}

/// What a battery fires of one type, likely values.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Load {
    /// Interceptor's id.
    pub interceptor: String,
    /// Launchers.
    pub launchers: u32,
    /// Rounds on one launcher.
    pub per_launcher: u32,
    /// Rounds beside the launchers.
    pub reloads: u32,
}

/// An arm of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arm {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Ids of the agreements in force.
    pub agreements: Vec<String>,
}

/// Reads a scenario and lays it open.
///
/// # Errors
/// Every fault of it.
pub fn describe(question: &Check) -> Result<Described, Failure> {
    let loaded = load(resolve(&question.scenario), &question.sets)?;
    let world = &loaded.world;
    let table: toml::Table = loaded.text.parse().map_err(Failure::other)?;
    let mut values = Map::new();
    tabled(&table, "", "", &mut values);
    Ok(Described {
        name: world.name.clone(),
        title: world.title.clone(),
        question: world.question.clone(),
        status: world.status.clone(),
        caveats: world.caveats.clone(),
        hash: format!("{:032x}", loaded.hash),
        inputs: describe_inputs(world),
        values,
        nations: world.nations.iter().map(|n| Nation { id: n.id.clone(), name: n.name.clone() }).collect(),
        assets: assets(world),
        batteries: batteries(world),
        arms: arms(world),
        files: loaded.files,
        toml: loaded.text,
    })
}

fn degrees(site: Site) -> [f64; 2] {
    [site.lat_rad, site.lon_rad].map(|rad| (rad.to_degrees() * 1e9).round() / 1e9)
}

fn assets(world: &World) -> Vec<Asset> {
    let asset = |asset: &cupola_sim::world::Asset| {
        let ([lat_deg, lon_deg], nation) = (degrees(asset.site), world.nations[asset.nation].id.clone());
        Asset { id: asset.id.clone(), name: asset.name.clone(), nation, lat_deg, lon_deg, value: asset.value }
    };
    world.assets.iter().map(asset).collect()
}

fn batteries(world: &World) -> Vec<Battery> {
    let likely = |input: cupola_sim::world::InputId| world.inputs[input.0 as usize].range.likely.round() as u32;
    let load = |load: &cupola_sim::world::Load| Load {
        interceptor: world.interceptors[load.interceptor].id.clone(),
        launchers: likely(load.launchers),
        per_launcher: likely(load.per_launcher),
        reloads: likely(load.reloads),
    };
    let battery = |battery: &cupola_sim::world::Battery| {
        let [lat_deg, lon_deg] = degrees(battery.site);
        Battery {
            id: battery.id.clone(),
            name: battery.name.clone(),
            nation: world.nations[battery.nation].id.clone(),
            lat_deg,
            lon_deg,
            channels: likely(battery.channels),
            loads: battery.loads.iter().map(load).collect(),
        }
    };
    world.batteries.iter().map(battery).collect()
}

fn arms(world: &World) -> Vec<Arm> {
    let arm = |arm: &cupola_sim::world::Arm| Arm {
        id: arm.id.clone(),
        name: arm.name.clone(),
        agreements: arm.agreements.iter().map(|index| world.agreements[*index].id.clone()).collect(),
    };
    world.arms.iter().map(arm).collect()
}

/// The values of a table, whose path ends in a dot where it has one; `list` is the list that it is an entry of.
fn tabled(table: &toml::Table, path: &str, list: &str, values: &mut Map<String, Value>) {
    for (key, value) in table {
        let here = format!("{path}{key}");
        match value {
            toml::Value::Table(inner) if !is_range(inner) => tabled(inner, &format!("{here}."), "", values),
            toml::Value::Array(entries) if entries.iter().any(toml::Value::is_table) => {
                let tables: Vec<&toml::Table> = entries.iter().filter_map(toml::Value::as_table).collect();
                let labels = entry_labels(key, tables.len(), |index, key| scalar(tables[index].get(key)?));
                for (label, entry) in labels.iter().zip(&tables) {
                    tabled(entry, &format!("{here}.{label}."), key, values);
                }
                // A field of a battery's only load goes by the battery's name too.
                if let ("battery", "load", [only]) = (list, key.as_str(), tables.as_slice()) {
                    let fields = LOAD_FIELDS.iter().filter_map(|field| Some((field, only.get(*field)?)));
                    values.extend(fields.map(|(field, value)| (format!("{path}{field}"), plain(value))));
                }
            }
            value => {
                values.insert(here, plain(value));
            }
        }
    }
}

/// Whether a table is a number with a range.
fn is_range(table: &toml::Table) -> bool {
    table.contains_key("likely")
}

fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}

fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.clone().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(is_so) => (*is_so).into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.iter().map(plain).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
    }
}
