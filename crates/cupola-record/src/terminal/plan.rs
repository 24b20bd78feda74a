//! What to order, expand and move, on the terminal: one page, the answer first.

use super::line::{Line, Page, Tone, cut};
use super::{TerminalStyle, heading};
use crate::text;
use cupola_core::stats::Count;
use cupola_plan::Kind;
use cupola_plan::play::{NeedPlayed, Playback};
use cupola_plan::report::{ActionRow, NeedRow, Report};

/// Limits that are printed, at most; all are in the JSON document.
const MOST_LIMITS: usize = 8;
const LABEL: usize = 36;

/// The report of `cupola plan` as text, ending in a newline; `given` is the scenario as it was asked for.
#[must_use]
pub fn render_plan(report: &Report, given: &str, style: &TerminalStyle) -> String {
    let mut page = Page::new(*style);
    header(report, &mut page);
    needs(report, &mut page);
    decisions(report, &mut page);
    limits(report, &mut page);
    if let Some(playback) = &report.playback {
        played(report, playback, &mut page);
    }
    let next = format!("cupola plan {given} --out FILE · cupola run FILE · --risk P · --json");
    page.hanging("NEXT", 11, &next);
    page.finish()
}

fn header(report: &Report, page: &mut Page) {
    let head = format!(
        "cupola {} · plan of {} · {} runs, {} worlds · {} s, of it {} s for the programme · seed {}",
        report.version,
        report.scenario,
        text::whole(report.runs as f64),
        text::whole(report.worlds as f64),
        text::rounded(report.elapsed_s, 0.1),
        text::rounded(report.solve_s, 0.01),
        report.seed,
    );
    page.wrapped(Tone::Dim, "", &head);
    let title = format!("WHAT TO ORDER, EXPAND AND MOVE, AND WHEN: {}", report.arm.1);
    page.wrapped(Tone::Strong, "", &title);
    let claim = format!(
        "Not a forecast: the cheapest plan of those that the scenario allows. {}.",
        text::sentence(&report.status)
    );
    page.wrapped(Tone::Plain, "", &claim);
    page.blank();
    for (i, sentence) in in_short(report).iter().enumerate() {
        page.hanging(if i == 0 { "IN SHORT" } else { "" }, 11, sentence);
    }
    page.blank();
}

fn in_short(report: &Report) -> Vec<String> {
    let year = report.price_year.map_or(String::new(), |year| format!(" {year}"));
    let discount = if report.discount_rate > 0.0 {
        format!(", discounted at {} a year", text::percent(report.discount_rate))
    } else {
        String::new()
    };
    let money = if report.cost_usd > 0.0 {
        format!("{}{year} USD{discount}, new money beyond today's plans", usd(report.cost_usd))
    } else {
        "no new money beyond today's plans".to_owned()
    };
    let risk = text::percent(report.risk_fraction);
    let short: Vec<&NeedRow> = report.needs.iter().filter(|need| need.short_rounds > 0.0).collect();
    let num = report.needs.len();
    let mut sentences = vec![if short.is_empty() {
        format!("All {num} needs can be met, each by itself, at a risk of {risk}, for {money}.")
    } else {
        format!(
            "{} of {num} needs cannot be met at a risk of {risk}; the plan that comes nearest costs {money}.",
            short.len()
        )
    }];
    if report.replacing_usd > 0.0 {
        sentences.push(format!(
            "Rounds that move are paid for already and nobody replaces them here: no money of the plan. To replace them would cost \
             the givers {}, which weighs in the choice.",
            usd(report.replacing_usd)
        ));
    }
    sentences.extend(within_sampling(report));
    for need in short {
        let (rounds, by) = (text::rounded(need.short_rounds, 0.1), text::month_year(&need.by));
        let why = need.too_late().map_or_else(|| "whatever is done".to_owned(), |why| format!("as {why}"));
        sentences.push(format!("{}: {rounds} rounds short in {by}, {why}.", need.name));
    }
    // A round less asked for is no way out.
    let nearest = report.limits.iter().filter(|limit| report.needs.iter().all(|need| need.id != limit.id));
    if let Some(limit) = nearest
        .max_by(|a, b| a.less_short_rounds.total_cmp(&b.less_short_rounds))
        .filter(|l| l.less_short_rounds > 1e-3)
    {
        let rounds = text::rounded(limit.less_short_rounds, 0.1);
        sentences.push(format!(
            "What holds it back most is {}: {} brings it {rounds} rounds nearer.",
            limit.id, limit.one_more
        ));
    }
    sentences.extend(kept(report));
    sentences
}

/// How much of the new money hangs on the luck of the runs; none where that is next to nothing.
fn within_sampling(report: &Report) -> Option<String> {
    let (least, most) = (report.at_least_usd.min(report.cost_usd), report.at_most_usd.max(report.cost_usd));
    (most - least > most * LEAST_OPEN_FRACTION).then(|| {
        format!(
            "Within sampling: at the low ends of the needs' 95 % intervals it takes {}, at the high ends {}; more --runs and \
             --worlds narrow that.",
            money_words(least),
            money_words(most),
        )
    })
}

/// An amount of new money, or that there is none.
fn money_words(amount: f64) -> String {
    if amount > 0.0 { usd(amount) } else { "no new money".to_owned() }
}

/// A share of the cost below this is not told of: assumed, 0.5 to 5 %.
const LEAST_OPEN_FRACTION: f64 = 0.01;

/// What is bought beyond the needs because runs lost it, and what the runs of the last plan still lack.
fn kept(report: &Report) -> Vec<String> {
    let raised = report.needs.iter().filter(|need| need.short_rounds <= 0.0 && need.margin_rounds > 0.0);
    let raised: Vec<String> = raised
        .map(|need| format!("{} in {} by {}", need.name, text::month_year(&need.by), text::whole(need.margin_rounds)))
        .collect();
    let mut sentences = Vec::new();
    if !raised.is_empty() {
        sentences.push(format!(
            "Found and played {}: what runs fire before the day, or get late, is asked for as well: {}.",
            if report.num_plans == 1 { "once".to_owned() } else { format!("{} times", report.num_plans) },
            raised.join(", "),
        ));
    }
    let played = report.playback.iter().flat_map(|playback| report.needs.iter().zip(&playback.needs));
    let missed = played.filter(|(need, played)| need.short_rounds <= 0.0 && played.short_rounds > 0.0);
    let say = |(need, played): (&NeedRow, &NeedPlayed)| {
        format!(
            "Not kept when it is played: {} in {} is met in {} of runs, not {}; {} rounds more would have to be there.",
            need.name,
            text::month_year(&need.by),
            text::percent(played.met_after_fraction),
            text::percent(1.0 - report.risk_fraction),
            text::whole(played.short_rounds),
        )
    };
    sentences.extend(missed.map(say));
    sentences
}

fn needs(report: &Report, page: &mut Page) {
    heading(page, "1 WHAT MUST BE IN HAND", "rounds beyond today's plans, at the stated risk");
    let mut head = Line::default();
    head.left(Tone::Dim, "", LABEL + 10);
    for (title, width) in [("to add", 11), ("(95 %)", 13), ("plan adds", 11), ("short", 11)] {
        head.right(Tone::Dim, title, width);
    }
    page.line(&head);
    for need in &report.needs {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&need.name, LABEL - 3)), LABEL);
        line.left(Tone::Plain, &text::month_year(&need.by), 10);
        line.right(Tone::Plain, &text::whole(need.to_add_rounds.max(0.0)), 11);
        let (low, high) = (need.low_rounds.max(0.0), need.high_rounds.max(0.0));
        line.right(Tone::Plain, &format!("({}–{})", text::whole(low), text::whole(high)), 13);
        line.right(Tone::Plain, &text::whole(need.adds_rounds), 11);
        let tone = if need.short_rounds > 0.0 { Tone::Warm } else { Tone::Plain };
        line.right(tone, &text::rounded(need.short_rounds, 0.1), 11);
        page.line(&line);
    }
    page.blank();
}

/// Consecutive orders of one source in a row of their own, from the first to the last.
fn decisions(report: &Report, page: &mut Page) {
    heading(page, "2 WHAT TO DECIDE, AND WHEN", "rounds, in hand by, cost (of replacing them); below: by quarter");
    if report.actions.is_empty() {
        page.wrapped(Tone::Plain, "  ", "Nothing: what is there is enough, or nothing that may be done helps.");
    }
    let mut done: Vec<(Kind, &str)> = Vec::new();
    for action in &report.actions {
        let key = (action.kind, action.id.as_str());
        if done.contains(&key) {
            continue;
        }
        done.push(key);
        let all: Vec<&ActionRow> = report.actions.iter().filter(|a| (a.kind, a.id.as_str()) == key).collect();
        decision(&all, page);
    }
    page.blank();
}

fn decision(all: &[&ActionRow], page: &mut Page) {
    let (first, last) = (all[0], all[all.len() - 1]);
    let what = match first.kind {
        Kind::Expand => format!("expand {} ({})", first.from, first.id),
        Kind::Order => format!("order {} of {} ({})", first.item, first.from, first.id),
        Kind::Move => format!("move {} from {} to {}", first.item, first.from, first.to),
    };
    let rounds: f64 = all.iter().map(|a| f64::from(a.rounds)).sum();
    let cost: f64 = all.iter().map(|a| a.cost_usd).sum();
    let mut line = Line::default();
    line.left(Tone::Plain, &format!("  {}", cut(&what, 53)), 56);
    line.right(Tone::Plain, &text::whole(rounds), 7);
    line.right(Tone::Plain, &text::month_year(&last.in_hand), 17);
    let cost = if first.kind.is_new_money() { usd(cost) } else { format!("({})", usd(cost)) };
    line.right(Tone::Plain, &cost, 14);
    page.line(&line);
    if first.is_within_sampling {
        let why = "within sampling: with needs at the low ends above the plan does without; more --runs, --worlds";
        page.indented(6, why);
    }
    if first.kind == Kind::Expand {
        page.indented(6, &format!("decided {}; the rounds it makes are priced below", text::quarter(&first.on)));
        return;
    }
    let mut quarters: Vec<(String, u32)> = Vec::new();
    for action in all {
        let quarter = text::quarter(&action.on);
        match quarters.last_mut().filter(|(q, _)| *q == quarter) {
            Some((_, rounds)) => *rounds += action.rounds,
            None => quarters.push((quarter, action.rounds)),
        }
    }
    let listed: Vec<String> = quarters.iter().map(|(quarter, rounds)| format!("{quarter}\u{a0}{rounds}")).collect();
    page.indented(6, &listed.join(" · "));
}

fn limits(report: &Report, page: &mut Page) {
    heading(page, "3 WHAT BINDS, AND WHAT ONE MORE IS WORTH", "the plan found again with it: rounds nearer, money");
    if report.limits.is_empty() {
        page.wrapped(Tone::Plain, "  ", "Nothing.");
    }
    for limit in report.limits.iter().take(MOST_LIMITS) {
        let nearer =
            (limit.less_short_rounds > 1e-3).then(|| format!("{} nearer", text::rounded(limit.less_short_rounds, 0.1)));
        let money = match limit.saves_usd {
            usd if usd.abs() < 1e3 => None,
            less if less < 0.0 => Some(format!("for {}", usd(-less))),
            more => Some(format!("saves {}", usd(more))),
        };
        let worth = nearer.into_iter().chain(money).collect::<Vec<_>>().join(", ");
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&format!("{}: {}", limit.id, limit.one_more), 61)), 64);
        line.push(Tone::Plain, &worth);
        page.fitted(line);
    }
    for part in &report.scarce_parts {
        let sentence = format!(
            "{}: lines that the plan has no share in want the first {} more a month.",
            part.id,
            text::rounded(part.first_per_year / 12.0, 0.1)
        );
        page.wrapped(Tone::Plain, "  ", &sentence);
    }
    if report.limits.len() > MOST_LIMITS {
        page.indented(2, &format!("and {} more: --json", report.limits.len() - MOST_LIMITS));
    }
    page.blank();
}

fn played(report: &Report, playback: &Playback, page: &mut Page) {
    heading(page, "4 WHAT A RUN OF IT DOES", "same raids, same luck; leads, prices and parts as drawn");
    let mut head = Line::default();
    head.left(Tone::Dim, "", LABEL + 10);
    for title in ["met today", "with plan", "promised", "added"] {
        head.right(Tone::Dim, title, 11);
    }
    page.line(&head);
    for (need, played) in report.needs.iter().zip(&playback.needs) {
        let mut line = Line::default();
        line.left(Tone::Plain, &format!("  {}", cut(&need.name, LABEL - 3)), LABEL);
        line.left(Tone::Plain, &text::month_year(&need.by), 10);
        for fraction in [played.met_before_fraction, played.met_after_fraction] {
            line.right(Tone::Plain, &text::percent(fraction), 11);
        }
        line.right(Tone::Plain, &text::whole(played.promised_rounds), 11);
        line.right(Tone::Plain, &text::rounded(played.added.mean, 0.1), 11);
        page.line(&line);
    }
    let mut through = format!("Get through, in the raid of the study: {}.", text::delta_words(&playback.through));
    if let Some(total) = &playback.through_total {
        through.push_str(&format!(" In the campaign: {}.", text::delta_words(total)));
    }
    page.wrapped(Tone::Plain, "  ", &through);
    for stock in &playback.below_reserve {
        let day = |day: Option<f64>| day.map_or(String::new(), |day| format!(" (median day {})", text::whole(day)));
        let sentence = format!(
            "{} below the reserve in the campaign: {} of runs{} today, {}{} with the plan.",
            stock.stock,
            text::percent(stock.before_fraction),
            day(stock.before_p50_day),
            text::percent(stock.after_fraction),
            day(stock.after_p50_day),
        );
        page.wrapped(Tone::Plain, "  ", &sentence);
    }
    for giver in &playback.givers {
        let lowest = |above: &Count| format!("{} ({})", text::whole(above.mean), text::whole(above.p05));
        let sentence = format!(
            "{} has {} left in {}, {} without the plan; on its worst day {} above its floor, {} without (in brackets: in one run \
             of twenty this or less).",
            giver.name,
            text::whole(giver.after.mean),
            text::month_year(&giver.day),
            text::whole(giver.before.mean),
            lowest(&giver.lowest_after),
            lowest(&giver.lowest_before),
        );
        page.wrapped(Tone::Plain, "  ", &sentence);
    }
    let cost = format!(
        "New money by the end of the study, at drawn prices: {} ({}–{}); planned {}.",
        usd(playback.cost_usd.mean),
        usd(playback.cost_usd.p05),
        usd(playback.cost_usd.p95),
        usd(playback.promised_usd),
    );
    if playback.promised_usd > 0.0 {
        page.wrapped(Tone::Plain, "  ", &cost);
    }
    let file = "A file written by --out has an arm with the plan: what it costs is the difference to the arm without, at the \
                prices and with the learning of runs.";
    page.wrapped(Tone::Dim, "  ", file);
    page.blank();
}

/// An amount in words: `1.4 billion`.
fn usd(amount: f64) -> String {
    let (unit, word) = text::money_unit(amount.abs());
    let step = if amount.abs() / unit < 10.0 { 0.1 } else { 1.0 };
    format!("{} {word}", text::rounded(amount / unit, step))
}
