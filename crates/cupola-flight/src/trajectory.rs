//! A flown trajectory as an interpolant.

use crate::field::State;
use cupola_core::Vec3;
use cupola_earth::wgs84;

/// One state of a trajectory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knot {
    /// Time since launch (s).
    pub time_s: f64,
    /// Earth-fixed position (m).
    pub pos_ecef_m: Vec3,
    /// Earth-fixed velocity (m/s).
    pub vel_ecef_m_s: Vec3,
}

/// A part of a flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Under power, climbing.
    Boost,
    /// Free flight above the dense air.
    Midcourse,
    /// A warhead's fall through the air, from 100 km down.
    Reentry,
    /// Lifting flight in the air.
    Glide,
    /// Level flight under power.
    Cruise,
    /// The last dive.
    Terminal,
}

/// A flown trajectory: states over time since launch, Earth-fixed, and when its phases begin.
///
/// One polynomial for each step, the quintic through the states and accelerations at both ends. An even index over time
/// leads to the step, so that a lookup costs the same wherever the time lies.
///
/// - **Accuracy:** in free flight within 1 mm of a re-integration at 60 s a step, 5 cm at 120 s and 0.6 m at 180 s, the
///   longest taken. Higher coefficients are single precision: at most 3 mm at 300 s a step, less at shorter
///   ones. Times outside the flight give its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    pieces: Box<[Piece]>,
    /// For each cell of time the piece in force at its begin; at the end, the last piece. A cell's times belong to this
    /// piece, to that of the next cell, or to one between.
    first_in_cell: Box<[u16]>,
    cells_per_s: f64,
    duration_s: f64,
    phases: Vec<(f64, Phase)>,
    burnout_s: f64,
}

/// The polynomial of one step in `u = (time − start) / length`: two cache lines, the axes side by side for the sake of
/// vector instructions.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
struct Piece {
    /// Coefficients of 1 (m) by axis, and the start (s).
    place: [f64; 4],
    /// Coefficients of `u` (m) by axis, and one over the length (1/s).
    linear: [f64; 4],
    /// Coefficients of `u²` to `u⁵` (m) by axis.
    bend: [[f32; 4]; 4],
}

/// Cells of the time index for each piece.
const CELLS_PER_PIECE: usize = 4;

impl Piece {
    /// From the states at both ends and the coefficients of `u²` and `u³`; those of `u⁴` and `u⁵` make it end in the second
    /// state, and so take up the rounding of the others.
    fn new(a: &Knot, b: &Knot, square: Vec3, cube: Vec3) -> Self {
        let step_s = b.time_s - a.time_s;
        let linear = a.vel_ecef_m_s * step_s;
        let (square, cube) = (single(&square), single(&cube));
        let kept = |c: &[f32; 4]| Vec3::new(f64::from(c[0]), f64::from(c[1]), f64::from(c[2]));
        let rest = b.pos_ecef_m - a.pos_ecef_m - linear - kept(&square) - kept(&cube);
        let rest_rate = b.vel_ecef_m_s * step_s - linear - kept(&square) * 2.0 - kept(&cube) * 3.0;
        let fifth = rest_rate - rest * 4.0;
        let fourth = rest - fifth;
        Self {
            place: [a.pos_ecef_m.x, a.pos_ecef_m.y, a.pos_ecef_m.z, a.time_s],
            linear: [linear.x, linear.y, linear.z, 1.0 / step_s],
            bend: [square, cube, single(&fourth), single(&fifth)],
        }
    }

    #[inline]
    fn start_s(&self) -> f64 {
        self.place[3]
    }

    #[inline]
    fn per_s(&self) -> f64 {
        self.linear[3]
    }

    /// The state at a time of this step.
    #[inline(always)]
    fn state(&self, time_s: f64) -> State {
        let u = (time_s - self.start_s()) * self.per_s();
        let [c2, c3, c4, c5] = &self.bend;
        let (u2, twice_u) = (u * u, 2.0 * u);
        let mut state = ([0.0; 3], [0.0; 3]);
        for i in 0..3 {
            let [c2, c3, c4, c5] = [c2[i], c3[i], c4[i], c5[i]].map(f64::from);
            let high = (c4 + c5 * u) * u2;
            let upper = c2 + c3 * u + high;
            state.0[i] = self.place[i] + self.linear[i] * u + upper * u2;
            let slope = (self.linear[i] + (c3 + c5 * u2) * u2) + (upper + high) * twice_u;
            state.1[i] = slope * self.per_s();
        }
        State { pos_ecef_m: state.0.into(), vel_ecef_m_s: state.1.into() }
    }
}

/// The whole number nearest to one from −½ to 2³², without the cost of a checked conversion.
#[inline]
pub(crate) fn cell_of(place: f64) -> usize {
    (place + 6_755_399_441_055_744.0).to_bits() as u32 as usize
}

fn single(v: &Vec3) -> [f32; 4] {
    [v.x as f32, v.y as f32, v.z as f32, 0.0]
}

impl Trajectory {
    /// A trajectory of at least two knots with their accelerations (m/s²) in order of time, and the phases with the times at
    /// which they begin. Two knots of one time, alike but for the acceleration, mark its jump: burnout, staging.
    pub(crate) fn new(knots: Vec<(Knot, Vec3)>, phases: Vec<(f64, Phase)>, burnout_s: f64) -> Self {
        let pieces = knots.windows(2).filter(|k| k[0].0.time_s < k[1].0.time_s).map(|k| {
            let [(a, push), (b, last_push)] = [k[0], k[1]];
            let step_s = b.time_s - a.time_s;
            let way = b.pos_ecef_m - a.pos_ecef_m;
            let (first, last) = (a.vel_ecef_m_s * step_s, b.vel_ecef_m_s * step_s);
            let (push, last_push) = (push * (0.5 * step_s * step_s), last_push * (0.5 * step_s * step_s));
            Piece::new(&a, &b, push, way * 10.0 - first * 6.0 - last * 4.0 - push * 3.0 + last_push)
        });
        Self::of(pieces.collect(), knots[knots.len() - 1].0.time_s, phases, burnout_s)
    }

    fn of(pieces: Box<[Piece]>, duration_s: f64, phases: Vec<(f64, Phase)>, burnout_s: f64) -> Self {
        debug_assert!(!pieces.is_empty() && pieces.iter().all(|p| p.per_s() > 0.0));
        let num_cells = pieces.len() * CELLS_PER_PIECE;
        let cells_per_s = num_cells as f64 / duration_s;
        let number = |piece: usize| u16::try_from(piece).expect("flights are given up after some thousand steps");
        let mut first_in_cell = Vec::with_capacity(num_cells + 1);
        for (index, piece) in pieces.iter().enumerate().skip(1) {
            // Rounding keeps order: a time in a later cell than this start's lies after it, in an earlier one before it.
            while first_in_cell.len() <= cell_of(piece.start_s() * cells_per_s) {
                first_in_cell.push(number(index - 1));
            }
        }
        first_in_cell.truncate(num_cells);
        first_in_cell.resize(num_cells + 1, number(pieces.len() - 1));
        let first_in_cell = first_in_cell.into_boxed_slice();
        Self { pieces, first_in_cell, cells_per_s, duration_s, phases, burnout_s }
    }

    /// Time from launch to impact (s).
    #[must_use]
    pub fn duration_s(&self) -> f64 {
        self.duration_s
    }

    /// Earth-fixed position (m).
    #[inline]
    #[must_use]
    pub fn position_ecef_m(&self, time_s: f64) -> Vec3 {
        self.state(time_s).pos_ecef_m
    }

    /// Earth-fixed velocity (m/s).
    #[inline]
    #[must_use]
    pub fn velocity_ecef_m_s(&self, time_s: f64) -> Vec3 {
        self.state(time_s).vel_ecef_m_s
    }

    /// Position and velocity in one lookup: half the cost of both apart.
    #[inline]
    #[must_use]
    pub fn state(&self, time_s: f64) -> State {
        let time_s = time_s.clamp(0.0, self.duration_s);
        self.piece(time_s).state(time_s)
    }

    /// The states at many times, cheapest where they rise.
    pub fn states(&self, times_s: impl IntoIterator<Item = f64>) -> impl Iterator<Item = State> {
        let mut cursor = self.cursor();
        times_s.into_iter().map(move |time_s| cursor.state(time_s))
    }

    /// A place in the trajectory, to go through it in order of time.
    #[must_use]
    pub fn cursor(&self) -> Cursor<'_> {
        Cursor { trajectory: self, index: 0 }
    }

    /// Height above the ellipsoid (m).
    #[inline]
    #[must_use]
    pub fn altitude_m(&self, time_s: f64) -> f64 {
        wgs84::altitude_m(&self.position_ecef_m(time_s))
    }

    /// End of the boost (s); zero for cruise missiles and drones.
    #[must_use]
    pub fn burnout_s(&self) -> f64 {
        self.burnout_s
    }

    /// Time (s) and height (m) of the highest point, within a centimetre of height.
    #[must_use]
    pub fn apogee(&self) -> (f64, f64) {
        let higher = |a: (f64, f64), b: (f64, f64)| if b.1 > a.1 { b } else { a };
        self.turning_points().into_iter().fold((0.0, f64::NEG_INFINITY), higher)
    }

    /// The times (s) at which the height passes an altitude (m), upward and downward in turn, within a centimetre of height.
    ///
    /// - **Assumes:** between two knots the height turns at most once; a layer skimmed more finely than that is missed.
    #[must_use]
    pub fn altitude_crossings_s(&self, altitude_m: f64) -> Vec<f64> {
        let points = self.turning_points();
        let passing = points.windows(2).filter(|p| (p[0].1 < altitude_m) != (p[1].1 < altitude_m));
        passing
            .map(|p| {
                let is_rising = p[0].1 < altitude_m;
                let (mut low_s, mut high_s) = (p[0].0, p[1].0);
                for _ in 0..NUM_HALVINGS {
                    let middle_s = 0.5 * (low_s + high_s);
                    if (self.altitude_m(middle_s) < altitude_m) == is_rising {
                        low_s = middle_s;
                    } else {
                        high_s = middle_s;
                    }
                }
                high_s
            })
            .collect()
    }

    /// The states the trajectory was made from, in order of time; the first is the launch, the last the impact.
    #[must_use]
    pub fn samples(&self) -> Vec<Knot> {
        let knot = |time_s: f64, s: State| Knot { time_s, pos_ecef_m: s.pos_ecef_m, vel_ecef_m_s: s.vel_ecef_m_s };
        let starts = self.pieces.iter().map(|p| p.start_s()).chain([self.duration_s]);
        starts.map(|time_s| knot(time_s, self.state(time_s))).collect()
    }

    /// The phases and the times at which they begin (s), in order.
    #[must_use]
    pub fn phases(&self) -> &[(f64, Phase)] {
        &self.phases
    }

    /// The phase at a time.
    #[must_use]
    pub fn phase(&self, time_s: f64) -> Phase {
        let begun = self.phases.iter().take_while(|(start_s, _)| *start_s <= time_s).count();
        self.phases[begun.max(1) - 1].1
    }

    /// Memory it takes (bytes), the struct itself included.
    #[must_use]
    pub fn num_bytes(&self) -> usize {
        size_of::<Self>()
            + size_of_val(&*self.pieces)
            + size_of_val(&*self.first_in_cell)
            + self.phases.capacity() * size_of::<(f64, Phase)>()
    }

    /// The piece a time within the flight falls into; the later of two that meet there.
    #[inline(always)]
    fn piece(&self, time_s: f64) -> &Piece {
        let cell = cell_of(time_s * self.cells_per_s).min(self.first_in_cell.len() - 2);
        let (first, last) = (usize::from(self.first_in_cell[cell]), usize::from(self.first_in_cell[cell + 1]));
        if last > first + 1 {
            return &self.pieces[self.piece_between(first, last, time_s)];
        }
        let later = &self.pieces[last];
        if later.start_s() <= time_s { later } else { &self.pieces[first] }
    }

    #[inline(never)]
    fn piece_between(&self, first: usize, last: usize, time_s: f64) -> usize {
        first + self.pieces[first + 1..=last].partition_point(|p| p.start_s() <= time_s)
    }

    /// Times (s) and heights (m) between which the height only rises or only falls: knots, middles of steps, and in place of
    /// those higher or lower than both neighbours the turning point itself.
    fn turning_points(&self) -> Vec<(f64, f64)> {
        let mut times_s = Vec::with_capacity(2 * self.pieces.len() + 2);
        for (index, piece) in self.pieces.iter().enumerate() {
            let end_s = self.pieces.get(index + 1).map_or(self.duration_s, |next| next.start_s());
            times_s.extend([piece.start_s(), 0.5 * (piece.start_s() + end_s)]);
        }
        // A time just before the end tells whether the height turns in the last half step.
        let last_s = self.pieces[self.pieces.len() - 1].start_s();
        times_s.extend([self.duration_s - 1e-3 * (self.duration_s - last_s), self.duration_s]);
        let mut points: Vec<(f64, f64)> = times_s.iter().map(|t| (*t, self.altitude_m(*t))).collect();
        let raw = points.clone();
        for (index, three) in raw.windows(3).enumerate() {
            let (rise_m, fall_m) = (three[1].1 - three[0].1, three[1].1 - three[2].1);
            if rise_m * fall_m > 0.0 {
                points[index + 1] = self.turning_point(three[0].0, three[2].0, rise_m.signum());
            }
        }
        points
    }

    /// The highest point (`sign` 1) or lowest (−1) between two times, by golden section.
    fn turning_point(&self, mut low_s: f64, mut high_s: f64, sign: f64) -> (f64, f64) {
        const SHARE: f64 = 0.381_966_011_250_105;
        let height = |time_s: f64| sign * self.altitude_m(time_s);
        let inner = |low_s: f64, high_s: f64| (low_s + SHARE * (high_s - low_s), high_s - SHARE * (high_s - low_s));
        let (mut a_s, mut b_s) = inner(low_s, high_s);
        let (mut a_m, mut b_m) = (height(a_s), height(b_s));
        while high_s - low_s > 1e-2 {
            if a_m < b_m {
                low_s = a_s;
                (a_s, a_m) = (b_s, b_m);
                b_s = inner(low_s, high_s).1;
                b_m = height(b_s);
            } else {
                high_s = b_s;
                (b_s, b_m) = (a_s, a_m);
                a_s = inner(low_s, high_s).0;
                a_m = height(a_s);
            }
        }
        let best_s = 0.5 * (low_s + high_s);
        (best_s, self.altitude_m(best_s))
    }
}

/// A place in a trajectory that moves along with the times asked for.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    trajectory: &'a Trajectory,
    index: usize,
}

impl Cursor<'_> {
    /// As [`Trajectory::state`], and cheaper when times rise in small steps; they may also fall or jump.
    #[inline]
    #[must_use]
    pub fn state(&mut self, time_s: f64) -> State {
        let pieces = &self.trajectory.pieces;
        let time_s = time_s.clamp(0.0, self.trajectory.duration_s);
        let has_begun = |index: usize| pieces.get(index).is_some_and(|p| p.start_s() <= time_s);
        if has_begun(self.index + 1) {
            self.index += 1;
        }
        if !has_begun(self.index) || has_begun(self.index + 1) {
            self.index = self.trajectory.piece_between(0, pieces.len() - 1, time_s);
        }
        pieces[self.index].state(time_s)
    }
}

/// Halvings of a step in search of a crossing: 120 s become less than a microsecond.
const NUM_HALVINGS: usize = 27;

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_earth::gravity::acceleration_ecef;

    fn knot(time_s: f64, s: &State) -> Knot {
        Knot { time_s, pos_ecef_m: s.pos_ecef_m, vel_ecef_m_s: s.vel_ecef_m_s }
    }

    /// Free flight of an intercontinental missile without air, by many small Runge–Kutta steps.
    fn fly_on(start: &State, span_s: f64) -> State {
        let rate = |s: &State| (s.vel_ecef_m_s, acceleration_ecef(&s.pos_ecef_m, &s.vel_ecef_m_s));
        let add = |s: &State, k: (Vec3, Vec3), h: f64| State {
            pos_ecef_m: s.pos_ecef_m + k.0 * h,
            vel_ecef_m_s: s.vel_ecef_m_s + k.1 * h,
        };
        let num_steps = (span_s / 0.5).ceil();
        let h = span_s / num_steps;
        (0..num_steps as usize).fold(*start, |s, _| {
            let a = rate(&s);
            let b = rate(&add(&s, a, 0.5 * h));
            let c = rate(&add(&s, b, 0.5 * h));
            let d = rate(&add(&s, c, h));
            add(&s, ((a.0 + (b.0 + c.0) * 2.0 + d.0) / 6.0, (a.1 + (b.1 + c.1) * 2.0 + d.1) / 6.0), h)
        })
    }

    /// Half an hour of free flight in even steps, with their accelerations.
    fn free_flight(step_s: f64) -> Vec<(Knot, Vec3)> {
        let mut state =
            State { pos_ecef_m: Vec3::new(4.2e6, 3.1e6, 4.1e6), vel_ecef_m_s: Vec3::new(-1_800.0, 5_200.0, 4_400.0) };
        (0..=(1_800.0 / step_s) as u32)
            .map(|index| {
                let now = state;
                state = fly_on(&state, step_s);
                (knot(f64::from(index) * step_s, &now), acceleration_ecef(&now.pos_ecef_m, &now.vel_ecef_m_s))
            })
            .collect()
    }

    /// Greatest errors (m, m/s) within the steps against re-integration from the knot before.
    fn worst_errors(flight: &Trajectory, knots: &[(Knot, Vec3)]) -> (f64, f64) {
        let mut worst = (0.0_f64, 0.0_f64);
        for pair in knots.windows(2) {
            let (from, step_s) = (&pair[0].0, pair[1].0.time_s - pair[0].0.time_s);
            let start = State { pos_ecef_m: from.pos_ecef_m, vel_ecef_m_s: from.vel_ecef_m_s };
            for part in [0.15, 0.35, 0.5, 0.7, 0.9] {
                let (found, truth) = (flight.state(from.time_s + part * step_s), fly_on(&start, part * step_s));
                worst.0 = worst.0.max((found.pos_ecef_m - truth.pos_ecef_m).norm());
                worst.1 = worst.1.max((found.vel_ecef_m_s - truth.vel_ecef_m_s).norm());
            }
        }
        worst
    }

    #[test]
    fn interpolation_agrees_with_reintegration() {
        for (step_s, most_m, most_m_s) in
            [(30.0, 1e-4, 1e-5), (60.0, 1e-3, 1e-4), (120.0, 0.05, 2e-3), (180.0, 0.7, 0.03)]
        {
            let knots = free_flight(step_s);
            let flight = Trajectory::new(knots.clone(), vec![(0.0, Phase::Midcourse)], 0.0);
            let (error_m, error_m_s) = worst_errors(&flight, &knots);
            assert!(error_m < most_m && error_m_s < most_m_s, "{step_s} s: {error_m} m, {error_m_s} m/s");
        }
    }

    #[test]
    fn what_single_precision_leaves_is_small_even_in_long_steps() {
        // A parabola over 300 s, to which double precision would be true to a micrometre.
        let at = |t: f64| {
            let (pull, vel) = (Vec3::new(-7.3, 3.1, -5.7), Vec3::new(1_234.5, -3_456.7, 5_678.9));
            let pos_ecef_m = Vec3::new(6.4e6, 1.0e6, -2.0e6) + vel * t + pull * (0.5 * t * t);
            (Knot { time_s: t, pos_ecef_m, vel_ecef_m_s: vel + pull * t }, pull)
        };
        let flight = Trajectory::new(vec![at(0.0), at(300.0), at(600.0)], vec![(0.0, Phase::Boost)], 0.0);
        for index in 0..=600 {
            let time_s = f64::from(index);
            let (found, truth) = (flight.state(time_s), at(time_s).0);
            assert!((found.pos_ecef_m - truth.pos_ecef_m).norm() < 3e-3, "{time_s}");
            assert!((found.vel_ecef_m_s - truth.vel_ecef_m_s).norm() < 1e-4, "{time_s}");
        }
        for (time_s, knot) in [(300.0, at(300.0).0), (600.0, at(600.0).0)] {
            let before = flight.state(time_s - 1e-9);
            assert!((before.pos_ecef_m - knot.pos_ecef_m).norm() < 1e-4, "{time_s}");
            assert!((before.vel_ecef_m_s - knot.vel_ecef_m_s).norm() < 1e-5, "{time_s}");
        }
    }

    #[test]
    fn a_cubic_is_met_and_ends_are_kept() {
        let at = |t: f64| Knot {
            time_s: t,
            pos_ecef_m: Vec3::new(6.4e6 + t * t * t, 2.0 * t, -t * t),
            vel_ecef_m_s: Vec3::new(3.0 * t * t, 2.0, -2.0 * t),
        };
        let pushed = |t: f64| (at(t), Vec3::new(6.0 * t, 0.0, -2.0));
        let flight = Trajectory::new(
            vec![pushed(0.0), pushed(2.0), pushed(5.0)],
            vec![(0.0, Phase::Boost), (2.0, Phase::Midcourse)],
            2.0,
        );
        assert!((flight.position_ecef_m(3.3) - at(3.3).pos_ecef_m).norm() < 1e-5);
        assert!((flight.velocity_ecef_m_s(3.3) - at(3.3).vel_ecef_m_s).norm() < 1e-5);
        assert!((flight.position_ecef_m(9.0) - at(5.0).pos_ecef_m).norm() < 1e-5);
        assert!(flight.position_ecef_m(-1.0) == at(0.0).pos_ecef_m && flight.position_ecef_m(f64::NAN).x.is_nan());
        assert_eq!(flight.phase(1.9), Phase::Boost);
        assert_eq!(flight.phase(2.0), Phase::Midcourse);
        assert!((flight.apogee().0 - 5.0).abs() < 1e-2);
        let samples = flight.samples();
        assert_eq!(samples.len(), 3);
        assert!((samples[2].vel_ecef_m_s - at(5.0).vel_ecef_m_s).norm() < 1e-5 && samples[1].time_s == 2.0);
    }

    #[test]
    fn every_time_finds_its_step_however_uneven_they_are() {
        // Along a line at a speed that grows with each step: the velocity tells the step.
        let mut knots: Vec<(Knot, Vec3)> = Vec::new();
        let (mut time_s, mut x_m) = (0.0, 6.4e6);
        for index in 0..60_u32 {
            let speed = f64::from(index + 1);
            let step_s = [1e-3, 70.0, 0.5, 3.0, 1e-3, 1e-3, 11.0][index as usize % 7];
            for end_s in [time_s, time_s + step_s] {
                let pos_ecef_m = Vec3::new(x_m + speed * (end_s - time_s), 0.0, 0.0);
                knots.push((
                    Knot { time_s: end_s, pos_ecef_m, vel_ecef_m_s: Vec3::new(speed, 0.0, 0.0) },
                    Vec3::zeros(),
                ));
            }
            (time_s, x_m) = (time_s + step_s, x_m + speed * step_s);
        }
        let flight = Trajectory::new(knots.clone(), vec![(0.0, Phase::Boost)], 0.0);
        let mut times: Vec<f64> = (0..20_000).map(|i| time_s * f64::from(i) / 20_000.0).collect();
        times.extend(knots.windows(2).map(|k| 0.5 * (k[0].0.time_s + k[1].0.time_s)));
        times.extend(knots.iter().map(|k| k.0.time_s));
        let states: Vec<State> = flight.states(times.iter().copied()).collect();
        for (time_s, state) in times.iter().zip(&states) {
            let begun = knots.iter().step_by(2).filter(|k| k.0.time_s <= *time_s).count();
            assert!((flight.velocity_ecef_m_s(*time_s).x - begun as f64).abs() < 1e-3, "{time_s}");
            assert_eq!(flight.state(*time_s), *state);
        }
    }

    #[test]
    fn a_jump_in_acceleration_stays_where_it_is() {
        // Thrust of 30 m/s² for 10 s, then a fall at 9 m/s²: nothing of the one is felt in the other.
        let at = |t: f64, rise: f64, speed: f64, push: f64| {
            let pos_ecef_m = Vec3::new(wgs84::A_M + rise, 0.0, 0.0);
            (Knot { time_s: t, pos_ecef_m, vel_ecef_m_s: Vec3::new(speed, 0.0, 0.0) }, Vec3::new(push, 0.0, 0.0))
        };
        let (burnout, end_s) = ((1_500.0, 300.0), 50.0);
        let end = (burnout.0 + burnout.1 * 40.0 - 4.5 * 1_600.0, burnout.1 - 360.0);
        let flight = Trajectory::new(
            vec![
                at(0.0, 0.0, 0.0, 30.0),
                at(10.0, burnout.0, burnout.1, 30.0),
                at(10.0, burnout.0, burnout.1, -9.0),
                at(end_s, end.0, end.1, -9.0),
            ],
            vec![(0.0, Phase::Boost), (10.0, Phase::Midcourse)],
            10.0,
        );
        assert!((flight.altitude_m(5.0) - 375.0).abs() < 1e-3 && (flight.altitude_m(20.0) - 4_050.0).abs() < 1e-3);
        assert_eq!(flight.samples().len(), 3);
        let (apogee_s, apogee_m) = flight.apogee();
        assert!((apogee_s - 43.333).abs() < 0.1 && (apogee_m - 6_500.0).abs() < 0.01, "{apogee_s} {apogee_m}");
        let crossings = flight.altitude_crossings_s(6_400.0);
        let expected = [43.333_333 - (200.0_f64 / 9.0).sqrt(), 43.333_333 + (200.0_f64 / 9.0).sqrt()];
        assert!(
            crossings.len() == 2 && crossings.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-4),
            "{crossings:?}"
        );
        assert!(flight.altitude_crossings_s(6_500.1).is_empty());
    }

    #[test]
    fn apogee_and_layers_are_found_to_a_centimetre() {
        let flight = Trajectory::new(free_flight(110.0), vec![(0.0, Phase::Midcourse)], 0.0);
        let heights: Vec<f64> = (0..=220_000).map(|i| flight.altitude_m(f64::from(i) * 0.01)).collect();
        let highest = heights.iter().copied().fold(0.0, f64::max);
        assert!((flight.apogee().1 - highest).abs() < 0.01, "{:?} {highest}", flight.apogee());
        for layer_m in [highest - 0.5, highest - 5e3] {
            let crossings = flight.altitude_crossings_s(layer_m);
            let counted = heights.windows(2).filter(|h| (h[0] < layer_m) != (h[1] < layer_m)).count();
            assert_eq!(crossings.len(), counted, "{layer_m}");
            assert!(
                crossings.iter().all(|t| (flight.altitude_m(*t) - layer_m).abs() < 0.01),
                "{layer_m}: {crossings:?}"
            );
        }
    }

    #[test]
    fn a_step_takes_136_bytes() {
        let flight = Trajectory::new(free_flight(60.0), vec![(0.0, Phase::Midcourse)], 0.0);
        assert!(flight.num_bytes() <= 30 * 136 + 200, "{}", flight.num_bytes());
    }
}
