//! Cruise missiles, drones and hypersonic cruise: great circles between waypoints, at given speeds and heights.

use crate::dive::LIFT_MAX_M_S2;
use crate::lifting::between;
use crate::path::{Arc, Moving, check_way};
use crate::trajectory::{Knot, Phase, Trajectory};
use crate::{FlightError, RANGE_MAX_M, RANGE_SLACK};
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M};

/// Mean slopes of climbs and of descents. Assumed, 0.1 to 0.5 and 0.2 to 2.
const CLIMB_SLOPE: f64 = 0.3;
const DESCENT_SLOPE: f64 = 0.5;
/// The shortest climb, descent or change of speed (m).
const CHANGE_MIN_M: f64 = 100.0;
/// The greatest second derivative of `6 u⁵ − 15 u⁴ + 10 u³`, rounded up.
const STEEPEST_BEND: f64 = 5.78;
/// Mean acceleration of a change of speed (m/s²). Assumed, 0.5 to 10.
const CHANGE_M_S2: f64 = 2.0;
/// The longest steps: in level flight (m), in a turn (rad); steps of a change; and the least distance between knots (m).
const LEVEL_STEP_M: f64 = 600_000.0;
const TURN_STEP_RAD: f64 = 0.8;
const NUM_CHANGE_STEPS: usize = 5;
const KNOT_GAP_M: f64 = 1.0;
/// Place of the outer nodes of Gauss's rule of three, from the middle of a step of one: `√(3/20)`.
const GAUSS_NODE: f64 = 0.387_298_334_620_741_7;
/// Angle (rad) below which a waypoint needs no turn.
const STRAIGHT_RAD: f64 = 1e-6;

/// A place on the way of a cruise missile, and how it flies on from there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waypoint {
    /// Geodetic latitude (rad).
    pub lat_rad: f64,
    /// Longitude (rad).
    pub lon_rad: f64,
    /// Height flown from here on (m).
    pub altitude_m: f64,
    /// Speed flown from here on (m/s).
    pub speed_m_s: f64,
}

/// How wide a cruise missile turns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// In level turns at this bank angle: `r = v² / (g tan φ)`.
    Bank {
        /// Bank angle (rad, 0..π/2).
        bank_rad: f64,
    },
    /// At this radius.
    Radius {
        /// Radius (m).
        radius_m: f64,
    },
}

/// A vehicle that flies at given speeds and heights.
///
/// It climbs along a smooth curve, flies great circles from waypoint to waypoint, turns before each on a circle that touches
/// both legs, changes height and speed behind it, and descends onto the aim; the speed is that along its path (over the
/// Earth's surface: no wind). The launch itself, seconds of booster, is left out.
///
/// - **Domain:** any speed below orbital; without waypoints the height is lowered where the way is too short for climb and
///   descent.
/// - **Accuracy:** speed along the path within 0.6 % of that asked for (distances are the mean sphere's), turns of the radius asked for, the aim met to a
///   millimetre (`tests/verify_cruise.rs`).
/// - **Assumes:** no terrain following; heights count from the ellipsoid; at most 150 m/s² across the way in climbs and
///   descents (assumed, 50 to 300), which only fast vehicles come to.
#[derive(Debug, Clone, PartialEq)]
pub struct Cruise {
    /// Speed along the path (m/s), to the first waypoint.
    pub speed_m_s: f64,
    /// Cruise height (m), to the first waypoint.
    pub altitude_m: f64,
    /// Greatest length of the way over the ground (m).
    pub max_range_m: f64,
    /// Places on the way, in order; passed on the inside of the turn. None for straight flight.
    pub waypoints: Vec<Waypoint>,
    /// How wide it turns.
    pub turn: Turn,
}

/// A smooth change from one value to another over a stretch of the way.
#[derive(Debug, Clone, Copy)]
struct Change {
    start_m: f64,
    length_m: f64,
    from: f64,
    to: f64,
}

impl Change {
    /// Value and its first two derivatives by distance: `6 u⁵ − 15 u⁴ + 10 u³`, level and straight at both ends.
    fn at(&self, distance_m: f64) -> Moving {
        let u = ((distance_m - self.start_m) / self.length_m).clamp(0.0, 1.0);
        let (rise, per_m) = (self.to - self.from, 1.0 / self.length_m);
        Moving {
            value: self.from + rise * u * u * u * (10.0 + u * (6.0 * u - 15.0)),
            rates: [
                rise * 30.0 * u * u * (1.0 - u) * (1.0 - u) * per_m,
                rise * 60.0 * u * (1.0 - u) * (1.0 - 2.0 * u) * per_m * per_m,
            ],
        }
    }
}

/// A planned way: arcs one after another, and the changes of height and speed along it.
struct Way {
    arcs: Vec<Arc>,
    heights: Vec<Change>,
    speeds: Vec<Change>,
    first_m_s: f64,
    descent_m: f64,
}

impl Cruise {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::LegTooShort`] where turns and changes do not fit between two places.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        self.check()?;
        let way = self.plan(&from, &to)?;
        Ok(way.lay_down())
    }

    fn check(&self) -> Result<(), FlightError> {
        between(&[
            ("speed_m_s", self.speed_m_s, 1.0, 7_800.0),
            ("altitude_m", self.altitude_m, 1.0, 200_000.0),
            ("max_range_m", self.max_range_m, 1.0, RANGE_MAX_M),
            match self.turn {
                Turn::Bank { bank_rad } => ("bank_rad", bank_rad, 0.01, 1.55),
                Turn::Radius { radius_m } => ("radius_m", radius_m, 1.0, 1e7),
            },
        ])?;
        for point in &self.waypoints {
            between(&[
                ("waypoint altitude_m", point.altitude_m, 1.0, 200_000.0),
                ("waypoint speed_m_s", point.speed_m_s, 1.0, 7_800.0),
            ])?;
        }
        Ok(())
    }

    /// Legs, turns and changes.
    fn plan(&self, from: &Geodetic, to: &Geodetic) -> Result<Way, FlightError> {
        let on_the_way = |p: &Waypoint| Geodetic { lat_rad: p.lat_rad, lon_rad: p.lon_rad, alt_m: 0.0 };
        let mut places = vec![*from];
        places.extend(self.waypoints.iter().map(on_the_way));
        check_way(from, &places[1..], to)?;
        places.push(*to);
        let legs: Vec<Arc> = places.windows(2).map(|p| Arc::between(&p[0], &p[1])).collect();
        let wanted_m = legs.iter().map(|leg| leg.length_m).sum();
        if wanted_m > self.max_range_m * RANGE_SLACK {
            return Err(FlightError::OutOfReach { wanted_m, maximum_m: self.max_range_m });
        }
        let mut way = Way {
            arcs: Vec::with_capacity(2 * legs.len()),
            heights: Vec::with_capacity(legs.len() + 1),
            speeds: Vec::with_capacity(legs.len()),
            first_m_s: self.speed_m_s,
            descent_m: 0.0,
        };
        let (mut height_m, mut speed_m_s) = (from.alt_m, self.speed_m_s);
        let (mut cut_m, mut gone_m) = (0.0, 0.0);
        for (index, leg) in legs.iter().enumerate() {
            let (next_height_m, next_speed_m_s) = match index {
                0 => (self.altitude_m, self.speed_m_s),
                i => (self.waypoints[i - 1].altitude_m, self.waypoints[i - 1].speed_m_s),
            };
            let turn = legs.get(index + 1).map(|after| self.turn_before(leg, after, next_speed_m_s));
            let next_cut_m = turn.map_or(0.0, |t| t.cut_m);
            let descent_m = if turn.is_none() { height_change_m(next_height_m, to.alt_m, next_speed_m_s) } else { 0.0 };
            let climb_m = height_change_m(height_m, next_height_m, speed_m_s.max(next_speed_m_s));
            let change_m = climb_m.max(speed_change_m(speed_m_s, next_speed_m_s));
            let straight_m = leg.length_m - cut_m - next_cut_m;
            let needed_m = change_m + descent_m;
            if legs.len() == 1 && needed_m > straight_m {
                way.lower(from.alt_m, to.alt_m, self.altitude_m, straight_m / needed_m, [change_m, descent_m]);
                way.arcs.push(*leg);
                break;
            }
            if needed_m > straight_m {
                let (length_m, needed_m) = (leg.length_m, cut_m + next_cut_m + needed_m);
                return Err(FlightError::LegTooShort { leg: index + 1, length_m, needed_m });
            }
            way.change(gone_m, [height_m, next_height_m], [speed_m_s, next_speed_m_s]);
            (height_m, speed_m_s) = (next_height_m, next_speed_m_s);
            way.arcs.push(leg.part(cut_m, straight_m));
            gone_m += straight_m;
            match turn {
                Some(TurnPlan { tan_radius, .. }) if tan_radius > 0.0 => {
                    let after = &legs[index + 1];
                    let before = way.arcs[way.arcs.len() - 1];
                    let arc = Arc::turn(&before, &after.part(next_cut_m, 0.0), tan_radius);
                    gone_m += arc.length_m;
                    way.arcs.push(arc);
                }
                Some(_) => {}
                None => {
                    way.heights.push(Change {
                        start_m: gone_m - descent_m,
                        length_m: descent_m,
                        from: height_m,
                        to: to.alt_m,
                    });
                    way.descent_m = gone_m - descent_m;
                }
            }
            cut_m = next_cut_m;
        }
        Ok(way)
    }

    /// The turn from one leg to the next.
    fn turn_before(&self, leg: &Arc, after: &Arc, speed_m_s: f64) -> TurnPlan {
        let radius_m = match self.turn {
            Turn::Bank { bank_rad } => speed_m_s * speed_m_s / (wgs84::G0_M_S2 * math::tan(bank_rad)),
            Turn::Radius { radius_m } => radius_m,
        };
        let (arriving, leaving) = (leg.direction(leg.length_m).1, after.direction(0.0).1);
        let cos = arriving.dot(&leaving).clamp(-1.0, 1.0);
        let half_tangent = ((1.0 - cos) / (1.0 + cos).max(1e-12)).sqrt();
        if half_tangent < 0.5 * STRAIGHT_RAD {
            return TurnPlan { tan_radius: 0.0, cut_m: 0.0 };
        }
        // On the sphere a circle of radius ρ touches both legs λ from the waypoint with sin λ = tan ρ tan(Δ/2).
        let tan_radius = radius_m / MEAN_RADIUS_M;
        let sin_cut = tan_radius * half_tangent;
        let cut_m = if sin_cut < 1.0 { math::asin(sin_cut) * MEAN_RADIUS_M } else { f64::INFINITY };
        TurnPlan { tan_radius, cut_m }
    }
}

/// A turn: the tangent of its radius at the Earth's centre, and how far before the waypoint it begins (m).
#[derive(Clone, Copy)]
struct TurnPlan {
    tan_radius: f64,
    cut_m: f64,
}

/// Distance (m) of a change of height at a speed (m/s): by its mean slope, or by the load at its ends, `5.77 v² Δh / x²`.
fn height_change_m(from_m: f64, to_m: f64, speed_m_s: f64) -> f64 {
    let slope = if to_m > from_m { CLIMB_SLOPE } else { DESCENT_SLOPE };
    let rise_m = (to_m - from_m).abs();
    let loaded_m = speed_m_s * (STEEPEST_BEND * rise_m / LIFT_MAX_M_S2).sqrt();
    if rise_m == 0.0 { 0.0 } else { (rise_m / slope).max(loaded_m).max(CHANGE_MIN_M) }
}

/// Distance (m) of a change of speed.
fn speed_change_m(from_m_s: f64, to_m_s: f64) -> f64 {
    let energy = 0.5 * (to_m_s * to_m_s - from_m_s * from_m_s).abs();
    if from_m_s == to_m_s { 0.0 } else { (energy / CHANGE_M_S2).max(CHANGE_MIN_M) }
}

impl Way {
    /// Adds changes that begin at a distance (m).
    fn change(&mut self, start_m: f64, heights_m: [f64; 2], speeds_m_s: [f64; 2]) {
        let length_m = height_change_m(heights_m[0], heights_m[1], speeds_m_s[0].max(speeds_m_s[1]));
        if length_m > 0.0 {
            self.heights.push(Change { start_m, length_m, from: heights_m[0], to: heights_m[1] });
        }
        let length_m = speed_change_m(speeds_m_s[0], speeds_m_s[1]);
        if length_m > 0.0 {
            self.speeds.push(Change { start_m, length_m, from: speeds_m_s[0], to: speeds_m_s[1] });
        }
    }

    /// Climb and descent of a way too short for the cruise height: both shortened alike, and the height with them.
    fn lower(&mut self, from_m: f64, to_m: f64, cruise_m: f64, share: f64, lengths_m: [f64; 2]) {
        let top_m = from_m.max(to_m);
        let height_m = top_m + (cruise_m - top_m).max(0.0) * share;
        let [climb_m, descent_m] = lengths_m.map(|m| m * share);
        self.heights.push(Change { start_m: 0.0, length_m: climb_m, from: from_m, to: height_m });
        self.heights.push(Change { start_m: climb_m, length_m: descent_m, from: height_m, to: to_m });
        self.descent_m = climb_m;
    }

    /// Height and speed at a distance (m), with their derivatives by it.
    fn at(&self, distance_m: f64) -> (Moving, Moving) {
        let last =
            |changes: &[Change]| changes.iter().rev().find(|c| c.start_m <= distance_m).map(|c| c.at(distance_m));
        let height = last(&self.heights).unwrap_or_default();
        let speed = last(&self.speeds).unwrap_or(Moving { value: self.first_m_s, ..Moving::default() });
        (height, speed)
    }

    /// Where knots stand: the arc and the distance (m), in order; where one arc ends and the next begins, one for each.
    fn places(&self) -> Vec<(usize, f64)> {
        let steps = |c: &Change| {
            let (start_m, step_m) = (c.start_m, c.length_m / NUM_CHANGE_STEPS as f64);
            (0..=NUM_CHANGE_STEPS).map(move |i| start_m + step_m * i as f64)
        };
        let mut marks_m: Vec<f64> = self.heights.iter().chain(&self.speeds).flat_map(steps).collect();
        marks_m.sort_by(f64::total_cmp);
        let mut marks_m = marks_m.into_iter().peekable();
        let mut places = Vec::with_capacity(32);
        let mut start_m = 0.0;
        for (index, arc) in self.arcs.iter().enumerate() {
            let (end_m, step_m) = (start_m + arc.length_m, LEVEL_STEP_M.min(arc.step_m(TURN_STEP_RAD)));
            places.push((index, start_m));
            while start_m < end_m {
                // The next mark, if one is well inside the arc.
                while marks_m.next_if(|m| *m < start_m + KNOT_GAP_M).is_some() {}
                let mark_m = marks_m.peek().copied().filter(|m| *m < end_m - KNOT_GAP_M).unwrap_or(end_m);
                let num_steps = ((mark_m - start_m) / step_m).ceil().max(1.0);
                let each_m = (mark_m - start_m) / num_steps;
                places.extend((1..num_steps as usize).map(|i| (index, start_m + each_m * i as f64)));
                places.push((index, mark_m));
                start_m = mark_m;
            }
        }
        places
    }

    fn lay_down(&self) -> Trajectory {
        // Time along the way: the path length by Gauss's rule, over the speed.
        let pace = |distance_m: f64| {
            let (height, speed) = self.at(distance_m);
            math::hypot(1.0 + height.value / MEAN_RADIUS_M, height.rates[0]) / speed.value
        };
        let places = self.places();
        let mut knots: Vec<(Knot, Vec3)> = Vec::with_capacity(places.len());
        let (mut time_s, mut before_m, mut terminal_s) = (0.0, 0.0, 0.0);
        let (mut arc, mut arc_start_m) = (0, 0.0);
        for (index, distance_m) in places {
            if index > arc {
                (arc, arc_start_m) = (index, distance_m);
            }
            let (middle_m, step_m) = (0.5 * (before_m + distance_m), distance_m - before_m);
            let off_m = GAUSS_NODE * step_m;
            time_s += step_m / 18.0 * (5.0 * (pace(middle_m - off_m) + pace(middle_m + off_m)) + 8.0 * pace(middle_m));
            before_m = distance_m;
            if distance_m <= self.descent_m + KNOT_GAP_M {
                terminal_s = time_s;
            }
            let (height, speed) = self.at(distance_m);
            // ṡ = v / σ with σ the stretch of the path over the ground.
            let ([slope, bend], over) = (height.rates, 1.0 + height.value / MEAN_RADIUS_M);
            let stretch = math::hypot(over, slope);
            let stretch_rate = (over * slope / MEAN_RADIUS_M + slope * bend) / stretch;
            let rate = speed.value / stretch;
            let rate2 = rate * (speed.rates[0] - rate * stretch_rate) / stretch;
            let climb = Moving { value: height.value, rates: [slope * rate, bend * rate * rate + slope * rate2] };
            let distance = Moving { value: distance_m - arc_start_m, rates: [rate, rate2] };
            knots.push(self.arcs[index].knot(time_s, distance, climb));
        }
        Trajectory::new(knots, vec![(0.0, Phase::Cruise), (terminal_s, Phase::Terminal)], 0.0)
    }
}
