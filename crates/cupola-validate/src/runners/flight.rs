//! Flights of missiles of the catalogue.

use super::{at_deg, kepler, place};
use crate::case::{Case, Value};
use crate::role;
use crate::runner::{Answer, Answered, Given, Refusal, positive, text};
use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::{Ballistic, Phase, Staged, Trajectory, Vehicle, fly};
use cupola_scenario::Threat;
use cupola_scenario::catalogue::{Catalogue, Kind};

/// Flies a vehicle.
pub const FLY: &str = "cupola_flight::fly";
/// The vehicle of a threat.
pub const VEHICLE: &str = "cupola_scenario::Threat::vehicle";

/// Where flights without a stated direction begin, near Pyongyang, and where they go: east-north-east over the sea.
/// Assumed. The turning Earth makes it matter: a flight lofted to 6,600 km takes 25 s longer eastward than northward.
const LAUNCH_DEG: [f64; 2] = [39.2, 125.7];
pub const BEARING_DEG: f64 = 67.5;
pub const FROM: &str = "assumed: launched at 39.2° N 125.7° E, east-north-east";

/// The vehicle that flies a case: the threat of its role, else of its own word, every number at its likely value.
pub fn vehicle(case: &Case) -> Result<Vehicle, Refusal> {
    let role = role::of(&case.id);
    let id = match role.and_then(|role| role.missile.as_deref()) {
        Some(id) => id,
        None => text(case, "missile").map_err(|_| Refusal::NotRun("it names no threat of the catalogue".to_owned()))?,
    };
    let entry = Catalogue::embedded().get(&id.trim().replace(' ', "-")).filter(|entry| entry.kind == Kind::Threat);
    let Some(entry) = entry else { return Err(Refusal::NotRun(format!("the catalogue has no threat `{id}`"))) };
    let threat = Threat::of(entry, role.map_or(&[], |role| &role.sets)).map_err(Refusal::failed)?;
    Ok(threat.vehicle())
}

/// The same vehicle on a lofted or depressed flight.
fn lofted(vehicle: Vehicle, apogee_m: f64) -> Result<Vehicle, Refusal> {
    let apogee_m = Some(apogee_m);
    match vehicle {
        Vehicle::Staged(missile) => Ok(Vehicle::Staged(Staged { apogee_m, ..missile })),
        Vehicle::Ballistic(missile) => Ok(Vehicle::Ballistic(Ballistic { apogee_m, ..missile })),
        _ => Err(Refusal::NotRun("its missile has no apogee to choose".to_owned())),
    }
}

/// The launch place assumed where none is stated, and the place a range away from it.
pub fn ends(range_m: f64, bearing_deg: f64) -> (Geodetic, Geodetic) {
    let from = at_deg(LAUNCH_DEG[0], LAUNCH_DEG[1]);
    (from, wgs84::destination(&from, bearing_deg.to_radians(), range_m))
}

/// Flies lofted over a range from the assumed launch place.
pub fn fly_lofted(vehicle: Vehicle, apogee_m: f64, range_m: f64) -> Result<Trajectory, Refusal> {
    let (from, to) = ends(range_m, BEARING_DEG);
    fly(&lofted(vehicle, apogee_m)?, from, to).map_err(Refusal::failed)
}

/// A reported flight: its time from apogee and range alone, as the excess over the vacuum time.
pub fn reported(case: &Case, _: &Given<'_>) -> Answered {
    let arc = kepler::vacuum(case)?;
    let [apogee_m, range_m] = ["apogee_km", "ground_range_km"].map(|key| positive(case, key).map(|value| value * 1e3));
    let flight = fly_lofted(vehicle(case)?, apogee_m?, range_m?)?;
    let mut answer = kepler::with_vacuum(Answer::by(&[kepler::VACUUM, VEHICLE, FLY]), &arc)
        .with("excess_s", flight.duration_s() - arc.time_s)
        .with("reported_time_s", flight.duration_s())
        .noting(FROM);
    if case.expected.get("excess_s").is_some() {
        answer.context.push("reported_time_s");
    }
    let claimed_s = case.expected.get("reported_time_s").and_then(Value::number);
    answer.notes.extend(claimed_s.and_then(|claimed_s| kepler::impossible(claimed_s, &arc)));
    Ok(with_burnout(answer, &flight))
}

/// The state at burnout, under the keys of the class tables.
fn with_burnout(answer: Answer, flight: &Trajectory) -> Answer {
    let burnout_s = flight.burnout_s();
    answer
        .with("burnout_time_s", burnout_s)
        .with("burnout_altitude_km", flight.altitude_m(burnout_s) / 1e3)
        .with("burnout_speed_km_s", flight.velocity_ecef_m_s(burnout_s).norm() / 1e3)
}

/// When the speed of a glide is looked at, after its beginning (s): a published speed is one held for about three minutes.
const GLIDE_SAMPLES_S: [f64; 4] = [0.0, 60.0, 120.0, 180.0];

/// A flight between two places.
pub fn leg(case: &Case, _: &Given<'_>) -> Answered {
    let (from, to) = (place(case, "launch_deg")?, place(case, "target_deg")?);
    let range_m = wgs84::range_m(&from, &to);
    let flight = fly(&vehicle(case)?, from, to).map_err(Refusal::failed)?;
    let mut answer =
        Answer::by(&["cupola_earth::wgs84::range_m", "cupola_flight::kepler::minimum_energy", VEHICLE, FLY])
            .with("great_circle_km", range_m / 1e3)
            .with("min_energy_kepler_s", cupola_flight::kepler::minimum_energy(range_m).time_s)
            .with("reported_time_s", flight.duration_s())
            .with("planned_time_s", flight.duration_s());
    if let Some((glide_s, _)) = flight.phases().iter().find(|(_, phase)| *phase == Phase::Glide) {
        let speeds = GLIDE_SAMPLES_S.map(|after_s| flight.velocity_ecef_m_s(glide_s + after_s).norm());
        answer = answer.with("glide_speed_km_s", speeds.iter().sum::<f64>() / speeds.len() as f64 / 1e3);
    }
    let keys = ["reported_time_s", "planned_time_s", "glide_speed_km_s"];
    answer.values.retain(|(key, _)| !keys.contains(key) || case.expected.get(key).is_some());
    Ok(answer)
}

/// A flight of least energy over a range, due north so that the turning Earth adds nothing along the way.
pub fn least_energy(case: &Case, _: &Given<'_>) -> Answered {
    if text(case, "trajectory")? != "minimum energy" {
        return Err(Refusal::NotRun("only `minimum energy` is flown over a bare range".to_owned()));
    }
    let (from, to) = ends(positive(case, "range_km")? * 1e3, 0.0);
    let flight = fly(&vehicle(case)?, from, to).map_err(Refusal::failed)?;
    let (apogee_m, time_s) = (flight.apogee().1, flight.duration_s());
    let speed = flight.velocity_ecef_m_s(flight.burnout_s()).norm() / 1e3;
    let answer = Answer::by(&[VEHICLE, FLY])
        .with("burnout_kms", speed)
        .with("apogee_km", apogee_m / 1e3)
        .with("flight_min", time_s / 60.0)
        .with("time_s", time_s)
        .noting("assumed: launched at 39.2° N, due north");
    Ok(with_burnout(answer, &flight))
}
