//! `docs/VALIDATION.md` says what the program says.

use cupola_validate::{Data, Mode, builtin, to_markdown, validate};

#[test]
fn the_page_is_what_the_command_prints() {
    let files = builtin();
    let page = to_markdown(&validate(&files, None, &Data::default(), Mode::Model));
    let written = include_str!("../../../docs/VALIDATION.md");
    let differing = page.lines().zip(written.lines()).find(|(now, then)| now != then);
    assert!(
        page == written,
        "docs/VALIDATION.md is old: write it with `cupola validate --markdown > docs/VALIDATION.md`; {differing:?}"
    );
}
