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
    let modelled = |e: &&Entry| e.kind == Kind::Threat && e.fact("flight") != Some("orbital");
    for entry in Catalogue::embedded().entries().iter().filter(modelled) {
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
        "--set:1:8: threat.icbm-solid.burn_s: -5 is not allowed; allowed: 1 to 1000",
        "did you mean `burn_s`",
        "allowed: 1 to 40000",
        "rcs_m2: is text (\"many\"); allowed: a number",
    ]) {
        assert!(fault.contains(words), "{fault} lacks {words}");
    }
}

#[test]
fn an_entry_that_is_no_threat_is_refused() {
    assert!(refused("pac3-mse", &[])[0].contains("the catalogue has no threat \"pac3-mse\""));
}

#[test]
fn a_staged_missile_has_as_many_stages_as_are_told_of() {
    for (id, stages) in [("hwasong-12", 1), ("hwasong-17", 2), ("hwasong-19", 3)] {
        let Vehicle::Staged(missile) = catalogue::vehicle(entry(id)).unwrap() else { panic!("{id} is staged") };
        assert_eq!(missile.stages.len(), stages, "{id}");
        let shown = missile.shown.unwrap();
        let apogee_km = entry(id).value("test_apogee_km").unwrap().range.likely;
        assert!((shown.apogee_m - apogee_km * 1e3).abs() < 1e-6 && missile.apogee_m.is_none(), "{id}");
        // It lifts off, with no more thrust than the 10 000 km study model: 3.07 times the weight.
        let mass_kg: f64 =
            missile.stages.iter().map(|s| s.propellant_kg + s.inert_kg).sum::<f64>() + missile.payload_kg;
        let lift_off = missile.stages[0].thrust_n / (9.81 * mass_kg);
        assert!((1.2..3.1).contains(&lift_off), "{id}: thrust over weight {lift_off}");
    }
}

#[test]
fn the_class_masses_and_burns_are_those_read() {
    let Vehicle::Staged(missile) = catalogue::vehicle(entry("hwasong-17")).unwrap() else { panic!("staged") };
    let mass_kg: f64 = missile.stages.iter().map(|s| s.propellant_kg + s.inert_kg).sum::<f64>() + missile.payload_kg;
    assert!((80e3..110e3).contains(&mass_kg), "38 North: 80-110 t, not {mass_kg} kg");
    for (id, low_s, high_s) in
        [("hwasong-14", 240.0, 250.0), ("hwasong-17", 240.0, 250.0), ("hwasong-18", 170.0, 180.0)]
    {
        let Vehicle::Staged(missile) = catalogue::vehicle(entry(id)).unwrap() else { panic!("staged") };
        let burn_s: f64 = missile.stages.iter().map(|s| s.burn_s).sum();
        assert!((low_s..=high_s).contains(&burn_s), "{id}: APS and NRC give {low_s} to {high_s} s, not {burn_s}");
    }
    // Hwasong-15 burns as its one calibration flight asks, less long than its class, and says so.
    let burn = entry("hwasong-15").value("stage_1_burn_s").unwrap();
    assert!(burn.note.as_ref().is_some_and(|note| note.contains("calibrat")), "{burn:?}");
}

#[test]
fn what_a_stage_lacks_is_named() {
    let faults = refused("icbm-solid", &["flight=\"staged\"", "stage_2_burn_s=60", "test_apogee_km=5000"]);
    let lacks = |field: &str| faults.iter().any(|f| f.contains(&format!("threat.icbm-solid.{field}: is missing")));
    for field in
        ["stage_1_thrust_kn", "stage_1_burn_s", "stage_2_inert_t", "payload_t", "drag_area_m2", "test_range_km"]
    {
        assert!(lacks(field), "{field}: {faults:#?}");
    }
    assert!(!lacks("stage_3_thrust_kn") && !lacks("stage_1_coast_s") && !lacks("burnout_altitude_km"), "{faults:#?}");
}
