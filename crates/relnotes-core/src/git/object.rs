//! The bytes of a commit or tag object, taken apart without copying.

use std::borrow::Cow;

use memchr::{memchr, memmem, memrchr};

use crate::id::CommitId;
use crate::person::{Person, Signature, Time};

/// A commit object in parts; the text is not decoded yet.
#[derive(Debug, Clone, Copy)]
pub struct RawCommit<'a> {
    tree: &'a [u8],
    parents: &'a [u8],
    author: &'a [u8],
    committer: &'a [u8],
    encoding: Option<&'a [u8]>,
    /// The message as it was written.
    pub message: &'a [u8],
}

/// A person in a commit, not decoded yet, and when.
#[derive(Debug, Clone, Copy)]
pub struct WrittenPerson<'a> {
    name: &'a [u8],
    mail: &'a [u8],
    encoding: Option<&'a [u8]>,
    /// When the person did it.
    pub time: Time,
}

impl<'a> WrittenPerson<'a> {
    /// Returns what tells persons apart.
    pub fn key(&self) -> (&'a [u8], &'a [u8], Option<&'a [u8]>) {
        (self.name, self.mail, self.encoding)
    }

    /// Decodes name and mail.
    pub fn decode(&self) -> Person {
        Person {
            name: decode(self.name, self.encoding).0.into_owned(),
            email: decode(self.mail, self.encoding).0.into_owned(),
        }
    }
}

/// The length of a line `parent <id>\n`.
const PARENT_LINE: usize = 48;

impl<'a> RawCommit<'a> {
    /// Takes a commit object apart:
    ///
    /// ```text
    /// "tree " id LF { "parent " id LF } "author " ident LF "committer " ident LF { header LF } LF message
    /// ```
    ///
    /// # Errors
    /// Says which header is missing.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, &'static str> {
        let rest = bytes.strip_prefix(b"tree ").ok_or("it has no tree")?;
        let tree = rest.get(..40).ok_or("its tree is no object id")?;
        let rest = rest.get(41..).ok_or("it ends after its tree")?;
        let mut end = 0;
        while rest[end..].starts_with(b"parent ") {
            end += PARENT_LINE;
            if end > rest.len() {
                return Err("it ends within a parent");
            }
        }
        let (parents, rest) = rest.split_at(end);
        let (author, rest) = header(rest, b"author ").ok_or("it has no author")?;
        let (committer, rest) = header(rest, b"committer ").ok_or("it has no committer")?;
        let (headers, message) = split_headers(rest);
        Ok(Self { tree, parents, author, committer, encoding: encoding(headers), message })
    }

    /// Returns the tree of the commit; the null id where the object is damaged there.
    pub fn tree(&self) -> CommitId {
        CommitId::from_hex(self.tree).unwrap_or(CommitId([0; 20]))
    }

    /// Returns the parents in their order.
    pub fn parents(&self) -> impl Iterator<Item = CommitId> + 'a {
        self.parents.chunks_exact(PARENT_LINE).filter_map(|line| CommitId::from_hex(&line[7..47]))
    }

    /// Returns the committer's time in seconds, without decoding anything else.
    pub fn time(&self) -> i64 {
        split_ident(self.committer).2.seconds
    }

    /// Returns who wrote the change, and when.
    pub fn author(&self) -> Signature {
        signature(self.author, self.encoding)
    }

    /// Returns who committed the change, and when.
    pub fn committer(&self) -> Signature {
        signature(self.committer, self.encoding)
    }

    /// Returns name, mail and encoding of author and committer as they were written, to tell whether
    /// a person was met before.
    pub fn people(&self) -> [WrittenPerson<'a>; 2] {
        [self.author, self.committer].map(|line| {
            let (name, mail, time) = split_ident(line);
            WrittenPerson { name, mail, encoding: self.encoding, time }
        })
    }

    /// Returns the author line up to the date's end: equal for a commit and its cherry-picks.
    pub fn author_line(&self) -> &'a [u8] {
        self.author
    }

    /// Returns the message as text, and whether bytes of it had to be replaced.
    pub fn text(&self) -> (Cow<'a, str>, bool) {
        decode(self.message, self.encoding)
    }

    /// Returns the raw first line of the message.
    pub fn first_line(&self) -> &'a [u8] {
        split_line(self.message).0
    }
}

/// An annotated tag in parts.
#[derive(Debug, Clone)]
pub struct RawTag {
    /// The object that it points at.
    pub target: CommitId,
    /// Whether that is a tag again, a commit, or something else.
    pub target_kind: String,
    /// Who made it and when; old tags have none.
    pub tagger: Option<Signature>,
    /// What it says, without a signature.
    pub message: String,
    /// Whether it carries a signature; nobody asks whether it is good.
    pub is_signed: bool,
}

/// How signatures of OpenPGP, SSH and X.509 begin.
const SIGNATURES: [&str; 3] =
    ["-----BEGIN PGP ", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SIGNED MESSAGE-----"];

impl RawTag {
    /// Takes a tag object apart: `"object " id LF "type " kind LF "tag " name LF ["tagger " ident LF]`.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let (target, rest) = header(bytes, b"object ")?;
        let (kind, rest) = header(rest, b"type ")?;
        let (_, rest) = header(rest, b"tag ")?;
        let body = rest.windows(2).position(|pair| pair == b"\n\n").map(|end| &rest[end + 2..]);
        let body = rest.strip_prefix(b"\n").or(body).unwrap_or_default();
        let text = decode(body, None).0;
        let begins_line = |at: &usize| *at == 0 || text.as_bytes()[*at - 1] == b'\n';
        let marks = SIGNATURES.iter().flat_map(|mark| text.match_indices(mark));
        let signed_at = marks.map(|(at, _)| at).filter(begins_line).min();
        Some(Self {
            message: text[..signed_at.unwrap_or(text.len())].trim().to_owned(),
            is_signed: signed_at.is_some(),
            target: CommitId::from_hex(target)?,
            target_kind: String::from_utf8_lossy(kind).into_owned(),
            tagger: header(rest, b"tagger ").map(|(line, _)| signature(line, None)),
        })
    }
}

fn header<'a>(bytes: &'a [u8], name: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    Some(split_line(bytes.strip_prefix(name)?))
}

/// Splits further headers, most often a long signature, from what follows the first empty line.
fn split_headers(bytes: &[u8]) -> (&[u8], &[u8]) {
    if let Some(message) = bytes.strip_prefix(b"\n") {
        return (&[], message);
    }
    match memmem::find(bytes, b"\n\n") {
        Some(end) => (&bytes[..end], &bytes[end + 2..]),
        None => (bytes, &[]),
    }
}

/// Returns the value of the last header `encoding`.
fn encoding(headers: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"encoding ";
    let mut found = None;
    let mut rest = headers;
    while let Some(at) = memmem::find(rest, NAME) {
        let is_header = at == 0 && rest.len() == headers.len() || at > 0 && rest[at - 1] == b'\n';
        rest = &rest[at + NAME.len()..];
        if is_header {
            found = Some(split_line(rest).0);
        }
    }
    found
}

fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match memchr(b'\n', bytes) {
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
        None => (bytes, &[]),
    }
}

/// Splits `Name <mail> seconds offset` as git does: the name ends at the first `<`, the mail at
/// the next `>`, the date follows the last `>`.
fn split_ident(line: &[u8]) -> (&[u8], &[u8], Time) {
    let open = memchr(b'<', line).unwrap_or(line.len());
    let name = line[..open].trim_ascii();
    let after = line.get(open + 1..).unwrap_or_default();
    let close = memchr(b'>', after).unwrap_or(after.len());
    let mail = after[..close].trim_ascii();
    let date = memrchr(b'>', line).map_or(&[][..], |at| &line[at + 1..]);
    let mut words = date.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let seconds = words.next().and_then(number).unwrap_or(0);
    let offset = words.next().and_then(number).unwrap_or(0);
    let offset = i32::try_from(offset).ok().filter(|offset| offset.abs() < 2400).unwrap_or(0);
    (name, mail, Time { seconds, offset: offset / 100 * 60 + offset % 100 })
}

fn number(word: &[u8]) -> Option<i64> {
    let word = word.strip_prefix(b"+").unwrap_or(word);
    std::str::from_utf8(word).ok()?.parse().ok()
}

fn signature(line: &[u8], encoding: Option<&[u8]>) -> Signature {
    let (name, mail, time) = split_ident(line);
    Signature { person: WrittenPerson { name, mail, encoding, time }.decode(), time }
}

/// Decodes by the commit's `encoding` header, else as UTF-8; says whether bytes were replaced.
fn decode<'a>(bytes: &'a [u8], encoding: Option<&[u8]>) -> (Cow<'a, str>, bool) {
    let declared = encoding.and_then(encoding_rs::Encoding::for_label);
    if let Some(encoding) = declared.filter(|encoding| *encoding != encoding_rs::UTF_8) {
        let (text, replaced) = encoding.decode_without_bom_handling(bytes);
        return (text, replaced);
    }
    // Almost everything is text, and that is seen faster than what to replace.
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (String::from_utf8_lossy(bytes), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0123456789abcdef0123456789abcdef01234567";

    fn commit(extra: &str, message: &[u8]) -> Vec<u8> {
        let mut bytes = format!(
            "tree {ID}\nparent {ID}\nparent {ID}\nauthor A <a@x> 1700000000 +0300\n\
             committer C D <c@x> 1700000001 -0130\n{extra}\n"
        )
        .into_bytes();
        bytes.extend_from_slice(message);
        bytes
    }

    #[test]
    fn a_commit_comes_apart() {
        let bytes =
            commit("gpgsig -----BEGIN\n encoding windows-1251\n -----END\n", b"fix: x\n\nbody\n");
        let raw = RawCommit::parse(&bytes).unwrap();
        assert_eq!(raw.parents().count(), 2);
        assert_eq!(raw.author().person.name, "A");
        assert_eq!(raw.author().time, Time { seconds: 1_700_000_000, offset: 180 });
        assert_eq!(raw.committer().time, Time { seconds: 1_700_000_001, offset: -90 });
        assert_eq!(raw.text(), (Cow::Borrowed("fix: x\n\nbody\n"), false));
    }

    #[test]
    fn declared_encodings_are_decoded_and_undeclared_ones_reported() {
        let bytes = commit("encoding windows-1251\n", &[0xcf, 0xf0, 0xe8]);
        assert_eq!(RawCommit::parse(&bytes).unwrap().text(), (Cow::Owned("При".to_owned()), false));
        let bytes = commit("", &[0xcf, 0xf0, 0xe8]);
        assert!(RawCommit::parse(&bytes).unwrap().text().1);
    }

    #[test]
    fn damaged_objects_are_no_panic() {
        let whole = commit("", b"x");
        for end in 0..whole.len() - 2 {
            if let Ok(raw) = RawCommit::parse(&whole[..end]) {
                raw.author();
            }
        }
        assert!(RawCommit::parse(b"tree zz").is_err());
    }

    #[test]
    fn odd_idents_are_split_as_git_does() {
        for (line, name, mail, seconds) in [
            ("A <a@x> b> 12 +0000", "A", "a@x", 12),
            ("<a@x> 12 +0000", "", "a@x", 12),
            ("A", "A", "", 0),
            ("A <a@x> x +0000", "A", "a@x", 0),
        ] {
            let (n, m, time) = split_ident(line.as_bytes());
            assert_eq!((n, m, time.seconds), (name.as_bytes(), mail.as_bytes(), seconds), "{line}");
        }
    }
}
