//! What of a scenario can be drawn before anything is played: who and what is where, how far it reaches, and what it rests on.
//!
//! All numbers are likely values; none is drawn.

mod rests;

use crate::summarise::describe;
use crate::summary::ArmInfo;
use cupola_core::math;
use cupola_sim::geometry;
use cupola_sim::rules::Rules;
use cupola_sim::world::{self, Draws, InputId, Site, SpaceRole, World};
use rests::{Of, Rests};

/// A scenario to be drawn. Lists are in the order of the scenario.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Scene {
    /// Scenario id.
    pub name: String,
    /// Hash of the scenario's text.
    pub hash: String,
    /// Printed title.
    pub title: String,
    /// The question asked.
    pub question: String,
    /// Arms, the base first, with their agreements.
    pub arms: Vec<ArmInfo>,
    /// Nations.
    pub nations: Vec<Named>,
    /// Defended places.
    pub places: Vec<Place>,
    /// Batteries and ships.
    pub batteries: Vec<Battery>,
    /// Radars, those of batteries among them.
    pub sensors: Vec<Sensor>,
    /// Guns, fighters, jamming over an area.
    pub area_defences: Vec<AreaDefence>,
    /// Where threats are launched.
    pub launch_areas: Vec<LaunchArea>,
    /// Constellations.
    pub constellations: Vec<Constellation>,
    /// Threat classes.
    pub threat_classes: Vec<ThreatClass>,
    /// Interceptors.
    pub interceptors: Vec<Interceptor>,
    /// Raids.
    pub raids: Vec<Raid>,
    /// Id of the raid that a replay shows.
    pub headline_raid: String,
}

/// An id and a printed name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Named {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
}

/// A defended place.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Place {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Nation id.
    pub nation: String,
    /// Latitude (deg, north positive).
    pub lat_deg: f64,
    /// Longitude (deg, east positive).
    pub lon_deg: f64,
    /// Abstract value.
    pub value: f64,
    /// Aim points are spread over a disc of this radius (m).
    pub radius_m: f64,
}

/// A battery or ship.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Battery {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// `battery` or `ship`.
    pub kind: &'static str,
    /// Nation id.
    pub nation: String,
    /// Latitude (deg, north positive).
    pub lat_deg: f64,
    /// Longitude (deg, east positive).
    pub lon_deg: f64,
    /// Middle of the sector it fires into (deg, clockwise from north); none where it fires all round.
    pub facing_deg: Option<f64>,
    /// Full width of that sector (deg); none where it fires all round.
    pub sector_deg: Option<f64>,
    /// What it fires.
    pub loads: Vec<Load>,
    /// Ids of the places in its reach that the first arm lets it shoot for on the first day of the raids.
    pub defends: Vec<String>,
    /// Ids of the catalogue entries that it, its rounds and its radar rest on.
    pub rests_on: Vec<String>,
}

/// A launcher load.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Load {
    /// Interceptor id.
    pub interceptor: String,
    /// Its printed name.
    pub name: String,
    /// Rounds on launchers and beside them.
    pub rounds: f64,
    /// Greatest ground range of an intercept (m): the engagement model looks for meetings within it. How far the round gets by
    /// the time a target is there, and the track, bound it further.
    pub reach_m: f64,
    /// Least altitude of an intercept (m).
    pub lowest_m: f64,
    /// Greatest altitude of an intercept (m).
    pub highest_m: f64,
}

/// A radar.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Sensor {
    /// Id.
    pub id: String,
    /// Printed name: its battery's, else its id.
    pub name: String,
    /// Nation id.
    pub nation: String,
    /// Id of the battery whose own radar it is.
    pub battery: Option<String>,
    /// Latitude (deg, north positive).
    pub lat_deg: f64,
    /// Longitude (deg, east positive).
    pub lon_deg: f64,
    /// Range when pointed by a cue (m) against a target of `reference_rcs_m2`; above the horizon only.
    pub range_m: f64,
    /// Cross section for which the range holds (m²).
    pub reference_rcs_m2: f64,
    /// Middle of its sector (deg, clockwise from north); none where it sees all round.
    pub facing_deg: Option<f64>,
    /// Full width of that sector (deg); none where it sees all round.
    pub sector_deg: Option<f64>,
    /// Lowest elevation (deg).
    pub lowest_deg: f64,
    /// Highest elevation (deg).
    pub highest_deg: f64,
    /// Ids of the catalogue entries it rests on.
    pub rests_on: Vec<String>,
}

/// An area defence.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct AreaDefence {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Nation id.
    pub nation: String,
    /// Latitude (deg, north positive).
    pub lat_deg: f64,
    /// Longitude (deg, east positive).
    pub lon_deg: f64,
    /// Radius (m).
    pub radius_m: f64,
    /// Ids of the catalogue entries it rests on.
    pub rests_on: Vec<String>,
}

/// A launch area.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LaunchArea {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Latitude (deg, north positive).
    pub lat_deg: f64,
    /// Longitude (deg, east positive).
    pub lon_deg: f64,
    /// Launch points are spread over a disc of this radius (m).
    pub radius_m: f64,
}

/// A constellation.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Constellation {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Nation id.
    pub nation: String,
    /// `interceptor`, `warning` or `tracking`.
    pub role: &'static str,
    /// Satellites up on the first day of the raids.
    pub num_satellites: f64,
    /// Share of them that works on that day; 0 where the constellation is in service only later.
    pub fielded_fraction: f64,
    /// Ids of the catalogue entries it rests on.
    pub rests_on: Vec<String>,
}

/// A threat class.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ThreatClass {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Report row.
    pub group: String,
    /// Ids of the catalogue entries it rests on.
    pub rests_on: Vec<String>,
}

/// An interceptor.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Interceptor {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Ids of the catalogue entries it rests on.
    pub rests_on: Vec<String>,
}

/// A raid.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Raid {
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Warheads and airframes launched, likely.
    pub threats: f64,
}

/// The scene of a world; `hash` is that of the scenario's text.
#[must_use]
pub fn scene(world: &World, hash: &str) -> Scene {
    let from = Drawing::of(world);
    Scene {
        name: world.name.clone(),
        hash: hash.to_owned(),
        title: world.title.clone(),
        question: world.question.clone(),
        arms: world.arms.iter().map(|arm| describe::arm(world, arm)).collect(),
        nations: world.nations.iter().map(|n| Named { id: n.id.clone(), name: n.name.clone() }).collect(),
        places: world.assets.iter().map(|a| from.place(a)).collect(),
        batteries: (0..world.batteries.len()).map(|index| from.battery(index)).collect(),
        sensors: (0..world.sensors.len()).map(|index| from.sensor(index)).collect(),
        area_defences: world.area_defences.iter().map(|a| from.area_defence(a)).collect(),
        launch_areas: world.areas.iter().map(launch_area).collect(),
        constellations: world.constellations.iter().map(|c| from.constellation(c)).collect(),
        threat_classes: world.classes.iter().map(|c| from.threat_class(c)).collect(),
        interceptors: (0..world.interceptors.len()).map(|index| from.interceptor(index)).collect(),
        raids: world.raids.iter().map(|raid| from.raid(raid)).collect(),
        headline_raid: world.raids[world.headline_raid].id.clone(),
    }
}

/// A sector this wide is all round (rad).
const ALL_ROUND_RAD: f64 = 6.2;

/// Middle and width of a sector (deg); none where it is all round.
fn sector_deg(facing_rad: f64, sector_rad: f64) -> (Option<f64>, Option<f64>) {
    let is_sector = sector_rad < ALL_ROUND_RAD;
    let facing_deg = facing_rad.rem_euclid(math::TAU).to_degrees();
    (is_sector.then_some(facing_deg), is_sector.then_some(sector_rad.to_degrees()))
}

fn degrees(site: Site) -> (f64, f64) {
    (site.lat_rad.to_degrees(), site.lon_rad.to_degrees())
}

fn launch_area(area: &world::LaunchArea) -> LaunchArea {
    let (lat_deg, lon_deg) = degrees(area.site);
    LaunchArea { id: area.id.clone(), name: area.name.clone(), lat_deg, lon_deg, radius_m: area.radius_m }
}

/// What the parts of a scene are made from.
struct Drawing<'a> {
    world: &'a World,
    /// What the first arm allows on the first day of the raids.
    rules: Rules,
    rests: Rests<'a>,
}

impl<'a> Drawing<'a> {
    fn of(world: &'a World) -> Self {
        let groups = geometry::radar_groups(world);
        let rules = Rules::new(world, &Draws::likely(&world.inputs), &groups, 0, world.raids_start);
        Self { world, rules, rests: Rests::of(world) }
    }

    fn likely(&self, id: InputId) -> f64 {
        self.world.inputs[id.0 as usize].range.likely
    }

    fn nation(&self, index: usize) -> String {
        self.world.nations[index].id.clone()
    }

    fn place(&self, asset: &world::Asset) -> Place {
        let (lat_deg, lon_deg) = degrees(asset.site);
        Place {
            id: asset.id.clone(),
            name: asset.name.clone(),
            nation: self.nation(asset.nation),
            lat_deg,
            lon_deg,
            value: asset.value,
            radius_m: asset.region_radius_m,
        }
    }

    fn battery(&self, index: usize) -> Battery {
        let battery = &self.world.batteries[index];
        let (lat_deg, lon_deg) = degrees(battery.site);
        let (facing_deg, sector_deg) = sector_deg(battery.facing_rad, battery.sector_rad);
        Battery {
            id: battery.id.clone(),
            name: battery.name.clone(),
            kind: if battery.ship.is_some() { "ship" } else { "battery" },
            nation: self.nation(battery.nation),
            lat_deg,
            lon_deg,
            facing_deg,
            sector_deg,
            loads: battery.loads.iter().map(|load| self.load(load)).collect(),
            defends: describe::defends(self.world, &self.rules, index),
            rests_on: self.rests.on(Of::Battery(index)),
        }
    }

    fn load(&self, load: &world::Load) -> Load {
        let interceptor = &self.world.interceptors[load.interceptor];
        let on_launchers = self.likely(load.launchers).round() * self.likely(load.per_launcher).round();
        Load {
            interceptor: interceptor.id.clone(),
            name: interceptor.name.clone(),
            rounds: on_launchers + self.likely(load.reloads).round(),
            reach_m: self.likely(interceptor.range_m),
            lowest_m: self.likely(interceptor.floor_m),
            highest_m: self.likely(interceptor.ceiling_m),
        }
    }

    fn sensor(&self, index: usize) -> Sensor {
        let sensor = &self.world.sensors[index];
        let (lat_deg, lon_deg) = degrees(sensor.site);
        let (facing_deg, sector_deg) = sector_deg(sensor.boresight_rad, self.likely(sensor.sector_rad));
        let battery = sensor.battery.map(|b| &self.world.batteries[b]);
        Sensor {
            id: sensor.id.clone(),
            name: battery.map_or_else(|| sensor.id.clone(), |b| b.name.clone()),
            nation: self.nation(sensor.nation),
            battery: battery.map(|b| b.id.clone()),
            lat_deg,
            lon_deg,
            range_m: self.likely(sensor.range_m) * self.likely(sensor.range_fraction),
            reference_rcs_m2: self.likely(sensor.reference_rcs_m2),
            facing_deg,
            sector_deg,
            lowest_deg: self.likely(sensor.elevation_min_rad).to_degrees(),
            highest_deg: self.likely(sensor.elevation_max_rad).to_degrees(),
            rests_on: self.rests.on(Of::Sensor(index)),
        }
    }

    fn area_defence(&self, area: &world::AreaDefence) -> AreaDefence {
        let (lat_deg, lon_deg) = degrees(area.site);
        AreaDefence {
            id: area.id.clone(),
            name: area.name.clone(),
            nation: self.nation(area.nation),
            lat_deg,
            lon_deg,
            radius_m: self.likely(area.radius_m),
            rests_on: self.rests.on(Of::Area(area)),
        }
    }

    fn constellation(&self, constellation: &world::Constellation) -> Constellation {
        let in_shells = constellation.shells.iter().map(|shell| self.likely(shell.satellites).round());
        let is_fielded = self.likely(constellation.from_day) <= f64::from(self.world.raids_start.0);
        Constellation {
            id: constellation.id.clone(),
            name: constellation.name.clone(),
            nation: self.nation(constellation.nation),
            role: match constellation.role {
                SpaceRole::Interceptor { .. } => "interceptor",
                SpaceRole::Warning { .. } => "warning",
                SpaceRole::Tracking { .. } => "tracking",
            },
            num_satellites: constellation.stated.num() as f64 + in_shells.sum::<f64>(),
            fielded_fraction: if is_fielded { self.likely(constellation.availability) } else { 0.0 },
            rests_on: self.rests.on(Of::Constellation(constellation)),
        }
    }

    fn threat_class(&self, class: &world::ThreatClass) -> ThreatClass {
        ThreatClass {
            id: class.id.clone(),
            name: class.name.clone(),
            group: class.group.clone(),
            rests_on: self.rests.on(Of::Class(class)),
        }
    }

    fn interceptor(&self, index: usize) -> Interceptor {
        let interceptor = &self.world.interceptors[index];
        Interceptor {
            id: interceptor.id.clone(),
            name: interceptor.name.clone(),
            rests_on: self.rests.on(Of::Interceptor(index)),
        }
    }

    fn raid(&self, raid: &world::Raid) -> Raid {
        let warheads = |group: &world::Group| f64::from(self.world.classes[group.class].warheads.max(1));
        let threats = raid.groups.iter().map(|g| self.likely(g.count).round() * warheads(g)).sum();
        Raid { id: raid.id.clone(), name: raid.name.clone(), threats }
    }
}
