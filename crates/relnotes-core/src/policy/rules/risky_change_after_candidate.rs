use std::collections::BTreeMap;

use crate::evidence::{Fact, Kind, Leap, Verb};
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, freeze};

declare_rule! {
    /// ## What it does
    /// Reports what a release that is being prepared got after its first candidate and what candidates
    /// are there to find out about: a migration, a changed contract, a dependency that leapt to another
    /// major version, a change of the pipelines. A commit with a trailer `Freeze-Exception:` is not
    /// reported.
    ///
    /// ## Why is this bad?
    /// The first candidate was tested without it, and the next one will be tested for less long.
    ///
    /// ## Example
    /// `migrations/0007_totals.sql` on `release/v1.3.0`, after `v1.3.0-rc.1`.
    ///
    /// ## How to fix
    /// Leave it to the next release, or test the next candidate as long as the first and say who agreed:
    /// `Freeze-Exception: Anna Ivanova: without it orders get lost`.
    "RN403" "risky-change-after-candidate" Commits Warn
    needs [History] check Whole(check)
}

fn check(facts: &Facts<'_>, findings: &mut Findings<'_>) {
    for open in facts.open.iter().flatten() {
        let Some(branch) = facts.branch_named(&open.branch) else { continue };
        let Some((candidate, late)) = &open.since_candidate else { continue };
        let mut kinds: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for fact in late.iter().filter(|fact| !is_agreed(fact, facts)) {
            if let Some(kind) = risky(fact) {
                kinds.entry(kind).or_default().push(shown(fact));
            }
        }
        if kinds.is_empty() {
            continue;
        }
        let what: Vec<String> =
            kinds.iter().map(|(kind, all)| format!("{kind} ({})", all.len())).collect();
        let message = format!("{} got after {candidate}: {}", open.branch, what.join(", "));
        findings
            .violation(branch, message)
            .evidence(kinds.into_values().flatten())
            .hint("say in the commit who agreed: `Freeze-Exception: WHO: WHY`");
    }
}

/// The word for what a candidate is there to find out about.
fn risky(fact: &Fact) -> Option<&'static str> {
    match &fact.kind {
        Kind::Migration(_) if fact.verb != Verb::Removed => Some("migrations"),
        Kind::EditedMigration | Kind::SchemaDrift => Some("migrations"),
        Kind::Contract(contract) if contract.breaking => Some("contracts"),
        Kind::Dependency(dependency) if dependency.leap == Some(Leap::Major) => {
            Some("dependencies")
        }
        Kind::Pipeline => Some("pipelines"),
        _ => None,
    }
}

/// Whether every commit that brought it is an exception that somebody agreed to.
fn is_agreed(fact: &Fact, facts: &Facts<'_>) -> bool {
    let is_exception = |id| {
        let mut all = facts.lines().flat_map(|line| facts.commits_of(line));
        all.any(|(_, commit)| commit.id == id && freeze::is_exception(commit))
    };
    !fact.commits.is_empty() && fact.commits.iter().all(|id| is_exception(*id))
}

fn shown(fact: &Fact) -> String {
    let commits: Vec<String> = fact.commits.iter().take(3).map(|id| id.short(10)).collect();
    match commits.is_empty() {
        true => format!("{} ({})", fact.subject, fact.place),
        false => format!("{} ({}, {})", fact.subject, fact.place, commits.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::evidence::{Kind, Verb};
    use crate::policy::testing::{fact, history};

    const OPEN: &str = "commit \"feat: a\"\ntag v1.0.0\nbranch release/v1.1.0\ncommit \"fix: b\"\n\
                        tag v1.1.0-rc.1\ncommit \"ci: c\"";

    #[test]
    fn a_pipeline_that_changed_after_the_first_candidate_is_reported() {
        let late = || Some(("v1.1.0-rc.1", vec![fact(Kind::Pipeline, Verb::Changed, "ci.yml", 3)]));
        let said = history(OPEN).open("release/v1.1.0", Vec::new(), late()).says(&RULE);
        assert!(
            said.starts_with(
                "refs/heads/release/v1.1.0: release/v1.1.0 got after v1.1.0-rc.1: pipelines (1) \
                 [subject (ci.yml:3)] -> "
            ),
            "{said}"
        );
        // What was there with the candidate is not late; tests are nothing to be afraid of.
        let early = vec![fact(Kind::Pipeline, Verb::Changed, "ci.yml", 3)];
        assert_eq!(history(OPEN).open("release/v1.1.0", early, None).says(&RULE), "");
        let tests = Some(("v1.1.0-rc.1", vec![fact(Kind::Tests, Verb::Added, "a.rs", 3)]));
        assert_eq!(history(OPEN).open("release/v1.1.0", Vec::new(), tests).says(&RULE), "");
    }
}
