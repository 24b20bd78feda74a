//! Theatres: parts of a nation's stock that lie where they are used, and are filled from home.

use super::allot::Way;
use super::{Stockroom, take_whole};
use crate::{Plan, RefusalKind};
use cupola_core::Day;

/// What is known of one depot.
#[derive(Debug, Clone, Copy)]
pub(super) struct DepotState {
    /// The cell of the stock it is a part of.
    pub home: usize,
    pub theatre: usize,
    quantity: u32,
    pub up_to: u32,
    transport_days: i32,
    lift: Option<usize>,
    /// Rounds it lacks and home refused.
    short: u32,
}

/// All depots of a plan, in its order.
pub(super) fn depots(plan: &Plan) -> Vec<DepotState> {
    let of_stock = |s: &crate::Stock| {
        let home = s.nation * plan.num_items + s.item;
        let state = move |d: &crate::Depot| DepotState {
            home,
            theatre: d.theatre,
            quantity: d.quantity,
            up_to: d.up_to,
            transport_days: d.transport_days,
            lift: d.lift,
            short: 0,
        };
        s.depots.iter().map(state).collect::<Vec<_>>()
    };
    plan.stocks.iter().flat_map(of_stock).collect()
}

impl Stockroom {
    /// The cell of the outside for an item; that for the number of items is the first depot's.
    pub(super) fn outside(&self, item: usize) -> usize {
        self.num_nations * self.num_items + item
    }

    fn depot_cell(&self, depot: usize) -> usize {
        self.outside(self.num_items) + depot
    }

    /// The cell of a nation's rounds of an item at home, or in a theatre if there is a depot.
    pub(super) fn place(&self, nation: usize, item: usize, theatre: Option<usize>) -> Option<usize> {
        let home = self.cell(nation, item);
        let Some(theatre) = theatre else { return Some(home) };
        let depot = self.depots.iter().position(|d| d.home == home && d.theatre == theatre)?;
        Some(self.depot_cell(depot))
    }

    /// The cells of a stock's depots.
    pub(super) fn depots_of(&self, home: usize) -> impl Iterator<Item = usize> + '_ {
        let own = self.depots.iter().enumerate().filter(move |(_, depot)| depot.home == home);
        own.map(|(depot, _)| self.depot_cell(depot))
    }

    /// Rounds of a stock at home, in its theatres and on the way to them.
    #[inline]
    pub(super) fn held(&self, home: usize) -> u32 {
        self.on_hand[home] + self.depots_of(home).map(|cell| self.on_hand[cell] + self.in_transit[cell]).sum::<u32>()
    }

    pub(super) fn owed_in_all(&self, home: usize) -> u32 {
        self.owed[home] + self.depots_of(home).map(|cell| self.owed[cell]).sum::<u32>()
    }

    /// Rounds at home that may go to others: so many as leave the whole stock at the floor.
    pub(super) fn above(&self, home: usize, floor: u32) -> u32 {
        self.on_hand[home].min(self.held(home).saturating_sub(floor))
    }

    /// Serves the demands on a stock, in its theatres too, up to and including a day.
    #[inline]
    pub(super) fn settle_all(&mut self, plan: &Plan, home: usize, through: Day) {
        self.settle(plan, home, through);
        for depot in 0..self.depots.len() {
            if self.depots[depot].home == home {
                self.settle(plan, self.depot_cell(depot), through);
            }
        }
    }

    /// Moves the parts of the opening stocks that lie in theatres there.
    pub(super) fn open_depots(&mut self) {
        for index in 0..self.depots.len() {
            let (DepotState { home, quantity, .. }, cell) = (self.depots[index], self.depot_cell(index));
            self.on_hand[home] -= quantity;
            self.on_hand[cell] += quantity;
            self.ledgers[home].opening -= quantity;
            self.ledgers[cell].opening += quantity;
            for lot in self.ages.pick(home, quantity).lots {
                self.ages.add(cell, lot);
            }
        }
    }

    /// Sends from home what lacks in theatres to their levels, in order, as far as there is any and it can be lifted.
    pub(super) fn fill_theatres(&mut self, plan: &Plan, today: Day) {
        if self.depots.iter().all(|depot| depot.up_to == 0) {
            return;
        }
        let lifts = self.lift_carry.iter_mut().zip(&plan.lifts_per_day);
        let mut lift_left: Vec<u32> = lifts.map(|(carry, per_day)| take_whole(carry, *per_day)).collect();
        for index in 0..self.depots.len() {
            let (depot, cell) = (self.depots[index], self.depot_cell(index));
            if depot.up_to == 0 {
                continue;
            }
            self.settle(plan, depot.home, today.plus(-1));
            self.settle(plan, cell, today.plus(-1));
            let level = depot.up_to + self.owed[cell];
            let wanted = level.saturating_sub(self.on_hand[cell] + self.in_transit[cell]);
            let there = wanted.min(self.on_hand[depot.home]);
            let short = wanted - there;
            self.depots[index].short = short;
            self.refuse_to(RefusalKind::Theatre, depot.home, cell, today, short.saturating_sub(depot.short));
            let sent = depot.lift.map_or(there, |lift| there.min(lift_left[lift]));
            if let Some(lift) = depot.lift {
                lift_left[lift] -= sent;
            }
            self.on_hand[depot.home] -= sent;
            let parcel = self.ages.pick(depot.home, sent);
            self.ledgers[depot.home].sent_to_theatres += sent;
            self.ship(plan, Way { to: cell, days: depot.transport_days }, parcel, today);
        }
    }
}
