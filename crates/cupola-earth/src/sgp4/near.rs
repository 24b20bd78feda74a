//! Orbits of less than 225 minutes: secular drift and drag.

use super::mean::Mean;
use super::tilt::{Flown, Orbit, state, turned};
use super::wgs72::KE;
use crate::arithmetic::sin_cos;
use cupola_core::lanes::Real;

/// The state `minutes` after the epoch, and the mean eccentricity, which may come out impossible.
///
/// # Source
/// `VALLADO2006`, procedure `sgp4` up to "long period periodics"; angles are not brought back to one turn.
#[inline(always)]
pub(super) fn fly<R: Real>(mean: &Mean, minutes: R) -> (Flown<R>, R) {
    let t = minutes;
    let t2 = t * t;
    let mut anomaly = t * mean.anomaly_rate + mean.at.anomaly;
    let mut perigee = t * mean.perigee_rate + mean.at.perigee;
    let node = t * mean.node_rate + mean.at.node + t2 * mean.node_drag;
    let mut shrink = t.like(1.0) - t * mean.c1;
    let mut rounder = t * mean.c4;
    let mut ahead = t2 * mean.t2;
    if let Some(drag) = &mean.drag {
        let (sin, cos) = sin_cos(anomaly);
        let swell = cos * drag.eta + 1.0;
        let shift = t * drag.perigee + (swell * swell * swell - drag.anomaly_start) * drag.anomaly;
        anomaly = anomaly + shift;
        perigee = perigee - shift;
        let (t3, t4) = (t2 * t, t2 * t2);
        shrink = shrink - t2 * drag.d[0] - t3 * drag.d[1] - t4 * drag.d[2];
        rounder = rounder + (turned((sin, cos), shift).0 - drag.sin_anomaly) * drag.c5;
        ahead = ahead + t3 * drag.t[0] + t4 * (t * drag.t[2] + drag.t[1]);
    }
    let size = shrink * shrink * mean.size;
    let eccentricity = -rounder + mean.at.eccentricity;
    let orbit = Orbit {
        size,
        motion: t.like(KE) / (size * size.sqrt()),
        eccentricity: eccentricity.greatest(t.like(1e-6)),
        perigee: sin_cos(perigee),
        node: sin_cos(node),
        latitude_argument: anomaly + ahead * mean.motion + perigee,
    };
    (state(&orbit, &mean.tilt), eccentricity)
}
