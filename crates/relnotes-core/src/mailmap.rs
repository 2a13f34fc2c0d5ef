//! `.mailmap` as git applies it: which name and e-mail stand for those that a commit was written with.
//!
//! The rules are those of git's own `mailmap.c`, to the letter, also where they surprise. It is a matcher of our own
//! because libgit2's compares e-mail addresses case-sensitively and looks for the file beside bare repositories.
//! Where the file comes from is not decided here.

use std::collections::HashMap;

use crate::person::Person;

/// The contents of a `.mailmap` file, ready to be asked about people.
///
/// ```
/// use relnotes_core::{mailmap::Mailmap, person::Person};
///
/// let mailmap = Mailmap::parse("Jane Doe <jane@example.com> <JANE@old.example.com>");
/// let written = Person { name: "jd".to_owned(), email: "jane@OLD.example.com".to_owned() };
/// assert_eq!(mailmap.resolve(&written).name, "Jane Doe");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailmap {
    by_email: HashMap<String, Entry>,
}

/// What one e-mail address stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Entry {
    any_name: Identity,
    by_name: HashMap<String, Identity>,
}

/// The proper name and e-mail address; what is absent stays as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Identity {
    name: Option<String>,
    email: Option<String>,
}

impl Mailmap {
    /// Returns a map that leaves everybody as written.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Reads the text of a `.mailmap`. Nothing in it is an error: a line that git does not understand says nothing.
    pub fn parse(text: impl AsRef<[u8]>) -> Self {
        // git reads a C string, which ends at the first NUL.
        let text = text.as_ref().split(|byte| *byte == 0).next().unwrap_or_default();
        let text = String::from_utf8_lossy(text);
        let mut mailmap = Self::empty();
        for line in text.split('\n').filter(|line| !line.starts_with('#')) {
            mailmap.add_line(line);
        }
        mailmap
    }

    /// Tells whether nobody is mapped, so that asking can be skipped.
    pub fn is_empty(&self) -> bool {
        self.by_email.is_empty()
    }

    /// Returns who a written person really is: an entry for this name and e-mail, else one for the e-mail alone.
    pub fn resolve(&self, written: &Person) -> Person {
        let Some(entry) = self.by_email.get(&fold(&written.email)) else {
            return written.clone();
        };
        let by_name =
            if entry.by_name.is_empty() { None } else { entry.by_name.get(&fold(&written.name)) };
        let proper = by_name.unwrap_or(&entry.any_name);
        Person {
            name: proper.name.as_ref().unwrap_or(&written.name).clone(),
            email: proper.email.as_ref().unwrap_or(&written.email).clone(),
        }
    }

    /// line = identity [identity] anything
    fn add_line(&mut self, line: &str) {
        let Some((proper, rest)) = parse_identity(line) else {
            return;
        };
        // `Proper Name <>` is nothing; `Proper Name <email> <>` is about commits without an address.
        if proper.email.is_empty() {
            return;
        }
        match parse_identity(rest) {
            None => self.add(&proper, None, &proper.email, None),
            Some((written, _)) => {
                self.add(&proper, Some(&proper.email), &written.email, written.name.as_deref());
            }
        }
    }

    fn add(&mut self, proper: &Parsed, email: Option<&String>, of: &str, called: Option<&str>) {
        let entry = self.by_email.entry(fold(of)).or_default();
        let identity = Identity { name: proper.name.clone(), email: email.cloned() };
        if let Some(called) = called {
            entry.by_name.insert(fold(called), identity);
            return;
        }
        // Lines about the same address add up: one may give the name and another the e-mail.
        entry.any_name.name = identity.name.or(entry.any_name.name.take());
        entry.any_name.email = identity.email.or(entry.any_name.email.take());
    }
}

/// A name, if there is one, and the text between the angle brackets, spaces and all.
struct Parsed {
    name: Option<String>,
    email: String,
}

/// identity = \[name\] "<" email ">"; returns it and the text behind it
fn parse_identity(text: &str) -> Option<(Parsed, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (email, rest) = rest.split_once('>')?;
    let name = name.trim_matches(is_git_space);
    let name = (!name.is_empty()).then(|| name.to_owned());
    Some((Parsed { name, email: email.to_owned() }, rest))
}

/// git's `isspace`, which knows neither vertical tabs nor anything beyond ASCII.
fn is_git_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// git compares with `strcasecmp`: ASCII letters only, whatever the language.
fn fold(text: &str) -> String {
    text.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One file for the whole table; expectations: what `git check-mailmap` of git 2.47.3 answers to each question.
    const MAILMAP: &str = "\
# comment <comment@x> <c@x>
 # not a comment for git <hash@x>

Name Only <name-only@x>
<proper@x> <email-only@x>
Both Parts <both@x> <BOTH-old@x>
Exact One <exact@x> Nick Name <shared@x>
Fallback <shared@x>
\t  Spaced   Inside \t <spaced@x>\t\t  nick\t  <spaced-old@x>  # trailing text
First Wins <later@x>
Later Wins <later@x>
Merged Name <merged@x>
<merged-new@x> <merged@x>
Replaced By Name <r1@x> who <byname@x>
<r2@x> WHO <byname@x>
Nobody <>
Empty Old <empty@x> <>
No Close <open@x
< inner@x > < Spaces@x >
<lone@x>
Юлия <yu@x> Ёлка <YU-old@x>
CRLF <crlf@x>\r
Third <third@x> <fourth@x> <fifth@x>
Angle <an<gle@x> <angle-old@x>
";

    #[track_caller]
    fn check(written: &str, expected: &str) {
        let (person, _) = parse_identity(written).unwrap();
        let person = Person { name: person.name.unwrap_or_default(), email: person.email };
        let found = Mailmap::parse(MAILMAP).resolve(&person);
        assert_eq!(format!("{} <{}>", found.name, found.email), expected, "for {written}");
    }

    #[test]
    fn people_resolve_as_git_check_mailmap_says() {
        for (written, expected) in [
            ("c <c@x>", "c <c@x>"),
            ("h <hash@x>", "# not a comment for git <hash@x>"),
            ("n <NAME-ONLY@X>", "Name Only <NAME-ONLY@X>"),
            ("e <email-only@x>", "e <proper@x>"),
            ("b <both-OLD@x>", "Both Parts <both@x>"),
            ("b <both@x>", "b <both@x>"),
            ("nick NAME <shared@x>", "Exact One <exact@x>"),
            ("other <shared@x>", "Fallback <shared@x>"),
            ("NICK <spaced-old@x>", "Spaced   Inside <spaced@x>"),
            ("else <spaced-old@x>", "else <spaced-old@x>"),
            ("l <later@x>", "Later Wins <later@x>"),
            ("m <merged@x>", "Merged Name <merged-new@x>"),
            ("who <byname@x>", "who <r2@x>"),
            ("o <open@x>", "o <open@x>"),
            ("s <spaces@x>", "s <spaces@x>"),
            ("s < spaces@x >", "s < inner@x >"),
            ("l <lone@x>", "l <lone@x>"),
            ("Ёлка <yu-old@x>", "Юлия <yu@x>"),
            ("ёлка <yu-old@x>", "ёлка <yu-old@x>"),
            ("c <crlf@x>", "CRLF <crlf@x>"),
            ("f <fourth@x>", "Third <third@x>"),
            ("f <fifth@x>", "f <fifth@x>"),
            ("a <angle-old@x>", "Angle <an<gle@x>"),
        ] {
            check(written, expected);
        }
    }

    #[test]
    fn a_commit_without_an_address_can_be_mapped() {
        check("nobody <>", "Empty Old <empty@x>");
    }

    #[test]
    fn an_empty_map_changes_nobody() {
        let person = Person { name: "A".to_owned(), email: "a@x".to_owned() };
        assert_eq!(Mailmap::empty().resolve(&person), person);
        assert!(Mailmap::parse("# nobody\n\n").is_empty());
    }

    #[test]
    fn text_that_is_not_utf8_is_read_as_far_as_it_goes() {
        let mailmap = Mailmap::parse(b"M\xfcller <m@x> <old@x>\nB <b@x>\0C <c@x>\n");
        let resolve = |email: &str| {
            mailmap.resolve(&Person { name: String::new(), email: email.to_owned() }).name
        };
        assert_eq!(resolve("old@x"), "M\u{fffd}ller");
        assert_eq!(resolve("b@x"), "B");
        assert_eq!(resolve("c@x"), "");
    }
}
