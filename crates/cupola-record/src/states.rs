//! States of satellites over time as text, JSON and CSV: what `cupola space states` hands on.

use crate::csv::quoted;
use crate::parquet::{Column, Table};
use crate::terminal::TerminalStyle;
use crate::terminal::line::{Line, Page, Tone};
use serde_json::{Value, json};
use std::fmt::Write;

/// One satellite.
#[derive(Debug, Clone, PartialEq)]
pub struct StatesRow {
    /// What tells it from all others: its catalogue number, or its object in an ephemeris.
    pub satellite: String,
    /// Its name, where its file gives one.
    pub name: Option<String>,
    /// Epoch of its elements, ISO 8601 in UTC.
    pub epoch: String,
    /// Position (m) and velocity (m/s) in TEME at each moment, up to the first at which it has none.
    pub states_teme: Vec<[f64; 6]>,
    /// Lowest and highest altitude over the equatorial radius (km) at these moments, where it has a state.
    pub altitudes_km: Option<[f64; 2]>,
    /// That moment (s), and why it has none.
    pub lost: Option<(f64, String)>,
}

/// States of several satellites at the same times since a moment, or each since its own epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct StatesSheet {
    /// Time zero, ISO 8601 in UTC; none where that is each satellite's epoch.
    pub begins: Option<String>,
    /// From one moment to the next.
    pub step_s: f64,
    /// Number of moments, the first at time zero.
    pub num_moments: usize,
    /// The satellites, in the order of their files.
    pub rows: Vec<StatesRow>,
}

fn rounded_km(km: f64) -> f64 {
    (km * 1e3).round() / 1e3
}

impl StatesSheet {
    /// The sheet as indented JSON, ending in a newline; the states themselves are in [`StatesSheet::to_csv`].
    #[must_use]
    pub fn to_json(&self) -> String {
        let row = |row: &StatesRow| {
            let altitudes_km = row.altitudes_km.map(|km| km.map(rounded_km));
            let lost = row.lost.as_ref().map(|(time_s, why)| json!({ "time_s": time_s, "why": why }));
            json!({
                "satellite": row.satellite,
                "name": row.name,
                "epoch": row.epoch,
                "num_states": row.states_teme.len(),
                "lowest_km": altitudes_km.map(|[low, _]| low),
                "highest_km": altitudes_km.map(|[_, high]| high),
                "lost": lost,
            })
        };
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        let sheet = json!({ "frame": "TEME", "begins": self.begins, "step_s": self.step_s, "satellites": rows });
        serde_json::to_string_pretty(&sheet).unwrap_or_default() + "\n"
    }

    /// A row for each state there is: the table `states`, satellites as words.
    #[must_use]
    pub fn to_table(&self) -> Table {
        let names = ["time_s", "x_m", "y_m", "z_m", "vx_m_s", "vy_m_s", "vz_m_s"];
        let mut satellites = Vec::new();
        let mut numbers: [Vec<f64>; 7] = Default::default();
        for row in &self.rows {
            satellites.extend(std::iter::repeat_n(row.satellite.clone(), row.states_teme.len()));
            for (index, state) in row.states_teme.iter().enumerate() {
                numbers[0].push(index as f64 * self.step_s);
                numbers[1..].iter_mut().zip(state).for_each(|(column, number)| column.push(*number));
            }
        }
        let mut columns = vec![Column::text("satellite", satellites)];
        columns.extend(names.iter().zip(numbers).map(|(name, values)| Column::f64(name, values)));
        Table { name: "states".to_owned(), columns }
    }

    /// A row for each state there is, to a micrometre and a nanometre a second.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut out = String::from("satellite,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s\n");
        for row in &self.rows {
            let satellite = quoted(&row.satellite);
            for (index, [x, y, z, vx, vy, vz]) in row.states_teme.iter().enumerate() {
                let time_s = index as f64 * self.step_s;
                let _ = writeln!(out, "{satellite},{time_s},{x:.6},{y:.6},{z:.6},{vx:.9},{vy:.9},{vz:.9}");
            }
        }
        out
    }

    /// The sheet as text, ending in a newline.
    #[must_use]
    pub fn to_text(&self, style: &TerminalStyle) -> String {
        let mut page = Page::new(*style);
        let since =
            self.begins.as_ref().map_or("each from its own epoch".to_owned(), |begins| format!("from {begins}"));
        let title = format!(
            "{} satellites by SGP4 at {} moments, {} s apart, {since}",
            self.rows.len(),
            self.num_moments,
            self.step_s
        );
        page.wrapped(Tone::Strong, "", &title);
        page.wrapped(Tone::Dim, "", "Altitudes over the equatorial radius; states in TEME by --csv");
        page.blank();
        let mut line = Line::default();
        let width = self.rows.iter().map(|row| row.satellite.chars().count()).max().unwrap_or(0).max(9) + 2;
        line.left(Tone::Dim, "satellite", width).left(Tone::Dim, "name", 24);
        line.left(Tone::Dim, "epoch", 27).right(Tone::Dim, "lowest km", 11).right(Tone::Dim, "highest km", 12);
        page.line(&line);
        for row in &self.rows {
            let mut line = Line::default();
            line.left(Tone::Plain, &row.satellite, width);
            line.left(Tone::Plain, row.name.as_deref().unwrap_or(""), 24).left(Tone::Plain, &row.epoch, 27);
            let [low, high] =
                row.altitudes_km.map_or([String::new(), String::new()], |km| km.map(|km| format!("{km:.1}")));
            line.right(Tone::Accent, &low, 11).right(Tone::Accent, &high, 12);
            page.line(&line);
            if let Some((time_s, why)) = &row.lost {
                page.wrapped(Tone::Dim, "         ", &format!("no state from {time_s} s: {why}"));
            }
        }
        page.finish()
    }
}
