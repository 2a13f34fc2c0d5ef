//! What a region is made of: items, paragraphs, headings, blocks of code, tables; and what is below an item.

use crate::marks::{Mark, bare, id_of, marks};

/// A part of a region, or of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Node {
    /// Empty lines before it.
    pub(crate) lead: Vec<String>,
    /// What it is.
    pub(crate) kind: Kind,
    /// Its own lines, without what is below it.
    pub(crate) lines: Vec<String>,
    /// What is below it.
    pub(crate) children: Vec<Self>,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An item of a list.
    Item,
    /// A heading.
    Heading,
    /// A block of code.
    Code,
    /// A table.
    Table,
    /// Anything else up to an empty line.
    Paragraph,
}

/// The id of the line that asks to look at a box again.
pub(crate) const RECHECK: &str = "recheck";

impl Node {
    /// Returns the id that its marks give it.
    pub(crate) fn id(&self) -> Option<&str> {
        if self.kind == Kind::Code {
            return None;
        }
        self.lines.iter().find_map(|line| id_of(line))
    }

    /// Returns what it says: its own lines without marks, a box as if it were not ticked.
    pub(crate) fn canonical(&self) -> String {
        if self.kind == Kind::Code {
            let lines: Vec<&str> = self.lines.iter().map(|it| it.trim_end_matches('\r')).collect();
            return lines.join("\n");
        }
        let mut lines: Vec<String> = self.lines.iter().map(|line| bare(line)).collect();
        if let (Some(first), Some((at, _))) = (lines.first_mut(), self.tick()) {
            first.replace_range(at..=at, " ");
        }
        lines.join("\n")
    }

    /// Returns everything that it says, with what is below it, without marks.
    pub(crate) fn said(&self) -> String {
        let mut lines: Vec<String> = match self.kind {
            Kind::Code => vec![self.canonical()],
            _ => self.lines.iter().map(|line| bare(line)).collect(),
        };
        lines.extend(self.children.iter().filter(|it| it.id() != Some(RECHECK)).map(Self::said));
        lines.join("\n")
    }

    /// Returns where the sign of its box stands in its first line, and whether it is ticked.
    pub(crate) fn tick(&self) -> Option<(usize, bool)> {
        let first = self.lines.first().filter(|_| self.kind == Kind::Item)?;
        let at = content_start(first)?;
        let sign = first.get(at..at + 3)?;
        match sign {
            "[ ]" => Some((at + 1, false)),
            "[x]" | "[X]" => Some((at + 1, true)),
            _ => None,
        }
    }

    /// Ticks its box, or takes the tick away.
    pub(crate) fn set_tick(&mut self, is_ticked: bool) {
        let Some((at, before)) = self.tick() else { return };
        if let Some(first) = self.lines.first_mut().filter(|_| before != is_ticked) {
            first.replace_range(at..=at, if is_ticked { "x" } else { " " });
        }
    }

    /// Whether it is a box that the tool ticks.
    pub(crate) fn is_auto(&self) -> bool {
        let mut all = self.lines.iter().flat_map(|line| marks(line));
        all.any(|mark| matches!(mark, Mark::Auto(_)))
    }

    /// Whether it has a mark.
    pub(crate) fn has(&self, wanted: Mark<'_>) -> bool {
        self.kind != Kind::Code
            && self.lines.iter().flat_map(|line| marks(line)).any(|it| it == wanted)
    }

    /// Does something with each of its lines.
    pub(crate) fn each_line(&mut self, change: &impl Fn(&mut String)) {
        self.lead.iter_mut().chain(&mut self.lines).for_each(change);
        self.children.iter_mut().for_each(|child| child.each_line(change));
    }

    /// Whether it would be read as one with what stands right before it.
    pub(crate) fn goes_on(&self, before: &Self) -> bool {
        let is_rule = |node: &Self| node.lines.iter().any(|line| is_rule(line.trim()));
        match (before.kind, self.kind) {
            (Kind::Table, Kind::Table) => true,
            (Kind::Paragraph, Kind::Paragraph) => !is_rule(before) && !is_rule(self),
            _ => false,
        }
    }

    /// Whether nobody changed it: its words, its tick, what is below it.
    pub(crate) fn is_as_generated(&self, base: &Self) -> bool {
        let below = |node: &Self| -> Vec<String> {
            let children = node.children.iter().filter(|it| it.id() != Some(RECHECK));
            children.map(Self::said).collect()
        };
        match base.is_auto() {
            true => base.canonical() == self.canonical() && below(base) == below(self),
            false => {
                base.said() == self.said()
                    && base.tick().map(|it| it.1) == self.tick().map(|it| it.1)
            }
        }
    }

    /// Appends its lines.
    pub(crate) fn write<'a>(&'a self, lines: &mut Vec<&'a str>) {
        lines.extend(self.lead.iter().map(String::as_str));
        lines.extend(self.lines.iter().map(String::as_str));
        self.children.iter().for_each(|child| child.write(lines));
    }

    /// Returns its text as it stands, without the empty lines before it.
    pub(crate) fn text(&self) -> String {
        let mut lines = Vec::new();
        self.write(&mut lines);
        let lines = lines.iter().skip(self.lead.len()).map(|line| line.trim_end_matches('\r'));
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Puts an empty line between paragraphs and between tables that would be one.
pub(crate) fn keep_apart(nodes: &mut [Node]) {
    for at in 1..nodes.len() {
        if nodes[at].lead.is_empty() && nodes[at].goes_on(&nodes[at - 1]) {
            nodes[at].lead.push(String::new());
        }
    }
}

/// A block of code that may be open.
#[derive(Debug, Default)]
pub(crate) struct Fence {
    open: Option<(char, usize, usize)>,
}

impl Fence {
    /// Reads a line; returns whether it belongs to a block of code.
    pub(crate) fn reads(&mut self, at: usize, line: &str) -> bool {
        let found = fence(line);
        match (self.open, found) {
            (None, Some((sign, length, _))) => {
                self.open = Some((sign, length, at));
                true
            }
            (None, None) => false,
            (Some((sign, length, _)), Some((closes, long, true)))
                if closes == sign && long >= length =>
            {
                self.open = None;
                true
            }
            (Some(_), _) => true,
        }
    }

    /// Returns the line in which a block of code began that has not ended.
    pub(crate) fn open_since(&self) -> Option<usize> {
        self.open.map(|(_, _, line)| line)
    }

    fn is_open(&self) -> bool {
        self.open.is_some()
    }
}

/// The signs of a line that begins or ends a block of code, how many, and whether nothing follows them.
fn fence(line: &str) -> Option<(char, usize, bool)> {
    let text = line.trim();
    let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = text.chars().take_while(|it| *it == sign).count();
    let rest = &text[length..];
    (length >= 3 && !(sign == '`' && rest.contains('`'))).then_some((sign, length, rest.is_empty()))
}

/// Where the text of an item begins in its line; none of a line that begins no item.
fn content_start(line: &str) -> Option<usize> {
    let indent = indent_of(line);
    let rest = &line[indent..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let sign = match digits {
        0 => rest.starts_with(['-', '*', '+']).then_some(1)?,
        1..=9 => rest[digits..].starts_with(['.', ')']).then_some(digits + 1)?,
        _ => return None,
    };
    let after = &rest[sign..];
    let spaces = after.bytes().take_while(|byte| *byte == b' ').count();
    (spaces > 0 || after.trim_end().is_empty()).then_some(indent + sign + spaces)
}

fn indent_of(line: &str) -> usize {
    line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// What a line begins, in a list that is indented so far.
fn begins(line: &str, indent: usize) -> Kind {
    let is_near = indent_of(line) <= indent + 1;
    let text = line.trim();
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    match text {
        _ if fence(line).is_some() => Kind::Code,
        _ if is_near && content_start(line).is_some() && !is_rule(text) => Kind::Item,
        _ if (1..=6).contains(&level) && text[level..].starts_with(' ') => Kind::Heading,
        _ if text.starts_with('|') => Kind::Table,
        _ => Kind::Paragraph,
    }
}

/// Whether a line is drawn across the page: `---`, `* * *`.
fn is_rule(text: &str) -> bool {
    let signs: Vec<char> = text.chars().filter(|char| !char.is_whitespace()).collect();
    signs.len() >= 3 && signs.iter().all(|sign| *sign == signs[0]) && "-*_".contains(signs[0])
}

/// Cuts lines into parts; what is left at the end are empty lines. Items are those that are indented as far as `indent`.
pub(crate) fn parse(lines: &[String], indent: usize) -> (Vec<Node>, Vec<String>) {
    let mut nodes = Vec::new();
    let mut lead = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if is_blank(&lines[at]) {
            lead.push(lines[at].clone());
            at += 1;
            continue;
        }
        let kind = begins(&lines[at], indent);
        let end = at + length(&lines[at..], kind, indent);
        nodes.push(node(std::mem::take(&mut lead), kind, &lines[at..end], indent));
        at = end;
    }
    (nodes, lead)
}

/// Returns how many lines belong to the part that the first one begins.
fn length(lines: &[String], kind: Kind, indent: usize) -> usize {
    match kind {
        Kind::Heading => 1,
        Kind::Code => {
            let mut fence = Fence::default();
            let is_inside = |line: &&String| {
                fence.reads(0, line);
                fence.is_open()
            };
            (lines.iter().take_while(is_inside).count() + 1).min(lines.len())
        }
        Kind::Item => 1 + below(&lines[1..], indent),
        Kind::Table | Kind::Paragraph if is_rule(lines[0].trim()) => 1,
        Kind::Table | Kind::Paragraph => {
            let goes_on = |line: &&String| {
                !is_blank(line) && begins(line, indent) == kind && !is_rule(line.trim())
            };
            1 + lines[1..].iter().take_while(goes_on).count()
        }
    }
}

/// Returns how many lines are below an item: all that are indented further, empty lines between them, and code.
fn below(lines: &[String], indent: usize) -> usize {
    let mut fence = Fence::default();
    let mut taken = 0;
    for (at, line) in lines.iter().enumerate() {
        let is_inside = fence.is_open() || (!is_blank(line) && indent_of(line) > indent + 1);
        if !is_inside && !is_blank(line) {
            break;
        }
        fence.reads(0, line);
        if is_inside {
            taken = at + 1;
        }
    }
    taken
}

/// Makes a part; of an item of the outer list what is below it are parts of their own.
fn node(lead: Vec<String>, kind: Kind, lines: &[String], indent: usize) -> Node {
    let is_split = kind == Kind::Item && indent == 0;
    let is_own = |line: &String| {
        let is_child = content_start(line).is_some() && !is_rule(line.trim());
        !is_blank(line) && !is_child && fence(line).is_none()
    };
    let own = match is_split {
        true => 1 + lines[1..].iter().take_while(|line| is_own(line)).count(),
        false => lines.len(),
    };
    let rest = &lines[own..];
    let child_indent =
        rest.iter().find(|line| !is_blank(line)).map_or(1, |line| indent_of(line).max(1));
    let (children, _) = parse(rest, child_indent);
    Node { lead, kind, lines: lines[..own].to_vec(), children }
}
