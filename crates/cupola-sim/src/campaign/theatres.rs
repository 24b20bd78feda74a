//! Theatres: where batteries draw, and what became of the rounds held there.

use super::Course;
use crate::world::World;
use cupola_sustain::RefusalKind;

/// What became of one part of a stock in a theatre, from the stock date to the end of the study (rounds).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DepotCounts {
    /// Sent from home, arrived or not.
    pub sent: u32,
    /// Lacked at home when the theatre was to be filled.
    pub refused: u32,
    /// Taken there by wars and demands, and fired by batteries.
    pub used: u32,
    /// Asked for there by wars and demands, and not there.
    pub short: u32,
    /// There on the last day, with batteries too, or on the way there: what lay there on the stock date, and what was
    /// sent, less what was used or grew too old.
    pub left: u32,
    /// Days from the stock date to the first on which something asked for was not there; `None`: never.
    pub first_short_day: Option<u32>,
}

/// Home, then every theatre.
pub(super) fn theatres(world: &World) -> impl Iterator<Item = Option<usize>> {
    std::iter::once(None).chain((0..world.supply.theatres.len()).map(Some))
}

impl Course<'_> {
    /// Rounds of a stock that may be drawn where those of the nation's batteries stand that load the item; where none
    /// loads it, wherever there are some.
    pub(super) fn in_reach(&self, nation: usize, item: usize) -> u32 {
        let is_loaded_nowhere = self.loading_theatres(nation, item).next().is_none();
        let is_in_reach = |theatre: &Option<usize>| {
            is_loaded_nowhere || self.loading_theatres(nation, item).any(|loading| loading == *theatre)
        };
        theatres(self.run.world).filter(is_in_reach).map(|theatre| self.room.releasable(nation, item, theatre)).sum()
    }

    /// Whether there is no round left where some battery draws this item.
    pub(super) fn is_dry(&self, nation: usize, item: usize) -> bool {
        self.loading_theatres(nation, item).any(|theatre| self.room.releasable(nation, item, theatre) == 0)
    }

    /// Where the nation's magazines of an item stand, one by one.
    fn loading_theatres(&self, nation: usize, item: usize) -> impl Iterator<Item = Option<usize>> + '_ {
        let cell = self.cell(nation, item);
        let magazines = self.force.cells.iter().zip(&self.force.batteries).filter(move |(c, _)| **c == cell);
        magazines.map(|(_, battery)| self.run.world.batteries[*battery].theatre)
    }

    /// Rounds in the magazines that stand in a theatre; at the end none is on its way to them.
    fn with_batteries(&self, nation: usize, item: usize, theatre: usize) -> u32 {
        let cell = self.cell(nation, item);
        let stands_there = |battery: usize| self.run.world.batteries[battery].theatre == Some(theatre);
        let magazines = self.force.magazines.iter().zip(self.force.cells.iter().zip(&self.force.batteries));
        let there = magazines.filter(|(_, (c, battery))| **c == cell && stands_there(**battery));
        there.map(|(magazine, _)| magazine.rounds()).sum()
    }

    /// At the end of the study: what became of the rounds in theatres.
    pub(super) fn count_theatres(&mut self) {
        let world = self.run.world;
        let count = |(stock, depot): (&crate::world::Stock, &crate::world::Depot)| {
            let (nation, item, theatre) = (stock.nation, stock.item, depot.theatre);
            let ledger = self.room.ledger_in(nation, item, Some(theatre)).copied().unwrap_or_default();
            let unmet_by_day = self.room.unmet_by_day_in(nation, item, theatre);
            let drain = self.room.refusal_in(nation, item, theatre, RefusalKind::Drain);
            let first_demand = unmet_by_day.iter().position(|rounds| *rounds > 0).map(|day| day as u32);
            let first_drain = drain.first.map(|day| (day.0 - world.stock_date.0) as u32);
            let sent = self.room.sent_to_theatre(nation, item, theatre);
            let with_batteries = self.with_batteries(nation, item, theatre);
            let on_way = sent - ledger.arrived_in_theatres;
            DepotCounts {
                sent,
                refused: self.room.refused_to_theatre(nation, item, theatre).rounds,
                used: ledger.drained + ledger.demanded + ledger.drawn - ledger.returned - with_batteries,
                short: unmet_by_day.iter().sum::<u32>() + drain.rounds,
                left: self.room.releasable(nation, item, Some(theatre)) + with_batteries + on_way,
                first_short_day: first_demand.into_iter().chain(first_drain).min(),
            }
        };
        self.out.depots = world.supply.depots().map(count).collect();
        for (stock, depot) in world.supply.depots() {
            let unmet: u32 = self.room.unmet_by_day_in(stock.nation, stock.item, depot.theatre).iter().sum();
            self.out.unmet[stock.nation * world.items.len() + stock.item] += unmet;
        }
    }
}
