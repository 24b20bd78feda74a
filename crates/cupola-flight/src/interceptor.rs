//! How soon an interceptor can be somewhere: a table built once per type.

use crate::{FlightError, positive};
use cupola_core::math;
use cupola_earth::atmosphere;
use cupola_earth::wgs84::{GM_M3_S2, MEAN_RADIUS_M};

/// Nodes of the table along range and along height.
const NUM_RANGES: usize = 48;
const NUM_HEIGHTS: usize = 48;
/// Launch elevations flown, from −3° to 90°, closer together near the vertical.
const NUM_ELEVATIONS: usize = 56;
/// Samples of the boost and of the coast.
const NUM_BOOST: usize = 12;
const NUM_COAST: usize = 64;
/// Height (m) above which the air is left out.
const AIR_TOP_M: f64 = 90_000.0;

/// An interceptor as its flight sees it, with the envelope it is used in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InterceptorFlight {
    /// Time from launch to burnout (s).
    pub boost_s: f64,
    /// Speed at burnout (m/s).
    pub speed_m_s: f64,
    /// Longest flight (s): battery, coolant, self-destruction.
    pub max_time_s: f64,
    /// Ballistic coefficient of the coasting missile in air (kg/m²); `None` leaves drag out (exo-atmospheric).
    pub ballistic_coefficient_kg_m2: Option<f64>,
    /// Greatest ground range of the envelope (m).
    pub range_max_m: f64,
    /// Greatest height of the envelope (m).
    pub ceiling_m: f64,
    /// Least height of the envelope (m).
    pub floor_m: f64,
}

/// Earliest time and speed of an interceptor over (ground range, height), bilinear between 48 × 48 nodes.
///
/// A family of planar flights over a round Earth: straight and evenly accelerated along the launch elevation during the
/// boost (the published burnout speed already holds the losses), then free with gravity and, in air, drag `½ ρ v² / β`.
/// Each node takes the earliest flight that passes it.
///
/// - **Domain:** the envelope; elsewhere, and where no flight arrives in time, `None`. **Accuracy:** checked only against
///   straight gravity-free flight (within 9 %, never earlier by more than 2 %) and the energy of a vertical climb (1 %);
///   coarse within two cells of the launcher, and the kinematic border is drawn up to one cell too near.
/// - **Assumes:** no lift, no staging coasts, no turn-over after launch, Earth at rest, launcher at height zero.
#[derive(Debug, Clone, PartialEq)]
pub struct FlyoutTable {
    /// Time (s) and speed (m/s) of each node, row-major by height, `NUM_HEIGHTS` × `NUM_RANGES`; NaN out of reach.
    nodes: Vec<[f32; 2]>,
    ranges_per_m: f64,
    heights_per_m: f64,
    range_max_m: f64,
    floor_m: f64,
    ceiling_m: f64,
}

/// One sample of a flight: ground range (m), height (m), time (s), speed (m/s).
#[derive(Debug, Clone, Copy)]
struct Sample {
    range_m: f64,
    height_m: f64,
    time_s: f64,
    speed_m_s: f64,
}

impl FlyoutTable {
    /// Flies the family and fills the table.
    ///
    /// # Errors
    /// [`FlightError::NotPositive`] names the first quantity that makes no sense; the ceiling must lie above the floor.
    pub fn new(interceptor: &InterceptorFlight) -> Result<Self, FlightError> {
        let i = interceptor;
        positive(&[
            ("boost_s", i.boost_s),
            ("speed_m_s", i.speed_m_s),
            ("max_time_s", i.max_time_s),
            ("ballistic_coefficient_kg_m2", i.ballistic_coefficient_kg_m2.unwrap_or(1.0)),
            ("range_max_m", i.range_max_m),
            ("ceiling_m minus floor_m", i.ceiling_m - i.floor_m),
        ])?;
        let mut table = Self {
            nodes: vec![[f32::NAN; 2]; NUM_RANGES * NUM_HEIGHTS],
            ranges_per_m: (NUM_RANGES - 1) as f64 / i.range_max_m,
            heights_per_m: (NUM_HEIGHTS - 1) as f64 / (i.ceiling_m - i.floor_m),
            range_max_m: i.range_max_m,
            floor_m: i.floor_m,
            ceiling_m: i.ceiling_m,
        };
        let mut lower: Vec<Sample> = Vec::with_capacity(NUM_BOOST + NUM_COAST + 1);
        let mut upper = lower.clone();
        for index in 0..NUM_ELEVATIONS {
            let share = 1.0 - index as f64 / (NUM_ELEVATIONS - 1) as f64;
            let elevation_rad = math::FRAC_PI_2 - 93.0_f64.to_radians() * share * share.sqrt();
            std::mem::swap(&mut lower, &mut upper);
            i.flight(elevation_rad, &mut upper);
            if index > 0 {
                for (low, high) in lower.windows(2).zip(upper.windows(2)) {
                    table.cover([low[0], low[1], high[0]]);
                    table.cover([high[1], low[1], high[0]]);
                }
            }
        }
        Ok(table)
    }

    /// Earliest time (s) after launch at a ground range (m) and height (m); `None` out of reach.
    #[inline]
    #[must_use]
    pub fn time_s(&self, range_m: f64, altitude_m: f64) -> Option<f64> {
        self.look_up(range_m, altitude_m, 0)
    }

    /// Speed (m/s) on arriving there by the earliest flight; `None` out of reach.
    #[inline]
    #[must_use]
    pub fn speed_m_s(&self, range_m: f64, altitude_m: f64) -> Option<f64> {
        self.look_up(range_m, altitude_m, 1)
    }

    /// Greatest ground range of the envelope (m).
    #[must_use]
    pub fn range_max_m(&self) -> f64 {
        self.range_max_m
    }

    /// Least and greatest height of the envelope (m).
    #[must_use]
    pub fn heights_m(&self) -> (f64, f64) {
        (self.floor_m, self.ceiling_m)
    }

    #[inline]
    fn look_up(&self, range_m: f64, altitude_m: f64, item: usize) -> Option<f64> {
        let inside =
            range_m >= 0.0 && range_m <= self.range_max_m && altitude_m >= self.floor_m && altitude_m <= self.ceiling_m;
        if !inside {
            return None;
        }
        let (x, y) = (range_m * self.ranges_per_m, (altitude_m - self.floor_m) * self.heights_per_m);
        let (column, row) = ((x as usize).min(NUM_RANGES - 2), (y as usize).min(NUM_HEIGHTS - 2));
        let (u, v) = (x - column as f64, y - row as f64);
        let at = row * NUM_RANGES + column;
        let near = f64::from(self.nodes[at][item]) * (1.0 - u) + f64::from(self.nodes[at + 1][item]) * u;
        let above = at + NUM_RANGES;
        let far = f64::from(self.nodes[above][item]) * (1.0 - u) + f64::from(self.nodes[above + 1][item]) * u;
        let value = near * (1.0 - v) + far * v;
        (!value.is_nan()).then_some(value)
    }

    /// Gives every node inside a triangle of samples its time and speed, if earlier than what it has.
    fn cover(&mut self, [a, b, c]: [Sample; 3]) {
        let x = |s: &Sample| s.range_m * self.ranges_per_m;
        let y = |s: &Sample| (s.height_m - self.floor_m) * self.heights_per_m;
        let ((ax, ay), (bx, by), (cx, cy)) = ((x(&a), y(&a)), (x(&b), y(&b)), (x(&c), y(&c)));
        let area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
        if area == 0.0 {
            return;
        }
        let span = |p: f64, q: f64, r: f64, num: usize| {
            let (low, high) = (p.min(q).min(r) - 1e-6, p.max(q).max(r) + 1e-6);
            (low.ceil().max(0.0) as usize, high.floor().min(num as f64 - 1.0))
        };
        let (column_0, column_1) = span(ax, bx, cx, NUM_RANGES);
        let (row_0, row_1) = span(ay, by, cy, NUM_HEIGHTS);
        if column_1 < 0.0 || row_1 < 0.0 {
            return;
        }
        for row in row_0..=row_1 as usize {
            for column in column_0..=column_1 as usize {
                let (px, py) = (column as f64 - ax, row as f64 - ay);
                let share_b = (px * (cy - ay) - py * (cx - ax)) / area;
                let share_c = (py * (bx - ax) - px * (by - ay)) / area;
                let share_a = 1.0 - share_b - share_c;
                if share_a.min(share_b).min(share_c) < -1e-6 {
                    continue;
                }
                let mix = |f: fn(&Sample) -> f64| (share_a * f(&a) + share_b * f(&b) + share_c * f(&c)) as f32;
                let time_s = mix(|s| s.time_s);
                let node = &mut self.nodes[row * NUM_RANGES + column];
                if node[0].is_nan() || time_s < node[0] {
                    *node = [time_s, mix(|s| s.speed_m_s)];
                }
            }
        }
    }
}

/// A planar state about the Earth's centre: x along the launch horizontal, y up through the launcher.
type Planar = [f64; 4];

impl InterceptorFlight {
    /// Samples one flight at evenly spaced times, to the longest flight time; at rest below the ground it only falls on,
    /// which keeps neighbouring flights paired sample by sample.
    fn flight(&self, elevation_rad: f64, samples: &mut Vec<Sample>) {
        let (sin_e, cos_e) = math::sin_cos(elevation_rad);
        let boost_s = self.boost_s.min(0.999 * self.max_time_s);
        let gain = self.speed_m_s / self.boost_s;
        samples.clear();
        let sample = |s: &Planar, time_s: f64| Sample {
            range_m: math::atan2(s[0], s[1]).max(0.0) * MEAN_RADIUS_M,
            height_m: (s[0] * s[0] + s[1] * s[1]).sqrt() - MEAN_RADIUS_M,
            time_s,
            speed_m_s: (s[2] * s[2] + s[3] * s[3]).sqrt(),
        };
        let mut state = [0.0; 4];
        for index in 0..=NUM_BOOST {
            let time_s = boost_s * index as f64 / NUM_BOOST as f64;
            let (gone_m, speed) = (0.5 * gain * time_s * time_s, gain * time_s);
            state = [gone_m * cos_e, MEAN_RADIUS_M + gone_m * sin_e, speed * cos_e, speed * sin_e];
            samples.push(sample(&state, time_s));
        }
        let step_s = (self.max_time_s - boost_s) / NUM_COAST as f64;
        for index in 1..=NUM_COAST {
            state = self.step(&state, step_s);
            let now = sample(&state, boost_s + step_s * index as f64);
            samples.push(now);
            if now.height_m < -5_000.0 {
                break;
            }
        }
    }

    /// One Runge–Kutta step of fourth order.
    fn step(&self, s: &Planar, step_s: f64) -> Planar {
        let moved = |k: &Planar, by_s: f64| -> Planar { std::array::from_fn(|i| s[i] + k[i] * by_s) };
        let a = self.rates(s);
        let b = self.rates(&moved(&a, 0.5 * step_s));
        let c = self.rates(&moved(&b, 0.5 * step_s));
        let d = self.rates(&moved(&c, step_s));
        std::array::from_fn(|i| s[i] + step_s / 6.0 * (a[i] + 2.0 * (b[i] + c[i]) + d[i]))
    }

    fn rates(&self, s: &Planar) -> Planar {
        let r2 = s[0] * s[0] + s[1] * s[1];
        let r = r2.sqrt();
        let pull = GM_M3_S2 / (r2 * r);
        let height_m = r - MEAN_RADIUS_M;
        let slowing = match self.ballistic_coefficient_kg_m2 {
            Some(coefficient) if height_m < AIR_TOP_M => {
                let speed = (s[2] * s[2] + s[3] * s[3]).sqrt();
                0.5 * atmosphere::density_kg_m3(height_m) * speed / coefficient
            }
            _ => 0.0,
        };
        [s[2], s[3], -pull * s[0] - slowing * s[2], -pull * s[1] - slowing * s[3]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sm3_class() -> InterceptorFlight {
        InterceptorFlight {
            boost_s: 60.0,
            speed_m_s: 4_500.0,
            max_time_s: 800.0,
            ballistic_coefficient_kg_m2: None,
            range_max_m: 2.2e6,
            ceiling_m: 1.0e6,
            floor_m: 1.0e5,
        }
    }

    #[test]
    fn straight_up_agrees_with_kepler() {
        let table = FlyoutTable::new(&sm3_class()).unwrap();
        // Energy: 4 500 m/s at 135 km height leaves 3 560 m/s at 600 km.
        let v2 = 4_500.0_f64.powi(2) - 2.0 * GM_M3_S2 * (1.0 / (MEAN_RADIUS_M + 135e3) - 1.0 / (MEAN_RADIUS_M + 600e3));
        let speed = table.speed_m_s(0.0, 600e3).unwrap();
        assert!((speed / v2.sqrt() - 1.0).abs() < 0.01, "{speed} {}", v2.sqrt());
        assert!(table.time_s(0.0, 99e3).is_none() && table.time_s(2.3e6, 500e3).is_none());
        assert!(table.time_s(500e3, 300e3).unwrap() < table.time_s(1_000e3, 300e3).unwrap());
    }

    #[test]
    fn nonsense_is_named() {
        let error = FlyoutTable::new(&InterceptorFlight { ceiling_m: 1.0, ..sm3_class() }).unwrap_err();
        assert!(matches!(error, FlightError::NotPositive { quantity: "ceiling_m minus floor_m", .. }));
    }
}
