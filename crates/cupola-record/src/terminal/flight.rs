//! Flights as a table, a plot of height against ground range, and what they rest on.

use super::TerminalStyle;
use super::line::{Line, Page, Tone, cut};
use super::plot::Plot;
use crate::text;
use cupola_study::summary::InputInfo;
use cupola_study::summary::flight::{FlightSummary, LatLon};
use std::collections::BTreeMap;

/// Rows of the plot, and columns of its height axis.
const PLOT_ROWS: usize = 15;
const AXIS_COLUMNS: usize = 12;
/// Minutes from which on flight times are printed in days.
const MOST_MINUTES: f64 = 10_000.0;
/// Grades that no source stands behind, or only a disputed one.
const SHAKY: [&str; 3] = ["assumed", "unverified", "contested"];

/// Flights as text, ending in a newline.
#[must_use]
pub fn render_flights(flights: &[FlightSummary], style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    if let Some(first) = flights.first() {
        let via: String = first.via.iter().map(|turn| format!(" by {}", place(*turn))).collect();
        let heading = format!("From {}{via} to {}", place(first.from), place(first.to));
        page.wrapped(Tone::Strong, "", &heading);
        page.blank();
    }
    table(flights, &mut page);
    page.blank();
    plot(flights, style, &mut page);
    page.blank();
    for flight in flights {
        for note in &flight.notes {
            page.hanging("NOTE", 11, &format!("{}: {note}", flight.threat));
        }
    }
    for flight in flights {
        rests_on(&flight.name, &flight.rests_on, &mut page);
    }
    page.finish()
}

/// `39.00° N 125.70° E`.
fn place(place: LatLon) -> String {
    let part = |x: f64, positive: char, negative: char| {
        format!("{:.2}° {}", x.abs(), if x <= -0.005 { negative } else { positive })
    };
    format!("{} {}", part(place.lat_deg, 'N', 'S'), part(place.lon_deg, 'E', 'W'))
}

/// Which flight a letter means, where there are several.
fn letter(flights: &[FlightSummary], index: usize) -> String {
    let letters = u32::from(b'A') + (index % 26) as u32;
    if flights.len() < 2 { String::new() } else { char::from_u32(letters).map_or(String::new(), String::from) }
}

fn table(flights: &[FlightSummary], page: &mut Page) {
    const WIDTHS: [usize; 8] = [9, 9, 9, 8, 8, 18, 9, 8];
    let name_width = page.width.saturating_sub(WIDTHS.iter().sum::<usize>() + 3).min(24);
    let mut row = |tone: Tone, name: &str, cells: [&str; 8]| {
        let mut line = Line::default();
        line.left(Tone::Plain, &cut(name, name_width + 2), name_width + 3);
        for (cell, width) in cells.iter().zip(WIDTHS) {
            line.right(tone, cell, width);
        }
        page.fitted(line);
    };
    row(Tone::Dim, "", ["range", "apogee", "flight", "vacuum", "over", "burnout", "impact", "miss"]);
    row(Tone::Dim, "", ["km", "km", "min:s", "min:s", "s", "s  km/s  km", "km/s", "m"]);
    for (index, flight) in flights.iter().enumerate() {
        let km = |x_m: f64| text::fitted(x_m / 1e3, if x_m < 99_950.0 { 0.1 } else { 1.0 }, 7);
        let burnout = flight.burnout.map_or(text::NONE.to_owned(), |b| {
            format!(
                "{}  {}  {}",
                text::fitted(b.time_s, 1.0, 6),
                text::fitted(b.speed_m_s / 1e3, 0.01, 6),
                km(b.altitude_m)
            )
        });
        let none = || text::NONE.to_owned();
        let cells = [
            km(flight.range_m),
            km(flight.apogee_m),
            minutes(flight.flight_time_s),
            flight.vacuum_time_s.map_or_else(none, minutes),
            flight.excess_s.map_or_else(none, |s| text::signed(s, 1.0)),
            burnout,
            text::fitted(flight.impact_speed_m_s / 1e3, 0.01, 7),
            text::rounded(flight.miss_m, if flight.miss_m < 9.95 { 0.1 } else { 1.0 }),
        ];
        let name = format!("{} {}", letter(flights, index), flight.threat);
        row(Tone::Plain, name.trim_start(), cells.each_ref().map(String::as_str));
    }
}

/// `68:55`; `231 d` where that would be a row of digits.
fn minutes(seconds: f64) -> String {
    let whole = seconds.round();
    if whole >= 60.0 * MOST_MINUTES {
        return format!("{} d", text::fitted(whole / 86_400.0, 1.0, 4));
    }
    format!("{:.0}:{:02.0}", (whole / 60.0).floor(), whole % 60.0)
}

fn plot(flights: &[FlightSummary], style: &TerminalStyle, page: &mut Page) {
    let far_m = flights.iter().filter_map(|f| f.samples.last()).map(|s| s.ground_m).fold(0.0, f64::max);
    let high_m = flights.iter().map(|f| f.apogee_m).fold(0.0, f64::max);
    let columns = page.width - AXIS_COLUMNS;
    let mut plot = Plot::new(columns, PLOT_ROWS, (far_m, high_m));
    let mut marks = BTreeMap::new();
    for (index, flight) in flights.iter().enumerate() {
        let points: Vec<(f64, f64)> = flight.samples.iter().map(|s| (s.ground_m, s.altitude_m)).collect();
        plot.curve(&points);
        let top = flight.samples.iter().max_by(|a, b| a.altitude_m.total_cmp(&b.altitude_m));
        if let (Some(top), Some(mark)) = (top, letter(flights, index).chars().next()) {
            let (column, row) = plot.place((top.ground_m, top.altitude_m));
            marks.insert((row, column), mark);
        }
    }
    let (upright, corner, flat) = if style.unicode { ('│', '└', '─') } else { ('|', '+', '-') };
    for row in 0..PLOT_ROWS {
        let share = 1.0 - row as f64 / (PLOT_ROWS - 1) as f64;
        let is_labelled = row == 0 || row == (PLOT_ROWS - 1) / 2;
        let label = if is_labelled { height(high_m * share, high_m) } else { String::new() };
        let dots = plot.row(row, style.unicode);
        let marked = |(column, dot)| marks.get(&(row, column)).copied().unwrap_or(dot);
        let drawn: String = dots.chars().enumerate().map(marked).collect();
        let mut line = Line::default();
        line.right(Tone::Dim, &label, AXIS_COLUMNS - 2)
            .push(Tone::Dim, &format!(" {upright}"))
            .push(Tone::Accent, &drawn);
        page.line(&line);
    }
    let mut floor = Line::default();
    floor.right(Tone::Dim, "0", AXIS_COLUMNS - 2).push(Tone::Dim, &format!(" {corner}"));
    floor.push(Tone::Dim, &String::from(flat).repeat(columns));
    page.line(&floor);
    let far = format!("{} km over the ground", text::whole(far_m / 1e3));
    let mut scale = Line::default();
    scale.push(Tone::Dim, &" ".repeat(AXIS_COLUMNS)).left(Tone::Dim, "0", 1).right(Tone::Dim, &far, columns - 1);
    page.line(&scale);
}

/// A height on the axis, in metres where all is low.
fn height(x_m: f64, high_m: f64) -> String {
    match high_m {
        high_m if high_m < 5_000.0 => format!("{} m", text::whole(x_m)),
        high_m if high_m < 100_000.0 => format!("{} km", text::rounded(x_m / 1e3, 0.1)),
        _ => format!("{} km", text::fitted(x_m / 1e3, 1.0, AXIS_COLUMNS - 5)),
    }
}

/// How far values can be trusted, and those that no source stands behind.
pub(super) fn rests_on(name: &str, inputs: &[InputInfo], page: &mut Page) {
    let mut grades: Vec<(&str, usize)> = Vec::new();
    for input in inputs {
        match grades.iter_mut().find(|(grade, _)| *grade == input.grade) {
            Some((_, num)) => *num += 1,
            None => grades.push((&input.grade, 1)),
        }
    }
    grades.sort_by_key(|(grade, num)| (std::cmp::Reverse(*num), *grade));
    let listed: Vec<String> = grades.iter().map(|(grade, num)| format!("{num} {grade}")).collect();
    page.hanging("RESTS ON", 11, &format!("{} values of {name}: {}", inputs.len(), listed.join(" · ")));
    let shaky: Vec<String> = inputs.iter().filter(|i| SHAKY.contains(&i.grade.as_str())).map(value).collect();
    if !shaky.is_empty() {
        page.indented(11, &format!("Not verified: {}.", shaky.join(", ")));
    }
}

/// `stage_1_burn_s 125 (120–150)`.
fn value(input: &InputInfo) -> String {
    let field = input.key.rsplit('.').next().unwrap_or(&input.key);
    let likely = text::input_value(input.likely);
    if input.low == input.high {
        return format!("{field}\u{a0}{likely}");
    }
    format!("{field}\u{a0}{likely}\u{a0}({}–{})", text::input_value(input.low), text::input_value(input.high))
}
