//! Pipelines that changed: a release that was built another way than the one before.
//!
//! Where nothing but the versions of actions differs, they are told; so a reader can pass over such a change.

use std::collections::BTreeSet;

use relnotes_core::evidence::{Fact, Kind, Place, Verb};

use super::{Detect, Detector, Ground};
use crate::ci::{FOREIGN, is_workflow};
use crate::range::{FileDiff, FilePath};

pub(super) static DETECTOR: Detector = Detector {
    code: "CI-PIPELINE",
    about: "Pipelines of GitHub, GitLab, Woodpecker, CircleCI, Jenkins and others that came, went or changed.",
    ground: Ground::Everything,
    picks,
    detect: Detect::File(detect),
};

fn picks(path: &FilePath) -> bool {
    let full = path.full.as_str();
    let is_yaml = matches!(path.extension(), "yml" | "yaml");
    is_workflow(full)
        || full.starts_with(".github/actions/") && is_yaml
        || full.starts_with(".gitlab-ci") && is_yaml
        || full.starts_with(".gitlab/ci/")
        || full == "Jenkinsfile"
        || FOREIGN.iter().any(|known| {
            full == *known || full.strip_prefix(known).is_some_and(|rest| rest.starts_with('/'))
        })
}

fn detect(file: &FileDiff, facts: &mut Vec<Fact>) {
    let path = &file.path.full;
    let (verb, place) = match (file.old, file.new) {
        _ if file.moved_from.is_some() => return,
        (None, _) => (Verb::Added, Place::after(path, None)),
        (_, None) => (Verb::Removed, Place::before(path, None)),
        _ => (Verb::Changed, Place::after(path, None)),
    };
    let mut fact =
        Fact::new(DETECTOR.code, Kind::Pipeline, verb, format!("ci:{path}"), path, place);
    if verb == Verb::Changed
        && let Some((before, after)) = pins(file)
    {
        fact = fact.with_values(Some(before), Some(after));
    }
    facts.push(fact);
}

/// The versions of actions, if nothing else differs.
fn pins(file: &FileDiff) -> Option<(String, String)> {
    let side = |lines: &mut dyn Iterator<Item = (u32, &str)>| {
        let pins: Option<BTreeSet<String>> = lines.map(|(_, line)| pin(line)).collect();
        pins.filter(|pins| !pins.is_empty())
    };
    let (before, after) = (side(&mut file.removed())?, side(&mut file.added())?);
    let names = |pins: &BTreeSet<String>| -> BTreeSet<String> {
        pins.iter().filter_map(|pin| Some(pin.split_once('@')?.0.to_owned())).collect()
    };
    let join = |pins: BTreeSet<String>| pins.into_iter().collect::<Vec<_>>().join(", ");
    // A hash that moved below the same version has nothing to tell.
    (names(&before) == names(&after) && before != after).then(|| (join(before), join(after)))
}

/// `- uses: actions/checkout@abc # v5` is `actions/checkout@v5`.
fn pin(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches("- ").trim_start();
    let used = line.strip_prefix("uses:")?.trim();
    let (used, comment) = used.split_once(" #").map_or((used, ""), |(it, rest)| (it, rest.trim()));
    let used = used.trim().trim_matches(['"', '\'']);
    let (name, version) = used.split_once('@')?;
    let is_hash = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    let version = if is_hash && !comment.is_empty() { comment } else { version };
    Some(format!("{name}@{version}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::facts;

    #[test]
    fn pipelines_come_go_and_change() {
        for path in [
            ".github/workflows/ci.yaml",
            ".github/actions/setup/action.yml",
            ".gitlab-ci.yml",
            ".gitlab/ci/test.yml",
            ".woodpecker.yml",
            ".circleci/config.yml",
            "Jenkinsfile",
            ".teamcity/settings.kts",
        ] {
            let verbs = [
                facts(&DETECTOR, path, None, Some("a")),
                facts(&DETECTOR, path, Some("a"), None),
                facts(&DETECTOR, path, Some("a"), Some("b")),
            ]
            .map(|found| found[0].verb);
            assert_eq!(verbs, [Verb::Added, Verb::Removed, Verb::Changed], "{path}");
        }
    }

    #[test]
    fn versions_of_actions_are_told_where_nothing_else_differs() {
        let sha = "0123456789012345678901234567890123456789";
        let of = |version: &str| format!("steps:\n  - uses: actions/checkout@{version}\n");
        let (before, after) = (of(&format!("{sha} # v4")), of("v5"));
        let found = facts(&DETECTOR, ".github/workflows/a.yml", Some(&before), Some(&after));
        assert_eq!(found[0].before.as_deref(), Some("actions/checkout@v4"));
        assert_eq!(found[0].after.as_deref(), Some("actions/checkout@v5"));
        let after = format!("{after}  - run: make\n");
        let found = facts(&DETECTOR, ".github/workflows/a.yml", Some(&before), Some(&after));
        assert_eq!((&found[0].before, &found[0].after), (&None, &None));
        let (before, after) =
            (of(&format!("{sha} # v5")), of(&format!("{} # v5", sha.replace('0', "f"))));
        let found = facts(&DETECTOR, ".github/workflows/a.yml", Some(&before), Some(&after));
        assert_eq!((&found[0].before, &found[0].after), (&None, &None));
    }

    #[test]
    fn other_files_are_none() {
        for path in
            [".github/dependabot.yml", ".github/release.yaml", "ci/build.sh", "docs/Jenkinsfile.md"]
        {
            assert!(facts(&DETECTOR, path, None, Some("a")).is_empty(), "{path}");
        }
    }
}
