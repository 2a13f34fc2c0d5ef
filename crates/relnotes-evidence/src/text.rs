//! Where things stand in a text.

use std::collections::BTreeMap;

use memchr::memchr_iter;

/// Where the lines of a text begin.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    /// Finds the lines of a text.
    pub(crate) fn of(text: &str) -> Self {
        Self(memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).collect())
    }

    /// Returns the line of a byte, from 1.
    pub(crate) fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|start| *start <= offset) + 1).unwrap_or(u32::MAX)
    }
}

/// Returns the first line of each key of a JSON text that is written one key a line.
pub(crate) fn key_lines(text: &str) -> BTreeMap<&str, u32> {
    let mut lines = BTreeMap::new();
    for (at, line) in (1..).zip(text.lines()) {
        let key = line.trim_start().strip_prefix('"').and_then(|rest| rest.split_once("\":"));
        if let Some((key, _)) = key {
            lines.entry(key).or_insert(at);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_keys_have_lines() {
        let lines = Lines::of("a\nb\n\nc");
        assert_eq!([0, 1, 2, 4, 5].map(|at| lines.at(at)), [1, 1, 2, 3, 4]);
        let lines = key_lines("{\n  \"a\": {\n    \"b\": 1,\n    \"a\": 2\n  }\n}");
        assert_eq!((lines["a"], lines["b"]), (2, 3));
    }
}
