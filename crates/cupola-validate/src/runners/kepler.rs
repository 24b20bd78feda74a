//! Two-body arcs over a sphere at rest.

use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, positive};
use cupola_earth::wgs84::MEAN_RADIUS_M;
use cupola_flight::kepler::{self, Arc};

/// The function that gives the vacuum time of a flight from its apogee and range.
pub const VACUUM: &str = "cupola_flight::kepler::lofted_arc";

pub fn minimum_energy(case: &Case, _: &Given<'_>) -> Answered {
    let range_m = positive(case, "range_km")? * 1e3;
    if range_m >= cupola_core::math::PI * MEAN_RADIUS_M {
        return Err(Refusal::Failed(format!(
            "inputs.range_km: {} km is half the Earth's girth or more",
            range_m / 1e3
        )));
    }
    let arc = kepler::minimum_energy(range_m);
    Ok(Answer::by(&["cupola_flight::kepler::minimum_energy"])
        .with("speed_km_s", arc.speed_m_s / 1e3)
        .with("fpa_deg", arc.angle_rad.to_degrees())
        .with("apogee_km", (arc.apogee_radius_m - MEAN_RADIUS_M) / 1e3)
        .with("time_s", arc.time_s))
}

/// The two-body arc from ground to ground with the apogee and range of a flight.
pub fn vacuum(case: &Case) -> Result<Arc, Refusal> {
    let (apogee, range) = (positive(case, "apogee_km")?, positive(case, "ground_range_km")?);
    let central_rad = range * 1e3 / MEAN_RADIUS_M;
    let arc = kepler::lofted_arc(MEAN_RADIUS_M, MEAN_RADIUS_M, central_rad, MEAN_RADIUS_M + apogee * 1e3);
    arc.ok_or_else(|| Refusal::Failed(format!("no two-body arc has an apogee of {apogee} km over {range} km")))
}

/// The values of a vacuum arc under the keys of the flight cases.
pub fn with_vacuum(answer: Answer, arc: &Arc) -> Answer {
    answer
        .with("kepler_surface_to_surface_s", arc.time_s)
        .with("equivalent_surface_speed_km_s", arc.speed_m_s / 1e3)
        .with("surface_fpa_deg", arc.angle_rad.to_degrees())
}

/// Whether a claimed time of flight is possible at all.
pub fn claimed_time(case: &Case, _: &Given<'_>) -> Answered {
    let (arc, claimed_s) = (vacuum(case)?, positive(case, "claimed_time_s")?);
    let answer =
        with_vacuum(Answer::by(&[VACUUM]), &arc).with("below_vacuum_minimum", Value::Truth(claimed_s < arc.time_s));
    Ok(match impossible(claimed_s, &arc) {
        Some(note) => answer.noting(note),
        None => answer,
    })
}

/// What to say of a reported time that is shorter than free fall allows.
pub fn impossible(reported_s: f64, arc: &Arc) -> Option<String> {
    let short_s = arc.time_s - reported_s;
    (short_s > 0.0).then(|| {
        format!("the time of {reported_s} s is below the vacuum minimum of its own apogee and range by {short_s:.1} s")
    })
}
