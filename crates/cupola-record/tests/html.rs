//! The page: whole, well-formed, self-contained, and safe against what a scenario says.
#![allow(clippy::unwrap_used)]

mod common;

use cupola_record::html::render;
use cupola_study::summary::Report;

/// Names of the open tags, checked to close in order; elements without content close themselves.
fn check_balanced(html: &str) {
    let (mut open, mut rest): (Vec<String>, &str) = (vec![], html);
    while let Some(start) = rest.find('<') {
        let tag = &rest[start..];
        let end = tag.find('>').expect("a tag ends");
        let inner = &tag[1..end];
        rest = &tag[end + 1..];
        if inner.starts_with('!') {
            continue;
        }
        let name: String = inner.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(!name.is_empty(), "not a tag: <{inner}>");
        if inner.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()), "closes the wrong tag");
        } else if !inner.ends_with('/') {
            if name == "style" || name == "script" {
                let close = format!("</{name}>");
                rest = &rest[rest.find(&close).expect("closed") + close.len()..];
            } else {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

fn check(report: &Report, file: &str) -> String {
    let html = render(report);
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(file), &html).unwrap();
    check_balanced(&html);
    for bad in ["NaN", ">inf<", "Infinity", " src=", "url(http", "@import", "<link"] {
        assert!(!html.contains(bad), "{bad}");
    }
    html
}

/// The page without the links to sources.
fn without_links(html: &str) -> String {
    html.split("<a href=\"http")
        .enumerate()
        .map(|(i, part)| if i == 0 { part } else { part.split_once("</a>").unwrap().1 })
        .collect()
}

#[test]
fn full_report_has_every_figure_and_no_outside() {
    let html = check(&common::sample(), "report.html");
    for id in [
        "fig-waterfall",
        "fig-fates",
        "fig-histogram",
        "fig-chain",
        "fig-map",
        "fig-stock-japan-pac3",
        "fig-stock-usa-pac3",
        "fig-compare-golden-dome",
        "fig-parts-golden-dome",
        "fig-cost",
        "through",
        "lasts",
        "changes",
        "costs",
        "rests",
    ] {
        assert!(html.contains(&format!(r#"id="{id}""#)), "{id}");
    }
    let inside = without_links(&html);
    assert!(!inside.contains("http://") && !inside.contains("https://"));
    assert!(html.contains(r#"<a href="https://example.org/stock" rel="noreferrer">example.org/stock</a>"#));
    assert_eq!(html.matches("<details><summary>The numbers").count(), html.matches("<figure").count());
}

#[test]
fn absent_parts_are_said_to_be_absent() {
    let html = check(&common::bare(), "bare.html");
    for words in ["Not asked", "Not compared", "Not priced", "No warhead or airframe was launched"] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn replay_is_drawn_and_its_width_is_said() {
    let html = check(&common::replay(), "replay.html");
    assert!(html.contains(r#"id="fig-replay-ballistic""#) && html.contains(r#"id="fig-replay-drone""#));
    assert!(html.contains("The band is wide (drone ±22 points)") && html.contains("half width, points"));
}

#[test]
fn scenario_text_cannot_become_markup() {
    let mut report = common::sample();
    let evil = "<script>alert(\"x\")</script>'&";
    report.scenario.title = evil.into();
    report.scenario.question = evil.into();
    report.scenario.caveats = vec![evil.into()];
    report.scenario.places[0].name = evil.into();
    report.scenario.items[0].1 = evil.into();
    report.scenario.arms[1].name = evil.into();
    report.raid.by_group[0].0 = evil.into();
    report.raid.by_family[0].0 = evil.into();
    report.provenance.inputs[0].sources =
        vec!["https://x\"onmouseover=\"y".into(), evil.into(), "javascript:alert(1)".into()];
    let html = check(&report, "evil.html");
    assert_eq!(html.matches("<script>").count(), 1);
    assert!(!html.contains("\"onmouseover") && !html.contains("href=\"javascript"));
}

#[test]
fn numbers_that_do_not_exist_leave_no_trace() {
    let mut report = common::sample();
    report.raid.chain_s[0].1 = f64::NAN;
    report.raid.by_group[0].2.tracked.mean = f64::NAN;
    report.scenario.elements[0].lat_deg = f64::NAN;
    if let Some(points) = report.campaign.as_mut().and_then(|c| c.stock.get_mut("japan")?.get_mut("pac3")) {
        points[3].p95 = f64::INFINITY;
    }
    check(&report, "holes.html");
}

#[test]
fn a_bill_alone_shows_money_and_no_raid() {
    let report = common::money::cost_alone();
    let html = check(&report, "cost.html");
    for words in [
        "Cost alone, no raid and no stock: a reckoning, not a forecast.",
        "fig-life",
        "fig-drivers",
        "fig-steps",
        "What it is &lt;made&gt; of.",
        "less &amp; less",
        "+20.0\u{a0}%",
        "20.0–25.0",
    ] {
        assert!(html.contains(words), "{words}");
    }
    for words in
        ["A stated raid", "id=\"through\"", "id=\"lasts\"", "id=\"changes\"", "beyond today’s plans", "pin the mean"]
    {
        assert!(!html.contains(words), "{words}");
    }
}

#[test]
fn pictures_of_money_stand_alone() {
    use cupola_record::bill::{drivers_to_svg, to_svg};
    let report = common::money::cost_alone();
    let life = report.cost.and_then(|cost| cost.life_cycle).unwrap();
    let drivers = drivers_to_svg("A <title>", &["A caveat.".to_owned()], &life, 2026);
    let chain = to_svg(life.steps.as_ref().unwrap());
    for svg in [&drivers, &chain] {
        check_balanced(svg);
        assert!(
            svg.starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="#)
                && svg.contains("prefers-color-scheme:dark"),
            "{svg:.80}"
        );
    }
    for words in ["A &lt;title&gt;", "A caveat.", "orbit.life_years", "40.0 … 24.0", "Billion 2026 USD, 2026 to 2045"]
    {
        assert!(drivers.contains(words), "{words}");
    }
    // The longer life stands at the cheaper end.
    assert!(drivers.find(">7</text>") < drivers.find(">3</text>"), "{drivers}");
    assert!(chain.contains("printed 1: somebody with") && chain.contains("…"), "{chain}");
}
