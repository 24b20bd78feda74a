//! What elements cost over their life: by element and phase, year or nation, beside what others print, and what
//! drives it.

use super::TerminalStyle;
use super::heading;
use super::line::{Line, Page, Tone, bar, cut};
use crate::text::MoneyUnit;
use crate::{findings, text};
use cupola_core::stats::Count;
use cupola_study::summary::{CostCurve, CostDriver, CostSummary, LifeCycle, PrintedBeside, Report};

/// What the rows of the table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostBy {
    /// Elements, with their phases across.
    Element,
    /// Phases.
    Phase,
    /// Years.
    Year,
    /// Nations that pay.
    Nation,
}

/// Columns of a name.
const NAME: usize = 32;
/// Columns of a phase.
const CELL: usize = 8;
/// Columns of a key among the drivers.
const KEY: usize = 44;
/// Columns of a driver's bar.
const BAR: usize = 16;

/// Why a likely value may lie outside its own range.
const ASIDE: &str = "A likely value outside 5–95 %: units are bought ⌈years / life⌉ times, in steps, and some likely values \
                     are one end of their range.";

/// The phases that share a column, with its label.
pub(crate) const PHASES: [(&str, &[&str]); 6] = [
    ("develop", &["development"]),
    ("buy", &["procurement"]),
    ("launch", &["launch"]),
    ("replace", &["replacement", "relaunch"]),
    ("sites", &["sites"]),
    ("run", &["operations", "disposal"]),
];

pub fn section(report: &Report, cost: &CostSummary, life: &LifeCycle, by: CostBy, page: &mut Page) {
    let price_year = cost.price_year;
    let (from, last) = (life.from_year, life.until_year - 1);
    let money = findings::money_word(life, price_year);
    heading(page, "OVER ITS LIFE", &format!("{from} to {last}, {} {money}", findings::unit_of(life).word));
    page.indented(2, &findings::in_all(life));
    if cost.discount_rate > 0.0 {
        let rate = text::percent(cost.discount_rate);
        page.indented(2, &format!("Each year's money is discounted to {price_year} at {rate} a year."));
    }
    page.blank();
    match by {
        CostBy::Element => elements(life, page),
        CostBy::Phase => rows(life, life.by_phase.iter().map(|(name, c)| (name.clone(), c)), page),
        CostBy::Year => rows(life, life.by_year.iter().map(|(name, c)| (name.clone(), c)), page),
        CostBy::Nation => {
            rows(life, life.by_nation.iter().map(|(id, c)| (text::nation_name(report, id), c)), page);
        }
    }
    page.blank();
    if !life.printed.is_empty() {
        beside(life, page);
    }
    if !life.drivers.is_empty() {
        drivers(life, page);
    }
    for (index, sentence) in life.unsaid.iter().enumerate() {
        page.hanging(if index == 0 { "UNSAID" } else { "" }, 11, sentence);
    }
    let grades: Vec<String> = life.by_grade.iter().map(|(word, n)| format!("{n} {word}")).collect();
    let draws = text::whole(life.draws as f64);
    page.hanging("RESTS ON", 11, &format!("{}. (5–95 %) is of {draws} draws of the inputs.", grades.join(" · ")));
}

fn elements(life: &LifeCycle, page: &mut Page) {
    let unit = findings::unit_of(life);
    let mut head = Line::default();
    head.left(Tone::Dim, "", NAME);
    let shown: Vec<_> =
        PHASES.iter().filter(|(_, words)| life.elements.iter().any(|e| phase(&e.by_phase, words) > 0.0)).collect();
    for (label, _) in &shown {
        head.right(Tone::Dim, label, CELL);
    }
    head.right(Tone::Dim, "in all (5–95 %)", 3 * CELL);
    page.fitted(head);
    for element in &life.elements {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&element.name, NAME - 3)), NAME);
        for (_, words) in &shown {
            let mean = phase(&element.by_phase, words);
            line.right(Tone::Plain, &if mean > 0.0 { unit.amount(mean) } else { "·".to_owned() }, CELL);
        }
        line.right(Tone::Strong, &unit.band(&element.total_usd), 3 * CELL);
        page.fitted(line);
    }
}

/// The mean of some phases together.
pub(crate) fn phase(by_phase: &cupola_study::summary::ById<Count>, words: &[&str]) -> f64 {
    words.iter().filter_map(|word| by_phase.get(*word)).map(|count| count.mean).sum()
}

fn rows<'a>(life: &LifeCycle, rows: impl Iterator<Item = (String, &'a Count)>, page: &mut Page) {
    let unit = findings::unit_of(life);
    let rows: Vec<(String, &Count)> = rows.filter(|(_, count)| count.p95 > 0.0).collect();
    let most = rows.iter().map(|(_, count)| count.mean).fold(0.0, f64::max);
    for (name, count) in rows {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&name, NAME - 3)), NAME);
        line.right(Tone::Plain, &unit.band(count), 3 * CELL);
        line.push(Tone::Plain, "  ").push(Tone::Accent, &bar(count.mean / most, BAR));
        page.fitted(line);
    }
}

fn beside(life: &LifeCycle, page: &mut Page) {
    let unit = findings::unit_of(life);
    let mut head = Line::default();
    head.left(Tone::Strong, "PRINTED, AND OURS", NAME + 12);
    for label in ["printed", "likely", "apart"] {
        head.right(Tone::Dim, label, CELL + 4);
    }
    head.push(Tone::Dim, "   ours, 5–95 %");
    page.fitted(head);
    for row in &life.printed {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&row.what, NAME + 9)), NAME + 12);
        line.right(Tone::Plain, &ends(unit, row.low_usd, row.high_usd), CELL + 4);
        line.right(Tone::Plain, &unit.amount(row.likely_usd), CELL + 4);
        line.right(Tone::Plain, &apart(row), CELL + 4);
        let (low, high) = (unit.amount(row.cupola_usd.p05), unit.amount(row.cupola_usd.p95));
        line.push(Tone::Plain, &if low == high { String::new() } else { format!("   {low}–{high}") });
        page.fitted(line);
        if let Some(stated) = stated(unit, row) {
            page.wrapped(Tone::Dim, "      ", &format!("{stated}, brought to the prices used here"));
        }
    }
    let is_aside = |row: &PrintedBeside| !(row.cupola_usd.p05..=row.cupola_usd.p95).contains(&row.likely_usd);
    if life.printed.iter().any(|row| row.cupola_usd.p05 < row.cupola_usd.p95 && is_aside(row)) {
        page.wrapped(Tone::Dim, "  ", ASIDE);
    }
    page.blank();
}

/// Both ends of what is printed.
pub(crate) fn ends(unit: MoneyUnit, low_usd: f64, high_usd: f64) -> String {
    let [low, high] = [low_usd, high_usd].map(|usd| unit.amount(usd));
    if low_usd == high_usd { low } else { format!("{low}–{high}") }
}

/// What is printed in its own year's prices, where those are not the study's: `printed 16.0–78.0 in 2004 USD`.
pub(crate) fn stated(unit: MoneyUnit, row: &PrintedBeside) -> Option<String> {
    let is_other = (row.stated_low_usd, row.stated_high_usd) != (row.low_usd, row.high_usd);
    is_other.then(|| format!("printed {} in {} USD", ends(unit, row.stated_low_usd, row.stated_high_usd), row.year))
}

/// How far our likely value lies from what is printed; from the nearer end of a range.
pub(crate) fn apart(row: &PrintedBeside) -> String {
    let nearest = row.likely_usd.clamp(row.low_usd, row.high_usd);
    let percent = (row.likely_usd / nearest - 1.0) * 100.0;
    if row.low_usd < row.high_usd && percent == 0.0 {
        return "within".to_owned();
    }
    format!("{}\u{a0}%", text::signed(percent, 0.1))
}

fn drivers(life: &LifeCycle, page: &mut Page) {
    page.wrapped(
        Tone::Strong,
        "",
        "WHAT DRIVES IT   the total with one input at its low and its high end, all others likely",
    );
    let unit = findings::unit_of(life);
    let widest = life.drivers.iter().map(CostDriver::width_usd).fold(0.0, f64::max);
    for driver in &life.drivers {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&driver.key, KEY - 3)), KEY);
        let ends = format!("{}–{}", text::input_value(driver.low), text::input_value(driver.high));
        line.left(Tone::Dim, &cut(&ends, 15), 16);
        line.right(Tone::Plain, &format!("{} … {}", unit.amount(driver.low_usd), unit.amount(driver.high_usd)), 18);
        line.push(Tone::Plain, "  ").push(Tone::Accent, &bar(driver.width_usd() / widest, BAR));
        page.fitted(line);
    }
    page.blank();
}

/// The total over the values of one key, as text.
#[must_use]
pub fn render_cost_curve(curve: &CostCurve, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let unit = MoneyUnit::of(curve.points.iter().map(|p| p.likely_usd.max(p.total_usd.p95)).fold(0.0, f64::max));
    let head = format!("{} over its life, {} {} USD", curve.scenario, unit.word, curve.price_year);
    page.wrapped(Tone::Strong, "", &head);
    let mut line = Line::default();
    line.left(Tone::Dim, &format!("  {}", cut(&curve.key, KEY - 3)), KEY);
    line.right(Tone::Dim, "likely", CELL).right(Tone::Dim, "mean (5–95 %)", 3 * CELL);
    page.fitted(line);
    let most = curve.points.iter().map(|p| p.likely_usd).fold(0.0, f64::max);
    for point in &curve.points {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&point.value, KEY - 3)), KEY);
        line.right(Tone::Strong, &unit.amount(point.likely_usd), CELL);
        line.right(Tone::Plain, &unit.band(&point.total_usd), 3 * CELL);
        line.push(Tone::Plain, "  ").push(Tone::Accent, &bar(point.likely_usd / most, BAR));
        page.fitted(line);
    }
    page.finish()
}
