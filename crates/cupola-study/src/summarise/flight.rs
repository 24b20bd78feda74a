//! One flown trajectory in numbers and samples.

use super::describe_input;
use crate::summary::flight::{BurnoutInfo, FlightSample, FlightSummary, LatLon, PhaseInfo};
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M};
use cupola_flight::kepler::lofted_arc;
use cupola_flight::{Phase, Trajectory, Vehicle};
use cupola_sim::world::{Input, ThreatClass};

/// Least number of samples where no step is asked for; fewer only in flights shorter than this many seconds.
const NUM_SAMPLES: f64 = 200.0;
/// Times (s) that are no more apart than this are one.
const SAME_S: f64 = 1e-6;
/// Heights that are no more apart than this (m) and this share are one: classes count theirs from the launch place and a sphere.
const SAME_HEIGHT_M: f64 = 1_000.0;
const SAME_HEIGHT_SHARE: f64 = 0.02;
/// Decimals of degrees that are kept, as a factor: a tenth of a millimetre.
const PER_DEGREE: f64 = 1e9;

/// What was flown.
#[derive(Debug, Clone, Copy)]
pub struct Flown<'a> {
    /// The class that flew.
    pub class: &'a ThreatClass,
    /// The inputs its flight rests on.
    pub inputs: &'a [&'a Input],
    /// The vehicle flown.
    pub vehicle: &'a Vehicle,
    /// How it flew.
    pub trajectory: &'a Trajectory,
    /// Launch place.
    pub from: Geodetic,
    /// Aim.
    pub to: Geodetic,
    /// Places to turn at on the way, in order.
    pub via: &'a [Geodetic],
}

/// What is printed of a flight, sampled every `step_s` (s); at a round step that gives some 200 samples where none is given.
#[must_use]
pub fn flight(flown: &Flown<'_>, step_s: Option<f64>) -> FlightSummary {
    let trajectory = flown.trajectory;
    let end_s = trajectory.duration_s();
    let impact_ecef_m = trajectory.position_ecef_m(end_s);
    let range_m = wgs84::range_m(&flown.from, &wgs84::geodetic_from_ecef(&impact_ecef_m));
    let (apogee_time_s, apogee_m) = trajectory.apogee();
    let speed_m_s = |time_s: f64| trajectory.velocity_ecef_m_s(time_s).norm();
    let burnout_s = trajectory.burnout_s();
    let is_ballistic = matches!(flown.vehicle, Vehicle::Ballistic(_) | Vehicle::Staged(_));
    let vacuum_time_s = if is_ballistic { vacuum_time_s(range_m, apogee_m) } else { None };
    let burnout = (burnout_s > 0.0).then(|| BurnoutInfo {
        time_s: burnout_s,
        speed_m_s: speed_m_s(burnout_s),
        altitude_m: trajectory.altitude_m(burnout_s),
    });
    FlightSummary {
        threat: flown.class.id.clone(),
        name: flown.class.name.clone(),
        from: place(&flown.from),
        to: place(&flown.to),
        via: flown.via.iter().map(place).collect(),
        range_m,
        apogee_m,
        apogee_time_s,
        flight_time_s: end_s,
        burnout,
        impact_speed_m_s: speed_m_s(end_s),
        miss_m: (impact_ecef_m - wgs84::ecef_from_geodetic(&flown.to)).norm(),
        vacuum_time_s,
        excess_s: vacuum_time_s.map(|vacuum_s| end_s - vacuum_s),
        notes: notes(flown.vehicle, burnout.as_ref(), apogee_m),
        phases: trajectory
            .phases()
            .iter()
            .map(|(time_s, phase)| PhaseInfo { phase: word(*phase).to_owned(), time_s: *time_s })
            .collect(),
        rests_on: flown.inputs.iter().map(|input| describe_input(input)).collect(),
        samples: samples(trajectory, step_s.unwrap_or_else(|| round_step_s(end_s))),
    }
}

/// What gave way: the burnout height of a class that cannot be as high by then, the height of a cruise missile whose way is too
/// short for climb and descent.
fn notes(vehicle: &Vehicle, burnout: Option<&BurnoutInfo>, apogee_m: f64) -> Vec<String> {
    let is_off = |flown_m: f64, asked_m: f64| (flown_m - asked_m).abs() > SAME_HEIGHT_M + SAME_HEIGHT_SHARE * asked_m;
    let km = |x_m: f64| format!("{:.1} km", x_m / 1e3);
    let mut notes = Vec::new();
    if let (Some(asked_m), Some(burnout)) = (vehicle.burnout_altitude_m(), burnout)
        && is_off(burnout.altitude_m, asked_m)
    {
        let (flown, asked) = (km(burnout.altitude_m), km(asked_m));
        notes.push(format!("Burnout at {flown}, not at the {asked} of its class: no boost to this aim ends there."));
    }
    if let Vehicle::Cruise(cruise) = vehicle {
        let highest_m = cruise.waypoints.iter().map(|w| w.altitude_m).fold(cruise.altitude_m, f64::max);
        if apogee_m < (1.0 - SAME_HEIGHT_SHARE) * highest_m {
            let (flown, asked) = (km(apogee_m), km(highest_m));
            notes.push(format!("Flies {flown} high, not {asked}: the way is too short for climb and descent."));
        }
    }
    notes
}

/// Time (s) of the two-body arc between two points of the mean sphere `range_m` apart with a given apogee height (m);
/// `None` where there is none.
///
/// - **Assumes:** a sphere at rest without air.
#[must_use]
pub fn vacuum_time_s(range_m: f64, apogee_m: f64) -> Option<f64> {
    lofted_arc(MEAN_RADIUS_M, MEAN_RADIUS_M, range_m / MEAN_RADIUS_M, MEAN_RADIUS_M + apogee_m).map(|arc| arc.time_s)
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Boost => "boost",
        Phase::Midcourse => "midcourse",
        Phase::Reentry => "reentry",
        Phase::Glide => "glide",
        Phase::Cruise => "cruise",
        Phase::Terminal => "terminal",
    }
}

fn place(place: &Geodetic) -> LatLon {
    LatLon { lat_deg: degrees(place.lat_rad), lon_deg: degrees(place.lon_rad) }
}

/// Degrees, rounded; zero has no sign.
fn degrees(angle_rad: f64) -> f64 {
    (angle_rad.to_degrees() * PER_DEGREE).round() / PER_DEGREE + 0.0
}

/// The largest of 1, 2, 5, 10, 20, 50 … s that gives at least the wanted number of samples; 1 s for short flights.
fn round_step_s(duration_s: f64) -> f64 {
    let decades = std::iter::successors(Some(1.0), |decade| Some(decade * 10.0));
    let steps_s = decades.flat_map(|decade| [decade, 2.0 * decade, 5.0 * decade]);
    steps_s.take_while(|step_s| step_s * NUM_SAMPLES <= duration_s).last().unwrap_or(1.0)
}

fn samples(trajectory: &Trajectory, step_s: f64) -> Vec<FlightSample> {
    let end_s = trajectory.duration_s();
    let num_steps = (end_s / step_s).floor() as usize;
    let mut times: Vec<f64> = (0..=num_steps).map(|i| i as f64 * step_s).collect();
    times.extend(trajectory.phases().iter().map(|(time_s, _)| *time_s));
    times.extend([trajectory.apogee().0, end_s]);
    times.sort_by(f64::total_cmp);
    times.dedup_by(|later, kept| *later - *kept < SAME_S);
    let mut ground_m = 0.0;
    let mut before: Option<Geodetic> = None;
    let sample = |time_s: f64| {
        let position = trajectory.position_ecef_m(time_s);
        let place = wgs84::geodetic_from_ecef(&position);
        ground_m += before.map_or(0.0, |before| wgs84::range_m(&before, &place));
        before = Some(place);
        FlightSample {
            time_s,
            lat_deg: degrees(place.lat_rad),
            lon_deg: degrees(place.lon_rad),
            altitude_m: place.alt_m,
            speed_m_s: trajectory.velocity_ecef_m_s(time_s).norm(),
            ground_m,
            pos_ecef_m: [position.x, position.y, position.z],
        }
    };
    times.into_iter().map(sample).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_give_the_samples_wanted() {
        for (duration_s, step_s) in [(90.0, 1.0), (399.0, 1.0), (400.0, 2.0), (1_999.0, 5.0), (4_135.0, 20.0)] {
            assert_eq!(round_step_s(duration_s), step_s, "{duration_s}");
        }
    }

    #[test]
    fn degrees_have_no_negative_zero() {
        for angle_rad in [0.0, -0.0, -1e-13, 1e-13] {
            assert_eq!(degrees(angle_rad).to_bits(), 0, "{angle_rad}");
        }
        assert_eq!(degrees(-0.5_f64.to_radians()), -0.5);
    }

    /// threats.md §2a: apogee (km), range (km), two-body time (s) as printed.
    #[test]
    fn vacuum_times_are_those_of_the_dossier() {
        for [apogee_km, range_km, time_s] in
            [[2_111.5, 787.0, 1_675.8], [6_040.9, 999.2, 3_946.8], [7_687.5, 1_001.2, 4_973.5]]
        {
            let found_s = vacuum_time_s(range_km * 1e3, apogee_km * 1e3).unwrap();
            assert!((found_s - time_s).abs() < 0.5, "{apogee_km} km: {found_s}");
        }
    }
}
