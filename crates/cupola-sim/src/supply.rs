//! From the world's lines, stocks and agreements to the plan that one arm's stocks follow in one world.

use crate::world::{
    Agreement, Claim, Demand, Depot, DepotOpening, Draws, InputId, Line, Stock, Surge, TransferRule, World,
};
use cupola_core::{Day, EntityKey};
use cupola_sustain as sustain;
use sustain::{Allocation, Asked, Customer, Destination, Expansion, Lasting, Need, Order, Plan, Raise, RatePoint};

/// The plan of an arm.
#[must_use]
pub fn plan(world: &World, draws: &Draws, arm: usize) -> Plan {
    let whole = |id: InputId| whole(draws, id);
    let supply = &world.supply;
    // What an agreement promises leaves when it is in force, not before and not after.
    let promised = agreements(world, arm).flat_map(|a| {
        let (from, last) = (Day(days(draws, a.from_day)), a.last_day(draws));
        let leaves = move |rule: &&TransferRule| last.is_none_or(|last| rule.on.max(from) <= last);
        a.transfers.iter().filter(leaves).map(move |rule| (rule, from))
    });
    let always = supply.transfers.iter().map(|rule| (rule, rule.on));
    Plan {
        num_nations: world.nations.len(),
        num_items: world.items.len(),
        start: world.stock_date,
        raids_start: world.raids_start,
        end: world.end,
        stocks: supply.stocks.iter().map(|s| stock(world, draws, s)).collect(),
        num_theatres: supply.theatres.len(),
        lifts_per_day: supply.modes.iter().map(|m| m.rounds_per_day.map_or(0.0, |id| draws.get(id).max(0.0))).collect(),
        life_days: world.items.iter().map(|i| i.life_days.map(|id| days(draws, id).max(1))).collect(),
        parts: supply
            .parts
            .iter()
            .map(|p| sustain::Part {
                supply: rates(draws, &p.per_year),
                opening_units: draws.get(p.in_store),
                keep_units: draws.get(p.keep),
                parts: needs(draws, &p.parts),
            })
            .collect(),
        lines: (0..supply.lines.len()).map(|l| line(world, draws, arm, l)).collect(),
        drains: supply
            .drains
            .iter()
            .map(|d| sustain::Drain {
                nation: d.nation,
                item: d.item,
                theatre: d.theatre,
                rate_per_year: draws.get(d.per_year).max(0.0),
                from: d.from,
                until: d.until.plus(1),
                is_blocked_by_reserve: true,
            })
            .collect(),
        reserves: supply
            .reserves
            .iter()
            .map(|r| sustain::Reserve {
                nation: r.nation,
                item: r.item,
                never_below: whole(r.never_below),
                wanted: whole(r.wanted),
                blocks_export: r.blocks_export,
                blocks_transfer: r.blocks_transfer,
            })
            .collect(),
        transfers: always.chain(promised).map(|(rule, from)| transfer(draws, rule, from)).collect(),
        demands: supply.demands.iter().map(|d| demand(draws, d)).collect(),
        luck: draws.luck(),
    }
}

/// An opening stock. Drawn lots give way to the drawn quantity: they are scaled to it, the last takes up the rounding;
/// drawn parts in theatres are cut to what is left.
fn stock(world: &World, draws: &Draws, stock: &Stock) -> sustain::Stock {
    let quantity = whole(draws, stock.quantity);
    let mut left = quantity;
    let depot = |depot: &Depot| {
        let wanted = match depot.opening {
            DepotOpening::Empty => 0,
            DepotOpening::Rounds(id) => whole(draws, id),
            DepotOpening::Fraction(id) => (draws.get(id) * f64::from(quantity)).round().max(0.0) as u32,
        };
        let there = wanted.min(left);
        left -= there;
        let has_lift = depot.mode.filter(|mode| world.supply.modes[*mode].rounds_per_day.is_some());
        sustain::Depot {
            theatre: depot.theatre,
            quantity: there,
            up_to: depot.up_to.map_or(0, |id| whole(draws, id)),
            transport_days: days(draws, depot.transport_days),
            lift: has_lift,
        }
    };
    let depots = stock.depots.iter().map(depot).collect();
    let stated: Vec<f64> = stock.lots.iter().map(|(_, rounds)| draws.get(*rounds).max(0.0)).collect();
    let sum: f64 = stated.iter().sum();
    let (mut below, mut taken) = (0.0, 0);
    let lot = |((made, _), rounds): (&(Day, InputId), &f64)| {
        below += rounds;
        let through = (below / sum * f64::from(quantity)).round().max(0.0) as u32;
        let rounds = through - taken;
        taken = through;
        sustain::Lot { made: *made, rounds }
    };
    let lots = if sum > 0.0 { stock.lots.iter().zip(&stated).map(lot).collect() } else { Vec::new() };
    let theatre_fraction = draws.get(stock.theatre_fraction).clamp(0.0, 1.0);
    sustain::Stock { nation: stock.nation, item: stock.item, quantity, theatre_fraction, depots, lots }
}

/// Rounds, from a number that may be drawn.
fn whole(draws: &Draws, id: InputId) -> u32 {
    draws.get(id).round().max(0.0) as u32
}

fn days(draws: &Draws, id: InputId) -> i32 {
    draws.get(id).round().max(0.0) as i32
}

fn needs(draws: &Draws, parts: &[(usize, InputId)]) -> Vec<Need> {
    parts.iter().map(|(part, number)| Need { part: *part, num_units: draws.get(*number) }).collect()
}

fn demand(draws: &Draws, demand: &Demand) -> sustain::Demand {
    let stated = || demand.stated.iter().map(|(day, rounds)| (*day, whole(draws, *rounds))).collect();
    let asked = demand.raids.map_or_else(
        || Asked::Stated(stated()),
        |raids| {
            let low = whole(draws, raids.low);
            let high = whole(draws, raids.high).max(low);
            Asked::Raids { raids_per_day: draws.get(raids.per_day), low, high }
        },
    );
    sustain::Demand {
        key: EntityKey::of(&format!("demand.{}", demand.id)),
        nation: demand.nation,
        item: demand.item,
        theatre: demand.theatre,
        asked,
        from: demand.from,
        until: demand.until.plus(1),
        shortage: demand.shortage,
    }
}

fn transfer(draws: &Draws, rule: &TransferRule, from: Day) -> sustain::Transfer {
    // One dated before the stocks were counted is in them, whatever its agreement says.
    let on = rule.on.max(from);
    sustain::Transfer {
        giver: rule.giver,
        taker: rule.taker,
        item: rule.item,
        rounds: whole(draws, rule.rounds),
        on,
        delay_days: days(draws, rule.delay_days),
        // A drawn delay may reach past the day stated.
        pay_back: rule.pay_back.map(|day| day.max(on.plus(days(draws, rule.delay_days)))),
    }
}

fn rates(draws: &Draws, points: &[(Day, InputId)]) -> Vec<RatePoint> {
    points.iter().map(|(day, id)| RatePoint { day: *day, rate_per_year: draws.get(*id).max(0.0) }).collect()
}

fn line(world: &World, draws: &Draws, arm: usize, index: usize) -> sustain::Line {
    let line = &world.supply.lines[index];
    let lead_days = days(draws, line.lead_days);
    let starts = starts(world, draws, arm, index, lead_days);
    let order = |order: &crate::world::OrderRule| Order {
        funded: order.funded,
        rounds: whole(draws, order.rounds),
        to: destination(order.to),
        transport_days: days(draws, order.transport_days),
    };
    sustain::Line {
        nation: line.nation,
        items: std::iter::once(line.item).chain(line.also.iter().copied()).collect(),
        capacity: capacity(draws, line, starts),
        lot_rounds: whole(draws, line.lot_rounds).max(1),
        lead_days,
        pass_fraction: draws.get(line.pass_fraction),
        test_fraction: draws.get(line.test_fraction),
        licence_per_year: line.licence_per_year.map(|id| whole(draws, id)),
        orders: line.orders.iter().map(order).collect(),
        order_lead_days: days(draws, line.order_lead_days).max(lead_days),
        funded: Vec::new(),
        expansions: expansions(world, draws, arm, index, starts),
        parts: needs(draws, &line.parts),
        customers: if line.claims.is_empty() {
            customers(world, draws, arm, index)
        } else {
            line.claims.iter().map(|claim| with_terms(world, draws, line.allocation, claim)).collect()
        },
        allocation: line.allocation,
    }
}

/// Agreements of an arm, in force or not.
fn agreements(world: &World, arm: usize) -> impl Iterator<Item = &Agreement> {
    world.arms[arm].agreements.iter().map(|a| &world.agreements[*a])
}

/// When a line can begin its first round.
#[derive(Debug, Clone, Copy)]
enum Starts {
    /// It works from the beginning.
    Already,
    /// On this day.
    On(Day),
    /// What it makes is not developed in this arm.
    Never,
}

/// A line that a development opens begins its first lot so early that it is delivered on the day of the first delivery, if
/// the agreement on it lasts until then.
fn starts(world: &World, draws: &Draws, arm: usize, index: usize, lead_days: i32) -> Starts {
    let is_it = |line: Option<usize>| line == Some(index);
    if !world.agreements.iter().flat_map(|a| &a.develop).any(|develop| is_it(develop.line)) {
        return world.supply.lines[index].starts.map_or(Starts::Already, Starts::On);
    }
    let delivered = agreements(world, arm).flat_map(|a| {
        let day = |develop: &crate::world::Develop| {
            let first = draws.get(develop.first_delivery_day).max(draws.get(a.from_day));
            Day(first.ceil() as i32)
        };
        a.develop.iter().filter(|develop| is_it(develop.line)).map(day).filter(|day| a.holds(draws, *day))
    });
    delivered.min().map_or(Starts::Never, |day| Starts::On(day.plus(-lead_days)))
}

/// Surges, then what the arm's agreements add; what there is nothing to make of yet waits for the first round.
fn expansions(world: &World, draws: &Draws, arm: usize, index: usize, starts: Starts) -> Vec<Expansion> {
    let line = &world.supply.lines[index];
    let developed = match starts {
        Starts::Never => return Vec::new(),
        Starts::On(day) => Some(day).filter(|_| line.starts.is_none()),
        Starts::Already => None,
    };
    let mut expansions: Vec<Expansion> = line.surges.iter().filter_map(|s| surge(draws, s)).collect();
    for agreement in agreements(world, arm) {
        let decided = Day(draws.get(agreement.from_day).round() as i32);
        for expand in agreement.expand.iter().filter(|e| e.line == index) {
            expansions.extend(raise(draws, expand.to_per_year, expand.factor).map(|raise| Expansion {
                decided,
                ready_days: draws.get(expand.ready_after_days).round() as i32,
                ramp_days: RAMP_DAYS,
                raise,
                lasting: agreement.last_day(draws).map_or(Lasting::ForGood, Lasting::BuiltThrough),
            }));
        }
    }
    if let Some(first) = developed {
        expansions.iter_mut().for_each(|e| e.decided = e.decided.max(first.plus(-e.ready_days)));
    }
    expansions
}

/// What a surge adds to its line.
#[must_use]
pub fn surge(draws: &Draws, surge: &Surge) -> Option<Expansion> {
    raise(draws, surge.to_per_year, surge.factor).map(|raise| Expansion {
        decided: Day(draws.get(surge.decided_day).round() as i32),
        ready_days: days(draws, surge.ready_after_days),
        ramp_days: days(draws, surge.ramp_days),
        raise,
        lasting: surge
            .until_day
            .map_or(Lasting::ForGood, |until| Lasting::Through(Day(draws.get(until).floor() as i32))),
    })
}

fn raise(draws: &Draws, to_per_year: Option<InputId>, factor: Option<InputId>) -> Option<Raise> {
    let to = to_per_year.map(|to| Raise::To { rate_per_year: draws.get(to) });
    to.or(factor.map(|factor| Raise::Times { factor: draws.get(factor).max(1.0) }))
}

/// Time over which an expansion's added rate grows to its whole (days): assumed, a year, 6 to 24 months.
const RAMP_DAYS: i32 = 365;

/// The rate points, with nothing before the line starts.
fn capacity(draws: &Draws, line: &Line, starts: Starts) -> Vec<RatePoint> {
    let points = rates(draws, &line.per_year);
    let start = match starts {
        Starts::Already => return points,
        Starts::On(start) => start,
        Starts::Never => return points.iter().take(1).map(|p| RatePoint { rate_per_year: 0.0, ..*p }).collect(),
    };
    let at_start = sustain::rate_on(&points, start);
    let zero = RatePoint { day: start, rate_per_year: 0.0 };
    let first = RatePoint { day: start, rate_per_year: at_start };
    [zero, first].into_iter().chain(points.into_iter().filter(|p| p.day > start)).collect()
}

fn destination(to: Option<usize>) -> Destination {
    to.map_or(Destination::Outside, Destination::Nation)
}

/// A customer as the scenario's terms have it. A drawn reorder point above the level ordered up to is taken as that.
fn with_terms(world: &World, draws: &Draws, allocation: Allocation, claim: &Claim) -> Customer {
    let up_to = whole(draws, claim.up_to);
    Customer {
        to: destination(claim.to),
        share_fraction: if allocation == Allocation::Share { draws.get(claim.share) } else { 0.0 },
        up_to,
        reorder_at: whole(draws, claim.reorder_at).min(up_to),
        cap_per_year: claim.cap_per_year.map(|id| whole(draws, id)),
        from: claim.from.unwrap_or(world.stock_date),
        until: claim.until.unwrap_or(world.end).plus(1),
        approval_days: days(draws, claim.approval_days),
        transport_days: days(draws, claim.transport_days),
    }
}

/// Who gets what of a line: named nations, the agreements' shares, and the rest outside the study.
fn customers(world: &World, draws: &Draws, arm: usize, index: usize) -> Vec<Customer> {
    let line = &world.supply.lines[index];
    let end = world.end.plus(1);
    let claim = |to, share_fraction: f64, from: Day| Customer {
        to,
        share_fraction,
        up_to: 0,
        reorder_at: 0,
        cap_per_year: None,
        from,
        until: end,
        approval_days: 0,
        transport_days: 0,
    };
    let named: f64 = line.customers.iter().map(|(_, s)| draws.get(*s)).sum();
    let mut customers = Vec::new();
    for (nation, share) in line.customers.iter().filter(|(n, _)| *n != line.nation) {
        customers.push(claim(Destination::Nation(*nation), draws.get(*share).clamp(0.0, 1.0), world.stock_date));
    }
    if !line.customers.is_empty() && named < 1.0 {
        customers.push(claim(Destination::Outside, 1.0 - named.max(0.0), world.stock_date));
    }
    let num_named = customers.len();
    for agreement in agreements(world, arm) {
        let from = Day(draws.get(agreement.from_day).round() as i32);
        let last = agreement.last_day(draws).unwrap_or(world.end);
        for output in agreement.output.iter().filter(|o| o.line == index && o.to != line.nation) {
            let until = output.until.unwrap_or(last).min(last).plus(1);
            // Agreements take from what is unclaimed while they are in force.
            let (named, agreed) = customers.split_at(num_named);
            let with_it = agreed.iter().filter(|other: &&Customer| other.from < until && from < other.until);
            let taken: f64 = named.iter().chain(with_it).map(|c| c.share_fraction).sum();
            let share_fraction = draws.get(output.share).clamp(0.0, (1.0 - taken).max(0.0));
            customers.push(Customer {
                cap_per_year: Some(draws.get(output.cap_per_year).round().max(0.0) as u32),
                transport_days: days(draws, output.delay_days),
                until,
                ..claim(Destination::Nation(output.to), share_fraction, from)
            });
        }
    }
    customers
}
