//! The table of inputs: written numbers, catalogue values and assumptions, each under one key.

use super::Build;
use super::at::At;
use super::units::{Assume, Spec};
use crate::catalogue::{Entry, Value};
use crate::check::split_unit;
use crate::fault::Pending;
use crate::raw::{RawDate, RawGrade, RawNumber, RawRange, RawSeries, RawWhen};
use crate::tree::number;
use cupola_core::{Day, Grade, Uncertain};
use cupola_sim::world::{Input, InputId};
use std::collections::{BTreeMap, BTreeSet};

/// What stands for a number that has a fault.
const NO_INPUT: InputId = InputId(u32::MAX);

/// What an input is known by besides its value.
struct Meta {
    grade: Grade,
    sources: Vec<String>,
    note: String,
}

impl Meta {
    fn assumed(note: &str) -> Self {
        Self { grade: Grade::Assumed, sources: Vec::new(), note: note.to_owned() }
    }
}

/// The key of an input: the path by id, reserves by nation first and units of a group by their own id.
fn input_key(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["nation", nation, "reserve", rest @ ..] => format!("reserve.{nation}.{}", rest.join(".")),
        ["battery", _, "unit", rest @ ..] => format!("battery.{}", rest.join(".")),
        _ => path.to_owned(),
    }
}

impl Build<'_> {
    fn push(&mut self, key: String, range: Uncertain, spec: Spec, meta: Meta, is_catalogue: bool) -> InputId {
        let id = InputId(u32::try_from(self.inputs.len()).unwrap_or(u32::MAX));
        self.by_key.insert(key.clone(), (id, is_catalogue));
        self.inputs.push(Input {
            key,
            range: range.scaled(spec.si),
            unit_per_si: 1.0 / spec.si,
            grade: meta.grade,
            sources: meta.sources,
            catalogue: None,
            note: meta.note,
            is_physical: spec.is_physical,
            common_fraction: 0.0,
        });
        id
    }

    fn own(&mut self, at: &At<'_>, range: Uncertain, spec: Spec, meta: Meta) -> InputId {
        let key = input_key(&at.path);
        match self.by_key.get(&key) {
            Some((id, false)) => *id,
            _ => self.push(key, range, spec, meta, false),
        }
    }

    /// An input made of others.
    pub(crate) fn summed(
        &mut self,
        at: &At<'_>,
        range: Uncertain,
        grade: Grade,
        sources: Vec<String>,
        note: String,
    ) -> InputId {
        self.own(at, range, super::units::DAYS, Meta { grade, sources, note })
    }

    /// The likely value of an input (SI); no number after a fault, so that what is compared with it adds none.
    pub(crate) fn likely(&self, id: InputId) -> f64 {
        self.inputs.get(id.0 as usize).map_or(f64::NAN, |input| input.range.likely)
    }

    /// Makes inputs rise and fall together with all others so treated.
    pub(crate) fn share_chance(&mut self, ids: &[InputId], fraction: f64) {
        for id in ids {
            if let Some(input) = self.inputs.get_mut(id.0 as usize).filter(|i| !i.is_physical) {
                input.common_fraction = fraction;
            }
        }
    }

    /// The smallest value of an input (SI), as [`Build::likely`].
    pub(crate) fn low(&self, id: InputId) -> f64 {
        self.inputs.get(id.0 as usize).map_or(f64::NAN, |input| input.range.low)
    }

    /// The largest value of an input (SI), as [`Build::likely`].
    pub(crate) fn high(&self, id: InputId) -> f64 {
        self.inputs.get(id.0 as usize).map_or(f64::NAN, |input| input.range.high)
    }

    /// A written number.
    pub(crate) fn number(&mut self, at: &At<'_>, raw: &RawNumber, spec: Spec) -> InputId {
        match raw {
            RawNumber::Plain(value) => {
                self.bound(at, *value, spec);
                self.own(at, Uncertain::known(*value), spec, Meta::assumed("taken as known in the scenario"))
            }
            RawNumber::Range(range) if range.of.is_some() => self.of_catalogue(at, range, spec),
            RawNumber::Range(raw) => {
                if raw.scale.is_some() {
                    self.fault(&at.key("scale"), "is only for a catalogue value (`of`)");
                }
                let range = self.written_range(at, raw);
                let stated = self.stated_money(at, raw, spec);
                for (name, value) in [("low", range.low), ("likely", range.likely), ("high", range.high)] {
                    self.bound(&at.key(name), value, spec);
                }
                let mut meta = self.meta(at, raw.grade, &raw.sources, raw.note.as_ref());
                let Some(stated) = stated else { return self.own(at, range, spec, meta) };
                let separator = if meta.note.is_empty() { "" } else { "; " };
                meta.note = format!("{}{separator}{}", meta.note, stated.says);
                let range = range.scaled(stated.one_usd);
                self.bound(at, range.high, spec);
                self.own(at, range, spec, meta)
            }
        }
    }

    fn bound(&mut self, at: &At<'_>, value: f64, spec: Spec) {
        if !spec.bound.holds(value) {
            let words = spec.bound.words();
            self.fault(at, format!("{} is not allowed", number(value))).allowed = Some(words);
        }
    }

    fn written_range(&mut self, at: &At<'_>, raw: &RawRange) -> Uncertain {
        match (raw.low, raw.likely, raw.high) {
            (Some(low), Some(likely), Some(high)) => {
                if low > likely || likely > high {
                    let message = format!("low {low}, likely {likely}, high {high} are out of order");
                    self.fault(at, message).allowed = Some("low ≤ likely ≤ high".to_owned());
                }
                Uncertain { low, likely, high }
            }
            (None, Some(likely), None) => Uncertain::known(likely),
            _ => {
                self.fault(at, "is no range").allowed = Some("low, likely and high; or likely alone".to_owned());
                Uncertain::known(raw.likely.or(raw.low).or(raw.high).unwrap_or(0.0))
            }
        }
    }

    fn meta(&mut self, at: &At<'_>, grade: Option<RawGrade>, sources: &[String], note: Option<&String>) -> Meta {
        let words: Vec<&str> = Grade::ALL.iter().map(|g| g.word()).collect();
        let found = grade.map(Grade::from);
        match found {
            None => {
                self.fault(at, "has no grade").allowed = Some(words.join(", "));
            }
            Some(grade) if sources.is_empty() && !matches!(grade, Grade::Assumed | Grade::Unverified) => {
                let message = format!("grade \"{}\" needs sources", grade.word());
                self.fault(&at.key("grade"), message).allowed =
                    Some("sources = [\"…\"], or grade \"assumed\" or \"unverified\"".to_owned());
            }
            Some(_) => {}
        }
        Meta {
            grade: found.unwrap_or(Grade::Assumed),
            sources: sources.to_vec(),
            note: note.cloned().unwrap_or_default(),
        }
    }

    /// `{ of = "pac3-mse.kill_probability_glide", scale = 0.5 }`.
    fn of_catalogue(&mut self, at: &At<'_>, raw: &RawRange, spec: Spec) -> InputId {
        let path = raw.of.as_deref().unwrap_or_default();
        let of_at = at.key("of");
        if raw.low.is_some() || raw.likely.is_some() || raw.high.is_some() {
            self.fault(at, "has a range and a catalogue value").allowed = Some("one of them".to_owned());
        }
        let Some((entry, field)) = self.catalogue_path(&of_at, path) else { return NO_INPUT };
        let wanted = at.path.rsplit('.').next().map_or("", |name| split_unit(name).1);
        let given = split_unit(field).1;
        if !wanted.is_empty() && wanted != given {
            self.fault(&of_at, format!("\"{path}\" is in {given}, where {wanted} is used"));
        }
        if raw.year.is_some() || raw.currency.is_some() {
            self.fault(at, "a catalogue value is in the catalogue's own money").allowed =
                Some("`year` and `currency` only with a range of its own".to_owned());
        }
        let is_plain = raw.scale.is_none_or(|s| s == 1.0) && raw.grade.is_none() && raw.note.is_none();
        let Some(value) = entry.value(field) else { return NO_INPUT };
        let shared = self.catalogue_value(entry, value, spec);
        if is_plain {
            return shared;
        }
        let scale = raw.scale.unwrap_or(1.0);
        let Some(base) = self.inputs.get(shared.0 as usize) else { return NO_INPUT };
        let range = base.range.scaled(scale * base.unit_per_si);
        let note = raw.note.clone().unwrap_or_else(|| format!("{scale} × {path}"));
        let grade = raw.grade.map_or(if scale == 1.0 { base.grade } else { Grade::Derived }, Grade::from);
        let meta = Meta { grade, sources: [base.sources.clone(), raw.sources.clone()].concat(), note };
        for value in [range.low, range.high] {
            self.bound(at, value, spec);
        }
        let id = self.own(at, range, spec, meta);
        self.of_entry(id, entry);
        id
    }

    fn catalogue_path<'p>(&mut self, at: &At<'_>, path: &'p str) -> Option<(&'static Entry, &'p str)> {
        let Some((id, field)) = path.split_once('.') else {
            self.fault(at, format!("\"{path}\" is no catalogue value")).allowed = Some("ENTRY.FIELD".to_owned());
            return None;
        };
        let Some(entry) = self.catalogue.get(id) else {
            let hint = self.catalogue.suggest(id).map(|s| format!("{s}.{field}"));
            self.fault(at, format!("the catalogue has no entry \"{id}\"")).hint = hint;
            return None;
        };
        if entry.value(field).is_none() {
            let fields = entry.values.iter().map(|v| v.field.as_str());
            let message = format!("the catalogue has no value \"{field}\" of {}", entry.id);
            self.faults.push(Pending::new(at.origin, at.path.clone(), message).near(field, fields));
            return None;
        }
        Some((entry, field))
    }

    /// A catalogue value: one input however many elements use it.
    pub(crate) fn catalogue_value(&mut self, entry: &Entry, value: &Value, spec: Spec) -> InputId {
        let mut key = format!("{}.{}.{}", entry.kind.word(), entry.id, value.field);
        match self.by_key.get(&key) {
            Some((id, true)) => return *id,
            Some((_, false)) => key = format!("catalogue.{}.{}", entry.id, value.field),
            None => {}
        }
        if let Some((id, _)) = self.by_key.get(&key) {
            return *id;
        }
        if let Some(id) = self.changed(entry, &value.field, &key, spec) {
            return id;
        }
        let mut note = value.note.clone().unwrap_or_default();
        if !value.disputed.is_empty() && !note.contains("disputed") {
            note.push_str(if note.is_empty() { "disputed" } else { "; disputed" });
        }
        let meta = Meta { grade: value.grade, sources: value.sources.clone(), note };
        let id = self.push(key, value.range, spec, meta, true);
        self.of_entry(id, entry);
        id
    }

    /// Notes which entry an input is a value of.
    fn of_entry(&mut self, id: InputId, entry: &Entry) {
        if let Some(input) = self.inputs.get_mut(id.0 as usize) {
            input.catalogue = Some(entry.id.clone());
        }
    }

    /// Checks changes to catalogue values (`[catalogue.an-tpy-2]`), after everything that could use them.
    pub(crate) fn catalogue_changes(&mut self, at: &At<'_>) {
        for (id, fields) in &self.raw.catalogue {
            let here = at.name_of(id);
            let Some(entry) = self.catalogue.get(id) else {
                let names = self.catalogue.entries().iter().map(|e| e.id.as_str());
                let message = format!("the catalogue has no entry \"{id}\"");
                self.faults.push(Pending::new(here.origin, here.path, message).near(id, names));
                continue;
            };
            for field in fields.keys() {
                let place = at.key(id).name_of(field);
                let same_kind = self.catalogue.entries().iter().filter(|e| e.kind == entry.kind);
                let names: BTreeSet<&str> = same_kind.flat_map(|e| &e.values).map(|v| v.field.as_str()).collect();
                if !names.contains(field.as_str()) {
                    let message = format!("the catalogue has no value \"{field}\" of any {}", entry.kind.word());
                    self.faults.push(Pending::new(place.origin, place.path, message).near(field, names));
                    continue;
                }
                let key = format!("{}.{}.{field}", entry.kind.word(), entry.id);
                if !self.by_key.contains_key(&key) {
                    self.fault(&place, "nothing in this scenario uses this catalogue value");
                }
            }
        }
    }

    /// The change this scenario makes to a catalogue value, if any.
    fn changed(&mut self, entry: &Entry, field: &str, key: &str, spec: Spec) -> Option<InputId> {
        let raw = self.raw;
        let is_it = |id: &&String| self.catalogue.get(id).is_some_and(|e| e.id == entry.id);
        let id = raw.catalogue.keys().find(is_it)?;
        let number = raw.catalogue.get(id)?.get(field)?;
        let place = self.root.key("catalogue").key(id).key(field).called(key);
        let input = self.number(&place, number, spec);
        self.by_key.insert(key.to_owned(), (input, true));
        self.of_entry(input, entry);
        Some(input)
    }

    /// A field: as written, else the catalogue's, else assumed, else a fault.
    pub(crate) fn field(
        &mut self,
        at: &At<'_>,
        name: &str,
        raw: Option<&RawNumber>,
        from: Option<(&Entry, &str)>,
        spec: Spec,
        assume: Option<Assume>,
    ) -> InputId {
        if let Some(raw) = raw {
            return self.number(&at.key(name), raw, spec);
        }
        if let Some((entry, field)) = from {
            if let Some(value) = entry.value(field) {
                return self.catalogue_value(entry, value, spec);
            }
            let key = format!("{}.{}.{field}", entry.kind.word(), entry.id);
            if let Some(id) = self.changed(entry, field, &key, spec) {
                return id;
            }
        }
        match assume {
            Some(Assume(low, likely, high, note)) => {
                let range = Uncertain { low, likely, high };
                self.own(&at.key(name), range, spec, Meta::assumed(note))
            }
            None => self.missing(at, name),
        }
    }

    /// The fault of a number that neither the scenario nor the catalogue has.
    pub(crate) fn missing(&mut self, at: &At<'_>, name: &str) -> InputId {
        let place = at.key(name);
        self.fault(&place, "is missing, and the catalogue has no value").allowed =
            Some(format!("{name} = {{ low = …, likely = …, high = …, grade = \"assumed\" }}"));
        NO_INPUT
    }

    /// Drops the faults of missing values found since: where `is` names nothing, that is the one fault that matters.
    pub(crate) fn forgive(&mut self, since: usize) {
        let mut index = 0;
        self.faults.retain(|fault| {
            index += 1;
            index <= since || !fault.message.ends_with("the catalogue has no value")
        });
    }

    /// A value that is the same wherever it is not written, under one shared key.
    pub(crate) fn constant(&mut self, key: &str, value: f64, spec: Spec, note: &str) -> InputId {
        let key = format!("default.{key}");
        if let Some((id, _)) = self.by_key.get(&key) {
            return *id;
        }
        self.push(key, Uncertain::known(value), spec, Meta::assumed(note), false)
    }

    /// A day or range of days, as days since 1970.
    pub(crate) fn when(&mut self, at: &At<'_>, raw: &RawWhen) -> InputId {
        let days = |date: &RawDate| f64::from(super::day(date).0);
        match raw {
            RawWhen::Day(date) => {
                let meta = Meta::assumed("a day stated in the scenario");
                self.own(at, Uncertain::known(days(date)), super::units::DAYS, meta)
            }
            RawWhen::Range(raw) => {
                let range = Uncertain { low: days(&raw.low), likely: days(&raw.likely), high: days(&raw.high) };
                if range.low > range.likely || range.likely > range.high {
                    let message = format!("{}, {}, {} are out of order", raw.low.0, raw.likely.0, raw.high.0);
                    self.fault(at, message).allowed = Some("low ≤ likely ≤ high".to_owned());
                }
                let meta = self.meta(at, raw.grade, &raw.sources, raw.note.as_ref());
                self.own(at, range, super::units::DAYS, meta)
            }
        }
    }

    /// In service from; from before the study where nothing is written.
    pub(crate) fn in_service(&mut self, at: &At<'_>, raw: Option<&RawWhen>) -> InputId {
        match raw {
            Some(raw) => self.when(at, raw),
            None => self.constant("from", 0.0, super::units::DAYS, "in service before the study"),
        }
    }

    /// A rate by date, in the order of dates.
    pub(crate) fn series(&mut self, at: &At<'_>, raw: &RawSeries, stock_date: Day) -> Vec<(Day, InputId)> {
        let spec = super::units::COUNT;
        match raw {
            RawSeries::Flat(number) => vec![(stock_date, self.number(at, number, spec))],
            RawSeries::ByDate(table) => self.by_date(at, table, spec),
        }
    }

    /// Numbers by date, in the order of dates.
    pub(crate) fn by_date(
        &mut self,
        at: &At<'_>,
        table: &BTreeMap<String, RawNumber>,
        spec: Spec,
    ) -> Vec<(Day, InputId)> {
        let mut points: Vec<(Day, InputId)> = Vec::new();
        for (key, number) in table {
            let full = if key.len() == 4 { format!("{key}-01-01") } else { key.clone() };
            let Ok(day) = full.parse::<Day>() else {
                let message = format!("\"{key}\" is no date");
                self.fault(&at.name_of(key), message).allowed = Some("\"YYYY-MM-DD\" or \"YYYY\"".to_owned());
                continue;
            };
            if points.iter().any(|(d, _)| *d == day) {
                self.fault(&at.name_of(key), format!("{day} is given twice"));
            }
            let id = self.number(&at.key(key), number, spec);
            points.push((day, id));
        }
        points.sort_by_key(|(day, _)| *day);
        if points.is_empty() {
            self.fault(at, "has no date");
        }
        points
    }
}
