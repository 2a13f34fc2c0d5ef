//! Words, numbers, texts and signs of a `.proto` file, with their lines.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: TokenKind<'t>,
    pub(super) line: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind<'t> {
    /// A name with its points, a keyword, a number.
    Word(&'t str),
    /// A text, without its quotes.
    Text(&'t str),
    /// Anything else, one byte at a time.
    Sign(u8),
}

/// Splits a text; what no token of the language is becomes signs.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < bytes.len() {
        let start = at;
        let first = line;
        let byte = bytes[at];
        at += 1;
        let kind = match byte {
            b'/' if bytes.get(at) == Some(&b'/') => {
                at = find(bytes, at, b"\n").unwrap_or(bytes.len());
                continue;
            }
            b'/' if bytes.get(at) == Some(&b'*') => {
                at = find(bytes, at + 1, b"*/").map_or(bytes.len(), |end| end + 2);
                line += lines(&bytes[start..at]);
                continue;
            }
            b'"' | b'\'' => {
                while at < bytes.len() && bytes[at] != byte {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                at = (at + 1).min(bytes.len());
                line += lines(&bytes[start..at]);
                TokenKind::Text(text.get(start + 1..at - 1).unwrap_or_default())
            }
            byte if is_word(byte) => {
                while bytes.get(at).is_some_and(|byte| is_word(*byte)) {
                    at += 1;
                }
                TokenKind::Word(&text[start..at])
            }
            byte if byte.is_ascii_whitespace() => {
                line += u32::from(byte == b'\n');
                continue;
            }
            byte => TokenKind::Sign(byte),
        };
        tokens.push(Token { kind, line: first });
    }
    tokens
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.')
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(what.len()).position(|part| part == what).map(|at| from + at)
}

fn lines(bytes: &[u8]) -> u32 {
    let count = bytes.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
