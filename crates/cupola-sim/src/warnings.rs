//! What a scenario has that can never do anything: no fault, but worth a word before it is played.
//!
//! Worked out from one [`Geometry`] with every input at its likely value (agreements at their first day), and leaning the other way wherever luck, drawn inputs
//! or satellites could still change it: a warning says "never" only of what these flights, sites and rules never allow.

use crate::geometry::{Geometry, GeometryError, NUM_VARIANTS, RadarGroup, Route, ShotOption, Tables, Variant};
use crate::rules::{Access, Permit, Rules};
use crate::world::{Battery, CostRules, Draws, FireRule, Group, InputId, Load, Raid, SpaceRole, World};
use cupola_core::{Day, Seed, Uncertain};
use std::fmt;
use std::sync::atomic::AtomicBool;

mod outside;
mod printed;
mod surges;

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
    /// A battery whose threats are past the last moment to launch before its orders can come.
    OrdersTooLate {
        /// Battery id.
        battery: String,
        /// Ids of the arms in which that is so.
        arms: Vec<String>,
        /// Whether it is so in all arms.
        is_everywhere: bool,
    },
    /// A battery of whose rounds the reserve, rounded to whole ones, leaves none.
    KeepsAll {
        /// Battery id.
        battery: String,
        /// Ids of the arms in which that is so.
        arms: Vec<String>,
        /// Whether it is so in all arms.
        is_everywhere: bool,
    },
    /// A place without value that threats are aimed at, under the rule of fire that goes by values.
    Worthless {
        /// Asset id.
        asset: String,
    },
    /// An interceptor that can engage no class of any raid.
    CannotEngage {
        /// Interceptor id.
        interceptor: String,
    },
    /// A reserve that no drawn stock reaches: the stock is below it from the first day on, and all that it blocks is blocked.
    ReserveAboveStock {
        /// Nation id.
        nation: String,
        /// Item id.
        item: String,
        /// Least floor that may be drawn (rounds).
        floor: f64,
        /// Most rounds that may be in stock on the stock date.
        stock: f64,
    },
    /// A theatre to which every round that is sent grows too old on the way.
    DiesOnTheWay {
        /// Path by id.
        key: String,
        /// Least time on the way that may be drawn (days).
        transport_days: f64,
        /// Longest life that may be drawn (days).
        life_days: f64,
    },
    /// Something dated before the stock date, when it is over: the opening stocks are taken to have it in them.
    BeforeStudy {
        /// Path by id.
        key: String,
        /// Its last day.
        last: Day,
        /// Day of the opening stocks.
        stock_date: Day,
    },
    /// Something dated after the end of the study: it never happens.
    AfterStudy {
        /// Path by id.
        key: String,
        /// Its first day.
        first: Day,
        /// Last day of the study.
        end: Day,
    },
    /// An agreement on tracks or on who may shoot that is in force in none of the raids.
    NoRaid {
        /// Agreement id.
        agreement: String,
        /// First day of the raids.
        first: Day,
        /// Last day of the raids.
        last: Day,
    },
    /// A surge that adds nothing to its line.
    RaisesNothing {
        /// Path by id.
        key: String,
        /// The day on which it has grown to its whole, or its last (likely).
        day: Day,
        /// The line's rate without it on that day, at most (rounds a year).
        without_per_year: f64,
        /// With it, at most (rounds a year).
        with_per_year: f64,
    },
    /// An arsenal without a launcher: nothing of it is ever sent.
    NoLaunchers {
        /// Opponent id.
        opponent: String,
        /// Threat id.
        threat: String,
    },
    /// A rule of doctrine for the batteries of a nation that has none.
    NoBatteries {
        /// Rule id.
        rule: String,
        /// Nation id.
        nation: String,
    },
    /// What is printed of parts costs more than what is printed of their whole: they cannot be of one architecture.
    PartsExceedWhole {
        /// The whole, as the file calls it.
        whole: String,
        /// Its parts.
        parts: Vec<String>,
        /// By how much (US dollars).
        excess_usd: f64,
    },
    /// An element of cost whose spending begins outside the years that are counted.
    OutsideHorizon {
        /// Element id.
        element: String,
        /// First year of its spending.
        from_year: i32,
        /// First and last year counted.
        counted: (i32, i32),
    },
    /// An element of cost that is built on after the years that are counted.
    BuiltOnAfter {
        /// Element id.
        element: String,
        /// The last year in which it is built.
        last_year: i32,
        /// First and last year counted.
        counted: (i32, i32),
    },
    /// A flight or an interceptor that cannot be worked out at its likely values: nothing else is known then.
    CannotFly(GeometryError),
}

impl Warning {
    /// Path by id of what it concerns; empty where it concerns a flight.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::NeverSees { battery, .. }
            | Self::OrdersTooLate { battery, .. }
            | Self::KeepsAll { battery, .. }
            | Self::OutOfReach { battery } => format!("battery.{battery}"),
            Self::Worthless { asset } => format!("asset.{asset}"),
            Self::CannotEngage { interceptor } => format!("interceptor.{interceptor}"),
            Self::ReserveAboveStock { nation, item, .. } => format!("reserve.{nation}.{item}"),
            Self::BeforeStudy { key, .. } | Self::AfterStudy { key, .. } | Self::DiesOnTheWay { key, .. } => {
                key.clone()
            }
            Self::NoRaid { agreement, .. } => format!("agreement.{agreement}"),
            Self::RaisesNothing { key, .. } => key.clone(),
            Self::NoLaunchers { opponent, threat } => format!("opponent.{opponent}.arsenal.{threat}"),
            Self::NoBatteries { rule, .. } => format!("doctrine.when_stock_below.{rule}"),
            Self::PartsExceedWhole { whole, .. } => format!("cost.printed.{whole}"),
            Self::OutsideHorizon { element, .. } => format!("cost.element.{element}.from_year"),
            Self::BuiltOnAfter { element, .. } => format!("cost.element.{element}.build_years"),
            Self::CannotFly(_) => String::new(),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverSees { arms, is_everywhere, .. } => write!(
                f,
                "will never see a target: {}no sensor it may use sees any threat within its reach before the last moment to \
                 launch; give it a radar, or an agreement that shares tracks to launch on",
                of_arms(arms, *is_everywhere)
            ),
            Self::OrdersTooLate { arms, is_everywhere, .. } => write!(
                f,
                "will never fire: {}every threat within its reach is past the last moment to launch before an order can \
                 come; shorten authority_s, command_s or launch_s of the doctrine",
                of_arms(arms, *is_everywhere)
            ),
            Self::KeepsAll { arms, is_everywhere, .. } => write!(
                f,
                "will never fire: {}what is kept for the next wave or for its own nation, rounded to whole rounds, is all \
                 that its magazines hold; lower reserve_fraction or keep_fraction",
                of_arms(arms, *is_everywhere)
            ),
            Self::Worthless { .. } => f.write_str(
                "has no value: under the rule `optimal` nothing is fired from the ground at what is aimed at it; give it \
                 a value above 0",
            ),
            Self::OutOfReach { .. } => {
                f.write_str("no threat of any raid that it can engage comes within its reach, at likely values")
            }
            Self::CannotEngage { .. } => f.write_str("can engage no class of any raid"),
            Self::ReserveAboveStock { floor, stock, .. } => write!(
                f,
                "is above the stock: at least {floor:.0} rounds are kept, of at most {stock:.0}; the stock is below it, and \
                 what it blocks is blocked, from the first day, until production fills it"
            ),
            Self::DiesOnTheWay { transport_days, life_days, .. } => write!(
                f,
                "gets nothing from home: a round is at least {transport_days:.0} days on the way and lives {life_days:.0} \
                 at most; take a faster mode"
            ),
            Self::BeforeStudy { last, stock_date, .. } => write!(
                f,
                "lies outside the study: it is over on {last}, before the stock date, {stock_date}, and taken to be in the \
                 opening stocks"
            ),
            Self::AfterStudy { first, end, .. } => {
                write!(f, "lies outside the study: it begins on {first}, after the end, {end}, and never happens")
            }
            Self::NoRaid { first, last, .. } => write!(
                f,
                "shares tracks, rights or satellites and is in force in no raid: they may come from {first} to {last}; \
                 change its from or until"
            ),
            Self::RaisesNothing { day, without_per_year, with_per_year, .. } => write!(
                f,
                "raises nothing: on {day} the line can begin {without_per_year:.0} rounds a year without it and \
                 {with_per_year:.0} with it, at most; a line that stands still restarts with to_per_year, not with a factor"
            ),
            Self::NoLaunchers { .. } => f.write_str("has no launcher: nothing of it is ever sent"),
            Self::NoBatteries { nation, .. } => {
                write!(f, "changes how batteries of {nation} fire, which has none")
            }
            Self::PartsExceedWhole { parts, excess_usd, .. } => write!(
                f,
                "costs less than its parts by {:.1} billion: {}; they cannot all be in it",
                excess_usd / 1e9,
                parts.join(" + ")
            ),
            Self::OutsideHorizon { from_year, counted: (first, last), .. } if from_year < first => write!(
                f,
                "lies outside the years counted: its spending begins in {from_year}, and only what falls in {first} to \
                 {last} is in the sum"
            ),
            Self::OutsideHorizon { from_year, counted: (first, last), .. } => write!(
                f,
                "lies outside the years counted: its spending begins in {from_year}, after {first} to {last}, and none of \
                 it is in the sum"
            ),
            Self::BuiltOnAfter { last_year, counted: (first, last), .. } => write!(
                f,
                "reaches beyond the years counted: it is built until {last_year}, and only what falls in {first} to {last} \
                 is in the sum"
            ),
            Self::CannotFly(error) => write!(f, "cannot be flown at likely values, and so may not be played: {error}"),
        }
    }
}

/// In which arms, where not in all of them.
fn of_arms(arms: &[String], is_everywhere: bool) -> String {
    if is_everywhere { String::new() } else { format!("in {} ", arms.join(", ")) }
}

/// All warnings of a world, places first, then printed amounts, interceptors, reserves and batteries, each in the order of the file; interceptor tables come from `tables`.
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
    // What holds in some raid is taken to hold in all, so that all that may ever be allowed is.
    let (raids_start, _) = world.raid_days();
    for agreement in &mut likely.agreements {
        let range = |id: InputId| world.inputs[id.0 as usize].range;
        agreement.until_day = agreement.until_day.filter(|until| range(*until).high < f64::from(raids_start.0));
    }
    let geometry = match Geometry::build(&likely, Seed(0), 0, tables, &AtomicBool::new(false)) {
        Ok(geometry) => geometry,
        Err(error) => return vec![Warning::CannotFly(error)],
    };
    let mut found = worthless(world);
    found.extend(world.cost.iter().flat_map(printed::of));
    found.extend(world.cost.iter().flat_map(uncounted));
    let useless = (0..world.interceptors.len()).filter(|i| is_fired(world, *i) && !engages(world, *i));
    found.extend(useless.map(|i| Warning::CannotEngage { interceptor: world.interceptors[i].id.clone() }));
    let draws = Draws::likely(&likely.inputs);
    let looked = Looked::new(world, &likely, &geometry, &draws);
    found.extend(reserves_above_stock(world));
    found.extend(too_far(world));
    found.extend(outside::of(world));
    found.extend(surges::of(world));
    found.extend(idle(world));
    found.extend((0..world.batteries.len()).flat_map(|b| looked.battery(b)));
    found
}

/// Places without value that a raid aims at, where rounds are given out by value.
fn worthless(world: &World) -> Vec<Warning> {
    if world.doctrine.rule != FireRule::Optimal {
        return Vec::new();
    }
    let groups = || world.raids.iter().flat_map(|raid| &raid.groups);
    let is_aimed_at = |asset: usize| groups().any(|group| group.aims.iter().any(|(aim, _)| *aim == asset));
    let places = world.assets.iter().enumerate().filter(|(index, asset)| asset.value <= 0.0 && is_aimed_at(*index));
    places.map(|(_, asset)| Warning::Worthless { asset: asset.id.clone() }).collect()
}

/// Elements of cost that begin before the years counted or after them, or are built on after them.
fn uncounted(rules: &CostRules) -> impl Iterator<Item = Warning> {
    let counted = (rules.from_year, rules.from_year + rules.horizon_years - 1);
    rules.elements.iter().filter_map(move |element| {
        let (from_year, last_year) = (element.from_year, element.from_year + element.build_years as i32 - 1);
        let element = element.id.clone();
        if !(counted.0..=counted.1).contains(&from_year) {
            Some(Warning::OutsideHorizon { element, from_year, counted })
        } else if last_year > counted.1 {
            Some(Warning::BuiltOnAfter { element, last_year, counted })
        } else {
            None
        }
    })
}

fn reserves_above_stock(world: &World) -> impl Iterator<Item = Warning> {
    let range = |id: InputId| world.inputs[id.0 as usize].range;
    world.supply.reserves.iter().filter_map(move |reserve| {
        let mut stocks = world.supply.stocks.iter().filter(|s| (s.nation, s.item) == (reserve.nation, reserve.item));
        let stock = stocks.next().map_or(0.0, |stock| range(stock.quantity).high);
        let floor = range(reserve.never_below).low;
        let (nation, item) = (world.nations[reserve.nation].id.clone(), world.items[reserve.item].id.clone());
        (floor > stock).then_some(Warning::ReserveAboveStock { nation, item, floor, stock })
    })
}

/// Theatres that are further from home than a round lives.
fn too_far(world: &World) -> impl Iterator<Item = Warning> {
    let range = |id: InputId| world.inputs[id.0 as usize].range;
    world.supply.depots().filter(|(_, depot)| depot.up_to.is_some()).filter_map(move |(stock, depot)| {
        let (item, life) = (&world.items[stock.item], world.items[stock.item].life_days?);
        let (transport_days, life_days) = (range(depot.transport_days).low, range(life).high);
        let (nation, theatre) = (&world.nations[stock.nation].id, &world.supply.theatres[depot.theatre].id);
        let key = format!("stock.{nation}.{}.theatre.{theatre}", item.id);
        (transport_days >= life_days).then_some(Warning::DiesOnTheWay { key, transport_days, life_days })
    })
}

/// Arsenals without launchers, and rules for nations without batteries.
fn idle(world: &World) -> Vec<Warning> {
    let has_none = |id: InputId| world.inputs[id.0 as usize].range.high < 0.5;
    let arsenals = world.opponents.iter().flat_map(|o| o.arsenals.iter().map(move |arsenal| (o, arsenal)));
    let launchers = arsenals.filter(|(_, arsenal)| arsenal.launchers.is_some_and(|l| has_none(l.number)));
    let launchers = launchers.map(|(opponent, arsenal)| Warning::NoLaunchers {
        opponent: opponent.id.clone(),
        threat: world.classes[arsenal.class].id.clone(),
    });
    let rules = world.doctrine.stock_rules.iter();
    let rules = rules.filter(|rule| world.batteries.iter().all(|battery| battery.nation != rule.nation));
    let rules =
        rules.map(|rule| Warning::NoBatteries { rule: rule.id.clone(), nation: world.nations[rule.nation].id.clone() });
    launchers.chain(rules).collect()
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

/// What bars a battery from ever firing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bar {
    /// Nothing is seen before the last moment to launch.
    Sight,
    /// No order comes before it.
    Order,
    /// No round is left to fire.
    Reserve,
}

/// A flight that a battery can meet, and how.
struct InReach<'a> {
    route: Route,
    variant: &'a Variant,
    shot: &'a ShotOption,
}

/// The last launch that still meets a flight (s since the flight's launch), to the millisecond to which a run counts it.
fn last_launch_s(shot: &ShotOption) -> f64 {
    shot.window.last_launch_s() + 1e-3
}

/// Whether threats of a group fly a route.
fn flies(group: &Group, route: &Route) -> bool {
    group.class == route.class
        && group.way == route.way
        && group.areas.iter().any(|(area, _)| *area == route.area)
        && group.aims.iter().any(|(asset, _)| *asset == route.asset)
}

/// A world, its flights, and the rules of every arm on the last day of the raids, with what has come and as if none went.
struct Looked<'a> {
    world: &'a World,
    geometry: &'a Geometry,
    last_day: Day,
    arms: Vec<Rules>,
    /// When each nation may first see anything of each raid (s since it began), by arm and nation.
    first_seen_s: Vec<Vec<Vec<f64>>>,
}

impl<'a> Looked<'a> {
    fn new(world: &'a World, likely: &World, geometry: &'a Geometry, draws: &Draws) -> Self {
        let (_, last_day) = world.raid_days();
        let rules = |arm| Rules::new(likely, draws, &geometry.groups, arm, last_day);
        let arms = (0..world.arms.len()).map(rules).collect();
        let mut looked = Self { world, geometry, last_day, arms, first_seen_s: Vec::new() };
        let by_raid = |rules: &Rules, access: &Access| -> Vec<f64> {
            world.raids.iter().map(|raid| looked.first_seen_s(rules, access, raid)).collect()
        };
        let by_nation = |rules: &Rules| rules.access.iter().map(|access| by_raid(rules, access)).collect();
        looked.first_seen_s = looked.arms.iter().map(by_nation).collect();
        looked
    }

    /// Why a battery never does anything, for all of the arms in which the same bars it.
    fn battery(&self, index: usize) -> Vec<Warning> {
        let battery = &self.world.batteries[index];
        if !self.may_be_ready(battery) {
            return Vec::new();
        }
        let id = battery.id.clone();
        let in_reach: Vec<InReach<'_>> = self.in_reach(index).collect();
        if in_reach.is_empty() {
            let has_use = battery.loads.iter().any(|load| engages(self.world, load.interceptor));
            // Where it can engage nothing at all, its interceptors say so.
            return if has_use { vec![Warning::OutOfReach { battery: id }] } else { Vec::new() };
        }
        let bars: Vec<Option<Bar>> = (0..self.arms.len()).map(|arm| self.bar(index, arm, &in_reach)).collect();
        let warning = |bar: Bar| {
            let barred = self.world.arms.iter().zip(&bars).filter(|(_, other)| **other == Some(bar));
            let arms: Vec<String> = barred.map(|(arm, _)| arm.id.clone()).collect();
            let (battery, is_everywhere) = (id.clone(), arms.len() == self.arms.len());
            (!arms.is_empty()).then_some(match bar {
                Bar::Sight => Warning::NeverSees { battery, arms, is_everywhere },
                Bar::Order => Warning::OrdersTooLate { battery, arms, is_everywhere },
                Bar::Reserve => Warning::KeepsAll { battery, arms, is_everywhere },
            })
        };
        [Bar::Sight, Bar::Order, Bar::Reserve].into_iter().filter_map(warning).collect()
    }

    /// What in an arm bars a battery from ever firing.
    fn bar(&self, index: usize, arm: usize, in_reach: &[InReach<'_>]) -> Option<Bar> {
        let (battery, rules) = (&self.world.batteries[index], &self.arms[arm]);
        let access = &rules.access[battery.nation];
        let seen_s = |at: &InReach<'_>| self.seen_s(rules, access, at.variant);
        let allowed = in_reach.iter().filter_map(|at| {
            let permit = rules.permit(index, at.route.asset)?;
            let load = &battery.loads[usize::from(at.shot.load)];
            Rules::covers(self.world, permit, load.interceptor).then_some((at, permit, load))
        });
        let allowed: Vec<(&InReach<'_>, Permit, &Load)> = allowed.collect();
        if allowed.is_empty() {
            // A battery that may shoot at nothing in an arm is one of that arm's terms.
            return None;
        }
        if !allowed.iter().any(|(at, ..)| seen_s(at) < last_launch_s(at.shot)) {
            return Some(Bar::Sight);
        }
        let first_s = &self.first_seen_s[arm][battery.nation];
        let is_in_time = |at: &InReach<'_>| self.is_ordered_in_time(at, seen_s(at), first_s);
        if !allowed.iter().any(|(at, ..)| is_in_time(at)) {
            return Some(Bar::Order);
        }
        (!allowed.iter().any(|(at, permit, load)| is_in_time(at) && self.leaves_a_round(*permit, load)))
            .then_some(Bar::Reserve)
    }

    /// Flights that a battery can meet with what is on its launchers.
    fn in_reach(&self, index: usize) -> impl Iterator<Item = InReach<'_>> {
        let loads = &self.world.batteries[index].loads;
        let routes = self.geometry.routes.iter().zip(self.geometry.variants.chunks(NUM_VARIANTS));
        routes.flat_map(move |(route, variants)| {
            variants.iter().flat_map(move |variant| {
                let shots = variant.shots.iter().filter(move |shot| {
                    usize::from(shot.battery) == index && self.most(loads[usize::from(shot.load)].launchers) >= 0.5
                });
                shots.map(move |shot| InReach { route: *route, variant, shot })
            })
        })
    }

    /// When a flight may first be seen by what a nation may launch on (s since its launch); 0 where satellites may track it.
    fn seen_s(&self, rules: &Rules, access: &Access, variant: &Variant) -> f64 {
        let constellations = || self.world.constellations.iter().enumerate().filter(|(c, _)| rules.constellations[*c]);
        let tracks = |role: &SpaceRole| matches!(role, SpaceRole::Tracking { .. });
        if constellations().any(|(c, constellation)| access.space_engage[c] && tracks(&constellation.role)) {
            return 0.0;
        }
        let tells = |role: &SpaceRole| !matches!(role, SpaceRole::Interceptor { .. });
        let views = || variant.views.iter().filter(|view| self.may_be_up(&self.geometry.groups[view.group]));
        let is_told = constellations().any(|(c, one)| access.space_cue_s[c].is_some() && tells(&one.role))
            || views().any(|view| access.cue_s[view.group].is_some() && view.uncued_s.is_finite());
        let seen_s = views()
            .filter(|view| access.launch_on[view.group])
            .map(|view| if is_told { view.cued_s } else { view.uncued_s })
            .fold(f32::INFINITY, f32::min);
        f64::from(seen_s)
    }

    /// When a nation may first see anything of a raid (s since it began), and so its authority may begin to come.
    fn first_seen_s(&self, rules: &Rules, access: &Access, raid: &Raid) -> f64 {
        let routes = self.geometry.routes.iter().zip(self.geometry.variants.chunks(NUM_VARIANTS));
        let seen = routes.flat_map(|(route, variants)| {
            let groups = raid.groups.iter().filter(move |group| flies(group, route));
            groups.flat_map(move |group| {
                variants.iter().map(move |variant| group.delay_s + self.seen_s(rules, access, variant))
            })
        });
        seen.fold(f64::INFINITY, f64::min)
    }

    /// Whether an order to launch may come while a flight can still be met: in some raid, at the shortest delays, launched at the
    /// end of its group's time.
    fn is_ordered_in_time(&self, at: &InReach<'_>, seen_s: f64, first_s: &[f64]) -> bool {
        let doctrine = &self.world.doctrine;
        let order_s = self.least(doctrine.command_s) + self.least(doctrine.launch_s);
        let last_s = last_launch_s(at.shot) - order_s;
        self.world.raids.iter().zip(first_s).any(|(raid, first_s)| {
            let authority_s = first_s + self.least(doctrine.authority_s);
            let mut groups = raid.groups.iter().filter(|group| flies(group, &at.route));
            seen_s <= last_s && groups.any(|g| authority_s <= g.delay_s + self.most(g.spread_s) + last_s)
        })
    }

    /// Whether full magazines of a load hold a round that is not kept, at the least shares.
    fn leaves_a_round(&self, permit: Permit, load: &Load) -> bool {
        let doctrine = &self.world.doctrine;
        let whole = |id: InputId| self.most(id).round().max(0.0);
        let rounds = whole(load.launchers) * whole(load.per_launcher) + whole(load.reloads);
        let for_own = permit
            .rule
            .filter(|_| permit.keep_fraction > 0.0)
            .map_or(0.0, |(agreement, rule)| self.least(self.world.agreements[agreement].engage[rule].keep_fraction));
        let reserve = self.least(doctrine.layers[doctrine.layer_of[load.interceptor]].reserve_fraction);
        rounds > ((for_own + reserve) * rounds).round()
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
