//! Files of orbits: every format read alike, every fault named with its place.

use cupola_core::Day;
use cupola_scenario::orbits::{OrbitFile, load, parse};

const VANGUARD: &str = "\
1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753
2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667
";

const KVN: &str = "\
CCSDS_OMM_VERS = 2.0
CREATION_DATE = 2000-06-28T00:00:00
ORIGINATOR = TEST
OBJECT_NAME = VANGUARD 1
OBJECT_ID = 1958-002B
CENTER_NAME = EARTH
REF_FRAME = TEME
TIME_SYSTEM = UTC
MEAN_ELEMENT_THEORY = SGP/SGP4
COMMENT a comment = none
EPOCH = 2000-06-27T18:50:19.733568
MEAN_MOTION = 10.82419157 [rev/day]
ECCENTRICITY = 0.1859667
INCLINATION = 34.2682 [deg]
RA_OF_ASC_NODE = 348.7242 [deg]
ARG_OF_PERICENTER = 331.7664
MEAN_ANOMALY = 19.3264
NORAD_CAT_ID = 5
BSTAR = 0.000028098
";

const KEYS: [(&str, &str); 10] = [
    ("OBJECT_NAME", "VANGUARD 1"),
    ("EPOCH", "2000-179T18:50:19.733568"),
    ("MEAN_MOTION", "10.82419157"),
    ("ECCENTRICITY", "0.1859667"),
    ("INCLINATION", "34.2682"),
    ("RA_OF_ASC_NODE", "348.7242"),
    ("ARG_OF_PERICENTER", "331.7664"),
    ("MEAN_ANOMALY", "19.3264"),
    ("NORAD_CAT_ID", "5"),
    ("BSTAR", "2.8098e-5"),
];

fn json(quoted: bool) -> String {
    let value =
        |text: &str| if quoted || text.parse::<f64>().is_err() { format!("\"{text}\"") } else { text.to_owned() };
    let fields: Vec<String> = KEYS.iter().map(|(key, text)| format!("  \"{key}\": {}", value(text))).collect();
    format!("[{{\n{},\n  \"RCS_SIZE\": null\n}}]", fields.join(",\n"))
}

fn xml() -> String {
    let leaf = |(key, text): &(&str, &str)| format!("      <{key}>{text}</{key}>\n");
    let (metadata, data): (String, String) = (leaf(&KEYS[0]), KEYS[1..].iter().map(leaf).collect());
    format!(
        "<?xml version=\"1.0\"?>\n<ndm>\n<omm id=\"CCSDS_OMM_VERS\" version=\"2.0\">\n<body><segment><metadata>\n{metadata}\
         </metadata><data><meanElements>\n{data}</meanElements></data></segment></body>\n</omm>\n</ndm>\n"
    )
}

fn csv() -> String {
    let column = |of: fn(&(&str, &str)) -> String| KEYS.iter().map(of).collect::<Vec<String>>().join(",");
    format!("{}\r\n{}\r\n", column(|k| k.0.to_owned()), column(|k| format!("\"{}\"", k.1)))
}

fn read(text: &str) -> OrbitFile {
    parse(text, "orbits", None).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The faults as `line:column: key: message; allowed`, without the file's name.
fn faults(text: &str) -> Vec<String> {
    let faults = parse(text, "f", None).expect_err("it is spoilt").0;
    assert!(faults.iter().all(|fault| fault.allowed.is_some()), "{faults:?}");
    faults.iter().map(|fault| fault.to_string()[2..].to_owned()).collect()
}

#[test]
fn all_formats_give_the_same_satellite() {
    let expected = read(VANGUARD).entries[0].set;
    let named = format!("0 VANGUARD 1\r\n{}", VANGUARD.replacen('\n', "\r", 1));
    for text in [KVN.to_owned(), KVN.replace('\n', "\r\n"), json(false), json(true), xml(), csv(), named] {
        let file = read(&text);
        assert_eq!((file.entries.len(), file.entries[0].name.as_deref()), (1, Some("VANGUARD 1")), "{text}");
        let set = file.entries[0].set;
        assert_eq!(set.catalogue_number, expected.catalogue_number);
        for (found, wanted) in [
            (set.epoch_j2000_s, expected.epoch_j2000_s),
            (set.bstar_per_earth_radius, expected.bstar_per_earth_radius),
            (set.mean_motion_rad_s, expected.mean_motion_rad_s),
            (set.eccentricity, expected.eccentricity),
            (set.inclination_rad, expected.inclination_rad),
            (set.raan_rad, expected.raan_rad),
            (set.arg_perigee_rad, expected.arg_perigee_rad),
            (set.mean_anomaly_rad, expected.mean_anomaly_rad),
        ] {
            assert!((found - wanted).abs() <= 1e-12 * wanted.abs(), "{found} {wanted}\n{text}");
        }
    }
}

#[test]
fn all_faults_of_a_file_of_element_sets_are_named_at_once() {
    let spoilt = VANGUARD.replace("34.2682", "34.x682").replace("4753", "4754");
    let other = VANGUARD.replace("00005U", "00006U").replace("4753", "4754").replace(" 00005 ", " 00006 ");
    let text =
        format!("# comment\nFIRST\n{spoilt}\nLONELY\n{VANGUARD}\n{VANGUARD}{}", other.replace("413667", "413668"));
    let first_only = VANGUARD.lines().next().unwrap();
    assert_eq!(
        faults(&format!("{text}{first_only}")),
        [
            "3:69: FIRST: the check digit is `4`, the line adds up to 3; allowed: 68 columns and the sum of their digits modulo \
             10, here 3",
            "4:9: FIRST: found ` 34.x682` for the inclination; allowed: the inclination in columns 9 to 16",
            "4:69: FIRST: the check digit is `7`, the line adds up to 5; allowed: 68 columns and the sum of their digits \
             modulo 10, here 5",
            "10:1: 5: catalogue number 5 stands on line 7 already; allowed: each satellite once",
            "14:1: line 1 of a set without its line 2; allowed: line 2 on the next line",
        ]
    );
}

#[test]
fn lines_out_of_order_and_missing_digits_are_named() {
    let [line1, line2] = [0, 1].map(|i| VANGUARD.lines().nth(i).unwrap());
    let lines = |text: &str| faults(text).iter().map(|f| f.split(';').next().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(
        lines(&format!("{line2}\n{line1}\n{line1}\n{line2}")),
        ["1:1: line 2 of a set without its line 1", "2:1: line 1 of a set without its line 2",]
    );
    assert_eq!(
        lines(&format!("{line1}\n{}", &line2[..68])),
        ["2:69: 00005: the check digit is missing, the line adds up to 7"]
    );
    assert_eq!(
        lines("hello\nworld\n"),
        ["1:1: `hello` is followed by no element set", "2:1: `world` is followed by no element set"]
    );
    assert_eq!(
        faults(" \r\n\r")[0],
        "1:1: the file is empty; allowed: two-line element sets, orbit mean-elements messages as KVN, XML, JSON or CSV, or an \
        orbit ephemeris as KVN"
    );
    assert_eq!(lines("# nothing here\n"), ["1:1: the file holds no satellite"]);
}

#[test]
fn faults_of_messages_name_key_and_range() {
    let spoilt = KVN
        .replace("ECCENTRICITY = 0.1859667", "ECCENTRICITY = 1.2")
        .replace("BSTAR = 0.000028098\n", "")
        .replace("REF_FRAME = TEME", "REF_FRAME = GCRF")
        .replace("2000-06-27T", "2000-06-31T");
    assert_eq!(
        faults(&spoilt),
        [
            "1:1: BSTAR: is missing; allowed: -1 to 1",
            "7:13: REF_FRAME: `GCRF` is not understood; allowed: TEME",
            "11:9: EPOCH: is `2000-06-31T18:50:19.733568`; allowed: UTC as 2026-11-21T08:30:00 or 2026-325T08:30:00",
            "13:16: ECCENTRICITY: is `1.2`; allowed: 0 to 0.9999999",
        ]
    );
    assert_eq!(
        faults(&format!("{KVN}{KVN}")),
        ["20:1: VANGUARD 1: catalogue number 5 stands on line 1 already; allowed: each \
        satellite once"]
    );
    let json = json(false).replace("10.82419157", "-3");
    assert_eq!(faults(&json), ["4:18: MEAN_MOTION: is `-3`; allowed: 0.001 to 20 revolutions a day"]);
    assert!(faults("[{\"A\": }]")[0].starts_with("1:8: no JSON"));
    assert_eq!(faults("[1]"), ["1:2: is no object; allowed: an object with the keys of an OMM"]);
    assert_eq!(faults(&xml().replace(">34.2682<", ">steep<")), ["10:7: INCLINATION: is `steep`; allowed: 0 to 180"]);
    assert!(faults("<ndm><omm></ndm>")[0].contains("no XML"));
    assert_eq!(faults("<ndm/>"), ["1:1: the file holds no satellite; allowed: at least one element set"]);
    assert_eq!(
        faults(&csv().replace("\"5\",", "")),
        ["2:1: the line has 9 values; allowed: 10, one for each column that line 1 \
        names"]
    );
}

#[test]
fn old_epochs_are_warned_of_once_and_do_not_forbid() {
    let day = Day::from_ymd(2026, 11, 21);
    let file = parse(VANGUARD, "f", day).unwrap();
    assert_eq!(file.warnings.len(), 1);
    assert_eq!(
        file.warnings[0].to_string(),
        "f:1:1: 1 of 1 epochs are more than a year from 2026-11-21, at most 9642 days (2000-06-27): SGP4 is good for days to weeks"
    );
    assert!(parse(VANGUARD, "f", Day::from_ymd(2000, 12, 31)).unwrap().warnings.is_empty());
}

#[test]
fn files_that_cannot_be_read_say_so() {
    let folder = std::env::temp_dir().join(format!("cupola-orbits-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("sets.tle");
    assert!(load(&path, None).unwrap_err().to_string().contains("there is no such file"));
    assert!(load(&folder, None).unwrap_err().to_string().contains("is not a file"));
    std::fs::write(&path, b"1 0000\xff").unwrap();
    assert!(load(&path, None).unwrap_err().to_string().contains("not UTF-8"));
    std::fs::write(&path, VANGUARD).unwrap();
    assert_eq!(load(&path, None).unwrap().entries.len(), 1);
    std::fs::remove_dir_all(&folder).unwrap();
}
