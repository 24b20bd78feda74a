//! What an element set fixes once and for all: secular rates and the coefficients of drag.

use super::tilt::Tilt;
use super::wgs72::{A_M, J2, J3_PER_J2, J4, KE};
use cupola_core::math;

/// Two thirds, the power between period and size.
pub(super) const TWO_THIRDS: f64 = 2.0 / 3.0;

/// An element set in the units of the published code: radians, minutes, Earth radii.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Elements {
    pub(super) bstar: f64,
    /// Mean motion after Kozai (rad/min).
    pub(super) motion: f64,
    pub(super) eccentricity: f64,
    pub(super) inclination: f64,
    pub(super) node: f64,
    pub(super) perigee: f64,
    pub(super) anomaly: f64,
}

/// Mean orbit at the epoch, its rates per minute, and drag as powers of time: the letters of Spacetrack Report 3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Mean {
    pub(super) at: Elements,
    /// Mean motion after Brouwer (rad/min).
    pub(super) motion: f64,
    /// Semi-major axis that goes with it (Earth radii).
    pub(super) size: f64,
    pub(super) anomaly_rate: f64,
    pub(super) perigee_rate: f64,
    pub(super) node_rate: f64,
    /// Node per square of time.
    pub(super) node_drag: f64,
    pub(super) c1: f64,
    /// B* C4.
    pub(super) c4: f64,
    pub(super) t2: f64,
    /// Terms for perigees above 220 km.
    pub(super) drag: Option<Drag>,
    /// Of the epoch's inclination.
    pub(super) tilt: Tilt,
}

/// Drag's finer terms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Drag {
    pub(super) eta: f64,
    /// Perigee per time, and per change of `(1 + η cos M)³`.
    pub(super) perigee: f64,
    pub(super) anomaly: f64,
    pub(super) anomaly_start: f64,
    /// B* C5, and the sine of the epoch's anomaly.
    pub(super) c5: f64,
    pub(super) sin_anomaly: f64,
    pub(super) d: [f64; 3],
    pub(super) t: [f64; 3],
}

impl Mean {
    /// Coefficients from the elements, in the published order of operations.
    ///
    /// # Source
    /// `VALLADO2006`, procedures `initl` and `sgp4init`.
    pub(super) fn new(at: Elements) -> Self {
        let e = at.eccentricity;
        let (sin_i, cos_i) = math::sin_cos(at.inclination);
        let cos2 = cos_i * cos_i;
        let cos4 = cos2 * cos2;
        let rest = 1.0 - e * e;
        let root = rest.sqrt();
        let (motion, size) = brouwer(at.motion, rest, root, cos2);
        let tilt = Tilt::new(sin_i, cos_i);

        let per_parameter2 = 1.0 / (size * rest * (size * rest));
        let k1 = 1.5 * J2 * per_parameter2 * motion;
        let k2 = 0.5 * k1 * J2 * per_parameter2;
        let k3 = -0.468_75 * J4 * per_parameter2 * per_parameter2 * motion;
        let node_j2 = -k1 * cos_i;
        let air = Air::new(size, e);
        let c1 = at.bstar * air.c2(size, e, motion, tilt.polar);
        Self {
            at,
            motion,
            size,
            anomaly_rate: motion
                + 0.5 * k1 * root * tilt.polar
                + 0.0625 * k2 * root * (13.0 - 78.0 * cos2 + 137.0 * cos4),
            perigee_rate: -0.5 * k1 * (1.0 - 5.0 * cos2)
                + 0.0625 * k2 * (7.0 - 114.0 * cos2 + 395.0 * cos4)
                + k3 * (3.0 - 36.0 * cos2 + 49.0 * cos4),
            node_rate: node_j2 + (0.5 * k2 * (4.0 - 19.0 * cos2) + 2.0 * k3 * (3.0 - 7.0 * cos2)) * cos_i,
            node_drag: 3.5 * rest * node_j2 * c1,
            c1,
            c4: at.bstar * air.c4(size, e, motion, rest, &tilt, at.perigee),
            t2: 1.5 * c1,
            drag: air.is_thin.then(|| Drag::new(&at, &air, size, motion, rest, c1, sin_i)),
            tilt,
        }
    }
}

/// Mean motion after Brouwer from that after Kozai, and the semi-major axis.
fn brouwer(kozai: f64, rest: f64, root: f64, cos2: f64) -> (f64, f64) {
    let size = math::powf(KE / kozai, TWO_THIRDS);
    let pull = 0.75 * J2 * (3.0 * cos2 - 1.0) / (root * rest);
    let first = pull / (size * size);
    let size = size * (1.0 - first * first - first * (1.0 / 3.0 + 134.0 * first * first / 81.0));
    let motion = kozai / (1.0 + pull / (size * size));
    (motion, math::powf(KE / motion, TWO_THIRDS))
}

/// The air along the orbit: a power law whose parameters depend on the height of perigee.
struct Air {
    /// Its reference height (Earth radii from the centre), and ξ.
    s: f64,
    xi: f64,
    eta: f64,
    coefficient: f64,
    coefficient1: f64,
    psi2: f64,
    /// Perigee at 220 km or above.
    is_thin: bool,
}

impl Air {
    fn new(size: f64, e: f64) -> Self {
        let perigee = size * (1.0 - e);
        let height_m = (perigee - 1.0) * A_M;
        let s_m = if height_m < 98e3 {
            20e3
        } else if height_m < 156e3 {
            height_m - 78e3
        } else {
            78e3
        };
        let q = (120e3 - s_m) / A_M;
        let s = s_m / A_M + 1.0;
        let xi = 1.0 / (size - s);
        let eta = size * e * xi;
        let psi2 = (1.0 - eta * eta).abs();
        let coefficient = q * q * q * q * (xi * xi * (xi * xi));
        let coefficient1 = coefficient / math::powf(psi2, 3.5);
        Self { s, xi, eta, coefficient, coefficient1, psi2, is_thin: perigee >= 220e3 / A_M + 1.0 }
    }

    fn c2(&self, size: f64, e: f64, motion: f64, polar: f64) -> f64 {
        let eta2 = self.eta * self.eta;
        let e_eta = e * self.eta;
        self.coefficient1
            * motion
            * (size * (1.0 + 1.5 * eta2 + e_eta * (4.0 + eta2))
                + 0.375 * J2 * self.xi / self.psi2 * polar * (8.0 + 3.0 * eta2 * (8.0 + eta2)))
    }

    fn c4(&self, size: f64, e: f64, motion: f64, rest: f64, tilt: &Tilt, perigee: f64) -> f64 {
        let eta2 = self.eta * self.eta;
        let e_eta = e * self.eta;
        let flattening = -3.0 * tilt.polar * (1.0 - 2.0 * e_eta + eta2 * (1.5 - 0.5 * e_eta))
            + 0.75 * tilt.sin2 * (2.0 * eta2 - e_eta * (1.0 + eta2)) * math::cos(2.0 * perigee);
        2.0 * motion
            * self.coefficient1
            * size
            * rest
            * (self.eta * (2.0 + 0.5 * eta2) + e * (0.5 + 2.0 * eta2) - J2 * self.xi / (size * self.psi2) * flattening)
    }
}

impl Drag {
    fn new(at: &Elements, air: &Air, size: f64, motion: f64, rest: f64, c1: f64, sin_i: f64) -> Self {
        let (e, eta, xi) = (at.eccentricity, air.eta, air.xi);
        let e_eta = e * eta;
        let (sin_anomaly, cos_anomaly) = math::sin_cos(at.anomaly);
        let c5 = 2.0 * air.coefficient1 * size * rest * (1.0 + 2.75 * (eta * eta + e_eta) + e_eta * (eta * eta));
        // Near a circle perigee means nothing, and its terms are dropped.
        let (perigee, anomaly) = if e > 1.0e-4 {
            let c3 = -2.0 * air.coefficient * xi * J3_PER_J2 * motion * sin_i / e;
            (at.bstar * c3 * math::cos(at.perigee), -TWO_THIRDS * air.coefficient * at.bstar / e_eta)
        } else {
            (0.0, 0.0)
        };
        let start = 1.0 + eta * cos_anomaly;
        let c1_2 = c1 * c1;
        let d2 = 4.0 * size * xi * c1_2;
        let step = d2 * xi * c1 / 3.0;
        let d3 = (17.0 * size + air.s) * step;
        let d4 = 0.5 * step * size * xi * (221.0 * size + 31.0 * air.s) * c1;
        Self {
            eta,
            perigee,
            anomaly,
            anomaly_start: start * start * start,
            c5: at.bstar * c5,
            sin_anomaly,
            d: [d2, d3, d4],
            t: [
                d2 + 2.0 * c1_2,
                0.25 * (3.0 * d3 + c1 * (12.0 * d2 + 10.0 * c1_2)),
                0.2 * (3.0 * d4 + 12.0 * c1 * d3 + 6.0 * d2 * d2 + 15.0 * c1_2 * (2.0 * d2 + c1_2)),
            ],
        }
    }
}
