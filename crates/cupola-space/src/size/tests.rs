use super::*;

fn rad(deg: f64) -> f64 {
    deg.to_radians()
}

fn at(lat: f64, alt_m: f64) -> Geodetic {
    Geodetic { lat_rad: rad(lat), lon_rad: rad(127.0), alt_m }
}

/// AEI's interceptor over a place: 6 km/s at 15 g for 120 s, met at 200 km.
fn job(lat: f64, salvo: u32, shots: u32) -> Job {
    let speed_m_s = 6_000.0;
    let interceptor =
        OrbitInterceptor { speed_m_s, acceleration_m_s2: 147.1, divert_margin_ratio: 0.0, min_altitude_m: 0.0 };
    let regions = vec![Path::point(&at(lat, 2e5), 120.0)];
    Job { regions, reach: Reach::Flyout(interceptor), release_s: 0.0, salvo, shots }
}

#[test]
fn the_share_is_that_of_the_exact_integral() {
    for (lat, inc) in [(40.0, 45.0), (40.0, 60.0), (0.0, 30.0), (44.9, 45.0), (48.0, 45.0), (40.0, 120.0), (70.0, 90.0)]
    {
        let job = job(lat, 1, 1);
        let shell = job.in_shell(3e5, rad(inc)).unwrap();
        let ratio = shell.fraction() / job.closed_form(3e5, rad(inc)).unwrap().exact_fraction;
        assert!((ratio - 1.0).abs() < 1e-3, "{lat} under {inc}: {ratio}");
        assert!(shell.fraction_error_ratio() < 1e-3, "{lat} under {inc}: {}", shell.fraction_error_ratio());
    }
}

#[test]
fn the_mean_over_epochs_is_the_share_of_the_shell() {
    let shell = job(40.0, 1, 1).in_shell(3e5, rad(45.0)).unwrap();
    let pattern = Pattern { num_planes: 40, per_plane: 40, phasing: 7 };
    let tally = shell.tally(&pattern);
    assert!((tally.mean / (1_600.0 * shell.fraction()) - 1.0).abs() < 0.01, "{tally:?}");
    assert!(f64::from(u32::try_from(tally.min).unwrap()) <= tally.p05 && tally.p05 <= tally.mean);
}

/// Satellite by satellite, from positions: the same count as from the region of node and argument.
#[test]
fn counts_agree_with_positions() {
    let job = job(40.0, 1, 1);
    let shell = job.in_shell(3e5, rad(45.0)).unwrap();
    let (burnout_s, place) = job.regions[0].burnout();
    let reach_m = job.reach.at_m(burnout_s);
    let walker =
        cupola_earth::orbit::Walker::new(900, 30, 11.0, 3e5, rad(45.0), cupola_earth::orbit::Pattern::Delta).unwrap();
    let pattern = Pattern { num_planes: 30, per_plane: 30, phasing: 11 };
    let (mut positions, mut sum) = (Vec::new(), 0);
    for (node, slot) in epochs() {
        walker.positions_ecef(node * math::TAU / 30.0, slot * math::TAU / 30.0, burnout_s, &mut positions);
        sum += positions.iter().filter(|p| (*p - place).norm() <= reach_m).count();
    }
    let mean = sum as f64 / epochs().len() as f64;
    assert!((shell.tally(&pattern).mean / mean - 1.0).abs() < 3e-3, "{} {mean}", shell.tally(&pattern).mean);
}

#[test]
fn criteria_stand_in_order_and_the_mean_is_linear() {
    let num = |salvo, criterion| {
        job(40.0, salvo, 1).in_shell(3e5, rad(45.0)).unwrap().least(criterion, 0.95).unwrap().num_satellites
    };
    let first = num(1, Criterion::Mean);
    for salvo in [2, 5, 10] {
        assert!((num(salvo, Criterion::Mean) as f64 / first as f64 / f64::from(salvo) - 1.0).abs() < 0.01);
    }
    for (salvo, ratio) in [(2, 1.58), (5, 3.06), (10, 5.24)] {
        let own = num(salvo, Criterion::Poisson) as f64 / num(1, Criterion::Poisson) as f64;
        assert!((own / ratio - 1.0).abs() < 0.01, "{salvo}: {own}");
    }
    assert!(first < num(1, Criterion::Shell) && num(1, Criterion::Shell) < num(1, Criterion::WorstGap));
    assert!(num(1, Criterion::Shell) < num(1, Criterion::Poisson));
}

/// With a short reach the mean goes with its inverse square.
#[test]
fn a_short_reach_counts_by_its_square() {
    let num = |reach_m: f64| {
        let job = Job { reach: Reach::Fixed { reach_m }, ..job(40.0, 100, 1) };
        let job = Job { regions: vec![Path::point(&at(40.0, 3e5), 100.0)], ..job };
        job.in_shell(3e5, rad(60.0)).unwrap().least(Criterion::Mean, 0.95).unwrap().num_satellites as f64
    };
    // The place is 300 km above the ellipsoid, the orbit above the equator's radius: 9 km apart.
    assert!((num(2e5) / num(4e5) / 4.0 - 1.0).abs() < 0.01, "{}", num(2e5) / num(4e5));
}

#[test]
fn regions_far_apart_compete_only_where_they_share() {
    let one = job(40.0, 3, 1);
    let both = |east: f64| {
        let other = Geodetic { lon_rad: rad(127.0 + east), ..at(40.0, 2e5) };
        let regions = vec![one.regions[0].clone(), Path::point(&other, 120.0)];
        let shell = Job { regions, ..one.clone() }.in_shell(3e5, rad(45.0)).unwrap();
        shell.least(Criterion::Mean, 0.95).unwrap().num_satellites as f64
    };
    let alone = one.in_shell(3e5, rad(45.0)).unwrap().least(Criterion::Mean, 0.95).unwrap().num_satellites as f64;
    assert!((both(0.0) / alone - 2.0).abs() < 0.01, "{}", both(0.0) / alone);
    assert!((both(120.0) / alone - 1.0).abs() < 0.01, "{}", both(120.0) / alone);
    assert!(both(4.0) > 1.1 * alone && both(4.0) < 2.0 * alone);
}

/// A climb that ends where a point stands is reached from more satellites, never fewer.
#[test]
fn a_climb_is_reached_from_more_satellites_than_its_end() {
    let end = job(40.0, 1, 1);
    let climb = Path::boost(120.0, 1e5, |t| wgs84::ecef_from_geodetic(&at(40.0, 2e5 * (t / 120.0).powi(2))));
    let moving = Job { regions: vec![climb], ..end.clone() };
    let (a, b) = (end.in_shell(3e5, rad(45.0)).unwrap(), moving.in_shell(3e5, rad(45.0)).unwrap());
    assert!(b.fraction() > a.fraction() && b.fraction() < 1.3 * a.fraction(), "{} {}", b.fraction(), a.fraction());
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let good = job(40.0, 1, 1);
    let refused = |job: &Job, inc: f64| job.in_shell(3e5, rad(inc)).unwrap_err();
    assert!(matches!(refused(&job(60.0, 1, 1), 45.0), SpaceError::OutOfBand { .. }));
    let late = Job { release_s: 120.0, ..good.clone() };
    assert_eq!(refused(&late, 45.0), SpaceError::NoTime { release_s: 120.0, burnout_s: 120.0 });
    let short = Job { reach: Reach::Fixed { reach_m: 5e4 }, ..good.clone() };
    assert!(matches!(refused(&short, 45.0), SpaceError::TooFar { .. }));
    let low = Path::boost(120.0, 3e5, |t| wgs84::ecef_from_geodetic(&at(40.0, 1e3 * t)));
    assert!(matches!(refused(&Job { regions: vec![low], ..good.clone() }, 45.0), SpaceError::TooLow { .. }));
    assert!(matches!(refused(&Job { regions: vec![], ..good.clone() }, 45.0), SpaceError::Regions { .. }));
    assert!(matches!(refused(&Job { salvo: 0, ..good }, 45.0), SpaceError::OutOfRange { .. }));
}

/// No more than `mean / demand` of the epochs can have as many as asked for.
#[test]
fn no_shell_is_credited_with_more_than_its_mean_allows() {
    for (lat, inclination) in [(40.0, 41.0), (40.0, 45.0), (38.0, 38.5), (35.0, 60.0)] {
        let shell = job(lat, 1, 1).in_shell(400e3, rad(inclination)).unwrap();
        for probability in [0.9, 0.95, 0.99] {
            let least = shell.least(Criterion::Shell, probability).unwrap();
            let mean = least.num_satellites as f64 * shell.fraction();
            assert!(mean >= probability, "{lat} {inclination} {probability}: {} give {mean}", least.num_satellites);
        }
    }
}
