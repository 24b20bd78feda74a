//! What a raid keeps to be looked at, where that is asked for: see [`crate::trace`].

use super::Play;
use crate::geometry::{NUM_GRID, NUM_VARIANTS, PathPoint};
use crate::trace::{Shooter, ShotEnd, ShotTrace, ThreatTrace, Trace, TrackTrace};
use cupola_core::Vec3;

impl Play<'_> {
    /// The trace of this raid, where it is kept.
    pub(super) fn trace(&mut self) -> Option<&mut Trace> {
        let number = self.ctx.number;
        self.log.trace.as_mut().filter(|trace| trace.number == number)
    }

    /// Begins the trace, where this is the raid that one is wanted of.
    pub(super) fn begin_trace(&mut self) {
        let ctx = self.ctx;
        if !self.log.wants_trace() || ctx.raid.id != ctx.world.raids[ctx.world.headline_raid].id {
            return;
        }
        let exists = |index: &usize| ctx.rules.constellations[*index];
        let fleet = |index: usize| (index, ctx.orbits.circles(index, ctx.start_s));
        self.log.trace = Some(Trace {
            number: ctx.number,
            day: ctx.day,
            hour_utc: self.hour_utc,
            start_s: ctx.start_s,
            fleets: (0..ctx.world.constellations.len()).filter(exists).map(fleet).collect(),
            ..Trace::default()
        });
    }

    /// A round of a battery: launch and meeting (s since the raid began).
    pub(super) fn trace_round(
        &mut self,
        threat: usize,
        battery: usize,
        interceptor: usize,
        salvo: u32,
        at_s: [f64; 2],
    ) {
        self.trace_shot(threat, Shooter::Battery(battery), Some(interceptor), Some(salvo), at_s, None);
    }

    /// A round of a constellation from the satellite at a place.
    pub(super) fn trace_orbit_round(&mut self, threat: usize, index: usize, place: u32, salvo: u32, at_s: [f64; 2]) {
        if self.trace().is_some() {
            let from = self.ctx.orbits.at(index, self.ctx.start_s + at_s[0]).position_ecef_m(place);
            let interceptor = Some(self.type_in_orbit(index));
            self.trace_shot(threat, Shooter::Orbit(index), interceptor, Some(salvo), at_s, Some(from));
        }
    }

    /// An engagement by an area defence: its beginning and its end (s since the raid began).
    pub(super) fn trace_area(&mut self, threat: usize, area: usize, at_s: [f64; 2]) {
        self.trace_shot(threat, Shooter::Area(area), None, None, at_s, None);
    }

    fn trace_shot(
        &mut self,
        threat: usize,
        shooter: Shooter,
        interceptor: Option<usize>,
        salvo: Option<u32>,
        [launch_s, meet_s]: [f64; 2],
        from_ecef_m: Option<Vec3>,
    ) {
        if let Some(trace) = self.trace() {
            let (threat, end) = (threat as u32, ShotEnd::Open);
            let end_s = meet_s;
            trace.shots.push(ShotTrace {
                threat,
                shooter,
                interceptor,
                salvo,
                launch_s,
                meet_s,
                end_s,
                end,
                from_ecef_m,
            });
        }
    }

    /// A warhead is let go in boost and falls from a state.
    pub(super) fn trace_fall(&mut self, threat: usize, from: PathPoint) {
        if let Some(trace) = self.trace() {
            trace.falls.push((threat as u32, from));
        }
    }

    /// A hit disables an element.
    pub(super) fn trace_disabled(&mut self, id: &str) {
        if let Some(trace) = self.trace() {
            trace.disabled.push(id.to_owned());
        }
    }

    /// Closes the trace: every threat as it flew and ended.
    pub(super) fn end_trace(&mut self) {
        if self.trace().is_none() {
            return;
        }
        let threats = (0..self.threats.len()).map(|threat| self.threat_trace(threat)).collect();
        if let Some(trace) = self.trace() {
            trace.threats = threats;
        }
    }

    fn threat_trace(&self, threat: usize) -> ThreatTrace {
        let t = &self.threats[threat];
        ThreatTrace {
            route: self.ctx.geometry.routes[t.variant / NUM_VARIANTS],
            variant: t.variant % NUM_VARIANTS,
            missile: t.missile,
            launch_s: t.launch_s,
            end_s: t.ended_s,
            fate: t.fate,
            is_held: t.is_held,
            tracks: (0..self.ctx.world.nations.len()).filter_map(|nation| self.track_trace(threat, nation)).collect(),
        }
    }

    /// A nation's picture as it stood when the raid was over: radars that took the threat up late count from then on in it.
    fn track_trace(&self, threat: usize, nation: usize) -> Option<TrackTrace> {
        let (t, variant) = (&self.threats[threat], self.variant(threat));
        let track = self.tracks[threat * self.ctx.world.nations.len() + nation];
        let manoeuvre_m_s2 = self.ctx.draws.get(self.ctx.world.classes[t.class].manoeuvre_m_s2);
        let end_s = t.ended_s - t.launch_s;
        let on_grid = (0..NUM_GRID).map(|i| variant.grid_start_s + i as f64 * variant.grid_step_s);
        let times = on_grid.filter(|time_s| *time_s < end_s).chain([end_s]);
        // No time is left to a seeker here: it is the error of the picture as it is.
        let error = |time_s: f64| {
            let row_s = (t.launch_s + time_s).min(t.ended_s);
            [row_s, track.sigma_m(self.cache, time_s, 0.0, manoeuvre_m_s2)]
        };
        let is_told = |row: &[f64; 2]| row[1].is_finite() && row[1] > 0.0;
        let sigma: Vec<[f64; 2]> = times.map(error).filter(is_told).collect();
        (!sigma.is_empty()).then_some(TrackTrace { nation, firm_s: track.firm_s, sigma })
    }
}
