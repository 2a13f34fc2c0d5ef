use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings};

declare_rule! {
    /// ## What it does
    /// Reports documents of a release whose marks (`<!-- rn:begin … -->`, `<!-- rn:end … -->`) are not in
    /// pairs, or that have an item twice.
    ///
    /// ## Why is this bad?
    /// `relnotes draft` cannot tell which lines are its own: it leaves the whole file as it is, and the
    /// document goes out of date.
    ///
    /// ## Example
    /// A line that begins a region was deleted with the heading below it.
    ///
    /// ## How to fix
    /// Put the mark back (`git diff` shows it), or `relnotes draft --recover`.
    "RN703" "damaged-documents" Documents Deny
    needs [History] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    for open in facts.open.iter().flatten() {
        let Some(branch) = facts.branch_named(&open.branch) else { continue };
        let documents = open.bundle.iter().flat_map(|bundle| &bundle.documents);
        let damage: Vec<String> = documents
            .flat_map(|document| {
                let all = document.damage.iter();
                all.map(move |it| format!("{}:{}: {}", document.path, it.line, it.message))
            })
            .collect();
        if !damage.is_empty() {
            findings
                .violation(branch, format!("documents of {} are damaged", open.branch))
                .evidence(damage)
                .hint("relnotes draft --recover");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::bundle::Damage;
    use crate::policy::testing::{bundle, history};

    const OPEN: &str = "commit \"feat: a\"\ntag v1.0.0\nbranch release/v1.1.0\ncommit \"fix: b\"";

    #[test]
    fn marks_that_are_not_in_pairs_are_reported_with_their_lines() {
        let of = |damage: Vec<Damage>| {
            let bundle = bundle(|bundle| bundle.documents[0].damage = damage);
            history(OPEN).documents("release/v1.1.0", Some(bundle), true).says(&RULE)
        };
        let damage = Damage { line: 3, message: "the region `a` does not end".to_owned() };
        assert!(
            of(vec![damage]).contains("[releases/v1.1.0/plan.md:3: the region `a` does not end]")
        );
        assert_eq!(of(Vec::new()), "");
    }
}
