//! Words of commands that people copy into a shell: what comes from a repository must stay one word there.

/// Writes a text as one word of a shell.
pub(super) fn word(text: &str) -> String {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "._/-+=:@".contains(char);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        return text.to_owned();
    }
    // A line end would end the command where it is shown in one line.
    let text: String = text.chars().filter(|char| !char.is_control()).collect();
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_run_is_quoted() {
        assert_eq!(word("db/migrations"), "db/migrations");
        assert_eq!(word("a b"), "'a b'");
        assert_eq!(word("$(rm -rf x)"), "'$(rm -rf x)'");
        assert_eq!(word("a'; b\n"), "'a'\\''; b'");
        assert_eq!(word(""), "''");
    }
}
