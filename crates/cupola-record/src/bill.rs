//! Figures of money as SVG files that stand alone: the chain of assumptions between two totals, what drives one, and a
//! metric that is no money by the inputs that move it.

mod drivers;
mod swings;

use crate::html::svg::{At, FULL, Scale, Svg, fit};
use crate::text::MoneyUnit;
use crate::{findings, text};
use cupola_study::summary::{LifeCycle, Waterfall, WaterfallStep};

pub(crate) use drivers::{draw as draw_drivers, height as drivers_height};
pub use swings::swings_to_svg;

const LEFT: f64 = 330.0;
const RIGHT: f64 = 760.0;
/// From the legend to the first row.
const TOP: f64 = 52.0;
/// Title and unit.
const HEAD: f64 = 56.0;
const ROW: f64 = 46.0;
const MARGIN: f64 = 28.0;
const BAR: f64 = 20.0;
/// Columns of the change and the total.
const TOTALS: f64 = 120.0;
/// Least room for who prints a total.
const LEAST: f64 = 200.0;

const STYLE: &str = concat!(
    "<style>",
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;",
    "font-variant-numeric:tabular-nums;fill:#1b1f24}.h{font-size:20px;font-weight:600}.b{font-weight:600}",
    ".s{font-size:12px}.m{fill:#5c6066}.w{fill:#a24a00}.bg{fill:#fafaf7}.grid{stroke:#eceae2}.axis{stroke:#5c6066}",
    ".joint{stroke:#5c6066;stroke-dasharray:2 2}.total{fill:#5a6067}.more{fill:#0072b2}.less{fill:#a3a3a0}",
    ".print{fill:none;stroke:#a24a00;stroke-width:2}",
    "@media (prefers-color-scheme:dark){text{fill:#e8e6e0}.m{fill:#a2a5a6}.w{fill:#e59a5c}.bg{fill:#14171a}",
    ".grid{stroke:#23282c}.axis,.joint{stroke:#a2a5a6}.total{fill:#9a9d9d}.more{fill:#3a93d0}.less{fill:#808486}",
    ".print{stroke:#e59a5c}}",
    "</style>"
);

/// The chain of assumptions as an SVG file.
#[must_use]
pub fn to_svg(fall: &Waterfall) -> String {
    let unit = format!(
        "{} {} USD: the total of one model as one assumption after the other is changed, all inputs likely",
        text::sentence(unit_of(fall).word),
        fall.price_year
    );
    let description = format!("{}: {} steps", fall.title, fall.steps.len());
    let heads = [fall.title.as_str(), unit.as_str(), description.as_str()];
    sheet(heads, &fall.caveats, steps_height(fall), |svg| draw_steps(svg, fall, HEAD))
}

/// What drives a total, as an SVG file: the scenario's title, its caveats and its life cycle in prices of a year.
#[must_use]
pub fn drivers_to_svg(title: &str, caveats: &[String], life: &LifeCycle, price_year: i32) -> String {
    let unit = format!(
        "{} {}, {} to {}: the total with one input at its low and its high end, all others likely",
        text::sentence(findings::unit_of(life).word),
        findings::money_word(life, price_year),
        life.from_year,
        life.until_year - 1
    );
    let description = format!("{title}: what drives the total, {} inputs", life.drivers.len());
    let heads = [title, unit.as_str(), description.as_str()];
    sheet(heads, caveats, drivers::height(life), |svg| drivers::draw(svg, life, HEAD))
}

/// A figure of some height under its title and unit, with notes below; the last head describes it.
fn sheet([title, unit, description]: [&str; 3], notes: &[String], height: f64, draw: impl FnOnce(&mut Svg)) -> String {
    let notes: Vec<String> = notes.iter().flat_map(|note| rows(note, FULL)).collect();
    let bottom = HEAD + height;
    let (width, height) = (FULL + 2.0 * MARGIN, bottom + 26.0 + 17.0 * notes.len() as f64 + MARGIN);
    let mut svg = Svg::new(width, height);
    svg.raw(STYLE);
    svg.rect("bg", (0.0, 0.0), (width, height));
    svg.raw(&format!(r#"<g transform="translate({MARGIN} {MARGIN})">"#));
    svg.text("h", (0.0, 18.0), At::Start, title);
    svg.text("m", (0.0, 42.0), At::Start, unit);
    draw(&mut svg);
    for (index, note) in notes.iter().enumerate() {
        svg.text("s m", (0.0, bottom + 26.0 + 17.0 * index as f64), At::Start, note);
    }
    svg.raw("</g>");
    svg.finish_alone(description)
}

/// The unit that a chain is told in: that of its largest total.
pub(crate) fn unit_of(fall: &Waterfall) -> MoneyUnit {
    MoneyUnit::of(fall.steps.iter().map(|step| step.total_usd).fold(0.0, f64::max))
}

/// How high the drawing of a chain is.
pub(crate) fn steps_height(fall: &Waterfall) -> f64 {
    TOP + ROW * fall.steps.len() as f64
}

/// Draws a chain, its legend from `y` on.
pub(crate) fn draw_steps(svg: &mut Svg, fall: &Waterfall, y: f64) {
    legend(svg, y);
    let top = y + TOP;
    let most = fall.steps.iter().flat_map(|s| [s.total_usd, s.printed_usd.unwrap_or(0.0)]).fold(0.0, f64::max);
    let unit = unit_of(fall);
    let x = Scale::new((0.0, most / unit.usd * 1.02), (LEFT, RIGHT));
    let bottom = top + ROW * fall.steps.len() as f64 - 8.0;
    let (ticks, step) = x.ticks(6);
    for tick in ticks {
        svg.line(if tick == 0.0 { "axis" } else { "grid" }, (x.at(tick), top - 12.0), (x.at(tick), bottom));
        svg.text("s m", (x.at(tick), top - 18.0), At::Middle, &text::rounded(tick, step));
    }
    let mut before = 0.0;
    for (index, step) in fall.steps.iter().enumerate() {
        let is_first = index == 0;
        let next_y = (index + 1 < fall.steps.len()).then_some(top + ROW * (index + 1) as f64);
        row(svg, &x, step, before, Place { unit, y: top + ROW * index as f64, next_y, is_first });
        before = step.total_usd / unit.usd;
    }
}

/// Where a row stands.
struct Place {
    /// The unit of the scale, and of what stands before the row.
    unit: MoneyUnit,
    y: f64,
    /// That of the next one.
    next_y: Option<f64>,
    is_first: bool,
}

fn legend(svg: &mut Svg, y: f64) {
    let mut at = 0.0;
    for (class, words, width) in
        [("more", "dearer", 74.0), ("less", "cheaper", 82.0), ("total", "the total so far", 0.0)]
    {
        svg.rect(class, (at, y), (12.0, 12.0));
        svg.text("s", (at + 18.0, y + 10.5), At::Start, words);
        at += width;
    }
    svg.circle("print", (290.0, y + 6.0), 4.5);
    svg.text("s", (300.0, y + 10.5), At::Start, "printed by somebody");
}

fn row(svg: &mut Svg, x: &Scale, step: &WaterfallStep, before: f64, place: Place) {
    let (y, total) = (place.y, step.total_usd / place.unit.usd);
    let middle = y + BAR / 2.0;
    svg.label("", (0.0, middle), At::Start, LEFT - 24.0, &step.what);
    let (low, high) = (before.min(total), before.max(total));
    let class = if place.is_first {
        "total"
    } else if total >= before {
        "more"
    } else {
        "less"
    };
    svg.rect(class, (x.at(low), y), ((x.at(high) - x.at(low)).max(1.0), BAR));
    if let Some(next_y) = place.next_y {
        svg.line("joint", (x.at(total), y + BAR), (x.at(total), next_y));
    }
    if let Some(printed_usd) = step.printed_usd {
        svg.circle("print", (x.at(printed_usd / place.unit.usd), middle), 4.5);
    }
    svg.text("b", (FULL, middle + 4.5), At::End, &text::rounded(total, 1.0));
    if !place.is_first {
        svg.text("m", (FULL - 58.0, middle + 4.5), At::End, &text::signed(step.change_usd / place.unit.usd, 1.0));
    }
    if let (Some(usd), Some(by)) = (step.printed_usd, &step.printed_by) {
        let marker = x.at(usd / place.unit.usd);
        // Beside the marker where there is room, else to its left, below the bar.
        let (room, at, anchor) = if marker + LEAST < FULL - TOTALS {
            (FULL - TOTALS - marker - 12.0, (marker + 12.0, middle + 4.0), At::Start)
        } else {
            (marker - LEFT, (marker, y + BAR + 14.0), At::End)
        };
        let words = fit(&format!("printed {}: {by}", text::rounded(usd / place.unit.usd, 1.0)), room, 12.0);
        svg.text("s w", at, anchor, &words);
    }
}

/// Words in rows that fit a width at the small size.
fn rows(words: &str, width_px: f64) -> Vec<String> {
    crate::terminal::line::wrap(words, (width_px / (12.0 * 0.53)) as usize)
}
