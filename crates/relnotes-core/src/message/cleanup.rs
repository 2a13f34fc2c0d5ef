//! What git cuts from the file of a commit-msg hook before it makes the commit.

use super::subject::is_space;

/// The line under which `git commit --verbose` shows the diff.
const SCISSORS: &str = "# ------------------------ >8 ------------------------";

/// Returns the message that git would record: the scissors line and all below it are cut, comment lines dropped,
/// white space stripped from the ends of lines, runs of blank lines made one, blank lines at both ends dropped.
///
/// That is `--cleanup=scissors` followed by `--cleanup=strip` (`git stripspace --strip-comments`), with `#` as the
/// comment character.
///
/// ```
/// use relnotes_core::message::cleanup;
/// assert_eq!(cleanup("fix: a \n\n\n# On branch main\nbody"), "fix: a\n\nbody\n");
/// ```
pub fn cleanup(text: &str) -> String {
    let text = &text[..scissors(text).unwrap_or(text.len())];
    let mut clean = String::with_capacity(text.len() + 1);
    let mut blank = false;
    for line in text.split('\n').filter(|line| !line.starts_with('#')) {
        let line = line.trim_end_matches(is_space);
        if line.is_empty() {
            blank = true;
            continue;
        }
        if blank && !clean.is_empty() {
            clean.push('\n');
        }
        blank = false;
        clean.push_str(line);
        clean.push('\n');
    }
    clean
}

/// Finds the start of the scissors line.
pub(super) fn scissors(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find(SCISSORS) {
        let at = from + found;
        from = at + SCISSORS.len();
        let starts = at == 0 || text.as_bytes()[at - 1] == b'\n';
        let rest = &text[from..];
        if starts && (rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n")) {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(cleanup(text), expected, "{text:?}");
    }

    #[test]
    fn comments_and_blank_lines_go() {
        check("", "");
        check("# only\n", "");
        check("\n\n a \t\n\n\n\nb", " a\n\nb\n");
        check("a\n\n# c\n\nb\n\n", "a\n\nb\n");
        check("a\n #b\n", "a\n #b\n");
        check("a\r\n\r\nb\r\n", "a\n\nb\n");
    }

    #[test]
    fn everything_below_the_scissors_goes() {
        check("a\n# ------------------------ >8 ------------------------\ndiff\n", "a\n");
        check("# ------------------------ >8 ------------------------\na\n", "");
        check(
            "a\n> # ------------------------ >8 ------------------------\nb\n",
            "a\n> # ------------------------ >8 ------------------------\nb\n",
        );
    }
}
