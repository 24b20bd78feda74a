//! What a scenario has that can never do anything: no fault, but worth a word before it is played.
//!
//! Worked out from one [`Geometry`] with every input at its likely value (agreements at their first day), and leaning the other way wherever luck, drawn inputs
//! or satellites could still change it: a warning says "never" only of what these flights, sites and rules never allow.

use crate::geometry::{Geometry, GeometryError, NUM_VARIANTS, RadarGroup, ShotOption, Tables, Variant};
use crate::rules::{Access, Rules};
use crate::world::{Battery, Draws, InputId, SpaceRole, World};
use cupola_core::{Day, Seed, Uncertain};
use std::fmt;

/// Something that can never do anything.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// A battery with threats in its reach, none of which a sensor it may use sees in time.
    NeverSees {
        /// Battery id.
        battery: String,
        /// Ids of the arms in which that is so.
        arms: Vec<String>,
        /// Whether it is so in all arms.
        is_everywhere: bool,
    },
    /// A battery that no threat of any raid comes within reach of.
    OutOfReach {
        /// Battery id.
        battery: String,
    },
    /// An interceptor that can engage no class of any raid.
    CannotEngage {
        /// Interceptor id.
        interceptor: String,
    },
    /// A flight or an interceptor that cannot be worked out at its likely values: nothing else is known then.
    CannotFly(GeometryError),
}

impl Warning {
    /// Path by id of what it concerns; empty where it concerns a flight.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::NeverSees { battery, .. } | Self::OutOfReach { battery } => format!("battery.{battery}"),
            Self::CannotEngage { interceptor } => format!("interceptor.{interceptor}"),
            Self::CannotFly(_) => String::new(),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverSees { arms, is_everywhere, .. } => {
                f.write_str("will never see a target: ")?;
                if !is_everywhere {
                    write!(f, "in {} ", arms.join(", "))?;
                }
                f.write_str(
                    "no sensor it may use sees any threat within its reach before the last moment to launch; \
                     give it a radar, or an agreement that shares tracks to launch on",
                )
            }
            Self::OutOfReach { .. } => {
                f.write_str("no threat of any raid that it can engage comes within its reach, at likely values")
            }
            Self::CannotEngage { .. } => f.write_str("can engage no class of any raid"),
            Self::CannotFly(error) => write!(f, "cannot be flown at likely values, and so may not be played: {error}"),
        }
    }
}

/// All warnings of a world, interceptors first, then batteries, each in the order of the file; interceptor tables come from `tables`.
#[must_use]
pub fn warnings(world: &World, tables: &Tables<'_>) -> Vec<Warning> {
    let mut likely = world.clone();
    for input in &mut likely.inputs {
        input.range = Uncertain::known(input.range.likely);
    }
    let agreements = world.agreements.iter().map(|a| a.from_day);
    for from_day in agreements.chain(world.constellations.iter().map(|c| c.from_day)) {
        let index = from_day.0 as usize;
        likely.inputs[index].range = Uncertain::known(world.inputs[index].range.low);
    }
    let geometry = match Geometry::build(&likely, Seed(0), 0, tables) {
        Ok(geometry) => geometry,
        Err(error) => return vec![Warning::CannotFly(error)],
    };
    let useless = (0..world.interceptors.len()).filter(|i| is_fired(world, *i) && !engages(world, *i));
    let mut found: Vec<Warning> =
        useless.map(|i| Warning::CannotEngage { interceptor: world.interceptors[i].id.clone() }).collect();
    let looked = Looked::new(world, &geometry, &Draws::likely(&likely.inputs));
    found.extend((0..world.batteries.len()).filter_map(|b| looked.battery(b)));
    found
}

/// Whether something in the world fires an interceptor.
fn is_fired(world: &World, interceptor: usize) -> bool {
    let by_battery = world.batteries.iter().flat_map(|b| &b.loads).any(|load| load.interceptor == interceptor);
    let from_orbit =
        |role: &SpaceRole| matches!(role, SpaceRole::Interceptor { interceptor: i, .. } if *i == interceptor);
    by_battery || world.constellations.iter().any(|c| from_orbit(&c.role))
}

/// Whether an interceptor can engage a class of some raid.
fn engages(world: &World, interceptor: usize) -> bool {
    let chances = &world.interceptors[interceptor].kill_probability;
    let groups = world.raids.iter().flat_map(|raid| &raid.groups);
    groups.into_iter().any(|group| chances[world.classes[group.class].kind as usize].is_some())
}

/// A world, its flights, and the rules of every arm on the last day of the raids: agreements come, and none goes.
struct Looked<'a> {
    world: &'a World,
    geometry: &'a Geometry,
    last_day: Day,
    arms: Vec<Rules>,
}

impl<'a> Looked<'a> {
    fn new(world: &'a World, geometry: &'a Geometry, draws: &Draws) -> Self {
        let last_day = world.raids_start.plus(world.campaign.as_ref().map_or(0, |c| c.days as i32));
        let rules = |arm| Rules::new(world, draws, &geometry.groups, arm, last_day);
        Self { world, geometry, last_day, arms: (0..world.arms.len()).map(rules).collect() }
    }

    fn battery(&self, index: usize) -> Option<Warning> {
        let battery = &self.world.batteries[index];
        if !self.may_be_ready(battery) {
            return None;
        }
        let id = battery.id.clone();
        let in_reach: Vec<(usize, &Variant, &ShotOption)> = self.in_reach(index).collect();
        if in_reach.is_empty() {
            let has_use = battery.loads.iter().any(|load| engages(self.world, load.interceptor));
            // Where it can engage nothing at all, its interceptors say so.
            return has_use.then_some(Warning::OutOfReach { battery: id });
        }
        let is_blind = |rules: &Rules| {
            let mut allowed = in_reach.iter().filter(|(asset, _, shot)| {
                let interceptor = battery.loads[usize::from(shot.load)].interceptor;
                rules.permit(index, *asset).is_some_and(|permit| Rules::covers(self.world, permit, interceptor))
            });
            let access = &rules.access[battery.nation];
            // A battery that may shoot at nothing in an arm is one of that arm's terms.
            allowed.clone().next().is_some()
                && !allowed.any(|(_, variant, shot)| self.is_seen_in_time(rules, access, variant, shot))
        };
        let blind = self.world.arms.iter().zip(&self.arms).filter(|(_, rules)| is_blind(rules));
        let arms: Vec<String> = blind.map(|(arm, _)| arm.id.clone()).collect();
        let is_everywhere = arms.len() == self.arms.len();
        (!arms.is_empty()).then_some(Warning::NeverSees { battery: id, arms, is_everywhere })
    }

    /// Flights that a battery can meet with what is on its launchers: the place aimed at, the flight, how it is met.
    fn in_reach(&self, index: usize) -> impl Iterator<Item = (usize, &Variant, &ShotOption)> {
        let loads = &self.world.batteries[index].loads;
        let routes = self.geometry.routes.iter().zip(self.geometry.variants.chunks(NUM_VARIANTS));
        routes.flat_map(move |(route, variants)| {
            variants.iter().flat_map(move |variant| {
                let shots = variant.shots.iter().filter(move |shot| {
                    usize::from(shot.battery) == index && self.most(loads[usize::from(shot.load)].launchers) >= 0.5
                });
                shots.map(move |shot| (route.asset, variant, shot))
            })
        })
    }

    /// Whether a flight may be seen, by radars that a nation may launch on, before the last launch that still meets it.
    fn is_seen_in_time(&self, rules: &Rules, access: &Access, variant: &Variant, shot: &ShotOption) -> bool {
        let constellations = || self.world.constellations.iter().enumerate().filter(|(c, _)| rules.constellations[*c]);
        let tracks = |role: &SpaceRole| matches!(role, SpaceRole::Tracking { .. });
        if constellations().any(|(c, constellation)| access.space_engage[c] && tracks(&constellation.role)) {
            return true;
        }
        let tells = |role: &SpaceRole| !matches!(role, SpaceRole::Interceptor { .. });
        let views = || variant.views.iter().filter(|view| self.may_be_up(&self.geometry.groups[view.group]));
        let is_told = constellations().any(|(c, one)| access.space_cue_s[c].is_some() && tells(&one.role))
            || views().any(|view| access.cue_s[view.group].is_some() && view.uncued_s.is_finite());
        let last_s = shot.window.meetings.iter().map(|meeting| meeting.launch_s).fold(0.0, f32::max);
        let seen_s = views()
            .filter(|view| access.launch_on[view.group])
            .map(|view| if is_told { view.cued_s } else { view.uncued_s })
            .fold(f32::INFINITY, f32::min);
        seen_s < last_s
    }

    fn may_be_ready(&self, battery: &Battery) -> bool {
        self.most(battery.availability) > 0.0
            && self.least(battery.from_day) <= f64::from(self.last_day.0)
            && battery.loads.iter().any(|load| self.most(load.launchers) >= 0.5)
    }

    fn may_be_up(&self, group: &RadarGroup) -> bool {
        group.members.iter().map(|member| &self.world.sensors[*member]).any(|sensor| {
            let is_lost = sensor.until_day.is_some_and(|day| self.most(day) <= f64::from(self.world.raids_start.0));
            self.most(sensor.availability) > 0.0
                && self.least(sensor.from_day) <= f64::from(self.last_day.0)
                && !is_lost
        })
    }

    fn most(&self, id: InputId) -> f64 {
        self.world.inputs[id.0 as usize].range.high
    }

    fn least(&self, id: InputId) -> f64 {
        self.world.inputs[id.0 as usize].range.low
    }
}
