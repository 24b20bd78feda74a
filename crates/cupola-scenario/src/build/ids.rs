//! Who is called what: duplicates, spelling, and finding what an id means.

use super::Build;
use super::at::At;
use crate::catalogue::{Entry, Kind};
use crate::fault::{Pending, nearest};
use crate::raw::RawScenario;
use std::collections::BTreeSet;

/// What an id may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Nation,
    Asset,
    Area,
    Item,
    Interceptor,
    Constellation,
    Raid,
    Opponent,
    Agreement,
    Line,
    Part,
    Theatre,
    Mode,
}

impl Of {
    fn word(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Asset => "asset",
            Self::Area => "area",
            Self::Item => "item",
            Self::Interceptor => "interceptor",
            Self::Constellation => "constellation",
            Self::Raid => "raid",
            Self::Opponent => "opponent",
            Self::Agreement => "agreement",
            Self::Line => "line",
            Self::Part => "part",
            Self::Theatre => "theatre",
            Self::Mode => "mode",
        }
    }
}

/// The ids of a scenario, in file order.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    lists: Vec<(Of, Vec<String>)>,
}

impl Ids {
    /// Collects all ids; duplicates and ids that cannot be part of a path are faults.
    pub fn collect(raw: &RawScenario, at: &At<'_>, faults: &mut Vec<Pending>) -> Self {
        fn ids<T>(list: &[T], id: impl Fn(&T) -> Option<&String>) -> Vec<String> {
            list.iter().map(|entry| id(entry).cloned().unwrap_or_default()).collect()
        }
        let lists = vec![
            (Of::Nation, ids(&raw.nation, |e| Some(&e.id))),
            (Of::Asset, ids(&raw.asset, |e| Some(&e.id))),
            (Of::Area, ids(&raw.area, |e| Some(&e.id))),
            (Of::Item, ids(&raw.item, |e| Some(&e.id))),
            (Of::Interceptor, ids(&raw.interceptor, |e| e.id.as_ref().or(e.is.as_ref()))),
            (Of::Constellation, ids(&raw.constellation, |e| e.id.as_ref().or(e.is.as_ref()))),
            (Of::Raid, ids(&raw.raid, |e| Some(&e.id))),
            (Of::Opponent, ids(&raw.opponent, |e| Some(&e.id))),
            (Of::Agreement, ids(&raw.agreement, |e| Some(&e.id))),
            (Of::Line, ids(&raw.line, |e| Some(&e.id))),
            (Of::Part, ids(&raw.part, |e| Some(&e.id))),
            (Of::Theatre, ids(&raw.theatre, |e| Some(&e.id))),
            (Of::Mode, ids(&raw.mode, |e| Some(&e.id))),
        ];
        for (of, list) in &lists {
            unique(of.word(), list, &at.items(of.word()), faults);
        }
        unique("threat", &ids(&raw.threat, |e| e.id.as_ref().or(e.is.as_ref())), &at.items("threat"), faults);
        unique("sensor", &ids(&raw.sensor, |e| e.id.as_ref().or(e.is.as_ref())), &at.items("sensor"), faults);
        unique("area_defence", &ids(&raw.area_defence, |e| Some(&e.id)), &at.items("area_defence"), faults);
        unique("battery", &ids(&raw.battery, |e| Some(&e.id)), &at.items("battery"), faults);
        unique("demand", &ids(&raw.demand, |e| Some(&e.id)), &at.items("demand"), faults);
        unique("option", &ids(&raw.option, |e| Some(&e.id)), &at.items("option"), faults);
        unique("drain", &ids(&raw.drain, |e| Some(&e.id)), &at.items("drain"), faults);
        let rules = &raw.doctrine.when_stock_below;
        unique("when_stock_below", &ids(rules, |e| Some(&e.id)), &at.key("doctrine").items("when_stock_below"), faults);
        for (raid, at) in raw.raid.iter().zip(at.items("raid")) {
            unique("group", &ids(&raid.group, |e| Some(&e.id)), &at.items("group"), faults);
        }
        for (line, at) in raw.line.iter().zip(at.items("line")) {
            unique("surge", &ids(&line.surge, |e| Some(&e.id)), &at.items("surge"), faults);
        }
        for (constellation, at) in raw.constellation.iter().zip(at.items("constellation")) {
            let shells = constellation.shell.iter().map(|s| s.id.as_ref());
            let satellites = constellation.satellite.iter().map(|s| s.id.as_ref());
            for (word, ids) in [("shell", shells.collect::<Vec<_>>()), ("satellite", satellites.collect())] {
                let at = at.items(word);
                let ids = ids.iter().zip(&at).map(|(id, at)| id.cloned().unwrap_or_else(|| at.label()));
                unique(word, &ids.collect::<Vec<_>>(), &at, faults);
            }
        }
        if let Some(cost) = &raw.cost {
            unique("element", &ids(&cost.element, |e| Some(&e.id)), &at.key("cost").items("element"), faults);
        }
        if let Some(plan) = &raw.plan {
            let at = at.key("plan");
            for (list, written) in [
                ("need", plan.need.iter().map(|e| e.id.clone()).collect::<Vec<_>>()),
                ("may_order", plan.may_order.iter().map(|e| e.id.clone()).collect()),
                ("may_expand", plan.may_expand.iter().map(|e| e.id.clone()).collect()),
                ("may_move", plan.may_move.iter().map(|e| e.id.clone()).collect()),
            ] {
                let at = at.items(list);
                let ids =
                    written.into_iter().zip(&at).map(|(id, at)| id.unwrap_or(at.label_of(list).replace('.', "-")));
                unique(list, &ids.collect::<Vec<_>>(), &at, faults);
            }
        }
        if let Some(compare) = &raw.compare {
            unique("arm", &ids(&compare.arms, |e| Some(&e.id)), &at.key("compare").items("arms"), faults);
        }
        Self { lists }
    }

    pub fn of(&self, of: Of) -> &[String] {
        self.lists.iter().find(|(o, _)| *o == of).map_or(&[], |(_, list)| list)
    }
}

fn unique(word: &str, ids: &[String], at: &[At<'_>], faults: &mut Vec<Pending>) {
    let mut seen = BTreeSet::new();
    for (id, at) in ids.iter().zip(at) {
        let here = at.key("id");
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if id.is_empty() {
            let fault = Pending::new(at.origin, at.path.clone(), format!("this {word} has no id"));
            faults.push(fault.allowed("`id`, or `is` with a catalogue id"));
        } else if !id.chars().all(is_plain) {
            let fault = Pending::new(here.origin, here.path, format!("\"{id}\" cannot be an id"));
            faults.push(fault.allowed("letters, digits, `-` and `_`"));
        } else if !seen.insert(id) {
            faults.push(Pending::new(here.origin, here.path, format!("there are two of {word} \"{id}\"")));
        }
    }
}

impl Build<'_> {
    /// The index an id means, or a fault.
    pub(crate) fn try_find(&mut self, of: Of, at: &At<'_>, written: &str) -> Option<usize> {
        let names = self.ids.of(of);
        let found = names.iter().position(|n| n == written).or_else(|| {
            let entry = self.catalogue.get(written).filter(|e| e.kind.word() == of.word())?;
            names.iter().position(|n| *n == entry.id)
        });
        if found.is_none() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let message = format!("there is no {} \"{written}\"", of.word());
            self.faults.push(Pending::new(at.origin, at.path.clone(), message).near(written, names));
        }
        found
    }

    /// As [`Build::try_find`]; after a fault, some index, for the checks that follow.
    pub(crate) fn find(&mut self, of: Of, at: &At<'_>, written: &str) -> usize {
        self.try_find(of, at, written).unwrap_or(0)
    }

    pub(crate) fn find_optional(&mut self, of: Of, at: &At<'_>, written: Option<&String>) -> Option<usize> {
        written.and_then(|id| self.try_find(of, at, id))
    }

    /// The indices of a list of ids.
    pub(crate) fn find_all(&mut self, of: Of, at: &At<'_>, written: &[String]) -> Vec<usize> {
        let mut found = Vec::new();
        for (i, id) in written.iter().enumerate() {
            found.extend(self.try_find(of, &at.element(i), id));
        }
        found
    }

    /// The catalogue entry `is` names, or a fault.
    pub(crate) fn entry(&mut self, at: &At<'_>, kind: Kind, written: Option<&String>) -> Option<&'static Entry> {
        let written = written?;
        let found = self.catalogue.get(written).filter(|entry| entry.kind == kind);
        if found.is_none() {
            let fault = self.unknown_entry(at, kind, written);
            self.faults.push(fault);
        }
        found
    }

    /// The fault of a catalogue id that is none of its kind.
    pub(crate) fn unknown_entry(&self, at: &At<'_>, kind: Kind, written: &str) -> Pending {
        let names = self.catalogue.entries().iter().filter(|e| e.kind == kind).map(|e| e.id.as_str());
        let names: Vec<&str> = names.collect();
        let message = format!("the catalogue has no {} \"{written}\"", kind.word());
        let mut fault = Pending::new(at.origin, at.path.clone(), message).near(written, names.iter().copied());
        if fault.hint.is_none() {
            let suggested = self.catalogue.suggest(written).filter(|s| names.contains(s));
            fault.hint = suggested.map(str::to_owned).or_else(|| nearest(written, &names).map(str::to_owned));
        }
        fault
    }
}
