//! A changelog as a tree, whether it is XML, YAML or JSON.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::yaml;

/// A change, a set of them, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Node {
    /// `changeSet`, `createTable`, `column`.
    pub(super) name: String,
    /// From 1.
    pub(super) line: u32,
    pub(super) attributes: Vec<(String, String)>,
    /// What stands in it and is none of the rest.
    pub(super) text: String,
    /// The line of that.
    pub(super) text_line: u32,
    pub(super) children: Vec<Self>,
}

impl Node {
    /// Returns an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(it, _)| it == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the first child of a name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }
}

/// Levels of nesting; changelogs of people have six.
const DEEPEST: usize = 60;

/// Reads a changelog; none where it is broken or something else.
pub(super) fn read(path: &str, text: &str) -> Option<Node> {
    if !text.contains("databaseChangeLog") {
        return None;
    }
    if path.ends_with(".xml") { read_xml(text) } else { read_yaml(text) }
}

fn read_xml(text: &str) -> Option<Node> {
    let mut reader = Reader::from_str(text);
    let mut stack = vec![Node::default()];
    let (mut skipped, mut line, mut counted) = (0_usize, 1_u32, 0_usize);
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let lines =
            text.as_bytes().get(counted..start)?.iter().filter(|byte| **byte == b'\n').count();
        line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        counted = start;
        match reader.read_event().ok()? {
            Event::Start(_) if stack.len() > DEEPEST => skipped += 1,
            Event::End(_) if skipped > 0 => skipped -= 1,
            Event::Start(tag) => stack.push(node_of(&tag, line)),
            Event::Empty(tag) => {
                let node = node_of(&tag, line);
                stack.last_mut()?.children.push(node);
            }
            Event::End(_) => {
                let node = stack.pop()?;
                stack.last_mut()?.children.push(node);
            }
            Event::Text(it) => add_text(stack.last_mut()?, &it.decode().ok()?, line),
            Event::CData(it) => add_text(stack.last_mut()?, &it.decode().ok()?, line),
            Event::GeneralRef(it) => {
                let name = it.decode().ok()?.into_owned();
                let sign = quick_xml::escape::resolve_predefined_entity(&name).unwrap_or(" ");
                stack.last_mut()?.text.push_str(sign);
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let top = stack.into_iter().next()?;
    top.children.into_iter().find(|node| node.name == "databaseChangeLog")
}

fn node_of(tag: &BytesStart<'_>, line: u32) -> Node {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let attributes = tag.attributes().filter_map(Result::ok);
    let attribute = |it: quick_xml::events::attributes::Attribute<'_>| {
        let value = text(&it.value);
        let plain = quick_xml::escape::unescape(&value).map(std::borrow::Cow::into_owned);
        (text(it.key.local_name().as_ref()), plain.unwrap_or(value))
    };
    let attributes = attributes.map(attribute).collect();
    Node { name: text(tag.local_name().as_ref()), line, attributes, ..Node::default() }
}

fn add_text(node: &mut Node, text: &str, line: u32) {
    if node.text.trim().is_empty() {
        node.text.clear();
        node.text_line = line;
    }
    node.text.push_str(text);
}

fn read_yaml(text: &str) -> Option<Node> {
    let documents = yaml::parse(text.as_bytes()).ok()?;
    let log = documents.first()?.entry("databaseChangeLog")?;
    Some(of_yaml("databaseChangeLog", line_of(log.line), &log.value))
}

fn line_of(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// A map has attributes and children; a list is a list of children, each with its own name.
fn of_yaml(name: &str, line: u32, value: &yaml::Node) -> Node {
    let mut node = Node { name: name.to_owned(), line, ..Node::default() };
    match value.value() {
        yaml::Value::Text(text) => {
            (node.text, node.text_line) = (text.clone(), line_of(value.line()));
        }
        yaml::Value::List(items) => {
            for item in items {
                let entries = item.entries().iter();
                node.children
                    .extend(entries.map(|it| of_yaml(&it.key, line_of(it.line), &it.value)));
            }
        }
        yaml::Value::Map(entries) => {
            for entry in entries {
                let is_block = entry.key == "rollback" || entry.key == "constraints";
                match entry.value.text() {
                    Some(text) if !is_block => {
                        node.attributes.push((entry.key.clone(), text.to_owned()));
                    }
                    _ => {
                        let child = of_yaml(&entry.key, line_of(entry.line), &entry.value);
                        // What only groups in YAML is not there in XML.
                        if ["changes", "columns"].contains(&entry.key.as_str()) {
                            node.children.extend(child.children);
                        } else {
                            node.children.push(child);
                        }
                    }
                }
            }
        }
    }
    node
}
