//! What the defence has left: rounds on launchers and beside them, what is down and until when.

use crate::world::{Draws, World};

/// Rounds of one load of one battery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Magazine {
    /// On the launchers.
    pub ready: u32,
    /// Beside them.
    pub store: u32,
    /// Room on the launchers.
    pub ready_capacity: u32,
    /// Room beside them.
    pub store_capacity: u32,
}

impl Magazine {
    /// All rounds of this load.
    #[must_use]
    pub fn rounds(&self) -> u32 {
        self.ready + self.store
    }

    /// Room for more.
    #[must_use]
    pub fn room(&self) -> u32 {
        self.ready_capacity + self.store_capacity - self.rounds()
    }

    /// Puts rounds in, launchers first; returns what did not fit.
    pub fn fill(&mut self, rounds: u32) -> u32 {
        let to_ready = rounds.min(self.ready_capacity - self.ready);
        self.ready += to_ready;
        let to_store = (rounds - to_ready).min(self.store_capacity - self.store);
        self.store += to_store;
        rounds - to_ready - to_store
    }

    /// Moves rounds from the store onto the launchers.
    pub fn reload(&mut self) {
        let moved = self.store.min(self.ready_capacity - self.ready);
        self.ready += moved;
        self.store -= moved;
    }
}

/// The state of the defence between raids. Times are seconds since the first raid's day.
#[derive(Debug, Clone)]
pub struct Force {
    /// Magazines, in the order of batteries and their loads.
    pub magazines: Vec<Magazine>,
    /// When each battery works again.
    pub battery_down_until_s: Vec<f64>,
    /// When each radar works again.
    pub sensor_down_until_s: Vec<f64>,
    /// When each disabled server of each area defence works again.
    pub area_down_until_s: Vec<Vec<f64>>,
    /// When each production line works again.
    pub line_down_until_s: Vec<f64>,
    /// Interceptors in orbit spent, by constellation, one entry per satellite place.
    pub orbit_spent: Vec<Vec<u32>>,
    /// Their sum, by constellation.
    pub orbit_used: Vec<u32>,
    /// Replacements on their way to orbit: when each is there, constellation, place.
    pub orbit_coming: Vec<(f64, usize, u32)>,
    /// Battery of each magazine.
    pub batteries: Vec<usize>,
    /// Stock of each magazine: nation × items + item.
    pub cells: Vec<usize>,
}

impl Force {
    /// The force with empty magazines and nothing down.
    #[must_use]
    pub fn new(world: &World, draws: &Draws) -> Self {
        let mut magazines = Vec::new();
        let (mut batteries, mut cells) = (Vec::new(), Vec::new());
        for (b, battery) in world.batteries.iter().enumerate() {
            for load in &battery.loads {
                let per_launcher = draws.get(load.per_launcher).round().max(0.0);
                magazines.push(Magazine {
                    ready: 0,
                    store: 0,
                    ready_capacity: (draws.get(load.launchers).round().max(0.0) * per_launcher) as u32,
                    store_capacity: draws.get(load.reloads).round().max(0.0) as u32,
                });
                batteries.push(b);
                cells.push(battery.nation * world.items.len() + world.interceptors[load.interceptor].item);
            }
        }
        Self {
            magazines,
            battery_down_until_s: vec![f64::NEG_INFINITY; world.batteries.len()],
            sensor_down_until_s: vec![f64::NEG_INFINITY; world.sensors.len()],
            area_down_until_s: vec![Vec::new(); world.area_defences.len()],
            line_down_until_s: vec![f64::NEG_INFINITY; world.supply.lines.len()],
            orbit_spent: vec![Vec::new(); world.constellations.len()],
            orbit_used: vec![0; world.constellations.len()],
            orbit_coming: Vec::new(),
            batteries,
            cells,
        }
    }

    /// Puts replacements in their places that are there by a time (s since the first raid's day).
    pub fn arrive_in_orbit(&mut self, now_s: f64) {
        let Self { orbit_coming, orbit_spent, orbit_used, .. } = self;
        orbit_coming.retain(|(there_s, constellation, place)| {
            let is_there = *there_s <= now_s;
            if is_there {
                orbit_spent[*constellation][*place as usize] -= 1;
                orbit_used[*constellation] -= 1;
            }
            !is_there
        });
    }
}
