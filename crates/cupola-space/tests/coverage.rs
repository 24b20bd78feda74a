//! Coverage against its definition, satellite by satellite and point by point.

use cupola_core::{Vec3, math};
use cupola_space::coverage::{Count, Grid, Sight, cover};
use proptest::prelude::*;

fn at_deg(lat: f64, lon: f64, radius_m: f64) -> Vec3 {
    let ((sin, cos), (sin_lon, cos_lon)) = (math::sin_cos(lat.to_radians()), math::sin_cos(lon.to_radians()));
    Vec3::new(cos * cos_lon, cos * sin_lon, sin) * radius_m
}

fn counts(grid: &Grid, sight: &Sight, satellites: &[Vec3], num_threads: usize) -> Vec<f64> {
    let count = Count { fold: 1, stereo_rad: 0.0, num_steps: 1, step_s: 1.0 };
    let fill = |_: u32, out: &mut Vec<Vec3>| out.extend_from_slice(satellites);
    let found = cover(grid, sight, &count, num_threads, fill, |_| true).expect("numbers are right");
    found.expect("nothing stops it").in_view
}

/// Straight from the definition: every satellite against every point.
fn slowly(grid: &Grid, sight: &Sight, satellites: &[Vec3]) -> Vec<f64> {
    let sees = |at: &Vec3, satellite: &Vec3| {
        let line = satellite - at;
        let up = at.normalize();
        let clear = |a: &Vec3, b: &Vec3, height_m: f64| {
            let (toward, along) = ((b - a).normalize(), (b - a).norm());
            let nearest = (-a.dot(&toward)).clamp(0.0, along);
            (a + toward * nearest).norm() >= cupola_earth::wgs84::MEAN_RADIUS_M + height_m - 1e-3
        };
        clear(at, satellite, 0.0)
            && match *sight {
                Sight::Elevation { min_rad } => line.normalize().dot(&up) >= math::sin(min_rad),
                Sight::Slant { range_m } => line.norm() <= range_m,
                Sight::AgainstSpace { range_m, limb_m } => {
                    let beyond = at - line.normalize() * 1e8;
                    line.norm() <= range_m && clear(at, &beyond, limb_m) && clear(at, satellite, limb_m)
                }
            }
    };
    let point = |([lat, lon], _): ([f64; 2], f64)| at_deg(lat.to_degrees(), lon.to_degrees(), grid.radius_m());
    grid.places().map(|place| satellites.iter().filter(|s| sees(&point(place), s)).count() as f64).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, .. ProptestConfig::default() })]

    /// Intervals on rows count just what satellite by satellite counts, on any grid, for any sight, near the poles too.
    #[test]
    fn intervals_count_what_pairs_count(
        places in prop::collection::vec((-90.0_f64..90.0, -180.0_f64..180.0, 200e3_f64..4e7), 1..12),
        which in 0..3_u8,
        kind in 0..3_u8,
        amount in 0.05_f64..1.0,
        num_threads in 1..4_usize,
    ) {
        let grid = match which {
            0 => Grid::regular(10_f64.to_radians(), 0.0).unwrap(),
            1 => Grid::equal_area(17, 120e3).unwrap(),
            _ => Grid::points(&[[0.3, -2.0], [0.3, 1.0], [-1.5, 3.0], [1.2, 0.1]], 200e3).unwrap(),
        };
        let sight = match kind {
            0 => Sight::Elevation { min_rad: amount },
            1 => Sight::Slant { range_m: amount * 2e7 },
            _ => Sight::AgainstSpace { range_m: amount * 2e7, limb_m: 50e3 },
        };
        let satellites: Vec<Vec3> = places.iter().map(|(lat, lon, alt)| at_deg(*lat, *lon, 6_371e3 + alt)).collect();
        let same = counts(&grid, &sight, &satellites, num_threads)
            .iter().zip(slowly(&grid, &sight, &satellites)).filter(|(a, b)| **a == *b).count();
        // Points on the very edge of a cap may fall on either side.
        prop_assert!(same + 1 >= grid.num_points(), "{same} of {}", grid.num_points());
    }
}

#[test]
fn a_cap_covers_its_share_of_the_sphere() {
    let grid = Grid::equal_area(720, 0.0).unwrap();
    let sight = Sight::Elevation { min_rad: 10_f64.to_radians() };
    for (lat, lon) in [(0.0, 0.0), (47.0, 179.9), (-90.0, 12.0), (89.0, -60.0)] {
        let satellite = at_deg(lat, lon, 7_371e3);
        let [cap_rad, _] = sight.cap_rad(7_371e3, grid.radius_m());
        let share = 0.5 * (1.0 - math::cos(cap_rad));
        let seen: f64 = counts(&grid, &sight, &[satellite], 2).iter().zip(grid.places()).map(|(n, p)| n * p.1).sum();
        // Off by half a row at most, all round the cap's edge: worst where the rows run along it.
        assert!((seen / share - 1.0).abs() < math::PI / 720.0 / cap_rad, "at {lat} {lon}: {seen} of {share}");
    }
}

/// The case the peers were measured on: 24 planes of 40 at 550 km and 53 degrees, 600 km, a grid of 2 degrees, five minutes.
#[test]
fn the_peers_share_of_the_sphere() {
    // Circles without J2 over a sphere of 6 371 km that turns, scaled to ours.
    let (earth_m, orbit_m) = (6.371e6_f64, 6.921e6_f64);
    let scale = cupola_earth::wgs84::MEAN_RADIUS_M / earth_m;
    let rate_rad_s = (3.986_004_418e14 / (orbit_m * orbit_m * orbit_m)).sqrt();
    let (sin_i, cos_i) = math::sin_cos(53_f64.to_radians());
    let at = |plane: usize, slot: usize, time_s: f64| {
        let (plane, slot) = (plane as f64, slot as f64);
        let (sin_n, cos_n) = math::sin_cos(math::TAU * plane / 24.0 - 7.292_115_9e-5 * time_s);
        let (sin_u, cos_u) = math::sin_cos(math::TAU * (slot / 40.0 + plane / 960.0) + rate_rad_s * time_s);
        let (x, y) = (cos_n * cos_u - sin_n * sin_u * cos_i, sin_n * cos_u + cos_n * sin_u * cos_i);
        Vec3::new(x, y, sin_u * sin_i) * (orbit_m * scale)
    };
    let grid = Grid::regular(2_f64.to_radians(), 0.0).unwrap();
    assert_eq!(grid.num_points(), 91 * 180);
    let count = Count { fold: 1, stereo_rad: 0.0, num_steps: 5, step_s: 60.0 };
    let positions = |step: u32, out: &mut Vec<Vec3>| {
        out.extend((0..960).map(|i| at(i / 40, i % 40, 60.0 * f64::from(step))));
    };
    let found = cover(&grid, &Sight::Slant { range_m: 600e3 * scale }, &count, 2, positions, |_| true);
    let found = found.unwrap().unwrap();
    assert!((found.covered_fraction - 0.263_751_122).abs() < 1e-9, "{}", found.covered_fraction);
}

#[test]
fn gaps_are_those_of_a_satellite_that_comes_by() {
    // One satellite over the equator of an Earth that does not turn under it: seen for a share of each round.
    let num_steps = 1_000_u32;
    let positions = |step: u32, out: &mut Vec<Vec3>| {
        out.push(at_deg(0.0, 0.36 * f64::from(step % 1_000) * 10.0 % 360.0, 7_371e3));
    };
    let grid = Grid::points(&[[0.0, math::PI]], 0.0).unwrap();
    let count = Count { fold: 1, stereo_rad: 0.0, num_steps, step_s: 2.0 };
    let found = cover(&grid, &Sight::Elevation { min_rad: 0.0 }, &count, 1, positions, |_| true).unwrap().unwrap();
    let [cap_rad, _] = Sight::Elevation { min_rad: 0.0 }.cap_rad(7_371e3, grid.radius_m());
    let seen = cap_rad / math::PI;
    assert!((found.covered_fraction - seen).abs() < 0.02, "{} {seen}", found.covered_fraction);
    // Ten rounds of a hundred steps.
    assert!((found.gaps.longest_s - 200.0 * (1.0 - seen)).abs() <= 4.0, "{:?}", found.gaps);
    let response_s = 0.5 * found.gaps.longest_s * (1.0 - seen);
    assert!((found.gaps.response_s - response_s).abs() < 6.0, "{:?} {response_s}", found.gaps);
}

#[test]
fn a_fix_needs_two_lines_that_cross() {
    let grid = Grid::points(&[[0.0, 0.0]], 100e3).unwrap();
    let sight = Sight::Elevation { min_rad: 0.0 };
    let fixed = |least_deg: f64, satellites: [Vec3; 2]| {
        let count = Count { fold: 1, stereo_rad: least_deg.to_radians(), num_steps: 1, step_s: 1.0 };
        let fill = |_: u32, out: &mut Vec<Vec3>| out.extend_from_slice(&satellites);
        cover(&grid, &sight, &count, 1, fill, |_| true).unwrap().unwrap().stereo_fraction
    };
    let (west, east, above) = (at_deg(0.0, -10.0, 7_371e3), at_deg(0.0, 10.0, 7_371e3), at_deg(0.0, 0.0, 9e6));
    assert!(fixed(30.0, [west, east]) == 1.0 && fixed(30.0, [above, at_deg(0.0, 0.1, 1.1e7)]) == 0.0);
    assert!(fixed(30.0, [west, at_deg(0.0, 180.0, 7_371e3)]) == 0.0);
}

#[test]
fn what_means_nothing_is_refused_and_what_is_stopped_gives_nothing() {
    assert!(Grid::regular(0.07, 0.0).is_err() && Grid::regular(f64::NAN, 0.0).is_err());
    assert!(Grid::equal_area(0, 0.0).is_err() && Grid::points(&[], 0.0).is_err());
    assert!(Grid::points(&[[2.0, 0.0]], 0.0).is_err() && Grid::points(&[[1.0, f64::NAN]], 0.0).is_err());
    let grid = Grid::equal_area(9, 0.0).unwrap();
    let of = |sight: Sight, count: Count| cover(&grid, &sight, &count, 1, |_, _| {}, |_| false);
    let count = Count { fold: 1, stereo_rad: 0.0, num_steps: 3, step_s: 1.0 };
    assert!(of(Sight::Slant { range_m: f64::NAN }, count).is_err());
    assert!(of(Sight::Elevation { min_rad: -0.1 }, count).is_err());
    assert!(of(Sight::Slant { range_m: 1e6 }, Count { fold: 0, ..count }).is_err());
    assert!(of(Sight::Slant { range_m: 1e6 }, Count { step_s: 0.0, ..count }).is_err());
    assert!(of(Sight::Slant { range_m: 1e6 }, count).unwrap().is_none());
}
