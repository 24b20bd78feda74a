//! Threats: their flights again, and what became of them.

use super::path::{self, TOLERANCE_M};
use super::{Fate, Threat, Track};
use crate::monte_carlo::{ArmRecord, Prepared};
use cupola_core::{Stream, Vec3};
use cupola_flight::{State, Trajectory};
use cupola_sim::event::EventKind;
use cupola_sim::geometry::{self, PathPoint, Route};
use cupola_sim::tally;
use cupola_sim::trace::{ThreatTrace, Trace};
use cupola_sim::world::{Draws, World};
use cupola_space::fall;
use std::collections::BTreeMap;

/// Where the threats of a raid are at any time.
pub struct Flights {
    trace: Trace,
    /// By route and variant.
    flown: BTreeMap<(Route, usize), Trajectory>,
    /// By threat let go in boost: when, from which state, and when it comes down (s since the raid began).
    falls: BTreeMap<usize, (f64, PathPoint, f64)>,
}

impl Flights {
    /// Flies again what the threats of a raid flew, with the same physical inputs.
    pub fn new(prepared: &Prepared<'_>, world: &World, run: u64, trace: Trace) -> Self {
        let seed = prepared.options().seed;
        let physics = prepared.physics_of(run);
        let draws = Draws::new(&world.inputs, &Stream::of_world(seed, 0), &physics);
        let mut flown = BTreeMap::new();
        for threat in &trace.threats {
            flown.entry((threat.route, threat.variant)).or_insert_with(|| {
                geometry::flight(world, &draws, &physics, threat.route, threat.variant as u64)
                    .expect("it was flown when the geometry was worked out")
            });
        }
        let fall = |(threat, from): &(u32, PathPoint)| {
            let landing = fall::landing(&from.pos_ecef_m, &from.vel_ecef_m_s)?;
            let stopped_s = trace.threats[*threat as usize].launch_s + from.time_s;
            Some((*threat as usize, (stopped_s, *from, stopped_s + landing.time_s)))
        };
        let falls = trace.falls.iter().filter_map(fall).collect();
        Self { trace, flown, falls }
    }

    /// What the raid left.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Where a threat is at a time of the raid (s), or would be had it flown on.
    pub fn state(&self, threat: usize, time_s: f64) -> State {
        if let Some((stopped_s, from, _)) = self.falls.get(&threat).filter(|fall| time_s > fall.0) {
            let state = fall::state_ecef(&from.pos_ecef_m, &from.vel_ecef_m_s, time_s - stopped_s);
            let (pos_ecef_m, vel_ecef_m_s) = state.expect("its landing was found on this orbit");
            return State { pos_ecef_m, vel_ecef_m_s };
        }
        let ThreatTrace { launch_s, .. } = self.trace.threats[threat];
        self.trajectory(threat).state(time_s - launch_s)
    }

    /// Its position alone (ECEF, m).
    pub fn position_ecef_m(&self, threat: usize, time_s: f64) -> Vec3 {
        self.state(threat, time_s).pos_ecef_m
    }

    /// When the path of a threat ends (s since the raid began): on the ground, or where it was stopped or failed.
    pub fn end_s(&self, threat: usize) -> f64 {
        self.falls.get(&threat).map_or(self.trace.threats[threat].end_s, |fall| fall.2)
    }

    fn trajectory(&self, threat: usize) -> &Trajectory {
        let ThreatTrace { route, variant, .. } = &self.trace.threats[threat];
        &self.flown[&(*route, *variant)]
    }

    /// Moments of a threat's path at which it begins, ends, or is met, burns out or is let go (s since the raid began), ascending.
    pub fn knots_s(&self, threat: usize) -> Vec<f64> {
        let (launch_s, end_s) = (self.trace.threats[threat].launch_s, self.end_s(threat));
        let meetings = self.trace.shots.iter().filter(|s| s.threat as usize == threat).map(|s| s.meet_s);
        let burnout_s = launch_s + self.trajectory(threat).burnout_s();
        let stopped = self.falls.get(&threat).map(|fall| fall.0);
        let between = meetings.chain([burnout_s]).chain(stopped).filter(|time_s| (launch_s..end_s).contains(time_s));
        let mut knots_s: Vec<f64> = between.chain([launch_s, end_s]).collect();
        knots_s.sort_by(f64::total_cmp);
        knots_s.dedup();
        knots_s
    }

    /// Rows of a threat's path; the moments at which shots meet it are among them.
    fn path(&self, threat: usize) -> Vec<f64> {
        let knots_s = self.knots_s(threat);
        let at = |time_s: f64| self.position_ecef_m(threat, time_s);
        // Half of what is allowed in sampling, half in thinning.
        let points = path::sampled(&knots_s, 0.5 * TOLERANCE_M, &at);
        path::rows(&path::thinned(&points, &knots_s, 0.5 * TOLERANCE_M))
    }
}

/// All threats of a raid.
pub fn threats(world: &World, record: &ArmRecord, flights: &Flights) -> Vec<Threat<Vec<f64>>> {
    let trace = &flights.trace;
    let of_raid = |name: &&(u32, u32, String)| name.0 == trace.number;
    let names: BTreeMap<u32, &str> = record.names.iter().filter(of_raid).map(|n| (n.1, n.2.as_str())).collect();
    let stoppers = Stoppers::of(world, trace, record);
    let one = |(index, threat): (usize, &ThreatTrace)| {
        let Route { class, area, asset, way } = threat.route;
        let fate = fate(threat);
        Threat {
            name: names.get(&(index as u32)).map_or_else(String::new, |name| (*name).to_owned()),
            class: world.classes[class].id.clone(),
            area: world.areas[area].id.clone(),
            target: world.assets[asset].id.clone(),
            way,
            missile: threat.missile as usize,
            launch_s: threat.launch_s,
            end_s: flights.end_s(index),
            fate,
            is_held: threat.is_held,
            by: matches!(fate, Fate::Intercepted | Fate::Suppressed).then(|| stoppers.who(index, threat)).flatten(),
            path: flights.path(index),
            tracks: tracks(world, threat),
        }
    };
    trace.threats.iter().enumerate().map(one).collect()
}

fn fate(threat: &ThreatTrace) -> Fate {
    match threat.fate {
        tally::Fate::Intercepted => Fate::Intercepted,
        tally::Fate::Suppressed => Fate::Suppressed,
        tally::Fate::Failed => Fate::Failed,
        tally::Fate::FellHarmless if threat.is_held => Fate::HeldByChoice,
        tally::Fate::FellHarmless => Fate::FellHarmless,
        tally::Fate::Leaked => Fate::Leaked,
        tally::Fate::Launched
        | tally::Fate::Detected
        | tally::Fate::Tracked
        | tally::Fate::Engaged
        | tally::Fate::Held => unreachable!("a threat ends in one of the ways above"),
    }
}

fn tracks(world: &World, threat: &ThreatTrace) -> Vec<Track<Vec<f64>>> {
    let track = |t: &cupola_sim::trace::TrackTrace| Track {
        nation: world.nations[t.nation].id.clone(),
        firm_s: t.firm_s.is_finite().then_some(t.firm_s),
        sigma: t.sigma.concat(),
    };
    threat.tracks.iter().map(track).collect()
}

/// Who stopped which threat.
struct Stoppers {
    /// Id by threat.
    by_threat: BTreeMap<usize, String>,
    /// Id by missile, of those stopped in boost: the event names one of its warheads.
    by_missile: BTreeMap<u32, String>,
}

impl Stoppers {
    fn of(world: &World, trace: &Trace, record: &ArmRecord) -> Self {
        let (mut by_threat, mut by_missile) = (BTreeMap::new(), BTreeMap::new());
        for event in record.events.iter().filter(|event| event.raid == trace.number) {
            let is_end = matches!(event.kind, EventKind::Kill | EventKind::AreaKill | EventKind::OrbitKill);
            let Some(id) = super::actor(world, event).filter(|_| is_end) else { continue };
            let threat = event.threat as usize;
            if event.kind == EventKind::OrbitKill {
                by_missile.insert(trace.threats[threat].missile, id.clone());
            }
            by_threat.insert(threat, id);
        }
        Self { by_threat, by_missile }
    }

    fn who(&self, index: usize, threat: &ThreatTrace) -> Option<String> {
        self.by_threat.get(&index).or_else(|| self.by_missile.get(&threat.missile)).cloned()
    }
}
