//! What the next money stops, as an SVG file that stands alone: money to the right, what it stops upwards.

use crate::html::svg::{At, FULL, Scale, Svg, fit, polyline};
use crate::text;
use cupola_study::options::{Report, Standing};
use cupola_study::summary::ById;

const LEFT: f64 = 56.0;
const TOP: f64 = 96.0;
const BOTTOM: f64 = 440.0;
const MARGIN: f64 = 28.0;
const ROW: f64 = 18.0;

const STYLE: &str = concat!(
    "<style>",
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;",
    "font-variant-numeric:tabular-nums;fill:#1b1f24}.h{font-size:20px;font-weight:600}.b{font-weight:600}",
    ".s{font-size:12px}.m{fill:#5c6066}.bg{fill:#fafaf7}.grid{stroke:#eceae2}.axis{stroke:#5c6066}",
    ".curve{fill:none;stroke:#0072b2;stroke-width:2}.w{stroke:#0072b2}.dot{fill:#0072b2}",
    ".front{fill:none;stroke:#1b1f24;stroke-width:1.5}.other{fill:#a3a3a0;fill-opacity:.55}",
    "@media (prefers-color-scheme:dark){text{fill:#e8e6e0}.m{fill:#a2a5a6}.bg{fill:#14171a}.grid{stroke:#23282c}",
    ".axis{stroke:#a2a5a6}.curve,.w{stroke:#3a93d0}.dot{fill:#3a93d0}.front{stroke:#e8e6e0}.other{fill:#808486}}",
    "</style>"
);

/// The curve and every set that was played as an SVG file.
#[must_use]
pub fn to_svg(report: &Report) -> String {
    let found = &report.found;
    let words = notes(report);
    let (width, height) = (FULL + 2.0 * MARGIN, BOTTOM + 52.0 + ROW * words.len() as f64 + 2.0 * MARGIN);
    let mut svg = Svg::new(width, height);
    svg.raw(STYLE);
    svg.rect("bg", (0.0, 0.0), (width, height));
    svg.raw(&format!(r#"<g transform="translate({MARGIN} {MARGIN})">"#));
    svg.text("h", (0.0, 18.0), At::Start, &format!("What the next money stops: {}", report.arm.1));
    let about = format!(
        "“{}”: how many fewer, of {}; mean of {} runs, of sets off the curve {}, with the same luck, 95 % interval",
        report.metric.1,
        text::rounded(found.base.mean, 1.0),
        text::whole(report.runs as f64),
        text::whole(report.set_runs as f64)
    );
    svg.text("m", (0.0, 42.0), At::Start, &about);
    legend(&mut svg);
    let most_busd = found.sets.iter().map(|set| set.total_usd.mean).fold(0.0, f64::max) / 1e9;
    let most = found.sets.iter().map(|set| set.avoided.mean);
    let high = most.chain(found.steps.iter().map(|step| step.avoided.ci95_high)).fold(0.0, f64::max);
    let low = found.sets.iter().map(|set| set.avoided.mean).fold(0.0, f64::min);
    let x = Scale::new((0.0, most_busd * 1.03), (LEFT, FULL));
    let y = Scale::new((low - 0.04 * high, 1.06 * high), (BOTTOM, TOP));
    axes(&mut svg, &x, &y, report.price_year);
    for set in &found.sets {
        let at = (x.at(set.total_usd.mean / 1e9), y.at(set.avoided.mean));
        let (class, size) = if set.standing == Standing::Front { ("front", 6.0) } else { ("other", 3.0) };
        svg.circle(class, at, size);
    }
    let points: Vec<_> = found.steps.iter().map(|step| (x.at(step.total_usd.mean / 1e9), &step.avoided)).collect();
    let start = std::iter::once((x.at(0.0), y.at(0.0)));
    svg.path("curve", &polyline(start.chain(points.iter().map(|(x, avoided)| (*x, y.at(avoided.mean))))));
    for (index, (x, avoided)) in points.iter().enumerate() {
        svg.line("w", (*x, y.clamped(avoided.ci95_low)), (*x, y.clamped(avoided.ci95_high)));
        svg.circle("dot", (*x, y.at(avoided.mean)), 4.0);
        svg.text("b", (x - 9.0, y.at(avoided.mean) - 9.0), At::End, &(index + 1).to_string());
    }
    for (index, note) in words.iter().enumerate() {
        svg.text("s m", (0.0, BOTTOM + 62.0 + ROW * index as f64), At::Start, &fit(note, FULL, 12.0));
    }
    svg.raw("</g>");
    svg.finish_alone(&format!("{}: {} steps, {} sets", report.scenario, found.steps.len(), found.sets.len()))
}

fn legend(svg: &mut Svg) {
    svg.circle("dot", (6.0, 62.0), 4.0);
    svg.text("s", (16.0, 66.5), At::Start, "one after the other, what stops most for its money");
    svg.circle("front", (346.0, 62.0), 6.0);
    svg.text("s", (358.0, 66.5), At::Start, "worth its price");
    svg.circle("other", (466.0, 62.0), 3.0);
    svg.text("s", (476.0, 66.5), At::Start, "another costs no more and stops as much, or cannot be told from it");
}

fn axes(svg: &mut Svg, x: &Scale, y: &Scale, price_year: i32) {
    let (ticks, step) = y.ticks(6);
    for tick in ticks {
        svg.line("grid", (LEFT, y.at(tick)), (FULL, y.at(tick)));
        svg.text("s m", (LEFT - 8.0, y.at(tick) + 4.0), At::End, &text::rounded(tick, step));
    }
    let (ticks, step) = x.ticks(8);
    for tick in ticks {
        svg.line("grid", (x.at(tick), TOP), (x.at(tick), BOTTOM));
        svg.text("s m", (x.at(tick), BOTTOM + 18.0), At::Middle, &text::rounded(tick, step));
    }
    svg.line("axis", (LEFT, BOTTOM), (FULL, BOTTOM));
    let words = format!("billion {price_year} USD, beyond today's plans");
    svg.text("s m", (FULL, BOTTOM + 36.0), At::End, &words);
}

/// What was bought at each step, and what is not on the curve.
fn notes(report: &Report) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for (index, step) in report.found.steps.iter().enumerate() {
        let per_billion = step.bought.avoided_per_billion_usd.map_or(0.0, |ratio| ratio.mean);
        let step_size = text::power_of_ten_below(per_billion / 10.0).min(1.0);
        notes.push(format!(
            "{}: {}, {} fewer for each billion{}",
            index + 1,
            report.names.get(&step.bought.option).unwrap_or(&step.bought.option),
            text::rounded(per_billion, step_size),
            match step.not_told_apart_from.len() {
                0 => String::new(),
                num => format!("; of {} tested not told apart from {num}", step.num_tested),
            }
        ));
    }
    let unclear = report.found.alone.iter().filter(|m| m.avoided_per_billion_usd.is_none());
    let unclear: Vec<&str> = unclear.filter_map(|m| report.names.get(&m.option).map(String::as_str)).collect();
    if !unclear.is_empty() {
        let words = format!("Alone not distinguishable from nothing: {}.", unclear.join("; "));
        notes.extend(crate::terminal::line::wrap(&words, (FULL / (12.0 * 0.56)) as usize));
    }
    notes
}

/// A set of purchases in words.
pub(crate) fn owned_words(report: &Report, owned: &ById<u32>) -> String {
    let one = |(id, num): (&String, &u32)| {
        let name = report.names.get(id).unwrap_or(id);
        if *num == 1 { name.clone() } else { format!("{num} × {name}") }
    };
    let words: Vec<String> = owned.iter().map(one).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(" + ") }
}
