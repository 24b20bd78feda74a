//! Points that fill a unit cube more evenly than chance does: Latin hypercubes and scrambled Sobol points.
//!
//! Both are pure functions of a [`Stream`], so that a design is the same on every machine and for every number of threads.

mod joe_kuo_table;

use crate::chance::{EntityKey, Purpose, Stream};
use joe_kuo_table::DIRECTIONS;

/// Binary digits of a Sobol point before scrambling: 2³² points.
const NUM_BITS: u32 = 32;
/// Levels of the tree of digits whose flips one random word holds: 63 nodes.
const LEVELS_A_WORD: u32 = 6;

/// Most dimensions of [`Sobol`].
pub const MOST_DIMENSIONS: usize = DIRECTIONS.len() + 1;

/// One dimension of a Latin hypercube of `num_points` points: exactly one lies in each of as many equal parts of `[0, 1)`, at a
/// random place in it. Keyed by the dimension's own key: one more dimension leaves the others as they were.
///
/// # Source
/// `MCKAY1979`; places in random order by sorting random words.
#[must_use]
pub fn latin(stream: &Stream, dimension: EntityKey, num_points: usize) -> Vec<f64> {
    let words = |i: usize| stream.words(dimension, Purpose::Design, i as u64);
    let mut order: Vec<(u64, usize)> = (0..num_points).map(|i| (words(i)[0], i)).collect();
    order.sort_unstable();
    let mut column = vec![0.0; num_points];
    for (part, &(_, i)) in order.iter().enumerate() {
        // The sum may round up to the end of its part, and so to 1.
        column[i] = ((part as f64 + unit(words(i)[1])) / num_points as f64).min(1.0 - f64::EPSILON);
    }
    column
}

/// Sobol's sequence in as many dimensions as asked for.
///
/// - **Domain:** up to [`MOST_DIMENSIONS`] dimensions and 2³² points; even in the first 2ᵐ points, for every m.
///
/// # Source
/// `SOBOL1967`; direction numbers of `JOEKUO2008`. Each point by its Gray code, so that the order is that of other programs.
#[derive(Debug, Clone)]
pub struct Sobol {
    /// By dimension, the number that each binary digit of a point's Gray code adds.
    directions: Vec<[u32; NUM_BITS as usize]>,
}

impl Sobol {
    /// The sequence in a number of dimensions; none beyond [`MOST_DIMENSIONS`].
    #[must_use]
    pub fn new(num_dimensions: usize) -> Option<Self> {
        let first = std::array::from_fn(|digit| 1 << (NUM_BITS - 1 - digit as u32));
        let others = DIRECTIONS.iter().map(|(polynomial, initial)| directions(*polynomial, initial));
        let directions = std::iter::once(first).chain(others).take(num_dimensions).collect();
        (num_dimensions <= MOST_DIMENSIONS).then_some(Self { directions })
    }

    /// One coordinate of a point as a fraction of 2³², not scrambled.
    ///
    /// # Panics
    /// Where there is no such dimension: a fault of the caller.
    #[must_use]
    pub fn digits(&self, point: u32, dimension: usize) -> u32 {
        let gray = point ^ (point >> 1);
        let directions = self.directions[dimension].iter().enumerate();
        directions.filter(|(digit, _)| (gray >> digit) & 1 == 1).fold(0, |sum, (_, direction)| sum ^ direction)
    }

    /// One coordinate of a point in `[0, 1)` after Owen's nested uniform scrambling: each binary digit is flipped or not by a
    /// draw that all digits before it name, and those after the 32nd are drawn.
    ///
    /// # Panics
    /// As [`Sobol::digits`].
    ///
    /// # Source
    /// `OWEN1995`; flips looked up by hash, as in `BURLEY2020`, here by the keyed generator.
    #[must_use]
    pub fn scrambled(&self, stream: &Stream, point: u32, dimension: usize) -> f64 {
        let digits = self.digits(point, dimension);
        let entity = EntityKey(dimension as u64);
        let word = |level: u32| {
            let before = u64::from(digits) >> (NUM_BITS - level);
            stream.words(entity, Purpose::Design, (u64::from(level) << NUM_BITS) | before)[0]
        };
        let mut scrambled = 0_u64;
        for first in (0..NUM_BITS).step_by(LEVELS_A_WORD as usize) {
            let flips = word(first);
            let mut node = 1;
            for level in first..(first + LEVELS_A_WORD).min(NUM_BITS) {
                let digit = u64::from(digits >> (NUM_BITS - 1 - level)) & 1;
                scrambled = (scrambled << 1) | (digit ^ ((flips >> node) & 1));
                node = (node << 1) | digit;
            }
        }
        let beyond = word(NUM_BITS) >> (64 - (53 - NUM_BITS));
        ((scrambled << (53 - NUM_BITS)) | beyond) as f64 / (1_u64 << 53) as f64
    }
}

/// The direction numbers of a dimension from its first ones, by the recurrence of its primitive polynomial.
fn directions(polynomial: u32, initial: &[u32]) -> [u32; NUM_BITS as usize] {
    let degree = initial.len();
    let mut directions = [0_u32; NUM_BITS as usize];
    for digit in 0..NUM_BITS as usize {
        directions[digit] = match initial.get(digit) {
            Some(number) => number << (NUM_BITS - 1 - digit as u32),
            None => {
                let before = |back: usize| directions[digit - back];
                let inner = (1..degree).filter(|back| (polynomial >> (degree - back)) & 1 == 1);
                inner.fold(before(degree) ^ (before(degree) >> degree), |sum, back| sum ^ before(back))
            }
        };
    }
    directions
}

fn unit(word: u64) -> f64 {
    (word >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Seed;

    /// `scipy.stats.qmc.Sobol(2048, scramble=False, bits=32)` of SciPy 1.17.1: point, dimension, coordinate × 2³².
    #[test]
    fn sobol_points_are_those_of_scipy() {
        let sobol = Sobol::new(MOST_DIMENSIONS).unwrap();
        for (point, dimension, expected) in [
            (1, 0, 2_147_483_648),
            (5, 1, 3_758_096_384),
            (100, 2, 3_321_888_768),
            (777, 9, 1_388_314_624),
            (1000, 255, 1_069_547_520),
            (1234, 500, 2_384_461_824),
            (2047, 1000, 740_294_656),
            (2047, 2047, 1_000_341_504),
        ] {
            assert_eq!(sobol.digits(point, dimension), expected, "point {point}, dimension {dimension}");
        }
        assert!(Sobol::new(MOST_DIMENSIONS + 1).is_none());
    }

    /// Scrambling keeps what makes the points even: in every dimension one in each of 2ᵐ equal parts, and of the first two
    /// dimensions, which are a (0, m, 2)-net, one in every rectangle of that area whose sides are powers of two.
    #[test]
    fn each_dyadic_interval_holds_one_scrambled_point() {
        let (m, sobol) = (8_u32, Sobol::new(300).unwrap());
        for seed in 0..3 {
            let stream = Stream::of_design(Seed(seed));
            let at = |point: u32, dimension: usize, m: u32| {
                (sobol.scrambled(&stream, point, dimension) * f64::from(1_u32 << m)) as usize
            };
            let is_even = |place: &dyn Fn(u32) -> usize| {
                let mut places: Vec<usize> = (0..1 << m).map(place).collect();
                places.sort_unstable();
                places == (0..1 << m).collect::<Vec<_>>()
            };
            for dimension in [0, 1, 2, 17, 299] {
                assert!(is_even(&|point| at(point, dimension, m)), "seed {seed}, dimension {dimension}");
            }
            for wide in 0..=m {
                assert!(is_even(&|point| (at(point, 0, wide) << (m - wide)) + at(point, 1, m - wide)), "{wide}");
            }
        }
    }

    /// Every seed is another scrambling, each coordinate of which is uniform: over seeds, mean and variance of one coordinate.
    #[test]
    fn one_scrambled_coordinate_is_uniform_over_seeds() {
        let (sobol, n) = (Sobol::new(4).unwrap(), 4000);
        let of = |seed| sobol.scrambled(&Stream::of_design(Seed(seed)), 5, 3);
        let values: Vec<f64> = (0..n).map(of).collect();
        let mean = values.iter().sum::<f64>() / n as f64;
        let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n as f64;
        assert!((mean - 0.5).abs() < 4.0 * (1.0 / 12.0_f64 / n as f64).sqrt(), "{mean}");
        assert!((variance - 1.0 / 12.0).abs() < 4.0 * (1.0 / 180.0_f64 / n as f64).sqrt(), "{variance}");
    }

    /// Warnock's formula for the squared L2 star discrepancy.
    fn discrepancy(points: &[Vec<f64>]) -> f64 {
        let (n, d) = (points.len() as f64, points[0].len() as i32);
        let one: f64 = points.iter().map(|x| x.iter().map(|x| 1.0 - x * x).product::<f64>()).sum();
        let pair = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| 1.0 - x.max(*y)).product::<f64>();
        let two: f64 = points.iter().flat_map(|x| points.iter().map(|y| pair(x, y))).sum();
        3.0_f64.powi(-d) - 2.0_f64.powi(1 - d) / n * one + two / (n * n)
    }

    #[test]
    fn sobol_points_are_more_even_than_a_latin_hypercube_and_that_more_than_chance() {
        let (n, d, sobol) = (256_u32, 3, Sobol::new(3).unwrap());
        let mut sums = [0.0; 3];
        for seed in 0..10 {
            let stream = Stream::of_design(Seed(seed));
            let by_dimension: Vec<Vec<f64>> = (0..d).map(|j| latin(&stream, EntityKey(90 + j), n as usize)).collect();
            let key = EntityKey(7);
            let of = |coordinate: &dyn Fn(u32, u64) -> f64| {
                discrepancy(&(0..n).map(|i| (0..d).map(|j| coordinate(i, j)).collect()).collect::<Vec<_>>())
            };
            sums[0] += of(&|i, j| sobol.scrambled(&stream, i, j as usize));
            sums[1] += of(&|i, j| by_dimension[j as usize][i as usize]);
            sums[2] += of(&|i, j| stream.uniform(key, Purpose::Resample, u64::from(i) * d + j));
        }
        assert!(sums[0] * 5.0 < sums[1] && sums[1] < sums[2], "{sums:?}");
    }

    #[test]
    fn a_latin_hypercube_has_a_point_in_each_part_and_keeps_its_dimensions() {
        let stream = Stream::of_design(Seed(4));
        let column = latin(&stream, EntityKey::of("battery.a.channels"), 100);
        let mut parts: Vec<usize> = column.iter().map(|u| (u * 100.0) as usize).collect();
        assert!(!parts.is_sorted());
        parts.sort_unstable();
        assert_eq!(parts, (0..100).collect::<Vec<_>>());
        assert!(column.iter().any(|u| (u * 100.0).fract() < 0.4) && column.iter().any(|u| (u * 100.0).fract() > 0.6));
    }
}
