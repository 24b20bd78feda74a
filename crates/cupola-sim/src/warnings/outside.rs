//! What is dated outside the study, before the opening stocks or after the last day.

use super::Warning;
use crate::world::{InputId, TransferRule, World};
use cupola_core::{Day, Uncertain};

/// Warns of it, in the order of the file, agreements last.
pub(super) fn of(world: &World) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut dated = |key: String, first: Option<Day>, last: Option<Day>| {
        let (stock_date, end) = (world.stock_date, world.end);
        if let Some(last) = last.filter(|last| *last < stock_date) {
            found.push(Warning::BeforeStudy { key, last, stock_date });
        } else if let Some(first) = first.filter(|first| *first > end) {
            found.push(Warning::AfterStudy { key, first, end });
        }
    };
    let day = |id: InputId, value: fn(&Uncertain) -> f64| Day(value(&world.inputs[id.0 as usize].range) as i32);
    for line in &world.supply.lines {
        dated(format!("line.{}.starts", line.id), line.starts, None);
        for surge in &line.surges {
            let last = surge.until_day.map(|until| day(until, |range| range.high.floor()));
            let first = day(surge.decided_day, |range| range.low.ceil());
            dated(format!("line.{}.surge.{}", line.id, surge.id), Some(first), last);
        }
        for claim in &line.claims {
            let whom = claim.to.map_or("outside", |nation| &world.nations[nation].id);
            dated(format!("line.{}.customer.{whom}", line.id), claim.from, claim.until);
        }
        for order in &line.orders {
            dated(format!("line.{}.order.{}", line.id, order.funded), Some(order.funded), None);
        }
    }
    for drain in &world.supply.drains {
        dated(format!("drain.{}", drain.id), Some(drain.from), Some(drain.until));
    }
    for demand in &world.supply.demands {
        dated(format!("demand.{}", demand.id), Some(demand.from), Some(demand.until));
    }
    for agreement in &world.agreements {
        let last = agreement.until_day.map(|until| day(until, |range| range.high.floor()));
        let first = day(agreement.from_day, |range| range.low.ceil());
        dated(format!("agreement.{}", agreement.id), Some(first), last);
    }
    let of_agreements = world.agreements.iter().flat_map(|agreement| &agreement.transfers);
    for transfer in world.supply.transfers.iter().chain(of_agreements) {
        let key = key_of(world, transfer);
        // A loan is over when it is back; the day it is to come back may lie outside by itself.
        dated(key.clone(), Some(transfer.on), Some(last_day(world, transfer)));
        if transfer.on <= world.end {
            dated(format!("{key}.pay_back"), transfer.pay_back, None);
        }
    }
    found
}

/// The path of a transfer, from that of its rounds.
fn key_of(world: &World, transfer: &TransferRule) -> String {
    world.inputs[transfer.rounds.0 as usize].key.trim_end_matches(".rounds").to_owned()
}

/// The last day on which rounds of a transfer may arrive, at the longest delay.
fn last_day(world: &World, transfer: &TransferRule) -> Day {
    let most = |id: InputId| world.inputs[id.0 as usize].range.high.min(1e5).round() as i32;
    transfer.pay_back.unwrap_or(transfer.on).max(transfer.on).plus(most(transfer.delay_days))
}
