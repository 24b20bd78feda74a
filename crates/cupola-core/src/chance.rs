//! Chance as a pure function of named coordinates.
//!
//! Every draw names (seed, run, entity, purpose, index) and is independent of threads, of visiting order and of which
//! other entities exist: adding a battery to a scenario leaves every other draw as it was. The generator is
//! Philox 4x64-10 (Salmon et al., *Parallel random numbers: as easy as 1, 2, 3*, SC11), the same as NumPy's.

use crate::math;

/// The seed of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed(pub u64);

/// An entity's key: a hash of its id in the scenario, never its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EntityKey(pub u64);

impl EntityKey {
    /// The key of a written id.
    #[must_use]
    pub fn of(id: &str) -> Self {
        Self(xxhash_rust::xxh3::xxh3_64(id.as_bytes()))
    }

    /// The key of the `index`-th thing that belongs to this entity (a threat of a group, say).
    #[must_use]
    pub fn child(self, index: u64) -> Self {
        Self(philox4x64([self.0, index, 0, 0], [0x6375_706f_6c61, 1])[0])
    }
}

/// What a draw is for. The numbers are part of the results: never reuse or renumber one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// The value of an uncertain input in one world.
    Input = 1,
    /// The value of an uncertain physical input in one geometry set.
    Physics = 2,
    /// Whether a threat works.
    Reliability = 3,
    /// When a threat is launched.
    LaunchTime = 4,
    /// Which launch area, aim point and trajectory variant a threat takes.
    Route = 5,
    /// Where a threat lands around its aim point.
    Impact = 6,
    /// Whether a shot kills.
    Kill = 7,
    /// Whether a shot follows the raid's common cause, and that cause.
    Common = 8,
    /// Whether a kill is assessed rightly.
    Assessment = 9,
    /// Whether an element is ready on the day.
    Readiness = 10,
    /// Whether a hit disables an element, and for how long.
    Damage = 11,
    /// Dates and sizes of the raids of a campaign.
    Calendar = 12,
    /// Orbit phases of a constellation.
    Phase = 13,
    /// Whether an area-defence engagement succeeds.
    AreaKill = 14,
    /// Whether a decoy is told from a warhead.
    Discrimination = 15,
    /// Whether cloud or sensor luck delays a detection.
    Detection = 16,
    /// Places in a launch area or on an aim region.
    Place = 17,
    /// Number of threats in a group.
    Count = 18,
    /// When a stock is asked for rounds, and for how many.
    Demand = 50,
    /// Errors of simulated measurements, and what disturbs a simulated motion.
    Noise = 60,
    /// In which order contributions come, where not all orders are looked at.
    Order = 61,
    /// Whether a launch puts its satellites into orbit.
    Launch = 40,
    /// Whether a satellite ever serves, and for how long.
    Lifetime = 41,
    /// Where the points of a design lie.
    Design = 70,
    /// Which of a sample is drawn again.
    Resample = 71,
}

/// The Philox 4x64-10 block: four 64-bit words from a counter and a key.
#[inline]
#[must_use]
pub fn philox4x64(mut counter: [u64; 4], mut key: [u64; 2]) -> [u64; 4] {
    const M0: u64 = 0xD2E7_470E_E14C_6C93;
    const M1: u64 = 0xCA5A_8263_9512_1157;
    const W0: u64 = 0x9E37_79B9_7F4A_7C15;
    const W1: u64 = 0xBB67_AE85_84CA_A73B;
    for round in 0..10 {
        if round > 0 {
            key = [key[0].wrapping_add(W0), key[1].wrapping_add(W1)];
        }
        let p0 = u128::from(M0) * u128::from(counter[0]);
        let p1 = u128::from(M1) * u128::from(counter[2]);
        counter = [
            ((p1 >> 64) as u64) ^ counter[1] ^ key[0],
            p1 as u64,
            ((p0 >> 64) as u64) ^ counter[3] ^ key[1],
            p0 as u64,
        ];
    }
    counter
}

/// The draws of one run (or one world, or one geometry set): the seed and the outer coordinate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stream {
    seed: Seed,
    outer: u64,
}

/// Keeps the draws of worlds, geometry sets and designs apart from those of runs.
const WORLD_TAG: u64 = 1 << 62;
const PHYSICS_TAG: u64 = 1 << 63;
const DESIGN_TAG: u64 = WORLD_TAG | PHYSICS_TAG;

impl Stream {
    /// The draws of one run.
    #[must_use]
    pub fn of_run(seed: Seed, run: u64) -> Self {
        Self { seed, outer: run }
    }

    /// The draws of one world: uncertain inputs.
    #[must_use]
    pub fn of_world(seed: Seed, world: u64) -> Self {
        Self { seed, outer: world | WORLD_TAG }
    }

    /// The draws of one geometry set: uncertain physical inputs.
    #[must_use]
    pub fn of_physics(seed: Seed, set: u64) -> Self {
        Self { seed, outer: set | PHYSICS_TAG }
    }

    /// The draws of a design, and of estimates from it: what belongs to no run, world or set.
    #[must_use]
    pub fn of_design(seed: Seed) -> Self {
        Self { seed, outer: DESIGN_TAG }
    }

    /// The `index`-th uniform number in `[0, 1)` for an entity and a purpose.
    #[inline]
    #[must_use]
    pub fn uniform(&self, entity: EntityKey, purpose: Purpose, index: u64) -> f64 {
        to_unit(self.words(entity, purpose, index)[0])
    }

    /// The four random words behind [`Stream::uniform4`].
    #[inline]
    #[must_use]
    pub fn words(&self, entity: EntityKey, purpose: Purpose, index: u64) -> [u64; 4] {
        philox4x64([self.outer, entity.0, purpose as u64, index], [self.seed.0, 0])
    }

    /// Four independent uniform numbers in `[0, 1)` for the price of one; the first equals [`Stream::uniform`].
    #[inline]
    #[must_use]
    pub fn uniform4(&self, entity: EntityKey, purpose: Purpose, index: u64) -> [f64; 4] {
        self.words(entity, purpose, index).map(to_unit)
    }

    /// Four independent standard normal numbers, from [`Stream::uniform4`] of the same coordinates.
    ///
    /// # Source
    /// Box and Muller 1958 (`BOXMULLER1958`).
    #[inline]
    #[must_use]
    pub fn normal4(&self, entity: EntityKey, purpose: Purpose, index: u64) -> [f64; 4] {
        let [a, b, c, d] = self.uniform4(entity, purpose, index);
        let pair = |u: f64, v: f64| {
            let radius = (-2.0 * math::ln(1.0 - u)).sqrt();
            let (sin, cos) = math::sin_cos(math::TAU * v);
            [radius * cos, radius * sin]
        };
        let ([a, b], [c, d]) = (pair(a, b), pair(c, d));
        [a, b, c, d]
    }
}

#[inline]
fn to_unit(word: u64) -> f64 {
    (word >> 11) as f64 / (1_u64 << 53) as f64
}

/// The number of events of a Poisson process of this mean, by inversion of one uniform number in `[0, 1)`.
///
/// - **Domain:** mean 0 to 600 (beyond, the probability of zero underflows); larger means are cut there.
#[must_use]
pub fn poisson(mean: f64, uniform: f64) -> u32 {
    let mean = mean.clamp(0.0, 600.0);
    let mut probability = math::exp(-mean);
    let mut cumulative = probability;
    let mut count = 0_u32;
    while uniform >= cumulative && count < 5_000 {
        count += 1;
        probability *= mean / f64::from(count);
        cumulative += probability;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Known answers of `numpy.random.Philox(counter=0, key=[123, 456])`, whose counter is raised before the first block.
    #[test]
    fn philox_agrees_with_numpy() {
        let first = philox4x64([1, 0, 0, 0], [123, 456]);
        let second = philox4x64([2, 0, 0, 0], [123, 456]);
        assert_eq!(
            first,
            [
                1_741_261_307_810_305_478,
                9_196_935_517_102_257_591,
                4_397_307_021_858_422_518,
                3_020_817_658_714_405_530
            ]
        );
        assert_eq!(second[0], 2_885_740_962_886_714_718);
    }

    #[test]
    fn draws_of_worlds_and_runs_differ() {
        let key = EntityKey::of("battery.iruma");
        let run = Stream::of_run(Seed(1), 3).uniform(key, Purpose::Input, 0);
        let world = Stream::of_world(Seed(1), 3).uniform(key, Purpose::Input, 0);
        assert!(run != world);
    }

    /// Mean, variance and fourth moment of each place, and the products of two, each within four standard errors.
    #[test]
    fn normal_numbers_have_the_moments_of_the_normal_law() {
        let (stream, key, n) = (Stream::of_run(Seed(9), 0), EntityKey::of("x"), 20_000);
        let draws: Vec<[f64; 4]> = (0..n).map(|i| stream.normal4(key, Purpose::Noise, i)).collect();
        let mean = |of: &dyn Fn(&[f64; 4]) -> f64| draws.iter().map(of).sum::<f64>() / n as f64;
        let room = 4.0 / (n as f64).sqrt();
        for a in 0..4 {
            assert!(mean(&|z| z[a]).abs() < room);
            assert!((mean(&|z| z[a] * z[a]) - 1.0).abs() < room * 2.0_f64.sqrt());
            assert!((mean(&|z| z[a].powi(4)) - 3.0).abs() < room * 96.0_f64.sqrt());
            for b in 0..a {
                assert!(mean(&|z| z[a] * z[b]).abs() < room, "{a} and {b}");
            }
        }
    }

    #[test]
    fn poisson_has_its_mean() {
        let stream = Stream::of_run(Seed(9), 0);
        let key = EntityKey::of("x");
        let n = 20_000;
        let sum: u32 = (0..n).map(|i| poisson(3.5, stream.uniform(key, Purpose::Count, i))).sum();
        let mean = f64::from(sum) / n as f64;
        assert!((mean - 3.5).abs() < 0.05, "mean {mean}");
    }
}
