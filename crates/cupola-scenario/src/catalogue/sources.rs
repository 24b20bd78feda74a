//! What is known of the pages behind addresses: title, publisher, year.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

/// A page that values name as a source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    url: String,
    /// Its title, or what it says, in words.
    pub title: String,
    /// Who published it; whose report it is where that is another's.
    pub publisher: String,
    /// Year in which it appeared.
    pub year: u16,
}

impl fmt::Display for Publication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { title, publisher, year, .. } = self;
        write!(f, "{title} ({publisher}, {year})")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSources {
    source: Vec<Publication>,
}

/// What is known of the page behind an address; none of most.
///
/// # Panics
/// Never in a released build: a test reads the embedded file.
#[must_use]
pub fn publication(address: &str) -> Option<&'static Publication> {
    static BY_URL: OnceLock<BTreeMap<String, Publication>> = OnceLock::new();
    let by_url = BY_URL.get_or_init(|| {
        let text = include_str!("../../catalogue/sources.toml");
        let raw: RawSources = toml::from_str(text).expect("the embedded sources are read in a test");
        raw.source.into_iter().map(|page| (page.url.clone(), page)).collect()
    });
    by_url.get(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_known_by_its_address() {
        let page = publication("https://www.cbo.gov/publication/62422").unwrap();
        let words = "Potential Costs of a National Missile Defense System (US Congressional Budget Office, 2026)";
        assert_eq!(page.to_string(), words);
        assert_eq!(publication("https://www.cbo.gov/publication/0"), None);
    }
}
