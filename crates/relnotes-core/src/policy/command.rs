//! Names in commands that people copy into a shell.

use std::borrow::Cow;

/// Writes a name as one word of a shell. Git allows `$(…)`, backticks and quotes in names of branches.
pub fn word(name: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@%,:=".contains(c);
    // An option is no name.
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("'{}'", name.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_name_is_one_word_and_runs_nothing() {
        for (name, expected) in [
            ("release/v1.3.0", "release/v1.3.0"),
            ("feature/поиск", "feature/поиск"),
            ("feature/$(id)-`id`", "'feature/$(id)-`id`'"),
            ("it's;x", r"'it'\''s;x'"),
            ("]]>&<b>", "']]>&<b>'"),
            ("", "''"),
        ] {
            assert_eq!(word(name), expected);
        }
    }
}
