//! Splits one line of a `.history` file into bare words and quoted texts.

use std::iter::Peekable;
use std::str::Chars;

/// A word as it stands, or a text in quotes with its escapes undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Word {
    Bare(String),
    Quoted(String),
}

/// Splits a line; a `#` where a word could begin starts a comment.
pub(crate) fn split(line: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut chars = line.chars().peekable();
    while let Some(&next) = chars.peek() {
        match next {
            '#' => break,
            '"' => {
                chars.next();
                words.push(Word::Quoted(quoted(&mut chars)?));
            }
            next if next.is_whitespace() => {
                chars.next();
            }
            _ => words.push(Word::Bare(bare(&mut chars))),
        }
    }
    Ok(words)
}

fn bare(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut word = String::new();
    while let Some(next) = chars.next_if(|next| !next.is_whitespace()) {
        word.push(next);
    }
    word
}

fn quoted(chars: &mut Peekable<Chars<'_>>) -> Result<String, String> {
    let mut text = String::new();
    loop {
        match chars.next() {
            None => return Err("the text in quotes has no end".to_owned()),
            Some('"') => break,
            Some('\\') => escape(chars, &mut text)?,
            Some(other) => text.push(other),
        }
    }
    match chars.peek() {
        Some(next) if !next.is_whitespace() => {
            Err(format!("`{next}` right after a text in quotes"))
        }
        _ => Ok(text),
    }
}

fn escape(chars: &mut Peekable<Chars<'_>>, text: &mut String) -> Result<(), String> {
    match chars.next() {
        Some('n') => text.push('\n'),
        Some('t') => text.push('\t'),
        Some('r') => text.push('\r'),
        Some('e') => text.push('\u{1b}'),
        Some('"') => text.push('"'),
        Some('\\') => text.push('\\'),
        // Left for the placeholders of messages, see `message::fill`.
        Some('{') => text.push_str("\\{"),
        Some('u') => text.push(code_point(chars)?),
        Some(other) => return Err(format!("unknown escape `\\{other}`")),
        None => return Err("the text in quotes has no end".to_owned()),
    }
    Ok(())
}

fn code_point(chars: &mut Peekable<Chars<'_>>) -> Result<char, String> {
    let digits: String = chars.by_ref().take_while(|&next| next != '}').collect();
    digits
        .strip_prefix('{')
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .and_then(char::from_u32)
        .ok_or_else(|| format!("`\\u{digits}}}` is not a code point like \\u{{202e}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Result<&[&str], &str>) {
        let actual = split(input).map(|words| {
            let show = |word: &Word| match word {
                Word::Bare(word) => word.clone(),
                Word::Quoted(text) => format!("<{text}>"),
            };
            words.iter().map(show).collect::<Vec<_>>()
        });
        match expected {
            Ok(words) => assert_eq!(actual.unwrap(), words, "{input}"),
            Err(message) => assert_eq!(actual.unwrap_err(), message, "{input}"),
        }
    }

    #[test]
    fn words_texts_and_comments() {
        check("", Ok(&[]));
        check("# all comment", Ok(&[]));
        check(r#"tag v1.0.0 "One \"two\"" # why"#, Ok(&["tag", "v1.0.0", "<One \"two\">"]));
        check(r##"write a#b "x\ny # z""##, Ok(&["write", "a#b", "<x\ny # z>"]));
        check(r#"commit "\e[31m\u{202e}\\""#, Ok(&["commit", "<\u{1b}[31m\u{202e}\\>"]));
        check(r#"commit "open"#, Err("the text in quotes has no end"));
        check(r#"commit "a"b"#, Err("`b` right after a text in quotes"));
        check(r#"commit "\q""#, Err("unknown escape `\\q`"));
        check(r#"commit "\u{zz}""#, Err("`\\u{zz}` is not a code point like \\u{202e}"));
    }
}
