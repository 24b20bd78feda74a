//! What more might be bought.

use super::at::At;
use super::units::MUSD;
use super::{Build, named};
use crate::raw::{RawNumber, RawOption};
use cupola_core::{Grade, Uncertain};
use cupola_sim::world::{BuyOption, Input};

impl Build<'_> {
    /// The options, whose amounts are kept out of the inputs that a run rests on. Called last, when no input is added any
    /// more.
    pub(crate) fn options(&mut self, at: &At<'_>) -> Vec<BuyOption> {
        let num_inputs = self.inputs.len();
        let raw = self.raw.option.iter().zip(at.items("option"));
        let options = raw.map(|(raw, at)| self.option(&at, raw)).collect();
        self.inputs.truncate(num_inputs);
        options
    }

    fn option(&mut self, at: &At<'_>, raw: &RawOption) -> BuyOption {
        if self.raw.cost.is_none() {
            self.fault(at, "costs money, and nothing says how that is counted").allowed =
                Some("[cost] with horizon_years".to_owned());
        }
        if raw.set.is_empty() {
            self.fault(&at.key("set"), "changes nothing").allowed = Some("KEY=VALUE or KEY+=N".to_owned());
        }
        for (i, set) in raw.set.iter().enumerate().filter(|(_, set)| !set.contains('=')) {
            self.fault(&at.key("set").element(i), format!("\"{set}\" is no change")).allowed =
                Some("KEY=VALUE or KEY+=N".to_owned());
        }
        let once_usd = self.amount(at, "once_musd", raw.once_musd.as_ref());
        let per_year_usd = self.amount(at, "per_year_musd", raw.per_year_musd.as_ref());
        if once_usd.range.high <= 0.0 && per_year_usd.range.high <= 0.0 {
            self.fault(at, "costs nothing").allowed = Some("once_musd, per_year_musd".to_owned());
        }
        BuyOption {
            id: raw.id.clone(),
            name: named(&raw.name, &raw.id),
            set: raw.set.clone(),
            once_usd,
            per_year_usd,
            times: raw.times.unwrap_or(1),
        }
    }

    /// An amount as written, or nothing.
    fn amount(&mut self, at: &At<'_>, name: &str, raw: Option<&RawNumber>) -> Input {
        let place = at.key(name);
        let id = raw.map(|raw| self.number(&place, raw, MUSD));
        let written = id.and_then(|id| self.inputs.get(id.0 as usize)).cloned();
        written.unwrap_or_else(|| Input {
            key: place.path,
            range: Uncertain::known(0.0),
            unit_per_si: 1e-6,
            grade: Grade::Assumed,
            sources: Vec::new(),
            catalogue: None,
            note: "no such cost is stated".to_owned(),
            is_physical: false,
            common_fraction: 0.0,
        })
    }
}
