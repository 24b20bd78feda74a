//! The runners: each converts units and calls public functions of the models, nothing else.

mod earth;
mod glide;
mod kepler;

use crate::case::Case;
use crate::runner::{Refusal, Runner, numbers};
use cupola_earth::Geodetic;

/// All runners; the first that fits a case's area, kind and inputs answers it.
pub const RUNNERS: &[Runner] = &[
    Runner { area: "flight", kind: "wgs84", needs: &["model"], run: earth::wgs84 },
    Runner { area: "flight", kind: "atmos", needs: &["geometric_km"], run: earth::geometric },
    Runner { area: "flight", kind: "atmos", needs: &["geopotential_km"], run: earth::geopotential },
    Runner { area: "flight", kind: "kepler", needs: &["range_km"], run: kepler::minimum_energy },
    Runner {
        area: "flight",
        kind: "flight",
        needs: &["apogee_km", "ground_range_km", "claimed_time_s"],
        run: kepler::claimed_time,
    },
    Runner {
        area: "flight",
        kind: "glide",
        needs: &["lift_to_drag", "v_initial_m_s", "v_final_m_s", "altitude_km"],
        run: glide::range_and_time,
    },
    Runner { area: "flight", kind: "glide", needs: &["lift_to_drag", "beta_kg_m2", "v_m_s"], run: glide::altitude },
];

/// A place on the ground given as latitude and longitude in degrees.
pub fn place(case: &Case, key: &str) -> Result<Geodetic, Refusal> {
    let [lat, lon] = numbers::<2>(case, key)?;
    if !(-90.0..=90.0).contains(&lat) || !(-360.0..=360.0).contains(&lon) {
        return Err(Refusal::Failed(format!("inputs.{key}: latitude {lat} and longitude {lon} are no place")));
    }
    Ok(Geodetic { lat_rad: lat.to_radians(), lon_rad: lon.to_radians(), alt_m: 0.0 })
}
