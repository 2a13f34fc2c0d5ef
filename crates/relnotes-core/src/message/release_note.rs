//! What the author wrote for the readers of the release notes.

use super::block::{self, Block};
use super::conventional::Conventional;
use super::trailers::Trailer;

/// What the author wrote for the release notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReleaseNote {
    /// This text.
    Text(String),
    /// That there is nothing to tell (`NONE`).
    None,
}

/// Reads `release-note` blocks, else the trailer or footer `Release-Note:`; an empty one says nothing.
///
/// ```text
/// block = "```release-note" ["s"] EOL text EOL "```"
/// ```
pub(super) fn parse(
    body: &str,
    trailers: &[Trailer],
    conventional: Option<&Conventional>,
) -> Option<ReleaseNote> {
    let is_key = |key: &str| key.eq_ignore_ascii_case("release-note");
    let trailer = || trailers.iter().find(|t| is_key(&t.key)).map(|t| t.value.clone());
    let footer =
        || conventional?.footers.iter().find(|f| is_key(&f.token)).map(|f| f.value.clone());
    let text = blocks(body).or_else(trailer).or_else(footer)?;
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(if is_none(text) { ReleaseNote::None } else { ReleaseNote::Text(text.to_owned()) })
}

/// Returns whether a text is what templates of pull requests leave behind for "nothing".
pub(super) fn is_none(text: &str) -> bool {
    ["none", "n/a", "\"none\""].iter().any(|none| text.eq_ignore_ascii_case(none))
}

/// The text of all blocks, a blank line between them.
fn blocks(body: &str) -> Option<String> {
    if !body.contains("```release-note") {
        return None;
    }
    let is_note = |block: &Block<'_>| matches!(block.name, "release-note" | "release-notes");
    let texts: Vec<String> = block::parse(body)
        .into_iter()
        .filter(|block| is_note(block) && !block.text.is_empty())
        .map(|block| block.text)
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Parser;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = Parser::default().parse(text).release_note;
        let expected = expected.map(|text| match text {
            "-" => ReleaseNote::None,
            text => ReleaseNote::Text(text.to_owned()),
        });
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn blocks_come_first() {
        check(
            "x\n\n```release-note\nA new\nthing.\n```\n\nRelease-Note: other",
            Some("A new\nthing."),
        );
        check("x\n\n```release-note\r\nA\r\n```\r\n", Some("A"));
        check("x\n\n```release-note\nNONE\n```", Some("-"));
        check("x\n\n```release-note\n```\n", None);
        check("x\n\n```release-notes\nA\n```\ny\n```release-note\nB\n```", Some("A\n\nB"));
        check("x\n\n```rust\nA\n```", None);
    }

    #[test]
    fn trailers_and_footers() {
        check("x\n\nrelease-note: A new\n  thing.", Some("A new thing."));
        check("x\n\nRelease-Note: n/a", Some("-"));
        check("feat: x\n\nRelease-Note: A\nBREAKING CHANGE: y", Some("A"));
        check("x\n\nno trailer", None);
    }
}
