//! The event queue of a raid: a total order of time and number of entry.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// What is to happen. Threats, areas and constellations by index.
#[derive(Debug, Clone, Copy)]
pub enum Item {
    /// A missile burns: plume seen, interceptors in orbit asked.
    Boost(u32),
    /// Radars may first see the threat.
    FirstView(u32),
    /// The first radar sees the threat.
    Seen(u32),
    /// A first nation has a firm track.
    Firm(u32),
    /// A radar group has room again.
    Room(u32),
    /// Battle management thinks about the threat.
    Consider(u32),
    /// A salvo reaches its target.
    Intercept(Salvo),
    /// The look at a salvo is over: target, number of the first shot at it in this salvo.
    Assess(u32, u16),
    /// A wrong assessment is found out.
    Recheck(u32),
    /// The threat flies into an area defence: its crossing number.
    AreaEnter(u32, u16),
    /// An area engagement ends: area, kill.
    AreaResult(u32, u16, bool),
    /// A salvo from orbit reaches its target.
    OrbitHit(OrbitSalvo),
    /// A warhead whose missile was stopped in boost falls on an asset.
    Fall(u32, u16),
    /// The threat fails by itself.
    Fail(u32),
    /// The threat lands.
    Impact(u32),
}

/// A salvo on its way.
#[derive(Debug, Clone, Copy)]
pub struct Salvo {
    /// Target.
    pub threat: u32,
    /// Battery.
    pub battery: u16,
    /// Load of the battery.
    pub load: u16,
    /// Rounds.
    pub rounds: u16,
    /// The first of them that strikes, counted from 0; [`NO_HIT`] where none does.
    pub hit: u16,
    /// Number of the first shot at the threat in this salvo.
    pub first_shot: u16,
}

/// No round of a salvo strikes.
pub const NO_HIT: u16 = u16::MAX;

/// A salvo from orbit on its way.
#[derive(Debug, Clone, Copy)]
pub struct OrbitSalvo {
    /// Target.
    pub threat: u32,
    /// Constellation.
    pub constellation: u16,
    /// Rounds.
    pub rounds: u16,
    /// Of them, those that arrive and do not kill while the target is there.
    pub missed: u16,
    /// Whether one of them kills.
    pub is_kill: bool,
    /// Whether it meets the missile while it burns.
    pub is_boost: bool,
    /// Number of the first shot at the threat in this salvo.
    pub first_shot: u16,
}

/// Items by time; equal times in the order of entry.
#[derive(Default)]
pub struct Queue {
    heap: BinaryHeap<Entry>,
    entered: u32,
}

/// An item with its place in the order.
struct Entry {
    /// The bits of its time: those of non-negative floats are in the order of their values.
    time_bits: u64,
    entered: u32,
    item: Item,
}

impl Queue {
    /// Enters an item at a time at or after 0 (s).
    pub fn push(&mut self, time_s: f64, item: Item) {
        debug_assert!(time_s >= 0.0 && time_s.is_finite());
        self.entered += 1;
        self.heap.push(Entry { time_bits: time_s.max(0.0).to_bits(), entered: self.entered, item });
    }

    /// Takes the next item.
    pub fn pop(&mut self) -> Option<(f64, Item)> {
        self.heap.pop().map(|entry| (f64::from_bits(entry.time_bits), entry.item))
    }
}

impl Entry {
    fn place(&self) -> u128 {
        u128::from(self.time_bits) << 32 | u128::from(self.entered)
    }
}

impl Ord for Entry {
    /// The heap gives its greatest: that is the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.place().cmp(&self.place())
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.place() == other.place()
    }
}

impl Eq for Entry {}
