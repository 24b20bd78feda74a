//! The barrage of Wilkening 1999 against a table of its formula that other code computed.

use cupola_engage::{KillChance, Raid, Tracking};

/// Half of the last printed digit of the table.
const MAX_PROBABILITY_ERROR: f64 = 0.51e-6;
const MAX_SHOTS_ERROR: f64 = 0.51e-4;

#[test]
fn barrages_are_those_of_the_table() {
    let table = include_str!("data/barrage_sizing.csv");
    let mut num_rows = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let row: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let [warheads, wanted, single, needed, shots_real, shots, interceptors] = row[..] else { panic!("{line}") };
        let raid = Raid::new(warheads as u32, Tracking::EachWarhead(1.0)).unwrap();
        let barrage = raid.barrage(single, wanted).unwrap().unwrap();
        assert!((barrage.needed_probability - needed).abs() <= MAX_PROBABILITY_ERROR, "{line}: {barrage:?}");
        assert!((barrage.real_shots - shots_real).abs() <= MAX_SHOTS_ERROR, "{line}: {barrage:?}");
        assert_eq!((f64::from(barrage.shots), f64::from(barrage.all_shots)), (shots, interceptors), "{line}");
        let chance = KillChance::independent(single).unwrap();
        assert!(raid.no_leak(&chance, barrage.shots) >= wanted - 1e-12, "{line}");
        num_rows += 1;
    }
    assert_eq!(num_rows, 108);
}
