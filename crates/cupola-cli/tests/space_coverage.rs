//! `cupola space coverage`: shells, files and places, and what is refused.

mod common;

use common::{Folder, at, number};

const STATION: &str = "ISS (ZARYA)\n\
    1 25544U 98067A   26320.50000000  .00016717  00000-0  10270-3 0  9005\n\
    2 25544  51.6400 208.9163 0006317  69.9862  25.2906 15.49815350    10\n";
const SHELL: &str = "space coverage --walker 24/3/1 --inclination-deg 53 --altitude-km 550 --hours 6 --json";

fn words(args: &str) -> Vec<&str> {
    args.split(' ').collect()
}

#[test]
fn a_shell_leaves_the_poles_unseen_and_a_satellite_of_a_file_adds_to_it() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("station.tle"), STATION).unwrap();
    let shell = folder.cupola(&words(SHELL)).json();
    let both = folder.cupola(&words(&format!("{SHELL} --elements station.tle"))).json();
    let alone = folder.cupola(&words("space coverage --elements station.tle --hours 6 --json")).json();
    let [shell, both, alone] = [shell, both, alone].map(|sheet| {
        (number(&sheet, "num_satellites"), number(&sheet, "mean_in_view"), number(&sheet, "covered_fraction"))
    });
    assert_eq!((shell.0, both.0, alone.0), (24.0, 25.0, 1.0));
    assert!((both.1 - shell.1 - alone.1).abs() < 1e-3, "{shell:?} {both:?} {alone:?}");
    assert!(both.2 > shell.2 && alone.2 > 0.02, "{shell:?} {both:?} {alone:?}");
}

#[test]
fn a_place_never_seen_has_no_gaps_and_a_map_is_drawn() {
    let folder = Folder::new();
    let args = "space coverage --walker 24/3/1 --inclination-deg 0 --altitude-km 550 --hours 3 --at 60,0 --json";
    let never = folder.cupola(&words(args)).json();
    assert_eq!((number(&never, "never_fraction"), number(&never, "covered_fraction")), (1.0, 0.0));
    assert!(at(&never, "revisit_s.mean")[0].is_null() && at(&never, "response_s")[0].is_null());
    assert!((number(&never, "worst_central_angle_deg") - 90.0).abs() < 1e-6);
    folder.cupola(&words(&format!("{SHELL} --svg map.svg --csv map.csv"))).json();
    let map = std::fs::read_to_string(folder.path().join("map.svg")).unwrap();
    assert!(map.starts_with("<svg xmlns=") && map.contains("of the Earth is seen at a time"));
    assert!(std::fs::read_to_string(folder.path().join("map.csv")).unwrap().lines().count() > 5_000);
}

#[test]
fn every_fault_is_named_at_once() {
    let folder = Folder::new();
    std::fs::write(folder.path().join("station.tle"), STATION).unwrap();
    let refused = |args: &str| folder.cupola(&words(args)).refused();
    let said = refused(
        "space coverage --walker 4/0/1 --walker 5/2/9 --inclination-deg 200 --altitude-km -3 --stereo-deg 0 --step-s 0 --threads 0",
    );
    for part in [
        "--walker 4/0/1: 0 planes",
        "--walker 5/2/9: 2 planes",
        "--inclination-deg 200",
        "--altitude-km -3",
        "--stereo-deg 0",
        "--step-s 0",
        "--threads 0",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let twice = refused("space coverage --elements station.tle --elements station.tle");
    assert!(twice.contains("station.tle:2:1: catalogue number 25544 stands in station.tle already"), "{twice}");
    // Eccentric enough to go through the ground; the check digit is right.
    let buried = STATION.replace("0006317", "6000000").replace("    10\n", "    19\n");
    std::fs::write(folder.path().join("buried.tle"), buried).unwrap();
    let buried = refused("space coverage --elements buried.tle");
    assert!(buried.contains("buried.tle:2:") && buried.contains("perigee"), "{buried}");
}
