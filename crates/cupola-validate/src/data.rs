//! The files that cases name: those that ship, and folders of the user's.

use flate2::read::GzDecoder;
use std::io::Read as _;
use std::path::PathBuf;

/// Where files named by cases are looked for: the folders in order, then what is built in.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// Folders that paths of cases are relative to.
    pub folders: Vec<PathBuf>,
}

/// Built-in files, by the path the built-in cases give them.
const FILES: &[(&str, &str)] = &[
    (
        "data/results/reentry_farina_sigma_el_0p017.csv",
        include_str!("../cases/data/results/reentry_farina_sigma_el_0p017.csv"),
    ),
    ("data/gulf_2026_uae_cumulative.csv", include_str!("../cases/data/gulf_2026_uae_cumulative.csv")),
    ("data/ukraine_monthly_aggregate.csv", include_str!("../cases/data/ukraine_monthly_aggregate.csv")),
    ("data/SGP4-VER.TLE", include_str!("../cases/data/SGP4-VER.TLE")),
    ("data/tcppver.out", include_str!("../cases/data/tcppver.out")),
    ("data/results/gospa_table_p1.csv", include_str!("../cases/data/results/gospa_table_p1.csv")),
];

impl Data {
    /// The text of a file, unpacked where its name ends in `.gz`, or `None` where no folder has it as text and it is not built in.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<String> {
        let found = self.folders.iter().find_map(|folder| {
            let bytes = std::fs::read(folder.join(path)).ok()?;
            if !path.ends_with(".gz") {
                return String::from_utf8(bytes).ok();
            }
            let mut text = String::new();
            GzDecoder::new(&bytes[..]).read_to_string(&mut text).ok()?;
            Some(text)
        });
        found.or_else(|| FILES.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned()))
    }
}
