//! What opponents still have: no raid sends more than is there, nor more than the launchers get away.

use crate::world::{Arsenal, Draws, Group, Launchers, Raid, World};
use cupola_core::{EntityKey, Purpose, Stream};

/// What is left of one class of one opponent. Times are seconds since the first raid's day.
#[derive(Debug, Clone)]
pub struct Store {
    /// Missiles or airframes before the first raid.
    pub opening: u32,
    /// Made since.
    pub made: u32,
    /// Sent so far.
    pub sent: u32,
    /// Wanted by the calendar and not sent.
    pub not_sent: u32,
    /// Day on which something was wanted and not sent for the first time.
    pub first_short_day: Option<u32>,
    /// When each launcher may fire again; none where launchers are no limit.
    ready_s: Option<Vec<f64>>,
    /// Launchers that have fired in this raid.
    has_fired: Vec<bool>,
}

impl Store {
    fn new(arsenal: &Arsenal, draws: &Draws) -> Self {
        let whole = |id| draws.get(id).round().max(0.0);
        let ready_s = arsenal.launchers.map(|l| vec![0.0; whole(l.number) as usize]);
        let has_fired = vec![false; ready_s.as_ref().map_or(0, Vec::len)];
        let opening = whole(arsenal.stock) as u32;
        Self { opening, made: 0, sent: 0, not_sent: 0, first_short_day: None, ready_s, has_fired }
    }

    /// Missiles or airframes left.
    #[must_use]
    pub fn left(&self) -> u32 {
        self.opening + self.made - self.sent
    }

    /// Launchers left; none where they are no limit.
    #[must_use]
    pub fn launchers(&self) -> Option<usize> {
        self.ready_s.as_ref().map(Vec::len)
    }

    /// Sends as many of `wanted` as there are, and as launchers get away from `from_s` to `until_s`.
    fn send(&mut self, wanted: u32, (from_s, until_s): (f64, f64), reload_s: f64) -> u32 {
        let there = wanted.min(self.left());
        let sent = match &mut self.ready_s {
            None => there,
            Some(ready_s) => {
                let mut sent = 0;
                while sent < there {
                    let soonest = ready_s.iter_mut().enumerate().min_by(|a, b| a.1.total_cmp(b.1));
                    let Some((launcher, ready_s)) = soonest.filter(|(_, ready_s)| **ready_s <= until_s) else { break };
                    *ready_s = ready_s.max(from_s) + reload_s;
                    self.has_fired[launcher] = true;
                    sent += 1;
                }
                sent
            }
        };
        self.sent += sent;
        self.not_sent += wanted - sent;
        sent
    }

    /// Loses launchers that have fired, each by its own luck.
    fn lose(&mut self, launchers: &Launchers, key: EntityKey, draws: &Draws, stream: &Stream) {
        let lost = draws.get(launchers.lost_fraction);
        let fired = std::mem::take(&mut self.has_fired);
        if let Some(ready_s) = &mut self.ready_s {
            let mut launcher = 0;
            ready_s.retain(|_| {
                let is_lost = fired[launcher] && stream.uniform(key, Purpose::Damage, launcher as u64) < lost;
                launcher += 1;
                !is_lost
            });
            self.has_fired = vec![false; ready_s.len()];
        }
    }
}

/// Every opponent's stores, in the order of the world's opponents and their arsenals.
#[derive(Debug, Clone)]
pub struct Opponents {
    /// Opponent × arsenal.
    pub stores: Vec<Vec<Store>>,
}

impl Opponents {
    /// As they are before the first raid.
    #[must_use]
    pub fn new(world: &World, draws: &Draws) -> Self {
        let stores = |arsenals: &[Arsenal]| arsenals.iter().map(|a| Store::new(a, draws)).collect();
        Self { stores: world.opponents.iter().map(|o| stores(&o.arsenals)).collect() }
    }

    /// Cuts the sizes of a raid on `day` to what can be sent, and takes that from the stores.
    pub fn send(&mut self, world: &World, draws: &Draws, raid: &Raid, day: u32, sizes: &mut [u32]) {
        let start_s = f64::from(day) * super::DAY_S;
        for (group, size) in raid.groups.iter().zip(sizes) {
            let Some((opponent, index)) = arsenal_of(world, group) else { continue };
            let arsenal = &world.opponents[opponent].arsenals[index];
            let store = &mut self.stores[opponent][index];
            let made = draws.get(arsenal.made_per_year).max(0.0) * f64::from(day) / super::YEAR_DAYS;
            store.made = made as u32;
            let from_s = start_s + group.delay_s;
            let window = (from_s, from_s + draws.get(group.spread_s));
            let reload_s = arsenal.launchers.map_or(0.0, |l| draws.get(l.reload_s));
            let sent = store.send(*size, window, reload_s);
            if sent < *size {
                store.first_short_day.get_or_insert(day);
            }
            *size = sent;
        }
    }

    /// After the `number`-th raid: launchers that fired may be lost.
    pub fn lose(&mut self, world: &World, draws: &Draws, stream: &Stream, number: u32) {
        for (opponent, stores) in world.opponents.iter().zip(&mut self.stores) {
            for (arsenal, store) in opponent.arsenals.iter().zip(stores) {
                if let Some(launchers) = &arsenal.launchers {
                    let key = format!("opponent.{}.{}", opponent.id, world.classes[arsenal.class].id);
                    store.lose(launchers, EntityKey::of(&key).child(u64::from(number)), draws, stream);
                }
            }
        }
    }
}

/// The opponent and the arsenal that a group is taken from.
fn arsenal_of(world: &World, group: &Group) -> Option<(usize, usize)> {
    let opponent = group.opponent?;
    let index = world.opponents[opponent].arsenals.iter().position(|a| a.class == group.class)?;
    Some((opponent, index))
}
