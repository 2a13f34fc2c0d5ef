use std::collections::BTreeMap;

use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject};
use crate::tag::Tag;

declare_rule! {
    /// ## What it does
    /// Compares the tags with a file at HEAD (`policy.tags_lock`, `tags.lock` by default) that records
    /// what they pointed at, in the form of `git show-ref --tags`. Reports tags that point at something
    /// else by now, and tags that are gone. Without the file there is nothing to compare.
    ///
    /// ## Why is this bad?
    /// Git does not fetch a moved tag again: from then on everybody has another `v1.2.0`, and what was
    /// tested, deployed and described is no longer what the name says.
    ///
    /// ## Example
    /// `git tag -f v1.2.0 && git push -f origin v1.2.0`
    ///
    /// ## How to fix
    /// Put the tag back to what the file says, and give the new state a name of its own.
    "RN312" "moved-tag" Tags Deny
    needs [Tags] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let path = &facts.sources.config.policy.tags_lock;
    let Some(head) = facts.head.map(|head| facts.history.graph().id(head)) else { return };
    let text = match facts.sources.repository.read_file(head, path) {
        Ok(Some(text)) => String::from_utf8_lossy(&text).into_owned(),
        Ok(None) => return,
        Err(error) => {
            findings.unreadable(Subject::File { path: path.clone(), line: None }, &error);
            return;
        }
    };
    let tags = facts.sources.tags.iter();
    let now: BTreeMap<&str, &Tag> = tags.map(|tag| (tag.name.as_str(), tag)).collect();
    for (at, line) in text.lines().enumerate() {
        let Some((id, name)) = entry(line) else { continue };
        let is_release = crate::tag::parse(name, &facts.tag_rules()).is_some();
        let subject = Subject::File { path: path.clone(), line: Some(at + 1) };
        let full = word(&format!("refs/tags/{name}")).into_owned();
        let back = format!("git tag -f {} {id} && git push -f origin {full}", word(name));
        let Some(tag) = now.get(name) else {
            if is_release {
                findings.violation(subject, format!("{name} is gone")).evidence([id]).hint(back);
            }
            continue;
        };
        let is = tag.object.unwrap_or(tag.commit).to_string();
        if is == id {
            continue;
        }
        if let Some((reason, fix)) = facts.checkout.overwritten(tag) {
            findings.cannot_tell(subject, reason).hint(fix);
            continue;
        }
        let message = format!("{name} points at {}, not at {}", &is[..10], &id[..10]);
        findings.violation(subject, message).evidence([id, is.as_str()]).hint(back);
    }
}

/// Reads `ID refs/tags/NAME`; what a tag peels to (`^{}`) is left out.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (id, name) = line.trim().split_once([' ', '\t'])?;
    let name = name.trim().strip_prefix("refs/tags/")?;
    let is_id = id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_id && !name.ends_with("^{}")).then_some((id, name))
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    const ID: &str = "0123456789012345678901234567890123456789";

    #[test]
    fn a_moved_tag_and_a_lost_one_are_reported() {
        let text = format!(
            "commit \"a\"\ntag v1.0.0 \"Release\"\n\
             write tags.lock \"{ID} refs/tags/v1.0.0\\n{ID} refs/tags/v1.1.0\\n\"\ncommit \"b\""
        );
        let said = history(&text).says(&RULE);
        assert!(said.contains("tags.lock:1: v1.0.0 points at "), "{said}");
        assert!(said.contains(", not at 0123456789 ["), "{said}");
        assert!(said.contains("tags.lock:2: v1.1.0 is gone"), "{said}");
    }

    #[test]
    fn of_the_tag_that_github_builds_it_cannot_tell() {
        let text = format!(
            "commit \"a\"\ntag v1.0.0\nwrite tags.lock \"{ID} refs/tags/v1.0.0\\n\"\ncommit \"b\""
        );
        let ci = Checkout {
            ci: Some("GitHub Actions"),
            tag: Some("v1.0.0".to_owned()),
            ..Checkout::default()
        };
        let in_ci = history(&text).config("flow = \"trunk\"").checkout(ci.clone());
        assert!(in_ci.says(&RULE).starts_with("? repository: GitHub Actions checked out one tag"));
        let two = format!("{text}\nbranch develop");
        let said = history(&two).checkout(ci).says(&RULE);
        assert!(said.starts_with("? tags.lock:1: actions/checkout writes the commit"), "{said}");
    }

    #[test]
    fn without_the_file_there_is_nothing_to_compare() {
        assert_eq!(history("commit \"a\"\ntag v1.0.0 \"Release\"").says(&RULE), "");
    }

    #[test]
    fn other_lines_and_other_tags_count_for_nothing() {
        let text = format!(
            "commit \"a\"\nwrite tags.lock \"# made by hand\\n{ID} refs/tags/nightly\\nx refs/tags/v1.0.0\\n\"\n\
             commit \"b\"\ntag v2.0.0 \"Release\""
        );
        assert_eq!(history(&text).says(&RULE), "");
    }

    #[test]
    fn a_tag_that_is_where_the_file_says_is_fine() {
        let text = "commit \"a\" as a\ntag v1.0.0\n\
                    write tags.lock \"{a} refs/tags/v1.0.0\\n{a} refs/tags/v1.0.0^{{}}\\n\"\ncommit \"b\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn a_file_that_is_missing_makes_it_unknown() {
        let text = format!("write tags.lock \"{ID} refs/tags/v1.0.0\"\ncommit \"a\"\ntag v1.0.0");
        let partial = history(&text).after(|repo| repo.forget("HEAD:tags.lock"));
        assert!(partial.says(&RULE).starts_with("? tags.lock: "));
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
