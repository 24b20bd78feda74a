//! The campaign: when raids come, and what those who send them have.

use super::at::At;
use super::ids::Of;
use super::units::{Assume, Bound, COUNT, DAYS, FRACTION, HOURS_AS_S, PLAIN};
use super::{Build, named};
use crate::raw::{RawArsenal, RawCampaign, RawCounted, RawEach, RawEscalation, RawGroup, RawOpponent};
use cupola_core::Day;
use cupola_sim::campaign::calendar::month_start;
use cupola_sim::world::{Arsenal, Calendar, Campaign, EscalationMonth, InputId, Launchers, Opponent, Resample, Series};

const RESUPPLY_DAYS: Assume = Assume(1.0, 3.0, 7.0, "assumed: depot to battery");
const SIZE: Assume = Assume::known(1.0, "as large as the raid is written");
const SCALE: Assume = Assume::known(1.0, "as recorded");
const NONE_MADE: Assume = Assume::known(0.0, "nothing is made unless stated");
const NONE_LOST: Assume = Assume::known(0.0, "no launcher is lost unless stated");
const RELOAD_HOURS: Assume = Assume(1.0, 4.0, 12.0, "assumed: no source for this launcher");

/// Most launchers of one class.
const MOST_LAUNCHERS: f64 = 10_000.0;
/// Most raids in a period.
const MOST_RAIDS: f64 = 1_000.0;

impl Build<'_> {
    pub(crate) fn campaign(&mut self, at: &At<'_>, raw: &RawCampaign, start: Day, end: Day) -> Campaign {
        let last = start.plus(i32::try_from(raw.days).unwrap_or(i32::MAX / 2) - 1);
        if last > end {
            self.fault(&at.key("days"), format!("the campaign lasts until {last}, after the end of the study, {end}"));
        }
        let resupply = Some(RESUPPLY_DAYS);
        let resupply_days = self.field(at, "resupply_days", raw.resupply_days.as_ref(), None, DAYS, resupply);
        Campaign { days: raw.days, resupply_days, calendar: self.calendar(at, raw, start) }
    }

    fn calendar(&mut self, at: &At<'_>, raw: &RawCampaign, start: Day) -> Calendar {
        let all = "stated, [campaign.drawn], [campaign.escalation] or [campaign.series]";
        let given = [
            ("stated", !raw.stated.is_empty()),
            ("drawn", raw.drawn.is_some()),
            ("escalation", raw.escalation.is_some()),
            ("series", raw.series.is_some()),
        ];
        let given: Vec<&str> = given.iter().filter(|(_, is_given)| *is_given).map(|(key, _)| *key).collect();
        if let [first, second, ..] = given[..] {
            let message = format!("is given, and `{second}` too");
            self.fault(&at.key(first), message).allowed = Some(format!("one of {all}"));
        }
        if let Some(drawn) = &raw.drawn {
            let at = at.key("drawn");
            return Calendar::Drawn {
                opening: self.find(Of::Raid, &at.key("opening"), &drawn.opening),
                later_mean: self.number(&at.key("later_mean"), &drawn.later_mean, COUNT),
                later_max: drawn.later_max,
                decay_days: self.number(&at.key("decay_days"), &drawn.decay_days, PLAIN),
            };
        }
        if let Some(escalation) = &raw.escalation {
            return self.escalation(&at.key("escalation"), escalation, raw.days, start);
        }
        if let Some(series) = &raw.series {
            return self.counted(&at.key("series"), series, raw.days, start);
        }
        if raw.stated.is_empty() && !self.raw.raid.is_empty() {
            self.fault(at, "says nothing of when raids come").allowed = Some(all.to_owned());
        }
        self.stated(at, raw)
    }

    fn escalation(&mut self, at: &At<'_>, raw: &RawEscalation, days: u32, start: Day) -> Calendar {
        if raw.month.is_empty() {
            self.fault(at, "has no [[campaign.escalation.month]]");
        }
        let mut months = Vec::new();
        for (number, (month, at)) in raw.month.iter().zip(at.items("month")).enumerate() {
            let first = month_start(start, number);
            if first >= days {
                let message = format!("begins on day {first} of a campaign of {days} days");
                self.fault(&at, message).allowed = Some(format!("before day {days}"));
            }
            months.push(EscalationMonth {
                raids: self.number(&at.key("raids"), &month.raids, COUNT.bound(Bound::Between(0.0, MOST_RAIDS))),
                size: self.field(&at, "size", month.size.as_ref(), None, COUNT, Some(SIZE)),
            });
        }
        Calendar::Escalation { raid: self.find(Of::Raid, &at.key("raid"), &raw.raid), months }
    }

    fn counted(&mut self, at: &At<'_>, raw: &RawCounted, days: u32, start: Day) -> Calendar {
        let found = self.try_find(Of::Raid, &at.key("raid"), &raw.raid);
        let groups: Vec<&str> = found
            .and_then(|raid| self.raw.raid.get(raid))
            .map_or_else(Vec::new, |raid| raid.group.iter().map(|g| g.id.as_str()).collect());
        let place = at.key("counts");
        let num = raw.counts.values().map(Vec::len).max().unwrap_or(0);
        if num == 0 {
            self.fault(&place, "counts nothing");
        }
        let mut counts = vec![vec![0; groups.len()]; num];
        for (id, numbers) in &raw.counts {
            if numbers.len() != num {
                let message = format!("has {} periods, where another group has {num}", numbers.len());
                self.fault(&place.key(id), message);
            }
            match groups.iter().position(|group| group == id) {
                Some(group) => counts.iter_mut().zip(numbers).for_each(|(row, n)| row[group] = *n),
                None if found.is_some() => {
                    let message = format!("raid \"{}\" has no group \"{id}\"", raw.raid);
                    self.near_fault(&place.name_of(id), message, id, &groups);
                }
                None => {}
            }
        }
        let first_of = |number: usize| match raw.each {
            RawEach::Day => number as u32,
            RawEach::Month => month_start(start, number),
        };
        if raw.block.is_none() && num > 0 && first_of(num - 1) >= days {
            let message = format!("the last of {num} periods begins on day {}, after the campaign", first_of(num - 1));
            self.fault(&place, message).allowed = Some(format!("before day {days}"));
        }
        let resample = match raw.block {
            None => Resample::AsRecorded,
            Some(periods) => Resample::Blocks { periods },
        };
        if raw.block.is_some_and(|periods| periods as usize > num) {
            self.fault(&at.key("block"), "is longer than the series").allowed = Some(format!("1 to {num}"));
        }
        let num_played = match resample {
            Resample::AsRecorded => num,
            Resample::Blocks { .. } => (0..).find(|n| first_of(*n) >= days).unwrap_or(num),
        };
        Calendar::Series(Series {
            raid: found.unwrap_or(0),
            starts: (0..=num_played).map(first_of).collect(),
            counts,
            resample,
            scale: self.field(at, "scale", raw.scale.as_ref(), None, COUNT, Some(SCALE)),
            raids_per_period: self.number(
                &at.key("raids_per_period"),
                &raw.raids_per_period,
                COUNT.bound(Bound::Between(1.0, MOST_RAIDS)),
            ),
        })
    }

    fn stated(&mut self, at: &At<'_>, raw: &RawCampaign) -> Calendar {
        let mut list: Vec<(u32, usize)> = Vec::new();
        for (stated, at) in raw.stated.iter().zip(at.items("stated")) {
            let raid = self.find(Of::Raid, &at.key("raid"), &stated.raid);
            if stated.day >= raw.days {
                let days = raw.days;
                let message = format!("day {} is not in a campaign of {days} days", stated.day);
                self.fault(&at.key("day"), message).allowed = Some(format!("0 to {}", days.saturating_sub(1)));
            }
            if list.last().is_some_and(|(day, _)| *day > stated.day) {
                self.fault(&at.key("day"), format!("day {} comes after a later one", stated.day));
            }
            list.push((stated.day, raid));
        }
        Calendar::Stated(list)
    }

    /// The opponent that a group is taken from, which must have some of its class.
    pub(crate) fn sender(&mut self, at: &At<'_>, raw: &RawGroup, class: Option<usize>) -> Option<usize> {
        let id = raw.opponent.as_ref()?;
        let place = at.key("opponent");
        let index = self.try_find(Of::Opponent, &place, id)?;
        let arsenal = &self.raw.opponent[index].arsenal;
        let threats: Vec<&str> = arsenal.iter().map(|a| a.threat.as_str()).collect();
        let wanted = class.map(|class| self.classes[class].id.as_str());
        let holds = |threat: &&str| {
            Some(*threat) == wanted || self.catalogue.get(threat).is_some_and(|e| Some(e.id.as_str()) == wanted)
        };
        if class.is_some() && !threats.iter().any(holds) {
            let message = format!("\"{id}\" has no \"{}\"", raw.threat);
            self.near_fault(&place, message, &raw.threat, &threats);
        }
        Some(index)
    }

    pub(crate) fn opponent(&mut self, at: &At<'_>, raw: &RawOpponent) -> Opponent {
        let mut arsenals: Vec<Arsenal> = Vec::new();
        for (raw, at) in raw.arsenal.iter().zip(at.items("arsenal")) {
            let Some(class) = self.class(&at.key("threat"), &raw.threat) else { continue };
            if arsenals.iter().any(|a| a.class == class) {
                self.fault(&at.key("threat"), format!("there are two arsenals of \"{}\"", raw.threat));
            }
            let arsenal = self.arsenal(&at, raw, class);
            arsenals.push(arsenal);
        }
        if raw.arsenal.is_empty() {
            self.fault(at, "has no [[opponent.arsenal]]");
        }
        Opponent { id: raw.id.clone(), name: named(&raw.name, &raw.id), arsenals }
    }

    fn arsenal(&mut self, at: &At<'_>, raw: &RawArsenal, class: usize) -> Arsenal {
        let mut own = |name: &str, number, spec, assume| self.field(at, name, number, None, spec, Some(assume));
        let made_per_year: InputId = own("made_per_year", raw.made_per_year.as_ref(), COUNT, NONE_MADE);
        let reload_s = raw.launchers.as_ref().map(|_| {
            let lost = own("lost_fraction", raw.lost_fraction.as_ref(), FRACTION, NONE_LOST);
            (own("reload_hours", raw.reload_hours.as_ref(), HOURS_AS_S, RELOAD_HOURS), lost)
        });
        for (name, number) in [("reload_hours", &raw.reload_hours), ("lost_fraction", &raw.lost_fraction)] {
            if raw.launchers.is_none() && number.is_some() {
                self.fault(&at.key(name), "is of no use without `launchers`");
            }
        }
        let spec = COUNT.bound(Bound::Between(0.0, MOST_LAUNCHERS));
        let number = raw.launchers.as_ref().map(|n| self.number(&at.key("launchers"), n, spec));
        let launchers = number.zip(reload_s).map(|(number, (reload_s, lost_fraction))| Launchers {
            number,
            reload_s,
            lost_fraction,
        });
        Arsenal { class, stock: self.number(&at.key("stock"), &raw.stock, COUNT), made_per_year, launchers }
    }
}
