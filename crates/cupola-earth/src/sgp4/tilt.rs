//! From mean orbit to state: long- and short-period terms, Kepler's equation, and what depends on the inclination.

use super::wgs72::{A_M, J2, J3_PER_J2, KE};
use crate::arithmetic::{combined, householder, polynomial, scaled, sin_cos};
use cupola_core::lanes::Real;

/// Functions of an inclination.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tilt {
    sin: f64,
    cos: f64,
    /// 3 cos² i − 1, sin² i, 7 cos² i − 1.
    pub(super) polar: f64,
    pub(super) sin2: f64,
    seven: f64,
    /// Long-period coefficients of mean longitude and of e sin ω.
    longitude: f64,
    vector: f64,
}

impl Tilt {
    pub(super) fn new(sin: f64, cos: f64) -> Self {
        /// Of 1 + cos i, where an orbit is all but equatorial and retrograde.
        const LEAST: f64 = 1.5e-12;
        let cos2 = cos * cos;
        let open = if (cos + 1.0).abs() > LEAST { 1.0 + cos } else { LEAST };
        Self {
            sin,
            cos,
            polar: 3.0 * cos2 - 1.0,
            sin2: 1.0 - cos2,
            seven: 7.0 * cos2 - 1.0,
            longitude: -0.25 * J3_PER_J2 * sin * (3.0 + 5.0 * cos) / open,
            vector: -0.5 * J3_PER_J2 * sin,
        }
    }
}

/// A mean orbit at some time, Sun and Moon included: Earth radii, minutes, sine and cosine of angles.
#[derive(Clone, Copy)]
pub(super) struct Orbit<R> {
    pub(super) size: R,
    pub(super) motion: R,
    pub(super) eccentricity: R,
    pub(super) perigee: (R, R),
    pub(super) node: (R, R),
    /// Mean anomaly plus argument of perigee (rad).
    pub(super) latitude_argument: R,
}

/// Position (m) and velocity (m/s); distance and semi-latus rectum (Earth radii), which may come out impossible.
#[derive(Clone, Copy)]
pub(super) struct Flown<R> {
    pub(super) state: [R; 6],
    pub(super) distance: R,
    pub(super) parameter: R,
}

/// The state on an orbit.
///
/// # Source
/// `VALLADO2006`, procedure `sgp4` from "long period periodics" on; here sines and cosines are turned by the small terms
/// instead of taken anew.
#[inline(always)]
pub(super) fn state<R: Real>(orbit: &Orbit<R>, tilt: &Tilt) -> Flown<R> {
    /// Earth radii per minute, times √GM in those units (m/s).
    const SPEED: f64 = A_M * KE / 60.0;
    let (one, e, a) = (orbit.size.like(1.0), orbit.eccentricity, orbit.size);
    let long = one / (a * (one - e * e));
    let axn = e * orbit.perigee.1;
    let ayn = e * orbit.perigee.0 + long * tilt.vector;
    let (sin_e, cos_e) = kepler(orbit.latitude_argument + long * axn * tilt.longitude, axn, ayn);

    let (e_cos, e_sin) = (axn * cos_e + ayn * sin_e, axn * sin_e - ayn * cos_e);
    let rest = one - axn * axn - ayn * ayn;
    let parameter = a * rest;
    let radius = a * (one - e_cos);
    let per_radius = one / radius;
    let root = rest.sqrt();
    let root_a = a.sqrt();
    let lean = e_sin / (root + 1.0);
    let stretch = a * per_radius;
    let sin_u = stretch * (sin_e - ayn - axn * lean);
    let cos_u = stretch * (cos_e - axn + ayn * lean);
    let (sin_2u, cos_2u) = (sin_u * cos_u * 2.0, one - sin_u * sin_u * 2.0);

    let per_parameter = one / parameter;
    let k1 = per_parameter * (0.5 * J2);
    let k2 = k1 * per_parameter;
    let distance = radius * (one - k2 * root * (1.5 * tilt.polar)) + k1 * cos_2u * (0.5 * tilt.sin2);
    let (sin_u, cos_u) = turned((sin_u, cos_u), -(k2 * sin_2u * (0.25 * tilt.seven)));
    let (sin_n, cos_n) = turned(orbit.node, k2 * sin_2u * (1.5 * tilt.cos));
    let level = (one.like(tilt.sin), one.like(tilt.cos));
    let (sin_i, cos_i) = turned(level, k2 * cos_2u * (1.5 * tilt.cos * tilt.sin));

    let pull = orbit.motion * k1 * (1.0 / KE);
    let outward = root_a * e_sin * per_radius - pull * sin_2u * tilt.sin2;
    let onward = root_a * root * per_radius + pull * (cos_2u * tilt.sin2 + 1.5 * tilt.polar);
    let across = [-sin_n * cos_i, cos_n * cos_i, sin_i];
    let along = [cos_n, sin_n, one.like(0.0)];
    let up = combined(&across, sin_u, &along, cos_u);
    let on = combined(&across, cos_u, &along, -sin_u);
    let pos = scaled(&up, distance * A_M);
    let vel = combined(&up, outward * SPEED, &on, onward * SPEED);
    Flown { state: [pos[0], pos[1], pos[2], vel[0], vel[1], vel[2]], distance, parameter }
}

/// Sine and cosine of an angle of which both are known, after a turn by a mostly small angle.
#[inline(always)]
pub(super) fn turned<R: Real>((sin, cos): (R, R), by: R) -> (R, R) {
    let (sin_by, cos_by) = sin_cos_small(by);
    (sin * cos_by + cos * sin_by, cos * cos_by - sin * sin_by)
}

/// Sine and cosine: by few terms where the angle is below 0.1.
#[inline(always)]
fn sin_cos_small<R: Real>(angle: R) -> (R, R) {
    const SINE: [f64; 5] = [1.0, -1.0 / 6.0, 1.0 / 120.0, -1.0 / 5_040.0, 1.0 / 362_880.0];
    const COSINE: [f64; 5] = [1.0, -0.5, 1.0 / 24.0, -1.0 / 720.0, 1.0 / 40_320.0];
    let square = angle * angle;
    let (sin, cos) = (angle * polynomial(&SINE, square), polynomial(&COSINE, square));
    let is_small = angle.abs().below(angle.like(0.1));
    if !angle.any(angle.not(is_small)) {
        return (sin, cos);
    }
    let (far_sin, far_cos) = sin_cos(angle);
    (sin.where_or(is_small, far_sin), cos.where_or(is_small, far_cos))
}

/// Sine and cosine of E + ω, where `E + ω − axn sin(E + ω) + ayn cos(E + ω)` is the given angle.
///
/// Householder's steps, at most 0.95 each as in the published code; an eccentricity of one or more need not converge.
#[inline(always)]
fn kepler<R: Real>(angle: R, axn: R, ayn: R) -> (R, R) {
    const NUM_STEPS_MAX: usize = 20;
    const LONGEST: f64 = 0.95;
    let zero = angle.like(0.0);
    let (mut sin, mut cos) = sin_cos(angle);
    let mut gone = zero;
    let mut active = angle.not(angle.below(angle));
    for _ in 0..NUM_STEPS_MAX {
        let (e_cos, e_sin) = (axn * cos + ayn * sin, axn * sin - ayn * cos);
        let step = -householder(gone - e_sin, angle.like(1.0) - e_cos, e_sin, e_cos);
        let step = step.least(angle.like(LONGEST)).greatest(angle.like(-LONGEST));
        let step = step.where_or(active, zero);
        gone = gone + step;
        (sin, cos) = turned((sin, cos), step);
        // The step's error is of its fourth power.
        active = angle.both(active, angle.like(1e-5).below(step.abs()));
        if !angle.any(active) {
            break;
        }
    }
    (sin, cos)
}
