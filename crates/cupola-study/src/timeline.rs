//! What is there when: every element with the date it is fielded on, and what lines can make, quarter by quarter.
//!
//! No raid is played. Probabilities are exact, from the distributions of the dates; rates are quantiles over drawn
//! worlds, those of a study with the same seed.

mod dates;
mod lines;

use cupola_core::{Day, Seed};
use cupola_sim::world::{InputId, World};
use dates::Fielding;
pub use lines::{LineCapacity, Quantiles};
use std::str::FromStr;

/// Most quarters of a timeline: forty years.
pub const MOST_QUARTERS: usize = 160;

/// Why there is no timeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimelineError {
    /// Words that are no date.
    #[error("`{text}` is no date; allowed: YYYY or YYYY-MM-DD")]
    NoDate {
        /// The words.
        text: String,
    },
    /// The last quarter comes before the first.
    #[error("it would end on {to}, before it begins on {from}; allowed: a later end")]
    Reversed {
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
    },
    /// More quarters than are worked out.
    #[error("{num} quarters from {from} to {to}; allowed: {MOST_QUARTERS} at most, forty years")]
    TooLong {
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
        /// Quarters asked for.
        num: usize,
    },
}

/// The span of a timeline, in whole quarters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    quarters: Vec<Day>,
}

impl Span {
    /// From the quarter that holds the first date to the one that holds the second; `YYYY` means the whole year.
    ///
    /// # Errors
    /// [`TimelineError`] for words that are no dates, an end before the start, and more than [`MOST_QUARTERS`].
    pub fn parse(from: &str, to: &str) -> Result<Self, TimelineError> {
        Self::new(parse_day(from, (1, 1))?, parse_day(to, (12, 31))?)
    }

    /// From the quarter that holds `from` to the one that holds `to`.
    ///
    /// # Errors
    /// [`TimelineError`] for an end before the start and more than [`MOST_QUARTERS`].
    pub fn new(from: Day, to: Day) -> Result<Self, TimelineError> {
        if to < from {
            return Err(TimelineError::Reversed { from, to });
        }
        let ((year, month, _), (last_year, last_month, _)) = (from.ymd(), to.ymd());
        let quarter = |year: i32, month: u32| i64::from(year) * 4 + i64::from((month - 1) / 3);
        let (first, last) = (quarter(year, month), quarter(last_year, last_month));
        let num = (last - first + 1) as usize;
        if num > MOST_QUARTERS {
            return Err(TimelineError::TooLong { from, to, num });
        }
        let day = |q: i64| Day::from_ymd(q.div_euclid(4) as i32, q.rem_euclid(4) as u32 * 3 + 1, 1);
        Ok(Self { quarters: (first..=last).filter_map(day).collect() })
    }

    /// The first day of each quarter.
    #[must_use]
    pub fn quarters(&self) -> &[Day] {
        &self.quarters
    }
}

/// A date, or with a year alone that day of it.
fn parse_day(text: &str, (month, day): (u32, u32)) -> Result<Day, TimelineError> {
    let words = text.trim();
    let is_year = words.len() == 4 && words.bytes().all(|b| b.is_ascii_digit());
    let year = is_year.then(|| words.parse().ok()).flatten();
    let found = year.map_or_else(|| Day::from_str(words).ok(), |year| Day::from_ymd(year, month, day));
    found.ok_or_else(|| TimelineError::NoDate { text: text.to_owned() })
}

/// What sort of element it is; the order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ElementKind {
    /// A battery, fire unit or ship, its own radar with it.
    Battery,
    /// A radar that is no battery's own.
    Sensor,
    /// Guns, fighters, jamming over an area.
    AreaDefence,
    /// Satellites.
    Constellation,
    /// An agreement between nations.
    Agreement,
    /// More capacity on a line, by an agreement or a surge; there from the first extra round on.
    Expansion,
    /// A development paid for together; there from the first delivery on.
    Development,
}

impl ElementKind {
    /// All kinds, in the order of the report.
    pub const ALL: [Self; 7] = [
        Self::Battery,
        Self::Sensor,
        Self::AreaDefence,
        Self::Constellation,
        Self::Agreement,
        Self::Expansion,
        Self::Development,
    ];

    /// The word in JSON and CSV.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Battery => "battery",
            Self::Sensor => "sensor",
            Self::AreaDefence => "area-defence",
            Self::Constellation => "constellation",
            Self::Agreement => "agreement",
            Self::Expansion => "expansion",
            Self::Development => "development",
        }
    }
}

/// When something is fielded (ISO dates).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fielded {
    /// As the scenario's likely values have it.
    pub likely: String,
    /// First day on which it is there with a probability of 5 %.
    pub p05: String,
    /// With 95 %.
    pub p95: String,
}

/// One element.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Element {
    /// What it is.
    pub kind: ElementKind,
    /// Id.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Id of its owner; none for what is no single nation's.
    pub nation: Option<String>,
    /// Ids of the arms it is in; all of them unless it hangs on an agreement.
    pub arms: Vec<String>,
    /// When it comes; none where it was there before the study.
    pub fielded: Option<Fielded>,
    /// The first day on which it is gone; none where it stays.
    pub ends: Option<Fielded>,
    /// Probability that it is in service on the first day of each quarter; null where the scenario does not say.
    pub probability: Vec<Option<f64>>,
    /// The same on [`Timeline::key_date`].
    pub on_key_date: Option<f64>,
    /// Satellites up on the first day of the raids, low, likely and high; constellations alone.
    pub satellites: Option<[f64; 3]>,
}

/// Capability by quarter.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Timeline {
    /// Scenario id.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// What kind of claim it is.
    pub status: String,
    /// Version of cupola.
    pub version: String,
    /// Seed of the worlds.
    pub seed: u64,
    /// Worlds drawn for the rates.
    pub worlds: u64,
    /// First day of each quarter (ISO).
    pub quarters: Vec<String>,
    /// The first day of the raids where the span holds it, else the last quarter's first day.
    pub key_date: String,
    /// Elements, by kind, in the order of the scenario.
    pub elements: Vec<Element>,
    /// What each line can make, by arm.
    pub lines: Vec<LineCapacity>,
}

/// Works out a timeline.
#[must_use]
pub fn timeline(world: &World, span: &Span, seed: Seed, worlds: u64) -> Timeline {
    let (first, last) = (span.quarters.first(), span.quarters.last());
    let raids = world.raids_start;
    // The last quarter's days count too.
    let holds_raids = first.is_some_and(|d| *d <= raids) && last.is_some_and(|d| raids < d.plus(90));
    let key_date = if holds_raids { raids } else { last.copied().unwrap_or(raids) };
    let look = Look { world, span, key_date };
    Timeline {
        scenario: world.name.clone(),
        title: world.title.clone(),
        status: world.status.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: seed.0,
        worlds,
        quarters: span.quarters.iter().map(Day::to_string).collect(),
        key_date: key_date.to_string(),
        elements: look.elements(),
        lines: lines::capacities(world, span, seed, worlds),
    }
}

/// What elements are looked at with.
struct Look<'a> {
    world: &'a World,
    span: &'a Span,
    key_date: Day,
}

impl Look<'_> {
    fn elements(&self) -> Vec<Element> {
        let world = self.world;
        let mut all = Vec::new();
        for battery in &world.batteries {
            let fielding = Fielding::of(&world.inputs, &[battery.from_day]);
            all.push(self.element(ElementKind::Battery, (&battery.id, &battery.name), Some(battery.nation), &fielding));
        }
        for sensor in world.sensors.iter().filter(|s| s.battery.is_none()) {
            let mut fielding = Fielding::of(&world.inputs, &[sensor.from_day]);
            fielding.until = sensor.until_day;
            all.push(self.element(ElementKind::Sensor, (&sensor.id, &sensor.id), Some(sensor.nation), &fielding));
        }
        for area in &world.area_defences {
            let fielding = Fielding::of(&world.inputs, &[area.from_day]);
            all.push(self.element(ElementKind::AreaDefence, (&area.id, &area.name), Some(area.nation), &fielding));
        }
        all.extend((0..world.constellations.len()).map(|c| self.constellation(c)));
        all.extend((0..world.supply.lines.len()).flat_map(|line| self.surges(line)));
        for index in 0..world.agreements.len() {
            self.agreement(index, &mut all);
        }
        all.sort_by_key(|element| element.kind);
        all
    }

    fn element(
        &self,
        kind: ElementKind,
        (id, name): (&str, &str),
        nation: Option<usize>,
        fielding: &Fielding<'_>,
    ) -> Element {
        Element {
            kind,
            id: id.to_owned(),
            name: name.to_owned(),
            nation: nation.map(|n| self.world.nations[n].id.clone()),
            arms: self.world.arms.iter().map(|arm| arm.id.clone()).collect(),
            fielded: fielding.fielded(),
            ends: fielding.ends(),
            probability: self.span.quarters.iter().map(|day| fielding.presence(*day)).collect(),
            on_key_date: fielding.presence(self.key_date),
            satellites: None,
        }
    }

    /// Ids of the arms in which an agreement stands.
    fn arms_with(&self, agreement: usize) -> Vec<String> {
        self.world.arms.iter().filter(|arm| arm.agreements.contains(&agreement)).map(|arm| arm.id.clone()).collect()
    }

    /// A constellation is there while at least one satellite is up. How many are is stated for the first day of the
    /// raids: an uncertain number says nothing of earlier days.
    fn constellation(&self, index: usize) -> Element {
        let world = self.world;
        let one = &world.constellations[index];
        // A scenario names one agreement at most.
        let owner = world.agreements.iter().position(|a| a.constellations.contains(&index));
        let from = [Some(one.from_day), owner.map(|a| world.agreements[a].from_day)];
        let from: Vec<InputId> = from.into_iter().flatten().collect();
        let mut counts: Vec<InputId> = one.shells.iter().map(|shell| shell.satellites).collect();
        counts.sort_unstable();
        counts.dedup();
        let range = |id: &InputId| &world.inputs[id.0 as usize].range;
        let stated = one.stated.num() as f64;
        let none_up: f64 = counts.iter().map(|id| range(id).cumulative(0.5 - f64::EPSILON)).product();
        let is_uncertain = counts.iter().any(|id| !range(id).is_known());
        let mut fielding = Fielding::of(&world.inputs, &from);
        fielding.last = owner.and_then(|a| world.agreements[a].until_day);
        if stated == 0.0 {
            fielding.comes_fraction = 1.0 - none_up;
            fielding.known_from = is_uncertain.then_some(world.raids_start);
        }
        let sum = |value: fn(&cupola_core::Uncertain) -> f64| {
            stated + one.shells.iter().map(|shell| value(range(&shell.satellites)).round()).sum::<f64>()
        };
        let names = (one.id.as_str(), one.name.as_str());
        let mut element = self.element(ElementKind::Constellation, names, Some(one.nation), &fielding);
        element.satellites = Some([sum(|r| r.low), sum(|r| r.likely), sum(|r| r.high)]);
        if let Some(owner) = owner {
            element.arms = self.arms_with(owner);
        }
        element
    }

    /// The surges of a line.
    fn surges(&self, line: usize) -> impl Iterator<Item = Element> {
        let line = &self.world.supply.lines[line];
        line.surges.iter().map(move |surge| {
            let mut fielding = Fielding::of(&self.world.inputs, &[surge.decided_day]);
            fielding.delay = Some(surge.ready_after_days);
            fielding.last = surge.until_day;
            let (id, name) = (format!("{}.{}", line.id, surge.id), format!("{}, {}", line.name, surge.id));
            self.element(ElementKind::Expansion, (&id, &name), Some(line.nation), &fielding)
        })
    }

    /// An agreement, its expansions and its developments.
    fn agreement(&self, index: usize, all: &mut Vec<Element>) {
        let world = self.world;
        let agreement = &world.agreements[index];
        let arms = self.arms_with(index);
        let mut push = |kind, names: (&str, &str), nation, fielding: &Fielding<'_>| {
            let element = self.element(kind, names, nation, fielding);
            all.push(Element { arms: arms.clone(), ..element });
        };
        let mut come = Fielding::of(&world.inputs, &[agreement.from_day]);
        let mut holds = come.clone();
        holds.last = agreement.until_day;
        push(ElementKind::Agreement, (&agreement.id, &agreement.name), None, &holds);
        // What is built or delivered by its end stays.
        come.comes_by = agreement.until_day;
        for expand in &agreement.expand {
            let line = &world.supply.lines[expand.line];
            let mut fielding = come.clone();
            fielding.delay = Some(expand.ready_after_days);
            let (id, name) = (format!("{}.{}", agreement.id, line.id), format!("{}, more capacity", line.name));
            push(ElementKind::Expansion, (&id, &name), Some(line.nation), &fielding);
        }
        for develop in &agreement.develop {
            let mut both = Fielding::of(&world.inputs, &[develop.first_delivery_day, agreement.from_day]);
            both.comes_by = agreement.until_day;
            let id = format!("{}.{}", agreement.id, develop.id);
            push(ElementKind::Development, (&id, &develop.id), None, &both);
        }
    }
}
