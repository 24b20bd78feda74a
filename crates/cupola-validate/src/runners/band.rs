//! Flights of which only apogee and range were reported: a band for the class.

use super::flight::{BEARING_DEG, FLY, FROM, VEHICLE, ends, vehicle};
use crate::case::{Case, Value};
use crate::role;
use crate::runner::{Answer, Answered, Given, Refusal};
use crate::tolerance::Tolerance;
use cupola_earth::{atmosphere, wgs84};
use cupola_flight::{Trajectory, fly};

/// Words for the highest point of a flight.
const HIGHEST: [&str; 3] = ["apogee_km", "first_peak_km", "max_altitude_km"];
/// Reported values are round numbers: how far outside their band a value may lie, relative.
const ROUNDING: f64 = 0.01;

/// Flies the missile of a case over its farthest reported range, east-north-east.
pub fn of_class(case: &Case, given: &Given<'_>) -> Answered {
    let ranges = reported(case, |key| key.starts_with("range_km"));
    let farthest = ranges.into_iter().fold(0.0, f64::max);
    if farthest <= 0.0 {
        return Err(Refusal::NotRun("no range is reported to fly over".to_owned()));
    }
    let (from, to) = ends(farthest * 1e3, BEARING_DEG);
    let flight = fly(&vehicle(case)?, from, to).map_err(Refusal::failed)?;
    let mut answer = Answer::by(&[VEHICLE, FLY]).noting(format!("flown over {farthest} km; {FROM}"));
    let band = class_band(case, given);
    for key in HIGHEST.into_iter().filter(|key| case.expected.get(key).is_some()) {
        answer = answer.with(key, flight.apogee().1 / 1e3);
        answer.tolerances.extend(
            band.map(|band| (key, Tolerance { band: Some(band), rel: Some(ROUNDING), ..Tolerance::default() })),
        );
    }
    if let Some(peak_m) = peaks_m(&flight).get(1) {
        answer = answer.with("second_peak_km", peak_m / 1e3);
    }
    Ok(answer.with("max_mach", max_mach(&flight)))
}

/// Reported numbers of the keys that fit.
fn reported(case: &Case, fits: impl Fn(&str) -> bool) -> Vec<f64> {
    let pairs = case.expected.0.iter().filter(|(key, _)| fits(key));
    let numbers = pairs.flat_map(|(_, value)| match value {
        Value::Number(number) => vec![*number],
        other => other.numbers().unwrap_or_default(),
    });
    numbers.collect()
}

/// Lowest and highest apogee (km) reported for the missiles of the same class; `None` where only one was.
fn class_band(case: &Case, given: &Given<'_>) -> Option<[f64; 2]> {
    let class_of = |case: &Case| role::of(&case.id).and_then(|role| role.missile.clone());
    let class = class_of(case)?;
    let same = given.cases().filter(|other| class_of(other).as_ref() == Some(&class));
    let highest: Vec<f64> = same.flat_map(|other| reported(other, |key| HIGHEST.contains(&key))).collect();
    let (low, high) = highest.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), h| (low.min(*h), high.max(*h)));
    (low < high).then_some([low, high])
}

/// Heights (m) of the local highest points among the knots, in order.
fn peaks_m(flight: &Trajectory) -> Vec<f64> {
    let heights: Vec<f64> = flight.samples().iter().map(|knot| wgs84::altitude_m(&knot.pos_ecef_m)).collect();
    heights.windows(3).filter(|h| h[1] > h[0] && h[1] >= h[2]).map(|h| h[1]).collect()
}

/// The greatest Mach number below 86 km, where air has a speed of sound.
fn max_mach(flight: &Trajectory) -> f64 {
    let mach = flight.samples().into_iter().filter_map(|knot| {
        let alt_m = wgs84::altitude_m(&knot.pos_ecef_m);
        (alt_m < 86_000.0).then(|| knot.vel_ecef_m_s.norm() / atmosphere::speed_of_sound_m_s(alt_m))
    });
    mach.fold(0.0, f64::max)
}
