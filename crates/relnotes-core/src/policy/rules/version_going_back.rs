use crate::history::NodeMap;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, TagFact, tags};
use crate::version::Stage;

declare_rule! {
    /// ## What it does
    /// Reports finals whose first parents lead to a higher final.
    ///
    /// ## Why is this bad?
    /// Who follows the branch gets a lower version later, and tools that take the highest tag take the
    /// older code.
    ///
    /// ## Example
    /// `v1.2.1` on main above `v1.3.0`
    ///
    /// ## How to fix
    /// Release it under the next number: `git tag -a v1.3.1`. A patch of an older line is made on its own
    /// branch.
    "RN304" "version-going-back" Tags Deny
    needs [History, Tags] check Tag(check)
}

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|it| tag.tag.conforming && it.stage == Stage::Final)
    else {
        return;
    };
    // Of several finals on a commit the highest comes last.
    let finals: NodeMap<TagFact<'_>> = tags::finals(facts).map(|it| (it.node, it)).collect();
    let mut below = facts.history.first_parents(tag.node).skip(1);
    let below = below.find_map(|node| finals.get(&node));
    let Some(below) = below.filter(|below| below.tag.release > Some(release)) else { return };
    let (name, higher) = (&tag.tag.name, &below.tag.name);
    findings
        .violation(
            tag,
            format!("{name} comes after the higher {higher} on the same line of commits"),
        )
        .hint(format!("git log --first-parent --oneline {higher}..{name}"))
        .evidence([facts.shown(below.node), facts.shown(tag.node)]);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    #[test]
    fn a_lower_final_above_a_higher_one_is_reported() {
        let text = "commit \"feat: a\"\ntag v1.3.0 \"a\"\ncommit \"fix: b\"\ntag v1.2.1 \"b\"";
        let said = history(text).says(&RULE);
        assert!(
            said.starts_with("refs/tags/v1.2.1: v1.2.1 comes after the higher v1.3.0"),
            "{said}"
        );
    }

    #[test]
    fn growing_versions_and_patches_of_older_lines_are_fine() {
        let text = "commit \"feat: a\"\ntag v1.2.0 \"a\"\ncommit \"feat: b\"\ntag v1.3.0 \"b\"\n\
                    branch release/v1.2 from v1.2.0\ncommit \"fix: c\"\ntag v1.2.1 \"c\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn on_one_commit_nothing_goes_back() {
        let text = "commit \"feat: a\"\ntag v1.3.0 \"a\"\ntag v1.2.1 \"b\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history("commit \"feat: a\"\ncommit \"fix: b\"\ntag v1.2.1 \"b\"")
            .shallow()
            .says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
