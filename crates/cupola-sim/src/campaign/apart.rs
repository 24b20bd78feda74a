//! What the stocks know beside what is on hand: who refused whom, what demands did not get, counts that sources mix.

use super::Course;
use crate::world::World;
use cupola_sustain::{Destination, Stockroom};

/// Appends the five counts that sources mix, nation × item each: bought, delivered, on hand (`fielded` included), in
/// transit, on order.
pub(super) fn counts(world: &World, room: &Stockroom, fielded: &[u32], counts: &mut Vec<u32>) {
    let cells = || (0..world.nations.len()).flat_map(|n| (0..world.items.len()).map(move |i| (n, i)));
    let to = Destination::Nation;
    counts.extend(cells().map(|(n, i)| room.bought(to(n), i)));
    counts.extend(cells().map(|(n, i)| room.ledger(n, i).delivered()));
    super::on_hand(world, room, fielded, counts);
    counts.extend(cells().map(|(n, i)| room.in_transit(to(n), i)));
    counts.extend(cells().map(|(n, i)| room.on_order(to(n), i)));
}

impl Course<'_> {
    /// At the end of the study: the counts as they stand, all refusals and all unmet demands.
    pub(super) fn close_books(&mut self, fielded: &[u32]) {
        let world = self.run.world;
        let (nations, items) = (world.nations.len(), world.items.len());
        counts(world, &self.room, fielded, &mut self.out.counts);
        for kind in super::REFUSALS {
            for cell in 0..nations * items {
                self.out.refused.push(self.room.refusal(cell / items, cell % items, kind).rounds);
            }
        }
        let takers = || (0..nations).map(Destination::Nation).chain([Destination::Outside]);
        for giver in 0..nations {
            for to in takers() {
                self.out.refused_to.extend((0..items).map(|i| self.room.refused_to(giver, to, i).rounds));
            }
        }
        let cells = || (0..nations * items).map(|cell| (cell / items, cell % items));
        self.out.unmet = cells().map(|(n, i)| self.room.unmet_by_day(n, i).iter().sum()).collect();
        self.out.expired = cells().map(|(n, i)| self.room.ledger(n, i).expired).collect();
        self.out.mean_age_days = cells().map(|(n, i)| self.room.mean_age_days(n, i)).collect();
        self.count_theatres();
    }
}
