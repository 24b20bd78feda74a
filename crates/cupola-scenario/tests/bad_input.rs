//! Bad input and the fault it gets: place, key and words.

#[path = "common/cases.rs"]
mod cases;
mod common;

use cases::{Case, case, each_gets_its_fault, faults_of};
use common::{Folder, GOOD};
use cupola_scenario::{Fault, Faults, Source, load};

const CASES: &[Case] = &[
    case(
        "unknown nation",
        "lat_deg = 45.02",
        "lat_deg = 45.02\nprotects = [\"harbour\", «\"harbor\"]",
        &[("battery.fort.protects", "there is no asset \"harbor\"; allowed: harbour (did you mean `harbour`?)")],
    ),
    case(
        "nation nobody defines",
        "id = \"harbour\"\nnation = \"coastland\"",
        "id = \"harbour\"\nnation = «\"coasland\"",
        &[(
            "asset.harbour.nation",
            "there is no nation \"coasland\"; allowed: coastland, farland (did you mean `coastland`?)",
        )],
    ),
    case(
        "unknown item",
        "is = \"pac3-mse\"\nitem = \"pac3\"",
        "is = \"pac3-mse\"\nitem = «\"sm3\"",
        &[("interceptor.pac3-mse.item", "there is no item \"sm3\"; allowed: pac3")],
    ),
    case(
        "unknown catalogue id",
        "is = \"an-tpy-2\"",
        "is = «\"an-tpy-3\"",
        &[("sensor.hill-radar.is", "the catalogue has no sensor \"an-tpy-3\"")],
    ),
    case(
        "radar lost before it is there, and with none of its range",
        "is = \"an-tpy-2\"",
        "is = \"an-tpy-2\"\nfrom = 2028-03-01\nuntil = «2028-03-01\nrange_fraction = «0",
        &[
            ("sensor.hill-radar.until", "is not after `from`; allowed: a later day"),
            ("sensor.hill-radar.range_fraction", "0 is not allowed; allowed: 0.01 to 1"),
        ],
    ),
    case(
        "unknown threat",
        "threat = \"srbm-700\"",
        "threat = «\"srbm-70\"",
        &[("raid.opening.group.missiles.threat", "neither this scenario nor the catalogue has a threat \"srbm-70\"")],
    ),
    case(
        "way of a missile that cannot turn",
        "threat = \"srbm-700\"",
        "threat = \"srbm-700\"\nvia = «[{ lat_deg = 46, lon_deg = -33 }]",
        &[(
            "raid.opening.group.missiles.via",
            "srbm-700 does not turn on its way; allowed: for gliders, cruise missiles and drones",
        )],
    ),
    case(
        "way that leads too far",
        "threat = \"srbm-700\"\nfrom = [",
        "threat = \"cruise-subsonic\"\nvia = [{ lat_deg = -46, lon_deg = -33 }]\nfrom = «[",
        &[("raid.opening.group.missiles.from", "no aim is within reach of \"west-sea\": the nearest is 20")],
    ),
    case(
        "place to turn at that is none",
        "threat = \"srbm-700\"",
        "threat = \"kalibr\"\nvia = [{ lat_deg = «96, lon_deg = -33 }]",
        &[("raid.opening.group.missiles.via.1.lat_deg", "96 is outside what is allowed; allowed: -90 to 90")],
    ),
    case(
        "burn of a threat that is none",
        "[doctrine]",
        "[[threat]]\nis = \"srbm-700\"\nburn_s = «1e9\n[doctrine]",
        &[("threat.srbm-700.burn_s", "1000000000 is not allowed; allowed: 1 to 1000")],
    ),
    case(
        "boost of an interceptor that is none",
        "is = \"pac3-mse\"\nitem",
        "is = \"pac3-mse\"\nboost_s = «0\nitem",
        &[("interceptor.pac3-mse.boost_s", "0 is not allowed; allowed: 0.1 to 1000")],
    ),
    case(
        "threat whose flight is not modelled",
        "threat = \"srbm-700\"",
        "threat = «\"fobs\"",
        &[("threat.fobs.flight", "fobs: orbital flight is not modelled yet; allowed: a flight that is")],
    ),
    case(
        "unknown line",
        "line = \"pac3-coast\"",
        "line = «\"pac3-cost\"",
        &[(
            "agreement.pact.output.pac3-cost.line",
            "there is no line \"pac3-cost\"; allowed: pac3-coast (did you mean",
        )],
    ),
    case(
        "arm naming an unknown agreement",
        "[doctrine]",
        "[compare]\narms = [ { id = \"a\", agreements = [«\"treaty\"] } ]\n[doctrine]",
        &[("compare.arms.a.agreements", "there is no agreement \"treaty\"; allowed: pact")],
    ),
    case(
        "wrong unit",
        "boresight_deg = 270\n\n",
        "boresight_deg = 270\n«range_m = 500_000\n\n",
        &[(
            "sensor.hill-radar.range_m",
            "wrong unit: m, where km is used; allowed: range_km (did you mean `range_km`?)",
        )],
    ),
    case(
        "unknown key",
        "channels = 6",
        "channels = 6\n«chanels = 7",
        &[("battery.fort.chanels", "unknown key; allowed: ")],
    ),
    case(
        "wrong type",
        "channels = 6",
        "channels = «\"six\"",
        &[("battery.fort.channels", "is text (\"six\"); allowed: a number, or a table of ")],
    ),
    case(
        "no such word",
        "status = \"hypothetical\"\n[[",
        "status = «\"hypotetical\"\n[[",
        &[(
            "agreement.pact.status",
            "\"hypotetical\" is not one of the words; allowed: in-force, agreed, proposed, hypothetical (did",
        )],
    ),
    case(
        "missing key",
        "id = \"fort\"\nnation = \"coastland\"",
        "id = \"fort\"",
        &[("battery.fort.nation", "is missing; allowed: text")],
    ),
    case(
        "negative count",
        "count = { low = 4,",
        "count = { low = «-4,",
        &[("raid.opening.group.missiles.count.low", "-4 is not allowed; allowed: 0 to 100000")],
    ),
    case(
        "negative number of units",
        "count = 2",
        "count = «-2",
        &[("battery.fort.count", "-2 is outside what is allowed; allowed: 1 to 1000")],
    ),
    case(
        "low above likely",
        "count = { low = 4,",
        "count = «{ low = 7,",
        &[(
            "raid.opening.group.missiles.count",
            "low 7, likely 6, high 8 are out of order; allowed: low ≤ likely ≤ high",
        )],
    ),
    case(
        "probability above one",
        "likely = 0.2, high = 0.3",
        "likely = 0.2, high = «1.3",
        &[("doctrine.correlation.high", "1.3 is not allowed; allowed: 0 to 1")],
    ),
    case(
        "grade without sources",
        "high = 0.3, grade = \"assumed\"",
        "high = 0.3, grade = «\"press\"",
        &[("doctrine.correlation.grade", "grade \"press\" needs sources")],
    ),
    case(
        "range without grade",
        "correlation = { low = 0.1, likely = 0.2, high = 0.3, grade = \"assumed\" }",
        "correlation = «{ low = 0.1, likely = 0.2, high = 0.3 }",
        &[("doctrine.correlation", "has no grade; allowed: official, ")],
    ),
    case(
        "more rounds than launchers hold",
        "per_launcher = 12",
        "per_launcher = «16",
        &[(
            "battery.fort.load.pac3-mse.per_launcher",
            "16 rounds are more than a launcher holds; allowed: up to 12 (catalogue, pac3-mse)",
        )],
    ),
    case(
        "north of the pole",
        "lat_deg = 45.02",
        "lat_deg = «145.02",
        &[("battery.fort.lat_deg", "145.02 is outside what is allowed; allowed: -90 to 90")],
    ),
    case(
        "off the map",
        "lon_deg = -30.05",
        "lon_deg = «-190",
        &[("battery.fort.lon_deg", "-190 is outside what is allowed; allowed: -180 to 180")],
    ),
    case(
        "raid at no asset",
        "aim = { harbour = 1 }",
        "aim = «[]",
        &[("raid.opening.group.missiles.aim", "is aimed at no asset; allowed: harbour")],
    ),
    case(
        "raid out of reach",
        "lon_deg = -36.0",
        "lon_deg = -76.0",
        &[("raid.opening.group.missiles.from", "no aim is within reach of \"west-sea\": the nearest is ")],
    ),
    case(
        "shares over one",
        "customers = { coastland = 1.0 }",
        "customers = «{ coastland = 0.8, farland = 0.4 }",
        &[("line.pac3-coast.customers", "the shares add up to 1.200; allowed: at most 1")],
    ),
    case(
        "dates out of order",
        "raids_start = 2028-01-01",
        "raids_start = «2026-01-01",
        &[("study.raids_start", "2026-01-01 is before stock_date, 2027-01-01")],
    ),
    case(
        "no such day",
        "\"2029-01-01\" = 12",
        "«\"2029-02-30\" = 12",
        &[("line.pac3-coast.per_year.2029-02-30", "\"2029-02-30\" is no date; allowed: ")],
    ),
    case(
        "two of one id",
        "[[item]]",
        "[[asset]]\nid = «\"harbour\"\nnation = \"farland\"\nlat_deg = 1\nlon_deg = 1\n[[item]]",
        &[("asset.harbour.id", "there are two of asset \"harbour\"")],
    ),
    case(
        "not a finite number",
        "radius_km = 20",
        "«radius_km = inf",
        &[("area.radius_km", "inf is not a finite number")],
    ),
    case("not TOML", "count = 2", "count = «two", &[("", "not TOML: ")]),
    case(
        "shells and a shell beside them, zero planes, in the ground, twice, without satellites",
        "[doctrine]",
        "[[constellation]]
id = \"web\"
nation = \"coastland\"
role = \"tracking\"
«planes = 3
  [[constellation.shell]]
  id = \"low\"
  planes = 2
  per_plane = «5
  satellites = 10
  altitude_km = 900
  inclination_deg = 50
  [[constellation.shell]]
  id = «\"low\"
  planes = 2
  per_plane = 5
  altitude_km = «-20
  inclination_deg = 50
  «[[constellation.shell]]
  planes = 2
  altitude_km = 900
  inclination_deg = 120
[doctrine]",
        &[
            ("constellation.web.planes", "is given, and [[constellation.shell]] too; allowed: one of them"),
            ("constellation.web.shell.low.per_plane", "is given, and satellites too; allowed: one of them"),
            ("constellation.web.shell.low.id", "there are two of shell \"low\""),
            ("constellation.web.shell.low.altitude_km", "-20 is not allowed; allowed: 100 to 100000"),
            ("constellation.web.shell.3", "has no satellites; allowed: satellites, or per_plane"),
        ],
    ),
    case(
        "a shell without planes",
        "[doctrine]",
        "[[constellation]]
id = \"web\"
nation = \"coastland\"
role = \"tracking\"
  [[constellation.shell]]
  planes = «0
  per_plane = 5
  altitude_km = 900
  inclination_deg = «181
[doctrine]",
        &[
            ("constellation.web.shell.1.planes", "0 is outside what is allowed; allowed: 1 to 10000"),
            ("constellation.web.shell.1.inclination_deg", "181 is outside what is allowed; allowed: 0 to 180"),
        ],
    ),
    case(
        "satellites without an orbit, with two, in the ground, upside down, half said, twice; a shell half said",
        "[doctrine]",
        "«[[constellation]]
id = \"high\"
nation = \"coastland\"
role = \"warning\"
planes = 3
altitude_km = 900
inclination_deg = 50
  «[[constellation.satellite]]
  [[constellation.satellite]]
  id = \"both\"
  longitude_deg = 130
  «perigee_km = 500
  [[constellation.satellite]]
  id = \"low\"
  perigee_km = «80
  apogee_km = «70
  inclination_deg = 63.4
  node_deg = 0
  argument_deg = 270
  anomaly_deg = 0
  [[constellation.satellite]]
  id = «\"both\"
  longitude_deg = «400
  «[[constellation.satellite]]
  perigee_km = 500
  apogee_km = 39900
  inclination_deg = 63.4
  node_deg = 0
  argument_deg = 270
  [[constellation.satellite]]
  elements = «\"nothing\"
[doctrine]",
        &[
            ("constellation.high.satellites", "is missing"),
            ("constellation.high.satellite.1", "has no orbit; allowed: longitude_deg; or perigee_km, apogee_km"),
            ("constellation.high.satellite.both.perigee_km", "is given, and longitude_deg too; allowed: one of them"),
            ("constellation.high.satellite.low.perigee_km", "80 is in the ground or in the air; allowed: above 100"),
            ("constellation.high.satellite.low.apogee_km", "70 is below perigee_km, 80"),
            ("constellation.high.satellite.both.id", "there are two of satellite \"both\""),
            ("constellation.high.satellite.both.longitude_deg", "400 is outside what is allowed"),
            ("constellation.high.satellite.5.anomaly_deg", "is missing; allowed: a number"),
            ("constellation.high.satellite.6.elements", "line 1: "),
        ],
    ),
    case(
        "several at once, of both stages",
        "lat_deg = 45.02\nlon_deg = -30.05\nat = \"harbour\"",
        "«latt = 1\nlat_deg = 45.02\nlon_deg = -30.05\nat = «\"harbur\"\nreload_min = «-3",
        &[
            ("battery.fort.latt", "unknown key"),
            ("battery.fort.at", "there is no asset \"harbur\""),
            ("battery.fort.reload_min", "-3 is not allowed; allowed: 0 and more"),
        ],
    ),
];

fn one(faults: &Faults) -> &Fault {
    assert_eq!(faults.0.len(), 1, "{faults}");
    &faults.0[0]
}

#[test]
fn good_file_has_no_faults() {
    let (_, faults) = faults_of(GOOD, "good", &[]);
    assert!(faults.0.is_empty(), "{faults}");
}

#[test]
fn each_bad_input_gets_its_fault() {
    each_gets_its_fault("input", CASES);
}

/// Every line taken out, doubled or given nonsense: faults with a place, never a panic.
#[test]
fn nonsense_never_panics() {
    let nonsense =
        ["", "-1", "1e308", "\"x\"", "[]", "{}", "[{}]", "{ of = \"x.y\" }", "{ likely = -1 }", "2028-02-01", "true"];
    let lines: Vec<&str> = GOOD.lines().collect();
    let folder = Folder::new("nonsense");
    let check = |changed: &[String]| {
        let path = folder.write("scenario.toml", changed.join("\n"));
        if let Err(faults) = load(Source::Path(&path), &[]) {
            assert!(!faults.0.is_empty());
            assert!(faults.0.iter().all(|f| f.line >= 1 && f.column >= 1 && f.line <= changed.len() + 1));
        }
    };
    for (n, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        let own = |replacement: &[String]| {
            let mut changed: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
            changed.splice(n..=n, replacement.iter().cloned());
            check(&changed);
        };
        own(&[]);
        own(&[(*line).to_owned(), (*line).to_owned()]);
        if let Some((key, _)) = line.split_once('=') {
            nonsense.iter().for_each(|value| own(&[format!("{key}= {value}")]));
        }
    }
}

#[test]
fn deep_keys_and_lists_are_faults() {
    let deep_key = format!("format = 1\n{}a = 1\n", "a.".repeat(100_000));
    let deep_list = format!("format = 1\na = {}", "[".repeat(100_000));
    for (name, text) in [("deep-key", deep_key), ("deep-list", deep_list)] {
        let (_, faults) = faults_of(&text, name, &[]);
        assert!(!faults.0.is_empty());
    }
    let set = format!("{}a=1", "a.".repeat(100_000));
    assert!(!faults_of(GOOD, "deep-set", &[&set]).1.0.is_empty());
}

#[test]
fn two_syntax_errors_are_both_reported() {
    let (_, faults) =
        faults_of(&GOOD.replace("count = 2", "count = ?").replace("launchers = 3", "launchers 3"), "syntax", &[]);
    assert!(faults.0.len() >= 2, "{faults}");
}

#[test]
fn empty_file() {
    let (file, faults) = faults_of(" \n", "empty", &[]);
    assert_eq!(one(&faults).to_string(), format!("{file}:1:1: the file is empty (did you mean `cupola init DIR`?)"));
}

#[test]
fn invalid_utf8() {
    let folder = Folder::new("utf8");
    let path = folder.write("scenario.toml", b"format = 1\n# \xff\n");
    let faults = load(Source::Path(&path), &[]).unwrap_err();
    assert_eq!(one(&faults).to_string(), format!("{}:2:3: byte 13 is not UTF-8 text", path.display()));
}

#[test]
fn huge_file_is_not_read() {
    let folder = Folder::new("huge");
    let path = folder.write("scenario.toml", "");
    std::fs::File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
    let faults = load(Source::Path(&path), &[]).unwrap_err();
    let printed = one(&faults).to_string();
    assert!(printed.contains(":1:1: the file has 1099511627776 bytes, too many"), "{printed}");
    assert!(printed.ends_with("allowed: at most 8 MiB"), "{printed}");
}

#[test]
fn folder_or_nothing_instead_of_a_file() {
    let folder = Folder::new("folder");
    let faults = load(Source::Path(folder.path()), &[]).unwrap_err();
    assert!(one(&faults).message.contains("is not a file"));
    let faults = load(Source::Path(&folder.path().join("none.toml")), &[]).unwrap_err();
    assert!(one(&faults).message.contains("there is no such file"));
}

#[test]
fn unknown_bundled_name_has_a_near_miss() {
    let faults = load(cupola_scenario::resolve("tutoral"), &[]).unwrap_err();
    assert_eq!(one(&faults).hint.as_deref(), Some("tutorial"));
}

#[test]
fn cycle_of_extends_is_printed() {
    let folder = Folder::new("cycle");
    let a = folder.write("a.toml", "format = 1\nextends = \"b.toml\"\n");
    let b = folder.write("b.toml", "format = 1\nextends = \"a.toml\"\n");
    let faults = load(Source::Path(&a), &[]).unwrap_err();
    let (a, b) = (a.display(), b.display());
    assert_eq!(one(&faults).to_string(), format!("{b}:2:11: extends: extends itself: {a} → {b} → {a}"));
}

#[test]
fn extends_stays_in_the_folder() {
    let folder = Folder::new("climb");
    folder.write("other.toml", GOOD);
    for (path, words) in [
        ("../other.toml", "climbs out of the scenario's folder"),
        ("sub/../../other.toml", "climbs out of the scenario's folder"),
        ("/etc/hostname", "is an absolute path"),
        ("none.toml", "cannot be read: there is no such file"),
    ] {
        let file = folder.write("inner/scenario.toml", format!("format = 1\nextends = \"{path}\"\n"));
        let faults = load(Source::Path(&file), &[]).unwrap_err();
        let printed = one(&faults).to_string();
        assert!(printed.starts_with(&format!("{}:2:11: extends: ", file.display())), "{printed}");
        assert!(printed.contains(words), "{printed}");
    }
}

#[test]
fn a_bad_file_of_elements_is_named_with_its_line() {
    let folder = Folder::new("elements");
    let stated = |file: &str| {
        format!(
            "{GOOD}\n[[constellation]]\nid = \"high\"\nnation = \"coastland\"\nrole = \"warning\"\n\
             [[constellation.satellite]]\nelements_file = \"{file}\"\n"
        )
    };
    let sets = "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753\r\n\
                2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413668\r\n";
    let file = folder.write("bad.tle", sets);
    let path = folder.write("scenario.toml", stated("bad.tle"));
    let faults = load(Source::Path(&path), &[]).unwrap_err();
    let printed = one(&faults).to_string();
    assert!(printed.starts_with(&format!("{}:2:69: constellation.high.satellite.1.elements_file: ", file.display())));
    assert!(printed.contains("check"), "{printed}");

    // Sound, it becomes part of the scenario, and an old epoch is told in the report.
    folder.write("good.tle", sets.replace("413668", "413667"));
    let path = folder.write("scenario.toml", stated("good.tle"));
    let loaded = load(Source::Path(&path), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(loaded.world.constellations[0].stated.num(), 1);
    assert!(loaded.world.caveats.iter().any(|c| c.contains("Orbits of high: 1 of 1 epochs")));
    assert_eq!(loaded.files.len(), 2);
    let alone = folder.write("alone/scenario.toml", &loaded.text);
    assert_eq!(load(Source::Path(&alone), &[]).unwrap_or_else(|faults| panic!("{faults}")).hash, loaded.hash);

    for (name, words) in [("none.tle", "there is no such file"), ("../bad.tle", "climbs out of the scenario's folder")]
    {
        let path = folder.write("scenario.toml", stated(name));
        let printed = one(&load(Source::Path(&path), &[]).unwrap_err()).to_string();
        assert!(printed.contains("constellation.high.satellite.1.elements_file: "), "{printed}");
        assert!(printed.contains(words), "{printed}");
    }
    let set = "constellation.high.satellite.1.elements_file=\"bad.tle\"";
    let path =
        folder.write("scenario.toml", stated("good.tle").replace("elements_file = \"good.tle\"", "longitude_deg = 5"));
    assert!(load(Source::Path(&path), &[set.to_owned()]).is_err(), "a file named on the command line has no folder");
}

#[cfg(unix)]
#[test]
fn link_out_of_the_folder_is_refused() {
    let folder = Folder::new("link");
    let target = folder.write("other.toml", GOOD);
    let file = folder.write("inner/scenario.toml", "format = 1\nextends = \"link.toml\"\n");
    std::os::unix::fs::symlink(target, file.with_file_name("link.toml")).unwrap();
    let faults = load(Source::Path(&file), &[]).unwrap_err();
    assert!(one(&faults).message.contains("leads out of the scenario's folder"), "{faults}");
}

#[test]
fn removing_what_is_not_there() {
    let folder = Folder::new("remove");
    folder.write("base.toml", GOOD);
    let text = "format = 1\nextends = \"base.toml\"\n[[battery]]\nid = \"port\"\nremove = true\n";
    let path = folder.write("scenario.toml", text);
    let faults = load(Source::Path(&path), &[]).unwrap_err();
    let printed = one(&faults).to_string();
    assert!(
        printed.ends_with(":5:1: battery.port: there is no \"port\" to remove; allowed: fort (did you mean `fort`?)"),
        "{printed}"
    );
}
