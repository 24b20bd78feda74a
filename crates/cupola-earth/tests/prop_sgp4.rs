//! Element sets of any text, and satellites of any elements: refused or flown, never a panic.

use cupola_earth::sgp4::Satellite;
use proptest::prelude::*;

const LINES: [&str; 2] = [
    "1 88888U          80275.98708465  .00073094  13844-3  66816-4 0    87",
    "2 88888  72.8435 115.9689 0086731  52.6988 110.5714 16.05824518  1058",
];

/// Flies it near and far; what comes out is a state outside the Earth or a code.
fn fly(satellite: &Satellite) -> Result<(), TestCaseError> {
    for time_s in [0.0, 1e3, -1e4, 1e6, -1e7, f64::NAN] {
        match satellite.state(time_s) {
            Ok(state) => {
                prop_assert!(state.pos_teme_m.norm() > 6.378e6);
                prop_assert!(state.vel_teme_m_s.iter().all(|v| v.is_finite()));
            }
            Err(refusal) => prop_assert!((1..=7).contains(&refusal.code())),
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(line1 in "\\PC{0,80}", line2 in "[12 ]\\PC{0,80}") {
        if let Ok(satellite) = Satellite::from_tle(&line1, &line2) {
            fly(&satellite)?;
        }
    }

    #[test]
    fn spoiled_sets_are_read_or_refused(spoils in prop::collection::vec((0..2_usize, 0..69_usize, any::<char>()), 1..5)) {
        let mut lines = LINES.map(|line| line.chars().collect::<Vec<char>>());
        for (line, column, spoil) in spoils {
            lines[line][column] = spoil;
        }
        let [line1, line2] = lines.map(String::from_iter);
        if let Ok(satellite) = Satellite::from_tle(&line1, &line2) {
            fly(&satellite)?;
        }
    }

    #[test]
    fn any_elements_fly_or_are_refused(
        bstar in -0.1..0.1, revolutions_per_day in -1.0..20.0, e in -0.1..1.1, i in -1.0..4.0,
        angles in prop::array::uniform3(-7.0..7.0),
    ) {
        let motion = revolutions_per_day * std::f64::consts::TAU / 86_400.0;
        match Satellite::from_mean_elements(6.8e8, bstar, motion, e, i, angles[0], angles[1], angles[2]) {
            Ok(satellite) => fly(&satellite)?,
            Err(_) => prop_assert!(revolutions_per_day <= 0.0 || !(0.0..1.0).contains(&e) || e > 0.9),
        }
    }
}
