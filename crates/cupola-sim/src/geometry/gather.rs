//! From the views of radars to a track's covariance in time.

use super::{MAX_VIEWS, NUM_GRID, Variant, View};
use crate::world::{Draws, FlightModel, InputId, ThreatClass};
use cupola_core::{Mat3, Vec3};
use cupola_earth::{atmosphere, gravity, wgs84};
use cupola_flight::{State, Trajectory};
use cupola_track::{Disturbance, Firm, Grid, Growing, Timeline, Told};
use std::sync::Arc;

/// Chance that a look at a target in sight returns it: misses thin what looks tell. Assumed, 0.7 to 0.99; published ranges hold for
/// 0.5 to 0.9 at their edge and more inside.
pub const LOOK_RETURNS: f64 = 0.9;

/// What sensors together tell of one flight.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// Position information gathered between grid points (1/m²).
    pub information: [Mat3; NUM_GRID],
    /// Returns expected behind it.
    pub returns: [f32; NUM_GRID],
    /// First sight (s since launch); infinite where nothing sees it.
    pub seen_s: f64,
}

impl Variant {
    /// The views that a mask names.
    pub fn views_in(&self, mask: u128) -> impl Iterator<Item = (usize, &View)> {
        self.views.iter().enumerate().take(MAX_VIEWS).filter(move |(bit, _)| mask >> bit & 1 == 1)
    }

    /// What the radars in `mask` gather, of which those in `cued` are cued; `late` are radars that took the flight up only at a
    /// grid point, both by index.
    #[must_use]
    pub fn gathered(&self, mask: u128, cued: u128, late: &[(u8, u8)]) -> Gathered {
        let mut all =
            Gathered { information: [Mat3::zeros(); NUM_GRID], returns: [0.0; NUM_GRID], seen_s: f64::INFINITY };
        for (bit, view) in self.views_in(mask) {
            let is_cued = cued >> bit & 1 == 1;
            let mut from_s = f64::from(if is_cued { view.cued_s } else { view.uncued_s });
            let late = late.iter().find(|(late, _)| usize::from(*late) == bit);
            if let Some((_, index)) = late {
                from_s = from_s.max(self.grid_start_s + f64::from(*index) * self.grid_step_s);
            }
            all.seen_s = all.seen_s.min(from_s);
            for i in 0..NUM_GRID {
                let grid_s = self.grid_start_s + i as f64 * self.grid_step_s;
                // What a cued radar would have gathered before an uncued one sees anything is left out.
                let share = if is_cued && late.is_none() {
                    1.0
                } else {
                    ((grid_s - from_s) / self.grid_step_s).clamp(0.0, 1.0)
                };
                if share > 0.0 {
                    all.information[i] += view.information[i] * share;
                    all.returns[i] += view.returns[i] * share as f32;
                }
            }
        }
        all
    }

    /// The error in time of a track of this flight from what is gathered.
    #[must_use]
    pub fn timeline(&self, gathered: Gathered, firm_sigma_m: f64) -> Timeline {
        let mut track = self.track(gathered, firm_sigma_m);
        track.grow(|_| false);
        track.growing.line().clone()
    }

    /// The same, worked out only as far as is asked.
    #[must_use]
    pub fn track(&self, gathered: Gathered, firm_sigma_m: f64) -> GrowingTrack {
        let grid = Grid { start_s: self.grid_start_s, step_s: self.grid_step_s };
        GrowingTrack {
            growing: Growing::new(grid, gathered.seen_s, self.speed_m_s, firm_sigma_m),
            gathered,
            disturbances: Arc::clone(&self.disturbances),
        }
    }
}

/// The error of a track in time, worked out as far as was asked, and what the rest hangs on.
pub struct GrowingTrack {
    growing: Growing,
    gathered: Gathered,
    disturbances: Arc<[Disturbance]>,
}

impl GrowingTrack {
    /// Carries it on until `is_enough` or its end.
    fn grow(&mut self, is_enough: impl Fn(&Timeline) -> bool) {
        let Gathered { information, returns, .. } = &self.gathered;
        self.growing.grow(&Told { information, returns, disturbances: &self.disturbances }, is_enough);
    }

    /// How it becomes firm, if it does.
    pub fn firm(&mut self) -> Option<Firm> {
        self.grow(|line| line.firm.is_some());
        self.growing.line().firm
    }

    /// The timeline, far enough to tell the error at a time (s since launch).
    pub fn at(&mut self, time_s: f64) -> &Timeline {
        self.grow(|line| line.firm.is_some() && line.reaches(time_s));
        self.growing.line()
    }
}

/// Moments of a grid step at which drag is asked for; the middle one stands for the step.
const NUM_STATES: usize = 5;
/// Greatest lift over that at the best ratio of lift to drag. Assumed, 1.5 to 4: bodies fly at several times their best angle.
const LIFT_MOST: f64 = 2.0;

/// What a filter does not know of a flight, by grid step.
pub fn disturbances(class: &ThreatClass, draws: &Draws, trajectory: &Trajectory, grid: Grid) -> Vec<Disturbance> {
    let mut cursor = trajectory.cursor();
    let step = |index: usize| {
        let states: [State; NUM_STATES] = std::array::from_fn(|i| {
            let steps = index as f64 - 1.0 + (i as f64 + 0.5) / NUM_STATES as f64;
            cursor.state((grid.start_s + steps * grid.step_s).clamp(0.0, trajectory.duration_s()))
        });
        let middle = &states[NUM_STATES / 2];
        if grid.start_s + (index as f64 - 0.5) * grid.step_s < trajectory.burnout_s() {
            return Disturbance::burning(&middle.vel_ecef_m_s.normalize());
        }
        let altitude_m = wgs84::altitude_radial_m(&middle.pos_ecef_m);
        let mean_drag_m_s2 = |coefficient_kg_m2: InputId| {
            let total: Vec3 = states.iter().map(|state| drag_m_s2(state, draws.get(coefficient_kg_m2))).sum();
            total / NUM_STATES as f64
        };
        let manoeuvre_m_s2 = draws.get(class.manoeuvre_m_s2);
        match class.flight {
            FlightModel::Ballistic { ballistic_coefficient_kg_m2, .. }
            | FlightModel::Staged { ballistic_coefficient_kg_m2, .. } => {
                Disturbance::falling(&mean_drag_m_s2(ballistic_coefficient_kg_m2), altitude_m)
            }
            FlightModel::QuasiBallistic { ballistic_coefficient_kg_m2, lift_to_drag, .. }
            | FlightModel::Glide { ballistic_coefficient_kg_m2, lift_to_drag, .. } => {
                let lift_m_s2 = mean_drag_m_s2(ballistic_coefficient_kg_m2).norm() * draws.get(lift_to_drag);
                Disturbance::steering(manoeuvre_m_s2.min(LIFT_MOST * lift_m_s2).max(flown_m_s2(&states, grid.step_s)))
            }
            FlightModel::Cruise { .. } => Disturbance::steering(manoeuvre_m_s2.max(flown_m_s2(&states, grid.step_s))),
        }
    };
    (0..NUM_GRID).map(step).collect()
}

/// What a flight does that neither a falling nor a level body would (m/s², each axis): what it does it may do again, or otherwise.
fn flown_m_s2(states: &[State; NUM_STATES], step_s: f64) -> f64 {
    let between_s = step_s * (NUM_STATES - 1) as f64 / NUM_STATES as f64;
    let (first, middle, last) = (&states[0], &states[NUM_STATES / 2], &states[NUM_STATES - 1]);
    let pulled_m_s2 = (last.vel_ecef_m_s - first.vel_ecef_m_s) / between_s;
    let (pos_m, vel_m_s) = (&middle.pos_ecef_m, &middle.vel_ecef_m_s);
    let up = pos_m.normalize();
    let climb_m_s = vel_m_s.dot(&up);
    let level_m_s2 = up * ((climb_m_s * climb_m_s - vel_m_s.norm_squared()) / pos_m.norm());
    let falling_m_s2 = gravity::acceleration_ecef(pos_m, vel_m_s);
    (pulled_m_s2 - level_m_s2).norm().min((pulled_m_s2 - falling_m_s2).norm()) / 3.0_f64.sqrt()
}

fn drag_m_s2(state: &State, coefficient_kg_m2: f64) -> Vec3 {
    let density_kg_m3 = atmosphere::density_kg_m3(wgs84::altitude_radial_m(&state.pos_ecef_m).max(0.0));
    -state.vel_ecef_m_s * (density_kg_m3 * state.vel_ecef_m_s.norm() / (2.0 * coefficient_kg_m2))
}
