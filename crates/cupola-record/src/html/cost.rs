//! Cost by nation and element, with its spread.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, FULL, Scale, Svg, fit, width_px};
use crate::{findings, text};
use cupola_core::stats::Count;
use cupola_study::summary::{ById, Report};

/// Room for labels (px), by the longest of them.
const LEFT: [f64; 2] = [180.0, 360.0];
const RIGHT: f64 = 720.0;
const ROW: f64 = 27.0;
const TOP: f64 = 34.0;

struct Row {
    label: String,
    cost: Count,
    is_head: bool,
}

/// The figure; none where nothing is priced.
pub fn figure(report: &Report) -> Option<Figure> {
    let cost = report.cost.as_ref()?;
    let mut rows = vec![];
    let mut block = |title: &str, costs: &ById<Count>, name: &dyn Fn(&str) -> String| {
        let mut sorted: Vec<_> = costs.iter().filter(|(_, c)| c.mean != 0.0 || c.p95 != 0.0).collect();
        sorted.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
        if !sorted.is_empty() {
            rows.push(Row { label: title.to_owned(), cost: Count::fixed(0.0), is_head: true });
        }
        rows.extend(sorted.iter().take(12).map(|(id, c)| Row { label: name(id), cost: **c, is_head: false }));
    };
    block("Beyond today’s plans, by nation", &cost.by_nation, &|id| text::nation_name(report, id));
    block("Beyond today’s plans, by element", &cost.by_element, &|id| text::element_name(report, id));
    if findings::has_raid(report) {
        rows.push(Row { label: "For scale".into(), cost: Count::fixed(0.0), is_head: true });
        rows.push(Row { label: "rounds fired, base arm".into(), cost: cost.expended_usd, is_head: false });
        rows.extend(cost.raids_usd.map(|cost| Row { label: "what the raids cost".into(), cost, is_head: false }));
    }
    if rows.is_empty() {
        return None;
    }
    let ends = rows.iter().flat_map(|r| [r.cost.p05, r.cost.p95]);
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(v), h.max(v)));
    let (unit, unit_name) = text::money_unit(high.max(-low));
    let height = TOP + ROW * rows.len() as f64 + 8.0;
    let mut svg = Svg::new(FULL, height);
    let longest_px = rows.iter().map(|row| width_px(&row.label, 13.0)).fold(0.0, f64::max);
    let left = (longest_px + 26.0).clamp(LEFT[0], LEFT[1]);
    let x = Scale::new((low / unit, high / unit * 1.04), (left, RIGHT));
    let (ticks, step) = x.ticks(6);
    for tick in ticks {
        svg.line(if tick == 0.0 { "axis" } else { "grid" }, (x.at(tick), TOP - 6.0), (x.at(tick), height - 6.0));
        svg.text("t s m n", (x.at(tick), TOP - 13.0), At::Middle, &text::rounded(tick, step.min(1.0)));
    }
    svg.text("t s m", (FULL, TOP - 13.0), At::End, &format!("{unit_name} {} USD", cost.price_year));
    let mut sheet = Sheet::new(&["what", "mean USD", "p05 USD", "p95 USD"]);
    for (i, row) in rows.iter().enumerate() {
        let y = TOP + ROW * i as f64 + ROW / 2.0;
        if row.is_head {
            svg.text("t s m", (0.0, y + 6.0), At::Start, &row.label);
            continue;
        }
        let c = &row.cost;
        svg.text("t", (12.0, y + 4.5), At::Start, &fit(&row.label, left - 26.0, 13.0));
        svg.line("stem", (x.at(0.0), y), (x.at(c.mean / unit), y));
        svg.whisker(y, (x.at(c.p05 / unit), x.at(c.p95 / unit)), x.at(c.mean / unit), "dot");
        svg.text("t n", (FULL, y + 4.5), At::End, &text::money_in(c, unit));
        sheet.row([row.label.clone(), plain(c.mean), plain(c.p05), plain(c.p95)]);
    }
    Some(Figure {
        id: "fig-cost".into(),
        title: title(report, &cost.incremental_usd),
        subtitle: format!(
            "Beyond today’s plans, {}, {} prices; money already spent is left out. Dots are means, lines 5–95 % of runs.",
            findings::price_period(report),
            cost.price_year
        ),
        svg: svg.finish("Cost by nation and element"),
        sheet,
        is_half: false,
    })
}

fn title(report: &Report, c: &Count) -> String {
    let (unit, name) = text::money_unit(c.mean.abs().max(c.p95.abs()));
    if c.p05 == 0.0 && c.p95 == 0.0 {
        "Nothing beyond today’s plans is priced".to_owned()
    } else if findings::straddles_zero(c) {
        format!("Cost beyond today’s plans is not distinguishable from zero: {} {name} USD", text::money_in(c, unit))
    } else {
        let what = findings::last_arm(report).map_or("The other arm".to_owned(), |(_, name)| name);
        if let Some(saved) = text::saving(c) {
            return format!("{what} saves {} {name} USD", text::money_in(&saved, unit));
        }
        format!("{what} costs {} {name} USD beyond today’s plans", text::money_in(c, unit))
    }
}
