//! Which sets of purchases are worth their price.

use super::{Book, count};
use crate::summary::{ById, Count};
use std::cmp::Ordering;

/// A set of purchases that was played.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Combination {
    /// How many of each option.
    pub owned: ById<u32>,
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

/// Every set that was played, the cheapest first, and how it stands to the best of the cheaper ones on the front.
pub fn sets<E>(book: &Book<'_, '_, E>) -> Vec<Combination> {
    let mut sets: Vec<(&Vec<u32>, Count, Count)> =
        book.played.keys().map(|owned| (owned, book.usd(owned), book.level(owned))).collect();
    let order = |a: &f64, b: &f64| a.partial_cmp(b).unwrap_or(Ordering::Equal);
    sets.sort_by(|a, b| order(&a.1.mean, &b.1.mean).then(order(&a.2.mean, &b.2.mean)));
    let Some(first) = sets.first() else { return Vec::new() };
    let (first, mut best, mut lowest) = (first.0, first.0, f64::INFINITY);
    let mut found = Vec::new();
    for (owned, total_usd, level) in &sets {
        let less_than = |other: &Vec<u32>| {
            let (other, here) = (&book.played[other], &book.played[*owned]);
            count(&book.avoided(other, here), here)
        };
        let standing = if *owned == first || less_than(best).ci95_low > 0.0 {
            Standing::Front
        } else if level.mean < lowest {
            Standing::Unclear
        } else {
            Standing::Dominated
        };
        if standing == Standing::Front {
            best = owned;
        }
        lowest = lowest.min(level.mean);
        found.push(Combination {
            owned: book.named(owned),
            total_usd: *total_usd,
            level: *level,
            avoided: book.less_than_none(owned),
            standing,
        });
    }
    found
}
