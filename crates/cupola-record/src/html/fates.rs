//! Fates by group: stacked bars in the fixed order and tones.

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, FULL, Scale, Svg, fit, text_width};
use crate::text;
use cupola_study::summary::{Fates, Report};

/// Class and printed name of each fate, in the fixed order.
const FATES: [(&str, &str); 5] = [
    ("f0", "intercepted"),
    ("f1", "suppressed"),
    ("f2", "failed"),
    ("f3", "fell harmless"),
    ("f4", "leaked: does damage"),
];
const LEFT: f64 = 206.0;
const RIGHT: f64 = 800.0;
const ROW: f64 = 36.0;
const TOP: f64 = 52.0;

fn means(f: &Fates) -> [f64; 5] {
    [f.intercepted.mean, f.suppressed.mean, f.failed.mean, f.fell_harmless.mean, f.leaked.mean].map(|m| m.max(0.0))
}

/// The figure; none where nothing was launched.
pub fn figure(report: &Report) -> Option<Figure> {
    let groups: Vec<&(String, bool, Fates)> =
        report.raid.by_group.iter().filter(|g| means(&g.2).iter().sum::<f64>() > 0.0).collect();
    if groups.is_empty() {
        return None;
    }
    let mut ordered: Vec<&(String, bool, Fates)> = groups.iter().copied().filter(|g| !g.1).collect();
    let num_together = ordered.len();
    ordered.extend(groups.iter().copied().filter(|g| g.1));
    let gap = if num_together < ordered.len() && num_together > 0 { 26.0 } else { 0.0 };
    let height = TOP + ROW * ordered.len() as f64 + gap + 26.0;
    let mut svg = Svg::new(FULL, height);
    svg.raw(r#"<defs><pattern id="h4" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="f4" width="5" height="5"/><line class="hatch4" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>"#);
    legend(&mut svg);
    let x = Scale::new((0.0, 1.0), (LEFT, RIGHT));
    let mut sheet = Sheet::new(&[
        "group",
        "launched",
        "intercepted",
        "suppressed",
        "failed",
        "fell harmless",
        "leaked",
        "held by choice",
    ]);
    for (i, (name, separate, fates)) in ordered.iter().enumerate() {
        let y = TOP + ROW * i as f64 + if *separate { gap } else { 0.0 };
        if *separate && i == num_together && gap > 0.0 {
            svg.text("t s m", (LEFT, y - 6.0), At::Start, "apart, not in the totals");
        }
        bar(&mut svg, &x, y, name, fates);
        let mut row = vec![name.clone(), plain(fates.launched.mean)];
        row.extend(means(fates).iter().map(|m| plain(*m)));
        row.push(plain(fates.held_by_choice.mean));
        sheet.row(row);
    }
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        svg.text("t s m n", (x.at(share), height - 8.0), At::Middle, &format!("{} %", text::whole(share * 100.0)));
    }
    Some(Figure {
        id: "fig-fates".into(),
        title: title(&ordered),
        subtitle: "How each group ended, as shares of those sent; numbers are means of the runs.".into(),
        svg: svg.finish("Fates by group"),
        sheet,
        is_half: false,
    })
}

fn title(groups: &[&(String, bool, Fates)]) -> String {
    let share = |f: &Fates| f.through.mean / f.launched.mean.max(1e-9);
    let mut together: Vec<_> = groups.iter().filter(|g| !g.1 && g.2.launched.mean > 0.0).collect();
    together.sort_by(|a, b| share(&b.2).total_cmp(&share(&a.2)));
    match (together.first(), together.last()) {
        (Some(worst), Some(best))
            if together.len() > 1 && text::percent(share(&worst.2)) == text::percent(share(&best.2)) =>
        {
            format!("All groups get through alike, {}", text::percent(share(&worst.2)))
        }
        (Some(worst), Some(best)) if together.len() > 1 => format!(
            "{} gets through most often, {}; {} least, {}",
            text::sentence(&worst.0),
            text::percent(share(&worst.2)),
            best.0,
            text::percent(share(&best.2))
        ),
        (Some(only), _) => format!("{}: {} get through", text::sentence(&only.0), text::percent(share(&only.2))),
        _ => "How each group ended".to_owned(),
    }
}

fn legend(svg: &mut Svg) {
    let mut x = LEFT;
    for (class, name) in FATES {
        svg.rect(if class == "f4" { "f4h" } else { class }, (x, 8.0), (14.0, 14.0));
        svg.text("t s", (x + 20.0, 20.0), At::Start, name);
        x += 42.0 + text_width(name, 12.5);
    }
    svg.text("t s m", (RIGHT + 12.0, 40.0), At::Start, "get through");
}

fn bar(svg: &mut Svg, x: &Scale, y: f64, name: &str, fates: &Fates) {
    let values = means(fates);
    let total: f64 = values.iter().sum();
    let middle = y + ROW / 2.0;
    svg.text("t", (LEFT - 12.0, middle - 2.0), At::End, &fit(name, LEFT - 12.0, 12.4));
    svg.text("t s m n", (LEFT - 12.0, middle + 13.0), At::End, &format!("{} sent", text::mean_band(&fates.launched)));
    let mut from = 0.0;
    for ((class, _), value) in FATES.iter().zip(values) {
        let share = value / total;
        let (a, b) = (x.at(from), x.at(from + share));
        svg.rect(if *class == "f4" { "f4h" } else { class }, (a, y + 5.0), (b - a - 1.0, ROW - 10.0));
        let label = text::table_mean(value);
        if b - a > text_width(&label, 12.0) + 8.0 {
            svg.text(&format!("t s n on-{class}"), ((a + b) / 2.0, middle + 4.5), At::Middle, &label);
        }
        from += share;
    }
    let (low, high) = crate::findings::through_band(fates);
    svg.text("t b n", (RIGHT + 12.0, middle - 1.0), At::Start, &text::table_mean(fates.through.mean));
    svg.text("t s m n", (RIGHT + 12.0, middle + 13.0), At::Start, &format!("({})", text::range(low, high)));
}
