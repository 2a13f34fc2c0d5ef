use std::collections::BTreeSet;

use memchr::memmem;

use crate::config::commits::Kind;
use crate::evidence::Kind as EvidenceKind;
use crate::git::Error;
use crate::history::NodeId;
use crate::id::CommitId;
use crate::message::conventional;
use crate::policy::bump::{Bump, Step};
use crate::policy::rule::declare_rule;
use crate::policy::{Cut, Facts, Findings, Level, OpenRelease, TagFact};
use crate::release::model::Commit;
use crate::release::{is_version_bump, read_commits};

declare_rule! {
    /// ## What it does
    /// Compares what the commits of a release say with the number that was raised since the final
    /// below it: a feature needs a minor release, a breaking change (`!`, `BREAKING CHANGE:`) a major
    /// one. Before 1.0.0 a breaking change needs a minor release and a feature none. Kinds are those
    /// of `[commits.types]`; what was reverted in the release, or was in a patch of the line below in
    /// a copy, counts for nothing. A minor or major release that brings fixes only is a warning. Of a
    /// version that is being prepared its last candidate is looked at, and of that a contract which
    /// breaks in its files (proto, OpenAPI, GraphQL, flags) is a warning, whatever the commits say.
    ///
    /// ## Why is this bad?
    /// Whoever takes a patch without reading trusts that nothing can break.
    ///
    /// ## Example
    /// `v1.2.4` with `feat(api)!: drop version 1`
    ///
    /// ## How to fix
    /// Release it as what it is, `git tag -a v2.0.0`, or take the change back: `git revert COMMIT`.
    "RN501" "inconsistent-bump" Versions Deny
    needs [History, Tags] check Tag(check)
}

/// How many commits are shown.
const SHOWN: usize = 20;

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(step) = Step::of(tag, facts) else { return };
    let nodes = step.content(facts);
    let mut offenders = offenders(&step, &nodes, facts);
    if !offenders.is_empty() {
        match shipped(&step, facts) {
            Ok(shipped) => offenders.retain(|commit| !shipped.contains(&commit.id)),
            Err(error) => {
                findings.unreadable(tag, error);
                return;
            }
        }
    }
    let (name, last) = (&tag.tag.name, &step.below.tag.name);
    let begin = format!("{name} is a {} release after {last} and brings", step.bump.as_str());
    broken_contracts(&step, facts, findings);
    if offenders.is_empty() {
        if step.bump > Bump::Patch && brings_fixes_only(&nodes, facts) {
            let next = step.named(Bump::Patch, facts);
            findings.violation(tag, format!("{begin} fixes only")).at_most(Level::Warn).hint(
                format!("git tag -a {next} '{name}^{{}}'  (only while {name} is unpublished)"),
            );
        }
        return;
    }
    let count = |n: usize, one: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {one}s")),
    };
    let breaking = offenders.iter().filter(|commit| commit.message.breaking.is).count();
    let features = count(offenders.len() - breaking, "feature");
    let brought: Vec<String> =
        features.into_iter().chain(count(breaking, "breaking change")).collect();
    let needed = match (breaking, step.last.major) {
        (0, _) | (_, 0) => Bump::Minor,
        _ => Bump::Major,
    };
    let ids = offenders.iter().take(SHOWN).map(|commit| commit.id.short(10));
    let ids: Vec<String> = ids.collect();
    let is_taken = facts.sources.tags.iter().any(|it| it.release > Some(step.release));
    let hint = if is_taken {
        format!("git revert {}  (what is published stays)", ids.join(" "))
    } else {
        let next = step.named(needed, facts);
        format!("git tag -a {next} '{name}^{{}}'  (only while {name} is unpublished)")
    };
    let more = offenders.len().checked_sub(SHOWN).filter(|more| *more > 0);
    let shown = offenders.iter().zip(&ids);
    findings
        .violation(tag, format!("{begin} {}", brought.join(" and ")))
        .hint(hint)
        .evidence(shown.map(|(commit, id)| format!("{id} {}", commit.message.subject)))
        .evidence(more.map(|more| format!("and {more} more")));
}

/// Reports contracts that a version which is being prepared breaks without raising the number for it. A detector may
/// be wrong where a commit is not: this is a warning.
fn broken_contracts(step: &Step<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let needed = if step.last.major == 0 { Bump::Minor } else { Bump::Major };
    let is_of = |open: &&OpenRelease| open.version == Some(step.release.version);
    let Some(open) = facts.open.iter().flatten().find(is_of).filter(|_| step.bump < needed) else {
        return;
    };
    let broken: Vec<String> = open
        .facts
        .iter()
        .filter(|fact| matches!(&fact.kind, EvidenceKind::Contract(it) if it.breaking))
        .map(|fact| format!("{} ({})", fact.subject, fact.place))
        .collect();
    if broken.is_empty() {
        return;
    }
    let (name, last) = (&step.tag.tag.name, &step.below.tag.name);
    let (count, bump) = (broken.len(), step.bump.as_str());
    let contracts = if count == 1 { "contract" } else { "contracts" };
    let next = step.named(needed, facts);
    findings
        .violation(
            step.tag,
            format!("{name} is a {bump} release after {last} and breaks {count} {contracts}"),
        )
        .at_most(Level::Warn)
        .evidence(broken.into_iter().take(SHOWN))
        .hint(format!("release it as {next}, or keep the contracts"));
}

/// Returns the commits that need more than the number that was raised, youngest first.
fn offenders(step: &Step<'_>, nodes: &[NodeId], facts: &Facts<'_>) -> Vec<Commit> {
    let (features, breaking) = match (step.bump, step.last.major) {
        (Bump::Patch, major) => (major > 0, true),
        (Bump::Minor, major) => (false, major > 0),
        (Bump::Major, _) => (false, false),
    };
    let commits = &facts.sources.config.commits;
    let is_feature = |commit: &Commit| {
        let conventional = commit.message.conventional.as_ref();
        conventional.and_then(|it| commits.kind_of(&it.kind)) == Some(Kind::Feature)
    };
    let graph = facts.history.graph();
    // Few commits are read in full: histories are long, and what breaks says so in a few words.
    let suspects: Vec<NodeId> = nodes
        .iter()
        .copied()
        .filter(|node| {
            let text = graph.raw(*node).message;
            breaking && ["!:", "BREAKING", "reaking:"].iter().any(|it| has(text, it))
                || features && kind(*node, facts) == Some(Kind::Feature)
        })
        .collect();
    let mut found = read_commits(graph, &suspects, &facts.sources);
    found.retain(|(_, commit)| {
        let counts = breaking && commit.message.breaking.is || features && is_feature(commit);
        counts && commit.message.revert.is_none()
    });
    if !found.is_empty() {
        let reverts = nodes.iter().copied().filter(|node| has(graph.raw(*node).message, "evert"));
        let reverts = read_commits(graph, &reverts.collect::<Vec<_>>(), &facts.sources);
        found.retain(|(_, commit)| !reverts.iter().any(|(_, revert)| takes_back(revert, commit)));
    }
    found.into_iter().map(|(_, commit)| commit).collect()
}

/// Returns the commits of which a lower release of the line below has a copy.
fn shipped<'f>(step: &Step<'_>, facts: &'f Facts<'_>) -> Result<BTreeSet<CommitId>, &'f Error> {
    let (ledger, mut copies) = (facts.ledger()?, BTreeSet::new());
    for line in facts.lines() {
        let of_minor = (line.version.major, line.version.minor);
        let lower = line
            .tags
            .iter()
            .rev()
            .find(|at| **at < step.tag.at && facts.sources.tags[**at].production().is_some());
        let (Some(lower), Cut::Known(cut)) = (lower, &line.cut) else { continue };
        let lower = facts.history.find(facts.sources.tags[*lower].commit);
        let Some(lower) = lower.filter(|_| of_minor == step.last.line()) else { continue };
        for node in facts.history.range(lower, &[*cut]) {
            copies.extend(ledger.copies_of(facts.history.graph().id(node)).map(|(copy, _)| copy));
        }
    }
    Ok(copies)
}

/// Returns whether a commit says that it takes another one back.
fn takes_back(revert: &Commit, commit: &Commit) -> bool {
    let Some(it) = revert.message.revert.as_ref().filter(|it| !it.reapplies) else { return false };
    let number = commit.message.pull_request;
    it.commits.iter().any(|id| commit.id.starts_with(id))
        || it.subject.as_ref() == Some(&commit.message.subject)
        || number.is_some_and(|number| it.pull_requests.contains(&number))
}

/// Returns whether every commit is a fix or something that users do not notice, and one is a fix.
fn brings_fixes_only(nodes: &[NodeId], facts: &Facts<'_>) -> bool {
    let mut any = false;
    nodes.iter().all(|node| match kind(*node, facts) {
        Some(Kind::Fix | Kind::Security) => {
            any = true;
            true
        }
        Some(Kind::Technical) => true,
        Some(Kind::Feature | Kind::Improvement | Kind::Unclassified) => false,
        None => {
            let read = read_commits(facts.history.graph(), &[*node], &facts.sources);
            read.iter().all(|(_, commit)| is_version_bump(commit))
        }
    }) && any
}

/// Returns the kind of a commit by the type at its start, reading no more than its first line.
fn kind(node: NodeId, facts: &Facts<'_>) -> Option<Kind> {
    let raw = facts.history.graph().raw(node);
    let line = std::str::from_utf8(raw.first_line()).ok()?;
    facts.sources.config.commits.kind_of(&conventional::parse(line)?.kind)
}

fn has(text: &[u8], word: &str) -> bool {
    memmem::find(text, word.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Level;
    use crate::policy::testing::history;

    /// A release after v1.2.3 with these subjects, by its tag.
    fn release(tag: &str, subjects: &[&str]) -> String {
        let commits: String =
            subjects.iter().map(|subject| format!("commit \"{subject}\"\n")).collect();
        format!("commit \"a\"\ntag v1.2.3 \"Release\"\n{commits}tag {tag} \"Release\"")
    }

    #[track_caller]
    fn check(tag: &str, subjects: &[&str], expected: &str) {
        let said = history(&release(tag, subjects)).says(&RULE);
        let said = said.split(" [").next().unwrap_or_default();
        assert_eq!(said.split(" -> ").next().unwrap_or_default(), expected, "{subjects:?}");
    }

    #[test]
    fn a_feature_in_a_patch_is_reported() {
        let said = history(&release("v1.2.4", &["feat: b", "fix: c"])).says(&RULE);
        let wanted =
            "refs/tags/v1.2.4: v1.2.4 is a patch release after v1.2.3 and brings 1 feature [";
        assert!(said.starts_with(wanted), "{said}");
        let hint = " feat: b] -> git tag -a v1.3.0 'v1.2.4^{}'  (only while v1.2.4 is unpublished)";
        assert!(said.ends_with(hint), "{said}");
    }

    #[test]
    fn a_breaking_change_needs_a_major_release() {
        let breaking = "brings 1 breaking change";
        let patch =
            format!("refs/tags/v1.2.4: v1.2.4 is a patch release after v1.2.3 and {breaking}");
        check("v1.2.4", &["fix!: b"], &patch);
        check("v1.2.4", &["Drop b\"\n  | BREAKING CHANGE: b is gone\n#\""], &patch);
        let minor =
            format!("refs/tags/v1.3.0: v1.3.0 is a minor release after v1.2.3 and {breaking}");
        check("v1.3.0", &["feat: c", "feat(api)!: b"], &minor);
        let said = history(&release("v1.3.0", &["feat(api)!: b"])).says(&RULE);
        assert!(said.contains("-> git tag -a v2.0.0 'v1.3.0^{}'"), "{said}");
        check("v2.0.0", &["feat(api)!: b"], "");
    }

    #[test]
    fn features_of_minor_and_fixes_of_patch_releases_are_fine() {
        check("v1.3.0", &["feat: b", "fix: c"], "");
        check("v1.2.4", &["fix: b", "perf: c", "Faster d", "chore(release): version 1.2.4"], "");
    }

    #[test]
    fn before_the_first_major_release_a_minor_one_may_break() {
        let young = |tag: &str, subject: &str| {
            history(&release(tag, &[subject]).replace("v1.2.3", "v0.2.3")).says(&RULE)
        };
        assert_eq!(young("v0.3.0", "feat!: b"), "");
        assert_eq!(young("v0.2.4", "feat: b"), "");
        assert!(young("v0.2.4", "feat!: b").contains("-> git tag -a v0.3.0 'v0.2.4^{}'"));
    }

    #[test]
    fn fixes_only_are_a_warning() {
        let text = release("v1.3.0", &["fix: b", "docs: c", "Release 1.3.0"]);
        let findings = history(&text).findings(&RULE);
        assert_eq!((findings.len(), findings[0].level), (1, Level::Warn));
        assert_eq!(
            findings[0].message,
            "v1.3.0 is a minor release after v1.2.3 and brings fixes only"
        );
        check("v1.3.0", &["fix: b", "Faster d"], "");
        check("v1.3.0", &["docs: c"], "");
    }

    #[test]
    fn what_was_taken_back_counts_for_nothing() {
        let text = "commit \"a\"\ntag v1.2.3 \"Release\"\ncommit \"feat: b\" as b\nrevert b\n\
                    tag v1.2.4 \"Release\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn of_candidates_the_last_one_of_an_open_version_counts() {
        let rc = release("v1.2.4-rc.1", &["feat: b"]);
        let said = history(&rc).says(&RULE);
        assert!(said.contains("v1.2.4-rc.1 is a patch release after v1.2.3"), "{said}");
        assert!(said.contains("-> git tag -a v1.3.0-rc.1 'v1.2.4-rc.1^{}'"), "{said}");
        let two = format!("{rc}\ntag v1.2.4-rc.2");
        assert_eq!(history(&two).says(&RULE).lines().count(), 1);
        let said = history(&format!("{rc}\ntag v1.2.4 \"Release\"")).says(&RULE);
        assert!(said.starts_with("refs/tags/v1.2.4: ") && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn where_a_higher_version_is_there_it_is_the_change_that_goes() {
        let text = format!(
            "{}\nbranch release/v1.3 from v1.2.3\ncommit \"feat: c\"\ntag v1.3.0 \"Release\"",
            release("v1.2.4", &["feat: b"])
        );
        let said = history(&text).says(&RULE);
        assert!(said.contains("-> git revert ") && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn what_a_patch_of_the_line_below_had_is_not_new() {
        let text = "commit \"a\"\ntag v1.2.3 \"Release\"\ncommit \"feat!: b\"\ntag v1.2.4 \"Release\"\n\
                    commit \"feat: c\"\ntag v1.3.0 \"Release\"";
        let said = history(text).says(&RULE);
        assert!(said.starts_with("refs/tags/v1.2.4") && said.lines().count() == 1, "{said}");
    }

    #[test]
    fn what_a_patch_of_the_line_below_had_in_a_copy_is_not_new() {
        let text = "commit \"a\"\nbranch release-1.2\ncommit \"fix: b\"\ntag v1.2.0 \"Release\"\n\
                    switch main\nwrite c.txt \"c\"\ncommit \"fix!: c\" as c\nswitch release-1.2\n\
                    cherry-pick c x\ntag v1.2.1 \"Release\"\nswitch main\nbranch release-1.3\n\
                    commit \"feat: d\"\ntag v1.3.0 \"Release\"";
        let config = "flow = \"trunk\"\nbranches.release = \"release-*\"";
        let said = history(text).config(config).says(&RULE);
        assert!(said.starts_with("refs/tags/v1.2.1: ") && said.lines().count() == 1, "{said}");
        let later = text.replace("cherry-pick c x\ntag v1.2.1 \"Release\"\n", "");
        let said = history(&later).config(config).says(&RULE);
        assert!(said.starts_with("refs/tags/v1.3.0: v1.3.0 is a minor release after v1.2.0"));
    }

    #[test]
    fn the_first_release_near_misses_and_what_was_before_the_policy_are_fine() {
        let first = "commit \"feat!: a\"\ntag v1.0.0 \"Release\"";
        assert_eq!(history(first).says(&RULE), "");
        check("v1.2.4rc1", &["feat: b"], "");
        let text = release("v1.2.4", &["feat: b"]);
        assert_eq!(history(&text).config("policy.since = \"v1.2.4\"").says(&RULE), "");
    }

    #[test]
    fn in_a_shallow_clone_it_cannot_tell() {
        let said = history(&release("v1.2.4", &["feat: b"])).shallow().says(&RULE);
        assert!(said.starts_with("? repository: the clone is shallow"), "{said}");
    }
}
