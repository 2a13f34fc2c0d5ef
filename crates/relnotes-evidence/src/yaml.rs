//! YAML as a tree of texts with lines. No text becomes a number or a truth value, so that `on:` stays a word.
//!
//! Aliases share what they name instead of copying it, and a tree that would be too large when written out is refused:
//! reading a file takes time proportional to its length. Merge keys (`<<`) are resolved.

mod diff;

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle};

pub(crate) use self::diff::{Difference, Step, differences};

/// Files above this many bytes are refused; GitLab refuses them above two megabytes, too.
const LONGEST: usize = 2 * 1024 * 1024;
/// Levels of nesting; pipelines of people have ten.
const DEEPEST: usize = 100;
/// Nodes of the tree, each alias counted as what it stands for.
const LARGEST: usize = 200_000;

/// A node of the tree, cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Node(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    line: usize,
    tag: Option<String>,
    value: Value,
    size: usize,
}

/// What a node is.
#[derive(Debug)]
pub(crate) enum Value {
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// Keys with their lines, and values.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) line: usize,
    pub(crate) value: Node,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Node {
    /// Makes a node.
    pub(crate) fn new(line: usize, value: Value) -> Self {
        Self::tagged(line, None, value)
    }

    fn tagged(line: usize, tag: Option<String>, value: Value) -> Self {
        let size = match &value {
            Value::Text(_) => 1,
            Value::List(nodes) => {
                nodes.iter().fold(1, |sum: usize, node| sum.saturating_add(node.0.size))
            }
            Value::Map(entries) => {
                entries.iter().fold(1, |sum: usize, it| sum.saturating_add(it.value.0.size))
            }
        };
        Self(Arc::new(Inner { line, tag, value, size }))
    }

    /// Returns the line of its beginning.
    pub(crate) fn line(&self) -> usize {
        self.0.line
    }

    /// Returns the tag of its own, `!reference`.
    pub(crate) fn tag(&self) -> Option<&str> {
        self.0.tag.as_deref()
    }

    /// Returns what it is.
    pub(crate) fn value(&self) -> &Value {
        &self.0.value
    }

    /// Returns its text; none of lists and maps.
    pub(crate) fn text(&self) -> Option<&str> {
        match self.value() {
            Value::Text(text) => Some(text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Returns the lines of its text with their places in the file.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        // A block begins with its first line, not with the sign in front of it.
        let first = self.line();
        self.text()
            .unwrap_or_default()
            .lines()
            .enumerate()
            .map(move |(at, line)| (first + at, line))
    }

    /// Returns the entries of a map; nothing of anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match self.value() {
            Value::Map(entries) => entries,
            Value::Text(_) | Value::List(_) => &[],
        }
    }

    /// Returns whether it is a map.
    pub(crate) fn is_map(&self) -> bool {
        matches!(self.value(), Value::Map(_))
    }

    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Returns a key with its value.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// Returns the text of a key.
    pub(crate) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// Returns what a list holds, or the node itself where it is one text: `branches: main`.
    pub(crate) fn items(&self) -> &[Self] {
        match self.value() {
            Value::List(nodes) => nodes,
            Value::Text(text) if text.is_empty() => &[],
            Value::Text(_) => std::slice::from_ref(self),
            Value::Map(_) => &[],
        }
    }
}

/// Reads the documents of a file.
pub(crate) fn parse(bytes: &[u8]) -> Result<Vec<Node>, Fault> {
    if bytes.len() > LONGEST {
        let message = format!("the file has {} bytes; relnotes reads {LONGEST}", bytes.len());
        return Err(Fault { line: 1, message });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = &bytes[..error.valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        Fault { line, message: "the file is not UTF-8 here".to_owned() }
    })?;
    let mut builder = Builder::default();
    let mut events = 0usize;
    for event in Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        let (event, span) = event.map_err(|error| Fault {
            line: error.marker().line(),
            message: error.info().to_owned(),
        })?;
        events += 1;
        let line = span.start.line();
        if events > LARGEST {
            return Err(too_large(line));
        }
        builder.take(event, line)?;
    }
    Ok(builder.documents)
}

fn too_large(line: usize) -> Fault {
    Fault { line, message: format!("with its aliases the file has more than {LARGEST} values") }
}

/// The nodes that are not complete yet.
#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Node>,
    documents: Vec<Node>,
}

struct Open {
    line: usize,
    anchor: usize,
    tag: Option<String>,
    is_map: bool,
    nodes: Vec<Node>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, line: usize) -> Result<(), Fault> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_null = style == ScalarStyle::Plain && matches!(&*text, "~" | "null");
                let text = if is_null { String::new() } else { text.into_owned() };
                let tag = tag.map(|tag| tag.suffix.clone());
                self.done(Node::tagged(line, tag, Value::Text(text)), anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(line, anchor, tag.map(|tag| tag.suffix.clone()), false)
            }
            Event::MappingStart(anchor, tag) => {
                self.open(line, anchor, tag.map(|tag| tag.suffix.clone()), true)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let value = if open.is_map { map_of(&open.nodes) } else { Value::List(open.nodes) };
                self.done(Node::tagged(open.line, open.tag, value), open.anchor)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(node) => {
                    let node = node.clone();
                    self.done(node, 0)
                }
                // An alias inside of what it names.
                None => {
                    Err(Fault { line, message: "an alias names what is not complete".to_owned() })
                }
            },
            Event::DocumentEnd => {
                self.anchors.clear();
                Ok(())
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {
                Ok(())
            }
        }
    }

    fn open(
        &mut self,
        line: usize,
        anchor: usize,
        tag: Option<String>,
        is_map: bool,
    ) -> Result<(), Fault> {
        if self.open.len() >= DEEPEST {
            return Err(Fault { line, message: format!("more than {DEEPEST} levels of nesting") });
        }
        self.open.push(Open { line, anchor, tag, is_map, nodes: Vec::new() });
        Ok(())
    }

    fn done(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        if node.0.size > LARGEST {
            return Err(too_large(node.line()));
        }
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            Some(open) => open.nodes.push(node),
            None => self.documents.push(node),
        }
        Ok(())
    }
}

/// Pairs keys with values; the last of equal keys counts, and what is merged gives way to what is written.
fn map_of(nodes: &[Node]) -> Value {
    let mut entries: Vec<Entry> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut merged: Vec<Entry> = Vec::new();
    for pair in nodes.chunks_exact(2) {
        let (key, value) = (&pair[0], &pair[1]);
        let Some(text) = key.text() else { continue };
        if text == "<<" {
            let from = std::slice::from_ref(value);
            let from = if value.is_map() { from } else { value.items() };
            merged.extend(from.iter().flat_map(Node::entries).cloned());
            continue;
        }
        let entry = Entry { key: text.to_owned(), line: key.line(), value: value.clone() };
        match places.get(text) {
            Some(place) => entries[*place] = entry,
            None => {
                places.insert(text.to_owned(), entries.len());
                entries.push(entry);
            }
        }
    }
    for entry in merged {
        if !places.contains_key(&entry.key) {
            places.insert(entry.key.clone(), entries.len());
            entries.push(entry);
        }
    }
    Value::Map(entries)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn first(text: &str) -> Node {
        parse(text.as_bytes()).unwrap().remove(0)
    }

    #[track_caller]
    fn refused(bytes: &[u8], line: usize, message: &str) {
        let begun = Instant::now();
        let fault = parse(bytes).unwrap_err();
        assert!(fault.message.contains(message), "{}", fault.message);
        assert_eq!(fault.line, line);
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    #[test]
    fn words_stay_words_and_have_lines() {
        let node = first("on: push\nyes: no\njobs:\n  a:\n    run: |\n      one\n      two\n");
        assert_eq!((node.text_of("on"), node.text_of("yes")), (Some("push"), Some("no")));
        let run = node.get("jobs").unwrap().get("a").unwrap().get("run").unwrap();
        assert_eq!(run.lines().collect::<Vec<_>>(), [(6, "one"), (7, "two")]);
        assert_eq!(node.get("jobs").unwrap().entry("a").unwrap().line, 4);
    }

    #[test]
    fn anchors_and_merge_keys() {
        let node = first(
            "a: &a {x: 1, y: 2}\nb: &b {x: 3}\nc:\n  <<: [*b, *a]\n  z: 4\nd: {<<: *a, x: 5}\n",
        );
        let c = node.get("c").unwrap();
        assert_eq!(
            (c.text_of("x"), c.text_of("y"), c.text_of("z")),
            (Some("3"), Some("2"), Some("4"))
        );
        assert_eq!(node.get("d").unwrap().text_of("x"), Some("5"));
    }

    #[test]
    fn tags_of_gitlab_are_kept() {
        let node = first("script:\n  - !reference [.setup, script]\n");
        assert_eq!(node.get("script").unwrap().items()[0].tag(), Some("reference"));
    }

    #[test]
    fn hostile_files_are_refused_with_a_line() {
        refused(b"a: 1\nb: \xff\n", 2, "not UTF-8");
        refused(b"a:\n\t- b\n", 2, "");
        refused(&vec![b'['; 100_000], 1, "");
        refused("- ".repeat(100_000).as_bytes(), 1, "levels");
        refused(&vec![b'a'; 10 << 20], 1, "bytes");
        refused(b"a: &a [*a]\n", 1, "not complete");
        refused("a: b\n: :\n]".as_bytes(), 3, "");
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for level in 1..12 {
            let line = vec![format!("*a{}", level - 1); 9].join(", ");
            bomb.push_str(&format!("a{level}: &a{level} [{line}]\n"));
        }
        refused(bomb.as_bytes(), 6, "aliases");
        refused("- x\n".repeat(400_000).as_bytes(), 199_998, "values");
    }

    #[test]
    fn long_files_take_no_time() {
        for text in [
            "a: b\n".repeat(150_000),
            "x".repeat(2_000_000),
            format!("\"{}\"", "\\n".repeat(900_000)),
            format!("{{{}}}", "a: b, ".repeat(60_000)),
            "# comment\n".repeat(180_000),
            format!("a: |\n{}", "  line\n".repeat(200_000)),
            "\n".repeat(2_000_000),
            "k: ".repeat(300_000),
            "&a ".repeat(300_000),
            "? ".repeat(300_000),
            "--- \n".repeat(100_000),
            format!("{}x", " ".repeat(1_900_000)),
        ] {
            let begun = Instant::now();
            drop(parse(text.as_bytes()));
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "{:?} {:.20}",
                begun.elapsed(),
                text
            );
        }
    }
}
