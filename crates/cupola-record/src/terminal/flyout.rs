//! An interceptor's table in short: how soon it is where, and how fast.

use super::TerminalStyle;
use super::flight::rests_on;
use super::line::{Line, Page, Tone};
use crate::flyout::FlyoutSheet;
use crate::text;
use cupola_flight::interceptor::{ASSUMED, Arrival};

/// Shares of the greatest range and of the span of heights that are shown.
const RANGES: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 1.0];
const HEIGHTS: [f64; 6] = [1.0, 0.75, 0.5, 0.25, 0.1, 0.0];
/// Columns of the heights, of one place and of the reach.
const WIDTHS: (usize, usize, usize) = (8, 17, 7);
/// Standard gravity (m/s²).
const G_M_S2: f64 = 9.806_65;
/// Share of the published range below which the flights fall short of it.
const SHORT_SHARE: f64 = 0.95;

/// An interceptor's sheet as text, ending in a newline.
#[must_use]
pub fn render_flyout(sheet: &FlyoutSheet, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let flight = sheet.table.flight();
    page.wrapped(Tone::Strong, "", &format!("{}: time from launch to a place", sheet.name));
    page.blank();
    let said = format!(
        "to {} km range, {} to {} km height; {} km/s after {} s{}",
        text::input_value(flight.range_max_m / 1e3),
        text::input_value(flight.floor_m / 1e3),
        text::input_value(flight.ceiling_m / 1e3),
        text::input_value(flight.speed_m_s / 1e3),
        text::input_value(flight.boost_s),
        if flight.ballistic_coefficient_kg_m2.is_some() { "" } else { "; flown without air" },
    );
    page.hanging("ENVELOPE", 11, &said);
    page.blank();
    places(sheet, &mut page);
    page.blank();
    let reach_m = HEIGHTS.iter().filter_map(|share| sheet.table.reach_m(height_m(sheet, *share))).fold(0.0, f64::max);
    if reach_m < SHORT_SHARE * flight.range_max_m {
        let short = format!(
            "Flown without lift it reaches {} km of the {} km published.",
            text::whole(reach_m / 1e3),
            text::whole(flight.range_max_m / 1e3)
        );
        page.hanging("SHORT", 11, &short);
    }
    rests_on(&sheet.name, &sheet.rests_on, &mut page);
    let assumed = ASSUMED.map(|(name, range, _)| {
        let [low, likely, high] = [range.low, range.likely, range.high].map(text::input_value);
        format!("{name}\u{a0}{likely}\u{a0}({low}–{high})")
    });
    page.indented(11, &format!("Assumed of all interceptors: {}.", assumed.join(", ")));
    page.finish()
}

fn height_m(sheet: &FlyoutSheet, share: f64) -> f64 {
    let flight = sheet.table.flight();
    flight.floor_m + share * (flight.ceiling_m - flight.floor_m)
}

fn places(sheet: &FlyoutSheet, page: &mut Page) {
    let (first, each, last) = WIDTHS;
    let km = |x_m: f64| match x_m {
        x_m if x_m < 950.0 => text::rounded(x_m / 1e3, 0.01),
        x_m if x_m < 99_950.0 => text::rounded(x_m / 1e3, 0.1),
        _ => text::whole(x_m / 1e3),
    };
    let row = |tone: Tone, head: &str, cells: &[String], reach: &str, page: &mut Page| {
        let mut line = Line::default();
        line.right(Tone::Dim, head, first);
        for cell in cells {
            line.right(tone, cell, each);
        }
        line.right(Tone::Dim, reach, last);
        page.fitted(line);
    };
    let ranges_m = RANGES.map(|share| share * sheet.table.flight().range_max_m);
    row(Tone::Dim, "height", &ranges_m.map(|r| format!("{} km", km(r))), "reach", page);
    row(Tone::Dim, "km", &RANGES.map(|_| triple("s", "km/s", "g")), "km", page);
    for share in HEIGHTS {
        let altitude_m = height_m(sheet, share);
        let cells = ranges_m.map(|r| sheet.table.arrival(r, altitude_m).map_or(text::NONE.to_owned(), |a| cell(&a)));
        let reach = sheet.table.reach_m(altitude_m).map_or(text::NONE.to_owned(), km);
        row(Tone::Plain, &km(altitude_m), &cells, &reach, page);
    }
}

/// `21  1.38  31`: time (s), speed (km/s), lateral acceleration left (g).
fn cell(arrival: &Arrival) -> String {
    let manoeuvre = arrival.manoeuvre_m_s2.map_or(text::NONE.to_owned(), |m| {
        let g = m / G_M_S2;
        text::rounded(g, if g < 9.95 { 0.1 } else { 1.0 })
    });
    let time = text::rounded(arrival.time_s, if arrival.time_s < 99.95 { 0.1 } else { 1.0 });
    triple(&time, &text::rounded(arrival.speed_m_s / 1e3, 0.01), &manoeuvre)
}

fn triple(a: &str, b: &str, c: &str) -> String {
    format!("{a:>5} {b:>5} {c:>4}")
}
