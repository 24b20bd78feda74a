//! Re-entry in exponential air without gravity over flat ground: the closed form of Allen and Eggers.

use crate::case::Case;
use crate::runner::{Answer, Answered, Given, Refusal, positive};
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::G0_M_S2;
use cupola_flight::field::{Air, Field, State, fall};

/// A ground that is flat to a micrometre within some hundred kilometres (m).
const FLAT_M: f64 = 1e12;
/// Scale heights from which the body falls: air there is 1e-13 of that on the ground.
const NUM_SCALE_HEIGHTS: f64 = 30.0;

/// Falls to a height (m): slowing (m/s²) and speed (m/s) there.
fn at_height(case: &Case, height_m: f64) -> Result<(f64, f64), Refusal> {
    let scale_height_m = positive(case, "scale_height_m")?;
    let air = Air::Exponential { ground_kg_m3: positive(case, "rho0_kg_m3")?, scale_height_m };
    let field = Field { gm_m3_s2: 0.0, equatorial_m: FLAT_M, air, ..Field::SPHERE_AT_REST };
    let (sin, cos) = math::sin_cos(positive(case, "angle_deg")?.to_radians());
    let start = State {
        pos_ecef_m: Vec3::new(FLAT_M + NUM_SCALE_HEIGHTS * scale_height_m, 0.0, 0.0),
        vel_ecef_m_s: Vec3::new(-sin, cos, 0.0) * positive(case, "v_entry_m_s")?,
    };
    let mut slowing_m_s2 = 0.0;
    let landed = fall(&field, start, 0.0, positive(case, "beta_kg_m2")?, height_m, |_, _, a| slowing_m_s2 = a.norm());
    let (_, state) = landed.ok_or_else(|| Refusal::Failed(format!("it does not come down to {height_m} m")))?;
    Ok((slowing_m_s2, state.vel_ecef_m_s.norm()))
}

pub fn exponential_air(case: &Case, _: &Given<'_>) -> Answered {
    let scale_height_m = positive(case, "scale_height_m")?;
    // The height of the greatest slowing: by golden section to a hundred metres, then the top of a parabola, since nearer
    // the top two slowings differ by less than the integrator's error.
    let (mut low_m, mut high_m) = (0.0, 0.5 * NUM_SCALE_HEIGHTS * scale_height_m);
    while high_m - low_m > 100.0 {
        let (a_m, b_m) = (low_m + 0.382 * (high_m - low_m), low_m + 0.618 * (high_m - low_m));
        if at_height(case, a_m)?.0 < at_height(case, b_m)?.0 { low_m = a_m } else { high_m = b_m }
    }
    let (middle_m, half_m) = (0.5 * (low_m + high_m), 0.5 * (high_m - low_m));
    let (low, middle, high) = (at_height(case, low_m)?.0, at_height(case, middle_m)?.0, at_height(case, high_m)?.0);
    let peak_m = middle_m + 0.5 * half_m * (low - high) / (low - 2.0 * middle + high);
    let ((slowing_m_s2, speed_m_s), (_, ground_m_s)) = (at_height(case, peak_m)?, at_height(case, 0.0)?);
    Ok(Answer::by(&["cupola_flight::field::fall"])
        .with("peak_altitude_m", peak_m)
        .with("peak_decel_g", slowing_m_s2 / G0_M_S2)
        .with("speed_at_peak_m_s", speed_m_s)
        .with("speed_ratio_at_sea_level", ground_m_s / positive(case, "v_entry_m_s")?))
}
