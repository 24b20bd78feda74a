//! The waterfall of assumptions between two totals, as an SVG file that stands alone.

use crate::html::svg::{At, FULL, Scale, Svg, fit, text_width};
use crate::text;
use cupola_study::summary::{Waterfall, WaterfallStep};

const LEFT: f64 = 330.0;
const RIGHT: f64 = 760.0;
const TOP: f64 = 108.0;
const ROW: f64 = 46.0;
const MARGIN: f64 = 28.0;
const BAR: f64 = 20.0;

const STYLE: &str = concat!(
    "<style>",
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;",
    "font-variant-numeric:tabular-nums;fill:#1b1f24}.h{font-size:20px;font-weight:600}.b{font-weight:600}",
    ".s{font-size:12px}.m{fill:#5c6066}.w{fill:#a24a00}.bg{fill:#fafaf7}.grid{stroke:#eceae2}.axis{stroke:#5c6066}",
    ".join{stroke:#5c6066;stroke-dasharray:2 2}.total{fill:#5a6067}.more{fill:#0072b2}.less{fill:#a3a3a0}",
    ".print{fill:none;stroke:#a24a00;stroke-width:2}",
    "@media (prefers-color-scheme:dark){text{fill:#e8e6e0}.m{fill:#a2a5a6}.w{fill:#e59a5c}.bg{fill:#14171a}",
    ".grid{stroke:#23282c}.axis,.join{stroke:#a2a5a6}.total{fill:#9a9d9d}.more{fill:#3a93d0}.less{fill:#808486}",
    ".print{stroke:#e59a5c}}",
    "</style>"
);

/// The waterfall as an SVG file.
#[must_use]
pub fn to_svg(fall: &Waterfall) -> String {
    let notes: Vec<String> = fall.caveats.iter().flat_map(|c| rows(c, FULL)).collect();
    let height = TOP + ROW * fall.steps.len() as f64 + 34.0 + 17.0 * notes.len() as f64;
    let (width, height) = (FULL + 2.0 * MARGIN, height + MARGIN);
    let mut svg = Svg::new(width, height);
    svg.raw(STYLE);
    svg.rect("bg", (0.0, 0.0), (width, height));
    svg.raw(&format!(r#"<g transform="translate({MARGIN} {MARGIN})">"#));
    svg.text("h", (0.0, 18.0), At::Start, &fall.title);
    let unit = format!(
        "Billion {} USD: the total of one model as one assumption after the other is changed, all inputs likely",
        fall.price_year
    );
    svg.text("m", (0.0, 42.0), At::Start, &unit);
    legend(&mut svg);
    let most = fall.steps.iter().flat_map(|s| [s.total_usd, s.printed_usd.unwrap_or(0.0)]).fold(0.0, f64::max);
    let x = Scale::new((0.0, most / 1e9 * 1.02), (LEFT, RIGHT));
    let bottom = TOP + ROW * fall.steps.len() as f64 - 8.0;
    let (ticks, step) = x.ticks(6);
    for tick in ticks {
        svg.line(if tick == 0.0 { "axis" } else { "grid" }, (x.at(tick), TOP - 12.0), (x.at(tick), bottom));
        svg.text("s m", (x.at(tick), TOP - 18.0), At::Middle, &text::rounded(tick, step));
    }
    let mut before_busd = 0.0;
    for (index, step) in fall.steps.iter().enumerate() {
        row(&mut svg, &x, step, before_busd, (index, fall.steps.len()));
        before_busd = step.total_usd / 1e9;
    }
    for (index, note) in notes.iter().enumerate() {
        svg.text("s m", (0.0, bottom + 34.0 + 17.0 * index as f64), At::Start, note);
    }
    svg.raw("</g>");
    svg.finish(&format!("{}: {} steps", fall.title, fall.steps.len()))
}

fn legend(svg: &mut Svg) {
    let mut at = 0.0;
    for (class, words, width) in
        [("more", "dearer", 74.0), ("less", "cheaper", 82.0), ("total", "the total so far", 0.0)]
    {
        svg.rect(class, (at, 56.0), (12.0, 12.0));
        svg.text("s", (at + 18.0, 66.5), At::Start, words);
        at += width;
    }
    svg.circle("print", (276.0, 62.0), 4.5);
    svg.text("s", (286.0, 66.5), At::Start, "printed by somebody");
}

fn row(svg: &mut Svg, x: &Scale, step: &WaterfallStep, before_busd: f64, (index, num): (usize, usize)) {
    let (y, total_busd) = (TOP + ROW * index as f64, step.total_usd / 1e9);
    let middle = y + BAR / 2.0;
    svg.label("", (0.0, middle), At::Start, LEFT - 24.0, &step.what);
    let (low, high) = (before_busd.min(total_busd), before_busd.max(total_busd));
    let class = if index == 0 {
        "total"
    } else if total_busd >= before_busd {
        "more"
    } else {
        "less"
    };
    svg.rect(class, (x.at(low), y), ((x.at(high) - x.at(low)).max(1.0), BAR));
    if index + 1 < num {
        svg.line("join", (x.at(total_busd), y + BAR), (x.at(total_busd), y + ROW));
    }
    if let Some(printed_usd) = step.printed_usd {
        svg.circle("print", (x.at(printed_usd / 1e9), middle), 4.5);
    }
    svg.text("b", (FULL, middle + 4.5), At::End, &text::rounded(total_busd, 1.0));
    if index > 0 {
        svg.text("m", (FULL - 58.0, middle + 4.5), At::End, &text::signed(step.change_usd / 1e9, 1.0));
    }
    if let (Some(usd), Some(by)) = (step.printed_usd, &step.printed_by) {
        let words = fit(&format!("printed {}: {by}", text::rounded(usd / 1e9, 1.0)), RIGHT - LEFT, 12.0);
        let (marker, room) = (x.at(usd / 1e9), text_width(&words, 12.0) + 12.0);
        // Beside the marker where there is room, else to its left, below the bar.
        let (at, anchor) = if marker + room < RIGHT {
            ((marker + 12.0, middle + 4.0), At::Start)
        } else {
            ((marker, y + BAR + 14.0), At::End)
        };
        svg.text("s w", at, anchor, &words);
    }
}

/// Words in rows that fit a width at the small size.
fn rows(words: &str, width_px: f64) -> Vec<String> {
    crate::terminal::line::wrap(words, (width_px / (12.0 * 0.53)) as usize)
}
