//! Where the satellites of a run are: orbit phases and working satellites, drawn afresh in each run.

use crate::world::{Constellation, Draws, Shell, Stated, World};
use cupola_core::{EntityKey, Purpose, Stream, Vec3, math};
use cupola_earth::orbit::{Pattern, Walker, WalkerState};
use cupola_earth::satellites::{Phase, Satellites};
use cupola_earth::wgs84::OMEGA_RAD_S;
use std::cell::OnceCell;
use std::collections::HashMap;

/// Positions are worked out once per this many seconds of a raid for tracking and warning.
const POSITION_STEP_S: f64 = 60.0;

/// One shell in one run.
struct ShellOrbits {
    walker: Walker,
    raan0_rad: f64,
    phase0_rad: f64,
    /// Place of its first satellite in the constellation.
    first: usize,
    key: EntityKey,
    /// Chance that a place has a working satellite.
    share: f64,
}

/// One group of satellites on stated orbits in one run.
struct GroupOrbits<'w> {
    satellites: &'w Satellites,
    phase: Phase,
    /// Place of its first satellite in the constellation.
    first: usize,
}

/// One constellation in one run.
struct Fleet<'w> {
    shells: Vec<ShellOrbits>,
    /// Their places follow those of the shells.
    groups: Vec<GroupOrbits<'w>>,
    /// Of those on stated orbits: first place, key, chance that one works.
    stated: (usize, EntityKey, f64),
    /// Places whose satellites work, ascending; drawn when all are asked for.
    up: OnceCell<Vec<u32>>,
    num_places: usize,
}

/// Orbit phases and working satellites of one run.
pub struct Orbits<'w> {
    fleets: Vec<Fleet<'w>>,
    stream: Stream,
}

impl<'w> Orbits<'w> {
    /// Draws them.
    #[must_use]
    pub fn draw(world: &'w World, draws: &Draws, stream: &Stream) -> Self {
        let fleets = world.constellations.iter().map(|c| Fleet::draw(world, c, draws, stream)).collect();
        Self { fleets, stream: *stream }
    }

    /// Satellite places of a constellation.
    #[must_use]
    pub fn num_places(&self, constellation: usize) -> usize {
        self.fleets[constellation].num_places
    }

    /// Places of a constellation whose satellites work, ascending.
    pub(super) fn up(&self, constellation: usize) -> &[u32] {
        let fleet = &self.fleets[constellation];
        let all = || (0..fleet.num_places as u32).filter(|place| fleet.is_up(*place, &self.stream)).collect();
        fleet.up.get_or_init(all)
    }

    /// The first working satellite of a constellation, by place, that is within reach (m) of a point (ECEF, m) at a time of the
    /// campaign (s) and is free.
    pub(super) fn first_in_reach(
        &self,
        constellation: usize,
        time_s: f64,
        point_ecef_m: &Vec3,
        reach_m: f64,
        is_free: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        let fleet = &self.fleets[constellation];
        let serves = |place: u32, position: &Vec3| {
            (position - point_ecef_m).norm() <= reach_m && is_free(place) && fleet.is_up(place, &self.stream)
        };
        let mut found = Vec::new();
        for shell in fleet.shells.iter().filter(|shell| shell.walker.may_be_near(point_ecef_m, reach_m)) {
            let state = shell.walker.at(shell.raan0_rad, shell.phase0_rad, time_s);
            state.may_be_near(point_ecef_m, reach_m, &mut found);
            let first = found.iter().find(|i| serves((shell.first + **i) as u32, &state.position_ecef_m(**i)));
            if let Some(index) = first {
                return Some((shell.first + index) as u32);
            }
        }
        let mut positions = Vec::new();
        fleet.groups.iter().find_map(|group| {
            group.satellites.positions_ecef(&group.phase, time_s, &mut positions);
            let mut places = positions.iter().enumerate().map(|(i, position)| ((group.first + i) as u32, position));
            places.find(|(place, position)| serves(*place, position)).map(|(place, _)| place)
        })
    }

    /// A constellation at a time of the campaign (s).
    pub(super) fn at(&self, constellation: usize, time_s: f64) -> FleetState<'_> {
        let fleet = &self.fleets[constellation];
        let shells = fleet.shells.iter().map(|s| (s.first, s.walker.at(s.raan0_rad, s.phase0_rad, time_s))).collect();
        let groups = fleet.groups.iter().map(|group| {
            let mut positions = Vec::new();
            group.satellites.positions_ecef(&group.phase, time_s, &mut positions);
            (group.first, positions)
        });
        FleetState { shells, groups: groups.collect() }
    }

    /// The working satellites of a constellation at a time of the campaign (s): place, ECEF position (m) and velocity over the
    /// turning Earth (m/s). Those that have decayed are left out.
    #[must_use]
    pub fn working(&self, constellation: usize, time_s: f64) -> Vec<(u32, Vec3, Vec3)> {
        let fleet = &self.fleets[constellation];
        let mut all = Vec::with_capacity(fleet.num_places);
        for shell in &fleet.shells {
            let state = shell.walker.at(shell.raan0_rad, shell.phase0_rad, time_s);
            let each = 0..shell.walker.num_satellites();
            all.extend(each.map(|index| (state.position_ecef_m(index), state.velocity_ecef_m_s(index))));
        }
        let (mut positions, mut velocities) = (Vec::new(), Vec::new());
        for group in &fleet.groups {
            group.satellites.states_ecef(&group.phase, time_s, &mut positions, &mut velocities);
            all.extend(positions.iter().copied().zip(velocities.iter().copied()));
        }
        let up = self.up(constellation).iter().map(|place| (*place, all[*place as usize].0, all[*place as usize].1));
        up.filter(|(_, position, _)| position.x.is_finite()).collect()
    }

    /// The circles on which the working satellites of a constellation are at a time of the campaign (s): rows of radius (m),
    /// inclination (rad), longitude of the node (rad) and argument of latitude (rad). Those that have decayed are left out; of one
    /// on a stated orbit it is the circle through where it is, in its plane.
    pub(super) fn circles(&self, constellation: usize, time_s: f64) -> Vec<[f64; 4]> {
        let [before, now, after] = [-HALF_S, 0.0, HALF_S].map(|shift_s| self.at(constellation, time_s + shift_s));
        let circle_at = |place: &u32| {
            if let Some((state, index)) = now.in_shell(*place) {
                return state.circle(index);
            }
            let position = now.position_ecef_m(*place);
            let moved = after.position_ecef_m(*place) - before.position_ecef_m(*place);
            let carried = Vec3::new(-OMEGA_RAD_S * position.y, OMEGA_RAD_S * position.x, 0.0);
            circle(&position, &(moved / (2.0 * HALF_S) + carried))
        };
        self.up(constellation).iter().map(circle_at).filter(|row| row[0].is_finite()).collect()
    }
}

/// Half the time over which the velocity of a satellite is taken (s).
const HALF_S: f64 = 0.5;
/// A node is defined for planes tilted by more than this (rad); else it is put at longitude 0.
const LEAST_TILT_RAD: f64 = 1e-9;

/// Radius (m), inclination, longitude of the node and argument of latitude (rad) of the circle through a position with the
/// direction of a velocity, both along the axes of the Earth but not turning with it.
fn circle(position_m: &Vec3, velocity_m_s: &Vec3) -> [f64; 4] {
    let normal = position_m.cross(velocity_m_s).normalize();
    let inclination_rad = math::acos_clamped(normal.z);
    let is_tilted = (normal.x * normal.x + normal.y * normal.y).sqrt() > LEAST_TILT_RAD;
    let node = if is_tilted { Vec3::new(-normal.y, normal.x, 0.0).normalize() } else { Vec3::x() };
    let latitude_rad = math::atan2(position_m.dot(&normal.cross(&node)), position_m.dot(&node));
    let node_rad = math::atan2(node.y, node.x);
    [position_m.norm(), inclination_rad, node_rad.rem_euclid(math::TAU), latitude_rad.rem_euclid(math::TAU)]
}

/// A constellation at one moment.
pub(super) struct FleetState<'a> {
    /// First place and state of each shell.
    shells: Vec<(usize, WalkerState<'a>)>,
    /// First place and positions (ECEF, m) of each group.
    groups: Vec<(usize, Vec<Vec3>)>,
}

impl FleetState<'_> {
    /// Position of the satellite at a place (ECEF, m); NaN, which no comparison finds, once it has decayed.
    pub fn position_ecef_m(&self, place: u32) -> Vec3 {
        if let Some((state, index)) = self.in_shell(place) {
            return state.position_ecef_m(index);
        }
        let place = place as usize;
        let (first, positions) = self.groups.iter().rfind(|g| g.0 <= place).expect("it is in no shell");
        positions[place - first]
    }

    /// The shell that a place is in, and the satellite's number there; none of a satellite on a stated orbit.
    fn in_shell(&self, place: u32) -> Option<(&WalkerState<'_>, usize)> {
        let place = place as usize;
        if self.groups.first().is_some_and(|group| group.0 <= place) {
            return None;
        }
        let (first, state) = self.shells.iter().rfind(|s| s.0 <= place).expect("the first of all begins at place 0");
        Some((state, place - first))
    }
}

impl<'w> Fleet<'w> {
    fn draw(world: &World, constellation: &'w Constellation, draws: &Draws, stream: &Stream) -> Self {
        let availability = draws.get(constellation.availability);
        let (mut shells, mut groups, mut num_places) = (Vec::new(), Vec::new(), 0);
        for shell in &constellation.shells {
            let orbits = ShellOrbits::draw(world, shell, num_places, availability, draws, stream);
            num_places += orbits.walker.num_satellites();
            shells.push(orbits);
        }
        let Stated { key, groups: stated, .. } = &constellation.stated;
        let first = (num_places, *key, availability);
        // All stated orbits have one phase, so that they stay as they stand to one another.
        let phase = Phase::draw(stream, *key);
        for satellites in stated.iter().filter(|group| group.num() > 0) {
            groups.push(GroupOrbits { satellites, phase, first: num_places });
            num_places += satellites.num();
        }
        Self { shells, groups, stated: first, up: OnceCell::new(), num_places }
    }

    /// Whether the satellite at a place works.
    fn is_up(&self, place: u32, stream: &Stream) -> bool {
        let place = place as usize;
        let (first, key, share) = if place >= self.stated.0 {
            self.stated
        } else {
            let shell = self.shells.iter().rfind(|s| s.first <= place).expect("the first of all begins at place 0");
            (shell.first, shell.key, shell.share)
        };
        stream.uniform(key, Purpose::Readiness, (place - first) as u64) < share
    }
}

impl ShellOrbits {
    fn draw(world: &World, shell: &Shell, first: usize, availability: f64, draws: &Draws, stream: &Stream) -> Self {
        // Places for the highest number considered, so that each satellite keeps its place in every world.
        let planes = shell.planes.max(1) as usize;
        let highest = world.inputs[shell.satellites.0 as usize].range.high.max(1.0).ceil() as usize;
        let places = highest.div_ceil(planes) * planes;
        let pattern = if shell.is_star { Pattern::Star } else { Pattern::Delta };
        let altitude_m = draws.get(shell.altitude_m);
        let walker = Walker::new(places, planes, shell.phasing_ratio, altitude_m, shell.inclination_rad, pattern)
            .expect("places are a multiple of planes and the altitude was checked");
        let phases = stream.uniform4(shell.key, Purpose::Phase, 0);
        let share = draws.get(shell.satellites).round() / places as f64 * availability;
        let (raan0_rad, phase0_rad) = (math::TAU * phases[0], math::TAU * phases[1]);
        Self { walker, raan0_rad, phase0_rad, first, key: shell.key, share }
    }
}

/// Positions of working satellites that a raid has asked for so far.
#[derive(Default)]
pub(super) struct Positions(HashMap<(u16, u32), Vec<Vec3>>);

impl Positions {
    /// Positions of the working satellites near a time of the raid (ECEF, m; to half a step), in the order of their places.
    pub fn near(&mut self, orbits: &Orbits, start_s: f64, constellation: usize, time_s: f64) -> &[Vec3] {
        let step = (time_s / POSITION_STEP_S).round().max(0.0) as u32;
        self.0.entry((constellation as u16, step)).or_insert_with(|| {
            let state = orbits.at(constellation, start_s + f64::from(step) * POSITION_STEP_S);
            orbits.up(constellation).iter().map(|place| state.position_ecef_m(*place)).collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The point of the circle at its argument of latitude is the position, and a little further on it lies along the velocity;
    /// so too in the plane of the equator.
    #[test]
    fn a_circle_goes_through_its_position_along_its_velocity() {
        let position = Vec3::new(5.1e6, -3.2e6, 4.4e6);
        let across = position.cross(&Vec3::new(0.3, 0.2, -0.9)).normalize() * 7_500.0;
        for (position, velocity) in [
            (position, across),
            (position, -across),
            (Vec3::new(-4.2e7, 1.0e6, 0.0), Vec3::new(-1.0e6, -4.2e7, 0.0) * 7.3e-5),
        ] {
            let [radius_m, inclination_rad, node_rad, latitude_rad] = circle(&position, &velocity);
            let [(sin_i, cos_i), (sin_n, cos_n)] = [inclination_rad, node_rad].map(math::sin_cos);
            let at = |latitude_rad: f64| {
                let (sin_u, cos_u) = math::sin_cos(latitude_rad);
                let (x, y) = (cos_n * cos_u - sin_n * cos_i * sin_u, sin_n * cos_u + cos_n * cos_i * sin_u);
                Vec3::new(x, y, sin_i * sin_u) * radius_m
            };
            assert!((at(latitude_rad) - position).norm() < 1e-5, "{position}");
            let on = (at(latitude_rad + 1e-6) - at(latitude_rad - 1e-6)).normalize();
            assert!((on - velocity.normalize()).norm() < 1e-6, "{on} {velocity}");
        }
    }
}
