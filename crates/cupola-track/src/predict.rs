//! Where a track will be: at a time, and where it comes down.

use crate::filter::Estimate;
use crate::sensor::Earth;
use crate::target::Kind;
use crate::tracker::Track;
use cupola_core::{Mat3, Vec3};

/// Step in search of the ground (s); the last one is cut short where the ground is met.
const STEP_S: f64 = 2.0;
/// Flight looked ahead at the most (s): longer than any ballistic flight that comes down.
const LONGEST_S: f64 = 7_200.0;
/// The ground is met to this height (m).
const HEIGHT_M: f64 = 0.1;

/// Where a falling target will come down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Impact {
    /// From now until then (s).
    pub ahead_s: f64,
    /// Error of that time (s, one sigma).
    pub sigma_time_s: f64,
    /// Place (m, the tracker's frame).
    pub pos_m: Vec3,
    /// Covariance of the place on the ground (m²); nothing across the ground.
    pub covariance_m2: Mat3,
}

impl Impact {
    /// Half axes of the ellipse of one sigma (m), the greater first.
    pub fn half_axes_m(&self) -> [f64; 2] {
        let mut variances: Vec<f64> = self.covariance_m2.symmetric_eigenvalues().iter().copied().collect();
        variances.sort_by(|a, b| b.total_cmp(a));
        [variances[0].max(0.0).sqrt(), variances[1].max(0.0).sqrt()]
    }
}

impl Track {
    /// The estimate `ahead_s` from now, if the target stays of the kind it is likeliest of: where it could be met.
    pub fn ahead(&self, earth: Earth, ahead_s: f64) -> Estimate {
        let mut estimate = self.of_kind;
        estimate.predict(&self.kind.motion(), earth, ahead_s);
        estimate
    }

    /// Where it comes down; `None` unless it is likeliest in free flight, and for flights that do not come down.
    ///
    /// The covariance at the moment when the mean meets the ground is carried along the velocity onto the ground.
    ///
    /// - **Assumes:** the target neither turns nor is driven any more; ground at the height of the ellipsoid.
    pub fn impact(&self, earth: Earth) -> Option<Impact> {
        if self.kind != Kind::Ballistic || earth.altitude_m(&self.pos_m) <= 0.0 {
            return None;
        }
        let motion = self.kind.motion();
        let (mut estimate, mut ahead_s, mut step_s) = (self.of_kind, 0.0, STEP_S);
        while ahead_s < LONGEST_S {
            let mut next = estimate;
            next.predict(&motion, earth, step_s);
            if earth.altitude_m(&next.pos_m()) > HEIGHT_M {
                (estimate, ahead_s) = (next, ahead_s + step_s);
            } else if earth.altitude_m(&next.pos_m()) < -HEIGHT_M {
                step_s /= 2.0;
            } else {
                return on_the_ground(&next, earth, ahead_s + step_s);
            }
        }
        None
    }
}

fn on_the_ground(estimate: &Estimate, earth: Earth, ahead_s: f64) -> Option<Impact> {
    let (pos_m, vel_m_s) = (estimate.pos_m(), estimate.vel_m_s());
    let up = earth.up(&pos_m);
    let sinking_m_s = -vel_m_s.dot(&up);
    if sinking_m_s <= 0.0 {
        return None;
    }
    let carry = Mat3::identity() + vel_m_s * up.transpose() / sinking_m_s;
    let covariance_m2 = estimate.pos_covariance_m2();
    let sigma_time_s = up.dot(&(covariance_m2 * up)).max(0.0).sqrt() / sinking_m_s;
    Some(Impact { ahead_s, sigma_time_s, pos_m, covariance_m2: carry * covariance_m2 * carry.transpose() })
}
