//! Equilibrium glide.

use crate::case::Case;
use crate::runner::{Answer, Answered, Given, Refusal, positive};
use cupola_earth::atmosphere;
use cupola_flight::glide;

pub fn range_and_time(case: &Case, _: &Given<'_>) -> Answered {
    let [lift_to_drag, start_m_s, end_m_s, altitude] =
        ["lift_to_drag", "v_initial_m_s", "v_final_m_s", "altitude_km"].map(|key| positive(case, key));
    let glide = glide::level_glide(start_m_s?, end_m_s?, lift_to_drag?, altitude? * 1e3).map_err(Refusal::failed)?;
    Ok(Answer::by(&["cupola_flight::glide::level_glide"])
        .with("range_km", glide.distance_m / 1e3)
        .with("time_s", glide.time_s))
}

pub fn altitude(case: &Case, _: &Given<'_>) -> Answered {
    let [lift_to_drag, beta_kg_m2, speed_m_s] = ["lift_to_drag", "beta_kg_m2", "v_m_s"].map(|key| positive(case, key));
    let altitude_m = glide::equilibrium_altitude_m(speed_m_s?, lift_to_drag?, beta_kg_m2?);
    Ok(Answer::by(&["cupola_flight::glide::equilibrium_altitude_m", "cupola_earth::atmosphere::density_kg_m3"])
        .with("altitude_km", altitude_m / 1e3)
        .with("density_kg_m3", atmosphere::density_kg_m3(altitude_m)))
}
