//! `cupola space decay`: how long the air lets an orbit last.

use crate::Failure;
use cupola_record::decay::{DecayRow, DecaySheet};
use cupola_space::decay::{LowOrbit, MAX_ALTITUDE_M, MAX_ECCENTRICITY, RISE_S, Sun, YEAR_S};
use serde::Deserialize;

/// Options of `cupola space decay`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Mean altitude over the equatorial radius; again for each
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", required = true, allow_hyphen_values = true))]
    pub altitude_km: Vec<f64>,
    /// Area in the direction of flight over mass; again for each (most satellites: 0.005 to 0.02)
    #[cfg_attr(feature = "clap", arg(long, value_name = "M2/KG", default_value = "0.01", allow_hyphen_values = true))]
    pub area_to_mass_m2_kg: Vec<f64>,
    /// Eccentricity
    #[cfg_attr(feature = "clap", arg(long, value_name = "E", default_value_t = 0.0, allow_hyphen_values = true))]
    pub eccentricity: f64,
}

/// How long the air lets orbits last.
///
/// # Errors
/// Everything that is wrong with what is asked.
pub fn decay(args: &Question) -> Result<DecaySheet, Failure> {
    let mut faults = Vec::new();
    if !(0.0..=MAX_ECCENTRICITY).contains(&args.eccentricity) {
        faults.push(format!("--eccentricity {}: allowed: 0 to {MAX_ECCENTRICITY}", args.eccentricity));
    }
    for area in args.area_to_mass_m2_kg.iter().filter(|area| !(**area > 0.0 && area.is_finite())) {
        faults.push(format!("--area-to-mass-m2-kg {area}: allowed: a number above 0"));
    }
    let mut rows = Vec::new();
    for altitude_km in &args.altitude_km {
        // Told once for each altitude, whatever the areas; eccentricity and areas have been told.
        if LowOrbit::new(altitude_km * 1e3, args.eccentricity.clamp(0.0, MAX_ECCENTRICITY), 0.01).is_err() {
            let most_km = MAX_ALTITUDE_M / 1e3;
            faults
                .push(format!("--altitude-km {altitude_km}: allowed: so that the perigee is 100 to {most_km} km high"));
            continue;
        }
        if faults.is_empty() {
            for area in &args.area_to_mass_m2_kg {
                let orbit = LowOrbit::new(altitude_km * 1e3, args.eccentricity, *area);
                rows.push(row(*altitude_km, *area, &orbit.map_err(|error| Failure::input(error.to_string()))?));
            }
        }
    }
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    Ok(DecaySheet { eccentricity: args.eccentricity, rows })
}

fn row(altitude_km: f64, area_to_mass_m2_kg: f64, orbit: &LowOrbit) -> DecayRow {
    let suns = [Sun::LOW, Sun::LIKELY, Sun::HIGH];
    let life = |sun| orbit.lifetime_s(sun).map(|life_s| life_s / YEAR_S);
    DecayRow {
        altitude_km,
        area_to_mass_m2_kg,
        life_years: suns.map(life),
        cycle_life_years: [0.0, RISE_S].map(|since_minimum_s| life(Sun::Cycle { since_minimum_s })),
        sink_m_per_day: suns.map(|sun| -orbit.sink_rate_m_s(sun, 0.0) * 86_400.0),
        keeping_m_s_per_year: suns.map(|sun| orbit.keeping_m_s(sun, YEAR_S)),
    }
}
