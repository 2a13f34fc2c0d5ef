//! Reads the words of one line one after the other, and complains about what is left over.

use crate::clock::{Time, parse_time};
use crate::operation::{Change, Stamp};
use crate::words::Word;

/// The words of a line after its verb.
pub(crate) struct Settings {
    words: Vec<Word>,
}

impl Settings {
    pub(crate) fn new(words: Vec<Word>) -> Self {
        Self { words }
    }

    /// Takes the next bare word, which the line cannot do without.
    pub(crate) fn word(&mut self, what: &str) -> Result<String, String> {
        match self.words.first() {
            Some(Word::Bare(_)) => Ok(self.take_first()),
            Some(Word::Quoted(text)) => Err(format!("expected {what}, found the text \"{text}\"")),
            None => Err(format!("expected {what}")),
        }
    }

    /// Takes all bare words up to the next quoted text or the end.
    pub(crate) fn words(&mut self, what: &str) -> Result<Vec<String>, String> {
        let mut words = vec![self.word(what)?];
        while let Some(Word::Bare(next)) = self.words.first() {
            if is_keyword(next) {
                break;
            }
            words.push(self.take_first());
        }
        Ok(words)
    }

    /// Takes the next text in quotes, which the line cannot do without.
    pub(crate) fn text(&mut self, what: &str) -> Result<String, String> {
        match self.words.first() {
            Some(Word::Quoted(_)) => Ok(self.take_first()),
            Some(Word::Bare(word)) => Err(format!("expected {what} in quotes, found `{word}`")),
            None => Err(format!("expected {what} in quotes")),
        }
    }

    /// Takes the next word if it is a text in quotes.
    pub(crate) fn optional_text(&mut self) -> Option<String> {
        matches!(self.words.first(), Some(Word::Quoted(_))).then(|| self.take_first())
    }

    /// Takes a keyword wherever it stands.
    pub(crate) fn flag(&mut self, keyword: &str) -> bool {
        let found = self.position(keyword);
        if let Some(index) = found {
            self.words.remove(index);
        }
        found.is_some()
    }

    /// Takes a keyword and the word or text after it, wherever they stand.
    pub(crate) fn value(&mut self, keyword: &str) -> Result<Option<String>, String> {
        let Some(index) = self.position(keyword) else {
            return Ok(None);
        };
        if index + 1 == self.words.len() {
            return Err(format!("`{keyword}` needs a value"));
        }
        self.words.remove(index);
        match self.words.remove(index) {
            Word::Bare(value) | Word::Quoted(value) => Ok(Some(value)),
        }
    }

    pub(crate) fn time(&mut self, keyword: &str) -> Result<Option<Time>, String> {
        self.value(keyword)?.map(|text| parse_time(&text)).transpose()
    }

    pub(crate) fn person(&mut self, keyword: &str) -> Result<Option<Vec<u8>>, String> {
        let Some(person) = self.value(keyword)? else {
            return Ok(None);
        };
        let well_formed = person
            .strip_suffix('>')
            .and_then(|rest| rest.split_once(" <"))
            .is_some_and(|(name, mail)| !format!("{name}{mail}").contains(['<', '>', '\n']));
        if well_formed {
            Ok(Some(person.into_bytes()))
        } else {
            Err(format!("`{person}` is not a person like \"Anna Ivanova <anna@example.com>\""))
        }
    }

    /// Takes everything that any operation that makes a commit may say.
    pub(crate) fn stamp(&mut self) -> Result<Stamp, String> {
        let author = match self.value("by-bytes")? {
            Some(hex) => Some(parse_hex(&hex)?),
            None => self.person("by")?,
        };
        Ok(Stamp {
            author,
            committer: self.person("committed-by")?,
            at: self.time("at")?,
            authored: self.time("authored")?,
            name: self.value("as")?,
            change: if self.flag("empty") { Change::Empty } else { Change::Automatic },
        })
    }

    /// Complains about words that nobody took.
    pub(crate) fn finish(&self) -> Result<(), String> {
        match self.words.first() {
            None => Ok(()),
            Some(Word::Bare(word)) => Err(format!("`{word}` does not belong here")),
            Some(Word::Quoted(text)) => Err(format!("the text \"{text}\" does not belong here")),
        }
    }

    fn position(&self, keyword: &str) -> Option<usize> {
        self.words.iter().position(|word| matches!(word, Word::Bare(word) if word == keyword))
    }

    fn take_first(&mut self) -> String {
        match self.words.remove(0) {
            Word::Bare(word) | Word::Quoted(word) => word,
        }
    }
}

/// Parses bytes written as hexadecimal digits.
pub(crate) fn parse_hex(text: &str) -> Result<Vec<u8>, String> {
    if !text.is_ascii() || text.len() % 2 == 1 {
        return Err(format!("`{text}` is not an even number of hexadecimal digits"));
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16))
        .collect::<Result<_, _>>()
        .map_err(|_| format!("`{text}` is not an even number of hexadecimal digits"))
}

fn is_keyword(word: &str) -> bool {
    ["by", "by-bytes", "at", "authored", "committed-by", "as", "empty", "x", "ours", "theirs"]
        .contains(&word)
}
