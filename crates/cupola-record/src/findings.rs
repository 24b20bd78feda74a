//! The findings in words, from the numbers: the four answers and the sentences of "in short".

mod money;
mod notes;

use crate::text;
use cupola_core::stats::Count;
use cupola_study::summary::{
    ArmSummary, ById, CampaignSummary, CostSummary, Days, Delta, Fates, Report, Restored, TheatreCounts,
};

pub(crate) use money::{drivers_title, in_all, money_word, over_life, unit_of, whose_money};
pub(crate) use notes::{
    campaign_notes, chance_and_inputs, cost_lines, grades, inside, raid_notes, spread_drivers, stock_grade,
    stock_notes, through_band,
};

/// A band wider than this (percentage points, half width) is said before anything else in a replay.
pub const WIDE_BAND_POINTS: f64 = 15.0;

/// One of the four answers that head every report.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Stable key: `through`, `lasts`, `costs`, `changes`.
    pub key: &'static str,
    /// The question in a few words.
    pub label: String,
    /// The answer, a few words with the number first where there is one.
    pub headline: String,
    /// Spread and conditions.
    pub detail: String,
}

/// The four answers: what gets through, how long it lasts, what it costs, what the other arm changes.
#[must_use]
pub fn answers(report: &Report) -> [Answer; 4] {
    [through(report), lasts(report), costs(report), changes(report)]
}

/// The sentences of "in short", most important first.
#[must_use]
pub fn in_short(report: &Report) -> Vec<String> {
    let mut lines = vec![];
    lines.extend(wide_bands(report));
    if is_cost_alone(report) {
        lines.extend(money::in_short(report));
    } else if has_raid(report) {
        lines.push(raid_sentence(report));
    } else {
        lines.extend(restored_sentences(report));
    }
    if let Some(replay) = &report.replay {
        lines.push(format!(
            "Replay: {} of the published rows lie in the 90 % band, {} in the 50 % band.",
            text::percent(replay.inside_90_fraction),
            text::percent(replay.inside_50_fraction)
        ));
    }
    if let Some(campaign) = &report.campaign {
        lines.extend(lasts_sentence(report, campaign));
    }
    lines.extend(report.campaign.iter().flat_map(|campaign| theatre_sentences(report, campaign)));
    lines.extend(change_sentences(report));
    lines
}

/// What is said where nothing costs more in one arm than in another.
pub(crate) const NOTHING_PRICED: &str = "Nothing beyond today’s plans is priced.";

/// What is said in place of a raid in a study of stocks alone.
pub(crate) const NO_RAID: &str = "No raid is played: a study of stocks alone.";

/// Whether a raid is played; none is in a study of stocks or of money alone.
pub(crate) fn has_raid(report: &Report) -> bool {
    let raids = report.campaign.as_ref().map_or(report.raid.threats, |campaign| campaign.raids);
    raids.mean > 0.0
}

/// Whether nothing but elements of cost is studied: no raid and no stock.
pub(crate) fn is_cost_alone(report: &Report) -> bool {
    let has_elements = report.cost.as_ref().is_some_and(|cost| cost.life_cycle.is_some());
    has_elements && !has_raid(report) && report.campaign.is_none()
}

/// What a report is, before anything else is said.
pub(crate) fn not_a_forecast(report: &Report) -> &'static str {
    if is_cost_alone(report) {
        "Cost alone, no raid and no stock: a reckoning, not a forecast."
    } else {
        kind_of_claim(has_raid(report))
    }
}

/// What a study with or without raids is.
pub(crate) fn kind_of_claim(has_raids: bool) -> &'static str {
    if has_raids { "A stated raid, not a forecast." } else { "Stocks alone, no raid: a reckoning, not a forecast." }
}

/// When each stock is back where it is to be.
fn restored_sentences(report: &Report) -> Vec<String> {
    let restored = report.campaign.iter().flat_map(|campaign| &campaign.restored_date);
    let of_nation = restored.flat_map(|(nation, items)| items.iter().map(move |(item, r)| (nation, item, r)));
    let sentence = |(nation, item, r): (&String, &String, &Restored)| {
        format!(
            "{} {} back to {}: {}.",
            text::possessive(&text::nation_name(report, nation)),
            text::item_name(report, item),
            text::whole(r.target),
            text::restored(r, &report.scenario.end)
        )
    };
    of_nation.map(sentence).collect()
}

/// Of each stock that lies in theatres: which go short, by how much and when, and where most went.
fn theatre_sentences(report: &Report, campaign: &CampaignSummary) -> Vec<String> {
    let of_nation = campaign.theatres.iter().flat_map(|(n, items)| items.iter().map(move |(i, all)| (n, i, all)));
    let sentence = |(nation, item, all): (&String, &String, &ById<TheatreCounts>)| {
        let (mut short, never): (Vec<_>, Vec<_>) = all.values().partition(|theatre| theatre.short.mean > 0.0);
        short.sort_by(|a, b| b.short.mean.total_cmp(&a.short.mean));
        let owner = text::possessive(&text::with_article(&text::nation_name(report, nation)));
        let stock = format!("Of {owner} {}:", text::item_name(report, item));
        let words = |theatre: &&TheatreCounts| {
            let rounds = text::mean_band(&theatre.short);
            let first = text::happens(&theatre.first_short_day, "first", "never");
            format!("{} goes short by {rounds}, {first}{}", theatre.name, from_stock_date(report))
        };
        let short: Vec<String> = short.iter().map(words).collect();
        let never: Vec<&str> = never.iter().map(|theatre| theatre.name.as_str()).collect();
        let short = match (short.is_empty(), never.is_empty()) {
            (true, _) => "no theatre goes short".to_owned(),
            (_, true) => short.join("; "),
            _ => format!("{}; {} never", short.join("; "), never.join(", ")),
        };
        let most = all.values().max_by(|a, b| a.sent.mean.total_cmp(&b.sent.mean));
        let most = most.filter(|theatre| theatre.sent.mean > 0.0).map_or(String::new(), |theatre| {
            format!("; home sends most to {}, {}", theatre.name, text::mean_band(&theatre.sent))
        });
        format!("{stock} {short}{most}.")
    };
    of_nation.map(sentence).collect()
}

/// From when the days of theatres count, where it is not the day that all others count from.
pub(crate) fn from_stock_date(report: &Report) -> &'static str {
    if report.scenario.raids_start == report.scenario.stock_date { "" } else { " from the stock date" }
}

/// The stop of a sentence, unless the text has one.
#[must_use]
pub fn full_stop(sentence: &str) -> String {
    let ended = sentence.ends_with(['.', '!', '?', '…']);
    if ended { sentence.to_owned() } else { format!("{sentence}.") }
}

/// The sentence that says a replay proves little, where its bands are wide.
#[must_use]
pub fn wide_bands(report: &Report) -> Option<String> {
    let totals = &report.replay.as_ref()?.totals;
    let wide: Vec<String> = totals
        .iter()
        .filter(|t| t.half_width_points > WIDE_BAND_POINTS)
        .map(|t| format!("{} ±{} points", t.group, text::whole(t.half_width_points)))
        .collect();
    let verb = if wide.len() == 1 { "band is" } else { "bands are" };
    (!wide.is_empty())
        .then(|| format!("The {verb} wide ({}): lying inside says little for the model.", wide.join(", ")))
}

/// Sum of the means of one fate over the groups that count in the totals.
pub(crate) fn total_of(report: &Report, fate: impl Fn(&Fates) -> f64) -> f64 {
    report.raid.by_group.iter().filter(|(_, separate, _)| !separate).map(|(_, _, f)| fate(f)).sum()
}

/// Mean number stopped: launched, less those that got through and those that failed by themselves.
#[must_use]
pub fn stopped_mean(report: &Report) -> f64 {
    let failed = total_of(report, |f| f.failed.mean);
    (report.raid.threats.mean - report.raid.through.mean - failed).max(0.0)
}

fn raid_sentence(report: &Report) -> String {
    let raid = &report.raid;
    let failed = total_of(report, |f| f.failed.mean);
    let own_fault = if failed >= 0.5 { format!("{} fail by themselves, ", text::whole(failed)) } else { String::new() };
    format!(
        "{}: of {} sent {} stopped, {own_fault}{} get through ({}); {} of those do damage ({}).",
        raid.name,
        text::mean(&raid.threats),
        text::whole(stopped_mean(report)),
        text::mean(&raid.through),
        text::band(&raid.through),
        text::mean(&raid.leakers),
        text::band(&raid.leakers),
    )
}

/// A nation's stock item.
pub(crate) struct Item<'a> {
    pub nation: &'a str,
    pub item: &'a str,
}

/// The stock items worth showing, at most `limit`, in report order: those a campaign draws down most.
pub(crate) fn items_of_interest<'a>(report: &Report, campaign: &'a CampaignSummary, limit: usize) -> Vec<Item<'a>> {
    let mut found: Vec<(f64, Item<'a>)> = vec![];
    for (nation, items) in &campaign.stock {
        for (item, points) in items {
            let start = look(&campaign.at_raids_start, nation, item).map_or(0.0, |c| c.mean);
            let fired = look(&campaign.fired_per_day, nation, item).map_or(0.0, |c| c.mean);
            let has_floor = look(&campaign.reserve_floor, nation, item).is_some();
            let has_estimate = campaign.estimates.iter().any(|e| e.nation == *nation && e.item == *item);
            let is_ever_there = points.iter().any(|p| p.p95 > 0.0);
            if points.is_empty() || (!is_ever_there && fired <= 0.0 && !has_estimate) {
                continue;
            }
            let drawn = (fired * f64::from(campaign.days) / start.max(1.0)).min(2.0);
            let score = drawn + 0.8 * f64::from(u8::from(has_floor)) + 0.4 * f64::from(u8::from(has_estimate));
            found.push((score, Item { nation, item }));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.truncate(limit);
    let place = |names: &[(String, String)], id: &str| names.iter().position(|(i, _)| i == id).unwrap_or(usize::MAX);
    found.sort_by_key(|(_, i)| (place(&report.scenario.nations, i.nation), place(&report.scenario.items, i.item)));
    found.into_iter().map(|(_, item)| item).collect()
}

/// What a map of nations and items holds for one pair.
pub(crate) fn look<'a, T>(map: &'a ById<ById<T>>, nation: &str, item: &str) -> Option<&'a T> {
    map.get(nation)?.get(item)
}

/// The item whose reserve is crossed first in the median: nation, item, days.
fn soonest(map: &ById<ById<Days>>) -> Option<(&str, &str, &Days)> {
    let mut best: Option<(f64, (&str, &str, &Days))> = None;
    for (nation, items) in map {
        for (item, days) in items {
            let when = days.p50.unwrap_or(1e6 * (1.0 + days.never_fraction));
            if best.as_ref().is_none_or(|(b, _)| when < *b) {
                best = Some((when, (nation, item, days)));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// The stock that is back last in the median: nation, item, dates.
fn latest(map: &ById<ById<Restored>>) -> Option<(&str, &str, &Restored)> {
    let all = map.iter().flat_map(|(n, items)| items.iter().map(move |(i, r)| (n.as_str(), i.as_str(), r)));
    let when = |r: &Restored| r.p50.clone().unwrap_or_else(|| "later than any date".to_owned());
    all.max_by(|a, b| when(a.2).cmp(&when(b.2)).then(a.2.never_fraction.total_cmp(&b.2.never_fraction)))
}

/// How long the stock lasts that is short first: its reserve, what is refused, the last round, the date it is back.
fn lasts_sentence(report: &Report, campaign: &CampaignSummary) -> Option<String> {
    let has_reserve = soonest(&campaign.first_day_below_reserve);
    let Some((nation, item, days)) = has_reserve else {
        let (nation, item, days) = soonest(&campaign.first_empty_day).filter(|_| has_raid(report))?;
        let whose =
            format!("{} {}", text::possessive(&text::nation_name(report, nation)), text::item_name(report, item));
        let refused = text::happens(days, "are first refused to somebody", "are never refused to anybody");
        return Some(format!("{whose} {refused}{}.", back(report, campaign, nation, item)));
    };
    let owner = text::possessive(&text::nation_name(report, nation));
    let floor =
        look(&campaign.reserve_floor, nation, item).map_or(String::new(), |f| format!(" of {}", text::whole(*f)));
    let item_name = text::item_name(report, item);
    let zero = look(&campaign.first_zero_day, nation, item)
        .map_or(String::new(), |z| format!("; {}", text::happens(z, "none are left", "they are never used up")));
    let below = format!("fall below their reserve{floor}");
    let above = format!("never fall below their reserve{floor}");
    let refused = look(&campaign.first_empty_day, nation, item).map_or(String::new(), |d| {
        format!("; {}", text::happens(d, "some are first refused to somebody", "none are ever refused"))
    });
    let back = back(report, campaign, nation, item);
    Some(format!("{owner} {item_name} {}{refused}{zero}{back}.", text::happens(days, &below, &above)))
}

/// When a stock is back, in a study with raids: one without says so of every stock.
fn back(report: &Report, campaign: &CampaignSummary, nation: &str, item: &str) -> String {
    look(&campaign.restored_date, nation, item).filter(|_| has_raid(report)).map_or(String::new(), |r| {
        format!("; back to {}: {}", text::whole(r.target), text::restored(r, &report.scenario.end))
    })
}

/// The arm that the answers speak of, with the name of the change (`Joining`, or the arm's printed name).
pub(crate) fn last_arm(report: &Report) -> Option<(&ArmSummary, String)> {
    let compare = report.compare.as_ref()?;
    let arm = compare.arms.last()?;
    Some((arm, change_name(report, &compare.base, arm, compare.arms.len())))
}

/// `Joining` where the one other arm has more agreements than the base; else its printed name.
pub(crate) fn change_name(report: &Report, base: &str, arm: &ArmSummary, num_arms: usize) -> String {
    let agreements = |id: &str| report.scenario.arms.iter().find(|a| a.id == id).map_or(0, |a| a.agreements.len());
    if num_arms == 1 && agreements(&arm.name) > agreements(base) {
        "Joining".to_owned()
    } else {
        text::sentence(&text::arm_name(report, &arm.name))
    }
}

/// The metric a comparison leads with: what gets through, else its first.
pub(crate) fn lead_metric(arm: &ArmSummary) -> Option<(&str, &Delta)> {
    let preferred = ["through_total", "leakers_total", "through"];
    let key = preferred.iter().copied().find(|k| arm.delta.contains_key(*k));
    let key = key.or_else(|| arm.labels.first().map(|(k, _)| k.as_str()))?;
    arm.delta.get(key).map(|d| (key, d))
}

fn change_sentences(report: &Report) -> Vec<String> {
    let Some((arm, name)) = last_arm(report) else { return vec![] };
    let mut lines = vec![];
    if let Some((key, d)) = lead_metric(arm) {
        let change = match lead_words(report, key) {
            Some(what) => format!("{} {what}", text::delta_words(d)),
            None => format!("{}: {}", label_of(arm, key), text::delta_words(d)),
        };
        lines.push(format!("{name}: {change}: {}.", conclusion(d)));
    }
    let lead = lead_metric(arm).map(|(key, _)| key);
    let clear = |d: &&Delta| d.verdict != "unclear" && d.verdict != "same";
    for (key, label) in arm.labels.iter().filter(|(k, _)| k.starts_with("stock.") && Some(k.as_str()) != lead) {
        if let Some(d) = arm.delta.get(key).filter(clear) {
            lines.push(format!("{name}: {label}: {}.", text::delta_words(d)));
        }
        if lines.len() == 3 {
            break;
        }
    }
    lines
}

/// The printed label of a metric.
fn label_of<'a>(arm: &'a ArmSummary, key: &'a str) -> &'a str {
    arm.labels.iter().find(|(k, _)| k == key).map_or(key, |(_, label)| label)
}

/// What a metric counts, after a number of it; none where its label has to say it.
fn lead_words(report: &Report, key: &str) -> Option<String> {
    let days = report.campaign.as_ref().map_or(String::new(), |c| format!(" in {} days", c.days));
    match key {
        "leakers_total" => Some(format!("do damage{days}")),
        "through_total" => Some(format!("get through{days}")),
        "through" | "through_raid" => Some("get through".to_owned()),
        _ => None,
    }
}

fn conclusion(d: &Delta) -> &str {
    match d.verdict.as_str() {
        "more" | "fewer" => "clear in nine runs of ten",
        other => text::verdict(other),
    }
}

fn answer(key: &'static str, label: &str, headline: String, detail: String) -> Answer {
    Answer { key, label: label.to_owned(), headline, detail }
}

fn through(report: &Report) -> Answer {
    let (raid, label) = (&report.raid, "What gets through?");
    if !has_raid(report) {
        return answer("through", label, "Not asked".to_owned(), NO_RAID.to_owned());
    }
    answer(
        "through",
        label,
        format!("{} of {} get through", text::mean(&raid.through), text::mean(&raid.threats)),
        format!(
            "{} in 5–95 % of runs. {} do damage ({}). {}.",
            text::band(&raid.through),
            text::mean(&raid.leakers),
            text::band(&raid.leakers),
            raid.name
        ),
    )
}

fn lasts(report: &Report) -> Answer {
    let label = "How long does it last?";
    let Some(campaign) = &report.campaign else {
        let detail = "This scenario asks about one raid and has no campaign.".to_owned();
        return answer("lasts", label, "Not asked".to_owned(), detail);
    };
    let whose = |n: &str, i: &str| {
        format!("{} {}", text::possessive(&text::nation_name(report, n)), text::item_name(report, i))
    };
    let headline_day = |d: &Days| match d.p50 {
        Some(day) => format!("day {}", text::whole(day)),
        None if d.never_fraction >= 0.9999 => "never".to_owned(),
        None => "not in most runs".to_owned(),
    };
    if let Some((nation, item, days)) = soonest(&campaign.first_day_below_reserve) {
        let zero = look(&campaign.first_zero_day, nation, item)
            .map_or(String::new(), |z| format!(" None left: {}.", text::days(z)));
        let refused = look(&campaign.first_empty_day, nation, item)
            .map_or(String::new(), |d| format!(" First refused to somebody: {}.", text::days(d)));
        let back = look(&campaign.restored_date, nation, item).map_or(String::new(), |r| {
            format!(" Back to {}: {}.", text::whole(r.target), text::restored(r, &report.scenario.end))
        });
        let detail = format!("{}: {}.{refused}{zero}{back}", whose(nation, item), text::days(days));
        return answer("lasts", label, format!("Below reserve: {}", headline_day(days)), detail);
    }
    if let Some((nation, item, r)) = latest(&campaign.restored_date).filter(|_| !has_raid(report)) {
        let zero = look(&campaign.first_zero_day, nation, item)
            .map_or(String::new(), |z| format!(" None left: {}.", text::days(z)));
        let (back, whose) = (text::restored(r, &report.scenario.end), whose(nation, item));
        let headline =
            r.p50.as_deref().map_or("Not back in most runs".to_owned(), |d| format!("Back by {}", text::quarter(d)));
        return answer("lasts", label, headline, format!("{whose} back to {}: {back}.{zero}", text::whole(r.target)));
    }
    if let Some((nation, item, days)) = soonest(&campaign.first_zero_day) {
        let back = look(&campaign.restored_date, nation, item).map_or(String::new(), |r| {
            format!(" Back to {}: {}.", text::whole(r.target), text::restored(r, &report.scenario.end))
        });
        let detail = format!("{}: {}.{back}", whose(nation, item), text::days(days));
        return answer("lasts", label, format!("None left: {}", headline_day(days)), detail);
    }
    answer("lasts", label, "No stock is counted".to_owned(), format!("{} days of raids.", campaign.days))
}

/// The period that costs are counted over: `2026–32`.
pub(crate) fn price_period(report: &Report) -> String {
    let stock_year = text::day(&report.scenario.stock_date).map(|day| day.ymd().0);
    let cost = report.cost.as_ref();
    let first = cost.and_then(|c| c.life_cycle.as_ref()).map(|life| life.from_year).or(stock_year);
    let num_years = cost.map_or(1, |c| c.horizon_years as i32);
    match first.map(|first| (first, first + num_years - 1)) {
        Some((first, last)) if last > first => format!("{first}–{:02}", last.rem_euclid(100)),
        Some((first, _)) => first.to_string(),
        None => NO_PERIOD.to_owned(),
    }
}

const NO_PERIOD: &str = "over the study";

/// The unit of what is paid or saved beyond today's plans, and of what is fired: its dollars and its word.
pub(crate) fn unit_beyond_plans(cost: &CostSummary) -> (f64, &'static str) {
    let ends = [cost.incremental_usd.p05, cost.incremental_usd.p95, cost.expended_usd.p95];
    text::money_unit(ends.into_iter().map(f64::abs).fold(0.0, f64::max))
}

/// Whether a difference straddles zero.
pub(crate) fn straddles_zero(c: &Count) -> bool {
    c.p05 < 0.0 && c.p95 > 0.0
}

fn costs(report: &Report) -> Answer {
    let label = "What does it cost?";
    let Some(cost) = &report.cost else {
        let detail = "This scenario has no arms to price.".to_owned();
        return answer("costs", label, "Not priced".to_owned(), detail);
    };
    if let Some(life) = cost.life_cycle.as_ref().filter(|_| is_cost_alone(report)) {
        let unit = unit_of(life);
        let sum = life.total_usd.map(|total| format!("{} {} USD", unit.band(&total), unit.word));
        let headline = sum.unwrap_or_else(|| "Alternatives: no sum".to_owned());
        return answer("costs", label, headline, over_life(life, cost.price_year));
    }
    let mut nations: Vec<(&String, &Count)> = cost.by_nation.iter().filter(|(_, c)| c.mean.abs() >= 5e5).collect();
    nations.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    let (unit, unit_name) = text::money_unit(cost.expended_usd.mean);
    let fired = format!(" Rounds fired: {} {unit_name}.", text::money_in(&cost.expended_usd, unit));
    let fired = if has_raid(report) { fired } else { String::new() };
    let period = price_period(report);
    let year = cost.price_year;
    if cost.incremental_usd.p05 == 0.0 && cost.incremental_usd.p95 == 0.0 {
        if !has_raid(report) {
            return answer("costs", label, "Nothing".to_owned(), NOTHING_PRICED.to_owned());
        }
        let detail = format!("Spent on rounds fired, base arm, {year} USD. {NOTHING_PRICED}");
        return answer("costs", label, format!("{} USD", text::money_mean(&cost.expended_usd)), detail);
    }
    let headline = if straddles_zero(&cost.incremental_usd) {
        "Not distinguishable from zero".to_owned()
    } else {
        text::sentence(&format!("{}\u{a0}USD", text::money_or_saving_mean(&cost.incremental_usd)))
    };
    let share =
        |(id, c): &(&String, &Count)| format!("{} {}", text::nation_name(report, id), text::money_or_saving_mean(c));
    let shares: Vec<String> = nations.iter().take(3).map(share).collect();
    let shares = if shares.len() > 1 { format!("{}. ", shares.join(", ")) } else { String::new() };
    let detail = format!("{shares}Beyond today’s plans, {period}, in {year} USD.{fired}");
    answer("costs", label, headline, detail)
}

fn changes(report: &Report) -> Answer {
    let Some((arm, name)) = last_arm(report) else {
        if let Some(replay) = &report.replay {
            let headline = format!("{} of days inside", text::percent(replay.inside_90_fraction));
            let wide = wide_bands(report).unwrap_or_default();
            let detail = format!("Share of published rows inside the 90 % band of the replay. {wide}");
            return answer("changes", "Does the replay agree?", headline, detail.trim().to_owned());
        }
        let detail = "This scenario has a single arm: nothing is compared.".to_owned();
        return answer("changes", "What would change it?", "Not compared".to_owned(), detail);
    };
    let label = format!("What does {} change?", lower_first(&name));
    let Some((key, d)) = lead_metric(arm) else {
        return answer("changes", &label, text::NONE.to_owned(), "No metric is compared.".to_owned());
    };
    let metric = label_of(arm, key);
    let what = lead_words(report, key);
    let headline = match d.verdict.as_str() {
        "unclear" => format!("{name}: unclear"),
        "same" => format!("{name}: no change"),
        _ => {
            let word = if d.mean < 0.0 { "fewer" } else { "more" };
            let change = format!("{} {word}", text::rounded(d.mean.abs(), text::delta_step(d)));
            if what.is_some() { format!("{change} get through") } else { format!("{metric}: {change}") }
        }
    };
    let base = report.compare.as_ref().map_or(String::new(), |c| text::arm_name(report, &c.base));
    let change = what.map_or_else(|| format!("{metric}: {}", text::delta(d)), |w| format!("{} {w}", text::delta(d)));
    answer("changes", &label, headline, format!("{change}, against {base}."))
}

/// First letter in lower case, unless the word looks like a name (a second capital, or inner capitals).
pub(crate) fn lower_first(name: &str) -> String {
    if name == "Joining" { "joining".to_owned() } else { format!("“{name}”") }
}
