use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineKind, ReleaseLine};

declare_rule! {
    /// ## What it does
    /// Reports hotfix branches that bring more than fixes of the release that they mend: their own
    /// commits begin neither at its final nor at a later hotfix of it.
    ///
    /// ## Why is this bad?
    /// A hotfix goes to production the same day. What it begins with besides the release that runs
    /// there is untested.
    ///
    /// ## Example
    /// `git switch -c release/v1.2.0-hotfix develop`
    ///
    /// ## How to fix
    /// `git switch -c release/v1.2.0-hotfix v1.2.0`, then pick the fixes.
    "RN206" "hotfix-not-from-release" Flow Deny
    needs [History, Tags] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    if line.kind != LineKind::Hotfix || line.version.patch.is_none() {
        return;
    }
    let name = line.name(facts);
    let prefix = &facts.sources.config.tags.prefix;
    let mended = format!("{prefix}{}", line.version);
    let Some(release) = facts.mended_by(line) else {
        findings
            .cannot_tell(line.subject(facts), format!("{name} mends {mended}, which is not here"));
        return;
    };
    if !facts.history.reaches(line.tip, release) {
        findings
            .violation(
                line.subject(facts),
                format!("{name} does not have {mended}, which it mends"),
            )
            .hint(format!("git switch -c {} {mended}", word(&name)));
        return;
    }
    // What develop had besides the release came along.
    let Some(develop) = &facts.integration else { return };
    let tip = facts.branch_of(develop).tip;
    let own: Vec<_> =
        facts.history.first_parents(line.tip).take_while(|it| *it != release).collect();
    let of_main = |node| facts.main.as_ref().is_some_and(|main| main.nodes.contains(node));
    let strange = own.iter().find(|node| develop.nodes.contains(**node) && !of_main(**node));
    if let Some(begin) = strange.filter(|node| facts.history.reaches(tip, **node)) {
        findings
            .violation(
                line.subject(facts),
                format!("{name} was cut from {}, not from {mended}", facts.branch_of(develop).name),
            )
            .evidence([facts.shown(*begin)])
            .hint(format!("git switch -c {} {mended}", word(&name)));
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const BEGIN: &str =
        "commit \"a\"\ntag v1.0.0 \"Release\"\nbranch develop\ncommit \"feat: b\"\n";

    #[test]
    fn a_hotfix_from_develop_is_reported() {
        let said =
            history(&format!("{BEGIN}branch release/v1.0.0-hotfix\ncommit \"fix: c\"")).says(&RULE);
        assert!(
            said.contains("release/v1.0.0-hotfix was cut from develop, not from v1.0.0"),
            "{said}"
        );
    }

    #[test]
    fn a_hotfix_of_its_release_is_fine() {
        let text = format!("{BEGIN}switch main\nbranch release/v1.0.0-hotfix\ncommit \"fix: c\"");
        assert_eq!(history(&text).says(&RULE), "");
        let merged = format!(
            "{text}\nswitch develop\nmerge release/v1.0.0-hotfix \"Merge branch 'release/v1.0.0-hotfix'\""
        );
        assert_eq!(history(&merged).says(&RULE), "");
    }

    #[test]
    fn a_hotfix_on_the_commit_of_its_release_is_fine() {
        let text = "commit \"a\"\nbranch develop\nbranch release/v1.0.0\ncommit \"fix: b\"\nswitch main\n\
                    merge release/v1.0.0 \"Merge branch 'release/v1.0.0'\"\ntag v1.0.0 \"Release\"\n\
                    tag v1.0.0-hotfix.1 \"Hotfix\"";
        assert_eq!(history(text).says(&RULE), "");
    }

    #[test]
    fn without_the_release_it_cannot_tell() {
        let text = format!("{BEGIN}switch main\nbranch release/v2.0.0-hotfix\ncommit \"fix: c\"");
        assert_eq!(
            history(&text).says(&RULE),
            "? refs/heads/release/v2.0.0-hotfix: release/v2.0.0-hotfix mends v2.0.0, which is not here"
        );
    }
}
