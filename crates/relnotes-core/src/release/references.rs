//! References in titles, `Closes #12: x (#13)`, that documents show beside them.

use super::model::Change;

impl Change {
    /// Takes off the end of a text what documents show beside it: the change's own pull requests
    /// and tickets in brackets, `(SHOP-12) (#42)`.
    pub fn without_references<'a>(&self, text: &'a str) -> &'a str {
        let mut text = text.trim_end();
        while let Some((before, last)) = text.rsplit_once(" (")
            && let Some(inner) = last.strip_suffix(')')
            && inner.split(',').all(|word| self.refers_to(word.trim()))
        {
            text = before.trim_end();
        }
        text
    }

    /// Returns the title without what documents show beside it, at both ends: `Closes #7: x (#42)`. Other words keep
    /// their beginning: somebody may have written `#42 breaks x`.
    pub fn bare_title(&self) -> &str {
        without_leading(self.without_references(self.title.trim()), |word| self.refers_to(word))
    }

    fn refers_to(&self, word: &str) -> bool {
        let number = word.strip_prefix(['#', '!']).and_then(|number| number.parse().ok());
        number.is_some_and(|number| self.pull_requests.contains(&number))
            || self.tickets.iter().any(|ticket| ticket == word)
    }
}

/// Takes numbers off the beginning of a title, `Closes #12: x`, `#12 - x`, where all of them may go.
pub(super) fn without_leading(title: &str, may_go: impl Fn(&str) -> bool) -> &str {
    let lower = title.to_ascii_lowercase();
    let verb = CLOSING
        .iter()
        .find(|verb| lower.strip_prefix(*verb).is_some_and(|rest| rest.starts_with([' ', ':'])));
    let mut rest = title[verb.map_or(0, |verb| verb.len())..].trim_start_matches([' ', ':']);
    let mut any = false;
    while let Some(after) = rest.strip_prefix('#') {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let is_number = digits > 0 && !after[digits..].starts_with(char::is_alphanumeric);
        if !is_number || !may_go(&rest[..=digits]) {
            return title;
        }
        any = true;
        rest = after[digits..].trim_start_matches([' ', ',', '&']);
        rest = rest.strip_prefix("and #").map_or(rest, |_| &rest["and ".len()..]);
    }
    let rest = rest.trim_start_matches([' ', ':']);
    let dash = ["- ", "– ", "— ", ". "].iter().find_map(|dash| rest.strip_prefix(dash));
    let words = dash.unwrap_or(rest).trim_start();
    if any && words.starts_with(begins_words) { words } else { title }
}

/// Returns whether words, code or an option may begin with it; what is left of a broken-off reference does not.
fn begins_words(character: char) -> bool {
    character.is_alphanumeric() || "`\"'“«[<_-/$@".contains(character)
}

/// Words with which forges close tickets, the longer ones first.
const CLOSING: [&str; 9] =
    ["closes", "closed", "close", "fixes", "fixed", "fix", "resolves", "resolved", "resolve"];

#[cfg(test)]
mod tests {
    use super::super::model::TextSource;
    use super::*;
    use crate::config::commits::Kind;
    use crate::person::Time;

    #[test]
    fn numbers_are_taken_off_the_beginning() {
        for (title, expected) in [
            ("Closes #21284: Add a note", "Add a note"),
            ("Fixes: #20984 - Django 6.0", "Django 6.0"),
            ("#20984 - Django 6.0", "Django 6.0"),
            ("#12. Django", "Django"),
            ("#14329 Improve diffs", "Improve diffs"),
            ("Fix #1, #2 and #3: x", "x"),
            ("Fixes #19988: `has_feature()` is gentle", "`has_feature()` is gentle"),
            ("Fixes #12: --quiet is heard", "--quiet is heard"),
            ("Fix the #12 parser", "Fix the #12 parser"),
            ("Fixture #12", "Fixture #12"),
            ("Fix #12", "Fix #12"),
            ("Fix #12 - ", "Fix #12 - "),
            ("Fix #12 (again)", "Fix #12 (again)"),
            ("#12th try", "#12th try"),
            ("#12.5 is a number", "#12.5 is a number"),
            ("close the door", "close the door"),
        ] {
            assert_eq!(without_leading(title, |_| true), expected, "{title}");
        }
    }

    #[test]
    fn only_references_of_its_own_are_taken_off_a_change() {
        let mut change = Change {
            id: "p:42".to_owned(),
            kind: Kind::Fix,
            type_: None,
            scope: None,
            description: String::new(),
            title: String::new(),
            category: None,
            breaking: false,
            breaking_notes: Vec::new(),
            hidden_by: None,
            in_user_notes: true,
            tickets: vec!["SHOP-12".to_owned(), "#7".to_owned()],
            pull_requests: vec![42],
            merge: None,
            commits: Vec::new(),
            reverts: Vec::new(),
            authors: Vec::new(),
            first_shipped_in: None,
            labels: Vec::new(),
            approved_by: Vec::new(),
            shipped_as: Vec::new(),
            text_source: TextSource::Subject,
            continues: None,
            date: Time { seconds: 0, offset: 0 },
        };
        for (text, expected) in [
            ("Search (SHOP-12) (#42)", "Search"),
            ("Search (SHOP-12, #7)", "Search"),
            ("Search (beta) (#42)", "Search (beta)"),
            ("Search (SHOP-13)", "Search (SHOP-13)"),
            ("(SHOP-12)", "(SHOP-12)"),
            ("#42 breaks the search", "#42 breaks the search"),
        ] {
            assert_eq!(change.without_references(text), expected);
        }
        for (title, expected) in [
            ("Closes #7: Search (#42)", "Search"),
            ("Closes #7, #8: Search", "Closes #7, #8: Search"),
        ] {
            title.clone_into(&mut change.title);
            assert_eq!(change.bare_title(), expected);
        }
    }
}
