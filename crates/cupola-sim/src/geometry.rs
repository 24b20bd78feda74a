//! What does not change from run to run: trajectories, who sees them when, and where they can be met.
//!
//! One [`Geometry`] is one set of drawn physical inputs. A study builds a few of them once; every run of a world uses
//! the world's set, so that a run is lookups and draws. A *route* is a threat class from a launch area to an asset; each
//! route has a few *variants* with their own launch and aim points.

mod build;
mod gather;

use crate::world::{FlightModel, InputId, StageModel, World};
use cupola_core::{Mat3, Vec3};
use cupola_earth::wgs84;
use cupola_engage::Window;
use cupola_flight::{State, Trajectory};
use cupola_track::Disturbance;
use std::sync::Arc;

pub use build::{GeometryError, Tables, flight, radar, vehicle};
pub use gather::{Gathered, GrowingTrack, LOOK_RETURNS};

/// Launch and aim points per route in one geometry set.
pub const NUM_VARIANTS: usize = 4;
/// Radar groups counted on one trajectory, at most: the earliest to see it.
pub const MAX_VIEWS: usize = 128;
/// Grid points of a track's timeline.
pub const NUM_GRID: usize = 48;

/// A class flying from an area to an asset, straight or on a way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// Threat class.
    pub class: usize,
    /// Launch area.
    pub area: usize,
    /// Asset aimed at.
    pub asset: usize,
    /// Way, index into [`World::ways`]; none flies straight.
    pub way: Option<usize>,
}

/// Radars of one kind at one place, which act as one for tracking.
#[derive(Debug, Clone)]
pub struct RadarGroup {
    /// Members, indices into [`World::sensors`].
    pub members: Vec<usize>,
    /// Owner.
    pub nation: usize,
}

/// What one radar group sees of one variant.
#[derive(Debug, Clone)]
pub struct View {
    /// Radar group.
    pub group: usize,
    /// First sight when pointed there by a cue (s since launch).
    pub cued_s: f32,
    /// First sight without a cue; infinite where it never happens.
    pub uncued_s: f32,
    /// Position information gathered between grid points (1/m²), once in sight when cued.
    pub information: Vec<Mat3>,
    /// Returns expected behind it.
    pub returns: Vec<f32>,
}

/// A launcher that can meet a variant.
#[derive(Debug, Clone)]
pub struct ShotOption {
    /// Battery.
    pub battery: u16,
    /// Load of that battery.
    pub load: u16,
    /// Magazine: running number over all loads of all batteries.
    pub magazine: u16,
    /// When and where.
    pub window: Window,
}

/// The time a variant spends over an area defence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Area defence.
    pub area_defence: u16,
    /// Enters (s since launch).
    pub enter_s: f32,
    /// Leaves or lands.
    pub exit_s: f32,
}

/// A point of a flight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathPoint {
    /// Time since launch (s).
    pub time_s: f64,
    /// Where (ECEF, m).
    pub pos_ecef_m: Vec3,
    /// Velocity over the turning Earth (ECEF, m/s).
    pub vel_ecef_m_s: Vec3,
    /// Altitude (m).
    pub altitude_m: f64,
}

/// One flown trajectory and everything known about it beforehand.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Time of flight (s).
    pub duration_s: f64,
    /// End of boost (s); 0 without one.
    pub burnout_s: f64,
    /// Greatest altitude (m).
    pub apogee_m: f64,
    /// Points of the boost every [`BOOST_STEP_S`], the last at burnout, for sensors and interceptors in orbit.
    pub boost: Vec<PathPoint>,
    /// Evenly spaced points from burnout to impact, for satellites; empty without a boost.
    pub coast: Vec<PathPoint>,
    /// Mean speed (m/s).
    pub speed_m_s: f64,
    /// Start and step of the track grid (s); step 0 where nothing sees it.
    pub grid_start_s: f64,
    /// Grid step (s).
    pub grid_step_s: f64,
    /// What a filter does not know of the motion, by grid step.
    pub disturbances: Arc<[Disturbance]>,
    /// Who sees it.
    pub views: Vec<View>,
    /// Who can shoot at it.
    pub shots: Vec<ShotOption>,
    /// Area defences it crosses.
    pub crossings: Vec<Crossing>,
}

/// Spacing of the boost points (s).
pub const BOOST_STEP_S: f64 = 5.0;
/// Points of a flight after burnout.
pub const NUM_COAST: usize = 64;

/// One set of drawn physical inputs, worked out.
#[derive(Debug, Clone)]
pub struct Geometry {
    /// Routes, sorted.
    pub routes: Vec<Route>,
    /// [`NUM_VARIANTS`] per route, in route order.
    pub variants: Vec<Variant>,
    /// Radar groups.
    pub groups: Vec<RadarGroup>,
    /// First magazine number of each battery.
    pub first_magazine: Vec<usize>,
}

impl Geometry {
    /// The variant of a route.
    #[must_use]
    pub fn variant_index(&self, route: Route, variant: usize) -> Option<usize> {
        self.routes.binary_search(&route).ok().map(|r| r * NUM_VARIANTS + variant)
    }
}

/// All routes the world's raids fly, sorted.
#[must_use]
pub fn routes(world: &World) -> Vec<Route> {
    let mut routes: Vec<Route> = world
        .raids
        .iter()
        .flat_map(|raid| &raid.groups)
        .flat_map(|g| {
            g.areas.iter().flat_map(move |(area, _)| {
                let (class, area, way) = (g.class, *area, g.way);
                g.aims.iter().map(move |(asset, _)| Route { class, area, asset: *asset, way })
            })
        })
        .collect();
    routes.sort_unstable();
    routes.dedup();
    routes
}

/// Radars of one catalogue kind at one place, gathered.
#[must_use]
pub fn radar_groups(world: &World) -> Vec<RadarGroup> {
    let mut groups: Vec<RadarGroup> = Vec::new();
    for (index, sensor) in world.sensors.iter().enumerate() {
        let same = |g: &&mut RadarGroup| {
            let first = &world.sensors[g.members[0]];
            first.nation == sensor.nation
                && first.site == sensor.site
                && first.range_m == sensor.range_m
                && first.range_fraction == sensor.range_fraction
                && first.boresight_rad == sensor.boresight_rad
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.members.push(index),
            None => groups.push(RadarGroup { members: vec![index], nation: sensor.nation }),
        }
    }
    groups
}

/// Marks every input that shapes a [`Geometry`] (or a cached track) as physical, so that it is drawn once per set.
pub fn mark_physical(world: &mut World) {
    let mut ids: Vec<InputId> = vec![world.doctrine.uncued_fraction, world.doctrine.firm_sigma_m];
    for class in &world.classes {
        ids.extend([class.rcs_m2, class.manoeuvre_m_s2]);
        ids.extend(flight_inputs(&class.flight));
    }
    for i in &world.interceptors {
        ids.extend([i.boost_s, i.speed_m_s, i.range_m, i.ceiling_m, i.floor_m]);
    }
    for s in &world.sensors {
        ids.extend([
            s.range_m,
            s.range_fraction,
            s.reference_rcs_m2,
            s.sector_rad,
            s.elevation_min_rad,
            s.elevation_max_rad,
        ]);
        ids.extend([s.range_sigma_m, s.angle_sigma_rad, s.update_s]);
    }
    ids.extend(world.area_defences.iter().map(|a| a.radius_m));
    for id in ids {
        world.inputs[id.0 as usize].is_physical = true;
    }
}

/// What shapes a [`Geometry`] and the tracks kept with it, as text: worlds marked alike that agree in it have the same ones, for
/// every seed and set.
///
/// More is in it than is read, so that a change is taken for harmless only where it surely is.
#[must_use]
pub fn shape(world: &World) -> String {
    let physical = world.inputs.iter().enumerate().filter(|(_, input)| input.is_physical);
    let inputs: Vec<_> = physical.map(|(id, input)| (id, &input.key, &input.range)).collect();
    let doctrine = (world.doctrine.uncued_fraction, world.doctrine.firm_sigma_m);
    let raids = (&world.areas, &world.ways, &world.raids, &world.classes);
    let defence = (&world.assets, &world.interceptors, &world.sensors, &world.batteries, &world.area_defences);
    format!("{:?}", (inputs, doctrine, raids, defence))
}

/// The inputs that a way to fly rests on.
#[must_use]
pub fn flight_inputs(flight: &FlightModel) -> Vec<InputId> {
    match *flight {
        FlightModel::Ballistic { burn_s, burnout_altitude_m, max_range_m, ballistic_coefficient_kg_m2 } => {
            vec![burn_s, burnout_altitude_m, max_range_m, ballistic_coefficient_kg_m2]
        }
        FlightModel::Staged {
            ref stages,
            payload_kg,
            drag_area_m2,
            ballistic_coefficient_kg_m2,
            shown,
            max_range_m: _,
        } => {
            let each = |s: &StageModel| [s.thrust_n, s.burn_s, s.propellant_kg, s.inert_kg, s.coast_s];
            let mut ids: Vec<InputId> = stages.iter().flat_map(each).collect();
            // Nothing follows the last stage: its coast is no part of the flight.
            ids.pop();
            ids.extend([payload_kg, drag_area_m2, ballistic_coefficient_kg_m2]);
            ids.extend(shown.iter().flat_map(|(apogee_m, range_m)| [*apogee_m, *range_m]));
            ids
        }
        FlightModel::QuasiBallistic {
            burn_s,
            burnout_altitude_m,
            max_range_m,
            apogee_m,
            ballistic_coefficient_kg_m2,
            lift_to_drag,
            dive_speed_m_s,
            terminal_dive_rad,
        } => vec![
            burn_s,
            burnout_altitude_m,
            max_range_m,
            apogee_m,
            ballistic_coefficient_kg_m2,
            lift_to_drag,
            dive_speed_m_s,
            terminal_dive_rad,
        ],
        FlightModel::Glide {
            burn_s,
            burnout_altitude_m,
            max_range_m,
            glide_speed_m_s,
            glide_altitude_m,
            lift_to_drag,
            ballistic_coefficient_kg_m2,
            terminal_dive_rad,
        } => vec![
            burn_s,
            burnout_altitude_m,
            max_range_m,
            glide_speed_m_s,
            glide_altitude_m,
            lift_to_drag,
            ballistic_coefficient_kg_m2,
            terminal_dive_rad,
        ],
        FlightModel::Cruise { speed_m_s, altitude_m, max_range_m } => vec![speed_m_s, altitude_m, max_range_m],
    }
}

/// Points of a boost, from the trajectory.
fn boost_points(trajectory: &Trajectory) -> Vec<PathPoint> {
    let num = (trajectory.burnout_s() / BOOST_STEP_S).ceil() as usize;
    (0..=num).map(|i| point(trajectory, (i as f64 * BOOST_STEP_S).min(trajectory.burnout_s()))).collect()
}

/// Points of the flight after burnout.
fn coast_points(trajectory: &Trajectory) -> Vec<PathPoint> {
    let (from_s, end_s) = (trajectory.burnout_s(), trajectory.duration_s());
    if from_s <= 0.0 {
        return Vec::new();
    }
    let step_s = (end_s - from_s) / (NUM_COAST - 1) as f64;
    (0..NUM_COAST).map(|i| point(trajectory, from_s + i as f64 * step_s)).collect()
}

fn point(trajectory: &Trajectory, time_s: f64) -> PathPoint {
    let State { pos_ecef_m, vel_ecef_m_s } = trajectory.state(time_s);
    PathPoint { time_s, pos_ecef_m, vel_ecef_m_s, altitude_m: wgs84::altitude_m(&pos_ecef_m) }
}
