//! The date on which something is fielded, as a distribution.

use super::Fielded;
use cupola_core::{Day, Uncertain};
use cupola_sim::world::{Input, InputId};

/// Points of the sum over one date's distribution, where a delay is added to it: an error below a thousandth.
const NUM_POINTS: u32 = 1_000;
/// The same of the date by which something must have come: an error below a hundredth.
const NUM_ENDS: u32 = 100;

/// When something is there: from the latest of some dates, perhaps a delay later, until another, if at all.
///
/// - **Assumes:** dates, delay and chance are drawn apart, as every input of a world is.
#[derive(Debug, Clone)]
pub struct Fielding<'a> {
    inputs: &'a [Input],
    /// Dates that must all have come, each once.
    from: Vec<InputId>,
    /// Added to the one date (days).
    pub delay: Option<InputId>,
    /// It is gone from this date on.
    pub until: Option<InputId>,
    /// It is there on this date for the last time.
    pub last: Option<InputId>,
    /// It never comes where it has not by this date.
    pub comes_by: Option<InputId>,
    /// Probability that it comes at all.
    pub comes_fraction: f64,
    /// Before this day `comes_fraction` says nothing.
    pub known_from: Option<Day>,
}

impl<'a> Fielding<'a> {
    /// From the latest of these dates on, for good.
    pub fn of(inputs: &'a [Input], from: &[InputId]) -> Self {
        let mut from = from.to_vec();
        from.sort_unstable();
        from.dedup();
        Self {
            inputs,
            from,
            delay: None,
            until: None,
            last: None,
            comes_by: None,
            comes_fraction: 1.0,
            known_from: None,
        }
    }

    fn range(&self, id: InputId) -> &Uncertain {
        &self.inputs[id.0 as usize].range
    }

    /// Probability that it has come by a day.
    fn has_come(&self, day: f64) -> f64 {
        let Some(by) = self.comes_by.map(|by| self.range(by)) else { return self.would_have_come(day) };
        let num = if by.is_known() { 1 } else { NUM_ENDS };
        let at = |k: u32| by.quantile((f64::from(k) + 0.5) / f64::from(num));
        (0..num).map(|k| self.would_have_come(day.min(at(k)))).sum::<f64>() / f64::from(num)
    }

    /// The same if there were no date by which it must have.
    fn would_have_come(&self, day: f64) -> f64 {
        let all = |day: f64| self.from.iter().map(|id| self.range(*id).cumulative(day)).product::<f64>();
        let Some(delay) = self.delay else { return all(day) };
        let at = |k: u32| self.range(delay).quantile((f64::from(k) + 0.5) / f64::from(NUM_POINTS));
        (0..NUM_POINTS).map(|k| all(day - at(k))).sum::<f64>() / f64::from(NUM_POINTS)
    }

    /// Probability that it is there on a day; none where nothing is said of that day.
    pub fn presence(&self, day: Day) -> Option<f64> {
        let come = self.has_come(f64::from(day.0));
        if come > 0.0 && self.known_from.is_some_and(|known| day < known) {
            return None;
        }
        let day = f64::from(day.0);
        let stays = self.until.map_or(1.0, |until| 1.0 - self.range(until).cumulative(day));
        let lasts = self.last.map_or(1.0, |last| 1.0 - self.range(last).cumulative(day.next_down()));
        Some(come * stays * lasts * self.comes_fraction)
    }

    /// The first day on which it is gone; none where it stays.
    pub fn ends(&self) -> Option<Fielded> {
        let range = self.range(self.until.or(self.last)?);
        let date = |value: f64| {
            let gone = if self.until.is_some() { value.ceil() as i32 } else { value.floor() as i32 + 1 };
            Day(gone).to_string()
        };
        Some(Fielded { likely: date(range.likely), p05: date(range.quantile(0.05)), p95: date(range.quantile(0.95)) })
    }

    /// Its date, if nothing ends before; none where it is from before the study (an input of day 0, which stands for a date
    /// not written).
    pub fn fielded(&self) -> Option<Fielded> {
        let latest = |value: fn(&Uncertain) -> f64| {
            let dates = self.from.iter().map(|id| value(self.range(*id)));
            dates.fold(f64::NEG_INFINITY, f64::max) + self.delay.map_or(0.0, |delay| value(self.range(delay)))
        };
        let (low, likely, high) = (latest(|r| r.low), latest(|r| r.likely), latest(|r| r.high));
        if high <= 0.0 {
            return None;
        }
        let first_with = |probability: f64| {
            let (mut before, mut at) = (low.floor() as i32 - 1, high.ceil() as i32);
            while at - before > 1 {
                let middle = before + (at - before) / 2;
                if self.would_have_come(f64::from(middle)) >= probability { at = middle } else { before = middle }
            }
            Day(at).to_string()
        };
        Some(Fielded { likely: Day(likely.ceil() as i32).to_string(), p05: first_with(0.05), p95: first_with(0.95) })
    }
}
