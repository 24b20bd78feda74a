//! Costs, and published series to compare with.

use super::Build;
use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, FRACTION, MUSD, PLAIN, Spec, USD};
use crate::catalogue::Kind;
use crate::raw::{RawCost, RawExtraCost, RawPublished, RawRange, RawRow, RawSpaceCost};
use crate::tree::number;
use cupola_core::Day;
use cupola_sim::world::{
    Calendar, Campaign, CostRules, ExtraCost, PriceIndex, Published, PublishedRow, Resample, SpaceCost, SpendCheck,
};
use std::collections::BTreeMap;

/// Payers' shares are a whole to the billionth, as `cupola_cost` wants them.
const SHARE_STEPS: f64 = 1e9;

/// An amount stated in other money than the study's.
pub(crate) struct StatedMoney {
    /// What one of it is in the study's dollars.
    pub one_usd: f64,
    /// That, in words.
    pub says: String,
}

pub(crate) const LEARNING_SLOPE: Assume =
    Assume(0.88, 0.93, 1.0, "assumed: price of the next round when output doubles");
const MASS_KG: Assume = Assume(300.0, 1000.0, 3000.0, "assumed: no source for this satellite");
const LAUNCH_USD_PER_KG: Assume = Assume(1500.0, 3000.0, 6000.0, "assumed: price of a launch to low orbit");
const LIFE_YEARS: Assume = Assume(3.0, 5.0, 10.0, "assumed: life in low orbit");
const OPERATIONS_MUSD: Assume = Assume(0.0, 20.0, 60.0, "assumed: ground segment and crew, per year");

impl Build<'_> {
    /// Who pays, by share: all of it, where anybody is named.
    pub(crate) fn paid_by(&mut self, at: &At<'_>, raw: &BTreeMap<String, f64>) -> Vec<(usize, f64)> {
        let mut shares = Vec::new();
        for (id, share) in raw {
            if !(0.0..=1.0).contains(share) {
                self.fault(&at.key(id), format!("{} is not allowed", number(*share))).allowed =
                    Some("0 to 1".to_owned());
            }
            let found = self.try_find(Of::Nation, &at.name_of(id), id);
            shares.extend(found.map(|index| (index, *share)));
        }
        let sum = (raw.values().sum::<f64>() * SHARE_STEPS).round() / SHARE_STEPS;
        if !raw.is_empty() && sum != 1.0 {
            self.fault(at, format!("the shares add up to {}", number(sum))).allowed = Some("1 together".to_owned());
        }
        shares.sort_by_key(|(index, _)| *index);
        shares
    }

    /// The year whose prices are used; a file that counts money without one has a fault, found with [`Build::cost`].
    pub(crate) fn price_year(&self) -> i32 {
        self.raw.study.price_year.unwrap_or_else(|| super::day(&self.raw.study.stock_date).ymd().0)
    }

    /// What money is counted in, and over which years: without them its amounts mean nothing.
    fn check_years(&mut self, at: &At<'_>, raw: &RawCost) {
        let price_year = self.raw.study.price_year;
        if price_year.is_none() {
            let message = "has no base year: study.price_year is missing, and amounts are in no year's prices";
            self.fault(at, message).allowed = Some("[study] price_year = YEAR".to_owned());
        }
        let years = raw.horizon_years;
        if years.fract() != 0.0 || years < 1.0 {
            self.fault(&at.key("horizon_years"), format!("{} is not allowed", number(years))).allowed =
                Some("1 to 100 whole calendar years, from that of from_year".to_owned());
        }
    }

    /// The level of prices, where the scenario has one; its own faults are found with [`Build::cost`].
    fn price_index(&self) -> Option<PriceIndex> {
        let raw = self.raw.cost.as_ref()?.prices.as_ref()?;
        let levels: Option<Vec<(i32, f64)>> =
            raw.level.iter().map(|(year, level)| Some((year.parse().ok()?, *level))).collect();
        let levels = levels.filter(|levels| !levels.is_empty()).unwrap_or_else(|| vec![(self.price_year(), 1.0)]);
        PriceIndex::new(levels, raw.beyond_fraction).ok()
    }

    fn check_prices(&mut self, at: &At<'_>, raw: &RawCost) {
        for (currency, at) in raw.currency.iter().zip(at.items("currency")) {
            if currency.usd <= 0.0 {
                self.fault(&at.key("usd"), format!("{} is not allowed", number(currency.usd))).allowed =
                    Some("above 0".to_owned());
            }
            if raw.currency.iter().filter(|c| c.id == currency.id).count() > 1 {
                self.fault(&at.key("id"), format!("there are two of currency \"{}\"", currency.id));
            }
        }
        let at = at.key("prices");
        if raw.then_year && raw.discount_rate > 0.0 {
            self.fault(&at, "then_year counts nominal money, and discount_rate is real").allowed =
                Some("then_year, or a discount_rate above 0".to_owned());
        }
        let Some(prices) = &raw.prices else {
            if raw.then_year {
                self.fault(&at, "then_year counts each year in its own prices, and none are given").allowed =
                    Some("[cost.prices] with beyond_fraction or level".to_owned());
            }
            return;
        };
        for (year, level) in &prices.level {
            let place = at.key("level").name_of(year);
            if year.parse::<i32>().ok().is_none_or(|year| !(1900..=2200).contains(&year)) {
                self.fault(&place, format!("\"{year}\" is no year")).allowed = Some("1900 to 2200".to_owned());
            } else if !(level.is_finite() && *level > 0.0) {
                self.fault(&place, format!("{} is not allowed", number(*level))).allowed = Some("above 0".to_owned());
            }
        }
    }

    /// How an amount stated in another year's prices or another currency becomes the study's money.
    pub(crate) fn stated_money(&mut self, at: &At<'_>, raw: &RawRange, spec: Spec) -> Option<StatedMoney> {
        let (price_year, year) = (self.price_year(), raw.year);
        if year.is_none() && raw.currency.is_none() {
            return None;
        }
        if !spec.is_money {
            self.fault(at, "is no amount of money").allowed = Some("no `year` and no `currency`".to_owned());
            return None;
        }
        let mut stated = StatedMoney { one_usd: 1.0, says: "stated".to_owned() };
        if let Some(id) = &raw.currency {
            let known = self.raw.cost.as_ref().map_or(&[][..], |c| &c.currency);
            match known.iter().find(|c| c.id == *id) {
                Some(currency) => {
                    stated.one_usd *= currency.usd;
                    let (usd, date) = (number(currency.usd), &currency.date.0);
                    stated.says += &format!(" in {id}, {usd} USD on {date} ({})", currency.source);
                }
                None => {
                    let names: Vec<&str> = known.iter().map(|c| c.id.as_str()).collect();
                    let message =
                        format!("there is no rate for the currency \"{id}\": no [[cost.currency]] has this id");
                    self.near_fault(&at.key("currency"), message, id, &names);
                }
            }
        }
        if let Some(year) = year.filter(|year| *year != price_year) {
            let factor = self.brought(at, year);
            stated.one_usd *= factor;
            stated.says += &format!(" in prices of {year}, {factor:.4} in those of {price_year}");
        }
        Some(stated)
    }

    /// What a dollar in the prices of `year` is in the study's; 1 with a fault where no level of prices says.
    pub(crate) fn brought(&mut self, at: &At<'_>, year: i32) -> f64 {
        let price_year = self.price_year();
        if year == price_year {
            return 1.0;
        }
        let Some(index) = self.price_index() else {
            let message = format!("is in prices of {year}, and nothing brings them to {price_year}");
            self.fault(&at.key("year"), message).allowed =
                Some("[cost.prices] with beyond_fraction or level".to_owned());
            return 1.0;
        };
        index.factor(year, price_year)
    }

    pub(crate) fn cost(&mut self, at: &At<'_>, raw: &RawCost) -> CostRules {
        self.check_years(at, raw);
        self.check_prices(at, raw);
        self.check_alternatives(at, raw);
        let slope = FRACTION.bound(Bound::Between(0.501, 1.0));
        let learning_slope =
            self.field(at, "learning_slope", raw.learning_slope.as_ref(), None, slope, Some(LEARNING_SLOPE));
        let from_year = raw.from_year.unwrap_or_else(|| super::day(&self.raw.study.stock_date).ymd().0);
        let elements = raw.element.iter().zip(at.items("element"));
        let elements = elements.map(|(raw, at)| self.cost_element(&at, raw, from_year, learning_slope)).collect();
        let printed = raw.printed.iter().zip(at.items("printed"));
        let printed = printed.map(|(raw, at)| self.printed_cost(&at, raw)).collect();
        let space = raw.space.iter().zip(at.items("space"));
        let space = space.filter_map(|(raw, at)| self.space_cost(&at, raw)).collect();
        let extra = raw.extra.iter().zip(at.items("extra"));
        let extra = extra.map(|(raw, at)| self.extra_cost(&at, raw)).collect();
        CostRules {
            price_year: self.price_year(),
            horizon_years: raw.horizon_years as i32,
            discount_rate: raw.discount_rate,
            learning_slope,
            space,
            extra,
            from_year,
            then_year: raw.then_year.then(|| self.price_index()).flatten(),
            elements,
            are_alternatives: raw.alternatives,
            printed,
            steps: raw.step.iter().zip(at.items("step")).map(|(raw, at)| self.cost_step(&at, raw)).collect(),
            unsaid: raw.unsaid.clone(),
            options: Vec::new(),
        }
    }

    /// What asks for the sum of elements that have none.
    fn check_alternatives(&mut self, at: &At<'_>, raw: &RawCost) {
        if !raw.alternatives {
            return;
        }
        if !raw.step.is_empty() {
            self.fault(&at.key("alternatives"), "a chain of [[cost.step]]s joins totals, and alternatives have none")
                .allowed = Some("one of the two".to_owned());
        }
        for (_, at) in raw.printed.iter().zip(at.items("printed")).filter(|(row, _)| row.elements.is_empty()) {
            self.fault(&at, "is beside the sum of all elements, which are alternatives").allowed =
                Some("elements = [ID, …]".to_owned());
        }
    }

    fn space_cost(&mut self, at: &At<'_>, raw: &RawSpaceCost) -> Option<SpaceCost> {
        let constellation = self.try_find(Of::Constellation, &at.key("constellation"), &raw.constellation)?;
        let owner = self.raw.constellation.get(constellation)?;
        let entry = self.catalogue.get(owner.is.as_ref().unwrap_or(&owner.nation));
        let entry = entry.filter(|e| e.kind == Kind::Constellation);
        let nation = self.ids.of(Of::Nation).iter().position(|n| *n == owner.nation);
        let mut paid_by = self.paid_by(&at.key("paid_by"), &raw.paid_by);
        if raw.paid_by.is_empty() {
            paid_by.extend(nation.map(|n| (n, 1.0)));
        }
        let mut own =
            |name: &str, number, spec, assume| self.field(at, name, number, entry.map(|e| (e, name)), spec, assume);
        Some(SpaceCost {
            constellation,
            unit_cost_usd: own("unit_cost_musd", raw.unit_cost_musd.as_ref(), MUSD, None),
            mass_kg: own("mass_kg", raw.mass_kg.as_ref(), COUNT, Some(MASS_KG)),
            launch_usd_per_kg: own("launch_usd_per_kg", raw.launch_usd_per_kg.as_ref(), USD, Some(LAUNCH_USD_PER_KG)),
            life_years: own("life_years", raw.life_years.as_ref(), PLAIN, Some(LIFE_YEARS)),
            operations_usd_per_year: own(
                "operations_musd_per_year",
                raw.operations_musd_per_year.as_ref(),
                MUSD,
                Some(OPERATIONS_MUSD),
            ),
            paid_by,
        })
    }

    fn extra_cost(&mut self, at: &At<'_>, raw: &RawExtraCost) -> ExtraCost {
        if raw.paid_by.is_empty() {
            self.fault(&at.key("paid_by"), "is missing").allowed = Some("NATION = SHARE".to_owned());
        }
        if raw.once_musd.is_none() && raw.per_year_musd.is_none() {
            self.fault(at, "costs nothing").allowed = Some("once_musd, per_year_musd".to_owned());
        }
        let none = self.constant("extra_musd", 0.0, MUSD, "no such cost is stated");
        let once = raw.once_musd.as_ref().map(|n| self.number(&at.key("once_musd"), n, MUSD));
        let per_year = raw.per_year_musd.as_ref().map(|n| self.number(&at.key("per_year_musd"), n, MUSD));
        ExtraCost {
            element: raw.element.clone(),
            agreement: self.find_optional(Of::Agreement, &at.key("agreement"), raw.agreement.as_ref()),
            once_usd: once.unwrap_or(none),
            per_year_usd: per_year.unwrap_or(none),
            paid_by: self.paid_by(&at.key("paid_by"), &raw.paid_by),
        }
    }

    fn classes_of(&mut self, at: &At<'_>, written: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        for (i, id) in written.iter().enumerate() {
            found.extend(self.class(&at.element(i), id));
        }
        found
    }

    /// The part of the campaign that a published row is compared with: a stated raid, the first of its name, or a period.
    fn part(&mut self, at: &At<'_>, raw: &RawRow, start: Day, campaign: Option<&Campaign>) -> usize {
        let calendar = campaign.map(|c| &c.calendar);
        match (&raw.raid, &raw.period, calendar) {
            (Some(id), None, Some(Calendar::Stated(list))) => {
                let Some(raid) = self.try_find(Of::Raid, &at.key("raid"), id) else { return 0 };
                let part = list.iter().position(|(_, r)| *r == raid);
                if part.is_none() {
                    self.fault(&at.key("raid"), format!("\"{id}\" is not among the raids of [campaign] stated"));
                }
                part.unwrap_or(0)
            }
            (None, Some(period), Some(Calendar::Series(series))) if series.resample == Resample::AsRecorded => {
                let begins = series.starts.iter().map(|days| start.plus(*days as i32).to_string());
                let part = begins.take(series.counts.len()).position(|day| day.starts_with(period));
                if part.is_none() {
                    self.fault(&at.key("period"), format!("no period of [campaign.series] begins in \"{period}\""))
                        .allowed = Some("\"YYYY-MM\" or \"YYYY-MM-DD\"".to_owned());
                }
                part.unwrap_or(0)
            }
            _ => {
                self.fault(at, "names no part of the campaign").allowed = Some(
                    "`raid` with [campaign] stated, or `period` with a [campaign.series] that is played as recorded"
                        .to_owned(),
                );
                0
            }
        }
    }

    pub(crate) fn published(
        &mut self,
        at: &At<'_>,
        raw: &RawPublished,
        start: Day,
        campaign: Option<&Campaign>,
    ) -> Published {
        let mut rows = Vec::new();
        for (row, at) in raw.row.iter().zip(at.items("row")) {
            if row.stopped.is_some_and(|stopped| stopped > row.detected) {
                self.fault(&at.key("stopped"), "more are stopped than detected");
            }
            rows.push(PublishedRow {
                part: self.part(&at, row, start, campaign),
                date: row.date.clone(),
                group: row.group.clone(),
                classes: self.classes_of(&at.key("threats"), &row.threats),
                detected: row.detected,
                stopped: row.stopped,
                counts_harmless: row.counts_harmless,
            });
        }
        let mut spend = Vec::new();
        for (check, at) in raw.spend.iter().zip(at.items("spend")) {
            if check.low > check.high {
                let message = format!("low {}, high {} are out of order", check.low, check.high);
                self.fault(&at.key("low"), message).allowed = Some("low ≤ high".to_owned());
            }
            spend.push(SpendCheck {
                label: check.label.clone(),
                low: check.low,
                high: check.high,
                interceptors: self.find_all(Of::Interceptor, &at.key("interceptors"), &check.interceptors),
                classes: self.classes_of(&at.key("threats"), &check.threats),
            });
        }
        Published { source: raw.source.clone(), rows, spend }
    }
}
