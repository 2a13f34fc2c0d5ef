//! The elements of a page: as much of HTML as our pages and the dumps of browsers are written in.

/// An element, with the text that stands in it up to its end.
#[derive(Debug)]
pub(crate) struct Element {
    /// Its name in small letters.
    pub(crate) name: String,
    /// Its attributes in order, names in small letters.
    pub(crate) attributes: Vec<(String, String)>,
    /// Its text and that of the elements in it.
    pub(crate) text: String,
}

impl Element {
    /// The value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// Reads the elements of a page in the order of their beginnings.
///
/// Every `<` that HTML does not take for text begins one here: to see too much is the safe side.
pub(crate) fn elements(page: &str) -> Vec<Element> {
    let mut all: Vec<Element> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        let text = decoded(&rest[..at]);
        open.iter().for_each(|it| all[*it].text.push_str(&text));
        let tag = &rest[at + 1..];
        let end = end_of(tag);
        rest = tag.get(end + 1..).unwrap_or("");
        let tag = &tag[..end];
        if let Some(name) = tag.strip_prefix('/') {
            let name = name.trim().to_ascii_lowercase();
            if let Some(at) = open.iter().rposition(|it| all[*it].name == name) {
                open.truncate(at);
            }
        } else if tag.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
            let element = read(tag);
            if element.name == "style" {
                rest = rest.split_once("</style>").map_or("", |(_, rest)| rest);
            } else if !["meta", "input", "br", "hr"].contains(&element.name.as_str()) {
                open.push(all.len());
            }
            all.push(element);
        } else {
            assert!(tag.eq_ignore_ascii_case("!doctype html"), "<{tag}> is no element");
        }
    }
    all
}

/// Where a tag ends: at the first `>` outside of quotes.
fn end_of(tag: &str) -> usize {
    let mut quoted = false;
    let ends = |sign: char| {
        quoted ^= sign == '"';
        sign == '>' && !quoted
    };
    tag.find(ends).unwrap_or(tag.len())
}

fn read(tag: &str) -> Element {
    let tag = tag.trim_end_matches('/');
    let (name, mut rest) = tag.split_once([' ', '\n']).unwrap_or((tag, ""));
    let mut attributes = Vec::new();
    while let Some((name, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').expect("a value has an end");
        attributes.push((name.trim().to_ascii_lowercase(), decoded(value)));
        rest = after;
    }
    assert_eq!(rest.trim(), "", "<{tag}> has attributes without quotes");
    Element { name: name.to_ascii_lowercase(), attributes, text: String::new() }
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}
