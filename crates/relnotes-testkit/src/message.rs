//! Messages: filling placeholders, and what git itself writes for merges, picks and reverts.

/// Fills `{NAME}` and `{NAME:7}`; `{{…}}` stays as it is, and `\{` is a brace.
pub(crate) fn fill(
    text: &str,
    id_of: impl Fn(&str) -> Result<String, String>,
) -> Result<String, String> {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('\\') {
            filled.push_str(before);
            filled.push('{');
            rest = &from[1..];
            continue;
        }
        filled.push_str(before);
        let braces = from.len() - from.trim_start_matches('{').len();
        match placeholder(from) {
            Some((name, length, total)) if braces == 1 => {
                let id = id_of(name)?;
                filled.push_str(&id[..length.min(id.len())]);
                rest = &from[total..];
            }
            _ => {
                filled.push_str(&from[..braces]);
                rest = &from[braces..];
            }
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

/// Joins a subject and a body the way git does.
pub(crate) fn join(subject: &str, body: Option<&str>) -> String {
    match body {
        Some(body) => format!("{subject}\n\n{body}"),
        None => format!("{subject}\n"),
    }
}

/// Splits a message into its first line and the rest after the blank line.
pub(crate) fn split(message: &[u8]) -> (&[u8], Option<&[u8]>) {
    match message.iter().position(|&byte| byte == b'\n') {
        None => (message, None),
        Some(end) => {
            let rest = message[end..].trim_ascii_start();
            (&message[..end], (!rest.is_empty()).then_some(rest))
        }
    }
}

/// Appends the line of `git cherry-pick -x`: directly after trailers, else as a paragraph of its own.
pub(crate) fn append_cherry_picked(message: &mut Vec<u8>, id: &str) {
    while message.ends_with(b"\n") {
        message.pop();
    }
    let text = String::from_utf8_lossy(message).into_owned();
    let after_trailers =
        text.rsplit_once("\n\n").is_some_and(|(_, last)| last.lines().all(is_trailer));
    message.extend(if after_trailers { "\n" } else { "\n\n" }.bytes());
    message.extend(format!("(cherry picked from commit {id})\n").bytes());
}

/// The subject git gives to a revert: a revert of a revert is a reapply.
pub(crate) fn revert_subject(of: &str) -> String {
    match of.strip_prefix("Revert \"") {
        Some(rest) if !rest.starts_with("Revert \"") => format!("Reapply \"{rest}"),
        _ => format!("Revert \"{of}\""),
    }
}

/// Reads `{NAME}` or `{NAME:7}` at the start: the name, how many digits, and the length in bytes.
fn placeholder(text: &str) -> Option<(&str, usize, usize)> {
    let inside = &text[1..text.find('}')?];
    let total = inside.len() + 2;
    let (name, length) = match inside.split_once(':') {
        Some((name, digits)) => (name, digits.parse().ok()?),
        None => (inside, usize::MAX),
    };
    let first = name.chars().next()?;
    let well_formed = name.chars().all(|next| next.is_alphanumeric() || "._-/".contains(next));
    (first.is_alphanumeric() && well_formed).then_some((name, length, total))
}

fn is_trailer(line: &str) -> bool {
    line.starts_with("(cherry picked from commit ")
        || line.split_once(": ").is_some_and(|(key, _)| {
            !key.is_empty() && key.chars().all(|next| next.is_ascii_alphanumeric() || next == '-')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Result<&str, &str>) {
        let id_of = |name: &str| match name {
            "c1" => Ok("0123456789abcdef".to_owned()),
            _ => Err(format!("no `{name}`")),
        };
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(fill(input, id_of), expected, "{input}");
    }

    #[test]
    fn placeholders_are_filled_and_braces_kept() {
        check("no braces", Ok("no braces"));
        check("{c1} and {c1:7}.", Ok("0123456789abcdef and 0123456."));
        check("{{c1}} ${{ secrets }} {} { a } {:", Ok("{{c1}} ${{ secrets }} {} { a } {:"));
        check("\\{c1} {c1:4}", Ok("{c1} 0123"));
        check("{typo}", Err("no `typo`"));
    }

    #[test]
    fn the_line_of_a_pick_joins_trailers() {
        let appended = |text: &str| {
            let mut message = text.as_bytes().to_vec();
            append_cherry_picked(&mut message, "ab");
            String::from_utf8(message).unwrap()
        };
        assert_eq!(appended("fix: a\n"), "fix: a\n\n(cherry picked from commit ab)\n");
        assert_eq!(
            appended("fix: a\n\nBody.\n"),
            "fix: a\n\nBody.\n\n(cherry picked from commit ab)\n"
        );
        assert_eq!(
            appended("fix: a\n\nRefs: X-1\n"),
            "fix: a\n\nRefs: X-1\n(cherry picked from commit ab)\n"
        );
    }
}
