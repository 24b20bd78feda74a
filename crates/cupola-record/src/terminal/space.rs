//! Interceptors in orbit on the terminal: how many, how much of the time, and what studies say.

use super::TerminalStyle;
use super::line::{Line, Page, Tone};
use crate::space::{ReachSheet, SizeSheet, VarySheet, swing_word};
use crate::text;
use cupola_space::Criterion;
use cupola_space::study::{Comparison, Outcome, Study};

/// Columns of the names at the left.
const HEAD: usize = 16;
/// Inputs that are named as driving a range.
const NUM_SWINGS: usize = 3;

fn row(page: &mut Page, head: &str, value: &str, rest: &str) {
    let mut line = Line::default();
    line.left(Tone::Dim, head, HEAD).right(Tone::Plain, value, 12).push(Tone::Dim, &format!("  {rest}"));
    page.line(&line);
}

fn km(x_m: f64) -> String {
    text::rounded(x_m / 1e3, if x_m < 99_950.0 { 0.1 } else { 1.0 })
}

fn count(number: Option<u64>) -> String {
    number.map_or(text::NONE.to_owned(), |number| text::whole(number as f64))
}

/// What a criterion asks, in words.
fn meaning(criterion: Criterion, probability: f64) -> String {
    match criterion {
        Criterion::Mean => "enough in reach on average".to_owned(),
        Criterion::Poisson => format!("enough with probability {probability}, satellites scattered at random"),
        Criterion::Shell => format!("enough with probability {probability}, an even shell"),
        Criterion::WorstGap => "enough at every epoch, an even shell".to_owned(),
    }
}

/// A sizing as text, ending in a newline.
#[must_use]
pub fn render_size(sheet: &SizeSheet, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let (release_s, burnout_s, reach_m) = sheet.flight();
    let (least, question) = (&sheet.least, &sheet.question);
    page.wrapped(Tone::Strong, "", &sheet.title);
    page.blank();
    let orbit = format!("{} km, {:.1}°", km(question.altitude_m), question.inclination_rad.to_degrees());
    row(
        &mut page,
        "SATELLITES",
        &text::whole(least.num_satellites as f64),
        &meaning(sheet.criterion, question.probability),
    );
    for (criterion, number) in sheet.by_criterion.iter().filter(|(criterion, _)| *criterion != sheet.criterion) {
        row(
            &mut page,
            "",
            &count(*number),
            &format!("{}: {}", criterion.word(), meaning(*criterion, question.probability)),
        );
    }
    let tried = sheet.num_tried.map_or(String::new(), |num| format!(", best of {num} shells"));
    let pattern = &least.pattern;
    let planes = format!("{orbit}{tried}; {} planes of {}", pattern.num_planes, pattern.per_plane);
    row(&mut page, "SHELL", &text::whole(pattern.num_satellites() as f64), &planes);
    let tally = &least.in_reach;
    let enough =
        format!("mean; {} at least, {} in 95 % of epochs; {} asked for", tally.min, text::table_mean(tally.p05), {
            question.job.demand() * question.job.regions.len() as u64
        });
    row(&mut page, "IN REACH", &text::table_mean(tally.mean), &enough);
    let ratio = format!("satellites for one in reach (share {:.4} %)", 100.0 * sheet.fraction);
    row(&mut page, "ABSENTEE RATIO", &text::rounded(1.0 / sheet.fraction, 0.1), &ratio);
    if let Some(closed) = &sheet.closed {
        let rest = "exact integral, missile met at burnout alone";
        row(&mut page, "", &text::rounded(1.0 / closed.exact_fraction, 0.1), rest);
        if closed.product_fraction > 0.0 {
            row(&mut page, "", &text::rounded(1.0 / closed.product_fraction, 0.1), "textbook product");
        }
        row(&mut page, "", &text::rounded(1.0 / closed.even_fraction, 0.1), "spread evenly over the Earth");
    }
    let flight = format!("km straight, released {release_s:.0} s after launch, boost ends at {burnout_s:.0} s");
    row(&mut page, "REACH", &km(reach_m), &flight);
    if let Some(usd) = sheet.cost_usd {
        row(&mut page, "COST", &text::rounded(usd / 1e9, 0.1), "billion dollars over the horizon");
    }
    page.finish()
}

/// How the number goes with one input, as text.
#[must_use]
pub fn render_vary(sheet: &VarySheet, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    page.wrapped(Tone::Strong, "", &format!("Satellites by {}, criterion {}", sheet.key, sheet.criterion.word()));
    page.blank();
    let has_law = sheet.rows.iter().any(|row| row.law_ratio.is_some());
    let print = |tone: Tone, cells: [&str; 4], page: &mut Page| {
        let mut line = Line::default();
        for cell in &cells[..if has_law { 4 } else { 3 }] {
            line.right(tone, cell, 14);
        }
        page.line(&line);
    };
    print(Tone::Dim, [&sheet.key, "satellites", "to the first", "by the law"], &mut page);
    let ratio = |r: Option<f64>| r.map_or(text::NONE.to_owned(), |r| text::rounded(r, 0.001));
    for row in &sheet.rows {
        match &row.num_satellites {
            Ok(number) => {
                let (own, law) = (ratio(row.ratio), ratio(row.law_ratio));
                print(Tone::Plain, [&row.value, &text::whole(*number as f64), &own, &law], &mut page);
            }
            Err(why) => page.hanging(&format!("{:>14}", row.value), 16, why),
        }
    }
    page.finish()
}

/// Share of the time in reach, as text.
#[must_use]
pub fn render_reach(sheet: &ReachSheet, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    let share = |fraction: f64| format!("{:.5} %", 100.0 * fraction);
    let ratio = |fraction: f64| {
        if fraction > 0.0 { format!("one in {}", text::rounded(1.0 / fraction, 0.1)) } else { "never".to_owned() }
    };
    row(
        &mut page,
        "IN REACH",
        &share(sheet.fraction),
        &format!("{} of the time, exact integral", ratio(sheet.fraction)),
    );
    row(&mut page, "", &share(sheet.product_fraction), &format!("{}, textbook product", ratio(sheet.product_fraction)));
    row(
        &mut page,
        "",
        &share(sheet.flat_disc_fraction),
        &format!("{}, product with a flat disc", ratio(sheet.flat_disc_fraction)),
    );
    let density = sheet.density_ratio.map_or(text::NONE.to_owned(), |ratio| text::rounded(ratio, 0.001));
    row(&mut page, "DENSITY", &density, "overhead, over an even spread's");
    row(&mut page, "ARC", &text::rounded(sheet.arc_rad.to_degrees(), 0.01), "degrees about the Earth's centre");
    if let Some(number) = sheet.num_satellites {
        let mean = text::rounded(number as f64 * sheet.fraction, 0.01);
        row(&mut page, "MEAN", &mean, &format!("of {} in reach", text::whole(number as f64)));
    }
    if let Some([mean_m, worst_m]) = sheet.nearest_m {
        row(&mut page, "NEAREST", &km(mean_m), &format!("km on average, {} km at worst", km(worst_m)));
    }
    page.finish()
}

/// Studies beside what cupola gets, as text.
#[must_use]
pub fn render_studies(compared: &[(Study, Comparison)], style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    for (index, (study, comparison)) in compared.iter().enumerate() {
        if index > 0 {
            page.blank();
        }
        page.wrapped(Tone::Strong, "", &format!("{}  {}", study.id, study.title));
        page.hanging("JOB", 11, &study.job);
        page.hanging("COUNTS", 11, study.definition.word());
        let print = |tone: Tone, cells: [&str; 6], page: &mut Page| {
            let mut line = Line::default();
            line.left(Tone::Plain, cells[0], 31);
            for (cell, width) in cells[1..].iter().zip([12, 15, 9, 13, 20]) {
                line.right(tone, cell, width);
            }
            page.fitted(line);
        };
        print(Tone::Dim, ["", "study said", "cupola gets", "likely", "own formula", "verdict"], &mut page);
        for outcome in &comparison.outcomes {
            let said = text::range(outcome.printed.low, outcome.printed.high);
            let gets = match (outcome.low, outcome.high) {
                (Some(low), None) => format!("from {}", text::whole(low as f64)),
                (low, high) => format!("{}–{}", count(low), count(high)),
            };
            let own = outcome.equations.map_or(text::NONE.to_owned(), |e| text::whole(e.count as f64));
            let verdict = outcome.verdict.map_or("for one missile", cupola_space::study::Verdict::word);
            print(Tone::Plain, [&outcome.printed.name, &said, &gets, &count(outcome.likely), &own, verdict], &mut page);
        }
        if let Some(outcome) = comparison.outcomes.first() {
            why(study, outcome, &mut page);
        }
        for claim in &study.claims {
            let said = text::range(claim.low, claim.high);
            page.hanging("OTHERS", 11, &format!("{}: {said} ({}; {})", claim.name, claim.grade.word(), claim.source));
        }
    }
    page.finish()
}

/// Why a study and cupola differ: what it leaves open, in the order of what it moves, and what is known.
fn why(study: &Study, outcome: &Outcome, page: &mut Page) {
    let graded = study.results.iter().filter(|r| r.grade >= cupola_core::uncertain::Grade::Contested);
    let weak: Vec<&str> = graded.map(|r| r.name.as_str()).collect();
    if !weak.is_empty() {
        page.hanging("WEAK", 11, &format!("recalled or contested, not read: {}.", weak.join("; ")));
    }
    let swing = |s: &cupola_space::study::Swing| match s.at_low.zip(s.at_high) {
        Some((low, high)) => {
            format!("{} {}–{}", swing_word(s).replace('_', " "), text::whole(low as f64), text::whole(high as f64))
        }
        None => format!("{} (nothing in reach at one end)", swing_word(s).replace('_', " ")),
    };
    let named: Vec<String> = outcome.swings.iter().take(NUM_SWINGS).map(swing).collect();
    if !named.is_empty() {
        page.hanging(
            "OPEN",
            11,
            &format!("{}, each alone from its low to its high end ({}).", named.join("; "), outcome.printed.name),
        );
    }
    let of = |wanted: Criterion| outcome.by_criterion.iter().find(|(c, _)| *c == wanted).map(|(_, number)| *number);
    let counts = Criterion::ALL.map(|c| format!("{} {}", c.word(), count(of(c)))).join(", ");
    page.hanging(
        "AT LIKELY",
        11,
        &format!("{counts}; spread evenly {}; reach {} km.", count(outcome.even_spread), km(outcome.reach_m)),
    );
    if !outcome.is_salvo_known
        && let Some(one) = outcome.likely
    {
        let served = |r: &cupola_space::study::Outcome| text::table_mean(r.printed.high / one as f64);
        page.hanging(
            "FOR ONE",
            11,
            &format!("the count is {} times what one missile takes at the likely values.", served(outcome)),
        );
    }
    if let Some(e) = &outcome.equations {
        let own = format!(
            "{} by the author's calculator: absentee ratio {}, {} kg each, {} launches, {} billion dollars.",
            text::whole(e.count as f64),
            text::rounded(e.absentee_ratio, 0.1),
            text::whole(e.mass_kg),
            text::whole(e.bill.launches as f64),
            text::rounded(e.bill.total_usd / 1e9, 0.1)
        );
        page.hanging("FORMULA", 11, &own);
    }
    page.hanging("WHY", 11, &study.differs);
}
