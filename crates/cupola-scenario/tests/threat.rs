//! One threat of the catalogue by itself: the same numbers as in a scenario, changed as a scenario may change them.

use cupola_flight::Vehicle;
use cupola_scenario::Threat;
use cupola_scenario::catalogue::{self, Catalogue, Entry, Kind};

fn entry(id: &str) -> &'static Entry {
    Catalogue::embedded().get(id).unwrap_or_else(|| panic!("no entry `{id}`"))
}

fn refused(id: &str, sets: &[&str]) -> Vec<String> {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    match Threat::of(entry(id), &sets) {
        Ok(_) => panic!("{id} {sets:?} is taken"),
        Err(faults) => faults.0.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_threat_of_the_catalogue_has_a_vehicle() {
    for entry in Catalogue::embedded().entries().iter().filter(|e| e.kind == Kind::Threat) {
        let vehicle = catalogue::vehicle(entry).unwrap_or_else(|faults| panic!("{}: {faults}", entry.id));
        let is_of_its_kind = match entry.fact("flight").unwrap() {
            "ballistic" => matches!(vehicle, Vehicle::Ballistic(_)),
            "staged" => matches!(vehicle, Vehicle::Staged(_)),
            "quasi-ballistic" | "aeroballistic" => matches!(vehicle, Vehicle::QuasiBallistic(_)),
            "glide" => matches!(vehicle, Vehicle::Glide(_)),
            _ => matches!(vehicle, Vehicle::Cruise(_)),
        };
        assert!(is_of_its_kind, "{}: {vehicle:?}", entry.id);
    }
}

#[test]
fn a_vehicle_has_the_likely_values_in_si() {
    let Vehicle::Ballistic(missile) = catalogue::vehicle(entry("icbm-solid")).unwrap() else { panic!("ballistic") };
    assert_eq!((missile.burn_s, missile.burnout_altitude_m, missile.max_range_m), (180.0, 210e3, 1e7));
    assert_eq!((missile.ballistic_coefficient_kg_m2, missile.apogee_m), (9_240.0, None));
}

#[test]
fn values_may_be_set_in_the_units_of_their_names() {
    let sets = ["burn_s=200".to_owned(), "burnout_altitude_km={low=1,likely=2,high=3,grade=\"assumed\"}".to_owned()];
    let threat = Threat::of(entry("icbm-solid"), &sets).unwrap();
    let Vehicle::Ballistic(missile) = threat.vehicle() else { panic!("ballistic") };
    assert_eq!((missile.burn_s, missile.burnout_altitude_m, missile.max_range_m), (200.0, 2e3, 1e7));
    let keys: Vec<&str> = threat.flight_inputs().iter().map(|i| i.key.as_str()).collect();
    assert!(keys.contains(&"threat.icbm-solid.burn_s"), "{keys:?}");
}

#[test]
fn every_wrong_set_is_named_with_what_is_allowed() {
    let faults = refused("icbm-solid", &["burn_s=-5", "burnt_s=3", "range_km=50000", "rcs_m2=many"]);
    assert_eq!(faults.len(), 4, "{faults:#?}");
    for (fault, words) in faults.iter().zip([
        "--set:1:8: threat.icbm-solid.burn_s: -5 is not allowed; allowed: above 0",
        "did you mean `burn_s`",
        "allowed: 1 to 40000",
        "not a TOML value",
    ]) {
        assert!(fault.contains(words), "{fault} lacks {words}");
    }
}

#[test]
fn an_entry_that_is_no_threat_is_refused() {
    assert!(refused("pac3-mse", &[])[0].contains("the catalogue has no threat \"pac3-mse\""));
}
