//! What a run counts: fates by class and place, rounds and kills. Flat and additive.

use crate::world::World;

/// How many kinds of count a cell of [`Tally::by_class`] has.
pub const NUM_FATES: usize = 10;

/// What is counted for each threat; the order is that of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Fate {
    /// Launched.
    Launched = 0,
    /// Seen.
    Detected = 1,
    /// Firm track.
    Tracked = 2,
    /// Shot at.
    Engaged = 3,
    /// Destroyed.
    Intercepted = 4,
    /// Jammed, lured, lost.
    Suppressed = 5,
    /// Its own fault.
    Failed = 6,
    /// Got through without damage.
    FellHarmless = 7,
    /// Got through to a damage radius.
    Leaked = 8,
    /// Not shot at by choice.
    Held = 9,
}

/// The names of the counts, in order.
pub const FATE_NAMES: [&str; NUM_FATES] = [
    "launched",
    "detected",
    "tracked",
    "engaged",
    "intercepted",
    "suppressed",
    "failed",
    "fell_harmless",
    "leaked",
    "held_by_choice",
];

/// Counts of one raid or one campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Class × fate, row-major.
    pub by_class: Vec<u32>,
    /// Asset × fate, row-major.
    pub by_asset: Vec<u32>,
    /// Rounds fired by interceptor type.
    pub fired: Vec<u32>,
    /// Rounds fired at each class by each of the interceptor types, then by each area defence; row-major.
    pub fired_at: Vec<u32>,
    /// Rounds fired from orbit, all types.
    pub fired_from_orbit: u32,
    /// Kills by interceptor type.
    pub kills: Vec<u32>,
    /// How rounds ended, by interceptor type: `fired = hit + missed + self_destructed`.
    pub rounds: RoundEnds,
    /// Kills by element: batteries, then area defences, then constellations.
    pub by_element: Vec<u32>,
    /// Joint assignments made, and the sum of their gaps: what lies between each and the bound on the best, over its value.
    pub plans: u32,
    /// See `plans`.
    pub plan_gap_sum_fraction: f64,
    /// Rounds or sorties of area defences.
    pub area_rounds: Vec<u32>,
    /// Launched warheads of separate blocks, by class.
    pub separate: Vec<u32>,
    /// Missiles with a boost, and those with no orbital interceptor in reach (only where there are such interceptors).
    pub boosts: u32,
    /// See `boosts`.
    pub boosts_out_of_reach: u32,
    /// Missiles with a boost, interceptors in orbit or not.
    pub missiles: u32,
    /// Of them, those that each constellation saw: burning where it warns, in flight where it tracks.
    pub seen_by: Vec<u32>,
    /// Warheads that flew on when their missile was stopped in boost; each also fell harmless or leaked.
    pub fell_short: u32,
    /// Share of the defended value lost (0..=1).
    pub value_lost_fraction: f64,
    /// Sums of the five delays of the shot chain (s) and the number of first shots behind them.
    pub chain_sum_s: [f64; 5],
    /// See `chain_sum_s`.
    pub chain_count: u32,
    /// Whether a wanted shot was refused for lack of a ready round, by nation × item, row-major.
    pub refused: Vec<bool>,
    /// Totals without separate blocks: launched, leaked, fell harmless.
    pub totals: [u32; 3],
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(world: &World) -> Self {
        let (classes, assets) = (world.classes.len(), world.assets.len());
        Self {
            by_class: vec![0; classes * NUM_FATES],
            by_asset: vec![0; assets * NUM_FATES],
            fired: vec![0; world.interceptors.len()],
            fired_at: vec![0; classes * (world.interceptors.len() + world.area_defences.len())],
            fired_from_orbit: 0,
            kills: vec![0; world.interceptors.len()],
            rounds: RoundEnds::new(world.interceptors.len()),
            by_element: vec![0; num_elements(world)],
            plans: 0,
            plan_gap_sum_fraction: 0.0,
            area_rounds: vec![0; world.area_defences.len()],
            separate: vec![0; classes],
            boosts: 0,
            boosts_out_of_reach: 0,
            missiles: 0,
            seen_by: vec![0; world.constellations.len()],
            fell_short: 0,
            value_lost_fraction: 0.0,
            chain_sum_s: [0.0; 5],
            chain_count: 0,
            refused: vec![false; world.nations.len() * world.items.len()],
            totals: [0; 3],
        }
    }

    /// Counts one threat for one fate.
    #[inline]
    pub fn add(&mut self, class: usize, asset: usize, fate: Fate) {
        self.by_class[class * NUM_FATES + fate as usize] += 1;
        self.by_asset[asset * NUM_FATES + fate as usize] += 1;
    }

    /// Counts rounds fired at a threat of a class by an interceptor type, or by an area defence after the last of those.
    pub fn add_fired_at(&mut self, class: usize, shooter: usize, rounds: u32) {
        let num_shooters = self.fired.len() + self.area_rounds.len();
        self.fired_at[class * num_shooters + shooter] += rounds;
    }

    /// The count of one fate of one class.
    #[must_use]
    pub fn class(&self, class: usize, fate: Fate) -> u32 {
        self.by_class[class * NUM_FATES + fate as usize]
    }

    /// Adds another raid's counts to a campaign's.
    pub fn absorb(&mut self, other: &Self) {
        let pairs = [
            (&mut self.by_class, &other.by_class),
            (&mut self.by_asset, &other.by_asset),
            (&mut self.fired, &other.fired),
            (&mut self.fired_at, &other.fired_at),
            (&mut self.kills, &other.kills),
            (&mut self.rounds.hit, &other.rounds.hit),
            (&mut self.rounds.missed, &other.rounds.missed),
            (&mut self.rounds.self_destructed, &other.rounds.self_destructed),
            (&mut self.by_element, &other.by_element),
            (&mut self.area_rounds, &other.area_rounds),
            (&mut self.separate, &other.separate),
            (&mut self.seen_by, &other.seen_by),
        ];
        for (mine, theirs) in pairs {
            for (m, t) in mine.iter_mut().zip(theirs) {
                *m += t;
            }
        }
        self.rounds.unused.clone_from(&other.rounds.unused);
        self.plans += other.plans;
        self.plan_gap_sum_fraction += other.plan_gap_sum_fraction;
        self.fired_from_orbit += other.fired_from_orbit;
        self.boosts += other.boosts;
        self.missiles += other.missiles;
        self.fell_short += other.fell_short;
        self.boosts_out_of_reach += other.boosts_out_of_reach;
        self.value_lost_fraction = (self.value_lost_fraction + other.value_lost_fraction).min(1.0);
        for (m, t) in self.chain_sum_s.iter_mut().zip(other.chain_sum_s) {
            *m += t;
        }
        self.chain_count += other.chain_count;
        for (m, t) in self.totals.iter_mut().zip(other.totals) {
            *m += t;
        }
    }

    /// Threats launched less all ends: zero when every one is accounted for.
    #[must_use]
    pub fn unaccounted(&self) -> i64 {
        let cells = self.by_class.chunks_exact(NUM_FATES);
        cells.map(|c| (i64::from(c[0]) - c[4..=8].iter().map(|n| i64::from(*n)).sum::<i64>()).abs()).sum()
    }
}

/// How rounds ended, by interceptor type.
#[derive(Debug, Clone, PartialEq)]
pub struct RoundEnds {
    /// Struck the target. One that stops a missile in boost strikes it even where a warhead flies on.
    pub hit: Vec<u32>,
    /// Arrived and did not kill, whether at the warhead or at something taken for it.
    pub missed: Vec<u32>,
    /// Found the target gone.
    pub self_destructed: Vec<u32>,
    /// On launchers, beside them and in orbit when the raid was over; after several raids: after the last.
    pub unused: Vec<u32>,
}

impl RoundEnds {
    fn new(num_interceptors: usize) -> Self {
        let none = vec![0; num_interceptors];
        Self { hit: none.clone(), missed: none.clone(), self_destructed: none.clone(), unused: none }
    }

    /// Rounds fired less all ends: zero when every one is accounted for.
    #[must_use]
    pub fn unaccounted(&self, fired: &[u32]) -> u64 {
        let ends = self.hit.iter().zip(&self.missed).zip(&self.self_destructed).map(|((h, m), s)| h + m + s);
        fired.iter().zip(ends).map(|(fired, ends)| u64::from(fired.abs_diff(ends))).sum()
    }
}

/// Batteries, area defences and constellations, in this order.
#[must_use]
pub fn num_elements(world: &World) -> usize {
    world.batteries.len() + world.area_defences.len() + world.constellations.len()
}
