//! What the next money stops, on the terminal: each option alone, the curve, what is worth its price, the exchange.

use super::line::{Line, Page, Tone, cut};
use super::{TerminalStyle, heading, plural};
use crate::{findings, options, text};
use cupola_study::coalition::Interval;
use cupola_study::options::{Ended, Exchange, Marginal, Report, Rival, Standing, Step};
use cupola_study::summary::Count;

/// Columns of an option's name, of a number, and of a number with its interval.
const NAME: usize = 37;
const CELL: usize = 11;
const WIDE: usize = 17;
/// Columns of a set's price and of how many fewer.
const SET: usize = 30;
/// Sets told that are worth their price, at most.
const SETS: usize = 24;
/// Printed where a ratio is withheld.
const WITHHELD: &str = "not distinguishable";

/// The report of `cupola options` as text, ending in a newline.
#[must_use]
pub fn render_options(report: &Report, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    header(report, &mut page);
    for (i, sentence) in in_short(report).iter().enumerate() {
        page.hanging(if i == 0 { "IN SHORT" } else { "" }, 11, sentence);
    }
    page.blank();
    alone(report, &mut page);
    curve(report, &mut page);
    sets(report, &mut page);
    if let Some(found) = &report.exchange {
        exchange(found, &mut page);
    }
    page.finish()
}

fn header(report: &Report, page: &mut Page) {
    let head = format!(
        "cupola {} · options of {} · {} runs of nothing, each option and each step's choices, {} of every other of {}, {} worlds · \
         seed {} · the same luck in every one · {} s",
        report.version,
        report.scenario,
        text::whole(report.runs as f64),
        text::whole(report.set_runs as f64),
        plural(report.found.sets.len(), "set"),
        text::whole(report.worlds as f64),
        report.seed,
        text::rounded(report.elapsed_s, 0.1),
    );
    page.wrapped(Tone::Dim, "", &head);
    page.wrapped(Tone::Strong, "", &format!("WHAT THE NEXT MONEY STOPS: {}", report.arm.1));
    let status = findings::full_stop(&text::sentence(&report.status));
    page.wrapped(Tone::Plain, "", format!("{} {status}", findings::kind_of_claim(true)).trim_end_matches(" ."));
    let words = format!(
        "“{}”: less is better. Prices of {}, bought and run {}–{}; today's plans and money already spent are left out. \
         Mean ± half its 95 % interval, from sampling; where that straddles zero no ratio is told.",
        report.metric.1,
        report.price_year,
        report.years.0,
        report.years.1 - 1,
    );
    page.wrapped(Tone::Dim, "", &words);
    if report.found.ended == Ended::Stopped {
        page.wrapped(Tone::Warm, "", "stopped early: what is here was done in full, the rest is missing");
    }
    page.blank();
}

fn in_short(report: &Report) -> Vec<String> {
    let found = &report.found;
    let clear = found.alone.iter().filter(|m| m.avoided_per_billion_usd.is_some()).count();
    let mut said = Vec::new();
    match found.steps.first() {
        Some(step) => said.push(format!(
            "The next money stops most as “{}”: {} fewer for each billion USD, {} USD for each one.",
            name(report, &step.bought.option),
            step.bought.avoided_per_billion_usd.map_or(text::NONE.to_owned(), ratio_text),
            step.bought.usd_per_avoided.map_or(text::NONE.to_owned(), money),
        )),
        None => said.push("Nothing that might be bought can be told from nothing.".to_owned()),
    }
    if let Some(step) = found.steps.first() {
        said.push(format!(
            "It is {}. As the best of {} tested on the same runs its figures are on the high side; so are those of every step below.",
            rivals(report, step),
            plural(step.num_tested, "option"),
        ));
    }
    if let (Some(last), true) = (found.steps.last(), found.steps.len() > 1) {
        said.push(format!(
            "{} bought one after the other, {} bn, make it {} fewer of {}.",
            plural(found.steps.len(), "thing"),
            billions(&last.total_usd),
            level(&last.avoided),
            level(&found.base)
        ));
    }
    let (num, rest) = (found.alone.len(), found.alone.len() - clear);
    said.push(format!("Of {} alone, {rest} cannot be told from nothing in these runs.", plural(num, "option")));
    said
}

/// Rivals that are named, at most; all are in the JSON document.
const RIVALS: usize = 3;

/// `told apart from all 5 others`, or from which it is not, with how much more it stops for each billion.
fn rivals(report: &Report, step: &Step) -> String {
    let rivals = &step.not_told_apart_from;
    if rivals.is_empty() {
        return match step.num_tested {
            0 | 1 => "the only one tested".to_owned(),
            num => format!("told apart from {}", if num == 2 { "the other" } else { "all others" }),
        };
    }
    let one = |rival: &Rival| {
        let more = rival.more_per_billion_usd;
        let step = text::power_of_ten_below((more.ci95_high - more.ci95_low).max(1e-3) / 4.0).min(1.0);
        let [mean, low, high] = [more.mean, more.ci95_low, more.ci95_high].map(|x| text::rounded(x, step));
        format!("“{}” ({mean}, {low} to {high}, more for each billion)", name(report, &rival.option))
    };
    let named: Vec<String> = rivals.iter().take(RIVALS).map(one).collect();
    let rest = match rivals.len().saturating_sub(RIVALS) {
        0 => String::new(),
        num => format!(" and {}", plural(num, "other")),
    };
    format!("not told apart from {}{rest}", named.join(", "))
}

fn alone(report: &Report, page: &mut Page) {
    let shown = format!("one of each against {}", level(&report.found.base));
    heading(page, "1 EACH ALONE", &shown);
    head(page, &[("million USD", CELL), ("fewer", WIDE), ("per billion", WIDE), ("USD for each", WIDE)]);
    let worth = |m: &Marginal| m.avoided_per_billion_usd.map_or(f64::NEG_INFINITY, |ratio| ratio.mean);
    let mut rows: Vec<&Marginal> = report.found.alone.iter().collect();
    rows.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    for row in rows {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(name(report, &row.option), NAME - 3)), NAME);
        line.right(Tone::Plain, &text::rounded(row.unit_usd.mean / 1e6, 1.0), CELL);
        line.right(Tone::Plain, &fewer(&row.avoided), WIDE);
        ratios(&mut line, row);
        page.fitted(line);
    }
    page.blank();
}

/// The two ratios of an option, or that there is none.
fn ratios(line: &mut Line, row: &Marginal) {
    match (row.avoided_per_billion_usd, row.usd_per_avoided) {
        (Some(per_billion), Some(usd)) => {
            line.right(Tone::Strong, &ratio_text(per_billion), WIDE);
            line.right(Tone::Plain, &money(usd), WIDE);
        }
        _ => {
            line.right(Tone::Dim, WITHHELD, 2 * WIDE);
        }
    }
}

fn curve(report: &Report, page: &mut Page) {
    let found = &report.found;
    heading(page, "2 ONE AFTER THE OTHER", "at each step what stops most for its money");
    head(page, &[("spent, bn", CELL), ("fewer in all", WIDE), ("per billion", WIDE), ("USD for each", WIDE)]);
    for step in &found.steps {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  + {}", cut(name(report, &step.bought.option), NAME - 5)), NAME);
        line.right(Tone::Plain, &billions(&step.total_usd), CELL);
        line.right(Tone::Plain, &level(&step.avoided), WIDE);
        ratios(&mut line, &step.bought);
        page.fitted(line);
        if !step.not_told_apart_from.is_empty() {
            let others = step.not_told_apart_from.iter().map(|rival| name(report, &rival.option));
            let others = others.collect::<Vec<_>>().join("; ");
            page.indented(6, &format!("of {} tested not told apart from: {others}", step.num_tested));
        }
    }
    let ended = match found.ended {
        Ended::AllBought => "All is bought.",
        Ended::Budget => "Nothing more fits in the budget.",
        Ended::NothingClear => "Nothing that is left can be told from nothing.",
        Ended::Stopped => "It was stopped here.",
    };
    page.wrapped(Tone::Dim, "  ", ended);
    page.blank();
}

fn sets(report: &Report, page: &mut Page) {
    let sets = &report.found.sets;
    let of = |standing: Standing| sets.iter().filter(move |set| set.standing == standing);
    let shown = format!(
        "price, fewer in all, what: {} of {}; of the others {} by one that costs no more, {} cannot be told from one",
        of(Standing::Front).count(),
        plural(sets.len(), "set"),
        match of(Standing::Dominated).count() {
            1 => "1 is beaten".to_owned(),
            n => format!("{n} are beaten"),
        },
        of(Standing::Unclear).count(),
    );
    heading(page, "3 WORTH THEIR PRICE", "");
    page.wrapped(Tone::Dim, "  ", &shown);
    for set in of(Standing::Front).take(SETS) {
        let head = format!("{:>10} bn {:>14}", billions(&set.total_usd), level(&set.avoided));
        page.hanging(&head, SET, &options::owned_words(report, &set.owned));
    }
    page.blank();
}

fn exchange(found: &Exchange, page: &mut Page) {
    let over = if found.over == "campaign" { "over the campaign" } else { "in the headline raid" };
    heading(page, "4 COST EXCHANGE", &format!("{over}, with nothing bought"));
    head(page, &[("fired, M$", CELL), ("stopped", WIDE), ("M$ for each", WIDE)]);
    for row in &found.fired {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&row.id, NAME - 3)), NAME);
        line.right(Tone::Plain, &text::rounded(row.fired_usd.mean / 1e6, 1.0), CELL);
        line.right(Tone::Plain, &level(&row.stopped), WIDE);
        line.right(Tone::Plain, &row.usd_per_stopped.map_or(text::NONE.to_owned(), millions), WIDE);
        page.fitted(line);
    }
    let mut line = Line::default();
    line.left(Tone::Strong, "  all", NAME);
    line.right(Tone::Strong, &text::rounded(found.fired_usd.mean / 1e6, 1.0), CELL);
    line.right(Tone::Strong, &level(&found.stopped), WIDE);
    line.right(Tone::Strong, &found.fired_usd_per_stopped.map_or(text::NONE.to_owned(), millions), WIDE);
    page.fitted(line);
    page.blank();
    head(page, &[("sent", CELL), ("stopped", WIDE), ("sent, M$", WIDE), ("stopped, M$", WIDE)]);
    for row in &found.sent {
        let usd = |count: &Option<Count>| {
            count.map_or("price unknown".to_owned(), |c| text::rounded(c.mean / 1e6, step_of(c.mean / 1e6)))
        };
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&row.class, NAME - 3)), NAME);
        line.right(Tone::Plain, &text::rounded(row.sent.mean, 0.1), CELL);
        line.right(Tone::Plain, &level(&row.stopped), WIDE);
        line.right(Tone::Plain, &usd(&row.sent_usd), WIDE);
        line.right(Tone::Plain, &usd(&row.stopped_usd), WIDE);
        page.fitted(line);
    }
    let words = match (found.fired_usd_per_stopped_usd, found.fired_usd_per_sent_usd) {
        (Some(stopped), Some(sent)) => format!(
            "For each dollar of weapons stopped {} dollars are fired, for each dollar sent {}; for each dollar fired the other \
             side sends {}.",
            ratio_text(stopped),
            ratio_text(sent),
            text::rounded(1.0 / sent.mean, step_of(1.0 / sent.mean))
        ),
        _ => "No ratio of the two sides' money is told: not every class sent has a price.".to_owned(),
    };
    page.wrapped(Tone::Dim, "  ", &words);
}

/// A row of labels over columns of such widths.
fn head(page: &mut Page, cells: &[(&str, usize)]) {
    let mut line = Line::default();
    line.left(Tone::Dim, "", NAME);
    for (label, width) in cells {
        line.right(Tone::Dim, label, *width);
    }
    page.fitted(line);
}

fn name<'r>(report: &'r Report, id: &'r str) -> &'r str {
    report.names.get(id).map_or(id, String::as_str)
}

/// A step that leaves two digits of a number.
fn step_of(x: f64) -> f64 {
    text::power_of_ten_below(x.abs().max(1e-3) / 10.0).min(1.0)
}

/// `49 ± 3`.
fn level(c: &Count) -> String {
    with_half(c.mean, c.ci95_high - c.mean)
}

fn with_half(mean: f64, half: f64) -> String {
    if half == 0.0 {
        return text::rounded(mean, if mean == 0.0 { 1.0 } else { step_of(mean) });
    }
    let step = text::power_of_ten_below(half).min(1.0);
    format!("{} ± {}", text::rounded(mean, step), text::rounded(half, step))
}

/// How many fewer, or that no run changes.
fn fewer(c: &Count) -> String {
    let half = c.ci95_high - c.mean;
    if c.mean == 0.0 && half == 0.0 { "the same".to_owned() } else { with_half(c.mean, half) }
}

/// `2.1 (1.8–2.4)`.
fn ratio_text(ratio: Interval) -> String {
    let step = text::power_of_ten_below((ratio.ci95_high - ratio.ci95_low).max(ratio.mean / 100.0) / 4.0).min(1.0);
    let text = |x: f64| text::rounded(x, step);
    format!("{} ({}–{})", text(ratio.mean), text(ratio.ci95_low), text(ratio.ci95_high))
}

fn in_unit(ratio: Interval, unit_usd: f64) -> String {
    let [mean, ci95_low, ci95_high] = [ratio.mean, ratio.ci95_low, ratio.ci95_high].map(|usd| usd / unit_usd);
    ratio_text(Interval { mean, ci95_low, ci95_high })
}

/// The same in millions.
fn millions(ratio: Interval) -> String {
    in_unit(ratio, 1e6)
}

/// The same with the unit that suits it: `1.3 (0.9–2.1) bn`.
fn money(ratio: Interval) -> String {
    let (unit_usd, name) = if ratio.mean >= 0.95e9 { (1e9, "bn") } else { (1e6, "M") };
    format!("{} {name}", in_unit(ratio, unit_usd))
}

/// `1.2` billion.
fn billions(c: &Count) -> String {
    if c.mean == 0.0 { "0".to_owned() } else { text::rounded(c.mean / 1e9, 0.01) }
}
