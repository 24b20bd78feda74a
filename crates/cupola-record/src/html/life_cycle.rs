//! What elements cost over their life: a table, the money by phase, what drives it, and the chain of assumptions.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, FULL, Scale, Svg, fit};
use crate::terminal::life_cycle::{PHASES, apart, ends, phase, stated};
use crate::{bill, findings, text};
use cupola_study::summary::{LifeCycle, Waterfall};

const LEFT: f64 = 250.0;
const RIGHT: f64 = 720.0;
const TOP: f64 = 58.0;
const ROW: f64 = 27.0;
const BAR: f64 = 15.0;
/// The colour of each of [`PHASES`].
const CLASSES: [&str; PHASES.len()] = ["total", "f0", "f1", "f2", "f3", "f4"];

/// Elements by phase, then what others print beside ours.
pub fn tables(life: &LifeCycle) -> String {
    let unit = findings::unit_of(life);
    let mut heads = vec!["element"];
    heads.extend(PHASES.iter().map(|(label, _)| *label));
    heads.push("in all (5–95 %)");
    let mut elements = Sheet::new(&heads);
    for element in &life.elements {
        let cells = PHASES.iter().map(|(_, words)| phase(&element.by_phase, words));
        let cells = cells.map(|usd| if usd > 0.0 { unit.amount(usd) } else { "·".to_owned() });
        let total = unit.band(&element.total_usd);
        elements.row(std::iter::once(element.name.clone()).chain(cells).chain([total]));
    }
    let mut printed =
        Sheet::new(&["printed by others", "source", "grade", "printed", "likely", "apart", "ours (5–95 %)"]);
    for row in &life.printed {
        let ends = ends(unit, row.low_usd, row.high_usd);
        let ends = stated(unit, row).map_or(ends.clone(), |stated| format!("{ends} ({stated})"));
        let ours = [unit.amount(row.likely_usd), apart(row), unit.band(&row.cupola_usd)];
        printed.row([row.what.clone(), row.source.clone(), row.grade.clone(), ends].into_iter().chain(ours));
    }
    let beside = if printed.rows.is_empty() { String::new() } else { printed.table(3) };
    elements.table(1) + &beside
}

/// The figures, where they have something to show.
pub fn figures(life: &LifeCycle, price_year: i32) -> Vec<Figure> {
    let mut figures = vec![phases(life, price_year)];
    figures.extend(drivers(life, price_year));
    figures.extend(life.steps.as_ref().map(steps));
    figures
}

/// Means by element and phase.
fn phases(life: &LifeCycle, price_year: i32) -> Figure {
    let unit = findings::unit_of(life);
    let mut svg = Svg::new(FULL, TOP + ROW * life.elements.len() as f64 + 8.0);
    let mut at = 0.0;
    for ((label, words), class) in PHASES.iter().zip(CLASSES) {
        if life.elements.iter().any(|e| phase(&e.by_phase, words) > 0.0) {
            svg.rect(class, (at, 0.0), (12.0, 12.0));
            svg.text("s", (at + 18.0, 10.5), At::Start, label);
            at += 92.0;
        }
    }
    let most = life.elements.iter().map(|e| e.total_usd.p95.max(e.total_usd.mean)).fold(0.0, f64::max);
    let x = Scale::new((0.0, most / unit.usd * 1.02), (LEFT, RIGHT));
    let bottom = TOP + ROW * life.elements.len() as f64;
    let (ticks, step) = x.ticks(6);
    for tick in ticks {
        svg.line(if tick == 0.0 { "axis" } else { "grid" }, (x.at(tick), TOP - 8.0), (x.at(tick), bottom));
        svg.text("s m", (x.at(tick), TOP - 14.0), At::Middle, &text::rounded(tick, step));
    }
    let mut sheet = Sheet::new(&["element", "phase", "mean USD", "p05 USD", "p95 USD"]);
    for (index, element) in life.elements.iter().enumerate() {
        let y = TOP + ROW * index as f64;
        let middle = y + ROW / 2.0;
        svg.text("", (0.0, middle + 4.5), At::Start, &fit(&element.name, LEFT - 10.0, 13.0));
        let mut from_x = 0.0;
        for ((_, words), class) in PHASES.iter().zip(CLASSES) {
            let to_x = from_x + phase(&element.by_phase, words) / unit.usd;
            svg.rect(class, (x.at(from_x), middle - BAR / 2.0), (x.at(to_x) - x.at(from_x), BAR));
            from_x = to_x;
        }
        let count = &element.total_usd;
        if count.p05 != count.p95 {
            svg.line("w90 halo", (x.at(count.p05 / unit.usd), middle), (x.at(count.p95 / unit.usd), middle));
            svg.line("w90", (x.at(count.p05 / unit.usd), middle), (x.at(count.p95 / unit.usd), middle));
        }
        svg.text("", (FULL, middle + 4.5), At::End, &unit.band(count));
        for (name, c) in element.by_phase.iter().chain([(&"all".to_owned(), count)]) {
            sheet.row([element.name.clone(), name.clone(), plain(c.mean), plain(c.p05), plain(c.p95)]);
        }
    }
    Figure {
        id: "fig-life".into(),
        title: life.total_usd.map_or("Alternatives, each over its life".to_owned(), |total| {
            format!("{} {} USD over its life", unit.band(&total), unit.word)
        }),
        subtitle: format!(
            "By element and phase, {} to {}, {} {}. Bars are means, lines 5–95 % of {} draws of the inputs.",
            life.from_year,
            life.until_year - 1,
            unit.word,
            findings::money_word(life, price_year),
            text::whole(life.draws as f64)
        ),
        svg: svg.finish("Cost by element and phase"),
        sheet,
        is_half: false,
    }
}

fn drivers(life: &LifeCycle, price_year: i32) -> Option<Figure> {
    let title = findings::drivers_title(life)?.replace('`', "");
    let mut svg = Svg::new(FULL, bill::drivers_height(life));
    bill::draw_drivers(&mut svg, life, 0.0);
    let mut sheet = Sheet::new(&["input", "grade", "low", "likely", "high", "USD at low", "USD at high"]);
    for d in &life.drivers {
        let values = [d.low, d.likely, d.high, d.low_usd, d.high_usd].map(plain);
        sheet.row([d.key.clone(), d.grade.clone()].into_iter().chain(values));
    }
    Some(Figure {
        id: "fig-drivers".into(),
        title,
        subtitle: format!(
            "{} {}: the total with one input at its low and its high end, all others likely.",
            text::sentence(findings::unit_of(life).word),
            findings::money_word(life, price_year)
        ),
        svg: svg.finish("What drives the total"),
        sheet,
        is_half: false,
    })
}

fn steps(fall: &Waterfall) -> Figure {
    let mut svg = Svg::new(FULL, bill::steps_height(fall));
    bill::draw_steps(&mut svg, fall, 0.0);
    let mut sheet = Sheet::new(&["step", "why", "source", "total USD", "change USD", "least USD", "most USD"]);
    for s in &fall.steps {
        let values = [s.total_usd, s.change_usd, s.least_change_usd, s.most_change_usd].map(plain);
        sheet.row([s.what.clone(), s.why.clone(), s.source.clone()].into_iter().chain(values));
    }
    let unit = bill::unit_of(fall);
    let ends = [fall.steps.first(), fall.steps.last()].map(|s| unit.amount(s.map_or(0.0, |s| s.total_usd)));
    Figure {
        id: "fig-steps".into(),
        title: format!("From {} to {} {} USD, one assumption after the other", ends[0], ends[1], unit.word),
        subtitle: format!(
            "{} {} USD, all inputs likely. Least and most are over the orders of the steps.",
            text::sentence(unit.word),
            fall.price_year
        ),
        svg: svg.finish("The chain of assumptions"),
        sheet,
        is_half: false,
    }
}
