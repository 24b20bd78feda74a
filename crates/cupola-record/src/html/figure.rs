//! A figure: title that says the finding, subtitle, drawing, source line, buttons, and its numbers as a table.

use super::svg::{escape, prose};
use cupola_study::summary::Report;
use std::fmt::Write as _;

/// A figure of the report.
pub struct Figure {
    /// Id in the page (`fig-waterfall`).
    pub id: String,
    /// What it finds.
    pub title: String,
    /// What is shown.
    pub subtitle: String,
    /// The drawing.
    pub svg: String,
    /// The numbers behind it.
    pub sheet: Sheet,
    /// Whether it stands beside another.
    pub is_half: bool,
}

/// A table of text: first column words, the others numbers.
#[derive(Default)]
pub struct Sheet {
    /// Heads.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// An empty table with these heads.
    pub fn new(head: &[&str]) -> Self {
        Self { head: head.iter().map(|h| (*h).to_owned()).collect(), rows: vec![] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as HTML; `words` leading columns are text.
    pub fn table(&self, words: usize) -> String {
        let mut out = String::from(r#"<div class="scroll"><table><thead><tr>"#);
        let class = |i: usize| if i < words { "" } else { r#" class="n""# };
        for (i, head) in self.head.iter().enumerate() {
            let _ = write!(out, r#"<th scope="col"{}>{}</th>"#, class(i), escape(head));
        }
        out.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            out.push_str("<tr>");
            for (i, cell) in row.iter().enumerate() {
                let _ = write!(out, "<td{}>{}</td>", class(i), escape(cell));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
        out
    }
}

/// A number for a table that is read by machines too: plain, without separators; empty where there is none.
pub fn plain(x: f64) -> String {
    if !x.is_finite() {
        return String::new();
    }
    let text = format!("{x:.3}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Where the numbers come from, in a line.
pub fn source_line(report: &Report) -> String {
    format!(
        "cupola {} · {} · {} runs · seed {} · log {}",
        report.version,
        report.scenario.name,
        crate::text::whole(report.runs as f64),
        report.seed,
        crate::text::short_hash(&report.log_hash)
    )
}

impl Figure {
    /// The figure as HTML.
    pub fn html(&self, report: &Report) -> String {
        let class = if self.is_half { "half" } else { "full" };
        format!(
            concat!(
                r#"<figure id="{id}" class="{class}"><figcaption><h3>{title}</h3><p class="sub">{sub}</p></figcaption>"#,
                r#"<div class="plot">{svg}</div><div class="foot"><p class="src">{source}</p>"#,
                r#"<div class="tools"><button type="button" data-as="svg">SVG</button>"#,
                r#"<button type="button" data-as="png">PNG</button><button type="button" data-as="csv">CSV</button></div>"#,
                r#"<details><summary>The numbers</summary>{table}</details></div></figure>"#
            ),
            id = escape(&self.id),
            class = class,
            title = prose(&self.title),
            sub = prose(&self.subtitle),
            svg = self.svg,
            source = escape(&source_line(report)),
            table = self.sheet.table(1),
        )
    }
}
