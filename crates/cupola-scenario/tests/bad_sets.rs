//! `--set` that cannot be taken, and doctrines that could never fire.

mod common;

use common::{Folder, GOOD};
use cupola_scenario::{Source, load};

/// The faults of a scenario with changes, as printed.
fn faults_of(name: &str, text: &str, sets: &[&str]) -> Vec<String> {
    let folder = Folder::new(name);
    let path = folder.write("scenario.toml", text);
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let faults = load(Source::Path(&path), &sets).err().unwrap_or_default();
    faults.0.iter().map(ToString::to_string).collect()
}

#[test]
fn bad_sets() {
    for (set, start) in [
        ("battery.port.channels=9", "--set:1:1: battery.port.channels: there is no battery \"port\"; allowed: fort"),
        ("battery.fort.chanels=9", "--set:1:1: battery.fort.chanels: unknown key; allowed: "),
        ("battery.fort.channels=-9", "--set:1:23: battery.fort.channels: -9 is not allowed; allowed: 1 to 10000"),
        ("battery.fort.channels=nine", "--set:1:23: battery.fort.channels: is text (\"nine\"); allowed: a number"),
        ("battery.fort.channels=[9", "--set:1:25: battery.fort.channels: not a TOML value: "),
        ("battery.fort.channels=1e300", "--set:1:23: battery.fort.channels: 1e300 is not allowed; allowed: 1 to 10000"),
        ("doctrine.rule=best", "--set:1:15: doctrine.rule: "),
        ("doctrine.min_handover=1", "--set:1:23: doctrine.min_handover: no hand-over is certain"),
        ("doctrine.reserve_fraction=1", "--set:1:27: doctrine.reserve_fraction: keeps every round"),
        ("doctrine.rounds_per_look=[2, 0]", "--set:1:"),
        (
            "doctrine.rounds_per_look=[9]",
            "--set:1:26: doctrine.rounds_per_look: asks for 9 rounds at a target that may have",
        ),
        (
            "battery.fort-3.channels=9",
            "--set:1:1: battery.fort-3.channels: group \"fort\" has 2 units; allowed: fort-1 to fort-2",
        ),
        ("battery.fort", "--set:1:1: battery.fort: has no `=`"),
        ("batery.fort.channels=9", "--set:1:1: batery: unknown key"),
        ("doctrine.corelation=0.3", "--set:1:1: doctrine.corelation: unknown key"),
        ("reserve.coastland.pac3.never_below=3", "--set:1:1: reserve.coastland.pac3.never_below: "),
        ("sensor.an-spy-1.range_km=300", "--set:1:1: catalogue.an-spy-1.range_km: nothing in this scenario uses"),
        (
            "constellation.x.satellites=3",
            "--set:1:1: constellation.x.satellites: this scenario has no [[constellation]]",
        ),
        ("sensor.hill-radar.range_m=3", "--set:1:1: sensor.hill-radar.range_m: wrong unit: m, where km is used"),
    ] {
        let faults = faults_of("sets", GOOD, &[set]);
        assert!(!faults.is_empty(), "{set} was taken");
        assert!(faults[0].starts_with(start), "{}\n{start}", faults[0]);
    }
}

#[test]
fn a_word_needs_no_quotes() {
    assert!(faults_of("words", GOOD, &["doctrine.rule=optimal"]).is_empty());
    assert!(faults_of("words", GOOD, &["doctrine.rule=\"optimal\""]).is_empty());
}

#[test]
fn layers_that_contradict_themselves_are_named_all_at_once() {
    let layers = r#"
[[doctrine.layer]]
id = "all"
interceptors = []

[[doctrine.layer]]
id = "upper"
interceptors = ["no-such"]
reserve_fraction = 1.0
"#;
    let faults = faults_of("layers", &format!("{GOOD}{layers}"), &[]);
    for words in [
        "doctrine.layer.all.id: there are two of layer \"all\"",
        "doctrine.layer.all.interceptors: names no interceptor",
        "there is no interceptor \"no-such\"",
        "doctrine.layer.upper.reserve_fraction: keeps every round: nothing would ever be fired",
    ] {
        assert!(faults.iter().any(|f| f.contains(words)), "{words} is missing among {faults:#?}");
    }
}
