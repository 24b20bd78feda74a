//! Capability by quarter on the terminal: what is up by the day of the raids, then every element that comes or goes.

use super::TerminalStyle;
use super::line::{Line, Page, Tone, cut, sparkline};
use crate::text;
use cupola_study::timeline::{Element, ElementKind, Fielded, LineCapacity, Timeline};
use std::collections::BTreeSet;

/// Columns of a name, of the likely date, of the range of dates, and of the probability on the key date.
const NAME: usize = 29;
const LIKELY: usize = 10;
const RANGE: usize = 20;
const CHANCE: usize = 7;
/// Columns of a rate, and of its band.
const RATE: usize = 7;
const BAND: usize = 14;
/// Most names in a list of what is always there.
const MOST_NAMES: usize = 12;
/// A probability from which an element is taken for there, and below which for absent.
const SURE: f64 = 0.995;

/// A timeline as text, ending in a newline.
#[must_use]
pub fn render_timeline(timeline: &Timeline, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    head(timeline, &mut page);
    up_by(timeline, &mut page);
    comings(timeline, &mut page);
    always(timeline, &mut page);
    lines(timeline, &mut page);
    page.finish()
}

fn head(timeline: &Timeline, page: &mut Page) {
    let ends = [timeline.quarters.first(), timeline.quarters.last()];
    let [from, to] = ends.map(|day| day.map_or(String::new(), |day| text::quarter(day)));
    page.wrapped(
        Tone::Dim,
        "",
        &format!(
            "cupola {} · timeline of {} · {from} to {to} · dates exact, rates over {} worlds · seed {}",
            timeline.version,
            timeline.scenario,
            text::whole(timeline.worlds as f64),
            timeline.seed,
        ),
    );
    page.wrapped(Tone::Strong, "", &timeline.title);
    page.wrapped(Tone::Plain, "", &text::sentence(&timeline.status));
    page.blank();
}

/// Whether anything is to be said of an element beyond that it is there throughout.
fn changes(element: &Element) -> bool {
    element.on_key_date != Some(1.0) || element.probability.iter().any(|p| *p != Some(1.0))
}

/// A probability in few columns: `34 %`, `<1 %`, `?`.
fn short(probability: Option<f64>) -> String {
    match probability {
        None => "?".to_owned(),
        Some(p) if p > 0.0 && p < 1.0 - SURE => "<1 %".to_owned(),
        Some(p) if (SURE..1.0).contains(&p) => ">99 %".to_owned(),
        Some(p) => format!("{} %", text::whole(100.0 * p)),
    }
}

/// The summary: what is up on the key date, what may be, and what is not.
fn up_by(timeline: &Timeline, page: &mut Page) {
    let all = arms(timeline);
    let name = |element: &Element| {
        let is_everywhere = element.arms.len() == all.len();
        let only = if is_everywhere { String::new() } else { format!(" (only with {})", element.arms.join(", ")) };
        let number = satellites(element).map_or(String::new(), |number| format!(" ({number} satellites)"));
        format!("{}{number}{only}", element.name)
    };
    let of = |is_meant: &dyn Fn(f64) -> bool| {
        let meant = timeline.elements.iter().filter(|e| changes(e) && e.on_key_date.is_some_and(is_meant));
        meant.collect::<Vec<&Element>>()
    };
    let names = |elements: Vec<&Element>| elements.into_iter().map(name).collect::<Vec<_>>().join("; ");
    let mut perhaps = of(&|p| (1.0 - SURE..SURE).contains(&p));
    perhaps.sort_by(|a, b| b.on_key_date.unwrap_or(0.0).total_cmp(&a.on_key_date.unwrap_or(0.0)));
    let perhaps = perhaps.into_iter().map(|e| format!("{} {}", name(e), short(e.on_key_date)));
    let unsaid = timeline.elements.iter().filter(|e| changes(e) && e.on_key_date.is_none()).collect();
    let num_always = timeline.elements.iter().filter(|e| !changes(e)).count();
    let parts = [
        ("there", names(of(&|p| p >= SURE))),
        ("perhaps", perhaps.collect::<Vec<_>>().join("; ")),
        ("not there", names(of(&|p| p < 1.0 - SURE))),
        ("not stated", names(unsaid)),
    ];
    let mut said: Vec<String> =
        parts.into_iter().filter(|(_, text)| !text.is_empty()).map(|(word, text)| format!("{word}: {text}")).collect();
    if num_always > 0 {
        said.push(format!("{} that were there before", text::whole(num_always as f64)));
    }
    if said.is_empty() {
        return;
    }
    let head = format!("UP BY {}", timeline.key_date);
    page.hanging(&head, head.chars().count() + 2, &said.join(" · "));
    page.blank();
}

/// How many satellites, low, likely and high, where that is uncertain.
fn satellites(element: &Element) -> Option<String> {
    let [low, likely, high] = element.satellites.filter(|[low, _, high]| low < high)?.map(text::whole);
    Some(format!("{low} / {likely} / {high}"))
}

/// Ids of the arms.
fn arms(timeline: &Timeline) -> BTreeSet<&String> {
    let of_lines = timeline.lines.iter().map(|line| &line.arm);
    of_lines.chain(timeline.elements.iter().flat_map(|element| &element.arms)).collect()
}

/// The name of a kind, as a heading.
fn heading(kind: ElementKind) -> &'static str {
    match kind {
        ElementKind::Battery => "BATTERIES AND SHIPS",
        ElementKind::Sensor => "RADARS",
        ElementKind::AreaDefence => "AREA DEFENCES",
        ElementKind::Constellation => "CONSTELLATIONS",
        ElementKind::Agreement => "AGREEMENTS",
        ElementKind::Expansion => "MORE CAPACITY ON A LINE",
        ElementKind::Development => "DEVELOPMENTS",
    }
}

/// A picture of probabilities: a block a quarter with a bar between years, or a block a year where that is too long.
struct Picture<'a> {
    quarters: &'a [String],
    is_by_year: bool,
}

impl<'a> Picture<'a> {
    fn new(quarters: &'a [String], columns: usize) -> Self {
        let bars = quarters.iter().skip(1).filter(|q| q.ends_with("-01-01")).count();
        Self { quarters, is_by_year: quarters.len() + bars > columns }
    }

    fn shown(&self, values: impl Iterator<Item = Option<f64>>) -> String {
        let mut out = String::new();
        for (i, (quarter, value)) in self.quarters.iter().zip(values).enumerate() {
            let begins_year = quarter.ends_with("-01-01");
            if self.is_by_year && !(begins_year || i == 0) {
                continue;
            }
            if !self.is_by_year && begins_year && i > 0 {
                out.push('│');
            }
            match value {
                None => out.push('?'),
                Some(p) if p < 1.0 - SURE => out.push(' '),
                Some(p) => out += &sparkline(&[p], 1.0),
            }
        }
        out
    }

    /// The years over the picture.
    fn head(&self) -> String {
        if self.is_by_year {
            let ends = [self.quarters.first(), self.quarters.last()];
            let [from, to] = ends.map(|q| q.map_or("", |q| &q[..4]));
            return format!("{from}…{to}, by year");
        }
        let mut years: Vec<(&str, usize)> = Vec::new();
        for quarter in self.quarters {
            match years.last_mut() {
                Some((year, num)) if *year == &quarter[..4] => *num += 1,
                _ => years.push((&quarter[..4], 1)),
            }
        }
        let cells = years.iter().map(|(year, num)| format!("{:num$}", if *num == 4 { year } else { "" }));
        cells.collect::<Vec<_>>().join("│")
    }
}

/// Everything that comes or goes, by kind.
fn comings(timeline: &Timeline, page: &mut Page) {
    let picture = Picture::new(&timeline.quarters, page.width.saturating_sub(NAME + LIKELY + RANGE + CHANCE));
    let mut is_first = true;
    for kind in ElementKind::ALL {
        let of_kind: Vec<&Element> = timeline.elements.iter().filter(|e| e.kind == kind && changes(e)).collect();
        if of_kind.is_empty() {
            continue;
        }
        let mut line = Line::default();
        line.left(Tone::Strong, heading(kind), NAME);
        if is_first {
            line.left(Tone::Dim, "likely", LIKELY).left(Tone::Dim, "5–95 %", RANGE);
            line.left(Tone::Dim, "then", CHANCE).push(Tone::Dim, &picture.head());
        }
        page.fitted(line);
        is_first = false;
        for element in of_kind {
            row(timeline, element, &picture, page);
        }
    }
    if !is_first {
        page.wrapped(
            Tone::Dim,
            "  ",
            &format!(
                "“then”: probability of being in service on {}; blocks: the same on the first day of each quarter, the higher \
                 the likelier, ? where the scenario does not say. Readiness and damage are not in it.",
                timeline.key_date
            ),
        );
        page.blank();
    }
}

fn row(timeline: &Timeline, element: &Element, picture: &Picture<'_>, page: &mut Page) {
    let mut line = Line::default();
    line.left(Tone::Plain, &format!("  {}", cut(&element.name, NAME - 3)), NAME);
    let (likely, range) = element.fielded.as_ref().map_or((text::NONE.to_owned(), String::new()), dates);
    line.left(Tone::Plain, &likely, LIKELY).left(Tone::Dim, &range, RANGE);
    line.left(Tone::Strong, &short(element.on_key_date), CHANCE);
    line.push(Tone::Accent, &picture.shown(element.probability.iter().copied()));
    page.fitted(line);
    let mut notes = Vec::new();
    if element.arms.is_empty() {
        notes.push("in no arm of this scenario".to_owned());
    }
    if !element.arms.is_empty() && element.arms.len() < arms(timeline).len() {
        notes.push(format!("only with {}", element.arms.join(", ")));
    }
    if let Some((likely, range)) = element.ends.as_ref().map(dates) {
        notes.push(if range.is_empty() {
            format!("gone from {likely}")
        } else {
            format!("gone from {likely}, {range}")
        });
    }
    if let Some(number) = satellites(element) {
        notes.push(format!("{number} satellites up on the first day of the raids"));
    }
    if !notes.is_empty() {
        page.wrapped(Tone::Dim, "      ", &notes.join("; "));
    }
}

/// The likely date, and the range where there is one.
fn dates(fielded: &Fielded) -> (String, String) {
    let [likely, p05, p95] = [&fielded.likely, &fielded.p05, &fielded.p95].map(|date| month(date));
    let range = if p05 == p95 { String::new() } else { format!("{p05}–{p95}") };
    (likely, range)
}

/// `Apr 2028`.
fn month(date: &str) -> String {
    let words = text::month_year(date);
    match words.split_once(' ') {
        Some((month, year)) => format!("{} {year}", month.chars().take(3).collect::<String>()),
        None => words,
    }
}

/// What was there before the study and stays, by kind.
fn always(timeline: &Timeline, page: &mut Page) {
    let mut is_any = false;
    for kind in ElementKind::ALL {
        let of_kind = timeline.elements.iter().filter(|e| e.kind == kind && !changes(e));
        let mut names: Vec<(&str, usize)> = Vec::new();
        for element in of_kind {
            match names.iter_mut().find(|(name, _)| *name == element.name) {
                Some((_, num)) => *num += 1,
                None => names.push((&element.name, 1)),
            }
        }
        if names.is_empty() {
            continue;
        }
        if !is_any {
            page.wrapped(Tone::Strong, "", "THERE BEFORE THE STUDY");
        }
        is_any = true;
        let shown = names.iter().map(|(name, n)| if *n > 1 { format!("{n} × {name}") } else { (*name).to_owned() });
        let mut listed: Vec<String> = shown.take(MOST_NAMES).collect();
        if names.len() > MOST_NAMES {
            listed.push(format!("and {} more", names.len() - MOST_NAMES));
        }
        page.wrapped(Tone::Plain, "  ", &format!("{}: {}", heading(kind).to_lowercase(), listed.join("; ")));
    }
    if is_any {
        page.blank();
    }
}

/// Rates by line: medians by year, with the band on the key date.
fn lines(timeline: &Timeline, page: &mut Page) {
    if timeline.lines.is_empty() {
        return;
    }
    page.wrapped(
        Tone::Strong,
        "",
        "WHAT LINES CAN MAKE, rounds a year: median on 1 January, then the 5–95 % at the end",
    );
    let mut years: Vec<usize> =
        (0..timeline.quarters.len()).filter(|i| timeline.quarters[*i].ends_with("-01-01")).collect();
    let room = page.width.saturating_sub(NAME + BAND) / RATE;
    let step = years.len().div_ceil(room.max(1)).max(1);
    years = years.into_iter().step_by(step).collect();
    let mut head = Line::default();
    head.left(Tone::Dim, "", NAME);
    for year in &years {
        head.right(Tone::Dim, &timeline.quarters[*year][..4], RATE);
    }
    head.right(Tone::Dim, "5–95 %", BAND);
    page.fitted(head);
    let mut shown: Vec<&LineCapacity> = Vec::new();
    for line in &timeline.lines {
        let same = shown.iter().find(|other| other.id == line.id);
        if same.is_some_and(|other| other.per_year == line.per_year) {
            continue;
        }
        let name = if same.is_some() { format!("  with {}", line.arm) } else { line.name.clone() };
        shown.push(line);
        let mut row = Line::default();
        row.left(Tone::Plain, &format!("  {}", cut(&name, NAME - 3)), NAME);
        for year in &years {
            row.right(Tone::Plain, &text::whole(line.per_year[*year].p50), RATE);
        }
        if let Some(last) = line.per_year.last() {
            row.right(Tone::Dim, &text::range(last.p05, last.p95), BAND);
        }
        page.fitted(row);
    }
    page.wrapped(
        Tone::Dim,
        "  ",
        "capacity with expansions, within the orders funded; parts that lines share may hold it back further",
    );
}
