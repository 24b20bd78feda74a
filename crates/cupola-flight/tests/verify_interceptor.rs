//! Flyout tables against flights flown otherwise: small fixed steps, many elevations, interpolation of their own.

use cupola_core::digest::hash_bytes;
use cupola_core::math;
use cupola_earth::atmosphere;
use cupola_earth::wgs84::{GM_M3_S2, MEAN_RADIUS_M};
use cupola_flight::interceptor::{InterceptorFlight, MODEL_VERSION, Published};
use cupola_flight::{FlightError, FlyoutTable};

/// Catalogue classes: boost (s), speed (m/s), range, ceiling and floor (km).
const CLASSES: [[f64; 5]; 6] = [
    [20.0, 1_700.0, 40.0, 40.0, 0.02],
    [12.0, 1_400.0, 100.0, 24.0, 0.02],
    [45.0, 1_100.0, 370.0, 34.0, 0.0],
    [18.0, 2_780.0, 200.0, 150.0, 40.0],
    [126.0, 4_500.0, 2_200.0, 1_000.0, 100.0],
    [170.0, 7_500.0, 5_000.0, 1_810.0, 150.0],
];

fn class([boost_s, speed_m_s, range_km, ceiling_km, floor_km]: [f64; 5]) -> InterceptorFlight {
    InterceptorFlight::from(Published {
        boost_s,
        speed_m_s,
        range_m: range_km * 1e3,
        ceiling_m: ceiling_km * 1e3,
        floor_m: floor_km * 1e3,
        divert_m_s2: None,
    })
}

/// The documented model in plain steps: ground range (m), height (m) and time (s) along the flight.
struct Plain {
    flight: InterceptorFlight,
    exhaust_m_s: f64,
}

impl Plain {
    fn new(flight: InterceptorFlight) -> Self {
        let (mut low, mut high) = (0.0, 20.0 * flight.speed_m_s);
        for _ in 0..60 {
            let exhaust_m_s = 0.5 * (low + high);
            let end = Self { flight, exhaust_m_s }.boost(math::PI / 4.0, |_, _| ());
            if end[1] < flight.speed_m_s { low = exhaust_m_s } else { high = exhaust_m_s }
        }
        Self { flight, exhaust_m_s: low }
    }

    fn drag(&self, height_m: f64, speed_m_s: f64) -> f64 {
        let density = atmosphere::density_kg_m3(height_m);
        self.flight.ballistic_coefficient_kg_m2.map_or(0.0, |b| 0.5 * density * speed_m_s * speed_m_s / b)
    }

    fn boost(&self, elevation_rad: f64, mut see: impl FnMut(f64, [f64; 2])) -> [f64; 2] {
        let sine = math::sin(elevation_rad);
        let rate = |t: f64, s: [f64; 2]| {
            let mass = 1.0 - 0.6 * t / self.flight.boost_s;
            let height_m = (MEAN_RADIUS_M * MEAN_RADIUS_M + 2.0 * MEAN_RADIUS_M * s[0] * sine + s[0] * s[0]).sqrt()
                - MEAN_RADIUS_M;
            let thrust = self.exhaust_m_s * 0.6 / self.flight.boost_s / mass;
            [s[1], thrust - self.drag(height_m, s[1]) * 0.4 / mass]
        };
        let h = self.flight.boost_s / 200.0;
        let mut s = [0.0; 2];
        for index in 0..200 {
            s = rk4(f64::from(index) * h, s, h, rate);
            see(f64::from(index + 1) * h, s);
        }
        s
    }

    fn fly(&self, elevation_rad: f64) -> Vec<[f64; 3]> {
        let (sine, cosine) = math::sin_cos(elevation_rad);
        let place = |s: [f64; 2]| [s[0] * cosine, MEAN_RADIUS_M + s[0] * sine];
        let point =
            |t: f64, x: f64, y: f64| [math::atan2(x, y) * MEAN_RADIUS_M, (x * x + y * y).sqrt() - MEAN_RADIUS_M, t];
        let mut points = vec![[0.0; 3]];
        let end = self.boost(elevation_rad, |t, s| {
            let [x, y] = place(s);
            points.push(point(t, x, y));
        });
        let rate = |_: f64, s: [f64; 4]| {
            let r = (s[0] * s[0] + s[1] * s[1]).sqrt();
            let (pull, speed) = (GM_M3_S2 / (r * r * r), (s[2] * s[2] + s[3] * s[3]).sqrt());
            let slow = self.drag(r - MEAN_RADIUS_M, speed) / speed;
            [s[2], s[3], -pull * s[0] - slow * s[2], -pull * s[1] - slow * s[3]]
        };
        let [x, y] = place(end);
        let mut s = [x, y, end[1] * cosine, end[1] * sine];
        let mut t = self.flight.boost_s;
        let h = if self.flight.ballistic_coefficient_kg_m2.is_some() { 0.25 } else { 1.0 };
        while t + h <= self.flight.max_time_s && points[points.len() - 1][1] > -2_000.0 {
            s = rk4(t, s, h, rate);
            t += h;
            points.push(point(t, s[0], s[1]));
        }
        points
    }
}

fn rk4<const N: usize>(t: f64, s: [f64; N], h: f64, rate: impl Fn(f64, [f64; N]) -> [f64; N]) -> [f64; N] {
    let add = |k: &[f64; N], h: f64| -> [f64; N] { std::array::from_fn(|i| s[i] + k[i] * h) };
    let a = rate(t, s);
    let b = rate(t + 0.5 * h, add(&a, 0.5 * h));
    let c = rate(t + 0.5 * h, add(&b, 0.5 * h));
    let d = rate(t + h, add(&c, h));
    std::array::from_fn(|i| s[i] + h / 6.0 * (a[i] + 2.0 * (b[i] + c[i]) + d[i]))
}

/// Where flights pass a height: (range, time) on the way up from the steepest, then down to the steepest again.
fn passes(flights: &[Vec<[f64; 3]>], height_m: f64) -> Vec<Option<[f64; 2]>> {
    let pass = |flight: &Vec<[f64; 3]>, rises: bool| {
        let is_crossing =
            |p: &&[[f64; 3]]| (p[0][1] > height_m) != (p[1][1] > height_m) && (p[1][1] > p[0][1]) == rises;
        flight.windows(2).find(is_crossing).map(|p| {
            let ([r0, h0, t0], [r1, h1, t1]) = (p[0], p[1]);
            let share = (height_m - h0) / (h1 - h0);
            [r0 + share * (r1 - r0), t0 + share * (t1 - t0)]
        })
    };
    let up = flights.iter().rev().map(|f| pass(f, true));
    up.chain(flights.iter().map(|f| pass(f, false))).collect()
}

/// Earliest time (s) to a range on that height, and the farthest range (m).
fn earliest(passes: &[Option<[f64; 2]>], range_m: f64) -> (Option<f64>, f64) {
    let mut best: Option<f64> = None;
    let flown: Vec<[f64; 2]> = passes.iter().copied().flatten().collect();
    for pair in flown.windows(2) {
        let ([r0, t0], [r1, t1]) = (pair[0], pair[1]);
        if (r0 - range_m) * (r1 - range_m) <= 0.0 && r0 != r1 {
            let time_s = t0 + (range_m - r0) / (r1 - r0) * (t1 - t0);
            best = Some(best.map_or(time_s, |b| b.min(time_s)));
        }
    }
    (best, flown.iter().map(|p| p[0]).fold(0.0, f64::max))
}

/// Claim: time within 1 % for 95 of 100 places and 3 % for all but the nearest, reach within half a per cent.
#[test]
fn tables_agree_with_plain_flights() {
    for numbers in CLASSES {
        let flight = class(numbers);
        let table = FlyoutTable::new(&flight).unwrap();
        let plain = Plain::new(flight);
        // Elevations as their squares, for the sake of the low ones.
        let elevation_rad = |i: i32| (f64::from(i) / 600.0).powi(2) * (math::FRAC_PI_2 + 0.02) - 0.02;
        let flights: Vec<Vec<[f64; 3]>> = (0..=600).map(|i| plain.fly(elevation_rad(i))).collect();
        let mut errors = Vec::new();
        for row in 0..24 {
            let low_m = flight.floor_m.max(30.0);
            let height_m = low_m + (flight.ceiling_m - low_m) * (f64::from(row) + 0.37) / 24.0;
            let passes = passes(&flights, height_m);
            let farthest_m = earliest(&passes, 0.0).1.min(flight.range_max_m);
            let reach_m = table.reach_m(height_m).unwrap();
            assert!((reach_m / farthest_m - 1.0).abs() < 0.005, "{numbers:?} {height_m}: {reach_m} {farthest_m}");
            for column in 0..40 {
                let range_m = flight.range_max_m * (f64::from(column) + 0.61) / 40.0;
                let (truth_s, found) = (earliest(&passes, range_m).0, table.arrival(range_m, height_m));
                if let (Some(truth_s), Some(found)) = (truth_s, found) {
                    let error = (found.time_s / truth_s - 1.0).abs();
                    assert!(error < 0.03 || column == 0, "{numbers:?} {range_m} {height_m}: {truth_s} {found:?}");
                    errors.push(error);
                }
            }
        }
        errors.sort_by(f64::total_cmp);
        assert!(errors.len() > 300 && errors[errors.len() * 95 / 100] < 0.01, "{numbers:?}");
    }
}

#[test]
fn straight_up_agrees_with_kepler() {
    let flight = class([60.0, 4_500.0, 2_200.0, 1_000.0, 100.0]);
    let table = FlyoutTable::new(&flight).unwrap();
    // Straight up without air: the way of a rocket of constant thrust that burns 0.6 of its mass, then energy.
    let burnout_m = 4_500.0 * 60.0 * (0.6 + 0.4 * math::ln(0.4)) / (0.6 * -math::ln(0.4));
    let v2 = 4_500.0_f64.powi(2) - 2.0 * GM_M3_S2 * (1.0 / (MEAN_RADIUS_M + burnout_m) - 1.0 / (MEAN_RADIUS_M + 600e3));
    let found = table.arrival(0.0, 600e3).unwrap();
    assert!((found.speed_m_s / v2.sqrt() - 1.0).abs() < 1e-3, "{found:?} {}", v2.sqrt());
    assert_eq!(found.manoeuvre_m_s2, None);
    assert!(table.time_s(500e3, 300e3).unwrap() < table.time_s(1_000e3, 300e3).unwrap());
}

#[test]
fn the_envelope_and_time_bound_the_table() {
    let flight = class(CLASSES[4]);
    let table = FlyoutTable::new(&flight).unwrap();
    let outside =
        [(-1.0, 2e5), (2.3e6, 2e5), (1e5, 99e3), (1e5, 1.1e6), (f64::NAN, 2e5), (1e5, f64::NAN), (f64::INFINITY, 2e5)];
    for (range_m, altitude_m) in outside {
        assert_eq!(table.time_s(range_m, altitude_m), None, "{range_m} {altitude_m}");
    }
    assert!(table.time_s(0.0, 1e5).is_some() && table.time_s(2.2e6, 1e5).is_some());
    let short = FlyoutTable::new(&InterceptorFlight { max_time_s: 300.0, ..flight }).unwrap();
    let reach_m = short.reach_m(300e3).unwrap();
    assert!(short.time_s(reach_m, 300e3).unwrap() < 301.0 && reach_m < 1.2e6, "{reach_m}");
    // A rocket too weak for the ceiling ends below it.
    let weak = FlyoutTable::new(&InterceptorFlight { speed_m_s: 2_500.0, ..flight }).unwrap();
    assert!(weak.reach_m(300e3).is_some() && weak.reach_m(900e3).is_none());
}

#[test]
fn manoeuvre_comes_from_air_or_thrusters() {
    let mut flight = class(CLASSES[0]);
    let table = FlyoutTable::new(&flight).unwrap();
    let at = |table: &FlyoutTable, height_m: f64| table.arrival(10e3, height_m).unwrap();
    // ½ ρ v² / β times 4, at most 300 m/s²: ρ is 0.0889 kg/m³ at 20 km (US76).
    let found = at(&table, 20e3);
    let expected = 0.5 * 0.0889 * found.speed_m_s * found.speed_m_s / 5_000.0 * 4.0;
    assert!((found.manoeuvre_m_s2.unwrap() / expected - 1.0).abs() < 0.02, "{found:?} {expected}");
    assert_eq!(at(&table, 5e3).manoeuvre_m_s2, Some(300.0));
    flight.divert_m_s2 = Some(90.0);
    let table = FlyoutTable::new(&flight).unwrap();
    assert_eq!(at(&table, 39e3).manoeuvre_m_s2, Some(90.0));
    assert_eq!(at(&table, 5e3).manoeuvre_m_s2, Some(300.0));
}

#[test]
fn nonsense_is_named() {
    let flight = class(CLASSES[0]);
    let quantity = |flight: InterceptorFlight| match FlyoutTable::new(&flight) {
        Err(FlightError::NotPositive { quantity, .. } | FlightError::NotBetween { quantity, .. }) => quantity,
        other => panic!("{other:?}"),
    };
    assert_eq!(quantity(InterceptorFlight { ceiling_m: 1.0, ..flight }), "ceiling_m minus floor_m");
    assert_eq!(quantity(InterceptorFlight { floor_m: f64::NAN, ..flight }), "ceiling_m minus floor_m");
    for boost_s in [0.0, -1.0, 1e9, f64::NAN] {
        assert_eq!(quantity(InterceptorFlight { boost_s, ..flight }), "boost_s");
    }
    assert_eq!(quantity(InterceptorFlight { speed_m_s: f64::INFINITY, ..flight }), "speed_m_s");
    assert_eq!(quantity(InterceptorFlight { divert_m_s2: Some(-1.0), ..flight }), "divert_m_s2");
    assert_eq!(
        quantity(InterceptorFlight { ballistic_coefficient_kg_m2: Some(f64::NAN), ..flight }),
        "ballistic_coefficient_kg_m2"
    );
    // A feather cannot be driven to a kilometre and a half a second.
    let feather = InterceptorFlight { ballistic_coefficient_kg_m2: Some(1e-9), ..flight };
    assert!(matches!(FlyoutTable::new(&feather), Err(FlightError::BurnoutSpeed { wanted_m_s: 1_700.0, .. })));
}

#[test]
fn absurd_values_give_a_table_or_a_named_error() {
    let flight = class(CLASSES[0]);
    for value in [1e-300, 1e-6, 1e9, 1e300] {
        for odd in [
            InterceptorFlight { boost_s: value, ..flight },
            InterceptorFlight { speed_m_s: value, ..flight },
            InterceptorFlight { max_time_s: value, ..flight },
            InterceptorFlight { ballistic_coefficient_kg_m2: Some(value), ..flight },
            InterceptorFlight { range_max_m: value, ..flight },
            InterceptorFlight { ceiling_m: value + 21.0, ..flight },
            InterceptorFlight { floor_m: -value, ..flight },
        ] {
            if let Ok(table) = FlyoutTable::new(&odd) {
                let time_s = table.time_s(0.3 * odd.range_max_m, 0.5 * (odd.floor_m + odd.ceiling_m));
                assert!(time_s.is_none_or(f64::is_finite), "{odd:?}: {time_s:?}");
            }
        }
    }
}

#[test]
fn bytes_come_back_whole_or_not_at_all() {
    let flight = class(CLASSES[3]);
    let table = FlyoutTable::new(&flight).unwrap();
    let bytes = table.to_bytes();
    let back = FlyoutTable::from_bytes(&bytes, &flight).unwrap();
    assert_eq!(back.to_bytes(), bytes);
    assert_eq!(back.arrival(120e3, 80e3), table.arrival(120e3, 80e3));
    for place in (0..bytes.len()).step_by(997) {
        let mut altered = bytes.clone();
        altered[place] ^= 4;
        assert!(FlyoutTable::from_bytes(&altered, &flight).is_none(), "{place}");
        assert!(FlyoutTable::from_bytes(&bytes[..place], &flight).is_none(), "{place}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert!(FlyoutTable::from_bytes(&longer, &flight).is_none());
    let other = InterceptorFlight { boost_s: flight.boost_s + 1e-12, ..flight };
    assert!(other.content_key() != flight.content_key() && FlyoutTable::from_bytes(&bytes, &other).is_none());
}

fn airless(
    boost_s: f64,
    speed_m_s: f64,
    max_time_s: f64,
    [range_max_m, floor_m, ceiling_m]: [f64; 3],
) -> InterceptorFlight {
    let ballistic_coefficient_kg_m2 = None;
    let flight = class(CLASSES[0]);
    InterceptorFlight {
        boost_s,
        speed_m_s,
        max_time_s,
        ballistic_coefficient_kg_m2,
        range_max_m,
        ceiling_m,
        floor_m,
        ..flight
    }
}

/// The published envelopes lie within the kinematic reach: THAAD 200 km at 40 to 150 km height; SM-3 IIA some way
/// out; a GBI reaches 5 000 km.
#[test]
fn published_envelopes_are_within_reach() {
    let thaad = FlyoutTable::new(&airless(16.0, 2_780.0, 150.0, [200e3, 40e3, 150e3])).unwrap();
    for range_m in [0.0, 100e3, 200e3] {
        assert!(thaad.time_s(range_m, 40e3).is_some() && thaad.time_s(range_m, 150e3).is_some(), "{range_m}");
    }
    let sm3 = FlyoutTable::new(&airless(130.0, 4_500.0, 900.0, [2_200e3, 100e3, 1_000e3])).unwrap();
    assert!(sm3.time_s(2_000e3, 300e3).is_some() && sm3.time_s(500e3, 1_000e3).is_some());
    assert!(sm3.time_s(2_000e3, 90e3).is_none() && sm3.time_s(2_201e3, 300e3).is_none());
    let gbi = FlyoutTable::new(&airless(220.0, 7_500.0, 1_500.0, [5_000e3, 150e3, 2_000e3])).unwrap();
    assert!(gbi.time_s(4_990e3, 1_000e3).is_some());
}

/// Without gravity and air `t = r/v + 0.575 boost`: the mean of a thrust that grows as the mass falls to two fifths.
#[test]
fn times_agree_with_straight_flight() {
    let table = FlyoutTable::new(&airless(10.0, 3_000.0, 200.0, [200e3, 0.0, 150e3])).unwrap();
    for (range_m, altitude_m) in [(100e3, 80e3), (150e3, 60e3), (60e3, 120e3), (180e3, 20e3)] {
        let slant_m = math::hypot(range_m, altitude_m);
        let expected_s = slant_m / 3_000.0 + 5.75;
        let time_s = table.time_s(range_m, altitude_m).unwrap();
        assert!((time_s / expected_s - 1.0).abs() < 0.09 && time_s > 0.98 * expected_s, "{time_s} of {expected_s}");
    }
}

/// Drag slows an endo-atmospheric interceptor, most at low height.
#[test]
fn drag_slows_low_flights() {
    let free = airless(12.0, 1_700.0, 90.0, [40e3, 0.0, 36e3]);
    let dragged = InterceptorFlight { ballistic_coefficient_kg_m2: Some(8_000.0), ..free };
    let (free, dragged) = (FlyoutTable::new(&free).unwrap(), FlyoutTable::new(&dragged).unwrap());
    let loss = |range_m: f64, altitude_m: f64| {
        let speed_m_s = |table: &FlyoutTable| table.arrival(range_m, altitude_m).unwrap().speed_m_s;
        speed_m_s(&dragged) / speed_m_s(&free)
    };
    assert!(loss(30e3, 5e3) < loss(20e3, 25e3) && loss(20e3, 25e3) < 1.0);
    assert!(dragged.time_s(30e3, 5e3) > free.time_s(30e3, 5e3));
}

/// Digests of two tables' bytes, by version of the model: the last must be today's.
const DIGESTS: [(u32, u128); 1] = [(1, 0x55ec2a83584f84c7c11cc17715c5c763)];

#[test]
fn numbers_move_only_with_the_version() {
    let bytes = FlyoutTable::new(&class(CLASSES[0])).unwrap().to_bytes();
    let exo = FlyoutTable::new(&class(CLASSES[4])).unwrap().to_bytes();
    let today = (MODEL_VERSION, hash_bytes(&[bytes, exo].concat()));
    assert_eq!(
        today,
        DIGESTS[DIGESTS.len() - 1],
        "the tables' numbers have moved: raise `MODEL_VERSION` in interceptor.rs by one, so that kept tables of the old \
         model are not taken for new ones, and add ({}, {:#x}) to the end of `DIGESTS`",
        MODEL_VERSION + 1,
        today.1
    );
}
