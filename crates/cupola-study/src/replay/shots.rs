//! Shots: who fired at what, how it ended, and a way drawn for it.

use super::path::{self, TOLERANCE_M};
use super::threats::Flights;
use super::{Outcome, Shot, ShotKind};
use cupola_core::Vec3;
use cupola_earth::wgs84;
use cupola_flight::State;
use cupola_sim::trace::{Shooter, ShotEnd, ShotTrace};
use cupola_sim::world::World;

/// The drawn way of a round from the ground is a parabola that leaves towards a point over this share of the ground between
/// launcher and meeting …
const BEND_FRACTION: f64 = 0.3;
/// … at this share of the height of the meeting, or at this share of the ground between where that is higher.
const RISE_FRACTIONS: [f64; 2] = [0.8, 0.25];

/// All shots of a raid.
pub fn shots(world: &World, flights: &Flights) -> Vec<Shot<Vec<f64>>> {
    let one = |shot: &ShotTrace| {
        let threat = shot.threat as usize;
        let (kind, element) = match shot.shooter {
            Shooter::Battery(index) => (ShotKind::Battery, &world.batteries[index].id),
            Shooter::Orbit(index) => (ShotKind::Orbit, &world.constellations[index].id),
            Shooter::Area(index) => (ShotKind::Area, &world.area_defences[index].id),
        };
        let outcome = match shot.end {
            ShotEnd::Hit => Outcome::Hit,
            ShotEnd::Missed => Outcome::Missed,
            ShotEnd::SelfDestructed => Outcome::SelfDestructed,
            ShotEnd::Open => Outcome::Lost,
        };
        let end_s = match outcome {
            Outcome::Lost => shot.end_s.min(flights.end_s(threat)),
            Outcome::Hit | Outcome::Missed | Outcome::SelfDestructed => shot.end_s,
        };
        let end_s = end_s.max(shot.launch_s);
        Shot {
            threat,
            element: element.clone(),
            kind,
            interceptor: shot.interceptor.map(|index| world.interceptors[index].id.clone()),
            salvo: shot.salvo,
            launch_s: shot.launch_s,
            meet_s: shot.meet_s,
            end_s,
            rounds: 1,
            outcome,
            path: drawn(world, shot, end_s, flights.position_ecef_m(threat, shot.meet_s)),
        }
    };
    flights.trace().shots.iter().map(one).collect()
}

/// Rows of the drawn way of a round to where it meets its target, cut off when it ends; none of an area defence.
fn drawn(world: &World, shot: &ShotTrace, end_s: f64, meeting: Vec3) -> Vec<f64> {
    let Some(way) = Way::of(world, shot, meeting) else { return Vec::new() };
    let knots_s = [shot.launch_s, end_s];
    let points = path::sampled(&knots_s, 0.5 * TOLERANCE_M, &|time_s| way.state(time_s).pos_ecef_m);
    path::rows(&path::thinned(&points, &knots_s, 0.5 * TOLERANCE_M))
}

/// The drawn way of a round: a parabola in time through launch and meeting.
pub struct Way {
    from: Vec3,
    over: Vec3,
    meeting: Vec3,
    launch_s: f64,
    flight_s: f64,
}

impl Way {
    /// Of a round to where it meets its target (ECEF, m); none of an area defence.
    pub fn of(world: &World, shot: &ShotTrace, meeting: Vec3) -> Option<Self> {
        let (from, over) = match (shot.shooter, shot.from_ecef_m) {
            (Shooter::Battery(index), _) => {
                let site = world.batteries[index].site.ground();
                let (from, up) = (wgs84::ecef_from_geodetic(&site), site.up_ecef());
                let height_m = (meeting - from).dot(&up);
                let along = meeting - from - up * height_m;
                let rise_m = (RISE_FRACTIONS[0] * height_m).max(RISE_FRACTIONS[1] * along.norm());
                (from, from + along * BEND_FRACTION + up * rise_m)
            }
            (Shooter::Orbit(_), Some(from)) => (from, (from + meeting) * 0.5),
            (Shooter::Orbit(_), None) | (Shooter::Area(_), _) => return None,
        };
        Some(Self { from, over, meeting, launch_s: shot.launch_s, flight_s: shot.meet_s - shot.launch_s })
    }

    /// Where the round is at a time of the raid (s).
    pub fn state(&self, time_s: f64) -> State {
        let Self { from, over, meeting, launch_s, flight_s } = self;
        let share = if *flight_s > 0.0 { (time_s - launch_s) / flight_s } else { 1.0 };
        let left = 1.0 - share;
        let pos_ecef_m = from * (left * left) + over * (2.0 * left * share) + meeting * (share * share);
        let per_share = (over - from) * (2.0 * left) + (meeting - over) * (2.0 * share);
        let vel_ecef_m_s = if *flight_s > 0.0 { per_share / *flight_s } else { Vec3::zeros() };
        State { pos_ecef_m, vel_ecef_m_s }
    }
}
