//! Flights that cannot be, in the words and units of the command line.

use cupola_flight::{FlightError, reaches_anywhere};

/// Kilometres from which on an exponent is printed.
const HUGE_KM: f64 = 1e9;

fn km(x_m: f64) -> String {
    let x_km = x_m / 1e3;
    match x_km {
        x if x.abs() >= HUGE_KM => format!("{x:.1e} km"),
        x if x < 0.9995 => format!("{x:.3} km"),
        x if x < 99.95 => format!("{x:.1} km"),
        x => format!("{x:.0} km"),
    }
}

/// The greatest range of a missile, which may be none.
fn reach(range_m: f64) -> String {
    if reaches_anywhere(range_m) {
        "it reaches anywhere".to_owned()
    } else {
        format!("maximum range is {}", km(range_m))
    }
}

/// The key of a catalogue or scenario for a field of a vehicle, and how much of its unit one of the field's is.
fn as_written(quantity: &str) -> (String, f64) {
    if quantity == "max_range_m" {
        return ("range_km".to_owned(), 1e-3);
    }
    let units = [("_m_s", "_km_s", 1e-3), ("_m", "_km", 1e-3), ("_rad", "_deg", 180.0 / std::f64::consts::PI)];
    let masses = [("_n", "_kn", 1e-3), ("_kg", "_t", 1e-3)];
    let found = units.into_iter().chain(masses).find_map(|(si, unit, per_si)| {
        let name = quantity.strip_suffix(si)?;
        Some((format!("{name}{unit}"), per_si))
    });
    found.unwrap_or_else(|| (quantity.to_owned(), 1.0))
}

/// A number as short as it is, with an exponent where it would be a row of digits.
fn number(x: f64) -> String {
    if x == 0.0 || (1e-4..1e9).contains(&x.abs()) { ((x * 1e6).round() / 1e6).to_string() } else { format!("{x:e}") }
}

/// A flight that cannot be, in the units of the command line.
///
/// `num_turns` is the number of places to turn at on its way.
pub fn in_words(threat: &str, error: &FlightError, num_turns: usize) -> String {
    let to = if num_turns == 0 { "--to" } else { "--to by way of --via" };
    let why = match *error {
        FlightError::OutOfReach { wanted_m, maximum_m } => {
            format!("{to} is {} away; maximum range is {}", km(wanted_m), km(maximum_m))
        }
        FlightError::OutOfReachThisWay { wanted_m, at_rest_m } if at_rest_m < 1e3 => {
            format!("does not leave the ground with these stages; --to is {} away", km(wanted_m))
        }
        FlightError::OutOfReachThisWay { wanted_m, at_rest_m } => format!(
            "--to is {} away, farther than it comes in that direction; {} over an Earth at rest, less westward",
            km(wanted_m),
            reach(at_rest_m)
        ),
        FlightError::ApogeeNotMet { apogee_m, met_m, wanted_m } => format!(
            "flights to --to, {} away, rise to {}, not to the apogee of {}",
            km(wanted_m),
            km(met_m),
            km(apogee_m)
        ),
        FlightError::TooClose { wanted_m, minimum_m } => {
            format!("{to} is {} away; minimum range is {}", km(wanted_m), km(minimum_m))
        }
        FlightError::ApogeeOutOfReach { apogee_m, wanted_m, maximum_m } => format!(
            "an apogee of {} with --to {} away asks for more than it has; with least energy {}",
            km(apogee_m),
            km(wanted_m),
            reach(maximum_m)
        ),
        FlightError::TooDepressed { apogee_m, wanted_m } => format!(
            "an apogee of {} with --to {} away is lower than its climb bends; ask for a higher one, or none",
            km(apogee_m),
            km(wanted_m)
        ),
        FlightError::NotShown { apogee_m, range_m } => format!(
            "no thrust from a fifth to five times the given makes the flight shown: {} far, {} high",
            km(range_m),
            km(apogee_m)
        ),
        FlightError::NoDirection { wanted_m } if wanted_m < 1e6 => {
            format!("--to is {} away: there is no direction to fly in", km(wanted_m))
        }
        FlightError::NoDirection { wanted_m } => {
            format!("--to is {} away, opposite --from: there is no direction to fly in", km(wanted_m))
        }
        FlightError::ApogeeTooLow { apogee_m, burnout_altitude_m } => format!(
            "an apogee of {} is too low; allowed: above the burnout height of {}",
            km(apogee_m),
            km(burnout_altitude_m)
        ),
        FlightError::NoTrajectory { wanted_m, miss_m, num_flights } if !miss_m.is_finite() => {
            format!("no flight found to --to, {} away: none of {num_flights} came down", km(wanted_m))
        }
        FlightError::NoTrajectory { wanted_m, miss_m, num_flights } => format!(
            "no flight found to --to, {} away: the best of {num_flights} came down {} off",
            km(wanted_m),
            km(miss_m)
        ),
        FlightError::NoTurns => {
            "--via: it does not turn on its way; allowed for gliders, cruise missiles and drones".to_owned()
        }
        FlightError::LegTooShort { leg, length_m, needed_m } => format!(
            "leg {leg} of its way is {} long, but its turns and changes of height and speed take {}; move the --via",
            km(length_m),
            km(needed_m)
        ),
        FlightError::NotBetween { quantity, value, least, most } => {
            let (key, per_si) = as_written(quantity);
            let [value, least, most] = [value, least, most].map(|x| number(x * per_si));
            format!("{key}: {value} is not allowed; allowed: {least} to {most}")
        }
        FlightError::NotPositive { quantity, value } => {
            let (key, per_si) = as_written(quantity);
            format!("{key}: {} is not allowed; allowed: above 0", number(value * per_si))
        }
        _ => error.to_string(),
    };
    format!("{threat}: {why}")
}
