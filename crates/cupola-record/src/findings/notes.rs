//! Sentences and small lists that the terminal and the page share.

use super::{Item, has_raid, look};
use crate::text;
use cupola_core::Grade;
use cupola_core::stats::Count;
use cupola_study::summary::{CampaignSummary, CostSummary, CountsByDate, Fates, ReplayRow, Report, StockCounts};

/// Number of values by grade word, best first; words that are no grade come last.
pub(crate) fn grades(report: &Report) -> Vec<(String, usize)> {
    let rank = |word: &str| Grade::ALL.iter().position(|g| g.word() == word).unwrap_or(Grade::ALL.len());
    let mut found: Vec<(String, usize)> =
        report.provenance.by_grade.iter().filter(|(_, n)| **n > 0).map(|(word, n)| (word.clone(), *n)).collect();
    found.sort_by_key(|(word, _)| rank(word));
    found
}

/// The inputs that drive the spread of the headline, up to half of it.
pub(crate) fn spread_drivers(report: &Report) -> Option<String> {
    let mut sum = 0.0;
    let mut words = vec![];
    for input in &report.provenance.top_inputs {
        if input.share < 0.01 || sum >= 0.5 {
            break;
        }
        sum += input.share;
        words.push(format!("{} ({})", text::key_words(&input.key), input.grade));
    }
    let share = if sum >= 0.5 { "Half the spread".to_owned() } else { format!("{} of the spread", text::percent(sum)) };
    (!words.is_empty()).then(|| format!("{share}: {}.", words.join(" · ")))
}

/// What the band is made of, and how well the mean is known.
pub(crate) fn chance_and_inputs(report: &Report) -> String {
    let through = &report.raid.through;
    let half = (through.ci95_high - through.ci95_low).abs() / 2.0;
    let step = if half < 9.95 { 0.1 } else { 1.0 };
    let inputs = through
        .share_from_inputs
        .map_or(String::new(), |share| format!("; unknown inputs make {} of the variance", text::percent(share)));
    format!(
        "(5–95 %) is chance and unknown inputs together{inputs}. {} runs pin the mean “{} get through” to ±{}.",
        text::whole(report.runs as f64),
        text::mean(through),
        text::rounded(half, step)
    )
}

/// What got through of a group, 5 and 95 %.
pub(crate) fn through_band(f: &Fates) -> (f64, f64) {
    (f.through.p05, f.through.p95)
}

/// Sentences below the table of the raid: own faults, choice, orbit, common-mode failure, links of the chain.
pub(crate) fn raid_notes(report: &Report) -> Vec<String> {
    let raid = &report.raid;
    let mut notes = vec![];
    let held = super::total_of(report, |f| f.held_by_choice.mean);
    if held >= 0.05 {
        notes.push(format!("Not shot at by choice, though tracked and in reach: {}.", text::table_mean(held)));
    }
    notes.extend(orbit_notes(report));
    let plain = &raid.through_without_common_mode;
    if plain.mean > 0.0 || raid.through.mean > 0.0 {
        notes.push(format!(
            "With failures that strike a whole raid {} get through, without them {}.",
            text::mean_band(&raid.through),
            text::mean_band(plain)
        ));
    }
    let links: Vec<String> = raid
        .chain_s
        .iter()
        .filter(|(_, s)| s.is_finite())
        .map(|(name, s)| format!("{name} {}\u{a0}s", text::whole(*s)))
        .collect();
    if !links.is_empty() {
        notes.push(format!(
            "From launch to the first shot at a missile with a boost, on average: {}.",
            links.join(", ")
        ));
    }
    notes.push(format!("Tracks are in {} mode.", raid.track_mode));
    notes
}

/// A share of 0 to 1 as a mean with its 5, 50 and 95 % of runs.
fn share(count: &Count) -> String {
    format!(
        "{} ({}–{}, median {})",
        text::percent(count.mean),
        text::whole(count.p05 * 100.0),
        text::percent(count.p95),
        text::percent(count.p50)
    )
}

/// What the space layer did: its share, how often nobody was in reach, what fell short, who saw the missiles.
fn orbit_notes(report: &Report) -> Vec<String> {
    let mut notes = vec![];
    let raid = &report.raid;
    if let Some(none) = &raid.orbit_none_in_reach_fraction {
        notes.push(format!("Orbit: no interceptor in reach of {} of boosting missiles.", share(none)));
        if let Some(orbit) = &raid.orbit {
            notes.push(format!(
                "Interceptors in orbit destroyed {} warheads; {} more fell short when their missile was stopped in boost and \
                 count as got through. Together {} of all that was destroyed by any layer or fell short.",
                text::mean_band(&orbit.kills),
                text::mean_band(&orbit.fell_short),
                text::percent(orbit.share_of_stopped_fraction.mean)
            ));
        }
    }
    let seen = raid.orbit.iter().flat_map(|o| &o.seen_fraction).filter(|(_, c)| c.mean > 0.0);
    let seen: Vec<String> =
        seen.map(|(id, c)| format!("{id} {}", text::percent(c.mean)).replace(' ', "\u{a0}")).collect();
    if !seen.is_empty() {
        notes.push(format!("Missiles with a boost seen from orbit: {}.", seen.join(" · ")));
    }
    notes
}

/// The grade of a stock at the stock date: that of its input, else that of the published estimate; empty if neither.
pub(crate) fn stock_grade(report: &Report, campaign: &CampaignSummary, item: &Item<'_>) -> String {
    let key = format!("stock.{}.{}.quantity", item.nation, item.item);
    let input = report.provenance.inputs.iter().find(|i| i.key == key).map(|i| i.grade.clone());
    let estimate = || {
        let here = |e: &&cupola_study::summary::PublicEstimate| e.nation == item.nation && e.item == item.item;
        campaign.estimates.iter().find(here).map(|e| e.grade.clone())
    };
    input.or_else(estimate).unwrap_or_default()
}

/// Notes on one stock: reserve, exhaustion, cover, output against use, restoration.
pub(crate) fn stock_notes(report: &Report, campaign: &CampaignSummary, item: &Item<'_>) -> Vec<String> {
    let (nation, id) = (item.nation, item.item);
    let mut notes = vec![];
    if let Some(days) = look(&campaign.first_day_below_reserve, nation, id) {
        let floor =
            look(&campaign.reserve_floor, nation, id).map_or(String::new(), |f| format!(" of {}", text::whole(*f)));
        notes.push(format!("below its reserve{floor}: {}", text::days(days)));
    }
    if let Some(days) = look(&campaign.first_zero_day, nation, id) {
        notes.push(format!("none left: {}", text::days(days)));
    }
    if let Some(days) = look(&campaign.first_battery_empty_day, nation, id).filter(|_| has_raid(report)) {
        notes.push(format!("a battery empty: {}", text::days(days)));
    }
    if let Some(days) = look(&campaign.days_of_cover, nation, id) {
        let when = if has_raid(report) { "cover at the first raid" } else { "cover on the first day" };
        notes.push(format!("{when}: {}", text::cover(days)));
    }
    if let Some(theatre) = look(&campaign.theatre_at_raids_start, nation, id) {
        let all = look(&campaign.at_raids_start, nation, id);
        if all.is_none_or(|a| (a.mean - theatre.mean).abs() > 0.5) {
            let when = if has_raid(report) { "at the first raid" } else { "on the first day" };
            notes.push(format!("for this theatre {when}: {}", text::mean_band(theatre)));
        }
    }
    let per_day = |c: &Count| text::mean_band(c);
    let used = if has_raid(report) { "fired" } else { "taken" };
    match (look(&campaign.made_per_day, nation, id), look(&campaign.fired_per_day, nation, id)) {
        (Some(made), Some(fired)) => {
            notes.push(format!("made or received a day {}, {used} a day {}", per_day(made), per_day(fired)))
        }
        (None, Some(fired)) => notes.push(format!("{used} a day {}", per_day(fired))),
        (Some(made), None) => notes.push(format!("made or received a day {}", per_day(made))),
        (None, None) => {}
    }
    if let Some(ratio) = look(&campaign.burn_to_build, nation, id).filter(|r| r.p50 != Some(0.0)) {
        notes.push(format!("{used} for each one made or received: {}", text::ratio(ratio)));
    }
    if let Some(days) = look(&campaign.days_of_supply, nation, id).filter(|d| d.p50.is_some()) {
        let when = if has_raid(report) { "after the raids" } else { "after the campaign" };
        notes.push(format!("left {when}, at that rate: {}", text::cover(days)));
    }
    notes.extend(look(&campaign.counts, nation, id).map(|counts| counts_note(report, counts)));
    if let Some(r) = look(&campaign.restored_date, nation, id) {
        notes.push(format!("back to {}: {}", text::whole(r.target), text::restored(r, &report.scenario.end)));
    }
    notes
}

/// What else a campaign brought: changes of doctrine, what opponents could not send, ships away to be loaded.
pub(crate) fn campaign_notes(report: &Report, campaign: &CampaignSummary) -> Vec<String> {
    let mut notes = vec![];
    for (id, days) in &campaign.doctrine_changes {
        let event = text::happens(days, "comes into force", "never comes into force");
        notes.push(format!("Rule of doctrine `{id}` {event}."));
    }
    for (opponent, classes) in &campaign.opponents {
        for (class, store) in classes {
            let short = match &store.first_short_day {
                days if store.not_sent.mean > 0.0 => format!(", the first of them {}", text::days(days)),
                _ => String::new(),
            };
            let launchers = store.launchers_left.as_ref();
            let launchers = launchers.map_or(String::new(), |n| format!(" and {} launchers", text::mean_band(n)));
            notes.push(format!(
                "{} of {class}: {} sent, {} wanted and not sent{short}; {}{launchers} left.",
                text::sentence(opponent),
                text::mean_band(&store.sent),
                text::mean_band(&store.not_sent),
                text::mean_band(&store.left),
            ));
        }
    }
    notes.extend(refusal_notes(report, campaign));
    for (nation, items) in &campaign.unmet {
        for (item, count) in items {
            notes.push(format!(
                "Counted demands on {} {} left unmet: {}.",
                text::possessive(&text::with_article(&text::nation_name(report, nation))),
                text::item_name(report, item),
                text::mean_band(count)
            ));
        }
    }
    notes.extend(theatre_notes(report, campaign));
    if campaign.port_calls.mean > 0.0 {
        notes.push(format!("Ships leave their stations {} times to be loaded.", text::mean_band(&campaign.port_calls)));
    }
    notes
}

/// Who refused whom how much, from the first to the last day.
fn refusal_notes(report: &Report, campaign: &CampaignSummary) -> Vec<String> {
    let mut notes = vec![];
    for (giver, items) in &campaign.refused {
        for (item, kinds) in items {
            let whom = |taker: &str| match taker {
                "outside" => "customers outside the study".to_owned(),
                nation => text::with_article(&text::nation_name(report, nation)),
            };
            let takers = look(&campaign.refused_to, giver, item).into_iter().flatten();
            let takers = takers.map(|(taker, count)| (whom(taker), count));
            let another_war = kinds.get("drain").map(|count| ("another war".to_owned(), count));
            let refused: Vec<String> = takers
                .chain(another_war)
                .enumerate()
                .map(|(place, (whom, count))| {
                    let what = if place == 0 { format!(" {}", text::item_name(report, item)) } else { String::new() };
                    format!("{whom} {}{what}", text::mean_band(count))
                })
                .collect();
            let giver = text::sentence(&text::with_article(&text::nation_name(report, giver)));
            notes.push(format!("{giver} refused {}, from first to last day.", refused.join(", ")));
        }
    }
    notes
}

/// Who got the rounds that others lacked, theatre by theatre, and what grew too old.
fn theatre_notes(report: &Report, campaign: &CampaignSummary) -> Vec<String> {
    let mut notes = vec![];
    let owner = |nation: &str| text::possessive(&text::with_article(&text::nation_name(report, nation)));
    for (nation, items) in &campaign.theatres {
        for (item, theatres) in items {
            for counts in theatres.values() {
                let mut parts = vec![
                    format!("{} sent from home", text::mean_band(&counts.sent)),
                    format!("{} used", text::mean_band(&counts.used)),
                ];
                if counts.refused.mean > 0.0 {
                    parts.push(format!("{} refused by home", text::mean_band(&counts.refused)));
                }
                if counts.short.mean > 0.0 {
                    let first = text::happens(&counts.first_short_day, "the first", "never");
                    let (rounds, from) = (text::mean_band(&counts.short), super::from_stock_date(report));
                    parts.push(format!("{rounds} asked for and not there, {first}{from}"));
                }
                parts.push(format!("{} left there or on the way on the last day", text::mean_band(&counts.left)));
                let item = text::item_name(report, item);
                notes.push(format!("Theatre {}, of {} {item}: {}.", counts.name, owner(nation), parts.join(", ")));
            }
        }
    }
    for (nation, items) in &campaign.expired {
        for (item, count) in items {
            let age = look(&campaign.mean_age_days, nation, item).and_then(|days| days.p50);
            let age = age
                .map_or(String::new(), |days| format!("; those left are {:.1} years old, on average", days / 365.25));
            let rounds =
                format!("{} {} at the end of their life", text::mean_band(count), text::item_name(report, item));
            notes.push(format!("Of {} stock, {rounds}{age}.", owner(nation)));
        }
    }
    notes
}

/// Counts of a stock that sources mix, from date to date.
fn counts_note(report: &Report, counts: &CountsByDate) -> String {
    type Of = fn(&StockCounts) -> &Count;
    let mut dates = vec![(&counts.stock_date, "on the stock date")];
    if report.scenario.raids_start != report.scenario.stock_date {
        let first = if has_raid(report) { "before the first raid" } else { "before the first day" };
        dates.push((&counts.raids_start, first));
    }
    dates.push((&counts.end, "at the end"));
    let kinds: [(&str, Of); 5] = [
        ("bought", |c| &c.bought),
        ("delivered", |c| &c.delivered),
        ("on hand", |c| &c.on_hand),
        ("in transit", |c| &c.in_transit),
        ("on order", |c| &c.on_order),
    ];
    let rows: Vec<String> = kinds
        .iter()
        .filter(|(_, of)| dates.iter().any(|(counts, _)| of(counts).mean > 0.0))
        .map(|(kind, of)| {
            let rounds: Vec<String> = dates.iter().map(|(counts, _)| text::mean_band(of(counts))).collect();
            format!("{kind} {}", rounds.join(" → "))
        })
        .collect();
    let dates: Vec<&str> = dates.iter().map(|(_, date)| *date).collect();
    format!("{}: {}", dates.join(" → "), rows.join(", "))
}

/// Whether a published number lies in the 90 % band; none where nothing was published.
pub(crate) fn inside(row: &ReplayRow) -> Option<bool> {
    row.published_stopped.map(|n| row.stopped[0] <= n && n <= row.stopped[4])
}

/// Costs in sentences, in the unit given (USD).
pub(crate) fn cost_lines(report: &Report, cost: &CostSummary, unit_usd: f64) -> Vec<String> {
    let amount = |c: &Count| text::money_in(c, unit_usd);
    let told = |c: &Count| text::money_or_saving(c, unit_usd);
    let mut lines = vec![];
    let incremental = &cost.incremental_usd;
    let mut nations: Vec<(&String, &Count)> = cost.by_nation.iter().filter(|(_, c)| c.mean != 0.0).collect();
    nations.sort_by(|a, b| b.1.mean.total_cmp(&a.1.mean));
    let shares: Vec<String> =
        nations.iter().map(|(id, c)| format!("{} {}", text::nation_name(report, id), told(c))).collect();
    if incremental.p05 == 0.0 && incremental.p95 == 0.0 {
        lines.push(super::NOTHING_PRICED.to_owned());
    } else if super::straddles_zero(incremental) {
        lines.push(format!("Beyond today’s plans: {}: not distinguishable from zero.", amount(incremental)));
    } else {
        let by = if shares.is_empty() { String::new() } else { format!(": {}", shares.join(" · ")) };
        lines.push(format!("In all {}{by}", told(incremental)));
    }
    let days = report.campaign.as_ref().map_or(String::new(), |c| format!(" in {} days", c.days));
    let raids = cost.raids_usd.as_ref().map_or(String::new(), |c| format!(" · the raids cost {}", amount(c)));
    if has_raid(report) {
        lines.push(format!("Rounds fired{days} {}{raids}", amount(&cost.expended_usd)));
    }
    let mut elements: Vec<(&String, &Count)> = cost.by_element.iter().filter(|(_, c)| c.mean.abs() > 0.0).collect();
    elements.sort_by(|a, b| b.1.mean.abs().total_cmp(&a.1.mean.abs()));
    if !elements.is_empty() {
        let listed: Vec<String> = elements
            .iter()
            .take(4)
            .map(|(id, c)| format!("{} {}", text::element_name(report, id), amount(c)))
            .collect();
        lines.push(format!("Largest: {}", listed.join(" · ")));
    }
    if cost.discount_rate != 0.0 {
        lines.push(format!("Discounted at {} a year.", text::percent(cost.discount_rate)));
    }
    lines
}
