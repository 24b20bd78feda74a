//! Which type of entity what is: a map that a file may change.

use super::EntityType;
use cupola_scenario::{Fault, Faults};
use cupola_study::scene::Scene;
use std::collections::{BTreeMap, BTreeSet};

/// The map that is used where no file says otherwise, in the form of such a file.
///
/// Kinds, domains and categories are those of `SISO010`; country 0 is "other", and what is zero after it is not stated: which
/// country, and which of its weapons, a scenario's ids stand for is not in the public record of enumerations and is not guessed.
pub const DEFAULT: &str = r#"# kind.domain.country.category.subcategory.specific.extra; by id, by group, or `default`

[threat]                         # ids of classes, or their report rows
default = "2.11.0.2.0.0.0"       # munition, tactical, ballistic
"ballistic, to 700 km" = "2.11.0.2.0.0.0"
"ballistic, to 2,000 km" = "2.11.0.2.0.0.0"
"ballistic, to 5,500 km" = "2.11.0.2.0.0.0"
intercontinental = "2.10.0.2.0.0.0"        # munition, strategic, ballistic
quasi-ballistic = "2.11.0.2.0.0.0"         # assumed: ballistic, though it is steered
glide = "2.11.0.1.0.0.0"                   # assumed: a glider is a guided munition
cruise = "2.11.0.1.0.0.0"                  # munition, tactical, guided
"hypersonic cruise" = "2.11.0.1.0.0.0"
drones = "2.11.0.1.0.0.0"                  # assumed: a one-way drone is a guided munition

[interceptor]                    # ids of interceptors
default = "2.1.0.1.0.0.0"        # munition, anti-air, guided

[battery]                        # ids of batteries and ships, `battery` or `ship`
default = "1.1.0.28.0.0.0"       # platform, land, air-defence and missile-defence unit equipment
ship = "1.3.0.0.0.0.0"           # platform, surface

[sensor]                         # ids of radars that are no battery's
default = "9.1.0.0.0.0.0"        # sensor, land

[area_defence]                   # ids of area defences
default = "1.1.0.28.0.0.0"

[satellite]                      # ids of constellations
default = "1.5.0.2.0.0.0"        # platform, space, unmanned
"#;

/// Tables of the map.
const TABLES: [&str; 6] = ["threat", "interceptor", "battery", "sensor", "area_defence", "satellite"];

/// The map.
#[derive(Debug, Clone, PartialEq)]
pub struct Types(BTreeMap<String, BTreeMap<String, EntityType>>);

impl Default for Types {
    fn default() -> Self {
        Self(read(DEFAULT, "the default map", &|_| None).expect("a test reads it"))
    }
}

impl Types {
    /// The default map, with what a file says over it of what is in a scene; `file` is its name in faults.
    ///
    /// # Errors
    /// Every fault: no TOML, tables that are not known, names that the scene has not, types that are not seven numbers in range.
    pub fn parse(text: &str, file: &str, scene: &Scene) -> Result<Self, Faults> {
        let mut types = Self::default();
        let names = |table: &str| {
            let known = types.0.get(table).into_iter().flat_map(BTreeMap::keys).map(String::as_str);
            Some(known.chain(ids(table, scene)).collect())
        };
        let asked = read(text, file, &names)?;
        for (table, entries) in asked {
            types.0.entry(table).or_default().extend(entries);
        }
        Ok(types)
    }

    /// The type of something of a table: by the first of its names that the map has, else by default.
    #[must_use]
    pub fn of(&self, table: &str, names: &[&str]) -> EntityType {
        let Some(entries) = self.0.get(table) else { return EntityType::default() };
        let found = names.iter().chain(&["default"]).find_map(|name| entries.get(*name));
        found.copied().unwrap_or_default()
    }
}

/// Ids of what a scene has of a table.
fn ids<'a>(table: &str, scene: &'a Scene) -> Vec<&'a str> {
    match table {
        "threat" => scene.threat_classes.iter().map(|c| c.id.as_str()).collect(),
        "interceptor" => scene.interceptors.iter().map(|i| i.id.as_str()).collect(),
        "battery" => scene.batteries.iter().flat_map(|b| [b.id.as_str(), b.kind]).collect(),
        "sensor" => scene.sensors.iter().filter(|s| s.battery.is_none()).map(|s| s.id.as_str()).collect(),
        "area_defence" => scene.area_defences.iter().map(|a| a.id.as_str()).collect(),
        _ => scene.constellations.iter().map(|c| c.id.as_str()).collect(),
    }
}

type Raw = BTreeMap<toml::Spanned<String>, BTreeMap<toml::Spanned<String>, toml::Spanned<String>>>;
/// Names that a table may have; none where it may have any.
type Names<'a> = dyn Fn(&str) -> Option<BTreeSet<&'a str>> + 'a;

fn read(text: &str, file: &str, names: &Names<'_>) -> Result<BTreeMap<String, BTreeMap<String, EntityType>>, Faults> {
    let mut faults = Vec::new();
    let mut fault = |at: usize, key: &str, message: String, allowed: &str| {
        let before = &text[..at.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
        let (file, key, allowed) = (file.to_owned(), key.to_owned(), Some(allowed.to_owned()));
        faults.push(Fault { file, line, column, key, message, allowed, hint: None });
    };
    let mut all = BTreeMap::new();
    match toml::from_str::<Raw>(text) {
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            fault(at, "", error.message().to_owned(), "tables of names and types");
        }
        Ok(raw) => {
            for (table, entries) in raw {
                if !TABLES.contains(&table.get_ref().as_str()) {
                    fault(table.span().start, table.get_ref(), "is no table of types".to_owned(), &TABLES.join(", "));
                    continue;
                }
                let allowed = names(table.get_ref());
                let mut read = BTreeMap::new();
                for (name, value) in entries {
                    let (at, name) = (name.span().start, name.into_inner());
                    let key = format!("{}.{name}", table.get_ref());
                    if let Some(allowed) = allowed.as_ref().filter(|allowed| !allowed.contains(name.as_str())) {
                        let allowed: Vec<&str> = allowed.iter().copied().collect();
                        fault(at, &key, "is not in the scenario".to_owned(), &allowed.join("; "));
                    }
                    match entity_type(value.get_ref()) {
                        Some(found) => drop(read.insert(name, found)),
                        None => fault(
                            value.span().start,
                            &key,
                            format!("is `{:.40}`", value.get_ref()),
                            "seven numbers as in 2.11.0.2.0.0.0, the third up to 65535, the others up to 255",
                        ),
                    }
                }
                all.insert(table.into_inner(), read);
            }
        }
    }
    faults.sort_by_key(|fault| (fault.line, fault.column));
    if faults.is_empty() { Ok(all) } else { Err(Faults(faults)) }
}

fn entity_type(text: &str) -> Option<EntityType> {
    let parts: Vec<u16> = text.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let &[kind, domain, country, category, subcategory, specific, extra] = &parts[..] else { return None };
    let byte = |value: u16| u8::try_from(value).ok();
    Some(EntityType {
        kind: byte(kind)?,
        domain: byte(domain)?,
        country,
        category: byte(category)?,
        subcategory: byte(subcategory)?,
        specific: byte(specific)?,
        extra: byte(extra)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    use cupola_scenario::{Source, load};
    use cupola_sim::world::{NUM_TARGET_KINDS, TargetKind};
    use cupola_study::scene::scene;
    use std::path::Path;

    const TUTORIAL: &str = include_str!("../../../../scenarios/tutorial.toml");

    fn scene_of(text: &str) -> Scene {
        scene(&load(Source::Text { text, path: Path::new("x.toml") }, &[]).unwrap().world, "")
    }

    /// The word of a scenario for a kind; whoever adds a kind adds its report row to the map too.
    fn word(kind: TargetKind) -> &'static str {
        match kind {
            TargetKind::BallisticShort => "ballistic-short",
            TargetKind::BallisticMedium => "ballistic-medium",
            TargetKind::BallisticIntermediate => "ballistic-intermediate",
            TargetKind::Icbm => "icbm",
            TargetKind::QuasiBallistic => "quasi-ballistic",
            TargetKind::Glide => "glide",
            TargetKind::Cruise => "cruise",
            TargetKind::HypersonicCruise => "hypersonic-cruise",
            TargetKind::Drone => "drone",
        }
    }

    /// Every report row that a scenario can have is in the map: what is steered is guided, what falls is ballistic.
    #[test]
    fn every_report_row_has_its_type() {
        use TargetKind::{
            BallisticIntermediate, BallisticMedium, BallisticShort, Cruise, Drone, Glide, HypersonicCruise, Icbm,
            QuasiBallistic,
        };
        let kinds: [TargetKind; NUM_TARGET_KINDS] = [
            BallisticShort,
            BallisticMedium,
            BallisticIntermediate,
            Icbm,
            QuasiBallistic,
            Glide,
            Cruise,
            HypersonicCruise,
            Drone,
        ];
        let classes = kinds
            .map(word)
            .map(|word| format!("\n[[threat]]\nid = \"x-{word}\"\nis = \"srbm-700\"\ngroup = \"{word}\"\n"));
        let scene = scene_of(&(TUTORIAL.to_owned() + &classes.concat()));
        let types = Types::default();
        for kind in kinds {
            let id = format!("x-{}", word(kind));
            let group = &scene.threat_classes.iter().find(|c| c.id == id).unwrap().group;
            assert!(types.0["threat"].contains_key(group), "{group} has no type");
            let of = types.of("threat", &[&id, group]);
            let category = if matches!(kind, Glide | Cruise | HypersonicCruise | Drone) { 1 } else { 2 };
            let domain = if kind == Icbm { 10 } else { 11 };
            assert_eq!((of.kind, of.domain, of.category), (2, domain, category), "{group}");
        }
    }

    #[test]
    fn a_file_goes_over_the_default_map() {
        let scene = scene_of(TUTORIAL);
        let id = &scene.threat_classes[0].id;
        let text = format!("[threat]\n{id} = \"2.10.222.2.1.0.0\"\n[battery]\nship = \"1.3.225.6.0.0.0\"\n");
        let types = Types::parse(&text, "x.toml", &scene).unwrap();
        let of = types.of("threat", &[id, "glide"]);
        assert_eq!((of.domain, of.country, of.subcategory), (10, 222, 1));
        assert_eq!(types.of("threat", &["tbm", "no row"]), types.of("threat", &[]));
        assert_eq!(types.of("battery", &["x", "ship"]).country, 225);
    }

    #[test]
    fn every_fault_of_a_map_is_named() {
        let text =
            "[threat]\nmrbm = \"2.10.222.1.0.0.0\"\ncruise = \"2.300.0.0.0.0.0\"\n[tank]\nx = \"1.1.0.1.0.0.0\"\n";
        let scene = scene_of(TUTORIAL);
        let faults = Types::parse(text, "x.toml", &scene).unwrap_err().to_string();
        let places: Vec<&str> = faults.lines().map(|line| line.split(": ").next().unwrap()).collect();
        assert_eq!(places, ["x.toml:2:1", "x.toml:3:10", "x.toml:4:2"], "{faults}");
        assert!(faults.contains(&scene.threat_classes[0].id) && faults.contains("quasi-ballistic"), "{faults}");
        assert!(Types::parse("threat = 3", "x.toml", &scene).unwrap_err().to_string().starts_with("x.toml:1:"));
    }
}
