//! A small hand for drawing: shapes, text, scales and ticks. All text is escaped here.

use std::fmt::Write as _;

/// Width of a figure across the page (px).
pub const FULL: f64 = 900.0;
/// Width of a figure beside another (px).
pub const HALF: f64 = 436.0;

/// A drawing.
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
}

/// Where a text is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Its first letter.
    Start,
    /// Its middle.
    Middle,
    /// Its last letter.
    End,
}

/// A coordinate with one decimal, short; 0 where it is not finite.
pub fn px(x: f64) -> String {
    if !x.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{x:.1}");
    let short = text.strip_suffix(".0").unwrap_or(&text);
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// Text made safe for HTML and SVG, in elements and in double-quoted attributes; control characters are dropped.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Escaped text for running prose: ranges such as `22–53` stay on one line.
pub fn prose(text: &str) -> String {
    escape(text).replace('–', "\u{2060}–\u{2060}")
}

impl Svg {
    pub fn new(width: f64, height: f64) -> Self {
        Self { width, height, body: String::new() }
    }

    pub fn raw(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let _ = write!(
            self.body,
            r#"<line class="{class}" x1="{}" y1="{}" x2="{}" y2="{}"/>"#,
            px(from.0),
            px(from.1),
            px(to.0),
            px(to.1)
        );
    }

    /// A rectangle from its upper left corner; nothing where it has no area.
    pub fn rect(&mut self, class: &str, corner: (f64, f64), size: (f64, f64)) {
        if size.0 > 0.0 && size.1 > 0.0 {
            let _ = write!(
                self.body,
                r#"<rect class="{class}" x="{}" y="{}" width="{}" height="{}"/>"#,
                px(corner.0),
                px(corner.1),
                px(size.0),
                px(size.1)
            );
        }
    }

    pub fn circle(&mut self, class: &str, centre: (f64, f64), radius: f64) {
        let _ = write!(
            self.body,
            r#"<circle class="{class}" cx="{}" cy="{}" r="{}"/>"#,
            px(centre.0),
            px(centre.1),
            px(radius)
        );
    }

    pub fn path(&mut self, class: &str, d: &str) {
        if !d.is_empty() {
            let _ = write!(self.body, r#"<path class="{class}" d="{d}"/>"#);
        }
    }

    pub fn text(&mut self, class: &str, at: (f64, f64), anchor: At, text: &str) {
        let anchor = match anchor {
            At::Start => "",
            At::Middle => r#" text-anchor="middle""#,
            At::End => r#" text-anchor="end""#,
        };
        let _ = write!(
            self.body,
            r#"<text class="{class}" x="{}" y="{}"{anchor}>{}</text>"#,
            px(at.0),
            px(at.1),
            escape(text)
        );
    }

    /// A label of at most two lines in a width, its middle at `y`.
    pub fn label(&mut self, class: &str, (x, y): (f64, f64), anchor: At, width_px: f64, text: &str) {
        if text_width(text, 13.0) <= width_px {
            self.text(class, (x, y + 4.5), anchor, text);
            return;
        }
        let most = (width_px / (13.0 * 0.56)) as usize;
        let head: String = text.chars().take(most + 1).collect();
        match head.rfind(' ') {
            Some(at) if at > 0 => {
                self.text(class, (x, y - 3.5), anchor, &text[..at]);
                self.text(class, (x, y + 12.0), anchor, &fit(text[at..].trim_start(), width_px, 13.0));
            }
            _ => self.text(class, (x, y + 4.5), anchor, &fit(text, width_px, 13.0)),
        }
    }

    /// A whisker: thin for 90 % of the runs, thick for the middle half where it is known, a dot for the mean.
    pub fn whisker(&mut self, y: f64, (low, high): (f64, f64), mean: f64, dot: &str) {
        self.line("w90", (low, y), (high, y));
        self.circle(dot, (mean, y), 4.5);
    }

    /// The markup within a page, described for screen readers.
    pub fn finish(self, description: &str) -> String {
        self.markup("", description)
    }

    /// The markup as a file that stands alone: browsers draw none that does not say it is SVG.
    pub fn finish_alone(self, description: &str) -> String {
        self.markup(r#" xmlns="http://www.w3.org/2000/svg""#, description)
    }

    fn markup(self, space: &str, description: &str) -> String {
        format!(
            r#"<svg{space} viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>"#,
            px(self.width),
            px(self.height),
            px(self.width),
            px(self.height),
            escape(description),
            self.body
        )
    }
}

/// A line through points.
pub fn polyline(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut d = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        let _ = write!(d, "{}{} {}", if i == 0 { 'M' } else { 'L' }, px(x), px(y));
    }
    d
}

/// A linear scale from values to pixels.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    from: (f64, f64),
    to: (f64, f64),
}

impl Scale {
    /// `from` values to `to` pixels; a domain without width is widened by one.
    pub fn new(from: (f64, f64), to: (f64, f64)) -> Self {
        let is_flat = !(from.1 - from.0).is_finite() || from.1 <= from.0;
        let low = if from.0.is_finite() { from.0 } else { 0.0 };
        Self { from: if is_flat { (low, low + 1.0) } else { from }, to }
    }

    pub fn at(&self, value: f64) -> f64 {
        self.to.0 + (value - self.from.0) / (self.from.1 - self.from.0) * (self.to.1 - self.to.0)
    }

    /// Kept inside the scale.
    pub fn clamped(&self, value: f64) -> f64 {
        self.at(value.clamp(self.from.0, self.from.1))
    }

    /// Round values inside the domain, about `count` of them, and their step.
    pub fn ticks(&self, count: usize) -> (Vec<f64>, f64) {
        let span = self.from.1 - self.from.0;
        let rough = span / count.max(1) as f64;
        let decade = crate::text::power_of_ten_below(rough);
        let fits = |factor: &f64| decade * factor <= rough * 1.5;
        let step = decade * [10.0, 5.0, 2.0].into_iter().find(fits).unwrap_or(1.0);
        let first = (self.from.0 / step).ceil() as i64;
        let last = (self.from.1 / step + 1e-9).floor() as i64;
        ((first..=last).map(|i| i as f64 * step).collect(), step)
    }
}

/// About how wide a text is (px) at a font size (px).
pub fn text_width(text: &str, size_px: f64) -> f64 {
    text.chars().count() as f64 * size_px * 0.56
}

/// Mean width of a letter for each of its size.
const LETTER: f64 = 0.56;

/// Room that a text takes (px).
pub fn width_px(text: &str, size_px: f64) -> f64 {
    (text.chars().count() as f64 + 0.5) * size_px * LETTER
}

/// Text cut to a width (px).
pub fn fit(text: &str, width_px: f64, size_px: f64) -> String {
    let most = (width_px / (size_px * LETTER)).max(1.0) as usize;
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let (ticks, step) = Scale::new((0.0, 120.0), (0.0, 500.0)).ticks(6);
        assert_eq!((ticks.first(), ticks.last(), step), (Some(&0.0), Some(&120.0), 20.0));
        let (ticks, _) = Scale::new((3.0, 3.0), (0.0, 1.0)).ticks(4);
        assert!(!ticks.is_empty());
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("<script>\"&'\u{7}"), "&lt;script&gt;&quot;&amp;&#39;");
    }
}
