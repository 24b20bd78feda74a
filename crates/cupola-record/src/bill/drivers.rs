//! The tornado: what a total becomes with one input at its ends.

use crate::html::svg::{At, FULL, Scale, Svg};
use crate::text::MoneyUnit;
use crate::{findings, text};
use cupola_study::summary::{CostDriver, LifeCycle};

const LEFT: f64 = 330.0;
const RIGHT: f64 = 750.0;
/// From the legend to the first row.
const TOP: f64 = 52.0;
const ROW: f64 = 30.0;
const BAR: f64 = 16.0;
/// Room for the input's own ends beside the bars (px).
const ROOM: f64 = 64.0;

/// How high the drawing is.
pub(crate) fn height(life: &LifeCycle) -> f64 {
    TOP + ROW * life.drivers.len() as f64
}

/// Draws the inputs that drive a total, widest first, the legend from `y` on.
pub(crate) fn draw(svg: &mut Svg, life: &LifeCycle, y: f64) {
    let Some(likely_usd) = life.likely_usd else { return };
    let unit = findings::unit_of(life);
    let mut at = 0.0;
    for (class, words) in [("less", "below the likely total"), ("more", "above it")] {
        svg.rect(class, (at, y), (12.0, 12.0));
        svg.text("s", (at + 18.0, y + 10.5), At::Start, words);
        at += 166.0;
    }
    svg.text("s m", (260.0, y + 10.5), At::Start, "beside each bar: the value of the input at that end");
    let ends = life.drivers.iter().flat_map(|d| [d.low_usd, d.high_usd]);
    let (low, high) = ends.fold((likely_usd, likely_usd), |(l, h), usd| (l.min(usd), h.max(usd)));
    let x = Scale::new((low / unit.usd, high / unit.usd), (LEFT + ROOM, RIGHT - ROOM));
    let top = y + TOP;
    let bottom = top + ROW * life.drivers.len() as f64 - 8.0;
    let (ticks, step) = x.ticks(4);
    for tick in ticks {
        svg.line("grid", (x.at(tick), top - 12.0), (x.at(tick), bottom));
        svg.text("s m", (x.at(tick), top - 18.0), At::Middle, &text::rounded(tick, step));
    }
    for (index, driver) in life.drivers.iter().enumerate() {
        row(svg, (&x, unit), driver, likely_usd, top + ROW * index as f64);
    }
    let likely = x.at(likely_usd / unit.usd);
    svg.line("axis", (likely, top - 12.0), (likely, bottom));
}

fn row(svg: &mut Svg, (x, unit): (&Scale, MoneyUnit), driver: &CostDriver, likely_usd: f64, y: f64) {
    let middle = y + BAR / 2.0;
    svg.label("", (0.0, middle), At::Start, LEFT - 8.0, driver.key.trim_start_matches("cost.element."));
    let ends = [(driver.low, driver.low_usd), (driver.high, driver.high_usd)];
    let [left, right] = if driver.low_usd <= driver.high_usd { ends } else { [ends[1], ends[0]] };
    let [from, likely, to] = [left.1, likely_usd, right.1].map(|usd| x.at(usd / unit.usd));
    svg.rect("less", (from, y), (likely - from, BAR));
    svg.rect("more", (likely, y), (to - likely, BAR));
    svg.text("s m", (from.min(likely) - 6.0, middle + 4.0), At::End, &text::input_value(left.0));
    svg.text("s m", (to.max(likely) + 6.0, middle + 4.0), At::Start, &text::input_value(right.0));
    let totals = format!("{} … {}", unit.amount(driver.low_usd), unit.amount(driver.high_usd));
    svg.text("", (FULL, middle + 4.5), At::End, &totals);
}
