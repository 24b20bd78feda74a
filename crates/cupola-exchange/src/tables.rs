//! Plain tables of a raid: threats, shots, events, tracks, and the states of all that moves.

use crate::oem::Segment;
use cupola_core::math;
use cupola_earth::wgs84;
use cupola_record::parquet::{Column, Table};
use cupola_study::replay::{Replay, Shot, Threat, Track};

/// All tables of a raid; `segments` are those of [`crate::oem::segments`]. An id or time that is not is empty or NaN.
#[must_use]
pub fn tables(replay: &Replay, segments: &[Segment]) -> Vec<Table> {
    vec![threats(replay), shots(replay), events(replay), tracks(replay), states(segments)]
}

fn table(name: &str, columns: Vec<Column>) -> Table {
    Table { name: name.to_owned(), columns }
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn threats(replay: &Replay) -> Table {
    let all = &replay.threats;
    let text = |name, of: fn(&Threat<Vec<f64>>) -> String| Column::text(name, all.iter().map(of).collect());
    let number = |name, of: fn(&Threat<Vec<f64>>) -> f64| Column::f64(name, all.iter().map(of).collect());
    table(
        "threats",
        vec![
            Column::i64("threat", (0..all.len() as i64).collect()),
            text("name", |t| t.name.clone()),
            text("class", |t| t.class.clone()),
            text("area", |t| t.area.clone()),
            text("target", |t| t.target.clone()),
            Column::i64("missile", all.iter().map(|t| t.missile as i64).collect()),
            number("launch_s", |t| t.launch_s),
            number("end_s", |t| t.end_s),
            text("fate", |t| word(&t.fate)),
            text("by", |t| t.by.clone().unwrap_or_default()),
        ],
    )
}

fn shots(replay: &Replay) -> Table {
    let all = &replay.shots;
    let text = |name, of: fn(&Shot<Vec<f64>>) -> String| Column::text(name, all.iter().map(of).collect());
    let number = |name, of: fn(&Shot<Vec<f64>>) -> f64| Column::f64(name, all.iter().map(of).collect());
    table(
        "shots",
        vec![
            Column::i64("shot", (0..all.len() as i64).collect()),
            Column::i64("threat", all.iter().map(|s| s.threat as i64).collect()),
            text("element", |s| s.element.clone()),
            text("kind", |s| word(&s.kind)),
            text("interceptor", |s| s.interceptor.clone().unwrap_or_default()),
            number("launch_s", |s| s.launch_s),
            number("meet_s", |s| s.meet_s),
            number("end_s", |s| s.end_s),
            text("outcome", |s| word(&s.outcome)),
        ],
    )
}

fn events(replay: &Replay) -> Table {
    let all = &replay.events;
    table(
        "events",
        vec![
            Column::f64("time_s", all.iter().map(|e| e.time_s).collect()),
            Column::text("kind", all.iter().map(|e| e.kind.clone()).collect()),
            Column::i64("threat", all.iter().map(|e| e.threat.map_or(-1, |threat| threat as i64)).collect()),
            Column::text("actor", all.iter().map(|e| e.actor.clone().unwrap_or_default()).collect()),
        ],
    )
}

fn tracks(replay: &Replay) -> Table {
    let of_threat = |(index, threat): (usize, &Threat<Vec<f64>>)| {
        let rows = |track: &Track<Vec<f64>>| {
            let nation = track.nation.clone();
            let rows: Vec<_> = track.sigma.chunks_exact(2).map(|row| (index, nation.clone(), row[0], row[1])).collect();
            rows
        };
        threat.tracks.iter().flat_map(rows).collect::<Vec<_>>()
    };
    let rows: Vec<(usize, String, f64, f64)> = replay.threats.iter().enumerate().flat_map(of_threat).collect();
    table(
        "tracks",
        vec![
            Column::i64("threat", rows.iter().map(|row| row.0 as i64).collect()),
            Column::text("nation", rows.iter().map(|row| row.1.clone()).collect()),
            Column::f64("time_s", rows.iter().map(|row| row.2).collect()),
            Column::f64("sigma_m", rows.iter().map(|row| row.3).collect()),
        ],
    )
}

/// States, Earth-fixed, with the place on the ellipsoid beside.
fn states(segments: &[Segment]) -> Table {
    let rows = || segments.iter().flat_map(|segment| segment.samples.iter().map(move |sample| (segment, sample)));
    let number =
        |name: &str, of: &dyn Fn(&crate::Sample) -> f64| Column::f64(name, rows().map(|(_, s)| of(s)).collect());
    let place = |sample: &crate::Sample| wgs84::geodetic_from_ecef(&sample.state.pos_ecef_m);
    table(
        "states",
        vec![
            Column::text("object", rows().map(|(segment, _)| segment.id.clone()).collect()),
            number("time_s", &|s| s.time_s),
            number("x_m", &|s| s.state.pos_ecef_m.x),
            number("y_m", &|s| s.state.pos_ecef_m.y),
            number("z_m", &|s| s.state.pos_ecef_m.z),
            number("vx_m_s", &|s| s.state.vel_ecef_m_s.x),
            number("vy_m_s", &|s| s.state.vel_ecef_m_s.y),
            number("vz_m_s", &|s| s.state.vel_ecef_m_s.z),
            number("lat_rad", &|s| place(s).lat_rad),
            number("lon_rad", &|s| place(s).lon_rad.rem_euclid(math::TAU)),
            number("altitude_m", &|s| place(s).alt_m),
        ],
    )
}
