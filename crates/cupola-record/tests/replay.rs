//! The binary form of a replay: what goes in comes out, the same bytes every time, and small.

use cupola_core::Seed;
use cupola_record::replay::{decode, encode};
use cupola_scenario::{load, resolve};
use cupola_study::monte_carlo::{Options, Prepared, make_ready};
use cupola_study::replay::{Replay, replay};

/// Run 0 of the base arm of the lead scenario, from nothing.
fn japan() -> Replay {
    let mut loaded = load(resolve("japan-2028"), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    make_ready(&mut loaded.world);
    let options = Options { seed: Seed(1), worlds: 1, physics_sets: 1, threads: 1, keep_events: 0 };
    let prepared = Prepared::new(&loaded.world, options).expect("the study can begin");
    replay(&prepared, &loaded.world, &format!("{:032x}", loaded.hash), 0, 0).expect("a raid is played")
}

/// Rows come back as they were in single precision, the rest as it was; times of the header to what reading decimals leaves.
#[test]
fn what_goes_in_comes_out_in_single_precision() {
    let replay = japan();
    let read = decode(&encode(&replay)).expect("it was just written");
    let (mut written_rows, mut read_rows) = (Vec::new(), Vec::new());
    let _ = replay.map(|row| written_rows.push(row.iter().map(|value| *value as f32).collect::<Vec<_>>()));
    let _ = read.map(|row| read_rows.push(row.iter().map(|value| *value as f32).collect::<Vec<_>>()));
    assert_eq!(read_rows, written_rows);
    assert_eq!((&read.hash, &read.arm, read.seed, &read.date), (&replay.hash, &replay.arm, replay.seed, &replay.date));
    assert_eq!((read.shots.len(), read.events.len()), (replay.shots.len(), replay.events.len()));
    for (a, b) in read.threats.iter().zip(&replay.threats) {
        assert_eq!((&a.name, &a.class, a.fate, &a.by, a.missile), (&b.name, &b.class, b.fate, &b.by, b.missile));
        assert!((a.launch_s - b.launch_s).abs() < 1e-9 && (a.end_s - b.end_s).abs() < 1e-9);
    }
    for (a, b) in read.shots.iter().zip(&replay.shots) {
        assert_eq!((a.threat, &a.element, a.kind, a.outcome), (b.threat, &b.element, b.kind, b.outcome));
        assert!((a.meet_s - b.meet_s).abs() < 1e-9);
    }
}

/// Made twice from nothing, the bytes are the same.
#[test]
fn bytes_are_the_same_every_time() {
    assert_eq!(encode(&japan()), encode(&japan()));
}

/// A hundred threats stay under a million bytes.
#[test]
fn the_lead_raid_is_small() {
    let replay = japan();
    let bytes = encode(&replay).len();
    let (threats, shots) = (replay.threats.len(), replay.shots.len());
    assert!(threats > 100, "{threats} threats");
    assert!(bytes < 1_000_000, "{bytes} bytes for {threats} threats and {shots} shots");
}

/// The layout, byte by byte: what a reader in another language relies on.
#[test]
fn the_layout_is_as_written() {
    let replay = japan();
    let bytes = encode(&replay);
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    assert_eq!((&bytes[..4], word(4)), (&b"CUPR"[..], 1));
    let header: serde_json::Value = serde_json::from_slice(&bytes[12..12 + word(8)]).unwrap();
    let values = 12 + word(8).next_multiple_of(4);
    assert_eq!((bytes.len() - values) % 4, 0);
    let path = &header["threats"][3]["path"];
    let (at, n) = (path["at"].as_u64().unwrap() as usize, path["n"].as_u64().unwrap() as usize);
    let value = |index: usize| f32::from_le_bytes(bytes[values + 4 * index..][..4].try_into().unwrap());
    let read: Vec<f32> = (at..at + n).map(value).collect();
    let written: Vec<f32> = replay.threats[3].path.iter().map(|value| *value as f32).collect();
    assert_eq!(read, written);
    assert!(header["threats"][3]["fate"].is_string() && header["start_s"] == 0.0);
}

/// Bytes that are no replay, cut off or wrong, are refused with what is wrong.
#[test]
fn what_is_no_replay_is_refused() {
    let bytes = encode(&japan());
    let says = |bytes: &[u8]| decode(bytes).expect_err("it is no replay").to_string();
    assert_eq!(says(b"CUPR"), "no replay: too short");
    assert!(says(b"PARQUET, rather").contains("begins with"));
    assert!(says(&bytes[..40]).contains("a header of"));
    assert!(says(&bytes[..bytes.len() - 4]).contains("values from"));
}
