use crate::policy::rule::declare_rule;
use crate::policy::{Facts, Findings, Subject, TagFact};
use crate::version::{ReleaseVersion, Stage, Version};

declare_rule! {
    /// ## What it does
    /// Reports hotfix tags of repositories that publish a package to a registry that sorts by SemVer:
    /// there is a `Cargo.toml`, `package.json` or `Chart.yaml` at the top, and it does not say that
    /// the package stays at home (`publish = false`, `"private": true`).
    ///
    /// ## Why is this bad?
    /// For SemVer `1.2.0-hotfix.1` is a pre-release of `1.2.0`, and lower. Nobody gets the hotfix who
    /// asks for the latest version, and who has it is offered the broken one as an update.
    ///
    /// ## Example
    /// `v1.2.0-hotfix.1` of a package on npm.
    ///
    /// ## How to fix
    /// Say `tags.hotfix_style = "patch"` and tag the next patch: `git tag -a v1.2.1 'v1.2.0-hotfix.1^{}'`.
    "RN311" "hotfix-below-final" Tags Warn
    needs [Tags] check Tag(check)
}

/// Whether a manifest is that of a package which others can install.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Published {
    Yes,
    No,
    Unknown,
}

/// How a manifest says whether a package is published.
type Reads = fn(&[u8]) -> Published;

/// The manifests, and who reads them.
const MANIFESTS: [(&str, &str, Reads); 3] = [
    ("Cargo.toml", "Cargo", of_cargo),
    ("package.json", "npm", of_npm),
    ("Chart.yaml", "Helm", |_| Published::Yes),
];

fn check(tag: &TagFact<'_>, facts: &Facts<'_>, findings: &mut Findings<'_>) {
    let Some(release) = tag.tag.release.filter(|_| tag.tag.conforming) else { return };
    let Stage::Hotfix(_) = release.stage else { return };
    let config = &facts.sources.config.tags;
    let tag_name = |release: ReleaseVersion| release.tag_name(&config.prefix, &config.stages);
    let mended = tag_name(ReleaseVersion { stage: Stage::Final, ..release });
    let name = &tag.tag.name;
    for (path, registry, published) in MANIFESTS {
        let text = match facts.sources.repository.read_file(tag.tag.commit, path) {
            Ok(Some(text)) => text,
            Ok(None) => continue,
            Err(error) => {
                findings.unreadable(Subject::from(tag), &error);
                continue;
            }
        };
        match published(&text) {
            Published::No => {}
            Published::Unknown => {
                let reason =
                    format!("{path} does not say whether {registry} packages are published");
                findings.cannot_tell(tag, reason);
            }
            Published::Yes => {
                let next = tag_name(next_patch(release, facts));
                findings
                    .violation(
                        tag,
                        format!("{name} is lower than {mended} for {registry} ({path})"),
                    )
                    .hint(format!(
                        "git tag -a {next} '{name}^{{}}'  (and `tags.hotfix_style = \"patch\"`)"
                    ));
            }
        }
    }
}

/// Returns the first patch of a version's line that no tag has.
fn next_patch(release: ReleaseVersion, facts: &Facts<'_>) -> ReleaseVersion {
    let versions = facts.sources.tags.iter().filter_map(|tag| tag.release).map(|it| it.version);
    let of_line = versions.filter(|it| it.line() == release.version.line());
    let last = of_line.map(|it| it.patch).max().unwrap_or(release.version.patch);
    let version = Version { patch: last + 1, ..release.version };
    ReleaseVersion { version, stage: Stage::Final }
}

/// A workspace without a package of its own leaves it to its members.
fn of_cargo(text: &[u8]) -> Published {
    let text = String::from_utf8_lossy(text);
    let Ok(manifest) = text.parse::<toml::Table>() else { return Published::Unknown };
    let publish = |of: &toml::Value| match of.get("publish") {
        Some(toml::Value::Boolean(false)) => Published::No,
        Some(toml::Value::Array(registries)) if registries.is_empty() => Published::No,
        _ => Published::Yes,
    };
    let of_workspace = || match manifest.get("workspace").and_then(|it| it.get("package")) {
        Some(shared) => publish(shared),
        None => Published::Yes,
    };
    match manifest.get("package") {
        Some(package) if package.get("publish").is_some_and(toml::Value::is_table) => {
            of_workspace()
        }
        Some(package) => publish(package),
        None if of_workspace() == Published::No => Published::No,
        None => Published::Unknown,
    }
}

/// npm refuses to publish what is private; of a private root with workspaces these may be published.
fn of_npm(text: &[u8]) -> Published {
    let Ok(manifest) = serde_json::from_slice::<serde_json::Value>(text) else {
        return Published::Unknown;
    };
    match (manifest["private"].as_bool(), manifest.get("workspaces")) {
        (Some(true), None) => Published::No,
        (Some(true), Some(_)) => Published::Unknown,
        _ => Published::Yes,
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::policy::Checkout;
    use crate::policy::testing::history;

    fn with(path: &str, text: &str) -> String {
        format!(
            "write {path} \"{text}\"\ncommit \"a\"\ntag v1.2.0 \"Release\"\ncommit \"fix: b\"\n\
             tag v1.2.0-hotfix.1 \"Hotfix\""
        )
    }

    #[track_caller]
    fn check(path: &str, text: &str, expected: &str) {
        let said = history(&with(path, text)).says(&RULE);
        assert_eq!(said.split(" -> ").next().unwrap_or_default(), expected);
    }

    #[test]
    fn a_hotfix_of_a_package_is_reported() {
        assert_eq!(
            history(&with("package.json", "{}")).says(&RULE),
            "refs/tags/v1.2.0-hotfix.1: v1.2.0-hotfix.1 is lower than v1.2.0 for npm (package.json) \
             -> git tag -a v1.2.1 'v1.2.0-hotfix.1^{}'  (and `tags.hotfix_style = \"patch\"`)"
        );
        let cargo = "refs/tags/v1.2.0-hotfix.1: v1.2.0-hotfix.1 is lower than v1.2.0 for Cargo (Cargo.toml)";
        check("Cargo.toml", "[package]\\nname = \\\"a\\\"", cargo);
        check("Cargo.toml", "[package]\\npublish.workspace = true\\n[workspace]", cargo);
        let helm =
            "refs/tags/v1.2.0-hotfix.1: v1.2.0-hotfix.1 is lower than v1.2.0 for Helm (Chart.yaml)";
        check("Chart.yaml", "name: a", helm);
    }

    #[test]
    fn the_next_patch_that_is_free_is_named() {
        let later = format!("{}\ncommit \"b\"\ntag v1.2.3 \"Release\"", with("Chart.yaml", "x"));
        assert!(history(&later).says(&RULE).contains("-> git tag -a v1.2.4 "));
    }

    #[test]
    fn what_stays_at_home_is_fine() {
        check("package.json", "{\\\"private\\\": true}", "");
        check("Cargo.toml", "[package]\\npublish = false", "");
        check("Cargo.toml", "[package]\\npublish = []", "");
        check("Cargo.toml", "[workspace.package]\\npublish = false", "");
        check("deploy/Chart.yaml", "name: a", "");
        check("README.md", "x", "");
    }

    #[test]
    fn finals_and_candidates_are_fine() {
        let text = with("package.json", "{}");
        assert_eq!(history(&text.replace("v1.2.0-hotfix.1", "v1.2.1-rc.1")).says(&RULE), "");
        assert_eq!(history(&text.replace("v1.2.0-hotfix.1", "v1.2.1")).says(&RULE), "");
    }

    #[test]
    fn of_a_workspace_and_of_a_broken_file_it_cannot_tell() {
        let cannot = |path: &str, registry: &str| {
            format!(
                "? refs/tags/v1.2.0-hotfix.1: {path} does not say whether {registry} packages are \
                 published"
            )
        };
        check("Cargo.toml", "[workspace]", &cannot("Cargo.toml", "Cargo"));
        check("Cargo.toml", "<<<", &cannot("Cargo.toml", "Cargo"));
        let root = "{\\\"private\\\": true, \\\"workspaces\\\": []}";
        check("package.json", root, &cannot("package.json", "npm"));
    }

    #[test]
    fn without_tags_it_cannot_tell() {
        let ci = Checkout { ci: Some("Jenkins"), ..Checkout::default() };
        let said = history("commit \"a\"").checkout(ci).says(&RULE);
        assert!(said.starts_with("? repository: Jenkins checked out no tags"), "{said}");
    }
}
