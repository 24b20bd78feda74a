//! What infrared trackers in orbit see of a body after burnout, from where they are in this run.

use super::Play;
use crate::geometry::{Gathered, NUM_COAST, NUM_GRID, Variant};
use crate::world::{Constellation, SpaceRole, TargetKind};
use cupola_core::{EntityKey, Mat3, Purpose, Vec3};
use cupola_earth::sun;
use cupola_sense::infrared::{self, Limits};

/// Equal parts of a flight after burnout; which satellites see the body is asked in the middle of each.
const NUM_WINDOWS: usize = 24;
/// Hours of a day.
const DAY_H: f64 = 24.0;

/// What one constellation sees of one threat.
pub(super) struct Stare {
    /// Constellation.
    pub constellation: usize,
    /// Position information (1/m²) that its looks give in a second, by window.
    information_per_s: [Mat3; NUM_WINDOWS],
    /// Looks in a second, by window.
    looks_per_s: [f64; NUM_WINDOWS],
}

impl Stare {
    /// When it first sees the body (s since launch), to a window.
    pub fn seen_s(&self, variant: &Variant) -> f64 {
        let window_s = (variant.duration_s - variant.burnout_s) / NUM_WINDOWS as f64;
        let first = self.looks_per_s.iter().position(|n| *n > 0.0).unwrap_or(NUM_WINDOWS);
        variant.burnout_s + first as f64 * window_s
    }

    /// Adds what it gathers to each step of a track's grid.
    pub fn gather(&self, variant: &Variant, gathered: &mut Gathered) {
        let (step_s, coast_s) = (variant.grid_step_s, variant.duration_s - variant.burnout_s);
        for i in 0..NUM_GRID {
            let end_s = variant.grid_start_s + i as f64 * step_s;
            // Of a step in which the body is still burning, the part after burnout.
            let seconds = (end_s - variant.burnout_s).clamp(0.0, step_s);
            if seconds > 0.0 {
                let share = (end_s - 0.5 * seconds - variant.burnout_s) / coast_s;
                let window = ((share * NUM_WINDOWS as f64) as usize).min(NUM_WINDOWS - 1);
                gathered.information[i] += self.information_per_s[window] * seconds;
                gathered.returns[i] += (self.looks_per_s[window] * seconds) as f32;
            }
        }
    }
}

impl Play<'_> {
    /// What each constellation, of this arm or another, sees of a threat; those that see nothing are left out.
    pub(super) fn stares(&mut self, threat: usize, variant: &Variant) -> Vec<Stare> {
        let (ctx, launch_s) = (self.ctx, self.threats[threat].launch_s);
        let is_tracker = |c: &Constellation| matches!(c.role, SpaceRole::Tracking { .. });
        if variant.coast.is_empty() || !ctx.world.constellations.iter().any(is_tracker) {
            return Vec::new();
        }
        let needs_cold_space = !matches!(self.kind(threat), TargetKind::Glide | TargetKind::QuasiBallistic);
        let middle = |window: usize| &variant.coast[(2 * window + 1) * NUM_COAST / (2 * NUM_WINDOWS)];
        let suns: [Vec3; NUM_WINDOWS] = std::array::from_fn(|window| {
            let hour_utc = self.hour_utc + (launch_s + middle(window).time_s) / 3_600.0;
            sun::direction_ecef(ctx.day + hour_utc / DAY_H)
        });
        let mut stares = Vec::new();
        for (index, constellation) in ctx.world.constellations.iter().enumerate().take(MAX_TRACKERS) {
            let SpaceRole::Tracking { angle_sigma_rad, update_s, range_m, off_nadir_max_rad, sun_exclusion_rad } =
                &constellation.role
            else {
                continue;
            };
            let limits = Limits::new(
                ctx.draws.get(*range_m),
                ctx.draws.get(*off_nadir_max_rad),
                ctx.draws.get(*sun_exclusion_rad),
            );
            let (sigma_rad, per_s) = (ctx.draws.get(*angle_sigma_rad), 1.0 / ctx.draws.get(*update_s));
            let mut stare = Stare {
                constellation: index,
                information_per_s: [Mat3::zeros(); NUM_WINDOWS],
                looks_per_s: [0.0; NUM_WINDOWS],
            };
            for (window, sun) in suns.iter().enumerate() {
                let p = middle(window);
                for satellite in self.orbit.positions(&ctx, index, launch_s + p.time_s) {
                    if infrared::sees_body(satellite, &p.pos_ecef_m, &limits, sun, needs_cold_space) {
                        let one = infrared::information_per_m2(satellite, &p.pos_ecef_m, sigma_rad);
                        stare.information_per_s[window] += one * per_s;
                        stare.looks_per_s[window] += per_s;
                    }
                }
            }
            if stare.looks_per_s.iter().any(|n| *n > 0.0) {
                stares.push(stare);
            }
        }
        stares
    }
}

/// Constellations whose tracks are counted: as many as a set of them has bits.
pub(super) const MAX_TRACKERS: usize = 32;

/// The time of day at which a raid begins (h, UTC): as stated, else drawn.
pub(super) fn hour_utc(ctx: &super::Context<'_>) -> f64 {
    let key = EntityKey::of(&format!("raid.{}", ctx.raid.id)).child(u64::from(ctx.number));
    ctx.raid.hour_utc.unwrap_or_else(|| DAY_H * ctx.stream.uniform(key, Purpose::LaunchTime, 0))
}
