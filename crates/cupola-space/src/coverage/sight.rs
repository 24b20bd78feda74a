//! How far round a satellite sees: the caps on the sphere of the targets.

use crate::SpaceError;
use cupola_core::math;
use cupola_earth::wgs84::MEAN_RADIUS_M;

/// Angles of seeing are taken down by this much, so that what lies on the edge by rounding is in (rad).
const EDGE: f64 = 1e-12;

/// What a satellite must have to see a target. The line of sight must clear the Earth in every case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sight {
    /// The satellite stands this high above the target's horizon, or higher.
    Elevation {
        /// Least elevation (rad), 0 to π/2.
        min_rad: f64,
    },
    /// The target is near enough.
    Slant {
        /// Greatest distance (m).
        range_m: f64,
    },
    /// The target is near enough and has cold space behind it: the line, followed on, passes the Earth above the limb.
    AgainstSpace {
        /// Greatest distance (m).
        range_m: f64,
        /// What lies below this height looks warm (m).
        limb_m: f64,
    },
}

impl Sight {
    /// Refuses numbers that mean nothing; `radius_m` is where the targets are.
    pub(super) fn check(&self, radius_m: f64) -> Result<(), SpaceError> {
        match *self {
            Self::Elevation { min_rad } if !(0.0..=math::FRAC_PI_2).contains(&min_rad) => {
                Err(SpaceError::OutOfRange { quantity: "min_rad", value: min_rad, low: 0.0, high: math::FRAC_PI_2 })
            }
            Self::Slant { range_m } | Self::AgainstSpace { range_m, .. } if range_m.is_nan() || range_m <= 0.0 => {
                Err(SpaceError::NotPositive { quantity: "range_m", value: range_m })
            }
            Self::AgainstSpace { limb_m, .. } if !(limb_m.is_finite() && limb_m < radius_m) => {
                Err(SpaceError::OutOfRange { quantity: "limb_m", value: limb_m, low: 0.0, high: radius_m })
            }
            _ => Ok(()),
        }
    }

    /// Half-angles (rad, from the Earth's centre) of the cap in which targets at `radius_m` are seen from `orbit_m`, and of the
    /// hole in its middle where the ground is behind them; both negative where nothing is seen.
    ///
    /// Targets below the satellite or above it; the Earth is a sphere of the mean radius.
    #[must_use]
    pub fn cap_rad(&self, orbit_m: f64, radius_m: f64) -> [f64; 2] {
        // Beyond this angle the Earth is in the way.
        let dip = |r: f64| if r > MEAN_RADIUS_M { math::acos(MEAN_RADIUS_M / r) } else { 0.0 };
        let clear_rad = dip(orbit_m) + dip(radius_m);
        let within_rad = |range_m: f64| {
            let cos = (orbit_m * orbit_m + radius_m * radius_m - range_m * range_m) / (2.0 * orbit_m * radius_m);
            if cos > 1.0 { -1.0 } else { math::acos(cos.max(-1.0)) + EDGE }
        };
        match *self {
            Self::Elevation { min_rad } => {
                // Of the triangle centre, target, satellite: the angle at the satellite by the law of sines.
                let sine = radius_m * math::cos(min_rad) / orbit_m;
                let cap = if sine > 1.0 { -1.0 } else { math::FRAC_PI_2 - min_rad - math::asin(sine) + EDGE };
                [cap.min(clear_rad), -1.0]
            }
            Self::Slant { range_m } => [within_rad(range_m).min(clear_rad), -1.0],
            Self::AgainstSpace { range_m, limb_m } => {
                // The line just over the limb meets the targets' sphere twice: this side of it and beyond.
                let limb = MEAN_RADIUS_M + limb_m;
                if orbit_m <= limb || radius_m <= limb {
                    return [-1.0, -1.0];
                }
                let (to_limb, past_limb) = (math::acos(limb / orbit_m), math::acos(limb / radius_m));
                let near = if radius_m < orbit_m { to_limb - past_limb } else { -1.0 };
                let far = within_rad(range_m).min(to_limb + past_limb);
                if far > near { [far, near] } else { [-1.0, -1.0] }
            }
        }
    }
}
