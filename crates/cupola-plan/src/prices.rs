//! What one more of each limit is worth: the programme solved again with it.

use crate::{Answer, Capacity, PartLimit, PlanError, Programme, Source};
use cupola_sustain::DAYS_PER_YEAR;

/// A limit that binds: with one more of it the plan costs less, or comes nearer.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Limit {
    /// Id of what is limited.
    pub id: String,
    /// One more of what, in words.
    pub one_more: String,
    /// What the plan then costs less (USD; below 0: more, to come nearer).
    pub saves_usd: f64,
    /// By how many rounds it then falls less short.
    pub less_short_rounds: f64,
}

/// A part of which lines want more than there are whenever the plan could use it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ScarcePart {
    /// Part.
    pub id: String,
    /// So many more a year are taken by others before the plan has any, in the quarter in which it is fewest.
    pub first_per_year: f64,
}

/// Every such part.
#[must_use]
pub fn scarce_parts(programme: &Programme) -> Vec<ScarcePart> {
    let last = programme.last_need();
    let one = |(index, part): (usize, &PartLimit)| {
        let uses = |source: &&Source| source.parts.iter().any(|(part, _)| *part == index);
        let is_of_use = |k: &usize| {
            let in_time = |s: &Source| programme.can_begin(s, *k) && programme.in_hand_on(s, *k) <= last;
            programme.sources.iter().filter(uses).any(in_time)
        };
        let lacking = |k: usize| -part.spare_units[k] / years(programme, k);
        let first_per_year = (0..programme.periods.len()).filter(is_of_use).map(lacking).min_by(f64::total_cmp)?;
        (first_per_year > 0.0).then(|| ScarcePart { id: part.id.clone(), first_per_year })
    };
    programme.parts.iter().enumerate().filter_map(one).collect()
}

/// Length of a quarter (years).
fn years(programme: &Programme, period: usize) -> f64 {
    f64::from(programme.end_of(period).0 - programme.periods[period].0) / DAYS_PER_YEAR
}

/// Savings below this are rounding (USD), and rounds.
const LEAST_USD: f64 = 1e3;
const LEAST_ROUNDS: f64 = 1e-3;
/// A quarter (days), rounded up so that the last day of one is reached from the next.
const QUARTER_DAYS: i32 = 92;
const MONTHS_PER_YEAR: f64 = 12.0;

/// Every limit that binds, those first that bring the plan nearest, then those that save most.
///
/// Each is found by solving the programme again with one more, and so is right for plants too, which are built or not: a
/// dual price of the linear programme is not. It holds for the one step, not for many.
///
/// # Errors
/// As [`Programme::solve`].
pub fn limits(programme: &Programme, answer: &Answer) -> Result<Vec<Limit>, PlanError> {
    let mut found = Vec::new();
    for (id, one_more, changed) in changes(programme) {
        let with = changed.solve()?;
        let limit = Limit {
            id,
            one_more,
            saves_usd: answer.cost_usd - with.cost_usd,
            less_short_rounds: answer.total_short() - with.total_short(),
        };
        if limit.less_short_rounds > LEAST_ROUNDS
            || (limit.less_short_rounds.abs() <= LEAST_ROUNDS && limit.saves_usd > LEAST_USD)
        {
            found.push(limit);
        }
    }
    found.sort_by(|a, b| b.less_short_rounds.total_cmp(&a.less_short_rounds).then(b.saves_usd.total_cmp(&a.saves_usd)));
    Ok(found)
}

/// The programme with one more of each limit in turn.
fn changes(programme: &Programme) -> Vec<(String, String, Programme)> {
    let mut all = Vec::new();
    let mut push = |id: &str, one_more: String, change: &dyn Fn(&mut Programme)| {
        let mut changed = programme.clone();
        change(&mut changed);
        all.push((id.to_owned(), one_more, changed));
    };
    for (i, need) in programme.needs.iter().enumerate() {
        push(&need.id, "a round less asked for".to_owned(), &|p| p.needs[i].to_add_rounds -= 1.0);
    }
    for (i, part) in programme.parts.iter().enumerate() {
        push(&part.id, format!("one more {} a month", part.id), &|p| {
            for k in 0..p.periods.len() {
                p.parts[i].spare_units[k] += MONTHS_PER_YEAR * years(p, k);
            }
        });
    }
    for (i, source) in programme.sources.iter().enumerate() {
        if source.wait_days > 0 {
            push(&source.id, "in hand a quarter earlier".to_owned(), &|p| {
                p.sources[i].wait_days = (p.sources[i].wait_days - QUARTER_DAYS).max(0);
            });
        }
        match &source.capacity {
            Capacity::Standing(_) => {
                push(&source.id, "a round a year more from the plant as it is".to_owned(), &|p| {
                    for k in 0..p.periods.len() {
                        let more = years(p, k);
                        if let Capacity::Standing(rounds) = &mut p.sources[i].capacity {
                            rounds[k] += more;
                        }
                    }
                });
            }
            Capacity::Built { .. } => push(&source.id, "plant ready a quarter earlier".to_owned(), &|p| {
                if let Capacity::Built { by_decision, .. } = &mut p.sources[i].capacity {
                    for (_, rounds) in by_decision {
                        let last = rounds.last().copied();
                        rounds.rotate_left(1);
                        rounds.pop();
                        rounds.extend(last);
                    }
                }
            }),
        }
    }
    for (i, of) in programme.moves.iter().enumerate() {
        push(&of.id, "a round more may be moved".to_owned(), &|p| p.moves[i].most_rounds += 1.0);
    }
    for (i, licence) in programme.licences.iter().enumerate() {
        push(&licence.id, "a round a year more under licence".to_owned(), &|p| {
            p.licences[i].spare_by_year.iter_mut().for_each(|(_, spare)| *spare += 1.0);
        });
    }
    for i in 0..programme.floors.len() {
        let giver = programme.moves.iter().find(|m| m.giver == programme.floors[i].cell);
        let id = giver.map_or_else(String::new, |m| m.id.clone());
        push(&id, "a round less that the giver keeps".to_owned(), &|p| {
            p.floors[i].above.iter_mut().for_each(|(_, above)| *above += 1.0);
        });
    }
    all
}
