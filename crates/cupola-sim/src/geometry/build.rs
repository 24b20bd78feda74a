//! Works out one geometry set: flies every variant and asks every sensor, launcher and area defence about it.

use super::gather::{self, LOOK_RETURNS};
use super::{Crossing, Geometry, NUM_GRID, NUM_VARIANTS, RadarGroup, Route, ShotOption, Variant, View, boost_points};
use crate::world::{Draws, FlightModel, Site, StageModel, TargetKind, World};
use cupola_core::{EntityKey, Mat3, Purpose, Seed, Stream, Vec3, math};
use cupola_earth::wgs84::{self, Geodetic};
use cupola_engage::{Launcher, Window};
use cupola_flight::interceptor::{InterceptorFlight, Published};
use cupola_flight::{
    Ballistic, Cruise, FlightError, FlyoutTable, Glide, QuasiBallistic, Shown, Stage, Staged, State, Trajectory, Turn,
    Vehicle, fly,
};
use cupola_sense::{Radar, radar::RadarSpec};
use cupola_track::Grid;
use std::sync::atomic::{AtomicBool, Ordering};

/// Why a geometry set cannot be worked out.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GeometryError {
    /// A route cannot be flown.
    #[error("{class} from {area} to {asset}: {source}")]
    Route {
        /// Threat class id.
        class: String,
        /// Launch area id.
        area: String,
        /// Asset id.
        asset: String,
        /// Why.
        source: FlightError,
    },
    /// An interceptor's flyout cannot be worked out.
    #[error("interceptor {interceptor}: {source}")]
    Interceptor {
        /// Interceptor id.
        interceptor: String,
        /// Why.
        source: FlightError,
    },
    /// It was stopped on the way.
    #[error("stopped before all routes were flown")]
    Stopped,
}

/// Where interceptor tables come from: [`FlyoutTable::new`], or something that keeps what it gave.
pub type Tables<'a> = dyn Fn(&InterceptorFlight) -> Result<FlyoutTable, FlightError> + Sync + 'a;

/// Steps at which visibility is tried on one trajectory.
const NUM_SIGHT_STEPS: usize = 160;
/// To what the first sight is then found between two of them (s).
const SIGHT_S: f64 = 0.1;

impl Geometry {
    /// Flies every route of the world with the physical inputs of set `set`, until `stop` is set; interceptor tables come from
    /// `tables`.
    ///
    /// # Errors
    /// [`GeometryError::Route`] for the first route that cannot be flown even from the middle of its launch area,
    /// [`GeometryError::Stopped`] where it was stopped before.
    pub fn build(
        world: &World,
        seed: Seed,
        set: u64,
        tables: &Tables<'_>,
        stop: &AtomicBool,
    ) -> Result<Self, GeometryError> {
        let go_on = || if stop.load(Ordering::Relaxed) { Err(GeometryError::Stopped) } else { Ok(()) };
        let physics = Stream::of_physics(seed, set);
        let draws = Draws::new(&world.inputs, &Stream::of_world(seed, 0), &physics);
        let groups = super::radar_groups(world);
        let radars: Vec<Radar> = groups.iter().map(|g| radar(world, &draws, g)).collect();
        let tables = (0..world.interceptors.len())
            .map(|i| go_on().and_then(|()| flyout(world, &draws, i, tables)))
            .collect::<Result<Vec<FlyoutTable>, _>>()?;
        let mut first_magazine = Vec::with_capacity(world.batteries.len());
        let mut num_magazines = 0;
        for battery in &world.batteries {
            first_magazine.push(num_magazines);
            num_magazines += battery.loads.len();
        }
        let builder = Builder {
            world,
            draws: &draws,
            physics: &physics,
            groups: &groups,
            radars: &radars,
            tables: &tables,
            first_magazine: &first_magazine,
        };
        let routes = super::routes(world);
        let mut variants = Vec::with_capacity(routes.len() * NUM_VARIANTS);
        for route in &routes {
            for variant in 0..NUM_VARIANTS {
                go_on()?;
                variants.push(builder.variant(*route, variant as u64)?);
            }
        }
        Ok(Self { routes, variants, groups, first_magazine })
    }
}

/// The radar that the members of a group are.
#[must_use]
pub fn radar(world: &World, draws: &Draws, group: &RadarGroup) -> Radar {
    let sensor = &world.sensors[group.members[0]];
    Radar::new(RadarSpec {
        place: Geodetic { lat_rad: sensor.site.lat_rad, lon_rad: sensor.site.lon_rad, alt_m: sensor.height_m },
        range_m: draws.get(sensor.range_m) * draws.get(sensor.range_fraction),
        reference_rcs_m2: draws.get(sensor.reference_rcs_m2),
        boresight_rad: sensor.boresight_rad,
        sector_rad: draws.get(sensor.sector_rad),
        elevation_min_rad: draws.get(sensor.elevation_min_rad),
        elevation_max_rad: draws.get(sensor.elevation_max_rad),
        range_sigma_m: draws.get(sensor.range_sigma_m),
        angle_sigma_rad: draws.get(sensor.angle_sigma_rad),
        update_s: draws.get(sensor.update_s),
    })
}

fn flyout(world: &World, draws: &Draws, index: usize, tables: &Tables<'_>) -> Result<FlyoutTable, GeometryError> {
    let i = &world.interceptors[index];
    tables(&InterceptorFlight::from(Published {
        boost_s: draws.get(i.boost_s),
        speed_m_s: draws.get(i.speed_m_s),
        range_m: draws.get(i.range_m),
        ceiling_m: draws.get(i.ceiling_m),
        floor_m: draws.get(i.floor_m),
        divert_m_s2: None,
    }))
    .map_err(|source| GeometryError::Interceptor { interceptor: i.id.clone(), source })
}

/// The flight of a variant; where its drawn launch point is out of reach, from the middle of the area to the middle of the
/// asset.
///
/// # Errors
/// [`GeometryError::Route`] where neither can be flown.
pub fn flight(
    world: &World,
    draws: &Draws,
    physics: &Stream,
    route: Route,
    index: u64,
) -> Result<Trajectory, GeometryError> {
    let (class, area, asset) = (&world.classes[route.class], &world.areas[route.area], &world.assets[route.asset]);
    let key = EntityKey::of(&format!("route:{}/{}/{}", class.id, area.id, asset.id)).child(index);
    let u = physics.uniform4(key, Purpose::Place, 0);
    let from = in_disc(area.site, area.radius_m, u[0], u[1]);
    let to = in_disc(asset.site, asset.region_radius_m, u[2], u[3]);
    let vehicle = vehicle(&class.flight, draws);
    let vehicle = match route.way {
        Some(way) => vehicle.through(&world.ways[way].iter().map(|site| site.ground()).collect::<Vec<_>>()),
        None => Ok(vehicle),
    };
    let flown = vehicle.and_then(|vehicle| {
        fly(&vehicle, from, to).or_else(|_| fly(&vehicle, area.site.ground(), asset.site.ground()))
    });
    flown.map_err(|source| GeometryError::Route {
        class: class.id.clone(),
        area: area.id.clone(),
        asset: asset.id.clone(),
        source,
    })
}

struct Builder<'a> {
    world: &'a World,
    draws: &'a Draws,
    physics: &'a Stream,
    groups: &'a [RadarGroup],
    radars: &'a [Radar],
    tables: &'a [FlyoutTable],
    first_magazine: &'a [usize],
}

impl Builder<'_> {
    fn variant(&self, route: Route, index: u64) -> Result<Variant, GeometryError> {
        let class = &self.world.classes[route.class];
        let trajectory = flight(self.world, self.draws, self.physics, route, index)?;
        let duration_s = trajectory.duration_s();
        let burnout_s = trajectory.burnout_s();
        let reach_rcs_m2 = self.draws.get(class.rcs_m2);
        let mut sights: Vec<(usize, Sight)> =
            (0..self.groups.len()).filter_map(|g| self.sight(&trajectory, g, reach_rcs_m2).map(|s| (g, s))).collect();
        // Where more radars see it than a track can name, the earliest count, whatever their order in the file.
        let name = |g: usize| &self.world.sensors[self.groups[g].members[0]].id;
        sights.sort_by(|a, b| a.1.cued_s.total_cmp(&b.1.cued_s).then_with(|| name(a.0).cmp(name(b.0))));
        let first_s = sights.iter().map(|(_, s)| s.cued_s).fold(f64::INFINITY, f64::min);
        let grid_start_s = if burnout_s > 0.0 { first_s.min(burnout_s) } else { first_s.min(duration_s) };
        let grid_step_s = (duration_s - grid_start_s) / (NUM_GRID - 1) as f64;
        let grid = Grid { start_s: grid_start_s, step_s: grid_step_s };
        let views = sights.into_iter().map(|(g, s)| self.view(&trajectory, g, &s, reach_rcs_m2, grid)).collect();
        Ok(Variant {
            duration_s,
            burnout_s,
            apogee_m: trajectory.apogee().1,
            boost: boost_points(&trajectory),
            coast: super::coast_points(&trajectory),
            speed_m_s: mean_speed_m_s(&trajectory),
            grid_start_s,
            grid_step_s,
            disturbances: gather::disturbances(class, self.draws, &trajectory, grid).into(),
            views,
            shots: self.shots(&trajectory, class.kind),
            crossings: self.crossings(&trajectory, class.kind),
        })
    }

    /// When a radar group first sees the target, cued and uncued.
    fn sight(&self, trajectory: &Trajectory, group: usize, rcs_m2: f64) -> Option<Sight> {
        let radar = &self.radars[group];
        let cued_m = radar.range_against_m(rcs_m2);
        let uncued_m = cued_m * self.draws.get(self.world.doctrine.uncued_fraction);
        let end_s = trajectory.duration_s();
        let step_s = end_s / NUM_SIGHT_STEPS as f64;
        let position = radar.position_ecef_m();
        let mut sight = Sight { cued_s: f64::INFINITY, uncued_s: f64::INFINITY };
        let (mut time_s, mut before_s) = (0.0, 0.0);
        let mut cursor = trajectory.cursor();
        while time_s <= end_s {
            let target = cursor.state(time_s).pos_ecef_m;
            let gap_m = (target - position).norm() - cued_m;
            if gap_m > 0.0 {
                // Nothing moves faster than 8.5 km/s here, so nothing is missed by waiting for the gap to close.
                before_s = time_s;
                time_s += (gap_m / 8_500.0).max(step_s);
                continue;
            }
            if radar.sees(&target, cued_m) {
                if sight.cued_s.is_infinite() {
                    sight.cued_s = change_s(trajectory, radar, cued_m, [before_s, time_s]);
                }
                if radar.sees(&target, uncued_m) {
                    sight.uncued_s = change_s(trajectory, radar, uncued_m, [before_s.max(sight.cued_s), time_s]);
                    break;
                }
            }
            before_s = time_s;
            time_s += step_s;
        }
        sight.cued_s.is_finite().then_some(sight)
    }

    fn view(&self, trajectory: &Trajectory, group: usize, sight: &Sight, rcs_m2: f64, grid: Grid) -> View {
        let Grid { start_s, step_s } = grid;
        let radar = &self.radars[group];
        let reach_m = radar.range_against_m(rcs_m2);
        let mut information = vec![Mat3::zeros(); NUM_GRID];
        let mut returns = vec![0.0_f32; NUM_GRID];
        let mut cursor = trajectory.cursor();
        let mut was_seen = false;
        for i in 0..NUM_GRID {
            let end_s = (start_s + i as f64 * step_s).min(trajectory.duration_s() - 1.0);
            let (mut from_s, mut until_s) = (end_s - step_s, end_s);
            if until_s <= sight.cued_s {
                continue;
            }
            let is_first = from_s <= sight.cued_s;
            if is_first {
                (from_s, was_seen) = (sight.cued_s, true);
            }
            let target = cursor.state(end_s).pos_ecef_m;
            let is_seen = radar.sees(&target, reach_m);
            if is_seen != was_seen {
                let change_s = change_s(trajectory, radar, reach_m, [from_s, until_s]);
                if is_seen { from_s = change_s } else { until_s = change_s }
            }
            if is_seen || was_seen {
                // It looks at first sight, and from then on at its interval.
                let num = LOOK_RETURNS * (f64::from(u8::from(is_first)) + (until_s - from_s) / radar.update_s());
                let middle = trajectory.position_ecef_m(0.5 * (from_s + until_s));
                information[i] = radar.information(&middle) * num;
                returns[i] = num as f32;
            }
            was_seen = is_seen;
        }
        View { group, cued_s: sight.cued_s as f32, uncued_s: sight.uncued_s as f32, information, returns }
    }

    fn shots(&self, trajectory: &Trajectory, kind: TargetKind) -> Vec<ShotOption> {
        let mut shots = Vec::new();
        for (b, battery) in self.world.batteries.iter().enumerate() {
            for (l, load) in battery.loads.iter().enumerate() {
                let interceptor = &self.world.interceptors[load.interceptor];
                if interceptor.kill_probability[kind as usize].is_none() {
                    continue;
                }
                let launcher = Launcher {
                    place: battery.site.ground(),
                    range_m: self.draws.get(interceptor.range_m),
                    facing_rad: battery.facing_rad,
                    sector_rad: battery.sector_rad,
                };
                if let Some(window) = Window::new(trajectory, &launcher, &self.tables[load.interceptor]) {
                    let magazine = (self.first_magazine[b] + l) as u16;
                    shots.push(ShotOption { battery: b as u16, load: l as u16, magazine, window });
                }
            }
        }
        shots
    }

    fn crossings(&self, trajectory: &Trajectory, kind: TargetKind) -> Vec<Crossing> {
        let mut crossings = Vec::new();
        for (index, area) in self.world.area_defences.iter().enumerate() {
            if area.success_probability[kind as usize].is_none() {
                continue;
            }
            if let Some((enter_s, exit_s)) = inside(trajectory, area.site, self.draws.get(area.radius_m)) {
                crossings.push(Crossing { area_defence: index as u16, enter_s: enter_s as f32, exit_s: exit_s as f32 });
            }
        }
        crossings
    }
}

struct Sight {
    cued_s: f64,
    uncued_s: f64,
}

/// When, between two moments, a radar begins to see a flight as at the later one, or ceases to (s since launch).
fn change_s(trajectory: &Trajectory, radar: &Radar, reach_m: f64, [mut from_s, mut until_s]: [f64; 2]) -> f64 {
    let is_seen = |time_s: f64| radar.sees(&trajectory.position_ecef_m(time_s), reach_m);
    let at_last = is_seen(until_s);
    while until_s - from_s > SIGHT_S {
        let middle_s = 0.5 * (from_s + until_s);
        (from_s, until_s) = if is_seen(middle_s) == at_last { (from_s, middle_s) } else { (middle_s, until_s) };
    }
    until_s
}

/// First and last time over a disc.
fn inside(trajectory: &Trajectory, site: Site, radius_m: f64) -> Option<(f64, f64)> {
    let up = wgs84::ecef_from_geodetic(&site.ground()).normalize();
    let end_s = trajectory.duration_s();
    let (mut enter_s, mut exit_s) = (None, 0.0);
    let mut time_s = 0.0;
    let mut cursor = trajectory.cursor();
    while time_s <= end_s {
        let State { pos_ecef_m: position, vel_ecef_m_s: velocity } = cursor.state(time_s);
        let ground_m = math::acos_clamped(up.dot(&position) / position.norm()) * wgs84::MEAN_RADIUS_M;
        let speed_m_s = velocity.norm().max(1.0);
        if ground_m <= radius_m {
            enter_s = enter_s.or(Some(time_s));
            exit_s = time_s;
        } else if enter_s.is_some() {
            break;
        }
        let step_m = (ground_m - radius_m).max(radius_m / 40.0);
        time_s += step_m / speed_m_s;
    }
    enter_s.map(|enter_s| (enter_s, if time_s > end_s { end_s } else { exit_s }))
}

fn mean_speed_m_s(trajectory: &Trajectory) -> f64 {
    let length = |a: Vec3, b: Vec3| (a - b).norm();
    let end_s = trajectory.duration_s();
    let times = (0..=16).map(|i| end_s * f64::from(i) / 16.0);
    let points: Vec<Vec3> = trajectory.states(times).map(|s| s.pos_ecef_m).collect();
    points.windows(2).map(|w| length(w[0], w[1])).sum::<f64>() / end_s
}

/// A point of a disc from two uniform numbers, evenly over its area.
fn in_disc(centre: Site, radius_m: f64, u: f64, v: f64) -> Geodetic {
    if radius_m <= 0.0 {
        return centre.ground();
    }
    let mut place = wgs84::destination(&centre.ground(), math::TAU * v, radius_m * u.sqrt());
    place.alt_m = 0.0;
    place
}

/// The vehicle of a way to fly, its numbers taken from `draws`.
#[must_use]
pub fn vehicle(flight: &FlightModel, draws: &Draws) -> Vehicle {
    let get = |id| draws.get(id);
    match *flight {
        FlightModel::Ballistic { burn_s, burnout_altitude_m, max_range_m, ballistic_coefficient_kg_m2 } => {
            Vehicle::Ballistic(Ballistic {
                burn_s: get(burn_s),
                burnout_altitude_m: get(burnout_altitude_m),
                max_range_m: get(max_range_m),
                ballistic_coefficient_kg_m2: get(ballistic_coefficient_kg_m2),
                apogee_m: None,
            })
        }
        FlightModel::Staged {
            ref stages,
            payload_kg,
            drag_area_m2,
            ballistic_coefficient_kg_m2,
            shown,
            max_range_m: _,
        } => Vehicle::Staged(Staged {
            stages: stages.iter().map(|stage| stage_of(stage, draws)).collect(),
            payload_kg: get(payload_kg),
            drag_area_m2: get(drag_area_m2),
            ballistic_coefficient_kg_m2: get(ballistic_coefficient_kg_m2),
            shown: shown.map(|(apogee_m, range_m)| Shown { apogee_m: get(apogee_m), range_m: get(range_m) }),
            apogee_m: None,
        }),
        FlightModel::QuasiBallistic {
            burn_s,
            burnout_altitude_m,
            max_range_m,
            apogee_m,
            ballistic_coefficient_kg_m2,
            lift_to_drag,
            dive_speed_m_s,
            terminal_dive_rad,
        } => Vehicle::QuasiBallistic(QuasiBallistic {
            burn_s: get(burn_s),
            burnout_altitude_m: get(burnout_altitude_m),
            max_range_m: get(max_range_m),
            apogee_m: get(apogee_m),
            ballistic_coefficient_kg_m2: get(ballistic_coefficient_kg_m2),
            lift_to_drag: get(lift_to_drag),
            dive_speed_m_s: get(dive_speed_m_s),
            terminal_dive_rad: get(terminal_dive_rad),
        }),
        FlightModel::Glide {
            burn_s,
            burnout_altitude_m,
            max_range_m,
            glide_speed_m_s,
            glide_altitude_m,
            lift_to_drag,
            ballistic_coefficient_kg_m2,
            terminal_dive_rad,
        } => Vehicle::Glide(Glide {
            burn_s: get(burn_s),
            burnout_altitude_m: get(burnout_altitude_m),
            max_range_m: get(max_range_m),
            glide_speed_m_s: get(glide_speed_m_s),
            glide_altitude_m: get(glide_altitude_m),
            lift_to_drag: get(lift_to_drag),
            ballistic_coefficient_kg_m2: get(ballistic_coefficient_kg_m2),
            terminal_dive_rad: get(terminal_dive_rad),
            peak_altitude_m: None,
            aero_by_speed: Vec::new(),
            damping_fraction: SMOOTH,
            bank_max_rad: BANK_MAX_RAD,
            waypoints: Vec::new(),
        }),
        FlightModel::Cruise { speed_m_s, altitude_m, max_range_m } => Vehicle::Cruise(Cruise {
            speed_m_s: get(speed_m_s),
            altitude_m: get(altitude_m),
            max_range_m: get(max_range_m),
            waypoints: Vec::new(),
            turn: Turn::Bank { bank_rad: CRUISE_BANK_RAD },
        }),
    }
}

/// Glides settle without skips.
const SMOOTH: f64 = 1.0;
/// Bank of gliders in their corrections, and of cruise missiles in turns (rad). Assumed, 0.5 to 1.3 and 0.3 to 1.0.
const BANK_MAX_RAD: f64 = 1.0;
const CRUISE_BANK_RAD: f64 = 0.6;

fn stage_of(stage: &StageModel, draws: &Draws) -> Stage {
    Stage {
        thrust_n: draws.get(stage.thrust_n),
        burn_s: draws.get(stage.burn_s),
        propellant_kg: draws.get(stage.propellant_kg),
        inert_kg: draws.get(stage.inert_kg),
        coast_s: draws.get(stage.coast_s),
    }
}
