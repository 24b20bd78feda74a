//! A published series beside the bands of its replay. Nothing here is fitted.

use crate::sample::Sample;
use crate::summary::{Count, ReplayRow, ReplaySummary, ReplayTotal};
use cupola_core::stats::quantile_sorted;
use cupola_sim::world::{PublishedRow, SpendCheck, World};

/// The comparison, where the scenario has a published series.
pub fn summary(world: &World, sample: &Sample<'_>) -> Option<ReplaySummary> {
    let published = world.published.as_ref()?;
    let rows: Vec<ReplayRow> = published
        .rows
        .iter()
        .map(|row| {
            let stopped = five(stopped(world, sample, row));
            ReplayRow {
                date: row.date.clone(),
                group: row.group.clone(),
                detected: row.detected,
                published_stopped: row.stopped,
                stopped,
                half_width_points: 50.0 * (stopped[4] - stopped[0]) / row.detected.max(1.0),
            }
        })
        .collect();
    let scored = || rows.iter().filter_map(|r| r.published_stopped.map(|p| (p, r.stopped)));
    let num = scored().count().max(1) as f64;
    let share = |low: usize, high: usize| scored().filter(|(p, q)| *p >= q[low] && *p <= q[high]).count() as f64 / num;
    Some(ReplaySummary {
        source: published.source.clone(),
        inside_50_fraction: share(1, 3),
        inside_90_fraction: share(0, 4),
        totals: totals(world, sample, &published.rows),
        spend: published.spend.iter().map(|s| spend(world, sample, s)).collect(),
        rows,
    })
}

/// Number stopped in a row's part of the campaign, by run.
fn stopped(world: &World, sample: &Sample<'_>, row: &PublishedRow) -> Vec<f64> {
    let mut fates = vec!["intercepted", "suppressed"];
    if row.counts_harmless {
        fates.extend(["fell_harmless", "failed"]);
    }
    let names: Vec<String> = row
        .classes
        .iter()
        .flat_map(|c| fates.iter().map(move |f| format!("replay.{}.{}.{f}", row.part, world.classes[*c].id)))
        .collect();
    sample.sum(0, &names)
}

fn five(mut values: Vec<f64>) -> [f64; 5] {
    values.sort_by(f64::total_cmp);
    [0.05, 0.25, 0.5, 0.75, 0.95].map(|q| if values.is_empty() { 0.0 } else { quantile_sorted(&values, q) })
}

fn totals(world: &World, sample: &Sample<'_>, rows: &[PublishedRow]) -> Vec<ReplayTotal> {
    let mut groups: Vec<&str> = rows.iter().map(|r| r.group.as_str()).collect();
    groups.dedup();
    groups.sort_unstable();
    groups.dedup();
    let total = |group: &str| {
        let of_group = || rows.iter().filter(|r| r.group == group);
        let detected: f64 = of_group().map(|r| r.detected).sum();
        let known: f64 = of_group().filter(|r| r.stopped.is_some()).map(|r| r.detected).sum();
        let published: f64 = of_group().filter_map(|r| r.stopped).sum();
        let mut runs = vec![0.0; sample.len()];
        for row in of_group() {
            runs.iter_mut().zip(stopped(world, sample, row)).for_each(|(t, s)| *t += s / detected);
        }
        let computed_fraction = five(runs);
        ReplayTotal {
            group: group.to_owned(),
            published_fraction: if known > 0.0 { published / known } else { 0.0 },
            computed_fraction,
            half_width_points: 50.0 * (computed_fraction[4] - computed_fraction[0]),
        }
    };
    groups.into_iter().map(total).collect()
}

/// Rounds per target engaged by these types, over the campaign.
fn spend(world: &World, sample: &Sample<'_>, check: &SpendCheck) -> (String, f64, f64, Count) {
    let fired: Vec<String> =
        check.interceptors.iter().map(|i| format!("campaign.fired.{}", world.interceptors[*i].id)).collect();
    let engaged: Vec<String> =
        check.classes.iter().map(|c| format!("campaign.class.{}.engaged", world.classes[*c].id)).collect();
    let ratio: Vec<f64> = sample
        .sum(0, &fired)
        .iter()
        .zip(sample.sum(0, &engaged))
        .map(|(f, e)| if e > 0.0 { f / e } else { 0.0 })
        .collect();
    (check.label.clone(), check.low, check.high, sample.count_of(&ratio))
}
