//! A replay with the flights themselves: where everything is at any time, as exactly as the run knew it.

use super::shots::{self, Way};
use super::threats::{self, Flights};
use super::{DRAWN_PATHS, Fleet, Replay, moments};
use crate::monte_carlo::Prepared;
use cupola_core::Day;
use cupola_flight::State;
use cupola_sim::raid::Orbits;
use cupola_sim::world::World;

/// A replay, and the states of all that moves in it. A [`Replay`] holds paths of few points, good for a map; this is for files
/// that others compute with.
pub struct Film<'a> {
    /// The replay.
    pub replay: Replay,
    flights: Flights,
    /// By shot; none of area defences.
    ways: Vec<Option<Way>>,
    orbits: Orbits<'a>,
    /// Index of the constellation of each fleet of the replay.
    constellations: Vec<usize>,
    /// When the raid begins (s of the campaign).
    start_s: f64,
}

/// A satellite that works.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InOrbit {
    /// Its number in its constellation: the same at every time.
    pub place: u32,
    /// Where it is.
    pub state: State,
}

impl<'a> Film<'a> {
    /// The headline raid of a run as it went in one arm; as [`super::replay`].
    #[must_use]
    pub fn new(prepared: &Prepared<'a>, world: &'a World, hash: &str, run: u64, arm: usize) -> Option<Self> {
        let (record, trace) = prepared.trace(run, arm);
        let flights = Flights::new(prepared, world, run, trace?);
        let trace = flights.trace();
        let threats = threats::threats(world, &record, &flights);
        let shots = shots::shots(world, &flights);
        let events = moments(world, trace, &record.events);
        let fleet = |(index, circles): &(usize, Vec<[f64; 4]>)| Fleet {
            constellation: world.constellations[*index].id.clone(),
            satellites: circles.concat(),
        };
        let ends = threats.iter().map(|t| t.end_s).chain(shots.iter().map(|s| s.end_s));
        let way = |shot: &cupola_sim::trace::ShotTrace| {
            Way::of(world, shot, flights.position_ecef_m(shot.threat as usize, shot.meet_s))
        };
        let replay = Replay {
            scenario: world.name.clone(),
            hash: hash.to_owned(),
            seed: prepared.options().seed.0,
            run,
            arm: world.arms[arm].id.clone(),
            raid: world.raids[world.headline_raid].id.clone(),
            start_s: 0.0,
            end_s: ends.chain(events.iter().map(|e| e.time_s)).fold(0.0, f64::max),
            date: Day(trace.day as i32).to_string(),
            hour_utc: trace.hour_utc,
            drawn_paths: DRAWN_PATHS.to_owned(),
            threats,
            shots,
            events,
            fleets: trace.fleets.iter().map(fleet).collect(),
        };
        let ways = trace.shots.iter().map(way).collect();
        let constellations = trace.fleets.iter().map(|fleet| fleet.0).collect();
        let start_s = trace.start_s;
        Some(Self { replay, ways, orbits: prepared.orbits(run), constellations, start_s, flights })
    }

    /// Where a threat is at a time of the raid (s), or would be had it flown on.
    #[must_use]
    pub fn threat(&self, threat: usize, time_s: f64) -> State {
        self.flights.state(threat, time_s)
    }

    /// Moments at which a threat's path begins, ends or changes its kind: burnout, meetings, its release (s since the raid began).
    #[must_use]
    pub fn threat_knots_s(&self, threat: usize) -> Vec<f64> {
        self.flights.knots_s(threat)
    }

    /// Where a round is at a time of the raid (s), on the way drawn for it; none of an area defence.
    #[must_use]
    pub fn shot(&self, shot: usize, time_s: f64) -> Option<State> {
        self.ways[shot].as_ref().map(|way| way.state(time_s))
    }

    /// The satellites of a fleet of the replay that work, at a time of the raid (s), by the orbits that the run plays with.
    #[must_use]
    pub fn satellites(&self, fleet: usize, time_s: f64) -> Vec<InOrbit> {
        let all = self.orbits.working(self.constellations[fleet], self.start_s + time_s);
        let of = |(place, pos_ecef_m, vel_ecef_m_s)| InOrbit { place, state: State { pos_ecef_m, vel_ecef_m_s } };
        all.into_iter().map(of).collect()
    }
}
