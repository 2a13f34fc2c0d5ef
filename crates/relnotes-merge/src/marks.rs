//! The comments by which a document names its parts.

/// A mark of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark<'a> {
    /// A region begins.
    Begin(&'a str),
    /// A region ends.
    End(&'a str),
    /// An item, or a box that people tick.
    Item(&'a str),
    /// A box that the tool ticks.
    Auto(&'a str),
    /// Something that nobody has filled.
    Todo(&'a str),
    /// A person and the tool changed the item in different ways.
    Drift,
    /// The item is kept though it is not generated any more; stands behind the words that say so.
    Stale,
}

/// What a mark begins with.
const OPEN: &str = "<!-- rn:";
const CLOSE: &str = "-->";

/// The mark of an item that drifted.
pub(crate) const DRIFT: &str = "<!-- rn:drift -->";
/// The mark of an item that is not generated any more.
pub(crate) const STALE: &str = "<!-- rn:stale -->";

/// Returns the marks of a line, in their order.
pub fn marks(line: &str) -> impl Iterator<Item = Mark<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(OPEN)?;
        let (inner, after) = after.split_once(CLOSE)?;
        rest = after;
        Some(read(inner.trim()))
    })
    .flatten()
}

fn read(inner: &str) -> Option<Mark<'_>> {
    let (word, id) = inner.split_once(' ').unwrap_or((inner, ""));
    let is_id = |id: &str| {
        !id.is_empty() && id.bytes().all(|it| it.is_ascii_alphanumeric() || b"._:~/-".contains(&it))
    };
    match (word, is_id(id)) {
        ("begin", true) => Some(Mark::Begin(id)),
        ("end", true) => Some(Mark::End(id)),
        ("i", true) => Some(Mark::Item(id)),
        ("auto", true) => Some(Mark::Auto(id)),
        ("todo", true) => Some(Mark::Todo(id)),
        ("drift", false) => Some(Mark::Drift),
        ("stale", false) => Some(Mark::Stale),
        _ => None,
    }
}

/// Returns a line without marks, without the words of a stale item and without space at its end.
pub fn bare(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = unstale(line);
    while let Some((before, after)) = rest.split_once(OPEN) {
        let Some((_, after)) = after.split_once(CLOSE) else { break };
        out.push_str(before.trim_end());
        rest = after;
    }
    out.push_str(rest);
    out.truncate(out.trim_end().len());
    out
}

/// Returns a line without the words that a merge put behind an item which is not generated any more.
pub(crate) fn unstale(line: &str) -> &str {
    let end = line.trim_end();
    let Some(before) = end.strip_suffix(STALE) else { return line };
    let before = before.trim_end();
    match before.rfind(" _(") {
        Some(at) if before.ends_with(")_") => &before[..at],
        _ => before,
    }
}

/// Whether a line is the mark of a region and nothing else: `Begin` or `End`.
pub(crate) fn boundary(line: &str) -> Option<Mark<'_>> {
    let inner = line.trim_end().strip_prefix(OPEN)?.strip_suffix(CLOSE)?;
    match read(inner.trim()) {
        Some(mark @ (Mark::Begin(_) | Mark::End(_))) => Some(mark),
        _ => None,
    }
}

/// The id of a line: that of its item, else that of its blank.
pub(crate) fn id_of(line: &str) -> Option<&str> {
    let named = marks(line).find_map(|mark| match mark {
        Mark::Item(id) | Mark::Auto(id) => Some(id),
        _ => None,
    });
    named.or_else(|| {
        marks(line).find_map(|mark| match mark {
            Mark::Todo(id) => Some(id),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_where_they_are_whole() {
        let line = "- a <!-- rn:todo x.y --> b <!-- rn:i p:42~2 --> <!-- rn:drift --> <!-- rn:i";
        let all: Vec<Mark<'_>> = marks(line).collect();
        assert_eq!(all, [Mark::Todo("x.y"), Mark::Item("p:42~2"), Mark::Drift]);
        assert_eq!(id_of(line), Some("p:42~2"));
        assert_eq!(bare(line), "- a b <!-- rn:i");
        assert_eq!(marks("<!-- rn:i a b --> <!-- rn:what x --> <!-- rn:i -->").count(), 0);
    }

    #[test]
    fn the_words_of_a_stale_item_are_no_part_of_it() {
        let line = "- a (b) <!-- rn:i x --> _(no longer in v1..v2)_ <!-- rn:stale -->";
        assert_eq!(bare(line), "- a (b)");
        assert_eq!(unstale("- a _(mine)_"), "- a _(mine)_");
    }

    #[test]
    fn a_boundary_stands_alone() {
        assert_eq!(boundary("<!-- rn:begin a -->\r"), Some(Mark::Begin("a")));
        assert_eq!(boundary("x <!-- rn:begin a -->"), None);
        assert_eq!(boundary("  <!-- rn:begin a -->"), None);
    }
}
