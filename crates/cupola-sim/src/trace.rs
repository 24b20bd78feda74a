//! What a raid leaves to be looked at: where every threat flew and how it ended, every round, every nation's picture of it, and
//! where the satellites were. Kept only on request; nothing in a run asks for it, so that it changes no draw and no event.

use crate::geometry::{PathPoint, Route};
use crate::tally::Fate;
use cupola_core::Vec3;

/// One raid.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// Number of the raid in the campaign.
    pub number: u32,
    /// Its day, as days since 1970.
    pub day: f64,
    /// Time of day at which it begins (h, UTC).
    pub hour_utc: f64,
    /// Its beginning (s of the campaign).
    pub start_s: f64,
    /// Threats, by number.
    pub threats: Vec<ThreatTrace>,
    /// Rounds and engagements of area defences, in the order in which they were ordered.
    pub shots: Vec<ShotTrace>,
    /// Warheads let go by a missile stopped in boost, each with the state from which it falls.
    pub falls: Vec<(u32, PathPoint)>,
    /// Ids of the elements that hits disabled, in the order of the events.
    pub disabled: Vec<String>,
    /// Constellations of the arm, each with the orbits of its working satellites as the raid begins: rows of radius (m),
    /// inclination (rad), longitude of the node (rad, Earth-fixed) and argument of latitude (rad).
    pub fleets: Vec<(usize, Vec<[f64; 4]>)>,
}

/// One threat.
#[derive(Debug, Clone)]
pub struct ThreatTrace {
    /// Class, launch area, aim and way.
    pub route: Route,
    /// Which of the route's flown variants.
    pub variant: usize,
    /// Number of the first warhead on the same missile.
    pub missile: u32,
    /// Launch (s since the raid began).
    pub launch_s: f64,
    /// When its end was booked (s since the raid began): for one let go in boost, when its missile was stopped.
    pub end_s: f64,
    /// How it ended.
    pub fate: Fate,
    /// Whether the defence held its fire by choice.
    pub is_held: bool,
    /// The nations' pictures of it, where they have one.
    pub tracks: Vec<TrackTrace>,
}

/// A nation's picture of a threat.
#[derive(Debug, Clone)]
pub struct TrackTrace {
    /// Nation.
    pub nation: usize,
    /// When it may give authority on it (s since the raid began); infinite if never.
    pub firm_s: f64,
    /// Time (s since the raid began) and error of the position then, one axis (m), from the first of the track's grid to the
    /// threat's end; moments at which its covariance tells none, or has lost it to rounding (0), are left out.
    pub sigma: Vec<[f64; 2]>,
}

/// A round, or an engagement of an area defence.
#[derive(Debug, Clone)]
pub struct ShotTrace {
    /// Threat.
    pub threat: u32,
    /// Who fires.
    pub shooter: Shooter,
    /// Interceptor; none of an area defence.
    pub interceptor: Option<usize>,
    /// Number of the first round of its salvo among those at the threat; none of an area defence.
    pub salvo: Option<u32>,
    /// Launch, or the beginning of the engagement (s since the raid began).
    pub launch_s: f64,
    /// When it meets its target or would (s since the raid began).
    pub meet_s: f64,
    /// When it ends (s since the raid began).
    pub end_s: f64,
    /// How.
    pub end: ShotEnd,
    /// Where it comes from (ECEF, m); none of an area defence.
    pub from_ecef_m: Option<Vec3>,
}

/// Who fires, by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shooter {
    /// Battery.
    Battery(usize),
    /// Constellation.
    Orbit(usize),
    /// Area defence.
    Area(usize),
}

/// How a shot ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShotEnd {
    /// Struck its target.
    Hit,
    /// Came to it and did not stop it.
    Missed,
    /// Found it gone and destroyed itself.
    SelfDestructed,
    /// Not over, or over before it was decided: its target was gone.
    Open,
}

impl Trace {
    /// Settles a salvo at a time (s): of its rounds, in the order in which they meet the target, so many have missed, one more
    /// strikes where it kills, and the rest find nothing.
    pub(crate) fn settle(&mut self, now_s: f64, threat: u32, salvo: u32, num_missed: u32, is_kill: bool) {
        let is_of = |s: &&mut ShotTrace| s.threat == threat && s.salvo == Some(salvo);
        let mut rounds: Vec<&mut ShotTrace> = self.shots.iter_mut().filter(is_of).collect();
        rounds.sort_by(|a, b| a.meet_s.total_cmp(&b.meet_s));
        for (index, round) in (0..).zip(rounds) {
            round.end = match num_missed {
                missed if index < missed => ShotEnd::Missed,
                missed if index == missed && is_kill => ShotEnd::Hit,
                _ => ShotEnd::SelfDestructed,
            };
            round.end_s = if round.end == ShotEnd::SelfDestructed { round.meet_s.min(now_s) } else { round.meet_s };
        }
    }

    /// Settles the engagement of a threat by an area defence that was decided while the threat was there.
    pub(crate) fn settle_area(&mut self, threat: u32, area: usize, is_kill: bool) {
        let is_it = |s: &&mut ShotTrace| s.threat == threat && s.shooter == Shooter::Area(area);
        if let Some(shot) = self.shots.iter_mut().find(is_it) {
            shot.end = if is_kill { ShotEnd::Hit } else { ShotEnd::Missed };
        }
    }
}
