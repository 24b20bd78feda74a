//! When the raids of a run come and how large they are.

use crate::world::{Calendar, Campaign, Draws, EscalationMonth, Raid, Resample, Series, World};
use cupola_core::{Day, EntityKey, Purpose, Stream, chance, math};

/// A raid that comes.
#[derive(Debug, Clone, PartialEq)]
pub struct Coming {
    /// Days after the first day of the raids.
    pub day: u32,
    /// Raid.
    pub raid: usize,
    /// How large it is.
    pub size: Size,
    /// The part of the campaign that it is counted under, where parts are counted one by one.
    pub part: Option<usize>,
}

/// How large a raid is.
#[derive(Debug, Clone, PartialEq)]
pub enum Size {
    /// As the raid says.
    AsWritten,
    /// Each group at random about its `later_fraction`.
    Later,
    /// Each group at random about a fraction of its `count`.
    About(f64),
    /// Numbers by group.
    Counted(Vec<u32>),
}

/// The raids of a run, in order. Nothing here depends on the arm: every arm meets the same raids.
#[must_use]
pub fn calendar(world: &World, campaign: &Campaign, draws: &Draws, stream: &Stream) -> Vec<Coming> {
    match &campaign.calendar {
        Calendar::Stated(list) => {
            let one = |(part, (day, raid)): (usize, &(u32, usize))| Coming {
                day: *day,
                raid: *raid,
                size: Size::AsWritten,
                part: Some(part),
            };
            list.iter().enumerate().map(one).collect()
        }
        Calendar::Drawn { opening, later_mean, later_max, decay_days } => {
            let days = later_days(campaign.days, draws.get(*later_mean), *later_max, draws.get(*decay_days), stream);
            let opening = Coming { day: 0, raid: *opening, size: Size::AsWritten, part: None };
            let later = days.into_iter().map(|day| Coming { day, size: Size::Later, ..opening.clone() });
            std::iter::once(opening.clone()).chain(later).collect()
        }
        Calendar::Escalation { raid, months } => escalation(world, campaign, draws, stream, *raid, months),
        Calendar::Series(series) => replay(campaign, draws, stream, series),
    }
}

/// Days of the later raids of a drawn calendar: a Poisson number, their rate falling by e in each `decay_days`.
fn later_days(days: u32, mean: f64, most: u32, decay_days: f64, stream: &Stream) -> Vec<u32> {
    let key = EntityKey::of("campaign");
    let number = chance::poisson(mean, stream.uniform(key, Purpose::Calendar, 0)).min(most);
    let (span, decay) = (f64::from(days.max(2)) - 1.0, decay_days.max(0.1));
    let whole = 1.0 - math::exp(-span / decay);
    let mut days: Vec<u32> = (0..number)
        .map(|i| stream.uniform(key, Purpose::Calendar, 1 + u64::from(i)))
        .map(|u| 1 + (-decay * math::ln(1.0 - u * whole)).clamp(0.0, (span - 1.0).max(0.0)) as u32)
        .collect();
    days.sort_unstable();
    days
}

/// Months one after the other, a Poisson number of raids in each, on days that are all alike.
fn escalation(
    world: &World,
    campaign: &Campaign,
    draws: &Draws,
    stream: &Stream,
    raid: usize,
    months: &[EscalationMonth],
) -> Vec<Coming> {
    let mut coming = Vec::new();
    for (number, month) in months.iter().enumerate() {
        let key = EntityKey::of("campaign.escalation").child(number as u64);
        let (first, end) = (month_start(world.raids_start, number), month_start(world.raids_start, number + 1));
        let raids = chance::poisson(draws.get(month.raids), stream.uniform(key, Purpose::Calendar, 0));
        let day =
            |i: u32| first + (stream.uniform(key, Purpose::Calendar, 1 + u64::from(i)) * f64::from(end - first)) as u32;
        let mut days: Vec<u32> = (0..raids).map(day).filter(|day| *day < campaign.days).collect();
        days.sort_unstable();
        let size = Size::About(draws.get(month.size));
        coming.extend(days.into_iter().map(|day| Coming { day, raid, size: size.clone(), part: None }));
    }
    coming
}

/// Days from the first day of the raids to the same day of the `number`-th month after it; the month's last where it has no such day.
#[must_use]
pub fn month_start(start: Day, number: usize) -> u32 {
    let (year, month, day) = start.ymd();
    let months = i64::from(year) * 12 + i64::from(month) - 1 + number as i64;
    let (year, month) = ((months.div_euclid(12)) as i32, (months.rem_euclid(12)) as u32 + 1);
    let date = (0..4).find_map(|back| Day::from_ymd(year, month, day - back));
    date.map_or(0, |date| (date.0 - start.0).unsigned_abs())
}

/// A recorded series: each period's numbers shared out over its raids, one in each equal part of it, to the unit.
fn replay(campaign: &Campaign, draws: &Draws, stream: &Stream, series: &Series) -> Vec<Coming> {
    let key = EntityKey::of("campaign.series");
    let raids = draws.get(series.raids_per_period).round().max(1.0) as u32;
    let scale = draws.get(series.scale);
    let mut coming = Vec::new();
    for place in 0..series.starts.len() - 1 {
        let (first, end) = (series.starts[place], series.starts[place + 1]);
        let recorded = recorded(series, place, key, stream);
        let counts = series.counts[recorded].iter().map(|n| (f64::from(*n) * scale).round() as u64);
        let counts: Vec<u64> = counts.collect();
        let key = key.child(1 + place as u64);
        for i in 0..raids {
            let share = |n: u64, i: u32| n * u64::from(i) / u64::from(raids);
            let sizes: Vec<u32> = counts.iter().map(|n| (share(*n, i + 1) - share(*n, i)) as u32).collect();
            let u = stream.uniform(key, Purpose::Calendar, u64::from(i));
            let day = first + ((f64::from(i) + u) / f64::from(raids) * f64::from(end - first)) as u32;
            if day < campaign.days && sizes.iter().any(|n| *n > 0) {
                let part = (series.resample == Resample::AsRecorded).then_some(place);
                coming.push(Coming { day, raid: series.raid, size: Size::Counted(sizes), part });
            }
        }
    }
    coming
}

/// The period that is played in a place.
fn recorded(series: &Series, place: usize, key: EntityKey, stream: &Stream) -> usize {
    match series.resample {
        Resample::AsRecorded => place,
        Resample::Blocks { periods } => {
            let length = (periods as usize).clamp(1, series.counts.len());
            let beginnings = series.counts.len() - length + 1;
            let u = stream.uniform(key, Purpose::Calendar, (place / length) as u64);
            (u * beginnings as f64) as usize + place % length
        }
    }
}

/// Number of each group of a raid as it is written.
#[must_use]
pub fn written(raid: &Raid, draws: &Draws) -> Vec<u32> {
    raid.groups.iter().map(|g| draws.get(g.count).round().max(0.0) as u32).collect()
}

/// Number of each group of the `number`-th raid of a run.
#[must_use]
pub fn sizes(world: &World, draws: &Draws, stream: &Stream, coming: &Coming, number: u32) -> Vec<u32> {
    let raid = &world.raids[coming.raid];
    let written = written(raid, draws);
    let about = |group: usize, fraction: f64| {
        let key = EntityKey::of(&format!("raid.{}.{}", raid.id, raid.groups[group].id)).child(u64::from(number));
        let mean = f64::from(written[group]) * fraction;
        chance::poisson(mean, stream.uniform(key, Purpose::Count, 0))
    };
    let groups = raid.groups.iter().enumerate();
    match &coming.size {
        Size::AsWritten => written,
        Size::Later => groups.map(|(i, g)| about(i, g.later_fraction.map_or(0.0, |f| draws.get(f)))).collect(),
        Size::About(fraction) => groups.map(|(i, _)| about(i, *fraction)).collect(),
        Size::Counted(counts) => counts.clone(),
    }
}
