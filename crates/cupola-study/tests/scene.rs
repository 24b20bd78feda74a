//! A scene is the scenario: everything once, where it stands, as far as the engagement reaches, on entries that the catalogue has.

mod common;

use common::{COAST, Folder};
use cupola_scenario::{Source, catalogue::Catalogue, load, resolve};
use cupola_study::scene::{Scene, scene};
use std::collections::BTreeSet;

fn scene_of(source: Source<'_>, sets: &[&str]) -> Scene {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let loaded = load(source, &sets).unwrap_or_else(|faults| panic!("the scenario has faults:\n{faults}"));
    scene(&loaded.world, "hash")
}

/// All entries that a scene names.
fn named(scene: &Scene) -> BTreeSet<&str> {
    let lists = scene.batteries.iter().map(|b| &b.rests_on);
    let lists = lists.chain(scene.sensors.iter().map(|s| &s.rests_on));
    let lists = lists.chain(scene.area_defences.iter().map(|a| &a.rests_on));
    let lists = lists.chain(scene.constellations.iter().map(|c| &c.rests_on));
    let lists = lists.chain(scene.threat_classes.iter().map(|c| &c.rests_on));
    lists.chain(scene.interceptors.iter().map(|i| &i.rests_on)).flatten().map(String::as_str).collect()
}

/// In every bundled scenario the references hold: entries are the catalogue's, nations and places the scene's own.
#[test]
fn what_a_scene_names_is_there() {
    for name in ["japan-2028", "gulf-2026", "homeland-cbo", "midcourse-gmd", "ukraine-monthly", "tutorial"] {
        let scene = scene_of(resolve(name), &[]);
        let named = named(&scene);
        assert!(named.iter().all(|id| Catalogue::embedded().get(id).is_some_and(|e| e.id == *id)), "{name}: {named:?}");
        let nations: BTreeSet<&str> = scene.nations.iter().map(|n| n.id.as_str()).collect();
        let places: BTreeSet<&str> = scene.places.iter().map(|p| p.id.as_str()).collect();
        assert!(scene.batteries.iter().all(|b| nations.contains(b.nation.as_str())));
        assert!(scene.batteries.iter().flat_map(|b| &b.defends).all(|place| places.contains(place.as_str())));
        assert!(scene.sensors.iter().all(|s| nations.contains(s.nation.as_str()) && s.range_m > 0.0));
        assert!(scene.raids.iter().any(|raid| raid.id == scene.headline_raid && raid.threats >= 1.0), "{name}");
    }
}

/// The lead scenario, told by what its file and the catalogue say.
#[test]
fn the_lead_scene_is_as_written() {
    let scene = scene_of(resolve("japan-2028"), &[]);
    let battery = scene.batteries.iter().find(|b| b.id == "iruma-1").unwrap();
    assert_eq!((battery.kind, battery.nation.as_str()), ("battery", "japan"));
    let rests: BTreeSet<&str> = battery.rests_on.iter().map(String::as_str).collect();
    assert!(rests.contains("pac3-mse") && rests.contains("an-mpq-53-65"), "{rests:?}");
    let mse = battery.loads.iter().find(|l| l.interceptor == "pac3-mse").unwrap();
    let entry = Catalogue::embedded().get("pac3-mse").unwrap();
    let ceiling_km = entry.value("ceiling_km").unwrap().range.likely;
    assert!((mse.highest_m - 1e3 * ceiling_km).abs() < 1e-6, "{} m", mse.highest_m);
    assert!(mse.rounds >= 1.0 && mse.reach_m > mse.lowest_m);
    let ship = scene.batteries.iter().find(|b| b.id == "jmsdf-aegis-1").unwrap();
    assert_eq!((ship.kind, ship.facing_deg, ship.sector_deg), ("ship", None, None));
    let radar = scene.sensors.iter().find(|s| s.rests_on == ["an-tpy-2"]).expect("a radar of its own");
    assert!(radar.battery.is_none() && radar.facing_deg.is_some() && radar.lowest_deg < radar.highest_deg);
    let roles: BTreeSet<&str> = scene.constellations.iter().map(|c| c.role).collect();
    assert_eq!(roles, BTreeSet::from(["interceptor", "tracking", "warning"]));
    assert!(scene.constellations.iter().all(|c| (0.0..=1.0).contains(&c.fielded_fraction)));
}

/// A value that the scenario changes is still one of its entry; a thing of the scenario's own numbers rests on none.
#[test]
fn a_changed_value_is_still_of_its_entry() {
    let folder = Folder::new();
    let own = r#"
[[threat]]
id = "arrow"
name = "Arrow"
flight = "ballistic"
group = "ballistic-short"
range_km = 600
burn_s = 60
burnout_altitude_km = 30
ballistic_coefficient_kg_m2 = 5000
rcs_m2 = 0.1
reliability = 1.0
cep_m = 50
plume_kw_sr = 1e3
manoeuvre_g = 0

[catalogue.pac3-mse]
speed_km_s = 1.5

[[raid]]
id = "opening"
  [[raid.group]]
  id = "missiles"
  threat = "arrow"
  from = ["west-sea"]
  aim = ["harbour"]
  count = 3
  spread_min = 5
"#;
    let path = folder.write("scenario.toml", &format!("{COAST}\n{own}"));
    let scene = scene_of(Source::Path(&path), &[]);
    assert_eq!(scene.interceptors[0].rests_on, ["pac3-mse"]);
    assert_eq!(scene.threat_classes[0].rests_on, [""; 0]);
    assert!((scene.raids[0].threats - 3.0).abs() < f64::EPSILON);
    assert_eq!((scene.launch_areas[0].id.as_str(), scene.launch_areas[0].radius_m), ("west-sea", 20_000.0));
}
