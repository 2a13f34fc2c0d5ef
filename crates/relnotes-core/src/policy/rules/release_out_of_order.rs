use crate::config::Flow;
use crate::policy::command::word;
use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, LineKind, ReleaseLine, tags};

declare_rule! {
    /// ## What it does
    /// Reports release branches that still wait for their final although main has the final of a
    /// later version. A patch release only waits for patches of its own minor version. What was cut
    /// after that version is left to RN108. In `flow = "trunk"` there is nothing to report.
    ///
    /// ## Why is this bad?
    /// Once the older one is released, production goes back: what the later one brought is gone, or
    /// both are mixed in main as nobody tested them.
    ///
    /// ## Example
    /// `release/v1.3.0` is open, and `v1.4.0` was merged to main and tagged.
    ///
    /// ## How to fix
    /// Bring what is only on the older branch to develop and give the branch up:
    /// `git push origin --delete release/v1.3.0`.
    "RN212" "release-out-of-order" Flow Warn
    needs [History, Tags, Main] check Line(check)
}

fn check(line: &ReleaseLine, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let (Flow::Gitflow, Some(main)) = (facts.sources.config.flow, &facts.main) else { return };
    let Some(branch) = line.branch(facts).filter(|_| line.kind == LineKind::Release) else {
        return;
    };
    let (Some(patch), false) = (line.version.patch, line.is_released(facts)) else { return };
    if matches!(super::old_release_version::predecessor(line, facts), Ok(Some(_))) {
        return;
    }
    let (of_line, main) = ((line.version.major, line.version.minor), facts.branch_of(main));
    let reach = facts.reach(main.tip);
    let mut later = tags::finals(facts).filter(|tag| {
        tag.tag.release.is_some_and(|it| {
            let (minor, it) = (it.version.line(), it.version.patch);
            (minor == of_line && it > patch) || (minor > of_line && patch == 0)
        })
    });
    let Some(later) = later.find(|tag| reach.contains(tag.node)) else { return };
    let (name, tag, main) = (&branch.name, &later.tag.name, &main.name);
    let hint = match branch.remote() {
        Some(remote) => format!("git push {} --delete {}", word(remote), word(name)),
        None => format!("git branch -D {}", word(name)),
    };
    findings
        .violation(branch, format!("{name} waits for its final, but {main} has {tag} already"))
        .evidence([facts.shown(later.node)])
        .hint(format!("{hint}  (once develop has what is only there)"));
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::testing::history;

    const LATE: &str = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.3.0\n\
                        commit \"fix: c\"\nswitch develop\nbranch release/v1.4.0\n\
                        commit \"fix: d\"\nswitch main\nmerge release/v1.4.0 \"Release\"\n\
                        tag v1.4.0 \"Release\"";

    #[test]
    fn an_older_release_that_is_still_open_is_reported() {
        let said = history(LATE).says(&RULE);
        let wanted = "refs/heads/release/v1.3.0: release/v1.3.0 waits for its final, but main has \
                      v1.4.0 already [";
        assert!(said.starts_with(wanted), "{said}");
        assert!(said.contains("-> git branch -D release/v1.3.0  ("), "{said}");
    }

    #[test]
    fn released_in_order_it_is_fine() {
        let released = LATE.replace("\"fix: c\"", "\"fix: c\"\ntag v1.3.0 \"Release\"");
        assert_eq!(history(&released).says(&RULE), "");
        let candidate = LATE.replace("tag v1.4.0 \"Release\"", "tag v1.4.0-rc.1");
        assert_eq!(history(&candidate).says(&RULE), "");
        assert_eq!(history(LATE).config("flow = \"trunk\"").says(&RULE), "");
    }

    #[test]
    fn a_patch_of_an_older_version_is_fine_within_its_order() {
        let patch = LATE.replace("v1.3.0", "v1.3.1");
        assert_eq!(history(&patch).says(&RULE), "");
        let said = history(&patch.replace("v1.4.0", "v1.3.2")).says(&RULE);
        assert!(said.contains("release/v1.3.1 waits for its final, but main has v1.3.2"), "{said}");
    }

    #[test]
    fn what_was_cut_after_the_later_version_is_left_to_rn108() {
        let old = "commit \"a\"\nbranch develop\ncommit \"feat: b\"\nbranch release/v1.4.0\n\
                   commit \"fix: c\"\nswitch main\nmerge release/v1.4.0 \"Release\"\n\
                   tag v1.4.0 \"Release\"\nswitch develop\ncommit \"feat: d\"\n\
                   branch release/v1.3.0\ncommit \"fix: e\"";
        assert_eq!(history(old).says(&RULE), "");
    }

    #[test]
    fn without_main_it_cannot_tell() {
        let said = history(LATE).config("branches.main = \"trunk\"").says(&RULE);
        assert!(said.starts_with("? repository: no branch trunk is here"), "{said}");
    }
}
