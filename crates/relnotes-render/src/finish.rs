//! The last step of a document: its blanks are found, shown or left out, its marks kept or dropped, and its lines tidied.
//!
//! Templates write a blank as the form's text and `{{todo "id"}}` on a line that says nothing else,
//! so that such a line can be left out as a whole. `{{region "id"}}` at the end of a heading begins a
//! region, which ends before the next one; `{{item "id"}}` names a line, `{{auto "id"}}` a box that
//! the tool ticks. A draft finds its lines again by these marks.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::documents::{Audience, Blanks};
use crate::signed::Signed;

/// Something that nobody has filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blank {
    /// Its stable id, `plan.timeline.code_freeze`; a second one of the same id gets `~2`.
    pub id: String,
    /// The line of the form that waits for somebody.
    pub text: String,
}

/// Which marks a document keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markers {
    /// None: the document is for readers only.
    Dropped,
    /// `<!-- rn:todo ID -->` follows each blank.
    Blanks,
    /// All of them: a later draft finds regions, lines and blanks again.
    All,
}

const OPEN: &str = "<!-- rn:todo ";
const ITEM: &str = "<!-- rn:i ";
const AUTO: &str = "<!-- rn:auto ";
const REGION: &str = "<!-- rn:region ";
const CLOSE: &str = " -->";

/// Returns the comment that marks a blank.
pub(crate) fn marker(id: &str) -> String {
    format!("{OPEN}{}{CLOSE}", inert(id))
}

/// Returns the comment that names a line, by which a later draft finds it again.
pub(crate) fn item(id: &str) -> String {
    format!("{ITEM}{}{CLOSE}", inert(id))
}

/// Returns the comment that names a box which the tool ticks.
pub(crate) fn auto(id: &str) -> String {
    format!("{AUTO}{}{CLOSE}", inert(id))
}

/// Returns the comment that begins a region.
pub(crate) fn region(id: &str) -> String {
    format!("{REGION}{}{CLOSE}", inert(id))
}

/// What cannot stand in a comment becomes `_`.
fn inert(id: &str) -> String {
    let allowed = |char: char| char.is_ascii_alphanumeric() || "._:~/-".contains(char);
    let id: String = id.chars().map(|char| if allowed(char) { char } else { '_' }).collect();
    id.replace("--", "__")
}

/// How a document is finished.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    /// What happens to blanks.
    pub(crate) blanks: Blanks,
    /// Which marks stay.
    pub(crate) markers: Markers,
    /// Whose regions stay; none: all.
    pub(crate) audience: Option<Audience>,
}

/// Returns the tidy document and its blanks.
pub(crate) fn finish(raw: &str, manner: Manner, signed: &Signed) -> (String, Vec<Blank>) {
    let Manner { blanks, markers, audience } = manner;
    let mut sheet = Sheet { markers, audience, ..Sheet::default() };
    for line in raw.lines() {
        let line = sheet.begin_region(line);
        if sheet.is_left_out {
            continue;
        }
        let line = not_applicable(&line, signed);
        let attested = cut(&line, ITEM).and_then(|(_, id, _)| signed.attested.get(id));
        let line = sheet.number_items(&line);
        if !line.contains(OPEN) {
            sheet.lines.push(line.trim_end().to_owned());
            let said = attested.into_iter().flatten();
            sheet.lines.extend(said.map(|said| format!("  - {said}")));
            continue;
        }
        let line = sheet.read_blanks(&line);
        if blanks == Blanks::Show {
            sheet.lines.push(line);
        }
    }
    sheet.end_region();
    let mut lines = sheet.lines;
    if blanks == Blanks::Hide {
        lines = without_empty_sections(lines);
    }
    (join(&lines), sheet.found)
}

/// Returns the line with somebody's word in the place of its blank, where one was given that there is nothing to say.
fn not_applicable<'a>(line: &'a str, signed: &Signed) -> Cow<'a, str> {
    let Some((before, id, after)) = cut(line, OPEN) else { return Cow::Borrowed(line) };
    let Some(said) = signed.not_applicable.get(id) else { return Cow::Borrowed(line) };
    let words = before.find('[').unwrap_or(before.len());
    let mark = if after.contains(ITEM) { String::new() } else { format!(" {}", item(id)) };
    Cow::Owned(format!("{}{said}{mark}{after}", &before[..words]))
}

/// A document on its way.
struct Sheet {
    markers: Markers,
    audience: Option<Audience>,
    /// Whether the region is for others.
    is_left_out: bool,
    lines: Vec<String>,
    found: Vec<Blank>,
    /// How often each blank was seen.
    blanks: BTreeMap<String, usize>,
    /// How often each item of the region was seen.
    items: BTreeMap<String, usize>,
    /// The region that is open.
    region: Option<String>,
}

impl Default for Sheet {
    fn default() -> Self {
        Self {
            markers: Markers::All,
            audience: None,
            is_left_out: false,
            lines: Vec::new(),
            found: Vec::new(),
            blanks: BTreeMap::new(),
            items: BTreeMap::new(),
            region: None,
        }
    }
}

impl Sheet {
    /// Returns the line without the mark of a region, which begins before it.
    fn begin_region<'a>(&mut self, line: &'a str) -> Cow<'a, str> {
        let Some((before, id, after)) = cut(line, REGION) else { return Cow::Borrowed(line) };
        self.end_region();
        self.items.clear();
        self.is_left_out = self.audience.is_some_and(|audience| !audience.reads(id));
        if self.markers == Markers::All && !self.is_left_out {
            self.lines.push(format!("<!-- rn:begin {id} -->"));
            self.region = Some(id.to_owned());
        }
        Cow::Owned(format!("{}{after}", before.trim_end()))
    }

    /// Ends the region that is open, before the empty lines that stand last.
    fn end_region(&mut self) {
        let Some(id) = self.region.take() else { return };
        let end = self.lines.iter().rposition(|line| !line.is_empty()).map_or(0, |at| at + 1);
        self.lines.insert(end, format!("<!-- rn:end {id} -->"));
    }

    /// Returns the line with the mark that names it: numbered where another line of the region has the name already,
    /// and dropped where the mark of a blank says the same.
    fn number_items<'a>(&mut self, line: &'a str) -> Cow<'a, str> {
        let marked = cut(line, ITEM).map(|found| (found, ITEM));
        let Some(((before, id, after), open)) =
            marked.or_else(|| cut(line, AUTO).map(|found| (found, AUTO)))
        else {
            return Cow::Borrowed(line);
        };
        let is_named = cut(before, OPEN).is_some_and(|(_, blank, _)| blank == id);
        if self.markers != Markers::All || is_named {
            return Cow::Owned(format!("{}{after}", before.trim_end()));
        }
        let count = self.items.entry(id.to_owned()).or_insert(0);
        *count += 1;
        match *count {
            1 => Cow::Borrowed(line),
            count => Cow::Owned(format!("{before}{open}{id}~{count}{CLOSE}{after}")),
        }
    }

    /// Returns the line with numbered or dropped marks of blanks, and remembers these.
    fn read_blanks(&mut self, line: &str) -> String {
        let (mut bare, mut out, mut rest) = (String::new(), String::new(), line);
        let mut ids = Vec::new();
        while let Some((before, id, after)) = cut(rest, OPEN) {
            let count = self.blanks.entry(id.to_owned()).or_insert(0);
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
        let text =
            without_item(&bare).trim_start_matches([' ', '-', '#', '>']).trim_end().to_owned();
        self.found.extend(ids.into_iter().map(|id| Blank { id, text: text.clone() }));
        let line = if self.markers == Markers::Dropped { bare } else { out };
        line.trim_end().to_owned()
    }
}

/// Splits a line at a mark: what stands before it, its id, and what stands after it.
fn cut<'a>(line: &'a str, open: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = line.split_once(open)?;
    let (id, after) = rest.split_once(CLOSE)?;
    Some((before, id, after))
}

/// The line without the mark that names it.
fn without_item(line: &str) -> Cow<'_, str> {
    match cut(line, ITEM) {
        Some((before, _, after)) => Cow::Owned(format!("{}{after}", before.trim_end())),
        None => Cow::Borrowed(line),
    }
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

    fn manner(blanks: Blanks, markers: Markers) -> Manner {
        Manner { blanks, markers, audience: None }
    }

    const RAW: &str = "# T\n\n\n## A\n- x: [y] <!-- rn:todo a -->  \n- x: [y] <!-- rn:todo a -->\n\n\n## B\n### C\n[z] <!-- rn:todo c -->\n### D\n- d\n\n```\na\n\n\nb\n```\n";

    #[test]
    fn shown_blanks_are_numbered() {
        let (text, blanks) = finish(RAW, manner(Blanks::Show, Markers::Blanks), &Signed::default());
        assert_eq!(
            text,
            "# T\n\n## A\n- x: [y] <!-- rn:todo a -->\n- x: [y] <!-- rn:todo a~2 -->\n\n## B\n### C\n[z] <!-- rn:todo c -->\n### D\n- d\n\n```\na\n\n\nb\n```\n"
        );
        let blanks: Vec<_> = blanks.iter().map(|b| (b.id.as_str(), b.text.as_str())).collect();
        assert_eq!(blanks, [("a", "x: [y]"), ("a~2", "x: [y]"), ("c", "[z]")]);
    }

    #[test]
    fn hidden_blanks_take_empty_sections_with_them() {
        let (text, blanks) =
            finish(RAW, manner(Blanks::Hide, Markers::Dropped), &Signed::default());
        assert_eq!(text, "# T\n\n## B\n### D\n- d\n\n```\na\n\n\nb\n```\n");
        assert_eq!(blanks.len(), 3);
    }

    #[test]
    fn dropped_markers_leave_the_form() {
        let raw = "- [a] <!-- rn:todo x -->\n";
        let (text, _) = finish(raw, manner(Blanks::Show, Markers::Dropped), &Signed::default());
        assert_eq!(text, "- [a]\n");
    }

    #[test]
    fn items_of_one_name_are_numbered_in_their_region() {
        let raw = "## A <!-- rn:region a -->\n- [ ] a <!-- rn:i x -->\n- [ ] b <!-- rn:i x -->\n\n\n## B <!-- rn:region b -->\n- [x] c <!-- rn:auto x -->\n";
        let (text, blanks) = finish(raw, manner(Blanks::Show, Markers::All), &Signed::default());
        assert_eq!(
            text,
            "<!-- rn:begin a -->\n## A\n- [ ] a <!-- rn:i x -->\n- [ ] b <!-- rn:i x~2 -->\n<!-- rn:end a -->\n\n<!-- rn:begin b -->\n## B\n- [x] c <!-- rn:auto x -->\n<!-- rn:end b -->\n"
        );
        assert!(blanks.is_empty());
        let (text, _) = finish(raw, manner(Blanks::Show, Markers::Blanks), &Signed::default());
        assert_eq!(text, "## A\n- [ ] a\n- [ ] b\n\n## B\n- [x] c\n");
    }

    #[test]
    fn what_is_for_others_is_left_out_with_its_blanks() {
        let raw = "# T <!-- rn:region internal.title -->\n## A <!-- rn:region internal.dev -->\n- [y] <!-- rn:todo a -->\n\n## B <!-- rn:region internal.support -->\n- b\n";
        let audience = Some(Audience::Support);
        let manner = Manner { audience, ..manner(Blanks::Show, Markers::Blanks) };
        let (text, blanks) = finish(raw, manner, &Signed::default());
        assert_eq!(text, "# T\n## B\n- b\n");
        assert!(blanks.is_empty());
    }

    #[test]
    fn a_line_is_named_once() {
        let raw = "- x: [y] <!-- rn:todo a --> <!-- rn:i a -->\n- x: [y] <!-- rn:todo b/c --> <!-- rn:i c -->\n";
        let (text, blanks) = finish(raw, manner(Blanks::Show, Markers::All), &Signed::default());
        assert_eq!(
            text,
            "- x: [y] <!-- rn:todo a -->\n- x: [y] <!-- rn:todo b/c --> <!-- rn:i c -->\n"
        );
        assert_eq!(blanks[1].text, "x: [y]");
    }

    #[test]
    fn somebodys_word_stands_in_the_place_of_a_blank_and_below_a_box() {
        let mut signed = Signed::default();
        signed.not_applicable.insert("a".to_owned(), "not applicable: no users".to_owned());
        signed.attested.insert("x".to_owned(), vec!["confirmed by Ann".to_owned()]);
        let raw = "- Go-live: [date] <!-- rn:todo a --> <!-- rn:i a -->\n- [ ] Load <!-- rn:i x -->\n- [M] <!-- rn:todo b -->\n";
        let (text, blanks) = finish(raw, manner(Blanks::Show, Markers::Blanks), &signed);
        assert_eq!(
            text,
            "- Go-live: not applicable: no users\n- [ ] Load\n  - confirmed by Ann\n- [M] <!-- rn:todo b -->\n"
        );
        assert_eq!(blanks.len(), 1);
        let (text, _) =
            finish("- [M] <!-- rn:todo a -->\n", manner(Blanks::Hide, Markers::All), &signed);
        assert_eq!(text, "- not applicable: no users <!-- rn:i a -->\n");
    }

    #[test]
    fn an_id_cannot_leave_its_comment() {
        assert_eq!(marker("a--> <b"), "<!-- rn:todo a_____b -->");
        assert_eq!(item("a--> <b"), "<!-- rn:i a_____b -->");
    }
}
