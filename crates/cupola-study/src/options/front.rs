//! Which sets of purchases are worth their price.

use super::Book;
use crate::summary::{ById, Count};
use std::cmp::Ordering;

/// A set of purchases that was played.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Combination {
    /// How many of each option.
    pub owned: ById<u32>,
    /// Runs that were played of it.
    pub runs: u64,
    /// What they cost (USD).
    pub total_usd: Count,
    /// The metric with them.
    pub level: Count,
    /// How much less of it than with nothing bought, run by run.
    pub avoided: Count,
    /// Whether it is worth its price.
    pub standing: Standing,
}

/// How a set of purchases stands to those that cost no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It stops more than any that costs no more, as far as runs can tell.
    Front,
    /// It stops more than any that costs no more, and runs cannot tell it from the best of them.
    Unclear,
    /// Another costs no more and stops as much.
    Dominated,
}

/// Every set that was played, the cheapest first, and how it stands to the best of the cheaper ones on the front: two sets are held
/// against each other in the runs that both have.
pub fn sets<E>(book: &Book<'_, '_, E>) -> Vec<Combination> {
    let mut sets: Vec<(&Vec<u32>, Count, Count)> =
        book.played.keys().map(|owned| (owned, book.usd(owned), book.level(owned))).collect();
    let order = |a: &f64, b: &f64| a.partial_cmp(b).unwrap_or(Ordering::Equal);
    // By the price over all worlds, of which sets of fewer runs may not have played each as often.
    let price = |owned: &[u32]| book.mean_usd(owned);
    sets.sort_by(|a, b| order(&price(a.0), &price(b.0)).then(order(&a.2.mean, &b.2.mean)));
    let Some(first) = sets.first() else { return Vec::new() };
    let (first, mut best, mut lowest) = (first.0, first.0, first.0);
    let mut found = Vec::new();
    for (owned, total_usd, level) in &sets {
        let is_lowest = book.less(lowest, owned).mean > 0.0;
        let standing = if *owned == first || book.less(best, owned).ci95_low > 0.0 {
            Standing::Front
        } else if is_lowest {
            Standing::Unclear
        } else {
            Standing::Dominated
        };
        if standing == Standing::Front {
            best = owned;
        }
        if is_lowest {
            lowest = owned;
        }
        found.push(Combination {
            owned: book.named(owned),
            runs: book.played[*owned].worlds.len() as u64,
            total_usd: *total_usd,
            level: *level,
            avoided: book.less_than_none(owned),
            standing,
        });
    }
    found
}
