//! What Walker constellations leave farthest from any satellite.

use crate::case::Case;
use crate::runner::{Answer, Answered, Given, Refusal, number, positive};
use cupola_earth::Walker;
use cupola_earth::orbit::Pattern;
use cupola_space::worst;

/// Angles do not hang on the altitude (m).
const ALTITUDE_M: f64 = 1e6;

/// The angle from the worst point of the sphere to its nearest satellite, over a period of the pattern.
pub fn worst_angle(case: &Case, _: &Given<'_>) -> Answered {
    let whole = |key: &str| match positive(case, key)? {
        count if count.fract() == 0.0 && count <= worst::NUM_SATELLITES_MAX as f64 => Ok(count as usize),
        other => Err(Refusal::Failed(format!("inputs.{key}: {other}; whole, up to {}", worst::NUM_SATELLITES_MAX))),
    };
    let inclination_rad = number(case, "inclination_deg")?.to_radians();
    let phasing = number(case, "phasing_F")?;
    let walker =
        Walker::new(whole("satellites")?, whole("planes")?, phasing, ALTITUDE_M, inclination_rad, Pattern::Delta);
    let angle_rad = worst::pattern_worst_angle_rad(&walker.map_err(Refusal::failed)?);
    let angle_deg = angle_rad.ok_or_else(|| Refusal::Failed("too many satellites".to_owned()))?.to_degrees();
    Ok(Answer::by(&["cupola_space::worst::pattern_worst_angle_rad"])
        .with("max_nearest_angle_deg", angle_deg)
        .with("recomputed_deg", angle_deg))
}
