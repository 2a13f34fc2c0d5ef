//! The last step of a document: its blanks are found, shown or left out, and its lines tidied.
//!
//! Templates write a blank as the form's text and `{{todo "id"}}` on a line that says nothing else,
//! so that such a line can be left out as a whole.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::documents::Blanks;

/// Something that nobody has filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// Its stable id, `plan.timeline.code_freeze`; a second one of the same id gets `~2`.
    pub id: String,
    /// The line of the form that waits for somebody.
    pub text: String,
}

/// Whether a document tells programs where its blanks are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markers {
    /// `<!-- rn:todo ID -->` follows each blank.
    Kept,
    /// The document is for readers only.
    Dropped,
}

const OPEN: &str = "<!-- rn:todo ";
const ITEM: &str = "<!-- rn:i ";
const CLOSE: &str = " -->";

/// Returns the comment that marks a blank.
pub(crate) fn marker(id: &str) -> String {
    format!("{OPEN}{}{CLOSE}", inert(id))
}

/// Returns the comment that names a line, by which a later draft finds it again.
pub(crate) fn item(id: &str) -> String {
    format!("{ITEM}{}{CLOSE}", inert(id))
}

/// What cannot stand in a comment becomes `_`.
fn inert(id: &str) -> String {
    let allowed = |char: char| char.is_ascii_alphanumeric() || "._:~/-".contains(char);
    let id: String = id.chars().map(|char| if allowed(char) { char } else { '_' }).collect();
    id.replace("--", "__")
}

/// Returns the tidy document and its blanks.
pub(crate) fn finish(raw: &str, blanks: Blanks, markers: Markers) -> (String, Vec<Blank>) {
    let mut found = Vec::new();
    let mut seen = BTreeMap::new();
    let mut lines = Vec::new();
    let mut items = BTreeMap::new();
    for line in raw.lines() {
        let line = &number_items(line, markers, &mut items);
        if !line.contains(OPEN) {
            lines.push(line.trim_end().to_owned());
            continue;
        }
        let line = read_blanks(line, markers, &mut seen, &mut found);
        if blanks == Blanks::Show {
            lines.push(line);
        }
    }
    if blanks == Blanks::Hide {
        lines = without_empty_sections(lines);
    }
    (join(&lines), found)
}

/// Returns the line with the marker that names it numbered, where another line has the name already, or dropped.
fn number_items<'a>(
    line: &'a str,
    markers: Markers,
    seen: &mut BTreeMap<String, usize>,
) -> Cow<'a, str> {
    let marked = line.split_once(ITEM);
    let marked = marked.and_then(|(before, rest)| Some((before, rest.split_once(CLOSE)?)));
    let Some((before, (id, after))) = marked else { return Cow::Borrowed(line) };
    let count = seen.entry(id.to_owned()).or_insert(0_usize);
    *count += 1;
    Cow::Owned(match (markers, *count) {
        (Markers::Dropped, _) => format!("{}{after}", before.trim_end()),
        (Markers::Kept, 1) => line.to_owned(),
        (Markers::Kept, count) => format!("{before}{}{after}", item(&format!("{id}~{count}"))),
    })
}

/// Returns the line with numbered or dropped markers and appends its blanks.
fn read_blanks(
    line: &str,
    markers: Markers,
    seen: &mut BTreeMap<String, usize>,
    found: &mut Vec<Blank>,
) -> String {
    let (mut bare, mut out, mut rest) = (String::new(), String::new(), line);
    let mut ids = Vec::new();
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((id, after)) = after.split_once(CLOSE) else { break };
        let count = seen.entry(id.to_owned()).or_insert(0_usize);
        *count += 1;
        let id = if *count == 1 { id.to_owned() } else { format!("{id}~{count}") };
        bare.push_str(before.trim_end());
        out.push_str(before);
        out.push_str(&marker(&id));
        ids.push(id);
        rest = after;
    }
    bare.push_str(rest);
    out.push_str(rest);
    let text = bare.trim_start_matches([' ', '-', '#', '>']).trim_end().to_owned();
    found.extend(ids.into_iter().map(|id| Blank { id, text: text.clone() }));
    let line = if markers == Markers::Kept { out } else { bare };
    line.trim_end().to_owned()
}

/// Leaves out headings that nothing follows but the next heading of their level or above.
fn without_empty_sections(lines: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::with_capacity(lines.len());
    let mut next = Some(0);
    let mut in_code = false;
    for line in lines.into_iter().rev() {
        in_code ^= line.trim_start().starts_with("```");
        let level = if in_code { None } else { heading_level(&line) };
        match (level, next) {
            (Some(level), Some(below)) if level > 1 && below <= level => continue,
            (Some(level), _) => next = Some(level),
            (None, _) if line.is_empty() => {}
            (None, _) if line == "---" => next = Some(0),
            (None, _) => next = None,
        }
        kept.push(line);
    }
    kept.reverse();
    kept
}

fn heading_level(line: &str) -> Option<usize> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    ((1..=6).contains(&level) && line[level..].starts_with(' ')).then_some(level)
}

/// Joins lines with one blank line at most between them, but for code.
fn join(lines: &[String]) -> String {
    let mut out = String::new();
    let mut in_code = false;
    let mut gap = false;
    for line in lines {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if line.is_empty() && !in_code {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: &str = "# T\n\n\n## A\n- x: [y] <!-- rn:todo a -->  \n- x: [y] <!-- rn:todo a -->\n\n\n## B\n### C\n[z] <!-- rn:todo c -->\n### D\n- d\n\n```\na\n\n\nb\n```\n";

    #[test]
    fn shown_blanks_are_numbered() {
        let (text, blanks) = finish(RAW, Blanks::Show, Markers::Kept);
        assert_eq!(
            text,
            "# T\n\n## A\n- x: [y] <!-- rn:todo a -->\n- x: [y] <!-- rn:todo a~2 -->\n\n## B\n### C\n[z] <!-- rn:todo c -->\n### D\n- d\n\n```\na\n\n\nb\n```\n"
        );
        let blanks: Vec<_> = blanks.iter().map(|b| (b.id.as_str(), b.text.as_str())).collect();
        assert_eq!(blanks, [("a", "x: [y]"), ("a~2", "x: [y]"), ("c", "[z]")]);
    }

    #[test]
    fn hidden_blanks_take_empty_sections_with_them() {
        let (text, blanks) = finish(RAW, Blanks::Hide, Markers::Dropped);
        assert_eq!(text, "# T\n\n## B\n### D\n- d\n\n```\na\n\n\nb\n```\n");
        assert_eq!(blanks.len(), 3);
    }

    #[test]
    fn dropped_markers_leave_the_form() {
        let (text, _) = finish("- [a] <!-- rn:todo x -->\n", Blanks::Show, Markers::Dropped);
        assert_eq!(text, "- [a]\n");
    }

    #[test]
    fn items_of_one_name_are_numbered_or_dropped() {
        let raw = "- [ ] a <!-- rn:i x -->\n- [ ] b <!-- rn:i x -->\n";
        let (text, blanks) = finish(raw, Blanks::Show, Markers::Kept);
        assert_eq!(text, "- [ ] a <!-- rn:i x -->\n- [ ] b <!-- rn:i x~2 -->\n");
        assert!(blanks.is_empty());
        let (text, _) = finish(raw, Blanks::Show, Markers::Dropped);
        assert_eq!(text, "- [ ] a\n- [ ] b\n");
    }

    #[test]
    fn an_id_cannot_leave_its_comment() {
        assert_eq!(marker("a--> <b"), "<!-- rn:todo a_____b -->");
        assert_eq!(item("a--> <b"), "<!-- rn:i a_____b -->");
    }
}
