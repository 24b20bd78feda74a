//! The element set that follows given states best.

use super::{ElementSet, State};
use crate::wgs84::{A_M, GM_M3_S2};
use cupola_core::{Vec3, math};
use nalgebra::{SMatrix, SVector};

/// Fewest states of a fit: 18 coordinates for at most seven unknowns. *Assumed*, 4 to 20.
const LEAST_STATES: usize = 6;
/// Least part of a revolution that the states must span. *Assumed*, 0.2 to 1: from a third on, an orbit integrated with J2 was
/// met within 1 km a day later.
const LEAST_REVOLUTIONS: f64 = 0.25;
/// Longest time of a fit (s), 60 days: SGP4 is good for days to weeks. *Assumed*, 20 to 90 days.
const MAX_SPAN_S: f64 = 60.0 * 86_400.0;
/// Largest root mean square of the distances (m). *Assumed*, 1 to 10 km: SGP4 is itself 1 km off a real satellite at its
/// epoch and 1 to 3 km a day beyond, and no more is told of one that moves freely.
const MAX_RMS_M: f64 = 5_000.0;
/// Where the set with its epoch in the middle is further off (m), one with its epoch at the first state is tried too: SGP4 moves
/// elements from epoch to epoch only nearly as it moves satellites.
const GOOD_RMS_M: f64 = 1_000.0;
/// Drag is fitted where the states span this much (s); below, what it does drowns in what SGP4 leaves out. *Assumed*, half a
/// day to three days.
const DRAG_SPAN_S: f64 = 86_400.0;
/// Over less it is fitted where a set without it is further off than this (m) and one with it half as far or less: low orbits tell of
/// drag within hours. *Assumed*, 20 to 500 m.
const DRAG_RMS_M: f64 = 100.0;
/// Drag is fitted below this perigee (m): 2 km a day after a month, at B* of a light satellite. *Assumed*, 800 to 1 500 km.
const DRAG_PERIGEE_M: f64 = 1_000_000.0;
/// Most states that one fit uses; the distances are told of all.
const MAX_USED: usize = 300;

/// One state of an ephemeris.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// Seconds since 1 January 2000, 12 h UTC.
    pub time_j2000_s: f64,
    /// Where it was.
    pub state: State,
}

/// An element set fitted to states, and how far it is off them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// Mean elements at the state in the middle of the time, or at the first; no catalogue number (0).
    pub set: ElementSet,
    /// Root mean square of the distances between the states and the orbit (m).
    pub rms_m: f64,
    /// Largest of them (m).
    pub largest_m: f64,
    /// Which state that is.
    pub worst_index: usize,
}

/// Why states have no element set.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// Fewer states than are needed.
    #[error("{found} states do not make an orbit; give {least} or more")]
    TooFew {
        /// States there are.
        found: usize,
        /// States needed.
        least: usize,
    },
    /// A time or a coordinate is no number, a velocity is nought, or a state not later than the one before.
    #[error("state {index} is not finite, does not move, or is not after the one before")]
    Order {
        /// Which, from 0.
        index: usize,
    },
    /// The states cover too little of an orbit.
    #[error("the states cover {revolutions:.2} of a revolution; give {least} or more")]
    TooShort {
        /// Part of a revolution.
        revolutions: f64,
        /// What is needed.
        least: f64,
    },
    /// The states cover more time than one element set is good for.
    #[error("the states cover {span_s:.0} s; give {most_s:.0} or less")]
    TooLong {
        /// From the first to the last (s).
        span_s: f64,
        /// What is allowed (s).
        most_s: f64,
    },
    /// Through the state in the middle goes no closed orbit, or SGP4 has none that reaches all states.
    #[error("no closed orbit about the Earth goes through the states")]
    NoOrbit,
    /// The best orbit is too far off.
    #[error(
        "the best orbit is {rms_m:.0} m off the states (root mean square; at most {largest_m:.0} m), more than {most_m:.0} m: \
         it manoeuvres, or the frame is another"
    )]
    Poor {
        /// Root mean square of the distances (m).
        rms_m: f64,
        /// What is allowed (m).
        most_m: f64,
        /// Largest distance (m).
        largest_m: f64,
        /// Which state that is.
        worst_index: usize,
    },
}

/// The element set whose SGP4 orbit is nearest to states in order of time.
///
/// Gauss–Newton on the logarithm of the mean motion, `e cos ϖ`, `e sin ϖ`, `sin i/2 cos Ω`, `sin i/2 sin Ω`, the mean longitude and,
/// of an orbit whose perigee is below 1 000 km, over a day or more or where it halves the residual, B*, which is 0 otherwise and where it
/// came out negative.
/// Differences are those of positions, and of velocities times distance over speed; derivatives are differences of SGP4 itself. It
/// begins with the ellipse through the state in the middle, whose time is the epoch, and doubles the time about it that is looked at,
/// so that no revolution is miscounted; where that is over 1 km off, it tries the first state too.
///
/// - **Domain:** six states or more over a quarter of a revolution or more and 60 days or less, of a satellite that moves freely.
/// - **Accuracy:** the published verification sets are found again from three days of their states: half of them within 20 m (root
///   mean square), the worst, in resonance over the equator, within 390 m. An orbit integrated with J2 alone is met within 7 m over
///   an hour, 150 m over a day, 460 m over three. Of a real satellite, [`Fit::rms_m`] says.
/// - **Assumes:** states of equal worth. Of more than 300, so many are used, spread over the time.
///
/// # Errors
/// [`FitError`]: states that are too few, out of order or over too short or too long a time, on no closed orbit, or off the best one by more
/// than 5 km in the root mean square.
///
/// # Source
/// `VALLADO2008`: differential correction of equinoctial mean elements by finite differences.
pub fn fit(observed: &[Observed]) -> Result<Fit, FitError> {
    check(observed)?;
    let middle_s = 0.5 * (observed[0].time_j2000_s + observed[observed.len() - 1].time_j2000_s);
    let middle = fit_at(observed, observed.partition_point(|o| o.time_j2000_s < middle_s));
    if matches!(middle, Ok(Fit { rms_m, .. }) if rms_m <= GOOD_RMS_M) {
        return bounded(middle?);
    }
    match (middle, fit_at(observed, 0)) {
        (Ok(middle), Ok(first)) => bounded(if first.rms_m < middle.rms_m { first } else { middle }),
        (middle, first) => bounded(middle.or(first)?),
    }
}

fn bounded(found: Fit) -> Result<Fit, FitError> {
    let Fit { rms_m, largest_m, worst_index, .. } = found;
    if rms_m <= MAX_RMS_M {
        return Ok(found);
    }
    Err(FitError::Poor { rms_m, most_m: MAX_RMS_M, largest_m, worst_index })
}

/// The best set whose epoch is that of a state.
fn fit_at(observed: &[Observed], centre: usize) -> Result<Fit, FitError> {
    let epoch_j2000_s = observed[centre].time_j2000_s;
    let span_s = observed[observed.len() - 1].time_j2000_s - observed[0].time_j2000_s;
    let mut at = ellipse(&observed[centre].state).ok_or(FitError::NoOrbit)?;
    let period_s = math::TAU / math::exp(at[MOTION]);
    if span_s < LEAST_REVOLUTIONS * period_s {
        return Err(FitError::TooShort { revolutions: span_s / period_s, least: LEAST_REVOLUTIONS });
    }
    let has_drag = perigee_m(&at) < DRAG_PERIGEE_M;
    let single = Differences::new(epoch_j2000_s, &observed[centre..=centre]);
    at = single.least(at, ORBIT).ok_or(FitError::NoOrbit)?;
    let (mut half_s, mut num_before) = (0.25 * period_s, 1);
    while num_before < observed.len() {
        let from = observed.partition_point(|o| o.time_j2000_s < epoch_j2000_s - half_s);
        let until = observed.partition_point(|o| o.time_j2000_s <= epoch_j2000_s + half_s);
        half_s *= 2.0;
        if until - from < LEAST_STATES || until - from == num_before {
            continue;
        }
        num_before = until - from;
        let window = &observed[from..until];
        let window_s = window[num_before - 1].time_j2000_s - window[0].time_j2000_s;
        let num_free = if has_drag && window_s >= DRAG_SPAN_S { ORBIT + 1 } else { ORBIT };
        let differences = Differences::new(epoch_j2000_s, window);
        at = differences.least(at, num_free).ok_or(FitError::NoOrbit)?;
        if at[DRAG] < 0.0 {
            at[DRAG] = 0.0;
            at = differences.least(at, ORBIT).ok_or(FitError::NoOrbit)?;
        }
    }
    let plain = told(set(&at, epoch_j2000_s), observed)?;
    if !has_drag || span_s >= DRAG_SPAN_S || plain.rms_m <= DRAG_RMS_M {
        return Ok(plain);
    }
    let dragged = Differences::new(epoch_j2000_s, observed).least(at, ORBIT + 1).filter(|at| at[DRAG] > 0.0);
    let dragged = dragged.and_then(|at| told(set(&at, epoch_j2000_s), observed).ok());
    Ok(dragged.filter(|dragged| dragged.rms_m <= 0.5 * plain.rms_m).unwrap_or(plain))
}

fn check(observed: &[Observed]) -> Result<(), FitError> {
    if observed.len() < LEAST_STATES {
        return Err(FitError::TooFew { found: observed.len(), least: LEAST_STATES });
    }
    let mut before_s = f64::NEG_INFINITY;
    for (index, Observed { time_j2000_s, state }) in observed.iter().enumerate() {
        let size = state.pos_teme_m.norm() + state.vel_teme_m_s.norm();
        let is_moving = state.vel_teme_m_s.norm() > 0.0;
        if !(is_moving && size.is_finite() && time_j2000_s.is_finite() && *time_j2000_s > before_s) {
            return Err(FitError::Order { index });
        }
        before_s = *time_j2000_s;
    }
    let span_s = before_s - observed[0].time_j2000_s;
    if span_s > MAX_SPAN_S {
        return Err(FitError::TooLong { span_s, most_s: MAX_SPAN_S });
    }
    Ok(())
}

/// How far a set is off all states.
fn told(set: ElementSet, observed: &[Observed]) -> Result<Fit, FitError> {
    let satellite = set.satellite().map_err(|_| FitError::NoOrbit)?;
    let times_s: Vec<f64> = observed.iter().map(|o| o.time_j2000_s - set.epoch_j2000_s).collect();
    let (mut rows, mut codes) = (vec![[0.0; 6]; observed.len()], vec![0; observed.len()]);
    satellite.states(&times_s, &mut rows, &mut codes).expect("all are equally long");
    if codes.iter().any(|code| *code != 0) {
        return Err(FitError::NoOrbit);
    }
    let (mut sum_m2, mut largest_m, mut worst_index) = (0.0, 0.0, 0);
    for (index, (one, [x, y, z, ..])) in observed.iter().zip(&rows).enumerate() {
        let off_m = (Vec3::new(*x, *y, *z) - one.state.pos_teme_m).norm();
        sum_m2 += off_m * off_m;
        if off_m > largest_m {
            (largest_m, worst_index) = (off_m, index);
        }
    }
    Ok(Fit { set, rms_m: (sum_m2 / observed.len() as f64).sqrt(), largest_m, worst_index })
}

/// Logarithm of the mean motion (rad/s); e cos ϖ, e sin ϖ; sin i/2 cos Ω, sin i/2 sin Ω; mean longitude (rad); B*.
type Unknowns = [f64; 7];
const MOTION: usize = 0;
const DRAG: usize = 6;
/// Unknowns without drag.
const ORBIT: usize = 6;
/// Steps of the derivatives: some metres to some hundred. The eccentricity's is over what SGP4 takes for a circle (1e-6).
const STEPS: Unknowns = [1e-7, 1e-5, 1e-5, 1e-6, 1e-6, 1e-6, 1e-5];

fn set(at: &Unknowns, epoch_j2000_s: f64) -> ElementSet {
    let [ln_motion, e_cos, e_sin, tilt_cos, tilt_sin, longitude_rad, bstar_per_earth_radius] = *at;
    let raan_rad = math::atan2(tilt_sin, tilt_cos);
    let perigee_rad = math::atan2(e_sin, e_cos);
    ElementSet {
        catalogue_number: 0,
        epoch_j2000_s,
        bstar_per_earth_radius,
        mean_motion_rad_s: math::exp(ln_motion),
        eccentricity: math::hypot(e_cos, e_sin),
        inclination_rad: 2.0 * math::asin(math::hypot(tilt_cos, tilt_sin).min(1.0)),
        raan_rad: raan_rad.rem_euclid(math::TAU),
        arg_perigee_rad: (perigee_rad - raan_rad).rem_euclid(math::TAU),
        mean_anomaly_rad: (longitude_rad - perigee_rad).rem_euclid(math::TAU),
    }
}

/// Altitude of the perigee (m).
fn perigee_m(at: &Unknowns) -> f64 {
    let axis_m = math::cbrt(GM_M3_S2 / math::exp(2.0 * at[MOTION]));
    axis_m * (1.0 - math::hypot(at[1], at[2])) - A_M
}

/// The ellipse through a state; none where it goes off, or falls straight down.
fn ellipse(state: &State) -> Option<Unknowns> {
    let (pos, vel) = (state.pos_teme_m, state.vel_teme_m_s);
    let radius = pos.norm();
    let axis_m = 1.0 / (2.0 / radius - vel.norm_squared() / GM_M3_S2);
    let momentum = pos.cross(&vel);
    let normal = momentum / momentum.norm();
    let eccentricity = vel.cross(&momentum) / GM_M3_S2 - pos / radius;
    let e = eccentricity.norm();
    // Of half the inclination; at 180° the node is anywhere.
    let cos_half = (0.5 * (1.0 + normal.z)).sqrt().max(1e-9);
    let (p, q) = (-0.5 * normal.y / cos_half, 0.5 * normal.x / cos_half);
    // The axes of the reference turned about the node into the plane.
    let along = Vec3::new(1.0 - 2.0 * q * q, 2.0 * p * q, -2.0 * q * cos_half);
    let across = Vec3::new(2.0 * p * q, 1.0 - 2.0 * p * p, 2.0 * p * cos_half);
    let angle = |v: &Vec3| math::atan2(v.dot(&across), v.dot(&along));
    let perigee = if e > 0.0 { angle(&eccentricity) } else { 0.0 };
    let (sin_half, cos_half) = math::sin_cos(0.5 * (angle(&pos) - perigee));
    let anomaly = 2.0 * math::atan2((1.0 - e).sqrt() * sin_half, (1.0 + e).sqrt() * cos_half);
    let longitude = perigee + anomaly - e * math::sin(anomaly);
    let ln_motion = 0.5 * math::ln(GM_M3_S2 / (axis_m * axis_m * axis_m));
    let all = [ln_motion, e * math::cos(perigee), e * math::sin(perigee), p, q, longitude, 0.0];
    all.iter().all(|value| value.is_finite()).then_some(all)
}

/// What is to be made small.
struct Differences {
    epoch_j2000_s: f64,
    times_s: Vec<f64>,
    /// Positions (m) and velocities (m/s), TEME.
    rows: Vec<[f64; 6]>,
    /// What turns velocities into lengths (s).
    weights_s: Vec<f64>,
}

impl Differences {
    fn new(epoch_j2000_s: f64, observed: &[Observed]) -> Self {
        let num = observed.len().min(MAX_USED);
        let stride = observed.len() as f64 / num as f64;
        // Not quite evenly, lest the step be a revolution.
        let place = |k: usize| (k as f64 + (k as f64 * 0.618_033_988_749_894_9).fract()) * stride;
        let index = |k: usize| if num == observed.len() { k } else { (place(k) as usize).min(observed.len() - 1) };
        let used = || (0..num).map(|k| &observed[index(k)]);
        Self {
            epoch_j2000_s,
            times_s: used().map(|o| o.time_j2000_s - epoch_j2000_s).collect(),
            rows: used()
                .map(|Observed { state: State { pos_teme_m: r, vel_teme_m_s: v }, .. }| [r.x, r.y, r.z, v.x, v.y, v.z])
                .collect(),
            weights_s: used().map(|o| o.state.pos_teme_m.norm() / o.state.vel_teme_m_s.norm()).collect(),
        }
    }

    /// States less orbit, as lengths (m); none where SGP4 has no state.
    fn at(&self, unknowns: &Unknowns) -> Option<Vec<[f64; 6]>> {
        let satellite = set(unknowns, self.epoch_j2000_s).satellite().ok()?;
        let (mut rows, mut codes) = (vec![[0.0; 6]; self.rows.len()], vec![0; self.rows.len()]);
        satellite.states(&self.times_s, &mut rows, &mut codes).ok()?;
        for ((row, wanted), weight_s) in rows.iter_mut().zip(&self.rows).zip(&self.weights_s) {
            for (column, (value, wanted)) in row.iter_mut().zip(wanted).enumerate() {
                *value = (wanted - *value) * if column < 3 { 1.0 } else { *weight_s };
            }
        }
        codes.iter().all(|code| *code == 0).then_some(rows)
    }

    /// Where they are least, from a start on; the unknowns from `num_free` on stay.
    fn least(&self, start: Unknowns, num_free: usize) -> Option<Unknowns> {
        const NUM_STEPS_MAX: usize = 30;
        const NUM_HALVINGS: i32 = 10;
        /// Smaller than what the digits of a file are good for (m²).
        const NOUGHT_M2: f64 = 1e-6;
        let square = |rows: &[[f64; 6]]| rows.iter().flatten().map(|value| value * value).sum::<f64>();
        let (mut at, mut rows) = (start, self.at(&start)?);
        for _ in 0..NUM_STEPS_MAX {
            let now = square(&rows);
            let Some(step) = self.step(&at, &rows, num_free) else { break };
            let tried = (0..NUM_HALVINGS).find_map(|halving| {
                let share = math::powf(0.5, f64::from(halving));
                let next: Unknowns = std::array::from_fn(|k| at[k] + share * step[k]);
                self.at(&next).filter(|rows| square(rows) < now).map(|rows| (next, rows))
            });
            let Some((next, better)) = tried else { break };
            (at, rows) = (next, better);
            let least = square(&rows);
            if now - least < 1e-9 * now || least < NOUGHT_M2 * rows.len() as f64 {
                break;
            }
        }
        Some(at)
    }

    /// Gauss and Newton's step.
    fn step(&self, at: &Unknowns, rows: &[[f64; 6]], num_free: usize) -> Option<SVector<f64, 7>> {
        let mut columns = Vec::with_capacity(num_free);
        for k in 0..num_free {
            let mut beside = *at;
            beside[k] += STEPS[k];
            columns.push(self.at(&beside)?);
        }
        // In units of the steps, so that the normal matrix is well scaled; the identity for what stays.
        let mut normal = SMatrix::<f64, 7, 7>::identity();
        let mut right = SVector::<f64, 7>::zeros();
        let moved = |column: &[[f64; 6]], i: usize, j: usize| rows[i][j] - column[i][j];
        for (a, left) in columns.iter().enumerate() {
            let sum = |of: &dyn Fn(usize, usize) -> f64| -> f64 {
                (0..rows.len())
                    .flat_map(|i| (0..6).map(move |j| (i, j)))
                    .map(|(i, j)| moved(left, i, j) * of(i, j))
                    .sum()
            };
            right[a] = sum(&|i, j| rows[i][j]);
            for (b, other) in columns.iter().enumerate().take(a + 1) {
                normal[(a, b)] = sum(&|i, j| moved(other, i, j));
                normal[(b, a)] = normal[(a, b)];
            }
        }
        let scale = normal.diagonal().map(|value| 1.0 / value.sqrt());
        let scaled = SMatrix::<f64, 7, 7>::from_fn(|a, b| normal[(a, b)] * scale[a] * scale[b]);
        let solved = scaled.cholesky()?.solve(&right.component_mul(&scale));
        Some(SVector::from_fn(|k, _| solved[k] * scale[k] * STEPS[k]))
    }
}
