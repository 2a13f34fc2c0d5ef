//! Names, texts and signs of `GraphQL`, with their lines.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Name(&'t str),
    /// A text, of one line or of several: a description or a default.
    Text,
    /// Anything else; numbers are names.
    Sign(u8),
}

/// Splits a text; comments and commas are left out.
pub(super) fn tokens(text: &str) -> Vec<(Token<'_>, u32)> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1_u32);
    while at < bytes.len() {
        let start = at;
        at += 1;
        let token = match bytes[start] {
            b'#' => {
                at +=
                    bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'"' if bytes[at..].starts_with(b"\"\"") => {
                let end = bytes[at + 2..].windows(3).position(|it| it == b"\"\"\"");
                at = end.map_or(bytes.len(), |end| at + 2 + end + 3);
                tokens.push((Token::Text, line));
                let lines = bytes[start..at].iter().filter(|byte| **byte == b'\n').count();
                line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
                continue;
            }
            b'"' => {
                while at < bytes.len() && !matches!(bytes[at], b'"' | b'\n') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                Token::Text
            }
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => {
                while bytes
                    .get(at)
                    .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
                {
                    at += 1;
                }
                Token::Name(&text[start..at])
            }
            b'\n' => {
                line = line.saturating_add(1);
                continue;
            }
            b',' => continue,
            byte if byte.is_ascii_whitespace() => continue,
            byte => Token::Sign(byte),
        };
        tokens.push((token, line));
    }
    tokens
}
