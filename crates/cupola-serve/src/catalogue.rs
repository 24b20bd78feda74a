//! What the open record says, value by value.

use crate::answer::{Named, Refusal};
use crate::api::REFUSED;
use crate::told::{CatalogueList, DisputedTold, EntryHead, EntryTold, Refused, SourceTold, ValueTold};
use axum::Json;
use cupola_scenario::catalogue::{Catalogue, Entry, Value, publication};

/// Endings of names that are units, the longer before those they end in.
const UNITS: [&str; 37] = [
    "musd_per_year",
    "per_month",
    "per_year",
    "per_hour",
    "per_day",
    "kg_per_m2",
    "kg_m2",
    "km_s2",
    "m_s2",
    "km_s",
    "m_s",
    "rad_s",
    "deg_s",
    "m2_kg",
    "musd",
    "kusd",
    "usd",
    "kmh",
    "months",
    "years",
    "days",
    "year",
    "day",
    "min",
    "deg",
    "rad",
    "ghz",
    "mhz",
    "hz",
    "mach",
    "km",
    "kg",
    "kn",
    "kw",
    "m2",
    "m",
    "s",
];

/// What the catalogue has.
#[utoipa::path(get, path = "/api/catalogue", responses((status = 200, body = CatalogueList)))]
pub async fn list() -> Json<CatalogueList> {
    let all = Catalogue::embedded();
    let head = |entry: &Entry| EntryHead {
        id: entry.id.clone(),
        kind: entry.kind.word().to_owned(),
        name: entry.name.clone(),
        aliases: entry.aliases.clone(),
        values: entry.values.len() as u64,
    };
    Json(CatalogueList { version: all.version(), entries: all.entries().iter().map(head).collect() })
}

/// One entry, every value with its sources.
#[utoipa::path(get, path = "/api/catalogue/{id}", params(("id" = String, Path, description = "Id of an entry")),
    responses((status = 200, body = EntryTold), (status = 404, description = REFUSED, body = Refused)))]
pub async fn entry(Named(id): Named<String>) -> Result<Json<EntryTold>, Refusal> {
    let all = Catalogue::embedded();
    let Some(entry) = all.get(&id) else {
        let hint = all.suggest(&id).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return Err(Refusal::not_found(format!("catalogue: no entry `{id}`{hint}")));
    };
    Ok(Json(EntryTold {
        id: entry.id.clone(),
        kind: entry.kind.word().to_owned(),
        name: entry.name.clone(),
        aliases: entry.aliases.clone(),
        facts: entry.facts.clone(),
        values: entry.values.iter().map(value).collect(),
    }))
}

fn value(value: &Value) -> ValueTold {
    let disputed = |d: &cupola_scenario::catalogue::Disputed| DisputedTold {
        low: d.range.low,
        likely: d.range.likely,
        high: d.range.high,
        grade: d.grade.word().to_owned(),
        note: d.note.clone().unwrap_or_default(),
        sources: d.sources.iter().map(|text| source(text)).collect(),
    };
    let unit = UNITS.iter().find(|unit| value.field.strip_suffix(*unit).is_some_and(|rest| rest.ends_with('_')));
    ValueTold {
        key: value.field.clone(),
        low: value.range.low,
        likely: value.range.likely,
        high: value.range.high,
        unit: unit.map_or(String::new(), |unit| (*unit).to_owned()),
        grade: value.grade.word().to_owned(),
        note: value.note.clone().unwrap_or_default(),
        sources: value.sources.iter().map(|text| source(text)).collect(),
        disputed: value.disputed.iter().map(disputed).collect(),
    }
}

/// A source as it is known, or as far as its own text tells: an address has its host, and often the words of the title and the day.
fn source(text: &str) -> SourceTold {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let title = rest.map(|rest| {
        let host = rest.split('/').next().unwrap_or(rest).trim_start_matches("www.");
        title_in(rest).map_or_else(|| host.to_owned(), |words| format!("{words} ({host})"))
    });
    let page = publication(text);
    SourceTold {
        id: text.to_owned(),
        title: page.map(|page| page.title.clone()).or(title).unwrap_or_else(|| text.to_owned()),
        url: rest.map(|_| text.to_owned()),
        publisher: page.map(|page| page.publisher.clone()),
        date: rest.and_then(day_in).or(page.map(|page| page.year.to_string())),
    }
}

/// The words of a title in an address: the last part of its path that is at least four words joined by `-`.
fn title_in(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?;
    let words_of = |part: &str| -> Vec<String> {
        let bare = part.rsplit_once('.').map_or(part, |(bare, _)| bare);
        let words = bare.split('-').filter(|word| word.chars().any(char::is_alphabetic));
        words.filter(|word| word.chars().all(char::is_alphanumeric)).map(str::to_owned).collect()
    };
    let words = path.split('/').skip(1).map(words_of).filter(|words| words.len() >= 4).last()?.join(" ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect())
}

/// The day in an address, `/2026/07/30/` or `2012-09-21`.
fn day_in(address: &str) -> Option<String> {
    let parts: Vec<&str> = address.split(['/', '-', '_', '.']).collect();
    let day = |three: &[&str]| -> Option<String> {
        let [year, month, day] = three else { return None };
        let is_date = year.len() == 4 && month.len() == 2 && day.len() == 2;
        let text = format!("{year}-{month}-{day}");
        (is_date && year.starts_with("20") && text.parse::<cupola_core::Day>().is_ok()).then_some(text)
    };
    parts.windows(3).find_map(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_its_title_and_day_where_it_has_them() {
        let told = source("https://www.army.com/news/2026/07/30/stocks-run-low-experts-say/");
        assert_eq!(
            (told.title.as_str(), told.date.as_deref()),
            ("Stocks run low experts say (army.com)", Some("2026-07-30"))
        );
        let told = source("https://www.zona.com/?p=504868");
        assert_eq!((told.title.as_str(), told.date), ("zona.com", None));
        let told = source("statement of 5 March 2026");
        assert_eq!((told.title.as_str(), told.url, told.date), ("statement of 5 March 2026", None, None));
    }
}
