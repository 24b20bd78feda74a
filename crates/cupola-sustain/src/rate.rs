//! Rates that change over the years: ramps and expansions.

use cupola_core::Day;

/// Mean length of a year (days, Julian); a yearly rate is spread over it.
pub const DAYS_PER_YEAR: f64 = 365.25;

/// A rate on one day, a corner of a piecewise-linear ramp.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatePoint {
    /// The day on which the rate holds.
    pub day: Day,
    /// Rounds (or parts) a year.
    pub rate_per_year: f64,
}

/// What an expansion does to a line's rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Raise {
    /// Up to this many rounds a year; a line already faster keeps its own rate.
    To {
        /// Rounds a year.
        rate_per_year: f64,
    },
    /// So many times the rate the line would otherwise have had that day.
    Times {
        /// Factor, 1 or more.
        factor: f64,
    },
}

/// How long what an expansion adds lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasting {
    /// For good.
    ForGood,
    /// It is built up to this day, the last of the agreement that pays for it: what stands then stays as it is, and what is
    /// not ready by then never is.
    BuiltThrough(Day),
    /// It works up to this day, its last, and is gone on the next.
    Through(Day),
}

/// More capacity on a line, decided and paid for on one day and working some time later.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Expansion {
    /// The day the money is there.
    pub decided: Day,
    /// Days from money to the first extra missile (the lead time), 0 or more.
    pub ready_days: i32,
    /// Days over which the extra rate then grows, linearly, to its whole; 0 is a step.
    pub ramp_days: i32,
    /// What it raises the rate to.
    pub raise: Raise,
    /// How long.
    pub lasting: Lasting,
}

impl Expansion {
    /// The day of the first extra missile.
    #[must_use]
    pub fn ready(&self) -> Day {
        self.decided.plus(self.ready_days)
    }

    /// Whether it is at work on a day.
    #[must_use]
    pub fn is_at_work(&self, day: Day) -> bool {
        let stands = match self.lasting {
            Lasting::ForGood => true,
            Lasting::BuiltThrough(last) => self.ready() <= last,
            Lasting::Through(last) => day <= last,
        };
        stands && self.ready() <= day
    }

    /// The line's rate (rounds a year) on `day`, given what it would be without this expansion.
    #[must_use]
    pub fn applied(&self, without_per_year: f64, day: Day) -> f64 {
        if !self.is_at_work(day) {
            return without_per_year;
        }
        let age_days = self.grown_through(day).0 - self.ready().0;
        let whole = match self.raise {
            Raise::To { rate_per_year } => rate_per_year.max(without_per_year),
            Raise::Times { factor } => without_per_year * factor,
        };
        if age_days >= self.ramp_days {
            return whole;
        }
        let grown_fraction = f64::from(age_days) / f64::from(self.ramp_days);
        without_per_year + grown_fraction * (whole - without_per_year)
    }

    /// The last day up to `day` on which it grew, where it is at work.
    fn grown_through(&self, day: Day) -> Day {
        if let Lasting::BuiltThrough(last) = self.lasting { day.min(last) } else { day }
    }

    /// The first day after `day` on which what it does may be something else.
    pub(crate) fn changes(&self, day: Day) -> Day {
        let ready = self.ready();
        if day < ready {
            return ready;
        }
        let gone = match self.lasting {
            Lasting::Through(last) if day <= last => last.plus(1),
            _ => Day(i32::MAX),
        };
        let grows = day < ready.plus(self.ramp_days) && self.grown_through(day) == day;
        if grows { day.plus(1) } else { gone }
    }
}

/// The rate (a year) on `day`: linear between points, constant before the first and after the last, 0 without points.
///
/// - **Domain:** points in ascending order of day; two points of one day make a step, which holds from that day.
#[must_use]
pub fn rate_on(points: &[RatePoint], day: Day) -> f64 {
    let Some(first) = points.first() else { return 0.0 };
    let mut before = *first;
    if day < before.day {
        return before.rate_per_year;
    }
    for &point in &points[1..] {
        if day < point.day {
            let passed_fraction = f64::from(day.0 - before.day.0) / f64::from(point.day.0 - before.day.0);
            return before.rate_per_year + passed_fraction * (point.rate_per_year - before.rate_per_year);
        }
        before = point;
    }
    before.rate_per_year
}

/// The first day after `day` on which the rate may be another; a ramp has another every day.
pub(crate) fn rate_changes(points: &[RatePoint], day: Day) -> Day {
    let Some(next) = points.iter().position(|point| day < point.day) else { return Day(i32::MAX) };
    let is_flat = next == 0 || points[next - 1].rate_per_year == points[next].rate_per_year;
    if is_flat { points[next].day } else { day.plus(1) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn point(day: i32, rate_per_year: f64) -> RatePoint {
        RatePoint { day: Day(day), rate_per_year }
    }

    #[test]
    fn rate_is_linear_between_points_and_constant_outside() {
        let ramp = [point(10, 100.0), point(20, 200.0), point(20, 500.0)];
        for (day, expected) in [(0, 100.0), (10, 100.0), (15, 150.0), (19, 190.0), (20, 500.0), (99, 500.0)] {
            assert_eq!(rate_on(&ramp, Day(day)), expected, "day {day}");
        }
        assert_eq!(rate_on(&[], Day(0)), 0.0);
    }

    #[test]
    fn expansion_waits_for_its_lead_time_then_ramps() {
        let raise = Raise::Times { factor: 4.0 };
        let lasting = Lasting::ForGood;
        let fourfold = Expansion { decided: Day(100), ready_days: 50, ramp_days: 10, raise, lasting };
        for (day, expected) in [(100, 12.0), (149, 12.0), (150, 12.0), (155, 30.0), (160, 48.0), (900, 48.0)] {
            assert_eq!(fourfold.applied(12.0, Day(day)), expected, "day {day}");
        }
        let raise = Raise::To { rate_per_year: 60.0 };
        let to_sixty = Expansion { ramp_days: 0, raise, ..fourfold };
        assert_eq!(to_sixty.applied(30.0, Day(150)), 60.0);
        assert_eq!(to_sixty.applied(90.0, Day(150)), 90.0);
    }

    #[test]
    fn expansion_stands_or_goes_when_what_paid_for_it_ends() {
        let raise = Raise::To { rate_per_year: 30.0 };
        let of = |lasting| Expansion { decided: Day(0), ready_days: 50, ramp_days: 10, raise, lasting };
        for (lasting, rates) in [
            (Lasting::ForGood, [10.0, 20.0, 30.0, 30.0]),
            (Lasting::BuiltThrough(Day(49)), [10.0, 10.0, 10.0, 10.0]),
            (Lasting::BuiltThrough(Day(53)), [10.0, 16.0, 16.0, 16.0]),
            (Lasting::Through(Day(70)), [10.0, 20.0, 30.0, 10.0]),
        ] {
            assert_eq!([49, 55, 60, 71].map(|day| of(lasting).applied(10.0, Day(day))), rates, "{lasting:?}");
        }
    }

    proptest! {
        #[test]
        fn rate_is_the_same_on_every_day_before_it_may_change(
            ready_days in 0_i32..20,
            ramp_days in 0_i32..20,
            last in 0_i32..60,
            kind in 0_usize..3,
        ) {
            let lasting = [Lasting::ForGood, Lasting::BuiltThrough(Day(last)), Lasting::Through(Day(last))][kind];
            let raise = Raise::To { rate_per_year: 30.0 };
            let one = Expansion { decided: Day(0), ready_days, ramp_days, raise, lasting };
            for day in -1..60 {
                for later in day..one.changes(Day(day)).0.min(60) {
                    prop_assert_eq!(one.applied(10.0, Day(day)), one.applied(10.0, Day(later)));
                }
            }
        }
    }
}
