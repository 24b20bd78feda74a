//! Where the satellites of a run are: orbit phases and working satellites, drawn afresh in each run.

use super::Context;
use crate::world::{Constellation, Draws, Shell, Stated, World};
use cupola_core::{Purpose, Stream, Vec3, math};
use cupola_earth::orbit::{Pattern, Walker, WalkerState};
use cupola_earth::satellites::{Phase, Satellites};
use std::collections::HashMap;

/// Positions are worked out once per this many seconds of a raid for tracking, warning and the choice of near satellites.
pub(super) const POSITION_STEP_S: f64 = 60.0;

/// One shell in one run.
struct ShellOrbits {
    walker: Walker,
    raan0_rad: f64,
    phase0_rad: f64,
    /// Place of its first satellite in the constellation.
    first: usize,
}

/// One group of satellites on stated orbits in one run.
struct GroupOrbits<'w> {
    satellites: &'w Satellites,
    phase: Phase,
    /// Place of its first satellite in the constellation.
    first: usize,
}

/// One constellation in one run.
#[derive(Default)]
struct Fleet<'w> {
    shells: Vec<ShellOrbits>,
    /// Their places follow those of the shells.
    groups: Vec<GroupOrbits<'w>>,
    /// Places whose satellites work, ascending.
    up: Vec<u32>,
    num_places: usize,
}

/// Orbit phases and working satellites of one run.
pub struct Orbits<'w>(Vec<Fleet<'w>>);

impl<'w> Orbits<'w> {
    /// Draws them.
    #[must_use]
    pub fn draw(world: &'w World, draws: &Draws, stream: &Stream) -> Self {
        Self(world.constellations.iter().map(|c| Fleet::draw(world, c, draws, stream)).collect())
    }

    /// Satellite places of a constellation.
    #[must_use]
    pub fn num_places(&self, constellation: usize) -> usize {
        self.0[constellation].num_places
    }

    /// Places of a constellation whose satellites work, ascending.
    pub(super) fn up(&self, constellation: usize) -> &[u32] {
        &self.0[constellation].up
    }

    /// A constellation at a time of the campaign (s).
    pub(super) fn at(&self, constellation: usize, time_s: f64) -> FleetState<'_> {
        let fleet = &self.0[constellation];
        let shells = fleet.shells.iter().map(|s| (s.first, s.walker.at(s.raan0_rad, s.phase0_rad, time_s))).collect();
        let groups = fleet.groups.iter().map(|group| {
            let mut positions = Vec::new();
            group.satellites.positions_ecef(&group.phase, time_s, &mut positions);
            (group.first, positions)
        });
        FleetState { shells, groups: groups.collect() }
    }
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
        let place = place as usize;
        if let Some((first, positions)) = self.groups.iter().rfind(|g| g.0 <= place) {
            return positions[place - first];
        }
        let (first, state) = self.shells.iter().rfind(|s| s.0 <= place).expect("the first of all begins at place 0");
        state.position_ecef_m(place - first)
    }
}

impl<'w> Fleet<'w> {
    fn draw(world: &World, constellation: &'w Constellation, draws: &Draws, stream: &Stream) -> Self {
        let mut fleet = Self::default();
        let availability = draws.get(constellation.availability);
        for shell in &constellation.shells {
            fleet.add(world, shell, availability, draws, stream);
        }
        fleet.add_stated(&constellation.stated, availability, stream);
        fleet
    }

    /// All stated orbits have one phase, so that they stay as they stand to one another.
    fn add_stated(&mut self, stated: &'w Stated, availability: f64, stream: &Stream) {
        let phase = Phase::draw(stream, stated.key);
        let before = self.num_places;
        let is_up = |i: &usize| stream.uniform(stated.key, Purpose::Readiness, *i as u64) < availability;
        self.up.extend((0..stated.num()).filter(is_up).map(|i| (before + i) as u32));
        for satellites in stated.groups.iter().filter(|group| group.num() > 0) {
            self.groups.push(GroupOrbits { satellites, phase, first: self.num_places });
            self.num_places += satellites.num();
        }
    }

    fn add(&mut self, world: &World, shell: &Shell, availability: f64, draws: &Draws, stream: &Stream) {
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
        let first = self.num_places;
        let is_up = |i: &usize| stream.uniform(shell.key, Purpose::Readiness, *i as u64) < share;
        self.up.extend((0..places).filter(is_up).map(|i| (first + i) as u32));
        self.num_places += places;
        let (raan0_rad, phase0_rad) = (math::TAU * phases[0], math::TAU * phases[1]);
        self.shells.push(ShellOrbits { walker, raan0_rad, phase0_rad, first });
    }
}

/// Places of the working satellites of a constellation within a distance (m) of a point (ECEF, m) near a time of the raid (to
/// half a step), ascending.
pub(super) fn near_places(
    ctx: &Context<'_>,
    positions: &mut Positions,
    constellation: usize,
    time_s: f64,
    point_ecef_m: &Vec3,
    within_m: f64,
) -> Vec<u32> {
    let fleet = &ctx.orbits.0[constellation];
    let is_near = |position: &Vec3| (position - point_ecef_m).norm_squared() <= within_m * within_m;
    if !fleet.groups.is_empty() {
        let near = positions.near(ctx.orbits, ctx.start_s, constellation, time_s);
        return fleet.up.iter().zip(near).filter(|(_, position)| is_near(position)).map(|(place, _)| *place).collect();
    }
    let (mut places, mut found) = (Vec::new(), Vec::new());
    for shell in &fleet.shells {
        let state = shell.walker.at(shell.raan0_rad, shell.phase0_rad, ctx.start_s + step_start_s(time_s));
        state.may_be_near(point_ecef_m, within_m, &mut found);
        let near = found.iter().filter(|index| is_near(&state.position_ecef_m(**index)));
        let near = near.map(|index| (shell.first + index) as u32);
        places.extend(near.filter(|place| fleet.up.binary_search(place).is_ok()));
    }
    places
}

/// The full step nearest to a time of the raid (s).
fn step_start_s(time_s: f64) -> f64 {
    (time_s / POSITION_STEP_S).round().max(0.0) * POSITION_STEP_S
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
