//! Rounds by the day they were made, for items that have a life: the oldest are issued first.

use super::Stockroom;
use crate::{Lot, Plan, Stock};
use cupola_core::Day;
use std::collections::VecDeque;

/// Rounds that leave a stock together, and their ages where the item has a life.
#[derive(Debug)]
pub(super) struct Parcel {
    pub rounds: u32,
    pub lots: Vec<Lot>,
}

/// The ages of all stocks.
#[derive(Debug, Clone)]
pub(super) struct Ages {
    /// By cell: the life of its item (days). Empty where no item has one: then nothing below is kept.
    life_days: Vec<Option<i32>>,
    /// By cell, from the oldest to the youngest: what is on hand.
    lots: Vec<VecDeque<Lot>>,
    /// By cell, from the oldest to the youngest: what batteries have drawn and not given back.
    drawn: Vec<VecDeque<Lot>>,
}

impl Ages {
    pub fn new(plan: &Plan, num_cells: usize) -> Self {
        if plan.life_days.iter().all(Option::is_none) {
            return Self { life_days: Vec::new(), lots: Vec::new(), drawn: Vec::new() };
        }
        let items = plan.num_items;
        let in_depots = plan.stocks.iter().flat_map(|s| s.depots.iter().map(|_| s.item));
        let nations_and_outside = (0..(plan.num_nations + 1) * items).map(|cell| cell % items);
        let all_items = nations_and_outside.enumerate().map(|(cell, item)| (cell < plan.num_nations * items, item));
        let mut life_days: Vec<Option<i32>> =
            all_items.map(|(is_kept, item)| plan.life_days[item].filter(|_| is_kept)).collect();
        life_days.extend(in_depots.map(|item| plan.life_days[item]));
        Self { life_days, lots: vec![VecDeque::new(); num_cells], drawn: vec![VecDeque::new(); num_cells] }
    }

    /// The day on which rounds of a cell that were made on `made` have come to the end of their life.
    pub fn ends(&self, cell: usize, made: Day) -> Day {
        self.life(cell).map_or(Day(i32::MAX), |life_days| Day(made.0.saturating_add(life_days)))
    }

    fn life(&self, cell: usize) -> Option<i32> {
        self.life_days.get(cell).copied().flatten()
    }

    /// The opening stock's lots.
    pub fn open(&mut self, stock: &Stock, cell: usize, start: Day) {
        if self.life(cell).is_none() {
            return;
        }
        let lots = if stock.lots.is_empty() {
            self.of_unknown_age(cell, stock.quantity, start).lots
        } else {
            stock.lots.clone()
        };
        lots.into_iter().for_each(|lot| self.add(cell, lot));
    }

    /// Rounds of which nobody says how old they were on `day`: spread evenly over their life.
    pub fn of_unknown_age(&self, cell: usize, rounds: u32, day: Day) -> Parcel {
        let mut lots = VecDeque::new();
        if let Some(life_days) = self.life(cell) {
            for number in 0..rounds {
                let age_days = ((f64::from(number) + 0.5) / f64::from(rounds) * f64::from(life_days)) as i32;
                insert(&mut lots, Lot { made: day.plus(-age_days), rounds: 1 });
            }
        }
        Parcel { rounds, lots: lots.into() }
    }

    /// Counts rounds that joined a stock.
    #[inline]
    pub fn add(&mut self, cell: usize, lot: Lot) {
        if self.life(cell).is_some() {
            insert(&mut self.lots[cell], lot);
        }
    }

    /// The oldest rounds leave a stock, and are gone.
    #[inline]
    pub fn issue(&mut self, cell: usize, rounds: u32) {
        if !self.life_days.is_empty() {
            self.issue_oldest(cell, rounds);
        }
    }

    /// Out of the way of stocks without ages, whose every demand comes by.
    #[cold]
    fn issue_oldest(&mut self, cell: usize, rounds: u32) {
        self.pick(cell, rounds);
    }

    /// The oldest rounds leave a stock.
    #[inline]
    pub fn pick(&mut self, cell: usize, rounds: u32) -> Parcel {
        let lots = if self.life(cell).is_some() { take(&mut self.lots[cell], rounds, End::Oldest) } else { Vec::new() };
        Parcel { rounds, lots }
    }

    /// The youngest rounds leave a stock.
    #[inline]
    pub fn pick_youngest(&mut self, cell: usize, rounds: u32) -> Parcel {
        let lots =
            if self.life(cell).is_some() { take(&mut self.lots[cell], rounds, End::Youngest) } else { Vec::new() };
        Parcel { rounds, lots }
    }

    /// The oldest rounds go to a battery.
    pub fn draw(&mut self, cell: usize, rounds: u32) {
        for lot in self.pick(cell, rounds).lots {
            insert(&mut self.drawn[cell], lot);
        }
    }

    /// The youngest that batteries have come back, and with them the day on which the first of them ends its life.
    pub fn give_back(&mut self, cell: usize, rounds: u32) -> Option<Day> {
        self.life(cell)?;
        let lots = take(&mut self.drawn[cell], rounds, End::Youngest);
        let first = lots.iter().map(|lot| self.ends(cell, lot.made)).min();
        lots.into_iter().for_each(|lot| insert(&mut self.lots[cell], lot));
        first
    }

    /// The next day on which some round comes to the end of its life.
    pub fn next_expiry(&self) -> Option<Day> {
        let first = |(cell, lots): (usize, &VecDeque<Lot>)| lots.front().map(|lot| self.ends(cell, lot.made));
        self.lots.iter().enumerate().filter_map(first).min()
    }

    /// Takes out the oldest lot of a stock if its life has ended: its rounds.
    fn end_of_life(&mut self, cell: usize, today: Day) -> Option<u32> {
        let made = self.lots[cell].front()?.made;
        if self.ends(cell, made) > today { None } else { self.lots[cell].pop_front().map(|lot| lot.rounds) }
    }

    /// What a stock holds, from the oldest to the youngest; `None` where its item has no life.
    pub fn lots(&self, cell: usize) -> Option<&VecDeque<Lot>> {
        self.life(cell).map(|_| &self.lots[cell])
    }
}

/// Which rounds go first.
#[derive(Clone, Copy)]
enum End {
    Oldest,
    Youngest,
}

fn insert(lots: &mut VecDeque<Lot>, lot: Lot) {
    if lot.rounds == 0 {
        return;
    }
    let at = lots.partition_point(|other| other.made < lot.made);
    match lots.get_mut(at).filter(|other| other.made == lot.made) {
        Some(same) => same.rounds += lot.rounds,
        None => lots.insert(at, lot),
    }
}

fn take(lots: &mut VecDeque<Lot>, rounds: u32, end: End) -> Vec<Lot> {
    let mut taken = Vec::new();
    let mut left = rounds;
    while left > 0 {
        let lot = match end {
            End::Oldest => lots.front_mut(),
            End::Youngest => lots.back_mut(),
        };
        let lot = lot.expect("lots hold as many rounds as the stock");
        let part = lot.rounds.min(left);
        lot.rounds -= part;
        left -= part;
        taken.push(Lot { made: lot.made, rounds: part });
        if lot.rounds == 0 {
            match end {
                End::Oldest => lots.pop_front(),
                End::Youngest => lots.pop_back(),
            };
        }
    }
    taken
}

impl Stockroom {
    /// Takes out the rounds whose life ends today.
    pub(super) fn expire(&mut self, plan: &Plan, today: Day) {
        if self.ages.next_expiry().is_none_or(|day| day > today) {
            return;
        }
        for cell in 0..self.on_hand.len() {
            self.settle(plan, cell, today.plus(-1));
            while let Some(rounds) = self.ages.end_of_life(cell, today) {
                self.on_hand[cell] -= rounds;
                self.ledgers[cell].expired += rounds;
            }
        }
    }
}
