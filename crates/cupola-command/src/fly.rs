//! `cupola fly`: threats of the catalogue from one place to another.

pub(crate) mod refusal;

use crate::Failure;
use cupola_earth::wgs84::Geodetic;
use cupola_flight::{self as flight, Vehicle};
use cupola_scenario::Threat;
use cupola_scenario::catalogue::{Catalogue, Kind};
use cupola_study::summarise::flight::{Flown, flight as summarise};
use cupola_study::summary::flight::FlightSummary;
use serde::Deserialize;

/// Most samples of one flight.
const MOST_SAMPLES: f64 = 1e6;

/// Options of `cupola fly`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Threats of the catalogue (`hwasong-17`; aliases and underscores are understood)
    #[cfg_attr(feature = "clap", arg(required = true, value_name = "THREAT"))]
    pub threats: Vec<String>,
    /// Launch place in degrees, north and east positive
    #[cfg_attr(feature = "clap", arg(long, value_name = "LAT,LON", required = true, allow_hyphen_values = true))]
    pub from: String,
    /// Aim in degrees, north and east positive
    #[cfg_attr(feature = "clap", arg(long, value_name = "LAT,LON", required = true, allow_hyphen_values = true))]
    pub to: String,
    /// Place to turn at on the way, in degrees; repeat it for more, in order (gliders, cruise missiles, drones)
    #[cfg_attr(feature = "clap", arg(long, value_name = "LAT,LON", allow_hyphen_values = true))]
    pub via: Vec<String>,
    /// Highest point of a lofted or depressed flight (default: least energy, or the threat's own)
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub apogee_km: Option<String>,
    /// Change a value of the threats in the unit of its name (`burn_s=200`); `cupola catalogue THREAT` lists them
    #[cfg_attr(feature = "clap", arg(long = "set", value_name = "FIELD=VALUE"))]
    pub sets: Vec<String>,
    /// Time between samples (default: a round step that gives some 200 of them)
    #[cfg_attr(feature = "clap", arg(long, value_name = "SECONDS", allow_hyphen_values = true))]
    pub step_s: Option<String>,
}

/// The flights asked for.
///
/// # Errors
/// Everything that is wrong with what is asked, and flights that cannot be.
pub fn fly(args: &Question) -> Result<Vec<FlightSummary>, Failure> {
    let mut faults = Vec::new();
    let from = kept(place("--from", &args.from), &mut faults);
    let to = kept(place("--to", &args.to), &mut faults);
    let via: Vec<Geodetic> = args.via.iter().filter_map(|text| kept(place("--via", text), &mut faults)).collect();
    let number = |option: &str, text: &Option<String>| text.as_ref().map(|t| positive(option, t)).transpose();
    let apogee_km = kept(number("--apogee-km", &args.apogee_km), &mut faults).flatten();
    let step_s = kept(number("--step-s", &args.step_s), &mut faults).flatten();
    let mut threats: Vec<(Threat, Vehicle)> = Vec::new();
    for name in &args.threats {
        let found = threat(name, &args.sets).and_then(|threat| {
            let vehicle = with_apogee(threat.vehicle(), apogee_km, name)?;
            let vehicle = if args.via.is_empty() { Ok(vehicle) } else { vehicle.through(&via) };
            let vehicle = vehicle.map_err(|error| refusal::in_words(&threat.class.id, &error, via.len()))?;
            Ok((threat, vehicle))
        });
        threats.extend(kept(found, &mut faults));
    }
    let mut flights: Vec<FlightSummary> = Vec::new();
    if let (Some(from), Some(to), true) = (from, to, via.len() == args.via.len()) {
        for (threat, vehicle) in &threats {
            let flown =
                flight::fly(vehicle, from, to).map_err(|error| refusal::in_words(&threat.class.id, &error, via.len()));
            let Some(trajectory) = kept(flown, &mut faults) else { continue };
            let least_s = (trajectory.duration_s() / MOST_SAMPLES * 1e3).ceil() / 1e3;
            if let Some(step_s) = step_s.filter(|step_s| *step_s < least_s) {
                faults.push(format!("--step-s {step_s}: too many samples; allowed: {least_s} and more"));
                continue;
            }
            let inputs = threat.flight_inputs();
            let flown =
                Flown { class: &threat.class, inputs: &inputs, vehicle, trajectory: &trajectory, from, to, via: &via };
            flights.push(summarise(&flown, step_s));
        }
    }
    if faults.is_empty() {
        return Ok(flights);
    }
    faults.dedup();
    Err(Failure::input(faults.join("\n")))
}

/// The value, or one fault more.
pub(crate) fn kept<T>(found: Result<T, String>, faults: &mut Vec<String>) -> Option<T> {
    found.map_err(|fault| faults.push(fault)).ok()
}

/// A place on the ground from `LAT,LON`.
pub(crate) fn place(option: &str, text: &str) -> Result<Geodetic, String> {
    let fault = |what: &str| Err(format!("{option} {text}: {what}; allowed: LAT,LON in degrees, as in 39.0,125.7"));
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let [lat, lon] = parts.as_slice() else { return fault("is not two numbers with a comma between") };
    let (Ok(lat_deg), Ok(lon_deg)) = (lat.parse::<f64>(), lon.parse::<f64>()) else {
        return fault("is not two numbers with a comma between");
    };
    let mut wrong = Vec::new();
    if !(-90.0..=90.0).contains(&lat_deg) {
        wrong.push(format!("{option} {text}: latitude {lat_deg} is not allowed; allowed: -90 to 90 (degrees north)"));
    }
    if !(-180.0..=360.0).contains(&lon_deg) {
        wrong.push(format!("{option} {text}: longitude {lon_deg} is not allowed; allowed: -180 to 360 (degrees east)"));
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let lon_deg = if lon_deg > 180.0 { lon_deg - 360.0 } else { lon_deg };
    Ok(Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 })
}

fn positive(option: &str, text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() && value > 0.0 => Ok(value),
        _ => Err(format!("{option} {text}: allowed: a number above 0")),
    }
}

/// A threat of the catalogue, with values changed.
pub(crate) fn threat(name: &str, sets: &[String]) -> Result<Threat, String> {
    let all = Catalogue::embedded();
    match all.get(name) {
        Some(entry) if entry.kind == Kind::Threat => Threat::of(entry, sets).map_err(|faults| faults.to_string()),
        Some(entry) => Err(format!(
            "{name}: is no threat but of kind {} in the catalogue; `cupola catalogue` lists the threats",
            entry.kind.word()
        )),
        None => {
            let near = all.suggest(name).filter(|id| all.get(id).is_some_and(|entry| entry.kind == Kind::Threat));
            let hint = near.map_or(String::new(), |id| format!(" (did you mean `{id}`?)"));
            Err(format!("{name}: no such threat in the catalogue{hint}; `cupola catalogue` lists them"))
        }
    }
}

/// The vehicle with its highest point where one may be chosen.
fn with_apogee(vehicle: Vehicle, apogee_km: Option<f64>, name: &str) -> Result<Vehicle, String> {
    let Some(apogee_km) = apogee_km else { return Ok(vehicle) };
    let apogee_m = apogee_km * 1e3;
    match vehicle {
        Vehicle::Ballistic(missile) => {
            Ok(Vehicle::Ballistic(flight::Ballistic { apogee_m: Some(apogee_m), ..missile }))
        }
        Vehicle::Staged(missile) => Ok(Vehicle::Staged(flight::Staged { apogee_m: Some(apogee_m), ..missile })),
        Vehicle::QuasiBallistic(missile) => Ok(Vehicle::QuasiBallistic(flight::QuasiBallistic { apogee_m, ..missile })),
        Vehicle::Glide(_) | Vehicle::Cruise(_) => Err(format!(
            "--apogee-km {apogee_km}: {name} has no apogee to choose; allowed for ballistic and quasi-ballistic missiles"
        )),
    }
}
