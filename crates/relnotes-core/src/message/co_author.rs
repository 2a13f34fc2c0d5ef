//! Who else wrote a commit.

use super::scan;
use crate::person::Person;

/// Reads the people of `Co-authored-by:` lines, each address once.
///
/// ```text
/// line = <start of line> "Co-authored-by:" name "<" address ">"
/// ```
///
/// All lines count, not only git's trailers: forges put them below the text of each squashed commit.
pub(super) fn parse(body: &str) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    if !body.contains("uthored-") && !body.contains("UTHORED-") {
        return people;
    }
    for (_, line) in scan::lines(body) {
        let person = scan::strip_prefix(line, "co-authored-by:").and_then(person);
        if let Some(person) =
            person.filter(|p| !people.iter().any(|q| q.email.eq_ignore_ascii_case(&p.email)))
        {
            people.push(person);
        }
    }
    people
}

fn person(text: &str) -> Option<Person> {
    let (name, rest) = text.split_once('<')?;
    let (email, _) = rest.split_once('>')?;
    Some(Person { name: name.trim().to_owned(), email: email.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &[(&str, &str)]) {
        let people = parse(body);
        let found: Vec<_> = people.iter().map(|p| (p.name.as_str(), p.email.as_str())).collect();
        assert_eq!(found, expected, "{body:?}");
    }

    #[test]
    fn every_line_counts_once() {
        check(
            "Co-authored-by: Ann B <a@b>\n\ntext\nCo-Authored-By: C <c@d>\r\nco-authored-by: Ann <A@B>",
            &[("Ann B", "a@b"), ("C", "c@d")],
        );
        check("text Co-authored-by: A <a@b>\nCo-authored-by: nobody\nCo-authored-by: <a", &[]);
        check("Co-authored-by: Анна <a@b>", &[("Анна", "a@b")]);
    }
}
