//! The covariance mode: the error of a track in time from what sensors tell, with nothing drawn.

mod carry;

use crate::target::{AIR_M, Kind, Motion};
use carry::{Ahead, Carried};
use cupola_core::{Mat3, Vec3, math};

/// Error of a track over time, on an even grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Time of the first grid point (s since launch).
    pub start_s: f64,
    /// Grid step (s).
    pub step_s: f64,
    /// Root-mean-square position error, one axis (m); infinite before the first look.
    pub sigma_position_m: Vec<f32>,
    /// Root-mean-square velocity error, one axis (m/s); infinite before the first look.
    pub sigma_velocity_m_s: Vec<f32>,
    /// The first moment at which the track counts as firm: position error below the limit with [`FIRM_RETURNS`] or more.
    pub firm: Option<Firm>,
}

/// How a track became firm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Firm {
    /// When, if every look returns its share (s since launch).
    pub time_s: f64,
    /// Returns expected until then.
    num_returns: f64,
    /// Time between expected returns then (s).
    interval_s: f64,
    /// Position error at the return that made it firm, one axis (m).
    pub sigma_position_m: f64,
    /// Velocity error then, one axis (m/s).
    pub sigma_velocity_m_s: f64,
}

impl Firm {
    /// Probability that the track is firm by `time_s`, where a look returns the target with probability `per_look`.
    ///
    /// As many returns are needed as are expected by [`Firm::time_s`]: the probability is that of so many successes or more
    /// in the looks until then, evenly spaced at the interval that they have when the track becomes firm.
    ///
    /// - **Assumes:** any so many returns make it firm, whichever they are: the geometry changes little meanwhile.
    #[must_use]
    pub fn probability_by(&self, time_s: f64, per_look: f64) -> f64 {
        let (first_s, look_s) = self.looks(per_look);
        if time_s < first_s || look_s <= 0.0 {
            return f64::from(u8::from(time_s >= self.time_s));
        }
        at_least(self.needed(), ((time_s - first_s) / look_s + 1e-6).floor() + 1.0, per_look)
    }

    /// When the track is firm with the luck `uniform` (0 to 1; greater is later): the first look by which the probability is greater.
    #[must_use]
    pub fn drawn_s(&self, uniform: f64, per_look: f64) -> f64 {
        let (first_s, look_s) = self.looks(per_look);
        if look_s <= 0.0 || per_look >= 1.0 {
            return self.time_s;
        }
        let mut looks = self.needed();
        let most = LOOKS_MOST * looks / per_look;
        while looks < most && at_least(self.needed(), looks, per_look) <= uniform {
            looks += 1.0;
        }
        first_s + (looks - 1.0) * look_s
    }

    /// Whole returns needed.
    fn needed(&self) -> f64 {
        (self.num_returns - 1e-6).ceil().max(1.0)
    }

    /// First look (s since launch) and time between looks (s).
    fn looks(&self, per_look: f64) -> (f64, f64) {
        (self.time_s - (self.num_returns - 1.0) * self.interval_s, self.interval_s * per_look)
    }
}

/// Looks for as many returns as are needed, at most, against those expected: where luck ends.
const LOOKS_MOST: f64 = 5.0;

/// Probability of `needed` successes or more in `trials`.
fn at_least(needed: f64, trials: f64, probability: f64) -> f64 {
    if trials < needed {
        return 0.0;
    }
    if probability >= 1.0 {
        return 1.0;
    }
    // In logarithms: the first terms of many trials are too small for a number.
    let ln_odds = math::ln(probability / (1.0 - probability));
    let (mut ln_term, mut below) = (trials * math::ln(1.0 - probability), 0.0);
    let mut successes = 0.0;
    while successes < needed {
        below += math::exp(ln_term);
        ln_term += ln_odds + math::ln((trials - successes) / (successes + 1.0));
        successes += 1.0;
    }
    (1.0 - below).max(0.0)
}

impl Timeline {
    /// When the track first counts as firm (s since launch).
    #[must_use]
    pub fn firm_s(&self) -> Option<f64> {
        self.firm.map(|firm| firm.time_s)
    }

    /// Whether it has been carried far enough to tell the error at `time_s`.
    #[must_use]
    pub fn reaches(&self, time_s: f64) -> bool {
        let position = (time_s - self.start_s) / self.step_s;
        position < 0.0 || self.sigma_position_m.len() > position as usize + 1
    }

    /// Error of position (m) and velocity (m/s) of the track at `time_s`, one axis; infinite where it does not exist yet.
    #[must_use]
    pub fn sigmas(&self, time_s: f64) -> (f64, f64) {
        let last = self.sigma_position_m.len() - 1;
        let position = (time_s - self.start_s) / self.step_s;
        if position < 0.0 {
            return (f64::INFINITY, f64::INFINITY);
        }
        let index = (position as usize).min(last);
        let next = (index + 1).min(last);
        let at = |i: usize| (f64::from(self.sigma_position_m[i]), f64::from(self.sigma_velocity_m_s[i]));
        let (mut from, to, mut fraction) = (at(index), at(next), (position - index as f64).clamp(0.0, 1.0));
        let [index_s, next_s] = [index, next].map(|i| self.start_s + i as f64 * self.step_s);
        if let Some(firm) = self.firm.filter(|f| (index_s..next_s).contains(&f.time_s) && time_s >= f.time_s) {
            from = (firm.sigma_position_m, firm.sigma_velocity_m_s);
            fraction = (time_s - firm.time_s) / (next_s - firm.time_s);
        }
        // Evenly in the inverse: errors fall fast at first.
        let between = |a: f64, b: f64| if a.is_finite() { a * b / (b + fraction * (a - b)) } else { a };
        (between(from.0, to.0), between(from.1, to.1))
    }

    /// Error of the position predicted from the track as it stood at `time_s` to `ahead_s` later (m, one axis).
    ///
    /// For the first `unseen_s` of that time nobody observes the target; a lateral acceleration `manoeuvre_m_s2` then
    /// moves it by `½ a t²`, one sigma. Infinite where the track does not exist yet.
    #[must_use]
    pub fn predicted_sigma_m(&self, time_s: f64, ahead_s: f64, unseen_s: f64, manoeuvre_m_s2: f64) -> f64 {
        let (sigma_position_m, sigma_velocity_m_s) = self.sigmas(time_s);
        if sigma_position_m.is_infinite() {
            return f64::INFINITY;
        }
        let turn_m = 0.5 * manoeuvre_m_s2 * unseen_s * unseen_s;
        let drift_m = sigma_velocity_m_s * ahead_s;
        (sigma_position_m * sigma_position_m + drift_m * drift_m + turn_m * turn_m).sqrt()
    }
}

/// Returns that make a track at the least: two points give position and velocity, a third confirms.
pub const FIRM_RETURNS: f64 = 3.0;

/// The even grid of a timeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Time of the first point (s since launch).
    pub start_s: f64,
    /// Step (s).
    pub step_s: f64,
}

/// What drives a target in one part of its flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Regime {
    /// An engine.
    Burning,
    /// Gravity, and drag of an unknown ballistic coefficient.
    Falling,
    /// Its wings.
    Steering,
}

/// What is not known of a motion over one grid step: accelerations by parameters that wander about nothing and forget, and
/// white noise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disturbance {
    /// What drives it; where that changes, what was learnt of the parameters is forgotten.
    regime: Regime,
    /// Acceleration by three parameters of unit variance (m/s², symmetric).
    acceleration_m_s2: Mat3,
    /// How long a parameter lasts (s; Ornstein and Uhlenbeck).
    correlation_s: f64,
    /// Spectral density of what else disturbs the flight (m²/s³).
    noise_m2_s3: f64,
}

/// How long thrust and steering of a burning missile last (s): between those of [`Kind::Boosting`], thrust the longer. Assumed, 10
/// to 60.
const BURN_TIME_S: f64 = 20.0;
/// How long a target keeps one acceleration (s): assumed, 5 to 20 in the tracking literature (`SINGER1970`).
const MANOEUVRE_TIME_S: f64 = 10.0;

impl Disturbance {
    /// Of a burning missile that flies towards `forward` (unit vector): what is not known of thrust and steering, as of
    /// [`Kind::Boosting`].
    #[must_use]
    pub fn burning(forward: &Vec3) -> Self {
        let Motion::Boost { acceleration_m_s2: [along, across, _], noise_m2_s3 } = Kind::Boosting.motion() else {
            unreachable!("what boosts moves as boosting")
        };
        let forward = forward * forward.transpose();
        Self {
            regime: Regime::Burning,
            acceleration_m_s2: forward * along.sigma_m_s2 + (Mat3::identity() - forward) * across.sigma_m_s2,
            correlation_s: BURN_TIME_S,
            noise_m2_s3,
        }
    }

    /// Of a falling body slowed by `drag_m_s2` at a height: what is not known of its ballistic coefficient, as of
    /// [`Kind::Ballistic`].
    #[must_use]
    pub fn falling(drag_m_s2: &Vec3, altitude_m: f64) -> Self {
        let Motion::Ballistic { sigma_parameter, parameter_noise_per_s, noise_m2_s3 } = Kind::Ballistic.motion() else {
            unreachable!("what falls moves as ballistic")
        };
        let is_in_air = altitude_m < AIR_M;
        let size_m_s2 = drag_m_s2.norm();
        let slowed = is_in_air && size_m_s2 > 0.0;
        let acceleration_m_s2 =
            if slowed { drag_m_s2 * drag_m_s2.transpose() * (sigma_parameter / size_m_s2) } else { Mat3::zeros() };
        Self {
            regime: Regime::Falling,
            acceleration_m_s2,
            correlation_s: 2.0 * sigma_parameter * sigma_parameter / parameter_noise_per_s,
            noise_m2_s3: noise_m2_s3[usize::from(is_in_air)],
        }
    }

    /// Of a target that turns in the air with `acceleration_m_s2` (one sigma, each axis); what else disturbs it as of
    /// [`Kind::Glider`].
    #[must_use]
    pub fn steering(acceleration_m_s2: f64) -> Self {
        let Motion::Level { noise_m2_s3, .. } = Kind::Glider.motion() else {
            unreachable!("what glides moves as level")
        };
        Self {
            regime: Regime::Steering,
            acceleration_m_s2: Mat3::identity() * acceleration_m_s2,
            correlation_s: MANOEUVRE_TIME_S,
            noise_m2_s3,
        }
    }
}

/// Carries a covariance through returns gathered on an even grid.
///
/// `information[i]` is the position information (1/m², ECEF) gathered between grid point `i − 1` and `i`, `returns[i]` the
/// number of returns expected behind it, and `disturbances[i]` what is not known of the motion meanwhile; `seen_s` is the
/// first sight, `speed_m_s` bounds what is known of velocity before any look. State: position, velocity and three
/// parameters of the acceleration.
///
/// In the steps in which a track begins or becomes firm, and as long as a direction is open, returns are taken one by one at
/// their interval, the first at first sight, later ones in growing batches. In all others those of a step act in a few batches,
/// each in its middle; where the target moves off meanwhile, the last of them one by one.
///
/// - **Assumes:** the known part of the motion (gravity, drag of the mean coefficient) is in the filter's model; association
///   is right; misses thin the information evenly.
/// - **Accuracy:** the steady state agrees with the textbook's of one axis to 1 % (`tests` below); against the tracker on drawn
///   returns, `cupola-study/tests/stat_modes.rs`.
///
/// # Source
/// Information filter, Bar-Shalom, Li and Kirubarajan, *Estimation with Applications to Tracking and Navigation*
/// (`BARSHALOM2001`), sections 5.2 and 6.2; manoeuvre after Singer 1970 (`SINGER1970`).
#[must_use]
pub fn timeline(
    grid: Grid,
    seen_s: f64,
    information: &[Mat3],
    returns: &[f32],
    disturbances: &[Disturbance],
    speed_m_s: f64,
    firm_sigma_m: f64,
) -> Timeline {
    let mut growing = Growing::new(grid, seen_s, speed_m_s, firm_sigma_m);
    growing.grow(&Told { information, returns, disturbances }, |_| false);
    growing.line
}

/// What sensors tell of a flight and what is not known of its motion, by grid step: as of [`timeline()`].
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Position information gathered between grid points (1/m²).
    pub information: &'a [Mat3],
    /// Returns expected behind it.
    pub returns: &'a [f32],
    /// What is not known of the motion meanwhile.
    pub disturbances: &'a [Disturbance],
}

/// A timeline carried only as far as was asked: every step of it is the step that [`timeline()`] gives.
#[derive(Debug, Clone)]
pub struct Growing {
    line: Timeline,
    becoming: Becoming,
    regime: Regime,
}

impl Growing {
    /// A timeline without a step; arguments as of [`timeline()`].
    #[must_use]
    pub fn new(grid: Grid, seen_s: f64, speed_m_s: f64, firm_sigma_m: f64) -> Self {
        let Grid { start_s, step_s } = grid;
        let (sigma_position_m, sigma_velocity_m_s) = (Vec::new(), Vec::new());
        Self {
            line: Timeline { start_s, step_s, sigma_position_m, sigma_velocity_m_s, firm: None },
            becoming: Becoming { carried: None, num_returns: 0.0, seen_s, speed_m_s, firm_sigma_m },
            regime: Regime::Falling,
        }
    }

    /// Carries it on, step by step, until `is_enough` or its end; always with the same `told`.
    pub fn grow(&mut self, told: &Told<'_>, is_enough: impl Fn(&Timeline) -> bool) {
        let Self { line, becoming, regime } = self;
        let Told { information, returns, disturbances } = *told;
        let next = line.sigma_position_m.len();
        for sigmas in [&mut line.sigma_position_m, &mut line.sigma_velocity_m_s] {
            sigmas.reserve(information.len() - next);
        }
        let steps = information.iter().zip(returns).zip(disturbances).enumerate().skip(next);
        for (index, ((gain, num), disturbance)) in steps {
            if is_enough(line) {
                return;
            }
            let (now_s, num) = (line.start_s + index as f64 * line.step_s, f64::from(*num));
            if disturbance.regime != *regime {
                *regime = disturbance.regime;
                becoming.carried.iter_mut().for_each(Carried::forget);
            }
            if line.firm.is_none() {
                line.firm = becoming.over_step(now_s, line.step_s, gain, num, disturbance);
            } else if let Some(carried) = &mut becoming.carried {
                carried.over_step(line.step_s, gain, num, disturbance);
            }
            let (position_m, velocity_m_s) = becoming.carried.as_ref().map_or(UNKNOWN, Carried::axis_errors);
            line.sigma_position_m.push(position_m as f32);
            line.sigma_velocity_m_s.push(velocity_m_s as f32);
        }
    }

    /// The timeline as far as it has been carried.
    #[must_use]
    pub fn line(&self) -> &Timeline {
        &self.line
    }
}

/// Errors before any look.
const UNKNOWN: (f64, f64) = (f64::INFINITY, f64::INFINITY);
/// Returns taken one by one in the step in which a track begins or becomes firm; from then on by half as many as there were.
const NUM_ONE_BY_ONE: f64 = 8.0;

/// Returns of a step up to which they are always taken one by one until then.
const FEW: f64 = 4.0;

/// Error of the place over that of a firm track beyond which a direction is open, as after lines of sight from one place: then
/// velocity is learnt from how lines turn within a step, and its returns are taken one by one whatever their number.
const OPEN: f64 = 20.0;

/// A track on its way to become firm.
#[derive(Debug, Clone)]
struct Becoming {
    carried: Option<Carried>,
    num_returns: f64,
    seen_s: f64,
    speed_m_s: f64,
    firm_sigma_m: f64,
}

impl Becoming {
    /// Carries it over a grid step that ends at `now_s`, return by return; tells if it became firm on the way.
    fn over_step(&mut self, now_s: f64, step_s: f64, gain: &Mat3, num: f64, unknown: &Disturbance) -> Option<Firm> {
        let is_near = self.sigma_m() < OPEN * self.firm_sigma_m;
        if let Some(carried) = self.carried.as_ref().filter(|_| num > FEW && is_near) {
            let mut whole = carried.clone();
            whole.over_step(step_s, gain, num, unknown);
            let num_returns = self.num_returns + num;
            if num_returns < FIRM_RETURNS - 1e-6 || whole.axis_errors().0 > self.firm_sigma_m {
                (self.carried, self.num_returns) = (Some(whole), num_returns);
                return None;
            }
        }
        if num <= 0.0 {
            if let Some(carried) = &mut self.carried {
                carried.predict(&Ahead::over(step_s, unknown));
            }
            return None;
        }
        // The first return comes at first sight, the next after their interval each.
        let from_s = if self.carried.is_some() { now_s - step_s } else { self.seen_s.clamp(now_s - step_s, now_s) };
        let (interval_s, single) = ((now_s - from_s) / num, gain / num);
        let (mut done, mut time_s, mut firm) = (0.0, from_s, None);
        while done < num && firm.is_none() {
            let batch = if done < NUM_ONE_BY_ONE { 1.0 } else { done / 2.0 }.min(num - done);
            let before = Before { time_s, num_returns: self.num_returns, sigma_m: self.sigma_m() };
            match &mut self.carried {
                None => self.carried = Carried::first(&(single * batch), self.speed_m_s),
                Some(carried) => {
                    time_s += batch * interval_s;
                    carried.predict(&Ahead::over(batch * interval_s, unknown));
                    carried.update(&(single * batch));
                }
            }
            done += batch;
            self.num_returns += batch;
            firm = self.firm_since(&before, time_s, interval_s);
        }
        if let Some(carried) = &mut self.carried {
            carried.over_step((now_s - time_s).max(0.0), &(single * (num - done)), num - done, unknown);
        }
        firm
    }

    fn sigma_m(&self) -> f64 {
        self.carried.as_ref().map_or(f64::INFINITY, |carried| carried.axis_errors().0)
    }

    /// Since when it is firm, if it is at `time_s`: where the error, falling evenly in its logarithm, passed the limit, with
    /// enough returns.
    fn firm_since(&self, before: &Before, time_s: f64, interval_s: f64) -> Option<Firm> {
        let (sigma_position_m, sigma_velocity_m_s) = self.carried.as_ref()?.axis_errors();
        if self.num_returns < FIRM_RETURNS - 1e-6 || sigma_position_m > self.firm_sigma_m {
            return None;
        }
        let by_number = (FIRM_RETURNS - before.num_returns) / (self.num_returns - before.num_returns);
        let by_error = if before.sigma_m.is_finite() && before.sigma_m > self.firm_sigma_m {
            math::ln(before.sigma_m / self.firm_sigma_m) / math::ln(before.sigma_m / sigma_position_m)
        } else {
            0.0
        };
        let share = by_number.max(by_error).clamp(0.0, 1.0);
        Some(Firm {
            time_s: before.time_s + share * (time_s - before.time_s),
            interval_s,
            num_returns: before.num_returns + share * (self.num_returns - before.num_returns),
            sigma_position_m,
            sigma_velocity_m_s,
        })
    }
}

/// A track before a return.
struct Before {
    time_s: f64,
    num_returns: f64,
    sigma_m: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPEED_M_S: f64 = 3_000.0;

    /// Over steps of one second, a return of this error (m) in each; white noise of this density.
    fn run(sigma_m: f64, noise_m2_s3: f64, num: usize) -> Timeline {
        let gain = Mat3::identity() / (sigma_m * sigma_m);
        on(Grid { start_s: 0.0, step_s: 1.0 }, 0.0, &vec![gain; num], &vec![1.0; num], white(noise_m2_s3), 50.0)
    }

    fn on(
        grid: Grid,
        seen_s: f64,
        gains: &[Mat3],
        returns: &[f32],
        unknown: Disturbance,
        firm_sigma_m: f64,
    ) -> Timeline {
        timeline(grid, seen_s, gains, returns, &vec![unknown; gains.len()], SPEED_M_S, firm_sigma_m)
    }

    fn white(noise_m2_s3: f64) -> Disturbance {
        let acceleration_m_s2 = Mat3::zeros();
        Disturbance { regime: Regime::Falling, acceleration_m_s2, correlation_s: 10.0, noise_m2_s3 }
    }

    /// A line fitted to N points, half a step past its end, for a return lies anywhere in its step: variance
    /// `σ² (1/N + 3 N / (N² − 1))`, the textbook form.
    #[test]
    fn without_manoeuvre_it_is_a_fitted_line() {
        let n = 30.0_f64;
        let expected_m = 100.0 * (1.0 / n + 3.0 * n / (n * n - 1.0)).sqrt();
        let found_m = f64::from(*run(100.0, 0.0, 30).sigma_position_m.last().unwrap());
        assert!((found_m / expected_m - 1.0).abs() < 0.01, "{found_m} against {expected_m}");
    }

    /// With white noise the error of one axis settles where the textbook's recursion for that axis does.
    #[test]
    fn with_noise_it_settles() {
        let (sigma_m, noise_m2_s3) = (100.0_f64, 2_000.0_f64);
        let [mut pp, mut pv, mut vv] = [1e6, 0.0, 1e6];
        for _ in 0..2_000 {
            pp += 2.0 * pv + vv + noise_m2_s3 / 3.0;
            pv += vv + noise_m2_s3 / 2.0;
            vv += noise_m2_s3;
            let total = pp + sigma_m * sigma_m;
            [pp, pv, vv] = [pp * (1.0 - pp / total), pv * (1.0 - pp / total), vv - pv * pv / total];
        }
        let line = run(sigma_m, noise_m2_s3, 200);
        let found_m = f64::from(line.sigma_position_m[199]);
        assert!((found_m / pp.sqrt() - 1.0).abs() < 0.01, "{found_m} against {}", pp.sqrt());
        assert!(run(sigma_m, 9.0 * noise_m2_s3, 200).sigma_position_m[199] > line.sigma_position_m[199]);
    }

    /// On a grid ten times coarser than the returns the error stays that of the returns, within 10 %.
    #[test]
    fn a_coarse_grid_keeps_the_error_of_the_update_rate() {
        for unknown in [white(0.0), white(50_000.0), Disturbance::steering(30.0)] {
            let single = Mat3::identity() * 1e-4;
            let fine = on(Grid { start_s: 0.0, step_s: 1.0 }, 0.0, &[single; 200], &[1.0; 200], unknown, 50.0);
            let coarse = on(Grid { start_s: 0.0, step_s: 10.0 }, 0.0, &[single * 10.0; 20], &[10.0; 20], unknown, 50.0);
            let ratio = |a: &[f32], b: &[f32]| f64::from(*a.last().unwrap() / *b.last().unwrap());
            let position = ratio(&coarse.sigma_position_m, &fine.sigma_position_m);
            let velocity = ratio(&coarse.sigma_velocity_m_s, &fine.sigma_velocity_m_s);
            assert!(
                (position - 1.0).abs() < 0.1 && (velocity - 1.0).abs() < 0.1,
                "{unknown:?}: {position}, {velocity}"
            );
        }
    }

    /// What an acceleration that lasts adds to position in a time: exact for one that never ends, `½ a t²`.
    #[test]
    fn an_acceleration_moves_by_half_its_square_of_time() {
        let unknown = Disturbance { correlation_s: 1e9, noise_m2_s3: 0.0, ..Disturbance::steering(20.0) };
        let mut carried = Carried::first(&(Mat3::identity() * 1e12), 0.0).unwrap();
        carried.predict(&Ahead::over(10.0, &unknown));
        assert!((carried.axis_errors().0 / (0.5 * 20.0 * 100.0) - 1.0).abs() < 1e-3);
        // One that forgets at once is white noise of density 2 a² τ.
        let short = Disturbance { correlation_s: 1e-3, ..unknown };
        let mut carried = Carried::first(&(Mat3::identity() * 1e12), 0.0).unwrap();
        carried.predict(&Ahead::over(10.0, &short));
        let expected_m = (2.0 * 400.0 * 1e-3 * 1_000.0 / 3.0_f64).sqrt();
        assert!((carried.axis_errors().0 / expected_m - 1.0).abs() < 1e-3);
    }

    /// Three of three, three of four or more: `p³`, `p³ (4 − 3 p)`.
    #[test]
    fn luck_of_looks_spreads_the_firm_time() {
        let firm = Firm {
            time_s: 2.0 * 10.0 / 0.9,
            num_returns: 3.0,
            interval_s: 10.0 / 0.9,
            sigma_position_m: 100.0,
            sigma_velocity_m_s: 10.0,
        };
        let by = |time_s: f64| firm.probability_by(time_s, 0.9);
        assert!(by(19.9) == 0.0 && (by(20.0) - 0.729).abs() < 1e-12);
        assert!((by(30.0) - 0.729 * (4.0 - 2.7)).abs() < 1e-12 && by(500.0) > 1.0 - 1e-12);
        for (uniform, time_s) in [(0.0, 20.0), (0.72, 20.0), (0.73, 30.0), (0.94, 30.0), (0.95, 40.0)] {
            assert!((firm.drawn_s(uniform, 0.9) - time_s).abs() < 1e-9, "{uniform}");
        }
        assert_eq!(firm.drawn_s(0.5, 1.0), firm.time_s);
    }

    #[test]
    fn firm_comes_with_enough_looks_and_errors_grow_ahead() {
        let line = run(100.0, 0.0, 60);
        assert!(line.firm_s().unwrap() > 5.0);
        let now_m = line.predicted_sigma_m(40.0, 0.0, 0.0, 0.0);
        assert!(line.predicted_sigma_m(40.0, 20.0, 0.0, 0.0) > now_m);
        assert!(line.predicted_sigma_m(40.0, 20.0, 20.0, 50.0) > 10_000.0 * 0.99);
        assert!(line.predicted_sigma_m(-1.0, 0.0, 0.0, 0.0).is_infinite());
    }

    /// A radar that sees the target late in a coarse step has it firm at the third return, not at the step's end.
    #[test]
    fn firm_is_found_within_a_coarse_step() {
        let (mut gains, mut looks) = (vec![Mat3::zeros(); 10], vec![0.0; 10]);
        for i in 5..10 {
            let num = if i == 5 { 12.0 } else { 15.0 };
            (gains[i], looks[i]) = (Mat3::identity() * (f64::from(num) / 900.0), num);
        }
        let line = on(Grid { start_s: 0.0, step_s: 15.0 }, 63.0, &gains, &looks, white(0.0), 500.0);
        assert!((line.firm_s().unwrap() - 65.0).abs() < 1e-9);
    }

    /// Looks across one line leave the distance as it was; a second line, later, closes it.
    #[test]
    fn a_line_of_sight_tells_nothing_along_itself() {
        let across = |axis: usize| {
            let mut gain = Mat3::identity() * 1e-4;
            gain[(axis, axis)] = 0.0;
            gain
        };
        let mut gains = vec![across(0); 20];
        gains[10..].fill(across(1));
        let line = on(Grid { start_s: 0.0, step_s: 1.0 }, 0.0, &gains, &[1.0; 20], white(0.0), 500.0);
        assert!(line.sigma_position_m[9] > 4e5, "{}", line.sigma_position_m[9]);
        assert!(line.sigma_position_m[12] < 300.0, "{}", line.sigma_position_m[12]);
        assert!(line.firm_s().is_some_and(|s| s > 9.0));
    }

    #[test]
    fn nothing_is_known_before_the_first_look() {
        let mut looks = vec![0.0; 10];
        looks[6] = 1.0;
        let gains = vec![Mat3::identity() * 1e-4; 10];
        let line = on(Grid { start_s: 0.0, step_s: 1.0 }, 5.0, &gains, &looks, white(0.0), 50.0);
        assert!(line.sigma_position_m[5].is_infinite() && line.sigma_position_m[6].is_finite());
        assert!(line.firm_s().is_none());
    }
}
