//! One run of one arm, simulated again to be looked at: where everything of its headline raid was, when, and what became of it.
//!
//! [`replay`] plays the run again with a [`Trace`] kept beside its events; digest and row are those of
//! the run. What the simulation computes and what is only drawn is said in [`Replay::drawn_paths`].

mod film;
mod path;
mod shots;
mod threats;

pub use film::{Film, InOrbit};

use crate::monte_carlo::Prepared;
use cupola_sim::event::{Event, EventKind, NONE};
use cupola_sim::trace::Trace;
use cupola_sim::world::World;
use serde::{Deserialize, Serialize};

/// A replay. `N` holds rows of numbers: the numbers themselves, or in a file where they lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Replay<N = Vec<f64>> {
    /// Scenario id.
    pub scenario: String,
    /// Hash of the scenario's text.
    pub hash: String,
    /// Seed.
    pub seed: u64,
    /// Run.
    pub run: u64,
    /// Arm id.
    pub arm: String,
    /// Raid id.
    pub raid: String,
    /// Beginning (s since the raid began): 0.
    pub start_s: f64,
    /// When the last of it is over (s since the raid began).
    pub end_s: f64,
    /// Day of the raid (ISO date).
    pub date: String,
    /// Time of day at which it begins (h, UTC).
    pub hour_utc: f64,
    /// Which paths are drawn and not computed, in words.
    pub drawn_paths: String,
    /// Threats, in the order of the run.
    pub threats: Vec<Threat<N>>,
    /// Rounds, and engagements of area defences, in the order in which they were ordered.
    pub shots: Vec<Shot<N>>,
    /// Events of the raid, in the order of the log.
    pub events: Vec<Moment>,
    /// Constellations of the arm.
    pub fleets: Vec<Fleet<N>>,
}

/// A warhead or airframe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threat<N> {
    /// Name, unique unless one missile carries several warheads.
    pub name: String,
    /// Class id.
    pub class: String,
    /// Launch area id.
    pub area: String,
    /// Id of the place aimed at.
    pub target: String,
    /// Number of the way it flies among the scenario's, in their order; none flies straight.
    pub way: Option<usize>,
    /// Index of the first warhead on the same missile.
    pub missile: usize,
    /// Launch (s since the raid began).
    pub launch_s: f64,
    /// When its path ends (s since the raid began).
    pub end_s: f64,
    /// What became of it.
    pub fate: Fate,
    /// Whether the defence held its fire by choice, whatever became of it.
    pub is_held: bool,
    /// Id of the battery, area defence or constellation that stopped it.
    pub by: Option<String>,
    /// Rows of time (s since the raid began), longitude (deg), latitude (deg), altitude (m).
    pub path: N,
    /// The nations' pictures of it.
    pub tracks: Vec<Track<N>>,
}

/// What became of a threat; each has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Destroyed.
    Intercepted,
    /// Jammed, lured, lost.
    Suppressed,
    /// Its own fault.
    Failed,
    /// Got through without damage, shot at or not.
    FellHarmless,
    /// Got through and did damage.
    Leaked,
    /// Seen to fall wide, not shot at by choice, and fell without damage: the run's row counts it under `fell_harmless` too.
    HeldByChoice,
}

/// A nation's picture of a threat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track<N> {
    /// Nation id.
    pub nation: String,
    /// When it has a firm track on which it may give authority (s since the raid began), even beyond the threat's end.
    pub firm_s: Option<f64>,
    /// Rows of time (s since the raid began) and position error, one axis, one sigma (m), the age of what is shared included.
    pub sigma: N,
}

/// A round, or an engagement of an area defence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shot<N> {
    /// Index of the threat.
    pub threat: usize,
    /// Id of the battery, constellation or area defence.
    pub element: String,
    /// What `element` is.
    pub kind: ShotKind,
    /// Interceptor id; none of an area defence.
    pub interceptor: Option<String>,
    /// Number of the first round of its salvo among those at the threat; none of an area defence.
    pub salvo: Option<u32>,
    /// Launch, or the beginning of the engagement (s since the raid began).
    pub launch_s: f64,
    /// When it meets its target or would (s since the raid began).
    pub meet_s: f64,
    /// When it ends: before `meet_s` where it destroys itself (s since the raid began).
    pub end_s: f64,
    /// Rounds: 1.
    pub rounds: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Rows as of a threat's path; none of an area defence.
    pub path: N,
}

/// Who fires a shot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShotKind {
    /// A battery or ship.
    Battery,
    /// A constellation.
    Orbit,
    /// An area defence.
    Area,
}

/// How a shot ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Struck its target.
    Hit,
    /// Came to it and did not stop it.
    Missed,
    /// Found it gone and destroyed itself.
    SelfDestructed,
    /// Of an area defence: the target was gone before the engagement was over.
    Lost,
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// Time (s since the raid began).
    pub time_s: f64,
    /// Word of its [`EventKind`].
    pub kind: String,
    /// Index of the threat.
    pub threat: Option<usize>,
    /// Id of who or what: battery, area defence, constellation, place, or the element that was disabled.
    pub actor: Option<String>,
}

/// Where the satellites of a constellation are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fleet<N> {
    /// Constellation id.
    pub constellation: String,
    /// Rows of semi-major axis (m), inclination (rad), longitude of the node in the Earth-fixed frame at `start_s` (rad) and
    /// argument of latitude (rad), one for each satellite that works.
    pub satellites: N,
}

/// Which paths are drawn, and how.
pub(crate) const DRAWN_PATHS: &str = "Computed: where threats fly until they end, their fall when their missile is stopped in boost, when and \
where rounds meet them, the errors of tracks, and where satellites are when the raid begins. Drawn: the way of an interceptor to \
where it meets its target, from the ground a rising curve, from orbit a straight line; threats fly to their aim and not to where \
they miss it; the error of a track is a size, without direction; satellites go on in circles.";

/// The headline raid of a run as it went in one arm (index into [`World::arms`]); none where no raid is played.
///
/// `hash` is that of the scenario's text. `prepared` plays all arms of `world` ([`Prepared::new`]).
#[must_use]
pub fn replay(prepared: &Prepared<'_>, world: &World, hash: &str, run: u64, arm: usize) -> Option<Replay> {
    Film::new(prepared, world, hash, run, arm).map(|film| film.replay)
}

/// The events of the traced raid.
fn moments(world: &World, trace: &Trace, events: &[Event]) -> Vec<Moment> {
    let mut disabled = trace.disabled.iter();
    let of_raid = events.iter().filter(|event| event.raid == trace.number);
    of_raid
        .map(|event| Moment {
            time_s: event.time_s,
            kind: event.kind.word().to_owned(),
            threat: (event.threat != NONE).then_some(event.threat as usize),
            actor: match event.kind {
                EventKind::Disable => disabled.next().cloned(),
                _ => actor(world, event),
            },
        })
        .collect()
}

/// Who an event names, where its kind says of what its actor is the index.
fn actor(world: &World, event: &Event) -> Option<String> {
    let index = (event.actor != NONE).then_some(event.actor as usize)?;
    let id = match event.kind {
        EventKind::Authority
        | EventKind::Command
        | EventKind::Shot
        | EventKind::Kill
        | EventKind::Miss
        | EventKind::SelfDestruct
        | EventKind::Refused => &world.batteries[index].id,
        EventKind::AreaShot | EventKind::AreaKill => &world.area_defences[index].id,
        EventKind::OrbitShot | EventKind::OrbitKill | EventKind::OrbitMiss | EventKind::OrbitSelfDestruct => {
            &world.constellations[index].id
        }
        EventKind::Harmless | EventKind::Leak | EventKind::FallShort => &world.assets[index].id,
        EventKind::Launch
        | EventKind::Fail
        | EventKind::Detect
        | EventKind::Track
        | EventKind::Hold
        | EventKind::Disable
        | EventKind::Resupply
        | EventKind::Raid => return None,
    };
    Some(id.clone())
}

impl<N> Replay<N> {
    /// The same with its rows of numbers held otherwise; `f` is called for each in the order of the fields.
    pub fn map<M>(&self, mut f: impl FnMut(&N) -> M) -> Replay<M> {
        let threats = self.threats.iter().map(|t| t.map(&mut f)).collect();
        let shots = self.shots.iter().map(|s| s.map(&mut f)).collect();
        let fleet = |c: &Fleet<N>| Fleet { constellation: c.constellation.clone(), satellites: f(&c.satellites) };
        Replay {
            scenario: self.scenario.clone(),
            hash: self.hash.clone(),
            seed: self.seed,
            run: self.run,
            arm: self.arm.clone(),
            raid: self.raid.clone(),
            start_s: self.start_s,
            end_s: self.end_s,
            date: self.date.clone(),
            hour_utc: self.hour_utc,
            drawn_paths: self.drawn_paths.clone(),
            threats,
            shots,
            events: self.events.clone(),
            fleets: self.fleets.iter().map(fleet).collect(),
        }
    }
}

impl<N> Threat<N> {
    fn map<M>(&self, f: &mut impl FnMut(&N) -> M) -> Threat<M> {
        let path = f(&self.path);
        let track = |t: &Track<N>| Track { nation: t.nation.clone(), firm_s: t.firm_s, sigma: f(&t.sigma) };
        Threat {
            name: self.name.clone(),
            class: self.class.clone(),
            area: self.area.clone(),
            target: self.target.clone(),
            way: self.way,
            missile: self.missile,
            launch_s: self.launch_s,
            end_s: self.end_s,
            fate: self.fate,
            is_held: self.is_held,
            by: self.by.clone(),
            path,
            tracks: self.tracks.iter().map(track).collect(),
        }
    }
}

impl<N> Shot<N> {
    fn map<M>(&self, f: &mut impl FnMut(&N) -> M) -> Shot<M> {
        Shot {
            threat: self.threat,
            element: self.element.clone(),
            kind: self.kind,
            interceptor: self.interceptor.clone(),
            salvo: self.salvo,
            launch_s: self.launch_s,
            meet_s: self.meet_s,
            end_s: self.end_s,
            rounds: self.rounds,
            outcome: self.outcome,
            path: f(&self.path),
        }
    }
}
