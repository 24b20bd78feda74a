//! Who defends what: places, batteries, ships, radars, their reach and the launch areas, on the coastline.

mod labels;
pub(super) mod project;

use super::figure::{Figure, Sheet, plain};
use super::svg::{At, FULL, Svg, escape, px, text_width};
use crate::text;
use cupola_study::summary::{ElementInfo, PlaceInfo, Report};
use labels::Labels;
use project::{Panel, Point};

/// Links longer than this join a cluster; farther points have a panel of their own (km).
const NEAR_KM: f64 = 2_000.0;
/// The same among the points that are not in the main panel (km).
const FAR_KM: f64 = 4_500.0;
const HEIGHT: f64 = 560.0;
const INSET: f64 = 214.0;

/// Elements of one kind at one spot.
struct Site<'a> {
    at: Point,
    kind: &'a str,
    what: Vec<&'a str>,
    ids: Vec<&'a str>,
    radius_m: f64,
    defends: Vec<&'a str>,
}

/// The map; none without places and elements.
pub fn figure(report: &Report) -> Option<Figure> {
    let (places, elements) = (&report.scenario.places, &report.scenario.elements);
    let sites = gathered(elements);
    let mut points: Vec<Point> = places.iter().map(|p| Point::new(p.lat_deg, p.lon_deg)).collect();
    points.extend(sites.iter().filter(|s| s.kind != "launch-area").map(|s| s.at));
    points.retain(Point::is_valid);
    let mut clusters = project::clusters(&points, NEAR_KM);
    let areas: Vec<Point> = sites.iter().filter(|s| s.kind == "launch-area").map(|s| s.at).collect();
    if clusters.is_empty() && !areas.is_empty() {
        clusters.push(vec![]);
    }
    if clusters.is_empty() {
        return None;
    }
    let mut main = clusters.remove(0);
    main.extend(areas);
    let rest: Vec<Point> = clusters.into_iter().flatten().collect();
    let insets = project::clusters(&rest, FAR_KM);
    let main_width = if insets.is_empty() { FULL } else { FULL - INSET - 16.0 };
    let has_room = !insets.is_empty() && insets.len() <= 2;
    let mut svg = Svg::new(FULL, if has_room { HEIGHT + 2.0 } else { HEIGHT + 44.0 });
    svg.raw(r#"<defs><pattern id="ha" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>"#);
    let panel = Panel::fitted(&main, (0.0, 0.0), (main_width, HEIGHT), 0);
    draw(&mut svg, &panel, places, &sites);
    let inset_height =
        ((HEIGHT + 16.0) / insets.len().max(1) as f64 - 16.0).min(if insets.len() == 1 { 300.0 } else { 186.0 });
    for (i, cluster) in insets.iter().enumerate().take(4) {
        let corner = (FULL - INSET, i as f64 * (inset_height + 16.0));
        draw(&mut svg, &Panel::fitted(cluster, corner, (INSET, inset_height), i + 1), places, &sites);
    }
    let below = insets.len().min(4) as f64 * (inset_height + 16.0);
    if insets.is_empty() || below + 150.0 > HEIGHT {
        legend(&mut svg, (8.0, HEIGHT + 26.0), &sites, false);
    } else {
        legend(&mut svg, (FULL - INSET + 10.0, below + 16.0), &sites, true);
    }
    Some(Figure {
        id: "fig-map".into(),
        title: title(places, elements),
        subtitle: "Places by abstract value, what defends them in the base arm, and the areas launches come from. Land: Natural Earth 1:110m; no borders are drawn. Equal-area projection.".into(),
        svg: svg.finish("Map of places, defences and launch areas"),
        sheet: sheet(places, elements),
        is_half: false,
    })
}

fn title(places: &[PlaceInfo], elements: &[ElementInfo]) -> String {
    let count = |kind: &str| elements.iter().filter(|e| e.kind == kind).count();
    let mut words = vec![];
    for (kind, one, many) in [
        ("battery", "battery", "batteries"),
        ("ship", "ship", "ships"),
        ("area-defence", "area defence", "area defences"),
    ] {
        match count(kind) {
            0 => {}
            1 => words.push(format!("1 {one}")),
            n => words.push(format!("{n} {many}")),
        }
    }
    let undefended = places.iter().filter(|p| !elements.iter().any(|e| e.defends.contains(&p.id))).count();
    let left = match undefended {
        0 => String::new(),
        1 => "; one place has none of its own".to_owned(),
        n => format!("; {n} places have none of their own"),
    };
    if words.is_empty() {
        return format!("{} places", places.len());
    }
    let last = words.pop().unwrap_or_default();
    let list = if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) };
    format!("{} defend {} places{left}", text::sentence(&list), places.len())
}

fn sheet(places: &[PlaceInfo], elements: &[ElementInfo]) -> Sheet {
    let mut sheet =
        Sheet::new(&["id", "kind", "what", "latitude deg", "longitude deg", "reach km or value", "defends"]);
    for p in places {
        sheet.row([
            p.id.clone(),
            "place".into(),
            p.name.clone(),
            plain(p.lat_deg),
            plain(p.lon_deg),
            plain(p.value),
            String::new(),
        ]);
    }
    for e in elements {
        let reach = plain(e.radius_m / 1_000.0);
        sheet.row([
            e.id.clone(),
            e.kind.clone(),
            e.what.clone(),
            plain(e.lat_deg),
            plain(e.lon_deg),
            reach,
            e.defends.join(" "),
        ]);
    }
    sheet
}

fn gathered(elements: &[ElementInfo]) -> Vec<Site<'_>> {
    let mut sites: Vec<Site<'_>> = vec![];
    for e in elements {
        let at = Point::new(e.lat_deg, e.lon_deg);
        if !at.is_valid() {
            continue;
        }
        let same = |s: &&mut Site<'_>| s.kind == e.kind && s.at == at;
        if let Some(site) = sites.iter_mut().find(same) {
            site.ids.push(&e.id);
            site.radius_m = site.radius_m.max(e.radius_m);
            site.defends.extend(e.defends.iter().map(String::as_str));
            if !site.what.contains(&e.what.as_str()) {
                site.what.push(&e.what);
            }
            continue;
        }
        let defends = e.defends.iter().map(String::as_str).collect();
        sites.push(Site { at, kind: &e.kind, what: vec![&e.what], ids: vec![&e.id], radius_m: e.radius_m, defends });
    }
    sites
}

fn draw(svg: &mut Svg, panel: &Panel, places: &[PlaceInfo], sites: &[Site<'_>]) {
    let clip = format!("clip{}", panel.index);
    let (corner, size) = (panel.corner, panel.size);
    svg.raw(&format!(
        r#"<clipPath id="{clip}"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath><g clip-path="url(#{clip})">"#,
        px(corner.0),
        px(corner.1),
        px(size.0),
        px(size.1)
    ));
    svg.rect("sea", corner, size);
    svg.path("graticule", &panel.graticule());
    svg.path("land", &panel.land());
    let mut labels = Labels::default();
    labels.block((corner.0 + 12.0, corner.1 + size.1 - 16.0), 14.0);
    labels.block((corner.0 + 40.0, corner.1 + size.1 - 16.0), 14.0);
    for site in sites.iter().filter(|s| s.kind == "launch-area") {
        svg.path("area", &panel.circle(site.at, site.radius_m.max(20e3)));
    }
    for site in sites.iter().filter(|s| has_circle(s)) {
        let class = if site.kind == "radar" { "reach radar" } else { "reach" };
        svg.path(class, &panel.circle(site.at, site.radius_m));
    }
    for site in sites {
        for place in places.iter().filter(|p| site.defends.contains(&p.id.as_str())) {
            let to = Point::new(place.lat_deg, place.lon_deg);
            if panel.holds(site.at) && panel.holds(to) {
                svg.line("link", panel.at(site.at), panel.at(to));
            }
        }
    }
    markers(svg, panel, places, sites, &mut labels);
    names(svg, panel, places, sites, &mut labels);
    svg.raw("</g>");
    svg.rect("frame", corner, size);
    scale_bar(svg, panel);
}

fn markers(svg: &mut Svg, panel: &Panel, places: &[PlaceInfo], sites: &[Site<'_>], labels: &mut Labels) {
    let most = places.iter().map(|p| p.value).fold(1e-9, f64::max);
    for place in places {
        let point = Point::new(place.lat_deg, place.lon_deg);
        if panel.holds(point) {
            let radius = 3.5 + 7.0 * (place.value.max(0.0) / most).sqrt();
            svg.raw(&format!("<g><title>{}</title>", escape(&format!("{}, value {}", place.name, plain(place.value)))));
            svg.circle("place", panel.at(point), radius);
            svg.raw("</g>");
            labels.block(panel.at(point), radius);
        }
    }
    for site in sites.iter().filter(|s| s.kind != "launch-area" && panel.holds(s.at)) {
        let at = panel.at(site.at);
        let tip = format!("{}: {}", site.ids.join(", "), site.what.join(", "));
        svg.raw(&format!("<g><title>{}</title>", escape(&tip)));
        marker(svg, site.kind, at);
        svg.raw("</g>");
        labels.block(at, 6.0);
    }
}

fn marker(svg: &mut Svg, kind: &str, (x, y): (f64, f64)) {
    match kind {
        "ship" => svg.path(
            "mk ship",
            &format!("M{x:.1} {:.1}L{:.1} {y:.1}L{x:.1} {:.1}L{:.1} {y:.1}Z", y - 6.0, x + 6.0, y + 6.0, x - 6.0),
        ),
        "radar" => {
            svg.circle("mk radar", (x, y), 4.5);
            svg.circle("mkdot", (x, y), 1.4);
        }
        "area-defence" => svg.rect("mk zone", (x - 4.5, y - 4.5), (9.0, 9.0)),
        _ => svg.path(
            "mk battery",
            &format!("M{x:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z", y - 5.5, x + 5.5, y + 4.5, x - 5.5, y + 4.5),
        ),
    }
}

fn names(svg: &mut Svg, panel: &Panel, places: &[PlaceInfo], sites: &[Site<'_>], labels: &mut Labels) {
    let mut sorted: Vec<&PlaceInfo> = places.iter().filter(|p| panel.holds(Point::new(p.lat_deg, p.lon_deg))).collect();
    sorted.sort_by(|a, b| b.value.total_cmp(&a.value));
    for place in sorted {
        let at = panel.at(Point::new(place.lat_deg, place.lon_deg));
        if let Some((spot, anchor)) = labels.place(at, &place.name, panel) {
            svg.text("t b halo-t", spot, anchor, &place.name);
        }
    }
    for site in sites.iter().filter(|s| s.kind == "launch-area" && panel.holds(s.at)) {
        let name = site.ids.join(", ").replace('-', " ");
        if let Some((spot, _)) = labels.centre(panel.at(site.at), &name, panel) {
            svg.text("t s i halo-t", spot, At::Middle, &name);
        }
    }
}

/// A round length in kilometres, lower left.
fn scale_bar(svg: &mut Svg, panel: &Panel) {
    let per_km = panel.px_per_km();
    let Some(km) = [2000.0, 1000.0, 500.0, 200.0, 100.0, 50.0].into_iter().find(|km| km * per_km < panel.size.0 * 0.3)
    else {
        return;
    };
    let (x, y) = (panel.corner.0 + 12.0, panel.corner.1 + panel.size.1 - 12.0);
    svg.line("scale", (x, y), (x + km * per_km, y));
    svg.text("t s halo-t n", (x, y - 6.0), At::Start, &format!("{} km", text::whole(km)));
}

/// What the markers mean: in a row, or one below the other.
fn legend(svg: &mut Svg, (left, top): (f64, f64), sites: &[Site<'_>], is_column: bool) {
    let (mut x, mut y) = (left, top);
    let has = |kind: &str| sites.iter().any(|s| s.kind == kind);
    let entries = [
        ("place", "place, size by value", true),
        ("battery", "battery", has("battery")),
        ("ship", "ship", has("ship")),
        ("radar", "radar", has("radar")),
        ("area-defence", "area defence", has("area-defence")),
        ("reach", "reach, to 700 km", sites.iter().any(has_circle)),
        ("area", "launch area", has("launch-area")),
    ];
    for (kind, name, _) in entries.iter().filter(|e| e.2) {
        match *kind {
            "place" | "reach" | "area" => svg.circle(kind, (x, y), 6.5),
            kind => marker(svg, kind, (x, y)),
        }
        svg.text("t s", (x + 15.0, y + 4.0), At::Start, name);
        if is_column {
            y += 22.0;
        } else {
            x += 40.0 + text_width(name, 12.0);
        }
    }
}

/// Whether a site's reach is drawn: circles wider than the map's detail only hide it.
fn has_circle(site: &Site<'_>) -> bool {
    site.kind != "launch-area" && site.radius_m > 0.0 && site.radius_m <= 700e3
}
