//! Surges that add nothing, and agreements that no raid meets.

use super::Warning;
use crate::supply;
use crate::world::{Draws, InputId, Line, Surge, World};
use cupola_core::Uncertain;
use cupola_sustain::{Lasting, RatePoint, rate_on};

/// Warns of them, in the order of the file.
pub(super) fn of(world: &World) -> Vec<Warning> {
    let surges = world.supply.lines.iter().flat_map(|line| line.surges.iter().filter_map(|s| idle(world, line, s)));
    surges.chain(without_a_raid(world)).collect()
}

/// A surge that at its highest leaves its line, at its slowest, as fast as it is.
fn idle(world: &World, line: &Line, surge: &Surge) -> Option<Warning> {
    let mut inputs = world.inputs.clone();
    let mut known = |id: InputId, value: fn(&Uncertain) -> f64| {
        let range = &mut inputs[id.0 as usize].range;
        *range = Uncertain::known(value(range));
    };
    surge.to_per_year.into_iter().chain(surge.factor).for_each(|id| known(id, |range| range.high));
    line.per_year.iter().for_each(|(_, id)| known(*id, |range| range.low));
    let draws = Draws::likely(&inputs);
    let added = supply::surge(&draws, surge)?;
    let grown = added.ready().plus(added.ramp_days);
    let day = if let Lasting::Through(last) = added.lasting { grown.min(last) } else { grown };
    let points = line.per_year.iter().map(|(day, id)| RatePoint { day: *day, rate_per_year: draws.get(*id) });
    let rate = rate_on(&points.collect::<Vec<_>>(), day);
    let without_per_year = if line.starts.is_some_and(|starts| day < starts) { 0.0 } else { rate };
    let with_per_year = added.applied(without_per_year, day);
    let key = format!("line.{}.surge.{}", line.id, surge.id);
    (with_per_year <= without_per_year).then_some(Warning::RaisesNothing { key, day, without_per_year, with_per_year })
}

/// Agreements on tracks, rights or satellites that are over before the first raid in every world, or begin after the last.
fn without_a_raid(world: &World) -> impl Iterator<Item = Warning> {
    let (first, last) = world.raid_days();
    let range = |id: InputId| world.inputs[id.0 as usize].range;
    let holds = move |agreement: &crate::world::Agreement| {
        let is_over = agreement.until_day.is_some_and(|until| range(until).high < f64::from(first.0));
        !is_over && range(agreement.from_day).low <= f64::from(last.0)
    };
    let has_raids = world.raids.iter().any(|raid| !raid.groups.is_empty());
    let agreements = world.agreements.iter().filter(move |agreement| {
        let is_of_raids =
            !(agreement.tracks.is_empty() && agreement.engage.is_empty() && agreement.constellations.is_empty());
        has_raids && is_of_raids && !holds(agreement)
    });
    agreements.map(move |agreement| Warning::NoRaid { agreement: agreement.id.clone(), first, last })
}
