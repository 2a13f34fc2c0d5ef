//! Scanners over a few bytes that several parsers of messages share: numbers, object ids, words without case.

/// Reads `<digit>+` at the start of `text` as a number of a pull request or ticket, and tells its length.
///
/// `None` for no digit, a leading zero and what no forge could have counted to.
pub(crate) fn number(text: &str) -> Option<(u64, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > 9 || text.starts_with('0') {
        return None;
    }
    Some((text[..length].parse().ok()?, length))
}

/// Reads a full or abbreviated object id (7 to 64 hex digits) at the start of `text`.
pub(crate) fn hex(text: &str) -> Option<&str> {
    let length = text.bytes().take_while(u8::is_ascii_hexdigit).count();
    let ends = !text[length..].chars().next().is_some_and(is_word);
    ((7..=64).contains(&length) && ends).then(|| &text[..length])
}

/// Tells whether `c` is part of a word: a letter or digit of any script, or `_`.
pub(crate) fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Tells whether a word goes on right before the byte `at`.
pub(crate) fn word_before(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_some_and(is_word)
}

/// Strips `prefix` (ASCII) from `text` whatever the case of its letters.
pub(crate) fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.as_bytes().get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix.as_bytes()).then(|| &text[prefix.len()..])
}

/// Strips `word` (ASCII) and the white space after it, if the word ends there.
pub(crate) fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = strip_prefix(text, word)?;
    (!rest.chars().next().is_some_and(is_word)).then(|| rest.trim_start())
}

/// Finds the first `needle` (ASCII, lower case) at or after `from`, whatever the case of the letters in `text`.
pub(crate) fn find(text: &str, needle: &str, from: usize) -> Option<usize> {
    let (bytes, needle) = (text.as_bytes(), needle.as_bytes());
    let last = bytes.len().checked_sub(needle.len())?;
    let first = *needle.first()?;
    (from..=last).find(|&at| {
        bytes[at] | 0x20 == first | 0x20
            && bytes[at..at + needle.len()].eq_ignore_ascii_case(needle)
    })
}

/// Yields the lines of `text` with their offsets, without their ends (`\n` or `\r\n`).
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    lines_with_ends(text).map(|(at, line)| {
        let line = line.strip_suffix('\n').unwrap_or(line);
        (at, line.strip_suffix('\r').unwrap_or(line))
    })
}

/// Yields the lines of `text` with their offsets and their ends.
///
/// On lines as short as those of messages a plain loop is faster than the searcher of `split_inclusive`.
pub(crate) fn lines_with_ends(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = &text.as_bytes()[start..];
        let length = rest.iter().position(|&b| b == b'\n').map_or(rest.len(), |at| at + 1);
        let line = (start, &text[start..start + length]);
        start += length;
        (length > 0).then_some(line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_no_leading_zero_and_end() {
        assert_eq!(number("12)"), Some((12, 2)));
        assert_eq!(number("012"), None);
        assert_eq!(number("x"), None);
        assert_eq!(number("12345678901234567890"), None);
    }

    #[test]
    fn object_ids_are_whole_words() {
        assert_eq!(hex("1234567."), Some("1234567"));
        assert_eq!(hex("123456"), None);
        assert_eq!(hex("1234567xyz"), None);
    }

    #[test]
    fn find_ignores_case_and_respects_the_end() {
        assert_eq!(find("x Cherry", "cherry", 0), Some(2));
        assert_eq!(find("cherry", "cherry", 1), None);
        assert_eq!(find("", "cherry", 0), None);
    }
}
