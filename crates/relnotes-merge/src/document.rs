//! A text as regions and what stands between them.

use std::fmt;

use crate::marks::{Mark, boundary};
use crate::node::{Fence, Node, parse};

/// A document: what stands before its first region, and its regions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Document {
    /// The byte order mark that it begins with, or nothing.
    pub(crate) bom: String,
    /// Whether every line ends with `\r\n`.
    pub(crate) has_crlf: bool,
    /// Whether its last line ends.
    pub(crate) is_ended: bool,
    /// Whether a last line that does not end has a carriage return all the same.
    pub(crate) has_last_return: bool,
    /// Lines before the first region.
    pub(crate) head: Vec<String>,
    /// The regions, each with the lines behind it.
    pub(crate) regions: Vec<Part>,
}

/// A region and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) id: String,
    /// The line that begins it.
    pub(crate) begin: String,
    pub(crate) nodes: Vec<Node>,
    /// Empty lines before its end.
    pub(crate) tail: Vec<String>,
    /// The line that ends it.
    pub(crate) end: String,
    /// Lines between its end and the next region.
    pub(crate) gap: Vec<String>,
}

/// Marks of a text that are not in pairs: where one part ends and the next begins cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged {
    /// What is wrong, in the order of lines.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong: ``the region `plan.size` does not end``.
    pub message: String,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.problems.first();
        first.map_or(Ok(()), |problem| write!(f, "line {}: {}", problem.line, problem.message))
    }
}

impl std::error::Error for Damaged {}

/// A region that has begun.
struct Open {
    id: String,
    line: usize,
    begin: String,
    lines: Vec<String>,
}

impl Document {
    /// Reads a text.
    pub(crate) fn parse(text: &str) -> Result<Self, Damaged> {
        let (bom, text) = text.split_at(text.len() - text.trim_start_matches('\u{feff}').len());
        let bom = bom.to_owned();
        let is_ended = text.is_empty() || text.ends_with('\n');
        let has_last_return = text.ends_with('\r');
        let ended = || text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let has_crlf = ended().next().is_some() && ended().all(|line| line.ends_with("\r\n"));
        let mut document = Self { bom, has_crlf, is_ended, has_last_return, ..Self::default() };
        let lines: Vec<&str> = match text.strip_suffix('\n').unwrap_or(text) {
            _ if text.is_empty() => Vec::new(),
            text => text.split('\n').collect(),
        };
        let mut problems = Vec::new();
        let mut open: Option<Open> = None;
        let mut fence = Fence::default();
        for (at, line) in (1..).zip(&lines) {
            let mark = if fence.reads(at, line) { None } else { boundary(line) };
            document.read_line(line, mark, at, &mut open, &mut problems);
        }
        if let Some(open) = open {
            let message = format!("the region `{}` does not end", open.id);
            problems.push(Problem { line: open.line, message });
        }
        problems.extend(fence.open_since().map(|line| Problem {
            line,
            message: "the code block that begins here does not end".to_owned(),
        }));
        if problems.is_empty() { Ok(document) } else { Err(Damaged { problems }) }
    }

    fn read_line(
        &mut self,
        line: &str,
        mark: Option<Mark<'_>>,
        at: usize,
        open: &mut Option<Open>,
        problems: &mut Vec<Problem>,
    ) {
        let mut problem = |message: String| problems.push(Problem { line: at, message });
        match (mark, open.take()) {
            (Some(Mark::Begin(id)), before) => {
                if let Some(before) = before {
                    problem(format!(
                        "the region `{}` does not end before `{id}` begins",
                        before.id
                    ));
                }
                if self.regions.iter().any(|part| part.id == *id) {
                    problem(format!("the region `{id}` is there twice"));
                }
                let (id, begin) = (id.to_owned(), line.to_owned());
                *open = Some(Open { id, line: at, begin, lines: Vec::new() });
            }
            (Some(Mark::End(id)), Some(begun)) if begun.id == id => {
                let (nodes, tail) = parse(&begun.lines, 0);
                let end = line.to_owned();
                let Open { id, begin, .. } = begun;
                self.regions.push(Part { id, begin, nodes, tail, end, gap: Vec::new() });
            }
            (Some(Mark::End(id)), begun) => {
                problem(format!("the region `{id}` ends here and does not begin before"));
                *open = begun;
            }
            (_, Some(mut begun)) => {
                begun.lines.push(line.to_owned());
                *open = Some(begun);
            }
            (_, None) => match self.regions.last_mut() {
                Some(part) => part.gap.push(line.to_owned()),
                None => self.head.push(line.to_owned()),
            },
        }
    }

    /// Returns the text, lines that end otherwise than the document's with its ends.
    pub(crate) fn text(&self) -> String {
        let mut lines: Vec<&str> = self.head.iter().map(String::as_str).collect();
        for part in &self.regions {
            part.write(&mut lines);
        }
        let mut out = self.bom.clone();
        out.push_str(&lines.join("\n"));
        match self.is_ended {
            true if !lines.is_empty() => out.push('\n'),
            false if self.has_crlf && !self.has_last_return => {
                out.truncate(out.trim_end_matches('\r').len());
            }
            _ => {}
        }
        out
    }

    /// Gives every line the end that the lines of another document have.
    pub(crate) fn end_lines_as(&mut self, other: &Self) {
        if !other.has_crlf {
            return;
        }
        let add = |line: &mut String| {
            if !line.ends_with('\r') {
                line.push('\r');
            }
        };
        self.head.iter_mut().for_each(add);
        for part in &mut self.regions {
            [&mut part.begin, &mut part.end].into_iter().for_each(add);
            part.tail.iter_mut().chain(&mut part.gap).for_each(add);
            part.nodes.iter_mut().for_each(|node| node.each_line(&add));
        }
    }
}

impl Part {
    /// Appends its lines.
    fn write<'a>(&'a self, lines: &mut Vec<&'a str>) {
        self.write_region(lines);
        lines.extend(self.gap.iter().map(String::as_str));
    }

    fn write_region<'a>(&'a self, lines: &mut Vec<&'a str>) {
        lines.push(&self.begin);
        self.nodes.iter().for_each(|node| node.write(lines));
        lines.extend(self.tail.iter().map(String::as_str));
        lines.push(&self.end);
    }

    /// Returns the region without what stands behind it.
    pub(crate) fn text(&self) -> String {
        let mut lines = Vec::new();
        self.write_region(&mut lines);
        lines.iter().map(|line| line.trim_end_matches('\r')).collect::<Vec<_>>().join("\n")
    }
}

/// Whether lines say the same, however they end.
pub(crate) fn same(a: &[String], b: &[String]) -> bool {
    let of = |lines: &[String]| -> Vec<String> {
        lines.iter().map(|line| line.trim_end_matches('\r').to_owned()).collect()
    };
    a.len() == b.len() && of(a) == of(b)
}
