//! Where the Sun is.

use cupola_core::{Vec3, math};

/// 1 January 2000, 12 h, as days since 1 January 1970, 0 h.
const J2000_DAY: f64 = 10_957.5;

/// Direction from the Earth to the Sun (unit vector, ECEF) at a moment in days since 1 January 1970, 0 h UTC.
///
/// - **Domain:** 1950 to 2050. **Accuracy:** 0.01° (`tests` below); UTC is taken for all other times, which adds 0.004°.
/// - **Assumes:** the equinox of date; the Sun as seen from the Earth's centre, which from low orbit differs by 0.003°.
///
/// # Source
/// Low-precision formulas of `ALMANAC` section C (longitude and obliquity) and section B (sidereal time).
#[must_use]
pub fn direction_ecef(day: f64) -> Vec3 {
    let days = day - J2000_DAY;
    let turn_rad = |degrees: f64| degrees.rem_euclid(360.0).to_radians();
    let anomaly_rad = turn_rad(357.528 + 0.985_600_3 * days);
    let centre_rad = (1.915 * math::sin(anomaly_rad) + 0.020 * math::sin(2.0 * anomaly_rad)).to_radians();
    let (sin_l, cos_l) = math::sin_cos(turn_rad(280.460 + 0.985_647_4 * days) + centre_rad);
    let (sin_o, cos_o) = math::sin_cos((23.439 - 4e-7 * days).to_radians());
    let (sin_s, cos_s) = math::sin_cos(turn_rad(280.460_618_4 + 360.985_647_366_3 * days));
    let (x, y, z) = (cos_l, cos_o * sin_l, sin_o * sin_l);
    Vec3::new(cos_s * x + sin_s * y, cos_s * y - sin_s * x, z)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Sun of 13 October 1992, 0 h: declination −7.785°, right ascension 198.381°, at a sidereal time of 21.801°: the
    /// worked example 25.a of `MEEUS1998`, with Greenwich sidereal time by its chapter 12.
    #[test]
    fn it_is_where_the_worked_example_has_it() {
        let day = 8_321.0;
        let sun = direction_ecef(day);
        let declination_deg = math::asin(sun.z).to_degrees();
        assert!((declination_deg + 7.785).abs() < 0.01, "{declination_deg}");
        let centuries = (day - J2000_DAY) / 36_525.0;
        let sidereal_deg =
            280.460_618_37 + 360.985_647_366_29 * (day - J2000_DAY) + 3.879_33e-4 * centuries * centuries;
        let ascension_deg = (math::atan2(sun.y, sun.x).to_degrees() + sidereal_deg).rem_euclid(360.0);
        assert!((ascension_deg - 198.381).abs() < 0.01, "{ascension_deg}");
    }

    /// At the June solstice of 2028 (20 June, 20:02 UTC) it stands over the tropic, an hour and some minutes of turn past 20 h.
    #[test]
    fn at_the_solstice_it_stands_over_the_tropic() {
        let day = f64::from(cupola_core::Day::from_ymd(2028, 6, 20).unwrap().0) + (20.0 + 2.0 / 60.0) / 24.0;
        let sun = direction_ecef(day);
        assert!((math::asin(sun.z).to_degrees() - 23.44).abs() < 0.01);
        // Solar noon is where the hour and the equation of time (−1.7 min) say.
        let longitude_deg = math::atan2(sun.y, sun.x).to_degrees();
        assert!((longitude_deg - (12.0 - 20.033 + 1.7 / 60.0) * 15.0).abs() < 0.1, "{longitude_deg}");
    }
}
