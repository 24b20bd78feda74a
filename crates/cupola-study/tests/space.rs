//! The space layer inside a run.

mod common;

use common::{COAST, FEW, How, ORBIT, Study, play};

/// Few runs, all with their events.
const SOME: How = How { until: 100, keep_events: 100, ..FEW };

fn orbit(sets: &[&str]) -> Study {
    play(&[COAST, ORBIT].concat(), sets, SOME)
}

/// The constellation `shield` with these lines instead of its own.
fn shield(lines: &str, how: How) -> Study {
    let flat = "satellites = 400\nplanes = 20\naltitude_km = 400\ninclination_deg = 50\n";
    assert_eq!(ORBIT.matches(flat).count(), 1);
    // The shells of a table come after its own keys.
    let (before, after) = ORBIT.split_once(flat).expect("the constellation has one shell");
    let (keys, rest) = after.split_once("\n\n").expect("another table follows");
    play(&[COAST, before, keys, "\n", lines, "\n", rest].concat(), &[], how)
}

fn in_reach(study: &Study) -> f64 {
    1.0 - study.mean("raid.boosts_out_of_reach") / study.mean("raid.boosts")
}

#[test]
fn half_the_satellites_in_each_of_two_shells_reach_as_many() {
    let one = orbit(&[]);
    let shell = "[[constellation.shell]]\nplanes = 10\nper_plane = 20\naltitude_km = 400\ninclination_deg = 50\n";
    let two = shield(&shell.repeat(2), SOME);
    assert!(
        (in_reach(&one) - in_reach(&two)).abs() < 0.12,
        "in reach: {:.2} and {:.2}",
        in_reach(&one),
        in_reach(&two)
    );
    let equatorial = shell.replace("inclination_deg = 50", "inclination_deg = 5");
    assert!(in_reach(&shield(&equatorial.repeat(2), SOME)) < 0.05, "no equatorial orbit comes near 40° north");
    let mixed = shield(&[shell, &equatorial].concat(), SOME);
    assert!(in_reach(&mixed) < in_reach(&two) && in_reach(&mixed) > 0.3 * in_reach(&two));
}
