//! Cells of comma-separated values: one row a line, quoted where a comma or a quote would be read as another cell's.

use std::borrow::Cow;

/// A cell as it is written: in quotes, quotes within doubled, where it would else be read as another (RFC 4180).
#[must_use]
pub fn quoted(cell: &str) -> Cow<'_, str> {
    if cell == cell.trim() && !cell.contains([',', '"', '\r', '\n']) {
        return Cow::Borrowed(cell);
    }
    Cow::Owned(format!("\"{}\"", cell.replace('"', "\"\"")))
}

/// The cells of a line, without the space around them; none in the place of one whose quotes do not end where a cell does, which
/// is the last. A quote is one at the beginning of a cell alone.
pub fn cells(line: &str) -> impl Iterator<Item = Option<Cow<'_, str>>> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest.take()?.trim_start();
        let Some(within) = text.strip_prefix('"') else {
            let (cell, after) = text.split_once(',').map_or((text, None), |(cell, after)| (cell, Some(after)));
            rest = after;
            return Some(Some(Cow::Borrowed(cell.trim_end())));
        };
        let Some(length) = closed_at(within) else { return Some(None) };
        let after = within[length + 1..].trim_start();
        rest = after.strip_prefix(',');
        if rest.is_none() && !after.is_empty() {
            return Some(None);
        }
        let cell = &within[..length];
        Some(Some(if cell.contains('"') { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) }))
    })
}

/// Where the quote is that ends a cell: the first that is not doubled.
fn closed_at(within: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + within[from..].find('"')?;
        if !within[at + 1..].starts_with('"') {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::{cells, quoted};

    #[test]
    fn what_is_written_is_read() {
        let words = ["", "R1", "R,1", "\"", "a \"b\", c", " spaced ", "5\" gun", "\"\"", ",", "東京,1"];
        for first in words {
            for second in words {
                let line = format!("{},{}", quoted(first), quoted(second));
                let read: Vec<_> = cells(&line).map(|cell| cell.unwrap().into_owned()).collect();
                assert_eq!(read, [first, second], "{line}");
            }
        }
        assert_eq!(quoted("plain word"), "plain word");
    }

    #[test]
    fn what_others_write_is_read() {
        for (line, told) in [
            (" a , b ", &[Some("a"), Some("b")][..]),
            ("\"a,b\" ,c", &[Some("a,b"), Some("c")]),
            ("a\"b,c", &[Some("a\"b"), Some("c")]),
            ("\"a\"\"b\"", &[Some("a\"b")]),
            ("", &[Some("")]),
            ("a,", &[Some("a"), Some("")]),
            ("a,\"b", &[Some("a"), None]),
            ("\"a\"b,c", &[None]),
            ("\"a\"\"", &[None]),
        ] {
            assert_eq!(
                cells(line).collect::<Vec<_>>(),
                told.iter().map(|c| c.map(Into::into)).collect::<Vec<_>>(),
                "{line}"
            );
        }
    }
}
