//! The units of a raid in order of time: a state when receivers would be wrong about it or hear nothing else, fires, detonations.

use super::pdu::{
    DeadReckoning, Detonation, DetonationResult, EntityId, EntityState, EntityType, Fire, Force, Header, Motion,
    Version, detonation, entity_state, fire, timestamp,
};
use super::types::Types;
use crate::Epoch;
use crate::oem::{SATELLITE_STEP_S, Segment, satellites};
use crate::words::satellite_id;
use cupola_core::{Vec3, math};
use cupola_earth::{Geodetic, wgs84};
use cupola_flight::State;
use cupola_scenario::oem::SATELLITE;
use cupola_study::replay::{Fate, Film, Outcome, ShotKind};
use cupola_study::scene::Scene;
use std::collections::BTreeMap;

/// What timestamps count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeBase {
    /// Time past the full hour of UTC, from the epoch of the raid.
    Absolute,
    /// Time past the beginning of the raid.
    Relative,
}

/// How a raid is sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Version of the protocol.
    pub version: Version,
    /// Exercise.
    pub exercise: u8,
    /// Site.
    pub site: u16,
    /// Application.
    pub application: u16,
    /// Longest time without a state of an entity (s).
    pub heartbeat_s: f64,
    /// Error of the position that receivers reckon from which a state is sent (m).
    pub threshold_m: f64,
    /// How receivers are to reckon what moves.
    pub dead_reckoning: DeadReckoning,
    /// What timestamps count.
    pub time_base: TimeBase,
    /// Constellations sent whole, by id; of others the satellites that fire.
    pub constellations: Vec<String>,
    /// Which type what is.
    pub types: Types,
}

/// The standard's own heartbeat and threshold (`DIS2012`, 6.1.8: 5 s, 1 m), site and application 1, exercise 1.
impl Default for Settings {
    fn default() -> Self {
        Self {
            version: Version::Seven,
            exercise: 1,
            site: 1,
            application: 1,
            heartbeat_s: 5.0,
            threshold_m: 1.0,
            dead_reckoning: DeadReckoning::Fvw,
            time_base: TimeBase::Absolute,
            constellations: Vec::new(),
            types: Types::default(),
        }
    }
}

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// When (s since the raid began).
    pub time_s: f64,
    /// Place among those of one time: states, fires, detonations, last states.
    rank: u8,
    /// The unit.
    pub bytes: Vec<u8>,
}

/// A raid with more entities than numbers for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{num} entities: DIS numbers {most} at the most in one application; send fewer constellations whole")]
pub struct TooMany {
    /// Entities.
    pub num: usize,
    /// Numbers.
    pub most: usize,
}

/// Numbers of entities: 0 is none, the last two stand for all and for a request. Events, one a shot and one a threat that comes
/// down, are never more than entities: those that are allowed have numbers too.
const MOST: usize = 65_533;
/// How often it is looked whether receivers are wrong (s).
const LOOK_S: f64 = 0.1;
/// Half the time over which an acceleration is taken (s).
const HALF_S: f64 = 0.05;
/// Change of direction from which a state is sent (rad): 3°, the standard's.
const TURN_RAD: f64 = math::PI / 60.0;

/// All units of a raid, in order of time.
///
/// Satellites are where the run has them to within 5 cm; threats and rounds exactly.
///
/// # Errors
/// [`TooMany`] entities.
pub fn stream(scene: &Scene, film: &Film<'_>, epoch: Epoch, settings: &Settings) -> Result<Vec<Sent>, TooMany> {
    let orbits = satellites(film, epoch, SATELLITE_STEP_S);
    let cast = Cast::of(scene, film, &orbits, settings);
    if cast.num > MOST {
        return Err(TooMany { num: cast.num, most: MOST });
    }
    let mut sender = Sender { scene, film, epoch, settings, cast, sent: Vec::new() };
    sender.standing();
    sender.threats();
    sender.shots();
    for segment in &orbits {
        sender.satellite(segment);
    }
    sender.sent.sort_by(|a, b| a.time_s.total_cmp(&b.time_s).then(a.rank.cmp(&b.rank)));
    Ok(sender.sent)
}

/// Who has which number: threats, rounds, then what stands, then satellites.
struct Cast {
    /// By id, as in the other formats.
    standing: BTreeMap<String, usize>,
    satellites: BTreeMap<String, usize>,
    /// By shot from orbit: the satellite that fires.
    shooters: BTreeMap<usize, String>,
    num: usize,
}

impl Cast {
    fn of(scene: &Scene, film: &Film<'_>, orbits: &[Segment], settings: &Settings) -> Self {
        let replay = &film.replay;
        let mut num = replay.threats.len() + replay.shots.len();
        let mut next = |id: String| {
            num += 1;
            (id, num)
        };
        let ids = scene.batteries.iter().map(|b| &b.id);
        let ids = ids.chain(scene.area_defences.iter().map(|a| &a.id));
        let ids = ids.chain(scene.sensors.iter().filter(|s| s.battery.is_none()).map(|s| &s.id));
        let standing = ids.map(|id| next(id.clone())).collect();
        let mut shooters = BTreeMap::new();
        for (index, shot) in replay.shots.iter().enumerate().filter(|(_, shot)| shot.kind == ShotKind::Orbit) {
            shooters.extend(shooter(film, index, &shot.element).map(|id| (index, id)));
        }
        let is_whole = |id: &str| settings.constellations.iter().any(|c| id.starts_with(&format!("satellite/{c}-")));
        let is_sent = |id: &&String| is_whole(id) || shooters.values().any(|shooter| shooter == *id);
        let satellites = orbits.iter().map(|s| &s.id).filter(is_sent).map(|id| next(id.clone())).collect();
        Self { standing, satellites, shooters, num }
    }
}

/// The satellite that fires a shot: the one at the beginning of its way.
fn shooter(film: &Film<'_>, shot: usize, constellation: &str) -> Option<String> {
    let fleet = film.replay.fleets.iter().position(|fleet| fleet.constellation == constellation)?;
    let launch_s = film.replay.shots[shot].launch_s;
    let from = film.shot(shot, launch_s)?.pos_ecef_m;
    let off_m = |state: &State| (state.pos_ecef_m - from).norm();
    let all = film.satellites(fleet, launch_s);
    let nearest = all.iter().min_by(|a, b| off_m(&a.state).total_cmp(&off_m(&b.state)))?;
    Some(satellite_id(constellation, nearest.place))
}

struct Sender<'a> {
    scene: &'a Scene,
    film: &'a Film<'a>,
    epoch: Epoch,
    settings: &'a Settings,
    cast: Cast,
    sent: Vec<Sent>,
}

/// What does not change about an entity.
struct Entity<'a> {
    number: usize,
    force: Force,
    of_type: EntityType,
    marking: &'a str,
}

/// From when until when an entity is there, and whether its end is told.
struct Stay {
    from_s: f64,
    until_s: f64,
    ends: bool,
}

impl Sender<'_> {
    fn head(&self, time_s: f64) -> Header {
        let timestamp = match self.settings.time_base {
            TimeBase::Absolute => timestamp(self.epoch.plus_s(time_s).of_hour_s(), 1),
            TimeBase::Relative => timestamp(time_s, 0),
        };
        Header { version: self.settings.version, exercise: self.settings.exercise, timestamp }
    }

    fn id(&self, number: usize) -> EntityId {
        // No more than there are numbers: that was checked first.
        EntityId { site: self.settings.site, application: self.settings.application, entity: number as u16 }
    }

    fn push(&mut self, time_s: f64, rank: u8, bytes: Vec<u8>) {
        self.sent.push(Sent { time_s, rank, bytes });
    }

    /// States of an entity that moves, or stands.
    fn states(&mut self, entity: &Entity<'_>, stay: &Stay, state: &dyn Fn(f64) -> State) {
        let Stay { from_s, until_s, ends } = *stay;
        let motion = |time_s: f64| {
            let (before_s, after_s) = ((time_s - HALF_S).max(from_s), (time_s + HALF_S).min(until_s));
            let State { pos_ecef_m, vel_ecef_m_s } = state(time_s);
            let push = state(after_s).vel_ecef_m_s - state(before_s).vel_ecef_m_s;
            let acc_ecef_m_s2 = if after_s > before_s { push / (after_s - before_s) } else { Vec3::zeros() };
            Motion { pos_ecef_m, vel_ecef_m_s, acc_ecef_m_s2 }
        };
        let is_standing = state(from_s).vel_ecef_m_s == Vec3::zeros() && !ends;
        let dead_reckoning = if is_standing { DeadReckoning::Static } else { self.settings.dead_reckoning };
        let mut last: Option<(f64, Motion)> = None;
        let num_looks = ((until_s - from_s) / LOOK_S).ceil() as u64;
        for look in 0..=num_looks {
            let time_s = (from_s + look as f64 * LOOK_S).min(until_s);
            let now = state(time_s);
            let is_last = ends && look == num_looks;
            let is_due = last.as_ref().is_none_or(|(sent_s, known)| {
                let since_s = time_s - sent_s;
                let off_m = (reckoned(known, dead_reckoning, since_s) - now.pos_ecef_m).norm();
                since_s >= self.settings.heartbeat_s - 1e-6
                    || off_m > self.settings.threshold_m
                    || known.vel_ecef_m_s.angle(&now.vel_ecef_m_s) > TURN_RAD
            });
            if !(is_due || is_last) {
                continue;
            }
            let told = EntityState {
                id: self.id(entity.number),
                force: entity.force,
                of_type: entity.of_type,
                motion: motion(time_s),
                dead_reckoning,
                is_last,
                marking: entity.marking,
            };
            last = Some((time_s, told.motion));
            let bytes = entity_state(&self.head(time_s), &told);
            self.push(time_s, if is_last { 3 } else { 0 }, bytes);
        }
    }

    fn standing(&mut self) {
        let types = &self.settings.types;
        let batteries = self.scene.batteries.iter();
        let batteries = batteries.map(|b| (&b.id, [b.lat_deg, b.lon_deg], types.of("battery", &[&b.id, b.kind])));
        let areas = self.scene.area_defences.iter();
        let areas = areas.map(|a| (&a.id, [a.lat_deg, a.lon_deg], types.of("area_defence", &[&a.id])));
        let sensors = self.scene.sensors.iter().filter(|s| s.battery.is_none());
        let sensors = sensors.map(|s| (&s.id, [s.lat_deg, s.lon_deg], types.of("sensor", &[&s.id])));
        let stay = Stay { from_s: 0.0, until_s: self.film.replay.end_s, ends: false };
        for (id, place, of_type) in batteries.chain(areas).chain(sensors) {
            let entity = Entity { number: self.cast.standing[id], force: Force::Friendly, of_type, marking: id };
            let at = standing(place);
            self.states(&entity, &stay, &|_| at);
        }
    }

    fn threats(&mut self) {
        let (film, scene) = (self.film, self.scene);
        for (index, threat) in film.replay.threats.iter().enumerate() {
            let group = scene.threat_classes.iter().find(|c| c.id == threat.class).map_or("", |c| c.group.as_str());
            let of_type = self.settings.types.of("threat", &[&threat.class, group]);
            let entity = Entity { number: index + 1, force: Force::Opposing, of_type, marking: &threat.name };
            let stay = Stay { from_s: threat.launch_s, until_s: threat.end_s, ends: true };
            self.states(&entity, &stay, &|time_s| film.threat(index, time_s));
            if matches!(threat.fate, Fate::Leaked | Fate::FellHarmless | Fate::HeldByChoice) {
                let motion = moving(&film.threat(index, threat.end_s));
                let fire = Fire {
                    firing: EntityId::default(),
                    target: EntityId::default(),
                    munition: self.id(index + 1),
                    event: (film.replay.shots.len() + index + 1) as u16,
                    munition_type: of_type,
                    motion,
                    range_m: 0.0,
                };
                let end = Detonation { fire, motion, result: DetonationResult::GroundImpact };
                let bytes = detonation(&self.head(threat.end_s), &end);
                self.push(threat.end_s, 2, bytes);
            }
        }
    }

    fn shots(&mut self) {
        let film = self.film;
        let first = film.replay.threats.len();
        for (index, shot) in film.replay.shots.iter().enumerate() {
            let of_type = match &shot.interceptor {
                Some(id) => self.settings.types.of("interceptor", &[id]),
                None => EntityType::default(),
            };
            let (from, to) = match film.shot(index, shot.launch_s).zip(film.shot(index, shot.end_s)) {
                Some((from, to)) => (moving(&from), moving(&to)),
                None => (self.area(&shot.element), moving(&film.threat(shot.threat, shot.end_s))),
            };
            let firing = match self.cast.shooters.get(&index) {
                Some(id) => self.cast.satellites.get(id),
                None => self.cast.standing.get(&shot.element),
            };
            let target = film.threat(shot.threat, shot.launch_s).pos_ecef_m;
            let is_round = shot.interceptor.is_some();
            let fired = Fire {
                firing: firing.map_or(EntityId::default(), |number| self.id(*number)),
                target: self.id(shot.threat + 1),
                munition: if is_round { self.id(first + index + 1) } else { EntityId::default() },
                event: (index + 1) as u16,
                munition_type: of_type,
                motion: from,
                range_m: (target - from.pos_ecef_m).norm(),
            };
            let result = match shot.outcome {
                Outcome::Hit => DetonationResult::EntityImpact,
                Outcome::SelfDestructed => DetonationResult::Detonation,
                Outcome::Missed | Outcome::Lost => DetonationResult::None,
            };
            let bytes = fire(&self.head(shot.launch_s), &fired);
            self.push(shot.launch_s, 1, bytes);
            let bytes = detonation(&self.head(shot.end_s), &Detonation { fire: fired, motion: to, result });
            self.push(shot.end_s, 2, bytes);
            if is_round {
                let marking = format!("shot-{}", index + 1);
                let entity = Entity { number: first + index + 1, force: Force::Friendly, of_type, marking: &marking };
                let stay = Stay { from_s: shot.launch_s, until_s: shot.end_s, ends: true };
                self.states(&entity, &stay, &|time_s| film.shot(index, time_s).expect("it is a round"));
            }
        }
    }

    /// Where an area defence stands.
    fn area(&self, id: &str) -> Motion {
        let found = self.scene.area_defences.iter().find(|area| area.id == id);
        moving(&standing(found.map_or([0.0; 2], |area| [area.lat_deg, area.lon_deg])))
    }

    fn satellite(&mut self, segment: &Segment) {
        let Some(number) = self.cast.satellites.get(&segment.id).copied() else { return };
        let (Some(first), Some(last)) = (segment.samples.first(), segment.samples.last()) else { return };
        let constellation = segment.name.rsplit_once(' ').map_or("", |(constellation, _)| constellation);
        let of_type = self.settings.types.of("satellite", &[constellation]);
        let entity = Entity { number, force: Force::Friendly, of_type, marking: &segment.id[SATELLITE.len()..] };
        let until_s = last.time_s.min(self.film.replay.end_s);
        let stay = Stay { from_s: first.time_s, until_s, ends: false };
        let epoch = self.epoch;
        self.states(&entity, &stay, &|time_s| segment.at(epoch.plus_s(time_s)).unwrap_or(last.state));
    }
}

/// Where receivers have an entity so long after its last state (ECEF, m).
fn reckoned(known: &Motion, by: DeadReckoning, since_s: f64) -> Vec3 {
    match by {
        DeadReckoning::Static => known.pos_ecef_m,
        DeadReckoning::Fpw => known.pos_ecef_m + known.vel_ecef_m_s * since_s,
        DeadReckoning::Fvw => {
            known.pos_ecef_m + known.vel_ecef_m_s * since_s + known.acc_ecef_m_s2 * (0.5 * since_s * since_s)
        }
    }
}

fn standing([lat_deg, lon_deg]: [f64; 2]) -> State {
    let place = Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 };
    State { pos_ecef_m: wgs84::ecef_from_geodetic(&place), vel_ecef_m_s: Vec3::zeros() }
}

fn moving(state: &State) -> Motion {
    Motion { pos_ecef_m: state.pos_ecef_m, vel_ecef_m_s: state.vel_ecef_m_s, acc_ecef_m_s2: Vec3::zeros() }
}
