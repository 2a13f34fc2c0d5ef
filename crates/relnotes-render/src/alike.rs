//! Rows that say the same, such as "Translated using Weblate" once a day: one row, with the references of all.

use std::collections::BTreeMap;

/// Joins rows with the same key to the first of them; a row without a key stays as it is.
pub(crate) fn joined<T>(
    rows: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> Option<String>,
    mut join: impl FnMut(&mut T, T),
) -> Vec<T> {
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let mut out: Vec<T> = Vec::new();
    for row in rows {
        let known = key(&row).map(|key| *first.entry(key).or_insert(out.len()));
        match known.and_then(|at| out.get_mut(at)) {
            Some(same) => join(same, row),
            None => out.push(row),
        }
    }
    out
}

/// Appends ` (b)` to ` (a)`: ` (a, b)`.
pub(crate) fn append(references: &mut String, other: &str) {
    let inner = other.strip_prefix(" (").and_then(|other| other.strip_suffix(')'));
    match inner {
        Some(inner) if references.ends_with(')') => {
            references.pop();
            references.push_str(", ");
            references.push_str(inner);
            references.push(')');
        }
        _ => references.push_str(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_one_text_are_one_row_with_all_references() {
        let rows = [("a", " (#1)"), ("b", " (#2)"), ("a", " (#3, X-1)"), ("", " (#4)"), ("", "")];
        let rows = rows.map(|(text, references)| (text, references.to_owned()));
        let key = |row: &(&str, String)| Some(row.0.to_owned()).filter(|text| !text.is_empty());
        let rows = joined(rows, key, |row, other| append(&mut row.1, &other.1));
        let shown: Vec<_> = rows.iter().map(|(text, it)| format!("{text}{it}")).collect();
        assert_eq!(shown, ["a (#1, #3, X-1)", "b (#2)", " (#4)", ""]);
    }
}
