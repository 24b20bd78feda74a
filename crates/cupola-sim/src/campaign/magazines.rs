//! Loading: magazines from the stock where they stand, batteries where they stand, ships in port.

use super::theatres::theatres;
use super::{Course, DAY_S, REFUSALS};
use crate::event::{Event, EventKind, Log, NONE};

/// Rounds on the way to a magazine.
pub(super) struct Delivery {
    due_day: u32,
    pub magazine: usize,
    pub rounds: u32,
}

impl Course<'_> {
    /// Before the first raid: magazines are filled from the stock where they stand, shared out evenly where it is short.
    pub(super) fn deploy(&mut self) {
        let world = self.run.world;
        for nation in 0..world.nations.len() {
            for item in 0..world.items.len() {
                let cell = self.cell(nation, item);
                self.refused[cell] = REFUSALS.iter().map(|k| self.room.refusal(nation, item, *k).rounds).sum();
                self.out.at_raids_start[cell] = self.room.on_hand(nation, item);
                self.out.theatre_at_raids_start[cell] = self.in_reach(nation, item);
                let all = vec![true; world.batteries.len()];
                for theatre in theatres(world) {
                    for (magazine, rounds) in self.draw((nation, item, theatre), &all) {
                        self.force.magazines[magazine].fill(rounds);
                    }
                }
            }
        }
    }

    /// After the day's raids: the depot sends what the batteries that can be loaded have room for.
    pub(super) fn resupply(&mut self, day: u32) {
        let (world, draws) = (self.run.world, self.run.draws);
        let leaves = self.leaving(day);
        let can_load: Vec<bool> = world.batteries.iter().zip(&leaves).map(|(b, l)| b.ship.is_none() || *l).collect();
        let campaign_days = world.campaign.as_ref().map_or(1.0, |c| draws.get(c.resupply_days));
        let delay_days = |battery: usize| match (&world.batteries[battery].ship, world.batteries[battery].resupply_days)
        {
            (Some(call), _) => (2.0 * draws.get(call.transit_days) + draws.get(call.reload_days)).ceil(),
            (None, Some(days)) => draws.get(days).round(),
            (None, None) => campaign_days.round(),
        };
        for (battery, _) in leaves.iter().enumerate().filter(|(_, leaves)| **leaves) {
            let away_days = delay_days(battery).max(1.0);
            let down_s = &mut self.force.battery_down_until_s[battery];
            *down_s = down_s.max((f64::from(day) + away_days) * DAY_S);
            self.back_day[battery] = day + away_days as u32;
            self.out.port_calls += 1;
        }
        for nation in 0..world.nations.len() {
            for item in 0..world.items.len() {
                for theatre in
                    theatres(world).filter(|t| self.room.releasable(nation, item, *t) > 0).collect::<Vec<_>>()
                {
                    for (magazine, rounds) in self.draw((nation, item, theatre), &can_load) {
                        let due_day = day + delay_days(self.force.batteries[magazine]).max(1.0) as u32;
                        self.deliveries.push(Delivery { due_day, magazine, rounds });
                    }
                }
            }
        }
    }

    /// The ships that leave their stations this evening: little left, and enough in the depots to be worth the voyage.
    fn leaving(&self, day: u32) -> Vec<bool> {
        let (world, draws) = (self.run.world, self.run.draws);
        let items = world.items.len();
        let mut leaves = vec![false; world.batteries.len()];
        for (index, battery) in world.batteries.iter().enumerate() {
            let Some(call) = battery.ship.filter(|_| self.back_day[index] <= day) else { continue };
            let magazines = || (0..self.force.magazines.len()).filter(|m| self.force.batteries[*m] == index);
            let (mut carried, mut left, mut to_load) = (0, 0, 0);
            for magazine in magazines() {
                let (m, cell) = (&self.force.magazines[magazine], self.force.cells[magazine]);
                carried += m.rounds() + m.room();
                left += m.rounds();
                to_load += m.room().min(self.room.releasable(cell / items, cell % items, battery.theatre));
            }
            let least = draws.get(call.leave_below_fraction) * f64::from(carried);
            // An empty ship leaves whatever the share.
            let is_low = f64::from(left) < least || left == 0;
            leaves[index] = is_low && to_load > 0 && f64::from(left + to_load) >= least;
        }
        leaves
    }

    /// Takes from the stock at home or in a theatre what the magazines have room for, as far as it goes: (magazine, rounds).
    fn draw(&mut self, (nation, item, theatre): (usize, usize, Option<usize>), can_load: &[bool]) -> Vec<(usize, u32)> {
        let wanted = self.wanted(self.cell(nation, item), theatre, can_load);
        let total: u32 = wanted.iter().map(|w| w.1).sum();
        let got = self.room.draw(nation, item, theatre, total.min(self.room.releasable(nation, item, theatre)));
        shared_out(&wanted, got)
    }

    /// Magazines of a stock with room, less what is already on its way.
    fn wanted(&self, cell: usize, theatre: Option<usize>, can_load: &[bool]) -> Vec<(usize, u32)> {
        let stands_there = |m: usize| self.run.world.batteries[self.force.batteries[m]].theatre == theatre;
        let coming = |m: usize| self.deliveries.iter().filter(|d| d.magazine == m).map(|d| d.rounds).sum::<u32>();
        let magazines = self.force.magazines.iter().zip(&self.force.cells).enumerate();
        magazines
            .filter(|(m, (magazine, c))| **c == cell && magazine.room() > 0 && can_load[self.force.batteries[*m]])
            .filter(|(m, _)| stands_there(*m))
            .map(|(m, (magazine, _))| (m, magazine.room().saturating_sub(coming(m))))
            .filter(|(_, room)| *room > 0)
            .collect()
    }

    /// What is due arrives.
    pub(super) fn deliver(&mut self, day: u32, log: &mut Log) {
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.deliveries).into_iter().partition(|d| d.due_day <= day);
        self.deliveries = rest;
        for delivery in due {
            let left = self.arrive(&delivery);
            let event = Event {
                raid: NONE,
                time_s: f64::from(day) * DAY_S,
                kind: EventKind::Resupply,
                threat: NONE,
                actor: delivery.magazine as u32,
                value: f64::from(delivery.rounds - left),
            };
            log.add(event, 0);
        }
    }

    /// Puts a delivery into its magazine; what does not fit goes back, and is returned.
    pub(super) fn arrive(&mut self, delivery: &Delivery) -> u32 {
        let left = self.force.magazines[delivery.magazine].fill(delivery.rounds);
        let (cell, items) = (self.force.cells[delivery.magazine], self.run.world.items.len());
        let theatre = self.run.world.batteries[self.force.batteries[delivery.magazine]].theatre;
        self.room.give_back(cell / items, cell % items, theatre, left);
        left
    }
}

/// Shares `got` rounds among magazines in proportion to what they want, whole rounds, earlier ones first for the rest.
fn shared_out(wanted: &[(usize, u32)], got: u32) -> Vec<(usize, u32)> {
    let total: u64 = wanted.iter().map(|w| u64::from(w.1)).sum();
    if total == 0 || got == 0 {
        return Vec::new();
    }
    let mut shares: Vec<(usize, u32)> =
        wanted.iter().map(|(m, want)| (*m, (u64::from(*want) * u64::from(got) / total) as u32)).collect();
    let mut left = got - shares.iter().map(|s| s.1).sum::<u32>();
    for (share, (_, want)) in shares.iter_mut().zip(wanted) {
        let more = left.min(want - share.1).min(1);
        share.1 += more;
        left -= more;
    }
    shares.retain(|s| s.1 > 0);
    shares
}
