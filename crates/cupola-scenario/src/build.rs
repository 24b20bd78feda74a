//! The second stage: from the file's words and units to a checked [`World`] in SI, every fault at once.

mod agreements;
mod at;
mod batteries;
mod calendar;
mod constellations;
mod cost_elements;
mod ids;
mod interceptors;
mod lines;
mod money;
mod numbers;
mod options;
mod plan;
mod planning;
mod raids;
mod satellites;
mod sensors;
mod supply;
mod theatres;
mod threats;
mod units;

use crate::catalogue::Catalogue;
use crate::fault::Pending;
use crate::raw::{RawDate, RawScenario};
use crate::tree::Node;
use at::At;
use cupola_core::Day;
use cupola_sim::world::{
    Arm, Asset, Battery, Input, InputId, Item, LaunchArea, Mode, Nation, Sensor, Site, ThreatClass, World,
};
use ids::{Ids, Of};
use std::collections::HashMap;

/// Everything the builders share.
pub(crate) struct Build<'a> {
    raw: &'a RawScenario,
    root: At<'a>,
    catalogue: &'static Catalogue,
    faults: &'a mut Vec<Pending>,
    ids: Ids,
    inputs: Vec<Input>,
    /// Inputs by key, and whether each is the catalogue's.
    by_key: HashMap<String, (InputId, bool)>,
    nations: Vec<Nation>,
    assets: Vec<Asset>,
    areas: Vec<LaunchArea>,
    classes: Vec<ThreatClass>,
    sensors: Vec<Sensor>,
    batteries: Vec<Battery>,
    /// Ways of transport.
    modes: Vec<Mode>,
    /// Ways that groups fly, each once.
    ways: Vec<Vec<Site>>,
    /// What the report must say of files that the scenario names.
    caveats: Vec<String>,
}

/// Builds the world; `None` where it cannot, and then there are faults.
pub(crate) fn build(raw: &RawScenario, root: &Node, stem: &str, faults: &mut Vec<Pending>) -> Option<World> {
    let mut b = Build::new(raw, root, faults);
    let world = b.world(&At::root(root), stem);
    b.faults.is_empty().then_some(world)
}

/// Builds the first threat class alone, with its inputs; `None` where it cannot, and then there are faults.
pub(crate) fn build_threat(
    raw: &RawScenario,
    root: &Node,
    faults: &mut Vec<Pending>,
) -> Option<(ThreatClass, Vec<Input>)> {
    let mut b = Build::new(raw, root, faults);
    b.threat(&At::root(root).items("threat").pop()?, raw.threat.first()?);
    let class = b.classes.pop()?;
    b.faults.is_empty().then_some((class, b.inputs))
}

impl<'a> Build<'a> {
    fn new(raw: &'a RawScenario, root: &'a Node, faults: &'a mut Vec<Pending>) -> Self {
        let root = At::root(root);
        Self {
            raw,
            ids: Ids::collect(raw, &root, faults),
            root,
            catalogue: Catalogue::embedded(),
            faults,
            inputs: Vec::new(),
            by_key: HashMap::new(),
            nations: Vec::new(),
            assets: Vec::new(),
            areas: Vec::new(),
            classes: Vec::new(),
            sensors: Vec::new(),
            batteries: Vec::new(),
            modes: Vec::new(),
            ways: Vec::new(),
            caveats: Vec::new(),
        }
    }
}

impl Build<'_> {
    fn fault(&mut self, at: &At<'_>, message: impl Into<String>) -> &mut Pending {
        self.faults.push(Pending::new(at.origin, at.path.clone(), message));
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    fn world(&mut self, at: &At<'_>, stem: &str) -> World {
        let raw = self.raw;
        self.places(at);
        for (threat, at) in raw.threat.iter().zip(at.items("threat")) {
            self.threat(&at, threat);
        }
        let interceptors = raw.interceptor.iter().zip(at.items("interceptor"));
        let interceptors = interceptors.map(|(raw, at)| self.interceptor(&at, raw)).collect::<Vec<_>>();
        let items = self.items(at, &interceptors);
        for (sensor, at) in raw.sensor.iter().zip(at.items("sensor")) {
            self.sensor(&at, sensor);
        }
        let constellations = raw.constellation.iter().zip(at.items("constellation"));
        let constellations = constellations.map(|(raw, at)| self.constellation(&at, raw)).collect::<Vec<_>>();
        for (battery, at) in raw.battery.iter().zip(at.items("battery")) {
            self.battery(&at, battery);
        }
        let area_defences = raw.area_defence.iter().zip(at.items("area_defence"));
        let area_defences = area_defences.map(|(raw, at)| self.area_defence(&at, raw)).collect();
        let raids = raw.raid.iter().zip(at.items("raid"));
        let mut raids = raids.map(|(raw, at)| self.raid(&at, raw)).collect::<Vec<_>>();
        if raids.is_empty() {
            raids.push(raids::none());
        }
        let (stock_date, raids_start, end) = self.dates(at);
        let campaign = raw.campaign.as_ref().map(|c| self.campaign(&at.key("campaign"), c, raids_start, end));
        let doctrine = self.doctrine(&at.key("doctrine"), &raw.doctrine, &interceptors);
        let opponents = raw.opponent.iter().zip(at.items("opponent"));
        let opponents = opponents.map(|(raw, at)| self.opponent(&at, raw)).collect::<Vec<_>>();
        let supply = self.supply(at, stock_date, &items);
        self.depots_exist(at, &supply, &interceptors);
        let agreements = raw.agreement.iter().zip(at.items("agreement"));
        let agreements = agreements.map(|(raw, at)| self.agreement(&at, raw)).collect::<Vec<_>>();
        self.reserves_agree(at, &doctrine, &agreements);
        let arms = self.arms(&at.key("compare"));
        let mut cost = raw.cost.as_ref().map(|c| self.cost(&at.key("cost"), c));
        let dates = (stock_date, raids_start, end);
        let plan = raw.plan.as_ref().map(|p| self.planning(&at.key("plan"), p, dates, &supply, &items));
        let published =
            raw.published.as_ref().map(|p| self.published(&at.key("published"), p, raids_start, campaign.as_ref()));
        self.catalogue_changes(&at.key("catalogue"));
        let headline_raid = self.headline(&at.key("study"));
        let options = self.options(at);
        if let Some(cost) = &mut cost {
            cost.options = options;
        }
        World {
            name: raw.study.name.clone().unwrap_or_else(|| stem.to_owned()),
            title: raw.study.title.clone(),
            question: raw.study.question.clone(),
            status: raw.study.status.clone(),
            caveats: raw.study.caveats.iter().cloned().chain(std::mem::take(&mut self.caveats)).collect(),
            stock_date,
            raids_start,
            end,
            stock_every_days: None,
            headline_raid,
            items,
            interceptors,
            constellations,
            area_defences,
            ways: std::mem::take(&mut self.ways),
            raids,
            campaign,
            opponents,
            doctrine,
            supply,
            agreements,
            arms,
            cost,
            plan,
            published,
            nations: std::mem::take(&mut self.nations),
            assets: std::mem::take(&mut self.assets),
            areas: std::mem::take(&mut self.areas),
            classes: std::mem::take(&mut self.classes),
            sensors: std::mem::take(&mut self.sensors),
            batteries: std::mem::take(&mut self.batteries),
            inputs: std::mem::take(&mut self.inputs),
        }
    }

    fn places(&mut self, at: &At<'_>) {
        for raw in &self.raw.nation {
            self.nations.push(Nation { id: raw.id.clone(), name: named(&raw.name, &raw.id) });
        }
        if self.raw.nation.is_empty() {
            self.fault(at, "no [[nation]] is defined");
        }
        for (raw, at) in self.raw.asset.iter().zip(at.items("asset")) {
            let nation = self.find(Of::Nation, &at.key("nation"), &raw.nation);
            self.assets.push(Asset {
                id: raw.id.clone(),
                name: named(&raw.name, &raw.id),
                nation,
                site: site(raw.lat_deg, raw.lon_deg),
                damage_radius_m: raw.damage_radius_m.unwrap_or(500.0),
                region_radius_m: raw.region_radius_km.unwrap_or(5.0) * 1e3,
                value: raw.value.unwrap_or(1.0),
            });
        }
        for raw in &self.raw.area {
            self.areas.push(LaunchArea {
                id: raw.id.clone(),
                name: named(&raw.name, &raw.id),
                site: site(raw.lat_deg, raw.lon_deg),
                radius_m: raw.radius_km.unwrap_or(50.0) * 1e3,
            });
        }
    }

    fn items(&mut self, at: &At<'_>, interceptors: &[cupola_sim::world::InterceptorType]) -> Vec<Item> {
        let mut items = Vec::new();
        for (index, (raw, at)) in self.raw.item.iter().zip(at.items("item")).enumerate() {
            let first = interceptors.iter().find(|i| i.item == index).map(|i| i.unit_cost_usd);
            let unit_cost_usd = match (&raw.unit_cost_musd, first) {
                (Some(number), _) => self.number(&at.key("unit_cost_musd"), number, units::MUSD),
                (None, Some(cost)) => cost,
                (None, None) => self.missing(&at, "unit_cost_musd"),
            };
            let shelf = raw.shelf_years.as_ref();
            let life_days = shelf.map(|n| self.number(&at.key("shelf_years"), n, units::SHELF_YEARS));
            items.push(Item { id: raw.id.clone(), name: named(&raw.name, &raw.id), unit_cost_usd, life_days });
        }
        items
    }

    fn dates(&mut self, at: &At<'_>) -> (Day, Day, Day) {
        let study = &self.raw.study;
        let (stock, start, end) = (day(&study.stock_date), day(&study.raids_start), day(&study.end));
        let at = at.key("study");
        if start < stock {
            self.fault(&at.key("raids_start"), format!("{start} is before stock_date, {stock}"));
        }
        if end < start {
            self.fault(&at.key("end"), format!("{end} is before raids_start, {start}"));
        }
        (stock, start, end)
    }

    fn headline(&mut self, at: &At<'_>) -> usize {
        match &self.raw.study.raid {
            Some(id) => {
                let stated = self.raw.campaign.as_ref().map_or(&[][..], |c| &c.stated);
                if !stated.is_empty() && stated.iter().all(|s| s.raid != *id) {
                    self.fault(&at.key("raid"), format!("\"{id}\" is not among the raids of [campaign] stated"));
                }
                self.find(Of::Raid, &at.key("raid"), id)
            }
            None if self.raw.raid.is_empty() && self.raw.stock.is_empty() && !self.has_elements() => {
                self.fault(at, "no [[raid]] is defined").allowed = Some(
                    "a [[raid]], a [[stock]] for a study of stocks alone, or a [[cost.element]] for one of cost alone"
                        .to_owned(),
                );
                0
            }
            None => 0,
        }
    }

    fn has_elements(&self) -> bool {
        self.raw.cost.as_ref().is_some_and(|cost| !cost.element.is_empty())
    }

    fn arms(&mut self, at: &At<'_>) -> Vec<Arm> {
        let Some(compare) = &self.raw.compare else {
            let agreements = (0..self.raw.agreement.len()).collect();
            return vec![Arm { id: "base".to_owned(), name: "as stated".to_owned(), agreements }];
        };
        let mut arms = Vec::new();
        for (raw, at) in compare.arms.iter().zip(at.items("arms")) {
            let at_agreements = at.key("agreements");
            let mut agreements: Vec<usize> = Vec::new();
            for (i, id) in raw.agreements.iter().enumerate() {
                agreements.push(self.find(Of::Agreement, &at_agreements.element(i), id));
            }
            arms.push(Arm { id: raw.id.clone(), name: named(&raw.name, &raw.id), agreements });
        }
        if arms.is_empty() {
            self.fault(&at.key("arms"), "no arm is given");
        }
        if let Some(base) = &compare.base {
            match arms.iter().position(|arm| arm.id == *base) {
                Some(index) => arms[..=index].rotate_right(1),
                None => {
                    let names: Vec<&str> = arms.iter().map(|arm| arm.id.as_str()).collect();
                    let base_at = at.key("base");
                    let message = format!("there is no arm \"{base}\"");
                    self.faults.push(Pending::new(base_at.origin, base_at.path, message).near(base, names));
                }
            }
        }
        arms
    }
}

/// The printed name.
fn named(name: &Option<String>, id: &str) -> String {
    name.clone().unwrap_or_else(|| id.to_owned())
}

fn site(lat_deg: f64, lon_deg: f64) -> Site {
    Site { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians() }
}

/// A day the first stage has checked.
fn day(raw: &RawDate) -> Day {
    raw.0.parse().unwrap_or(Day(0))
}
