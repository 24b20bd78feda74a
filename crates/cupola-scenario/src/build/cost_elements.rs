//! Elements of cost over their life, and what others print of them.

use super::Build;
use super::at::At;
use super::ids::Of;
use super::units::{Bound, COUNT, FRACTION, MOST_USD, MUSD, PLAIN, Spec, USD};
use crate::raw::{
    RawCostElement, RawCostPhase, RawCostStep, RawNumber, RawPriceOf, RawPrintedCost, RawRebuy, RawTheory, RawVehicle,
};
use crate::tree::number;
use cupola_core::Uncertain;
use cupola_sim::world::{CostElement, CostStep, InputId, Phase, PriceOf, PrintedCost, Rebuy, Theory, Vehicle};

const SLOPE: Spec = FRACTION.bound(Bound::Between(0.501, 1.0));
const LIFE: Spec = PLAIN.bound(Bound::Between(0.25, 1_000.0));

impl Build<'_> {
    pub(crate) fn cost_element(
        &mut self,
        at: &At<'_>,
        raw: &RawCostElement,
        first_year: i32,
        learning_slope: InputId,
    ) -> CostElement {
        self.element_is_whole(at, raw);
        let constellation =
            raw.constellation.as_ref().map(|id| self.find(Of::Constellation, &at.key("constellation"), id));
        let mut paid_by = self.paid_by(&at.key("paid_by"), &raw.paid_by);
        if raw.paid_by.is_empty() {
            paid_by.push((0, 1.0));
            if self.raw.nation.len() > 1 {
                self.fault(&at.key("paid_by"), "is missing, and there are several nations").allowed =
                    Some("NATION = SHARE".to_owned());
            }
        }
        let mut amount = |name: &str, raw: &Option<RawNumber>| self.own_or_none(at, name, raw.as_ref(), 0.0, MUSD);
        let development_usd = amount("development_musd", &raw.development_musd);
        let sites_usd = amount("sites_musd", &raw.sites_musd);
        let unit_cost_usd = amount("unit_cost_musd", &raw.unit_cost_musd);
        let operations_usd_per_year = amount("operations_musd_per_year", &raw.operations_musd_per_year);
        let unit_operations_usd_per_year = amount("unit_operations_musd_per_year", &raw.unit_operations_musd_per_year);
        let disposal_usd = amount("disposal_musd", &raw.disposal_musd);
        let launch_usd_per_kg = self.own_or_none(at, "launch_usd_per_kg", raw.launch_usd_per_kg.as_ref(), 0.0, USD);
        let vehicle = raw.vehicle.as_ref().map(|v| self.vehicle(&at.key("vehicle"), v));
        let mass_kg = self.own_or_none(at, "mass_kg", raw.mass_kg.as_ref(), 0.0, COUNT);
        if let Some(vehicle) = vehicle {
            self.vehicle_lifts_one(&at.key("vehicle").key("capacity_kg"), vehicle, mass_kg);
        }
        let units = self.own_or_none(at, "units", raw.units.as_ref(), 1.0, COUNT);
        let built_before = self.own_or_none(at, "built_before", raw.built_before.as_ref(), 0.0, COUNT);
        self.whole(&at.key("units"), units);
        self.whole(&at.key("built_before"), built_before);
        let mut amounts = vec![
            development_usd,
            sites_usd,
            unit_cost_usd,
            operations_usd_per_year,
            unit_operations_usd_per_year,
            disposal_usd,
            launch_usd_per_kg,
        ];
        amounts.extend(vehicle.map(|v| v.first_usd));
        let correlation = self.raw.cost.as_ref().map_or(0.0, |c| c.correlation);
        self.share_chance(&amounts, correlation);
        CostElement {
            id: raw.id.clone(),
            name: super::named(&raw.name, &raw.id),
            constellation,
            units,
            agreement: self.find_optional(Of::Agreement, &at.key("agreement"), raw.agreement.as_ref()),
            paid_by,
            from_year: raw.from_year.unwrap_or(first_year),
            build_years: raw.build_years.unwrap_or(1),
            development_usd,
            sites_usd,
            unit_cost_usd,
            price_of: match raw.price_of {
                RawPriceOf::First => PriceOf::First,
                RawPriceOf::Average => PriceOf::Average,
            },
            learning_slope: match &raw.learning_slope {
                Some(slope) => self.number(&at.key("learning_slope"), slope, SLOPE),
                None => learning_slope,
            },
            theory: match raw.learning {
                RawTheory::Unit => Theory::Unit,
                RawTheory::CumulativeAverage => Theory::CumulativeAverage,
            },
            flat_after: raw.flat_after,
            rebuy: match raw.rebuy {
                RawRebuy::Continues => Rebuy::Continues,
                RawRebuy::Restarts => Rebuy::Restarts,
            },
            built_before,
            mass_kg,
            launch_usd_per_kg,
            vehicle,
            life_years: raw.life_years.as_ref().map(|life| self.number(&at.key("life_years"), life, LIFE)),
            operations_usd_per_year,
            unit_operations_usd_per_year,
            disposal_usd,
        }
    }

    /// What an element needs so that its parts mean something together.
    fn element_is_whole(&mut self, at: &At<'_>, raw: &RawCostElement) {
        let amounts = [
            &raw.development_musd,
            &raw.sites_musd,
            &raw.unit_cost_musd,
            &raw.operations_musd_per_year,
            &raw.unit_operations_musd_per_year,
            &raw.disposal_musd,
        ];
        let is_launched = raw.launch_usd_per_kg.is_some() || raw.vehicle.is_some();
        if amounts.iter().all(|a| a.is_none()) && !is_launched {
            self.fault(at, "costs nothing").allowed = Some(
                "development_musd, sites_musd, unit_cost_musd, launch_usd_per_kg, operations_musd_per_year, …"
                    .to_owned(),
            );
        }
        if is_launched != raw.mass_kg.is_some() {
            self.fault(&at.key("mass_kg"), "a launch needs a mass and a price").allowed =
                Some("mass_kg with launch_usd_per_kg or vehicle, or none of them".to_owned());
        }
        if raw.launch_usd_per_kg.is_some() && raw.vehicle.is_some() {
            self.fault(&at.key("vehicle"), "has two prices of launch").allowed =
                Some("launch_usd_per_kg or vehicle".to_owned());
        }
        if raw.constellation.is_some() && raw.units.is_some() {
            self.fault(&at.key("units"), "the constellation says how many there are").allowed =
                Some("constellation or units".to_owned());
        }
        if raw.disposal_musd.is_some() && raw.life_years.is_none() {
            self.fault(&at.key("disposal_musd"), "nothing is disposed of without the end of a life").allowed =
                Some("life_years beside it".to_owned());
        }
    }

    /// A number of things, which are whole; draws between its ends are rounded.
    fn whole(&mut self, at: &At<'_>, id: InputId) {
        let ends = [self.low(id), self.likely(id), self.high(id)];
        if let Some(part) = ends.into_iter().find(|value| value.fract() != 0.0 && value.is_finite()) {
            self.fault(at, format!("{} is not allowed", number(part))).allowed = Some("whole numbers".to_owned());
        }
    }

    fn vehicle_lifts_one(&mut self, at: &At<'_>, vehicle: Vehicle, mass_kg: InputId) {
        let (least_kg, most_kg) = (self.low(vehicle.capacity_kg), self.high(mass_kg));
        if least_kg < most_kg {
            let message = format!("{} may lift less than one unit of {}", number(least_kg), number(most_kg));
            self.fault(at, message).allowed = Some("the mass of a unit or more".to_owned());
        }
    }

    fn vehicle(&mut self, at: &At<'_>, raw: &RawVehicle) -> Vehicle {
        Vehicle {
            capacity_kg: self.number(&at.key("capacity_kg"), &raw.capacity_kg, PLAIN),
            first_usd: self.number(&at.key("first_musd"), &raw.first_musd, MUSD),
            learning_slope: self.own_or_none(at, "learning_slope", raw.learning_slope.as_ref(), 1.0, SLOPE),
        }
    }

    /// The number written, or that of a part which the element has not.
    fn own_or_none(&mut self, at: &At<'_>, name: &str, raw: Option<&RawNumber>, value: f64, spec: Spec) -> InputId {
        match raw {
            Some(raw) => self.number(&at.key(name), raw, spec),
            None => self.constant(&format!("cost.{name}"), value, spec, "not part of this element"),
        }
    }

    pub(crate) fn printed_cost(&mut self, at: &At<'_>, raw: &RawPrintedCost) -> PrintedCost {
        let elements = self.elements_of(&at.key("elements"), &raw.elements);
        let less = self.elements_of(&at.key("less"), &raw.less);
        let range = match (raw.busd, raw.low_busd, raw.high_busd) {
            (Some(value), None, None) => Uncertain::known(value),
            (None, Some(low), Some(high)) if low <= high => Uncertain { low, likely: 0.5 * (low + high), high },
            _ => {
                self.fault(at, "prints no amount").allowed = Some("busd, or low_busd ≤ high_busd".to_owned());
                Uncertain::known(0.0)
            }
        };
        let year = raw.year.unwrap_or(self.price_year());
        let (stated, one_usd) = (range.scaled(1e9), self.brought(at, year));
        let is_allowed = |busd: &f64| *busd > 0.0 && *busd <= MOST_USD / 1e9 && busd * one_usd <= MOST_USD / 1e9;
        if let Some(busd) = [range.low, range.high].iter().find(|busd| !is_allowed(busd)) {
            self.fault(at, format!("{} billion is not allowed", number(*busd))).allowed =
                Some(format!("above 0, and at most {}", number(MOST_USD / 1e9)));
        }
        PrintedCost {
            what: raw.what.clone(),
            elements,
            less,
            phases: phases(&raw.phases),
            year,
            stated,
            range: stated.scaled(one_usd),
            grade: raw.grade.into(),
            source: raw.source.clone(),
        }
    }

    /// Elements of cost by id.
    fn elements_of(&mut self, at: &At<'_>, written: &[String]) -> Vec<usize> {
        let known: Vec<&str> = self.raw.cost.iter().flat_map(|c| &c.element).map(|e| e.id.as_str()).collect();
        let mut found = Vec::new();
        for (i, id) in written.iter().enumerate() {
            match known.iter().position(|k| k == id) {
                Some(index) => found.push(index),
                None => {
                    let message = format!("there is no [[cost.element]] \"{id}\"");
                    self.near_fault(&at.element(i), message, id, &known);
                }
            }
        }
        found
    }
}

impl Build<'_> {
    pub(crate) fn cost_step(&mut self, at: &At<'_>, raw: &RawCostStep) -> CostStep {
        for (i, set) in raw.set.iter().enumerate().filter(|(_, set)| !set.contains('=')) {
            self.fault(&at.key("set").element(i), format!("\"{set}\" is no change")).allowed =
                Some("KEY=VALUE".to_owned());
        }
        if raw.printed_busd.is_some() != raw.printed_by.is_some() {
            self.fault(at, "a printed total needs who prints it").allowed =
                Some("printed_busd and printed_by, or neither".to_owned());
        }
        if let Some(busd) = raw.printed_busd.filter(|busd| !(*busd > 0.0 && *busd <= MOST_USD / 1e9)) {
            self.fault(&at.key("printed_busd"), format!("{} is not allowed", number(busd))).allowed =
                Some(format!("above 0, and at most {}", number(MOST_USD / 1e9)));
        }
        CostStep {
            what: raw.what.clone(),
            set: raw.set.clone(),
            why: raw.why.clone(),
            source: raw.source.clone(),
            printed: raw.printed_busd.map(|busd| busd * 1e9).zip(raw.printed_by.clone()),
        }
    }
}

/// The phases meant, each once.
fn phases(raw: &[RawCostPhase]) -> Vec<Phase> {
    let mut phases: Vec<Phase> = raw
        .iter()
        .flat_map(|phase| match phase {
            RawCostPhase::Development => vec![Phase::Development],
            RawCostPhase::Procurement => vec![Phase::Procurement],
            RawCostPhase::Launch => vec![Phase::Launch],
            RawCostPhase::Replacement => vec![Phase::Replacement],
            RawCostPhase::Relaunch => vec![Phase::Relaunch],
            RawCostPhase::Sites => vec![Phase::Sites],
            RawCostPhase::Operations => vec![Phase::Operations],
            RawCostPhase::Disposal => vec![Phase::Disposal],
            RawCostPhase::Acquisition => Phase::ALL.into_iter().filter(|p| p.is_acquisition()).collect(),
        })
        .collect();
    phases.sort_unstable();
    phases.dedup();
    phases
}
