//! Just enough of Rust's grammar to tell code from comments, strings and tests.

/// A source file in three readings of the same length and lines.
pub struct Source {
    /// As written.
    pub raw: String,
    /// Comments blank, the inside of strings and characters overwritten with `"`.
    pub code: String,
    /// As `code`, with everything under `#[cfg(test)]` blank too.
    pub shipped: String,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Name.
    pub name: String,
    /// Line of `fn`, from 1.
    pub line: usize,
    /// Lines of code from `fn` to the closing brace.
    pub num_lines: usize,
}

impl Source {
    /// Reads a file.
    pub fn new(text: &str) -> Self {
        let code = masked(text);
        let shipped = without_tests(&code);
        Self { raw: text.to_owned(), code, shipped }
    }

    /// Lines of shipped code: neither blank nor comment nor test.
    pub fn num_code_lines(&self) -> usize {
        code_lines(&self.shipped)
    }

    /// Functions of the shipped code.
    pub fn functions(&self) -> Vec<Function> {
        let text = self.shipped.as_bytes();
        let mut found = Vec::new();
        for (start, word) in words(&self.shipped).filter(|(_, word)| *word == "fn") {
            let rest = &self.shipped[start + word.len()..];
            let Some((_, name)) = words(rest).next().filter(|(at, _)| rest[..*at].trim().is_empty()) else { continue };
            let Some(open) = body_start(text, start) else { continue };
            let end = matching_brace(text, open);
            let line = line_of(&self.shipped, start);
            found.push(Function { name: name.to_owned(), line, num_lines: code_lines(&self.shipped[start..end]) });
        }
        found
    }
}

/// Line (from 1) of a byte.
pub fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count() + 1
}

/// Words (identifiers, keywords, numbers) with the byte at which they begin.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(is_word)?;
        let end = text[start..].find(|c| !is_word(c)).map_or(text.len(), |n| start + n);
        at = end;
        Some((start, &text[start..end]))
    })
}

fn code_lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

/// Where the body of a function opens; none where it has none.
fn body_start(text: &[u8], from: usize) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, byte) in text.iter().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b'{' if depth == 0 => return Some(at),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The byte after the brace that closes the one at `open`.
fn matching_brace(text: &[u8], open: usize) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in text.iter().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    text.len()
}

/// Blanks the item behind every `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut bytes = code.as_bytes().to_vec();
    let mut from = 0;
    while let Some(at) = code[from..].find(MARK).map(|n| from + n) {
        let item = at + MARK.len();
        let end = match body_start(code.as_bytes(), item) {
            Some(open) => matching_brace(code.as_bytes(), open),
            None => code[item..].find(';').map_or(code.len(), |n| item + n + 1),
        };
        blank(&mut bytes, at, end, b' ');
        from = end;
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn blank(bytes: &mut [u8], from: usize, to: usize, with: u8) {
    for byte in &mut bytes[from..to] {
        if *byte != b'\n' {
            *byte = with;
        }
    }
}

/// Overwrites comments with spaces and the inside of literals with quotes, byte for byte.
fn masked(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'/' if bytes[at..].starts_with(b"//") => {
                let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
                blank(&mut out, at, end, b' ');
                end
            }
            b'/' if bytes[at..].starts_with(b"/*") => {
                let end = block_comment_end(bytes, at);
                blank(&mut out, at, end, b' ');
                end
            }
            b'"' => {
                let end = literal_end(bytes, at + 1, b'"');
                blank(&mut out, at + 1, end.saturating_sub(1).max(at + 1), b'"');
                end
            }
            b'r' if is_raw_string(bytes, at) => {
                let num_hashes = bytes[at + 1..].iter().take_while(|b| **b == b'#').count();
                let close = format!("\"{}", "#".repeat(num_hashes));
                let inside = at + 2 + num_hashes;
                let end = text[inside..].find(&close).map_or(text.len(), |n| inside + n);
                blank(&mut out, at, end, b'"');
                (end + close.len()).min(text.len())
            }
            b'\'' if is_char(bytes, at) => {
                let end = literal_end(bytes, at + 1, b'\'');
                blank(&mut out, at + 1, end.saturating_sub(1).max(at + 1), b'"');
                end
            }
            _ => at + 1,
        };
        at = end;
    }
    // What is left of a character cut in two cannot occur: only whole literals and comments are overwritten.
    String::from_utf8(out).unwrap_or_default()
}

fn block_comment_end(bytes: &[u8], start: usize) -> usize {
    let mut depth = 0;
    let mut at = start;
    while at < bytes.len() {
        if bytes[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if bytes[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    bytes.len()
}

/// The byte after the closing quote.
fn literal_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b if b == quote => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Whether the `r` here opens a raw string (`r"`, `r#"`, and after `b` or `c`).
fn is_raw_string(bytes: &[u8], at: usize) -> bool {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let before = at.checked_sub(1).map(|i| bytes[i]);
    let is_prefixed = matches!(before, Some(b'b' | b'c')) && !at.checked_sub(2).is_some_and(|i| is_word(bytes[i]));
    if before.is_some_and(is_word) && !is_prefixed {
        return false;
    }
    let rest = &bytes[at + 1..];
    let num_hashes = rest.iter().take_while(|b| **b == b'#').count();
    rest.get(num_hashes) == Some(&b'"')
}

/// Whether the quote here opens a character, not a lifetime.
fn is_char(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at + 1) {
        Some(b'\\') => true,
        Some(first) => {
            let length = match first {
                0..=0x7f => 1,
                0xc0..=0xdf => 2,
                0xe0..=0xef => 3,
                _ => 4,
            };
            bytes.get(at + 1 + length) == Some(&b'\'')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_masked_in_place() {
        let text =
            "let a = \"x // y\"; // z\n/* a\n /* b */ c */ let c = '{'; let d: &'static str = r#\"}\"#; 'a: loop {}";
        let source = Source::new(text);
        assert_eq!(source.code.len(), text.len());
        assert!(!source.code.contains("x //") && !source.code.contains('z') && !source.code.contains(" b "));
        assert_eq!(source.code.matches('{').count(), 1);
        assert!(source.code.contains("'static str") && source.code.contains("'a: loop"));
        assert_eq!(source.code.lines().count(), text.lines().count());
    }

    #[test]
    fn tests_and_comments_are_no_shipped_code() {
        let text = "//! Doc.\n\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() { }\n}\nfn c() {}\n";
        let source = Source::new(text);
        assert_eq!(source.num_code_lines(), 2);
        let names: Vec<String> = source.functions().into_iter().map(|f| f.name).collect();
        assert_eq!(names, ["a", "c"]);
        assert_eq!(Source::new("#[cfg(test)]\nuse a::b;\nfn c() {}\n").num_code_lines(), 1);
    }

    #[test]
    fn functions_are_measured_by_their_lines_of_code() {
        let text = "trait T {\n    fn none(&self) -> [u8; 2];\n}\nimpl A {\n    fn long(f: impl Fn(u8) -> u8) {\n        // why\n        a();\n\n        if b { c(); }\n    }\n}\n";
        let functions = Source::new(text).functions();
        assert_eq!(functions, [Function { name: "long".into(), line: 5, num_lines: 4 }]);
    }
}
