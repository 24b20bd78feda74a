//! Every bundled scenario loads, and what is read is what was meant.

mod common;

use common::{Folder, GOOD};
use cupola_scenario::{Faults, Loaded, Source, bundled, init, json_schema, load, resolve};
use cupola_sim::world::{Input, World};
use std::collections::BTreeMap;

fn load_text(name: &str, text: &str, sets: &[&str]) -> Result<Loaded, Faults> {
    let folder = Folder::new(name);
    let path = folder.write("scenario.toml", text);
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    load(Source::Path(&path), &sets)
}

fn good(name: &str, sets: &[&str]) -> World {
    load_text(name, GOOD, sets).unwrap_or_else(|faults| panic!("{faults}")).world
}

fn by_key(world: &World) -> BTreeMap<String, Input> {
    world.inputs.iter().map(|input| (input.key.clone(), input.clone())).collect()
}

/// Keys whose value differs, or that only one has.
fn changed(a: &World, b: &World) -> Vec<String> {
    let (a, b) = (by_key(a), by_key(b));
    let keys: std::collections::BTreeSet<&String> = a.keys().chain(b.keys()).collect();
    let value = |inputs: &BTreeMap<String, Input>, key: &String| inputs.get(key).map(|i| (i.range, i.unit_per_si));
    keys.into_iter().filter(|key| value(&a, key) != value(&b, key)).cloned().collect()
}

#[test]
fn bundled_scenarios_load() {
    for scenario in bundled() {
        let loaded = load(resolve(scenario.name), &[]);
        let loaded = loaded.unwrap_or_else(|faults| panic!("{}\n{faults}", scenario.name));
        assert_eq!(loaded.world.name, scenario.name);
        let is_of_stocks = loaded.world.raids.iter().all(|raid| raid.groups.is_empty());
        assert_eq!(loaded.world.batteries.is_empty(), is_of_stocks, "{}", scenario.name);
        assert_eq!(is_of_stocks, ["replenish-2026", "theatres-2026"].contains(&scenario.name));
    }
}

/// Without a raid there must be stocks to ask about, and a calendar is then no more than its days.
#[test]
fn a_study_of_stocks_alone_needs_no_raid() {
    let text = bundled().iter().find(|b| b.name == "replenish-2026").unwrap().text;
    let sections = text.split("\n# -----").filter(|section| !section.contains("[[stock]]"));
    let without = sections.collect::<Vec<_>>().join("\n# -----");
    let faults = load_text("t", &without, &[]).unwrap_err().to_string();
    assert!(
        faults.contains(
            "a [[raid]], a [[stock]] for a study of stocks alone, or a [[cost.element]] for one of cost alone"
        ),
        "{faults}"
    );
    let named = text.replace("price_year = 2026", "price_year = 2026\nraid = \"opening\"");
    let faults = load_text("t", &named, &[]).unwrap_err().to_string();
    assert!(faults.contains("opening"), "{faults}");
}

#[test]
fn same_text_gives_same_hash_and_merged_text_loads_again() {
    for scenario in bundled() {
        let first = load(Source::Bundled(scenario.name), &[]).unwrap();
        assert_eq!(first.hash, load(Source::Bundled(scenario.name), &[]).unwrap().hash);
        let again = load_text(&format!("again-{}", scenario.name), &first.text, &[]);
        let again = again.unwrap_or_else(|faults| panic!("{}\n{faults}", scenario.name));
        assert_eq!(first.text, again.text);
        assert_eq!(first.hash, again.hash);
        assert!(changed(&first.world, &again.world).is_empty());
    }
}

#[test]
fn keys_are_unique_and_ranges_are_in_order() {
    for scenario in bundled() {
        let world = load(Source::Bundled(scenario.name), &[]).unwrap().world;
        assert_eq!(by_key(&world).len(), world.inputs.len());
        for input in &world.inputs {
            let r = input.range;
            assert!(r.low <= r.likely && r.likely <= r.high && r.low.is_finite() && r.high.is_finite(), "{input:?}");
            assert!(input.unit_per_si > 0.0, "{input:?}");
        }
    }
}

#[test]
fn one_set_changes_one_input() {
    let before = good("set-before", &[]);
    for (set, key, value) in [
        ("battery.fort.channels=9", "battery.fort.channels", 9.0),
        ("battery.fort.launchers=4", "battery.fort.load.pac3-mse.launchers", 4.0),
        ("battery.fort.load.pac3-mse.launchers=4", "battery.fort.load.pac3-mse.launchers", 4.0),
        ("line.pac3-coast.per_year.2029-01-01=60", "line.pac3-coast.per_year.2029-01-01", 60.0),
        ("raid.opening.group.missiles.count=40", "raid.opening.group.missiles.count", 40.0),
        ("doctrine.correlation=0.3", "doctrine.correlation", 0.3),
        ("doctrine.hold_stray=0.3", "doctrine.hold_stray", 0.3),
        ("doctrine.tracks_per_round=5", "doctrine.tracks_per_round", 5.0),
        ("agreement.pact.output.pac3-coast.share=0.4", "agreement.pact.output.pac3-coast.share", 0.4),
        ("stock.coastland.pac3.quantity=99", "stock.coastland.pac3.quantity", 99.0),
        ("line.pac3-coast.customers.coastland=0.5", "line.pac3-coast.customers.coastland", 0.5),
        ("sensor.an-mpq-53-65.range_km=123", "sensor.an-mpq-53-65.range_km", 123e3),
        ("interceptor.pac3-mse.speed_km_s=1.5", "interceptor.pac3-mse.speed_km_s", 1500.0),
    ] {
        let after = good("set-after", &[set]);
        assert_eq!(changed(&before, &after), [key], "{set}");
        assert_eq!(by_key(&after)[key].range.likely, value, "{set}");
    }
    let set = "interceptor.pac3-mse.kill_probability_glide={low=0.1, likely=0.2, high=0.3, grade=\"assumed\"}";
    let after = good("set-glide", &[set]);
    assert_eq!(by_key(&after)["interceptor.pac3-mse.kill_probability_glide"].range.high, 0.3);
    let after = good("set-threat", &["threat.srbm-700.cep_m=77"]);
    assert_eq!(changed(&before, &after), ["threat.srbm-700.cep_m"]);
}

#[test]
fn set_of_one_unit_leaves_the_others() {
    let before = good("unit-before", &[]);
    let after = good("unit-after", &["battery.fort-2.launchers=1", "battery.fort-1.lat_deg=44.5"]);
    let added = changed(&before, &after);
    assert_eq!(added, ["battery.fort-2.load.pac3-mse.launchers"]);
    let launchers = |unit: usize| after.inputs[after.batteries[unit].loads[0].launchers.0 as usize].range.likely;
    assert_eq!([launchers(0), launchers(1)], [3.0, 1.0]);
    let lat_deg = |unit: usize| after.batteries[unit].site.lat_rad.to_degrees();
    assert!((lat_deg(0) - 44.5).abs() < 1e-9 && (lat_deg(1) - 45.02).abs() < 1e-9);
}

#[test]
fn units_share_one_input_and_have_their_own_radar() {
    let world = good("share", &[]);
    let ids: Vec<&str> = world.batteries.iter().map(|b| b.id.as_str()).collect();
    assert_eq!(ids, ["fort-1", "fort-2"]);
    assert_eq!(world.batteries[0].channels, world.batteries[1].channels);
    let radars: Vec<&str> = world.sensors.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(radars, ["hill-radar", "radar-fort-1", "radar-fort-2"]);
    assert_eq!(world.sensors[1].range_m, world.sensors[2].range_m);
    assert_eq!(world.sensors[2].battery, Some(1));
    let range = &world.inputs[world.sensors[1].range_m.0 as usize];
    assert_eq!(range.key, "sensor.an-mpq-53-65.range_km");
    assert_eq!(range.unit_per_si, 1e-3);
    assert!(range.is_physical);
}

/// A way is replaced whole, and counts in the world once however many groups fly it.
#[test]
fn ways_are_replaced_whole() {
    let folder = Folder::new("ways");
    let way = |text: &str| GOOD.replace("threat = \"srbm-700\"\n", &format!("threat = \"kalibr\"\nvia = {text}\n"));
    let two = "[{ lat_deg = 46, lon_deg = -35 }, { lat_deg = 46, lon_deg = -32 }]";
    folder.write("base.toml", way(two));
    let group = "[[raid]]\nid = \"opening\"\n[[raid.group]]\nid = \"missiles\"\n";
    for (over, num) in [("via = [{ lat_deg = 44, lon_deg = -33 }]\n", 1), ("via = []\n", 0), ("", 2)] {
        let path = folder.write("over.toml", format!("format = 1\nextends = \"base.toml\"\n{group}{over}"));
        let world = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
        let turns: usize = world.ways.iter().map(Vec::len).sum();
        assert_eq!((turns, world.raids[0].groups[0].way.is_some()), (num, num > 0), "{over}");
    }
    let second =
        "[[raid.group]]\nid = \"others\"\nthreat = \"kalibr\"\nfrom = [\"west-sea\"]\naim = [\"harbour\"]\ncount = 2\n";
    let text = way(two).replace("[doctrine]", &format!("{second}via = {two}\n[doctrine]"));
    let world = load_text("ways-twice", &text, &[]).unwrap_or_else(|faults| panic!("{faults}")).world;
    assert_eq!((world.ways.len(), world.raids[0].groups[1].way), (1, Some(0)));
}

#[test]
fn extends_changes_adds_and_removes() {
    let folder = Folder::new("extends");
    folder.write("base.toml", GOOD);
    let text = r#"format = 1
extends = "base.toml"
[study]
title = "Changed"
[[sensor]]
id = "hill-radar"
remove = true
[[battery]]
id = "fort"
count = 1
  [[battery.load]]
  interceptor = "pac3-mse"
  launchers = { low = 1, likely = 2, high = 3, grade = "assumed" }
[[asset]]
id = "outpost"
nation = "farland"
lat_deg = 45.1
lon_deg = -30.1
"#;
    let path = folder.write("scenario.toml", text);
    let loaded = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let world = &loaded.world;
    assert_eq!(world.title, "Changed");
    assert_eq!(world.status, "hypothetical: for tests");
    assert_eq!(world.name, "scenario");
    assert_eq!(world.sensors.len(), 1);
    assert_eq!(world.batteries.len(), 1);
    let launchers = &world.inputs[world.batteries[0].loads[0].launchers.0 as usize];
    assert_eq!(launchers.range.high, 3.0);
    let assets: Vec<&str> = world.assets.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(assets, ["harbour", "outpost"]);
    assert_eq!(loaded.files.len(), 2);
    assert!(!loaded.text.contains("extends") && !loaded.text.contains("remove"));
}

#[test]
fn starter_loads_and_is_never_overwritten() {
    let folder = Folder::new("init");
    let path = init(&folder.path().join("mine"), "mine").unwrap();
    let loaded = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.world.name, "mine");
    assert!(init(&folder.path().join("mine"), "mine").is_err());
    assert!(init(folder.path(), "../mine").is_err());
}

/// Every key of every table has a description, and unknown keys are refused everywhere.
#[test]
fn schema_describes_every_key() {
    let schema = json_schema();
    let mut num_keys = 0;
    let tables = schema["$defs"].as_object().unwrap().iter().map(|(name, table)| (name.as_str(), table));
    for (name, table) in tables.chain([("the scenario", &schema)]) {
        let Some(properties) = table["properties"].as_object() else { continue };
        assert_eq!(table["additionalProperties"], false, "{name}");
        for (key, property) in properties {
            assert!(property["description"].is_string(), "{name}.{key}");
            num_keys += 1;
        }
    }
    assert!(num_keys > 250, "{num_keys}");
}

/// Every key that the bundled scenarios write is in the schema: they load, and no key of theirs is unknown.
#[test]
fn schema_has_removal_only_in_lists() {
    let schema = json_schema();
    assert!(schema["$defs"]["RawBattery"]["properties"]["remove"].is_object());
    assert!(schema["$defs"]["RawStudy"]["properties"]["remove"].is_null());
}
