//! The marginal dollar: what each of several things that might be bought stops for its money, which to buy one after the
//! other, and which sets of them are worth their price.
//!
//! [`weigh`] asks its caller for the runs of a set of purchases, all with the same luck, and does the arithmetic.

mod exchange;
mod front;

use crate::coalition::Interval;
use crate::costing::terms;
use crate::monte_carlo;
use crate::summary::{ById, Count};
use crate::sweep::Played;
use cupola_core::{Stream, stats};
use cupola_cost::{CostError, CostItem, Phase, Share, Spending, evaluate};
use cupola_sim::world::{BuyOption, CostRules, Draws};
use std::collections::BTreeMap;

pub use exchange::{Exchange, RoundsFired, WeaponsSent, exchange, exchange_metrics};
pub use front::{Combination, Standing};

/// Sets of purchases up to which all are played.
pub const MOST_SETS: u64 = 64;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// What might be bought.
    pub options: &'a [BuyOption],
    /// What one of each costs (USD): by option, then by world.
    pub unit_usd: &'a [Vec<f64>],
    /// Key of the metric: less of it is better.
    pub metric: &'a str,
    /// The most that the curve may spend (USD, mean price); no end where none.
    pub budget_usd: Option<f64>,
}

/// One more of an option, on top of what is bought already.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Marginal {
    /// Option.
    pub option: String,
    /// Its price (USD).
    pub unit_usd: Count,
    /// How much less of the metric there is, run by run.
    pub avoided: Count,
    /// That for each billion USD; none where it cannot be told from nothing.
    pub avoided_per_billion_usd: Option<Interval>,
    /// Price of one less (USD); none where the same.
    pub usd_per_avoided: Option<Interval>,
}

/// A step of the curve: the option that stops most for its money, of those that can be told from nothing.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Step {
    /// What is bought: the best of several on the same runs, so that its ratios are on the high side.
    pub bought: Marginal,
    /// Options that were tested at this step, this one with them.
    pub num_tested: usize,
    /// Those of them that the runs do not tell from it, the nearest first.
    pub not_told_apart_from: Vec<Rival>,
    /// All that is bought so far, by option.
    pub owned: ById<u32>,
    /// What all of it costs (USD).
    pub total_usd: Count,
    /// The metric with all of it.
    pub level: Count,
    /// How much less of it than with nothing bought, run by run.
    pub avoided: Count,
}

/// An option that the runs do not tell from the one chosen.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Rival {
    /// Option.
    pub option: String,
    /// How much more the one chosen stops for each billion USD, run by run with the same luck; the interval reaches 0 or below.
    pub more_per_billion_usd: Interval,
}

/// Why the curve ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// All is bought.
    AllBought,
    /// Nothing more fits in the budget.
    Budget,
    /// Nothing that is left can be told from nothing.
    NothingClear,
    /// It was stopped.
    Stopped,
}

/// What is found.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Found {
    /// The metric with nothing bought.
    pub base: Count,
    /// One of each option alone, in file order.
    pub alone: Vec<Marginal>,
    /// The curve.
    pub steps: Vec<Step>,
    /// Why it ends.
    pub ended: Ended,
    /// Every set that was played, the cheapest first.
    pub sets: Vec<Combination>,
}

/// What one of each option costs (USD, mean price counts discounted or then-year as the scenario says): by option, then by
/// world, those of the runs with the same seed.
///
/// - **Assumes:** once in the first year counted, per year in all of them; no learning between purchases.
///
/// # Errors
/// [`CostError`] when there is no year to count.
pub fn unit_usd(
    rules: &CostRules,
    options: &[BuyOption],
    study: &monte_carlo::Options,
) -> Result<Vec<Vec<f64>>, CostError> {
    let terms = terms(rules)?;
    let (from_year, until_year) = (terms.horizon.from_year(), terms.horizon.until_year());
    let in_world = |option: &BuyOption, w: u64| {
        let physics = Stream::of_physics(study.seed, w % study.physics_sets.max(1));
        let inputs = [option.once_usd.clone(), option.per_year_usd.clone()];
        let world = Stream::of_world(study.seed, w);
        let [amount_usd, yearly_usd] =
            inputs.map(|input| Draws::new(&[input], &world, &physics).get(cupola_sim::world::InputId(0)));
        let once = Spending::Once { phase: Phase::Procurement, amount_usd, from_year, until_year: from_year + 1 };
        let items = [once, Spending::Operations { yearly_usd, from_year, until_year }];
        let paid_by = vec![Share { nation: 0, fraction: 1.0 }];
        let items = items.map(|spending| CostItem { element: 0, paid_by: paid_by.clone(), spending });
        evaluate(&items, 1, 1, &terms).map(|table| table.total_usd)
    };
    options.iter().map(|option| (0..study.worlds).map(|w| in_world(option, w)).collect()).collect()
}

/// Sets that are played whatever the runs say: none, and all where they are few, else one of each and two of them.
#[must_use]
pub fn num_first_sets(options: &[BuyOption]) -> u64 {
    first_sets(options).len() as u64
}

fn first_sets(options: &[BuyOption]) -> Vec<Vec<u32>> {
    let num: u64 = options.iter().map(|option| u64::from(option.times) + 1).product();
    if num <= MOST_SETS {
        return options.iter().fold(vec![Vec::new()], |sets, option| {
            let with = |set: Vec<u32>| (0..=option.times).map(move |n| [set.clone(), vec![n]].concat());
            sets.into_iter().flat_map(with).collect()
        });
    }
    let mut sets = vec![vec![0; options.len()]];
    for a in 0..options.len() {
        let one = with_one(&sets[0], a);
        sets.extend((0..a).map(|b| with_one(&one, b)));
        sets.push(one);
    }
    sets
}

fn with_one(owned: &[u32], option: usize) -> Vec<u32> {
    let mut more = owned.to_vec();
    more[option] += 1;
    more
}

/// How many of the runs of a study are played of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All: of nothing bought, of one of each option, and of what the curve chooses among.
    Whole,
    /// The first of them, [`set_runs`]: of every other set.
    First,
}

/// Runs of a set that neither the curve nor an option alone asks for: one in each world, at most those of the study.
#[must_use]
pub fn set_runs(runs: u64, worlds: u64) -> u64 {
    runs.min(worlds)
}

/// Gives the runs with so many of each option bought, as many as are asked for and from the first on; none where it was stopped.
pub type Play<'p, E> = dyn FnMut(&[u32], Depth) -> Result<Option<Played>, E> + 'p;

/// Weighs the options: each alone, the curve that at every step buys what stops most for its money, and the sets that are
/// worth their price. `play` gives the runs of a scenario with so many of each option bought, all with the same luck, or
/// none where it was stopped; the whole is none where it was stopped before anything was found.
///
/// - **Assumes:** the curve looks one purchase ahead: two that help only together are found among the sets, not by it. The
///   option chosen at a step is the best of several on the same runs, so that its ratio is on the high side.
///
/// # Errors
/// What `play` gives.
pub fn weigh<E>(question: &Question<'_>, play: &mut Play<'_, E>) -> Result<Option<Found>, E> {
    let mut book = Book { question, play, played: BTreeMap::new() };
    let none = vec![0; question.options.len()];
    if !book.has(&none, Depth::Whole)? {
        return Ok(None);
    }
    for option in 0..question.options.len() {
        book.has(&with_one(&none, option), Depth::Whole)?;
    }
    let (steps, mut ended) = book.curve()?;
    for set in first_sets(question.options) {
        if !book.has(&set, Depth::First)? {
            ended = Ended::Stopped;
            break;
        }
    }
    let alone = (0..question.options.len()).filter_map(|option| book.marginal(&none, option)).collect();
    let base = book.level(&none);
    Ok(Some(Found { base, alone, steps, ended, sets: front::sets(&book) }))
}

/// What was played.
struct Book<'q, 'p, E> {
    question: &'q Question<'q>,
    play: &'p mut Play<'p, E>,
    played: BTreeMap<Vec<u32>, Played>,
}

impl<E> Book<'_, '_, E> {
    /// Plays a set unless it was; whether it is there then.
    fn has(&mut self, owned: &[u32], depth: Depth) -> Result<bool, E> {
        if !self.played.contains_key(owned) {
            let Some(played) = (self.play)(owned, depth)? else { return Ok(false) };
            self.played.insert(owned.to_vec(), played);
        }
        Ok(true)
    }

    fn curve(&mut self) -> Result<(Vec<Step>, Ended), E> {
        let options = self.question.options;
        let (mut owned, mut steps) = (vec![0; options.len()], Vec::new());
        loop {
            let left: Vec<usize> = (0..options.len()).filter(|o| owned[*o] < options[*o].times).collect();
            if left.is_empty() {
                return Ok((steps, Ended::AllBought));
            }
            let mut found = Vec::new();
            let fits = |more: &Vec<u32>| self.question.budget_usd.is_none_or(|most| self.mean_usd(more) <= most);
            let fitting: Vec<usize> = left.into_iter().filter(|o| fits(&with_one(&owned, *o))).collect();
            if fitting.is_empty() {
                return Ok((steps, Ended::Budget));
            }
            for &option in &fitting {
                if !self.has(&with_one(&owned, option), Depth::Whole)? {
                    return Ok((steps, Ended::Stopped));
                }
                found.extend(self.marginal(&owned, option).map(|marginal| (option, marginal)));
            }
            let worth = |m: &Marginal| m.avoided_per_billion_usd.map(|ratio| ratio.mean);
            let clear = found.into_iter().filter(|(_, m)| worth(m).is_some());
            // Of equals the first in the file.
            let best = clear.reduce(|a, b| if worth(&b.1) > worth(&a.1) { b } else { a });
            let Some((option, bought)) = best else { return Ok((steps, Ended::NothingClear)) };
            let not_told_apart_from = self.rivals(&owned, option, &fitting);
            owned = with_one(&owned, option);
            steps.push(Step {
                bought,
                num_tested: fitting.len(),
                not_told_apart_from,
                owned: self.named(&owned),
                total_usd: self.usd(&owned),
                level: self.level(&owned),
                avoided: self.less_than_none(&owned),
            });
        }
    }

    /// Of the options tested on top of what is owned, those that the runs do not tell from the best, the nearest first.
    fn rivals(&self, owned: &[u32], best: usize, tested: &[usize]) -> Vec<Rival> {
        let Some(of_best) = self.per_usd_by_run(owned, best) else { return Vec::new() };
        let others = tested.iter().filter(|option| **option != best);
        let rival = |option: &usize| {
            let of_other = self.per_usd_by_run(owned, *option)?;
            let more: Vec<f64> = of_best.iter().zip(of_other).map(|(best, other)| best - other).collect();
            let more = count(&more, &self.played[owned]);
            let more = Interval { mean: more.mean, ci95_low: more.ci95_low, ci95_high: more.ci95_high };
            let option = self.question.options[*option].id.clone();
            (more.ci95_low <= 0.0).then(|| Rival { option, more_per_billion_usd: scaled(more, 1e9) })
        };
        let mut rivals: Vec<Rival> = others.filter_map(rival).collect();
        rivals.sort_by(|a, b| a.more_per_billion_usd.mean.total_cmp(&b.more_per_billion_usd.mean));
        rivals
    }

    /// What one more of an option stops for its price, linearised run by run; none where it was not played.
    fn per_usd_by_run(&self, owned: &[u32], option: usize) -> Option<Vec<f64>> {
        let (before, after) = (self.played.get(owned)?, self.played.get(&with_one(owned, option))?);
        Some(linearised(&self.avoided(before, after), &self.prices(before, option)))
    }

    /// What one of an option costs in each run (USD).
    fn prices(&self, played: &Played, option: usize) -> Vec<f64> {
        played.worlds.iter().map(|w| self.question.unit_usd[option][*w as usize]).collect()
    }

    /// One more of an option on top of what is owned; none where that was not played.
    fn marginal(&self, owned: &[u32], option: usize) -> Option<Marginal> {
        let (before, after) = (self.played.get(owned)?, self.played.get(&with_one(owned, option))?);
        let avoided = self.avoided(before, after);
        let price = self.prices(before, option);
        let per_usd = ratio(&avoided, &price, before);
        Some(Marginal {
            option: self.question.options[option].id.clone(),
            unit_usd: count(&price, before),
            avoided: count(&avoided, before),
            avoided_per_billion_usd: per_usd.map(|ratio| scaled(ratio, 1e9)),
            usd_per_avoided: per_usd.map(inverse),
        })
    }

    fn values<'p>(&self, played: &'p Played) -> &'p [f64] {
        &played.values[self.question.metric]
    }

    /// How much less of the metric there is, run by run, in the runs that both have.
    fn avoided(&self, before: &Played, after: &Played) -> Vec<f64> {
        self.values(before).iter().zip(self.values(after)).map(|(before, after)| before - after).collect()
    }

    /// How much less of the metric there is with a set that was played than with nothing bought.
    fn less_than_none(&self, owned: &[u32]) -> Count {
        self.less(&vec![0; owned.len()], owned)
    }

    /// How much less of the metric there is with one set that was played than with another, in the runs that both have.
    fn less(&self, than: &[u32], owned: &[u32]) -> Count {
        let (before, after) = (&self.played[than], &self.played[owned]);
        let shorter = if before.worlds.len() < after.worlds.len() { before } else { after };
        count(&self.avoided(before, after), shorter)
    }

    /// The metric with a set that was played.
    fn level(&self, owned: &[u32]) -> Count {
        let played = &self.played[owned];
        count(self.values(played), played)
    }

    /// What a set that was played costs.
    fn usd(&self, owned: &[u32]) -> Count {
        let played = &self.played[owned];
        let of_world = |w: &u32| (0..owned.len()).map(|o| self.cost_in(owned, o, *w as usize)).sum();
        count(&played.worlds.iter().map(of_world).collect::<Vec<f64>>(), played)
    }

    fn cost_in(&self, owned: &[u32], option: usize, world: usize) -> f64 {
        f64::from(owned[option]) * self.question.unit_usd[option][world]
    }

    fn mean_usd(&self, owned: &[u32]) -> f64 {
        (0..owned.len()).map(|o| f64::from(owned[o]) * stats::mean(&self.question.unit_usd[o])).sum()
    }

    fn named(&self, owned: &[u32]) -> ById<u32> {
        let bought = self.question.options.iter().zip(owned).filter(|(_, n)| **n > 0);
        bought.map(|(option, n)| (option.id.clone(), *n)).collect()
    }
}

fn count(values: &[f64], played: &Played) -> Count {
    stats::count(values, &played.worlds, played.num_sets)
}

/// Run by run, numbers whose mean is the ratio of two means and whose spread is that of its estimate, to first order. Of two
/// ratios over the same runs the differences have the spread of their difference.
///
/// # Source
/// `COCHRAN1977`, section 6.4.
fn linearised(above: &[f64], below: &[f64]) -> Vec<f64> {
    let below_mean = stats::mean(below);
    let mean = stats::mean(above) / below_mean;
    above.iter().zip(below).map(|(a, b)| mean + (a - mean * b) / below_mean).collect()
}

/// The ratio of two means over runs, by the linearised ratio estimator; none unless both the ratio and what is above the line
/// lie above zero with 95 %.
///
/// # Source
/// `COCHRAN1977`, section 6.4.
fn ratio(above: &[f64], below: &[f64], played: &Played) -> Option<Interval> {
    let found = count(&linearised(above, below), played);
    let is_clear = stats::mean(below) > 0.0 && found.ci95_low > 0.0 && count(above, played).ci95_low > 0.0;
    is_clear.then_some(Interval { mean: found.mean, ci95_low: found.ci95_low, ci95_high: found.ci95_high })
}

fn scaled(of: Interval, factor: f64) -> Interval {
    let [mean, ci95_low, ci95_high] = [of.mean, of.ci95_low, of.ci95_high].map(|x| x * factor);
    Interval { mean, ci95_low, ci95_high }
}

/// Of an interval above zero.
fn inverse(of: Interval) -> Interval {
    Interval { mean: 1.0 / of.mean, ci95_low: 1.0 / of.ci95_high, ci95_high: 1.0 / of.ci95_low }
}

/// The whole result of `cupola options`.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Report {
    /// Scenario id.
    pub scenario: String,
    /// What kind of claim it is.
    pub status: String,
    /// Version of cupola.
    pub version: String,
    /// Seed.
    pub seed: u64,
    /// Runs of nothing bought, of one of each option, and of what the curve chooses among.
    pub runs: u64,
    /// Runs of every other set.
    pub set_runs: u64,
    /// Worlds.
    pub worlds: u64,
    /// Id and printed name of the arm played.
    pub arm: (String, String),
    /// Key and printed label of the metric.
    pub metric: (String, String),
    /// Year whose prices are used.
    pub price_year: i32,
    /// First year counted, and the year after the last.
    pub years: (i32, i32),
    /// The most that the curve may spend (USD).
    pub budget_usd: Option<f64>,
    /// Printed names of the options.
    pub names: ById<String>,
    /// What is found.
    #[serde(flatten)]
    pub found: Found,
    /// Rounds fired and weapons sent, with nothing bought.
    pub exchange: Option<Exchange>,
    /// Wall time (s).
    pub elapsed_s: f64,
}

#[cfg(test)]
mod tests;
