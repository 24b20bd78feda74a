//! Agreements between nations.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, COUNT, DAYS, FRACTION, MONTHS, MUSD, ROUNDS, SECONDS};
use super::{Build, day, named};
use crate::raw::{
    RawAgreement, RawDevelop, RawEngage, RawEngageWhen, RawExpand, RawLine, RawOutput, RawStatus, RawTrackUse,
    RawTracks, RawWhen,
};
use cupola_core::{Day, Uncertain};
use cupola_sim::world::{
    Agreement, Develop, EngageRule, EngageWhen, Expand, InputId, OutputShare, TrackShare, TrackUse,
};

/// Rounds a year that no line reaches.
const NO_CAP_PER_YEAR: f64 = 1e9;

const APPROVAL_DAYS: Assume = Assume(30.0, 90.0, 180.0, "assumed: approval of an export");
const TRANSPORT_DAYS: Assume = Assume(14.0, 30.0, 60.0, "assumed: transport");

fn status_word(status: RawStatus) -> &'static str {
    match status {
        RawStatus::InForce => "in-force",
        RawStatus::Agreed => "agreed",
        RawStatus::Proposed => "proposed",
        RawStatus::Hypothetical => "hypothetical",
    }
}

impl Build<'_> {
    pub(crate) fn agreement(&mut self, at: &At<'_>, raw: &RawAgreement) -> Agreement {
        self.find_all(Of::Nation, &at.key("parties"), &raw.parties);
        let from_day = match &raw.from {
            Some(when) => self.when(&at.key("from"), when),
            None => self.constant("agreement_from", 0.0, DAYS, "in force before the study"),
        };
        let until_day = raw.until.as_ref().map(|until| self.until(&at.key("until"), until, "from", from_day));
        let tracks = raw.tracks.iter().zip(at.items("tracks"));
        let tracks = tracks.map(|(raw, at)| self.tracks(&at, raw)).collect();
        let engage = raw.engage.iter().zip(at.items("engage"));
        let engage = engage.map(|(raw, at)| self.engage(&at, raw)).collect();
        let expand = raw.expand.iter().zip(at.items("expand"));
        let expand = expand.map(|(raw, at)| self.expand(&at, raw)).collect();
        let output = raw.output.iter().zip(at.items("output"));
        let output: Vec<OutputShare> = output.map(|(raw, at)| self.output(&at, raw, from_day)).collect();
        for (index, share) in output.iter().enumerate() {
            let is_last = output[index + 1..].iter().all(|o| o.line != share.line);
            let sum: f64 = output.iter().filter(|o| o.line == share.line).map(|o| self.likely(o.share)).sum();
            if is_last && let Some(place) = at.items("output").get(index) {
                self.over_one(&place.key("share"), sum);
            }
        }
        let develop = raw.develop.iter().zip(at.items("develop"));
        let develop = develop.map(|(raw, at)| self.develop(&at, raw, from_day)).collect();
        let transfers = self.transfers(&raw.transfer, at.items("transfer"));
        if let Some(until) = until_day {
            let last = Day(self.high(until).floor() as i32);
            for (transfer, at) in transfers.iter().zip(at.items("transfer")).filter(|(rule, _)| rule.on > last) {
                let message = format!("{} is after the agreement, which ends on {last}", transfer.on);
                self.fault(&at.key("on"), message).allowed = Some(format!("{last} or earlier"));
            }
        }
        Agreement {
            id: raw.id.clone(),
            name: named(&raw.name, &raw.id),
            status: status_word(raw.status).to_owned(),
            says: raw.says.clone(),
            from_day,
            until_day,
            tracks,
            engage,
            expand,
            output,
            transfers,
            develop,
            constellations: self.with_agreement(&raw.id),
        }
    }

    /// The constellations that exist only with an agreement.
    fn with_agreement(&self, id: &str) -> Vec<usize> {
        let all = self.raw.constellation.iter().enumerate();
        all.filter(|(_, c)| c.with_agreement.as_deref() == Some(id)).map(|(index, _)| index).collect()
    }

    fn tracks(&mut self, at: &At<'_>, raw: &RawTracks) -> TrackShare {
        let giver = self.find(Of::Nation, &at.key("giver"), &raw.giver);
        let taker = self.find(Of::Nation, &at.key("taker"), &raw.taker);
        if raw.giver == raw.taker {
            self.fault(&at.key("taker"), "is the giver");
        }
        let (mut sensors, mut constellations) = (Vec::new(), Vec::new());
        let place = at.key("sensors");
        for (i, id) in raw.sensors.iter().enumerate() {
            self.shared(&place.element(i), id, giver, &mut sensors, &mut constellations);
        }
        TrackShare {
            giver,
            taker,
            sensors,
            constellations,
            use_for: match raw.use_for {
                RawTrackUse::Warning => TrackUse::Warning,
                RawTrackUse::Cue => TrackUse::Cue,
                RawTrackUse::LaunchOn => TrackUse::LaunchOn,
                RawTrackUse::EngageOn => TrackUse::EngageOn,
            },
            latency_s: self.number(&at.key("latency_s"), &raw.latency_s, SECONDS),
        }
    }

    /// A sensor, a constellation, or the radars of a group of batteries (`radar-iruma`).
    fn shared(&mut self, at: &At<'_>, id: &str, giver: usize, sensors: &mut Vec<usize>, space: &mut Vec<usize>) {
        let is_meant = |sensor: &str| {
            let unit = sensor.strip_prefix(id).and_then(|rest| rest.strip_prefix('-'));
            sensor == id || (id.starts_with("radar-") && unit.is_some_and(|u| u.parse::<u32>().is_ok()))
        };
        let found: Vec<usize> = (0..self.sensors.len()).filter(|i| is_meant(&self.sensors[*i].id)).collect();
        let owner = found.first().map(|i| self.sensors[*i].nation);
        if !found.is_empty() {
            sensors.extend(found);
        } else if let Some(index) = self.ids.of(Of::Constellation).iter().position(|c| c == id) {
            space.push(index);
        } else {
            let names: Vec<String> = self
                .sensors
                .iter()
                .map(|s| s.id.clone())
                .chain(self.ids.of(Of::Constellation).iter().cloned())
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            self.near_fault(at, format!("there is no sensor or constellation \"{id}\""), id, &names);
        }
        if owner.is_some_and(|owner| owner != giver) {
            let nations = self.ids.of(Of::Nation);
            let name = |i: usize| nations.get(i).cloned().unwrap_or_default();
            let message =
                format!("\"{id}\" belongs to {}, not to the giver, {}", name(owner.unwrap_or(0)), name(giver));
            self.fault(at, message);
        }
    }

    fn engage(&mut self, at: &At<'_>, raw: &RawEngage) -> EngageRule {
        let keep_fraction = match &raw.keep_fraction {
            Some(number) => self.number(&at.key("keep_fraction"), number, FRACTION),
            None => self.constant("keep_fraction", 0.0, FRACTION, "nothing is kept back unless stated"),
        };
        EngageRule {
            shooter: self.find(Of::Nation, &at.key("shooter"), &raw.shooter),
            protects: self.find_all(Of::Asset, &at.key("protects"), &raw.protects),
            with: self.find_all(Of::Interceptor, &at.key("with"), &raw.with),
            when: match raw.when {
                RawEngageWhen::Always => EngageWhen::Always,
                RawEngageWhen::OwnForcesAtRisk => EngageWhen::OwnForcesAtRisk,
                RawEngageWhen::AfterOwnAssets => EngageWhen::AfterOwnAssets,
            },
            keep_fraction,
        }
    }

    fn expand(&mut self, at: &At<'_>, raw: &RawExpand) -> Expand {
        let line = self.find(Of::Line, &at.key("line"), &raw.line);
        self.one_of_two(at, raw.to_per_year.is_some(), raw.factor.is_some());
        let host = self.raw.line.get(line).map(|l| l.nation.clone());
        let host = host.and_then(|id| self.ids.of(Of::Nation).iter().position(|n| *n == id));
        let mut paid_by = self.paid_by(&at.key("paid_by"), &raw.paid_by);
        if raw.paid_by.is_empty() {
            paid_by.extend(host.map(|nation| (nation, 1.0)));
        }
        Expand {
            line,
            to_per_year: raw.to_per_year.as_ref().map(|n| self.number(&at.key("to_per_year"), n, COUNT)),
            factor: raw.factor.as_ref().map(|n| self.number(&at.key("factor"), n, COUNT)),
            ready_after_days: self.number(&at.key("ready_after_months"), &raw.ready_after_months, MONTHS),
            plant_usd: match &raw.plant_musd {
                Some(number) => self.number(&at.key("plant_musd"), number, MUSD),
                None => self.constant("plant_musd", 0.0, MUSD, "no cost of a plant is stated"),
            },
            paid_by,
        }
    }

    /// How far a line grows, in one way.
    pub(crate) fn one_of_two(&mut self, at: &At<'_>, has_rate: bool, has_factor: bool) {
        if has_rate == has_factor {
            self.fault(at, "says not clearly how far the line grows").allowed =
                Some("either to_per_year or factor".to_owned());
        }
    }

    /// A day or range of days, the likely one of which is not before that of `key`.
    pub(crate) fn until(&mut self, at: &At<'_>, raw: &RawWhen, key: &str, from_day: InputId) -> InputId {
        let until = self.when(at, raw);
        let day = |id: InputId| Day(self.likely(id).ceil() as i32);
        let (earlier, later) = (day(from_day), day(until));
        self.ordered(at, key, earlier, later);
        until
    }

    fn output(&mut self, at: &At<'_>, raw: &RawOutput, from_day: InputId) -> OutputShare {
        let until = raw.until.as_ref().map(day);
        if let Some(until) = until {
            let from = Day(self.likely(from_day) as i32);
            self.ordered(&at.key("until"), "from", from, until);
        }
        let line = self.find(Of::Line, &at.key("line"), &raw.line);
        let has_terms = |line: &RawLine| !line.customer.is_empty() || !line.order.is_empty();
        if self.raw.line.get(line).is_some_and(has_terms) {
            let message = format!("\"{}\" has orders, or customers with terms, and no share to give", raw.line);
            self.fault(&at.key("line"), message).allowed = Some("a line with `customers`, or none".to_owned());
        }
        OutputShare {
            line,
            to: self.find(Of::Nation, &at.key("to"), &raw.to),
            share: self.number(&at.key("share"), &raw.share, FRACTION),
            cap_per_year: match &raw.cap_per_year {
                Some(number) => self.number(&at.key("cap_per_year"), number, ROUNDS),
                None => self.constant("cap_per_year", NO_CAP_PER_YEAR, COUNT, "no cap is stated"),
            },
            delay_days: self.output_delay(at, raw),
            until,
        }
    }

    /// Approval and transport as one input, or the delay as written.
    fn output_delay(&mut self, at: &At<'_>, raw: &RawOutput) -> InputId {
        if let Some(number) = &raw.delay_days {
            return self.number(&at.key("delay_days"), number, DAYS);
        }
        let approval = raw.approval_days.as_ref();
        let approval = self.field(at, "approval_days", approval, None, DAYS, Some(APPROVAL_DAYS));
        let transport = raw.transport_days.as_ref();
        let transport = self.field(at, "transport_days", transport, None, DAYS, Some(TRANSPORT_DAYS));
        self.sum(&at.key("delay_days"), approval, transport, "approval and transport together")
    }

    /// Replaces two inputs, the last ones made, by their sum: lows, likelies and highs added.
    fn sum(&mut self, at: &At<'_>, a: InputId, b: InputId, note: &str) -> InputId {
        let (Some(first), Some(second)) = (self.inputs.get(a.0 as usize), self.inputs.get(b.0 as usize)) else {
            return a;
        };
        let range = Uncertain {
            low: first.range.low + second.range.low,
            likely: first.range.likely + second.range.likely,
            high: first.range.high + second.range.high,
        };
        let grade = first.grade.max(second.grade);
        let sources = [first.sources.clone(), second.sources.clone()].concat();
        let parts: Vec<String> = [first, second].iter().map(|i| i.key.clone()).collect();
        if a != b && b.0 as usize + 1 == self.inputs.len() && a.0 + 1 == b.0 {
            self.inputs.truncate(a.0 as usize);
            self.by_key.retain(|_, (id, _)| *id < a);
        }
        let note = format!("{note} ({})", parts.join(" + "));
        self.summed(at, range, grade, sources, note)
    }

    fn develop(&mut self, at: &At<'_>, raw: &RawDevelop, from_day: InputId) -> Develop {
        if raw.cost_musd.is_some() && raw.paid_by.is_empty() {
            self.fault(&at.key("paid_by"), "is missing").allowed = Some("NATION = SHARE".to_owned());
        }
        let line = self.find_optional(Of::Line, &at.key("line"), raw.line.as_ref());
        if line.and_then(|line| self.raw.line.get(line)).is_some_and(|line| line.starts.is_some()) {
            let message = "this line says itself when it starts";
            self.fault(&at.key("line"), message).allowed = Some("a line without `starts`".to_owned());
        }
        let makes_other = |line: &&RawLine| line.item != raw.item && !line.also.contains(&raw.item);
        if let Some(line) = line.and_then(|line| self.raw.line.get(line)).filter(makes_other) {
            let message = format!("\"{}\" makes \"{}\", and would stand still until then", line.id, line.item);
            self.fault(&at.key("line"), message).allowed = Some(format!("a line that makes \"{}\"", raw.item));
        }
        Develop {
            id: raw.item.clone(),
            line,
            first_delivery_day: self.until(&at.key("first_delivery"), &raw.first_delivery, "from", from_day),
            cost_usd: match &raw.cost_musd {
                Some(number) => self.number(&at.key("cost_musd"), number, MUSD),
                None => self.constant("develop_cost_musd", 0.0, MUSD, "no cost is stated"),
            },
            paid_by: self.paid_by(&at.key("paid_by"), &raw.paid_by),
        }
    }
}
